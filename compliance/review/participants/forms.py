"""Who takes part in a case: recused, invited, asked to be replaced."""

from django import forms
from django.db.models import Q
from django.utils import timezone

from compliance.core.access import may
from compliance.core.fields import DayField
from compliance.core.language import _, lower_first
from compliance.core.presence import present
from compliance.core.roles import ROLES, Do, Kind
from compliance.incidents.models import Invitation
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.review.case.forms import ActForm, PersonChoice, TextField
from compliance.review.models import Protected
from compliance.review.triage.forms import ScopeForm
from compliance.review.triage.queries import draw_handler
from compliance.rulebook.clocks import local_day


class RecuseForm(ActForm):
    who = PersonChoice(label=_("Người thôi tham gia"), queryset=None, empty_label=None)
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=200,
        help_text=_("Ví dụ: quan hệ gia đình, có quyền lợi liên quan."),
    )
    successor = PersonChoice(
        label=_("Người tiếp nhận"),
        queryset=None,
        required=False,
        empty_label=_("Chọn khi không còn ai khác giữ phần việc này…"),
    )

    def narrow(self) -> None:
        ids = {self.user.pk}
        if may(self.user, Do.TRIAGE):
            ids |= {pk for pk in (self.incident.handler_id, self.incident.triaged_by_id) if pk}
            ids |= set(
                holders(
                    Kind.INTERNAL_AFFAIRS,
                    Kind.LEAD,
                    Kind.DEPUTY_LEAD,
                    Kind.CHAIRMAN,
                    Kind.VICE_CHAIRMAN,
                    day=local_day(timezone.now()),
                ).values_list("pk", flat=True)
            )
        self.fields["who"].queryset = (
            User.objects.filter(pk__in=ids).select_related("staff__office").order_by("pk")
        )
        self.fields["who"].initial = self.user.pk
        kinds = [kind for kind, role in ROLES.items() if role.sees_cases]
        free = holders(
            *kinds, day=local_day(timezone.now())
        )  # all of them: who is missing would say who reported, or who is a relative
        self.fields["successor"].queryset = free.exclude(
            pk=self.incident.handler_id or 0
        ).select_related("staff__office")

    def clean(self) -> dict:
        """Who hands a confidential report on does not choose to whom: refusing one after the other
        would say who reported.
        """
        data = super().clean()
        who = data.get("who")
        if who and who.pk == self.incident.handler_id and self.incident.reporter.confidential:
            data["successor"] = draw_handler(
                self.incident, local_day(timezone.now()), without=who.pk
            )
        return data


class InviteForm(ActForm):
    who = forms.CharField(
        label=_("Người được mời"),
        max_length=60,
        help_text=_("Mã cán bộ hoặc tên đăng nhập; phải có tài khoản."),
    )
    part = forms.ChoiceField(
        label=_("Tham gia"),
        choices=[part for part in Invitation.Part.choices if part[0] != Invitation.Part.DECIDER],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    until = DayField(label=_("Đến hết ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=200)

    def clean_who(self) -> User:
        words = self.cleaned_data["who"].strip()
        account = User.objects.filter(
            Q(username=words) | Q(staff__code=words), is_active=True
        ).first()
        if account is None:
            raise forms.ValidationError(_("Không có tài khoản đang dùng với mã hoặc tên này."))
        return account


class InvitationChoice(forms.ModelChoiceField):
    def label_from_instance(self, row: Invitation) -> str:
        return _("{display_name} – {part}, đến {until:%d/%m/%Y}").format(
            display_name=row.user.display_name,
            part=lower_first(row.get_part_display()),
            until=row.until,
        )


class EndInvitationForm(ActForm):
    invitation = InvitationChoice(
        label=_("Lời mời"),
        queryset=Invitation.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def narrow(self) -> None:
        self.fields["invitation"].queryset = (
            self.incident.invitations.filter(ended_at=None).select_related("user").order_by("pk")
        )


class ReplaceForm(ActForm):
    reason = TextField(
        label=_("Người có liên quan và lý do"),
        rows=3,
        help_text=_("Ví dụ: người phụ trách là anh em ruột của người có mâu thuẫn với tôi."),
    )


class AnswerReplacementForm(ActForm):
    """What was done about it, or why nothing."""

    reason = TextField(
        label=_("Trả lời"),
        rows=3,
        help_text=_("Đã giao người khác, ai đã thôi tham gia, hoặc vì sao giữ nguyên."),
    )


class ConfirmTriageForm(ScopeForm):
    """Every question of the scope again, and why the case stays taken up."""

    reason = TextField(label=_("Lý do"), rows=3)

    def narrow(self) -> None:
        self.ask_scope()
        self.order_fields([f"scope_{kind}" for kind in Protected.values])

    def clean(self) -> dict:
        data = present(super().clean())
        self.read_scope()
        return data
