"""Forms of keeping and disposal."""

from django import forms

from compliance.core.fields import DayField
from compliance.desk.forms import Form
from compliance.retention.models import Kind
from compliance.review.case.forms import TextField


class NoteForm(Form):
    note = TextField(
        label="Lý do, căn cứ đề nghị",
        rows=3,
        max_length=2000,
        help_text="Ví dụ: Quy chế nội bộ, đợt rà soát tháng 11/2026.",
    )


class DecisionForm(Form):
    reason = TextField(
        label="Ý kiến",
        rows=2,
        max_length=300,
        required=False,
        help_text="Bắt buộc khi không đồng ý.",
    )

    def clean(self):
        data = super().clean()
        if self.data.get("agrees") != "1" and not data.get("reason"):
            self.add_error("reason", "Ghi lý do không đồng ý.")
        return data


class HoldForm(Form):
    reason = TextField(
        label="Vì sao phải giữ",
        rows=3,
        max_length=2000,
        help_text="Ví dụ: đang có khiếu nại, thanh tra, khởi kiện liên quan.",
    )
    until = DayField(label="Giữ đến hết ngày")


class ReleaseForm(Form):
    reason = TextField(label="Vì sao thôi giữ", rows=2, max_length=2000)


class ArchiveForm(Form):
    handed_on = DayField(label="Nộp lưu trữ ngày")
    reference = forms.CharField(label="Số biên bản giao nhận, mục lục hồ sơ", max_length=100)


class TermForm(Form):
    kind = forms.ChoiceField(label="Loại hồ sơ", choices=Kind.choices)
    months = forms.IntegerField(label="Số tháng", min_value=1, max_value=1200)
    valid_from = DayField(label="Áp dụng từ ngày")
    reason = TextField(label="Lý do, căn cứ", rows=2, max_length=2000)
