"""Suspend, extend, reassign, reopen, recuse, add evidence."""

from django import forms
from django.utils import timezone

from compliance.core.language import _, lower_first
from compliance.review.case.forms import ActForm, TextField
from compliance.review.deadlines.clocks import INTERNAL
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import RuleChoice
from compliance.rulebook.queries import choices


class SuspendForm(ActForm):
    code = forms.ChoiceField(label=_("Lý do"), widget=forms.RadioSelect)
    evidence = forms.CharField(
        label=_("Giấy tờ kèm theo"),
        max_length=200,
        required=False,
        help_text=_("Số, ngày, nơi cấp. Bắt buộc với lý do theo luật."),
    )
    reason = TextField(
        label=_("Cụ thể"),
        rows=3,
        help_text=(
            _(
                "Thông tin sức khỏe, thai sản chỉ ghi mức cần thiết; chỉ người xử lý và đầu mối "
                "nội vụ đọc được."
            )
        ),
    )

    def narrow(self) -> None:
        rules, today = self.incident.rule_set, local_day(timezone.now())
        known = choices(rules, RuleChoice.List.PAUSE, today) if rules else []
        by_law = [
            (
                row.code,
                _("{label} – {basis}. Giấy tờ: {note}").format(
                    label=row.label, basis=row.basis, note=lower_first(row.note)
                ),
            )
            for row in known
        ]
        self.fields["code"].choices = [
            *by_law,
            (
                INTERNAL,
                _("Lý do khách quan khác, ngoài luật: thời hạn xử lý và thời hiệu vẫn chạy"),
            ),
        ]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("code") not in (None, INTERNAL) and not data.get("evidence", "").strip():
            self.add_error("evidence", _("Lý do theo luật phải có giấy tờ: ghi số, ngày, nơi cấp."))
        return data
