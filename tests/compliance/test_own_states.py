"""The page of the person concerned in every state: its title, its sentence, and forms for exactly
the verbs that the actions take, at that moment.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from compliance.core.refusals import NotAllowed, NotNow
from compliance.incidents.models import Incident, Outcome
from compliance.review import actions as review
from compliance.review.case.offered import OFFERED, own_verbs
from compliance.review.case.own import WEIGHT, state_of
from compliance.review.case.queries import last_notice, live_measures
from compliance.review.conclusion.checks.fairness import fairness
from compliance.rulebook.clocks import local_day
from tests.compliance.test_wall import text_of
from tests.world import CANARIES

MINUTE = timedelta(minutes=1)


def answer(incident, by, at):
    return review.answer(incident=incident, per_allegation=[], text="Tôi xin nói.", by=by, at=at)


def acknowledge(incident, by, at):
    rows = live_measures(incident).filter(carried_out_at__isnull=False, acknowledged_at=None)
    if not rows:
        raise NotNow("Chưa có biện pháp.")
    return review.acknowledge(incident=incident, measure=rows.first(), by=by, at=at)


TAKEN: dict[str, Callable] = {
    "answer": answer,
    "waive": lambda i, by, at: review.waive(incident=i, text="", by=by, at=at),
    "complete_answer": lambda i, by, at: review.complete_answer(incident=i, by=by, at=at),
    "reopen_answer": lambda i, by, at: review.reopen_answer(incident=i, by=by, at=at),
    "ask_extension": lambda i, by, at: review.ask_extension(
        incident=i, workdays=2, reason="Bận.", by=by, at=at
    ),
    "ask_replacement": lambda i, by, at: review.ask_replacement(
        incident=i, reason="Có liên quan.", by=by, at=at
    ),
    "contest": lambda i, by, at: review.file_contest(incident=i, text="Chưa đồng ý.", by=by, at=at),
    "acknowledge": acknowledge,
}
FORMS = {
    "answer": "/giai-trinh/",
    "waive": "/khong-giai-trinh/",
    "complete_answer": "/khong-bo-sung-nua/",
    "reopen_answer": "/bo-sung-tiep/",
    "ask_extension": "/xin-gia-han/",
    "ask_replacement": "/de-nghi-thay-nguoi/",
    "contest": "/de-nghi-xem-xet-lai/",
    "acknowledge": "/xac-nhan/",
}


def past_the_window(made) -> None:
    """The first moment of the day after the last day to answer."""
    due = last_notice(made.incident).due_on
    made.at = timezone.make_aware(datetime.combine(due, datetime.min.time())) + timedelta(days=1)


def again(made) -> None:
    past_the_window(made)
    review.notify_again(
        incident=made.fresh(), by=made.user("member"), at=made.step(), paper="Giao bằng giấy"
    )


def silent(made) -> None:
    again(made)
    notice = last_notice(made.fresh())
    said = {"how": "refused", "handed_by": "Văn thư", "witness": "Trưởng xóm"}
    made.by_paper("record_delivery", said)
    assert notice.number == 2
    past_the_window(made)
    review.record_silence(incident=made.fresh(), by=made.user("member"), at=made.step())


def consult(made) -> None:
    made.answer()
    review.consult(incident=made.fresh(), by=made.user("member"), at=made.step())


def waive(made) -> None:
    made.see()
    review.waive(incident=made.fresh(), text="", by=made.person(), at=made.step())


def propose(made) -> None:
    made.opine()
    made.propose()


def contest(made) -> None:
    review.file_contest(
        incident=made.fresh(), text="Chưa đồng ý.", by=made.person(), at=made.step()
    )


def annul(made) -> None:
    contest(made)
    review.decide_contest(
        incident=made.fresh(),
        decision="annul",
        new_outcome="",
        reasons="Chưa đủ căn cứ.",
        by=made.user("chairman"),
        at=made.step(),
    )


def suspend(made) -> None:
    review.suspend(
        incident=made.fresh(), reason="Chờ.", code="noi_bo", by=made.user("member"), at=made.step()
    )


def reopen(made) -> None:
    review.reopen(
        incident=made.fresh(),
        scope=made.scope(),
        handler=made.user("member"),
        reason="Có chứng cứ mới.",
        by=made.user("lead"),
        at=made.step(),
    )


def read(made) -> None:
    """The person opens the conclusion: the term of a review runs from here."""
    review.look_at_own_case(incident=made.fresh(), by=made.person(), at=made.step())


def later(days: int) -> Callable:
    def wait(made) -> None:
        made.at += timedelta(days=days)

    return wait


# state: (status it begins from, what happens then, the verbs that are open)
STATES = {
    "asked": ("awaiting_answer", (), {"answer", "waive", "ask_extension"}),
    "late": ("awaiting_answer", (past_the_window,), {"answer", "waive", "ask_extension"}),
    "second": ("awaiting_answer", (again,), {"answer", "waive", "ask_extension"}),
    "late_again": (
        "awaiting_answer",
        (again, past_the_window),
        {"answer", "waive", "ask_extension"},
    ),
    "silent": ("awaiting_answer", (silent,), set()),
    "answered": (
        "awaiting_answer",
        (lambda made: made.answer(),),
        {"answer", "complete_answer", "ask_extension"},
    ),
    "complete": (
        "awaiting_answer",
        (lambda made: made.answer(), lambda made: made.complete()),
        {"answer", "reopen_answer", "ask_extension"},
    ),
    "waived": ("awaiting_answer", (waive,), {"answer", "reopen_answer", "ask_extension"}),
    "heard": ("awaiting_answer", (lambda made: made.answer(), past_the_window), set()),
    "answered, opinions asked": ("awaiting_answer", (consult,), {"answer", "complete_answer"}),
    "complete, opinions asked": ("consulting", (), {"answer", "reopen_answer"}),
    "consulting": ("consulting", (past_the_window,), set()),
    "proposed": ("consulting", (propose,), {"answer"}),
    "concluded": ("concluded", (), {"contest"}),
    "concluded, late": ("concluded", (read, later(40)), set()),
    "contested": ("concluded", (contest,), set()),
    "annulled": ("concluded", (annul,), {"contest"}),
    "enforcing": ("enforcing", (), {"contest"}),
    "closed": ("closed", (), {"contest", "acknowledge"}),
    "lapsed": ("closed", (read, later(400)), set()),
    "noted": ("noted", (), {"contest"}),
    "suspended": ("awaiting_answer", (suspend,), set()),
    "suspended, concluded": ("concluded", (suspend,), {"contest"}),
    "reopened": ("closed", (reopen,), set()),
    "stopped": ("stopped", (), set()),
    "stopped, concluded": ("concluded", (lambda made: made.stop(),), set()),
}
LIVE = ("in_review", "awaiting_answer", "consulting", "concluded", "enforcing")


def takes(made, verb: str, at: datetime) -> bool:
    """Whether the action itself, with all that it asks, lets the person."""
    sid, lets = transaction.savepoint(), True
    try:
        TAKEN[verb](made.fresh(), made.person(), at)
    except (NotAllowed, NotNow):
        lets = False
    transaction.savepoint_rollback(sid)
    return lets


@pytest.mark.parametrize("name", STATES)
def test_in_every_state_the_page_offers_what_the_actions_take_and_says_what_comes(
    name, story, as_, counted
):
    begins, happens, expected = STATES[name]
    made = story(begins)
    for deed in happens:
        made.fresh()
        deed(made)
    incident, at = made.fresh(), made.at + MINUTE
    expected = expected | ({"ask_replacement"} if incident.status in LIVE else set())
    assert {verb for verb in TAKEN if takes(made, verb, at)} == expected
    assert own_verbs(made.fresh(), at) == expected
    state = state_of(incident, local_day(at))
    assert state.key == ("suspended" if name.startswith("suspended") else name.split(",")[0])
    with time_machine.travel(at, tick=False):
        page = as_("person").get(f"/cua-toi/{incident.code}/")
        home = text_of(as_("person").get("/cua-toi/"))
    assert page.status_code == 200
    html, text = page.content.decode(), text_of(page)
    shown = {verb for verb, path in FORMS.items() if f"/{incident.code}{path}" in html}
    shown |= {"acknowledge"} & ({"acknowledge"} if "Xác nhận đã nhận" in text else set())
    assert shown == expected
    assert state.title in text
    assert all(step in text for step in state.next)
    assert state.short in home
    counted(len(TAKEN), "state × verb of the person: action, page")


def test_every_verb_of_the_person_on_a_case_is_in_the_table():
    assert set(TAKEN) == set(OFFERED) == set(FORMS)


def test_the_page_the_notice_and_the_refusal_say_the_same_sentence(story, as_):
    made = story("awaiting_answer")
    consult(made)
    made.opine()
    due = f"{last_notice(made.incident).due_on:%d/%m/%Y}"
    rule = f"hông trình và không ra kết luận trước khi hết ngày {due}, trừ khi"
    with pytest.raises(NotNow) as refused:
        made.propose()
    assert rule in str(refused.value)
    for path in ("", "in-thong-bao/"):
        assert rule in text_of(as_("person").get(f"/cua-toi/{made.incident.code}/{path}"))
    assert rule in text_of(as_("member").get(f"/ho-so/{made.incident.code}/trinh-ket-luan/"))


def test_a_supplement_takes_back_the_word_and_the_draft_and_the_handler_is_told(story, world):
    made = story("consulting")
    propose(made)
    incident = review.answer(
        incident=made.fresh(),
        per_allegation=[],
        text="Tôi tìm được tin nhắn gốc.",
        by=world.person,
        at=made.step(),
    )
    draft = incident.conclusions.get()
    assert (draft.state, draft.decided_by, incident.proposed_by) == ("sent_back", None, None)
    assert not incident.completions.filter(reopened_at=None).exists()
    kinds = set(world.member.notifications.values_list("kind", flat=True))
    assert {"sent_back", "answered"} <= kinds
    with pytest.raises(NotNow, match="trước khi hết ngày"):
        made.propose()
    past_the_window(made)
    made.propose()
    assert Incident.objects.get(pk=incident.pk).proposed_by == world.member


def test_the_person_reads_their_answer_as_it_was_sent_in_every_state_after_it(story, as_, counted):
    """The stance they chose beside the words, as the team reads both."""
    states = ("awaiting_answer", "consulting", "concluded", "closed")
    for status in states:
        made = story(status)
        if status == "awaiting_answer":
            made.answer()
        for who, door in (("person", "/cua-toi/"), ("member", "/ho-so/")):
            page = " ".join(text_of(as_(who).get(f"{door}{made.incident.code}/")).split())
            assert "Nội dung 1: đúng một phần." in page, (status, who)
            assert CANARIES["answer"] in page, (status, who)
    counted(len(states) * 2, "pages with the answer as it was sent")


def hand_over(made, as_, path: str) -> None:
    made.at = timezone.now()
    said = {"how": "handed", "handed_by": "Văn thư", "received_by": "Người được phản ánh"}
    made.by_paper("record_delivery", said)


def fetch(made, as_, path: str) -> None:
    item = made.incident.evidence.get()
    answer = as_("person").get(f"/cua-toi/{made.incident.code}/{path.format(item.pk)}")
    assert answer.status_code == 200
    b"".join(answer) if answer.streaming else answer.content  # to the last byte


WAYS = {
    "viewer": (fetch, "chung-cu/{}/xem/"),
    "picture in the page": (fetch, "anh/{}/"),
    "file": (fetch, "chung-cu/{}/"),
    "paper": (hand_over, ""),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_seeing_counts_alike_on_every_page(way, story, as_, world, counted):
    """Taking the notice, looking at the page, and a look by somebody else are none."""
    made = story("awaiting_answer")
    code, item = made.incident.code, made.incident.evidence.get()
    as_("member").get(f"/ho-so/{code}/chung-cu/{item.pk}/")
    doors = (("person", f"/cua-toi/{code}/"), ("lead", f"/ho-so/{code}/"))

    def said(count: str) -> bool:
        return all(f"xem {count}" in text_of(as_(who).get(path)) for who, path in doors)

    def row():
        rows = fairness(made.fresh(), None, None, timezone.now())
        return next(row for row in rows if row.key == "seen")

    assert said("0/1")
    assert not row().ok
    assert "CC-01" in row().note
    see, path = WAYS[way]
    see(made, as_, path)
    assert said("1/1")
    assert row().ok
    assert row().day == local_day(timezone.now())
    counted(len(doors) + 1, "way of seeing × page")


def test_every_outcome_says_what_it_means_and_a_reminder_alone_that_it_is_no_discipline(counted):
    assert set(WEIGHT) == set(Outcome)
    reminders = {Outcome.ORAL_REMINDER, Outcome.WRITTEN_REMINDER}
    assert {
        outcome for outcome, words in WEIGHT.items() if words.startswith("Nhắc nhở")
    } == reminders
    assert all(words.endswith(".") for words in WEIGHT.values())
    counted(len(WEIGHT), "outcomes explained to the person")
