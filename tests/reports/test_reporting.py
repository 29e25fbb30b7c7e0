"""Periods, frozen figures, exactly one summary a period, what leaves the committee, and figures
that equal their lists.
"""

import hashlib
import json
import re
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from compliance.core.refusals import NotAllowed, NotNow
from compliance.incidents.models import Incident
from compliance.outbox.models import Message
from compliance.outbox.processing import process_due
from compliance.papers.writers import WRITERS
from compliance.rulebook.clocks import ZONE
from reports import actions
from reports.actions.summaries import canonical
from reports.models import Direction, PeriodKind, Recipient, Summary, SummaryEntry, UnitReturn
from reports.paper import paper_of
from reports.periods import (
    back_from,
    closed_since,
    from_slug,
    period,
    period_of,
    previous,
    year_before,
)
from tests.pages import tight
from tests.world import Story

WINDOWS = [  # NĐ 09/2019/NĐ-CP, Điều 12
    (PeriodKind.MONTH, 2018, 11, date(2018, 10, 15), date(2018, 11, 14), "Tháng 11/2018"),
    (PeriodKind.MONTH, 2018, 1, date(2017, 12, 15), date(2018, 1, 14), "Tháng 01/2018"),
    (PeriodKind.QUARTER, 2018, 1, date(2017, 12, 15), date(2018, 3, 14), "Quý I/2018"),
    (PeriodKind.QUARTER, 2018, 3, date(2018, 6, 15), date(2018, 9, 14), "Quý III/2018"),
    (PeriodKind.HALF_YEAR, 2018, 1, date(2017, 12, 15), date(2018, 6, 14), "6 tháng đầu năm 2018"),
    (PeriodKind.HALF_YEAR, 2018, 2, date(2018, 6, 15), date(2018, 12, 14), "6 tháng cuối năm 2018"),
    (PeriodKind.YEAR, 2018, 1, date(2017, 12, 15), date(2018, 12, 14), "Năm 2018"),
]


@pytest.mark.parametrize(("kind", "year", "number", "start", "end", "label"), WINDOWS)
def test_windows_follow_the_reporting_rules(kind, year, number, start, end, label):
    one = period(kind, year, number)
    assert (one.start, one.end, one.label) == (start, end, label)
    assert from_slug(one.slug) == one
    assert period_of(kind, start) == period_of(kind, end) == one
    assert previous(one).end == start - timedelta(days=1)
    assert year_before(one).year == year - 1


def test_every_day_of_ten_years_lies_in_exactly_one_period_of_each_kind(counted):
    rows = 0
    for kind in PeriodKind.values:
        day, last = date(2017, 1, 1), None
        while day < date(2027, 1, 1):
            one = period_of(kind, day)
            assert one.start <= day <= one.end
            assert last is None or one == last or one.start == last.end + timedelta(days=1)
            last, day, rows = one, day + timedelta(days=1), rows + 1
    counted(rows, "days × kinds of period")


def test_calendar_windows_are_calendar_months():
    assert (
        period(PeriodKind.MONTH, 2024, 2, "calendar").start,
        period(PeriodKind.MONTH, 2024, 2, "calendar").end,
    ) == (date(2024, 2, 1), date(2024, 2, 29))


def test_a_period_closes_by_the_clock_of_viet_nam():
    one = period(PeriodKind.MONTH, 2018, 11)
    assert one.end_at == datetime(2018, 11, 15, tzinfo=ZONE)
    assert not one.closed(datetime(2018, 11, 14, 23, 59, tzinfo=ZONE))
    assert one.closed(datetime(2018, 11, 15, 0, 5, tzinfo=ZONE))


def last_month():
    """The last one that has closed: five minutes after its last day."""
    return previous(
        period_of(PeriodKind.MONTH, timezone.localdate(timezone.now() - timedelta(minutes=5)))
    )


