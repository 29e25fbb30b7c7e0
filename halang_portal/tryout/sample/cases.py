"""One invented case from the first report to its end, as a generator of moments: every act goes
through the actions.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from compliance.core.roles import CHAIRS, Kind
from compliance.incidents.models import Incident, Urgency
from compliance.incidents.queries import deciders, unit_people, without_excluded
from compliance.incidents.workflow import Status
from compliance.registry.models import Office, StaffMember, User
from compliance.registry.queries import holders, kin_ids
from compliance.review import actions as review
from compliance.review.case.queries import contest_until, last_notice, live_measures
from compliance.review.deadlines.clocks import INTERNAL
from compliance.review.models import Answer, Opinion, Protected
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import choices
from halang_portal.tryout.sample import hearing, texts
from halang_portal.tryout.sample.evidence import bundle_for, source_gone
from halang_portal.tryout.sample.ledger import DAYS_AGO, move_clocks
from halang_portal.tryout.sample.logging import log_incident
from halang_portal.tryout.sample.measures import OUTCOMES, done, given, outside, reply, stands
from halang_portal.tryout.sample.places import place
from halang_portal.tryout.sample.stories import (
    CONTEST_REASONS,
    CONTEST_TEXTS,
    MEASURES,
    OUT_OF_SCOPE,
    PROOFS,
    RETURN_REASONS,
    STORIES,
    SUSPENSIONS,
)

ADVERSE = ("guidance", "oral_reminder", "written_reminder", "discipline", "referred")


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
    seen: dict[int, int] = field(default_factory=dict)
    shut: dict[int, set[int]] = field(default_factory=dict)

    def may_not_see(self, user: User) -> set[int]:
        """Whose files are shut to `user`; nothing of it changes while the two years are played."""
        if user.pk not in self.shut:
            self.shut[user.pk] = kin_ids(user)
        return self.shut[user.pk]


class Case:
    def __init__(self, *, cast: Cast, clock, rng: random.Random, fate: str):
        self.cast, self.clock, self.rng, self.fate = cast, clock, rng, fate
        self.story = rng.choice(OUT_OF_SCOPE if fate == "screened_out" else STORIES)
        self.incident: Incident | None = None

    # --- helpers

    def fresh(self) -> Incident:
        self.incident = Incident.objects.with_people().get(pk=self.incident.pk)
        return self.incident

    def chance(self, parts: int) -> bool:
        return self.rng.randrange(100) < parts

    def _triager(self) -> User:
        for user in (self.cast.lead, self.cast.deputy_lead):
            if (
                without_excluded(self.incident, User.objects.filter(pk=user.pk))
                .exclude(pk=self.incident.reporter.user_id)
                .exists()
            ):
                return user
        raise LookupError("no lead may triage this case")

    def _scope(self, *ticked: str) -> dict[str, bool]:
        return {kind: kind in ticked for kind in Protected.values}

    # --- the story

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
                by=self._triager(),
                at=self.clock.moment,
            )
            if self.fate == "stays_returned":
                return
            yield self.clock.after(1, 3)
            texts.resubmit(self.fresh(), self.clock.moment)
        yield self.clock.after(1, 3)
        yield from self._triage()

    def _triage(self) -> Iterator[datetime]:
        incident, at, by = self.fresh(), self.clock.moment, self._triager()
        if self.fate == "screened_out":
            self._screen_out(incident, by, at)
        elif self.fate == "noted" and incident.unit_action:
            review.note(
                incident=incident,
                scope=self._scope(),
                reason="Mức độ nhẹ, đơn vị đã hướng dẫn; ghi nhận, không xem xét thêm.",
                by=by,
                at=at,
            )
        else:
            handler = self._handler(incident, at)
            urgency = Urgency.URGENT if self.chance(12) else Urgency.NORMAL
            review.accept(
                incident=incident,
                scope=self._scope(),
                handler=handler,
                by=by,
                at=at,
                urgency=urgency,
                reason="Có hành vi, chứng cứ và quy định viện dẫn cụ thể.",
            )
            yield from self._hear()

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
            scope=self._scope(*ticked),
            because=because,
            reason=self.story.reason,
            by=by,
            at=at,
            **referred,
        )

    def _handler(self, incident: Incident, at: datetime) -> User:
        free = without_excluded(incident, holders(Kind.MEMBER, day=local_day(at))).exclude(
            pk=incident.reporter.user_id
        )
        return self.rng.choice(list(free))

    def _hear(self) -> Iterator[datetime]:
        yield self.clock.after(1, 3)
        incident = self.fresh()
        bundle = bundle_for(incident, self.clock.moment)
        incident = self.fresh()
        paper = "" if incident.person.user_id else "Giao trực tiếp tại đơn vị."
        review.notify(
            incident=incident, bundle=bundle, by=incident.handler, at=self.clock.moment, paper=paper
        )
        if paper:
            hearing.hand_over(self.fresh(), self.rng, self.clock.moment)
        if self.fate == "suspended_now" or self.chance(4):
            yield from self._suspend()
            if self.fate == "suspended_now":
                return
        if self.fate in DAYS_AGO:
            yield from move_clocks(self)
        if self.fate == "stuck_answer":
            return
        if self.chance(5):
            yield from self._silence()
        else:
            yield from self._answer()
        yield self.clock.after(1, 2)
        source_gone(self.fresh(), self.clock.moment)
        incident = self.fresh()
        review.consult(incident=incident, by=incident.handler, at=self.clock.moment)
        yield from self._consult()

    def _suspend(self) -> Iterator[datetime]:
        yield self.clock.after(1, 2)
        reason, code, evidence = self.rng.choice(SUSPENSIONS)
        incident = self.fresh()
        known = {
            row.code for row in choices(incident.rule_set, "pause", local_day(self.clock.moment))
        }
        code = code if code in known else INTERNAL
        review.suspend(
            incident=incident,
            reason=reason,
            code=code,
            evidence=evidence,
            by=incident.handler,
            at=self.clock.moment,
        )
        if self.fate != "suspended_now":
            yield self.clock.after(10, 25)
            incident = self.fresh()
            review.resume(
                incident=incident,
                by=incident.handler,
                at=self.clock.moment,
                note="Đã hết lý do tạm dừng.",
            )

    def _silence(self) -> Iterator[datetime]:
        yield self.clock.on(
            add_working_days(last_notice(self.fresh()).due_on, 1, self.clock.calendar)
        )
        incident = self.fresh()
        review.notify_again(
            incident=incident,
            by=incident.handler,
            at=self.clock.moment,
            paper="" if incident.person.user_id else "Giao lần hai.",
        )
        if not incident.person.user_id:
            hearing.hand_over(self.fresh(), self.rng, self.clock.moment)
        yield self.clock.on(
            add_working_days(last_notice(self.fresh()).due_on, 1, self.clock.calendar)
        )
        incident = self.fresh()
        review.record_silence(incident=incident, by=incident.handler, at=self.clock.moment)

    def _answer(self) -> Iterator[datetime]:
        incident = self.fresh()
        person = incident.person.user
        if person is None and self.chance(60):
            yield self.clock.after(2, 4)
            hearing.answer_on_paper(self.fresh(), self.story, self.clock.moment)
            return
        if person is None:
            yield from self._silence()
            return
        if self.chance(12):
            yield self.clock.after(1)
            review.ask_extension(
                incident=self.fresh(),
                workdays=3,
                reason="Cần thời gian thu thập giấy tờ.",
                by=person,
                at=self.clock.moment,
            )
            yield self.clock.after(0)
            incident = self.fresh()
            review.decide_extension(
                incident=incident,
                grant=True,
                workdays=3,
                reason="Lý do chính đáng.",
                by=incident.handler,
                at=self.clock.moment,
            )
        latest = last_notice(self.fresh()).due_on
        yield self.clock.on(
            min(
                add_working_days(
                    local_day(self.clock.moment), self.rng.randint(1, 4), self.clock.calendar
                ),
                latest,
            )
        )
        incident = self.fresh()
        review.open_notice(
            incident=incident, by=person, at=self.clock.moment - timedelta(minutes=2)
        )
        if self.chance(6):
            review.waive(
                incident=incident,
                text="Tôi không giải trình thêm.",
                by=person,
                at=self.clock.moment,
            )
            return
        parts = [
            {
                "allegation": a.pk,
                "stance": self.story.stance,
                "text": self.story.answer if a.number == 1 else "Như đã trình bày ở nội dung 1.",
            }
            for a in incident.allegations.order_by("number")
        ]
        review.answer(
            incident=incident, per_allegation=parts, text="", by=person, at=self.clock.moment
        )

    def _consult(self) -> Iterator[datetime]:
        if self.fate == "stuck_consulting":
            return
        yield self.clock.after(1, 2)
        incident = self.fresh()
        speaker = self.rng.choice(
            list(unit_people(incident, local_day(self.clock.moment))) or [None]
        )
        late = speaker is None or self.chance(8)
        if not late:
            review.give_opinion(
                incident=incident,
                side=Opinion.Side.UNIT,
                text=self.story.unit_opinion,
                suggests=self.story.likely[0],
                by=speaker,
                at=self.clock.moment,
            )
        yield self.clock.after(1, 1)
        incident = self.fresh()
        affairs = self.rng.choice(
            list(
                without_excluded(
                    incident,
                    User.objects.filter(
                        pk__in=[user.pk for user in self.cast.affairs if user != speaker]
                    ),
                )
            )
        )
        review.give_opinion(
            incident=incident,
            side=Opinion.Side.AFFAIRS,
            text=self.story.affairs_opinion,
            suggests=self.story.likely[0],
            by=affairs,
            at=self.clock.moment,
        )
        if late:
            yield self.clock.on(add_working_days(self.fresh().due_on, 1, self.clock.calendar))
            incident = self.fresh()
            review.record_overdue_opinion(
                incident=incident, side=Opinion.Side.UNIT, by=incident.handler, at=self.clock.moment
            )
        yield from self._conclude()

    def _outcome(self, incident: Incident) -> str:
        if self.fate in OUTCOMES and not (
            OUTCOMES[self.fate] == "discipline" and incident.staff_kind == "khac"
        ):
            return OUTCOMES[self.fate]
        fitting = [
            outcome
            for outcome in self.story.likely
            if outcome != "discipline" or incident.staff_kind != "khac"
        ]
        weights = [5, 3, 2, 1][: len(fitting)]
        return self.rng.choices(fitting, weights)[0]

    def _propose(self, outcome: str) -> None:
        incident = self.fresh()
        found = "no_violation" if outcome == "no_violation" else "established"
        findings = []
        for allegation in incident.allegations.select_related("provision__instrument").order_by(
            "number"
        ):
            result = (
                found
                if allegation.number == 1 or found == "no_violation"
                else self.rng.choice(("partly", "not_established"))
            )
            findings.append(
                hearing.finding(self.story, allegation, result, outcome, self._considered(incident))
            )
        review.propose(
            incident=incident,
            findings=findings,
            outcome=outcome,
            reasons=self.story.finding,
            by=incident.handler,
            at=self.clock.moment,
            departure="Mức độ ảnh hưởng và thái độ khắc phục khác các hồ sơ tương tự đã kết luận.",
        )

    def _considered(self, incident: Incident) -> str:
        heard = incident.answers.filter(kind=Answer.Kind.ANSWER).exists()
        return (
            self.story.considered
            if heard
            else "Người được phản ánh không giải trình; xem xét trên cơ sở chứng cứ hiện có."
        )

    def _conclude(self) -> Iterator[datetime]:
        yield self.clock.after(1, 4)
        outcome = self._outcome(self.fresh())
        self._propose(outcome)
        if self.fate in ("proposed_now", "head_proposed_now"):
            return
        if self.chance(9):
            yield self.clock.after(1, 2)
            incident = self.fresh()
            review.send_back(
                incident=incident,
                comment="Đề nghị nêu rõ hơn việc đã xem xét giải trình.",
                by=deciders(incident, local_day(self.clock.moment)).first(),
                at=self.clock.moment,
            )
            yield self.clock.after(1, 2)
            self._propose(outcome)
        yield self.clock.after(1, 5)
        incident = self.fresh()
        decider = self.cast.lead if not incident.concerns_head else self.cast.chairman
        allowed = deciders(incident, local_day(self.clock.moment))
        if not allowed.filter(pk=decider.pk).exists():
            decider = allowed.exclude(opinions__incident=incident).first()
        review.conclude(incident=incident, by=decider, at=self.clock.moment)
        yield from self._carry_on()

    def _carry_on(self) -> Iterator[datetime]:
        if self.fate == "concluded_now":
            return
        incident = self.fresh()
        contested = self.fate in ("contested_now", "amended") or (
            self.fate not in OUTCOMES
            and incident.outcome in ADVERSE
            and incident.person.user_id
            and self.chance(11)
        )
        if contested and incident.person.user_id:
            yield from self._contest()
            if self.fate == "contested_now":
                return
        incident = self.fresh()
        if incident.status == Status.CLOSED:
            return
        if incident.outcome in ADVERSE:
            yield from self._measure()
        if self.fate == "enforcing_now" or stands(self):
            return
        yield self.clock.after(0, 2)
        incident = self.fresh()
        review.close(incident=incident, by=incident.handler, at=self.clock.moment)

    def _contest(self) -> Iterator[datetime]:
        day = min(
            add_working_days(
                local_day(self.clock.moment), self.rng.randint(1, 6), self.clock.calendar
            ),
            contest_until(self.fresh()),
        )
        yield self.clock.on(day)
        incident = self.fresh()
        review.file_contest(
            incident=incident,
            text=self.rng.choice(CONTEST_TEXTS),
            by=incident.person.user,
            at=self.clock.moment,
        )
        if self.fate == "contested_now":
            return
        yield self.clock.after(2, 7)
        incident = self.fresh()
        chairs = (
            without_excluded(incident, holders(*CHAIRS, day=local_day(self.clock.moment)))
            .exclude(pk=incident.concluded_by_id)
            .exclude(opinions__incident=incident)
        )
        decision = (
            "amend"
            if self.fate == "amended"
            else self.rng.choices(("keep", "amend", "annul"), (60, 25, 15))[0]
        )
        new = {
            "written_reminder": "oral_reminder",
            "oral_reminder": "guidance",
            "discipline": "written_reminder",
        }.get(incident.outcome, "")
        if decision == "amend" and not new:
            decision = "keep"
        decider = chairs.first()
        if decider is not None:
            review.decide_contest(
                incident=incident,
                decision=decision,
                reasons=CONTEST_REASONS[decision],
                by=decider,
                at=self.clock.moment,
                new_outcome=new if decision == "amend" else "",
            )

    def _measure(self) -> Iterator[datetime]:
        yield self.clock.after(0, 2)
        incident = self.fresh()
        kind, what = MEASURES[incident.outcome]
        due_on = add_working_days(local_day(self.clock.moment), 10, self.clock.calendar)
        review.set_measure(
            incident=incident,
            kind=kind,
            what=what,
            office=self._office(incident),
            due_on=due_on,
            by=incident.handler,
            at=self.clock.moment,
            **given(kind),
        )
        if self.fate == "enforcing_now":
            return
        yield self.clock.after(2, 8)
        incident = self.fresh()
        measure = live_measures(incident).first()
        doer = unit_people(incident, local_day(self.clock.moment)).first() or incident.handler
        review.carry_out(
            incident=incident,
            measure=measure,
            proof=PROOFS[kind],
            by=doer,
            at=self.clock.moment,
            **done(self, measure, texts.signer_name(incident)),
        )
        yield self.clock.after(1, 4)
        incident = self.fresh()
        checker = incident.handler if doer != incident.handler else self._triager()
        review.verify(
            incident=incident,
            measure=live_measures(incident).first(),
            by=checker,
            at=self.clock.moment,
        )
        if kind == "written_reminder" and incident.person.user_id:
            yield self.clock.after(0, 2)
            review.acknowledge(
                incident=self.fresh(),
                measure=live_measures(incident).first(),
                by=incident.person.user,
                at=self.clock.moment,
            )

        if kind == "discipline":
            yield from outside(self, live_measures(incident).get(kind=kind))
        if kind == "referral":
            yield from reply(self, live_measures(incident).get(kind=kind))

    def _office(self, incident: Incident) -> Office:
        return incident.handling_office
