"""Forms about one's own data."""

from django import forms

from compliance.desk.forms import Form
from compliance.registry.forms.fields import PersonField
from compliance.registry.models import DataRequest


class AskForm(Form):
    kind = forms.ChoiceField(label="Đề nghị", choices=[("", "Chọn…"), *DataRequest.Kind.choices])
    part = forms.ChoiceField(
        label="Về phần nào", choices=[("", "Chọn…"), *DataRequest.Part.choices]
    )
    text = forms.CharField(
        label="Nội dung",
        min_length=5,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Điều gì chưa đúng, đúng phải là gì; hoặc ông/bà cần gì.",
    )


class PaperAskForm(AskForm):
    staff = PersonField(label="Người đề nghị")
    field_order = ("staff", "kind", "part", "text")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["staff"].user = user


class AnswerForm(Form):
    accepted = forms.TypedChoiceField(
        label="Kết quả",
        choices=[("1", "Thực hiện"), ("0", "Không thực hiện được")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    ground = forms.ChoiceField(
        label="Căn cứ không thực hiện",
        choices=[("", "Không có"), *DataRequest.Ground.choices],
        required=False,
    )
    answer = forms.CharField(
        label="Trả lời",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Người đề nghị đọc nguyên văn.",
    )

    def clean(self):
        data = super().clean()
        if data.get("accepted") is False and not data.get("ground"):
            self.add_error("ground", "Chọn căn cứ không thực hiện.")
        return data
