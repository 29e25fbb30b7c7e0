"""Somebody other than who asked agrees: what was asked for happens now."""

from datetime import datetime

from django.db import transaction

from compliance.core.language import _, lower_first
from compliance.core.refusals import NotAllowed
from compliance.incidents.models import Incident
from compliance.registry.models import User
from compliance.review.case.notices import tell_who_asked
from compliance.review.models import Rectification
from compliance.review.rectification.actions.correcting import correct
from compliance.review.rectification.actions.sealing import seal
from compliance.review.rectification.actions.stopping import stop
from compliance.review.rectification.actions.wishes import decide, waiting_row

__all__ = ["agree_rectification"]

EFFECT = {"stop": stop, "correct": correct, "seal": seal}


@transaction.atomic
def agree_rectification(
    *, incident: Incident, row: Rectification, by: User, at: datetime, comment: str = ""
) -> Incident:
    """Agree with what waits. Raises NotAllowed for who asked, NotNow when it is decided already or
    the case moved on so that it cannot be done any more.
    """
    waiting = waiting_row(incident, row)
    if waiting.asked_by_id == by.pk:
        raise NotAllowed(_("Người đề nghị không tự quyết định đề nghị của mình."))
    decide(waiting, Rectification.Decision.AGREED, by, at, comment)
    fresh = EFFECT[waiting.verb](incident, waiting, by, at)
    text = _("Đề nghị {label} đã được đồng ý, hồ sơ {code}").format(
        label=lower_first(waiting.label), code=fresh.code
    )
    tell_who_asked(fresh, waiting.asked_by, text, at)
    return fresh
