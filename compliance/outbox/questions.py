"""What is asked before something owed is left undone for good."""

from django.http import HttpRequest

from compliance.core.language import _
from compliance.core.questions import Question, asks
from compliance.outbox.models import Message
from compliance.outbox.words import topic


@asks("outbox:leave_undone")
def giving_up(request: HttpRequest, pk: int) -> Question | None:
    row = Message.objects.filter(pk=pk, done_at=None).first()
    return (
        None
        if row is None
        else Question(
            title=_("Bỏ hẳn việc “{topic}”?").format(topic=topic(row.topic)),
            button=_("Bỏ hẳn"),
            keep=_("Để lại"),
            what=(_("Cổng không thử lại nữa; người chờ việc này không nhận được."),),
            back=_("Gửi lại được bất cứ lúc nào, ở danh sách đã bỏ hẳn."),
            danger=True,
        )
    )
