"""Who takes part in a case: recused, invited, asked to be replaced."""

from datetime import datetime

from django.db import transaction

from compliance.incidents.models import Incident
from compliance.incidents.transitions import transition
from compliance.registry.models import User
from compliance.review.case.notices import tell_leads
from compliance.review.models import PaperAct

__all__ = ["ask_replacement"]


@transaction.atomic
def ask_replacement(
    *, incident: Incident, reason: str, by: User, at: datetime, paper: PaperAct | None = None
) -> Incident:
    """The person says somebody involved should stand aside. The leads are told; the reason stands
    in the story of the case.
    """
    fresh = transition(
        incident=incident, verb="ask_replacement", by=by, at=at, note=reason, paper=paper
    )
    tell_leads(fresh, "replacement", f"Xem đề nghị thay người xử lý, hồ sơ {fresh.code}", at)
    return fresh
