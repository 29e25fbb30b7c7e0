"""The figures of flows (received, concluded, ended), wherever they were added up: from the tallies,
or from rows.

What somebody sees all of by function (everything sent in, everything accepted, what their offices
handle) is read from the tallies; what stands behind their
wall is taken away from it row by row, and what they see in their own name is added. Weeks are no
sum of halves of months and are counted from the rows.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.roles import Do
from compliance.incidents.facts import excluded_from
from compliance.incidents.models import Incident
from compliance.incidents.querysets import counts_everything
from compliance.incidents.workflow import Status
from compliance.registry.models import Office
from compliance.registry.querysets import overseen_offices
from compliance.rulebook.clocks import local_day
from reports.models import PeriodKind, Tally
from reports.periods import Period

What = Tally.What
COLUMNS = (
    "office_id",
    "category",
    "submitted_at",
    "first_concluded_at",
    "first_outcome",
    "first_term_ends",
    "first_ended_at",
    "first_ended_as",
)
MIDDLE_OF_MONTH = 15
TOGETHER = 0


def half_of(day: date) -> date:
    return day.replace(day=1 if day.day < MIDDLE_OF_MONTH else MIDDLE_OF_MONTH)


def _halves(first: date, last: date) -> tuple[date, date]:
    """The first and the last half of a month of a span of whole ones."""
    return half_of(first), half_of(last)


@dataclass(frozen=True)
class Base:
    """What somebody sees all of by function, but for the wall: classes of Tally.seen in every
    office, and further classes in the offices they oversee.
    """

    everywhere: str
    in_own: str
    own: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.everywhere or self.own)

    def rows(self) -> Q:
        condition = Q(sealed=False, handling_office__in=self.own) if self.own else Q(pk__in=[])
        if "l" in self.everywhere:
            condition = Q()
        elif self.everywhere:
            condition |= Q(sealed=False) & (Q(accepted_at__isnull=False) | Q(status=Status.NOTED))
        return Q(submitted_at__isnull=False) & condition

    def sums(self, office: int | None, detailed: bool) -> Q:
        """The tallies of the same cases; `detailed`: told by office where all offices are asked
        for.
        """
        every = (
            Q(office_id__in=Office.objects.order_by().values("pk"))
            if detailed
            else Q(office_id=TOGETHER)
        )  # so that the index is asked office by office
        condition = (
            every & Q(seen__in=self.everywhere)
            if office is None
            else Q(office_id=office, seen__in=self.everywhere)
        )
        if not self.in_own or not self.own:
            return condition
        own = Q(handled_by_id__in=self.own, seen__in=self.in_own)
        own &= Q() if office is None else Q(office_id=office)
        return condition | own if self.everywhere else own


def base_of(user) -> Base:
    if user is None:
        return Base("als", "", ())
    if not user.is_active or counts_everything(user):
        return Base("als" if user.is_active else "", "", ())
    everywhere = "a" if may(user, Do.SEE_ALL_ACCEPTED) else ""
    return Base(everywhere, "l" if everywhere else "al", tuple(overseen_offices(user)))


class Flows:
    """What came, was concluded and ended in the given periods, of `rows`: cases, or what a summary
    froze of them (CountedFacts). The one place of these figures.
    """

    summed = False

    def __init__(self, rows: QuerySet, periods: Iterable[Period]):
        self.told = list(periods)
        self.first, self.last = _span(self.told)
        self._rows = [(1, _touching(rows, self.first, self.last))]
        self.starts = self._laid_out()

    @cached_property
    def starts(self) -> dict[tuple[str, date], Counter]:
        """{(what, start): {label: n}}"""
        return self._laid_out()

    def _laid_out(self) -> dict[tuple[str, date], Counter]:
        """By start what the sums say and what is counted row by row."""
        sums = self._summed_up()
        for sign, rows in self._rows:
            for what, day, __, label in _parts(rows):
                if self.first <= day <= self.last:
                    sums[
                        what,
                        half_of(day) if self.summed else day,
                        "" if what == What.RECEIVED else label,
                    ] += sign
        starts: dict[tuple[str, date], Counter] = {}
        for (what, start, label), n in sums.items():
            starts.setdefault((what, start), Counter())[label] += n
        return starts

    def _summed_up(self) -> Counter:
        """{(what, half, label): n} of the sums."""
        return Counter()

    def _of(self, period: Period, what: str) -> Counter:
        """{label: n} of one period."""
        by_label: Counter = Counter()
        for (kind, start), counts in self.starts.items():
            if kind == what and period.start <= start <= period.end:
                by_label.update(counts)
        return by_label

    def counts_of(self, period: Period) -> dict[str, int]:
        """{'received', 'concluded', 'closed', 'screened_out', 'noted', 'stopped'}"""
        ended = self._of(period, What.ENDED)
        return {
            "received": self._of(period, What.RECEIVED).total(),
            "concluded": self._of(period, What.CONCLUDED).total(),
            "closed": ended.total(),
            "screened_out": ended[Status.SCREENED_OUT],
            "noted": ended[Status.NOTED],
            "stopped": ended[Status.STOPPED],
        }

    def by_category(self, period: Period) -> dict[int, dict[str, int]]:
        """{office: {category: n}} of what was received."""
        numbers = self._received(period)
        for sign, rows in self._rows:
            for what, day, office, category in _parts(rows):
                if what == What.RECEIVED and period.start <= day <= period.end:
                    numbers[office, category] += sign
        by_office: dict[int, dict[str, int]] = {}
        for (office, category), n in numbers.items():
            if n:
                by_office.setdefault(office, {})[category] = n
        return by_office

    def _received(self, period: Period) -> Counter:
        """{(office, category): n}: what the sums say of it."""
        return Counter()

    def _conclusions(self, period: Period) -> Iterator[tuple[list[str], int]]:
        """([outcome, days, in time], n)"""
        if period not in self.told:
            raise ValueError(period)
        return ((label.split("|"), n) for label, n in self._of(period, What.CONCLUDED).items() if n)

    def by_outcome(self, period: Period) -> Counter:
        numbers: Counter = Counter()
        for (outcome, __, __), n in self._conclusions(period):
            numbers[outcome] += n
        return numbers

    def processing_days(self, period: Period) -> Counter:
        """{calendar days from being sent in to the conclusion: n}"""
        numbers: Counter = Counter()
        for (__, days, __), n in self._conclusions(period):
            numbers[int(days)] += n
        return numbers

    def in_time(self, period: Period) -> dict[str, int]:
        """{'done', 'total'}: concluded in the period with a processing term, and of these within
        it.
        """
        numbers: Counter = Counter()
        for (__, __, in_time), n in self._conclusions(period):
            numbers[in_time] += n
        return {"done": numbers["1"], "total": numbers["1"] + numbers["0"]}


class SeenFlows(Flows):
    """Flows of what `user` may count, from the tallies: all offices or one. Without a user those of
    the whole committee, as a summary tells them.

    Conclusions are told by outcome and days for `asked_periods` alone. `by_rows`: counted, not
    summed up, which must give the same. `later`: the `questions` are not asked before something is
    wanted, so that they can be asked with others.
    """

    def __init__(
        self,
        user,
        periods: Iterable[Period],
        asked_periods: Iterable[Period] = (),
        office: Office | None = None,
        by_rows=False,
        later=False,
    ):
        periods, self.told = list(periods), list(asked_periods)
        self.first, self.last = _span(periods)
        self.user, self.office = user, office
        self.base = base_of(user)
        self.summed = bool(self.base) and not by_rows and periods[0].kind != PeriodKind.WEEK
        self._rows = self._row_by_row()
        self.questions = [rows for __, rows in self._rows]
        if self.summed:
            self._sums, self._categories = self._sums_asked(), self._categories_asked(self.told[:1])
            self.questions += [self._sums, *self._categories.values()]
        if not later:
            self.starts = self._laid_out()

    def _summed_up(self) -> Counter:
        if not self.summed:
            return Counter()
        return Counter({tuple(key): n for *key, n in self._sums if n})

    def _sums_asked(self) -> QuerySet:
        named = [
            When(
                what=What.CONCLUDED, half__range=_halves(period.start, period.end), then=F("label")
            )
            for period in self.told
        ]
        label = Case(When(what=What.ENDED, then=F("label")), *named, default=Value(""))
        tallies = self._tallies(self.first, self.last).annotate(name=label).order_by()
        sums: QuerySet = tallies.values_list("what", "half", "name").annotate(sum=Sum("n"))
        return sums

    def _received(self, period: Period) -> Counter:
        if not self.summed:
            return Counter()
        asked = self._categories.get(period)
        if asked is None:
            asked = self._categories_asked([period])[period]
        return Counter({tuple(key): n for *key, n in asked})

    def _categories_asked(self, periods: list[Period]) -> dict[Period, QuerySet]:
        asked = {}
        for period in periods:
            tallies = self._tallies(period.start, period.end, detailed=True)
            received = tallies.filter(what=What.RECEIVED).order_by()
            asked[period] = received.values_list("office_id", "label").annotate(sum=Sum("n"))
        return asked

    def _tallies(self, first: date, last: date, detailed: bool = False) -> QuerySet:
        return Tally.objects.filter(
            self.base.sums(self.office.pk if self.office else None, detailed),
            half__range=_halves(first, last),
        )

    def _row_by_row(self) -> list[tuple[int, QuerySet]]:
        """[(+1 or −1, rows)]: what stands behind the wall, and what they see in their own name; or
        everything.
        """
        incidents = Incident.objects
        if self.user is None:
            return [] if self.summed else [(1, self._narrowed(incidents.all()))]
        if not self.summed:
            return [(1, self._narrowed(incidents.countable_by(self.user)))]
        walled = self._narrowed(incidents.filter(excluded_from(self.user)).filter(self.base.rows()))
        if "l" in self.base.everywhere:
            return [(-1, walled)]
        return [
            (-1, walled),
            (1, self._narrowed(incidents.by_name(self.user).exclude(self.base.rows()))),
        ]

    def _narrowed(self, rows: QuerySet) -> QuerySet:
        if self.office:
            rows = rows.filter(office=self.office)
        return _touching(rows, self.first, self.last)


def _span(periods: list[Period]) -> tuple[date, date]:
    return min(period.start for period in periods), max(period.end for period in periods)


def _touching(rows: QuerySet, first: date, last: date) -> QuerySet:
    """The COLUMNS of what came, was concluded or ended within these days."""
    span, touched = Period("", 0, 0, first, last), Q()
    for name in ("submitted_at", "first_concluded_at", "first_ended_at"):
        touched |= Q(**{f"{name}__gte": span.start_at, f"{name}__lt": span.end_at})
    counted = rows.filter(submitted_at__isnull=False, office__isnull=False).filter(touched)
    columns: QuerySet = counted.order_by().values_list(*COLUMNS)
    return columns


def median_of(days: Counter) -> float | None:
    """The median of a Counter of values."""
    total = sum(days.values())
    if not total:
        return None
    wanted, seen, middle = {(total - 1) // 2, total // 2}, 0, []
    for value in sorted(days):
        middle += [value] * sum(seen <= place < seen + days[value] for place in wanted)
        seen += days[value]
    return middle[0] if len(middle) == 1 else sum(middle) / 2


def _parts(rows: Iterable[tuple]) -> Iterator[tuple[str, date, int, str]]:
    """(what, day, office, label): what the trigger adds for each row, said once more in Python; a
    test holds the two against each other.
    """
    for office, category, submitted, concluded, outcome, ends, ended, ended_as in rows:
        began = local_day(submitted)
        yield What.RECEIVED.value, began, office, category
        if concluded:
            day = local_day(concluded)
            yield (
                What.CONCLUDED.value,
                day,
                office,
                f"{outcome}|{(day - began).days}|{'-' if ends is None else int(day <= ends)}",
            )
        if ended:
            yield What.ENDED.value, local_day(ended), office, ended_as


def differences() -> list[str]:
    """Where the tallies are not what the rows say, in sentences."""
    counted: Counter = Counter()
    rows = Incident.objects.filter(
        submitted_at__isnull=False, office__isnull=False, handling_office__isnull=False
    ).order_by()
    for *row, handled_by, sealed, accepted, status in rows.values_list(
        *COLUMNS, "handling_office_id", "sealed", "accepted_at", "status"
    ).iterator(5000):
        seen = "s" if sealed else "a" if accepted or status == Status.NOTED else "l"
        for what, day, office, label in _parts([tuple(row)]):
            for offices in ((office, handled_by), (TOGETHER, TOGETHER)):
                counted[what, half_of(day), *offices, label, seen] += 1
    summed = (
        Tally.objects.order_by()
        .values_list("what", "half", "office_id", "handled_by_id", "label", "seen")
        .annotate(sum=Sum("n"))
    )
    for *key, n in summed.iterator(5000):
        counted[tuple(key)] -= n
    return [
        _("{label} từ {key:%d/%m/%Y}, {key_2}{key_3}: dòng hồ sơ hơn số cộng {n:+d}.").format(
            label=What(key[0]).label,
            key=key[1],
            key_2=key[4] or _("chưa có nhóm"),
            key_3="" if key[2] else _(", các đơn vị cộng lại"),
            n=n,
        )
        for key, n in sorted(counted.items(), key=str)
        if n
    ]
