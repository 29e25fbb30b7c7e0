"""Forms of the registry."""

from django import forms

from compliance.fold import clean
from compliance.registry.models import Kinship, Office, StaffMember, User
from compliance.roles import Kind
from compliance.rulebook.models import StaffKind


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "ngày/tháng/năm")
        super().__init__(widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "class": "input-s", "autocomplete": "off"}), **kwargs)
        self.error_messages["invalid"] = "Ghi ngày dạng ngày/tháng/năm, ví dụ 05/11/2026."


class StaffForm(forms.ModelForm):
    """Name, salutation, contact. The code is set once."""

    class Meta:
        model = StaffMember
        fields = ("code", "full_name", "salutation", "email", "phone")
        error_messages = {"code": {"unique": "Mã này đã có trong danh sách."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]

    def clean_full_name(self):
        return clean(self.cleaned_data["full_name"])


class PostingForm(forms.Form):
    office = forms.ModelChoiceField(label="Đơn vị", queryset=Office.objects.none())
    position = forms.CharField(label="Chức vụ", max_length=160)
    staff_kind = forms.ChoiceField(label="Loại cán bộ", choices=StaffKind.choices)
    is_leader = forms.BooleanField(label="Là lãnh đạo đơn vị", required=False)
    valid_from = DayField(label="Từ ngày")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.on(today).order_by("order", "name")


class KinshipForm(forms.Form):
    relative = forms.CharField(label="Mã cán bộ của người có liên quan", max_length=20, help_text="Mã ghi ở trang của người đó.")
    relation = forms.ChoiceField(label="Quan hệ", choices=Kinship.Relation.choices)

    def clean_relative(self):
        found = StaffMember.objects.filter(code=self.cleaned_data["relative"].strip()).first()
        if found is None:
            raise forms.ValidationError("Không có cán bộ nào mang mã này.")
        return found


class OfficeForm(forms.ModelForm):
    class Meta:
        model = Office
        fields = ("code", "name", "short_name", "kind", "parent", "valid_from", "sends_return", "morning_from", "morning_to", "afternoon_from", "afternoon_to")
        field_classes = {"valid_from": DayField}
        labels = {"parent": "Đơn vị cấp trên"}
        error_messages = {"code": {"unique": "Mã này đã có đơn vị khác dùng."}}

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Office.objects.on(today).order_by("order", "name")
        for name in ("morning_from", "morning_to", "afternoon_from", "afternoon_to"):
            self.fields[name].widget = forms.TimeInput(format="%H:%M", attrs={"class": "input-s", "inputmode": "numeric"})


class FunctionForm(forms.Form):
    user = forms.CharField(label="Tên đăng nhập", max_length=60, help_text="Người được giao phải có tài khoản.")
    kind = forms.ChoiceField(label="Chức năng", choices=Kind.choices)
    office = forms.ModelChoiceField(label="Đơn vị", queryset=Office.objects.none(), required=False, help_text="Chỉ cần cho thủ trưởng và cấp phó.")
    valid_from = DayField(label="Từ ngày")
    valid_to = DayField(label="Đến ngày", required=False)
    basis = forms.CharField(label="Căn cứ", max_length=200, help_text="Số, ngày văn bản giao nhiệm vụ.")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.on(today).order_by("order", "name")
        self.fields["valid_from"].initial = today

    def clean_user(self):
        found = User.objects.filter(username=self.cleaned_data["user"].strip(), is_active=True).first()
        if found is None:
            raise forms.ValidationError("Không có tài khoản đang dùng với tên này.")
        return found

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


class ImportForm(forms.Form):
    upload = forms.FileField(
        label="Danh sách (.xlsx hoặc .csv)",
        help_text="Tối đa 20 MB. Một dòng sai thì chưa dòng nào được nhập.",
        error_messages={"required": "Chọn tệp.", "empty": "Tệp trống."},
    )
