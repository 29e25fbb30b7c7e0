"""The working calendar: what the law gives, a list with its errors, the dates of open cases it
would move, and the dates it does move.
"""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from compliance.outbox.processing import process_due
from compliance.review import actions as review
from compliance.review.deadlines.actions import calendars
from compliance.rulebook.clocks import add_working_days
from compliance.rulebook.exports import write_days
from compliance.rulebook.models import CalendarDay
from compliance.rulebook.queries import calendar, forget_calendar
from compliance.rulebook.years import Day, change_to, computed_days, day_of, read_days, read_lines

PATH = "/lich-lam-viec/thay-doi/"
BY_LAW = [
    # day, whether the law makes it a day off
    (date(2030, 2, 2), True),
    (date(2030, 2, 1), True),
    (date(2029, 2, 13), True),
    (date(2027, 2, 6), True),
    (date(2026, 4, 26), True),
    (date(2026, 4, 27), True),
    (date(2026, 11, 24), True),
    (date(2025, 11, 24), False),
    (date(2030, 11, 25), True),
    (date(2029, 11, 26), True),
    (date(2030, 4, 12), True),
    (date(2028, 9, 4), True),
    (date(2027, 4, 16), True),
    (date(2031, 1, 1), True),
    (date(2030, 2, 13), False),
    (date(2027, 3, 8), False),
]


def test_the_days_off_of_the_law_follow_the_vietnamese_calendar(counted):
    wrong = [
        day for day, off in BY_LAW if off != (day in {one.day for one in computed_days(day.year)})
    ]
    assert not wrong
    tet = next(one.day for one in computed_days(2030) if one.name == "Tết Nguyên Đán")
    assert tet == date(2030, 2, 2)  # the Chinese calendar has it a day later
    counted(len(BY_LAW), "days off by law")


WRONG_LINES = [
    ("32/01/2027; Nghỉ bù; a; b; x", "Dòng 1, cột Ngày"),
    ("01/01/2026; Nghỉ bù; a; b; x", "không thuộc năm 2027"),
    ("01/01/2027; Nghỉ mát; a; b; x", "cột Loại"),
    ("04/01/2027; Làm bù; a; b; x", "không phải thứ Bảy"),
    ("01/01/2027; Nghỉ bù; ; b; x", "cột Tên"),
    ("01/01/2027; Nghỉ bù; a; ; x", "cột Văn bản"),
    ("01/01/2027; Nghỉ bù; a; b\n01/01/2027; Nghỉ bù; a; b", "đã có ở dòng 1"),
    ("", "không có ngày nào"),
]


def test_a_list_with_errors_changes_nothing_and_names_row_and_column(as_, world, counted):
    before = list(CalendarDay.objects.order_by("day").values())
    keeper = as_("affairs")
    for lines, words in WRONG_LINES:
        page = keeper.post(PATH, {"year": "2027", "lines": lines, "apply": "1"})
        assert page.status_code == 422, lines
        assert words in page.content.decode(), lines
    assert list(CalendarDay.objects.order_by("day").values()) == before
    counted(len(WRONG_LINES), "lists refused")


def test_a_template_comes_back_as_it_was_and_a_pasted_list_says_the_same(as_, world):
    out = io.BytesIO()
    held = [day_of(row) for row in CalendarDay.objects.filter(day__year=2027).order_by("day")]
    write_days(out, held, 2027)
    upload = SimpleUploadedFile("lich.xlsx", out.getvalue())
    assert (
        "giống hệt" in as_("lead").post(PATH, {"year": "2027", "upload": upload}).content.decode()
    )
    days, errors = read_days(read_lines("\n".join(one.line for one in held)), 2027)
    assert (days, errors) == (held, [])
    assert as_("affairs").get("/lich-lam-viec/mau/?nam=2029").status_code == 200
    for who, status in (("member", 403), ("unit_head", 403), ("administrator", 200)):
        assert as_(who).get(PATH).status_code == status


