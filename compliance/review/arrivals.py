"""Papers of the person's own answer that arrive piece by piece: the draft they are kept in."""

from datetime import datetime

from django.utils import timezone

from compliance.core.refusals import Invisible, NotNow
from compliance.files import notes
from compliance.files.arriving import DESTINATIONS, ArrivedFile, Destination
from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status
from compliance.registry.models import User
from compliance.review.actions import ANSWER_OVER, add_answer_file
from compliance.review.case.fetching import fetch_own
from compliance.review.case.window import may_still_answer
from compliance.rulebook.clocks import local_day


def _admit(request, code: str) -> None:
    """Begun behind the person's own door alone; what was begun goes on while it shuts."""
    fetch_own(request, code)


def _find(user: User, code: str) -> Incident:
    """A case about this person, while they may answer. Raises Invisible, NotNow."""
    incident = (
        Incident.objects.concerning(user)
        .exclude(status=Status.STOPPED)
        .select_related("person__user", "office", "rule_set")
        .filter(code=code)
        .first()
    )
    if incident is None:
        raise Invisible
    if not may_still_answer(incident, local_day(timezone.now())):
        raise NotNow(ANSWER_OVER)
    return incident


def _take(*, owner: Incident, upload: ArrivedFile, by: User, at: datetime) -> dict:
    stored = add_answer_file(incident=owner, upload=upload, by=by, at=at)
    return {
        "name": stored.name,
        "size": stored.size,
        "notes": notes(stored),
        "without": str(stored.pk),
    }


DESTINATIONS.register("answer", Destination(kind="answers", find=_find, take=_take, admit=_admit))
