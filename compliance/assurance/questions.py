"""What is asked before a breach is closed or its notification is waived, and a review is signed."""

from django.http import HttpRequest

from compliance.assurance.models import Breach, Review
from compliance.core.questions import Question, asks

ENDS = {
    "close": ("Kết thúc sự cố", "Sự cố hết được theo dõi; không ghi thêm diễn biến được."),
    "agree": ("Đồng ý không thông báo", "Sự cố không phải thông báo ra ngoài; đồng hồ dừng lại."),
    "notify": ("Ghi đã thông báo", "Số, ngày văn bản đã gửi ra ngoài được ghi vào sổ."),
}


@asks("assurance:breach")
def ending_breach(request: HttpRequest, pk: int) -> Question | None:
    row = Breach.objects.filter(pk=pk).first()
    words = ENDS.get(request.POST.get("act", ""))
    if row is None or words is None:
        return None
    button, what = words
    return Question(
        title=f"{button} số {row.pk} “{row.title}”?",
        button=button,
        what=(what,),
        back="Không bỏ được sau khi ghi; phát hiện thêm thì ghi một sự cố mới.",
        final=True,
    )


@asks("assurance:review")
def signing(request: HttpRequest, pk: int) -> Question | None:
    row = Review.objects.filter(pk=pk).first()
    if row is None:
        return None
    to_end = len(set(request.POST.getlist("to_end")))
    return Question(
        title=f"Ký {str(row).lower()}?",
        button="Ký",
        what=(
            "Số liệu được chốt cùng tên và ngày của ông/bà.",
            *((f"{to_end} dòng được ghi là cần kết thúc.",) if to_end else ()),
        ),
        back="Không sửa được sau khi ký.",
        final=True,
    )
