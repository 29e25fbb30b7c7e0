"""What the triggers add up is what the rows say, at every commit, for every reader,
wall and all.
"""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from compliance.core.roles import Kind
from compliance.incidents.models import Incident
from compliance.registry.actions import grant_function
from compliance.registry.models import Office
from reports.actions.compaction import fold_tallies
from reports.counting import figures
from reports.models import PeriodKind, Tally
from reports.periods import back_from, period_of, previous
from reports.rollups import SeenFlows, differences, median_of
from tests.world import Story, related

pytestmark = pytest.mark.both

STATUSES = (
    "submitted",
    "returned",
    "screened_out",
    "noted",
    "in_review",
    "awaiting_answer",
    "consulting",
    "concluded",
    "enforcing",
    "closed",
    "withdrawn",
)


def last_month():
    return previous(period_of(PeriodKind.MONTH, timezone.localdate()))


@pytest.fixture
def all_kinds(story, reached, world):
    def build():
        made = [
            story(status, start=last_month().start_at + timedelta(days=1 + n))
            for n, status in enumerate(STATUSES)
        ]
        made.append(story("closed", start=last_month().start_at + timedelta(days=20)))
        return [(one.incident.pk, one.at) for one in made]

    return [Story.found(world, pk, at) for pk, at in reached("one of every status", build)]


def test_the_sums_equal_the_rows_in_every_status_and_after_every_way_of_changing_them(
    all_kinds, counted
):
    assert differences() == []
    steps = 0
    changes = (
        {"category": "internal_document"},
        {"first_outcome": "guidance"},
        {"sealed": True},
        {"first_ended_as": "closed"},
        {"first_ended_at": timezone.now(), "first_ended_as": "closed"},
        {"first_term_ends": None},
        {"submitted_at": last_month().start_at - timedelta(days=3)},
        {"status": "noted"},
        {"handling_office": Office.objects.get(code="XB")},
        {"first_concluded_at": last_month().start_at},
        {"office": Office.objects.get(code="XB")},
    )
    for made, change in zip(all_kinds, changes, strict=False):
        Incident.objects.filter(pk=made.incident.pk).update(**change)
        steps += 1
        assert differences() == [], change
    before = Tally.objects.count()
    fold_tallies()
    assert Tally.objects.count() < before
    assert differences() == []
    assert not Tally.objects.filter(n=0).exists()
    call_command("check_rollups")
    counted(steps + len(STATUSES), "changes followed")


@pytest.mark.parametrize(
    "spoil",
    [lambda: Tally.objects.first().delete(), lambda: Tally.objects.filter(what="r").update(n=7)],
)
def test_sums_that_are_wrong_are_found(all_kinds, spoil, capsys):
    spoil()
    with pytest.raises(CommandError) as refused:
        call_command("check_rollups")
    assert refused.value.returncode == 1
    assert "dòng hồ sơ hơn số cộng" in capsys.readouterr().out


@pytest.mark.parametrize(
    "who",
    [
        "lead",
        "deputy_lead",
        "recused",
        "chairman",
        "vice",
        "unit_head",
        "other_head",
        "chairman and head",
        "member",
    ],
)
def test_each_reader_gets_the_same_from_the_sums_as_from_the_rows(
    who, all_kinds, story, world, counted
):
    """Wall, sealed, spent, reported oneself elsewhere, handled a level up, invited: nothing is
    counted twice or left out.
    """
    all_kinds[6].recuse()
    related(world.users["chairman"].staff, world.person_staff)
    changes = (
        {"sealed": True},
        {"spent_on": timezone.localdate()},
        {"handling_office": world.offices["XB"]},
        {"person": world.other_staff.staff},
    )
    for made, change in zip(
        (all_kinds[2], all_kinds[9], all_kinds[7], all_kinds[11]), changes, strict=True
    ):
        Incident.objects.filter(pk=made.incident.pk).update(**change)
    Incident.objects.filter(pk=all_kinds[8].incident.pk).update(person=world.other_staff.staff)
    if who == "chairman and head":
        grant_function(
            user=world.chairman,
            kind=Kind.UNIT_HEAD,
            office=world.offices["XB"],
            valid_from=timezone.localdate(),
            by=None,
            at=timezone.now(),
        )
    name, told = who.split()[0], 0
    for kind in ("month", "quarter", "half_year", "year", "week"):
        one = period_of(kind, last_month().start + timedelta(days=9))
        periods = back_from(one, 3)
        for office in (None, *world.offices.values()):
            summed, rows = (
                SeenFlows(
                    world.fresh(name), periods, asked_periods=[one], office=office, by_rows=by_rows
                )
                for by_rows in (False, True)
            )
            assert summed.summed == (kind != "week" and who != "member")
            for figure in (
                "counts_of",
                "by_category",
                "by_outcome",
                "processing_days",
                "in_time",
            ):
                left, right = getattr(summed, figure)(one), getattr(rows, figure)(one)
                assert {k: v for k, v in left.items() if v} == {
                    k: v for k, v in right.items() if v
                }, (kind, office, figure)
                told += 1
    counted(told, "figures two ways")


def test_whoever_is_kin_counts_nothing_of_it(all_kinds, world):
    related(world.users["chairman"].staff, world.person_staff)
    assert set(
        SeenFlows(world.fresh("chairman"), [last_month()]).counts_of(last_month()).values()
    ) == {0}
    assert SeenFlows(world.fresh("lead"), [last_month()]).counts_of(last_month())["received"] > 5


def test_a_dashboard_asks_as_many_questions_however_much_there_is(
    all_kinds, story, world, django_assert_max_num_queries, counted
):
    user = world.fresh("chairman")
    figures(user, last_month(), timezone.localdate())
    with django_assert_max_num_queries(12) as asked:
        figures(world.fresh("chairman"), last_month(), timezone.localdate())
    counted(len(asked), "queries of a dashboard's figures")


def test_the_median_of_a_counter_is_the_median_of_its_values():
    assert median_of({}) is None
    assert median_of({3: 1}) == 3
    assert median_of({1: 1, 4: 1}) == 2.5
    assert median_of({1: 2, 9: 1}) == 1
    assert median_of({5: 1, 2: 3, 7: 2}) == 3.5
