"""Forms about accounts and functions."""

from django import forms

from compliance.registry.forms.fields import DayField, PersonField
from compliance.registry.models import Office, User
from compliance.roles import Kind


class FunctionForm(forms.Form):
    user = PersonField(label="Người được giao", help_text="Gõ họ tên, mã cán bộ hoặc tên đăng nhập; người được giao phải có tài khoản.")
    kind = forms.ChoiceField(label="Chức năng", choices=Kind.choices)
    office = forms.ModelChoiceField(label="Đơn vị", queryset=Office.objects.none(), required=False, help_text="Chỉ cần cho thủ trưởng và cấp phó.")
    valid_from = DayField(label="Từ ngày")
    valid_to = DayField(label="Đến ngày", required=False)
    basis = forms.CharField(label="Căn cứ", max_length=200, help_text="Số, ngày văn bản giao nhiệm vụ.")

    def __init__(self, *args, today, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].user = user
        self.fields["user"].accounts = True
        self.fields["office"].queryset = Office.objects.on(today).order_by("order", "name")
        self.fields["valid_from"].initial = today

    def clean_user(self) -> User:
        """By login name, or the account of the person found."""
        found = self.cleaned_data["user"]
        account = found if isinstance(found, User) else found.user
        if account is None or not account.is_active:
            raise forms.ValidationError("Người này không có tài khoản đang dùng.")
        return account

    def clean(self):
        data = super().clean()
        if data.get("kind") in (Kind.UNIT_HEAD, Kind.DEPUTY_HEAD) and not data.get("office"):
            self.add_error("office", "Chọn đơn vị cho chức năng này.")
        if data.get("valid_to") and data.get("valid_from") and data["valid_to"] < data["valid_from"]:
            self.add_error("valid_to", "Ngày cuối phải sau ngày đầu.")
        return data


class AccountForm(forms.Form):
    username = forms.RegexField(
        r"^[a-z0-9._-]{3,60}$",
        label="Tên đăng nhập",
        help_text="Chữ thường không dấu, số, dấu chấm.",
        error_messages={"invalid": "Chỉ dùng chữ thường không dấu, số, dấu chấm, gạch; từ 3 ký tự."},
    )

    def clean_username(self):
        name = self.cleaned_data["username"]
        if User.objects.filter(username=name).exists():
            raise forms.ValidationError("Tên này đã có người dùng.")
        return name
