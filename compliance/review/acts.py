"""Every act of the review. A stage declares its own in its `acts`; the order here is that of the
buttons on the page of a case.
"""

from dataclasses import dataclass
from datetime import date

from compliance.review.case.acts import Act
from compliance.review.case.checks import Check
from compliance.review.case.standing import Standing
from compliance.review.conclusion import acts as conclusion
from compliance.review.consultation import acts as consultation
from compliance.review.contest import acts as contest
from compliance.review.deadlines import acts as deadlines
from compliance.review.evidence import acts as evidence
from compliance.review.hearing import acts as hearing
from compliance.review.interruptions import acts as interruptions
from compliance.review.measures import acts as measures
from compliance.review.paperwork import acts as paperwork
from compliance.review.participants import acts as participants
from compliance.review.rectification import acts as rectification
from compliance.review.triage import acts as triage

ACTS: tuple[Act, ...] = (
    *evidence.ACTS,
    *participants.ACTS,
    *deadlines.ACTS,
    *rectification.ACTS,
    *interruptions.ACTS,
    *contest.ACTS,
    *measures.ACTS,
    *conclusion.ACTS,
    *consultation.ACTS,
    *hearing.ACTS,
    *paperwork.ACTS,
    *triage.ACTS,
)
BY_PATH = {(act.own, act.path): act for act in ACTS}
# steps a person takes on a page that is no form of an act: route of that page
PAGES = {
    "answer": "review:answer",
    "acknowledge": "review:acknowledge",
    "redact": "review:redact",
}


@dataclass(frozen=True)
class Offer:
    """What a viewer may do with a case now: the act that comes next, and the others in the order
    of their buttons. `awaited`: where nothing comes next, what will, once its crosses are mended.
    `checks`: the preconditions of either.
    """

    next: Act | None
    others: tuple[Act, ...]
    awaited: Act | None = None
    opens_on: date | None = None  # the first day on which `awaited` can be done, where it is time
    checks: tuple[Check, ...] = ()


def offer(verbs: set[str], standing: Standing) -> Offer:
    """Of the steps the gate would let this viewer take (`verbs`), what the rows of the case leave
    to do and nothing stands in the way of.
    """
    left = [act for act in ACTS if act.verb in verbs and act.is_offered(standing)]
    listed = {act.path: act.listed(standing) for act in left}
    offered = [act for act in left if all(check.ok for check in listed[act.path])]
    following, awaited = _first(offered, standing), _first(left, standing)
    shown = following or awaited
    return Offer(
        next=following,
        others=tuple(act for act in offered if act is not following),
        awaited=None if following else awaited,
        opens_on=awaited.opens_on(standing) if awaited and not following else None,
        checks=tuple(shown.in_short(listed[shown.path])) if shown else (),
    )


def _first(acts: list[Act], standing: Standing) -> Act | None:
    """The one that comes first by its precedence."""
    leading = sorted((act for act in acts if act.precedence), key=lambda act: act.precedence)
    return next((act for act in leading if act.leads(standing)), None)
