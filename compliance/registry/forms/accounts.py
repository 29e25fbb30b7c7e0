"""Forms about accounts and functions."""

from django import forms
from django.contrib.auth.password_validation import validate_password

from compliance.core.fields import DayField
from compliance.core.language import _, in_sense
from compliance.core.roles import Kind
from compliance.desk.forms import Form
from compliance.registry.forms.fields import PersonField
from compliance.registry.models import AccessRequest, Office, User


class FunctionForm(Form):
    user = PersonField(
        label=_("Người được giao"),
        help_text=_("Gõ họ tên, mã cán bộ hoặc tên đăng nhập; người được giao phải có tài khoản."),
    )
    kind = forms.ChoiceField(label=_("Chức năng"), choices=Kind.choices)
    office = forms.ModelChoiceField(
        label=_("Đơn vị"),
        queryset=Office.objects.none(),
        required=False,
        help_text=_("Chỉ cần cho thủ trưởng và cấp phó."),
    )
    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(label=_("Đến ngày"), required=False)
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=200, help_text=_("Số, ngày văn bản giao nhiệm vụ.")
    )

    def __init__(self, *args, today, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].user = user
        self.fields["user"].accounts = True
        self.fields["office"].queryset = Office.objects.on(today).order_by("order", "name")
        self.fields["valid_from"].initial = today

    def clean_user(self) -> User:
        """By login name, or the account of the person found."""
        chosen = self.cleaned_data["user"]
        account = chosen if isinstance(chosen, User) else chosen.user
        if account is None or not account.is_active:
            raise forms.ValidationError(_("Người này không có tài khoản đang dùng."))
        return account

    def clean(self):
        data = super().clean()
        if data.get("kind") in (Kind.UNIT_HEAD, Kind.DEPUTY_HEAD) and not data.get("office"):
            self.add_error("office", _("Chọn đơn vị cho chức năng này."))
        if (
            data.get("valid_to")
            and data.get("valid_from")
            and data["valid_to"] < data["valid_from"]
        ):
            self.add_error("valid_to", _("Ngày cuối phải sau ngày đầu."))
        return data


class AccountForm(Form):
    """A new account: its name, and how the link to set the password reaches its owner."""

    way = forms.ChoiceField(
        label=_("Cách giao đường dẫn đặt mật khẩu"),
        choices=AccessRequest.Way.choices,
        initial="mail",
        widget=forms.RadioSelect,
    )
    username = forms.RegexField(
        r"^[a-z0-9._-]{3,60}$",
        label=_("Tên đăng nhập"),
        help_text=_("Chữ thường không dấu, số, dấu chấm."),
        error_messages={
            "invalid": _("Chỉ dùng chữ thường không dấu, số, dấu chấm, gạch; từ 3 ký tự.")
        },
    )

    def clean_username(self):
        name = self.cleaned_data["username"]
        if User.objects.filter(username=name).exists():
            raise forms.ValidationError(_("Tên này đã có người dùng."))
        return name


class AccessForm(Form):
    """What is asked for somebody who cannot get in."""

    KINDS = [
        choice for choice in AccessRequest.Kind.choices if choice[0] != AccessRequest.Kind.FIRST
    ]
    kind = forms.ChoiceField(
        label=in_sense("needed", "Cần làm"), choices=KINDS, widget=forms.RadioSelect
    )
    way = forms.ChoiceField(
        label=_("Cách giao đường dẫn đặt mật khẩu"),
        choices=AccessRequest.Way.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Chỉ cần khi đặt lại mật khẩu."),
    )
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=300,
        help_text=_("Ai đề nghị, bằng cách nào, ví dụ: gặp trực tiếp sáng nay, mất điện thoại."),
    )

    def clean(self):
        data = super().clean()
        if data.get("kind") == AccessRequest.Kind.PASSWORD and not data.get("way"):
            self.add_error("way", _("Chọn cách giao."))
        return data


class ConfirmForm(Form):
    """The second person says that they have asked the owner."""

    asked_owner = forms.BooleanField(
        label=_("Tôi đã gặp hoặc gọi chính người này và được xác nhận là họ nhờ")
    )


class RefuseForm(Form):
    reason = forms.CharField(label=_("Lý do không xác nhận"), max_length=300)


class SetPasswordForm(Form):
    """A password of one's own; `number` only where the link came on a slip."""

    number = forms.CharField(
        label=_("Mã 6 chữ số"),
        max_length=20,
        help_text=(
            _(
                "Người xác nhận đề nghị (thanh tra hoặc quản trị khác) cho ông/bà biết mã này; "
                "không in trên phiếu."
            )
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    password1 = forms.CharField(
        label=_("Mật khẩu mới"),
        help_text=_("Ít nhất 12 ký tự; một câu dễ nhớ tốt hơn ký tự khó nhớ."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Nhập lại mật khẩu mới"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, user: User, asks_number: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if not asks_number:
            del self.fields["number"]

    def clean_password1(self) -> str:
        password = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self):
        data = super().clean()
        if (
            data.get("password1")
            and data.get("password2")
            and data["password1"] != data["password2"]
        ):
            self.add_error("password2", _("Hai lần nhập không giống nhau."))
        return data
