"""Unit returns turn by turn, directions with tasks, replies, proof; reminders; views
people keep.
"""

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core.refusals import NotAllowed, NotNow
from compliance.outbox.models import Notification
from compliance.outbox.processing import process_due
from compliance.registry.models import Office
from compliance.rulebook.clocks import ZONE, local_day
from reports import actions
from reports.models import Direction, DirectionTask, PeriodKind, ReturnTurn, UnitReturn
from reports.periods import period_of, previous
from tests.pages import tight
from tests.world import png

NOW = timezone.now


def last_month():
    return previous(period_of(PeriodKind.MONTH, timezone.localdate()))


@pytest.fixture
def owed(world):
    actions.plan_returns(period=last_month(), at=NOW())
    return UnitReturn.objects.get(office=world.offices["XA"])


def working_hour(day=None) -> datetime:
    """A Wednesday morning at ten, from `day` on."""
    day = day or timezone.localdate()
    while day.weekday() != 2:
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 10, tzinfo=ZONE)


def test_every_turn_of_a_return_is_kept_with_what_was_sent(owed, as_, world):
    url = reverse("reports:return", args=[owed.pk])

    def send(text):
        return as_("unit_head").post(
            url, {"version": UnitReturn.objects.get(pk=owed.pk).version, "narrative": text}
        )

    assert send("Bản thứ nhất.").status_code == 302
    assert as_("other_head").post(f"{url}rut/", {"text": "x"}).status_code == 404
    assert as_("unit_head").post(f"{url}rut/", {"text": ""}).status_code == 422
    assert as_("unit_head").post(f"{url}rut/", {"text": "Ghi thiếu."}).status_code == 302
    assert send("Bản thứ hai.").status_code == 302
    assert as_("lead").post(f"{url}nhan/").status_code == 302
    assert (
        as_("lead").post(f"{url}tra-lai/", {"text": "Phát hiện sai sau khi nhận."}).status_code
        == 302
    )
    assert send("Bản thứ ba.").status_code == 302
    page = as_("lead").get(url).content.decode()
    for words in (
        "Bản thứ nhất.",
        "Ghi thiếu.",
        "Bản thứ hai.",
        "Phát hiện sai sau khi nhận.",
        "Bản thứ ba.",
    ):
        assert words in page
    verbs = list(ReturnTurn.objects.filter(unit_return=owed).values_list("verb", flat=True))
    assert verbs == ["submitted", "recalled", "submitted", "accepted", "sent_back", "submitted"]


def test_a_paper_return_is_entered_by_the_team_and_accepted_by_somebody_else(owed, as_, world):
    url = reverse("reports:return", args=[owed.pk])
    assert "Nhập từ báo cáo giấy" in as_("lead").get(url).content.decode()
    assert (
        as_("lead")
        .post(f"{url}?giay=1", {"version": owed.version, "narrative": "Theo báo cáo giấy số 3."})
        .status_code
        == 302
    )
    owed.refresh_from_db()
    assert (owed.state, owed.on_paper) == ("submitted", True)
    assert as_("lead").post(f"{url}nhan/").status_code == 403
    assert as_("deputy_lead").post(f"{url}nhan/").status_code == 302
    with pytest.raises(NotAllowed):
        actions.submit_return(
            row=owed,
            nil=True,
            narrative="",
            proposals="",
            by=world.affairs,
            at=NOW(),
            on_paper=True,
        )


