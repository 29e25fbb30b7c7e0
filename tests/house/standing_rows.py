"""Which states the cases of the sample stand in that are to show each of them, were it loaded on
another day: run by `manage.py shell` (test_sample_days.py).
"""

import os
import random
from datetime import datetime

from django.db import transaction

from compliance.incidents.models import Incident
from compliance.review.case.own import own_state, stated
from compliance.rulebook.clocks import ZONE, local_day
from compliance.rulebook.queries import calendar
from halang_portal.tryout.sample.history import play_history, standing
from halang_portal.tryout.sample.loader import load_cast


def show() -> None:
    """For each moment in MOMENTS (ISO, Asia/Ho_Chi_Minh) one line: it, then the keys of the states
    people meet on their own pages, the dice thrown by the number of the line.
    """
    _, cast = load_cast(lambda words: None)
    for number, text in enumerate(os.environ["MOMENTS"].split()):
        now = datetime.fromisoformat(text).replace(tzinfo=ZONE)
        dice = random.Random(number)
        with transaction.atomic():
            cast.seen.clear()
            play_history(cast=cast, calendar=calendar(), now=now, rng=dice, plan=standing)
            print(text, *sorted(_states(now)))
            transaction.set_rollback(True)


def _states(now: datetime) -> set[str]:
    rows = Incident.objects.filter(told_at__isnull=False, person__user__isnull=False)
    return {own_state(row, local_day(now)).key for row in stated(rows)}
