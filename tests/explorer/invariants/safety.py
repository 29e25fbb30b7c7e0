"""Nothing adverse stands on a person who was not told, shown and given the time, or whose case was
decided by somebody with a part in it.
"""

from collections.abc import Iterator

from compliance.incidents.models import Incident
from compliance.review.models import (
    Answer,
    CaseDocument,
    Conclusion,
    Contest,
    Delivery,
    Measure,
    PaperAct,
)
from tests.explorer.rows import (
    ADVERSE,
    FITS,
    HEAVIER,
    Round,
    day_of,
    drafted,
    live_measures,
    related,
    reminders,
    standing,
    working_days_after,
)
from tests.explorer.walk import WRITTEN, Walk

ANSWER_WORKDAYS = 5


def adverse(walk: Walk, incident: Incident, rule: str) -> Iterator[tuple[Round, Conclusion]]:
    """Each adverse conclusion once, when it is new: what it stood on does not change later."""
    for conclusion in walk.memory.get("new", ()):
        if conclusion.outcome in ADVERSE:
            walk.tally.asked[rule] += 1
            yield walk.memory["round"], conclusion


def new_conclusions(walk: Walk, incident: Incident) -> Iterator[str]:
    """Lay out the conclusions that are new since the last look, for the rules after this one."""
    walk.memory["new"], before = [], walk.memory.get("looked", -1)
    walk.memory["looked"] = WRITTEN.state
    if not WRITTEN.since(before, (Conclusion,)):
        return iter(())
    known = walk.memory.setdefault("known", set())
    rows = Conclusion.objects.filter(incident=incident, decided_at__isnull=False)
    new = rows.exclude(state="sent_back").exclude(pk__in=known).order_by("decided_at")
    walk.memory["new"] = list(new.select_related("decided_by", "proposed_by"))
    known.update(row.pk for row in walk.memory["new"])
    if walk.memory["new"]:
        walk.memory["round"] = Round.of(incident)
    return iter(())


def told(walk: Walk, incident: Incident) -> Iterator[str]:
    for since, conclusion in adverse(walk, incident, "told"):
        notices = since.notices(conclusion.decided_at)
        if not notices:
            yield f"{conclusion.outcome} without a notice"
        elif not any(since.reached(row, conclusion.decided_at) for row in notices):
            yield f"{conclusion.outcome} although no notice has reached the person"


def shown(walk: Walk, incident: Incident) -> Iterator[str]:
    for since, conclusion in adverse(walk, incident, "shown"):
        at = conclusion.decided_at
        if hidden := since.relied_on(at) - since.shown(at):
            yield f"{conclusion.outcome} on items not shown: {sorted(hidden)}"
        elif unseen := since.relied_on(at) - since.seen(at):
            yield f"{conclusion.outcome} on items never opened or handed over: {sorted(unseen)}"


def time_to_answer(walk: Walk, incident: Incident) -> Iterator[str]:
    """The window of every notice lasts its working days, and is over or was declared so."""
    for since, conclusion in adverse(walk, incident, "time_to_answer"):
        notices = since.notices(conclusion.decided_at)
        for row in notices:
            if row.due_on < working_days_after(day_of(row.served_at), ANSWER_WORKDAYS):
                yield f"the window of notice {row.number} is too short: {row.due_on}"
        if notices and not since.time_is_over(conclusion.decided_at):
            last = max(row.due_on for row in notices)
            yield f"{conclusion.outcome} on {conclusion.decided_at:%d/%m/%Y}, window to {last}"


def heard(walk: Walk, incident: Incident) -> Iterator[str]:
    for since, conclusion in adverse(walk, incident, "heard"):
        at = conclusion.decided_at
        if not since.answers(at):
            yield f"{conclusion.outcome} without an answer, a waiver or a recorded silence"
        if since.waiting_wishes(at):
            yield f"{conclusion.outcome} while a wish for more time waits"
        if not conclusion.amends_id and since.waits_for_replacement(at):
            yield f"{conclusion.outcome} while a request to replace somebody waits"


def parts_apart(walk: Walk, incident: Incident) -> Iterator[str]:
    """Who decides has no other part, and who triaged is not who reported."""
    for since, conclusion in adverse(walk, incident, "parts_apart"):
        triage = since.triage(conclusion.decided_at)
        reporter = incident.reporter.user_id
        taken = {reporter, drafted(conclusion).proposed_by_id, triage.by_id if triage else None}
        taken |= {row.by_id for row in since.opinions(conclusion.decided_at) if not row.overdue}
        if conclusion.decided_by_id in taken:
            yield f"decided by {conclusion.decided_by.username}, who has another part"
        if triage and triage.by_id == reporter:
            yield f"triaged by {triage.by.username}, who reported"


