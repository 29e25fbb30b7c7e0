"""What every tick looks after here: stored files are hashed again every night and sent to the
scanner, pictures are swept.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from compliance.audit.actions import record
from compliance.core.language import _
from compliance.files.actions import erase, sweep_arriving
from compliance.files.attachments import OPERATORS, SEALINGS, kinds_of
from compliance.files.models import StoredFile
from compliance.files.renditions import sweep
from compliance.files.scan import Away, Scan, harmful
from compliance.files.storage import intact, on_disk
from compliance.outbox.actions import notify
from compliance.outbox.handlers import LONG, handles, plans, plans_long
from compliance.rulebook.clocks import local_day, local_hour
from compliance.stores.away import StoreAway

FILES = 40  # at most, a tick: a night of ticks goes through some fifty thousand files
NIGHT = range(0, 5)
# files a tick that are sent to the scanner: what a day without it left over is caught up in minutes
SCANS = 10
SETTLED = timedelta(minutes=1)
EVERY = timedelta(hours=20)
AT_LATEST = timedelta(hours=48)


@plans_long
def check_files(now) -> int:
    """Hash stored files again: each once a night, and by day those that missed it. Returns how many
    were found damaged since the last time.
    """
    due = EVERY if local_hour(now) in NIGHT else AT_LATEST
    waiting = StoredFile.objects.filter(damaged_at=None, sealed_at=None).filter(
        Q(checked_at=None, at__lt=now - due) | Q(checked_at__lt=now - due)
    )
    damaged = 0
    for stored in waiting.order_by("checked_at", "pk")[:FILES]:
        try:
            sound = intact(stored)
        except StoreAway:
            break  # says nothing of the files; reconciling says so
        if sound:
            _sound(stored, now)
        else:
            damaged += _damaged(stored, now)
    return damaged


@transaction.atomic
def _sound(stored: StoredFile, now) -> None:
    StoredFile.objects.filter(pk=stored.pk).update(checked_at=now)
    for kind in kinds_of(stored):
        kind.sound(stored, now)


@transaction.atomic
def _damaged(stored: StoredFile, now) -> int:
    """Once a file: an event, a line to whoever its rooms name, and one to the administrators, which
    names the file on disk and no case. It is not served any more.
    """
    undamaged = StoredFile.objects.filter(pk=stored.pk, damaged_at=None)
    if undamaged.update(damaged_at=now, checked_at=now) != 1:
        return 0
    record(by=None, verb="evidence_damaged", obj=stored, at=now, label=stored.sha256[:12])
    for kind in kinds_of(stored):
        kind.damaged(stored, now)
    _tell_operators(
        _("Tệp lưu trữ {path} không còn nguyên vẹn; khôi phục từ bản sao lưu").format(
            path=stored.path
        ),
        f"damaged-file:{stored.pk}",
        now,
    )
    return 1


@plans_long
def scan_files(now) -> int:
    """What came in unseen by the scanner, in turn, once there is one. Returns how many turned out
    to be harmful.
    """
    if not settings.CLAMD_ADDRESS:
        return 0
    bad = 0
    unseen = StoredFile.objects.filter(scan=Scan.NOT, sealed_at=None, at__lt=now - SETTLED)
    for stored in unseen.order_by("at", "pk")[:SCANS]:
        try:
            with on_disk(stored.path) as path:
                if not path.is_file():
                    continue  # the check of hashes says so
                signature = harmful(path)
        except FileNotFoundError:
            continue
        except (Away, StoreAway):
            return bad
        bad += _scanned(stored, signature, now)
    return bad


@transaction.atomic
def _scanned(stored: StoredFile, signature: str, now) -> int:
    """Once a file. A harmful one is not served any more: an event, and a line to the
    administrators.
    """
    seen = Scan.INFECTED if signature else Scan.CLEAN
    updated = StoredFile.objects.filter(pk=stored.pk, scan=Scan.NOT).update(scan=seen)
    if updated != 1 or not signature:
        return 0
    record(
        by=None,
        verb="malware_found",
        obj=stored,
        at=now,
        label=stored.sha256[:12],
        after={"signature": signature[:100]},
    )
    _tell_operators(
        _("Máy quét tìm thấy mã độc trong một tệp đã lưu; tệp không mở được nữa"),
        f"malware:{stored.pk}",
        now,
    )
    return 1


def _tell_operators(text: str, key: str, now) -> None:
    for operators in OPERATORS:
        notify(
            users=operators(local_day(now)),
            kind="damaged",
            text=text,
            url=reverse("outbox:dead"),
            at=now,
            key=key,
        )


@handles("erase_sealed", lane=LONG)
def erase_sealed(message, now) -> None:
    """The bytes of a sealed file go once the sealing stands, and the register outside the database
    learns of it. A kill in between leaves a row that is done again.
    """
    stored = StoredFile.objects.filter(pk=message.payload["file"]).first()
    if stored is None or stored.sealed_at is None:
        return  # disposed of meanwhile, with its bytes
    erase(stored)
    for write_down in SEALINGS:
        write_down(stored)
    record(by=None, verb="erase_sealed", obj=stored, at=now, label=stored.sha256[:12])


@plans_long
def erase_again(now) -> int:
    """By night: bytes of sealed files that came back with a restored disk. Returns how many."""
    if local_hour(now) not in NIGHT:
        return 0
    settled = StoredFile.objects.filter(sealed_at__lt=now - SETTLED)
    return sum(erase(stored) for stored in settled.only("path", "sha256").iterator())


@plans
def sweep_uploads(now) -> int:
    """What was begun and is not sent to its end within a day. Returns how many."""
    return sweep_arriving(at=now)


@plans_long
def sweep_pictures(now) -> int:
    """By night, pictures nobody asked for in a month and what was left half-made; they are drawn
    again at need.
    """
    return sweep(int(now.timestamp()) // 15) if local_hour(now) in NIGHT else 0
