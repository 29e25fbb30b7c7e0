"""From every open state somebody free can act, or the portal itself says that nobody is left and
asks for somebody to be named; and some legal end is reached by doing what is awaited, waiting where
one must.
"""

from collections.abc import Iterator

from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.incidents.models import Incident
from compliance.incidents.periodic import check_exclusions
from compliance.incidents.queries import awaited, stuck, who_can
from compliance.incidents.transitions import transition
from compliance.incidents.workflow import OPEN
from compliance.outbox.models import Notification
from tests.explorer.walk import Walk, rolled_back


def the_gate_lets(walk: Walk, incident: Incident, verb: str, name: str) -> bool:
    with rolled_back():
        try:
            transition(incident=incident, verb=verb, by=walk.user(name), at=walk.at)
        except (Invisible, NotAllowed, NotNow):
            return False
    return True


def somebody_is_asked_for(walk: Walk, incident: Incident, what: str) -> bool:
    """Whether the check of this day tells anybody that nobody is left for `what`."""
    with rolled_back():
        check_exclusions(None, walk.at)
        told = Notification.objects.filter(kind="stuck", at=walk.at).exists()
    return told and what in stuck(incident, walk.today)


def somebody_free(walk: Walk, incident: Incident) -> Iterator[str]:
    """Each thing a case waits for has a person whom the portal asks and the gate lets. Where the
    few there are have all taken a part, the portal says so and asks for somebody to be named, as
    tests/explorer/ending.py does; how often is counted and printed.
    """
    key = walk.key(incident)
    new = key not in walk.tally.states
    walk.tally.states.add(key)
    if incident.status not in OPEN or incident.suspended_at or not new:
        return
    for what, verbs in awaited(incident).items():
        walk.tally.asked["somebody_free"] += 1
        asked = ((verb, one) for verb in verbs for one in who_can(incident, verb, walk.today))
        if any(the_gate_lets(walk, incident, verb, one.username) for verb, one in asked):
            continue
        if somebody_is_asked_for(walk, incident, what):
            walk.tally.nobody[f"{incident.status}, {what} ({walk.cast.name})"] += 1
        else:
            yield f"{incident.status}: nobody for “{what}” ({', '.join(verbs)}), and nobody told"


def reaches_an_end(walk: Walk, incident: Incident) -> Iterator[str]:
    """Asked where a walk stops, after everything was done that could be."""
    walk.tally.asked["reaches_an_end"] += 1
    walk.tally.ends[incident.status] += 1
    if incident.status in OPEN:
        yield f"no end from {incident.status}: {walk.memory.get('stopped', '')}"


RULES = {"liveness.somebody_free": somebody_free}
AT_THE_END = {"liveness.reaches_an_end": reaches_an_end}
