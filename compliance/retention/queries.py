"""What is due on a day, what holds it, and what the figures behind a list have lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import islice
from operator import itemgetter, or_

from django.db.models import Case, DateTimeField, Exists, OuterRef, Q, QuerySet, Value, When

from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.together import OF
from compliance.incidents.filters import start_of
from compliance.incidents.models import Incident
from compliance.incidents.workflow import ENDED, Status
from compliance.retention.models import ArchiveHandover, DisposalItem, Kind, LegalHold
from compliance.retention.terms import Rule, class_of, due_on, rules, set_terms
from compliance.review.case.queries import read_beside
from compliance.review.case.standing import Standing
from compliance.review.case.together import BESIDE, Beside
from compliance.rulebook.clocks import add_months, local_day

FIRST_LOOK, BATCH = 50, 500  # cases read at once: to know whether one is due, and for the list
OPEN_ITEMS = (DisposalItem.State.PROPOSED, DisposalItem.State.CONFIRMED)


@dataclass
class Due:
    """One case that may go: its class, the day it ended, the day since which it is due."""

    incident: Incident
    rule: Rule
    closed_on: date
    due_on: date
    counts: dict = field(default_factory=dict)


@BESIDE.register
def _on_the_page_of_a_case(standing: Standing) -> Beside:
    """The hold on it, and once it has ended the terms of keeping and its way to the archive."""
    today, ended = standing.today, standing.incident.status in ENDED

    def rows() -> dict[str, QuerySet]:
        archived = ArchiveHandover.objects.filter(incident=OF)
        kept_for = {"retention_terms": set_terms(today), "archived": archived} if ended else {}
        return {"hold": _holding(OF, today)[:1], **kept_for}

    return Beside(("keeping", today, ended), rows)


def _holding(incident: int, day: date) -> QuerySet[LegalHold]:
    return LegalHold.objects.holding(day).filter(incident=incident)


def hold_on(incident: Incident, day: date) -> LegalHold | None:
    """What keeps the case from disposal, as read with its page, where it was."""
    read = read_beside(incident, "hold")
    return _holding(incident.pk, day).first() if read is None else next(iter(read), None)


def know_archived(incident: Incident) -> None:
    """Spare `incident.archived` its question, where it was read with the page of the case."""
    read = read_beside(incident, "archived")
    if read is not None:
        Incident.archived.related.set_cached_value(incident, next(iter(read), None))


def _may_be_due(day: date, known: dict[str, Rule]) -> Q:
    """Ended long enough for the shortest reading of its class; the exact day is computed from the
    rows. One CASE: of as many alternatives the planner of PostgreSQL tries each against every
    partial index, which took a tenth of a second.
    """

    def before(kind: str) -> datetime:
        return start_of(add_months(day, -known[kind].months) + timedelta(days=4))

    # what fits two takes the later day
    ends = sorted(((before(kind), asked) for kind, asked in _ended_as(known)), key=itemgetter(0))
    whens = [When(asked, then=Value(end)) for end, asked in reversed(ends)]
    return Q(closed_at__lt=ends[-1][0]) & Q(
        closed_at__lt=Case(*whens, output_field=DateTimeField(null=True))
    )


def _ended_as(known: dict[str, Rule]) -> Iterator[tuple[str, Q]]:
    """(class of keeping, what ended so), wider than class_of()."""
    yield Kind.WITHDRAWN, Q(status=Status.WITHDRAWN)
    yield Kind.NOTED, Q(status=Status.NOTED)
    yield Kind.NO_VIOLATION, Q(status=Status.STOPPED, sealed=False)
    yield Kind.SCREENED_OUT, Q(status=Status.SCREENED_OUT, sealed=False)
    yield Kind.DENUNCIATION, Q(status__in=(Status.STOPPED, Status.SCREENED_OUT), sealed=True)
    handed_over = ArchiveHandover.objects.filter(incident=OuterRef("pk"))
    for kind in (
        Kind.NO_VIOLATION,
        Kind.OUT_OF_TIME,
        Kind.GUIDANCE,
        Kind.ORAL_REMINDER,
        Kind.WRITTEN_REMINDER,
        Kind.DISCIPLINE,
        Kind.REFERRED,
    ):
        outcome = Q(outcome=kind) | Q(outcome="") if kind == Kind.NO_VIOLATION else Q(outcome=kind)
        archived = Q(Exists(handed_over)) if known[kind].starts == "archive" else Q()
        yield kind, Q(status=Status.CLOSED) & outcome & archived
    yield Kind.COMPLAINT, Q(status=Status.CLOSED, outcome=Kind.DISCIPLINE)


def ended_as(kind: str, day: date) -> Q:
    """What may be of this class by how it ended; class_of() says whether it is."""
    return reduce(or_, (asked for name, asked in _ended_as(rules(day)) if name == kind), Q(pk=None))


def held(day: date) -> QuerySet:
    return LegalHold.objects.holding(day).order_by().values("incident")


def due_for_disposal(cases: QuerySet, day: date, most: int | None = None) -> list[Due]:
    """Those of `cases` (already limited to what the asker may see) that are due on `day`, longest
    due first; held or already proposed ones are left out. Of more than `most` those that ended
    first.
    """
    known = rules(day)
    first = islice(_due(perhaps_due(cases, day, known), day, known), most)
    return sorted(first, key=lambda due: (due.due_on, due.incident.pk))


def something_due(cases: QuerySet, day: date) -> bool:
    """Whether there is one; looks at the oldest first and stops there."""
    known = rules(day)
    return is_due(perhaps_due(cases, day, known), day, known)


def is_due(perhaps: QuerySet, day: date, known: dict[str, Rule]) -> bool:
    """something_due() of what perhaps_due() gives."""
    return next(_due(perhaps, day, known), None) is not None


def perhaps_due(cases: QuerySet, day: date, known: dict[str, Rule]) -> QuerySet:
    """Those of `cases` whose exact day has to be looked at, by the rules of `day`."""
    waiting = DisposalItem.objects.filter(state__in=OPEN_ITEMS).order_by().values("incident")
    asked: QuerySet = (
        cases.filter(_may_be_due(day, known), disposed_at=None, contested_at=None)
        .exclude(pk__in=held(day))
        .exclude(pk__in=waiting)
    )
    return asked


def _due(perhaps: QuerySet, day: date, known: dict[str, Rule]) -> Iterator[Due]:
    for incident in _ended_first(perhaps):
        due = due_of(incident, known)
        if due and due.due_on <= day:
            yield due


def _ended_first(asked: QuerySet) -> Iterator[Incident]:
    """Batch by batch, each from where the last one ended: a cursor that is open outside of a
    transaction has read every row before it gives the first.
    """
    rows = (
        asked.select_related("rule_set", "archived", "office")
        .prefetch_related("measures")
        .order_by("closed_at", "pk")
    )
    most, batch = FIRST_LOOK, list(rows[:FIRST_LOOK])
    yield from batch
    while len(batch) == most:
        most, last = BATCH, batch[-1]
        further = Q(closed_at__gt=last.closed_at) | Q(closed_at=last.closed_at, pk__gt=last.pk)
        batch = list(rows.filter(further, closed_at__gte=last.closed_at)[:most])
        yield from batch


def due_of(incident: Incident, known: dict[str, Rule]) -> Due | None:
    """When this case is due, or None while it is alive or waits for the archive."""
    kind = class_of(incident)
    if not kind or kind == Kind.DRAFT:
        return None
    when = due_on(incident, known[kind])
    return (
        Due(incident, known[kind], local_day(present(incident.closed_at)), when) if when else None
    )


def still_due(incident: Incident, day: date) -> str:
    """Why a chosen case may not go today; '' when it may. Asked when proposed,
    confirmed and done.
    """
    if incident.disposed_at:
        return _("Hồ sơ đã được tiêu hủy.")
    if LegalHold.objects.holding(day).filter(incident=incident).exists():
        return _("Hồ sơ đang được giữ lại.")
    due = due_of(incident, rules(day))
    if due is None:
        return _("Hồ sơ đang được xử lý, hoặc chưa nộp lưu trữ.")
    return (
        ""
        if due.due_on <= day
        else _("Hồ sơ chưa đến hạn; đến hạn từ {due_on:%d/%m/%Y}.").format(due_on=due.due_on)
    )
