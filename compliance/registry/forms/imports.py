"""Forms for lists on their way in."""

from django import forms

from compliance.core.fields import DayField
from compliance.desk.forms import Form
from compliance.registry.models import Office


class ImportForm(Form):
    upload = forms.FileField(
        label="Danh sách (.xlsx hoặc .csv)",
        help_text="Tối đa 20 MB. Một dòng sai thì chưa dòng nào được nhập.",
        error_messages={"required": "Chọn tệp.", "empty": "Tệp trống."},
    )
    scope = forms.ModelChoiceField(
        label="Đây là danh sách đầy đủ của",
        queryset=Office.objects.none(),
        required=False,
        empty_label="Không: chỉ thêm và cập nhật người có trong tệp",
        help_text=(
            "Nếu chọn, người của đơn vị này và đơn vị trực thuộc không có trong tệp được ghi là rời"
            " danh sách."
        ),
    )
    left_day = DayField(
        label="Ngày công tác cuối của người rời danh sách",
        required=False,
        help_text="Để trống: hôm qua.",
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scope"].queryset = Office.objects.on(today).order_by("order", "name")
