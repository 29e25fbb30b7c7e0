"""The plain way on: what is awaited is done by whoever may, and where nothing can be done one waits
until something can. Where the portal says that nobody is left, somebody is named. What cannot be
concluded as proposed is proposed otherwise, and a handler with whom nothing moves is replaced.
"""

from collections.abc import Callable
from datetime import timedelta

from compliance.core.roles import Kind
from compliance.incidents.models import Incident
from compliance.incidents.queries import is_apart, stuck, who_can
from compliance.incidents.workflow import Status
from compliance.review.case.queries import answered, last_notice, live_measures
from tests.explorer.moves import MOVES, spoken_in
from tests.explorer.moves.hearing import has_account
from tests.explorer.walk import First, Walk

Step = Callable[..., bool | None]
# by status, what to try in turn
WAYS: dict[str, tuple[str, ...]] = {
    Status.DRAFT: ("submit",),
    Status.RETURNED: ("submit",),
    Status.SUBMITTED: ("accept",),
    Status.IN_REVIEW: ("notify",),
    Status.AWAITING_ANSWER: ("extend_answer", "open notice", "open evidence", "answer", "consult"),
    Status.CONSULTING: ("open notice", "open evidence", "give_opinion", "propose", "conclude"),
    Status.CONCLUDED: ("set_measure", "close"),
    Status.ENFORCING: ("carry_out", "verify", "record_decision", "close"),
}
# when nothing of these was possible and waiting did not help
OTHERWISE: dict[str, tuple[str, ...]] = {
    Status.SUBMITTED: ("accept",),
    Status.IN_REVIEW: ("reassign",),
    Status.AWAITING_ANSWER: (
        "deliver on paper",
        "notify_again",
        "record_silence",
        "answer on paper",
        "reassign",
    ),
    Status.CONSULTING: (
        "confirm_triage",
        "confirm_notice",
        "record_overdue_opinion",
        "disclose_more",
        "deliver on paper",
        "send_back",
        "reassign",
    ),
    Status.ENFORCING: ("set_measure",),
}
LONG = 80  # steps and waits together: the longest plain way has about thirty
PROPOSALS = 4  # after as many outcomes were refused, no other will be concluded
NAMED: dict[str, tuple[Kind, ...]] = {  # what waits: the functions that are given for it
    "thụ lý": (Kind.DEPUTY_LEAD, Kind.MEMBER),
    "bổ sung": (),
    "xử lý": (Kind.MEMBER, Kind.DEPUTY_LEAD),
    "cho ý kiến": (Kind.MEMBER,),
    "kết luận": (Kind.DEPUTY_LEAD, Kind.VICE_CHAIRMAN),
    "quyết định việc xem xét lại": (Kind.VICE_CHAIRMAN,),
    "thực hiện": (Kind.DEPUTY_LEAD,),
}
ASIDE = ("auditor", "other_head", "other_staff")  # to whom: in no case by function
WAITS = 3  # in a row, before something else is tried


class Nth(First):
    """The `number`-th option, round and round: what was refused is not tried the same way again."""

    def __init__(self, number: int):
        super().__init__()
        self.number_of = number

    def of(self, options):
        return super().of(options[self.number_of % len(options) :] if options else options)


def _needless(incident: Incident) -> set[str]:
    """What the rows of the case leave nothing to do of: to try it would only be refused."""
    found = set()
    if not incident.extensions.filter(granted=None).exists():
        found.add("extend_answer")
    if incident.status == Status.AWAITING_ANSWER:
        if answered(incident):
            found |= {"answer", "record_silence", "notify_again", "answer on paper"}
        if not has_account(incident):
            found |= {"open notice", "open evidence", "answer"}
    notice = last_notice(incident)
    waits = set(incident.paper_acts.waiting().values_list("verb", flat=True))
    if "record_delivery" in waits or (notice and notice.deliveries.exclude(how="missed").exists()):
        found.add("deliver on paper")
    if incident.status == Status.CONSULTING:
        if len(spoken_in(incident)) == 2:
            found |= {"give_opinion", "record_overdue_opinion"}
        else:
            found.add("propose")
        found |= {"propose"} if incident.proposed_by_id else {"conclude", "send_back"}
    if incident.status == Status.CONCLUDED and incident.outcome == "no_violation":
        found.add("set_measure")
    if incident.status == Status.ENFORCING:
        rows = list(live_measures(incident))
        if all(row.carried_out_at for row in rows):
            found.add("carry_out")
        if all(row.verified_at or not row.carried_out_at for row in rows):
            found.add("verify")
        if not rows or not all(row.verified_at for row in rows):
            found.add("close")
    return found


