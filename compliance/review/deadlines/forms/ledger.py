"""Choosing the law a case is measured by, and the day its limitation is counted from."""

from django import forms
from django.utils import timezone

from compliance.core.fields import DayField
from compliance.core.language import _
from compliance.review.case.forms import ActForm, TextField
from compliance.review.deadlines.queries import laws_for
from compliance.review.models import ClockEntry
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import RuleSet


class LawChoice(forms.ModelChoiceField):
    def label_from_instance(self, row: RuleSet) -> str:
        return f"{row.code}: {row.span}"


class LawForm(ActForm):
    rule_set = LawChoice(
        label=_("Bộ quy tắc áp dụng"),
        queryset=RuleSet.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    reason = TextField(
        label=_("Vì sao có lợi hơn"),
        rows=4,
        help_text=_(
            "Nêu điểm có lợi cho người được phản ánh, hoặc lý do trở lại bộ quy tắc ban đầu."
        ),
    )

    def narrow(self) -> None:
        others = [
            row.pk
            for row in laws_for(self.incident, local_day(timezone.now()))
            if row.pk != self.incident.rule_set_id
        ]
        self.fields["rule_set"].queryset = RuleSet.objects.filter(pk__in=others).order_by(
            "valid_from"
        )


class RestartForm(ActForm):
    kind = forms.ChoiceField(
        label=_("Vì sao đổi mốc"),
        widget=forms.RadioSelect,
        choices=(
            (
                ClockEntry.Kind.RESTART,
                _(
                    "Có vi phạm mới trong thời hiệu: thời hiệu của hành vi cũ tính lại từ ngày có "
                    "vi phạm mới"
                ),
            ),
            (
                ClockEntry.Kind.ACT_END,
                _(
                    "Hành vi kéo dài: xác định được ngày kết thúc, hoặc ngày cấp có thẩm quyền kết "
                    "luận"
                ),
            ),
        ),
    )
    day = DayField(label=_("Mốc mới"))
    reason = TextField(
        label=_("Lý do, tài liệu"),
        rows=3,
        help_text=_("Nêu mã hồ sơ của vi phạm mới, hoặc đoạn của văn bản xác định ngày."),
    )