def test_a_day_off_moves_the_dates_of_open_cases_and_tells_first_which(story, as_, world):
    made = story("in_review")
    hidden = story("in_review", staff=world.deputy_lead.staff, reporter="other_member")
    incident = made.fresh()
    off = incident.due_on
    typed = {
        "day": f"{off:%d/%m/%Y}",
        "kind": "holiday",
        "name": "Nghỉ đột xuất",
        "source": "Thông báo 9",
    }
    moved_to = add_working_days(off, 1, calendar())
    body = as_("deputy_lead").post(PATH, typed).content.decode()
    assert incident.code in body
    assert f"{moved_to:%d/%m/%Y}" in body
    assert hidden.incident.code not in body
    assert "hạn của 1 hồ sơ đang mở" in body  # the file about the viewer is not even counted
    body = as_("administrator").post(PATH, typed).content.decode()
    assert incident.code not in body
    assert "hạn của 2 hồ sơ đang mở" in body
    assert made.fresh().due_on == off
    assert not CalendarDay.objects.filter(day=off).exists()
    assert as_("lead").post(PATH, {**typed, "apply": "1"}).status_code == 302
    assert made.fresh().due_on == moved_to == hidden.fresh().due_on
    row = made.incident.clock_entries.get(kind="calendar")
    assert row.moved["due_on"] == [off.isoformat(), moved_to.isoformat()]
    assert (
        world.member.notifications.filter(
            kind="calendar_moved", subject_id=str(made.incident.pk)
        ).count()
        == 1
    )
    assert (
        "Lịch làm việc thay đổi"
        in as_("member").get(f"/ho-so/{made.incident.code}/thoi-han/").content.decode()
    )
    assert (
        as_("lead").post(PATH, {"day": f"{off:%d/%m/%Y}", "kind": "", "apply": "1"}).status_code
        == 302
    )
    assert made.fresh().due_on == off


def test_a_window_told_to_the_person_is_made_longer_and_never_shorter(story, world):
    made = story("awaiting_answer")
    due = made.fresh().due_on
    day = due - timedelta(days=1) if calendar().is_working(due - timedelta(days=1)) else due
    off = [Day(day, "holiday", "Nghỉ", "TB 1")]
    review.apply_calendar(change=change_to(_held(), off), by=world.fresh("affairs"), at=made.step())
    longer = made.fresh().due_on
    assert longer > due
    assert made.incident.notices.get().due_on == longer
    review.apply_calendar(
        change=change_to(_held(), [Day(day, "", "", "")]), by=world.fresh("affairs"), at=made.step()
    )
    assert made.fresh().due_on == longer


def _held():
    return [day_of(row) for row in CalendarDay.objects.all()]


def test_many_cases_are_recomputed_in_batches_that_may_be_repeated(
    story, world, monkeypatch, counted
):
    monkeypatch.setattr(calendars, "AT_ONCE", 1)
    cases = [story("in_review") for _ in range(3)]
    off = cases[0].fresh().due_on
    at = timezone.now()
    told = review.apply_calendar(
        change=change_to(_held(), [Day(off, "holiday", "Nghỉ", "TB 2")]),
        by=world.fresh("affairs"),
        at=at,
    )
    assert told == 3
    assert sum(made.fresh().due_on == off for made in cases) == 2
    for _ in range(2):
        process_due(at)
    assert sum(made.fresh().due_on == off for made in cases) == 0
    assert sum(made.incident.clock_entries.filter(kind="calendar").count() for made in cases) == 3
    counted(told, "cases recomputed")


def test_a_whole_year_replaces_the_drafted_days(as_, world):
    held = [day_of(row) for row in CalendarDay.objects.filter(day__year=2027).order_by("day")]
    assert 2027 not in calendar().announced
    lines = "\n".join(
        Day(one.day, one.kind, one.name, "TB 12/2026").line
        for one in held
        if one.day != date(2027, 9, 3)
    )
    assert (
        as_("affairs")
        .post(
            PATH,
            {
                "year": "2027",
                "lines": lines + "\n01/09/2027; Nghỉ lễ, Tết; Quốc khánh; TB 12/2026; x",
                "apply": "1",
            },
        )
        .status_code
        == 302
    )
    forget_calendar()
    assert 2027 in calendar().announced
    assert calendar().is_working(date(2027, 9, 3))
    assert not calendar().is_working(date(2027, 9, 1))


@pytest.mark.parametrize("who", ["lead", "affairs", "administrator", "member"])
def test_the_keeper_is_asked_for_the_calendar_of_the_next_year(who, as_, world):
    from compliance.core.work_list import for_user
    from compliance.review.deadlines.reminders import year_to_announce

    assert year_to_announce(date(2026, 9, 30), calendar()) is None
    assert year_to_announce(date(2026, 10, 1), calendar()) == 2027
    titles = [task.title for task in for_user(world.fresh(who), date(2026, 11, 2))]
    assert ("Nhập lịch làm việc năm 2027" in titles) == (who != "member")
