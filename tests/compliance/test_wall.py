"""The conflict wall and the canaries: what a person may not know stands on no page, list, count,
search, export or mail they can reach.
"""

import re

import pytest
from django.core import mail
from django.utils import timezone

from compliance.incidents.models import Incident
from compliance.outbox.processing import process_due
from tests.engines import asked_here
from tests.house.test_routes import ours
from tests.world import CANARIES, PEOPLE, related

WALLED = (
    "kin",
    "recused",
    "person",
    "superuser",
    "auditor",
    "administrator",
    "other_head",
    "other_member",
    "other_staff",
)
STATUSES = ("submitted", "consulting", "closed", "screened_out")
PAGES = (
    "/ho-so/",
    "/ho-so/?q=Phản",
    "/ho-so/?q=chim-hoàng-yến",
    "/ho-so/?open=1&sort=due",
    "/ho-so/?status=consulting&sort=submitted",
    "/ho-so/?category=unverified",
    "/ho-so/xuat/?dang=csv",
    "/ho-so/xuat/?dang=xlsx",
    "/thong-bao/",
    "/viec-can-lam/",
    "/don-vi/",
    "/so-lieu/",
    "/so-lieu/xuat/?dang=csv",
    "/nhat-ky/",
    "/nhat-ky/xuat/",
    "/cua-toi/",
    "/api/v1/incidents/",
    "/api/v1/incidents/?q=chim",
    "/api/v1/staff/?q=chim",
    "/de-nghi-danh-tinh/",
    "/quyen-xem/?ho-so=chim",
    "/ban-giao/",
    "/khong-co-trang-nay/",
    "/bao-cao/",
    "/bao-cao-don-vi/xuat/?dang=csv",
    "/chi-dao/xuat/?dang=csv",
    "/api/v1/figures/",
    "/chi-dao/",
)


def text_of(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="ignore")


@pytest.mark.parametrize("who", WALLED)
@pytest.mark.parametrize("status", STATUSES)
def test_whoever_stands_behind_the_wall_meets_the_case_nowhere(
    who, status, story, world, as_, counted
):
    made = story(status)
    if status == "consulting":
        made.recuse()
    elif who == "recused":
        return
    client, rows = as_(who), 0
    assert not Incident.objects.visible_to(world.fresh(who)).filter(pk=made.incident.pk).exists()
    for turn, page in enumerate(PAGES):
        if not asked_here(STATUSES.index(status), WALLED.index(who), turn):
            continue
        answer = client.get(page)
        body = text_of(answer) + str(dict(answer.headers))
        rows += 1
        told = (
            page in ("/cua-toi/", "/thong-bao/")
            and who == "person"
            or page.startswith("/nhat-ky/")
            and who == "auditor"
        )
        assert told or made.incident.code not in body, page
        for canary in CANARIES.values():
            assert canary not in body, (page, canary)
    counted(rows, "surface × walled person")


@pytest.mark.dealt
@pytest.mark.parametrize(
    "who",
    [
        name
        for name in PEOPLE
        if name not in ("unit_head", "lead", "deputy_lead", "member", "affairs", "chairman", "vice")
    ],
)
def test_no_canary_sings_on_any_route_for_whom_it_should_not(who, arguments, as_, counted):
    from django.urls import reverse

    client, rows = as_(who), 0
    for turn, (name, pattern) in enumerate(ours()):
        if not asked_here(PEOPLE.index(who), turn):
            continue
        own = (name.startswith("review:my") or name == "review:answer") and who == "person"
        body = text_of(client.get(reverse(name, kwargs=arguments(name, pattern)), follow=True))
        rows += 1
        for field, canary in CANARIES.items():
            # the person reads the allegation, the evidence and their own answer at their own door,
            # and nothing of opinions or proposals
            if own and field in ("title", "narrative", "evidence", "answer"):
                continue
            assert canary not in body or own, (name, field)
    counted(rows, "route × canary")


def test_the_person_reads_neither_opinions_nor_who_reported(story, as_, world):
    made = story("consulting")
    made.opine()
    body = text_of(as_("person").get(f"/cua-toi/{made.incident.code}/"))
    assert made.incident.code in body
    assert CANARIES["opinion"] not in body
    assert world.unit_head.display_name not in body


def test_the_auditor_reads_the_trail_without_case_content(story, as_):
    story("closed")
    body = text_of(as_("auditor").get("/nhat-ky/?page=1"))
    assert "Kết luận" in body
    assert not [canary for canary in CANARIES.values() if canary in body]


def test_mail_holds_a_link_and_no_content(
    story, world, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    made = story("closed")
    done = process_due(timezone.now())
    assert done["failed"] == 0
    assert len(mail.outbox) > 5
    names = [user.display_name for user in world.users.values()]
    for letter in [one for one in mail.outbox if "mốc nhật ký" not in one.subject]:
        content = letter.subject + letter.body
        assert not [canary for canary in CANARIES.values() if canary in content]
        assert made.incident.code not in content
        assert world.person.display_name not in content or letter.to == [world.person.email]
        assert re.search(r"http://\S+/", letter.body)
    assert names


def test_a_denunciation_leaves_nothing_but_its_reference(story, as_, world):
    made = story("submitted")
    made.screen_out("denunciation")
    for who in ("chairman", "affairs", "member"):
        assert (
            not Incident.objects.visible_to(world.fresh(who)).filter(pk=made.incident.pk).exists()
        )
    body = text_of(as_("lead").get(f"/ho-so/{made.incident.code}/"))
    assert "05/PC" in body
    assert not [canary for canary in CANARIES.values() if canary in body]
    assert not [
        canary
        for canary in CANARIES.values()
        if canary in text_of(as_("lead").get("/api/v1/incidents/"))
    ]
    assert not [
        canary for canary in CANARIES.values() if canary in text_of(as_("lead").get("/ho-so/"))
    ]
    assert not [
        canary
        for canary in CANARIES.values()
        if canary in text_of(as_("lead").get("/ho-so/xuat/?dang=csv"))
    ]


def test_the_auditors_own_wall_holds_in_the_trail_too(story, as_, world):
    made = story("consulting")
    other = story("submitted", reporter="member", staff=world.other_staff.staff)
    related(world.auditor.staff, world.person_staff)
    for page in ("/nhat-ky/", "/nhat-ky/xuat/"):
        body = text_of(as_("auditor").get(page))
        assert other.incident.code in body
        assert made.incident.code not in body, page
    assert "Không có sự kiện nào khớp" in text_of(
        as_("auditor").get(f"/nhat-ky/?doi-tuong={made.incident.code}")
    )
    client = as_("auditor")
    client.post("/nhat-ky/kiem-tra/")
    assert "nhật ký nguyên vẹn" in text_of(client.get("/nhat-ky/kiem-tra/")).lower()
