"""Handed over on paper to whoever has no account in use: the notice, the conclusion, a reminder,
the reply to a request that somebody stands aside; and more evidence disclosed. Each a dated row.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.core.language import _, joined, lower_first
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.incidents.models import Evidence, Incident
from compliance.incidents.transitions import record_act, transition
from compliance.incidents.workflow import CONCLUDED, Status
from compliance.registry.models import User
from compliance.review.case.notices import tell_handler, tell_person
from compliance.review.case.queries import last_notice, standing_conclusion
from compliance.review.case.replacement import reply_to_hand_over
from compliance.review.case.window import may_still_answer
from compliance.review.hearing.actions.completion import end_completion
from compliance.review.hearing.actions.notice import disclose
from compliance.review.models import ClockEntry, Delivery, Measure, Notice, PaperAct
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar

__all__ = [
    "disclose_more",
    "record_delivery",
    "record_missed_delivery",
    "serve_on_paper",
]


@transaction.atomic
def record_missed_delivery(
    *,
    incident: Incident,
    day: date,
    handed_by: str,
    remark: str,
    by: User,
    at: datetime,
    what: str = Delivery.What.NOTICE,
    measure: Measure | None = None,
) -> Incident:
    """An attempt that did not reach the person, and why. It counts for nothing, so that one person
    records it alone.
    """
    target = _target(incident, what, measure)
    _require_handed_over_after(_made_on(incident, target), day, local_day(at))
    fresh = transition(
        incident=incident,
        verb="enter_paper",
        by=by,
        at=at,
        note=_("Chưa giao được {label} ngày {day:%d/%m/%Y}.").format(
            label=lower_first(Delivery.What(what).label), day=day
        ),
        after={"how": Delivery.How.MISSED.value, "what": what, "day": day.isoformat()},
    )
    Delivery.objects.create(
        incident=fresh,
        how=Delivery.How.MISSED,
        day=day,
        handed_by=handed_by,
        remark=remark,
        by=by,
        at=at,
        **target,
    )
    return fresh


@transaction.atomic
def record_delivery(
    *,
    incident: Incident,
    how: str,
    handed_by: str,
    by: User,
    at: datetime,
    paper: PaperAct,
    what: str = Delivery.What.NOTICE,
    measure: Measure | None = None,
    received_by: str = "",
    witness: str = "",
    remark: str = "",
) -> Incident:
    """The last notice, the conclusion, a reminder or a reply was handed over, or refused before a
    witness, on the day of `paper`, which `by` confirms. Terms of the person run from that day.
    """
    target, day = _target(incident, what, measure), paper.received_on
    _require_handed_over_after(_made_on(incident, target), day, local_day(at))
    due_on = _restart_window(incident, target.get("notice"), day)
    awaited = incident.status == Status.AWAITING_ANSWER
    later: dict[str, Any] = {"due_on": due_on} if awaited else {}
    fresh = transition(
        incident=incident,
        verb="record_delivery",
        by=by,
        at=at,
        after={"how": how, "what": what, "day": day.isoformat()},
        paper=paper,
        **later,
    )
    Delivery.objects.create(
        incident=fresh,
        how=how,
        day=day,
        handed_by=handed_by,
        received_by=received_by,
        witness=witness,
        remark=remark,
        scan=paper.scan,
        paper=paper,
        by=paper.entered_by,
        at=at,
        **target,
    )
    if by.pk != fresh.handler_id:
        text = _("Đã xác nhận việc giao giấy, hồ sơ {code}").format(code=fresh.code)
        tell_handler(fresh, "delivered", text, at)
    return fresh


def _restart_window(incident: Incident, notice: Notice | None, day: date) -> date | None:
    """The last day to answer a notice that arrived on paper on `day`, kept on it; None for
    anything else.
    """
    if notice is None:
        return None
    due_on = _window_from(notice, incident, day)
    mark = {} if notice.paper else {"paper": _("Giao bằng giấy")}
    Notice.objects.filter(pk=notice.pk).update(due_on=due_on, **mark)
    return due_on


def _target(incident: Incident, what: str, measure: Measure | None) -> dict:
    """The columns that say what is handed over. Raises NotNow when there is no such thing."""
    ended = incident.status in (*CONCLUDED, Status.NOTED)
    if what == Delivery.What.NOTICE:
        notice = last_notice(incident)
        if notice is None or ended:
            raise NotNow(_("Không có thông báo nào đang chờ giao."))
        return {"what": what, "notice": notice}
    if what == Delivery.What.REMINDER:
        if measure is None or measure.kind != Measure.Kind.WRITTEN_REMINDER:
            raise NotNow(_("Không có văn bản nhắc nhở nào để giao."))
        return {"what": what, "measure": measure}
    if what == Delivery.What.REPLY:
        if reply_to_hand_over(incident) is None:
            raise NotNow(_("Không có trả lời đề nghị thay người xử lý nào đang chờ giao."))
        return {"what": what}
    if not ended:
        raise NotNow(_("Hồ sơ chưa có kết luận để giao."))
    return {"what": what, "conclusion": standing_conclusion(incident)}


def _made_on(incident: Incident, target: dict) -> date:
    """The first day on which it could be handed over."""
    if notice := target.get("notice"):
        return local_day(notice.served_at)
    if target["what"] == Delivery.What.REPLY:
        return local_day(present(reply_to_hand_over(incident)).at)
    ended = incident.concluded_at or incident.closed_at
    if measure := target.get("measure"):
        return measure.document_date or local_day(present(ended))
    return local_day(present(ended))


def _require_handed_over_after(earliest: date, day: date, today: date) -> None:
    """Raises NotNow for a day before the paper was drawn up or in future."""
    if not earliest <= day <= today:
        raise NotNow(
            _("Ngày giao phải từ ngày lập văn bản ({earliest:%d/%m/%Y}) đến hôm nay.").format(
                earliest=earliest
            )
        )


def _window_from(notice: Notice, incident: Incident, day: date) -> date:
    """The last day to answer when the paper arrived on `day`, unless it had arrived before."""
    arrived = notice.opened_at or any(row.reached for row in notice.deliveries.all())
    if arrived:
        return notice.due_on
    full = add_working_days(day, present(incident.rule_set).answer_workdays, calendar())
    return max(notice.due_on, full)


@transaction.atomic
def serve_on_paper(*, incident: Incident, because: str, by: User, at: datetime) -> None:
    """The person reads at no door of their own any more: the notice that waits for an answer goes
    out on paper, and its window is full again from today.
    """
    notice, today = last_notice(incident), local_day(at)
    record_act(incident=incident, verb="serve_on_paper", by=by, at=at)
    if notice is None or not may_still_answer(incident, today):
        return
    rules = present(incident.rule_set)
    until = max(notice.due_on, add_working_days(today, rules.answer_workdays, calendar()))
    mark = {} if notice.paper else {"paper": _("Giao bằng giấy")}
    Notice.objects.filter(pk=notice.pk).update(due_on=until, **mark)
    if incident.status == Status.AWAITING_ANSWER:
        Incident.objects.filter(pk=incident.pk).update(due_on=until, edited_at=at)
    ClockEntry.objects.create(
        incident=incident,
        kind=ClockEntry.Kind.EXTEND_ANSWER,
        starts_on=today,
        ends_on=until,
        reason=because,
        rule=rules.step_basis,
        by=by,
        at=at,
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
    notice, rules = present(last_notice(incident)), present(incident.rule_set)
    new = _not_shown(incident, notice, bundle)
    if not new:
        raise NotNow(_("Chọn chứng cứ chưa cho người được phản ánh xem."))
    full = add_working_days(local_day(at), rules.answer_workdays, calendar())
    until = max(notice.due_on, full)
    due_on: dict[str, Any] = {"due_on": until} if incident.status == Status.AWAITING_ANSWER else {}
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
        reason=_("Bổ sung chứng cứ {labels}").format(labels=joined(", ", labels)),
        rule=rules.step_basis,
        by=by,
        at=at,
    )
    text = _("Có chứng cứ bổ sung trong {code}; hạn giải trình {until:%d/%m/%Y}").format(
        code=fresh.code, until=until
    )
    tell_person(fresh, "disclosed_more", text, at)
    return fresh


def _not_shown(incident: Incident, notice: Notice, bundle: Iterable[Evidence]) -> list[Evidence]:
    """Items of the case among `bundle` that the notice does not show yet."""
    wanted, shown = [item.pk for item in bundle], notice.bundle.values_list("pk", flat=True)
    items = incident.evidence.filter(pk__in=wanted, removed_at=None, file__sealed_at=None)
    items = items.select_related("file")
    return [item for item in items if item.pk not in set(shown)]