def test_who_has_not_sent_is_reminded_by_hand_once_a_day_and_by_the_portal_by_stage(
    owed, as_, world, counted
):
    url = reverse("reports:remind_return", args=[owed.pk])
    for _ in range(3):
        assert as_("lead").post(url).status_code == 302
    told = Notification.objects.filter(user=world.unit_head, kind="return_reminder")
    assert told.count() == 1
    assert [event.actor_id for event in Event.objects.filter(verb="remind_return")] == [
        world.lead.pk
    ]
    assert as_("unit_head").post(url).status_code == 403
    turns = 0
    for day in range(0, 29, 7):
        at = working_hour(owed.due_on + timedelta(days=1 + day))
        for _ in range(2):
            process_due(at)
            turns += 1
    assert told.count() == 1 + 5
    actions.submit_return(
        row=UnitReturn.objects.select_related("office").get(pk=owed.pk),
        nil=True,
        narrative="",
        proposals="",
        by=world.unit_head,
        at=NOW(),
    )
    with pytest.raises(NotNow):
        actions.remind_return(row=UnitReturn.objects.get(pk=owed.pk), by=world.lead, at=NOW())
    counted(turns, "turns of the wheel")


def test_nobody_is_reminded_at_night_or_on_a_day_off(owed):
    sunday = owed.due_on + timedelta(days=(6 - owed.due_on.weekday()) % 7 + 7)
    for at in (
        datetime(sunday.year, sunday.month, sunday.day, 10, tzinfo=ZONE),
        working_hour(sunday).replace(hour=23),
    ):
        process_due(at)
    assert not Notification.objects.filter(kind="return_reminder").exists()


def test_returns_and_directions_leave_as_tables(owed, as_, world):
    for name in ("export_returns", "export_directions"):
        assert as_("lead").get(reverse(f"reports:{name}"), {"dang": "csv"}).status_code == 200
        assert as_("other_staff").get(reverse(f"reports:{name}")).status_code == 403


# --- directions


@pytest.fixture
def given(world):
    due = timezone.localdate() + timedelta(days=20)
    return actions.give_direction(
        text="Quán triệt lại, báo cáo kết quả.",
        people=[world.users["affairs"]],
        tasks=[
            {
                "office": world.offices["XA"],
                "text": "Niêm yết giờ làm việc",
                "due_on": due - timedelta(days=5),
            },
            {"office": world.offices["XB"]},
        ],
        due_on=due,
        by=world.chairman,
        at=NOW(),
    )


def test_tasks_have_their_own_words_and_days_and_go_to_offices_and_persons(given, as_, world):
    tasks = {
        task.whose: task for task in given.tasks.select_related("office", "person", "direction")
    }
    assert set(tasks) == {"Một", "Hai", "Lương Thử Chín"}
    assert tasks["Một"].due == given.due_on - timedelta(days=5)
    assert tasks["Hai"].due == given.due_on
    url = reverse("reports:direction", args=[given.pk])
    for who, status in (
        ("unit_head", 200),
        ("other_head", 200),
        ("affairs", 200),
        ("person", 404),
        ("auditor", 404),
        ("chairman", 200),
        ("lead", 200),
    ):
        assert as_(who).get(url).status_code == status, who
    assert "Niêm yết giờ làm việc" in as_("unit_head").get(url).content.decode()
    assert (
        as_("unit_head")
        .post(reverse("reports:reply_direction", args=[tasks["Hai"].pk]), {"text": "x"})
        .status_code
        == 403
    )
    assert (
        as_("affairs")
        .post(
            reverse("reports:reply_direction", args=[tasks["Lương Thử Chín"].pk]),
            {"text": "Đã làm."},
        )
        .status_code
        == 302
    )