def _ways(incident: Incident, stuck: bool) -> tuple[str, ...]:
    if incident.suspended_at:
        return ("resume",)
    ways = (OTHERWISE if stuck else WAYS).get(incident.status, ())
    if incident.contested_at:
        ways = ("decision above on paper",) if stuck else ("contest_keep", "contest_annul")
    if incident.paper_acts.waiting().exists():
        ways = ("confirm_paper", "refuse_paper", *ways)
    if not stuck and incident.status == Status.AWAITING_ANSWER and not has_account(incident):
        ways = ("deliver on paper", "answer on paper", *ways)
    needless = _needless(incident)
    return tuple(way for way in ways if way not in needless)


def lead_on(walk: Walk, step: Step) -> bool:
    """One plain step, or a wait. False when neither is left."""
    incident = walk.incident()
    version, waits = walk.memory.get("waited", (None, 0))
    waits = waits if version == incident.version else 0
    tried = walk.memory.setdefault("tried", {})
    if waits > 2 * WAITS or tried.get("send_back", 0) > PROPOSALS:
        return False
    for way in _ways(incident, stuck=waits >= WAITS):
        move = MOVES[way]
        tried[way] = tried.get(way, -1) + 1
        draw = Nth(tried[way] if way in ("accept", "propose", "reassign") else 0)
        for name in _in_turn(_free(walk, incident, move.verb, tried[way]), tried[way]):
            if step(walk, move, draw, name, incident):
                return True
    named = waits > 0 and _somebody_is_named(walk, incident)
    _wait(walk, incident)
    walk.memory["waited"] = (incident.version, 0 if named else waits + 1)
    return True


def _free(walk: Walk, incident: Incident, verb: str, before: int) -> list[str]:
    """Whom the table names; after these were refused, whom the portal itself would ask."""
    if before < 2:
        return walk.likely(incident, verb)
    return [one.username for one in who_can(incident, verb, walk.today)]


def _in_turn(names: list[str], number: int) -> list[str]:
    """Two of them: what one person may not, the next may."""
    return [names[(number + ahead) % len(names)] for ahead in range(min(2, len(names)))]


def _wait(walk: Walk, incident: Incident) -> None:
    """Until the morning after the next day on which something comes due."""
    notice = last_notice(incident)
    ahead = [incident.due_on, notice and notice.due_on]
    days = [day for day in ahead if day and day >= walk.today]
    walk.wait_until((min(days) if days else walk.today + timedelta(days=6)) + timedelta(days=1))


def _somebody_is_named(walk: Walk, incident: Incident) -> bool:
    """Where the portal says that nobody is left it asks for somebody to be named: the administrator
    gives the functions of that stage to people without a part, each once a walk.
    """
    given = walk.memory.setdefault("named", set())
    kinds = [kind for what in stuck(incident, walk.today) for kind in NAMED[what]]
    new = [kind for kind in dict.fromkeys(kinds) if kind not in given]
    for kind in new:
        given.add(kind)
        free = [n for n in ASIDE if is_apart(incident, walk.user(n).pk)]
        walk.give(kind, free[len(given) % len(free)])
    return bool(new)


def lead_to_the_end(walk: Walk, step: Step) -> None:
    """Until the case has ended; where it stopped is kept for the rule that asks."""
    walk.memory["tried"] = {}
    for _ in range(LONG):
        if walk.ended():
            return
        if not lead_on(walk, step):
            walk.memory["stopped"] = f"nothing more to do on {walk.at:%d/%m/%Y}"
            return
    walk.memory["stopped"] = f"no end after {LONG} steps"
