"""Two years of invented incidents up to the day of loading, played in the order of time through the
actions people use.

Each case is a generator: it yields the moment of its next act and is resumed when that moment has
come, so the audit chain reads like a diary.
Acts that lie after `now` are never played: recent cases stand wherever they happen to be.
"""

import heapq
import random
from collections.abc import Callable, Generator, Iterable
from datetime import date, datetime, time, timedelta

from compliance.rulebook.clocks import (
    ZONE,
    WorkCalendar,
    add_working_days,
    local_day,
    next_working_day,
)
from halang_portal.tryout.sample.cases import Case, Cast
from halang_portal.tryout.sample.deciding import REOPENED
from halang_portal.tryout.sample.hearing import PAPER_STORY, PAPER_WAITS
from halang_portal.tryout.sample.ledger import (
    HEARD,
    LONG_ACT,
    OLD_ACT,
    OLDER_LAW,
    OUT_OF_TIME,
    SECOND,
    SILENT,
)
from halang_portal.tryout.sample.logging import SECOND_POST
from halang_portal.tryout.sample.places import place

Timeline = Generator[datetime, None, None]
Plan = Callable[[date, random.Random], Iterable[tuple[date, str]]]
DAYS_BACK = 730


class Diary:
    """Plays timelines in the order of time until `now`."""

    def __init__(self, now: datetime):
        self.now = now
        self.heap: list[tuple[datetime, int, Timeline]] = []
        self.count = 0

    def add(self, timeline: Timeline) -> None:
        moment = next(timeline, None)
        if moment is not None:
            heapq.heappush(self.heap, (moment, self.count, timeline))
            self.count += 1

    def play(self, progress=None, reached=None) -> int:
        """Returns the number of acts played."""
        played = 0
        began = self.heap[0][0] if self.heap else self.now
        while self.heap and self.heap[0][0] <= self.now:
            at, number, timeline = heapq.heappop(self.heap)
            played += 1
            if reached and played % 25 == 0:
                reached((at - began) / (self.now - began))
            if progress and played % 250 == 0:
                progress(played)
            moment = next(timeline, None)
            if moment is not None:
                heapq.heappush(self.heap, (moment, number, timeline))
        return played


class Clock:
    """Working moments of one case: `after(days)` moves on by working days and picks an hour in
    working time.
    """

    def __init__(self, rng: random.Random, calendar: WorkCalendar, start: date):
        self.rng, self.calendar = rng, calendar
        self.moment = self._at(next_working_day(start, calendar))

    def _at(self, day: date) -> datetime:
        hour, minute = self.rng.choice((7, 8, 8, 9, 9, 10, 14, 14, 15, 16)), self.rng.randrange(60)
        return datetime.combine(day, time(hour, max(minute, 40) if hour == 7 else minute), ZONE)

    def after(self, least: int, most: int | None = None) -> datetime:
        days = self.rng.randint(least, most if most is not None else least)
        day = local_day(self.moment)
        later = (
            self._at(add_working_days(day, days, self.calendar))
            if days
            else self.moment + timedelta(minutes=self.rng.randint(5, 90))
        )
        self.moment = max(later, self.moment + timedelta(minutes=3))
        return self.moment

    def on(self, day: date) -> datetime:
        self.moment = max(self._at(day), self.moment + timedelta(minutes=3))
        return self.moment


def play_history(
    *,
    cast: Cast,
    calendar: WorkCalendar,
    now: datetime,
    rng: random.Random,
    progress=None,
    reached=None,
    plan: Plan | None = None,
) -> int:
    """Plan about thirteen incidents a month over two years (or as `plan` says), then play them.
    Returns the number of acts. `reached` hears which share of the time was played, 0 to 1.
    """
    diary = Diary(now)
    for start, fate in (plan or _plan)(local_day(now), rng):
        diary.add(
            Case(
                cast=cast,
                clock=Clock(random.Random(rng.random()), calendar, start),
                rng=random.Random(rng.random()),
                fate=fate,
            ).timeline()
        )
    return diary.play(progress, reached)


# What becomes of a report, in parts of a hundred.
_FATES = (("review", 66), ("screened_out", 14), ("noted", 9), ("withdrawn", 4), ("returned", 7))


# (days back, fate): every status must be there on the day of loading, however the dice fell.
STANDING = (
    (45, "stuck_consulting"),
    (30, "stuck_answer"),
    (38, "suspended_now"),
    (9, "review"),
    (7, "review"),
    (5, "review"),
    (4, "review"),
    (3, "stays_submitted"),
    (2, "stays_submitted"),
    (2, "stays_draft"),
    (1, "stays_draft"),
    (6, "stays_returned"),
    (75, "contested_now"),
    (62, "proposed_now"),
    (58, "head_proposed_now"),
    (85, "enforcing_now"),
    (64, "concluded_now"),
    (78, "milestones_now"),
    (95, "milestones_now"),
    (190, "decided"),
    (560, "decided"),
    (130, "complaint_now"),
    (120, "referral_now"),
    (150, "referral_answered"),
    (110, "amended"),
    (102, PAPER_STORY),
    (21, PAPER_WAITS),
    (17, OLD_ACT),
    (14, LONG_ACT),
    (88, OUT_OF_TIME),
    (12, OLDER_LAW),
    (19, SECOND),
    (34, SILENT),
    (17, HEARD),
    (115, REOPENED),
    (24, SECOND_POST),
)


def standing(today: date, rng: random.Random) -> Iterable[tuple[date, str]]:
    """(day the report is begun, fate) of the cases that show each state today."""
    return ((today - timedelta(days=back), fate) for back, fate in STANDING)


def _plan(today: date, rng: random.Random) -> Iterable[tuple[date, str]]:
    """(day the report is begun, fate): a slow rise over the two years, quiet weeks around Tết by
    the calendar, and a full house at the end.
    """
    fates = [name for name, parts in _FATES for _ in range(parts)]
    most = min(DAYS_BACK, (today - place().begins).days)
    for back in range(most, 0, -1):
        day = today - timedelta(days=back)
        rate = (0.40 + 0.16 * (DAYS_BACK - back) / DAYS_BACK) * (
            1.35 if day.month in (9, 10, 11) else 1.0
        )
        if day.weekday() < 5 and rng.random() < rate:
            yield day, rng.choice(fates)
    yield from ((day, fate) for day, fate in standing(today, rng) if (today - day).days < most)
