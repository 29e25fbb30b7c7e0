"""Forms about people."""

from django import forms

from compliance.fold import clean
from compliance.registry.forms.fields import DayField
from compliance.registry.models import Kinship, Office, StaffMember
from compliance.rulebook.models import StaffKind


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
