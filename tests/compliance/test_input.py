"""What nobody would type: it is tidied where it is stored, refused at the door or read within
bounds; one odd row takes no page down for the others.
"""

import random
from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core import columns, parameters
from compliance.core.codes import CodeConverter, is_code
from compliance.core.fields import as_link
from compliance.core.refusals import NotNow, as_refusal
from compliance.core.text import tidy, tidy_all
from compliance.guidance.models import OfficialSource
from compliance.incidents.models import Incident
from compliance.registry.actions import (
    add_office,
    change_office_code,
    change_staff_code,
    save_staff,
)
from compliance.registry.models import Office, StaffMember
from halang_portal.middleware import RefusalsMiddleware
from reports.models import SavedView
from tests.compliance.test_bad_input import row, upload, workbook
from tests.engines import asked_here
from tests.house.test_routes import OPEN, PAGES, ours, status_of

HOSTILE, TIDY = "\u202ea\x00\u200b\u200d\x1b", "a"
OURS = ("compliance", "reports", "halang_portal")
NOT_TYPED = {"password"}  # a hash, of Django's own base class
DAYS = ("01/01/0001", "31/12/9999", "0001-01-01", "9999-12-31")
HUGE = ("9" * 20, "9" * 400, "9" * 5000, "-1", "²", "0")


def text_columns() -> list[models.Field]:
    kinds = (models.CharField, models.TextField, models.JSONField)
    mine = [model for model in apps.get_models() if model._meta.app_config.name.startswith(OURS)]
    return [
        field
        for model in mine
        for field in model._meta.local_fields
        if isinstance(field, kinds) and field.name not in NOT_TYPED
    ]


@pytest.mark.django_db
def test_every_text_column_stores_what_it_is_given_tidy(counted):
    fields = text_columns()
    counted(len(fields), "text columns")
    for field in fields:
        assert isinstance(field, columns._Tidied), (
            f"{field}: take the column from compliance.core.columns"
        )
        hostile, clean = (
            ({HOSTILE: [HOSTILE]}, {TIDY: [TIDY]})
            if isinstance(field, models.JSONField)
            else (HOSTILE, TIDY)
        )
        thing = field.model(**{field.attname: hostile})
        assert [field.pre_save(thing, add=True), getattr(thing, field.attname)] == [
            clean,
            clean,
        ], field
        sent, right = (field.get_db_prep_save(value, connection) for value in (hostile, clean))
        assert getattr(sent, "adapted", sent) == getattr(right, "adapted", right), (
            field
        )  # PostgreSQL wraps JSON


def test_save_bulk_create_bulk_update_and_update_all_store_tidy(world, counted):
    saved = OfficialSource.objects.create(name=HOSTILE, url="https://a.example", note="\ud800")
    OfficialSource.objects.bulk_create([OfficialSource(name=HOSTILE, url="https://b.example")])
    OfficialSource.objects.filter(pk=saved.pk).update(note=f"{HOSTILE}\r\nb")
    saved.refresh_from_db()
    assert (saved.name, saved.note) == (TIDY, "a\nb")
    saved.note = HOSTILE
    OfficialSource.objects.bulk_update([saved], ["note"])
    saved.refresh_from_db()
    assert saved.note == TIDY
    assert OfficialSource.objects.get(url="https://b.example").name == TIDY
    counted(4, "ways to write")


KEPT = (
    "👨\u200d👩\u200d👧\u200d👦",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "🏳️\u200d🌈",
    "👩🏽\u200d🚒",
    "❤️\u200d🔥",
    "می\u200cخواهم",
    "क्\u200dष",
    "Nguyễn Văn Hoà\n\tđịnh",
    "ꪜ ꯍ 𑄌",
)
GONE = {
    "a\u200db": "ab",
    "\u202eb": "b",
    "\u2066x\u2069": "x",
    "a\u00adb": "ab",
    "\x85a\u2028b": "\na\nb",
    "\r\n\r": "\n\n",
    "\ud83d": "\ufffd",
    "e\u0301": "é",
    "a\U000e0041b": "ab",
    "\u3164": "",
    "a\ufeff": "a",
    "\x00\x07\x9f": "",
    "☎\u200d": "☎",
}


