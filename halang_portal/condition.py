"""The health page of the administrator: each part of the portal in words, since when, what to do.
Nothing here is needed by any other page.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.actions import record
from compliance.core.access import require
from compliance.core.roles import Do
from compliance.outbox.actions import notify
from compliance.outbox.heartbeat import LATE
from compliance.outbox.words import LANES, reason
from halang_portal import health
from halang_portal.alarms import is_late
from halang_portal.templatetags.written import filesize_vn, vn_datetime
from halang_portal.vitals import Certificate, Disk, Lane, Vitals, read

GOOD, SOON, BAD = "good", "soon", "bad"
BADGES = {GOOD: ("done", "okcircle"), SOON: ("wait", "clock"), BAD: ("back", "late")}
RENEWED, ENDING = timedelta(days=21), timedelta(days=7)  # before a certificate ends
ANCHOR_LATE = timedelta(hours=2)  # one is signed every hour in which something happened
LITTLE, SCARCE = 0.20, 0.05  # of a disk
SLOW = timedelta(minutes=10)  # a row that has been due for so long
PROCESSES = {"default": "worker, beat", "mail": "mail", "long": "long"}


@dataclass(frozen=True)
class Part:
    """`state`: good, soon or bad; `word`: the same in a word; `when`: since when, or the last time;
    `act`: what somebody should do, empty when nothing; `url`: where.
    """

    name: str
    state: str
    word: str
    say: str
    when: str = ""
    act: str = ""
    url: str = ""

    @property
    def badge(self) -> tuple[str, str]:
        return BADGES[self.state]


def parts(vitals: Vitals, now: datetime) -> list[Part]:
    return [
        _database(vitals),
        *([_redis()] if settings.REDIS_URL else []),
        _mail(vitals),
        *(_lane(lane, now) for lane in vitals.lanes if lane.is_late(now)),
        _stopped(vitals),
        _gaps(vitals),
        _anchors(vitals, now),
        _backup(vitals, now),
        *(_disk(disk) for disk in vitals.disks),
        *([_certificate(vitals.certificate, now)] if vitals.certificate else []),
    ]


def _database(vitals: Vitals) -> Part:
    """The page has just been read from it."""
    size, monthly = vitals.database.size, vitals.database.monthly
    grows = "" if monthly is None else f" Mỗi tháng thêm chừng {filesize_vn(max(monthly, 0))}."
    say = f"Đọc, ghi được; {filesize_vn(size)}.{grows}"
    return Part("Cơ sở dữ liệu", GOOD, "Bình thường", say)


def _redis() -> Part:
    if health.redis_state() == health.OK:
        return Part("Redis", GOOD, "Bình thường", "Báo việc cho tiến trình chạy nền ngay.")
    return Part(
        "Redis",
        SOON,
        "Không trả lời",
        "Mọi trang vẫn mở, không mất gì; việc nền chờ đến khi Redis chạy lại.",
        act="Khởi động lại Redis.",
    )


def _mail(vitals: Vitals) -> Part:
    last = f"Thư đi được gần nhất {_at(vitals.last_letter)}" if vitals.last_letter else ""
    waiting = next(lane.waiting for lane in vitals.lanes if lane.name == "mail")
    away = vitals.outage
    if away is None:
        return Part("Máy chủ thư", GOOD, "Bình thường", f"{waiting} thư đang chờ đến lượt.", last)
    return Part(
        "Máy chủ thư",
        SOON,
        "Thư đi chậm",
        f"Lỗi: {reason(away.last_error)}. {waiting} thư đang chờ, tự đi khi máy chủ trả lời. Thông"
        " báo vẫn hiện trên cổng, việc khác vẫn chạy.",
        f"Từ {_at(away.since)} · thử lại lúc {_at(away.trial_at)}",
        "Kiểm tra máy chủ thư và EMAIL_URL; thử: manage.py sendtestemail.",
    )


def _lane(lane: Lane, now: datetime) -> Part:
    return Part(
        f"Việc nền: {LANES[lane.name]}",
        BAD,
        "Không chạy",
        "Không nghe thấy tiến trình của loại việc này. Việc đang chờ không mất, chạy lại là được"
        " làm bù; loại việc khác vẫn chạy.",
        f"Nghe thấy lần cuối {_at(lane.heard)}" if lane.heard else "Chưa lần nào chạy",
        f"Kiểm tra tiến trình {PROCESSES[lane.name]} (bản dùng thử: tick).",
    )


def _stopped(vitals: Vitals) -> Part:
    name = "Việc thử mười lần chưa được"
    if not vitals.stopped:
        return Part(name, GOOD, "Không có", "Không việc nào dừng.")
    return Part(
        name,
        BAD,
        "Chờ người xử lý",
        f"{vitals.stopped} việc đã dừng: thử lại, hoặc bỏ hẳn kèm lý do.",
        act="Xem từng việc.",
        url=f"{reverse('outbox:dead')}?loc=dung",
    )


def _gaps(vitals: Vitals) -> Part:
    name = "Đối chiếu mỗi giờ"
    if not vitals.gaps:
        return Part(name, GOOD, "Đủ", "Điều phải có đều đang có.")
    return Part(
        name,
        BAD,
        "Thấy thiếu",
        f"{vitals.gaps} chỗ phải có mà không có.",
        f"Từ {_at(vitals.gaps_since)}",
        "Xem từng chỗ.",
        f"{reverse('outbox:dead')}#thieu",
    )


def _anchors(vitals: Vitals, now: datetime) -> Part:
    name = "Mốc nhật ký"
    last = f"Mốc gần nhất {_at(vitals.last_anchor)}" if vitals.last_anchor else "Chưa có mốc nào"
    if vitals.unanchored and now - vitals.unanchored > ANCHOR_LATE:
        return Part(
            name,
            BAD,
            "Chưa ký",
            f"Có sự kiện từ {_at(vitals.unanchored)} chưa nằm trong mốc nào.",
            last,
            "Kiểm tra việc nền; nhật ký chỉ được bảo vệ đến mốc gần nhất.",
        )
    if vitals.anchors_waiting:
        return Part(
            name,
            SOON,
            "Chưa gửi hết",
            f"{vitals.anchors_waiting} bản mốc chưa ra khỏi cổng; cổng tự gửi lại.",
            last,
        )
    return Part(name, GOOD, "Đã gửi", "Mọi mốc đã ký đã ra khỏi cổng.", last)


def _backup(vitals: Vitals, now: datetime) -> Part:
    name, backup = "Sao lưu", vitals.backup
    how = "Chạy manage.py backup mỗi đêm."
    if backup is None:
        state = GOOD if settings.TRY_OUT else BAD
        word = "Không cần" if settings.TRY_OUT else "Chưa có"
        say = "Bản dùng thử không cần sao lưu." if settings.TRY_OUT else "Chưa có bản sao lưu nào."
        return Part(name, state, word, say, act="" if settings.TRY_OUT else how)
    when = f"Lần gần nhất {_at(backup.at)}, {filesize_vn(backup.size)}"
    if not backup.ok:
        return Part(name, BAD, "Không trọn vẹn", "Lần sao lưu gần nhất bị lỗi.", when, how)
    if is_late(backup, now):
        hours = settings.BACKUP_ALARM_HOURS
        return Part(name, BAD, "Quá hạn", f"Hơn {hours} giờ chưa có bản mới.", when, how)
    return Part(name, GOOD, "Đủ", "Bản sao lưu gần nhất trọn vẹn.", when)


def _disk(disk: Disk) -> Part:
    name = "Đĩa: tệp lưu giữ" if disk.of == "files" else "Đĩa: dữ liệu của cổng"
    say = f"Còn {filesize_vn(disk.free)} trong {filesize_vn(disk.total)}."
    if disk.free < settings.UPLOAD_BODY_MAX_BYTES or disk.free < SCARCE * disk.total:
        act = "Thêm chỗ ngay: hết chỗ thì không nhận được chứng cứ."
        return Part(name, BAD, "Sắp hết chỗ", say, act=act)
    if disk.free < LITTLE * disk.total:
        return Part(name, SOON, "Còn ít", say, act="Thêm chỗ trong vài tuần tới.")
    return Part(name, GOOD, "Đủ chỗ", say)


def _certificate(certificate: Certificate, now: datetime) -> Part:
    name, act = "Chứng thư máy chủ web", "Gia hạn chứng thư, rồi nạp lại nginx."
    if certificate.until is None:
        say = "Không đọc được tệp nêu ở TLS_CERTIFICATE."
        return Part(name, SOON, "Chưa biết", say, act="Kiểm tra đường dẫn và quyền đọc.")
    left = certificate.until - now
    say, when = f"Còn {max(left.days, 0)} ngày.", f"Hết hạn {_at(certificate.until)}"
    if left < ENDING:
        return Part(name, BAD, "Sắp hết hạn" if left.days >= 0 else "Hết hạn", say, when, act)
    if left < RENEWED:
        return Part(name, SOON, "Nên gia hạn", say, when, act)
    return Part(name, GOOD, "Còn hạn", say, when)


def _at(moment: datetime | None) -> str:
    return vn_datetime(moment)


def verdict(shown: list[Part]) -> tuple[str, str]:
    """(the worst state, one sentence about the whole)."""
    bad = [part.name for part in shown if part.state == BAD]
    soon = [part.name for part in shown if part.state == SOON]
    if bad:
        return BAD, f"Cổng nhận và giữ vụ việc. Cần người xử lý: {'; '.join(bad)}."
    if soon:
        return SOON, f"Cổng nhận và giữ vụ việc bình thường. Cần để ý: {'; '.join(soon)}."
    return GOOD, "Mọi bộ phận bình thường. Không cần làm gì."


@dataclass(frozen=True)
class LaneRow:
    """One lane in words."""

    name: str
    waiting: int
    oldest: datetime | None
    heard: datetime | None
    badge: tuple[str, str, str]


def lane_rows(vitals: Vitals, now: datetime) -> list[LaneRow]:
    rows = []
    for lane in vitals.lanes:
        slow = lane.oldest is not None and now - lane.oldest > SLOW
        badge = ("Bình thường", *BADGES[GOOD])
        if lane.is_late(now):
            badge = ("Không chạy", *BADGES[BAD])
        elif slow or (lane.name == "mail" and vitals.outage):
            badge = ("Đi chậm", *BADGES[SOON])
        rows.append(LaneRow(LANES[lane.name], lane.waiting, lane.oldest, lane.heard, badge))
    return rows


def page(request):
    """For whoever keeps the accounts: no case, no name."""
    require(request.user, Do.KEEP_FUNCTIONS)
    now = timezone.now()
    vitals = read(now)
    shown = parts(vitals, now)
    state, sentence = verdict(shown)
    context = {
        "now": now,
        "parts": shown,
        "state": state,
        "sentence": sentence,
        "lanes": lane_rows(vitals, now),
        "late": int(LATE.total_seconds() // 60),
    }
    return render(request, "portal/condition.html", context)


@require_POST
def test_letter(request):
    """A letter to whoever asks, on the way every letter goes; the bell shows it as well."""
    require(request.user, Do.KEEP_FUNCTIONS)
    now, user = timezone.now(), request.user
    if not user.email:
        messages.error(request, "Tài khoản của ông/bà chưa có địa chỉ thư.")
        return redirect("condition")
    notify(
        users=[user],
        kind="test_letter",
        text="Thư thử ông/bà vừa gửi từ trang Sức khỏe cổng",
        url=reverse("condition"),
        at=now,
        key=f"test_letter:{user.pk}:{int(now.timestamp()) // 60}",  # one a minute
    )
    record(by=user, verb="asked_test_letter", obj=user, at=now, label=user.username)
    messages.success(request, f"Thư thử sẽ đến {user.email} trong ít phút.")
    return redirect("condition")