@pytest.fixture
def concluded_last_month(story, reached, world):
    """Six cases sent in and concluded within the last closed month."""
    one = last_month()

    def build():
        made = [
            story(
                "closed",
                start=one.start_at + timedelta(days=3 + number),
                outcome="written_reminder",
            )
            for number in range(6)
        ]
        return [(each.incident.pk, each.at) for each in made]

    return [Story.found(world, pk, at) for pk, at in reached("six concluded last month", build)]


@pytest.fixture
def drawn(concluded_last_month, settings):
    settings.SUMMARY_KINDS = ["month"]
    process_due(timezone.now())
    return Summary.objects.filter(kind="month", end=last_month().end).get()


def test_every_closed_period_gets_one_summary_however_often_and_late_the_wheel_turns(
    drawn, settings
):
    settings.SUMMARY_KINDS = ["month", "quarter", "year"]
    for _ in range(4):
        process_due(timezone.now())
    since = Incident.objects.order_by("submitted_at").first().submitted_at.astimezone(ZONE).date()
    wanted = {
        (kind, one.end)
        for kind in settings.SUMMARY_KINDS
        for one in closed_since(kind, since, timezone.now())
    }
    assert {(row.kind, row.end) for row in Summary.objects.all()} == wanted
    assert Summary.objects.count() == len(wanted)
    assert not Summary.objects.filter(state=Summary.State.PLANNED).exists()
    assert Message.objects.pending().filter(topic="draw_summary").count() == 0


def test_a_missed_month_is_made_up_with_the_same_figures(concluded_last_month, settings):
    settings.SUMMARY_KINDS = ["month"]
    process_due(last_month().end_at + timedelta(minutes=6))
    on_time = Summary.objects.get(end=last_month().end)
    Message.objects.filter(topic="draw_summary").delete()
    SummaryEntry.objects.all().delete()
    Summary.objects.all().delete()
    for incident in Incident.objects.filter(status="closed")[
        :2
    ]:  # what changes after the cut-off changes nothing of it
        Incident.objects.filter(pk=incident.pk).update(
            outcome="guidance",
            closed_at=None,
            status="enforcing",
            edited_at=last_month().end_at + timedelta(days=2),
        )
    process_due(last_month().end_at + timedelta(days=9))
    late = Summary.objects.get(end=last_month().end)
    assert (late.sha256, late.sections) == (on_time.sha256, on_time.sections)


def test_figures_are_frozen_hashed_and_counted_right(drawn):
    assert drawn.state == Summary.State.DRAWN
    assert drawn.sha256 == hashlib.sha256(canonical(drawn.figures)).hexdigest()
    assert drawn.figures["received"] == 6
    assert drawn.figures["concluded"] == 6
    assert drawn.figures["by_outcome"]["written_reminder"] == 6
    assert json.dumps(drawn.figures)
    assert "06 vụ việc" in drawn.sections["II"]


def test_what_comes_later_changes_nothing_but_a_numbered_revision(drawn, world, story):
    before = drawn.figures
    story("closed", start=last_month().start_at + timedelta(days=12))
    drawn.refresh_from_db()
    assert drawn.figures == before
    approved = actions.approve(summary=drawn, by=world.lead, at=timezone.now())
    fresh = actions.revise(
        summary=approved, reason="Bổ sung vụ việc.", by=world.lead, at=timezone.now()
    )
    assert (fresh.revision, fresh.figures["received"]) == (2, 7)
    drawn.refresh_from_db()
    assert drawn.figures == before


