"""Summaries: planned when a period closes, drawn up once, edited, approved, told, read, corrected
by a numbered revision.
"""

import hashlib
import json
import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from compliance.audit.actions import keyed_hash, record
from compliance.audit.models import ChainHead
from compliance.core.access import require
from compliance.core.language import _
from compliance.core.refusals import NotNow, Stale
from compliance.core.roles import CHAIRS, LEADS, Do
from compliance.files.actions import store
from compliance.outbox.actions import enqueue, notify
from compliance.papers.paper import full_number, official, plain_name
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day
from reports.disclosure_control import Issued, cells_of, may_say
from reports.models import PeriodKind, ReportFile, Summary, SummaryEntry, UnitReturn
from reports.narrative import TITLES, sections_of, told_apart
from reports.periods import Period, period_ending
from reports.queries import owed, returns_of
from reports.snapshot import count, read_period

STALE = _("Báo cáo vừa được thay đổi ở nơi khác. Mở lại để xem bản mới nhất.")
State = Summary.State


def period_of_summary(summary: Summary) -> Period:
    return period_ending(summary.kind, summary.end)


def _url(summary: Summary) -> str:
    return reverse("reports:summary", args=[summary.pk])


def _step(summary: Summary, sources: tuple[str, ...], **changes: Any) -> None:
    """The gate of summaries: one conditional UPDATE on (state, version)."""
    moved = Summary.objects.filter(
        pk=summary.pk, state__in=sources, version=summary.version
    ).update(version=summary.version + 1, **changes)
    if moved != 1:
        raise Stale(STALE, back=_url(summary), row=summary)


@transaction.atomic
def plan_summary(*, period: Period, at: datetime) -> bool:
    """Owe the summary of a closed period, once. Returns whether it was new."""
    summary, created = Summary.objects.get_or_create(
        kind=period.kind, start=period.start, end=period.end, revision=1
    )
    if created:
        enqueue(
            topic="draw_summary",
            dedup_key=f"draw_summary:{summary.pk}",
            at=at,
            payload={"summary": summary.pk},
        )
    return created


@transaction.atomic
def draw(
    *, summary: Summary, at: datetime, ready: dict | None = None, quiet: bool = False
) -> Summary:
    """Keep the rows of the period, count and freeze its figures, write the first text, tell the
    leads. Does nothing when it was drawn before.

    `ready` is what frozen.read_period() found, read in a snapshot of its own; without it, it is
    read here.
    """
    if summary.state != State.PLANNED:
        return summary
    period = period_of_summary(summary)
    ready = ready or read_period(period)
    for entry in ready["entries"]:
        entry.pk, entry.summary = None, summary
    SummaryEntry.objects.bulk_create(ready["entries"], batch_size=1000)
    figures = json.loads(json.dumps({**count(summary, period), **ready["surroundings"]}))
    digest, text = hashlib.sha256(canonical(figures)).hexdigest(), sections_of(figures, period)
    _step(
        summary,
        (State.PLANNED,),
        state=State.DRAWN,
        figures=figures,
        sha256=digest,
        computed=text,
        sections=text,
        drawn_at=at,
    )
    record(
        by=None,
        verb="draw_summary",
        obj=summary,
        at=at,
        label=period.label,
        after={"sha256": digest, "revision": summary.revision},
    )
    if not quiet:
        notify(
            users=holders(*LEADS, day=local_day(at)),
            kind="summary_drawn",
            text=_("Xem và duyệt báo cáo tổng hợp {label}").format(label=period.in_sentence),
            url=_url(summary),
            at=at,
            subject=summary,
            key=f"summary_drawn:{summary.pk}",
        )
    return Summary.objects.get(pk=summary.pk)


_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    """Twelve letters that stand on the paper: long enough not to be guessed, free of letters that
    look alike.
    """
    return "".join(secrets.choice(_LETTERS) for __ in range(12))


