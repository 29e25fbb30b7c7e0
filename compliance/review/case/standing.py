"""A case as it stands on one day: what decides which acts its page offers, each fact asked once."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

from compliance.incidents.models import Incident, Invitation
from compliance.incidents.workflow import CONCLUDED, Status
from compliance.registry.models import User
from compliance.review.case.queries import (
    account_in_use,
    answered,
    conclusion_received_on,
    live_measures,
    may_contest,
    open_contest,
    open_extension,
    open_proposal,
    unreached,
)
from compliance.review.case.sightings import Sighting, sightings
from compliance.review.models import Conclusion, Contest, Extension, Measure, PaperAct


class Standing:
    """The rows of one case. A page that has read some of them already sets them."""

    def __init__(self, incident: Incident, today: date, viewer: User | None = None):
        self.incident, self.today, self.viewer = incident, today, viewer
        self._answers: dict = {}

    def once(self, question: Callable[[Incident], Any]) -> Any:
        """What `question(incident)` says, asked once however many acts ask it."""
        if question not in self._answers:
            self._answers[question] = question(self.incident)
        return self._answers[question]

    @property
    def suspended(self) -> bool:
        return bool(self.incident.suspended_at)

    @property
    def overdue(self) -> bool:
        """Past the deadline of the step."""
        return bool(self.incident.due_on and self.today > self.incident.due_on)

    @cached_property
    def proposal(self) -> Conclusion | None:
        return open_proposal(self.incident)

    @cached_property
    def contest(self) -> Contest | None:
        return open_contest(self.incident)

    @cached_property
    def extension(self) -> Extension | None:
        """The wish for more time that is not answered, while the answer is awaited."""
        awaiting = self.incident.status == Status.AWAITING_ANSWER
        return open_extension(self.incident) if awaiting else None

    @cached_property
    def measures(self) -> list[Measure]:
        return list(
            live_measures(self.incident).select_related(
                "office", "carried_out_by", "verified_by", "proof_file"
            )
        )

    @cached_property
    def invitations(self) -> list[Invitation]:
        return list(self.incident.invitations.live(self.today).select_related("user"))

    @cached_property
    def answered(self) -> bool:
        return answered(self.incident)

    @cached_property
    def notices(self) -> int:
        return self.incident.notices.count()

    @cached_property
    def on_paper(self) -> bool:
        """Notices are handed over: one went out on paper, or there is no account to open it."""
        return not account_in_use(self.incident) or self.incident.notices.exclude(paper="").exists()

    @cached_property
    def by_paper(self) -> bool:
        """The person does not read at their own door: what they say comes in on paper."""
        return not account_in_use(self.incident)

    @cached_property
    def papers(self) -> list[PaperAct]:
        """Entered, and not confirmed yet."""
        return list(self.incident.paper_acts.waiting().order_by("pk"))

    @property
    def papers_to_confirm(self) -> bool:
        """One waits that this viewer did not enter themselves."""
        return any(self.viewer and one.entered_by_id != self.viewer.pk for one in self.papers)

    @cached_property
    def contestable(self) -> bool:
        return may_contest(self.incident, self.today)

    @cached_property
    def untold(self) -> bool:
        """Concluded or noted, and nobody can say that the person has received it."""
        ended = self.incident.status == Status.NOTED or self.incident.status in CONCLUDED
        return ended and conclusion_received_on(self.incident) is None

    @cached_property
    def sightings(self) -> list[Sighting]:
        return sightings(self.incident)

    @property
    def unseen(self) -> bool:
        """Something of the bundle was neither opened by the person nor handed to them."""
        return any(row.seen_on is None for row in self.sightings)

    @cached_property
    def unreached(self) -> bool:
        return bool(unreached(self.incident))
