"""One's own data: what is shown, the copy, requests with their two clocks, who answers whom."""

import io
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from compliance.audit.models import ExportRecord
from compliance.core.refusals import NotAllowed, NotNow
from compliance.outbox.models import Notification
from compliance.registry import actions
from compliance.registry.models import DataRequest, Function
from compliance.registry.periodic import plan_data_requests
from compliance.review.models import Answer
from compliance.rulebook.clocks import ZONE, local_day
from tests.world import CANARIES, PEOPLE

Kind = DataRequest.Kind


def ask(
    world, who: str = "person", kind: str = "correct", at: datetime | None = None
) -> DataRequest:
    return actions.ask_about_data(
        staff=world.users[who].staff,
        kind=kind,
        part="name",
        text="Tên đệm phải là Thị.",
        by=world.fresh(who),
        at=at or timezone.now(),
    )


# kind: (asked, receive by, answer by); 14/02/2026 to 22/02/2026 is Tết
CLOCKS = [
    ("correct", date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 26)),
    ("provide", date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 26)),
    ("restrict", date(2026, 11, 16), date(2026, 11, 18), date(2026, 12, 1)),
    ("object", date(2026, 11, 16), date(2026, 11, 18), date(2026, 12, 1)),
    ("delete", date(2026, 11, 16), date(2026, 11, 18), date(2026, 12, 7)),
    ("correct", date(2026, 2, 12), date(2026, 2, 23), date(2026, 2, 23)),
]


def test_the_two_days_run_by_the_rule_of_each_kind(world, counted):
    for kind, asked, receive, answer in CLOCKS:
        made = ask(
            world, kind=kind, at=datetime(asked.year, asked.month, asked.day, 9, tzinfo=ZONE)
        )
        assert (made.receive_by, made.due_on) == (receive, answer), (kind, asked)
    counted(len(CLOCKS), "requests with their days")


def test_who_may_answer_whom(world, counted):
    """Internal affairs answers everybody but themselves; when nobody else is left there, a lead
    answers them.
    """
    asked = 0
    for owner, allowed in (
        ("person", {"affairs"}),
        ("affairs", {"lead", "deputy_lead", "recused"}),
    ):
        for who in PEOPLE:
            made = ask(world, owner)
            asked += 1
            try:
                actions.receive_request(request=made, by=world.fresh(who), at=timezone.now())
                assert who in allowed, (owner, who)
            except NotAllowed:
                assert who not in allowed, (owner, who)
    counted(asked, "request × answerer")


def test_every_step_is_told_and_the_answer_needs_its_ground(world, as_):
    made, by, now = ask(world), world.fresh("affairs"), timezone.now()
    actions.receive_request(request=made, by=by, at=now)
    before = made.due_on
    actions.extend_request(request=made, because="Cần đối chiếu hồ sơ giấy.", by=by, at=now)
    assert made.due_on > before
    with pytest.raises(NotNow, match="một lần"):
        actions.extend_request(request=made, because="Nữa.", by=by, at=now)
    address = reverse("registry:data_request", args=[made.pk])
    refused = as_("affairs").post(
        address, {"act": "answer", "accepted": "0", "answer": "Giấy khai sinh ghi như vậy."}
    )
    assert refused.status_code == 422
    assert "Giấy khai sinh ghi như vậy." in refused.content.decode()
    assert (
        as_("affairs")
        .post(
            address,
            {
                "act": "answer",
                "accepted": "0",
                "ground": "right",
                "answer": "Giấy khai sinh ghi như vậy.",
            },
        )
        .status_code
        == 302
    )
    late = as_("affairs").post(
        address, {"act": "answer", "accepted": "1", "answer": "Trả lời khác."}
    )
    assert late.status_code == 409
    assert "Trả lời khác." in late.content.decode(), "nothing typed is lost"
    page = as_("person").get(reverse("registry:my_data")).content.decode()
    assert "Giấy khai sinh ghi như vậy." in page
    told = Notification.objects.filter(user=world.person, kind="data_request")
    assert told.count() == 3
    assert not [note for note in told if "Thị" in note.text or "khai sinh" in note.text], (
        "a notice holds no content"
    )


def test_a_request_is_withdrawn_by_who_asked_and_by_nobody_else(world, as_, counted):
    made = ask(world)
    for who in PEOPLE:
        if who != "person":
            assert (
                as_(who).post(reverse("registry:withdraw_request", args=[made.pk])).status_code
                == 404
            ), who
    assert (
        as_("person").post(reverse("registry:withdraw_request", args=[made.pk])).status_code == 302
    )
    with pytest.raises(NotNow):
        actions.receive_request(
            request=DataRequest.objects.get(pk=made.pk),
            by=world.fresh("affairs"),
            at=timezone.now(),
        )
    counted(len(PEOPLE), "withdrawal × person")


