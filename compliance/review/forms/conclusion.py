"""Proposal, conclusion, measures, contest."""

from django import forms
from django.utils import timezone

from compliance.incidents.models import Outcome
from compliance.registry.models import Office
from compliance.review.checks import ADVERSE, outcome_checks
from compliance.review.consistency import comparable
from compliance.review.forms.base import ActForm, DayField, TextField
from compliance.review.models import Contest, Finding, Measure
from compliance.review.queries import live_measures
from compliance.rulebook.clocks import local_day


class ProposeForm(ActForm):
    """For each allegation a finding, the reasons, and how the answer was considered; then one outcome that must follow from them."""

    outcome = forms.ChoiceField(
        label="Kết quả đề nghị",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        help_text="Nhắc nhở không phải là kỷ luật. Trên mức hướng dẫn phải có căn cứ là luật, nghị định hoặc quy chế.",
    )
    reasons = TextField(label="Lý do chung", rows=4)
    departure = TextField(label="Vì sao khác các hồ sơ tương tự", rows=3, required=False, help_text="Chỉ cần khi kết quả đề nghị chưa có ở hồ sơ tương tự nào.")

    def narrow(self) -> None:
        self.comparison = comparable(self.incident, self.user, local_day(timezone.now()))
        if not self.comparison.says_something:
            del self.fields["departure"]
        self.allegations = list(self.incident.allegations.select_related("provision__instrument").order_by("number"))
        for allegation in self.allegations:
            key = allegation.pk
            self.fields[f"result_{key}"] = forms.ChoiceField(
                label=f"Nhận định nội dung {allegation.number}", choices=Finding.Result.choices, widget=forms.RadioSelect
            )
            self.fields[f"reasons_{key}"] = TextField(label="Lý do", rows=3)
            self.fields[f"considered_{key}"] = TextField(label="Giải trình đã được xem xét thế nào", rows=3)

    def parts(self):
        return [(a, self[f"result_{a.pk}"], self[f"reasons_{a.pk}"], self[f"considered_{a.pk}"]) for a in self.allegations]

    def clean(self) -> dict:
        data = super().clean()
        data["findings"] = [
            {
                "allegation": a,
                "result": data.get(f"result_{a.pk}"),
                "reasons": data.get(f"reasons_{a.pk}", ""),
                "answer_considered": data.get(f"considered_{a.pk}", ""),
            }
            for a in self.allegations
        ]
        if data.get("outcome") and all(finding["result"] for finding in data["findings"]):
            pairs = [(finding["result"], finding["allegation"].provision.instrument.is_legal_basis) for finding in data["findings"]]
            for check in outcome_checks(self.incident.staff_kind, data["outcome"], pairs):
                if not check.ok and "outcome" not in self.errors:
                    self.add_error("outcome", check.note[:1].upper() + check.note[1:] + ".")
        if self.comparison.departs(data.get("outcome", "")) and not data.get("departure", "").strip():
            self.add_error("departure", "Không hồ sơ tương tự nào có kết quả này: ghi lý do.")
        return data


class SendBackForm(ActForm):
    comment = TextField(label="Nội dung cần sửa", rows=3)


class ConcludeForm(ActForm):
    comment = TextField(label="Ý kiến của người kết luận", required=False, rows=2)


class MeasureForm(ActForm):
    kind = forms.ChoiceField(label="Biện pháp", choices=Measure.Kind.choices)
    what = TextField(label="Nội dung thực hiện", rows=3)
    office = forms.ModelChoiceField(label="Đơn vị thực hiện", queryset=None)
    due_on = DayField(label="Hạn thực hiện")

    def narrow(self) -> None:
        self.fields["office"].queryset = Office.objects.filter(pk__in=[self.incident.office_id, self.incident.handling_office_id])
        self.fields["office"].initial = self.incident.handling_office_id
        self.fields["kind"].initial = {"referred": "referral"}.get(self.incident.outcome, self.incident.outcome)


class _OneMeasure(ActForm):
    measure = forms.ModelChoiceField(label="Biện pháp", queryset=None, empty_label=None)

    def narrow(self) -> None:
        self.fields["measure"].queryset = self.choices_of()

    def choices_of(self):
        return live_measures(self.incident).filter(carried_out_at=None)


class CarryOutForm(_OneMeasure):
    proof = TextField(label="Kết quả thực hiện", rows=3)
    upload = forms.FileField(label="Tài liệu", required=False, help_text="Biên bản, văn bản đã ký; tối đa 20 MB.")
    document_number = forms.CharField(
        label="Số văn bản", required=False, max_length=60, help_text="Bắt buộc với nhắc nhở bằng văn bản: văn bản được ký và cấp số ngoài hệ thống."
    )
    document_date = DayField(label="Ngày văn bản", required=False)
    signer = forms.CharField(label="Người ký", required=False, max_length=120)

    def clean(self) -> dict:
        data = super().clean()
        measure = data.get("measure")
        if measure and measure.kind in (Measure.Kind.WRITTEN_REMINDER, Measure.Kind.DISCIPLINE):
            for name in ("document_number", "document_date", "signer"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Ghi theo văn bản đã ký.")
        return data


class VerifyForm(_OneMeasure):
    note = TextField(label="Ghi chú", required=False, rows=2)

    def choices_of(self):
        return live_measures(self.incident).filter(carried_out_at__isnull=False, verified_at=None)


class CancelMeasureForm(_OneMeasure):
    reason = TextField(label="Lý do", rows=2)


class DecideContestForm(ActForm):
    decision = forms.ChoiceField(label="Quyết định", choices=Contest.Decision.choices, widget=forms.RadioSelect)
    new_outcome = forms.ChoiceField(label="Kết quả mới", choices=[("", "Chọn khi sửa kết luận…"), *Outcome.choices], required=False)
    reasons = TextField(label="Lý do", rows=4)

    def narrow(self) -> None:
        if not self.incident.concluded_at:
            self.fields["decision"].choices = [choice for choice in Contest.Decision.choices if choice[0] != Contest.Decision.AMEND]
            del self.fields["new_outcome"]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("decision") == Contest.Decision.AMEND and not data.get("new_outcome"):
            self.add_error("new_outcome", "Chọn kết quả mới.")
        elif data.get("decision") == Contest.Decision.AMEND and data["new_outcome"] == self.incident.outcome:
            self.add_error("new_outcome", "Kết quả mới phải khác kết quả đang có.")
        if data.get("decision") != Contest.Decision.AMEND:
            data["new_outcome"] = ""
        return data


def needs_measure(outcome: str) -> bool:
    return outcome in ADVERSE
