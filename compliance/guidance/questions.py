"""What is asked before an instrument sent to offices is followed up no more."""

from django.http import HttpRequest

from compliance.core.questions import Question, asks
from compliance.guidance.models import Dispatch


@asks("guidance:end_dispatch")
def ending(request: HttpRequest, pk: int) -> Question | None:
    sent = Dispatch.objects.select_related("instrument").filter(pk=pk, ended_at=None).first()
    return (
        None
        if sent is None
        else Question(
            title=f"Kết thúc theo dõi việc quán triệt {sent.instrument.short}?",
            button="Kết thúc theo dõi",
            keep="Theo dõi tiếp",
            what=("Không nhắc người chưa xác nhận nữa; xác nhận đã có giữ nguyên.",),
            whom=(f"{sent.offices.count()} đơn vị đã được gửi văn bản này.",),
            back="Theo dõi lại được bất cứ lúc nào khi văn bản còn hiệu lực, trên trang này.",
            danger=True,
        )
    )
