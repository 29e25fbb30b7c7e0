"""A figure of a past period never changes: not when a reminder lapses, a conclusion is contested or
a case is taken up again. Page, frozen summary and next year's comparison tell the same.
"""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from compliance.incidents.models import Incident
from compliance.outbox.processing import process_due
from compliance.review import actions as review
from compliance.rulebook.clocks import local_day
from reports.counting import figures
from reports.models import Summary, Tally
from reports.periods import PeriodKind, back_from, period, period_of, previous
from reports.rollups import SeenFlows, differences
from reports.snapshot import told_otherwise

FLOWS = ("received", "concluded", "closed", "screened_out", "noted", "stopped")


def long_past():
    """A month that has been closed for a month, whatever day it is."""
    return previous(previous(period_of(PeriodKind.MONTH, timezone.localdate())))


@pytest.fixture
def summed_up(story, settings):
    """Cases of three months, the summaries of which are drawn."""
    settings.SUMMARY_KINDS = ["month", "quarter", "year"]
    month = long_past()
    made = {
        status: story(status, start=month.end_at - timedelta(days=10, hours=n))
        for n, status in enumerate(
            ("closed", "enforcing", "screened_out", "noted", "in_review", "stopped")
        )
    }
    story("closed", start=previous(month).start_at + timedelta(days=2))
    process_due(timezone.now())
    return month, made


def contest(made, world, at):
    """The person contests, the chairman softens: what was concluded is replaced."""
    review.file_contest(incident=made.fresh(), text="Đã gỡ trước.", by=world.fresh("person"), at=at)
    review.decide_contest(
        incident=made.fresh(),
        decision="amend",
        reasons="Đã gỡ sớm.",
        by=world.fresh("chairman"),
        at=at + timedelta(hours=1),
        new_outcome="oral_reminder",
    )
    assert made.fresh().outcome == "oral_reminder"


def change_everything(month, made, world):
    """All that may come later to a case that was counted."""
    later = month.end_at + timedelta(hours=2)
    contest(made["enforcing"], world, later)
    for status in ("screened_out", "noted"):
        review.reopen(
            incident=made[status].fresh(),
            scope=made[status].scope(),
            handler=world.fresh("member"),
            reason="Có chứng cứ mới.",
            by=world.fresh("lead"),
            at=later,
        )
    Incident.objects.filter(pk=made["closed"].incident.pk).update(
        spent_on=timezone.localdate(), edited_at=timezone.now()
    )
    assert not Incident.objects.visible_to(world.fresh("lead")).filter(
        pk=made["closed"].incident.pk
    )


def test_nothing_that_comes_later_changes_a_past_month(summed_up, world, counted):
    month, made = summed_up
    before = {
        one.slug: SeenFlows(world.fresh("lead"), [one], asked_periods=[one]) for one in back(month)
    }
    change_everything(month, made, world)
    assert differences() == []
    rows = 0
    for one in back(month):
        now = SeenFlows(world.fresh("lead"), [one], asked_periods=[one])
        for figure in ("counts_of", "by_outcome", "processing_days", "in_time", "by_category"):
            assert getattr(now, figure)(one) == getattr(before[one.slug], figure)(one), figure
            rows += 1
    counted(rows, "figures of past months after everything that came later")


def back(month):
    return back_from(month, 4)


@pytest.mark.parametrize("who", ["lead", "chairman"])
def test_page_frozen_summary_and_next_years_comparison_are_one(who, summed_up, world, counted):
    month, made = summed_up
    change_everything(month, made, world)
    rows = 0
    for summary in Summary.objects.exclude(state=Summary.State.PLANNED):
        one = period_of(summary.kind, summary.end)
        page = figures(world.fresh(who), one, timezone.localdate())
        next_year = figures(
            world.fresh(who), period(one.kind, one.year + 1, one.number), timezone.localdate()
        )
        for name in FLOWS:
            told = {summary.figures[name], page["counts"][name], next_year["year_before"][name]}
            assert len(told) == 1, (one.label, name, told)
            rows += 1
        assert page["in_time"] == summary.figures["in_time"]
        assert page["median"] == summary.figures["median_days"]
        assert told_otherwise(summary) == []
    call_command("check_rollups")
    counted(rows, "figures told three times alike")


