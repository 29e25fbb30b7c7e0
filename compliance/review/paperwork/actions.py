"""Entered with the scan by one, confirmed by another: then, and not before, the same action runs as
on screen, for the day on which the paper came in.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.core.language import _, composed, lower_first
from compliance.core.refusals import NotAllowed, NotNow
from compliance.files.models import StoredFile
from compliance.incidents.actions import name_decider
from compliance.incidents.models import Incident
from compliance.incidents.transitions import transition
from compliance.incidents.workflow import STEPS, CaseRole, label_of
from compliance.registry.models import User
from compliance.review.case.notices import (
    tell_paper_confirmers,
    tell_paper_refused,
    tell_person,
)
from compliance.review.contest.actions import decide_contest, file_contest
from compliance.review.deadlines.actions.ledger import restart_limitation
from compliance.review.hearing.actions.answers import answer, waive
from compliance.review.hearing.actions.completion import complete_answer, reopen_answer
from compliance.review.hearing.actions.extensions import ask_extension
from compliance.review.hearing.actions.paper import record_delivery
from compliance.review.measures.actions.complaints import tell_complaint
from compliance.review.measures.actions.measures import acknowledge
from compliance.review.models import Decision, Measure, PaperAct
from compliance.review.participants.actions import ask_replacement, confirm_triage
from compliance.rulebook.clocks import local_day

__all__ = ["confirm_paper", "enter_paper", "refuse_paper"]


def _answer(*, paper: PaperAct, **common: Any) -> Incident:
    return answer(files=[paper.scan], paper=paper, **common)


def _of_measure(action: Callable[..., Incident]) -> Callable[..., Incident]:
    """`action` with the measure of this case that the payload names by its key, if any."""

    def run(*, incident: Incident, measure: int | None = None, **common: Any) -> Incident:
        row = Measure.objects.live().filter(incident=incident, pk=measure).first()
        if measure and row is None:
            raise NotNow(_("Biện pháp này đã thôi thực hiện."))
        return action(incident=incident, measure=row, **common)

    return run


def _tell_complaint(*, incident: Incident, decision: int, filed_on: str, **common: Any) -> Incident:
    row = Decision.objects.filter(measure__incident=incident, pk=decision).first()
    if row is None:
        raise NotNow(_("Chưa ghi quyết định kỷ luật nào để khiếu nại."))
    day = date.fromisoformat(filed_on)
    return tell_complaint(incident=incident, decision=row, filed_on=day, **common)


def _from_above(decision: str) -> Callable[..., Incident]:
    """decide_contest() with the decision of the level above, named by body, number and day."""

    def run(*, body: str, number: str, reasons: str, paper: PaperAct, **common: Any) -> Incident:
        signed = _("Quyết định số {number} ngày {received_on:%d/%m/%Y} của {body}").format(
            number=number, received_on=paper.received_on, body=body
        )
        return decide_contest(
            decision=decision, reasons=_signed_for(signed, reasons), paper=paper, **common
        )

    return run


def _signed_for(signed: str, reason: str) -> str:
    return composed("{signed}. {reason}", signed=signed, reason=reason)


def _name_decider(
    *,
    incident: Incident,
    body: str,
    number: str,
    user: int,
    until: str,
    paper: PaperAct,
    **common: Any,
) -> Incident:
    """name_decider() with the decision of the level above, named by body, number and day."""
    signed = _("Quyết định số {number} ngày {received_on:%d/%m/%Y} của {body}").format(
        number=number, received_on=paper.received_on, body=body
    )
    named = User.objects.filter(pk=user, is_active=True).first()
    if named is None:
        raise NotNow(_("Người được cử không có tài khoản đang dùng."))
    last = date.fromisoformat(until)
    return name_decider(
        incident=incident, user=named, until=last, reason=signed, paper=paper, **common
    )


def _confirm_triage(
    *, body: str, number: str, reason: str, paper: PaperAct, **common: Any
) -> Incident:
    """confirm_triage() with the decision of the level above, named by body, number and day."""
    signed = _("Quyết định số {number} ngày {received_on:%d/%m/%Y} của {body}").format(
        number=number, received_on=paper.received_on, body=body
    )
    return confirm_triage(reason=_signed_for(signed, reason), paper=paper, **common)


def _restart_limitation(
    *, body: str, number: str, day: str, reason: str, paper: PaperAct, **common: Any
) -> Incident:
    """restart_limitation() with the conclusion of the competent body, named by number and day."""
    signed = _("Kết luận số {number} ngày {received_on:%d/%m/%Y} của {body}").format(
        number=number, received_on=paper.received_on, body=body
    )
    return restart_limitation(
        day=date.fromisoformat(day), reason=_signed_for(signed, reason), paper=paper, **common
    )


# what runs when a paper is confirmed: the action of the screen, with `paper`
ON_PAPER: dict[str, Callable[..., Incident]] = {
    "record_delivery": _of_measure(record_delivery),
    "answer": _answer,
    "waive": waive,
    "complete_answer": complete_answer,
    "reopen_answer": reopen_answer,
    "ask_extension": ask_extension,
    "contest": file_contest,
    "contest_keep": _from_above("keep"),
    "contest_amend": _from_above("amend"),
    "contest_annul": _from_above("annul"),
    "ask_replacement": ask_replacement,
    "acknowledge": _of_measure(acknowledge),
    "tell_complaint": _tell_complaint,
    "restart_limitation": _restart_limitation,
    "name_decider": _name_decider,
    "confirm_triage": _confirm_triage,
}
FROM_ABOVE = ("contest_keep", "contest_amend", "contest_annul")
# papers that other bodies signed: none of the person's, who is told by what the paper does
OF_OTHERS = (*FROM_ABOVE, "restart_limitation", "name_decider", "confirm_triage")


@transaction.atomic
def enter_paper(
    *,
    incident: Incident,
    verb: str,
    received_on: date,
    payload: dict,
    scan: StoredFile | None,
    by: User,
    at: datetime,
    said: list | None = None,
) -> Incident:
    """Enter a paper with its scan; it counts for nothing until another confirms it. `payload`: the
    keywords of the action, as JSON; `said`: the same in words. What confirming would be refused is
    refused here.
    """
    if scan is None:
        raise NotNow(_("Kèm bản chụp bản giấy."))
    _require_day(incident, verb, received_on, local_day(at))
    if incident.paper_acts.waiting().filter(verb=verb).exists():
        raise NotNow(
            _("Đã có một bản giấy “{verb}” chờ xác nhận.").format(verb=lower_first(label_of(verb)))
        )
    fresh = transition(
        incident=incident,
        verb="enter_paper",
        by=by,
        at=at,
        note=_("{verb}, bản giấy ngày {received_on:%d/%m/%Y}.").format(
            verb=label_of(verb), received_on=received_on
        ),
        after={"for": verb, "received_on": received_on.isoformat()},
    )
    row = PaperAct.objects.create(
        incident=fresh,
        verb=verb,
        received_on=received_on,
        payload=payload,
        said=said or [],
        scan=scan,
        entered_by=by,
        entered_at=at,
    )
    _try(fresh, row, by, at)
    tell_paper_confirmers(fresh, row, at)
    if verb not in OF_OTHERS:
        text = _("Có bản giấy nhập thay ông/bà, chờ xác nhận, hồ sơ {code}").format(code=fresh.code)
        tell_person(fresh, f"paper_entered_{row.pk}", text, at)
    return fresh


def _require_day(incident: Incident, verb: str, day: date, today: date) -> None:
    """Raises NotNow for a day in future, and for a paper of the person for one before they were
    told.
    """
    if day > today:
        raise NotNow(_("Ngày của bản giấy chưa đến."))
    told_on = local_day(incident.told_at) if incident.told_at else None
    if verb not in OF_OTHERS and told_on and day < told_on:
        raise NotNow(_("Ngày nhận phải từ ngày thông báo đến hôm nay."))


def _try(incident: Incident, row: PaperAct, by: User, at: datetime) -> None:
    """Run what confirming would run and take it back."""
    sid = transaction.savepoint()
    row.decided_by = by
    try:
        _run(incident, row, by, at)
    finally:
        row.decided_by = None
        transaction.savepoint_rollback(sid)


def _run(incident: Incident, row: PaperAct, by: User, at: datetime) -> Incident:
    if CaseRole.PAPER not in STEPS[row.verb].by:
        raise NotAllowed(_("Việc này không nhập bằng giấy."))
    return ON_PAPER[row.verb](incident=incident, by=by, at=at, paper=row, **row.payload)


@transaction.atomic
def confirm_paper(*, incident: Incident, paper: PaperAct, by: User, at: datetime) -> Incident:
    """Somebody other than who entered it says that the entry is what the paper says. What it asks
    for happens now, counted from the day it came in.
    """
    row = _waiting(incident, paper, by)
    note = _("{label}, bản giấy ngày {received_on:%d/%m/%Y}.").format(
        label=row.label, received_on=row.received_on
    )
    fresh = transition(
        incident=incident, verb="confirm_paper", by=by, at=at, note=note, after={"paper": row.pk}
    )
    _decide(row, PaperAct.Decision.CONFIRMED, by, at)
    done = _run(fresh, row, by, at)
    if row.verb not in OF_OTHERS:
        text = _("Bản giấy của ông/bà đã được nhập vào hồ sơ {code}").format(code=done.code)
        tell_person(done, f"paper_confirmed_{row.pk}", text, at)
    return done


@transaction.atomic
def refuse_paper(
    *, incident: Incident, paper: PaperAct, reason: str, by: User, at: datetime
) -> Incident:
    """The entry is not what the paper says, or may not be done: back to who entered it, with the
    reason.
    """
    if not reason.strip():
        raise NotNow(_("Ghi lý do trả lại bản giấy."))
    row = _waiting(incident, paper, by)
    fresh = transition(
        incident=incident,
        verb="refuse_paper",
        by=by,
        at=at,
        note=composed("{paper}: {reason}", paper=row.label, reason=reason),
        after={"paper": row.pk},
    )
    _decide(row, PaperAct.Decision.REFUSED, by, at, reason)
    tell_paper_refused(fresh, row.entered_by, at)
    return fresh


def _waiting(incident: Incident, paper: PaperAct, by: User) -> PaperAct:
    """The paper, locked. Raises NotNow when it is decided, NotAllowed for who entered it."""
    row = (
        PaperAct.objects.select_for_update(of=("self",))
        .select_related("entered_by", "scan")
        .get(pk=paper.pk, incident=incident)
    )
    if row.decision:
        raise NotNow(_("Bản giấy này đã được xác nhận hoặc trả lại."))
    if row.entered_by_id == by.pk:
        raise NotAllowed(_("Người nhập bản giấy không tự xác nhận."))
    return row


def _decide(
    row: PaperAct, decision: PaperAct.Decision, by: User, at: datetime, reason: str = ""
) -> None:
    row.decision, row.decided_by, row.decided_at, row.reason = decision, by, at, reason
    row.save(update_fields=["decision", "decided_by", "decided_at", "reason"])
