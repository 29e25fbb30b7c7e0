"""The one gate. A conditional UPDATE on (status, version): exactly one of many wins, on both
engines.
"""

from datetime import date, datetime
from typing import Protocol

from django.db import transaction
from django.db.models import F

from compliance.audit.actions import record, saw
from compliance.core.identity import fingerprint
from compliance.core.language import _, composed, lower_first
from compliance.core.refusals import Invisible, NotAllowed, NotNow, Stale
from compliance.incidents.facts import is_excluded_from
from compliance.incidents.kept_from import case_of
from compliance.incidents.models import Evidence, Incident, StepTaken
from compliance.incidents.queries import case_roles, fits
from compliance.incidents.settling import settle_asked
from compliance.incidents.workflow import STEPS, CaseRole, Status, Step
from compliance.registry.models import User

REPORTER_ALIAS = _("Người ghi nhận")
PERSON_ALIAS = _("Người được phản ánh")
READER_ALIAS = _("Người mở hồ sơ đã tiêu hủy")
STALE = _("Hồ sơ vừa được cập nhật ở nơi khác. Mở lại hồ sơ để xem bản mới trước khi thực hiện.")


class Paper(Protocol):
    """A paper of the case that one person entered and another confirms."""

    pk: int
    verb: str
    received_on: date
    entered_by_id: int
    decided_by_id: int | None


def transition(
    *,
    incident: Incident,
    verb: str,
    by: User,
    at: datetime,
    note: str = "",
    after: dict | None = None,
    paper: Paper | None = None,
    **changes,
) -> Incident:
    """Take `verb` on `incident` as the caller loaded it, change the given columns, write the story
    and the audit; return the fresh row.

    `paper`: the step is that of a paper which `by` confirms; the table must give it to papers.

    Raises Invisible behind the wall, NotAllowed when the table gives `by` no part in the step,
    NotNow when the status or a suspension stands in the way, Stale when a newer version does. Must
    be called inside the action's transaction.
    """
    step = STEPS[verb]
    roles = case_roles(incident, by)
    _refuse_walled(incident, by, roles)
    if not fits(step, _parts(roles, verb, by, paper)):
        raise NotAllowed(_why_not(step, roles))
    _refuse_status(incident, step)
    note, after = _told_of(paper, note, after or {})
    target = step.target or Status(incident.status)
    changes |= _first_time(incident, target, changes)
    with transaction.atomic():
        won = Incident.objects.filter(
            pk=incident.pk, status=incident.status, version=incident.version
        ).update(status=target, version=F("version") + 1, edited_at=at, **changes)
        if won != 1:
            raise Stale(STALE)
        unnamed = roles & set(step.by) == {CaseRole.REPORTER}
        StepTaken.objects.create(
            incident=incident,
            verb=verb,
            from_status=incident.status,
            to_status=target,
            version=incident.version + 1,
            by=None if unnamed else by,
            at=at,
            note=note,
        )
        settle_asked(incident, verb, after, at)
        who = signature(incident, by) if unnamed or CaseRole.PERSON in roles else {"by": by}
        _record_step(incident, verb, target, who, at, after)
    return Incident.objects.with_people().get(pk=incident.pk)


def _first_time(incident: Incident, target: Status, changes: dict) -> dict:
    """What figures count of a step that concludes or ends a case, the first time it does: a contest
    or a reopening afterwards moves nothing of it.
    """
    first: dict = {}
    if (concluded := changes.get("concluded_at")) and not incident.first_concluded_at:
        first = {
            "first_concluded_at": concluded,
            "first_outcome": changes["outcome"],
            "first_term_ends": incident.processing_ends,
        }
    if (ended := changes.get("closed_at")) and not incident.first_ended_at:
        first |= {"first_ended_at": ended, "first_ended_as": target}
    return first


def _parts(roles: set[CaseRole], verb: str, by: User, paper: Paper | None) -> set[CaseRole]:
    """What the table is asked about: the parts of `by`, or the paper they confirm and no other."""
    if paper is None:
        return roles
    return {CaseRole.PAPER} if paper.verb == verb and paper.decided_by_id == by.pk else set()


def _told_of(paper: Paper | None, note: str, after: dict) -> tuple[str, dict]:
    """(note, after) of the step; when it is that of a paper, with its day and who entered it."""
    if paper is None:
        return note, after
    words = (
        _("Theo bản giấy ngày {received_on:%d/%m/%Y}. {note}")
        .format(received_on=paper.received_on, note=note)
        .strip()
    )
    return words, {**after, "paper": paper.pk, "entered_by": paper.entered_by_id}


def _refuse_walled(incident: Incident, by: User, roles: set[CaseRole]) -> None:
    """Raise Invisible when the case is behind the wall of `by`. The person concerned and the writer
    of a draft go on: the table says what they may do.
    """
    own_draft = CaseRole.REPORTER in roles and incident.submitted_at is None
    if CaseRole.PERSON not in roles and not own_draft and is_excluded_from(by, incident):
        raise Invisible


def _refuse_status(incident: Incident, step: Step) -> None:
    """Raise NotNow when the status or a suspension stands in the way of the step."""
    if incident.status not in step.sources:
        raise NotNow(
            _("Không thể “{label}” khi hồ sơ ở trạng thái “{status}”.").format(
                label=lower_first(step.label), status=incident.get_status_display()
            )
        )
    if incident.suspended_at and not step.while_suspended:
        raise NotNow(_("Hồ sơ đang tạm dừng. Tiếp tục hồ sơ trước khi thực hiện việc này."))


