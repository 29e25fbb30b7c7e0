"""Seal a file that was handed in by mistake: a third party's papers, classified matter."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.files.actions import seal_files
from compliance.files.models import StoredFile
from compliance.incidents import custody
from compliance.incidents.models import Evidence, Incident
from compliance.incidents.transitions import record_act, transition
from compliance.registry.models import User
from compliance.review.case.notices import tell_handler, tell_leads, tell_person, tell_reporter
from compliance.review.models import Rectification
from compliance.review.rectification.actions.wishes import ask, require_free
from compliance.review.rectification.queries import holding, sealable

__all__ = ["ask_seal"]


@transaction.atomic
def ask_seal(
    *, incident: Incident, file: uuid.UUID, reason: str, by: User, at: datetime
) -> Incident:
    """Ask to seal one file of the case. `reason` is what everybody reads in its place.

    Raises NotNow when something waits already, when it is no open file of this case, and where
    nobody else could decide.
    """
    require_free(incident)
    if incident.sealed:
        raise NotNow(_("Hồ sơ đã niêm phong."))
    words = sealable(incident, by).get(file)
    if words is None:
        raise NotNow(_("Tệp này không thuộc hồ sơ, hoặc đã niêm phong."))
    said = [[_("Tệp"), words, _("Niêm phong: xóa nội dung, giữ mã kiểm tra và lý do")]]
    row = Rectification(verb="seal", reason=reason, payload={"file": str(file)}, said=said)
    return ask(incident, "ask_seal", row, by, at)


def why_not_sealed(row: Rectification) -> str:
    """Why agreeing would do nothing any more; empty when it would."""
    open_file = StoredFile.objects.filter(pk=row.payload["file"], sealed_at=None)
    return "" if open_file.exists() else _("Tệp này đã niêm phong.")


def seal(incident: Incident, row: Rectification, by: User, at: datetime) -> Incident:
    """The file, its redacted copies and the same bytes handed in twice are sealed in every case
    that holds them; nothing rests on them any more.
    """
    if why := why_not_sealed(row):
        raise NotNow(why)
    stored = StoredFile.objects.get(pk=row.payload["file"])
    fresh = transition(
        incident=incident,
        verb="seal",
        by=by,
        at=at,
        note=f"{row.said[0][1]}: {row.reason}",
        after={"file": str(stored.pk), "sha256": stored.sha256},
        asked_by=None,
    )
    files = _with_copies(stored, fresh)
    cases = {case.pk: case for case in holding(files)}
    items = custody.seal_items(items=Evidence.objects.filter(file__in=files), by=by, at=at)
    seal_files(files=files, because=row.reason, at=at)
    for case in cases.values():
        case = fresh if case.pk == fresh.pk else case
        if case.pk != fresh.pk:
            after: dict[str, Any] = {"file": str(stored.pk), "sha256": stored.sha256}
            record_act(incident=case, verb="seal", by=by, at=at, after=after)
        _tell(case, [item for item in items if item.incident_id == case.pk], at)
    return fresh


def _with_copies(stored: StoredFile, incident: Incident) -> list[StoredFile]:
    """The file, the same bytes once more in this case or its siblings, and what was drawn of them
    into redacted copies.
    """
    group = Incident.objects.filter(sibling_group=incident.sibling_group)
    twice = Q(sha256=stored.sha256, evidence__incident__in=group)
    same = StoredFile.objects.filter(Q(pk=stored.pk) | twice).order_by().values("pk")
    copies = Evidence.objects.filter(redacts__file__in=same).order_by().values("file")
    rows = StoredFile.objects.filter(Q(pk__in=same) | Q(pk__in=copies), sealed_at=None)
    return list(rows.order_by("pk"))


def _tell(incident: Incident, items: list[Evidence], at: datetime) -> None:
    """Those who work with it; its reporter, who handed it in; the person once they were told, who
    may have read it or sent it.
    """
    text = _("Một tệp của hồ sơ {code} đã niêm phong, xem lý do").format(code=incident.code)
    tell_handler(incident, "file_sealed", text, at)
    tell_leads(incident, "file_sealed", text, at)
    if any(item.by_id is None for item in items):
        tell_reporter(incident, "file_sealed_reporter", text, at)
    if incident.told_at:
        tell_person(incident, "file_sealed", text, at)
