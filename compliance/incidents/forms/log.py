"""The log form: everything is optional while it is a draft; what is missing is said when it is
sent.
"""

from datetime import date
from typing import Any

from django import forms

from compliance.core.fields import (
    DayField,
    LinkField,
    ManyFiles,
    SpanField,
)
from compliance.core.language import _, lower_first
from compliance.core.text import fold
from compliance.desk.forms import Form
from compliance.files import limits_in_words
from compliance.incidents.checks import people_named
from compliance.incidents.forms.capacity import CapacitiesField, CapacityField
from compliance.incidents.forms.provisions import ProvisionChecks
from compliance.incidents.models import (
    AccountKind,
    ActKind,
    Incident,
    Platform,
    SeenHow,
    UnitMeasure,
)
from compliance.incidents.occurrence import columns_of
from compliance.registry.capacities import capacities, capacities_named
from compliance.registry.models import StaffMember, User
from compliance.registry.queries import staff_kind_on
from compliance.registry.search import ranked
from compliance.rulebook.clocks import local_day
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
MOST_PEOPLE = 12


def _choices(values, empty: str) -> list:
    return [("", empty), *values.choices]


class PersonRadio(forms.ModelChoiceField):
    def label_from_instance(self, person: StaffMember) -> str:
        return f"{person.full_name} – {person.post} ({person.code})"


class LogForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    person_q = forms.CharField(
        label=_("Tìm người"),
        required=False,
        max_length=100,
        help_text=_("Họ tên, mã cán bộ hoặc đơn vị; không cần dấu."),
    )
    person = CapacityField(
        label=_("Người được phản ánh"),
        required=False,
        help_text=_(
            "Người kiêm nhiệm có một dòng cho mỗi vị trí: chọn vị trí liên quan đến sự việc."
        ),
    )
    also = CapacitiesField(
        label=_("Người khác cùng sự việc"),
        required=False,
        help_text=_("Mỗi người thành một vụ việc riêng, dùng chung chứng cứ."),
    )
    title = forms.CharField(label=_("Tóm tắt một dòng"), required=False, max_length=140)
    act_kind = forms.ChoiceField(
        label=_("Loại hành vi"), required=False, choices=ActKind, widget=forms.RadioSelect
    )
    platform = forms.ChoiceField(
        label=_("Ở đâu?"), required=False, choices=Platform, widget=forms.RadioSelect
    )
    link = LinkField(label=_("Địa chỉ bài viết"), required=False)
    account_kind = forms.ChoiceField(
        label=_("Loại tài khoản"), required=False, choices=_choices(AccountKind, _("Chọn…"))
    )
    happened_at = SpanField(
        label=_("Xảy ra lúc"),
        required=False,
        help_text=(
            _(
                "9h15 09/11/2026; không rõ giờ thì chỉ ghi ngày; “khoảng 09/11/2026”; “từ 09/11 "
                "đến 13/11/2026”."
            )
        ),
    )
    known_on = DayField(label=_("Ngày biết sự việc"), required=False)
    seen_how = forms.ChoiceField(
        label=_("Cách tiếp cận nội dung"), required=False, choices=SeenHow, widget=forms.RadioSelect
    )
    narrative = forms.CharField(
        label=_("Diễn biến khách quan"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Ai, làm gì, ở đâu, lúc nào; ghi sự việc, không ghi nhận định."),
    )
    unit_measure = forms.ChoiceField(
        label=_("Đơn vị đã xử lý bằng"),
        required=False,
        choices=_choices(UnitMeasure, _("Chưa xử lý")),
        help_text=(
            _(
                "Vụ việc nhẹ mà đơn vị đã hướng dẫn hoặc nhắc nhở miệng thì Tổ kiểm tra có thể ghi "
                "nhận, không xem xét thêm."
            )
        ),
    )
    unit_acted_on = DayField(label=_("Ngày đơn vị đã xử lý"), required=False)
    unit_action = forms.CharField(
        label=_("Đơn vị đã làm gì"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ai đã trao đổi, hướng dẫn gì, người đó trả lời thế nào."),
    )
    provisions = ProvisionChecks(
        label=_("Quy định viện dẫn"),
        queryset=Provision.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=(
            _(
                "Chỉ hiện quy định có hiệu lực vào ngày xảy ra, áp dụng cho người đã chọn. Mỗi quy "
                "định là một nội dung được nhận định riêng."
            )
        ),
        error_messages={
            "invalid_choice": (
                _("Có quy định không áp dụng cho người đã chọn vào ngày xảy ra; chọn lại.")
            )
        },
    )
    out_of_scope_declared = forms.BooleanField(
        label=(
            _(
                "Tôi đã xem: vụ việc không phải khiếu nại, tố cáo, trả lời báo chí, góp ý thiện "
                "chí qua kênh phù hợp, hay đời sống riêng."
            )
        ),
        required=False,
    )
    confidential = forms.BooleanField(
        label=_("Giữ kín danh tính của tôi, kể cả với người xử lý"),
        required=False,
        help_text=(
            _(
                "Người xử lý chỉ thấy một bí danh. Muốn biết danh tính phải có lý do và hai người "
                "đồng ý; ông/bà được báo."
            )
        ),
    )
    upload = ManyFiles(label=_("Thêm tệp chứng cứ"), required=False, help_text=limits_in_words())
    evidence_url = LinkField(label=_("Hoặc thêm liên kết"), required=False)
    caption = forms.CharField(label=_("Mô tả chứng cứ"), required=False, max_length=200)

    icons = {
        "act_kind": {
            ActKind.POST: "edit",
            ActKind.COMMENT: "chat",
            ActKind.SHARE: "share",
            ActKind.STATEMENT: "mic",
            ActKind.WORKING_TIME: "clock",
        }
    }

    def __init__(self, *args, incident: Incident, user: User, today, **kwargs):
        self.incident, self.user = incident, user
        super().__init__(*args, **kwargs)
        self.day, self.today = self._day(today), today
        self._people()
        self._provisions()

    def _day(self, today: date) -> date:
        """The day of the act as typed, else as kept, else today."""
        day = local_day(self.incident.happened_at) if self.incident.happened_at else today
        if self.is_bound:
            try:
                span = self.fields["happened_at"].to_python(self.data.get("happened_at"))
                day = span.first if span else day
            except forms.ValidationError:
                pass
        return day

    def _people(self) -> None:
        """Who is chosen, and whom the words find: a row for each post held on the day."""
        words = (self.data.get("person_q") or "").strip() if self.is_bound else ""
        day = min(self.day, self.today)
        open_to = StaffMember.objects.reportable_by(self.user, day).exclude(user=self.user)
        staying = open_to.exclude(state=StaffMember.State.LEFT).select_related("office")
        self.matches = ranked(staying, words, MOST_PEOPLE) if words else []
        rows = capacities(self.matches, self.user, day)
        values = chosen_of(self.incident)
        person = self._values("person") or ([values["person"]] if values["person"] else [])
        also = self._values("also") if self.is_bound else values["also"]
        known = capacities_named([*person, *also], self.user)
        known |= {row.value: row for row in rows}
        self.known = known
        for name, chosen in (("person", person), ("also", also)):
            first = [known[value] for value in chosen if value in known]
            self.fields[name].offer(dict.fromkeys([*first, *rows]), known)

    def clean_caption(self) -> str:
        caption = self.cleaned_data["caption"]
        if caption and fold(self.user.display_name) in fold(caption):
            raise forms.ValidationError(
                _("Mô tả có thể được gửi cho người được phản ánh: không ghi tên ông/bà ở đây.")
            )
        return caption

    def _values(self, name: str) -> list[str]:
        return self.data.getlist(name) if self.is_bound and hasattr(self.data, "getlist") else []

    def _provisions(self) -> None:
        kinds = {staff_kind_on(person, self.day, self.today) for person in self._named()}
        self.fields["provisions"].queryset = citable(self.day, *kinds)

    def _named(self) -> list[StaffMember]:
        """The people the report is about, as typed or as kept."""
        if not self.is_bound:
            return people_named(self.incident)
        chosen = self._values("person") + self._values("also")
        people = {self.known[value].person for value in chosen if value in self.known}
        return sorted(people, key=lambda person: person.pk)

    def by_person(self) -> list[tuple[StaffMember, str, list[Provision]]]:
        """[(person, staff kind in words, the provisions they may be cited with)] of a report on
        several people: each is answered for by the provisions that apply to them.
        """
        people = self._named()
        if len(people) < 2:
            return []
        groups = []
        for person in people:
            kind = staff_kind_on(person, self.day, self.today)
            groups.append(
                (person, lower_first(StaffKind(kind).label), list(citable(self.day, kind)))
            )
        return groups

    def read(self) -> dict:
        """What a draft keeps: columns that could be read, provisions and people chosen, and the raw
        text of the rest.
        """
        self.is_valid()
        fields = {name: self.cleaned_data[name] for name in COLUMNS if name in self.cleaned_data}
        if span := fields.get("happened_at"):
            fields |= columns_of(span)
        chosen = self.cleaned_data.get("person")
        if "person" in self.cleaned_data:
            fields["person"] = chosen.person if chosen else None
            fields["second_post"] = chosen.second if chosen else None
        typed = {name: str(self.data.get(name, "")) for name in COLUMNS if name in self.errors}
        provisions = (
            list(self.cleaned_data["provisions"]) if "provisions" in self.cleaned_data else None
        )
        also = (
            [row for row in self.cleaned_data["also"] if row.person != fields.get("person")]
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
    values["happened_at"] = incident.happened
    values |= {
        "version": incident.version,
        "confidential": incident.reporter.confidential,
        "provisions": list(incident.allegations.values_list("provision_id", flat=True)),
        **chosen_of(incident),
    }
    return values | incident.typed


def chosen_of(incident: Incident) -> dict[str, Any]:
    """Whom a draft names, as values of its rows: {'person': '12', 'also': ['13', '14-9']}."""
    named = incident.also.order_by("pk").values_list("person_id", "second_post_id")
    return {
        "person": _value(incident.person_id, incident.second_post_id),
        "also": [_value(person, second) for person, second in named],
    }


def _value(person: int | None, second: int | None) -> str:
    return f"{person or ''}-{second}" if second else str(person or "")
