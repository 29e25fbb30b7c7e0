"""What the review asks of each person now: the rows of its acts, and a handler's own cases."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from compliance.core.access import may
from compliance.core.kept import ask
from compliance.core.language import _, joined, lower_first
from compliance.core.presence import present
from compliance.core.roles import Do
from compliance.core.together import SINCE, UNTIL, of_keys
from compliance.core.work_list import MOST, Keyed, Keys, Task, Wanted, answered, provides
from compliance.incidents.models import Incident
from compliance.incidents.queries import People, loaded
from compliance.incidents.workflow import OPEN, STEPS, Status
from compliance.registry.models import User
from compliance.review.acts import ACTS
from compliance.review.asking import OPEN_FOR, at_work_on
from compliance.review.case.acts import Act, Waiting
from compliance.review.case.handed_over import paper_to_hand_over
from compliance.review.case.queries import (
    held_up,
    in_round,
    opinion_in_round,
    with_round,
)
from compliance.review.case.window import with_window
from compliance.review.identity.actions import waiting_for
from compliance.review.measures.progress import undecided
from compliance.review.models import Answer, Conclusion, Extension, Measure, Opinion, RevealRequest

# words for a step that is late
LATE = {
    Status.AWAITING_ANSWER: _("Quá hạn giải trình"),
    Status.CONSULTING: _("Quá hạn cho ý kiến"),
}
DAY = timedelta(days=1)
HANDLERS = sorted((act for act in ACTS if act.handler_row), key=lambda act: act.precedence)


def _whereabouts(incident: Incident) -> str:
    person, office = present(incident.person), present(incident.office)
    return f"{incident.code} · {person.full_name}, {office.short_name}"


def row(words: str, incident: Incident, act: Act | None = None, busy: str = "") -> Task:
    """A row that leads to the page of `act`, else to the case; it says who is at it already."""
    by = _(" · {busy} đang xử lý").format(busy=busy) if busy else ""
    return Task(
        joined(": ", (words, incident.title)),
        joined("", (_whereabouts(incident), by)),
        act.url(incident) if act else reverse("review:case", args=[incident.code]),
        incident.due_on,
    )


@provides
def awaited_acts(user: User, today: date) -> list[Keyed]:
    """The rows each act declares for whoever it waits for."""
    kinds = [(act, kind) for act in ACTS if act.waiting for kind in act.waiting(user, today)]
    return [
        Keyed(
            lambda: [_first(kind.cases()) for __, kind in kinds],
            lambda keys: _awaited(user, kinds, keys, today),
            len(kinds),
        )
    ]


def _awaited(
    user: User, kinds: list[tuple[Act, Waiting]], asked: list[Keys], today: date
) -> list[Task]:
    waiting = {place: set(keys) for place, keys in enumerate(asked) if keys}
    _narrow(kinds, waiting, today)
    keys = set().union(*waiting.values())
    if not keys:
        return []
    now, given = timezone.now(), of_keys(keys)

    def written() -> list[QuerySet]:
        rows = Incident.objects.visible_to(user).filter(pk__in=[*given]).as_rows()
        return [rows, at_work_on([*given], user, SINCE, UNTIL)]

    of, at = ("awaited", len(given)), {SINCE: now - OPEN_FOR, UNTIL: now}
    cases, others = ask(user, of, written, {**given, **at})
    busy = {(row.incident_id, row.verb): row.user.display_name for row in others}
    rows = sorted(cases, key=lambda case: (case.due_on is None, case.due_on or today, case.pk))
    return [
        row(kind.words, case, act, busy.get((case.pk, act.verb), ""))
        for number, (act, kind) in enumerate(kinds)
        for case in rows
        if case.pk in waiting.get(number, ())
    ]


def _narrow(kinds: list[tuple[Act, Waiting]], waiting: dict[int, set[int]], today: date) -> None:
    """Leave in `waiting` what waits, where this is to be asked case by case: of all kinds together.
    Of a kind with more cases than are looked at, and fewer that wait than are shown, the next ones.
    """
    asked = {place: kind for place, (__, kind) in enumerate(kinds) if kind.narrowed}
    known = {place: waiting.pop(place) for place in asked if place in waiting}
    seen: dict[int, set[int]] = {place: set() for place in known}
    while known:
        rows = {row.pk: row for row in loaded(set().union(*known.values()))}
        people = People(list(rows.values()), today)
        further = {}
        for place, keys in known.items():
            __, kind = kinds[place]
            looked_at = [row for pk, row in rows.items() if pk in keys]
            left = set(kind.narrowed(looked_at, people)) if kind.narrowed else set()
            there = waiting.setdefault(place, set())
            there |= keys & left
            seen[place] |= keys
            if len(keys) == MOST and len(there) < MOST:
                further[place] = _first(kind.cases().exclude(pk__in=seen[place]))
        more = answered(list(further.values()))
        known = {place: set(there) for place, there in zip(further, more, strict=True) if there}


def _first(cases: QuerySet) -> QuerySet:
    """The MOST that are due first, as `key`."""
    keys = cases.order_by("due_on", "pk").values("pk")[:MOST]
    first: QuerySet = Incident.objects.filter(pk__in=keys).annotate(key=F("pk"))
    return first


@provides
def votes(user: User, today: date) -> list[Wanted]:
    """Requests to know who reported, for whoever votes on them."""
    return [Wanted(lambda: _to_vote(user), lambda rows: [_vote(row) for row in rows])]


def _to_vote(user: User) -> QuerySet:
    return waiting_for(user).select_related("incident").order_by("pk")[:MOST]


def _vote(asked: RevealRequest) -> Task:
    words = _("Cho ý kiến về đề nghị biết danh tính người ghi nhận")
    return Task(words, asked.incident.code, reverse("review:reveals"))


@provides
def handled(user: User, today: date) -> list[Wanted]:
    """A member's own cases whose next act is theirs."""
    if not may(user, Do.HANDLE):
        return []
    return [Wanted(lambda: _mine(user), lambda cases: _handled_all(cases, today))]


