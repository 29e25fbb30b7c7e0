"""Forms of breaches and reviews."""

from django import forms

from compliance.core.fields import DayField, MomentField
from compliance.desk.forms import Form
from compliance.review.case.forms import TextField

_NO_NAMES = "Không ghi họ tên, mã hồ sơ."


class BreachForm(Form):
    title = forms.CharField(
        label="Sự cố", max_length=160, help_text="Ví dụ: Thư báo cáo gửi nhầm địa chỉ."
    )
    noticed_at = MomentField(label="Phát hiện lúc", help_text="Ví dụ 9h15 09/11/2026")
    what = TextField(label="Diễn biến, nguyên nhân ban đầu", max_length=4000, help_text=_NO_NAMES)
    data = TextField(
        label="Loại dữ liệu bị ảnh hưởng",
        rows=2,
        max_length=1000,
        help_text="Ví dụ: họ tên, vị trí công tác của 12 cán bộ.",
    )
    people = forms.IntegerField(
        label="Số người bị ảnh hưởng", min_value=0, max_value=10_000_000, required=False
    )
    effects = TextField(label="Hậu quả có thể xảy ra", rows=2, max_length=2000, required=False)
    measures = TextField(label="Biện pháp đã làm", rows=2, max_length=2000, required=False)


class NotifyForm(Form):
    notified_at = MomentField(label="Đã thông báo lúc", help_text="Ví dụ 9h15 09/11/2026")
    number = forms.CharField(label="Số văn bản thông báo", max_length=60)


class ExemptForm(Form):
    reason = TextField(
        label="Vì sao không phải thông báo",
        rows=3,
        max_length=2000,
        help_text=(
            "Người thứ hai (thanh tra hoặc Chủ tịch) cho ý kiến; hạn vẫn chạy cho đến khi đồng ý."
        ),
    )


class PeopleForm(Form):
    told_on = DayField(label="Đã báo người bị ảnh hưởng ngày")
    how = forms.CharField(label="Cách báo", max_length=300)


class NoteForm(Form):
    text = TextField(label="Diễn biến mới", rows=3, max_length=4000, help_text=_NO_NAMES)


class CloseForm(Form):
    lesson = TextField(label="Kết quả, biện pháp phòng ngừa", rows=3, max_length=4000)


class SignForm(Form):
    remarks = TextField(label="Nhận xét", rows=4, max_length=4000)
    to_mend = TextField(
        label="Việc phải khắc phục",
        rows=3,
        max_length=4000,
        required=False,
        help_text="Quản trị được báo khi ông/bà ký.",
    )
