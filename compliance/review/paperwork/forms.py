"""Forms of what comes in or goes out on paper: those of the screen, with the day and the scan; and
the one that confirms.
"""

from typing import Any, cast

from django import forms
from django.utils import timezone

from compliance.core.fields import DayField
from compliance.core.language import _, in_sense, joined
from compliance.desk.forms import Form
from compliance.incidents.models import Outcome
from compliance.incidents.queries import may_be_named
from compliance.registry.models import User
from compliance.review.case.forms import ActForm, TextField
from compliance.review.case.queries import live_measures
from compliance.review.case.replacement import reply_to_hand_over
from compliance.review.contest.forms import FileContestForm
from compliance.review.deadlines.forms.ledger import RestartForm
from compliance.review.hearing.forms import AnswerForm, AskExtensionForm
from compliance.review.measures.forms.outside import TellComplaintForm
from compliance.review.models import Answer, Contest, Delivery, Measure, PaperAct
from compliance.review.participants.forms import ConfirmTriageForm, ReplaceForm
from compliance.rulebook.clocks import local_day


class OnPaper(Form):
    """The day the paper came in and its scan, put before a form of the screen."""

    received_on = DayField(label=_("Ngày nhận bản giấy"))
    upload = forms.FileField(
        label=_("Bản chụp có chữ ký"),
        help_text=_("Ảnh hoặc pdf; tối đa 20 MB. Người thứ hai đối chiếu với bản chụp này."),
    )

    def clean(self) -> dict:
        data = super().clean()
        data["said"] = [
            [str(field.label), words]
            for name, field in self.fields.items()
            if name not in ("version", "upload") and (words := _words(field, data.get(name)))
        ]
        return data


def _words(field: forms.Field, value: Any) -> str:
    """A cleaned value as the person who confirms reads it."""
    if value in (None, "", [], False):
        return ""
    if isinstance(field, forms.ModelChoiceField):
        return field.label_from_instance(value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    return f"{value:%d/%m/%Y}" if hasattr(value, "isoformat") else str(value)


class PaperAnswerForm(OnPaper, AnswerForm):
    """An answer or a waiver that came in on paper."""

    kind = forms.ChoiceField(
        label=_("Bản giấy là"),
        choices=Answer.Kind.choices[:2],
        widget=forms.RadioSelect,
        initial=Answer.Kind.ANSWER,
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("kind") == Answer.Kind.WAIVER:
            for name in [
                name for name in self.errors if name == "text" or name.startswith("text_")
            ]:
                del self.errors[name]
        return data


class PaperExtensionForm(OnPaper, AskExtensionForm):
    """A wish for more time to answer."""


class PaperReplacementForm(OnPaper, ReplaceForm):
    """A wish that somebody else takes the case."""


class PaperWordForm(OnPaper, ActForm):
    """A declaration that says no more than what the page is about."""


class PaperContestForm(OnPaper, FileContestForm):
    """A petition for a review of the conclusion."""


class DecisionAboveForm(OnPaper, ActForm):
    """What the level above decided about a review that nobody here may decide."""

    body = forms.CharField(label=_("Cơ quan, người quyết định"), max_length=200)
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=60)
    decision = forms.ChoiceField(
        label=_("Quyết định"), choices=Contest.Decision.choices, widget=forms.RadioSelect
    )
    new_outcome = forms.ChoiceField(
        label=_("Kết quả mới"),
        choices=[("", _("Chọn khi sửa kết luận…")), *Outcome.choices],
        required=False,
    )
    reasons = TextField(label=_("Nội dung quyết định"), rows=4)

    def narrow(self) -> None:
        self.fields["received_on"].label = _("Ngày quyết định")

    def clean(self) -> dict:
        data = super().clean()
        if data.get("decision") == Contest.Decision.AMEND and not data.get("new_outcome"):
            self.add_error("new_outcome", _("Chọn kết quả mới."))
        return data


class NamedChoice(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        staff = user.staff
        return f"{user.display_name}, {staff.position}, {staff.office.short_name}"


class NameDeciderForm(OnPaper, ActForm):
    """Whom the level above names to conclude a case that nobody here may conclude."""

    body = forms.CharField(label=_("Cơ quan, người quyết định"), max_length=120)
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=40)
    named = NamedChoice(
        label=_("Người được cử kết luận"),
        queryset=User.objects.none(),
        empty_label=_("Chọn người theo quyết định…"),
        help_text=_("Chỉ có người chưa tham gia hồ sơ, không có quan hệ liên quan."),
    )
    until = DayField(label=_("Đến hết ngày"))
    field_order = ["body", "number", "received_on", "named", "until"]

    def narrow(self) -> None:
        self.fields["received_on"].label = _("Ngày quyết định")
        people = may_be_named(self.incident, local_day(timezone.now()))
        cast(forms.ModelChoiceField, self.fields["named"]).queryset = people.select_related(
            "staff__office"
        ).order_by("display_name", "pk")


class TriageAboveForm(OnPaper, ConfirmTriageForm):
    """The level above takes the triage anew of a case that nobody here may take up."""

    body = forms.CharField(label=_("Cơ quan, người quyết định"), max_length=120)
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=40)

    def narrow(self) -> None:
        super().narrow()
        self.fields["received_on"].label = _("Ngày quyết định")
        self.order_fields(["body", "number", "received_on"])


