"""Every tick of a frozen fairness record has its row: each is reckoned here once more, from the
rows as they stood when it was concluded.
"""

from collections.abc import Callable, Iterator

from compliance.incidents.models import Incident
from compliance.review.models import Conclusion, Protected
from tests.explorer.invariants.safety import ANSWER_WORKDAYS
from tests.explorer.rows import Round, day_of, drafted, related, working_days_after
from tests.explorer.walk import Walk


def _in_force(since: Round, row: Conclusion) -> bool:
    happened = day_of(since.incident.happened_at)
    papers = [
        allegation.provision.instrument
        for allegation in since.incident.allegations.select_related("provision__instrument")
    ]
    return bool(papers) and all(
        paper.valid_from <= happened and not (paper.valid_to and paper.valid_to < happened)
        for paper in papers
    )


def _asked(since: Round, row: Conclusion) -> bool:
    triage = since.triage(row.decided_at)
    return (
        bool(triage)
        and set(triage.scope) >= set(Protected.values)
        and not any(triage.scope.values())
    )


def _window(since: Round, row: Conclusion) -> bool:
    notices = since.notices(row.decided_at)
    long_enough = all(
        one.due_on >= working_days_after(day_of(one.served_at), ANSWER_WORKDAYS) for one in notices
    )
    return bool(notices) and long_enough and since.time_is_over(row.decided_at)


def _delivered(since: Round, row: Conclusion) -> bool:
    return any(since.reached(one, row.decided_at) for one in since.notices(row.decided_at))


def _disclosed(since: Round, row: Conclusion) -> bool:
    shown = since.shown(row.decided_at)
    return bool(shown) and since.relied_on(row.decided_at) <= shown


def _seen(since: Round, row: Conclusion) -> bool:
    return since.relied_on(row.decided_at) <= since.seen(row.decided_at)


def _triager(since: Round, row: Conclusion) -> bool:
    triage = since.triage(row.decided_at)
    return bool(triage) and triage.by_id != since.incident.reporter.user_id


def _decider(since: Round, row: Conclusion) -> bool:
    triage = since.triage(row.decided_at)
    first = drafted(row).proposed_by_id
    taken = {since.incident.reporter.user_id, first, triage and triage.by_id}
    return row.decided_by_id not in taken and not related(
        row.decided_by, since.incident, row.decided_at
    )


def _reasoned(since: Round, row: Conclusion) -> bool:
    found = list(row.findings.all())
    return len(found) == since.incident.allegations.count() and all(
        one.reasons.strip() and one.answer_considered.strip() for one in found
    )


def _opinion(side: str) -> Callable[[Round, Conclusion], bool]:
    return lambda since, row: any(one.side == side for one in since.opinions(row.decided_at))


HAS_ITS_ROW: dict[str, Callable[[Round, Conclusion], bool]] = {
    "provision": _in_force,
    "evidence": lambda since, row: bool(
        since.incident.evidence.filter(removed_at=None, at__lte=row.decided_at).count()
    ),
    "protected": _asked,
    "triager_apart": _triager,
    "decider_apart": _decider,
    "told": lambda since, row: bool(since.notices(row.decided_at)),
    "delivered": _delivered,
    "disclosed": _disclosed,
    "seen": _seen,
    "window": _window,
    "extension": lambda since, row: not since.waiting_wishes(row.decided_at),
    "answered": lambda since, row: bool(since.answers(row.decided_at)),
    "opinion_unit": _opinion("unit"),
    "opinion_affairs": _opinion("affairs"),
    "findings": _reasoned,
}


def _ticks(key: str) -> Callable[[Walk, Incident], Iterator[str]]:
    def rule(walk: Walk, incident: Incident) -> Iterator[str]:
        for row in walk.memory.get("new", ()):
            kept = row.fairness["rows"] if row.fairness else ()
            tick = next((one for one in kept if one["key"] == key), None)
            if tick and tick["ok"]:
                walk.tally.asked[f"tick {key}"] += 1
                if not HAS_ITS_ROW[key](walk.memory["round"], row):
                    yield f"“{tick['says']}” is ticked without its row"

    return rule


RULES = {f"truth.{key}": _ticks(key) for key in HAS_ITS_ROW}
