"""Official documents of a case: drafted, worded, taken out to be signed, typed back with number,
day and signer. They move no case.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from compliance.audit.actions import keyed_hash
from compliance.core.language import _, composed, lower_first
from compliance.core.presence import present
from compliance.core.refusals import Invisible, NotAllowed, NotNow, Stale
from compliance.files.models import StoredFile
from compliance.incidents.models import Incident
from compliance.incidents.queries import case_roles
from compliance.incidents.transitions import look, record_act
from compliance.incidents.workflow import CaseRole
from compliance.registry.models import User
from compliance.review.case.notices import tell_person
from compliance.review.case.queries import standing_conclusion
from compliance.review.documents.checks import (
    why_not,
    why_not_numbered,
    why_not_taken,
    why_not_worded,
)
from compliance.review.models import CaseDocument, Conclusion, Measure
from compliance.rulebook.clocks import local_day

Kind = CaseDocument.Kind
STALE = _("Dự thảo vừa được sửa ở nơi khác. So sánh hai bản rồi lưu lại.")


def works_on(incident: Incident, user: User) -> bool:
    """The handler and the leads draw up documents; never who reported."""
    return _may_draw_up(case_roles(incident, user))


def _may_draw_up(roles: set[CaseRole]) -> bool:
    return bool(roles & {CaseRole.HANDLER, CaseRole.LEAD}) and CaseRole.REPORTER not in roles


def draftable(incident: Incident, roles: set[CaseRole]) -> list[tuple[str, str]]:
    """The kinds whoever has these parts in the case can draw up now, with their names."""
    if incident.sealed or not _may_draw_up(roles):
        return []
    return [choice for choice in Kind.choices if not why_not(incident, choice[0])]


def _require(incident: Incident, by: User) -> None:
    if incident.sealed or not Incident.objects.visible_to(by).filter(pk=incident.pk).exists():
        raise Invisible
    if not works_on(incident, by):
        raise NotAllowed(_("Người phụ trách hồ sơ hoặc Tổ trưởng lập văn bản."))


@transaction.atomic
def draft_document(
    *,
    incident: Incident,
    kind: str,
    issuer: str,
    words: dict,
    fields: dict,
    by: User,
    at: datetime,
    measure: Measure | None = None,
    replaces: CaseDocument | None = None,
) -> CaseDocument:
    """Keep the words of a new draft."""
    _require(incident, by)
    if reason := why_not(incident, kind):
        raise NotNow(reason)
    made = CaseDocument.objects.create(
        incident=incident,
        kind=kind,
        issuer=issuer,
        words=words,
        fields=fields,
        measure=measure,
        conclusion=standing_conclusion(incident) if kind in CaseDocument.TELLS_CONCLUSION else None,
        replaces=replaces,
        drafted_by=by,
        drafted_at=at,
    )
    record_act(
        incident=incident,
        verb="draft_document",
        by=by,
        at=at,
        after={"document": made.pk, "kind": kind},
    )
    return made


@transaction.atomic
def edit_document(*, document: CaseDocument, words: dict, by: User, at: datetime) -> CaseDocument:
    """Change the words of a draft as it was loaded; one of two who edit at once wins. Raises
    NotNow for a draft that has lost its ground.
    """
    _require(document.incident, by)
    _still_draft(document)
    _lock_ground(document)
    _require_no(why_not_worded(document))
    won = CaseDocument.objects.filter(
        pk=document.pk, version=document.version, typed_back_at=None, discarded_at=None
    ).update(words=words, version=F("version") + 1)
    if won != 1:
        raise Stale(STALE)
    after = {"document": document.pk, "words": keyed_hash(str(words))}
    record_act(incident=document.incident, verb="edit_document", by=by, at=at, after=after)
    return CaseDocument.objects.get(pk=document.pk)


@transaction.atomic
def export_document(*, document: CaseDocument, form: str, by: User, at: datetime) -> None:
    """Somebody takes a copy away as `form` (`pdf`, `docx`, `ban-ky`); the first copy of a draft is
    the one that goes to be signed. Raises NotNow for a draft that has lost its ground, and for an
    unmarked copy of what was withdrawn.
    """
    own = present(document.incident.person).user_id == by.pk
    _require_no(why_not_taken(document, form, own))
    if not document.is_issued:
        CaseDocument.objects.filter(pk=document.pk, exported_at=None).update(exported_at=at)
    look(
        incident=document.incident,
        by=by,
        at=at,
        what="downloaded_document",
        tail=composed(
            "{kind}, {form}",
            kind=CaseDocument.Kind(document.kind).label,
            form=_("bản ký") if form == "ban-ky" else form,
        ),
    )


@transaction.atomic
def type_back(
    *,
    document: CaseDocument,
    number: str,
    issued_on: date,
    signer: str,
    by: User,
    at: datetime,
    signed_file: StoredFile | None = None,
) -> CaseDocument:
    """Number, day and signer as the register and the signed paper have them. From here on the
    document does not change. Raises NotNow for a draft that has lost its ground.
    """
    _require(document.incident, by)
    _still_draft(document)
    _lock_ground(document)
    _require_no(why_not_numbered(document, issued_on))
    if issued_on > local_day(at):
        raise NotNow(_("Ngày ban hành không thể sau hôm nay."))
    won = CaseDocument.objects.filter(
        pk=document.pk, version=document.version, typed_back_at=None, discarded_at=None
    ).update(
        number=number,
        issued_on=issued_on,
        signer=signer,
        signed_file=signed_file,
        typed_back_by=by,
        typed_back_at=at,
        version=F("version") + 1,
    )
    if won != 1:
        raise Stale(STALE)
    after = {
        "document": document.pk,
        "number": number,
        "issued_on": issued_on.isoformat(),
        "file": signed_file.sha256 if signed_file else "",
    }
    record_act(incident=document.incident, verb="type_back_document", by=by, at=at, after=after)
    if document.kind in CaseDocument.TO_PERSON and document.incident.told_at:
        text = _("Đọc {kind}, hồ sơ {code}").format(
            kind=lower_first(document.get_kind_display()), code=document.incident.code
        )
        tell_person(document.incident, f"document_{document.pk}", text, at)
    return CaseDocument.objects.get(pk=document.pk)


@transaction.atomic
def discard_document(*, document: CaseDocument, by: User, at: datetime) -> None:
    """Give up a draft. What was issued stays."""
    _require(document.incident, by)
    _still_draft(document)
    CaseDocument.objects.filter(pk=document.pk, typed_back_at=None).update(discarded_at=at)
    record_act(
        incident=document.incident,
        verb="discard_document",
        by=by,
        at=at,
        after={"document": document.pk},
    )


def _require_no(reason: str) -> None:
    if reason:
        raise NotNow(reason)


def _lock_ground(document: CaseDocument) -> None:
    """Hold the conclusion that `document` tells of as it is now until the end."""
    if document.conclusion_id:
        held = Conclusion.objects.select_for_update(of=("self",))
        document.conclusion = held.get(pk=document.conclusion_id)


def _still_draft(document: CaseDocument) -> None:
    if document.is_issued:
        raise NotNow(
            _("Văn bản đã ghi số, không sửa được. Cần đính chính thì lập văn bản mới thay thế.")
        )
    if document.discarded_at:
        raise NotNow(_("Dự thảo này đã bỏ."))
