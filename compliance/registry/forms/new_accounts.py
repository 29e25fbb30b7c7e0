"""Accounts for a whole list, and the second person's word under them."""

from django import forms

from compliance.core.language import _
from compliance.desk.forms import Form
from compliance.registry.models import Office


class NewAccountsForm(Form):
    """Of which offices, and how the first link reaches people."""

    BY_MAIL, SLIPS = "mail", "slips"
    way = forms.ChoiceField(
        label=_("Cách trao tài khoản"),
        choices=[
            (BY_MAIL, _("Gửi đường dẫn qua thư; ai chưa có địa chỉ thư thì in phiếu")),
            (SLIPS, _("In phiếu cho mọi người")),
        ],
        initial=BY_MAIL,
        widget=forms.RadioSelect,
    )
    offices = forms.ModelMultipleChoiceField(
        label=_("Đơn vị"),
        queryset=Office.objects.none(),
        to_field_name="code",
        error_messages={"required": _("Chọn ít nhất một đơn vị.")},
    )

    def __init__(self, *args, offices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["offices"].queryset = offices


class ConfirmManyForm(Form):
    """The second person has compared the list."""

    compared = forms.BooleanField(
        label=_("Tôi đã đối chiếu: từng người trong danh sách đang làm việc ở đơn vị ghi bên cạnh"),
        error_messages={"required": _("Đánh dấu ô xác nhận đã đối chiếu danh sách.")},
    )
