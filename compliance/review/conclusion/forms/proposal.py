"""The proposed conclusion: for each allegation a finding with its standard, then one outcome among
those this case may have.
"""

from django import forms
from django.utils import timezone

from compliance.core.language import _, on_record
from compliance.incidents.models import Outcome
from compliance.review.case.forms import ActForm, TextField
from compliance.review.conclusion.checks.outcomes import (
    FOUND,
    gravest,
    is_basis,
    offers,
    outcome_checks,
    severities,
)
from compliance.review.conclusion.consistency import by_severity, comparable, prior_shown
from compliance.review.models import Aggravating, Finding, Mitigating
from compliance.rulebook.clocks import local_day

PARTS = ("standard", "result", "severity", "reasons", "considered", "aggravating", "mitigating")


class ProposeForm(ActForm):
    """For each allegation the standard, a finding, how grave, the reasons, and how the answer was
    considered; then an outcome that must follow.
    """

    outcome = forms.ChoiceField(
        label=_("Kết quả đề nghị"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        help_text=(
            _(
                "Nhắc nhở không phải là kỷ luật. Trên mức hướng dẫn phải có căn cứ là luật, nghị "
                "định hoặc quy chế."
            )
        ),
        error_messages={
            "invalid_choice": _("Kết quả này không áp dụng cho hồ sơ này; xem lý do bên dưới.")
        },
    )
    reasons = TextField(label=_("Lý do chung"), rows=4)
    departure = TextField(
        label=_("Vì sao khác các hồ sơ tương tự"),
        rows=3,
        required=False,
        help_text=_("Chỉ cần khi kết quả đề nghị chưa có ở hồ sơ tương tự nào."),
    )

    def narrow(self) -> None:
        day = local_day(timezone.now())
        self.prior = prior_shown(self.incident, self.user, day)
        self.comparison = comparable(self.incident, self.user, day)
        self.levels = (
            by_severity(self.incident, self.user, day) if self.comparison.says_something else []
        )
        if not self.comparison.says_something:
            del self.fields["departure"]
        self.offers = offers(self.incident, day)
        self.fields["outcome"].choices = [
            (offer.value, offer.label) for offer in self.offers if not offer.why_not
        ]
        self.allegations = list(
            self.incident.allegations.select_related("provision__instrument").order_by("number")
        )
        for allegation in self.allegations:
            self._add(allegation)

    def _add(self, allegation) -> None:
        key, number, provision = allegation.pk, allegation.number, allegation.provision
        levels = [
            ("", _("Không xác định (khi không vi phạm)")),
            *severities(self.incident.rule_set, local_day(timezone.now())),
        ]
        self.fields |= {
            f"standard_{key}": TextField(
                label=_("Tiêu chuẩn"),
                rows=3,
                initial=on_record(provision.demand),
                help_text=_("Quy định yêu cầu gì, và phải chứng minh được điều gì, đến mức nào."),
            ),
            f"result_{key}": forms.ChoiceField(
                label=_("Nhận định nội dung {number}").format(number=number),
                choices=Finding.Result.choices,
                widget=forms.RadioSelect,
            ),
            f"severity_{key}": forms.ChoiceField(
                label=_("Mức độ"),
                choices=levels,
                required=False,
                help_text=_("Theo tác hại, phạm vi ảnh hưởng của hành vi."),
            ),
            f"reasons_{key}": TextField(label=_("Lý do"), rows=3),
            f"considered_{key}": TextField(label=_("Giải trình đã được xem xét thế nào"), rows=3),
            f"aggravating_{key}": forms.MultipleChoiceField(
                label=_("Tình tiết tăng nặng"),
                choices=Aggravating.choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            ),
            f"mitigating_{key}": forms.MultipleChoiceField(
                label=_("Tình tiết giảm nhẹ"),
                choices=Mitigating.choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            ),
        }

    def parts(self):
        """One dictionary of fields an allegation."""
        return [
            {"allegation": a, **{name: self[f"{name}_{a.pk}"] for name in PARTS}}
            for a in self.allegations
        ]

    @property
    def not_offered(self):
        return [offer for offer in self.offers if offer.why_not]

    @property
    def partly_offered(self):
        return [offer for offer in self.offers if offer.note and not offer.why_not]

    def clean(self) -> dict:
        data = super().clean()
        data["findings"] = [self._finding(data, a) for a in self.allegations]
        for finding in data["findings"]:
            if finding["result"] in FOUND and not finding["severity"]:
                self.add_error(
                    f"severity_{finding['allegation'].pk}", _("Có vi phạm thì chọn mức độ.")
                )
        if data.get("outcome") and all(finding["result"] for finding in data["findings"]):
            pairs = [
                (finding["result"], is_basis(self.incident, finding["allegation"].provision))
                for finding in data["findings"]
            ]
            for check in outcome_checks(self.incident.staff_kind, data["outcome"], pairs):
                if not check.ok and "outcome" not in self.errors:
                    self.add_error("outcome", check.note[:1].upper() + check.note[1:] + ".")
        self._clean_departure(data)
        return data

    def _finding(self, data: dict, allegation) -> dict:
        said = {
            name: data.get(f"{name}_{allegation.pk}", "")
            for name in ("standard", "severity", "reasons")
        }
        listed = {
            name: data.get(f"{name}_{allegation.pk}", []) for name in ("aggravating", "mitigating")
        }
        result = data.get(f"result_{allegation.pk}")
        if result not in FOUND:
            said["severity"], listed = "", {"aggravating": [], "mitigating": []}
        return {
            "allegation": allegation,
            "result": result,
            "answer_considered": data.get(f"considered_{allegation.pk}", ""),
            **said,
            **listed,
        }

    def _clean_departure(self, data: dict) -> None:
        """Leaving the range of the comparable cases, at the gravest level found, needs a reason."""
        gravity = gravest([finding["severity"] for finding in data["findings"]])
        range_ = comparable(self.incident, self.user, local_day(timezone.now()), gravity)
        if range_.departs(data.get("outcome", "")) and not data.get("departure", "").strip():
            self.add_error("departure", _("Không hồ sơ tương tự nào có kết quả này: ghi lý do."))
