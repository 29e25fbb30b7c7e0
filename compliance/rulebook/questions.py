"""What is asked before an instrument is published: it is not changed any more."""

from django.http import HttpRequest

from compliance.core.questions import Question, asks
from compliance.rulebook.models import Instrument


@asks("rulebook:publish")
def publishing(request: HttpRequest, pk: int) -> Question | None:
    row = Instrument.objects.filter(pk=pk).first()
    if row is None:
        return None
    provisions = row.provisions.count()
    return Question(
        title=f"Công bố {row.short}?",
        button="Công bố",
        keep="Xem lại bản nháp",
        what=(
            f"Văn bản và {provisions} điều khoản có ở mọi nơi chọn căn cứ, với mọi người.",
            "Phiên bản trước của văn bản này, nếu có, thôi được chọn từ ngày bản mới có hiệu lực.",
        ),
        back="Không sửa, không gỡ được sau khi công bố; sai thì ghi phiên bản mới.",
        final=True,
    )
