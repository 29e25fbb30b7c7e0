"""What the person says: a draft, an answer, a waiver; or that nothing was said."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.audit.actions import keyed_hash
from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.files.actions import store
from compliance.files.models import StoredFile
from compliance.incidents.models import Incident
from compliance.incidents.transitions import transition
from compliance.registry.models import User
from compliance.review.case.checks import require_all
from compliance.review.case.notices import tell_handler, tell_person
from compliance.review.case.queries import answered, day_of
from compliance.review.case.window import may_still_answer
from compliance.review.hearing.actions.completion import (
    declare_complete,
    heard_more,
    without_proposal,
)
from compliance.review.hearing.checks import before_silence
from compliance.review.models import Answer, AnswerDraft, PaperAct
from compliance.rulebook.clocks import local_day

__all__ = [
    "ANSWER_OVER",
    "add_answer_file",
    "answer",
    "record_silence",
    "save_answer_draft",
    "waive",
]

ANSWER_OVER = _("Đã hết hạn giải trình. Ông/bà có thể đề nghị gia hạn hoặc liên hệ đầu mối nội vụ.")


@transaction.atomic
def add_answer_file(*, incident: Incident, upload: Any, by: User, at: datetime) -> StoredFile:
    """One file more in the person's own draft, which begins with it where there is none. Raises
    files.Refused.
    """
    if present(incident.person).user_id != by.pk:
        raise NotNow
    draft, __ = AnswerDraft.objects.get_or_create(
        incident=incident, defaults={"fields": {}, "saved_at": at}
    )
    stored = store(upload=upload, kind="answers", owner=incident, by=by, at=at)
    draft.files.add(stored)
    return stored


@transaction.atomic
def save_answer_draft(
    *,
    incident: Incident,
    fields: dict,
    by: User,
    at: datetime,
    uploads: Iterable = (),
    without: Iterable = (),
) -> AnswerDraft:
    """Kept for the person alone, files too, whatever its state. No step, no audit: nothing has been
    said yet. `without`: keys of files taken out.

    `uploads` are stored at once: a browser does not send them twice. Raises files.Refused.
    """
    if present(incident.person).user_id != by.pk:
        raise NotNow
    draft, __ = AnswerDraft.objects.update_or_create(
        incident=incident, defaults={"fields": fields, "saved_at": at}
    )
    for upload in uploads:
        draft.files.add(store(upload=upload, kind="answers", owner=incident, by=by, at=at))
    draft.files.remove(*draft.files.filter(pk__in=list(without)))
    return draft


@transaction.atomic
def answer(
    *,
    incident: Incident,
    per_allegation: list[dict],
    text: str,
    by: User,
    at: datetime,
    files: Iterable[StoredFile] = (),
    companion: str = "",
    companion_as: str = "",
    paper: PaperAct | None = None,
) -> Incident:
    """An answer, or a supplement to it while the window is open, which takes back the word that it
    was complete and a proposal made without it. `per_allegation` = [{allegation: id, stance,
    text}]. `paper`: it came in on paper, whose day counts; `by` confirms it.
    """
    if not may_still_answer(incident, day_of(at, paper)):
        raise NotNow(ANSWER_OVER)
    if not text.strip() and not any(part.get("text", "").strip() for part in per_allegation):
        raise NotNow(_("Nội dung giải trình còn trống."))
    fresh = transition(
        incident=incident,
        verb="answer",
        by=by,
        at=at,
        after={"text": keyed_hash(text + str(per_allegation))},
        paper=paper,
        **without_proposal(incident),
    )
    row = Answer.objects.create(
        incident=fresh,
        kind=Answer.Kind.ANSWER,
        text=text,
        per_allegation=per_allegation,
        companion=companion,
        companion_as=companion_as if companion else "",
        at=at,
        **_signed(by, paper),
    )
    # a draft is the person's own: what comes in on paper neither takes it along nor ends it
    draft = None if paper else AnswerDraft.objects.filter(incident=fresh).first()
    row.files.set([*files, *(draft.files.all() if draft else ())])
    if draft:
        draft.delete()
    heard_more(fresh, by, at)
    tell_handler(
        fresh, "answered", _("Đã có giải trình trong hồ sơ {code}").format(code=fresh.code), at
    )
    return fresh


def _signed(by: User, paper: PaperAct | None) -> dict:
    """Who wrote the row: the person, or whoever entered the paper that `by` confirms."""
    if paper is None:
        return {"by": by}
    return {"by": paper.entered_by, "received_on": paper.received_on, "paper": paper}


@transaction.atomic
def waive(
    *, incident: Incident, text: str, by: User, at: datetime, paper: PaperAct | None = None
) -> Incident:
    """The person declares that they will not answer: the case need not wait for the end of the
    window. They may still answer while it is open.
    """
    if answered(incident):
        raise NotNow(_("Hồ sơ đã có giải trình."))
    fresh = transition(incident=incident, verb="waive", by=by, at=at, paper=paper)
    row = Answer.objects.create(
        incident=fresh, kind=Answer.Kind.WAIVER, text=text, at=at, **_signed(by, paper)
    )
    row.files.set([paper.scan] if paper else [])
    declare_complete(fresh, row.by, at)
    tell_handler(
        fresh,
        "waived",
        _("Người được phản ánh không giải trình, hồ sơ {code}").format(code=fresh.code),
        at,
    )
    return fresh


@transaction.atomic
def record_silence(*, incident: Incident, by: User, at: datetime, text: str = "") -> Incident:
    """Two notices, both windows over, no word: recorded, so that the case may go on."""
    require_all(before_silence(incident, local_day(at)))
    fresh = transition(incident=incident, verb="record_silence", by=by, at=at)
    Answer.objects.create(incident=fresh, kind=Answer.Kind.SILENCE, text=text, by=by, at=at)
    tell_person(fresh, "silence", _("Đã ghi nhận ông/bà không giải trình"), at)
    return fresh
