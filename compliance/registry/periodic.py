"""Daily job: apply changes effective today. Runs once a day; missed days are caught up."""

import logging
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import DatabaseError, transaction
from django.urls import reverse

from compliance.core.language import _
from compliance.core.roles import NEVER_EMPTY, Kind
from compliance.outbox.actions import enqueue, notify
from compliance.outbox.consistency_checks import finds_gaps, hears_of_gaps
from compliance.outbox.handlers import LONG, handles, hears_alarm, hears_outage, plans
from compliance.outbox.models import Message, Notification
from compliance.registry.actions.addresses import follow_addresses
from compliance.registry.actions.days import turn_day
from compliance.registry.actions.imports import cancel_old_previews, carry_out, read_or_say
from compliance.registry.actions.requests import answerers
from compliance.registry.actions.staff import count_words
from compliance.registry.models import DataRequest, Function, ImportRun, StaffMember
from compliance.registry.queries import holders
from compliance.registry.signin import forget_old
from compliance.rulebook.clocks import local_day, local_hour, office_hours, workdays_between
from compliance.rulebook.queries import calendar

log = logging.getLogger(__name__)

TOPIC = "registry_day"
FIRST_LOOK = timedelta(days=3650)  # with no turn on record everything of ten years is looked at


@plans
def plan_turn_of_day(now) -> int:
    """Owe today's turn; one query when it is there."""
    day = local_day(now)
    key = f"{TOPIC}:{day:%Y-%m-%d}"
    if Message.objects.filter(dedup_key=key).exists():
        return 0
    enqueue(topic=TOPIC, dedup_key=key, at=now, payload={"day": day.isoformat()})
    return 1


@handles(TOPIC)
def do_turn_of_day(message, now) -> None:
    """Since the last turn that was done; the day is the one of the clock, so a turn done late looks
    at today.
    """
    last = Message.objects.filter(topic=TOPIC, done_at__isnull=False).order_by("-dedup_key").first()
    day = max(date.fromisoformat(message.payload["day"]), local_day(now))
    turn_day(
        day=day, since=date.fromisoformat(last.payload["day"]) if last else day - FIRST_LOOK, at=now
    )
    count_words()
    cancel_old_previews(at=now)
    forget_old(now)
    follow_addresses(people=StaffMember.objects.exclude(email=""), by=None, at=now)


@finds_gaps
def parts_without_holder(now) -> Iterator[str]:
    """Parts the house cannot do without that nobody holds today, or that end by their date within a
    week. A portal without any function is new.
    """
    today = local_day(now)
    if not Function.objects.exists():
        return
    for group in NEVER_EMPTY:
        for day, when in (
            (today, _("hôm nay")),
            (today + timedelta(days=7), _("sau bảy ngày nữa")),
        ):
            if not holders(*group, day=day).exists():
                yield _("Chức năng “{label}” không có ai giữ {when}: giao cho người khác.").format(
                    label=group[0].label, when=when
                )
                break


@handles("read_import", lane=LONG)
def read_import(message, now) -> None:
    read_or_say(
        run=ImportRun.objects.select_related("scope").get(pk=message.payload["run"]), at=now
    )


@handles("apply_import", lane=LONG)
def write_import(message, now) -> None:
    """All or nothing; when the database refuses, the run waits to be looked at again
    and says so.
    """
    run = ImportRun.objects.select_related("by").get(pk=message.payload["run"])
    try:
        with transaction.atomic():
            carry_out(run=run, at=now)
    except DatabaseError:
        log.exception("import %s was not applied", run.pk)
        ImportRun.objects.filter(pk=run.pk).update(
            state=ImportRun.State.PREVIEWED,
            seen_seq=0,
            reason=_("Nhập không thành công, chưa có gì thay đổi. Đọc lại tệp rồi thử lại."),
        )


@plans
def plan_data_requests(now) -> int:
    """Tell who answers, in office hours, once: a working day before each of the two days, and every
    week when one is past.
    """
    days = calendar()
    if not office_hours(now, days):
        return 0
    today, sent = local_day(now), 0
    for request in DataRequest.objects.filter(state__in=("sent", "received")).select_related(
        "staff"
    ):
        due = request.receive_by if request.state == DataRequest.State.SENT else request.due_on
        if today <= due and workdays_between(today, due, days) > 1:
            continue
        stage = (
            f"{request.state}:{due:%Y%m%d}:{(today - due).days // 7 if today > due else 'before'}"
        )
        text = _("Đề nghị về dữ liệu cá nhân {today} {state} {due:%d/%m/%Y}").format(
            today=_("quá hạn") if today > due else _("sắp đến hạn"),
            state=_("tiếp nhận") if request.state == "sent" else _("trả lời"),
            due=due,
        )
        if not Notification.objects.filter(
            dedup_key__startswith=f"data_request:{request.pk}:{stage}:"
        ).exists():
            with transaction.atomic():
                notify(
                    users=answerers(request, today),
                    kind="data_request",
                    text=text,
                    url=reverse("registry:data_request", args=[request.pk]),
                    at=now,
                    key=f"data_request:{request.pk}:{stage}",
                )
            sent += 1
    return sent


@hears_alarm
def tell_administrators(message, now) -> None:
    """A row has stopped: whoever keeps the accounts is told, by the bell (the mail may be what
    fails).
    """
    day = local_day(now)
    text = _("Có việc đã thử mười lần chưa được; xem và xử lý")
    notify(
        users=holders(Kind.ADMINISTRATOR, day=day),
        kind="stopped",
        text=text,
        url=f"{reverse('outbox:dead')}?loc=dung",
        at=now,
        key=f"stopped:{day:%Y%m%d}",
        mail=message.topic != "mail",
    )


@hears_outage
def tell_of_outage(part, now) -> None:
    """The mail server is away: told by the bell alone, once an outage."""
    notify(
        users=holders(Kind.ADMINISTRATOR, day=local_day(now)),
        kind="outage",
        text=_("Máy chủ thư không trả lời; thư chờ và tự đi khi máy chủ trả lời"),
        url=reverse("outbox:dead"),
        at=now,
        key=f"outage:{part}:{now.isoformat()}",
        mail=False,
    )


@hears_of_gaps
def tell_of_gaps(number, now) -> None:
    """At once, and once an hour at most, since that is how often one looks."""
    notify(
        users=holders(Kind.ADMINISTRATOR, day=local_day(now)),
        kind="gaps",
        text=_("Đối chiếu mỗi giờ thấy thiếu {number} chỗ; xem từng chỗ").format(number=number),
        url=f"{reverse('outbox:dead')}#thieu",
        at=now,
        key=f"gaps:{local_day(now):%Y%m%d}:{local_hour(now)}",
    )
