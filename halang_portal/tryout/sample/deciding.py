"""The end of an invented case: opinions, the conclusion, a contest, measures."""

from collections.abc import Iterator
from datetime import date, datetime

from compliance.core.roles import CHAIRS
from compliance.incidents.models import Incident
from compliance.incidents.queries import deciders, unit_people, without_excluded
from compliance.incidents.workflow import Status
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.review import actions as review
from compliance.review.case.queries import live_measures
from compliance.review.case.receipt import contest_until
from compliance.review.case.window import window
from compliance.review.models import Answer, Opinion
from compliance.rulebook.clocks import add_working_days, local_day
from halang_portal.tryout.sample import hearing, texts
from halang_portal.tryout.sample.measures import OUTCOMES, done, given, outside, reply, stands
from halang_portal.tryout.sample.phrases import CONTEST_REASONS, CONTEST_TEXTS, MEASURES, PROOFS

REOPENED = "reopened_now"
ADVERSE = ("guidance", "oral_reminder", "written_reminder", "discipline", "referred")


def consult(case) -> Iterator[datetime]:
    if case.fate == "stuck_consulting":
        return
    yield case.clock.after(1, 2)
    incident = case.fresh()
    speaker = case.rng.choice(list(unit_people(incident, local_day(case.clock.moment))) or [None])
    late = speaker is None or case.chance(8)
    if not late:
        review.give_opinion(
            incident=incident,
            side=Opinion.Side.UNIT,
            text=case.story.unit_opinion,
            suggests=case.story.likely[0],
            by=speaker,
            at=case.clock.moment,
        )
    yield case.clock.after(1, 1)
    incident = case.fresh()
    affairs = case.rng.choice(
        list(
            without_excluded(
                incident,
                User.objects.filter(
                    pk__in=[user.pk for user in case.cast.affairs if user != speaker]
                ),
            )
        )
    )
    review.give_opinion(
        incident=incident,
        side=Opinion.Side.AFFAIRS,
        text=case.story.affairs_opinion,
        suggests=case.story.likely[0],
        by=affairs,
        at=case.clock.moment,
    )
    if late:
        yield case.clock.on(add_working_days(case.fresh().due_on, 1, case.clock.calendar))
        incident = case.fresh()
        review.record_overdue_opinion(
            incident=incident, side=Opinion.Side.UNIT, by=incident.handler, at=case.clock.moment
        )
    yield from _conclude(case)


def _outcome(case, incident: Incident) -> str:
    if case.fate in OUTCOMES and not (
        OUTCOMES[case.fate] == "discipline" and incident.staff_kind == "khac"
    ):
        return OUTCOMES[case.fate]
    fitting = [
        outcome
        for outcome in case.story.likely
        if outcome != "discipline" or incident.staff_kind != "khac"
    ]
    weights = [5, 3, 2, 1][: len(fitting)]
    return case.rng.choices(fitting, weights)[0]


def _propose(case, outcome: str) -> None:
    incident = case.fresh()
    first = "no_violation" if outcome == "no_violation" else "established"
    findings = []
    for allegation in incident.allegations.select_related("provision__instrument").order_by(
        "number"
    ):
        result = (
            first
            if allegation.number == 1 or first == "no_violation"
            else case.rng.choice(("partly", "not_established"))
        )
        findings.append(
            hearing.finding(case.story, allegation, result, outcome, _considered(case, incident))
        )
    review.propose(
        incident=incident,
        findings=findings,
        outcome=outcome,
        reasons=case.story.finding,
        by=incident.handler,
        at=case.clock.moment,
        departure="Mức độ ảnh hưởng và thái độ khắc phục khác các hồ sơ tương tự đã kết luận.",
    )


def _considered(case, incident: Incident) -> str:
    heard = incident.answers.filter(kind=Answer.Kind.ANSWER).exists()
    return (
        case.story.considered
        if heard
        else "Người được phản ánh không giải trình; xem xét trên cơ sở chứng cứ hiện có."
    )


def _conclude(case) -> Iterator[datetime]:
    yield case.clock.after(1, 4)
    waits = window(case.fresh(), case.clock.moment)
    if waits.until and not waits.ended:
        yield case.clock.on(add_working_days(waits.until, 1, case.clock.calendar))
    outcome = _outcome(case, case.fresh())
    _propose(case, outcome)
    if case.fate in ("proposed_now", "head_proposed_now"):
        return
    if case.chance(9):
        yield case.clock.after(1, 2)
        incident = case.fresh()
        review.send_back(
            incident=incident,
            comment="Đề nghị nêu rõ hơn việc đã xem xét giải trình.",
            by=deciders(incident, local_day(case.clock.moment)).first(),
            at=case.clock.moment,
        )
        yield case.clock.after(1, 2)
        _propose(case, outcome)
    yield case.clock.after(1, 5)
    incident = case.fresh()
    decider = case.cast.lead if not incident.concerns_head else case.cast.chairman
    allowed = deciders(incident, local_day(case.clock.moment))
    if not allowed.filter(pk=decider.pk).exists():
        decider = allowed.exclude(opinions__incident=incident).first()
    read = incident.reporter.confidential  # then the intake is read again before a breach
    review.conclude(incident=incident, by=decider, at=case.clock.moment, intake_read=read)
    yield from _learn(case)
    yield from _carry_on(case)
    if case.fate == REOPENED:
        yield from _reopen(case)


