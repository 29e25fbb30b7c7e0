"""Fields shared by forms."""

from django import forms


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "ngày/tháng/năm")
        super().__init__(widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "class": "input-s", "autocomplete": "off"}), **kwargs)
        self.error_messages["invalid"] = "Ghi ngày dạng ngày/tháng/năm, ví dụ 05/11/2026."