def _mine(user: User) -> QuerySet:
    wish = Extension.objects.filter(incident=OuterRef("pk"), granted=None)
    proposal = Conclusion.objects.filter(incident=OuterRef("pk"), state=Conclusion.State.PROPOSED)
    of_the_case = Measure.objects.live().filter(incident=OuterRef("pk"))
    # what is decided outside is awaited in compliance.review.measures.work_list
    outside = undecided().filter(verified_at__isnull=False, incident=OuterRef("pk"))
    cases = (
        with_window(with_round(Incident.objects.visible_to(user)))
        .filter(handler=user, status__in=OPEN, suspended_at=None, contested_at=None)
        .filter(~Exists(outside))
        .annotate(
            asks_for_time=Exists(wish),
            proposed=Exists(proposal),
            heard=in_round(Answer),
            to_hand_over=paper_to_hand_over(),
            held_up=held_up(),
            measured=Exists(of_the_case),
            unverified=Exists(of_the_case.filter(verified_at=None)),
            **{f"said_{side}": opinion_in_round(side) for side in Opinion.Side.values},
        )
    )
    rows: QuerySet = cases.as_rows().order_by("due_on", "pk")[:MOST]
    return rows


def _handled_all(cases: list[Incident], today: date) -> Iterator[Task]:
    return filter(None, (_handled(case, today) for case in cases))


def _handled(incident: Incident, today: date) -> Task | None:
    for act in HANDLERS:
        if incident.status in STEPS[act.verb].sources and act.awaits_handler(incident, today):
            opens = act.handler_from(incident, today)
            if opens:
                then = lower_first(act.handler_row)
                words = _("{handler_waits} {opens:%d/%m/%Y}, {then} từ {opens_2:%d/%m/%Y}").format(
                    handler_waits=act.handler_waits, opens=opens - DAY, then=then, opens_2=opens
                )
                return row(words, incident)
            return row(act.handler_row, incident, act)
    late = bool(incident.due_on and incident.due_on < today)
    if late and incident.status in LATE and not incident.proposed:
        return row(LATE[incident.status], incident)
    return None
