"""What was done outside: a step, the decision, a referral's answer, a complaint. Words and days are
those of the paper.
"""

from django import forms
from django.utils import timezone

from compliance.core.fields import DayField
from compliance.core.language import _, joined, lower_first
from compliance.review.case.forms import ActForm, TextField
from compliance.review.measures.actions.complaints import STAGES, complaint_errors
from compliance.review.measures.actions.outside import decision_errors, milestone_errors
from compliance.review.measures.forms.measures import OneMeasure, SwitchForm
from compliance.review.measures.progress import (
    awaiting_decision,
    complaint_stages,
    forms_of,
    last_decision,
    progress_of,
    unanswered,
    with_decision,
)
from compliance.review.measures.statutory_steps import LABELS, OPTIONAL, steps_of
from compliance.review.models import Complaint, Decision
from compliance.rulebook.clocks import local_day
from compliance.rulebook.queries import term

_PAPER = _("Bản chụp hoặc tệp của văn bản; tối đa 20 MB.")


class MilestoneForm(OneMeasure):
    """The step the procedure has come to is proposed; a step already entered can be entered anew
    with a reason.
    """

    name, param = "key", "buoc"
    key = forms.ChoiceField(widget=forms.HiddenInput)
    done_on = DayField(
        label=_("Ngày"),
        required=False,
        help_text=_("ngày/tháng/năm theo văn bản; để trống khi không phải qua bước này"),
    )
    number = forms.CharField(label=_("Số văn bản"), required=False, max_length=60)
    note = TextField(
        label=_("Ghi chú"),
        required=False,
        rows=2,
        help_text=(
            _("Bắt buộc khi không phải qua bước này (căn cứ) và khi ghi lại bước đã ghi (lý do).")
        ),
    )
    upload = forms.FileField(label=_("Văn bản"), required=False, help_text=_PAPER)

    def rows(self):
        return awaiting_decision(self.incident)

    def options(self):
        if not hasattr(self, "_keys"):
            self.about = self.rows().first()
            self.progress = progress_of(self.about, self.incident.rule_set) if self.about else None
            order = [key for key, __, __ in steps_of(self.incident.staff_kind) if key != "decision"]
            entered = (
                {due_step.key for due_step, row in self.progress.steps if row}
                if self.progress
                else set()
            )
            ahead = [key for key in order if key not in entered]
            self._keys = [
                (key, LABELS[key])
                for key in [*ahead[:2], OPTIONAL]
                if not (key == OPTIONAL and self.progress and self.progress.party)
            ]
            self._keys += [
                (key, _("Ghi lại: {labels}").format(labels=lower_first(LABELS[key])))
                for key in order
                if key in entered
            ][-2:]
        return self._keys

    def narrow(self) -> None:
        key = self.chosen()
        self.fields["key"].choices = self.options()
        self.fields["key"].initial = self.initial["key"] = key
        self.fields["measure"].queryset = self.rows()
        self.fields["measure"].initial = self.initial["measure"] = (
            self.about.pk if self.about else None
        )
        self.fields["done_on"].label = _("Ngày: {labels}").format(
            labels=lower_first(LABELS.get(key, ""))
        )
        self.due_step = (
            next((due_step for due_step, __ in self.progress.steps if due_step.key == key), None)
            if self.progress
            else None
        )

    def clean(self) -> dict:
        data = super().clean()
        measure, key, day = data.get("measure"), data.get("key"), data.get("done_on")
        if measure and key:
            if "done_on" not in self.errors and day is None and not data.get("note", "").strip():
                self.add_error(
                    "done_on", _("Ghi ngày; không phải qua bước này thì ghi căn cứ ở ô ghi chú.")
                )
            again = measure.milestones.filter(key=key, replaced_at=None).exists()
            if again and not data.get("note", "").strip():
                self.add_error("note", _("Ghi lại một bước đã ghi thì nêu lý do."))
            for name, says in milestone_errors(
                self.incident, measure, key, day, local_day(timezone.now())
            ).items():
                self.add_error(name, says)
        return data


class DecisionForm(OneMeasure):
    """Recorded as signed. The list of forms is the one the law knew on the day; nothing is
    proposed.
    """

    result = forms.ChoiceField(
        label=_("Kết quả"), choices=Decision.Result.choices, widget=forms.RadioSelect
    )
    form = forms.ChoiceField(
        label=_("Hình thức ghi trong quyết định"),
        required=False,
        help_text=_("Chỉ khi là quyết định kỷ luật. Chép đúng văn bản đã ký."),
    )
    number = forms.CharField(label=_("Số"), max_length=60)
    issued_on = DayField(label=_("Ngày ký"))
    signer = forms.CharField(label=_("Người ký"), max_length=160, help_text=_("Họ tên và chức vụ."))
    effective_from = DayField(
        label=_("Có hiệu lực từ"),
        required=False,
        help_text=_("Để trống nếu từ ngày ký. Ngày hết hiệu lực tính từ ngày này."),
    )
    party_decided_on = DayField(
        label=_("Ngày quyết định kỷ luật của Đảng"),
        required=False,
        help_text=_("Nếu có; khi đó thời gian hiệu lực tính từ ngày này."),
    )
    received_on = DayField(
        label=_("Ngày người bị xử lý nhận"),
        required=False,
        help_text=_("Thời hạn khiếu nại tính từ ngày này."),
    )
    upload = forms.FileField(label=_("Văn bản đã ký"), help_text=_PAPER)

    def rows(self):
        return awaiting_decision(self.incident)

    def narrow(self) -> None:
        super().narrow()
        known = (
            {
                row.code: row.label
                for day in {self.about.document_date, local_day(timezone.now())}
                for row in forms_of(self.incident, day)
            }
            if self.about
            else {}
        )
        self.fields["form"].choices = [("", _("Chọn…")), *known.items()]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("measure"):
            data["effective_from"] = data.get("effective_from") or data.get("issued_on")
            for name, says in decision_errors(
                self.incident, data["measure"], data, local_day(timezone.now())
            ).items():
                if name not in self.errors:
                    self.add_error(name, says)
        return data


