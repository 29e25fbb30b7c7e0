"""Told and heard on paper: one enters with the scan, another confirms, and until then nothing
counts; the window runs from the day the paper arrived or came in.
"""

from datetime import timedelta
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.work_list import for_user
from compliance.incidents import actions as incident_actions
from compliance.incidents.workflow import STEPS, CaseRole, Status
from compliance.outbox.models import Notification
from compliance.registry.models import StaffMember
from compliance.review import actions as review
from compliance.review.case.queries import account_in_use, last_notice, live_measures, unreached
from compliance.review.case.receipt import contest_until, may_contest
from compliance.review.conclusion.checks.fairness import fairness
from compliance.review.consultation.checks import before_consult
from compliance.review.hearing.checks import before_silence
from compliance.review.models import Answer, Contest, Delivery, Extension, PaperAct
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar
from tests.compliance.test_wall import text_of
from tests.house.test_routes import status_of
from tests.world import PEOPLE, Story, png

enter, confirm, by_two = Story.enter_paper, Story.confirm_paper, Story.by_paper
HANDED = {"how": "handed", "handed_by": "Văn thư", "received_by": "Người nhận"}


def scan(name: str = "ban-chup.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png(), "image/png")


def without_account(made):
    StaffMember.objects.filter(pk=made.fresh().person_id).update(user=None)
    return made


def told_on_paper(made):
    incident = made.fresh()
    review.notify(
        incident=incident,
        bundle=list(incident.evidence.all()),
        by=made.user("member"),
        at=made.step(),
        paper="Giao bằng giấy",
    )
    return made


@pytest.fixture
def on_paper(story):
    """In review, nine days ago, about somebody without an account; the notice went out."""
    made = without_account(story("in_review", start=timezone.now() - timedelta(days=9)))
    with pytest.raises(NotNow, match="chưa có tài khoản"):
        made.notify()
    return told_on_paper(made)


def hand(made, client, how: str, **more):
    incident = made.fresh()
    posted = {
        "version": incident.version,
        "how": how,
        "received_on": f"{timezone.localdate():%d/%m/%Y}",
        "handed_by": "Văn thư",
        **more,
    }
    return client.post(f"/ho-so/{incident.code}/giao-thong-bao/", posted)


def decide(made, client, decision: str = "confirmed", **more):
    incident = made.fresh()
    posted = {
        "version": incident.version,
        "paper": PaperAct.objects.latest("pk").pk,
        "decision": decision,
        **more,
    }
    return client.post(f"/ho-so/{incident.code}/xac-nhan-ban-giay/", posted)


def rows_of(made, who: str) -> list[str]:
    tasks = for_user(made.user(who), local_day(timezone.now()))
    return [task.title for task in tasks if made.incident.code in task.meta]


def test_a_delivery_needs_its_scan_and_a_second_person_and_the_window_runs_from_its_day(
    on_paper, as_
):
    made, client = on_paper, as_("member")
    first = last_notice(made.incident).due_on
    assert any(title.startswith("Giao văn bản giấy") for title in rows_of(made, "member"))
    assert hand(made, client, "missed").status_code == 422, "why it was missed must be said"
    assert hand(made, client, "missed", remark="Đi vắng").status_code == 302
    assert last_notice(made.incident).due_on == first
    assert hand(made, client, "refused", upload=scan()).status_code == 422, "and by whom seen"
    assert hand(made, client, "handed", received_by="Người nhận").status_code == 422, "no scan"
    assert hand(made, client, "handed", received_by="Người nhận", upload=scan()).status_code == 302
    assert last_notice(made.incident).due_on == first, "one person's word moves nothing"
    assert not all(check.ok for check in before_consult(made.fresh()))
    assert "xác nhận" in rows_of(made, "affairs")[0].lower()
    assert not any(title.startswith("Giao") for title in rows_of(made, "member")), "it waits"
    assert decide(made, client).status_code == 409, "nothing of it is for the one who entered it"
    assert decide(made, as_("affairs")).status_code == 302
    assert last_notice(made.incident).due_on == add_working_days(
        local_day(timezone.now()), 5, calendar()
    )
    receipt = Delivery.objects.get(how="handed")
    assert receipt.paper.decided_by != receipt.by
    for page in (f"giao-nhan/{receipt.pk}", f"ban-giay/{receipt.paper_id}"):
        url = f"/ho-so/{made.incident.code}/{page}/"
        assert status_of(as_("lead").get(url)) == 200
        assert as_("other_head").get(url).status_code == 404


def test_a_paper_answer_is_entered_with_its_scan_and_says_who_entered_and_who_confirmed_it(
    on_paper, as_, world
):
    made, client = on_paper, as_("affairs")
    by_two(made, "record_delivery", HANDED)
    incident = made.fresh()
    allegation = incident.allegations.get().pk
    posted = {
        "version": incident.version,
        "kind": "answer",
        "received_on": f"{timezone.localdate():%d/%m/%Y}",
        f"text_{allegation}": "Tôi đã gỡ bài.",
        "companion": "Bà Lê",
        "companion_as": "lawyer",
    }
    url = f"/ho-so/{incident.code}/giai-trinh-giay/"
    assert client.post(url, posted).status_code == 422, "no scan"
    assert client.post(url, {**posted, "upload": scan()}).status_code == 302
    assert not Answer.objects.exists()
    assert not all(check.ok for check in before_consult(made.fresh()))
    page = text_of(as_("lead").get(f"/ho-so/{incident.code}/xac-nhan-ban-giay/"))
    assert "Tôi đã gỡ bài." in page
    assert world.affairs.display_name in page
    assert decide(made, as_("lead"), "refused").status_code == 422, "a reason is due"
    assert decide(made, as_("lead"), "refused", reason="Thiếu trang hai.").status_code == 302
    assert not Answer.objects.exists()
    told = Notification.objects.filter(user=world.affairs, kind="paper_refused")
    assert told.count() == 1, "back to who entered it"
    posted["version"] = made.fresh().version
    assert client.post(url, {**posted, "upload": scan()}).status_code == 302
    assert decide(made, as_("lead")).status_code == 302
    page = text_of(as_("lead").get(f"/ho-so/{incident.code}/"))
    assert "Nhập từ bản giấy nhận ngày" in page
    assert world.affairs.display_name in page
    assert world.lead.display_name in page
    assert "luật sư" in page
    assert Answer.objects.get(incident=incident).files.count() == 1
    assert all(check.ok for check in before_consult(made.fresh()))


PAYLOADS = {
    "record_delivery": HANDED,
    "answer": {"per_allegation": [], "text": "Tôi giải trình."},
    "waive": {"text": ""},
    "complete_answer": {},
    "reopen_answer": {},
    "ask_extension": {"workdays": 3, "reason": "Chờ giấy tờ."},
    "ask_replacement": {"reason": "Có quan hệ."},
    "contest": {"text": "Chưa đồng ý."},
    "acknowledge": {},
    "tell_complaint": {},
}
LATER = {"contest", "acknowledge", "tell_complaint", "complete_answer", "reopen_answer"}
ENTER, CONFIRM = {"member", "affairs"}, {"member", "affairs", "lead", "deputy_lead", "recused"}


def test_who_enters_and_who_confirms_each_paper(on_paper, counted):
    """Every paper of a running hearing × everybody who might enter × everybody who might confirm
    it: both by the table, never one alone.
    """
    made, rows, wrong = on_paper, 0, []
    people = {who: made.user(who) for who in PEOPLE}
    seen = CONFIRM | {"unit_head", "chairman", "vice"}
    for verb in (verb for verb in PAYLOADS if verb not in LATER):
        for who in people:
            rows += 1
            try:
                row = enter(made, verb, PAYLOADS[verb], who, day=local_day(made.at))
            except (Invisible, NotAllowed):
                wrong += [(verb, who, "enter")] * (who in ENTER)
                continue
            if who not in ENTER:
                wrong.append((verb, who, "entered"))
            wrong += [(verb, who, second) for second in _confirmed_wrongly(made, row, people)]
            rows += len(people)
            review.refuse_paper(
                incident=made.fresh(), paper=row, reason="Thử.", by=people["lead"], at=made.step()
            )
    counted(rows, "paper × who enters × who confirms")
    assert not wrong, wrong[:9]
    assert seen > CONFIRM


def _confirmed_wrongly(made, row: PaperAct, people: dict) -> list[str]:
    """Who got another answer than the table gives; every confirmation is taken back."""
    from django.db import transaction

    wrong = []
    for second, user in people.items():
        sid, got = transaction.savepoint(), True
        try:
            review.confirm_paper(incident=made.fresh(), paper=row, by=user, at=made.at)
        except (Invisible, NotAllowed):
            got = False
        transaction.savepoint_rollback(sid)
        if got != (second in CONFIRM and user.pk != row.entered_by_id):
            wrong.append(second)
    return wrong


def test_no_step_of_a_paper_is_taken_by_one_person_alone(on_paper):
    """The database refuses it too, and the gate lets nobody take another paper's step."""
    from django.db import IntegrityError, transaction

    from compliance.incidents.transitions import transition

    made = on_paper
    row = enter(made, "waive", {"text": ""})
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperAct.objects.filter(pk=row.pk).update(
            decision="confirmed", decided_by=row.entered_by, decided_at=made.at
        )
    row.decided_by = made.user("lead")
    common = {"incident": made.fresh(), "at": made.at, "paper": row}
    for verb, who in (("waive", "member"), ("record_delivery", "lead"), ("conclude", "lead")):
        with pytest.raises(NotAllowed):
            transition(verb=verb, by=made.user(who), **common)


def test_nothing_goes_on_over_a_paper_that_waits(on_paper):
    made = on_paper
    by_two(made, "record_delivery", HANDED)
    by_two(made, "answer", PAYLOADS["answer"])
    assert all(check.ok for check in before_consult(made.fresh()))
    row = enter(made, "ask_replacement", {"reason": "Có quan hệ."})
    for checks in (before_consult(made.fresh()), before_silence(made.fresh(), local_day(made.at))):
        assert any("chưa được người thứ hai xác nhận" in check.note for check in checks)
    assert [
        one.ok for one in fairness(made.fresh(), None, None, made.at) if one.key == "papers"
    ] == [False]
    confirm(made, row)
    assert all(check.ok for check in before_consult(made.fresh()))


def test_what_confirming_would_be_refused_is_refused_at_entry(on_paper):
    made = on_paper
    with pytest.raises(NotNow):
        enter(made, "contest", {"text": "Sớm quá."})
    late = last_notice(made.fresh()).due_on + timedelta(days=9)
    with pytest.raises(NotNow):
        enter(made, "answer", PAYLOADS["answer"], day=late)
    assert not PaperAct.objects.exists()


def test_the_day_the_paper_came_in_counts_and_not_the_day_of_the_confirmation(on_paper):
    made = on_paper
    by_two(made, "record_delivery", HANDED)
    last = last_notice(made.fresh()).due_on
    later = timezone.now() + timedelta(days=30)
    row = enter(made, "answer", PAYLOADS["answer"], at=later, day=last)
    confirm(made, row, at=later)
    assert Answer.objects.get().received_on == last
    with pytest.raises(NotNow, match="hết hạn"):
        enter(made, "answer", PAYLOADS["answer"], at=later, day=last + timedelta(days=1))


# account, first notice opened, second notice: on paper, delivered (None: not entered)
SILENCES = [
    (account, opened, paper, delivered)
    for account, opened, paper, delivered in product(
        (True, False), (True, False), (True, False), ("confirmed", "entered", None)
    )
    if not (opened and not account) and not (not paper and delivered)
]


@pytest.mark.parametrize(("account", "opened", "paper", "delivered"), SILENCES)
def test_a_silence_needs_a_notice_opened_or_the_last_one_delivered_on_paper(
    account, opened, paper, delivered, story
):
    made = story("in_review", start=timezone.now() - timedelta(days=60))
    person = made.fresh().person.user
    if account:
        made.notify()
    else:
        told_on_paper(without_account(made))
        by_two(made, "record_delivery", HANDED)
    if opened:
        review.open_notice(incident=made.fresh(), by=person, at=made.step())
    made.at += timedelta(days=14)
    again = {"incident": made.fresh(), "by": made.user("member"), "at": made.step()}
    if not paper and not opened:
        with pytest.raises(NotNow):
            review.notify_again(**again)
        return
    review.notify_again(**again, paper="Giao bằng giấy" if paper else "")
    if delivered:
        row = enter(made, "record_delivery", HANDED)
        if delivered == "confirmed":
            confirm(made, row)
    made.at += timedelta(days=14)
    silent = {"incident": made.fresh(), "by": made.user("member"), "at": made.step()}
    if opened or delivered == "confirmed":
        review.record_silence(**silent)
        ticks = {row.key: row.ok for row in fairness(made.fresh(), None, None, made.at)}
        assert ticks["delivered"]
        return
    with pytest.raises(NotNow, match="chưa được mở xem"):
        review.record_silence(**silent)
    assert unreached(made.fresh())


def test_an_account_in_use_is_one_that_has_signed_in(story, as_):
    made = story("awaiting_answer")
    assert not account_in_use(made.fresh())
    as_("person").get("/cua-toi/")
    person = made.user("person")
    person.last_login = timezone.now()
    person.save(update_fields=["last_login"])
    assert account_in_use(made.fresh())
    person.is_active = False
    person.save(update_fields=["is_active"])
    assert not account_in_use(made.fresh())


def test_the_term_of_a_contest_runs_from_receipt(story):
    """Never shown: it does not run. Opened, or handed over: from that day. A reminder that comes
    late carries its own term.
    """
    made = story("concluded", start=timezone.now() - timedelta(days=120))
    workdays = made.fresh().rule_set.contest_workdays
    assert contest_until(made.fresh()) is None
    assert may_contest(made.fresh(), local_day(made.at) + timedelta(days=90))
    made.at += timedelta(days=20)
    row = enter(made, "record_delivery", {**HANDED, "what": "conclusion"})
    assert contest_until(made.fresh()) is None, "entered by one alone"
    confirm(made, row, at=made.at + timedelta(days=3))
    handed = add_working_days(local_day(made.at), workdays, calendar())
    assert contest_until(made.fresh()) == handed
    made.at = made.at + timedelta(days=40)
    assert not may_contest(made.fresh(), local_day(made.at))
    with pytest.raises(NotNow, match="hết hạn"):
        review.file_contest(incident=made.fresh(), text="Muộn.", by=made.user("person"), at=made.at)
    made.enforce()
    made.carry_out()
    assert not may_contest(made.fresh(), local_day(made.at)), "reported without a scan"
    measure = live_measures(made.incident).get()
    by_two(made, "record_delivery", {**HANDED, "what": "reminder", "measure": measure.pk})
    served = add_working_days(local_day(made.at), workdays, calendar())
    assert contest_until(made.fresh()) == served > local_day(made.at)
    review.file_contest(incident=made.fresh(), text="Còn hạn.", by=made.user("person"), at=made.at)


def test_opening_the_page_is_the_receipt_of_a_conclusion(story, as_):
    made = story("concluded")
    assert contest_until(made.fresh()) is None
    page = text_of(as_("person").get(f"/cua-toi/{made.incident.code}/"))
    until = contest_until(made.fresh())
    assert until == add_working_days(
        timezone.localdate(), made.incident.rule_set.contest_workdays, calendar()
    )
    assert f"{until:%d/%m/%Y}" in page


def test_somebody_without_an_account_is_heard_to_the_end_on_paper(on_paper):
    """From the notice to the contest annulled: every act of the person on paper, by two people."""
    made = on_paper
    by_two(made, "record_delivery", HANDED)
    by_two(made, "ask_extension", PAYLOADS["ask_extension"])
    assert Extension.objects.get().granted is None
    review.decide_extension(
        incident=made.fresh(),
        grant=True,
        workdays=3,
        reason="Chính đáng.",
        by=made.user("member"),
        at=made.step(),
    )
    by_two(made, "ask_replacement", PAYLOADS["ask_replacement"])
    review.answer_replacement(
        incident=made.fresh(), reason="Không có quan hệ.", by=made.user("lead"), at=made.step()
    )
    by_two(made, "answer", PAYLOADS["answer"])
    by_two(made, "complete_answer", {})
    by_two(made, "reopen_answer", {})
    review.consult(incident=made.fresh(), by=made.user("member"), at=made.step())
    made.opine()
    with pytest.raises(NotNow, match="còn đến hết"):
        made.propose()
    made.at = _after(last_notice(made.fresh()).due_on, made.at)
    made.propose()
    review.conclude(incident=made.fresh(), by=made.user("deputy_lead"), at=made.step())
    assert made.fresh().status == Status.CONCLUDED
    by_two(made, "record_delivery", {**HANDED, "what": "conclusion"})
    made.enforce()
    made.carry_out()
    measure = live_measures(made.fresh()).get()
    by_two(made, "record_delivery", {**HANDED, "what": "reminder", "measure": measure.pk})
    by_two(made, "acknowledge", {"measure": measure.pk})
    measure.refresh_from_db()
    assert measure.acknowledged_at
    by_two(made, "contest", PAYLOADS["contest"])
    contest = Contest.objects.get()
    assert contest.paper.entered_by != contest.paper.decided_by
    review.decide_contest(
        incident=made.fresh(),
        decision="annul",
        reasons="Chưa đủ căn cứ.",
        by=made.user("chairman"),
        at=made.step(),
    )
    assert (made.fresh().status, made.incident.outcome) == ("closed", "no_violation")
    steps = made.incident.steps.filter(verb__in=PAYLOADS).order_by("version")
    assert {step.verb for step in steps} == set(PAYLOADS) - {"waive", "tell_complaint"}
    assert all(step.note.startswith("Theo bản giấy ngày") for step in steps)


def _after(day, at):
    """The same hour on the day after `day`, when that is later."""
    return at + timedelta(days=max(0, (day - local_day(at)).days + 1))


def test_every_right_of_the_person_on_screen_exists_on_paper(counted):
    rights = [verb for verb, step in STEPS.items() if CaseRole.PERSON in step.by]
    counted(len(rights), "rights of the person")
    assert not [verb for verb in rights if CaseRole.PAPER not in STEPS[verb].by]


def test_a_file_survives_a_mistake_in_the_form_and_goes_with_the_answer(story, as_):
    made, client = story("awaiting_answer"), as_("person")
    url = f"/cua-toi/{made.incident.code}/giai-trinh/"
    page = client.post(
        url, {"version": made.fresh().version, "text": "", "files": scan("tin-nhan.png")}
    )
    assert page.status_code == 422
    assert "tin-nhan.png" in text_of(page)
    assert (
        client.post(
            url, {"version": made.fresh().version, "text": "Tôi xin giải trình."}
        ).status_code
        == 302
    )
    assert [file.name for file in Answer.objects.get(incident=made.incident).files.all()] == [
        "tin-nhan.png"
    ]


def test_further_evidence_opens_the_whole_window_again(story, as_, world):

    made = story("consulting")
    incident_actions.add_evidence(
        incident=made.fresh(),
        url="https://mang.example/2",
        caption="Bài thứ hai",
        by=world.member,
        at=made.step(),
    )
    made.opine()
    made.propose()
    with pytest.raises(NotNow, match="CC-02"):
        review.conclude(incident=made.fresh(), by=world.deputy_lead, at=timezone.now())
    new = made.incident.evidence.get(number=2)
    review.disclose_more(
        incident=made.fresh(), bundle=[new], reason="Mới nhận.", by=world.member, at=timezone.now()
    )
    assert last_notice(made.incident).due_on >= add_working_days(
        local_day(timezone.now()), 5, calendar()
    )
    assert "Bài thứ hai" in text_of(as_("person").get(f"/cua-toi/{made.incident.code}/"))
    with pytest.raises(NotNow, match="thời hạn giải trình còn đến hết"):
        review.conclude(incident=made.fresh(), by=world.deputy_lead, at=timezone.now())
    review.answer(
        incident=made.fresh(),
        per_allegation=[],
        text="Về bài thứ hai.",
        by=world.person,
        at=timezone.now(),
    )
    assert made.fresh().proposed_by is None, "the supplement sent the draft back"
    made.at = timezone.now()
    with pytest.raises(NotNow, match="thời hạn giải trình còn đến hết"):
        made.propose()
    as_("person").get(f"/cua-toi/{made.incident.code}/chung-cu/{new.pk}/xem/")
    made.complete()
    made.propose()
    review.conclude(incident=made.fresh(), by=world.deputy_lead, at=made.step())


def test_the_printed_notice_names_the_rights_and_never_who_reported(story, as_, world):
    made = story("awaiting_answer")
    for page in (
        text_of(as_("member").get(f"/ho-so/{made.incident.code}/in-thong-bao/")),
        text_of(as_("person").get(f"/cua-toi/{made.incident.code}/in-thong-bao/")),
    ):
        assert "Bộ chứng cứ được xem" in page
        assert "đề nghị gia hạn" in page
        assert world.unit_head.display_name not in page