def test_months_add_up_to_quarters_and_years(summed_up, world, counted):
    month, made = summed_up
    change_everything(month, made, world)
    user, rows = world.fresh("lead"), 0
    for kind in ("quarter", "half_year", "year"):
        one = period_of(kind, month.start)
        months = [m for m in back_from(period_of("month", one.end), 12) if m.start >= one.start]
        assert (months[0].start, months[-1].end) == (one.start, one.end)
        whole, parts = (SeenFlows(user, spans, asked_periods=spans) for spans in ([one], months))
        for name in FLOWS:
            assert whole.counts_of(one)[name] == sum(parts.counts_of(m)[name] for m in months)
            rows += 1
        for figure in ("by_outcome", "processing_days"):
            added = sum(
                (getattr(parts, figure)(m) for m in months), start=type(whole.by_outcome(one))()
            )
            assert getattr(whole, figure)(one) == added
            rows += 1
        for name in ("done", "total"):
            assert whole.in_time(one)[name] == sum(parts.in_time(m)[name] for m in months)
            rows += 1
    counted(rows, "figures of longer periods added up from months")


def test_a_page_that_forgets_is_named_by_the_check(summed_up, capsys):
    month, made = summed_up
    made = made["closed"].fresh()
    Incident.objects.filter(pk=made.pk).update(first_concluded_at=month.end_at)
    with pytest.raises(CommandError):
        call_command("check_rollups")
    assert "Đã kết luận: báo cáo ghi" in capsys.readouterr().out


def test_a_list_says_how_many_its_figure_counts_and_it_does_not_show(summed_up, world, as_):
    month, made = summed_up
    change_everything(month, made, world)
    page = figures(world.fresh("lead"), month, timezone.localdate())
    client = as_("lead")
    door = f"/ho-so/?concluded_from={month.start}&concluded_to={month.end}"
    answer = client.get(door)
    assert page["counts"]["concluded"] == 2
    assert answer.context["total"] == 1
    assert "1 việc không hiện, đã hết hiệu lực" in answer.content.decode()
    assert made["closed"].incident.code not in answer.content.decode()
    name = client.get(f"{door}&q={made['closed'].fresh().person.full_name}")
    assert name.context["unshown"] == [], "no number is told beside a name"


def test_received_is_one_thing_for_the_chairman_and_in_the_summary(summed_up, world, as_):
    """Also what was not taken up: as a number, without a row."""
    month, made = summed_up
    door = f"/ho-so/?submitted_from={month.start}&submitted_to={month.end}"
    tile = figures(world.fresh("chairman"), month, timezone.localdate())["counts"]["received"]
    frozen = Summary.objects.get(kind="month", end=month.end).figures["received"]
    answer = as_("chairman").get(door)
    assert tile == frozen == 6
    assert answer.context["total"] == 5
    assert "1 việc không hiện, chưa thụ lý" in answer.content.decode()
    assert made["screened_out"].incident.code not in answer.content.decode()


def test_no_narrowed_list_says_how_much_is_shut_to_the_chairman(summed_up, as_, counted):
    """Neither by what is asked beside the days nor by two spans of days: the page is the same
    whether something was reported there or not.
    """
    month, made = summed_up
    office = made["screened_out"].fresh().office.code
    whole = f"submitted_from={month.start}&submitted_to={month.end}"
    day = timedelta(days=1)
    narrow = (
        f"{whole}&office={office}",
        f"{whole}&office=XB",
        f"{whole}&act_kind=post",
        f"{whole}&staff_kind=cong_chuc",
        f"{whole}&status=screened_out",
        f"{whole}&status=submitted",
        f"{whole}&overdue=1",
        f"submitted_from={month.start}",
        f"submitted_to={month.end}",
        f"submitted_from={month.start + day}&submitted_to={month.end}",
        f"submitted_from={month.start}&submitted_to={month.end + day}",
        f"submitted_from={month.start}&submitted_to={month.start}",
        f"{whole}&concluded_from={month.start}&concluded_to={month.start}",
    )
    client = as_("chairman")
    for asked in narrow:
        unshown = client.get(f"/ho-so/?{asked}").context["unshown"]
        told = [row for row in unshown if row.because.startswith("Hồ sơ mở")]
        assert [row.count for row in told] == [None], asked
        assert not [row for row in unshown if "chưa thụ lý" in row.words], asked
    assert [row.count for row in client.get(f"/ho-so/?{whole}").context["unshown"]] == [1]
    counted(len(narrow), "narrowed lists of the chairman")


@pytest.mark.parametrize("microsecond", [0, 499_999, 500_000, 999_499, 999_500, 999_999])
def test_the_last_moment_of_a_day_belongs_to_it_whatever_its_fraction(microsecond, story, counted):
    """SQLite rounds fractions of a second up into the next day."""
    month = long_past()
    made = story("submitted", start=month.start_at + timedelta(days=3))
    last = (month.end_at - timedelta(seconds=1)).replace(microsecond=microsecond)
    Incident.objects.filter(pk=made.incident.pk).update(submitted_at=last)
    assert local_day(last) == month.end
    assert differences() == []
    assert SeenFlows(None, [month]).counts_of(month)["received"] == 1
    assert Tally.objects.filter(what="r", n=1, half=month.end.replace(day=1)).exists()
    counted(1, "fractions of the last second of a month")