class ReplyForm(OneMeasure):
    answered_on = DayField(label=_("Ngày trả lời"))
    number = forms.CharField(label=_("Số văn bản"), max_length=60)
    answer = TextField(label=_("Nội dung trả lời"), rows=4)
    upload = forms.FileField(label=_("Văn bản trả lời"), required=False, help_text=_PAPER)

    def rows(self):
        return unanswered(self.incident)

    def clean(self) -> dict:
        data = super().clean()
        day, measure = data.get("answered_on"), data.get("measure")
        if day and measure and not measure.document_date <= day <= local_day(timezone.now()):
            self.add_error(
                "answered_on",
                _("Từ ngày chuyển ({document_date:%d/%m/%Y}) đến hôm nay.").format(
                    document_date=measure.document_date
                ),
            )
        return data


class ComplaintForm(SwitchForm):
    """One step of a complaint, with the fields of that step alone."""

    name, param = "stage", "buoc"
    stage = forms.ChoiceField(widget=forms.HiddenInput)
    day = DayField(label=_("Ngày"))

    def options(self):
        if not hasattr(self, "_stages"):
            measure = with_decision(self.incident).first()
            self.about = last_decision(measure) if measure else None
            stages = complaint_stages(self.about) if self.about else []
            self._stages = [
                (
                    stage,
                    joined("", (STAGES[stage[:-1]], _(" lần hai") if stage.endswith("2") else "")),
                )
                for stage in stages
            ]
        return self._stages

    def _longer(self) -> str:
        """What a complex case changes, by the rules of this case."""
        rules = self.incident.rule_set
        usual, longer = term(rules, "KN_SOLVE"), term(rules, "KN_SOLVE_EXT")
        if not (usual and longer):
            return ""
        return _("Thời hạn giải quyết {words} thay vì {usual_words}.").format(
            words=longer.words, usual_words=usual.words
        )

    def narrow(self) -> None:
        stage = self.chosen()
        self.fields["stage"].choices = self.options()
        self.fields["stage"].initial = self.initial["stage"] = stage
        self.fields["day"].label = _("Ngày {options}").format(
            options=dict(self.options()).get(stage, "").lower()
        )
        self.stage_label = dict(self.options()).get(stage, "")
        if stage.startswith("accept"):
            self.fields["is_complex"] = forms.BooleanField(
                label=_("Vụ việc phức tạp"),
                required=False,
                help_text=self._longer(),
            )
        if stage.startswith("decide"):
            self.fields["number"] = forms.CharField(
                label=_("Số quyết định giải quyết khiếu nại"), max_length=60
            )
            self.fields["result"] = forms.ChoiceField(
                label=_("Kết luận"), choices=Complaint.Result.choices, widget=forms.RadioSelect
            )
            self.fields["effect"] = forms.ChoiceField(
                label=_("Quyết định kỷ luật được"),
                choices=Complaint.Effect.choices,
                widget=forms.RadioSelect,
            )
        if stage.startswith("correct"):
            self.fields["where"] = forms.CharField(label=_("Công khai ở đâu"), max_length=200)
        if not stage.startswith("accept"):
            self.fields["upload"] = forms.FileField(
                label=_("Văn bản"), required=False, help_text=_PAPER
            )

    def clean(self) -> dict:
        data = super().clean()
        if self.about and data.get("stage"):
            for name, says in complaint_errors(
                self.about, data["stage"], data.get("day"), local_day(timezone.now())
            ).items():
                self.add_error(name, says)
        if (
            data.get("result")
            and data.get("effect")
            and (data["effect"] == Complaint.Effect.KEEP)
            != (data["result"] == Complaint.Result.WRONG)
        ):
            self.add_error(
                "effect",
                _(
                    "Khiếu nại sai toàn bộ thì giữ nguyên; đúng hoặc đúng một phần thì sửa hoặc "
                    "hủy."
                ),
            )
        return data


class TellComplaintForm(ActForm):
    filed_on = DayField(label=_("Ngày gửi đơn khiếu nại"))
    text = TextField(
        label=_("Gửi đến ai"),
        rows=2,
        help_text=_("Người đã ký quyết định, hoặc cấp trên trực tiếp khi khiếu nại lần hai."),
    )

    def clean_filed_on(self):
        day = self.cleaned_data["filed_on"]
        measure = with_decision(self.incident).first()
        decision = last_decision(measure) if measure else None
        stage = next(iter(complaint_stages(decision)), "file1") if decision else "file1"
        wrong = (
            complaint_errors(decision, stage, day, local_day(timezone.now())) if decision else {}
        )
        if wrong:
            raise forms.ValidationError(wrong["day"])
        return day
