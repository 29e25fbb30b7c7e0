"""Suspend, extend, reassign, reopen, recuse, add evidence."""

from django import forms
from django.utils import timezone

from compliance.review.case.forms import ActForm, TextField
from compliance.review.deadlines.clocks import INTERNAL
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import RuleChoice
from compliance.rulebook.queries import choices


class SuspendForm(ActForm):
    code = forms.ChoiceField(label="Lý do", widget=forms.RadioSelect)
    evidence = forms.CharField(
        label="Giấy tờ kèm theo",
        max_length=200,
        required=False,
        help_text="Số, ngày, nơi cấp. Bắt buộc với lý do theo luật.",
    )
    reason = TextField(
        label="Cụ thể",
        rows=3,
        help_text=(
            "Thông tin sức khỏe, thai sản chỉ ghi mức cần thiết; chỉ người xử lý và đầu mối nội vụ"
            " đọc được."
        ),
    )

    def narrow(self) -> None:
        rules, today = self.incident.rule_set, local_day(timezone.now())
        known = choices(rules, RuleChoice.List.PAUSE, today) if rules else []
        by_law = [
            (row.code, f"{row.label} – {row.basis}. Giấy tờ: {row.note[:1].lower()}{row.note[1:]}")
            for row in known
        ]
        self.fields["code"].choices = [
            *by_law,
            (INTERNAL, "Lý do khách quan khác, ngoài luật: thời hạn xử lý và thời hiệu vẫn chạy"),
        ]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("code") not in (None, INTERNAL) and not data.get("evidence", "").strip():
            self.add_error("evidence", "Lý do theo luật phải có giấy tờ: ghi số, ngày, nơi cấp.")
        return data
