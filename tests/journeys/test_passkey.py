"""A passkey in the browser: added on the pages of two steps, then the door without a password."""

import sqlite3
from contextlib import closing

import pytest

pytestmark = pytest.mark.journey


@pytest.fixture
def without_factors(portal):
    """What is added to accounts here is gone afterwards: other journeys sign in by password."""
    yield
    with closing(sqlite3.connect(portal.data / "portal.sqlite3", timeout=30)) as rows, rows:
        rows.execute("DELETE FROM mfa_authenticator")


@pytest.mark.usefixtures("without_factors")
def test_a_passkey_is_added_and_opens_the_portal_without_a_password(portal, chromium, logins):
    """Chromium's virtual authenticator, on localhost as the standard asks; the whole page policy is
    in force.
    """
    base = portal.base.replace("127.0.0.1", "localhost")
    context = chromium.new_context(locale="vi-VN")
    page = context.new_page()
    errors = []
    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else None
    )
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    how = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": how})
    page.goto(f"{base}/tai-khoan/dang-nhap/")
    page.fill("#id_login", logins["vice_chairman"]["username"])
    page.fill("#id_password", logins["vice_chairman"]["password"])
    page.click("button.btn-big")
    page.wait_for_url("**/so-lieu/**")
    page.goto(f"{base}/tai-khoan/hai-buoc/webauthn/add/")
    if "xac-nhan-lai" in page.url:
        page.fill("input[name=password]", logins["vice_chairman"]["password"])
        page.click("button.btn-big")
        page.wait_for_url("**/webauthn/add/**")
    page.locator("[id$=passwordless]").check()
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    page.goto(f"{base}/tai-khoan/hai-buoc/webauthn/")
    assert "Không cần mật khẩu" in page.inner_text("main")
    page.goto(f"{base}/tai-khoan/")
    page.get_by_role("button", name="Đăng xuất").first.click()
    page.wait_for_load_state()
    page.goto(f"{base}/tai-khoan/dang-nhap/")
    page.click("#passkey_login")
    page.wait_for_url("**/so-lieu/**")
    assert logins["vice_chairman"]["name"].split()[-1] in page.inner_text("header")
    assert not errors, errors
    context.close()