def test_the_queue_shows_what_one_may_answer(world, as_, counted):
    mine, theirs = ask(world), ask(world, "affairs")
    for who in PEOPLE:
        answer = as_(who).get(reverse("registry:data_requests"))
        sees = {
            "affairs": {mine},
            "lead": {theirs},
            "deputy_lead": {theirs},
            "recused": {theirs},
        }.get(who)
        if sees is None:
            assert answer.status_code == 403, who
            continue
        shown = answer.content.decode()
        assert {one for one in (mine, theirs) if f"/de-nghi-du-lieu/{one.pk}/" in shown} == sees, (
            who
        )
        for one in (mine, theirs):
            assert as_(who).get(reverse("registry:data_request", args=[one.pk])).status_code == (
                200 if one in sees else 404
            ), who
    counted(len(PEOPLE), "queue × person")


def test_a_request_on_paper_is_entered_by_internal_affairs(world, as_):
    given = {"staff": "T015", "kind": "provide", "part": "other", "text": "Xin bản sao dữ liệu."}
    assert as_("unit_head").post(reverse("registry:paper_request"), given).status_code == 403
    assert (
        as_("affairs")
        .post(reverse("registry:paper_request"), {**given, "staff": "khong-co"})
        .status_code
        == 422
    )
    assert as_("affairs").post(reverse("registry:paper_request"), given).status_code == 302
    assert DataRequest.objects.get().on_paper


def test_reminders_before_and_after_go_once_in_office_hours(world, counted):
    at = datetime(2026, 11, 16, 9, tzinfo=ZONE)
    ask(world, at=at)

    def told(now: datetime) -> int:
        plan_data_requests(now)
        plan_data_requests(now)
        return Notification.objects.filter(user=world.affairs, kind="data_request").count()

    first = told(at)
    assert told(at + timedelta(days=1)) == first + 1
    assert told(at + timedelta(days=1, hours=12)) == first + 1
    assert told(at + timedelta(days=4)) == first + 2, "the day to receive is past"
    assert told(at + timedelta(days=14)) == first + 3, (
        "after a long sleep one line, not one a missed week"
    )
    counted(5, "moments of reminding")


def sheets(content: bytes) -> str:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return "\n".join(
        str(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()
    )


def test_the_copy_holds_what_the_person_may_see_and_nothing_of_anybody_else(
    world, story, as_, counted
):
    hidden = story("in_review")  # not told yet
    content = as_("person").get(reverse("registry:own_copy")).content
    text = sheets(content)
    assert "Chu Yến Phản Ánh" in text
    assert "T014" in text
    assert hidden.incident.code not in text
    assert not [word for word in CANARIES.values() if word in text]
    assert ExportRecord.objects.get().what == "export_own_data"
    told = story("concluded")
    heard = Answer.objects.get(incident=told.incident)
    heard.pk, heard.companion, heard.per_allegation, heard.text = (
        None,
        "Đại diện công đoàn",
        [],
        "Lời của người cùng dự.",
    )
    heard.save()
    text = sheets(as_("person").get(reverse("registry:own_copy")).content)
    assert told.incident.code in text
    assert CANARIES["answer"] in text
    assert "Lời của người cùng dự" not in text
    others = [CANARIES[name] for name in ("opinion", "narrative", "evidence")] + [
        world.unit_head.display_name,
        world.member.display_name,
    ]
    assert not [word for word in others if word in text]
    counted(len(CANARIES) + len(others), "canaries looked for in copies")


def test_everybody_with_a_staff_record_opens_the_own_data_and_sends_a_request(world, as_, counted):
    for who in PEOPLE:
        answer = as_(who).get(reverse("registry:my_data"))
        assert answer.status_code == (403 if who == "superuser" else 200), who
    client = as_("other_staff")
    assert (
        client.post(
            reverse("registry:ask"), {"kind": "correct", "part": "post", "text": "x"}
        ).status_code
        == 422
    )
    assert (
        client.post(
            reverse("registry:ask"),
            {"kind": "correct", "part": "post", "text": "Chức vụ phải là công chức Địa chính."},
        ).status_code
        == 302
    )
    assert "Sửa thông tin" in client.get(reverse("registry:my_data")).content.decode()
    assert "Sửa thông tin" in as_("affairs").get(reverse("registry:data_requests")).content.decode()
    counted(len(PEOPLE), "own data × person")


def test_when_internal_affairs_has_a_second_officer_the_leads_need_not_answer(world):
    Function.objects.create(
        user=world.other_staff, kind="internal_affairs", valid_from=date(2017, 1, 1)
    )
    made = ask(world, "affairs")
    assert set(actions.answerers(made, local_day(timezone.now()))) == {world.other_staff}
