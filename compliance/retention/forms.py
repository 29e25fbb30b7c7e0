"""Forms of keeping and disposal."""

from django import forms

from compliance.core.fields import DayField
from compliance.core.language import _
from compliance.desk.forms import Form
from compliance.retention.models import Kind
from compliance.review.case.forms import TextField


class NoteForm(Form):
    note = TextField(
        label=_("Lý do, căn cứ đề nghị"),
        rows=3,
        max_length=2000,
        help_text=_("Ví dụ: Quy chế nội bộ, đợt rà soát tháng 11/2026."),
    )


class DecisionForm(Form):
    reason = TextField(
        label=_("Ý kiến"),
        rows=2,
        max_length=300,
        required=False,
        help_text=_("Bắt buộc khi không đồng ý."),
    )

    def clean(self):
        data = super().clean()
        if self.data.get("agrees") != "1" and not data.get("reason"):
            self.add_error("reason", _("Ghi lý do không đồng ý."))
        return data


class HoldForm(Form):
    reason = TextField(
        label=_("Vì sao phải giữ"),
        rows=3,
        max_length=2000,
        help_text=_("Ví dụ: đang có khiếu nại, thanh tra, khởi kiện liên quan."),
    )
    until = DayField(label=_("Giữ đến hết ngày"))


class ReleaseForm(Form):
    reason = TextField(label=_("Vì sao thôi giữ"), rows=2, max_length=2000)


class ArchiveForm(Form):
    handed_on = DayField(label=_("Nộp lưu trữ ngày"))
    reference = forms.CharField(label=_("Số biên bản giao nhận, mục lục hồ sơ"), max_length=100)


class TermForm(Form):
    kind = forms.ChoiceField(label=_("Loại hồ sơ"), choices=Kind.choices)
    months = forms.IntegerField(label=_("Số tháng"), min_value=1, max_value=1200)
    valid_from = DayField(label=_("Áp dụng từ ngày"))
    reason = TextField(label=_("Lý do, căn cứ"), rows=2, max_length=2000)
