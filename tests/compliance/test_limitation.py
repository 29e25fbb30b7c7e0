"""Each form of discipline has a limitation of its own: what it leaves open is offered, what it does
not is refused with the day, and nothing else is barred by it.
"""

from datetime import date, datetime, timedelta
from itertools import product

import pytest
from django.db import transaction
from django.utils import timezone

from compliance.core.refusals import NotNow
from compliance.incidents.models import Incident, Outcome
from compliance.review import actions as review
from compliance.review.conclusion.checks.outcomes import offered
from compliance.review.deadlines.queries import Limits, limits_of
from compliance.rulebook.clocks import ZONE, local_day
from compliance.rulebook.models import Provision, RuleSet
from compliance.rulebook.queries import citable
from tests.compliance.test_wall import text_of

SOON, LATER = date(2026, 3, 4), date(2031, 3, 4)
DAYS = {"both run": date(2026, 3, 4), "one passed": date(2026, 3, 5), "both": date(2031, 3, 5)}
# outcome: on which days it is open, under a law that knows a limitation
OPEN = {
    "no_violation": ("both run", "one passed", "both"),
    "out_of_time": ("one passed", "both"),
    "guidance": ("both run", "one passed", "both"),
    "oral_reminder": ("both run", "one passed", "both"),
    "written_reminder": ("both run",),
    "discipline": ("both run", "one passed"),
    "referred": ("both run", "one passed", "both"),
}
NEEDS_A_BASIS = ("oral_reminder", "written_reminder", "discipline", "referred")


def test_each_outcome_is_open_while_its_own_form_is_in_time(world, counted):
    assert set(OPEN) == set(Outcome.values)
    rules, rows = RuleSet.objects.get(code="CC-2025"), 0
    for (when, day), has_basis in product(DAYS.items(), (True, False)):
        for one in offered("cong_chuc", rules, has_basis, Limits(SOON, LATER), day):
            may = when in OPEN[one.value] and (has_basis or one.value not in NEEDS_A_BASIS)
            assert bool(one.why_not) is not may, (one.value, when, one.why_not)
            rows += 1
            if one.value == "discipline" and when == "one passed":
                assert "04/03/2026" in one.note
                assert "04/03/2031" in one.note
    for one in offered(
        "khac", RuleSet.objects.get(code="KHAC-2010"), True, Limits(None, None), date(2030, 1, 2)
    ):
        assert bool(one.why_not) is (one.value in ("discipline", "out_of_time")), one
        rows += 1
    counted(rows, "outcomes against the limitation of their form")


@pytest.fixture
def heard(story):
    """Heard, both opinions in; the handler is to propose."""
    made = story("consulting")
    made.opine()
    return made


def age(made) -> None:
    """The act lies so long back that the reprimand's term ended some days before the story."""
    happened = timezone.now() - timedelta(days=5 * 366 + 40)
    Incident.objects.filter(pk=made.incident.pk).update(
        limitation_ends=local_day(timezone.now()) - timedelta(days=40), happened_at=happened
    )
    basis = citable(local_day(happened), "cong_chuc").filter(instrument__is_legal_basis=True)
    made.incident.allegations.update(provision=basis.first())


def test_past_the_reprimand_each_outcome_left_goes_through_and_the_others_say_why(
    heard, world, counted
):
    age(heard)
    for outcome in Outcome.values:
        sid = transaction.savepoint()
        heard.outcome = outcome
        if "one passed" in OPEN[outcome]:
            heard.propose()
            review.conclude(incident=heard.fresh(), by=world.deputy_lead, at=timezone.now())
            assert heard.fresh().outcome == outcome
        else:
            with pytest.raises(NotNow, match="Đã hết thời hiệu mức khiển trách"):
                heard.propose()
        transaction.savepoint_rollback(sid)
        heard.fresh()
    counted(len(Outcome.values), "outcomes a day after the reprimand's term")


def test_a_breach_out_of_time_ends_with_nothing_to_do(heard, world, as_):
    age(heard)
    heard.outcome = "out_of_time"
    page = text_of(as_("member").get(f"/ho-so/{heard.incident.code}/trinh-ket-luan/"))
    assert "Có vi phạm, hết thời hiệu" in page
    assert "không đề nghị khiển trách" in page
    heard.propose()
    review.conclude(incident=heard.fresh(), by=world.deputy_lead, at=timezone.now())
    own = text_of(as_("person").get(f"/cua-toi/{heard.incident.code}/"))
    assert "không kèm biện pháp nào" in own
    review.close(incident=heard.fresh(), by=world.member, at=timezone.now())
    assert heard.fresh().status == "closed"


def test_in_time_nobody_calls_a_breach_out_of_time(heard):
    heard.outcome = "out_of_time"
    with pytest.raises(NotNow, match="Còn thời hiệu"):
        heard.propose()


def test_the_longer_term_of_a_labour_contract_is_for_secrets_alone(story, counted):
    made = story("in_review")
    day = local_day(timezone.now())
    rules = RuleSet.objects.get(code="NLD-2021")
    Incident.objects.filter(pk=made.incident.pk).update(
        staff_kind="nguoi_lao_dong",
        rule_set=rules,
        limitation_ends=day - timedelta(days=3),
        happened_at=timezone.now() - timedelta(days=186),
    )
    limits = limits_of(made.fresh(), day)
    assert limits.reprimand == limits.other
    assert "tài chính, tài sản" in limits.in_words(day)
    secret = Provision.objects.filter(category="internal_document").first()
    made.incident.allegations.update(provision=secret)
    limits = limits_of(made.fresh(), day)
    assert limits.other > limits.reprimand + timedelta(days=150)
    counted(2, "limits of a labour contract")


def test_a_term_that_ended_under_the_law_of_the_act_is_pointed_out_to_both_and_chosen_by_neither(
    story, as_, counted
):
    """An act of 04/03/2022: of a reprimand 24 months then, 60 months now."""
    made = story("awaiting_answer")
    pages = {
        who: f"{door}{made.incident.code}/"
        for who, door in (("member", "/ho-so/"), ("lead", "/ho-so/"))
    } | {"person": f"/cua-toi/{made.incident.code}/"}
    words = "thời hiệu khiển trách đã hết ngày 04/03/2024"
    for who, page in pages.items():
        assert words not in text_of(as_(who).get(page)), who
    happened = datetime(2022, 3, 4, 9, tzinfo=ZONE)
    Incident.objects.filter(pk=made.incident.pk).update(happened_at=happened)
    for who, page in pages.items():
        assert words in text_of(as_(who).get(page)), who
    assert made.fresh().rule_set.code == "CC-2025"
    earlier = RuleSet.objects.get(code="CC-2020")
    common = {"reason": "Có lợi hơn", "by": made.user("member"), "at": made.step()}
    review.choose_law(incident=made.fresh(), rule_set=earlier, **common)
    for who, page in pages.items():
        assert words not in text_of(as_(who).get(page)), who
    counted(len(pages) * 3, "pages with and without the law of the act")
