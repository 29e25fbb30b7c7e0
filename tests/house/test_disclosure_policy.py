"""Whoever finds a hole is told where to turn; search engines are kept away; browsers can report;
the bill of materials is whole.
"""

import json
import logging
import re
from datetime import UTC, datetime

import pytest

from tests.house.test_shape import ROOT

pytestmark = [
    pytest.mark.once,  # the same whichever database answers
    pytest.mark.usefixtures("within_one_window"),
]


@pytest.mark.parametrize("contact", ["", "mailto:an-toan@cong308.example"])
def test_security_txt_says_what_rfc_9116_asks_for(world, client, settings, contact):
    settings.SECURITY_CONTACT = contact
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == contact or fields["Contact"].endswith("/bao-lo-hong/")
    expires = datetime.fromisoformat(fields["Expires"])
    assert 0 < (expires - datetime.now(UTC)).days < 366, "RFC 9116: less than a year"
    page = client.get("/bao-lo-hong/").content.decode()
    assert 'lang="en"' in page
    assert contact.removeprefix("mailto:") in page


def test_search_engines_are_sent_away(world, client):
    assert "Disallow: /" in client.get("/robots.txt").content.decode()
    assert client.get("/tai-khoan/dang-nhap/").headers["X-Robots-Tag"] == "noindex, nofollow"


REPORTS = [
    (
        {
            "csp-report": {
                "effective-directive": "script-src",
                "blocked-uri": "https://xau.example/a.js?ten=Nguyen",
                "document-uri": "https://cong/ho-so/HL-1/",
            }
        },
        "csp directive=script-src blocked=https:xau.example",
    ),
    (
        [
            {
                "type": "csp-violation",
                "body": {"effectiveDirective": "img-src", "blockedURL": "inline"},
            }
        ],
        "csp directive=img-src blocked=inline",
    ),
    (
        {"csp-report": {"effective-directive": "a\nforged line", "blocked-uri": "http://[broken"}},
        "csp directive=aforgedline blocked=unreadable",
    ),
    ({"other": 1}, None),
    ([1, 2], None),
    ("text", None),
    (None, None),
]


def test_a_browsers_report_is_one_clean_line_or_nothing(world, client, caplog, counted):
    for body, line in REPORTS:
        caplog.clear()
        with caplog.at_level(logging.WARNING, "halang_portal.disclosure"):
            answer = client.post("/csp-report/", json.dumps(body), "application/csp-report")
        assert answer.status_code == 204
        lines = [
            row.getMessage() for row in caplog.records if row.name == "halang_portal.disclosure"
        ]
        assert lines == ([line] if line else []), body
    assert client.post("/csp-report/", "x" * 9000, "application/csp-report").status_code == 204
    counted(len(REPORTS), "reports of browsers")


def test_reports_do_not_fill_the_log(world, client, caplog, settings, monkeypatch):
    from halang_portal import disclosure

    monkeypatch.setattr(disclosure, "REPORTS_A_MINUTE", 3)
    monkeypatch.setattr(
        disclosure.timezone, "now", lambda: datetime(2026, 11, 28, 3, 4, 5, tzinfo=UTC)
    )
    body = json.dumps(REPORTS[1][0])
    with caplog.at_level(logging.WARNING, "halang_portal.disclosure"):
        for _ in range(9):
            client.post("/csp-report/", body, "application/csp-report")
    assert len([row for row in caplog.records if row.name == "halang_portal.disclosure"]) == 3


def test_the_bill_of_materials_holds_every_pinned_package(counted):
    """`make sbom` writes it from the lock; a package that changes without it is a failure here."""
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = {
        f"{name.lower()}=={version}"
        for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock, re.M)
    }
    bill = json.loads((ROOT / "docs" / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    listed = {f"{part['name'].lower()}=={part['version']}" for part in bill["components"]}
    assert listed == pinned
    hashed = [part for part in bill["components"] if part["hashes"]]
    counted(len(hashed), "packages in the bill of materials, with hashes")
    assert len(hashed) == len(pinned)
