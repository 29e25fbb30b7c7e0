"""Ask for a correction, to stop a review or to seal a file; decide what somebody else asked for."""

import uuid
from typing import Any, cast

from django import forms
from django.utils import timezone, translation

from compliance.core.days import Span
from compliance.core.fields import LinkField, SpanField
from compliance.core.language import SOURCE, _, joined
from compliance.core.parameters import keys
from compliance.core.presence import present
from compliance.incidents.forms.log import PersonRadio
from compliance.incidents.forms.provisions import ProvisionChecks
from compliance.incidents.models import Incident
from compliance.incidents.occurrence import columns_of
from compliance.incidents.workflow import STEPS
from compliance.registry.models import Office, StaffMember
from compliance.registry.queries import staff_kind_on
from compliance.registry.search import ranked
from compliance.review.case.forms import ActForm, TextField
from compliance.review.models import Rectification, StoppedBecause
from compliance.review.rectification.actions.sealing import why_not_sealed
from compliance.review.rectification.actions.stopping import why_not_stopped
from compliance.review.rectification.models import REFERRED
from compliance.review.rectification.queries import rectifications_for, sealable
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Provision
from compliance.rulebook.queries import citable

MOST_PEOPLE = 12


class CorrectionForm(ActForm):
    """What the case should say. Whatever stays as it is changes nothing; the rest is told to the
    second person as before and after.
    """

    person_q = forms.CharField(
        label=_("Tìm người đúng"),
        required=False,
        max_length=100,
        help_text=_(
            "Khi nhầm người: họ tên, mã cán bộ hoặc đơn vị; gửi để hiện danh sách rồi chọn."
        ),
    )
    person = PersonRadio(
        label=_("Người được phản ánh"),
        queryset=StaffMember.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    office = forms.ModelChoiceField(
        label=_("Đơn vị"),
        queryset=Office.objects.none(),
        required=False,
        empty_label=_("Theo chức vụ vào ngày xảy ra"),
        help_text=_("Chọn khi người này có nhiều chức vụ và việc xảy ra ở đơn vị khác."),
    )
    happened_at = SpanField(
        label=_("Xảy ra lúc"),
        help_text=_(
            "Không rõ giờ thì chỉ ghi ngày; “khoảng 09/11/2026”, “từ 09/11 đến 13/11/2026”"
        ),
    )
    title = forms.CharField(label=_("Tóm tắt một dòng"), max_length=140)
    link = LinkField(label=_("Địa chỉ bài viết"), required=False)
    provisions = ProvisionChecks(
        label=_("Quy định viện dẫn"),
        queryset=Provision.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    reason = TextField(label=_("Vì sao đính chính"), rows=3)

    def narrow(self) -> None:
        case = self.incident
        self.before: dict[str, Any] = {
            "person": case.person,
            "office": case.office,
            "happened_at": case.happened,
            "title": case.title,
            "link": case.link,
            "provisions": [
                row.provision
                for row in case.allegations.select_related("provision__instrument").order_by(
                    "number"
                )
            ],
        }
        for name in ("happened_at", "title", "link"):
            self.fields[name].initial = self.before[name]
        self.fields["person"].initial = case.person_id
        self.fields["provisions"].initial = [row.pk for row in self.before["provisions"]]
        self._people()
        self._provisions()

    def _people(self) -> None:
        """The person of the case, whoever was chosen, and those the words find."""
        visible = StaffMember.objects.visible_to(self.user).exclude(user=self.user)
        visible = visible.select_related("office")
        chosen = keys([self.data.get("person", "")]) if self.is_bound else []
        words = (self.data.get("person_q") or "").strip() if self.is_bound else ""
        staying = visible.exclude(state=StaffMember.State.LEFT)
        named = list(visible.filter(pk__in=[self.incident.person_id, *chosen]))
        self.matches = ranked(staying, words, MOST_PEOPLE) if words else []
        people = list(dict.fromkeys([*named, *self.matches]))
        field = cast(PersonRadio, self.fields["person"])
        field.queryset = visible
        field.choices = [(row.pk, field.label_from_instance(row)) for row in people]
        self.chosen = next((row for row in people if row.pk in chosen), self.incident.person)
        offices = Office.objects.filter(
            pk__in=self.chosen.postings.order_by().values("office_id") if self.chosen else []
        )
        cast(forms.ModelChoiceField, self.fields["office"]).queryset = offices.order_by("pk")

    def _provisions(self) -> None:
        """Those in force on the day as typed, for whom the person as chosen was on it."""
        today = local_day(timezone.now())
        day = local_day(present(self.incident.happened_at))
        if self.is_bound:
            try:
                span = self.fields["happened_at"].to_python(self.data.get("happened_at"))
                day = span.first if span else day
            except forms.ValidationError:
                pass  # said at the field of the moment
        kind = staff_kind_on(self.chosen, day, today) if self.chosen else ""
        cast(ProvisionChecks, self.fields["provisions"]).queryset = citable(day, kind)

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        if self.matches and data.get("person") == self.incident.person:
            self.add_error("person", _("Chọn người đúng trong danh sách, hoặc xóa ô tìm người."))
        span = data.get("happened_at")
        if span and (span.until or span.first) > local_day(timezone.now()):
            self.add_error("happened_at", _("Ngày xảy ra không được ở tương lai."))
        with translation.override(SOURCE):  # it goes on the record, whoever asks
            data["changes"], data["said"] = self._changes(data)
        if not self.errors and not data["changes"]:
            raise forms.ValidationError(_("Chưa có gì khác với hồ sơ: ghi chỗ cần đính chính."))
        return data

    def _changes(self, data: dict) -> tuple[dict[str, Any], list[list[str]]]:
        """({field: the new value as JSON}, [[label, before, after]]) of what differs."""
        changes: dict[str, Any] = {}
        said = []
        for name, old in self.before.items():
            new = data.get(name)
            if name not in data or new == old or (name == "office" and new is None):
                continue
            if name == "provisions":
                new = sorted(new or [], key=lambda row: row.pk)
                if {row.pk for row in new} == {row.pk for row in old}:
                    continue
            changes |= _occurrence(new) if name == "happened_at" else {name: _plain(new)}
            said.append([str(self.fields[name].label), _words(old), _words(new)])
        return changes, said


def _plain(value: Any) -> Any:
    """A cleaned value as JSON."""
    if isinstance(value, list):
        return [row.pk for row in value]
    return getattr(value, "pk", value)


def _occurrence(span: Span) -> dict[str, Any]:
    """The columns of a moment as JSON."""
    columns = columns_of(span)
    until = columns["happened_until"]
    return columns | {
        "happened_at": columns["happened_at"].isoformat(),
        "happened_until": until.isoformat() if until else None,
    }


def _words(value: Any) -> str:
    """A value as the second person reads it."""
    if isinstance(value, list):
        return joined("; ", (str(row) for row in value))
    if isinstance(value, StaffMember):
        return f"{value.full_name}, {value.post} ({value.code})"
    return str(value or "")


class AskStopForm(ActForm):
    because = forms.ChoiceField(
        label=_("Vì sao dừng xem xét"), choices=StoppedBecause.choices, widget=forms.RadioSelect
    )
    duplicate_code = forms.CharField(
        label=_("Trùng với hồ sơ"),
        required=False,
        max_length=20,
        help_text=_("Mã hồ sơ, khi lý do là trùng."),
    )
    referred_to = forms.CharField(
        label=_("Chuyển đến"),
        required=False,
        max_length=200,
        help_text=_("Khi là tố cáo hoặc không thuộc thẩm quyền: cơ quan nhận."),
    )
    reference = forms.CharField(label=_("Số, ngày chuyển"), required=False, max_length=60)
    reason = TextField(
        label=_("Cụ thể"),
        rows=4,
        help_text=(
            _("Người ghi nhận đọc được; người được phản ánh cũng đọc được nếu đã nhận thông báo.")
        ),
    )

    branches = {
        "duplicate_code": f"because={StoppedBecause.DUPLICATE.value}",
        **dict.fromkeys(("referred_to", "reference"), f"because={'|'.join(REFERRED)}"),
    }

    def clean_duplicate_code(self) -> Incident | None:
        code = self.cleaned_data["duplicate_code"].strip().upper()
        if not code:
            return None
        other = (
            Incident.objects.visible_to(self.user)
            .filter(code=code)
            .exclude(pk=self.incident.pk)
            .first()
        )
        if other is None:
            raise forms.ValidationError(_("Không có hồ sơ mang mã này."))
        return other

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        because = data.get("because")
        if (
            because == StoppedBecause.DUPLICATE
            and not data.get("duplicate_code")
            and "duplicate_code" not in self.errors
        ):
            self.add_error("duplicate_code", _("Ghi mã hồ sơ bị trùng."))
        if because in REFERRED:
            for name in ("referred_to", "reference"):
                if not data.get(name):
                    self.add_error(name, _("Phải được chuyển: ghi nơi nhận và số chuyển."))
        return data


class AskSealForm(ActForm):
    file = forms.TypedChoiceField(label=_("Tệp"), coerce=uuid.UUID, widget=forms.RadioSelect)
    reason = TextField(
        label=_("Vì sao niêm phong"),
        rows=3,
        help_text=(
            _(
                "Mọi người đọc hồ sơ, kể cả người được phản ánh, đọc dòng này thay cho tệp: không "
                "nhắc lại nội dung của tệp."
            )
        ),
    )

    def narrow(self) -> None:
        words = sealable(self.incident, self.user)
        cast(forms.ChoiceField, self.fields["file"]).choices = list(words.items())


class DecideRectificationForm(ActForm):
    """Agree with what somebody else asked for, or say why not."""

    row = forms.ModelChoiceField(
        label=_("Đề nghị"), queryset=Rectification.objects.none(), widget=forms.HiddenInput
    )
    decision = forms.ChoiceField(
        label=_("Quyết định"),
        choices=(
            (Rectification.Decision.AGREED, _("Đồng ý, thực hiện ngay")),
            (Rectification.Decision.REFUSED, _("Không đồng ý")),
        ),
        widget=forms.RadioSelect,
    )
    comment = TextField(
        label=_("Ý kiến"),
        rows=3,
        required=False,
        help_text=_("Bắt buộc khi không đồng ý; người đề nghị đọc được."),
    )

    def narrow(self) -> None:
        rows = self.incident.rectifications.waiting()
        cast(forms.ModelChoiceField, self.fields["row"]).queryset = rows
        waiting = (row for row in rectifications_for(self.user, self.incident) if not row.decision)
        self.asked = next(waiting, None)
        self.fields["row"].initial = self.asked.pk if self.asked else None
        self.barred = self._barred()
        if self.barred:
            choices = [(Rectification.Decision.REFUSED, _("Không đồng ý"))]
            cast(forms.ChoiceField, self.fields["decision"]).choices = choices

    def _barred(self) -> str:
        """Why nobody can agree any more: the case moved on since it was asked for."""
        if self.asked is None:
            return ""
        if self.incident.status not in STEPS[self.asked.verb].sources:
            return _(
                "Hồ sơ đã sang trạng thái “{status}”, đề nghị này không còn thực hiện được."
            ).format(status=self.incident.get_status_display())
        if self.asked.verb == "seal":
            return why_not_sealed(self.asked)
        return why_not_stopped(self.incident) if self.asked.verb == "stop" else ""

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        refused = data.get("decision") == Rectification.Decision.REFUSED
        if refused and not data.get("comment", "").strip():
            self.add_error("comment", _("Ghi vì sao không đồng ý."))
        return data
