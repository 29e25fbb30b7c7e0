"""What waits for whom in the course of a hearing; after a reopening what was done before counts no
more.
"""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.core import work_list as core_work
from compliance.core.roles import Kind
from compliance.core.work_list import Tasks, for_user
from compliance.incidents.models import Incident
from compliance.registry.actions import grant_function
from compliance.review import actions as review
from compliance.review import work_list as review_work
from compliance.review.case.queries import last_notice
from compliance.review.models import Extension
from compliance.review.views import work
from compliance.rulebook.clocks import local_day
from tests.compliance.test_fairness import begin_anew

EVERYBODY = (
    "person",
    "member",
    "unit_head",
    "other_head",
    "affairs",
    "lead",
    "deputy_lead",
    "chairman",
    "vice",
    "kin",
    "recused",
)
ANSWER, FORWARD, TIME, OPINION, PROPOSE, CONCLUDE = (
    "Xem thông báo và giải trình",
    "Chuyển lấy ý kiến",
    "Trả lời đề nghị gia hạn",
    "Cho ý kiến",
    "Trình kết luận",
    "Kết luận",
)


def asked_for_time(made):
    Extension.objects.create(
        incident=made.incident, workdays=5, reason="Đi công tác.", asked_at=timezone.now()
    )


def both(*steps):
    def go(made):
        for step in steps:
            step(made)

    return go


def anew(made):
    begin_anew(made.fresh(), made.user("lead"))


# (status, what happened then): {what waits: for whom}
TABLE = [
    ("awaiting_answer", None, {ANSWER: {"person"}}),
    ("awaiting_answer", lambda made: made.answer(), {FORWARD: {"member"}}),
    ("awaiting_answer", both(lambda made: made.answer(), anew), {ANSWER: {"person"}}),
    ("awaiting_answer", asked_for_time, {ANSWER: {"person"}, TIME: {"member"}}),
    ("consulting", None, {OPINION: {"unit_head", "affairs"}}),
    ("consulting", lambda made: made.opine(), {PROPOSE: {"member"}}),
    (
        "consulting",
        both(lambda made: made.opine(), anew),
        {OPINION: {"unit_head", "affairs"}, ANSWER: {"person"}},
    ),
    ("consulting", lambda made: (made.opine(), made.propose()), {CONCLUDE: {"deputy_lead"}}),
]


@pytest.mark.parametrize(("status", "then", "waits"), TABLE, ids=range(len(TABLE)))
def test_what_waits_for_whom(status, then, waits, story, world, counted):
    made = story(status)
    made.recuse()
    if then:
        then(made)
    today, found = local_day(timezone.now()), {}
    for who in EVERYBODY:
        for task in for_user(world.fresh(who), today):
            about = next(
                (
                    words
                    for words in (ANSWER, FORWARD, TIME, OPINION, PROPOSE, CONCLUDE)
                    if task.title.startswith(words)
                ),
                None,
            )
            if about and made.incident.code in task.meta:
                found.setdefault(about, set()).add(who)
    counted(len(EVERYBODY), "stage × person on the work list")
    assert found == waits


def test_a_step_that_waits_for_a_day_says_what_for_and_until_when(story, world, counted):
    """The word that nothing more comes is taken back: both opinions are in, the time still runs."""
    made, day = story("consulting"), timedelta(days=1)
    made.opine()
    review.reopen_answer(incident=made.fresh(), by=made.person(), at=made.step())
    due = last_notice(made.fresh()).due_on
    waits = f"Chờ hết thời hạn giải trình {due:%d/%m/%Y}, trình kết luận từ {due + day:%d/%m/%Y}"
    for today, words, act in ((due, waits, False), (due + day, PROPOSE, True)):
        tasks = [t for t in for_user(world.fresh("member"), today) if made.incident.code in t.meta]
        assert [task.title.split(":")[0] for task in tasks] == [words]
        assert tasks[0].url.endswith("/trinh-ket-luan/") is act
    counted(2, "days before and after the time to answer")


