"""Acts that leave the normal procedure: suspend, resume, extend, reopen."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from compliance.core.access import may
from compliance.core.language import _, in_sense
from compliance.core.roles import Do
from compliance.incidents.models import Incident
from compliance.incidents.workflow import CaseRole
from compliance.registry.models import User
from compliance.review.case.acts import Act, Waiting, fields
from compliance.review.case.forms import NoteForm, ReasonForm
from compliance.review.case.standing import Standing
from compliance.review.conclusion.checks.independence import ties_after_conclusion
from compliance.review.interruptions.actions import (
    RUNNING,
    extend_processing,
    reopen,
    resume,
    suspend,
)
from compliance.review.interruptions.forms import SuspendForm
from compliance.review.triage.forms import ReopenForm


def may_reopen(standing: Standing) -> bool:
    """An ended case; a concluded one before its end only where somebody tied to the person
    concerned acted.
    """
    if standing.contest:
        return False
    return standing.incident.status not in RUNNING or bool(standing.once(ties_after_conclusion))


def paused(user: User, day: date) -> Iterable[Waiting]:
    """For the handler: a pause ends when somebody ends it."""

    def waiting() -> QuerySet:
        mine = Incident.objects.visible_to(user).open().filter(handler=user)
        return mine.filter(suspended_at__isnull=False)

    if may(user, Do.HANDLE):
        yield Waiting(_("Xem lại việc tạm dừng"), waiting)


REOPEN = Act(
    verb="reopen",
    path="mo-lai",
    title=in_sense("act", "Mở lại hồ sơ"),
    intro=(
        _(
            "Hồ sơ được thụ lý lại và trở về bước thông báo: trả lời từng mục của phạm vi, giao "
            "người xử lý. Người mở lại là người thụ lý của lần này nên không kết luận. Kết luận cũ "
            "được giữ, ghi là đã được thay."
        )
    ),
    button=_("Mở lại"),
    done=_("Đã mở lại hồ sơ."),
    way_back=_("Không đóng lại ngay được: hồ sơ đi lại từ bước thông báo."),
    final=True,
    form=ReopenForm,
    run=fields(reopen, "scope", "handler", "reason"),
    danger=True,
    offered=may_reopen,
)
EXTEND_PROCESSING = Act(
    verb="extend_processing",
    path="gia-han-xu-ly",
    title=_("Gia hạn xử lý"),
    intro=_("Dùng cho vụ việc phức tạp, theo bộ quy tắc của hồ sơ."),
    button=_("Gia hạn"),
    done=_("Đã gia hạn xử lý."),
    form=ReasonForm,
    run=fields(extend_processing, "reason"),
)
RESUME = Act(
    verb="resume",
    path="tiep-tuc",
    title=_("Tiếp tục hồ sơ"),
    intro=_("Các thời hạn được tính lại từ các lần tạm dừng."),
    button=in_sense("act", "Tiếp tục"),
    done=_("Hồ sơ được tiếp tục; thời hạn đã tính lại."),
    form=NoteForm,
    run=fields(resume, "note"),
    offered=lambda standing: standing.suspended,
    while_suspended=True,
    precedence=30,
    asks=(CaseRole.HANDLER,),
    since=lambda standing: standing.incident.suspended_at,
    waiting=paused,
)
SUSPEND = Act(
    verb="suspend",
    path="tam-dung",
    title=_("Tạm dừng hồ sơ"),
    intro=(
        _(
            "Lý do theo luật dừng mọi thời hạn. Lý do nội bộ chỉ dừng hạn của bước; thời hạn xử lý "
            "và thời hiệu vẫn chạy."
        )
    ),
    button=in_sense("act", "Tạm dừng"),
    done=_("Đã tạm dừng từ hôm nay."),
    form=SuspendForm,
    run=fields(suspend, "reason", "code", "evidence"),
)
ACTS = (
    REOPEN,
    EXTEND_PROCESSING,
    RESUME,
    SUSPEND,
)
