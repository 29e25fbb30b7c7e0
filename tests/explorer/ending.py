"""The plain way on: what is awaited is done by whoever may, and where nothing can be done one waits
until something can. Where the portal says that nobody is left, somebody is named. What cannot be
concluded as proposed is proposed otherwise, and a handler with whom nothing moves is replaced.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from compliance.core.roles import Kind
from compliance.incidents.models import CustodyEvent, Incident
from compliance.incidents.queries import deciders, is_apart, is_in_hand, stuck, who_can
from compliance.incidents.workflow import UNDER_REVIEW, Status
from compliance.review.case.queries import answered, last_notice, live_measures, open_proposal
from compliance.review.case.replacement import open_replacement
from compliance.review.case.sightings import sightings
from compliance.review.conclusion.checks.independence import notices_to_confirm
from compliance.review.conclusion.checks.outcomes import ADVERSE
from compliance.review.models import Delivery, Notice, PaperAct
from compliance.review.triage.queries import triage_to_confirm
from tests.explorer.moves import MOVES, spoken_in
from tests.explorer.moves.hearing import has_account
from tests.explorer.walk import WRITTEN, First, Walk

Step = Callable[..., bool | None]
# by status, what to try in turn
WAYS: dict[str, tuple[str, ...]] = {
    Status.DRAFT: ("submit",),
    Status.RETURNED: ("submit",),
    Status.SUBMITTED: ("accept",),
    Status.IN_REVIEW: ("notify",),
    Status.AWAITING_ANSWER: ("extend_answer", "open notice", "open evidence", "answer", "consult"),
    Status.CONSULTING: (
        "answer_replacement",
        "open notice",
        "open evidence",
        "give_opinion",
        "propose",
        "conclude",
    ),
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
        "confirm triage on paper",
        "confirm_notice",
        "record_overdue_opinion",
        "disclose_more",
        "deliver on paper",
        "send_back",
        "name decider on paper",
        "reassign",
    ),
    Status.CONCLUDED: ("reassign",),
    Status.ENFORCING: ("reassign", "set_measure"),
}
BY_TURNS = ("accept", "propose", "reassign", "name decider on paper")
WITHOUT_EVIDENCE = 3  # which outcome of the move “propose” rests on none: no violation
LONG = 80  # steps and waits together: the longest plain way has about thirty
PROPOSALS = 4  # after as many outcomes were refused, no other will be concluded
NAMED: dict[str, tuple[Kind, ...]] = {  # what waits: the functions that are given for it
    "thụ lý": (Kind.DEPUTY_LEAD, Kind.MEMBER),
    "bổ sung": (),
    "xử lý": (Kind.MEMBER, Kind.DEPUTY_LEAD),
    "cho ý kiến": (Kind.MEMBER,),
    # where nobody is left to enter what the level above decides
    "kết luận": (Kind.INTERNAL_AFFAIRS,),
    "quyết định việc xem xét lại": (Kind.INTERNAL_AFFAIRS,),
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


def _needless(incident: Incident, way: str, today: date) -> bool:
    """Whether the rows of the case leave nothing to do of `way`: to try it would only be refused.
    Asked of the ways that are about to be gone, no more.
    """
    asked = NEEDLESS.get(incident.status, {}).get(way)
    return bool(asked and asked(incident, today))


def _nobody_opens(incident: Incident, today: date) -> bool:
    return not has_account(incident)


def _all_carried_out(incident: Incident, today: date) -> bool:
    return all(row.carried_out_at for row in live_measures(incident))


def _all_verified(incident: Incident, today: date) -> bool:
    return all(row.verified_at or not row.carried_out_at for row in live_measures(incident))


def _not_closed_yet(incident: Incident, today: date) -> bool:
    rows = list(live_measures(incident))
    return not rows or not all(row.verified_at for row in rows)


def _no_decider_to_name(incident: Incident, today: date) -> bool:
    """Whoever may decide is there, or the paper that names somebody waits."""
    if _waits(incident, "name_decider"):
        return True
    return bool(incident.proposed_by_id) and deciders(incident, today).exists()


def _not_sent_back(incident: Incident, today: date) -> bool:
    """A draft that nobody here may decide is not sent back: somebody is named first."""
    return not (incident.proposed_by_id and deciders(incident, today).exists())


# status: {way: whether nothing is left to do of it}
NEEDLESS: dict[str, dict[str, Callable[[Incident, date], bool]]] = {
    Status.AWAITING_ANSWER: {
        "extend_answer": lambda case, day: not case.extensions.filter(granted=None).exists(),
        "answer": lambda case, day: answered(case) or not has_account(case),
        "record_silence": lambda case, day: answered(case),
        "notify_again": lambda case, day: answered(case),
        "answer on paper": lambda case, day: answered(case) or _waits(case, "answer", "waive"),
        "open notice": _nobody_opens,
        "open evidence": _nobody_opens,
    },
    Status.CONSULTING: {
        "answer_replacement": lambda case, day: not open_replacement(case),
        "give_opinion": lambda case, day: len(spoken_in(case)) == 2,
        "record_overdue_opinion": lambda case, day: len(spoken_in(case)) == 2,
        "propose": lambda case, day: bool(case.proposed_by_id) or len(spoken_in(case)) < 2,
        "conclude": lambda case, day: not case.proposed_by_id or _rests_on_nothing(case),
        "confirm_triage": lambda case, day: not triage_to_confirm(case),
        "confirm triage on paper": lambda case, day: not triage_to_confirm(case),
        "confirm_notice": lambda case, day: not notices_to_confirm(case),
        "send_back": _not_sent_back,
        "name decider on paper": _no_decider_to_name,
    },
    Status.CONCLUDED: {
        "set_measure": lambda case, day: case.outcome == "no_violation",
        "reassign": lambda case, day: is_in_hand(case),
    },
    Status.ENFORCING: {
        "reassign": lambda case, day: is_in_hand(case),
        "carry_out": _all_carried_out,
        "verify": _all_verified,
        "close": _not_closed_yet,
    },
}
for status in UNDER_REVIEW:
    NEEDLESS.setdefault(status, {})["deliver on paper"] = lambda case, day: _delivered(case)


def _rests_on_nothing(incident: Incident) -> bool:
    """A breach is proposed, and no evidence is relied on any more."""
    proposal = open_proposal(incident)
    adverse = proposal is not None and proposal.outcome in ADVERSE
    return adverse and not incident.evidence.filter(removed_at=None, relied_on=True).exists()


def _delivered(incident: Incident) -> bool:
    """A delivery waits to be confirmed, or the last notice was handed over with all it shows: what
    joined the bundle later is handed over again.
    """
    if _waits(incident, "record_delivery"):
        return True
    kinds = (Notice, Delivery, CustodyEvent)
    done: bool = WRITTEN.once("reached", kinds, lambda: _reached(incident))
    return done


def _reached(incident: Incident) -> bool:
    notice = last_notice(incident)
    return (
        bool(notice)
        and notice.deliveries.exclude(how="missed").exists()
        and all(row.seen_on for row in sightings(incident))
    )


def _waits(incident: Incident, *verbs: str) -> bool:
    """Whether a paper of one of these waits to be confirmed: a second one is refused."""
    return any(verb in verbs for verb in _papers(incident))


def _papers(incident: Incident) -> list[str]:
    rows = incident.paper_acts.waiting()
    return WRITTEN.once("papers", (PaperAct,), lambda: list(rows.values_list("verb", flat=True)))


def _ways(incident: Incident, stuck: bool, today: date) -> Iterator[str]:
    """What to try in turn, each asked only when those before it led nowhere."""
    if incident.suspended_at:
        yield "resume"
        return
    ways = (OTHERWISE if stuck else WAYS).get(incident.status, ())
    if incident.contested_at:
        ways = ("decision above on paper",) if stuck else ("contest_keep", "contest_annul")
    if _papers(incident):
        ways = ("confirm_paper", "refuse_paper", *ways)
    if not stuck and incident.status == Status.AWAITING_ANSWER and not has_account(incident):
        ways = ("deliver on paper", "answer on paper", *ways)
    if incident.status == Status.CONSULTING and _rests_on_nothing(incident):
        ways = ("send_back", *ways)
    yield from (way for way in ways if not _needless(incident, way, today))


def lead_on(walk: Walk, step: Step) -> bool:
    """One plain step, or a wait. False when neither is left."""
    incident = walk.incident()
    version, waits = walk.memory.get("waited", (None, 0))
    waits = waits if version == incident.version else 0
    tried = walk.memory.setdefault("tried", {})
    if waits > 2 * WAITS or tried.get("send_back", 0) > PROPOSALS:
        return False
    for way in _ways(incident, waits >= WAITS, walk.today):
        move = MOVES[way]
        tried[way] = tried.get(way, -1) + 1
        draw = Nth(tried[way] if way in BY_TURNS else 0)
        if way == "propose" and not incident.evidence.filter(removed_at=None, relied_on=True):
            draw = Nth(WITHOUT_EVIDENCE)
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
        names = walk.likely(incident, verb)
        if verb == "give_opinion" and spoken_in(incident) == {"unit"}:
            names.sort(key=lambda name: name != "affairs")
            return names[:1]
        return names
    return list(who_can(incident, verb, walk.today).values_list("username", flat=True))


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
    waits = stuck(incident, walk.today)
    unsent = incident.status in (Status.DRAFT, Status.RETURNED)
    if unsent and not who_can(incident, "accept", walk.today).exists():
        waits = ["thụ lý"]  # it was not sent, and who can name somebody was told (NobodyLeft)
    kinds = [kind for what in waits for kind in NAMED[what]]
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
