"""What whoever watches is told: the administrator in words, Prometheus in figures. Each part that
fails is named as itself; nobody and no case is in either.
"""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.core.management import call_command
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from compliance.audit.actions import record
from compliance.audit.models import Anchor, Event
from compliance.outbox.actions import enqueue
from compliance.outbox.breaker import MAIL_SERVER, MOST
from compliance.outbox.handlers import LANES
from compliance.outbox.heartbeat import TOPICS_OF
from compliance.outbox.models import Gap, Message, Notification, Outage
from compliance.outbox.processing import process_due
from compliance.registry.models import User
from halang_portal import alarms, condition, growth, metrics, vitals
from halang_portal.replica import Replica
from tests.pages import tight
from tests.world import CANARIES

GIGA = 1024**3
TOKEN = "a" * 24


@pytest.fixture
def well(world, settings, tmp_path, monkeypatch):
    """A portal in production on which everything works, its data in a folder of its own."""
    settings.REDIS_URL, settings.DATA_DIR, settings.TRY_OUT = "", tmp_path, False
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(vitals, "disks", lambda: [vitals.Disk("files", 90 * GIGA, 100 * GIGA)])
    process_due()
    process_due()
    backed_up(tmp_path, timezone.now(), True)
    return tmp_path


def backed_up(folder: Path, at, ok: bool) -> None:
    mark = {"at": at.isoformat(), "ok": ok, "bytes": 3 * GIGA}
    (folder / vitals.BACKUP_MARK).write_text(json.dumps(mark), encoding="utf-8")


def mail_away(folder, monkeypatch):
    now = timezone.now()
    Outage.objects.create(
        part=MAIL_SERVER, since=now, failures=MOST, trial_at=now, last_error="TimeoutError"
    )


def lane_silent(lane: str):
    def silence(folder, monkeypatch):
        Message.objects.filter(topic=TOPICS_OF[lane]).delete()

    return silence


def row_stopped(folder, monkeypatch):
    enqueue(topic="mail", dedup_key="thu:1", at=timezone.now())
    Message.objects.filter(dedup_key="thu:1").update(dead_at=timezone.now(), attempts=10)


def gap_seen(folder, monkeypatch):
    Gap.objects.create(words="Tệp ảnh không có trên đĩa.", since=timezone.now())


def unsigned(folder, monkeypatch):
    monkeypatch.setattr(condition, "ANCHOR_LATE", timedelta(seconds=-1))
    record(by=None, verb="evidence_damaged", obj=Gap(pk=1), at=timezone.now(), label="x")


def anchor_waits(folder, monkeypatch):
    enqueue(topic="anchor_mail", dedup_key="anchor:1:a", at=timezone.now() + timedelta(hours=1))


def disk(free: int):
    def shrink(folder, monkeypatch):
        monkeypatch.setattr(vitals, "disks", lambda: [vitals.Disk("files", free, 100 * GIGA)])

    return shrink


def replica(*said):
    """A replica that says so of itself; a real one is asked in tests/house/test_standby.py."""

    def stand(folder, monkeypatch):
        monkeypatch.setattr(vitals, "how_far", lambda: Replica(*said))

    return stand


def redis_gone(folder, monkeypatch):
    monkeypatch.setattr("django.conf.settings.REDIS_URL", "redis://127.0.0.1:1/0", raising=False)


def certificate(days: int | None):
    """A certificate that ends in so many days; None: no certificate at all."""

    def lay(folder, monkeypatch):
        place = folder / "fullchain.pem"
        place.write_bytes(b"-----BEGIN" if days is None else certified(days))
        monkeypatch.setattr("django.conf.settings.TLS_CERTIFICATE", str(place))

    return lay


def certified(days: int) -> bytes:
    key, now = ec.generate_private_key(ec.SECP256R1()), timezone.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cong308.example")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(now - timedelta(days=90))
    made = made.not_valid_after(now + timedelta(days=days, hours=1))
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


