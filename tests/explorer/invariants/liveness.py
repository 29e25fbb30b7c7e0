"""From every open state somebody free can act, and some legal end is reached by doing what is
awaited and waiting where one must.
"""

from collections.abc import Iterator

from django.db import transaction

from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.incidents.models import Incident
from compliance.incidents.queries import who_can
from compliance.incidents.transitions import transition
from compliance.incidents.workflow import OPEN, stages
from tests.explorer.walk import Walk


def the_gate_lets(walk: Walk, incident: Incident, verb: str, name: str) -> bool:
    sid = transaction.savepoint()
    try:
        transition(incident=incident, verb=verb, by=walk.user(name), at=walk.at)
    except (Invisible, NotAllowed, NotNow):
        return False
    finally:
        transaction.savepoint_rollback(sid)
    return True


def somebody_free(walk: Walk, incident: Incident) -> Iterator[str]:
    """Each thing a case waits for has a person whom the portal asks and the gate lets."""
    key = walk.key(incident)
    new = key not in walk.tally.states
    walk.tally.states.add(key)
    if incident.status not in OPEN or incident.suspended_at or not new:
        return
    contested = bool(incident.contested_at)
    proposed = bool(incident.proposed_by_id)
    for what, verbs in stages(incident.status, proposed=proposed, contested=contested).items():
        walk.tally.asked["somebody_free"] += 1
        asked = [(verb, one) for verb in verbs for one in who_can(incident, verb, walk.today)]
        if not any(the_gate_lets(walk, incident, verb, one.username) for verb, one in asked):
            yield f"{incident.status}: nobody for “{what}” ({', '.join(verbs)})"


def reaches_an_end(walk: Walk, incident: Incident) -> Iterator[str]:
    """Asked where a walk stops, after everything was done that could be."""
    walk.tally.asked["reaches_an_end"] += 1
    walk.tally.ends[incident.status] += 1
    if incident.status in OPEN:
        yield f"no end from {incident.status}: {walk.memory.get('stopped', '')}"


RULES = {"liveness.somebody_free": somebody_free}
AT_THE_END = {"liveness.reaches_an_end": reaches_an_end}
