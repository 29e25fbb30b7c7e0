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
from compliance.core.language import _, in_sense, joined
from compliance.core.roles import Do
from compliance.outbox.actions import notify
from compliance.outbox.heartbeat import LATE
from compliance.outbox.words import LANES, reason
from halang_portal import health
from halang_portal.alarms import is_late
from halang_portal.replica import AWAY, Replica
from halang_portal.replica import LATE as LAGS
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
        *([_replica(vitals.replica)] if vitals.replica else []),
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
    grows = (
        ""
        if monthly is None
        else _(" Mỗi tháng thêm chừng {monthly}.").format(monthly=filesize_vn(max(monthly, 0)))
    )
    say = _("Đọc, ghi được; {size}.{grows}").format(size=filesize_vn(size), grows=grows)
    return Part(_("Cơ sở dữ liệu"), GOOD, _("Bình thường"), say)


def _replica(replica: Replica) -> Part:
    """Behind or away: nobody reads anything wrong of a case, only rules as they were."""
    name = _("Bản sao chỉ đọc")
    if replica.state == AWAY:
        say = _("Mọi trang vẫn mở: trang quy định hỏi cơ sở dữ liệu chính.")
        act = _("Kiểm tra máy chủ của bản sao và REPLICA_URL.")
        return Part(name, SOON, _("Không trả lời"), say, act=act)
    if replica.seconds is None:
        say = _("Máy chủ ở REPLICA_URL không cho biết chậm bao lâu: không phải bản sao trực tuyến.")
        return Part(name, SOON, _("Chưa biết"), say, act=_("Kiểm tra REPLICA_URL."))
    say = _("Chậm {seconds:.0f} giây so với cơ sở dữ liệu chính.").format(seconds=replica.seconds)
    if replica.state == LAGS:
        act = _("Kiểm tra streaming replication; trang quy định đang hiện nội dung cũ.")
        return Part(name, SOON, _("Chậm"), say, act=act)
    return Part(name, GOOD, _("Bình thường"), say)


def _redis() -> Part:
    if health.redis_state() == health.OK:
        return Part("Redis", GOOD, _("Bình thường"), _("Báo việc cho tiến trình chạy nền ngay."))
    return Part(
        "Redis",
        SOON,
        _("Không trả lời"),
        _("Mọi trang vẫn mở, không mất gì; việc nền chờ đến khi Redis chạy lại."),
        act=_("Khởi động lại Redis."),
    )


def _mail(vitals: Vitals) -> Part:
    last = (
        _("Thư đi được gần nhất {last_letter}").format(last_letter=_at(vitals.last_letter))
        if vitals.last_letter
        else ""
    )
    waiting = next(lane.waiting for lane in vitals.lanes if lane.name == "mail")
    away = vitals.outage
    if away is None:
        return Part(
            _("Máy chủ thư"),
            GOOD,
            _("Bình thường"),
            _("{waiting} thư đang chờ đến lượt.").format(waiting=waiting),
            last,
        )
    return Part(
        _("Máy chủ thư"),
        SOON,
        _("Thư đi chậm"),
        _(
            "Lỗi: {last_error}. {waiting} thư đang chờ, tự đi khi máy chủ trả lời. Thông báo vẫn "
            "hiện trên cổng, việc khác vẫn chạy."
        ).format(last_error=reason(away.last_error), waiting=waiting),
        _("Từ {since} · thử lại lúc {trial_at}").format(
            since=_at(away.since), trial_at=_at(away.trial_at)
        ),
        _("Kiểm tra máy chủ thư và EMAIL_URL; thử: manage.py sendtestemail."),
    )


def _lane(lane: Lane, now: datetime) -> Part:
    return Part(
        _("Việc nền: {lanes}").format(lanes=LANES[lane.name]),
        BAD,
        _("Không chạy"),
        _(
            "Không nghe thấy tiến trình của loại việc này. Việc đang chờ không mất, chạy lại là "
            "được làm bù; loại việc khác vẫn chạy."
        ),
        _("Nghe thấy lần cuối {heard}").format(heard=_at(lane.heard))
        if lane.heard
        else _("Chưa lần nào chạy"),
        _("Kiểm tra tiến trình {processes} (bản dùng thử: tick).").format(
            processes=PROCESSES[lane.name]
        ),
    )


def _stopped(vitals: Vitals) -> Part:
    name = _("Việc thử mười lần chưa được")
    if not vitals.stopped:
        return Part(name, GOOD, _("Không có"), _("Không việc nào dừng."))
    return Part(
        name,
        BAD,
        _("Chờ người xử lý"),
        _("{stopped} việc đã dừng: thử lại, hoặc bỏ hẳn kèm lý do.").format(stopped=vitals.stopped),
        act=_("Xem từng việc."),
        url=f"{reverse('outbox:dead')}?loc=dung",
    )


def _gaps(vitals: Vitals) -> Part:
    name = _("Đối chiếu mỗi giờ")
    if not vitals.gaps:
        return Part(name, GOOD, _("Đủ"), _("Điều phải có đều đang có."))
    return Part(
        name,
        BAD,
        _("Thấy thiếu"),
        _("{gaps} chỗ phải có mà không có.").format(gaps=vitals.gaps),
        _("Từ {gaps_since}").format(gaps_since=_at(vitals.gaps_since)),
        _("Xem từng chỗ."),
        f"{reverse('outbox:dead')}#thieu",
    )


