"""How heavily a conclusion bears on the person concerned: the one ordering of outcomes and of
findings. A review asked for by that person never ends heavier than what it reviews (the rule
against reformatio in peius).
"""

from collections.abc import Iterable

from compliance.core.language import _
from compliance.incidents.models import Outcome
from compliance.review.conclusion.checks.outcomes import gravest
from compliance.review.models import Conclusion, Finding

# the lightest first; a referral stands apart, see heavier_outcome()
OUTCOMES = (
    Outcome.NO_VIOLATION,
    Outcome.OUT_OF_TIME,
    Outcome.GUIDANCE,
    Outcome.ORAL_REMINDER,
    Outcome.WRITTEN_REMINDER,
    Outcome.DISCIPLINE,
)
RESULTS = (
    Finding.Result.NO_VIOLATION,
    Finding.Result.NOT_ESTABLISHED,
    Finding.Result.PARTLY,
    Finding.Result.ESTABLISHED,
)
THE_WAY = _(
    "Muốn xử lý nặng hơn thì giữ nguyên kết luận, kết thúc hồ sơ rồi mở lại hồ sơ với thông báo "
    "mới, theo trình tự thông thường."
)


def heavier_outcome(new: str, old: str) -> bool:
    """Whether `new` bears more heavily than `old`.

    What another body will make of a referral is not known here, so that a referral is heavier than
    every outcome but itself, and only those up to guidance are surely lighter than it.
    """
    if new == old:
        return False
    if old == Outcome.REFERRED:
        return new not in OUTCOMES[: OUTCOMES.index(Outcome.GUIDANCE) + 1]
    if new not in OUTCOMES or old not in OUTCOMES:
        return True
    return OUTCOMES.index(Outcome(new)) > OUTCOMES.index(Outcome(old))


def heavier_result(new: str, old: str) -> bool:
    return RESULTS.index(Finding.Result(new)) > RESULTS.index(Finding.Result(old))


def no_heavier_results(old: str) -> list[tuple[str, str]]:
    """The choices of a finding that do not bear more heavily than `old`, in the order of forms."""
    return [choice for choice in Finding.Result.choices if not heavier_result(choice[0], old)]


def _heavier_finding(new: Finding, old: Finding) -> bool:
    """By its result, by its level, or by a circumstance that was not held against the person."""
    levels = new.severity, old.severity
    return (
        heavier_result(new.result, old.result)
        or (all(levels) and levels[0] != levels[1] and gravest(list(levels)) == levels[0])
        or not set(new.aggravating) <= set(old.aggravating)
        or not set(new.mitigating) >= set(old.mitigating)
    )


def why_heavier(old: Conclusion, outcome: str, findings: Iterable[Finding]) -> str:
    """Why the amendment of `old` to `outcome` with `findings` bears more heavily, with the way that
    is open for that; empty when it does not.
    """
    if heavier_outcome(outcome, old.outcome):
        return _(
            "“{label}” nặng hơn kết luận đang được xem xét lại (“{outcome}”). {the_way}"
        ).format(label=Outcome(outcome).label, outcome=old.get_outcome_display(), the_way=THE_WAY)
    before = {row.allegation_id: row for row in old.findings.all()}
    for row in findings:
        known = before.get(row.allegation_id)
        if known is None or _heavier_finding(row, known):
            return _(
                "Nhận định nội dung {number} nặng hơn nhận định đang được xem xét lại. {the_way}"
            ).format(number=row.allegation.number, the_way=THE_WAY)
    return ""
