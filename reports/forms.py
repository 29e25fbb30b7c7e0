"""Forms of reporting."""

from django import forms

from compliance.registry.models import Office
from reports.narrative import TITLES


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "ngày/tháng/năm")
        super().__init__(widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "class": "input-s", "autocomplete": "off"}), **kwargs)
        self.error_messages["invalid"] = "Ghi ngày dạng ngày/tháng/năm, ví dụ 05/11/2026."


class DirectionForm(forms.Form):
    """`today` bounds the deadline; `on_case`: a direction on a case needs no office."""

    text = forms.CharField(label="Nội dung", max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    offices = forms.ModelMultipleChoiceField(label="Giao đơn vị", queryset=Office.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    due_on = DayField(label="Hạn trả lời", required=False)

    def __init__(self, *args, today, on_case: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.on_case = today, on_case
        self.fields["offices"].queryset = Office.objects.on(today).exclude(kind=Office.Kind.AUTHORITY).order_by("order", "name")
        self.fields["offices"].label_from_instance = lambda office: office.short_name

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day < self.today:
            raise forms.ValidationError("Hạn trả lời không được ở quá khứ.")
        return day

    def clean(self):
        data = super().clean()
        if not self.on_case and not data.get("offices"):
            self.add_error("offices", "Chọn ít nhất một đơn vị.")
        if data.get("offices") and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Ghi hạn trả lời.")
        return data


class SectionsForm(forms.Form):
    """The text of a summary, on top of its frozen figures."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    document_number = forms.CharField(label="Số văn bản", max_length=60, required=False, help_text="Do văn thư cấp ngoài cổng, ví dụ 12/BC-TKTGS.")
    document_date = DayField(label="Ngày văn bản", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, title in TITLES.items():
            self.fields[f"section_{name}"] = forms.CharField(
                label=title, required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 6 if name == "II" else 4})
            )

    def sections(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"section_{name}"] for name in TITLES}


class ReturnForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    nil = forms.BooleanField(label="Không phát sinh vụ việc trong kỳ", required=False)
    narrative = forms.CharField(label="Tình hình, kết quả", required=False, max_length=10000, widget=forms.Textarea(attrs={"rows": 5}))
    proposals = forms.CharField(label="Đề xuất, kiến nghị", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self):
        data = super().clean()
        if not data.get("nil") and not data.get("narrative"):
            self.add_error("narrative", "Nêu tình hình, kết quả; hoặc đánh dấu “không phát sinh”.")
        return data


class TextForm(forms.Form):
    """One text with its own label: a reply, a reason, what is missing."""

    text = forms.CharField(label="Nội dung", max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, label: str = "Nội dung", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
