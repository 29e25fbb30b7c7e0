"""The person's word that the answer is complete, and what makes it end: the same person, a
supplement, more evidence.
"""

from datetime import datetime

from django.db import transaction

from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.incidents.models import Incident
from compliance.incidents.transitions import transition
from compliance.registry.models import User
from compliance.review.case.notices import tell_handler
from compliance.review.case.queries import open_proposal
from compliance.review.case.window import may_complete, may_reopen_answer
from compliance.review.models import Completion, Conclusion, PaperAct

__all__ = [
    "complete_answer",
    "reopen_answer",
]

SUPPLEMENTED = _("Người được phản ánh bổ sung giải trình sau khi trình; xem xét lại dự thảo.")


@transaction.atomic
def complete_answer(
    *, incident: Incident, by: User, at: datetime, paper: PaperAct | None = None
) -> Incident:
    """The person says that nothing more comes: the case need not wait for the end of the window.
    `paper`: they said so on paper, which `by` confirms.
    """
    if not may_complete(incident, at):
        raise NotNow(_("Chỉ báo được khi đã có giải trình, còn thời hạn và chưa báo."))
    fresh = transition(incident=incident, verb="complete_answer", by=by, at=at, paper=paper)
    declare_complete(fresh, paper.entered_by if paper else by, at)
    text = _("Giải trình trong hồ sơ {code} không bổ sung nữa").format(code=fresh.code)
    tell_handler(fresh, "answer_complete", text, at)
    return fresh


@transaction.atomic
def reopen_answer(
    *, incident: Incident, by: User, at: datetime, paper: PaperAct | None = None
) -> Incident:
    """The person takes that back, until a conclusion is proposed on it."""
    if not may_reopen_answer(incident, at):
        raise NotNow(_("Chỉ rút lại được khi còn thời hạn và chưa trình kết luận."))
    fresh = transition(incident=incident, verb="reopen_answer", by=by, at=at, paper=paper)
    end_completion(fresh, paper.entered_by if paper else by, at)
    text = _("Hồ sơ {code} chờ bổ sung giải trình đến hết thời hạn").format(code=fresh.code)
    tell_handler(fresh, "answer_reopened", text, at)
    return fresh


def declare_complete(incident: Incident, by: User, at: datetime) -> Completion:
    """Write the declaration, entered by `by`; an earlier one ends. Part of the caller's
    transaction.
    """
    end_completion(incident, by, at)
    return Completion.objects.create(incident=incident, by=by, at=at)


def end_completion(incident: Incident, by: User, at: datetime) -> None:
    Completion.objects.filter(incident=incident, reopened_at=None).update(
        reopened_by=by, reopened_at=at
    )


def without_proposal(incident: Incident) -> dict:
    """The columns of the incident that a supplement changes: nobody has proposed any more."""
    return {"proposed_by": None} if open_proposal(incident) else {}


def heard_more(incident: Incident, by: User, at: datetime) -> None:
    """Something more was said: the declaration is past, a proposal made without it goes back to its
    author, and the handler is told.
    """
    end_completion(incident, by, at)
    waiting = Conclusion.objects.filter(incident=incident, state=Conclusion.State.PROPOSED)
    if waiting.update(state=Conclusion.State.SENT_BACK, decided_at=at, comment=SUPPLEMENTED):
        text = _("Có bổ sung giải trình: sửa dự thảo hồ sơ {code}").format(code=incident.code)
        tell_handler(incident, "sent_back", text, at)