CERTIFICATE = "Chứng thư máy chủ web"
FAULTS = {
    "a certificate to renew": (certificate(20), CERTIFICATE, "Nên gia hạn"),
    "a certificate that ends": (certificate(6), CERTIFICATE, "Sắp hết hạn"),
    "a certificate that has ended": (certificate(-2), CERTIFICATE, "Hết hạn"),
    "no certificate there": (certificate(None), CERTIFICATE, "Chưa biết"),
    "a replica that is away": (replica("away"), "Bản sao chỉ đọc", "Không trả lời"),
    "a replica that is behind": (replica("late", 90.0), "Bản sao chỉ đọc", "Chậm"),
    "a replica that does not say": (replica("unknown"), "Bản sao chỉ đọc", "Chưa biết"),
    "mail away": (mail_away, "Máy chủ thư", "Thư đi chậm"),
    **{
        f"{lane} silent": (
            lane_silent(lane),
            f"Việc nền: {condition.LANES[lane]}",
            "Không chạy",
        )
        for lane in LANES
    },
    "a row stopped": (row_stopped, "Việc thử mười lần chưa được", "Chờ người xử lý"),
    "a gap": (gap_seen, "Đối chiếu mỗi giờ", "Thấy thiếu"),
    "unsigned": (unsigned, "Mốc nhật ký", "Chưa ký"),
    "an anchor waits": (anchor_waits, "Mốc nhật ký", "Chưa gửi hết"),
    "no backup": (lambda folder, _: (folder / vitals.BACKUP_MARK).unlink(), "Sao lưu", "Chưa có"),
    "a broken mark": (
        lambda folder, _: (folder / vitals.BACKUP_MARK).write_text("{"),
        "Sao lưu",
        "Chưa có",
    ),
    "an old backup": (
        lambda folder, _: backed_up(folder, timezone.now() - timedelta(days=3), True),
        "Sao lưu",
        "Quá hạn",
    ),
    "a backup that failed": (
        lambda folder, _: backed_up(folder, timezone.now(), False),
        "Sao lưu",
        "Không trọn vẹn",
    ),
    "little disk": (disk(15 * GIGA), "Đĩa: tệp lưu giữ", "Còn ít"),
    "no disk": (disk(GIGA), "Đĩa: tệp lưu giữ", "Sắp hết chỗ"),
    "redis gone": (redis_gone, "Redis", "Không trả lời"),
}


def told(as_) -> dict:
    answer = as_("administrator").get(reverse("condition"))
    assert answer.status_code == 200
    return {part.name: part for part in answer.context["parts"]}


def test_where_all_is_well_nothing_is_to_be_done(well, as_):
    answer = as_("administrator").get(reverse("condition"))
    assert answer.context["state"] == condition.GOOD, answer.context["sentence"]
    assert "Không cần làm gì" in answer.content.decode()
    assert {part.act for part in answer.context["parts"]} == {""}
    assert not any(leak in answer.content.decode() for leak in CANARIES.values())


@pytest.mark.parametrize("fault", FAULTS)
def test_what_fails_is_named_and_nothing_else_is_blamed(fault, well, as_, monkeypatch, counted):
    make, name, word = FAULTS[fault]
    before = {part.name for part in told(as_).values() if part.state != condition.GOOD}
    make(well, monkeypatch)
    after = {part.name: part for part in told(as_).values() if part.state != condition.GOOD}
    counted(1, "faults on the page of health")
    assert not before
    assert {key: part.word for key, part in after.items()} == {name: word}
    part = after[name]
    assert part.say
    assert part.act or name == "Mốc nhật ký"
    page = tight(as_("administrator").get(reverse("condition")).content.decode())
    assert tight(part.say) in page
    assert part.name in page


def test_the_page_costs_few_questions_however_much_is_owed(
    well, as_, django_assert_max_num_queries
):
    now = timezone.now()
    Message.objects.bulk_create(
        Message(topic="mail", dedup_key=f"nhiều:{number}", available_at=now) for number in range(99)
    )
    client = as_("administrator")
    client.get(reverse("condition"))
    with django_assert_max_num_queries(22):
        client.get(reverse("condition"))