def _reopen(case) -> Iterator[datetime]:
    yield case.clock.after(2, 6)
    incident, at = case.fresh(), case.clock.moment
    review.reopen(
        incident=incident,
        scope=case.scope(),
        handler=case.handler(incident, at),
        reason="Có tài liệu mới, chưa được xem xét khi kết luận.",
        by=case.triager(),
        at=at,
    )


def _learn(case) -> Iterator[datetime]:
    """The conclusion reaches the person: opened at their own door, or handed over."""
    if case.fate == "concluded_now":
        return
    yield case.clock.after(0, 1)
    incident = case.fresh()
    if incident.person.user_id and incident.notices.filter(opened_at__isnull=False).exists():
        review.look_at_own_case(incident=incident, by=incident.person.user, at=case.clock.moment)
    else:
        hearing.hand_over(case, "conclusion")


def _carry_on(case) -> Iterator[datetime]:
    if case.fate == "concluded_now":
        return
    incident = case.fresh()
    contested = case.fate in ("contested_now", "amended", hearing.PAPER_STORY) or (
        case.fate not in OUTCOMES and incident.outcome in ADVERSE and case.chance(11)
    )
    if contested:
        yield from _contest(case)
        if case.fate == "contested_now":
            return
    incident = case.fresh()
    if incident.status == Status.CLOSED:
        return
    if incident.outcome in ADVERSE:
        yield from _measure(case)
    if case.fate == "enforcing_now" or stands(case):
        return
    yield case.clock.after(0, 2)
    incident = case.fresh()
    review.close(incident=incident, by=incident.handler, at=case.clock.moment)


def _contest(case) -> Iterator[datetime]:
    day = min(
        add_working_days(local_day(case.clock.moment), case.rng.randint(1, 6), case.clock.calendar),
        contest_until(case.fresh()) or date.max,
    )
    yield case.clock.on(day)
    incident = case.fresh()
    text = case.rng.choice(CONTEST_TEXTS)
    if incident.person.user_id:
        review.file_contest(
            incident=incident, text=text, by=incident.person.user, at=case.clock.moment
        )
    else:
        hearing.enter_and_confirm(case, "contest", {"text": text}, "ĐƠN ĐỀ NGHỊ")
    if case.fate == "contested_now":
        return
    yield case.clock.after(2, 7)
    incident = case.fresh()
    chairs = (
        without_excluded(incident, holders(*CHAIRS, day=local_day(case.clock.moment)))
        .exclude(pk=incident.concluded_by_id)
        .exclude(opinions__incident=incident)
    )
    decided = {"amended": "amend", hearing.PAPER_STORY: "annul"}
    decision = (
        decided.get(case.fate) or case.rng.choices(("keep", "amend", "annul"), (60, 25, 15))[0]
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
            at=case.clock.moment,
            new_outcome=new if decision == "amend" else "",
        )


def _measure(case) -> Iterator[datetime]:
    yield case.clock.after(0, 2)
    incident = case.fresh()
    kind, what = MEASURES[incident.outcome]
    review.set_measure(
        incident=incident,
        kind=kind,
        what=what,
        office=incident.handling_office,
        due_on=add_working_days(local_day(case.clock.moment), 10, case.clock.calendar),
        by=incident.handler,
        at=case.clock.moment,
        **given(kind),
    )
    if case.fate == "enforcing_now":
        return
    yield from _carry_out(case, kind)
    incident = case.fresh()
    if kind == "written_reminder" and not incident.person.user_id:
        measure = live_measures(incident).get(kind=kind)
        hearing.hand_over(case, "reminder", measure=measure.pk)
        said = {"measure": measure.pk}
        hearing.enter_and_confirm(case, "acknowledge", said, "GIẤY XÁC NHẬN")
    elif kind == "written_reminder":
        yield case.clock.after(0, 2)
        review.acknowledge(
            incident=case.fresh(),
            measure=live_measures(incident).first(),
            by=incident.person.user,
            at=case.clock.moment,
        )
    if kind == "discipline":
        yield from outside(case, live_measures(incident).get(kind=kind))
    if kind == "referral":
        yield from reply(case, live_measures(incident).get(kind=kind))


def _carry_out(case, kind: str) -> Iterator[datetime]:
    """Done by the unit, then verified by somebody else."""
    yield case.clock.after(2, 8)
    incident = case.fresh()
    measure = live_measures(incident).first()
    doer = unit_people(incident, local_day(case.clock.moment)).first() or incident.handler
    review.carry_out(
        incident=incident,
        measure=measure,
        proof=PROOFS[kind],
        by=doer,
        at=case.clock.moment,
        **done(case, measure, texts.signer_name(incident)),
    )
    yield case.clock.after(1, 4)
    incident = case.fresh()
    checker = incident.handler if doer != incident.handler else case.triager()
    review.verify(
        incident=incident,
        measure=live_measures(incident).first(),
        by=checker,
        at=case.clock.moment,
    )
