"""The same thing reported several times is found each time, whatever address was pasted. An address
is kept as it was pasted, and one that is too long is refused in words.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.core.links import LONGEST
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Incident
from compliance.incidents.queries import duplicates, why_alike
from tests.world import Story

pytestmark = pytest.mark.both

POST = "https://www.facebook.com/groups/12/posts/456/"
SAME = (
    "https://www.facebook.com/groups/12/posts/456",
    "https://m.facebook.com/groups/12/permalink/456/?mibextid=Nif5oz",
    "https://www.facebook.com/groups/12/posts/456/?fbclid=IwAR0x",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2Fgroups%2F12%2Fposts%2F456%2F",
)
OTHER = "https://www.facebook.com/groups/12/posts/457/"


def sent(world, link: str, days_ago: int) -> Incident:
    """A report of that address, sent in, about an act so many days ago."""
    made = Story(world, start=timezone.now() - timedelta(days=days_ago))
    head = made.user("unit_head")
    incident_actions.save_draft(
        incident=made.fresh(), fields={"link": link}, by=head, at=made.step()
    )
    made.submit()
    return made.fresh()


@pytest.fixture
def reported(world):
    """The same post reported four times, months apart, and another one."""
    rows = [sent(world, link, 400 - 60 * number) for number, link in enumerate(SAME)]
    return rows, sent(world, OTHER, 150)


def test_the_same_post_is_found_whatever_address_was_pasted(reported, world, as_):
    rows, other = reported
    lead = world.fresh("lead")
    for row in rows:
        alike = set(duplicates(row, lead).values_list("pk", flat=True))
        assert alike == {each.pk for each in rows if each.pk != row.pk}
        assert all("cùng liên kết" in why_alike(row, each) for each in rows if each.pk != row.pk)
    assert not duplicates(other, lead).exists()
    page = as_("lead").get(reverse("review:act", args=[rows[0].code, "thu-ly"])).content.decode()
    assert page.count("cùng liên kết") >= len(rows) - 1


def test_an_address_among_the_evidence_counts_as_the_reports_own(reported, world):
    rows, _ = reported
    made = Story(world, start=timezone.now() - timedelta(days=20))
    head = made.user("unit_head")
    incident_actions.add_evidence(
        incident=made.fresh(), url=f"{POST}?mibextid=x", by=head, at=made.step()
    )
    made.submit()
    alike = set(duplicates(made.fresh(), world.fresh("lead")).values_list("pk", flat=True))
    assert alike >= {row.pk for row in rows}


def test_a_pasted_address_is_a_search_on_the_page_and_in_the_api(reported, as_, counted):
    rows, other = reported
    asked = {link: len(rows) for link in (*SAME, POST, f"{POST}?utm_source=x")}
    asked |= {OTHER: 1, "facebook.com/groups/12/posts": 5, "https://facebook.com/groups/1": 0}
    asked |= {f"{POST}{'?x=' + 'y' * 900}": len(rows)}  # longer than a search for words
    client = as_("lead")
    for words, hits in asked.items():
        page = client.get(reverse("incidents:queue"), {"q": words})
        assert len([row for row in (*rows, other) if row.code in page.content.decode()]) == hits, (
            words
        )
        answer = client.get(reverse("api:incidents"), {"q": words}).json()
        assert answer["count"] == hits, words
    counted(2 * len(asked), "searches for an address")


def test_a_sealed_report_is_not_found_by_its_address(reported, as_, world):
    rows, _ = reported
    Incident.objects.filter(pk=rows[0].pk).update(sealed=True)
    assert Incident.objects.matching(POST).count() == len(rows) - 1


def test_an_address_is_kept_as_it_was_pasted_and_never_cut(as_, world):
    client = as_("unit_head")
    client.post("/vu-viec/moi/")
    draft = Incident.objects.get()
    page = f"/vu-viec/{draft.code}/sua/"
    assert "maxlength" not in client.get(page).content.decode()
    long = f"https://mang.example/bai/{'a' * 800}?khoa=1&fbclid=2"
    assert (
        client.post(page, {"version": draft.version, "save": "1", "link": long}).status_code == 302
    )
    draft.refresh_from_db()
    assert draft.link == long
    assert f'value="{long.replace("&", "&amp;")}"' in client.get(page).content.decode()
    endless = f"https://mang.example/{'b' * LONGEST}"
    answer = client.post(page, {"version": draft.version, "save": "1", "link": endless})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert endless in said
    assert f"{LONGEST}" in said
    draft.refresh_from_db()
    assert draft.link == long


def test_evidence_under_review_takes_the_same_addresses_as_a_draft(story, as_):
    made = story("in_review")
    page = reverse("review:act", args=[made.incident.code, "them-chung-cu"])
    version = made.fresh().version
    wrong = {"version": version, "url": "javascript:alert(1)", "caption": "Bài đăng"}
    assert as_("member").post(page, wrong).status_code == 422
    right = {**wrong, "url": "facebook.com/groups/12/posts/456"}
    assert as_("member").post(page, right).status_code == 302
    item = made.incident.evidence.latest("number")
    assert (item.url, item.url_key) == (
        "https://facebook.com/groups/12/posts/456",
        "facebook.com/groups/12/posts/456",
    )