def canonical(figures: dict) -> bytes:
    """The bytes whose SHA-256 is kept: anyone can recompute it from the frozen figures."""
    return json.dumps(figures, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


@transaction.atomic
def edit_sections(*, summary: Summary, sections: dict[str, str], by: User, at: datetime) -> Summary:
    """Change the text on top of the figures, before approval; a section left as computed stays so.
    `summary.version` is the version that was open.
    """
    require(by, Do.PREPARE_SUMMARY)
    stripped = {name: sections.get(name, "").strip() for name in TITLES}
    _step(summary, (State.DRAWN,), sections=stripped)
    record(
        by=by,
        verb="edit_summary",
        obj=summary,
        at=at,
        label=period_of_summary(summary).label,
        after={name: keyed_hash(text) for name, text in stripped.items()},
    )
    return Summary.objects.get(pk=summary.pk)


@transaction.atomic
def approve(*, summary: Summary, by: User, at: datetime) -> Summary:
    """Send it up: the chairman and the vice-chairmen are told by a link."""
    require(by, Do.APPROVE_SUMMARY, _("Tổ trưởng duyệt báo cáo tổng hợp."))
    period = period_of_summary(summary)
    ChainHead.objects.select_for_update().filter(
        pk=1
    ).first()  # one approval at a time: what a copy may say depends on every copy before it
    sent = returns_now(period)
    _step(
        summary,
        (State.DRAWN,),
        state=State.APPROVED,
        approved_by=by,
        approved_at=at,
        returns=sent,
        code=new_code(),
        outside=_for_outside(summary, period),
    )
    record(
        by=by,
        verb="approve_summary",
        obj=summary,
        at=at,
        label=period.label,
        after={"sha256": summary.sha256, "revision": summary.revision},
    )
    notify(
        users=holders(*CHAIRS, day=local_day(at)),
        kind="summary_approved",
        text=_("Đọc báo cáo tổng hợp {label} và cho ý kiến chỉ đạo").format(
            label=period.in_sentence
        ),
        url=_url(summary),
        at=at,
        subject=summary,
        key=f"summary_approved:{summary.pk}",
    )
    return Summary.objects.get(pk=summary.pk)


def returns_now(period: Period) -> dict:
    """How the units' returns of a period stand, of the whole committee as the summary tells it:
    {'total', 'sent', 'nil', 'missing'}.
    """
    return returns_of(owed(UnitReturn.objects.all(), period))


def _for_outside(summary: Summary, period: Period) -> dict:
    """What the copy for outside will say, settled now, next to every copy settled before it. A week
    has none.
    """
    if summary.kind == PeriodKind.WEEK:
        return {}
    others = Summary.objects.exclude(code="").exclude(pk=summary.pk).exclude(kind=PeriodKind.WEEK)
    issued = [
        Issued(start, end, cells)
        for start, end, cells in others.order_by("pk").values_list("start", "end", "outside")
    ]
    return may_say(period.start, period.end, cells_of(summary.figures), issued)


@transaction.atomic
def mark_read(*, summary: Summary, by: User, at: datetime) -> Summary:
    """Read, whether a direction was given on it or not."""
    require(by, Do.DIRECT)
    _step(summary, (State.APPROVED,), state=State.READ, read_by=by, read_at=at)
    record(by=by, verb="read_summary", obj=summary, at=at, label=period_of_summary(summary).label)
    return Summary.objects.get(pk=summary.pk)


@transaction.atomic
def send_back_summary(*, summary: Summary, reason: str, by: User, at: datetime) -> Summary:
    """Who was to read it asks for its text to be written again; the figures stay. Nothing of it has
    gone out yet, or it would be a revision.
    """
    require(by, Do.DIRECT, _("Chủ tịch, Phó Chủ tịch được ủy quyền trả lại báo cáo."))
    if summary.document_number or summary.deliveries.exists():
        raise NotNow(
            _("Báo cáo đã ghi số hoặc đã gửi đi: cần sửa thì lập bản mới."), back=_url(summary)
        )
    _step(
        summary,
        (State.APPROVED,),
        state=State.DRAWN,
        approved_by=None,
        approved_at=None,
        returns={},
        code="",
        outside={},
        reason=reason,
    )
    record(
        by=by,
        verb="send_back_summary",
        obj=summary,
        at=at,
        label=period_of_summary(summary).label,
        after={"reason": keyed_hash(reason)},
    )
    notify(
        users=holders(*LEADS, day=local_day(at)),
        kind="summary_sent_back",
        text=_("Sửa lời văn báo cáo tổng hợp {label}").format(
            label=period_of_summary(summary).in_sentence
        ),
        url=_url(summary),
        at=at,
        subject=summary,
        key=f"summary_sent_back:{summary.pk}:{summary.version}",
    )
    return Summary.objects.get(pk=summary.pk)


@transaction.atomic
def record_signed(
    *,
    summary: Summary,
    number: str,
    day: date,
    signer: str,
    by: User,
    at: datetime,
    upload: Any = None,
) -> Summary:
    """The number, day and signer that the signed paper bears, with its scan. It is given once:
    another number is another paper, which is a revision.
    """
    require(by, Do.PREPARE_SUMMARY)
    number = _full_number(number)
    if day > local_day(at) or day < summary.end:
        outside = _("Ngày văn bản phải sau khi hết kỳ và không ở tương lai.")
        raise NotNow(outside, back=_url(summary))
    if (
        Summary.objects.filter(document_number=number, document_date__year=day.year)
        .exclude(pk=summary.pk)
        .exists()
    ):
        taken = _("Số {number} đã ghi cho báo cáo khác trong năm {year}.")
        raise NotNow(taken.format(number=number, year=day.year), back=_url(summary))
    if summary.document_number:
        raise NotNow(_("Báo cáo này đã ghi số."), back=_url(summary))
    _step(
        summary,
        (State.APPROVED, State.READ),
        document_number=number,
        document_date=day,
        signer=plain_name(signer),
        signed_by=by,
    )
    if upload is not None:
        ReportFile.objects.create(
            summary=summary,
            stored=store(upload=upload, kind="summaries", owner=summary, by=by, at=at),
        )
    record(
        by=by,
        verb="sign_summary",
        obj=summary,
        at=at,
        label=period_of_summary(summary).label,
        after={"number": number, "date": day.isoformat()},
    )
    return Summary.objects.get(pk=summary.pk)


def _full_number(text: str) -> str:
    try:
        return full_number(text)
    except ValueError:
        raise NotNow(_("Ghi số dạng số/ký hiệu, ví dụ 12/BC-TKTGS.")) from None


@transaction.atomic
def revise(*, summary: Summary, reason: str, by: User, at: datetime) -> Summary:
    """A correction is a new, numbered revision, drawn up anew; the one before is kept as it was,
    and what differs is said in sentences.
    """
    require(by, Do.APPROVE_SUMMARY, _("Tổ trưởng quyết định lập bản mới."))
    if summary.state not in (State.APPROVED, State.READ):
        raise NotNow(
            _("Báo cáo chưa duyệt thì sửa trực tiếp, không cần bản mới."), back=_url(summary)
        )
    fresh, created = Summary.objects.get_or_create(
        kind=summary.kind, start=summary.start, end=summary.end, revision=summary.revision + 1
    )
    if not created:
        raise NotNow(
            _("Đã có bản {revision} của kỳ này.").format(revision=fresh.revision), back=_url(fresh)
        )
    record(
        by=by,
        verb="revise_summary",
        obj=fresh,
        at=at,
        label=period_of_summary(summary).label,
        after={"of": summary.revision, "reason": keyed_hash(reason)},
    )
    fresh = draw(summary=fresh, at=at)
    with official():  # kept with the summary
        changes = told_apart(
            summary.figures,
            fresh.figures,
            _("bản {revision} ghi").format(revision=summary.revision),
            _("bản {revision} ghi").format(revision=fresh.revision),
        )
    Summary.objects.filter(pk=fresh.pk).update(reason=reason, changes=changes)
    Summary.objects.filter(pk=summary.pk).update(withdrawn_at=at)
    return Summary.objects.get(pk=fresh.pk)
