"""What is asked before an instrument sent to offices is followed up no more."""

from django.http import HttpRequest

from compliance.core.language import _
from compliance.core.questions import Question, asks
from compliance.guidance.models import Dispatch


@asks("guidance:end_dispatch")
def ending(request: HttpRequest, pk: int) -> Question | None:
    sent = Dispatch.objects.select_related("instrument").filter(pk=pk, ended_at=None).first()
    return (
        None
        if sent is None
        else Question(
            title=_("Kết thúc theo dõi việc quán triệt {short}?").format(
                short=sent.instrument.short
            ),
            button=_("Kết thúc theo dõi"),
            keep=_("Theo dõi tiếp"),
            what=(_("Không nhắc người chưa xác nhận nữa; xác nhận đã có giữ nguyên."),),
            whom=(
                _("{offices} đơn vị đã được gửi văn bản này.").format(offices=sent.offices.count()),
            ),
            back=_("Theo dõi lại được bất cứ lúc nào khi văn bản còn hiệu lực, trên trang này."),
            danger=True,
        )
    )
