"""Acts of the consultation: asked for, given, overdue."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.roles import Do
from compliance.incidents.models import Incident
from compliance.incidents.queries import spoken_for_by, who_is
from compliance.incidents.workflow import CaseRole, Status
from compliance.registry.models import User
from compliance.review.case.acts import Act, Waiting, fields
from compliance.review.case.forms import NoteForm
from compliance.review.case.queries import opinion_in_round, with_round
from compliance.review.case.receipt import last_who_could_review
from compliance.review.case.standing import Standing
from compliance.review.consultation.actions import consult, give_opinion, record_overdue_opinion
from compliance.review.consultation.checks import before_consult, consulted
from compliance.review.consultation.forms import OpinionForm, OverdueForm
from compliance.review.models import Opinion
from compliance.rulebook.clocks import local_day


def opinion_missing(standing: Standing) -> bool:
    return not all(check.ok for check in standing.once(consulted))


def opinion_to_give(standing: Standing) -> bool:
    """A side is missing that this viewer speaks for."""
    if standing.viewer is None:
        return opinion_missing(standing)
    unit, affairs = (not check.ok for check in standing.once(consulted))
    mine = standing.roles if unit or affairs else set()
    return (unit and CaseRole.UNIT in mine) or (affairs and CaseRole.AFFAIRS in mine)


def opinions(user: User, day: date) -> Iterable[Waiting]:
    """The unit's or internal affairs' opinion, where none is in yet."""
    unit, affairs = spoken_for_by(user), may(user, Do.GIVE_AFFAIRS_OPINION)

    def waiting() -> QuerySet:
        asked = unit & ~Q(opinion_in_round(Opinion.Side.UNIT)) if unit is not None else Q()
        if affairs:
            asked |= ~Q(opinion_in_round(Opinion.Side.AFFAIRS))
        cases = with_round(Incident.objects.visible_to(user))
        return cases.filter(asked, status=Status.CONSULTING, suspended_at=None)

    if unit is not None or affairs:
        yield Waiting(_("Cho ý kiến"), waiting)


def sides_missing(standing: Standing) -> list[tuple[CaseRole, QuerySet]]:
    """The sides that have not said anything, each with whoever speaks for it."""
    incident, day = standing.incident, standing.today
    unit, affairs = (not check.ok for check in standing.once(consulted))
    asked = []
    if unit:
        asked.append((CaseRole.UNIT, who_is(incident, CaseRole.UNIT, day)))
    if affairs:
        asked.append((CaseRole.AFFAIRS, who_is(incident, CaseRole.AFFAIRS, day)))
    return asked


RECORD_OVERDUE_OPINION = Act(
    verb="record_overdue_opinion",
    path="qua-han-y-kien",
    title=_("Ghi nhận quá hạn cho ý kiến"),
    intro=_("Hồ sơ đi tiếp, có ghi rõ bên nào không cho ý kiến đúng hạn."),
    button=_("Ghi nhận"),
    done=_("Đã ghi nhận quá hạn."),
    way_back=_("Bên đó không cho ý kiến được nữa; người kết luận đọc thấy việc quá hạn."),
    final=True,
    form=OverdueForm,
    run=fields(record_overdue_opinion, "side"),
    offered=lambda standing: standing.overdue and opinion_missing(standing),
    precedence=120,
)
GIVE_OPINION = Act(
    verb="give_opinion",
    path="cho-y-kien",
    title=_("Cho ý kiến về hồ sơ"),
    intro=_("Ý kiến được ghi ngày và tên, không sửa được sau khi gửi."),
    button=_("Gửi ý kiến"),
    done=_("Đã gửi ý kiến."),
    form=OpinionForm,
    run=fields(give_opinion, "side", "text", "suggests"),
    context=lambda incident, user, at: {
        "review_goes_above": last_who_could_review(incident, user, local_day(at))
    },
    beside_file=True,
    offered=opinion_to_give,
    precedence=90,
    asked=sides_missing,
    waiting=opinions,
)
CONSULT = Act(
    verb="consult",
    path="lay-y-kien",
    title=_("Chuyển lấy ý kiến phối hợp"),
    intro=_("Thủ trưởng đơn vị và đầu mối nội vụ được báo, mỗi bên cho một ý kiến."),
    button=_("Chuyển lấy ý kiến"),
    done=_("Đã chuyển lấy ý kiến của hai bên."),
    form=NoteForm,
    run=fields(consult, "note"),
    checks=lambda incident, at: before_consult(incident),
    offered=lambda standing: standing.answered,
    precedence=80,
    handler_row=_("Chuyển lấy ý kiến"),
    awaits_handler=lambda incident, day: incident.heard and not vars(incident)["held_up"],
)
ACTS = (
    RECORD_OVERDUE_OPINION,
    GIVE_OPINION,
    CONSULT,
)
