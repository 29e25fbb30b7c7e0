"""What every tick looks after here: invitations that have run out lose their grant; stored files
are hashed again every night; pictures are swept.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from compliance.audit.actions import record
from compliance.core.roles import Kind
from compliance.files import Away, Scan, harmful, intact, root, sweep
from compliance.files.models import StoredFile
from compliance.incidents import custody, grants
from compliance.incidents.actions.exclusions import keep_line, notify_stuck
from compliance.incidents.custody import Verb
from compliance.incidents.models import CustodyEvent, Incident, Invitation
from compliance.incidents.queries import leads_of, stuck
from compliance.outbox.actions import enqueue, notify
from compliance.outbox.handlers import handles, plans
from compliance.outbox.models import Message
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day, local_hour

BATCH = 100
FILES = 40  # at most, a tick: a night of ticks goes through some fifty thousand files
NIGHT = range(0, 5)
# files a tick that are sent to the scanner: what a day without it left over is caught up in minutes
SCANS = 10
SETTLED = timedelta(minutes=1)
EVERY = timedelta(hours=20)
AT_LATEST = timedelta(hours=48)
ROW_EVERY = timedelta(days=30)


@plans
def end_invitations(now) -> int:
    """Close what has run out, one transaction each; returns how many."""
    done, day = 0, local_day(now)
    for row in (
        Invitation.objects.filter(ended_at=None, until__lt=day)
        .select_related("incident")
        .order_by("pk")[:BATCH]
    ):
        with transaction.atomic():
            if Invitation.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now):
                grants.refresh(row.incident, day)
                record(
                    by=None,
                    verb="invitation_ran_out",
                    obj=row.incident,
                    at=now,
                    label=row.incident.code,
                    after={"user": row.user_id},
                )
                done += 1
    return done


@plans
def check_files(now) -> int:
    """Hash stored files again: each once a night, and by day those that missed it. Returns how many
    were found damaged since the last time.
    """
    due = EVERY if local_hour(now) in NIGHT else AT_LATEST
    waiting = StoredFile.objects.filter(damaged_at=None).filter(
        Q(checked_at=None, at__lt=now - due) | Q(checked_at__lt=now - due)
    )
    found = 0
    for stored in waiting.order_by("checked_at", "pk")[:FILES]:
        if intact(stored):
            _sound(stored, now)
        else:
            found += _damaged(stored, now)
    return found


@plans
def scan_files(now) -> int:
    """What came in unseen by the scanner, in turn, once there is one. Returns how many turned out
    to be harmful.
    """
    if not settings.CLAMD_ADDRESS:
        return 0
    bad = 0
    for stored in StoredFile.objects.filter(scan=Scan.NOT, at__lt=now - SETTLED).order_by(
        "at", "pk"
    )[:SCANS]:
        if not (root() / stored.path).is_file():
            continue  # the check of hashes says so
        try:
            signature = harmful(root() / stored.path)
        except Away:
            return bad
        bad += _scanned(stored, signature, now)
    return bad


@transaction.atomic
def _scanned(stored, signature: str, now) -> int:
    """Once a file. A harmful one is not served any more: an event, and a line to the
    administrators.
    """
    seen = Scan.INFECTED if signature else Scan.CLEAN
    if (
        StoredFile.objects.filter(pk=stored.pk, scan=Scan.NOT).update(scan=seen) != 1
        or not signature
    ):
        return 0
    record(
        by=None,
        verb="malware_found",
        obj=stored,
        at=now,
        label=stored.sha256[:12],
        after={"signature": signature[:100]},
    )
    text = "Máy quét tìm thấy mã độc trong một tệp đã lưu; tệp không mở được nữa"
    notify(
        users=holders(Kind.ADMINISTRATOR, day=local_day(now)),
        kind="damaged",
        text=text,
        url=reverse("outbox:dead"),
        at=now,
        key=f"malware:{stored.pk}",
    )
    return 1


@transaction.atomic
def _sound(stored: StoredFile, now) -> None:
    """The row of the file remembers every night; the chain of custody gets one row a month, or it
    would be nothing else.
    """
    StoredFile.objects.filter(pk=stored.pk).update(checked_at=now)
    lately = CustodyEvent.objects.filter(
        verb=Verb.CHECKED, at__gt=now - ROW_EVERY, evidence__file=stored
    ).values("evidence_id")
    for item in stored.evidence.exclude(pk__in=lately).select_related(
        "incident__reporter", "incident__person"
    ):
        custody.write(item=item, verb=Verb.CHECKED, at=now, incident=item.incident, by=None)


@plans
def keep_exclusions(now) -> int:
    """Once a day: walls of the line are kept, and what nobody can act on is told."""
    day = local_day(now)
    key = f"walls:{day:%Y%m%d}"
    if Message.objects.filter(dedup_key=key).exists():
        return 0
    enqueue(topic="walls", dedup_key=key, at=now)
    return 1


@handles("walls")
def check_exclusions(message, now) -> None:
    for incident in (
        Incident.objects.open()
        .with_people()
        .select_related("handling_office")
        .order_by("pk")
        .iterator(500)
    ):
        keep_line(incident, now)
        if stuck(incident, local_day(now)):
            notify_stuck(incident, now)


@plans
def sweep_pictures(now) -> int:
    """By night, pictures nobody asked for in a month and what was left half-made; they are drawn
    again at need.
    """
    return sweep(int(now.timestamp()) // 15) if local_hour(now) in NIGHT else 0


@transaction.atomic
def _damaged(stored: StoredFile, now) -> int:
    """Once a file: an event, and a line to the leads and the administrator. It is not served any
    more.
    """
    if (
        StoredFile.objects.filter(pk=stored.pk, damaged_at=None).update(
            damaged_at=now, checked_at=now
        )
        != 1
    ):
        return 0
    day = local_day(now)
    record(by=None, verb="evidence_damaged", obj=stored, at=now, label=stored.sha256[:12])
    for item in stored.evidence.select_related("incident__person", "incident__reporter"):
        custody.write(item=item, verb=Verb.DAMAGED, at=now, incident=item.incident, by=None)
        leads, url = leads_of(item.incident, day), reverse("review:case", args=[item.incident.code])
        text = f"Chứng cứ {item.label} của hồ sơ {item.incident.code} không còn nguyên vẹn"
        notify(
            users=leads,
            kind="damaged",
            text=text,
            url=url,
            at=now,
            subject=item.incident,
            key=f"damaged:{item.pk}",
        )
    text = "Một tệp lưu trữ không còn nguyên vẹn; khôi phục từ bản sao lưu"
    notify(
        users=holders(Kind.ADMINISTRATOR, day=day),
        kind="damaged",
        text=text,
        url=reverse("outbox:dead"),
        at=now,
        key=f"damaged-file:{stored.pk}",
    )
    return 1
