"""What an open case waits for, and whether anybody can do it."""

from collections.abc import Callable
from datetime import date

from compliance.core.hooks import Hook
from compliance.core.roles import Kind
from compliance.incidents.models import Incident
from compliance.incidents.queries.people import free_members, who_can
from compliance.incidents.stages import stages
from compliance.incidents.workflow import (
    STEPS,
    CaseRole,
)
from compliance.registry.queries import holders


def stuck(incident: Incident, day: date) -> list[str]:
    """What an open case waits for that nobody can do: stages without a hand, in words without
    names; empty while there is one.
    """
    return [
        words
        for words, verbs in awaited(incident).items()
        if not any(_somebody(incident, verb, day) for verb in verbs)
    ]


def goes_above(incident: Incident, day: date) -> list[str]:
    """What an open case waits for that nobody here may decide, so that the level above does and its
    decision is entered on paper; in words, as in stuck().
    """
    return [
        words
        for words, verbs in awaited(incident).items()
        if ON_PAPER in verbs
        and not any(_somebody(incident, verb, day) for verb in verbs if verb != ON_PAPER)
    ]


ON_PAPER = "enter_paper"
MORE_AWAITED: Hook[Callable] = Hook()


def awaits(function: Callable) -> Callable:
    """Register a question(incident) -> {what is awaited: verbs}, as in stages(): what the rows of
    a room above add to what the status of a case says.
    """
    return MORE_AWAITED.register(function)


def awaited(incident: Incident) -> dict[str, tuple[str, ...]]:
    """{what a case waits for: the verbs any of which moves it on}."""
    waits = stages(
        incident.status,
        proposed=bool(incident.proposed_by_id),
        contested=bool(incident.contested_at),
    )
    for more in MORE_AWAITED:
        waits = {**waits, **more(incident)}
    return waits


def _somebody(incident: Incident, verb: str, day: date) -> bool:
    """Whether the gate lets anybody take `verb`, and, where the case is given to a member, whether
    there is one.
    """
    if verb in ("accept", "reassign") and not free_members(incident, day).exists():
        return False
    people = who_can(incident, verb, day)
    if STEPS[verb].by == (CaseRole.HANDLER,):
        people = people.filter(pk__in=holders(Kind.MEMBER, day=day).order_by().values("pk"))
    return people.exists()
