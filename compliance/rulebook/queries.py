"""The working calendar and the rule set of a day."""

import time
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from compliance.audit.models import Event
from compliance.core.kept import ask
from compliance.core.language import _, lower_first, of_catalogue
from compliance.rulebook.clocks import WorkCalendar
from compliance.rulebook.models import (
    CalendarDay,
    Instrument,
    Provision,
    RuleChoice,
    RuleSet,
    RuleTerm,
    StaffKind,
)
from compliance.rulebook.years import Day, calendar_of

FORMS_AFTER_LEAVING = ("khien_trach", "canh_cao", "xoa_tu_cach")  # 234/2026 Điều 19, 20
LIMITATION_EXTENSION = "TH_EXT"
DAY = timedelta(days=1)
TERMS = Path(__file__).parent / "data" / "terms.toml"
_MEMO_SECONDS = 5  # within one process: a page asks dozens of times
_memo: list[tuple[WorkCalendar, float]] = []  # none or one: (calendar, until when it counts)


def calendar() -> WorkCalendar:
    """The calendar as one frozen value, read from the database when the one of this process
    is older than _MEMO_SECONDS: what another process has changed counts here after them at the
    latest.
    """
    for known, until in _memo:
        if time.monotonic() < until:
            return known
    rows = CalendarDay.objects.order_by("day")
    fresh = calendar_of(
        Day(*row) for row in rows.values_list("day", "kind", "name", "source", "official")
    )
    _memo[:] = [(fresh, time.monotonic() + _MEMO_SECONDS)]
    return fresh


def forget_calendar() -> None:
    """This process reads the calendar anew."""
    _memo.clear()


def rule_set_for(staff_kind: str, opened_on: date) -> RuleSet:
    """The rule set that governs a staff kind on the day its handling opens. A gap is an error in
    the data.
    """
    [rows] = ask(
        None,
        ("rule set", staff_kind, opened_on),
        lambda: [RuleSet.objects.governing(opened_on).filter(staff_kind=staff_kind)],
    )
    if len(rows) != 1:
        raise RuleSet.DoesNotExist(f"{len(rows)} of {staff_kind} on {opened_on}")
    rule_set: RuleSet = rows[0]
    return rule_set


def rule_sets_between(staff_kind: str, first: date, last: date) -> set[int]:
    """Keys of the rule sets that governed a staff kind on some day from `first` to `last`: the
    order of RuleSetQuerySet.governing, asked of many days at once.
    """
    known = RuleSet.objects.current().filter(staff_kind=staff_kind)
    rows = list(known.values_list("change", "valid_from", "valid_to", "pk"))
    turns = {day for __, begins, ends, __ in rows for day in (begins, ends and ends + DAY) if day}
    keys = set()
    for day in {first, *(day for day in turns if first <= day <= last)}:
        fitting = [
            (change is not None, begins, key)
            for change, begins, ends, key in rows
            if begins <= day and (ends is None or day <= ends)
        ]
        keys |= {max(fitting)[2]} if fitting else set()
    return keys


def term(rule_set: RuleSet | None, key: str, on: date | None = None) -> RuleTerm | None:
    """The term `key` (docs/law.md, KD_REPORT, HD_SUMMONS, KN_ACCEPT, DSR_ACK …) of a rule set, or
    the one for everybody.

    `on`: the day of the event the term runs from, where the law changed while the rule set stayed;
    without it the last one known.
    None: the rule set knows no such term, and nothing may be computed from it.
    `term(...).ends(start, calendar())` is its last day.
    """

    def written() -> list[QuerySet]:
        rows = (
            RuleTerm.objects.filter(Q(rule_set=rule_set) | Q(rule_set=None), key=key)
            if rule_set
            else RuleTerm.objects.filter(rule_set=None, key=key)
        )
        return [(rows.in_force(on) if on else rows).standing().reverse()[:1]]

    [rows] = ask(None, ("term", rule_set.pk if rule_set else None, key, on), written)
    return rows[0] if rows else None