def _record_step(
    incident: Incident, verb: str, target: Status, who: dict, at: datetime, after: dict
) -> None:
    """The audit of a step; `who` is what signature() gives, or the user alone."""
    after = {"status": target.value, **after, **who.pop("after", {})}
    record(
        verb=verb,
        obj=incident,
        at=at,
        label=incident.code,
        before={"status": incident.status},
        after=after,
        openly=True,
        **who,
    )


EDITABLE = (Status.DRAFT, Status.RETURNED)


def own_draft(incident: Incident, by: User) -> None:
    """Refuse whoever did not write it, and whatever was sent already."""
    if not incident.reporter.is_by(by):
        raise NotAllowed(_("Chỉ người ghi nhận sửa được bản này."))
    if incident.status not in EDITABLE:
        raise NotNow(_("Vụ việc đã được gửi, không sửa được nữa."))


def record_as_reporter(incident: Incident, by: User, *, after: dict | None = None, **said) -> None:
    """The trail names no reporter: it holds a keyed fingerprint that the holder of the key can
    check.
    """
    record(
        by=None,
        alias=REPORTER_ALIAS,
        after={**(after or {}), "reporter": fingerprint(incident.code, by.pk)},
        **said,
    )


def signature(incident: Incident, by: User) -> dict:
    """Who the trail names: the user, but for the reporter and the person concerned an alias with a
    keyed fingerprint (docs/threats.md, T6, trap 17).
    """
    # who it was about and who reported it is known no more: nobody who tries it is named beside its
    # code
    if incident.disposed_at:
        return {
            "by": None,
            "alias": READER_ALIAS,
            "after": {"reader": fingerprint(incident.code, by.pk)},
        }
    if incident.reporter.is_by(by):
        return {
            "by": None,
            "alias": REPORTER_ALIAS,
            "after": {"reporter": fingerprint(incident.code, by.pk)},
        }
    if incident.person_id and incident.person.user_id == by.pk:
        return {
            "by": None,
            "alias": PERSON_ALIAS,
            "after": {"person": fingerprint(incident.code, by.pk)},
        }
    return {"by": by}


def sign(obj, by: User, openly: bool) -> dict | None:
    """The signer that the trail and the ledger ask: the reporter and the person concerned are named
    on nothing that belongs to their case.

    `openly`: a step or an act in another part (head of the unit, lead), which a row names; there an
    alias would give away who reported.
    """
    incident = case_of(obj)
    if incident is None or getattr(incident, "reporter", None) is None:
        return None
    instead = signature(incident, by)
    return (
        instead
        if instead["by"] is None and not (openly and instead["alias"] == REPORTER_ALIAS)
        else None
    )


def look(
    *,
    incident: Incident,
    by: User,
    at: datetime,
    what: str = "saw",
    obj=None,
    tail: str = "",
    after: dict | None = None,
) -> None:
    """Record that `by` read the case page, its history, a sheet, or `obj` (an item of evidence).
    The label begins with the code of the case.
    """
    tail = tail or (obj.label if isinstance(obj, Evidence) else "")
    who = signature(incident, by)
    after = {**(after or {}), **who.pop("after", {})}
    saw(
        obj=obj or incident,
        at=at,
        what=what,
        label=composed("{code} {tail}", code=incident.code, tail=tail).strip(),
        after=after,
        **who,
    )


def record_act(
    *,
    incident: Incident,
    verb: str,
    by: User | None,
    at: datetime,
    before: dict | None = None,
    after: dict | None = None,
    obj=None,
) -> None:
    """Record an act on a case in a part of one's own, where a row holds the name already (a hold, a
    draft of a document, a vote): not a look, not a step.
    """
    tail = obj.label if isinstance(obj, Evidence) else ""
    record(
        by=by,
        verb=verb,
        obj=obj or incident,
        at=at,
        label=composed("{code} {tail}", code=incident.code, tail=tail).strip(),
        before=before,
        after=after,
        openly=True,
    )


UNSURE = _(
    "Không còn đọc được ai ghi nhận hồ sơ này. Mở trang hồ sơ, xác nhận ông/bà không phải người "
    "ghi nhận, rồi làm bước này."
)
WHY_NOT = {
    CaseRole.REPORTER: _("Người ghi nhận vụ việc không thực hiện bước này."),
    CaseRole.TRIAGER: (
        _(
            "Người đã thụ lý không kết luận và không quyết định việc xem xét lại; việc này của Tổ "
            "trưởng hoặc Tổ phó khác, hoặc của Chủ tịch."
        )
    ),
    CaseRole.PROPOSER: _("Người trình kết luận không duyệt kết luận đó."),
    CaseRole.OPINED: (
        _(
            "Người đã cho ý kiến về hồ sơ không kết luận và không quyết định việc xem xét lại; "
            "việc này của người chưa tham gia."
        )
    ),
    CaseRole.CONCLUDER: _("Người đã kết luận không quyết định việc xem xét lại."),
    CaseRole.ASKER: _("Người đề nghị không tự quyết định đề nghị của mình."),
}


def _why_not(step: Step, roles: set[CaseRole]) -> str:
    """Say which separation stands in the way, without naming anyone: one sentence for every part
    the table shuts out.
    """
    if CaseRole.UNSURE in roles and CaseRole.REPORTER in step.never:
        return UNSURE
    stands = next((party for party in step.never if party in roles), None)
    return WHY_NOT[stands] if stands else _("Chức năng của ông/bà không thực hiện bước này.")
