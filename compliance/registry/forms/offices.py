"""Forms about offices."""

from django import forms

from compliance.registry.forms.fields import DayField
from compliance.registry.models import Office


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
