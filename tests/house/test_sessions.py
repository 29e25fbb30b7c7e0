"""Sessions, the second factor, an empty portal, and what a page may cost."""

import re
import time

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from compliance.registry.models import Function, User
from tests.world import PASSWORD, PEOPLE

SEEING = [name for name in PEOPLE if name not in ("person", "other_staff", "superuser")]


@pytest.mark.parametrize("who", SEEING)
def test_in_production_nobody_with_a_function_gets_anywhere_before_the_second_factor(
    who, as_, settings
):
    settings.REQUIRE_SECOND_FACTOR = True
    client = as_(who)
    for path in ("/", "/ho-so/", "/so-lieu/", "/can-bo/", "/nhat-ky/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (
            302,
            "/tai-khoan/hai-buoc/totp/activate/",
        ), path
    assert client.get("/api/v1/incidents/").status_code == 403


def test_the_second_factor_is_set_up_and_then_asked_for(world, settings):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    settings.REQUIRE_SECOND_FACTOR = True
    client = Client()
    login = {"login": "lead", "password": PASSWORD}
    assert client.post("/tai-khoan/dang-nhap/", login).status_code == 302
    again = client.get("/tai-khoan/hai-buoc/totp/activate/")[
        "Location"
    ]  # the password once more, before the account is changed
    assert client.post(again, {"password": PASSWORD}).status_code == 302
    page = client.get("/tai-khoan/hai-buoc/totp/activate/").content.decode()
    secret = re.search(r"\b([A-Z2-7]{32})\b", page)[1]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post("/tai-khoan/hai-buoc/totp/activate/", {"code": code}).status_code == 302
    assert client.get("/ho-so/").status_code == 200
    other = Client()
    assert "authenticate" in other.post("/tai-khoan/dang-nhap/", login)["Location"]
    assert other.get("/ho-so/").status_code == 302


def test_a_wrong_password_is_said_in_vietnamese_and_the_name_is_kept(world):
    page = Client().post("/tai-khoan/dang-nhap/", {"login": "lead", "password": "sai"})
    body = page.content.decode()
    assert "Chưa đăng nhập được" in body
    assert 'value="lead"' in body
    assert "Đăng nhập" in body


def test_nobody_signs_up(world):
    assert Client().post(
        "/tai-khoan/dang-ky/", {"username": "la", "password1": PASSWORD, "password2": PASSWORD}
    ).status_code in (200, 302)
    assert not User.objects.filter(username="la").exists()


def test_a_form_sent_after_the_session_ended_leads_back_to_a_page_and_not_to_an_empty_one(
    as_, story
):
    made = story("awaiting_answer")
    client = as_("person")
    assert (
        client.get(f"/cua-toi/{made.incident.code}/giai-trinh/")["Location"]
        == f"/cua-toi/{made.incident.code}/"
    )
    assert (
        "nội dung đã lưu nháp không mất"
        in client.get(f"/cua-toi/{made.incident.code}/luu-nhap/").content.decode()
    )


def test_a_function_that_ended_counts_no_longer_at_the_next_request(as_, world):
    client = as_("other_member")
    assert client.get("/bao-cao/").status_code == 200
    as_("administrator").post(
        f"/chuc-nang-phan-quyen/{Function.objects.get(user=world.other_member).pk}/ket-thuc/"
    )
    assert client.get("/bao-cao/").status_code == 403


def test_nobody_gives_a_function_to_themselves(as_, world):
    page = as_("administrator").post(
        "/chuc-nang-phan-quyen/",
        {"user": "administrator", "kind": "lead", "valid_from": "01/01/2026", "basis": "x"},
    )
    assert page.status_code == 422
    assert "Không tự giao" in page.content.decode()


@pytest.mark.parametrize(
    ("path", "most"), [("/ho-so/", 12), ("/so-lieu/", 26), ("/don-vi/", 24), ("case", 30)]
)
def test_a_page_asks_the_database_no_more_than_this_as_a_restricted_user(path, most, as_, story):
    made = story("consulting")
    for _ in range(3):
        story("in_review")
    client = as_("unit_head")
    url = f"/ho-so/{made.incident.code}/" if path == "case" else path
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    print(f"{path}: {len(captured)} queries")
    assert len(captured) <= most, "\n".join(query["sql"][:120] for query in captured)


def test_the_number_of_queries_of_the_list_does_not_grow_with_the_list(as_, story):
    client, counts = as_("unit_head"), []
    for _ in range(3):
        story("in_review")
        story("in_review")
        client.get("/ho-so/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/ho-so/")
        counts.append(len(captured))
    assert len(set(counts)) == 1, counts


def test_an_empty_portal_opens_for_its_first_two_accounts(world, capsys):
    with pytest.raises(Exception, match="đã có người giữ chức năng"):
        call_command("first_accounts", "a", "b")


@pytest.mark.parametrize("who", ["lead", "chairman", "unit_head", "affairs", "member"])
def test_pages_without_any_case_or_summary_have_their_empty_states(who, as_):
    client = as_(who)
    for path in (
        "/",
        "/ho-so/",
        "/so-lieu/",
        "/bao-cao/",
        "/bao-cao-don-vi/",
        "/chi-dao/",
        "/thong-bao/",
        "/quan-triet/",
    ):
        answer = client.get(path, follow=True)
        assert answer.status_code in (200, 403), path
