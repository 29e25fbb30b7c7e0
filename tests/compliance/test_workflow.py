"""Every status × verb × person against a table a clerk could have written, asked of the
one gate.
"""

import pytest
from django.db import transaction
from django.utils import timezone

from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.incidents.models import Incident
from compliance.incidents.transitions import transition
from compliance.incidents.workflow import STEPS, Status
from tests.world import PEOPLE

pytestmark = pytest.mark.both

LIVE = ("in_review", "awaiting_answer", "consulting", "concluded", "enforcing")
DECIDED = ("screened_out", "noted", *LIVE, "closed", "stopped")
LEADS = ("lead", "deputy_lead")
CHAIRS = ("chairman", "vice")
# verb: (statuses, people). The member is the handler and the proposer, the lead accepted, the
# deputy lead concluded, the unit head reported, unit head and internal affairs gave opinions.
TABLE = {
    "submit": (("draft", "returned"), ("unit_head",)),
    "withdraw": (("draft", "submitted", "returned"), ("unit_head",)),
    "take_back": (("submitted",), ("unit_head",)),
    "return": (("submitted",), LEADS),
    "screen_out": (("submitted",), LEADS),
    "note": (("submitted",), LEADS),
    "accept": (("submitted",), LEADS),
    "reassign": (LIVE, LEADS),
    "confirm_triage": (("in_review", "awaiting_answer", "consulting"), LEADS),
    "confirm_notice": (("awaiting_answer", "consulting"), ("member",)),
    "notify": (("in_review",), ("member",)),
    "notify_again": (("awaiting_answer",), ("member",)),
    "extend_answer": (("awaiting_answer",), ("member", *LEADS)),
    "ask_extension": (("awaiting_answer",), ("person",)),
    "answer": (("awaiting_answer", "consulting"), ("person",)),
    "waive": (("awaiting_answer",), ("person",)),
    "complete_answer": (("awaiting_answer", "consulting"), ("person",)),
    "reopen_answer": (("awaiting_answer", "consulting"), ("person",)),
    "record_silence": (("awaiting_answer",), ("member",)),
    "record_delivery": (
        ("noted", "awaiting_answer", "consulting", "concluded", "enforcing", "closed"),
        (),  # nobody alone: a confirmed paper
    ),
    "enter_paper": (("noted", *LIVE, "closed"), ("member", "affairs")),
    "confirm_paper": (("noted", *LIVE, "closed"), ("member", "affairs", *LEADS)),
    "refuse_paper": (("noted", *LIVE, "closed"), ("member", "affairs", *LEADS)),
    "disclose_more": (("awaiting_answer", "consulting"), ("member",)),
    "consult": (("awaiting_answer",), ("member",)),
    "give_opinion": (("consulting",), ("unit_head", "affairs")),
    "record_overdue_opinion": (("consulting",), ("member",)),
    "propose": (("consulting",), ("member",)),
    "send_back": (("consulting",), ("deputy_lead",)),
    "conclude": (("consulting",), ("deputy_lead",)),
    "set_measure": (("concluded", "enforcing"), ("member", *LEADS)),
    "carry_out": (("enforcing",), ("unit_head", "member", "affairs")),
    "verify": (("enforcing",), ("member", *LEADS)),
    "return_measure": (("enforcing",), ("member", *LEADS)),
    "acknowledge": (("concluded", "enforcing", "closed"), ("person",)),
    "record_milestone": (("enforcing",), ("affairs", "member")),
    "record_decision": (("enforcing", "closed"), ("affairs", "member")),
    "record_reply": (("enforcing", "closed"), ("affairs", "member")),
    "record_complaint": (("enforcing", "closed"), ("affairs", "member")),
    "tell_complaint": (("enforcing", "closed"), ("person",)),
    "close": (("concluded", "enforcing"), ("member", *LEADS)),
    "contest": (("noted", "concluded", "enforcing", "closed"), ("person",)),
    "contest_keep": (("noted", "concluded", "enforcing", "closed"), CHAIRS),
    "contest_amend": (("concluded", "enforcing", "closed"), CHAIRS),
    "contest_annul": (("noted", "concluded", "enforcing", "closed"), CHAIRS),
    "ask_replacement": (LIVE, ("person",)),
    "answer_replacement": (LIVE, LEADS),
    "suspend": (LIVE, ("member", *LEADS)),
    "resume": (LIVE, ("member", *LEADS)),
    "extend_processing": (("in_review", "awaiting_answer", "consulting"), LEADS),
    "name_decider": (("consulting",), ()),  # nobody alone: a confirmed paper
    "restart_limitation": (LIVE, ()),  # nobody alone: a confirmed paper
    "choose_law": (("in_review", "awaiting_answer", "consulting"), ("member", *LEADS)),
    "ask_correction": (("in_review",), ("member", *LEADS)),
    "correct": (("in_review",), (*LEADS, *CHAIRS)),
    "ask_seal": (DECIDED, ("member", *LEADS)),
    "seal": (DECIDED, (*LEADS, *CHAIRS)),
    "ask_stop": (LIVE, ("member", *LEADS)),
    "stop": (LIVE, (*LEADS, *CHAIRS)),
    "refuse_rectification": (DECIDED, (*LEADS, *CHAIRS)),
    "withdraw_rectification": (DECIDED, ()),  # who asked, when somebody did
    "reopen": (
        ("screened_out", "noted", "concluded", "enforcing", "closed", "stopped"),
        (*LEADS, *CHAIRS),
    ),
    "recuse": (("submitted", *LIVE), (*LEADS, "member", "unit_head", "affairs", *CHAIRS)),
    "invite": (("submitted", *LIVE), LEADS),
    "end_invitation": (("submitted", *LIVE, "closed"), LEADS),
    "redact": (("in_review", "awaiting_answer", "consulting"), ("member", *LEADS)),
    "update_evidence": (("in_review", "awaiting_answer", "consulting"), ("member",)),
    "add_evidence": (
        ("draft", "returned", "in_review", "awaiting_answer", "consulting"),
        ("unit_head", "member"),
    ),
}
NO_HANDLER = ("draft", "submitted", "returned", "screened_out", "noted", "withdrawn")
NOT_TRIAGED = ("draft", "submitted", "returned", "withdrawn")
UNIT_PART = ("give_opinion", "carry_out", "recuse")


