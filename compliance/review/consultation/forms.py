"""Forms of an opinion, and of one that is overdue."""

from django import forms

from compliance.core.language import _
from compliance.incidents.models import Outcome
from compliance.review.case.forms import ActForm, TextField
from compliance.review.case.queries import opinion_of
from compliance.review.consultation.queries import sides_open_to
from compliance.review.models import Opinion


class OpinionForm(ActForm):
    side = forms.ChoiceField(
        label=_("Thay mặt"), choices=Opinion.Side.choices, widget=forms.RadioSelect
    )
    text = TextField(
        label=_("Ý kiến"),
        help_text=_("Nhận xét về sự việc, giải trình và tình tiết cần xem xét."),
        rows=5,
    )
    suggests = forms.ChoiceField(
        label=_("Đề nghị kết quả"),
        choices=[("", _("Chưa đề nghị")), *Outcome.choices],
        required=False,
    )

    def narrow(self) -> None:
        sides = sides_open_to(self.incident, self.user)
        self.fields["side"].choices = [
            choice for choice in Opinion.Side.choices if choice[0] in sides
        ]
        if len(sides) == 1:
            self.fields["side"].widget = forms.HiddenInput()
            self.fields["side"].initial = sides[0]


class OverdueForm(ActForm):
    side = forms.ChoiceField(label=_("Bên chưa cho ý kiến"), choices=(), widget=forms.RadioSelect)

    def narrow(self) -> None:
        self.fields["side"].choices = [
            choice
            for choice in Opinion.Side.choices
            if opinion_of(self.incident, choice[0]) is None
        ]
