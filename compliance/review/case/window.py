"""The time to answer of one case: until when it runs, and whether it has passed or was ended by the
person's own word. The rule that nothing is proposed or concluded before stands here alone, with its
sentence.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from compliance.core.language import _, in_sense
from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status
from compliance.review.case.queries import (
    answered,
    in_round,
    last_notice,
    notices_of_round,
    open_proposal,
    read_of_round,
    this_round,
)
from compliance.review.models import Completion, Notice
from compliance.rulebook.clocks import local_day

THE_PERSON = in_sense("sentence", "người được phản ánh")
OPEN_TO_ANSWERS = (Status.AWAITING_ANSWER, Status.CONSULTING)


def nothing_before(until: date, who: str = THE_PERSON) -> str:
    """The rule in words, the same on the page of the person concerned, on the notice, in the
    fairness record and in a refusal; without capital and full stop.
    """
    return _(
        "không trình và không ra kết luận trước khi hết ngày {until:%d/%m/%Y}, trừ khi {who} báo "
        "không bổ sung giải trình nữa"
    ).format(until=until, who=who)


@dataclass(frozen=True)
class Window:
    """As of one moment. `until`: the last day of the notices of this round, None before any."""

    until: date | None
    over: bool  # that day has passed
    completion: Completion | None  # the person's word that nothing more comes, not taken back

    @property
    def ended(self) -> bool:
        """Whether a conclusion may be proposed: a fact of the past either way."""
        return self.over or self.completion is not None

    @property
    def opens_on(self) -> date | None:
        """The first day on which a conclusion may be proposed, while that is a day to come."""
        return None if self.until is None or self.ended else self.until + timedelta(days=1)


def window(incident: Incident, at: datetime) -> Window:
    until = max((row.due_on for row in notices_of_round(incident)), default=None)
    return Window(
        until=until,
        over=until is not None and local_day(at) > until,
        completion=completion(incident, at) if until else None,
    )


def with_window(cases: QuerySet) -> QuerySet:
    """`until` and `complete` on the cases of with_round(), asked of a whole list at once: what
    window_ends_before() reads.
    """
    notices = Notice.objects.filter(incident=OuterRef("pk"), served_at__gte=OuterRef("round_began"))
    rows: QuerySet = cases.annotate(
        # no Max: to group the rows, each part of every other condition is worked out for all
        until=Subquery(notices.order_by("-due_on").values("due_on")[:1]),
        complete=in_round(Completion, reopened_at=None),
    )
    return rows


def window_ends_before(row: Any, today: date) -> date | None:
    """Window.opens_on of a case of with_window()."""
    if row.until is None or row.complete or today > row.until:
        return None
    return row.until + timedelta(days=1)


def completion(incident: Incident, at: datetime) -> Completion | None:
    """The declaration that stood at `at`."""
    read = read_of_round(incident, "completions", "at")
    if read is not None:
        stands = (row for row in read if row.reopened_at is None or row.reopened_at > at)
        return max((row for row in stands if row.at <= at), key=lambda row: row.at, default=None)
    standing = Q(reopened_at=None) | Q(reopened_at__gt=at)
    rows = this_round(incident, Completion).filter(standing, at__lte=at)
    return rows.select_related("by").order_by("-at").first()


def may_still_answer(incident: Incident, today: date) -> bool:
    """Until the end of the last day of the window, a supplement too and whatever else has happened;
    a first answer also later, while nothing was recorded in its place.
    """
    notice = last_notice(incident)
    if not notice or incident.status not in OPEN_TO_ANSWERS:
        return False
    late = incident.status == Status.AWAITING_ANSWER and not answered(incident)
    return today <= notice.due_on or late


def may_complete(incident: Incident, at: datetime) -> bool:
    """An answer is in, time is left, and the person has not declared it complete."""
    now = window(incident, at)
    waits = incident.status in OPEN_TO_ANSWERS and answered(incident)
    return waits and now.until is not None and not now.ended


def may_reopen_answer(incident: Incident, at: datetime) -> bool:
    """The declaration stands, time is left, and no conclusion was proposed on it."""
    now = window(incident, at)
    waits = incident.status in OPEN_TO_ANSWERS and not open_proposal(incident)
    return waits and now.completion is not None and not now.over
