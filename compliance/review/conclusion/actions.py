"""The member proposes, somebody else concludes. Nothing adverse without every precondition."""

from datetime import date, datetime

from django.db import transaction

from compliance.audit.actions import keyed_hash
from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.incidents.models import Incident
from compliance.incidents.transitions import record_act, transition
from compliance.registry.models import User
from compliance.review.case.checks import require_all
from compliance.review.case.notices import tell_deciders, tell_handler, tell_person, tell_unit
from compliance.review.case.queries import open_proposal
from compliance.review.conclusion.checks.citations import not_cited, words_of
from compliance.review.conclusion.checks.fairness import fairness
from compliance.review.conclusion.checks.heard import relied_numbers
from compliance.review.conclusion.checks.outcomes import (
    FOUND,
    OF_A_BREACH,
    gravest,
    is_basis,
    offers,
    outcome_checks,
)
from compliance.review.conclusion.checks.preconditions import (
    before_proposal,
    intake_read_again,
    needed,
)
from compliance.review.conclusion.checks.record import freeze
from compliance.review.conclusion.consistency import as_recorded, comparable
from compliance.review.models import CaseDocument, Conclusion, Finding
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar

__all__ = [
    "conclude",
    "propose",
    "replace_conclusion",
    "send_back",
]

INTAKE_UNREAD = _(
    "Người ghi nhận đề nghị giữ kín danh tính: trước khi kết luận có vi phạm, người kết luận đọc "
    "lại việc thụ lý và xác nhận kết luận đứng được bằng chứng cứ."
)


@transaction.atomic
def propose(
    *,
    incident: Incident,
    findings: list[dict],
    outcome: str,
    reasons: str,
    by: User,
    at: datetime,
    departure: str = "",
) -> Incident:
    """Put a conclusion before the decider. `findings` = [{allegation, standard, result, severity,
    aggravating, mitigating, reasons, answer_considered}].

    One finding per allegation. An outcome that no comparable case had needs `departure`, the reason
    why this one differs.
    """
    require_all(before_proposal(incident, at))
    if open_proposal(incident):
        raise NotNow(_("Đã có dự thảo đang trình."))
    _require_findings(incident, findings, outcome)
    not_cited(incident, [departure, *words_of(reasons, findings)])
    _offered(incident, outcome, local_day(at))
    gravity = gravest([f.get("severity", "") for f in findings if f["result"] in FOUND])
    comparison = comparable(incident, by, local_day(at), gravity)
    departs = comparison.departs(outcome)
    if departs and not departure.strip():
        raise NotNow(_("Kết quả này khác mọi hồ sơ tương tự: ghi lý do."))
    workdays = present(incident.rule_set).conclude_workdays
    due_on = add_working_days(local_day(at), workdays, calendar())
    fresh = transition(
        incident=incident,
        verb="propose",
        by=by,
        at=at,
        after={"outcome": outcome, "reasons": keyed_hash(reasons)},
        proposed_by=by,
        due_on=due_on,
    )
    conclusion = Conclusion.objects.create(
        incident=fresh,
        outcome=outcome,
        reasons=reasons,
        departure=departure if departs else "",
        compared=as_recorded(comparison, outcome, gravity),
        proposed_by=by,
        proposed_at=at,
    )
    Finding.objects.bulk_create(Finding(conclusion=conclusion, **finding) for finding in findings)
    tell_deciders(fresh, at)
    return fresh


def _require_findings(incident: Incident, findings: list[dict], outcome: str) -> None:
    """One finding an allegation, and an outcome that they carry. Raises NotNow."""
    answered = {finding["allegation"].pk for finding in findings}
    if answered != set(incident.allegations.values_list("pk", flat=True)):
        raise NotNow(_("Phải nhận định đủ từng nội dung phản ánh."))
    results = [
        (finding["result"], is_basis(incident, finding["allegation"].provision))
        for finding in findings
    ]
    require_all(outcome_checks(incident.staff_kind, outcome, results))
    if outcome in OF_A_BREACH and not relied_numbers(incident):
        raise NotNow(
            _(
                "Kết luận có vi phạm phải dựa vào chứng cứ: trong hồ sơ chưa chứng cứ nào được "
                "dùng làm căn cứ."
            )
        )


