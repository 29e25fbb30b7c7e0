"""Copies of a summary to those who are to have one: owed, sent as a link, opened; on paper handed
over. Nothing of a case stands in a mail.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from compliance.audit.actions import record
from compliance.core.access import require
from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.core.roles import Do
from compliance.files.actions import store
from compliance.outbox.actions import enqueue
from compliance.papers.paper import full_number, plain_name
from compliance.registry.models import User
from compliance.rulebook.clocks import local_day
from reports.actions.summaries import period_of_summary
from reports.models import Delivery, Extract, PeriodKind, Recipient, ReportFile, Summary

VALID = timedelta(days=30)
SALT = "reports.delivery"
State = Delivery.State
SENDABLE = (State.SENT, State.OPENED, State.FAILED)


def _url(summary: Summary) -> str:
    return reverse("reports:deliveries", args=[summary.pk])


@transaction.atomic
def distribute(*, summary: Summary, by: User, at: datetime) -> int:
    """Send everybody on the list the copy that is theirs, outside the committee once the extract
    has its number; whoever has one already gets no second. Returns how many copies are new.
    """
    require(by, Do.APPROVE_SUMMARY, _("Tổ trưởng gửi báo cáo đến nơi nhận."))
    back = _url(summary)
    if not summary.document_number:
        raise NotNow(
            _("Ghi số, ngày của văn bản đã ký trước khi gửi."),
            back=reverse("reports:summary", args=[summary.pk]),
        )
    if summary.withdrawn_at:
        raise NotNow(_("Báo cáo này đã có bản mới thay thế."), back=_url(summary))
    wanted = Recipient.objects.filter(ended_at=None).exclude(deliveries__summary=summary)
    if summary.kind == PeriodKind.WEEK:
        wanted = wanted.filter(
            inside=True
        )  # weeks cut months in two: their numbers beside those of a month would give small ones
    elif not Extract.objects.filter(summary=summary).exists():
        wanted = wanted.filter(inside=True)
        if not wanted.exists():
            raise NotNow(_("Ghi số, ngày của trích sao đã ký trước khi gửi ra ngoài."), back=back)
    new_copies = 0
    for recipient in wanted.order_by("order", "pk"):
        delivery, created = Delivery.objects.get_or_create(
            summary=summary,
            recipient=recipient,
            defaults={"state": State.OWED if recipient.email else State.PAPER, "by": by, "at": at},
        )
        if created:
            new_copies += 1
            _owe(delivery, at)
    if not new_copies:
        raise NotNow(_("Mọi nơi nhận đã có bản của mình."), back=_url(summary))
    record(
        by=by,
        verb="distribute_summary",
        obj=summary,
        at=at,
        label=period_of_summary(summary).label,
        after={"copies": new_copies},
    )
    return new_copies


def _why_no_extract(summary: Summary, day: date, today: date) -> str:
    """Why this report gets no extract of that day; empty when it may."""
    if not summary.document_date:
        return _("Ghi số, ngày của báo cáo đã ký trước.")
    if summary.kind == PeriodKind.WEEK or summary.withdrawn_at:
        return _("Báo cáo này không gửi ra ngoài nên không có trích sao.")
    if Extract.objects.filter(summary=summary).exists():
        return _("Trích sao của báo cáo này đã ghi số.")
    if not summary.document_date <= day <= today:
        return _("Ngày trích sao từ ngày của báo cáo đến hôm nay.")
    return ""


@transaction.atomic
def record_extract(
    *,
    summary: Summary,
    number: str,
    day: date,
    signer: str,
    by: User,
    at: datetime,
    upload: Any = None,
) -> Extract:
    """The number of its own, the day and the signer of the copy that leaves the committee. Given
    once; numbers of copies run through the year in one book (NĐ 30/2020/NĐ-CP, Điều 25).
    """
    require(by, Do.PREPARE_SUMMARY)
    back = _url(summary)
    counted, symbol = _copy_number(number)
    summary = Summary.objects.select_for_update(of=("self",)).get(pk=summary.pk)
    if why := _why_no_extract(summary, day, local_day(at)):
        raise NotNow(why, back=back)
    made, created = Extract.objects.get_or_create(
        year=day.year,
        symbol=symbol,
        number=counted,
        defaults={
            "summary": summary,
            "issued_on": day,
            "signer": plain_name(signer),
            "by": by,
            "at": at,
        },
    )
    if not created:
        raise NotNow(
            _("Số {made} đã ghi cho bản sao khác trong năm {year}.").format(
                made=made, year=day.year
            ),
            back=back,
        )
    if upload is not None:
        scan = store(upload=upload, kind="summaries", owner=summary, by=by, at=at)
        ReportFile.objects.create(summary=summary, stored=scan)
    record(
        by=by,
        verb="sign_extract",
        obj=summary,
        at=at,
        label=period_of_summary(summary).label,
        after={"number": str(made), "date": day.isoformat()},
    )
    return made


def _copy_number(text: str) -> tuple[int, str]:
    """(5, "TrS-TKTGS") of “05/TrS-TKTGS”."""
    try:
        counted, __, symbol = full_number(text).partition("/")
    except ValueError:
        counted, symbol = "", ""
    if not symbol.startswith("TrS"):
        raise NotNow(_("Ghi số trích sao dạng số/ký hiệu, ví dụ 05/TrS-TKTGS."))
    return int(counted), symbol


def _owe(delivery: Delivery, at: datetime) -> None:
    if delivery.state == State.OWED:
        enqueue(
            topic="deliver_summary",
            dedup_key=f"deliver_summary:{delivery.pk}:{delivery.number}",
            at=at,
            payload={"delivery": delivery.pk, "number": delivery.number},
        )


@transaction.atomic
def resend(*, delivery: Delivery, by: User, at: datetime) -> Delivery:
    """A new mail with a new link; the link before it opens nothing any more."""
    require(by, Do.APPROVE_SUMMARY, _("Tổ trưởng gửi lại báo cáo."))
    if not delivery.recipient.email:
        raise NotNow(_("Nơi nhận này chưa có thư điện tử."), back=_url(delivery.summary))
    if delivery.summary.withdrawn_at:
        raise NotNow(_("Báo cáo này đã có bản mới thay thế."), back=_url(delivery.summary))
    moved = Delivery.objects.filter(
        pk=delivery.pk, number=delivery.number, state__in=(*SENDABLE, State.PAPER)
    ).update(state=State.OWED, number=F("number") + 1)
    if moved != 1:
        raise NotNow(_("Bản này đang được gửi."), back=_url(delivery.summary))
    fresh = Delivery.objects.select_related("recipient", "summary").get(pk=delivery.pk)
    _owe(fresh, at)
    record(
        by=by,
        verb="resend_summary",
        obj=delivery.summary,
        at=at,
        label=delivery.recipient.name,
        after={"number": fresh.number},
    )
    return fresh


@transaction.atomic
def hand_over(*, delivery: Delivery, note: str, by: User, at: datetime) -> Delivery:
    """The paper copy was taken: by whom."""
    require(by, Do.PREPARE_SUMMARY)
    if (
        Delivery.objects.filter(pk=delivery.pk, state=State.PAPER).update(
            state=State.HANDED, note=note[:200], sent_at=at
        )
        != 1
    ):
        raise NotNow(_("Bản này không chờ giao giấy."), back=_url(delivery.summary))
    record(
        by=by, verb="hand_over_summary", obj=delivery.summary, at=at, label=delivery.recipient.name
    )
    return Delivery.objects.get(pk=delivery.pk)


def mark_sent(*, delivery: Delivery, number: int, at: datetime) -> None:
    """Called in the transaction in which the mail went out."""
    Delivery.objects.filter(pk=delivery.pk, number=number, state=State.OWED).update(
        state=State.SENT, sent_at=at, expires_at=at + VALID
    )


def mark_failed(*, pk: int, number: int) -> None:
    Delivery.objects.filter(pk=pk, number=number, state=State.OWED).update(state=State.FAILED)


def token_of(delivery: Delivery) -> str:
    """What the mail's link carries: the copy and the number of its sending, signed. It says nothing
    and cannot be made up.
    """
    return signing.dumps([delivery.pk, delivery.number], salt=SALT)


def by_token(token: str, now: datetime) -> Delivery | None:
    """The delivery a link opens; None when it was made up, has lapsed, was replaced by another
    sending, or the report was withdrawn.
    """
    try:
        pk, number = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    delivery = (
        Delivery.objects.select_related("summary", "recipient")
        .filter(pk=pk, number=number, state__in=(State.SENT, State.OPENED))
        .first()
    )
    if (
        delivery is None
        or delivery.summary.withdrawn_at
        or not delivery.expires_at
        or delivery.expires_at < now
    ):
        return None
    return delivery


@transaction.atomic
def open_copy(*, delivery: Delivery, at: datetime, by: User | None = None) -> None:
    """The receipt: the first opening is kept, every one is counted and stands in the trail."""
    Delivery.objects.filter(pk=delivery.pk, opened_at=None).update(opened_at=at, state=State.OPENED)
    Delivery.objects.filter(pk=delivery.pk).update(opened=F("opened") + 1)
    record(
        by=by,
        alias="" if by else _("Nơi nhận"),
        verb="open_copy",
        obj=delivery.summary,
        at=at,
        label=delivery.recipient.name,
    )


@transaction.atomic
def keep_recipient(
    *, by: User, at: datetime, recipient: Recipient | None = None, **columns: Any
) -> Recipient:
    """Add a line of Nơi nhận, or change one."""
    require(by, Do.APPROVE_SUMMARY, _("Tổ trưởng quản lý danh sách nơi nhận."))
    if recipient is None:
        recipient = Recipient.objects.create(order=Recipient.objects.count() + 1, **columns)
    else:
        Recipient.objects.filter(pk=recipient.pk).update(**columns)
    record(
        by=by,
        verb="keep_recipient",
        obj=recipient,
        at=at,
        label=columns.get("name") or recipient.name,
    )
    return Recipient.objects.get(pk=recipient.pk)


@transaction.atomic
def end_recipient(*, recipient: Recipient, by: User, at: datetime) -> None:
    """No more copies; what was sent stays on record."""
    require(by, Do.APPROVE_SUMMARY, _("Tổ trưởng quản lý danh sách nơi nhận."))
    if Recipient.objects.filter(pk=recipient.pk, ended_at=None).update(ended_at=at) != 1:
        raise NotNow(_("Nơi nhận này đã thôi gửi."), back=reverse("reports:recipients"))
    record(by=by, verb="end_recipient", obj=recipient, at=at, label=recipient.name)


@transaction.atomic
def restore_recipient(*, recipient: Recipient, by: User, at: datetime) -> None:
    """Copies are sent there again from the next one on."""
    require(by, Do.APPROVE_SUMMARY, _("Tổ trưởng quản lý danh sách nơi nhận."))
    ended = Recipient.objects.filter(pk=recipient.pk, ended_at__isnull=False)
    if ended.update(ended_at=None) != 1:
        raise NotNow(_("Nơi nhận này đang được gửi."), back=reverse("reports:recipients"))
    record(by=by, verb="restore_recipient", obj=recipient, at=at, label=recipient.name)
