"""Forms of guidance."""

from django import forms

from compliance.access import narrow
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office
from compliance.rulebook.models import Instrument


class InstrumentChecks(forms.ModelMultipleChoiceField):
    """Number and subject: a number alone says little."""

    def label_from_instance(self, instrument: Instrument) -> str:
        return f"{instrument.short} – {instrument.title}"


class BriefingForm(forms.Form):
    office = forms.ModelChoiceField(label="Đơn vị", queryset=Office.objects.none())
    held_on = forms.DateField(
        label="Ngày tổ chức", help_text="ngày/tháng/năm", widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "class": "input-s"})
    )
    instruments = InstrumentChecks(
        label="Văn bản quán triệt",
        queryset=Instrument.objects.filter(published_at__isnull=False).order_by("-to_acknowledge", "number"),
        widget=forms.CheckboxSelectMultiple,
    )
    attended = forms.IntegerField(label="Số người dự", min_value=1, max_value=5000)
    minutes = forms.CharField(label="Nội dung, kết quả", required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["office"].queryset = narrow(user, OVERSEE, Office).order_by("order", "name")
        self.fields["office"].initial = self.fields["office"].queryset.first()

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > self.today:
            raise forms.ValidationError("Ngày tổ chức không được ở tương lai.")
        return day


class SourceForm(forms.Form):
    name = forms.CharField(label="Tên nguồn", max_length=200)
    url = forms.CharField(label="Địa chỉ", max_length=300)
    note = forms.CharField(label="Dùng để", max_length=300, required=False)