def _offered(incident: Incident, outcome: str, day: date) -> None:
    """Refuse an outcome that this person, on this day, cannot have."""
    why = next((offer.why_not for offer in offers(incident, day) if offer.value == outcome), "")
    if why:
        raise NotNow(why)


@transaction.atomic
def send_back(*, incident: Incident, comment: str, by: User, at: datetime) -> Incident:
    """The decider does not agree yet and says why; the member proposes anew."""
    proposal = open_proposal(incident)
    if proposal is None:
        raise NotNow(_("Chưa có dự thảo kết luận."))
    fresh = transition(
        incident=incident, verb="send_back", by=by, at=at, note=comment, proposed_by=None
    )
    Conclusion.objects.filter(pk=proposal.pk).update(
        state=Conclusion.State.SENT_BACK, decided_by=by, decided_at=at, comment=comment
    )
    text = _("Sửa dự thảo kết luận hồ sơ {code}").format(code=fresh.code)
    tell_handler(fresh, "sent_back", text, at)
    return fresh


@transaction.atomic
def conclude(
    *, incident: Incident, by: User, at: datetime, comment: str = "", intake_read: bool = False
) -> Incident:
    """Conclude as proposed, with the fairness record frozen. The person is told in the same breath,
    with the way to contest. `intake_read`: see intake_read_again().
    """
    proposal = open_proposal(incident)
    record = fairness(incident, proposal, by, at)
    if proposal is None:
        require_all(record, incident)
    snapshot, digest = freeze(incident, present(proposal), record, at)
    rules = present(incident.rule_set)
    due_on = add_working_days(local_day(at), rules.notice_workdays, calendar())
    fresh = transition(
        incident=incident,
        verb="conclude",
        by=by,
        at=at,
        note=comment,
        after={
            "outcome": present(proposal).outcome,
            "fairness": digest,
            **({"intake_read": True} if intake_read else {}),
        },
        outcome=present(proposal).outcome,
        concluded_by=by,
        concluded_at=at,
        due_on=due_on,
    )
    require_all(needed(record, proposal), incident)
    if intake_read_again(incident, proposal) and not intake_read:
        raise NotNow(INTAKE_UNREAD)
    signed = {
        "decided_by": by,
        "decided_at": at,
        "comment": comment,
        "fairness": snapshot,
        "fairness_sha256": digest,
    }
    Conclusion.objects.filter(pk=present(proposal).pk).update(
        state=Conclusion.State.CONCLUDED, **signed
    )
    _tell_concluded(fresh, at)
    return fresh


def _tell_concluded(fresh: Incident, at: datetime) -> None:
    text = _("Xem kết luận {code} và quyền đề nghị xem xét lại").format(code=fresh.code)
    tell_person(fresh, "concluded", text, at)
    text = _("Hồ sơ {code} đã kết luận, giao biện pháp hoặc kết thúc").format(code=fresh.code)
    tell_handler(fresh, "concluded_handler", text, at)
    tell_unit(fresh, "concluded_unit", _("Hồ sơ {code} đã có kết luận").format(code=fresh.code), at)


@transaction.atomic
def replace_conclusion(
    *, incident: Incident, because: Conclusion.Replaced, by: User, at: datetime
) -> None:
    """Whatever is concluded or proposed stands no more; it stays on record with when and why.

    Documents that tell of it hold no more either, by the same columns: each that was issued leaves
    an event, and the person concerned is told of those that went to them.
    """
    ended = incident.conclusions.filter(
        state__in=(Conclusion.State.CONCLUDED, Conclusion.State.PROPOSED)
    )
    keys = list(ended.values_list("pk", flat=True))
    ended.update(state=Conclusion.State.REPLACED, replaced_at=at, replaced_because=because)
    issued = CaseDocument.objects.standing().issued().filter(conclusion__in=keys)
    for document in issued.order_by("pk"):
        after = {"document": document.pk, "number": document.number}
        record_act(incident=incident, verb="withdraw_document", by=by, at=at, after=after)
        if document.kind in CaseDocument.TO_PERSON:
            text = _("Văn bản số {number} đã thu hồi, hồ sơ {code}").format(
                number=document.number, code=incident.code
            )
            tell_person(incident, f"withdrawn_{document.pk}", text, at)
