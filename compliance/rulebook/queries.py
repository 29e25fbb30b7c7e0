"""The working calendar and the rule set of a day."""

import time
from datetime import date

from django.core.cache import cache

from compliance.rulebook.clocks import WorkCalendar
from compliance.rulebook.models import CalendarDay, Provision, RuleSet

_KEY = "rulebook-calendar-2"
_SECONDS = 300
_MEMO_SECONDS = 5  # within one process: a page asks dozens of times
_memo: list = [None, 0.0]


def calendar() -> WorkCalendar:
    """The calendar as one frozen value; kept in the cache for five minutes and dropped when a day is changed."""
    kept, until = _memo
    if kept is not None and time.monotonic() < until:
        return kept
    kept = cache.get(_KEY)
    if kept is None:
        rows = list(CalendarDay.objects.order_by("day").values_list("day", "kind", "official"))
        off = frozenset(day for day, kind, _ in rows if kind != CalendarDay.Kind.SWAP_WORK)
        worked = frozenset(day for day, kind, _ in rows if kind == CalendarDay.Kind.SWAP_WORK)
        announced = {day.year for day, _, _ in rows} - {day.year for day, kind, official in rows if not official and kind != CalendarDay.Kind.SWAP_WORK}
        kept = WorkCalendar(off, worked, frozenset(announced))
        cache.set(_KEY, kept, _SECONDS)
    _memo[:] = [kept, time.monotonic() + _MEMO_SECONDS]
    return kept


def forget_calendar() -> None:
    cache.delete(_KEY)
    _memo[:] = [None, 0.0]


def rule_set_for(staff_kind: str, opened_on: date) -> RuleSet:
    """The rule set of a staff kind on the day its handling opens. Exactly one row must fit: a gap or an overlap is an error in the data."""
    return RuleSet.objects.in_force(opened_on).get(staff_kind=staff_kind)


def citable(day: date, staff_kind: str = ""):
    """Provisions that may be cited for an act of `day`, in the order of the list on the form."""
    provisions = Provision.objects.in_force(day).in_order()
    if not staff_kind:
        return provisions
    wanted = [p.pk for p in provisions if not p.staff_kinds or staff_kind in p.staff_kinds]
    return provisions.filter(pk__in=wanted)