def test_days_of_the_certificate_and_growth_of_the_database_are_said(well, as_, monkeypatch):
    certificate(60)(well, monkeypatch)
    assert told(as_)[CERTIFICATE].say == "Còn 60 ngày."
    growth.note_size(timezone.now())
    ((day, size),) = growth.sizes()
    assert size == growth.database_size() > 100_000
    assert "Mỗi tháng" not in told(as_)["Cơ sở dữ liệu"].say, "nothing is known yet"
    nights = [[(day - timedelta(days=ago)).isoformat(), size // 2] for ago in (40, 15)]
    (well / growth.SIZES).write_text(json.dumps(nights))
    assert growth.per_month(size, day) == round((size - size // 2) * 30 / 15)
    assert "Mỗi tháng thêm chừng" in told(as_)["Cơ sở dữ liệu"].say
    (well / growth.SIZES).write_text("{")
    assert growth.sizes() == []


# --- what is told without being asked


def lines(kind: str):
    return Notification.objects.filter(kind=kind)


def test_administrators_are_told_once_a_day_that_no_backup_has_come(well, world, settings):
    now = timezone.now()
    assert alarms.watch_backup(now) == 0, "one has"
    later = now + timedelta(hours=settings.BACKUP_ALARM_HOURS + 1)
    assert [alarms.watch_backup(later + timedelta(hours=more)) for more in (0, 1, 24)] == [1, 0, 1]
    assert {line.user for line in lines(alarms.LATE)} == {world.administrator}
    backed_up(well, now, False)
    assert alarms.watch_backup(now + timedelta(hours=1)) == 0, "it may be running"
    settings.TRY_OUT = True
    assert alarms.watch_backup(later + timedelta(days=9)) == 0


def test_a_backup_that_failed_is_told_at_once_and_stands_in_the_trail(well, world):
    call_command("backup_failed", stdout=StringIO())
    assert lines(alarms.FAILED).get().user == world.administrator
    assert Event.objects.filter(verb="backup_failed").count() == 1


@pytest.mark.usefixtures("within_one_window")
def test_a_test_letter_goes_the_way_of_every_letter(well, as_, world, mailoutbox):
    client = as_("administrator")
    for _ in range(2):
        client.post(reverse("test_letter"))
    assert lines("test_letter").get().user == world.administrator, "once a minute at most"
    assert Event.objects.filter(verb="asked_test_letter").exists()
    process_due()
    assert [world.administrator.email] in [letter.to for letter in mailoutbox]
    User.objects.filter(pk=world.administrator.pk).update(email="")
    answer = client.post(reverse("test_letter"), follow=True)
    assert "chưa có địa chỉ thư" in answer.content.decode()


# --- /metrics

NAMED = re.compile(r"^(portal_\w+)(?:\{([^}]*)\})? (\S+)$", re.M)


def figures(answer) -> dict[tuple[str, str], float]:
    return {
        (name, labels): float(value)
        for name, labels, value in NAMED.findall(answer.content.decode())
    }


@pytest.fixture
def watched(settings, monkeypatch):
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)


def scrape(client, token: str = TOKEN):
    return client.get("/metrics", headers={"authorization": f"Bearer {token}"})


def test_nobody_reads_it_without_the_token_and_without_one_it_is_not_there(
    well, as_, settings, watched, counted
):
    asked = [as_(who).get("/metrics") for who in ("anonymous", "administrator")]
    asked += [scrape(as_("anonymous"), "a" * 23), scrape(as_("anonymous"), "")]
    counted(len(asked), "ways not to read /metrics")
    assert {answer.status_code for answer in asked} == {404}
    settings.METRICS_TOKEN = ""
    assert scrape(as_("anonymous"), "").status_code in (302, 404)


def test_it_counts_requests_and_says_how_the_portal_is(well, as_, settings, watched, counted):
    before = figures(scrape(as_("anonymous")))
    client = as_("administrator")
    for _ in range(3):
        client.get(reverse("condition"))
    client.get("/khong-co-trang-nay/")
    mail_away(well, None)
    after = figures(scrape(as_("anonymous")))
    key = ("portal_requests_total", 'method="GET",route="condition",status="200"')
    assert after[key] - before.get(key, 0) == 3
    assert after["portal_request_seconds_count", 'route="condition"'] >= 3
    assert (before["portal_mail_server_away", ""], after["portal_mail_server_away", ""]) == (0, 1)
    assert {labels for name, labels in after if name == "portal_heartbeat_age_seconds"} == {
        f'lane="{lane}"' for lane in LANES
    }
    expected = {
        *("portal_database_up", "portal_outbox_waiting", "portal_outbox_stopped", "portal_gaps"),
        *("portal_backup_age_seconds", "portal_backup_ok", "portal_disk_free_bytes"),
    }
    assert expected <= {name for name, _ in after}
    assert Anchor.objects.exists() == (("portal_anchor_age_seconds", "") in after)
    counted(len(after), "figures for Prometheus")


def test_it_answers_with_the_database_away_and_needs_no_host(
    well, as_, settings, watched, monkeypatch
):
    settings.ALLOWED_HOSTS = ["cong.example"]

    def no_cursor():
        raise OperationalError("away")

    with monkeypatch.context() as away:
        away.setattr(connection, "cursor", no_cursor)
        told = figures(scrape(as_("anonymous")))
    assert told["portal_database_up", ""] == 0


def test_no_label_names_anybody(well, as_, settings, watched, story):
    made = story("consulting")
    as_("lead").get(f"/ho-so/{made.incident.code}/?q=Chu+Yến")
    text = scrape(as_("anonymous")).content.decode()
    assert 'route="review:case"' in text
    for leak in (made.incident.code, "Yến", "lead", *CANARIES.values()):
        assert leak not in text.replace("leads", "")


def test_it_is_counted_by_all_workers_together(tmp_path):
    """As under gunicorn: each process writes files of its own, whoever is asked adds them up."""
    script = (
        "import django; django.setup()\n"
        "from halang_portal import metrics; metrics.count('home', 'GET', 200, 0.1)\n"
        "from prometheus_client import CollectorRegistry, generate_latest\n"
        "from prometheus_client.multiprocess import MultiProcessCollector\n"
        "r = CollectorRegistry(); MultiProcessCollector(r); print(generate_latest(r).decode())\n"
    )
    environment = {
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        "METRICS_TOKEN": "a" * 24,
        "DJANGO_SETTINGS_MODULE": "halang_portal.settings",
    }
    seen = [
        subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    line = 'portal_requests_total{method="GET",route="home",status="200"} %s'
    assert line % "1.0" in seen[0]
    assert line % "2.0" in seen[1]


def test_nothing_is_counted_while_nobody_watches(settings, monkeypatch):
    settings.METRICS_TOKEN = ""
    monkeypatch.setattr(metrics, "_counters", lambda: 1 / 0)
    metrics.count("home", "GET", 200, 0.1)
