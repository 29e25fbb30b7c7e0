"""What is outside and does not answer is asked a few times, then left alone for a while and tried
by one alone: nobody else waits for it meanwhile. The state is a row, the same for every process.
"""

from datetime import datetime, timedelta

from django.db.models import F

from compliance.outbox.models import Outage

MAIL_SERVER = "mail"
MOST = 3  # failures in a row, after which it counts as away
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(minutes=5)


def pause(failures: int) -> timedelta:
    """How long it is left alone after so many failures in a row."""
    return min(SHORTEST * 2 ** min(failures - MOST, 10), LONGEST)


class Breaker:
    """Of one part, for one pass over what is owed."""

    def __init__(self, part: str):
        self.part, self.shaky = part, False

    def allows(self, now: datetime) -> bool:
        """Whether it may be asked now. While it is away: once in each pause, by one of many."""
        row = Outage.objects.filter(part=self.part).first()
        self.shaky = row is not None
        if row is None or row.trial_at is None:
            return True
        mine = Outage.objects.filter(pk=row.pk, trial_at=row.trial_at, trial_at__lte=now)
        return mine.update(trial_at=now + pause(row.failures)) == 1

    def failed(self, error: Exception, now: datetime) -> bool:
        """Note one failure; True when it counts as away from now on and did not before."""
        row, _ = Outage.objects.get_or_create(part=self.part, defaults={"since": now})
        same = Outage.objects.filter(pk=row.pk)
        same.update(failures=F("failures") + 1, last_error=type(error).__name__[:200])
        if (failures := same.values_list("failures", flat=True).get()) < MOST:
            return False
        shut = same.filter(trial_at=None).update(trial_at=now + pause(failures)) == 1
        if not shut:
            same.update(trial_at=now + pause(failures))
        return shut

    def worked(self) -> bool:
        """Note that it answered; True when it had not before."""
        if not self.shaky:
            return False
        self.shaky = False
        return Outage.objects.filter(part=self.part).delete()[0] > 0


def outage(part: str) -> Outage | None:
    """Since when it is away; None while it is not."""
    return Outage.objects.filter(part=part, trial_at__isnull=False).first()


def is_resting(part: str, now: datetime) -> bool:
    """Whether it is away and left alone at this moment."""
    away = outage(part)
    return away is not None and away.trial_at is not None and away.trial_at > now