def test_the_summary_goes_from_the_lead_to_the_chairman_by_a_link_and_back_as_a_direction(
    drawn, world, as_, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    process_due(timezone.now())
    mail.outbox.clear()
    url = reverse("reports:summary", args=[drawn.pk])
    assert as_("chairman").get(url).status_code == 404
    assert as_("deputy_lead").post(f"{url}duyet/").status_code == 403
    assert as_("lead").post(f"{url}duyet/").status_code == 302
    process_due(timezone.now())
    letters = [letter for letter in mail.outbox if letter.to == [world.chairman.email]]
    assert len(letters) == 1
    assert "báo cáo tổng hợp" not in letters[0].body.lower()
    client: Client = as_("chairman")
    link = re.search(r"http://\S+?(/thong-bao/\d+/)", letters[0].body)[1]
    assert client.get(link)["Location"] == url
    assert client.get(url).status_code == 200
    for copy in ("ban-chinh", "ban-gui-ngoai"):
        assert client.get(f"{url}{copy}.pdf").content.startswith(b"%PDF")
        assert client.get(f"{url}{copy}.docx").content.startswith(b"PK")
    bad = client.post(url, {"text": "Giữ lời đã gõ", "offices": [], "due_on": "31/02/2026"})
    assert bad.status_code == 422
    assert "Giữ lời đã gõ" in bad.content.decode()
    assert "ngày/tháng/năm" in bad.content.decode()
    office = world.offices["XA"].pk
    due = timezone.localdate() + timedelta(days=10)
    assert (
        client.post(
            url, {"text": "Đồng ý đề xuất mục V.", "offices": [office], "due_on": f"{due:%d/%m/%Y}"}
        ).status_code
        == 302
    )
    drawn.refresh_from_db()
    assert drawn.state == Summary.State.READ
    direction = Direction.objects.get(summary=drawn)
    answer = as_("unit_head").post(
        reverse("reports:reply_direction", args=[direction.tasks.get().pk]),
        {"text": "Đã thực hiện."},
    )
    assert answer.status_code == 302
    assert (
        as_("chairman")
        .post(reverse("reports:accept_reply", args=[direction.tasks.get().pk]))
        .status_code
        == 302
    )
    assert (
        as_("chairman").post(reverse("reports:close_direction", args=[direction.pk])).status_code
        == 302
    )
    direction.refresh_from_db()
    assert direction.closed_at


def test_two_who_edit_the_text_both_keep_what_they_typed(drawn, as_):
    url = reverse("reports:edit_summary", args=[drawn.pk])
    first = {
        "version": drawn.version,
        "section_I": "Bản thứ nhất",
        "section_II": "",
        "section_III": "",
        "section_IV": "",
        "section_V": "",
    }
    assert as_("lead").post(url, first).status_code == 302
    second = as_("deputy_lead").post(url, {**first, "section_I": "Bản thứ hai"})
    assert second.status_code == 409
    assert "Bản thứ nhất" in second.content.decode()
    assert "Bản thứ hai" in second.content.decode()


def test_what_cannot_be_set_is_said_to_whoever_saves_or_approves_it(drawn, as_, monkeypatch):
    """The reader never meets a paper without a file: nothing is kept that a writer refuses."""

    def refuse(paper):
        if "không dàn được" in str(paper):
            raise ValueError("no glyph")
        return b""

    monkeypatch.setitem(WRITERS, "pdf", refuse)
    url = reverse("reports:edit_summary", args=[drawn.pk])
    typed = {"version": drawn.version, "section_I": "Đoạn không dàn được."}
    answer = as_("lead").post(url, typed)
    assert answer.status_code == 422
    assert "có đoạn không dàn thành văn bản được" in answer.content.decode()
    assert "Đoạn không dàn được." in answer.content.decode()
    drawn.refresh_from_db()
    assert "không dàn được" not in str(drawn.sections)
    Summary.objects.filter(pk=drawn.pk).update(sections={**drawn.sections, "I": "không dàn được"})
    answer = as_("lead").post(reverse("reports:approve_summary", args=[drawn.pk]))
    assert answer.status_code == 409
    drawn.refresh_from_db()
    assert drawn.state == Summary.State.DRAWN


def test_what_leaves_the_committee_has_no_names_no_typed_words_and_no_small_counts(drawn, world):
    Recipient.objects.create(name="Sở Nội vụ", purpose="B/c", inside=False)
    Recipient.objects.create(name="Phòng Nội vụ", inside=True)
    drawn.sections = {**drawn.sections, "III": "Nông Văn Lộ Tên chậm nộp."}
    drawn.outside = {"received": {"": 6}}  # three concluded: neither they nor the outcomes are told
    paper = paper_of(drawn, Recipient.objects.all(), outside=True)
    text = json.dumps(paper, default=lambda part: part.__dict__, ensure_ascii=False)
    assert "Lộ Tên" not in text
    assert "Phòng Nội vụ" not in text
    assert "Sở Nội vụ" in text
    assert "xã Một" not in text
    assert "06 vụ việc" in text
    assert (
        "Số hồ sơ đã kết luận, số liệu theo nhóm nội dung, số liệu theo kết quả không nêu" in text
    )
    assert "TrS-" in text
    assert "đến hết ngày" in text
    assert not paper.annexes


@pytest.mark.parametrize("who", ["chairman", "lead", "unit_head"])
def test_every_figure_of_the_dashboard_equals_the_list_behind_it(
    who, concluded_last_month, story, as_, world, counted
):
    for status in ("submitted", "awaiting_answer", "consulting", "enforcing"):
        story(status)
    Incident.objects.filter(status="awaiting_answer").update(
        due_on=timezone.localdate() - timedelta(days=3)
    )
    late = concluded_last_month[0].fresh()
    Incident.objects.filter(pk=late.pk).update(
        first_term_ends=timezone.localdate(late.concluded_at) - timedelta(days=1)
    )
    Incident.objects.filter(pk=concluded_last_month[1].incident.pk).update(
        first_term_ends=timezone.localdate(concluded_last_month[1].fresh().concluded_at)
    )
    Incident.objects.filter(pk=concluded_last_month[2].incident.pk).update(first_term_ends=None)
    # concluded two days ago: in the first days of a month that lies in the last one too
    Incident.objects.filter(status="enforcing").update(first_term_ends=None)
    client = as_(who)
    asked = {"ky": last_month().slug}
    page = tight(client.get("/so-lieu/", asked).content.decode())
    doors = re.findall(
        r'<a[^>]*href="(/ho-so/\?[^"]+)"[^>]*>(?:<span'
        r' class="tile-value">)?\s*(\d+)\s*<(?!small>ngày)',
        page,
    )  # a median is no count
    rows = 0
    for link, number in doors:
        rows += 1
        listed = client.get(link.replace("&amp;", "&")).context
        more = [row.count for row in listed["unshown"]]
        if None in more:  # a narrowed list of the chairman tells no number of what is shut to them
            assert who == "chairman"
            assert listed["total"] + sum(filter(None, more)) <= int(number), link
        else:
            assert listed["total"] + sum(more) == int(number), link
    counted(rows, "figures opened")
    assert rows > 8
    shown = client.get("/so-lieu/", asked).context
    assert shown["in_time"] == {"done": 4, "total": 5}
    opened = {link.replace("&amp;", "&"): int(number) for link, number in doors}
    assert {
        opened[shown["urls"][name]] for name in ("in_time", "with_term", "overdue", "open")
    } >= {4, 5}
    assert [opened[row["url"]] for row in shown["workload"]] == [
        row["open"] for row in shown["workload"]
    ]
    assert bool(shown["workload"]) == (who == "lead")
    within = shown["urls"]["in_time"]
    late_ones = client.get(within.replace("in_time=1", "in_time=0")).context["total"]
    assert (client.get(within).context["total"], late_ones) == (4, 1)
    assert client.get(within.replace("/ho-so/", "/api/v1/incidents/")).json()["count"] == 4


def test_only_who_hands_the_cases_out_lists_them_by_who_has_them(story, as_, world):
    story("consulting")
    story("consulting")
    Incident.objects.filter(pk=Incident.objects.latest("pk").pk).update(handler=world.other_member)
    asked = {"handler": world.other_member.pk}
    assert (
        as_("lead").get("/ho-so/", asked).context["total"]
        == as_("lead").get("/api/v1/incidents/", asked).json()["count"]
        == 1
    )
    for who in (
        "unit_head",
        "chairman",
        "affairs",
        "member",
    ):  # whose a case is they are not told: every number is refused alike
        assert as_(who).get("/ho-so/", asked).status_code == 400, who
        assert as_(who).get("/api/v1/incidents/", asked).status_code == 400, who
        nobody = as_(who).get("/api/v1/incidents/", {"handler": 987654})
        assert (nobody.status_code, "handler" in nobody.json()["detail"]) == (400, True)


def test_a_unit_return_is_due_sent_sent_back_and_accepted_by_somebody_else(world, as_):
    actions.plan_returns(period=last_month(), at=timezone.now())
    row = UnitReturn.objects.get(office=world.offices["XA"])
    url = reverse("reports:return", args=[row.pk])
    assert "Gửi báo cáo của đơn vị" in as_("unit_head").get("/don-vi/").content.decode()
    empty = as_("unit_head").post(url, {"version": row.version, "narrative": ""})
    assert empty.status_code == 422
    assert as_("unit_head").post(url, {"version": row.version, "nil": "on"}).status_code == 302
    assert (
        as_("lead").post(f"{url}tra-lai/", {"text": "Nêu rõ việc quán triệt."}).status_code == 302
    )
    row.refresh_from_db()
    assert "Nêu rõ việc quán triệt." in as_("unit_head").get(url).content.decode()
    assert (
        as_("unit_head")
        .post(url, {"version": row.version, "narrative": "Đã quán triệt."})
        .status_code
        == 302
    )
    assert as_("lead").post(f"{url}nhan/").status_code == 302
    row.refresh_from_db()
    assert row.state == UnitReturn.State.ACCEPTED
    with pytest.raises(NotNow):
        actions.accept_return(row=row, by=world.lead, at=timezone.now())


def test_a_unit_with_incidents_cannot_report_nil(concluded_last_month, world):
    actions.plan_returns(period=last_month(), at=timezone.now())
    with pytest.raises(NotNow):
        actions.submit_return(
            row=UnitReturn.objects.get(office=world.offices["XA"]),
            nil=True,
            narrative="",
            proposals="",
            by=world.unit_head,
            at=timezone.now(),
        )


def test_directions_are_numbered_without_gap_within_the_year(world):
    numbers = [
        actions.give_direction(
            text="Việc",
            offices=[world.offices["XA"]],
            due_on=None,
            by=world.chairman,
            at=timezone.now(),
        ).number
        for _ in range(3)
    ]
    assert numbers == [1, 2, 3]
    with pytest.raises(NotAllowed):
        actions.give_direction(
            text="Việc",
            offices=[world.offices["XA"]],
            due_on=None,
            by=world.lead,
            at=timezone.now(),
        )


def test_twelve_months_back_are_twelve_months():
    assert [one.number for one in back_from(period(PeriodKind.MONTH, 2018, 3), 12)] == [
        4,
        5,
        6,
        7,
        8,
        9,
        10,
        11,
        12,
        1,
        2,
        3,
    ]


def test_a_case_about_the_head_stands_in_no_figure_of_the_heads_return(story, world, as_):
    made = story(
        "draft",
        start=last_month().start_at + timedelta(days=5),
        reporter="member",
        staff=world.unit_head.staff,
    )
    made.submit()
    assert made.fresh().concerns_head
    assert made.incident.handling_office.code == "UBND"
    actions.plan_returns(period=last_month(), at=timezone.now())
    row = UnitReturn.objects.get(office=world.offices["XA"])
    page = tight(as_("unit_head").get(reverse("reports:return", args=[row.pk])).content.decode())
    assert "<dt>Vụ việc ghi nhận</dt><dd>0</dd>" in page
    sent = actions.submit_return(
        row=row,
        nil=True,
        narrative="",
        proposals="",
        by=world.fresh("unit_head"),
        at=timezone.now(),
    )
    assert sent.figures["received"] == 0
