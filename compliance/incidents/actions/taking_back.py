"""A report that was sent too early: taken back to go on with it, or copied into a new one."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.incidents.actions.reporting import drafted_like, withdraw
from compliance.incidents.models import Incident
from compliance.incidents.transitions import record_as_reporter, transition
from compliance.incidents.workflow import Status
from compliance.registry.models import User

COPIED_FROM = (Status.WITHDRAWN, Status.STOPPED)


@transaction.atomic
def take_back(*, incident: Incident, by: User, at: datetime) -> Incident:
    """The reporter goes on with a report that nobody has taken up: add what was forgotten, mend a
    word, send it again. What was sent before stays beside it (SentReport).
    """
    return transition(incident=incident, verb="take_back", by=by, at=at, due_on=None)


def may_copy(incident: Incident, by: User) -> bool:
    """Whether the reporter may begin a new report with what this one says."""
    return (
        incident.status in COPIED_FROM
        and not incident.sealed
        and incident.disposed_at is None
        and incident.reporter.is_by(by)
        and may(by, Do.LOG_INCIDENT)
    )


@transaction.atomic
def copy_report(*, incident: Incident, by: User, at: datetime) -> Incident:
    """A new draft with what a withdrawn or stopped report says, about nobody yet: the right person
    is chosen there. Raises NotAllowed for anybody but its reporter, NotNow in another state.
    """
    if not incident.reporter.is_by(by):
        raise NotAllowed(_("Chỉ người ghi nhận chép được bản này."))
    if not may_copy(incident, by):
        raise NotNow(_("Chỉ chép được vụ việc đã rút hoặc đã dừng xem xét."))
    cited = [
        row.provision for row in incident.allegations.select_related("provision").order_by("number")
    ]
    # what the report is not about is declared anew: the right person is not known yet
    draft = drafted_like(incident, cited, by, at, out_of_scope_declared=False)
    record_as_reporter(draft, by, verb="start_draft", obj=draft, at=at, label=draft.code)
    return draft


@transaction.atomic
def drop_drafts(*, drafts: Iterable[Incident], by: User, at: datetime) -> int:
    """Remove several drafts of one's own at once; how many."""
    dropped = 0
    for draft in drafts:
        if draft.status == Status.DRAFT:
            withdraw(incident=draft, reason="", by=by, at=at)
            dropped += 1
    return dropped
