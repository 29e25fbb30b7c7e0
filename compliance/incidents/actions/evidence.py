"""The verbs of evidence: received, amended while a draft, kept up to date, redacted into a copy.
Each writes a row of custody.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from compliance import files
from compliance.core.language import _, composed, joined, lower_first
from compliance.core.links import canonical
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.core.text import fold
from compliance.files.actions import store, store_redacted
from compliance.files.models import StoredFile
from compliance.files.notes import of_sender
from compliance.incidents import custody
from compliance.incidents.custody import Verb
from compliance.incidents.models import Evidence, Incident
from compliance.incidents.transitions import (
    EDITABLE,
    own_draft,
    record_act,
    record_as_reporter,
    transition,
)
from compliance.registry.models import User

SHARED = (
    "number",
    "file",
    "url",
    "url_key",
    "caption",
    "account_name",
    "account_kind",
    "posted_at",
    "captured_at",
    "captured_by",
    "seen_how",
    "later_status",
    "later_status_on",
    "translation_note",
    "relied_on",
)
SEALED = _("Tệp này đã niêm phong, không còn là chứng cứ.")


def store_file(
    *,
    upload: Any,
    by: User | None,
    at: datetime,
    incident: Incident | None = None,
    sender: User | None = None,
) -> StoredFile:
    """Store one uploaded file as evidence of `incident`. `by` None: the reporter, named by `sender`
    for the day's limit alone. Raises files.Refused with the reason.
    """
    return store(upload=upload, kind="evidence", owner=incident, by=by, at=at, sender=sender)


@transaction.atomic
def store_files(
    *,
    uploads: Iterable[Any],
    by: User | None,
    at: datetime,
    incident: Incident,
    sender: User | None = None,
) -> list[StoredFile]:
    """All of several, or none: the reason names the file. Raises files.Refused."""
    uploads = list(uploads)
    stored = []
    for upload in uploads:
        try:
            stored.append(store_file(upload=upload, by=by, at=at, incident=incident, sender=sender))
        except files.Refused as refused:
            if len(uploads) == 1:
                raise
            name = files.shown_name(upload.name)
            raise files.Refused(
                _("“{name}”: {refused} Chưa tệp nào được thêm.").format(name=name, refused=refused)
            ) from refused
    return stored


@transaction.atomic
def add_evidence(
    *,
    incident: Incident,
    by: User,
    at: datetime,
    file: StoredFile | None = None,
    url: str = "",
    caption: str = "",
    **about: Any,
) -> Evidence:
    """Add a file or a link: freely while drafting, through the gate once under review."""
    drafting = incident.status in EDITABLE
    if drafting:
        own_draft(incident, by)
    else:
        transition(incident=incident, verb="add_evidence", by=by, at=at)
    unnamed = drafting or incident.handler_id != by.pk
    if unnamed:
        about = _without_reporter(about, by)
        if file and file.by_id:
            StoredFile.objects.filter(pk=file.pk).update(by=None)
    number = (incident.evidence.aggregate(last=Max("number"))["last"] or 0) + 1
    evidence = Evidence.objects.create(
        incident=incident,
        number=number,
        file=file,
        url=url,
        url_key=canonical(url),
        caption=caption,
        by=None if unnamed else by,
        at=at,
        **about,
    )
    after = {"sha256": file.sha256 if file else ""}
    if unnamed:
        record_as_reporter(
            incident,
            by,
            verb="add_evidence",
            obj=evidence,
            at=at,
            label=composed("{code} {item}", code=incident.code, item=evidence.label),
            after=after,
        )
    else:
        record_act(incident=incident, verb="add_evidence", by=by, at=at, obj=evidence, after=after)
    custody.write(
        item=evidence, verb=Verb.RECEIVED, at=at, incident=incident, by=by, note=of_sender(file)
    )
    return evidence


def _without_reporter(about: dict, by: User) -> dict:
    """Who took the picture is left empty when it is the reporter: empty says so, and
    names nobody.
    """
    if fold(by.display_name) in fold(about.get("captured_by", "")):
        return {**about, "captured_by": ""}
    return about


@transaction.atomic
def amend_evidence(
    *, incident: Incident, evidence: Evidence, fields: dict, by: User, at: datetime
) -> Evidence:
    """Change what is said about an item while the report is a draft."""
    own_draft(incident, by)
    Evidence.objects.filter(pk=evidence.pk, incident=incident, removed_at=None).update(
        **_without_reporter(fields, by)
    )
    record_as_reporter(
        incident,
        by,
        verb="amend_evidence",
        obj=evidence,
        at=at,
        label=composed("{code} {item}", code=incident.code, item=evidence.label),
    )
    custody.write(
        item=evidence, verb=Verb.CHANGED, at=at, incident=incident, by=by, note=_("bản nháp")
    )
    return Evidence.objects.get(pk=evidence.pk)


@transaction.atomic
def remove_evidence(*, incident: Incident, evidence: Evidence, by: User, at: datetime) -> None:
    """Take an item out of a draft. After submission nothing is removed."""
    own_draft(incident, by)
    Evidence.objects.filter(pk=evidence.pk, incident=incident).update(removed_at=at)
    record_as_reporter(
        incident,
        by,
        verb="remove_evidence",
        obj=evidence,
        at=at,
        label=composed("{code} {item}", code=incident.code, item=evidence.label),
    )
    custody.write(item=evidence, verb=Verb.REMOVED, at=at, incident=incident, by=by)


def share_evidence(*, incident: Incident, sibling: Incident, by: User, at: datetime) -> None:
    """The same stored files and links in a sibling case, each with a row and a chain of its own."""
    for item in (
        incident.evidence.filter(removed_at=None, redacts=None, file__sealed_at=None)
        .select_related("file")
        .order_by("number")
    ):
        shared = Evidence.objects.create(
            incident=sibling, by=None, at=at, **{name: getattr(item, name) for name in SHARED}
        )
        custody.write(
            item=shared,
            verb=Verb.RECEIVED,
            at=at,
            incident=sibling,
            by=by,
            note=_("dùng chung trong một báo cáo"),
        )


@transaction.atomic
def update_evidence(
    *,
    incident: Incident,
    evidence: Evidence,
    later_status: str,
    later_status_on: Any,
    relied_on: bool,
    note: str,
    by: User,
    at: datetime,
) -> Incident:
    """What became of the source, and whether the case still relies on the item: a step of the case,
    with the reason.
    """
    if relied_on and evidence.file_id and present(evidence.file).sealed_at:
        raise NotNow(SEALED)
    words = [
        _("{label}: {relied_on} làm căn cứ").format(
            label=evidence.label, relied_on=_("dùng") if relied_on else _("không dùng")
        )
    ]
    if later_status:
        since = (
            _(" ngày {later_status_on:%d/%m/%Y}").format(later_status_on=later_status_on)
            if later_status_on
            else ""
        )
        label = lower_first(Evidence.LaterStatus(later_status).label)
        words.append(_("tình trạng nguồn: {label}{since}").format(label=label, since=since))
    before = {"later_status": evidence.later_status, "relied_on": evidence.relied_on}
    said = joined("; ", words)
    after = {
        "item": str(evidence.pk),
        "was": before,
        "later_status": later_status,
        "relied_on": relied_on,
    }
    fresh = transition(
        incident=incident,
        verb="update_evidence",
        by=by,
        at=at,
        note=composed("{said}. {note}", said=said, note=note).strip(),
        after=after,
    )
    Evidence.objects.filter(pk=evidence.pk, incident=fresh).update(
        later_status=later_status, later_status_on=later_status_on, relied_on=relied_on
    )
    custody.write(item=evidence, verb=Verb.CHANGED, at=at, incident=fresh, by=by, note=said[:200])
    return fresh


def redact(
    *,
    incident: Incident,
    evidence: Evidence,
    boxes: list[dict],
    caption: str,
    by: User,
    at: datetime,
) -> Evidence:
    """Burn black boxes into newly drawn pixels and keep them as a new item beside the original,
    which stays as it is.

    The drawing comes first and outside the transaction: it may take seconds, and no row may wait
    for it. `boxes` as in Evidence.boxes.
    """
    _redactable(incident, evidence, boxes)
    made = files.redacted(evidence.file, boxes)
    return _keep_copy(incident, evidence, boxes, caption, made, by, at)


def _redactable(incident: Incident, evidence: Evidence, boxes: list[dict]) -> None:
    if (
        evidence.redacts_id
        or not evidence.file_id
        or present(evidence.file).kind not in files.DRAWN
    ):
        raise NotNow(_("Chỉ che được ảnh và PDF gốc của hồ sơ."))
    if present(evidence.file).sealed_at:
        raise NotNow(SEALED)
    if not boxes:
        raise NotNow(_("Vẽ hoặc ghi ít nhất một ô cần che."))
    if incident.sealed:
        raise NotNow(_("Hồ sơ đã niêm phong."))
    if not files.intact(evidence.file):
        raise NotNow(_("Tệp gốc không còn nguyên vẹn so với lúc nhận, không lập bản che được."))


@transaction.atomic
def _keep_copy(
    incident: Incident,
    original: Evidence,
    boxes: list[dict],
    caption: str,
    made: dict,
    by: User,
    at: datetime,
) -> Evidence:
    if StoredFile.objects.filter(evidence=original, sealed_at__isnull=False).exists():
        raise NotNow(SEALED)  # while the copy was drawn
    copy = (original.redacted_copies.aggregate(last=Max("copy"))["last"] or 0) + 1
    after = {"item": str(original.pk), "boxes": len(boxes), "sha256": made["sha256"]}
    fresh = transition(
        incident=incident,
        verb="redact",
        by=by,
        at=at,
        note=_("{label}: che {count} ô").format(label=original.label, count=len(boxes)),
        after=after,
    )
    stored = store_redacted(columns=made, by=by, at=at)
    said = {name: getattr(original, name) for name in SHARED if name != "file"}
    said |= {"caption": caption, "disclosed_caption": caption, "captured_by": ""}
    item = Evidence.objects.create(
        incident=fresh, redacts=original, copy=copy, boxes=boxes, file=stored, by=by, at=at, **said
    )
    custody.write(item=original, verb=Verb.REDACTED, at=at, incident=fresh, by=by, note=item.label)
    custody.write(
        item=item,
        verb=Verb.DERIVED,
        at=at,
        incident=fresh,
        by=by,
        note=_("từ {label}").format(label=original.label),
        parent=present(original.file).sha256,
    )
    return item
