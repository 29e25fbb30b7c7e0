"""Ten moments at which a day, a week, a period or a year turns: MOMENT=name runs the suite as if it
were then (Asia/Ho_Chi_Minh), `make moments` runs it at each of them, one after the other.

Every test begins at the moment and time goes on from there, so that each meets the minute and not
only the first. The clock is that of the process: a database server and child processes have their
own, so this is for SQLite.
"""

import os
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MOMENTS = {
    "made-up-day": datetime(2026, 8, 22, 9, 0),  # a Saturday worked for a Monday off
    "saturday-night": datetime(2026, 12, 5, 23, 59),
    "end-of-periods": datetime(2026, 12, 14, 23, 59),  # month to year of the reports close
    "start-of-periods": datetime(2026, 12, 15, 0, 0),
    "end-of-year": datetime(2026, 12, 31, 23, 59),  # a Thursday: the week of the reports closes too
    "start-of-year": datetime(2027, 1, 1, 0, 0),
    "monday-morning": datetime(2027, 1, 18, 8, 0),
    "tet": datetime(2027, 2, 8, 10, 0),
    "utc-midnight": datetime(2027, 4, 1, 6, 59, 58),  # two seconds later March ends in UTC
    "leap-day": datetime(2028, 2, 29, 14, 0),
}


def moment(name: str) -> float:
    """Seconds since the epoch. KeyError: no such moment."""
    return MOMENTS[name].replace(tzinfo=ZONE).timestamp()


DATED = tuple(  # asked once more in every full run, at a moment the seed draws
    f"tests/{name}.py"
    for name in (
        "compliance/test_calendar",
        "compliance/test_clocks",
        "compliance/test_consistency",
        "compliance/test_delivery",
        "compliance/test_door",
        "compliance/test_guidance",
        "compliance/test_handover",
        "compliance/test_ladder",
        "compliance/test_ledger",
        "compliance/test_measures",
        "compliance/test_postings",
        "compliance/test_reminders",
        "compliance/test_requests",
        "compliance/test_work_list",
        "reports/test_reporting",
        "reports/test_returns_and_directions",
        "reports/test_summaries",
    )
)


class Clock:
    """The clock of this process, set by MOMENT; without it nothing is touched."""

    def __init__(self) -> None:
        self.name = os.environ.get("MOMENT", "")
        self._traveller = None

    def start(self) -> None:
        if self.name:
            import time_machine

            self._traveller = time_machine.travel(moment(self.name), tick=True)
            self._coordinates = self._traveller.start()

    def again(self) -> None:
        """Back to the moment: a test begins."""
        if self._traveller:
            self._coordinates.move_to(moment(self.name), tick=True)

    def stop(self) -> None:
        if self._traveller:
            self._traveller.stop()
