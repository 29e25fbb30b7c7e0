"""Forms of breaches and reviews."""

from django import forms

from compliance.core.fields import DayField, MomentField
from compliance.core.language import _
from compliance.desk.forms import Form
from compliance.review.case.forms import TextField

_NO_NAMES = _("Không ghi họ tên, mã hồ sơ.")


class BreachForm(Form):
    title = forms.CharField(
        label=_("Sự cố"), max_length=160, help_text=_("Ví dụ: Thư báo cáo gửi nhầm địa chỉ.")
    )
    noticed_at = MomentField(label=_("Phát hiện lúc"), help_text=_("Ví dụ 9h15 09/11/2026"))
    what = TextField(
        label=_("Diễn biến, nguyên nhân ban đầu"), max_length=4000, help_text=_NO_NAMES
    )
    data = TextField(
        label=_("Loại dữ liệu bị ảnh hưởng"),
        rows=2,
        max_length=1000,
        help_text=_("Ví dụ: họ tên, vị trí công tác của 12 cán bộ."),
    )
    people = forms.IntegerField(
        label=_("Số người bị ảnh hưởng"), min_value=0, max_value=10_000_000, required=False
    )
    effects = TextField(label=_("Hậu quả có thể xảy ra"), rows=2, max_length=2000, required=False)
    measures = TextField(label=_("Biện pháp đã làm"), rows=2, max_length=2000, required=False)


class NotifyForm(Form):
    notified_at = MomentField(label=_("Đã thông báo lúc"), help_text=_("Ví dụ 9h15 09/11/2026"))
    number = forms.CharField(label=_("Số văn bản thông báo"), max_length=60)


class ExemptForm(Form):
    reason = TextField(
        label=_("Vì sao không phải thông báo"),
        rows=3,
        max_length=2000,
        help_text=(
            _(
                "Người thứ hai (thanh tra hoặc Chủ tịch) cho ý kiến; hạn vẫn chạy cho đến khi đồng "
                "ý."
            )
        ),
    )


class PeopleForm(Form):
    told_on = DayField(label=_("Đã báo người bị ảnh hưởng ngày"))
    how = forms.CharField(label=_("Cách báo"), max_length=300)


class NoteForm(Form):
    text = TextField(label=_("Diễn biến mới"), rows=3, max_length=4000, help_text=_NO_NAMES)


class CloseForm(Form):
    lesson = TextField(label=_("Kết quả, biện pháp phòng ngừa"), rows=3, max_length=4000)


class SignForm(Form):
    remarks = TextField(label=_("Nhận xét"), rows=4, max_length=4000)
    to_mend = TextField(
        label=_("Việc phải khắc phục"),
        rows=3,
        max_length=4000,
        required=False,
        help_text=_("Quản trị được báo khi ông/bà ký."),
    )
