"""The middle of an invented case: notice, pauses, the answer of the person concerned."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from compliance.incidents.serving import show
from compliance.registry.models import User
from compliance.review import actions as review
from compliance.review.case.queries import disclosed, last_notice
from compliance.review.deadlines.clocks import INTERNAL
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import choices
from halang_portal.tryout.sample import hearing
from halang_portal.tryout.sample.deciding import consult
from halang_portal.tryout.sample.evidence import bundle_for, source_gone
from halang_portal.tryout.sample.ledger import MOVED, OLDER_LAW, SECOND, SILENT, STOPS, move_clocks
from halang_portal.tryout.sample.phrases import SUSPENSIONS


def hear_person(case) -> Iterator[datetime]:
    yield case.clock.after(1, 3)
    incident = case.fresh()
    bundle = bundle_for(incident, case.clock.moment)
    incident = case.fresh()
    paper = "" if incident.person.user_id else "Giao trực tiếp tại đơn vị."
    review.notify(
        incident=incident, bundle=bundle, by=incident.handler, at=case.clock.moment, paper=paper
    )
    if paper:
        hearing.hand_over(case)
    straight = case.fate in (hearing.PAPER_STORY, hearing.PAPER_WAITS, *STOPS)
    if case.fate == "suspended_now" or (not straight and case.chance(4)):
        yield from _suspend(case)
        if case.fate == "suspended_now":
            return
    if case.fate in MOVED:
        yield from move_clocks(case)
    if case.fate in ("stuck_answer", OLDER_LAW):
        return
    if case.fate == hearing.PAPER_WAITS:
        yield case.clock.after(2, 3)
        hearing.answer_on_paper(case, waits=True)
        return
    if case.fate in (SECOND, SILENT) or (case.fate != hearing.PAPER_STORY and case.chance(5)):
        yield from _silence(case)
    else:
        yield from _answer(case)
    if case.fate in STOPS:
        return
    yield case.clock.after(1, 2)
    source_gone(case.fresh(), case.clock.moment)
    incident = case.fresh()
    review.consult(incident=incident, by=incident.handler, at=case.clock.moment)
    yield from consult(case)


def _suspend(case) -> Iterator[datetime]:
    yield case.clock.after(1, 2)
    reason, code, evidence = case.rng.choice(SUSPENSIONS)
    incident = case.fresh()
    known = {row.code for row in choices(incident.rule_set, "pause", local_day(case.clock.moment))}
    code = code if code in known else INTERNAL
    review.suspend(
        incident=incident,
        reason=reason,
        code=code,
        evidence=evidence,
        by=incident.handler,
        at=case.clock.moment,
    )
    if case.fate != "suspended_now":
        yield case.clock.after(10, 25)
        incident = case.fresh()
        review.resume(
            incident=incident,
            by=incident.handler,
            at=case.clock.moment,
            note="Đã hết lý do tạm dừng.",
        )


def _silence(case) -> Iterator[datetime]:
    yield case.clock.on(add_working_days(last_notice(case.fresh()).due_on, 1, case.clock.calendar))
    incident = case.fresh()
    # nothing was opened on screen: the second notice is handed over
    review.notify_again(
        incident=incident, by=incident.handler, at=case.clock.moment, paper="Giao lần hai."
    )
    hearing.hand_over(case)
    if case.fate == SECOND:
        return
    yield case.clock.on(add_working_days(last_notice(case.fresh()).due_on, 1, case.clock.calendar))
    incident = case.fresh()
    review.record_silence(incident=incident, by=incident.handler, at=case.clock.moment)


def _answer(case) -> Iterator[datetime]:
    person = case.fresh().person.user
    on_paper = case.fate == hearing.PAPER_STORY
    if person is None and (on_paper or case.chance(60)):
        yield case.clock.after(2, 4)
        in_time = local_day(case.clock.moment) <= last_notice(case.fresh()).due_on
        if in_time and (on_paper or case.chance(30)):
            asked = {"workdays": 3, "reason": "Chờ xác nhận của nơi công tác."}
            hearing.enter_and_confirm(case, "ask_extension", asked, "ĐỀ NGHỊ GIA HẠN")
            _grant(case)
        hearing.answer_on_paper(case)
        return
    if person is None:
        yield from _silence(case)
        return
    if case.chance(12):
        yield from _ask_for_time(case, person)
    latest = last_notice(case.fresh()).due_on
    yield case.clock.on(
        min(
            add_working_days(
                local_day(case.clock.moment), case.rng.randint(1, 4), case.clock.calendar
            ),
            latest,
        )
    )
    _write_answer(case, person)


def _ask_for_time(case, person: User) -> Iterator[datetime]:
    yield case.clock.after(1)
    review.ask_extension(
        incident=case.fresh(),
        workdays=3,
        reason="Cần thời gian thu thập giấy tờ.",
        by=person,
        at=case.clock.moment,
    )
    yield case.clock.after(0)
    _grant(case)


def _grant(case) -> None:
    """The wish for more time is granted."""
    incident = case.fresh()
    review.decide_extension(
        incident=incident,
        grant=True,
        workdays=3,
        reason="Lý do chính đáng.",
        by=incident.handler,
        at=case.clock.moment,
    )


def _write_answer(case, person: User) -> None:
    """Open the notice and the evidence, and answer each allegation, or waive. Who agrees with what
    was reported has nothing to add, and says so.
    """
    incident, at = case.fresh(), case.clock.moment
    review.open_notice(incident=incident, by=person, at=at - timedelta(minutes=2))
    for item in disclosed(incident):
        item.incident = incident
        show(item, by=person, at=at - timedelta(minutes=1), what="opened_evidence")
    if case.chance(6):
        review.waive(incident=incident, text="Tôi không giải trình thêm.", by=person, at=at)
        return
    parts = [
        {
            "allegation": allegation.pk,
            "stance": case.story.stance,
            "text": (
                case.story.answer if allegation.number == 1 else "Như đã trình bày ở nội dung 1."
            ),
        }
        for allegation in incident.allegations.order_by("number")
    ]
    review.answer(incident=incident, per_allegation=parts, text="", by=person, at=at)
    if case.story.stance == "right":
        review.complete_answer(incident=case.fresh(), by=person, at=at + timedelta(minutes=1))
