"""Who uses the portal while it is being killed. Run as a process: `prepare`, `direct NUMBER COUNT`,
`tick NUMBER`, `wake DAYS`, `count`.
"""

import json
import os
import random
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halang_portal.settings")
LATER = 40  # effects owed for a moment still to come


def prepare() -> None:
    from compliance.outbox.actions import enqueue
    from compliance.outbox.processing import database_now
    from tests import world

    world.build()
    now = database_now()
    for number in range(LATER):
        enqueue(
            topic="canary", dedup_key=f"later:{number}", at=now + timedelta(seconds=30 + 2 * number)
        )


def direct(number: int, count: int) -> None:
    """The chairman gives directions, one after the other; each that is told to be given is written
    down, each that failed is tried again as a new one.
    """
    from django.db import Error, connection
    from django.utils import timezone

    from compliance.registry.models import Office, User
    from reports.actions import give_direction

    told = Path(os.environ["DATA_DIR"]) / f"told-{number}.txt"
    told.parent.mkdir(parents=True, exist_ok=True)
    given = 0
    while given < count:
        try:
            chairman = User.objects.get(username="chairman")
            offices, people = (
                list(Office.objects.filter(code__in=("XA", "XB"))),
                list(User.objects.filter(username__in=("affairs", "member"))),
            )
            at = timezone.now()
            made = give_direction(
                text=f"Việc {number}-{given}",
                offices=offices,
                people=people,
                due_on=at.date() + timedelta(days=30),
                by=chairman,
                at=at,
            )
            with told.open("a") as out:
                out.write(f"{made.pk}\n")
                out.flush()
                os.fsync(out.fileno())
            given += 1
        except Error:  # the database was killed under it; anything else is a fault and ends the run
            connection.close()
            time.sleep(0.4)


def tick(number: int) -> None:
    """Turn the wheel for ever, with a clock of its own that is wrong by up to one and a
    half weeks.
    """
    from django.db import Error, connection
    from django.utils import timezone

    from compliance.outbox.processing import process_due

    right, wrong = timezone.now, timedelta(days=random.Random(number).uniform(-10.5, 10.5))
    timezone.now = lambda: right() + wrong
    while True:
        try:
            process_due()
        except Error:
            connection.close()
        time.sleep(0.5)


def wake(days: int) -> None:
    """The wheel turns again after `days` asleep."""
    from compliance.outbox.processing import database_now, process_due

    for _ in range(30):
        told = process_due(database_now() + timedelta(days=days))
        if not told["done"] and not told["planned"] and not told["failed"]:
            break


def pending() -> int:
    from compliance.outbox.models import Message

    return (
        Message.objects.filter(done_at=None)
        .exclude(topic="reconcile")
        .exclude(topic__startswith="canary")
        .count()
    )


def count(days: int = 0) -> dict:
    """What there should be, from the rows that ask for it, beside what there is."""
    from django.db.models import Count

    from compliance.outbox.consistency_checks import gaps
    from compliance.outbox.letters import message_id
    from compliance.outbox.models import Message, Notification
    from compliance.outbox.processing import database_now
    from compliance.registry.models import User
    from compliance.registry.queries import heads_of
    from reports.models import Direction, Summary
    from reports.owed import began_on
    from reports.periods import closed_since

    now = database_now() + timedelta(days=days)
    told = {
        int(line)
        for path in Path(os.environ["DATA_DIR"]).glob("told-*.txt")
        for line in path.read_text().split()
    }
    directions = {
        row.pk: row for row in Direction.objects.prefetch_related("tasks__office", "tasks__person")
    }
    wanted = set()
    for pk, row in directions.items():
        for task in row.tasks.all():
            who = (
                heads_of(task.office, now.date()).exclude(pk=row.by_id)
                if task.office_id
                else User.objects.filter(pk=task.person_id)
            )
            wanted |= {f"direction_given:{pk}:{task.pk}:{user.pk}" for user in who}
    weeks = {(one.start, one.end) for one in closed_since("week", began_on(), now)}
    drawn = list(
        Summary.objects.filter(kind="week").values_list("start", "end", "state", "drawn_at", "pk")
    )
    leads = [
        user.pk for user in User.objects.filter(username__in=("lead", "deputy_lead", "recused"))
    ]
    wanted |= {f"summary_drawn:{row[4]}:{user}" for row in drawn for user in leads}
    lines = set(
        Notification.objects.filter(kind__in=("direction_given", "summary_drawn")).values_list(
            "dedup_key", flat=True
        )
    )
    letters: dict[str, int] = {}
    for path in (Path(os.environ["DATA_DIR"]) / "mail").glob("*"):
        for line in path.read_text(errors="replace").splitlines():
            if line.startswith("Message-ID: "):
                letters[line] = letters.get(line, 0) + 1
    mails = {f"mail:{key}" for key in wanted}
    sent = {line.split("<")[1].split("@")[0] for line in letters}
    missing_mail = [key for key in mails if message_id(key)[1:].split("@")[0] not in sent]
    early = Message.objects.filter(
        done_at__isnull=False,
        dedup_key__startswith="later:",
        done_at__lt=django.db.models.F("available_at"),
    ).count()
    premature = [row for row in drawn if (row[0], row[1]) not in weeks] + [None] * early
    twice = (
        Summary.objects.values("kind", "start", "end", "revision")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .count()
    )
    return {
        "effects": len(wanted) + len(mails) + len(weeks) + LATER,
        "lost": (
            len(told - directions.keys())
            + len(wanted - lines)
            + len(missing_mail)
            + len(weeks - {(row[0], row[1]) for row in drawn if row[2] != "planned"})
        ),
        "repeated": len(lines) - len(lines & wanted) + twice,
        "premature": len(premature),
        "letters_again": sum(number - 1 for number in letters.values()),
        "undone": (
            Message.objects.filter(done_at=None, available_at__lte=now)
            .exclude(topic="reconcile")
            .count()
        ),
        "directions": len(directions),
        "weeks": len(weeks),
        "gaps": gaps(now) if not days else [],
    }


if __name__ == "__main__":
    django.setup()
    what, given = sys.argv[1], [int(word) for word in sys.argv[2:]]
    found = {
        "prepare": prepare,
        "direct": direct,
        "tick": tick,
        "wake": wake,
        "pending": pending,
        "count": count,
    }[what](*given)
    if found is not None:
        print(json.dumps(found, ensure_ascii=False))