def test_what_is_seen_stays_and_what_is_not_goes(counted):
    rng = random.Random(16)
    for text in KEPT:
        assert tidy(text) == text, ascii(text)
    for text, clean in GONE.items():
        assert tidy(text) == clean, ascii(text)
    alphabet = [
        *map(chr, range(0x00, 0x250)),
        *map(chr, range(0x2000, 0x2070)),
        *"ạệ\u0301\u0323👨👩\ufe0f\u200d\u200c\ud800\udc00क्ش🏴\U000e0067\U000e007f\U000e0101",
    ]
    for _ in range(3000):
        text = "".join(rng.choices(alphabet, k=rng.randint(0, 14)))
        once = tidy(text)
        assert tidy(once) == once, ascii(text)
        assert not set(once.encode().decode()) & {"\0", "\u202e", "\u200b", "\r"}, ascii(text)
    assert tidy_all({HOSTILE: [HOSTILE, 1, None, {"x": (HOSTILE,)}]}) == {
        TIDY: [TIDY, 1, None, {"x": (TIDY,)}]
    }
    counted(len(KEPT) + len(GONE) + 3000, "texts tidied")


def test_nul_in_an_address_a_cookie_or_a_header_is_400_at_every_route(arguments, as_, counted):
    client, rows = as_("lead"), 0
    for turn, (name, pattern) in enumerate(ours()):
        if name in ("healthz", "readyz") or not asked_here(
            turn
        ):  # answered before anything is read
            continue
        address = reverse(name, kwargs=arguments(name, pattern))
        for asked_for in (f"{address}?q=a%00b", f"{address}?%00=1", f"{address}%00/"):
            answer = client.get(asked_for)
            rows += 1
            assert answer.status_code == 400, asked_for
            assert answer["Content-Type"].startswith(
                "application/json" if name.startswith("api:") else "text/html"
            ), asked_for
    for header in (
        {"HTTP_USER_AGENT": "a\0"},
        {"HTTP_COOKIE": 'sid="abcdefgh\\000"'},
        {"HTTP_X_FORWARDED_FOR": "\0"},
    ):
        assert as_("anonymous").get("/", **header).status_code == 400
        rows += 1
    assert "Yêu cầu không hợp lệ" in client.get("/ho-so/?office=%00").content.decode()
    counted(rows, "addresses, cookies and headers with NUL")


ODD = "Đăng bài\0 sai \u202esự thật \U0001f468\u200d\U0001f469\u200d\U0001f467 ﷺ"