def nobody_related(walk: Walk, incident: Incident) -> Iterator[str]:
    """Nobody who acted was bound by a relation when it was concluded."""
    for since, conclusion in adverse(walk, incident, "nobody_related"):
        at, triage = conclusion.decided_at, since.triage(conclusion.decided_at)
        acted = {"decided": conclusion.decided_by, "proposed": drafted(conclusion).proposed_by}
        acted |= {f"opinion of {row.side}": row.by for row in since.opinions(at) if not row.overdue}
        # of two opinions of one side the later counts: it was asked for anew
        acted |= {"triaged": triage.by} if triage else {}
        for part, user in acted.items():
            if user and related(user, incident, at):
                yield f"{part}: {user.username} is related"


def measures_follow(walk: Walk, incident: Incident) -> Iterator[str]:
    """A measure that stands follows from the conclusion that stands."""
    conclusion = standing(incident)
    for row in live_measures(incident):
        walk.tally.asked["measures_follow"] += 1
        if row.kind not in FITS.get(conclusion.outcome if conclusion else "", ()):
            yield f"{row.kind} stands on {conclusion.outcome if conclusion else 'nothing'}"


def reminder_follows(walk: Walk, incident: Incident) -> Iterator[str]:
    """A reminder is numbered only while the conclusion that stands is a written reminder."""
    seen = walk.memory.setdefault("numbered", set())
    for row in reminders(incident):
        if row.pk in seen:
            continue
        seen.add(row.pk)
        walk.tally.asked["reminder_follows"] += 1
        conclusion = standing(incident)
        if conclusion is None or conclusion.outcome != "written_reminder":
            outcome = conclusion.outcome if conclusion else "nothing"
            yield f"a written reminder was numbered on {outcome}"


def contest_never_worse(walk: Walk, incident: Incident) -> Iterator[str]:
    """What came of a contest is not heavier than what was contested."""
    rows = list(Conclusion.objects.filter(incident=incident, decided_at__isnull=False))
    for contest in Round.of(incident).contests():
        if not contest.decided_at or ("contest", contest.pk) in walk.memory:
            continue
        walk.memory["contest", contest.pk] = True
        walk.tally.asked["contest_never_worse"] += 1
        before = [row for row in rows if row.decided_at < contest.filed_at]
        after = [row for row in rows if row.decided_at >= contest.decided_at]
        if not before or not after:
            continue
        old, new = (
            max(before, key=lambda row: row.decided_at),
            max(after, key=lambda row: row.decided_at),
        )
        if HEAVIER[new.outcome] > HEAVIER[old.outcome]:
            yield f"contested {old.outcome}, ended with {new.outcome}"


def paper_by_two(walk: Walk, incident: Incident) -> Iterator[str]:
    """What counts for or against the person because of a paper was entered by one and confirmed by
    another, with its scan.
    """
    for row in PaperAct.objects.filter(incident=incident, decision="confirmed"):
        walk.tally.asked["paper_by_two"] += 1
        if row.entered_by_id == row.decided_by_id or not row.scan_id:
            yield f"the paper of {row.verb} was confirmed by who entered it"
    for row in Answer.objects.filter(incident=incident, received_on__isnull=False, paper=None):
        yield f"a {row.kind} on paper without a second person"
    reached = Delivery.objects.filter(incident=incident, how__in=("handed", "refused"))
    for row in reached.filter(paper=None):
        yield f"the {row.what} was delivered by one person's word"


def silence_after_delivery(walk: Walk, incident: Incident) -> Iterator[str]:
    """A silence is recorded only of somebody whom a notice has reached."""
    for row in Answer.objects.filter(incident=incident, kind="silence"):
        if ("silence", row.pk) in walk.memory:
            continue
        walk.memory["silence", row.pk] = True
        walk.tally.asked["silence_after_delivery"] += 1
        since = Round.of(incident)
        if not any(since.reached(notice, row.at) for notice in since.notices(row.at)):
            yield "a silence of somebody whom no notice has reached"


RULES = {
    f"safety.{rule.__name__}": rule
    for rule in (
        new_conclusions,
        told,
        shown,
        time_to_answer,
        heard,
        parts_apart,
        nobody_related,
        measures_follow,
        reminder_follows,
        contest_never_worse,
        paper_by_two,
        silence_after_delivery,
    )
}
READS = {
    "safety.measures_follow": (Measure, Conclusion),
    "safety.reminder_follows": (CaseDocument,),
    "safety.contest_never_worse": (Contest,),
    "safety.paper_by_two": (PaperAct, Answer, Delivery),
    "safety.silence_after_delivery": (Answer,),
}