class PaperRestartForm(OnPaper, RestartForm):
    """The conclusion of the competent body that moves the start of the limitation."""

    body = forms.CharField(label=_("Cơ quan, người kết luận"), max_length=200)
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=60)
    field_order = ["body", "number", "received_on", "kind", "day", "reason"]

    def narrow(self) -> None:
        self.fields["received_on"].label = _("Ngày của kết luận")


class PaperComplaintForm(OnPaper, TellComplaintForm):
    """Word of a complaint sent to the competent body."""


class ReminderChoice(forms.ModelChoiceField):
    def label_from_instance(self, measure: Measure) -> str:
        number = (
            _(", số {document_number}").format(document_number=measure.document_number)
            if measure.document_number
            else ""
        )
        return joined("", (measure.get_kind_display(), number))


def reminders(incident):
    """Written reminders of this case that were reported as served."""
    return live_measures(incident).filter(
        kind=Measure.Kind.WRITTEN_REMINDER, carried_out_at__isnull=False
    )


class PaperAcknowledgementForm(OnPaper, ActForm):
    """The person signed for a reminder. Receiving is not agreeing."""

    measure = ReminderChoice(label=_("Văn bản đã nhận"), queryset=None, empty_label=None)

    def narrow(self) -> None:
        rows = reminders(self.incident).filter(acknowledged_at=None)
        cast(forms.ModelChoiceField, self.fields["measure"]).queryset = rows


