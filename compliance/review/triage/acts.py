"""Acts of triage: what is taken up, and by whom it is handled."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.roles import Do, Kind
from compliance.incidents.custody import open_evidence
from compliance.incidents.models import Incident
from compliance.incidents.queries import duplicates, is_in_hand, shut_out, why_alike
from compliance.incidents.querysets import moved_up_to, taken_by
from compliance.incidents.workflow import OPEN, STEPS, Status
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.review.case.acts import Act, Waiting, chosen_before, fields
from compliance.review.models import ScreenedBecause, Triage
from compliance.review.triage.actions import accept, note, reassign, return_for_more, screen_out
from compliance.review.triage.forms import HandlerForm, TriageForm
from compliance.review.triage.queries import resent, siblings


def run_triage(incident: Incident, data: dict, common: dict):
    """The one decision of the form, out of four."""
    decision, reason = data["decision"], data["reason"]
    if decision == Triage.Decision.ACCEPTED:
        names = ("scope", "handler", "urgency", "due_on")
        given = {name: data[name] for name in names}
        return accept(incident=incident, reason=reason, **given, **common)
    if decision == Triage.Decision.RETURNED:
        return return_for_more(incident=incident, reason=reason, **common)
    if decision == Triage.Decision.NOTED:
        return note(incident=incident, scope=data["scope"], reason=reason, **common)
    return screen_out(
        incident=incident,
        scope=data["scope"],
        because=data["because"],
        reason=reason,
        duplicate_of=data["duplicate_code"],
        referred_to=data["referred_to"],
        reference=data["reference"],
        **common,
    )


def chosen_double(params) -> dict:
    """`trung` names the case this one repeats: the page of comparison has chosen the decision."""
    if not params.get("trung"):
        return chosen_before(params)
    return {
        **chosen_before(params),
        "decision": Triage.Decision.SCREENED_OUT,
        "because": ScreenedBecause.DUPLICATE,
        "duplicate_code": params["trung"][:20],
    }


def submitted(incident: Incident, user: User, at: datetime) -> dict:
    """What was sent in, with the reports that may be the same."""
    alike = duplicates(incident, user)[:5]
    evidence = open_evidence(incident, user).select_related("file")
    return {
        "duplicates": [(row, why_alike(incident, row)) for row in alike],
        "resent": resent(incident),
        "siblings": list(siblings(incident, user)[:5]),
        "evidence": evidence.order_by("number", "copy"),
        "allegations": (
            incident.allegations.select_related("provision__instrument").order_by("number")
        ),
    }


def to_take_up(user: User, day: date) -> Iterable[Waiting]:
    """For the leads; for the chairs what no lead may take up."""

    def waiting() -> QuerySet:
        sent = Incident.objects.visible_to(user).filter(status=Status.SUBMITTED)
        return sent.exclude(taken_by(user, STEPS["accept"].never))

    if may(user, Do.TRIAGE):
        yield Waiting(_("Xem xét thụ lý"), waiting)
    elif may(user, Do.CONCLUDE_LEADERS):
        yield Waiting(_("Xem xét thụ lý"), lambda: waiting().filter(pk__in=moved_up_to(user)))


def without_handler(user: User, day: date) -> Iterable[Waiting]:
    """For the leads: cases whose handler may no longer see them, or is no member any more."""

    def waiting() -> QuerySet:
        members = holders(Kind.MEMBER, day=day).order_by().values("pk")
        given = Incident.objects.open().filter(handler__in=User.objects.exclude(pk__in=members))
        lost = given.order_by().values("pk").union(shut_out("handler", OPEN))
        running = Incident.objects.visible_to(user).open().filter(pk__in=lost)
        return running.exclude(taken_by(user, STEPS["reassign"].never))

    if may(user, Do.TRIAGE):
        yield Waiting(_("Giao người khác xử lý"), waiting)


def handler_lost(incident: Incident) -> bool:
    """Nobody has it in hand: its handler is no member any more, or stands behind the wall."""
    return incident.accepted_at is not None and not is_in_hand(incident)


REASSIGN = Act(
    verb="reassign",
    path="giao-lai",
    title=_("Giao người khác xử lý"),
    intro=_("Người đang phụ trách sẽ không xem được hồ sơ nữa."),
    button=_("Giao lại"),
    done=_("Đã giao cho người khác. Người mới được báo."),
    way_back=_("Giao lại lần nữa được; người cũ xem được hồ sơ khi được giao lại."),
    form=HandlerForm,
    run=fields(reassign, "handler", "reason"),
    while_suspended=True,
    precedence=12,
    leads=lambda standing: standing.once(handler_lost),
    waiting=without_handler,
)
ACCEPT = Act(
    verb="accept",
    path="thu-ly",
    title=_("Xem xét thụ lý"),
    intro=(
        _(
            "Trả lời từng mục của phạm vi rồi chọn một quyết định. Nội dung được bảo vệ thì không "
            "thụ lý."
        )
    ),
    button=_("Ghi quyết định"),
    done=_("Đã ghi quyết định."),
    way_back=(
        _(
            "Thụ lý rồi thì dừng xem xét cần hai người; không thụ lý hoặc ghi nhận tại đơn vị rồi "
            "thì mở lại được, có lý do."
        )
    ),
    form=TriageForm,
    run=run_triage,
    covers=("return", "screen_out", "note"),
    context=submitted,
    initial=chosen_double,
    template="review/triage.html",
    precedence=20,
    waiting=to_take_up,
)
ACTS = (
    REASSIGN,
    ACCEPT,
)
