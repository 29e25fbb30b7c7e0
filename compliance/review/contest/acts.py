"""Acts of a contest: filed by the person concerned, decided by whoever has no part in the case."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from compliance.core.access import may
from compliance.core.language import _, in_sense
from compliance.core.roles import Do
from compliance.incidents.models import Incident
from compliance.incidents.querysets import taken_by
from compliance.incidents.workflow import STEPS
from compliance.registry.models import User
from compliance.review.case.acts import Act, Waiting, fields
from compliance.review.case.queries import open_contest, standing_conclusion
from compliance.review.contest.actions import decide_contest, file_contest
from compliance.review.contest.forms import DecideContestForm, FileContestForm


def run_decide(incident: Incident, data: dict, common: dict):
    return decide_contest(
        incident=incident,
        decision=data["decision"],
        reasons=data["reasons"],
        new_outcome=data.get("new_outcome", ""),
        findings=data["findings"],
        **common,
    )


def contested(incident: Incident, user: User, at: datetime) -> dict:
    return {
        "contest": open_contest(incident),
        "conclusion": standing_conclusion(incident),
        "triage": incident.triages.order_by("-at").first(),
    }


def contests(user: User, day: date) -> Iterable[Waiting]:
    """For the chairs without a part in the case."""

    def waiting() -> QuerySet:
        contested = Incident.objects.visible_to(user).filter(contested_at__isnull=False)
        return contested.exclude(taken_by(user, STEPS["contest_keep"].never))

    if may(user, Do.DECIDE_CONTEST):
        yield Waiting(_("Quyết định xem xét lại"), waiting)


CONTEST_KEEP = Act(
    verb="contest_keep",
    path="quyet-dinh-xem-xet-lai",
    title=_("Quyết định việc xem xét lại"),
    intro=_("Người đã kết luận không quyết định. Kết luận cũ được giữ trong hồ sơ."),
    button=_("Ghi quyết định"),
    done=_("Đã quyết định. Người đề nghị được báo."),
    way_back=_("Không sửa được sau khi ghi; quyết định này là bước cuối của việc xem xét lại."),
    final=True,
    form=DecideContestForm,
    run=run_decide,
    covers=("contest_amend", "contest_annul"),
    context=contested,
    template="review/contest.html",
    beside_file=True,
    offered=lambda standing: bool(standing.contest),
    precedence=130,
    since=lambda standing: standing.contest.filed_at if standing.contest else None,
    waiting=contests,
)
CONTEST = Act(
    verb="contest",
    path="de-nghi-xem-xet-lai",
    title=in_sense("act", "Đề nghị xem xét lại"),
    intro=(_("Người chưa tham gia hồ sơ sẽ quyết định: giữ nguyên, sửa hoặc hủy kết luận.")),
    button=_("Gửi đề nghị"),
    done=_("Đã gửi đề nghị xem xét lại."),
    form=FileContestForm,
    run=fields(file_contest, "text"),
    own=True,
)
ACTS = (
    CONTEST_KEEP,
    CONTEST,
)
