"""On paper, for whoever has no account or wants it so: notices handed over, answers brought in,
more evidence disclosed. Each a dated row.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from compliance.audit.actions import keyed_hash
from compliance.core.refusals import NotNow
from compliance.files.models import StoredFile
from compliance.incidents.models import Evidence, Incident
from compliance.incidents.transitions import transition
from compliance.incidents.workflow import Status
from compliance.registry.models import User
from compliance.review.case.notices import tell_handler, tell_person
from compliance.review.case.queries import last_notice
from compliance.review.hearing.actions.completion import (
    end_completion,
    heard_more,
    without_proposal,
)
from compliance.review.hearing.actions.notice import disclose
from compliance.review.models import Answer, AnswerDraft, ClockEntry, Delivery, Notice
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar

__all__ = [
    "answer_for",
    "disclose_more",
    "record_delivery",
]


@transaction.atomic
def record_delivery(
    *,
    incident: Incident,
    how: str,
    day: date,
    handed_by: str,
    by: User,
    at: datetime,
    received_by: str = "",
    witness: str = "",
    remark: str = "",
    scan: StoredFile | None = None,
) -> Incident:
    """One attempt to hand the last notice over. The window to answer runs from the day the paper
    reached the person.
    """
    notice = last_notice(incident)
    _require_handed_over_after(notice, day, local_day(at))
    due_on = _window_from(notice, incident, day) if how != Delivery.How.MISSED else notice.due_on
    fresh = transition(
        incident=incident,
        verb="record_delivery",
        by=by,
        at=at,
        after={"how": how, "day": day.isoformat(), "due_on": due_on.isoformat()},
        **({"due_on": due_on} if incident.status == Status.AWAITING_ANSWER else {}),
    )
    Delivery.objects.create(
        notice=notice,
        how=how,
        day=day,
        handed_by=handed_by,
        received_by=received_by,
        witness=witness,
        remark=remark,
        scan=scan,
        by=by,
        at=at,
    )
    Notice.objects.filter(pk=notice.pk).update(
        due_on=due_on, **({} if notice.paper else {"paper": "Giao bằng giấy"})
    )
    if by.pk != fresh.handler_id:
        tell_handler(
            fresh, "delivered", f"Đã ghi nhận việc giao thông báo trong hồ sơ {fresh.code}", at
        )
    return fresh


def _require_handed_over_after(notice: Notice, day: date, today: date) -> None:
    """Raises NotNow for a day before the notice was drawn up or in future."""
    if not local_day(notice.served_at) <= day <= today:
        raise NotNow(
            f"Ngày giao phải từ ngày lập thông báo ({local_day(notice.served_at):%d/%m/%Y}) đến hôm"
            " nay."
        )


def _window_from(notice: Notice, incident: Incident, day: date) -> date:
    """The last day to answer when the paper arrived on `day`, unless it had arrived before."""
    arrived = notice.opened_at or any(row.reached for row in notice.deliveries.all())
    if arrived:
        return notice.due_on
    full = add_working_days(day, incident.rule_set.answer_workdays, calendar())
    return max(notice.due_on, full)


def _require_in_window(received_on: date, notice: Notice, today: date) -> None:
    """Raises NotNow for a paper that came in before the notice, after its window or in future."""
    if received_on > today or received_on < local_day(notice.served_at):
        raise NotNow("Ngày nhận phải từ ngày thông báo đến hôm nay.")
    if received_on > notice.due_on:
        raise NotNow(
            f"Bản giấy nhận sau hạn giải trình ({notice.due_on:%d/%m/%Y}). Gia hạn trước nếu chấp"
            " nhận."
        )


@transaction.atomic
def answer_for(
    *,
    incident: Incident,
    kind: str,
    received_on: date,
    per_allegation: list[dict],
    text: str,
    files: Iterable[StoredFile],
    by: User,
    at: datetime,
    companion: str = "",
    companion_as: str = "",
) -> Incident:
    """Enter an answer, or a waiver, that came in on paper. The scan is kept, and who entered it is
    on record; it counts from the day it came in.
    """
    files, notice = list(files), last_notice(incident)
    if not files:
        raise NotNow("Kèm bản chụp giấy giải trình có chữ ký của người được phản ánh.")
    _require_in_window(received_on, notice, local_day(at))
    fresh = transition(
        incident=incident,
        verb="answer_for",
        by=by,
        at=at,
        after={
            "kind": kind,
            "received_on": received_on.isoformat(),
            "text": keyed_hash(text + str(per_allegation)),
        },
        **without_proposal(incident),
    )
    row = Answer.objects.create(
        incident=fresh,
        kind=kind,
        text=text,
        per_allegation=per_allegation,
        companion=companion,
        companion_as=companion_as if companion else "",
        received_on=received_on,
        by=by,
        at=at,
    )
    row.files.set(files)
    AnswerDraft.objects.filter(incident=fresh).delete()
    heard_more(fresh, by, at)
    _tell_answer_entered(fresh, by, at)
    return fresh


def _tell_answer_entered(fresh: Incident, by: User, at: datetime) -> None:
    """The handler, unless it was they who entered it; and the person whose answer it is."""
    if by.pk != fresh.handler_id:
        tell_handler(fresh, "answered", f"Đã có giải trình trong hồ sơ {fresh.code}", at)
    tell_person(
        fresh,
        "answer_entered",
        f"Giải trình bằng giấy của ông/bà đã được nhập vào {fresh.code}",
        at,
    )


@transaction.atomic
def disclose_more(
    *,
    incident: Incident,
    bundle: Iterable[Evidence],
    reason: str,
    by: User,
    at: datetime,
    captions: dict[str, str] | None = None,
) -> Incident:
    """Show the person further evidence: it joins the bundle of the last notice, and the window is
    full again from today.
    """
    notice = last_notice(incident)
    new = _not_shown(incident, notice, bundle)
    if not new:
        raise NotNow("Chọn chứng cứ chưa cho người được phản ánh xem.")
    full = add_working_days(local_day(at), incident.rule_set.answer_workdays, calendar())
    until = max(notice.due_on, full)
    due_on = {"due_on": until} if incident.status == Status.AWAITING_ANSWER else {}
    labels = [item.label for item in sorted(new, key=lambda item: (item.number, item.copy))]
    fresh = transition(
        incident=incident,
        verb="disclose_more",
        by=by,
        at=at,
        note=reason,
        after={"evidence": labels, "due_on": until.isoformat()},
        **due_on,
    )
    disclose(notice=notice, items=new, incident=fresh, by=by, at=at, captions=captions)
    end_completion(fresh, by, at)
    Notice.objects.filter(pk=notice.pk).update(due_on=until)
    ClockEntry.objects.create(
        incident=fresh,
        kind=ClockEntry.Kind.EXTEND_ANSWER,
        starts_on=local_day(at),
        ends_on=until,
        reason=f"Bổ sung chứng cứ {', '.join(labels)}",
        rule=incident.rule_set.step_basis,
        by=by,
        at=at,
    )
    tell_person(
        fresh,
        "disclosed_more",
        f"Có chứng cứ bổ sung trong {fresh.code}; hạn giải trình {until:%d/%m/%Y}",
        at,
    )
    return fresh


def _not_shown(incident: Incident, notice: Notice, bundle: Iterable[Evidence]) -> list[Evidence]:
    """Items of the case among `bundle` that the notice does not show yet."""
    wanted, shown = [item.pk for item in bundle], notice.bundle.values_list("pk", flat=True)
    items = incident.evidence.filter(pk__in=wanted, removed_at=None).select_related("file")
    return [item for item in items if item.pk not in set(shown)]
