"""What is asked before a breach is closed or its notification is waived, and a review is signed."""

from django.http import HttpRequest

from compliance.assurance.models import Breach, Review
from compliance.core.language import _
from compliance.core.questions import Question, asks

ENDS = {
    "close": (_("Kết thúc sự cố"), _("Sự cố hết được theo dõi; không ghi thêm diễn biến được.")),
    "agree": (
        _("Đồng ý không thông báo"),
        _("Sự cố không phải thông báo ra ngoài; đồng hồ dừng lại."),
    ),
    "notify": (_("Ghi đã thông báo"), _("Số, ngày văn bản đã gửi ra ngoài được ghi vào sổ.")),
}


@asks("assurance:breach")
def ending_breach(request: HttpRequest, pk: int) -> Question | None:
    row = Breach.objects.filter(pk=pk).first()
    words = ENDS.get(request.POST.get("act", ""))
    if row is None or words is None:
        return None
    button, what = words
    return Question(
        title=_("{button} số {pk} “{title}”?").format(button=button, pk=row.pk, title=row.title),
        button=button,
        what=(what,),
        back=_("Không bỏ được sau khi ghi; phát hiện thêm thì ghi một sự cố mới."),
        final=True,
    )


@asks("assurance:review")
def signing(request: HttpRequest, pk: int) -> Question | None:
    row = Review.objects.filter(pk=pk).first()
    if row is None:
        return None
    to_end = len(set(request.POST.getlist("to_end")))
    return Question(
        title=_("Ký {row}?").format(row=str(row).lower()),
        button=_("Ký"),
        what=(
            _("Số liệu được chốt cùng tên và ngày của ông/bà."),
            *(
                (_("{to_end} dòng được ghi là cần kết thúc.").format(to_end=to_end),)
                if to_end
                else ()
            ),
        ),
        back=_("Không sửa được sau khi ký."),
        final=True,
    )