def expected(verb: str, status: str, who: str):
    """OK, or the refusal: behind the wall comes first, then the part one has, then the moment."""
    statuses, people = TABLE[verb]
    if who == "kin" or (who == "recused" and status in LIVE):
        return Invisible
    allowed = who in people or (who == "recused" and "deputy_lead" in people)
    if who == "member" and status in NO_HANDLER:
        allowed = False
    if who == "lead" and verb in ("conclude", "send_back"):
        allowed = status in NOT_TRIAGED  # afterwards the lead is the one who accepted it
    if status == "draft" and who == "unit_head" and verb in UNIT_PART:
        allowed = False  # a draft has no office that handles it yet
    if not allowed:
        return NotAllowed
    return None if status in statuses else NotNow


def test_the_table_names_every_verb_and_every_status():
    assert set(TABLE) == set(STEPS)
    assert {status for statuses, _ in TABLE.values() for status in statuses} | {"withdrawn"} == set(
        Status.values
    )


@pytest.mark.parametrize("status", Status.values)
def test_every_verb_in_this_status_does_what_the_table_says_for_everybody(
    status, story, world, counted
):
    made = story(status)
    if status in LIVE:
        made.recuse()
    wrong, rows = [], 0
    incident = (
        made.fresh()
    )  # the gate changes neither the case nor the person it was given, and every step is taken back
    for who in PEOPLE:
        by = world.fresh(who)
        for verb in TABLE:
            got, sid = None, transaction.savepoint()
            try:
                transition(
                    incident=incident,
                    verb=verb,
                    by=by,
                    at=timezone.now(),
                    **({"closed_at": timezone.now()} if verb == "withdraw" else {}),
                )
            except (Invisible, NotAllowed, NotNow) as refusal:
                got = type(refusal)
            except (
                Exception
            ) as error:  # a constraint of the database is a refusal too, but not this gate's
                got = None if "constraint" in str(error).lower() or "CHECK" in str(error) else error
            transaction.savepoint_rollback(sid)
            rows += 1
            if got is not expected(verb, status, who):
                wrong.append((verb, who, got, expected(verb, status, who)))
    counted(rows, "status × verb × person")
    assert not wrong, wrong[:12]


def test_of_two_who_act_on_the_same_version_exactly_one_wins(story, world):
    made = story("submitted")
    first, second = (Incident.objects.with_people().get(pk=made.incident.pk) for _ in range(2))
    transition(incident=first, verb="return", by=world.lead, at=timezone.now())
    with pytest.raises(NotNow):
        transition(incident=second, verb="return", by=world.deputy_lead, at=timezone.now())
    assert made.incident.steps.filter(verb="return").count() == 1


def test_a_suspended_case_does_nothing_but_what_is_allowed_over_the_line(story, world):
    from compliance.review import actions as review

    made = story("awaiting_answer")
    review.suspend(
        incident=made.fresh(),
        reason="Chờ kết quả giám định",
        rule="Điều 4",
        by=world.member,
        at=made.step(),
    )
    for verb in ("consult", "notify_again", "record_silence"):
        with pytest.raises(NotNow):
            transition(incident=made.fresh(), verb=verb, by=world.member, at=made.step())
    review.resume(incident=made.fresh(), by=world.member, at=made.step())
    assert made.fresh().suspended_at is None