class DeliveryForm(OnPaper, ActForm):
    """What was handed over, how it went, and the receipt."""

    what = forms.ChoiceField(label=in_sense("served", "Giao"), widget=forms.RadioSelect)
    how = forms.ChoiceField(
        label=_("Kết quả giao"), choices=Delivery.How.choices, widget=forms.RadioSelect
    )
    handed_by = forms.CharField(label=_("Người giao"), max_length=120)
    received_by = forms.CharField(
        label=_("Người nhận"), required=False, max_length=120, help_text=_("Khi có ký nhận.")
    )
    witness = forms.CharField(
        label=_("Người chứng kiến"),
        required=False,
        max_length=120,
        help_text=_("Khi từ chối ký nhận."),
    )
    remark = forms.CharField(
        label=_("Ghi chú"),
        required=False,
        max_length=300,
        help_text=_("Chưa giao được: vì sao, khi nào giao lại."),
    )
    field_order = ["what", "how", "received_on"]

    NEEDS = {
        Delivery.How.HANDED: ("received_by", _("Ghi họ tên người ký nhận.")),
        Delivery.How.REFUSED: ("witness", _("Ghi họ tên người chứng kiến.")),
        Delivery.How.MISSED: ("remark", _("Ghi vì sao chưa giao được.")),
    }

    def narrow(self) -> None:
        self.fields["handed_by"].initial = self.user.display_name
        self.fields["received_on"].label = _("Ngày giao")
        self.fields["upload"].label = _("Bản chụp giấy nhận, biên bản")
        self.fields["upload"].required = False
        choices = self.deliverables()
        cast(forms.ChoiceField, self.fields["what"]).choices = choices
        self.fields["what"].initial = choices[0][0] if choices else None
        if len(choices) == 1:
            self.fields["what"].widget = forms.HiddenInput()
            self.fields["what"].required = False

    def deliverables(self) -> list[tuple[str, str]]:
        """What there is to hand over, the latest first."""
        case = self.incident
        answer = reply_to_hand_over(case)
        if answer is None:
            return self._papers()
        words = _("Trả lời đề nghị thay người xử lý ngày {at:%d/%m/%Y}").format(
            at=local_day(answer.at)
        )
        return [("reply", words), *self._papers()]

    def _papers(self) -> list[tuple[str, str]]:
        case = self.incident
        if not (case.concluded_at or case.status == "noted"):
            last = case.notices.order_by("-number").first()
            return (
                [("notice", _("Thông báo lần {number}").format(number=last.number))] if last else []
            )
        papers = [
            (
                f"reminder:{row.pk}",
                _("Văn bản nhắc nhở, số {document_number}").format(
                    document_number=row.document_number
                ),
            )
            for row in reminders(case)
        ]
        return [*papers, ("conclusion", _("Kết luận, kết quả xem xét"))]

    def clean_what(self) -> str:
        return self.cleaned_data.get("what") or self.fields["what"].initial or ""

    def clean(self) -> dict:
        data = super().clean()
        if data.get("how"):
            name, says = self.NEEDS[data["how"]]
            if not data.get(name, "").strip():
                self.add_error(name, says)
            if data["how"] != Delivery.How.MISSED and not data.get("upload"):
                self.add_error("upload", _("Kèm bản chụp giấy nhận hoặc biên bản từ chối nhận."))
        what, __, key = data.get("what", "").partition(":")
        data["thing"], data["measure"] = what, int(key) if key else None
        return data


class ConfirmPaperForm(ActForm):
    """Compare one entry with its scan: confirm it, or send it back with a reason."""

    paper = forms.ModelChoiceField(
        label=_("Bản giấy"), queryset=PaperAct.objects.none(), widget=forms.HiddenInput
    )
    decision = forms.ChoiceField(
        label=_("Đối chiếu với bản chụp"),
        choices=(
            ("confirmed", _("Đúng với bản giấy")),
            ("refused", _("Chưa đúng, trả lại người nhập")),
        ),
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label=_("Lý do trả lại"),
        rows=2,
        required=False,
        help_text=_("Khi trả lại; người nhập đọc được."),
    )

    def narrow(self) -> None:
        rows = PaperAct.objects.for_another_than(self.user).filter(incident=self.incident)
        cast(forms.ModelChoiceField, self.fields["paper"]).queryset = rows
        self.row = self._chosen(rows)
        self.fields["paper"].initial = self.row.pk if self.row else None

    def _chosen(self, rows) -> PaperAct | None:
        """The paper this page is about: as sent, or the one that has waited longest."""
        rows = rows.select_related("scan", "entered_by").order_by("pk")
        asked = str(self.data.get("paper") or "") if self.is_bound else ""
        row = rows.filter(pk=asked).first() if asked.isdigit() else None
        return row or rows.first()

    def clean(self) -> dict:
        data = super().clean()
        if data.get("decision") == "refused" and not data.get("reason", "").strip():
            self.add_error("reason", _("Ghi lý do trả lại."))
        return data
