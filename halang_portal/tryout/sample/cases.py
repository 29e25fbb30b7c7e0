"""One invented case from the first report to its end, as a generator of moments: every act goes
through the actions.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from compliance.core.roles import Kind
from compliance.incidents.checks import why_not_noted
from compliance.incidents.models import Incident, Urgency
from compliance.incidents.queries import without_excluded
from compliance.registry.models import Posting, StaffMember, User
from compliance.registry.queries import holders, kin_ids
from compliance.review import actions as review
from compliance.review.models import Protected
from compliance.rulebook.clocks import local_day
from halang_portal.tryout.sample import texts
from halang_portal.tryout.sample.answering import hear_person
from halang_portal.tryout.sample.ledger import OLDER_LAW, OUT_OF_TIME, SHOWN
from halang_portal.tryout.sample.logging import log_incident
from halang_portal.tryout.sample.phrases import OUT_OF_SCOPE, RETURN_REASONS
from halang_portal.tryout.sample.places import place
from halang_portal.tryout.sample.stories import STORIES


@dataclass
class Cast:
    """The people of the sample by part they play."""

    lead: User
    deputy_lead: User
    members: list[User]
    affairs: list[User]
    chairman: User
    vice: User
    staff: list[StaffMember]
    leaders: list[StaffMember]
    second_post: Posting | None = None
    seen: dict[int, int] = field(default_factory=dict)
    shut: dict[int, set[int]] = field(default_factory=dict)

    def may_not_see(self, user: User) -> set[int]:
        """Whose files are shut to `user`; nothing of it changes while the two years are played."""
        if user.pk not in self.shut:
            self.shut[user.pk] = kin_ids(user)
        return self.shut[user.pk]


def _stories(fate: str) -> Sequence[Any]:
    """What a case of this fate can be about: an act of years ago is one that still stands online,
    and is owned up to.
    """
    if fate in (OLDER_LAW, OUT_OF_TIME):
        return [s for s in STORIES if s.act_kind in ("post", "share") and s.stance == "right"]
    return OUT_OF_SCOPE if fate == "screened_out" else STORIES


class Case:
    def __init__(self, *, cast: Cast, clock, rng: random.Random, fate: str):
        self.cast, self.clock, self.rng, self.fate = cast, clock, rng, fate
        self.story = rng.choice(_stories(fate))
        self.incident: Incident | None = None

    def fresh(self) -> Incident:
        self.incident = Incident.objects.with_people().get(pk=self.incident.pk)
        return self.incident

    def chance(self, parts: int) -> bool:
        """Whether something that befalls `parts` of a hundred cases befalls this one. Never a case
        that is to stand at a certain step today: on some days it would not have come so far.
        """
        return self.rng.randrange(100) < parts and self.fate not in SHOWN

    def triager(self) -> User:
        for user in (self.cast.lead, self.cast.deputy_lead):
            if (
                without_excluded(self.incident, User.objects.filter(pk=user.pk))
                .exclude(pk=self.incident.reporter.user_id)
                .exists()
            ):
                return user
        raise LookupError("no lead may triage this case")

    def scope(self, *ticked: str) -> dict[str, bool]:
        return {kind: kind in ticked for kind in Protected.values}

    def timeline(self) -> Iterator[datetime]:
        yield self.clock.after(0)
        self.incident = log_incident(case=self, at=self.clock.moment)
        if self.incident is None or self.fate == "stays_draft":
            return
        if self.fate == "stays_submitted":
            return
        if self.fate == "withdrawn":
            yield self.clock.after(0, 1)
            texts.withdraw(self.fresh(), self.clock.moment)
            return
        if self.fate in ("returned", "stays_returned"):
            yield self.clock.after(1, 2)
            review.return_for_more(
                incident=self.fresh(),
                reason=self.rng.choice(RETURN_REASONS),
                by=self.triager(),
                at=self.clock.moment,
            )
            if self.fate == "stays_returned":
                return
            yield self.clock.after(1, 3)
            texts.resubmit(self.fresh(), self.clock.moment)
        yield self.clock.after(1, 3)
        yield from self._triage()

    def _triage(self) -> Iterator[datetime]:
        incident, at, by = self.fresh(), self.clock.moment, self.triager()
        if self.fate == "screened_out":
            self._screen_out(incident, by, at)
        elif self.fate == "noted" and not why_not_noted(incident):
            review.note(
                incident=incident,
                scope=self.scope(),
                reason="Mức độ nhẹ, đơn vị đã hướng dẫn; ghi nhận, không xem xét thêm.",
                by=by,
                at=at,
            )
        else:
            handler = self.handler(incident, at)
            urgency = Urgency.URGENT if self.chance(12) else Urgency.NORMAL
            review.accept(
                incident=incident,
                scope=self.scope(),
                handler=handler,
                by=by,
                at=at,
                urgency=urgency,
                reason="Có hành vi, chứng cứ và quy định viện dẫn cụ thể.",
            )
            yield from hear_person(self)

    def _screen_out(self, incident: Incident, by: User, at: datetime) -> None:
        because = self.story.because
        ticked = [because] if because in Protected.values else []
        referred = (
            {
                "referred_to": place().here("Thanh tra huyện"),
                "reference": f"{self.rng.randint(5, 60):02d}/PC-TKTGS",
            }
            if because == "denunciation"
            else {}
        )
        review.screen_out(
            incident=incident,
            scope=self.scope(*ticked),
            because=because,
            reason=self.story.reason,
            by=by,
            at=at,
            **referred,
        )

    def handler(self, incident: Incident, at: datetime) -> User:
        free = without_excluded(incident, holders(Kind.MEMBER, day=local_day(at))).exclude(
            pk=incident.reporter.user_id
        )
        return self.rng.choice(list(free))