@pytest.mark.parametrize("door", ["edit", "autosave"])
def test_a_draft_keeps_any_text_that_can_be_seen(door, as_, world, counted):
    client = as_("unit_head")
    client.post("/vu-viec/moi/")
    incident = Incident.objects.get()
    unread = {
        "title": ODD * 9,
        "happened_at": f"hôm \0qua {'rất ' * 90}",
        "known_on": "31/12/9999",
        "act_kind": "\ud83d",
        "link": "javascript:alert(1)",
    }
    body = {
        "version": incident.version,
        "narrative": ODD * 400,
        "unit_action": "\x1b[1mĐã nhắc\r\nnhở",
        **unread,
    }
    raw = b"&".join(f"{name}=".encode() + _escaped(text) for name, text in body.items())
    answer = client.post(
        reverse(f"incidents:{door}", args=[incident.code]),
        raw,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == (422 if door == "edit" else 200)
    incident.refresh_from_db()
    assert incident.narrative == tidy(ODD * 400).strip()
    assert incident.unit_action == "[1mĐã nhắc\nnhở"
    kept = (
        {**incident.typed, "act_kind": "\ud83d"}
        if "\ufffd" in incident.typed["act_kind"]
        else incident.typed
    )
    assert {name: tidy(text) for name, text in kept.items()} == {
        name: tidy(text) for name, text in unread.items()
    }
    page = client.get(reverse("incidents:edit", args=[incident.code])).content.decode()
    assert all(text in page for text in ("31/12/9999", "javascript:alert(1)", "hôm qua"))
    counted(len(body), "fields of a draft")


def _escaped(text) -> bytes:
    return "".join(f"%{byte:02X}" for byte in str(text).encode(errors="surrogatepass")).encode()


BOUNDED = (
    ("lead", "/ho-so/?{}_from={}", ("submitted", "concluded", "closed"), DAYS),
    ("lead", "/ho-so/?{}_to={}", ("submitted", "closed"), DAYS),
    ("lead", "/ho-so/xuat/?submitted_to={1}", ("",), DAYS),
    ("lead", "/api/v1/incidents/?{}={}", ("concluded_from", "closed_to"), DAYS),
    ("auditor", "/nhat-ky/?{}={}", ("tu", "den"), DAYS),
    ("lead", "/so-xuat-du-lieu/?{}={}", ("tu", "den"), DAYS),
    ("lead", "/ho-so/?sort=due&{}={}", ("page", "handler", "office"), HUGE),
    ("lead", "/ho-so/?after={1}_{1}", ("",), (*HUGE, "nan", "inf", "1e400")),
    ("lead", "/can-bo/?q=a&page={1}", ("",), HUGE),
    ("lead", "/api/v1/staff/?q=a&page={1}", ("",), HUGE),
    ("lead", "/so-van-ban/?nam={1}", ("",), HUGE),
    ("lead", "/bao-cao/?nam={1}", ("",), HUGE),
    ("lead", "/lich-lam-viec/?nam={1}", ("",), HUGE),
    ("lead", "/van-ban/moi/?thay={1}", ("",), HUGE),
    ("lead", "/quan-triet/gui/?van-ban={1}", ("",), HUGE),
)


def test_days_numbers_and_pages_out_of_bounds_are_no_error_of_the_server(as_, world, counted):
    rows, clients = 0, {}
    for who, address, names, values in BOUNDED:
        client = clients.setdefault(who, as_(who))
        for number, name in enumerate(names):
            for other, text in enumerate(values):
                if asked_here(number, other):
                    rows += 1
                    status = status_of(client.get(address.format(name, text)))
                    assert status < 500, (address, name, text[:30], status)
    counted(rows, "questions out of bounds")


def test_keys_no_column_holds_are_refused_at_their_field(as_, world, counted):
    client = as_("chairman")
    for field in ("offices", "people"):
        answer = client.post(
            "/chi-dao/moi/", {"text": "Báo cáo", "due_on": "31/12/2026", field: ["9" * 20, "1"]}
        )
        assert answer.status_code == 422
        assert "Báo cáo" in answer.content.decode()
    for text in ("01/01/0001", "31/12/9999"):
        answer = client.post(
            "/chi-dao/moi/",
            {"text": "Báo cáo", "due_on": text, "offices": [world.offices["XA"].pk]},
        )
        assert answer.status_code == 422
        assert "từ năm 1900" in answer.content.decode()
    counted(4, "odd keys and days of a form")


def test_the_readers_take_what_lies_within_and_nothing_else(counted):
    assert parameters.day("31/12/2199") == parameters.day("2199-12-31") == date(2199, 12, 31)
    assert parameters.day("01/01/1900")
    assert not any(
        parameters.day(text) for text in (*DAYS, "", "x", "29/02/2025", "31/12/1899", "01/01/2200")
    )
    assert parameters.page("7") == 7
    assert {parameters.page(text) for text in (*HUGE, "", "x", "1_0", "٣")} == {1}
    assert parameters.number(str(2**63 - 1)) == 2**63 - 1
    assert parameters.number(str(2**63)) is None
    assert parameters.keys(["1", "0", "-3", "x", "9" * 30, "12"]) == [1, 12]
    assert parameters.moment("1700000000.5")
    assert not any(
        parameters.moment(text) for text in ("nan", "inf", "1e400", "-1e11", "9" * 20, "")
    )
    counted(34, "texts read within bounds")


GOOD = ("XA", "HL-0012", "a.b_c-d", "1", "T014")
BAD = (
    "..",
    ".",
    "a/b",
    "x/../y",
    "-a",
    "_a",
    "a b",
    "Đ1",
    "a?b",
    "a#",
    "%2e",
    "moi",
    "Moi",
    "xuat",
    "thay-doi",
    "~2e",
    "a\nb",
    "",
)


def test_a_new_code_keeps_to_the_alphabet_at_every_door(as_, world, counted):
    assert all(map(is_code, GOOD))
    assert not any(map(is_code, BAD))
    client, by, at, rows = as_("affairs"), world.fresh("affairs"), timezone.now(), 0
    office = {"name": "Thử", "short_name": "Thử", "kind": "commune", "valid_from": date(2020, 1, 1)}
    for code in BAD:
        rows += 5
        assert (
            client.post(
                "/don-vi-hanh-chinh/moi/", {**office, "code": code, "valid_from": "01/01/2020"}
            ).status_code
            == 422
        ), code
        with pytest.raises(NotNow):
            add_office(by=by, at=at, code=code, **office)
        with pytest.raises(NotNow):
            save_staff(staff=StaffMember(code=code, full_name="Lý Thị Thử"), by=by, at=at)
        for change, thing in (
            (change_office_code, {"office": world.offices["XA"]}),
            (change_staff_code, {"staff": world.person_staff}),
        ):
            with pytest.raises(NotNow):
                change(code=code, reason="Thử", by=by, at=at, **thing)
    assert not Office.objects.filter(name="Thử").exists()
    page = upload(client, workbook(row(code="x/1"), row(code="X1")))
    assert "Dòng 2, cột “Mã cán bộ”: mã x/1 của người mới" in page.content.decode()
    counted(rows + 1, "codes refused, by door")


OLD = ("TH/02", "..", "x/../y", "moi", "a?b#c", "Đ 01", "~2e", "a\\b", " ", "%00")


def test_every_old_code_stands_in_an_address(counted):
    converter = CodeConverter()
    for code in (*OLD, *GOOD):
        written = converter.to_url(code)
        assert converter.to_python(written) == code
        assert "/" not in written, code
        assert written not in ("", ".", "..", "moi"), code
    counted(len(OLD) + len(GOOD), "codes in an address")


def test_one_odd_code_takes_no_page_down(arguments, as_, world, counted):
    """Offices and people with codes of before: every page opens for whoever it opens for, and both
    can be given another code.
    """
    keys = {name: arguments(name, pattern) for name, pattern in ours()}
    Office.objects.filter(code="XA").update(code="TH/02")
    Office.objects.filter(code="XB").update(code="..")
    StaffMember.objects.filter(pk=world.person_staff.pk).update(code="x/../y")
    StaffMember.objects.filter(user=world.users["unit_head"]).update(code="a/b")
    SavedView.objects.update(office="TH/02")
    moved, clients, rows = {"XA": "TH/02", "T014": "x/../y"}, {}, 0
    for turn, (name, _) in enumerate(ours()):
        people = PAGES.get(name, (set(), None))[0]
        who = next(
            (
                one
                for one in (
                    "affairs",
                    "lead",
                    "chairman",
                    "unit_head",
                    "person",
                    "administrator",
                    "auditor",
                )
                if one in people
            ),
            None,
        )
        if who is None or name in OPEN or not asked_here(turn):
            continue
        address = reverse(
            name, kwargs={key: moved.get(value, value) for key, value in keys[name].items()}
        )
        rows += 1
        assert status_of(clients.setdefault(who, as_(who)).get(address)) in (200, 302), (
            who,
            address,
        )
    counted(rows, "pages with odd codes")
    client, other = as_("affairs"), world.offices["XA"]
    assert client.get("/don-vi-hanh-chinh/").status_code == 200
    changed = client.post(
        reverse("registry:change_office_code", args=["TH/02"]),
        {"code": "TH-02", "reason": "Mã cũ có dấu gạch chéo"},
    )
    assert changed["Location"] == "/don-vi-hanh-chinh/TH-02/"
    assert not SavedView.objects.filter(office="TH/02").exists()
    event = Event.objects.filter(verb="change_office_code", subject_id=str(other.pk)).get()
    assert (event.before["code"], event.after) == (
        "TH/02",
        {"code": "TH-02", "reason": "Mã cũ có dấu gạch chéo"},
    )
    assert client.get("/can-bo/a/b/")["Location"] == reverse("registry:person", args=["a/b"])
    changed = client.post(
        reverse("registry:change_code", args=["x/../y"]),
        {"code": "T900", "reason": "Mã không dùng được"},
    )
    assert changed["Location"] == "/can-bo/T900/"
    assert client.get("/can-bo/T900/").status_code == 200
    assert (
        client.post(
            reverse("registry:change_code", args=["T900"]), {"code": "T002", "reason": "Thử"}
        ).status_code
        == 422
    )


def test_two_who_write_the_same_at_once_get_409(as_, world, counted):
    office = {
        "name": "Hai",
        "short_name": "Hai",
        "kind": "commune",
        "valid_from": date(2020, 1, 1),
        "code": "HAI",
    }
    add_office(by=None, at=timezone.now(), **office)
    request = RequestFactory().post("/don-vi-hanh-chinh/moi/")
    request.session, request.user = {}, world.affairs
    with pytest.raises(IntegrityError) as twice, transaction.atomic():
        add_office(
            by=None, at=timezone.now(), **office
        )  # what the second of two comes to, whose form saw no such code yet
    assert RefusalsMiddleware(None).process_exception(request, twice.value).status_code == 409
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Office.objects.filter(code="HAI").update(valid_to=date(1999, 1, 1))
    assert as_refusal(broken.value) is broken.value  # a broken rule is our fault and stays one
    counted(2, "what the database refuses")


def test_json_too_deep_or_too_long_is_400_at_the_sign_in(as_, world, counted):
    told = ("9" * 5000, "[" * 100_000, '{"a":', "\0", "null")
    for text in told:
        assert (
            as_("anonymous").post(reverse("mfa_login_webauthn"), {"credential": text}).status_code
            < 500
        ), text[:20]
    counted(len(told), "credentials nobody can read")


def test_an_article_written_twice_is_said_at_its_field(as_, world):
    given = {
        "number": "9/NQ",
        "kind": "law",
        "title": "Thử",
        "issuer": "HĐND",
        "issued_on": "15/11/2026",
        "valid_from": "15/11/2026",
    }
    twice = {
        f"{name}_{number}": text
        for number in (1, 2)
        for name, text in (("article", "Điều 1"), ("summary", "Thử"), ("category", "unverified"))
    }
    answer = as_("lead").post("/van-ban/moi/", {**given, **twice})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["article_2"])


