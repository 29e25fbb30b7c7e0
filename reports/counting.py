"""What the dashboard, its exports and the API show: one set of figures, counted over what its
reader may see.
"""

from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from compliance.core.kept import fill_for
from compliance.core.parameters import Asked
from compliance.incidents.filters import REVIEWED
from compliance.incidents.models import Incident, Outcome
from compliance.registry.models import Office, StaffMember
from compliance.registry.queries import staffed_offices
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Category
from reports import queries
from reports.models import PeriodKind
from reports.periods import Period, back_from, from_slug, period_of, previous, year_before
from reports.rollups import SeenFlows, median_of


def period_asked(asked: Asked, today) -> Period:
    """The period asked for (`ky`), or the last closed month. Raises Unreadable for one there is
    not.
    """
    windows = queries.windows()
    if not (slug := asked.text("ky")):
        return previous(period_of(PeriodKind.MONTH, today, windows), windows)
    period = from_slug(slug, windows)
    if period is None:
        raise asked.refuse("ky")
    return period


def choices(today) -> list[Period]:
    """What the picker offers: the running month and twelve before, four quarters, two years."""
    windows = queries.windows()
    periods = []
    for kind, count in (
        (PeriodKind.MONTH, 13),
        (PeriodKind.QUARTER, 5),
        (PeriodKind.HALF_YEAR, 3),
        (PeriodKind.YEAR, 3),
    ):
        periods += back_from(period_of(kind, today, windows), count, windows)[::-1]
    return periods


def office_asked(user, asked: Asked) -> Office | None:
    """One of the offices this person has figures of (`don-vi`); None for all of them. Raises
    Unreadable for any other.
    """
    if not (code := asked.text("don-vi")):
        return None
    office = Office.objects.filter(code=code).first()
    today = local_day(timezone.now())
    if office is None or not staffed_offices(user, today).filter(pk=office.pk).exists():
        raise asked.refuse("don-vi")
    return office


Also = dict[str, QuerySet]


def figures(
    user, period: Period, today, office: Office | None = None, also: Also | None = None
) -> dict:
    """What the page, its exports and the API show, counted over what `user` may see, of one office
    or of all. `also` is asked in the same question; it follows from the same.
    """
    also = also or {}
    windows = queries.windows()
    visible = Incident.objects.countable_by(user)
    staff = queries.staff_by_office(StaffMember.objects.visible_to(user))
    everywhere = staffed_offices(user, today).order_by("order", "name")
    if office:
        visible = visible.filter(office=office)
    base = {"office": office.code} if office else {}
    before, same = previous(period, windows), year_before(period, windows)
    thirteen = back_from(period, 13, windows)
    seen = SeenFlows(user, thirteen, asked_periods=(period, before), office=office, later=True)
    staged, reviewed = queries.stages(visible, today), queries.reviewed(visible, period)
    of = ("figures", before, *thirteen, today, office and office.pk, *also)
    fill_for(user, of, staff, everywhere, staged, reviewed, *seen.questions, *also.values())
    old = seen if seen.first <= same.start else SeenFlows(user, [same], office=office)
    people = dict(staff)
    offices = list(everywhere)
    if office:
        people, offices = {office.pk: people.get(office.pk, 0)}, [office]
    ages = queries.ages(staged, today, **base)
    outcomes = seen.by_outcome(period)
    return {
        "period": period,
        "office": office,
        "offices": list(everywhere),
        "counts": seen.counts_of(period),
        "previous": seen.counts_of(before),
        "year_before": old.counts_of(same),
        "outcomes": _outcome_rows(outcomes, period, base),
        "median": median_of(seen.processing_days(period)),
        "median_previous": median_of(seen.processing_days(before)),
        "in_time": seen.in_time(period),
        "reviewed": _reviewed_rows(reviewed, period, base),
        "open": sum(row["total"] for row in ages),
        "overdue": sum(count for row in ages for key, count, _ in row["cells"] if key == "late"),
        "points": [{"period": point, **seen.counts_of(point)} for point in thirteen[1:]],
        "ages": ages,
        "heat": queries.heat(seen.by_category(period), period, offices, people),
        "categories": Category.labels,
        "stages": [label for _, label in queries.STAGES],
    }


def _reviewed_rows(
    reviewed: Iterable[tuple[str, int]], period: Period, base: dict[str, str]
) -> list[tuple[str, int, str]]:
    """(decision in words, number, the list of these cases)"""
    days = {"reviewed_from": period.start.isoformat(), "reviewed_to": period.end.isoformat()}
    return [
        (REVIEWED[verb], number, queries.list_url(reviewed=verb, **days, **base))
        for verb, number in reviewed
    ]


def _outcome_rows(outcomes: Counter, period: Period, base: dict) -> list[tuple[str, int, str]]:
    """(outcome in words, number, the list of these cases) of each outcome there was."""
    return [
        (
            label,
            outcomes[value],
            queries.list_url(first_outcome=value, **base, **queries.window(period, "concluded")),
        )
        for value, label in Outcome.choices
        if outcomes.get(value)
    ]
