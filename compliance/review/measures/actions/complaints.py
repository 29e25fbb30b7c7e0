"""A complaint against a disciplinary decision, settled outside: each step recorded with its day.
What was wrong is undone.
"""

from datetime import date, datetime

from django.db import transaction

from compliance.audit.actions import keyed_hash
from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.files.models import StoredFile
from compliance.incidents.models import Incident
from compliance.incidents.transitions import transition
from compliance.registry.models import User
from compliance.review.case.notices import tell_affairs, tell_person
from compliance.review.measures.actions.measures import refresh_spent
from compliance.review.measures.progress import complaint_stages
from compliance.review.models import Complaint, Decision, Measure, PaperAct
from compliance.rulebook.clocks import local_day

__all__ = [
    "record_complaint",
    "tell_complaint",
]


def complaint_errors(
    decision: Decision, stage: str, day: date | None, today: date
) -> dict[str, str]:
    """{'day': what to mend}: days come in order and none lies ahead."""
    if day is None:
        return {}
    if day > today:
        return {"day": _("Ngày này chưa đến.")}
    rows = {row.level: row for row in decision.complaints.all()}
    level = int(stage[-1])
    row, first = rows.get(level), rows.get(1)
    before: list[date | None] = [decision.received_on or decision.issued_on]
    if level == 2 and first:
        before.append(first.decided_on)
    if row:
        before += [
            row.filed_on,
            row.accepted_on,
            row.decided_on if stage.startswith("correct") else None,
        ]
    least = max(filter(None, before))
    return {"day": _("Không trước {least:%d/%m/%Y}.").format(least=least)} if day < least else {}


def _require(decision: Decision, stage: str, day: date, at: datetime) -> None:
    if decision.result != Decision.Result.DISCIPLINE:
        raise NotNow(_("Không có quyết định kỷ luật để khiếu nại."))
    if stage not in complaint_stages(decision):
        raise NotNow(_("Bước này của việc khiếu nại chưa đến, hoặc đã được ghi."))
    wrong = complaint_errors(decision, stage, day, local_day(at))
    if wrong:
        raise NotNow(wrong["day"])


def _require_settlement(number: str, result: str, effect: str) -> None:
    """Raises NotNow when the decision on a complaint lacks a part, or does to the disciplinary
    decision what its result does not allow.
    """
    if not (result and effect and number):
        raise NotNow(
            _("Ghi số, kết luận và việc xử lý quyết định theo quyết định giải quyết khiếu nại.")
        )
    if (effect == Complaint.Effect.KEEP) != (result == Complaint.Result.WRONG):
        raise NotNow(
            _(
                "Khiếu nại sai toàn bộ thì giữ nguyên quyết định; đúng hoặc đúng một phần thì sửa "
                "hoặc hủy."
            )
        )


@transaction.atomic
def record_complaint(
    *,
    incident: Incident,
    decision: Decision,
    stage: str,
    day: date,
    by: User,
    at: datetime,
    is_complex: bool = False,
    number: str = "",
    result: str = "",
    effect: str = "",
    where: str = "",
    file: StoredFile | None = None,
) -> Incident:
    """One step of a complaint: filed, accepted, dialogue, decided, corrected in public; `stage`
    ends in the level, 1 or 2.
    """
    _require(decision, stage, day, at)
    verb, level = stage[:-1], int(stage[-1])
    if verb == "decide":
        _require_settlement(number, result, effect)
    after = {
        "decision": decision.pk,
        "stage": stage,
        "on": day.isoformat(),
        "result": result,
        "effect": effect,
    }
    fresh = transition(
        incident=incident, verb="record_complaint", by=by, at=at, note=STAGES[verb], after=after
    )
    columns: dict[str, dict] = {
        "file": {"filed_on": day},
        "accept": {"accepted_on": day, "is_complex": is_complex},
        "dialogue": {"dialogue_on": day},
        "decide": {"decided_on": day, "number": number, "result": result, "effect": effect},
        "correct": {"corrected_on": day, "corrected_how": where},
    }
    _write_step(decision, stage, columns[verb], file, by, at)
    if verb == "decide" and effect != Complaint.Effect.KEEP:
        _undo(decision, effect, day)
    refresh_spent(fresh)
    if verb == "decide":
        _tell_settled(fresh, decision, level, at)
    return fresh


STAGES = {
    "file": _("Khiếu nại"),
    "accept": _("Thụ lý khiếu nại"),
    "dialogue": _("Đối thoại"),
    "decide": _("Quyết định giải quyết khiếu nại"),
    "correct": _("Công khai cải chính"),
}


def _tell_settled(fresh: Incident, decision: Decision, level: int, at: datetime) -> None:
    text = _("Đã ghi quyết định giải quyết khiếu nại, hồ sơ {code}").format(code=fresh.code)
    tell_person(fresh, f"complaint_{decision.pk}_{level}", text, at)


def _write_step(
    decision: Decision, stage: str, columns: dict, file: StoredFile | None, by: User, at: datetime
) -> None:
    """Filing makes the row of its level; a later step fills its columns of that row, and replaces
    the file only when it brings one.
    """
    verb, level = stage[:-1], int(stage[-1])
    if verb == "file":
        Complaint.objects.create(
            decision=decision, level=level, file=file, entered_by=by, entered_at=at, **columns
        )
    else:
        columns = columns | ({"file": file} if file else {})
        Complaint.objects.filter(decision=decision, level=level).update(**columns)


def _undo(decision: Decision, effect: str, day: date) -> None:
    """A cancelled decision counts no more from that day; an amended one ends and the new one is
    recorded in its place.
    """
    because = (
        Decision.Ended.COMPLAINT if effect == Complaint.Effect.CANCEL else Decision.Ended.AMENDED
    )
    Decision.objects.filter(pk=decision.pk).update(ended_on=day, ended_because=because)
    Measure.objects.filter(pk=decision.measure_id).update(ended_on=day)


@transaction.atomic
def tell_complaint(
    *,
    incident: Incident,
    decision: Decision,
    filed_on: date,
    text: str,
    by: User,
    at: datetime,
    paper: PaperAct | None = None,
) -> Incident:
    """The person says on their own page that a complaint was sent to the competent body; internal
    affairs follow its days from there.
    """
    stage = next((name for name in complaint_stages(decision) if name.startswith("file")), "")
    if not stage:
        raise NotNow(_("Việc khiếu nại này đã được ghi."))
    _require(decision, stage, filed_on, at)
    fresh = transition(
        incident=incident,
        verb="tell_complaint",
        by=by,
        at=at,
        after={"decision": decision.pk, "on": filed_on.isoformat(), "text": keyed_hash(text)},
        paper=paper,
    )
    Complaint.objects.create(
        decision=decision,
        level=int(stage[-1]),
        filed_on=filed_on,
        told_by_person=True,
        file=paper.scan if paper else None,
        entered_by=paper.entered_by if paper else by,
        entered_at=at,
    )
    refresh_spent(fresh)
    tell_affairs(
        fresh,
        f"complaint_told_{decision.pk}",
        _("Ghi việc khiếu nại quyết định kỷ luật, hồ sơ {code}").format(code=fresh.code),
        at,
    )
    return fresh
