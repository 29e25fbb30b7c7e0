"""Who is reminded of which date of a case today: before a deadline, the day after it, then every
week. Reads only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from compliance.core.language import _
from compliance.core.roles import ROLES, Do, Kind
from compliance.incidents.models import Incident
from compliance.incidents.queries import deciders, leads_of, unit_people, without_excluded
from compliance.incidents.workflow import OPEN, UNDER_REVIEW, Status
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.review.case.queries import answered, open_proposal, opinion_of
from compliance.review.models import Opinion
from compliance.rulebook.clocks import WorkCalendar, workdays_between

BEFORE = {
    "due_on": (2,),
    "processing_ends": (10, 2),
    "limitation_ends": (20, 2),
}  # working days left at which a line is sent
EVERY = 7  # days between two lines about what is overdue
AHEAD = timedelta(days=45)
WORDS = {
    "due_on": _("hạn của bước"),
    "processing_ends": _("hạn xử lý"),
    "limitation_ends": _("thời hiệu mức khiển trách"),
}
ANSWER, OPINION = _("hạn giải trình"), _("hạn cho ý kiến")


@dataclass(frozen=True)
class Reminder:
    """One line to some people; `stage` makes the key: the same stage of the same date
    is told once.
    """

    stage: str
    words: str
    to: list[User]
    own: bool = False
    sealed: bool = False  # told as the reporter


def near(today: date):
    """Open, running cases with a date to speak of."""
    law = Q(status__in=UNDER_REVIEW) & (
        Q(processing_ends__lte=today + AHEAD) | Q(limitation_ends__lte=today + AHEAD)
    )
    step = Q(status__in=OPEN, due_on__lte=today + AHEAD)
    return Incident.objects.filter(
        step | law, suspended_at=None, sealed=False, submitted_at__isnull=False
    )


def deadline_stage(
    name: str, ends: date, today: date, calendar: WorkCalendar
) -> tuple[str, str] | None:
    """(key of the stage, the words that open the line), or None when today has nothing to say."""
    if today > ends:
        late = (today - ends).days
        return f"{ends:%Y%m%d}:late{(late - 1) // EVERY}", _("Quá hạn {late} ngày").format(
            late=late
        )
    left = workdays_between(today, ends, calendar)
    reached = [limit for limit in BEFORE[name] if left <= limit]
    return (
        (
            f"{ends:%Y%m%d}:before{min(reached)}",
            _("Còn {left} ngày làm việc").format(left=left) if left else _("Hạn cuối hôm nay"),
        )
        if reached
        else None
    )


def due_today(incident: Incident, today: date, calendar: WorkCalendar) -> Iterator[Reminder]:
    """The lines of one case; nobody behind its wall is among the people."""
    for name in BEFORE:
        ends = getattr(incident, name)
        if ends is None or (name != "due_on" and incident.status not in UNDER_REVIEW):
            continue
        reached = deadline_stage(name, ends, today, calendar)
        if reached:
            stage, opening = reached
            late, tail = (
                today > ends,
                _("hồ sơ {code}, {ends:%d/%m/%Y}").format(code=incident.code, ends=ends),
            )
            if name == "due_on":
                yield from _step(incident, stage, opening, tail, late, today)
            else:
                yield Reminder(
                    f"{name}:{stage}", f"{opening}: {WORDS[name]}, {tail}", _chiefs(incident, today)
                )


def _step(
    incident: Incident, stage: str, opening: str, tail: str, late: bool, today: date
) -> Iterator[Reminder]:
    if incident.status == Status.AWAITING_ANSWER and not answered(incident):
        if not late and incident.person.user_id and incident.person.user.is_active:
            yield Reminder(
                f"answer:{stage}", f"{opening}: {ANSWER}, {tail}", [incident.person.user], own=True
            )
        if late:
            yield Reminder(
                f"answer-late:{stage}", f"{opening}: {ANSWER}, {tail}", _chiefs(incident, today)
            )
        return
    if incident.status == Status.CONSULTING and open_proposal(incident) is None:
        yield Reminder(
            f"opinion:{stage}", f"{opening}: {OPINION}, {tail}", _opinion_givers(incident, today)
        )
    if incident.status == Status.RETURNED:
        reporter = without_excluded(
            incident, User.objects.filter(pk=incident.reporter.user_id, is_active=True)
        )
        yield Reminder(
            f"step:{stage}", f"{opening}: {WORDS['due_on']}, {tail}", list(reporter), sealed=True
        )
    to = _responsible(incident, today)
    if late:
        to += [user for user in _chiefs(incident, today) if user not in to]
    yield Reminder(f"step:{stage}", f"{opening}: {WORDS['due_on']}, {tail}", to)


def _opinion_givers(incident: Incident, today: date) -> list[User]:
    people = []
    if opinion_of(incident, Opinion.Side.UNIT) is None:
        people += unit_people(incident, today)
    if opinion_of(incident, Opinion.Side.AFFAIRS) is None:
        people += without_excluded(incident, holders(Kind.INTERNAL_AFFAIRS, day=today))
    return list(dict.fromkeys(people))


def _responsible(incident: Incident, today: date) -> list[User]:
    """Whose turn it is. A lead who reported is among the leads: their absence would say
    who it was.
    """
    if incident.status == Status.SUBMITTED:
        return list(leads_of(incident, today))
    if incident.status == Status.CONSULTING and open_proposal(incident):
        return list(deciders(incident, today))
    return _handler(incident)


def _handler(incident: Incident) -> list[User]:
    return (
        list(
            without_excluded(incident, User.objects.filter(pk=incident.handler_id, is_active=True))
        )
        if incident.handler_id
        else []
    )


def _chiefs(incident: Incident, today: date) -> list[User]:
    """The handler and the leads."""
    return list(dict.fromkeys([*_handler(incident), *leads_of(incident, today)]))


def keepers(today: date):
    """Who keeps the rulebook, and so the calendar."""
    return holders(
        *[kind for kind, role in ROLES.items() if Do.KEEP_RULEBOOK in role.may], day=today
    )


def year_to_announce(today: date, calendar: WorkCalendar) -> int | None:
    """The year whose calendar has to be entered now: this one, and from October the next."""
    for year in (today.year, *((today.year + 1,) if today.month >= 10 else ())):
        if year not in calendar.announced:
            return year
    return None
