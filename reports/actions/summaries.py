"""Summaries: planned when a period closes, drawn up once, edited, approved, told, read, corrected by a numbered revision."""

import hashlib
import json
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from compliance.access import require
from compliance.audit.actions import keyed_hash, record
from compliance.outbox.actions import owe, tell
from compliance.refusals import NotNow
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.roles import CHAIRS, LEADS, Do
from compliance.rulebook.clocks import local_day
from reports.models import Summary
from reports.narrative import TITLES, sections_of
from reports.periods import Period, period_of, previous, year_before
from reports.queries import figures_of, windows

STALE = "Báo cáo vừa được người khác thay đổi. Mở lại để xem bản mới nhất."
State = Summary.State


def period_of_summary(summary: Summary) -> Period:
    return period_of(summary.kind, summary.end, windows())


def _url(summary: Summary) -> str:
    return reverse("reports:summary", args=[summary.pk])


def _step(summary: Summary, sources: tuple[str, ...], **changes) -> None:
    """The gate of summaries: one conditional UPDATE on (state, version)."""
    moved = Summary.objects.filter(pk=summary.pk, state__in=sources, version=summary.version).update(version=summary.version + 1, **changes)
    if moved != 1:
        raise NotNow(STALE, back=_url(summary))


@transaction.atomic
def plan_summary(*, one: Period, at: datetime) -> bool:
    """Owe the summary of a closed period, once. Returns whether it was new."""
    summary, created = Summary.objects.get_or_create(kind=one.kind, start=one.start, end=one.end, revision=1)
    if created:
        owe(topic="draw_summary", dedup_key=f"draw_summary:{summary.pk}", at=at, payload={"summary": summary.pk})
    return created


@transaction.atomic
def draw(*, summary: Summary, at: datetime) -> Summary:
    """Compute and freeze the figures, write the first text, tell the leads. Does nothing when it was drawn before."""
    if summary.state != State.PLANNED:
        return summary
    one = period_of_summary(summary)
    figures = json.loads(json.dumps(figures_of(one, previous(one, windows()), year_before(one, windows()))))
    digest = hashlib.sha256(canonical(figures)).hexdigest()
    _step(summary, (State.PLANNED,), state=State.DRAWN, figures=figures, sha256=digest, sections=sections_of(figures, one), drawn_at=at)
    record(by=None, verb="draw_summary", obj=summary, at=at, label=one.label, after={"sha256": digest, "revision": summary.revision})
    tell(
        users=holders(*LEADS, day=local_day(at)),
        kind="summary_drawn",
        text=f"Xem và duyệt báo cáo tổng hợp {one.label.lower()}",
        url=_url(summary),
        at=at,
        subject=summary,
        key=f"summary_drawn:{summary.pk}",
    )
    return Summary.objects.get(pk=summary.pk)


def canonical(figures: dict) -> bytes:
    """The bytes whose SHA-256 is kept: anyone can recompute it from the frozen figures."""
    return json.dumps(figures, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


@transaction.atomic
def edit_sections(
    *, summary: Summary, sections: dict[str, str], document_number: str = "", document_date: date | None = None, by: User, at: datetime
) -> Summary:
    """Change the text on top of the figures, before approval. `summary.version` is the version that was open."""
    require(by, Do.PREPARE_SUMMARY)
    kept = {name: sections.get(name, "").strip() for name in TITLES}
    _step(summary, (State.DRAWN,), sections=kept, document_number=document_number, document_date=document_date)
    record(
        by=by, verb="edit_summary", obj=summary, at=at, label=period_of_summary(summary).label, after={name: keyed_hash(text) for name, text in kept.items()}
    )
    return Summary.objects.get(pk=summary.pk)


@transaction.atomic
def approve(*, summary: Summary, by: User, at: datetime) -> Summary:
    """Send it up: the chairman and the vice-chairmen are told by a link."""
    require(by, Do.APPROVE_SUMMARY, "Tổ trưởng duyệt báo cáo tổng hợp.")
    _step(summary, (State.DRAWN,), state=State.APPROVED, approved_by=by, approved_at=at)
    one = period_of_summary(summary)
    record(by=by, verb="approve_summary", obj=summary, at=at, label=one.label, after={"sha256": summary.sha256, "revision": summary.revision})
    tell(
        users=holders(*CHAIRS, day=local_day(at)),
        kind="summary_approved",
        text=f"Đọc báo cáo tổng hợp {one.label.lower()} và cho ý kiến chỉ đạo",
        url=_url(summary),
        at=at,
        subject=summary,
        key=f"summary_approved:{summary.pk}",
    )
    return Summary.objects.get(pk=summary.pk)


@transaction.atomic
def mark_read(*, summary: Summary, by: User, at: datetime) -> Summary:
    """Read, whether a direction was given on it or not."""
    require(by, Do.DIRECT)
    _step(summary, (State.APPROVED,), state=State.READ, read_by=by, read_at=at)
    record(by=by, verb="read_summary", obj=summary, at=at, label=period_of_summary(summary).label)
    return Summary.objects.get(pk=summary.pk)


@transaction.atomic
def revise(*, summary: Summary, reason: str, by: User, at: datetime) -> Summary:
    """A correction is a new, numbered revision, drawn up anew; the one before is kept as it was."""
    require(by, Do.APPROVE_SUMMARY, "Tổ trưởng quyết định lập bản mới.")
    if summary.state not in (State.APPROVED, State.READ):
        raise NotNow("Báo cáo chưa duyệt thì sửa trực tiếp, không cần bản mới.", back=_url(summary))
    fresh, created = Summary.objects.get_or_create(kind=summary.kind, start=summary.start, end=summary.end, revision=summary.revision + 1)
    if not created:
        raise NotNow(f"Đã có bản {fresh.revision} của kỳ này.", back=_url(fresh))
    record(by=by, verb="revise_summary", obj=fresh, at=at, label=period_of_summary(summary).label, after={"of": summary.revision, "reason": keyed_hash(reason)})
    return draw(summary=fresh, at=at)
