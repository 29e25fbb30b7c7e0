"""The acts a case offers the person concerned: their page shows no form that the action refuses."""

from collections.abc import Callable
from datetime import datetime

from compliance.incidents.models import Incident
from compliance.incidents.workflow import steps_from
from compliance.review.case.own import OUTSIDE
from compliance.review.case.queries import answered, measures_at_work, open_extension
from compliance.review.case.receipt import may_contest
from compliance.review.case.window import (
    may_complete,
    may_reopen_answer,
    may_still_answer,
)
from compliance.rulebook.clocks import local_day


def _may_acknowledge(incident: Incident, at: datetime) -> bool:
    today = local_day(at)
    return any(
        row.carried_out_at
        and row.acknowledged_at is None
        and row.kind not in OUTSIDE
        and not (row.lapses_on and row.lapses_on <= today)
        for row in measures_at_work(incident)
    )


def _may_ask_extension(incident: Incident, at: datetime) -> bool:
    return may_still_answer(incident, local_day(at)) and not open_extension(incident)


# verb of the person -> what of the case leaves something to do. Acts on one measure (a complaint
# told) stand beside that measure.
OFFERED: dict[str, Callable[[Incident, datetime], bool]] = {
    "answer": lambda incident, at: may_still_answer(incident, local_day(at)),
    "waive": lambda incident, at: not answered(incident),
    "complete_answer": may_complete,
    "reopen_answer": may_reopen_answer,
    "ask_extension": _may_ask_extension,
    "ask_replacement": lambda incident, at: True,
    "contest": lambda incident, at: may_contest(incident, local_day(at)),
    "acknowledge": _may_acknowledge,
}


def own_verbs(incident: Incident, at: datetime) -> set[str]:
    """What the person may do now: the table lets them, and the rows leave something to do."""
    table = steps_from(incident.status, bool(incident.suspended_at))
    return {verb for verb, asks in OFFERED.items() if verb in table and asks(incident, at)}


def closed_to_owner(incident: Incident, verb: str, at: datetime) -> bool:
    """Whether the page of `verb` at the person's own door would lead nowhere."""
    return verb in OFFERED and verb not in own_verbs(incident, at)
