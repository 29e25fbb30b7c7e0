"""Forms for lists on their way in."""

from django import forms


class ImportForm(forms.Form):
    upload = forms.FileField(
        label="Danh sách (.xlsx hoặc .csv)",
        help_text="Tối đa 20 MB. Một dòng sai thì chưa dòng nào được nhập.",
        error_messages={"required": "Chọn tệp.", "empty": "Tệp trống."},
    )
