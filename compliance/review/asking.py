"""Ask once more who owes an act, and see who is at it already."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet, Value
from django.urls import reverse

from compliance.core.addresses import case_url
from compliance.core.language import _, lower_first
from compliance.core.refusals import NotAllowed, NotNow
from compliance.incidents.models import Incident
from compliance.incidents.queries import case_roles, without_excluded
from compliance.incidents.settling import REMINDER
from compliance.incidents.transitions import record_act
from compliance.incidents.workflow import CaseRole
from compliance.outbox.actions import notify
from compliance.outbox.models import Notification
from compliance.registry.models import User
from compliance.review.case.acts import Act
from compliance.review.case.queries import read_beside
from compliance.review.case.standing import Standing
from compliance.review.models import AtWork
from compliance.review.turns import Turn, turns_of
from compliance.rulebook.clocks import local_day

# who waits for others in a case and may say so; the person concerned and the reporter are told by
# the portal, and remind nobody
WAITING = {
    CaseRole.HANDLER,
    CaseRole.LEAD,
    CaseRole.DECIDER,
    CaseRole.CHAIR,
    CaseRole.UNIT,
    CaseRole.AFFAIRS,
}
OPEN_FOR = timedelta(hours=2)  # how long an opened page counts as being worked on


def may_remind(turn: Turn, roles: set[CaseRole], by: User) -> bool:
    """Whether `by`, who is `roles` to the case, waits for this turn of others. The person concerned
    is reminded of their time by the portal alone: nobody presses them.
    """
    reachable = turn.sealed or any(user.pk != by.pk for user in turn.people)
    return bool(roles & WAITING) and reachable and not turn.of_the_person and by not in turn.people


def _reminders(incident: int) -> QuerySet:
    return Notification.objects.filter(
        subject_type="incident",
        subject_id=str(incident),
        kind__startswith=REMINDER.format(verb=""),
    ).order_by()


@transaction.atomic
def remind(*, incident: Incident, key: str, by: User, at: datetime) -> int:
    """Tell whoever owes the act `key` once more; how many were told. Once a day for an act,
    whoever asks; the line says not who asked.

    Raises NotNow when nobody owes it any more or they were asked today, NotAllowed for whoever does
    not wait for it.
    """
    day = local_day(at)
    turns = turns_of(Standing(incident, day, by, at))
    turn = next((row for row in turns if row.key == key), None)
    if turn is None:
        raise NotNow(_("Việc này không còn chờ ai."), back=case_url(incident.code))
    if not may_remind(turn, case_roles(incident, by), by):
        raise NotAllowed(_("Ông/bà không nhắc được việc này."))
    asked, __ = signs_of(incident, by, at)
    if key in asked and local_day(asked[key]) == day:
        raise NotNow(_("Hôm nay đã nhắc việc này."), back=case_url(incident.code))
    people = _reached(incident, turn)
    notify(
        users=people,
        kind=REMINDER.format(verb=turn.verb),
        text=_("Nhắc lại: {title}, hồ sơ {code}").format(
            title=lower_first(turn.title), code=incident.code
        ),
        url=_where(incident, turn),
        at=at,
        subject=incident,
        key=f"remind:{incident.pk}:{turn.key}:{day:%Y%m%d}",
        sealed=turn.sealed,
    )
    record_act(incident=incident, verb="remind", by=by, at=at, after={"of": turn.verb})
    return len(people)


def _reached(incident: Incident, turn: Turn) -> list[User]:
    if not turn.sealed:
        return list(turn.people)
    reporter = User.objects.filter(pk=incident.reporter.user_id, is_active=True)
    return list(without_excluded(incident, reporter))


def _where(incident: Incident, turn: Turn) -> str:
    if turn.sealed:
        return reverse("incidents:edit", args=[incident.code])
    return turn.act.url(incident) if turn.act else case_url(incident.code)


def attend(*, incident: Incident, act: Act, by: User, at: datetime) -> None:
    """`by` has the page of `act` open: others who may take it see so. Of whoever reported no row is
    left that ties them to the case.
    """
    if incident.reporter.is_by(by):
        return
    AtWork.objects.update_or_create(incident=incident, verb=act.verb, user=by, defaults={"at": at})


@dataclass(frozen=True)
class Busy:
    """Who opened the page of an act last, and when."""

    name: str
    at: datetime


def signs_asked(
    incident: int, viewer: User, since: datetime, until: datetime
) -> dict[str, QuerySet]:
    """(name, key, when) of reminders of the case (its key), whose name is empty, and of who else
    opened a page of it since.
    """
    opened = AtWork.objects.filter(incident=incident, at__gt=since, at__lte=until)
    others = opened.exclude(user=viewer).order_by()
    return {
        "reminders": _reminders(incident).values_list(Value(""), "dedup_key", "at"),
        "at_work_now": others.values_list("user__display_name", "verb", "at"),
    }


def signs_of(
    incident: Incident, viewer: User, at: datetime
) -> tuple[dict[str, datetime], dict[str, Busy]]:
    """({key of a turn: when it was last asked for}, {verb: who other than `viewer` has its page
    open}), read together.
    """
    parts = signs_asked(incident.pk, viewer, at - OPEN_FOR, at)
    read = [read_beside(incident, name) for name in parts]
    if None in read:
        signs = list(parts["reminders"].union(parts["at_work_now"], all=True))
    else:
        signs = [sign for rows in read for sign in rows or ()]
    asked, busy = {}, {}
    for name, key, when in sorted(signs, key=lambda sign: sign[2]):
        if name:
            busy[key] = Busy(name, when)
        else:
            asked[key.split(":")[2]] = when
    return asked, busy


def at_work_on(cases: Collection[int], viewer: User, since: datetime, until: datetime) -> QuerySet:
    """signs_of() of many cases by their keys: who but `viewer` opened an act of them since, the
    last one last.
    """
    rows = AtWork.objects.filter(incident__in=cases, at__gt=since, at__lte=until)
    others: QuerySet = rows.exclude(user=viewer).select_related("user").order_by("at", "pk")
    return others
