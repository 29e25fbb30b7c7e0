"""The log form: everything is optional while it is a draft; what is missing is said when it is
sent.
"""

from datetime import datetime

from django import forms

from compliance.core.fields import BETWEEN, DateField, LinkField, ModelMultipleChoiceField
from compliance.core.parameters import keys, sane_day
from compliance.core.text import fold
from compliance.incidents.checks import people_named
from compliance.incidents.models import (
    AccountKind,
    ActKind,
    Incident,
    Platform,
    SeenHow,
    UnitMeasure,
)
from compliance.registry.models import StaffMember, User
from compliance.registry.queries import staff_kind_on
from compliance.registry.search import ranked
from compliance.rulebook.clocks import ZONE, local_day
from compliance.rulebook.models import Provision, StaffKind
from compliance.rulebook.queries import citable

COLUMNS = (
    "title",
    "act_kind",
    "platform",
    "link",
    "account_kind",
    "happened_at",
    "known_on",
    "seen_how",
    "narrative",
    "unit_measure",
    "unit_acted_on",
    "unit_action",
    "out_of_scope_declared",
)
_DAY = forms.DateInput(
    format="%d/%m/%Y", attrs={"inputmode": "numeric", "class": "input-s", "autocomplete": "off"}
)


def _choices(values, empty: str) -> list:
    return [("", empty), *values.choices]


class MomentField(forms.CharField):
    """'09/11/2026 14:20' in Viet Nam; a day alone means its midnight."""

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        for pattern in ("%d/%m/%Y %H:%M", "%d/%m/%Y"):
            try:
                moment = datetime.strptime(text, pattern).replace(tzinfo=ZONE)
            except ValueError:
                continue
            if not sane_day(moment.date()):
                raise forms.ValidationError(BETWEEN, code="bounds")
            return moment
        raise forms.ValidationError(
            "Ghi ngày giờ dạng ngày/tháng/năm giờ:phút, ví dụ 09/11/2026 14:20."
        )

    def prepare_value(self, value):
        return f"{value.astimezone(ZONE):%d/%m/%Y %H:%M}" if isinstance(value, datetime) else value


class PersonRadio(forms.ModelChoiceField):
    def label_from_instance(self, person: StaffMember) -> str:
        return f"{person.full_name} – {person.post} ({person.code})"


class PeopleChecks(ModelMultipleChoiceField):
    label_from_instance = PersonRadio.label_from_instance


class ProvisionChecks(ModelMultipleChoiceField):
    def label_from_instance(self, provision: Provision) -> str:
        weight = "" if provision.instrument.is_legal_basis else " (công văn: chỉ đến mức hướng dẫn)"
        kinds = ", ".join(StaffKind(kind).label.lower() for kind in provision.staff_kinds)
        whom = f" (áp dụng cho {kinds})" if kinds else ""
        return (
            f"{provision.get_category_display()} – {provision}: {provision.summary}{whom}{weight}"
        )


class LogForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    person_q = forms.CharField(
        label="Tìm người",
        required=False,
        max_length=100,
        help_text="Họ tên, mã cán bộ hoặc đơn vị; không cần dấu.",
    )
    person = PersonRadio(
        label="Người được phản ánh",
        queryset=StaffMember.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
    )
    also = PeopleChecks(
        label="Người khác cùng sự việc",
        queryset=StaffMember.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Mỗi người thành một vụ việc riêng, dùng chung chứng cứ.",
    )
    title = forms.CharField(label="Tóm tắt một dòng", required=False, max_length=140)
    act_kind = forms.ChoiceField(
        label="Loại hành vi", required=False, choices=_choices(ActKind, "Chọn…")
    )
    platform = forms.ChoiceField(
        label="Nền tảng", required=False, choices=_choices(Platform, "Chọn…")
    )
    link = LinkField(label="Địa chỉ bài viết", required=False)
    account_kind = forms.ChoiceField(
        label="Loại tài khoản", required=False, choices=_choices(AccountKind, "Chọn…")
    )
    happened_at = MomentField(
        label="Xảy ra lúc",
        required=False,
        help_text="ngày/tháng/năm giờ:phút",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    known_on = DateField(
        label="Ngày biết sự việc",
        required=False,
        help_text="ngày/tháng/năm",
        widget=_DAY,
        error_messages={"invalid": "Ghi ngày dạng ngày/tháng/năm, ví dụ 09/11/2026."},
    )
    seen_how = forms.ChoiceField(
        label="Cách tiếp cận nội dung", required=False, choices=_choices(SeenHow, "Chọn…")
    )
    narrative = forms.CharField(
        label="Diễn biến khách quan",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Ai, làm gì, ở đâu, lúc nào; ghi sự việc, không ghi nhận định.",
    )
    unit_measure = forms.ChoiceField(
        label="Đơn vị đã xử lý bằng",
        required=False,
        choices=_choices(UnitMeasure, "Chưa xử lý"),
        help_text=(
            "Vụ việc nhẹ mà đơn vị đã hướng dẫn hoặc nhắc nhở miệng thì Tổ kiểm tra có thể ghi"
            " nhận, không xem xét thêm."
        ),
    )
    unit_acted_on = DateField(
        label="Ngày đơn vị đã xử lý",
        required=False,
        help_text="ngày/tháng/năm",
        widget=_DAY,
        error_messages={"invalid": "Ghi ngày dạng ngày/tháng/năm, ví dụ 10/11/2026."},
    )
    unit_action = forms.CharField(
        label="Đơn vị đã làm gì",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ai đã trao đổi, hướng dẫn gì, người đó trả lời thế nào.",
    )
    provisions = ProvisionChecks(
        label="Quy định viện dẫn",
        queryset=Provision.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=(
            "Chỉ hiện quy định có hiệu lực vào ngày xảy ra, áp dụng cho người đã chọn. Mỗi quy định"
            " là một nội dung được nhận định riêng."
        ),
        error_messages={
            "invalid_choice": (
                "Có quy định không áp dụng cho người đã chọn vào ngày xảy ra; chọn lại."
            )
        },
    )
    out_of_scope_declared = forms.BooleanField(
        label=(
            "Tôi đã xem: vụ việc không phải khiếu nại, tố cáo, trả lời báo chí, góp ý thiện chí qua"
            " kênh phù hợp, hay đời sống riêng."
        ),
        required=False,
    )
    confidential = forms.BooleanField(
        label="Giữ kín danh tính của tôi, kể cả với người xử lý",
        required=False,
        help_text=(
            "Người xử lý chỉ thấy một bí danh. Muốn biết danh tính phải có lý do và hai người đồng"
            " ý; ông/bà được báo."
        ),
    )
    upload = forms.FileField(
        label="Thêm tệp chứng cứ",
        required=False,
        help_text="Ảnh, pdf, docx, xlsx, mp4, webm; tối đa 20 MB.",
    )
    evidence_url = LinkField(label="Hoặc thêm liên kết", required=False)
    caption = forms.CharField(label="Mô tả chứng cứ", required=False, max_length=200)

    def __init__(self, *args, incident: Incident, user: User, today, **kwargs):
        self.incident, self.user = incident, user
        super().__init__(*args, **kwargs)
        visible = StaffMember.objects.visible_to(user).exclude(user=user).select_related("office")
        words = (self.data.get("person_q") or "").strip() if self.is_bound else ""
        self.visible = visible
        self.fields["person"].queryset = visible
        self.fields["also"].queryset = visible
        self.matches = (
            ranked(visible.exclude(state=StaffMember.State.LEFT), words, 12) if words else []
        )
        chosen = visible.filter(
            pk__in=self._ids("person") or ([incident.person_id] if incident.person_id else [])
        )
        shown = list(dict.fromkeys([*chosen, *self.matches]))
        also = (
            list(visible.filter(pk__in=self._ids("also")))
            if self.is_bound
            else [row.person for row in incident.also.select_related("person__office")]
        )
        self.fields["person"].choices = [
            (p.pk, self.fields["person"].label_from_instance(p)) for p in shown
        ]
        self.fields["also"].choices = [
            (p.pk, self.fields["person"].label_from_instance(p))
            for p in dict.fromkeys([*also, *self.matches])
        ]
        self._provisions(today)

    def clean_caption(self) -> str:
        caption = self.cleaned_data["caption"]
        if caption and fold(self.user.display_name) in fold(caption):
            raise forms.ValidationError(
                "Mô tả có thể được gửi cho người được phản ánh: không ghi tên ông/bà ở đây."
            )
        return caption

    def _ids(self, name: str) -> list[int]:
        return (
            keys(self.data.getlist(name)) if self.is_bound and hasattr(self.data, "getlist") else []
        )

    def _provisions(self, today) -> None:
        day = local_day(self.incident.happened_at) if self.incident.happened_at else today
        if self.is_bound:
            try:
                moment = self.fields["happened_at"].to_python(self.data.get("happened_at"))
                day = local_day(moment) if moment else day
            except forms.ValidationError:
                pass
        self.day, self.today = day, today
        kinds = {staff_kind_on(person, day, today) for person in self._named()}
        self.fields["provisions"].queryset = citable(day, *kinds)

    def _named(self) -> list[StaffMember]:
        """The people the report is about, as typed or as kept."""
        if not self.is_bound:
            return people_named(self.incident)
        chosen = self._ids("person") + self._ids("also")
        return list(self.visible.filter(pk__in=chosen).order_by("pk"))

    def by_person(self) -> list[tuple[StaffMember, str, list[Provision]]]:
        """[(person, staff kind in words, the provisions they may be cited with)] of a report on
        several people: each is answered for by the provisions that apply to them.
        """
        people = self._named()
        if len(people) < 2:
            return []
        found = []
        for person in people:
            kind = staff_kind_on(person, self.day, self.today)
            found.append((person, StaffKind(kind).label.lower(), list(citable(self.day, kind))))
        return found

    def read(self) -> dict:
        """What a draft keeps: columns that could be read, provisions and people chosen, and the raw
        text of the rest.
        """
        self.is_valid()
        fields = {name: self.cleaned_data[name] for name in COLUMNS if name in self.cleaned_data}
        if "person" in self.cleaned_data:
            fields["person"] = self.cleaned_data["person"]
        typed = {name: str(self.data.get(name, "")) for name in COLUMNS if name in self.errors}
        provisions = (
            list(self.cleaned_data["provisions"]) if "provisions" in self.cleaned_data else None
        )
        also = (
            [p for p in self.cleaned_data["also"] if p != fields.get("person")]
            if "also" in self.cleaned_data
            else None
        )
        return {
            "fields": fields,
            "typed": typed,
            "provisions": provisions,
            "also": also,
            "confidential": self.cleaned_data.get("confidential"),
        }


def initial_of(incident: Incident) -> dict:
    """The form of a draft as it was left, unreadable values included."""
    values = {name: getattr(incident, name) for name in COLUMNS}
    values |= {
        "version": incident.version,
        "confidential": incident.reporter.confidential,
        "person": incident.person_id,
        "provisions": list(incident.allegations.values_list("provision_id", flat=True)),
        "also": list(incident.also.values_list("person_id", flat=True)),
    }
    return values | incident.typed