def test_a_chairman_who_heads_an_office_is_asked_for_that_office_alone(story, world):
    made, now = story("consulting"), timezone.now()
    for code, asked in (("XB", False), ("XA", True)):
        grant_function(
            user=world.fresh("chairman"),
            kind=Kind.UNIT_HEAD,
            office=world.offices[code],
            valid_from=local_day(now),
            by=None,
            at=now,
        )
        assert (
            any(
                task.title.startswith(OPINION)
                for task in for_user(world.fresh("chairman"), local_day(now))
            )
            == asked
        ), code
    assert made.incident.status == "consulting"


def test_every_tile_counts_the_list_it_opens(story, world, as_, counted):
    """Late and paused ones, drafts and ended ones among them."""
    late, tiles = local_day(timezone.now()) - timedelta(days=9), 0
    for status in (
        "submitted",
        "returned",
        "in_review",
        "awaiting_answer",
        "consulting",
        "concluded",
        "enforcing",
        "closed",
        "stopped",
        "withdrawn",
        "draft",
    ):
        made = story(status)
        Incident.objects.filter(pk=made.incident.pk).update(
            due_on=late, suspended_at=timezone.now() if status == "consulting" else None
        )
    for who, home in (
        ("unit_head", "incidents:unit_home"),
        ("other_head", "incidents:unit_home"),
        ("lead", "review:work"),
        ("member", "review:work"),
        ("affairs", "review:work"),
    ):
        for tile in as_(who).get(reverse(home)).context["tiles"]:
            listed = as_(who).get(f"{reverse('incidents:queue')}?{tile['query']}").context["total"]
            assert tile["value"] == listed, (who, tile["label"])
            tiles += bool(listed)
    counted(tiles, "tiles that count something")


TITLE = re.compile(r'<span class="task-title">([^<]*)</span>\s*<span class="task-meta">([^<]*)<')


def lines_of(answer) -> list[tuple[str, str]]:
    return [(unescape(title), unescape(meta)) for title, meta in TITLE.findall(tight(answer))]


def tight(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_first_page_shows_the_nearest_and_the_list_every_one_once(
    story, as_, world, monkeypatch, counted
):
    made = [story("submitted") for __ in range(3)]
    monkeypatch.setattr(Tasks, "NEAREST", 2)
    monkeypatch.setattr(work, "PER_PAGE", 2)
    every = [
        (task.title, task.meta) for task in for_user(world.fresh("lead"), local_day(timezone.now()))
    ]
    assert len(every) >= 3
    client, work_list = as_("lead"), reverse("review:work")
    home = client.get(reverse("incidents:unit_home"))
    assert lines_of(home)[:2] == every[:2]
    assert f'href="{work_list}"' in tight(home)
    pages = range(1, -(-len(every) // 2) + 1)
    assert [
        line for page in pages for line in lines_of(client.get(f"{work_list}?page={page}"))
    ] == every
    code = made[1].incident.code
    found = lines_of(client.get(work_list, {"q": code.lower()}))
    assert found == [line for line in every if code in " ".join(line)]
    assert "Không có việc nào khớp" in tight(client.get(work_list, {"q": "khong-co-dau"}))
    counted(len(every), "tasks on first page, pages and in a search")


def test_more_of_one_kind_than_is_looked_at_is_said(story, as_, monkeypatch, counted):
    """The list never says that it holds everything when it may not."""
    for __ in range(3):
        story("submitted")
    for most, cut in ((99, False), (2, True)):
        monkeypatch.setattr(review_work, "MOST", most)
        monkeypatch.setattr(core_work, "MOST", most)
        for page in ("incidents:unit_home", "review:work"):
            text = tight(as_("lead").get(reverse(page)))
            assert ("việc gần hạn nhất" in text) is cut, (page, most)
        assert ('?open=1">danh sách hồ sơ' in text) is cut
        nothing = tight(as_("lead").get(reverse("review:work"), {"q": "khong-co"}))
        assert ('?open=1">danh sách hồ sơ' in nothing) is cut, "it may lie beyond what is looked at"
    counted(4, "first pages and lists, of one kind more than is looked at")
