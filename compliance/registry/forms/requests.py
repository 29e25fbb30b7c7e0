"""Forms about one's own data."""

from django import forms

from compliance.core.language import _, in_sense
from compliance.desk.forms import Form
from compliance.registry.forms.fields import PersonField
from compliance.registry.models import DataRequest


class AskForm(Form):
    kind = forms.ChoiceField(
        label=_("Đề nghị"), choices=[("", _("Chọn…")), *DataRequest.Kind.choices]
    )
    part = forms.ChoiceField(
        label=_("Về phần nào"), choices=[("", _("Chọn…")), *DataRequest.Part.choices]
    )
    text = forms.CharField(
        label=_("Nội dung"),
        min_length=5,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Điều gì chưa đúng, đúng phải là gì; hoặc ông/bà cần gì."),
    )


class PaperAskForm(AskForm):
    staff = PersonField(label=_("Người đề nghị"))
    field_order = ("staff", "kind", "part", "text")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["staff"].user = user


class AnswerForm(Form):
    accepted = forms.TypedChoiceField(
        label=_("Kết quả"),
        choices=[("1", in_sense("state", "Thực hiện")), ("0", _("Không thực hiện được"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    ground = forms.ChoiceField(
        label=_("Căn cứ không thực hiện"),
        choices=[("", _("Không có")), *DataRequest.Ground.choices],
        required=False,
    )
    answer = forms.CharField(
        label=_("Trả lời"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Người đề nghị đọc nguyên văn."),
    )

    def clean(self):
        data = super().clean()
        if data.get("accepted") is False and not data.get("ground"):
            self.add_error("ground", _("Chọn căn cứ không thực hiện."))
        return data