@dataclass(frozen=True)
class Recheck:
    """From `since` on the text of a term has to be compared again: `why`."""

    since: date
    why: str


@cache
def rechecks() -> dict[str, Recheck]:
    """{key of a term: what amended the text it was read in}, from the reviewed file."""
    with TERMS.open("rb") as source:
        rows = tomllib.load(source)["recheck"]
    return {
        key: Recheck(row["since"], of_catalogue(row["why"])) for row in rows for key in row["keys"]
    }


def recheck_of(row: RuleTerm, rule_set: RuleSet) -> Recheck | None:
    """What has to be compared again of a term of this rule set; None when it ended before."""
    recheck, ends = rechecks().get(row.key), row.valid_to or rule_set.valid_to
    return recheck if recheck and (ends is None or ends >= recheck.since) else None


def limitation_extension(rule_set: RuleSet | None) -> int | None:
    """Days (term TH_EXT) by which the limitation of a labour contract is prolonged at most after a
    time in which the law protects the worker; 0 where the rule set knows none. None: the time of a
    pause does not count, as for officials.
    """
    if rule_set is None or rule_set.staff_kind != StaffKind.NGUOI_LAO_DONG:
        return None
    row = term(rule_set, LIMITATION_EXTENSION)
    return row.value if row else 0


def choices(
    rule_set: RuleSet, what: str, on: date, *, leader: bool | None = None, left: bool = False
) -> list[RuleChoice]:
    """What may be chosen on `on`: `what` = form, severity or pause. `leader` narrows the forms to
    the person's post, `left` to somebody who has left.
    """
    rows = (
        RuleChoice.objects.filter(rule_set=rule_set, list=what).in_force(on).order_by("order", "pk")
    )
    if left:
        return [row for row in rows if row.code in FORMS_AFTER_LEAVING]
    own = {True: RuleChoice.Post.LEADER, False: RuleChoice.Post.PLAIN}
    return [row for row in rows if leader is None or row.post in (RuleChoice.Post.ANY, own[leader])]


def why_inapplicable(provision: Provision, day: date, staff_kind: str) -> str:
    """Why a provision says nothing about an act of `day` by somebody of this staff kind; empty when
    it applies.
    """
    instrument = provision.instrument
    if not instrument.valid_from <= day <= (instrument.valid_to or day):
        return _("không có hiệu lực vào ngày {day:%d/%m/%Y}").format(day=day)
    if provision.staff_kinds and staff_kind not in provision.staff_kinds:
        return (
            _("không áp dụng cho {label}").format(label=lower_first(StaffKind(staff_kind).label))
            if staff_kind
            else ""
        )
    return ""


def citable(day: date, *staff_kinds: str) -> QuerySet:
    """Provisions that may be cited for an act of `day` by somebody of one of these staff kinds (of
    any kind without one), in the order of the list on the form.
    """
    provisions, kinds = Provision.objects.in_force(day).in_order(), set(staff_kinds) - {""}
    if not kinds:
        return provisions
    wanted = [row.pk for row in provisions_on(day) if applies_to(row, kinds)]
    return provisions.filter(pk__in=wanted)


def provisions_on(day: date) -> list[Provision]:
    """Provisions that were in force on `day`, in the order of the list on the form."""
    [rows] = ask(None, ("provisions", day), lambda: [Provision.objects.in_force(day).in_order()])
    return rows


def applies_to(provision: Provision, kinds: set[str]) -> bool:
    """Whether it may be cited for somebody of one of these staff kinds; of an unknown one, any."""
    known = kinds - {""}
    return not known or not provision.staff_kinds or bool(known & set(provision.staff_kinds))


def opened_by(instrument: Instrument, user: Any) -> bool:
    """Whether this person has opened the text: a look in the trail."""
    return Event.objects.filter(
        verb="opened_instrument",
        subject_type="instrument",
        subject_id=str(instrument.pk),
        actor_id=user.pk,
    ).exists()
