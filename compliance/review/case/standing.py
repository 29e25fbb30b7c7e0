"""A case as it stands on one day: what decides which acts its page offers, each fact asked once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from compliance.core.presence import present
from compliance.incidents import custody
from compliance.incidents.models import Incident, Invitation, StepTaken
from compliance.incidents.queries import case_roles
from compliance.incidents.workflow import CONCLUDED, CaseRole, Status
from compliance.registry.models import User
from compliance.review.case.queries import (
    account_in_use,
    answered,
    measures_at_work,
    notices_of_round,
    open_contest,
    open_extension,
    open_proposal,
    papers_waiting,
    read_with,
    unreached,
)
from compliance.review.case.receipt import conclusion_received_on, may_contest
from compliance.review.case.replacement import (
    ANSWERED,
    ASKED,
    OPEN_TO,
    open_replacement,
    reply_to_hand_over,
)
from compliance.review.case.sightings import Sighting, sightings
from compliance.review.case.window import Window, window
from compliance.review.models import (
    Conclusion,
    Contest,
    Extension,
    Measure,
    PaperAct,
)

# rows of a case that are written with a step and in no other way, by the name that leads to them
WITH_A_STEP = {
    "conclusions": ("propose",),
    "completions": ("complete_answer",),
    "contests": ("contest",),
    "deliveries": ("enter_paper", "record_delivery"),
    "extensions": ("ask_extension",),
    "invitations": ("invite", "name_decider", "recuse"),
    "measures": ("set_measure",),
    "opinions": ("give_opinion", "record_overdue_opinion"),
    "paper_acts": ("enter_paper",),
    "rectifications": ("ask_correction", "ask_stop", "ask_seal"),
    "recusals": ("recuse",),
}


class Standing:
    """The rows of one case. A page that has read some of them already sets them."""

    def __init__(
        self,
        incident: Incident,
        today: date,
        viewer: User | None = None,
        at: datetime | None = None,
    ):
        self.incident, self.today, self.viewer = incident, today, viewer
        self.at = at or timezone.now()
        self.story: list[StepTaken] | None = None  # every step, when the page has read them all
        self._answers: dict = {}

    def once(self, question: Callable[[Incident], Any]) -> Any:
        """What `question(incident)` says, asked once however many acts ask it."""
        if question not in self._answers:
            self._answers[question] = question(self.incident)
        return self._answers[question]

    def ever(self, rows: str) -> bool:
        """Whether a step of WITH_A_STEP that writes such rows was ever taken: they are not looked
        for otherwise. True of other rows, and where the page has not read the whole story.
        """
        verbs = WITH_A_STEP.get(rows)
        return verbs is None or self.took(*verbs)

    def took(self, *verbs: str) -> bool:
        """Whether one of these steps was ever taken; True where the page has not read the story."""
        return self.story is None or any(step.verb in verbs for step in self.story)

    @cached_property
    def roles(self) -> set[CaseRole]:
        """What the viewer is to the case; a page that has asked sets it."""
        return case_roles(self.incident, present(self.viewer))

    @contextmanager
    def for_nobody(self) -> Iterator[None]:
        """While asked for nobody in particular: what is left to do for anybody."""
        viewer, self.viewer = self.viewer, None
        try:
            yield
        finally:
            self.viewer = viewer

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
        awaiting = self.incident.status == Status.AWAITING_ANSWER and self.ever("extensions")
        return open_extension(self.incident) if awaiting else None

    @cached_property
    def replacement(self) -> StepTaken | None:
        """The request that somebody stands aside, while it is not answered."""
        if self.incident.status not in OPEN_TO:
            return None
        if self.story is not None and all(step.verb != ASKED for step in self.story):
            return None
        return open_replacement(self.incident)

    @cached_property
    def reply_on_paper(self) -> bool:
        """The answer to such a request is still to be handed over."""
        if self.story is not None and all(step.verb != ANSWERED for step in self.story):
            return False
        return self.by_paper and reply_to_hand_over(self.incident) is not None

    @cached_property
    def measures(self) -> list[Measure]:
        return measures_at_work(self.incident) if self.ever("measures") else []

    @cached_property
    def invitations(self) -> list[Invitation]:
        if not self.ever("invitations"):
            return []
        rows = read_with(self.incident, "invitations")
        if rows is None:
            return list(self.incident.invitations.live(self.today).select_related("user"))
        return [row for row in rows if row.ended_at is None and row.until >= self.today]

    @cached_property
    def answered(self) -> bool:
        return answered(self.incident)

    @cached_property
    def notices(self) -> int:
        """How many of this round were sent."""
        return len(notices_of_round(self.incident))

    @cached_property
    def on_paper(self) -> bool:
        """Notices are handed over: one went out on paper, or there is no account to open it."""
        return self.by_paper or any(row.paper for row in self.incident.notices.all())

    @cached_property
    def by_paper(self) -> bool:
        """The person does not read at their own door: what they say comes in on paper."""
        return not account_in_use(self.incident)

    @cached_property
    def papers(self) -> list[PaperAct]:
        """Entered, and not confirmed yet."""
        return papers_waiting(self.incident) if self.ever("paper_acts") else []

    @property
    def papers_to_confirm(self) -> bool:
        """One waits that this viewer did not enter themselves."""
        if self.viewer is None:
            return bool(self.papers)
        return any(paper.entered_by_id != self.viewer.pk for paper in self.papers)

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
        return any(row.seen_on is None and not row.sealed for row in self.sightings)

    @cached_property
    def hidden(self) -> bool:
        """Something of the evidence is in no bundle of this round."""
        shown = [row.item.pk for row in self.sightings]
        read = read_with(self.incident, "evidence")
        if read is None:
            items = self.incident.evidence.filter(removed_at=None, file__sealed_at=None)
            return items.exclude(pk__in=shown).exists()
        return any(
            not (item.file and item.file.sealed_at) and item.pk not in shown
            for item in custody.in_file(read)
        )

    @cached_property
    def window(self) -> Window:
        return window(self.incident, self.at)

    @cached_property
    def unreached(self) -> bool:
        return bool(unreached(self.incident))
