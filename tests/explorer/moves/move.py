"""What a move is, and the table of all of them."""

from collections.abc import Callable
from dataclasses import dataclass

from compliance.core.roles import Kind
from compliance.incidents.models import Incident
from compliance.registry.models import User
from tests.explorer.walk import Draw, Walk
from tests.world import PEOPLE


@dataclass(frozen=True)
class Move:
    """`verb`: whose row of the step table says who is likely to take it. `weight`: how often it is
    drawn among those the status lets. `waits`: it is time that passes, and no step. `beside`: it is
    no step of the table, and may come in any status.
    """

    name: str
    verb: str
    run: Callable[[Walk, Incident, User | None, Draw], object]
    weight: int = 1
    waits: bool = False
    beside: bool = False


MOVES: dict[str, Move] = {}


def move(verb: str, name: str = "", **how) -> Callable:
    def add(run: Callable) -> Callable:
        called = name or verb
        if called in MOVES:
            raise ValueError(called)
        MOVES[called] = Move(called, verb, run, **how)
        return run

    return add


def common(walk: Walk, by: User) -> dict:
    return {"by": by, "at": walk.at}


def members(walk: Walk) -> list[str]:
    """Who may be given a case by function; whether this one is for the action to say."""
    return sorted({name for kind, name in walk.held if kind == Kind.MEMBER}, key=PEOPLE.index)
