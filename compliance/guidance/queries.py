"""Coverage of acknowledgements and briefings held: each figure once, as of a day."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from compliance.core import committee
from compliance.core.kept import fill_for
from compliance.guidance.models import Acknowledgement, Briefing, Dispatch
from compliance.guidance.querysets import offices_of
from compliance.registry.models import Office, Posting, StaffMember
from compliance.rulebook.clocks import ZONE, local_day
from compliance.rulebook.models import Instrument

DONE, OPEN, AWAY = "da", "chua", "nghi"


def instrument_to_cover() -> Instrument | None:
    """The founding instrument in its newest version where it is kept; otherwise the oldest that
    asks for acknowledgement.
    """
    wanted = Instrument.objects.filter(to_acknowledge=True, published_at__isnull=False)
    oldest_first = list(wanted.order_by("issued_on", "pk"))
    named = committee.today().founding_instrument
    founding = [row for row in oldest_first if named.endswith(row.number)]
    return max(founding, key=lambda row: row.version, default=next(iter(oldest_first), None))


def current_versions(day: date) -> QuerySet:
    """Published instruments to be confirmed that are in force, each in its newest version alone: an
    older one is no longer asked for.
    """
    asked = Instrument.objects.filter(to_acknowledge=True, published_at__isnull=False).in_force(day)
    newer = Instrument.objects.filter(
        number=OuterRef("number"), version__gt=OuterRef("version"), published_at__isnull=False
    )
    return asked.exclude(Exists(newer))


def to_read(staff: StaffMember, day: date) -> QuerySet:
    """What this person has still to read and confirm, the nearest day first."""
    due = (
        Dispatch.objects.running()
        .filter(instrument=OuterRef("pk"), offices=staff.office_id)
        .order_by("due_on")
        .values("due_on")[:1]
    )
    left: QuerySet = current_versions(day).exclude(acknowledgements__staff=staff)
    left = left.annotate(due_on=due)
    return left.order_by("due_on", "issued_on", "pk")


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZONE)


def people_to_cover(instrument: Instrument, day: date, offices: Any = None) -> QuerySet:
    """Who worked on `day` in one of `offices` (all when None), each with `done` (confirmed by the
    end of that day) and `away` (on long leave).
    """
    posts = Posting.objects.worked(day)
    if offices is not None:
        posts = posts.filter(office__in=offices)
    read = Acknowledgement.objects.filter(
        instrument=instrument, staff=OuterRef("pk"), at__lt=_end_of(day)
    )
    away = Posting.objects.on(day).filter(kind=Posting.Kind.LEAVE, staff=OuterRef("pk"))
    return StaffMember.objects.filter(pk__in=posts.order_by().values("staff")).annotate(
        done=Exists(read), away=Exists(away)
    )


def part_of(people: QuerySet, part: str) -> QuerySet:
    """The people behind one figure: DONE, OPEN (not done and not away) or AWAY (not done, on long
    leave).
    """
    return {
        DONE: people.filter(done=True),
        OPEN: people.filter(done=False, away=False),
        AWAY: people.filter(done=False, away=True),
    }.get(part, people)


def coverage(
    instrument: Instrument | None = None, day: date | None = None, offices: Any = None
) -> list[dict]:
    """[{'office_id', 'done', 'open', 'away', 'total', 'pct'}] by office where people worked on
    `day`; offices of `offices` without anybody have noughts.

    The one definition of *has read it*, on every page and in every report: of who worked that day
    in an office the instrument had been sent to (in every office when it was sent to none),
    whoever confirmed. `total` counts who was there to read: people on long leave who have not
    confirmed stand apart.
    """
    instrument = instrument or instrument_to_cover()
    key = instrument.pk if instrument else None
    return coverages([key], day or local_day(timezone.now()), offices)[key]


def coverages(instruments: list, day: date, offices: Any = None) -> dict[int | None, list[dict]]:
    """coverage() of several instruments (their keys), in one query."""
    posts = Posting.objects.worked(day)
    if offices is not None:
        posts = posts.filter(office__in=offices)
    away = Posting.objects.on(day).filter(kind=Posting.Kind.LEAVE, staff=OuterRef("staff"))
    read_by: dict[str, Exists] = {"away": Exists(away)}
    sums: dict[str, Count] = {}
    asked = list(dict.fromkeys(instruments))
    for n, key in enumerate(asked):
        read = Acknowledgement.objects.filter(
            instrument=key, staff=OuterRef("staff"), at__lt=_end_of(day)
        )
        read_by[f"done_{n}"] = Exists(read)
        parts = (
            Q(**{f"done_{n}": True}),
            Q(**{f"done_{n}": False}, away=False),
            Q(**{f"done_{n}": False}, away=True),
        )
        sums |= {f"n{n}_{part}": Count("staff", filter=which) for part, which in enumerate(parts)}
    counted = posts.annotate(**read_by).order_by().values("office_id").annotate(**sums)
    sendings = _sendings(asked, day)
    if asked:
        where = None if offices is None else tuple(office.pk for office in offices)
        fill_for(None, ("coverage", *asked, day, where), counted, sendings)
    by_instrument: dict[int | None, list[dict]] = {}
    sent: dict[int, set[int]] = {}
    for instrument, office in sendings if asked else ():
        sent.setdefault(instrument, set()).add(office)
    for n, key in enumerate(asked):
        rows = {
            row["office_id"]: _row(row["office_id"], *(row[f"n{n}_{part}"] for part in range(3)))
            for row in counted
            if key not in sent or row["office_id"] in sent[key]
        }
        for office in offices if offices is not None else ():
            rows.setdefault(office.pk, _row(office.pk, 0, 0, 0))
        by_instrument[key] = list(rows.values())
    return by_instrument


def _sendings(instruments: list, day: date) -> QuerySet:
    """(instrument, office it had been sent to by the end of `day`)"""
    rows = Dispatch.offices.through.objects.filter(
        dispatch__instrument__in=[key for key in instruments if key], dispatch__at__lt=_end_of(day)
    )
    pairs: QuerySet = rows.order_by().values_list("dispatch__instrument", "office")
    return pairs


def _row(office_id: int, done: int, left: int, away: int) -> dict:
    total = done + left
    return {
        "office_id": office_id,
        "done": done,
        "open": left,
        "away": away,
        "total": total,
        "pct": round(100 * done / total, 1) if total else None,
    }


def coverage_total(
    day: date | None = None, offices: Any = None, instrument: Instrument | None = None
) -> dict:
    """{'done', 'total', 'pct'}: the sum of coverage()."""
    return total_of(coverage(instrument, day, offices))


def total_of(rows: list[dict]) -> dict:
    """{'done', 'total', 'pct'} of rows of coverage()."""
    done, total = sum(row["done"] for row in rows), sum(row["total"] for row in rows)
    return {"done": done, "total": total, "pct": round(100 * done / total, 1) if total else None}


def briefings_between(start: date, end: date, offices: Any = None) -> dict:
    """{'count', 'attended'} of briefings held in [start, end]."""
    held = Briefing.objects.filter(held_on__range=(start, end))
    if offices is not None:
        held = held.filter(office__in=offices)
    return {"count": held.count(), "attended": held.aggregate(sum=Sum("attended"))["sum"] or 0}


def briefings_of(start: date, end: date, start_at: datetime, end_at: datetime) -> dict:
    """{'count', 'attended', 'offices', 'late'} of one period as known at its end: held in it and
    recorded by then, or held before and recorded in it (late).

    So every briefing stands in exactly one period, whenever it was recorded.
    """
    held = Briefing.objects.filter(
        Q(held_on__range=(start, end), at__lt=end_at)
        | Q(held_on__lt=start, at__gte=start_at, at__lt=end_at)
    )
    return {
        "count": held.count(),
        "attended": held.aggregate(sum=Sum("attended"))["sum"] or 0,
        "offices": held.order_by().values("office").distinct().count(),
        "late": held.filter(held_on__lt=start).count(),
    }


def followed(instrument: Instrument, user: Any) -> dict[int, int]:
    """{office: the latest dispatch of the instrument to it}, of those `user` follows: the page that
    names the people behind a figure of coverage().
    """
    rows = Dispatch.offices.through.objects.filter(
        dispatch__in=Dispatch.objects.visible_to(user).filter(instrument=instrument),
        office__in=offices_of(user).order_by().values("pk"),
    )
    ordered = rows.order_by("dispatch__at", "dispatch")
    return dict(ordered.values_list("office", "dispatch"))


def without_briefing(dispatches: QuerySet, offices: Any = None) -> QuerySet:
    """The pairs (dispatch_id, office_id) of offices that have held no briefing about the instrument
    since it was sent to them.
    """
    held = Briefing.objects.filter(
        office=OuterRef("office"),
        instruments=OuterRef("dispatch__instrument"),
        held_on__gte=OuterRef("sent_on"),
    )
    sent: QuerySet = Dispatch.offices.through.objects.filter(dispatch__in=dispatches)
    if offices is not None:
        sent = sent.filter(office__in=offices)
    sent_on = TruncDate("dispatch__at", tzinfo=ZONE)
    without: QuerySet = sent.annotate(sent_on=sent_on).exclude(Exists(held))
    return without.order_by()


def covered_offices(dispatch: Dispatch, user: Any) -> QuerySet:
    """The offices `dispatch` went to, as far as `user` follows them."""
    followed = offices_of(user).order_by().values("pk")
    offices: QuerySet = Office.objects.filter(
        pk__in=dispatch.offices.values("pk")
    ) & Office.objects.filter(pk__in=followed)
    return offices


def sent_to(dispatches: list[int], user: Any) -> QuerySet:
    """(dispatch_id, office_id) of these dispatches, as far as `user` follows the offices."""
    sent: QuerySet = Dispatch.offices.through.objects.filter(
        dispatch__in=dispatches, office__in=offices_of(user).order_by().values("pk")
    )
    return sent.order_by().values_list("dispatch_id", "office_id")