def _anchors(vitals: Vitals, now: datetime) -> Part:
    name = _("Mốc nhật ký")
    last = (
        _("Mốc gần nhất {last_anchor}").format(last_anchor=_at(vitals.last_anchor))
        if vitals.last_anchor
        else _("Chưa có mốc nào")
    )
    if vitals.unanchored and now - vitals.unanchored > ANCHOR_LATE:
        return Part(
            name,
            BAD,
            _("Chưa ký"),
            _("Có sự kiện từ {unanchored} chưa nằm trong mốc nào.").format(
                unanchored=_at(vitals.unanchored)
            ),
            last,
            _("Kiểm tra việc nền; nhật ký chỉ được bảo vệ đến mốc gần nhất."),
        )
    if vitals.anchors_waiting:
        return Part(
            name,
            SOON,
            _("Chưa gửi hết"),
            _("{anchors_waiting} bản mốc chưa ra khỏi cổng; cổng tự gửi lại.").format(
                anchors_waiting=vitals.anchors_waiting
            ),
            last,
        )
    return Part(name, GOOD, in_sense("sent", "Đã gửi"), _("Mọi mốc đã ký đã ra khỏi cổng."), last)


def _backup(vitals: Vitals, now: datetime) -> Part:
    name, backup = _("Sao lưu"), vitals.backup
    how = _("Chạy manage.py backup mỗi đêm.")
    if backup is None:
        state = GOOD if settings.TRY_OUT else BAD
        word = _("Không cần") if settings.TRY_OUT else _("Chưa có")
        say = (
            _("Bản dùng thử không cần sao lưu.")
            if settings.TRY_OUT
            else _("Chưa có bản sao lưu nào.")
        )
        return Part(name, state, word, say, act="" if settings.TRY_OUT else how)
    when = _("Lần gần nhất {at}, {size}").format(at=_at(backup.at), size=filesize_vn(backup.size))
    if not backup.ok:
        return Part(name, BAD, _("Không trọn vẹn"), _("Lần sao lưu gần nhất bị lỗi."), when, how)
    if is_late(backup, now):
        hours = settings.BACKUP_ALARM_HOURS
        return Part(
            name,
            BAD,
            _("Quá hạn"),
            _("Hơn {hours} giờ chưa có bản mới.").format(hours=hours),
            when,
            how,
        )
    return Part(name, GOOD, _("Đủ"), _("Bản sao lưu gần nhất trọn vẹn."), when)


def _disk(disk: Disk) -> Part:
    name = _("Đĩa: tệp lưu giữ") if disk.of == "files" else _("Đĩa: dữ liệu của cổng")
    say = _("Còn {free} trong {total}.").format(
        free=filesize_vn(disk.free), total=filesize_vn(disk.total)
    )
    if disk.free < settings.UPLOAD_BODY_MAX_BYTES or disk.free < SCARCE * disk.total:
        act = _("Thêm chỗ ngay: hết chỗ thì không nhận được chứng cứ.")
        return Part(name, BAD, _("Sắp hết chỗ"), say, act=act)
    if disk.free < LITTLE * disk.total:
        return Part(name, SOON, _("Còn ít"), say, act=_("Thêm chỗ trong vài tuần tới."))
    return Part(name, GOOD, _("Đủ chỗ"), say)


def _certificate(certificate: Certificate, now: datetime) -> Part:
    name, act = _("Chứng thư máy chủ web"), _("Gia hạn chứng thư, rồi nạp lại nginx.")
    if certificate.until is None:
        say = _("Không đọc được tệp nêu ở TLS_CERTIFICATE.")
        return Part(name, SOON, _("Chưa biết"), say, act=_("Kiểm tra đường dẫn và quyền đọc."))
    left = certificate.until - now
    say, when = (
        _("Còn {days} ngày.").format(days=max(left.days, 0)),
        _("Hết hạn {until}").format(until=_at(certificate.until)),
    )
    if left < ENDING:
        return Part(name, BAD, _("Sắp hết hạn") if left.days >= 0 else _("Hết hạn"), say, when, act)
    if left < RENEWED:
        return Part(name, SOON, _("Nên gia hạn"), say, when, act)
    return Part(name, GOOD, _("Còn hạn"), say, when)


def _at(moment: datetime | None) -> str:
    return vn_datetime(moment)


def verdict(shown: list[Part]) -> tuple[str, str]:
    """(the worst state, one sentence about the whole)."""
    bad = [part.name for part in shown if part.state == BAD]
    soon = [part.name for part in shown if part.state == SOON]
    if bad:
        return BAD, _("Cổng nhận và giữ vụ việc. Cần người xử lý: {bad}.").format(
            bad=joined("; ", bad)
        )
    if soon:
        return SOON, _("Cổng nhận và giữ vụ việc bình thường. Cần để ý: {soon}.").format(
            soon=joined("; ", soon)
        )
    return GOOD, _("Mọi bộ phận bình thường. Không cần làm gì.")


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
        badge = (_("Bình thường"), *BADGES[GOOD])
        if lane.is_late(now):
            badge = (_("Không chạy"), *BADGES[BAD])
        elif slow or (lane.name == "mail" and vitals.outage):
            badge = (_("Đi chậm"), *BADGES[SOON])
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
        messages.error(request, _("Tài khoản của ông/bà chưa có địa chỉ thư."))
        return redirect("condition")
    notify(
        users=[user],
        kind="test_letter",
        text=_("Thư thử ông/bà vừa gửi từ trang Sức khỏe cổng"),
        url=reverse("condition"),
        at=now,
        key=f"test_letter:{user.pk}:{int(now.timestamp()) // 60}",  # one a minute
    )
    record(by=user, verb="asked_test_letter", obj=user, at=now, label=user.username)
    messages.success(request, _("Thư thử sẽ đến {email} trong ít phút.").format(email=user.email))
    return redirect("condition")