LINKS = {
    "https://baochinhphu.vn/a?b=1": "https://baochinhphu.vn/a?b=1",
    "http://a.example:8080": "http://a.example:8080",
    "facebook.com/x": "https://facebook.com/x",
    "javascript:alert(1)": None,
    "JaVaScript:alert(1)": None,
    "data:text/html,x": None,
    "ftp://a.example": None,
    "https://": None,
    "https:///x": None,
    "//a.example": None,
    "http://u:p@a.example": None,
    "https://a b.example": None,
    "https://[::1": None,
    "https://a.example:99999": None,
    "vbscript:x": None,
    "mailto:a@b.example": None,
    "x": None,
    "/a": None,
}


def test_a_link_leads_to_http_or_https_with_a_host(as_, world, counted):
    client = as_("lead")
    for typed, link in LINKS.items():
        assert as_link(typed) == link, typed
        before = OfficialSource.objects.count()
        answer = client.post("/nguon-chinh-thong/", {"name": "Nguồn", "url": typed})
        assert (answer.status_code, OfficialSource.objects.count() - before) == (
            (302, 1) if link else (422, 0)
        ), typed
    OfficialSource.objects.create(name="Cũ", url="javascript:alert(1)")
    assert 'href="javascript' not in client.get("/nguon-chinh-thong/").content.decode()
    counted(len(LINKS), "links")
