"""What is the same of every wish: asked for with a reason, waiting for a second person, refused or
taken back.
"""

from datetime import datetime

from django.db import transaction

from compliance.core.language import _, composed, lower_first
from compliance.core.refusals import NotNow
from compliance.incidents.actions.exclusions import let_in_again
from compliance.incidents.models import Incident, KeptWall
from compliance.incidents.queries import who_can
from compliance.incidents.transitions import transition
from compliance.registry.models import User
from compliance.review.case.notices import tell_rectifiers, tell_who_asked
from compliance.review.models import Rectification
from compliance.rulebook.clocks import local_day

__all__ = ["refuse_rectification", "withdraw_rectification"]


def require_free(incident: Incident) -> None:
    """Raise NotNow while another wish waits: whoever decides one must not decide on what another
    changes.
    """
    if incident.rectifications.waiting().exists():
        raise NotNow(_("Đã có một đề nghị đính chính, dừng hoặc niêm phong chờ quyết định."))


def said_in_the_story(row: Rectification) -> str:
    """What the step of the case says of a wish; nothing where a name may stand in the reason: the
    story is read by whoever reads the case, the wish by those who decide it.
    """
    return "" if "person" in row.payload else row.reason


def ask(incident: Incident, verb: str, row: Rectification, by: User, at: datetime) -> Incident:
    """The step of asking, its row, and those who may decide told of it."""
    fresh = transition(
        incident=incident,
        verb=verb,
        by=by,
        at=at,
        note=said_in_the_story(row),
        after={"for": row.verb, "because": row.because},
        asked_by=by,
    )
    row.incident, row.asked_by, row.asked_at = fresh, by, at
    row.save(force_insert=True)
    if not who_can(fresh, row.verb, local_day(at)).exists():
        raise NotNow(
            _("Không còn người thứ hai quyết định được đề nghị này: đề nghị người khác lập.")
        )
    text = _("Quyết định đề nghị {label}, hồ sơ {code}").format(
        label=lower_first(row.label), code=fresh.code
    )
    tell_rectifiers(fresh, row.verb, text, at)
    return fresh


def waiting_row(incident: Incident, row: Rectification | None) -> Rectification:
    """What waits, locked. Raises NotNow when it is decided, or another one waits by now."""
    waiting: Rectification | None = (
        incident.rectifications.waiting()
        .select_for_update(of=("self",))
        .select_related("asked_by")
        .first()
    )
    if waiting is None or (row is not None and row.pk != waiting.pk):
        raise NotNow(_("Đề nghị này đã được quyết định hoặc đã rút."))
    return waiting


def decide(
    row: Rectification, decision: Rectification.Decision, by: User, at: datetime, comment: str
) -> None:
    row.decision, row.decided_by, row.decided_at, row.comment = decision, by, at, comment
    row.save(update_fields=["decision", "decided_by", "decided_at", "comment"])
    let_in_again(row.incident, KeptWall.Reason.NAMED)


@transaction.atomic
def refuse_rectification(
    *, incident: Incident, row: Rectification, comment: str, by: User, at: datetime
) -> Incident:
    """It stays as it is, with the reason for who asked."""
    if not comment.strip():
        raise NotNow(_("Ghi vì sao không đồng ý."))
    waiting = waiting_row(incident, row)
    fresh = transition(
        incident=incident,
        verb="refuse_rectification",
        by=by,
        at=at,
        note=composed("{what}: {comment}", what=waiting.label, comment=comment)
        if said_in_the_story(waiting)
        else waiting.label,
        after={"for": waiting.verb},
        asked_by=None,
    )
    decide(waiting, Rectification.Decision.REFUSED, by, at, comment)
    text = _("Đề nghị {label} không được chấp nhận, xem lý do, hồ sơ {code}").format(
        label=lower_first(waiting.label), code=fresh.code
    )
    tell_who_asked(fresh, waiting.asked_by, text, at)
    return fresh


@transaction.atomic
def withdraw_rectification(
    *, incident: Incident, by: User, at: datetime, note: str = ""
) -> Incident:
    """Who asked takes it back before anybody decided."""
    waiting = waiting_row(incident, None)
    fresh = transition(
        incident=incident,
        verb="withdraw_rectification",
        by=by,
        at=at,
        note=_("{label}: rút đề nghị. {note}")
        .format(label=waiting.label, note=note if said_in_the_story(waiting) else "")
        .strip(),
        after={"for": waiting.verb},
        asked_by=None,
    )
    decide(waiting, Rectification.Decision.WITHDRAWN, by, at, note)
    return fresh
