"""Forms of a handover: who leaves, who follows, who takes the cases."""

from django import forms
from django.utils import timezone

from compliance.core.fields import DayField
from compliance.core.language import _
from compliance.core.roles import Kind
from compliance.desk.forms import Form
from compliance.registry.forms import PersonField
from compliance.registry.models import Departure, StaffMember, User
from compliance.registry.queries import holders
from compliance.review.case.forms import PersonChoice
from compliance.rulebook.clocks import local_day


class PlanForm(Form):
    staff = PersonField(label=_("Người bàn giao"))
    reason = forms.ChoiceField(label=_("Lý do"), choices=Departure.Reason.choices)
    last_day = DayField(label=_("Ngày làm việc cuối"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["staff"].user = user


class SuccessorForm(Form):
    successor = PersonField(
        label=_("Người kế nhiệm"),
        required=False,
        help_text=_("Gõ họ tên, mã cán bộ hoặc tên đăng nhập."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].user, self.fields["successor"].accounts = user, True

    def clean_successor(self) -> User | None:
        successor = self.cleaned_data["successor"]
        account = successor.user if isinstance(successor, StaffMember) else successor
        if successor is not None and (account is None or not account.is_active):
            raise forms.ValidationError(_("Người này không có tài khoản đang dùng."))
        return account


class FinishForm(Form):
    door = forms.ChoiceField(
        label=_("Nếu còn hồ sơ về chính người này"),
        choices=(
            ("own", _("Giữ tài khoản, chỉ mở trang của chính mình")),
            ("paper", _("Không dùng nữa: khóa tài khoản, giao văn bản giấy")),
        ),
        widget=forms.RadioSelect,
        initial="own",
        required=False,
        help_text=_(
            "Hỏi người bàn giao. Tài khoản được giữ tự khóa khi hồ sơ cuối cùng kết thúc và hết "
            "hạn đề nghị xem xét lại."
        ),
    )


class CasesForm(Form):
    handler = PersonChoice(
        label=_("Giao cho"), queryset=User.objects.none(), empty_label=_("Chọn thành viên…")
    )

    def __init__(self, *args, without: User | None, **kwargs):
        super().__init__(*args, **kwargs)
        members = holders(Kind.MEMBER, day=local_day(timezone.now())).exclude(
            pk=without.pk if without else 0
        )
        self.fields["handler"].queryset = members.select_related("staff__office")