def test_replies_are_added_with_proof_sent_back_accepted_and_asked_for_again(given, as_, world):
    task = given.tasks.get(office__code="XA")
    url = reverse("reports:direction", args=[given.pk])
    answer = reverse("reports:reply_direction", args=[task.pk])
    bad = as_("unit_head").post(
        answer, {"text": "Kèm tệp lạ", "files": SimpleUploadedFile("a.exe", b"MZ" * 40)}
    )
    assert bad.status_code == 422
    assert "Kèm tệp lạ" in bad.content.decode()
    assert (
        as_("unit_head")
        .post(
            answer, {"text": "Lần một", "files": SimpleUploadedFile("anh.png", png(), "image/png")}
        )
        .status_code
        == 302
    )
    assert (
        as_("chairman")
        .post(reverse("reports:send_back_reply", args=[task.pk]), {"text": "Gửi ảnh rõ hơn"})
        .status_code
        == 302
    )
    assert as_("unit_head").post(answer, {"text": "Lần hai"}).status_code == 302
    assert as_("lead").post(reverse("reports:accept_reply", args=[task.pk])).status_code == 302
    assert (
        as_("lead").post(reverse("reports:reopen_task", args=[task.pk]), {"text": "x"}).status_code
        == 403
    )
    assert (
        as_("chairman")
        .post(reverse("reports:reopen_task", args=[task.pk]), {"text": "Kiểm tra thấy chưa làm"})
        .status_code
        == 302
    )
    assert as_("unit_head").post(answer, {"text": "Lần ba"}).status_code == 302
    page = as_("chairman").get(url).content.decode()
    for words in ("Lần một", "Gửi ảnh rõ hơn", "Lần hai", "Lần ba", "Thẩm Thử Ba chấp nhận"):
        assert words in page
    link = re.search(r'href="(/chi-dao/tep/\d+/)"', page)[1]
    assert as_("unit_head").get(link).getvalue() == png()
    assert as_("person").get(link).status_code == 404


def test_one_box_gives_it_to_every_office_and_none_gets_it_twice(as_, world):
    due = timezone.localdate() + timedelta(days=9)
    posted = {
        "text": "Niêm yết lịch tiếp công dân.",
        "everywhere": "on",
        "due_on": f"{due:%d/%m/%Y}",
        "office_1": world.offices["XB"].pk,
        "task_1": "Gửi ảnh",
    }
    assert as_("chairman").post(reverse("reports:new_direction"), posted).status_code == 302
    tasks = list(Direction.objects.latest("pk").tasks.values_list("office__code", "text"))
    offices = Office.objects.on(timezone.localdate()).exclude(kind=Office.Kind.AUTHORITY)
    assert sorted(code for code, _ in tasks) == sorted(offices.values_list("code", flat=True))
    assert [text for code, text in tasks if code == "XB"] == ["Gửi ảnh"]


def test_a_day_can_be_moved_and_late_tasks_are_reminded_by_stage(given, as_, world):
    task = given.tasks.get(office__code="XA")
    moved = timezone.localdate() + timedelta(days=12)
    assert (
        as_("unit_head")
        .post(reverse("reports:move_due", args=[task.pk]), {"due_on": f"{moved:%d/%m/%Y}"})
        .status_code
        == 403
    )
    assert (
        as_("chairman")
        .post(reverse("reports:move_due", args=[task.pk]), {"due_on": "01/01/2020"})
        .status_code
        == 409
    )
    assert (
        as_("chairman")
        .post(reverse("reports:move_due", args=[task.pk]), {"due_on": f"{moved:%d/%m/%Y}"})
        .status_code
        == 302
    )
    assert DirectionTask.objects.get(pk=task.pk).due_on == moved
    at = working_hour(moved + timedelta(days=1))
    for _ in range(3):
        process_due(at)
    told = Notification.objects.filter(kind="task_reminder", user=world.unit_head)
    assert told.count() == 1
    assert "quá hạn" in told.get().text
    late = as_("chairman").get(reverse("reports:directions"), {"tinh-trang": "qua-han"})
    assert Direction.objects.visible_to(world.fresh("chairman")).overdue(local_day(at)).count() == 1
    assert late.status_code == 200


