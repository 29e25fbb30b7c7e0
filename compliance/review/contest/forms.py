"""Forms of a contest: filed by the person concerned, decided by whoever has no part in the case."""

from django import forms
from django.utils import timezone

from compliance.core.language import _
from compliance.core.presence import present
from compliance.incidents.models import Outcome
from compliance.review.case.forms import ActForm, TextField
from compliance.review.case.queries import standing_conclusion
from compliance.review.conclusion.checks.outcomes import is_basis, offers, outcome_checks
from compliance.review.conclusion.checks.weight import (
    THE_WAY,
    heavier_outcome,
    no_heavier_results,
)
from compliance.review.contest.actions import amended_findings, why_not_amended
from compliance.review.models import Contest
from compliance.rulebook.clocks import local_day


class DecideContestForm(ActForm):
    """Keep, amend with the findings as they shall read, or annul."""

    decision = forms.ChoiceField(
        label=_("Quyết định"), choices=Contest.Decision.choices, widget=forms.RadioSelect
    )
    reasons = TextField(label=_("Lý do, gửi cho người đề nghị"), rows=4)
    new_outcome = forms.ChoiceField(
        label=_("Kết quả mới"),
        choices=[("", _("Chọn khi sửa kết luận…")), *Outcome.choices],
        required=False,
        help_text=_("Chỉ có kết quả không nặng hơn kết luận đang được xem xét lại."),
        error_messages={
            "invalid_choice": (
                _(
                    "Kết quả này nặng hơn kết luận đang được xem xét lại, hoặc không áp dụng cho "
                    "hồ sơ này. {the_way}"
                ).format(the_way=THE_WAY)
            )
        },
    )

    def narrow(self) -> None:
        self.found = []
        day = local_day(self.incident.concluded_at or timezone.now())
        offered = [
            (offer.value, offer.label)
            for offer in offers(self.incident, day)
            if not offer.why_not and not heavier_outcome(offer.value, self.incident.outcome)
        ]
        self.fields["new_outcome"].choices = [("", _("Chọn khi sửa kết luận…")), *offered]
        if not self.incident.concluded_at:
            self.fields["decision"].choices = [
                choice for choice in Contest.Decision.choices if choice[0] != Contest.Decision.AMEND
            ]
            del self.fields["new_outcome"]
            return
        self.old = present(standing_conclusion(self.incident))
        for finding in self.old.findings.select_related(
            "allegation__provision__instrument"
        ).order_by("allegation__number"):
            key = finding.allegation_id
            self.fields[f"result_{key}"] = forms.ChoiceField(
                label=_("Nhận định nội dung {number}").format(number=finding.allegation.number),
                choices=no_heavier_results(finding.result),
                initial=finding.result,
                required=False,
                error_messages={
                    "invalid_choice": (
                        _("Nặng hơn nhận định đang được xem xét lại. {the_way}").format(
                            the_way=THE_WAY
                        )
                    )
                },
            )
            self.fields[f"reasons_{key}"] = TextField(
                label=_("Lý do nhận định"), rows=2, initial=finding.reasons, required=False
            )
            self.fields[f"considered_{key}"] = TextField(
                label=_("Giải trình đã được xem xét thế nào"),
                rows=2,
                initial=finding.answer_considered,
                required=False,
            )
            self.found.append(finding)

    def parts(self):
        return [
            (
                finding.allegation,
                self[f"result_{finding.allegation_id}"],
                self[f"reasons_{finding.allegation_id}"],
                self[f"considered_{finding.allegation_id}"],
            )
            for finding in self.found
        ]

    def clean(self) -> dict:
        data = present(super().clean())
        amends = data.get("decision") == Contest.Decision.AMEND
        if amends and not data.get("new_outcome"):
            self.add_error("new_outcome", _("Chọn kết quả mới."))
        data["findings"] = self._amended(data) if amends else []
        if not amends:
            data["new_outcome"] = ""
        elif not self.errors and (reason := self._why_not(data)):
            self.add_error("new_outcome", reason[:1].upper() + reason[1:])
        return data

    def _why_not(self, data: dict) -> str:
        """What the action would answer to this amendment; empty when it would take it."""
        pairs = [
            (row["result"], is_basis(self.incident, row["allegation"].provision))
            for row in data["findings"]
        ]
        checks = outcome_checks(self.incident.staff_kind, data["new_outcome"], pairs)
        if missing := next((check.note for check in checks if not check.ok), ""):
            return f"{missing}."
        findings = amended_findings(self.old, data["findings"])
        return why_not_amended(self.incident, self.old, data["new_outcome"], findings)

    def _amended(self, data: dict) -> list[dict]:
        rows = []
        for finding in self.found:
            key = finding.allegation_id
            amended = {
                "result": data.get(f"result_{key}"),
                "reasons": data.get(f"reasons_{key}"),
                "answer_considered": data.get(f"considered_{key}"),
            }
            rows.append(
                {
                    "allegation": finding.allegation,
                    **{name: value or getattr(finding, name) for name, value in amended.items()},
                }
            )
        return rows


class FileContestForm(ActForm):
    text = TextField(
        label=_("Nội dung đề nghị xem xét lại"),
        rows=6,
        help_text=_("Nêu điểm chưa đồng ý và tình tiết, tài liệu chưa được xem xét."),
    )
