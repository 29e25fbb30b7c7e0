"""How the portal is, in figures: asked by the administrator's page and by /metrics. Reads, writes
nothing, and names nobody.
"""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from compliance.audit.models import Anchor, Event
from compliance.files.storage import shelf
from compliance.outbox.breaker import MAIL_SERVER, outage
from compliance.outbox.handlers import LANES, LETTERS, lane_of
from compliance.outbox.heartbeat import LATE, TOPICS_OF
from compliance.outbox.models import Gap, Message, Outage
from compliance.rulebook.clocks import local_day
from halang_portal.growth import database_size, per_month
from halang_portal.replica import Replica, how_far

BACKUP_MARK = "backup-last.json"  # {"at": ISO, "ok": bool, "bytes": n}, written by manage.py backup


@dataclass(frozen=True)
class Lane:
    """`waiting`: rows that are due and not done; `oldest`: since when the first of them is due."""

    name: str
    waiting: int
    oldest: datetime | None
    heard: datetime | None

    def is_late(self, now: datetime) -> bool:
        return self.heard is None or now - self.heard > LATE


@dataclass(frozen=True)
class Disk:
    """Bytes. `of`: what lies on it, "files" or "data"."""

    of: str
    free: int
    total: int


@dataclass(frozen=True)
class Backup:
    at: datetime
    ok: bool
    size: int


@dataclass(frozen=True)
class Database:
    """Bytes; `monthly`: by how many it grew in a month, None when not known yet."""

    size: int
    monthly: int | None


@dataclass(frozen=True)
class Certificate:
    """`until`: when it ends; None when it cannot be read."""

    until: datetime | None


@dataclass(frozen=True)
class Vitals:
    lanes: list[Lane]
    outage: Outage | None
    last_letter: datetime | None
    stopped: int
    gaps: int
    gaps_since: datetime | None
    last_anchor: datetime | None
    unanchored: datetime | None
    anchors_waiting: int
    backup: Backup | None
    disks: list[Disk]
    database: Database
    certificate: Certificate | None
    replica: Replica | None = None


def read(now: datetime) -> Vitals:
    """Everything, in about ten queries."""
    missing = Gap.objects.aggregate(number=Count("pk"), since=Min("since"))
    anchor = Anchor.objects.order_by("-seq").first()
    later = Event.objects.filter(seq__gt=anchor.seq) if anchor else Event.objects.all()
    return Vitals(
        lanes=lanes(now),
        outage=outage(MAIL_SERVER),
        last_letter=_last_letter(),
        stopped=Message.objects.stopped().count(),
        gaps=missing["number"],
        gaps_since=missing["since"],
        last_anchor=anchor.at if anchor else None,
        unanchored=later.order_by("seq").values_list("recorded_at", flat=True).first(),
        anchors_waiting=Message.objects.filter(
            topic__in=("anchor_mail", "anchor_file"), done_at=None, given_up_at=None
        ).count(),
        backup=last_backup(),
        disks=disks(),
        database=_database(now),
        certificate=certificate(),
        replica=how_far(),
    )


def lanes(now: datetime) -> list[Lane]:
    beats = set(TOPICS_OF.values())
    waiting = (
        Message.objects.due(now)
        .order_by()
        .values("topic")
        .annotate(number=Count("pk"), oldest=Min("available_at"))
    )
    heard = dict(
        Message.objects.filter(topic__in=beats, done_at__isnull=False)
        .values_list("topic")
        .annotate(Max("done_at"))
    )
    rows = [row for row in waiting if row["topic"] not in beats]
    return [_lane(name, rows, heard.get(TOPICS_OF[name])) for name in LANES]


def _lane(name: str, rows: list[dict], heard: datetime | None) -> Lane:
    own = [row for row in rows if lane_of(row["topic"]) == name]
    oldest = min((row["oldest"] for row in own), default=None)
    return Lane(name, sum(row["number"] for row in own), oldest, heard)


def _last_letter() -> datetime | None:
    done = Message.objects.filter(Q(topic__in=LETTERS), done_at__isnull=False, attempts__gt=0)
    return done.order_by("-pk").values_list("done_at", flat=True).first()


def disks() -> list[Disk]:
    """Of stored files, with a bucket of their copies while they are read; and of the portal's own
    data where that is another disk.
    """
    by_device: dict[int, Disk] = {}
    for of, place in (("files", shelf().workplace()), ("data", settings.DATA_DIR)):
        folder = Path(place)
        while not folder.exists():
            folder = folder.parent
        usage = shutil.disk_usage(folder)
        by_device.setdefault(folder.stat().st_dev, Disk(of, usage.free, usage.total))
    return list(by_device.values())


def last_backup() -> Backup | None:
    """What manage.py backup wrote down; None when there is none, or it cannot be read."""
    try:
        mark = json.loads((Path(settings.DATA_DIR) / BACKUP_MARK).read_text(encoding="utf-8"))
        at = datetime.fromisoformat(mark["at"])
        at = at if at.tzinfo else timezone.make_aware(at)
        return Backup(at, bool(mark["ok"]), int(mark.get("bytes", 0)))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _database(now: datetime) -> Database:
    size = database_size()
    return Database(size, per_month(size, local_day(now)))


def certificate() -> Certificate | None:
    """Of the server, where TLS_CERTIFICATE says; None when it says nothing."""
    if not settings.TLS_CERTIFICATE:
        return None
    try:
        first = x509.load_pem_x509_certificates(Path(settings.TLS_CERTIFICATE).read_bytes())[0]
        return Certificate(first.not_valid_after_utc)
    except (OSError, ValueError):
        return Certificate(None)