def test_a_form_with_a_task_for_nobody_or_twice_for_one_says_so_and_loses_nothing(as_, world):
    data = {
        "text": "Việc",
        "office_1": world.offices["XA"].pk,
        "task_1": "a",
        "office_2": world.offices["XA"].pk,
        "task_2": "b",
        "task_3": "không giao ai",
        "due_on": "31/12/2099",
    }
    answer = as_("chairman").post(reverse("reports:new_direction"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Mỗi đơn vị một dòng", "Chọn đơn vị làm việc này", "không giao ai"):
        assert words in page


# --- views kept, figures by API


def test_a_view_is_kept_counts_from_now_and_is_reminded_of_without_a_figure(as_, world):
    url = reverse("reports:save_view")
    data = {"name": "Tháng vừa qua", "kind": "month", "back": 1, "office": "", "cadence": "week"}
    assert as_("chairman").post(url, {**data, "name": ""}).status_code == 422
    assert as_("chairman").post(url, data).status_code == 302
    view = world.users["chairman"].saved_views.get()
    assert (
        as_("chairman")
        .get(reverse("reports:saved_view", args=[view.pk]))
        .url.endswith(last_month().slug)
    )
    assert as_("lead").get(reverse("reports:saved_view", args=[view.pk])).status_code == 404
    assert as_("other_staff").post(url, data).status_code == 403
    at = working_hour()
    for _ in range(2):
        process_due(at)
    assert Notification.objects.filter(kind="saved_view", user=world.chairman).count() == 1
    assert as_("chairman").post(reverse("reports:drop_view", args=[view.pk])).status_code == 302
    assert not world.users["chairman"].saved_views.exists()


@pytest.mark.parametrize("who", ["chairman", "lead", "unit_head"])
def test_page_export_and_api_tell_the_same_figures_for_all_and_for_one_office(
    who, story, as_, counted
):
    for n in range(3):
        story("closed", start=last_month().start_at + timedelta(days=2 + n))
    told = 0
    for office in ("", "XA"):
        asked = {"ky": last_month().slug, "don-vi": office}
        page, api = as_(who).get("/so-lieu/", asked), as_(who).get("/api/v1/figures/", asked).json()
        for name in ("counts", "median", "in_time", "open", "overdue"):
            told += 1
            assert page.context[name] == api[name], name
        csv = as_(who).get("/so-lieu/xuat/", {**asked, "dang": "csv"}).content.decode()
        assert f'"Tiếp nhận","{api["counts"]["received"]}"' in csv
        for link, number in re.findall(
            r'<a[^>]*href="(/ho-so/\?[^"]+)"[^>]*>(?:<span'
            r' class="tile-value">)?\s*(\d+)\s*<(?!small>ngày)',
            page.content.decode(),
        ):
            told += 1
            assert as_(who).get(link.replace("&amp;", "&")).context["total"] == int(number), link
    assert as_("other_staff").get("/api/v1/figures/").status_code == 403
    counted(told, "figures compared")


def test_a_case_about_the_head_stands_in_no_figure_of_a_return_the_team_enters(
    owed, story, world, as_
):
    made = story(
        "draft",
        start=last_month().start_at + timedelta(days=5),
        reporter="member",
        staff=world.unit_head.staff,
    )
    made.submit()
    assert made.fresh().concerns_head
    sent = actions.submit_return(
        row=UnitReturn.objects.select_related("office").get(pk=owed.pk),
        nil=True,
        narrative="",
        proposals="",
        by=world.fresh("lead"),
        at=NOW(),
        on_paper=True,
    )
    assert sent.figures["received"] == 0
    page = as_("unit_head").get(reverse("reports:return", args=[owed.pk])).content.decode()
    assert "<dt>Vụ việc ghi nhận</dt><dd>0</dd>" in tight(page)


def test_a_direction_on_a_case_charges_and_tells_nobody_who_may_not_see_it(story, world):
    incident = story("consulting").fresh()
    common = {
        "text": "Việc",
        "due_on": timezone.localdate() + timedelta(days=9),
        "incident": incident,
        "by": world.chairman,
        "at": NOW(),
    }
    for who in ("person", "kin", "other_staff"):
        with pytest.raises(NotNow):
            actions.give_direction(people=[world.users[who]], **common)
    actions.give_direction(offices=[world.offices["XA"], world.offices["XB"]], **common)
    told = set(
        Notification.objects.filter(kind="direction_given").values_list("user__username", flat=True)
    )
    assert "unit_head" in told
    assert "other_head" not in told
