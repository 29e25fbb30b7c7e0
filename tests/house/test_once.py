"""A form sent twice is done once: every page that takes one carries a key, and ten sendings make
one row.
"""

import re
import uuid
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from compliance.desk.actions import KEY, REMEMBERED, sweep
from compliance.desk.models import FormKey
from compliance.incidents.models import Incident
from compliance.rulebook.models import Instrument
from halang_portal.once import UNKEYED
from tests.house.test_routes import ALLAUTH
from tests.world import png

pytestmark = pytest.mark.both

READ_ONLY = "api:"  # the API takes no form
NO_FORM = (
    "security_txt",
    "robots",
    "disclosure",
    "csp_report",
    "healthz",
    "readyz",
)  # open to everybody; none takes a form


def patterns(resolver=None, space: str = ""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}:{entry.name}" if space else entry.name, entry.callback
        else:
            yield from patterns(entry, entry.namespace or space)


def test_every_route_of_ours_is_taken_once_or_says_why_not(counted):
    ours = {
        name: view
        for name, view in patterns()
        if not name.startswith((*ALLAUTH, "socialaccount_", "openid_connect_", READ_ONLY, *NO_FORM))
        or name == "account"
    }
    counted(len(ours), "routes that take a form once")
    assert not [name for name, view in ours.items() if not getattr(view, "once", False)]
    assert set(UNKEYED) <= set(ours)
    assert all(len(reason) > 20 for reason in UNKEYED.values())


def test_every_form_that_is_sent_carries_the_key(counted):
    forms, without = 0, []
    for page in sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        forms += text.count("{% form_card ")  # a component: its template is one of those read here
        for form in re.findall(r"<form\b.*?</form>", text, re.S):
            if re.search(r'method="post"', form.split(">", 1)[0] + ">", re.I):
                forms += 1
                if "{% csrf_token %}" not in form:
                    without.append(page.name)
    counted(forms, "forms in templates")
    assert not without


class Made(NamedTuple):
    """Who sends what to which page, and the table a row is made in."""

    model: str
    who: str
    url: str
    data: dict


def making(world, keys: dict, exact: dict) -> list[Made]:
    """Every form that makes something, filled in."""
    today = timezone.localdate()
    soon, now = f"{today + timedelta(days=9):%d/%m/%Y}", f"{today:%d/%m/%Y}"
    code, person = keys["review:"]["code"], world.person_staff
    instrument = Instrument.objects.get(pk=keys["guidance:"]["pk"])
    xa, xb = world.offices["XA"], world.offices["XB"]
    rule = {
        "kind": "decision",
        "number": "77/QĐ-THU",
        "title": "Quy chế thử",
        "issuer": "UBND huyện Thử",
        "issued_on": now,
        "valid_from": now,
    }
    return [
        Made("incidents.Incident", "unit_head", "/vu-viec/moi/", {}),
        Made(
            "reports.Direction",
            "chairman",
            "/chi-dao/moi/",
            {"text": "Niêm yết lịch.", "offices": [xa.pk], "due_on": soon},
        ),
        Made(
            "reports.TaskReply",
            "unit_head",
            reverse("reports:reply_direction", kwargs=exact["reports:reply_direction"]),
            {"text": "Đã làm."},
        ),
        Made("reports.Recipient", "lead", "/noi-nhan/", {"name": "Sở Tư pháp", "purpose": "B/c"}),
        Made(
            "reports.SavedView",
            "chairman",
            "/so-lieu/luu/",
            {"name": "Tháng vừa qua", "kind": "month", "back": 1, "office": "", "cadence": "week"},
        ),
        Made(
            "guidance.OfficialSource",
            "lead",
            "/nguon-chinh-thong/",
            {"name": "Cổng tỉnh", "url": "https://caobang.gov.vn", "note": ""},
        ),
        Made(
            "guidance.Dispatch",
            "lead",
            "/quan-triet/gui/",
            {"instrument": instrument.pk, "offices": [xb.pk], "due_on": soon, "note": ""},
        ),
        Made(
            "guidance.Briefing",
            "unit_head",
            "/quan-triet/buoi/moi/",
            {"held_on": now, "instruments": [instrument.pk], "others": "2", "minutes": "Trao đổi."},
        ),
        Made("rulebook.Instrument", "affairs", "/van-ban/moi/", rule),
        Made(
            "registry.StaffMember",
            "affairs",
            "/can-bo/moi/",
            {
                "code": "T900",
                "full_name": "Ngọc Thử Mới",
                "salutation": "ba",
                "office": xa.pk,
                "position": "Công chức",
                "staff_kind": "cong_chuc",
                "valid_from": now,
            },
        ),
        Made(
            "registry.Posting",
            "affairs",
            f"/can-bo/{person.code}/vi-tri/kiem-nhiem/",
            {"office": xa.pk, "position": "Bí thư Đoàn xã", "valid_from": now},
        ),
        Made(
            "registry.Office",
            "affairs",
            "/don-vi-hanh-chinh/moi/",
            {
                "code": "XC",
                "name": "UBND xã Ba",
                "short_name": "Xã Ba",
                "kind": "commune",
                "valid_from": now,
                "parent": world.offices["UBND"].pk,
            },
        ),
        Made(
            "registry.OfficeHours",
            "affairs",
            "/don-vi-hanh-chinh/XA/gio-lam-viec/",
            {
                "valid_from": soon,
                "morning_from": "07:30",
                "morning_to": "11:30",
                "afternoon_from": "13:30",
                "afternoon_to": "17:00",
                "basis": "Thông báo",
            },
        ),
        Made(
            "registry.Kinship",
            "affairs",
            f"/can-bo/{person.code}/quan-he/",
            {"relative": "T002", "relation": "sibling"},
        ),
        Made(
            "registry.Function",
            "administrator",
            "/chuc-nang-phan-quyen/",
            {"kind": "member", "user": "T015", "valid_from": now, "basis": "Quyết định"},
        ),
        Made(
            "registry.DataRequest",
            "person",
            "/du-lieu-cua-toi/de-nghi/",
            {"kind": "provide", "part": "other", "text": "Xin bản sao dữ liệu."},
        ),
        Made(
            "registry.DataRequest",
            "affairs",
            "/de-nghi-du-lieu/moi/",
            {"staff": "T015", "kind": "provide", "part": "other", "text": "Xin bản sao."},
        ),
        Made(
            "registry.ImportRun",
            "affairs",
            "/can-bo/nhap/",
            {
                "upload": (
                    "ds.csv",
                    "Mã cán bộ;Họ và tên;Đơn vị;Chức vụ;Loại cán bộ\nT901;Nông Thử;XA;Công"
                    " chức;Công chức\n".encode(),
                    "text/csv",
                )
            },
        ),
        Made(
            "registry.ImportRun",
            "affairs",
            "/don-vi-hanh-chinh/nhap/",
            {
                "upload": (
                    "dv.csv",
                    "Mã đơn vị;Tên đơn vị;Loại\nXD;UBND xã Bốn;Xã\n".encode(),
                    "text/csv",
                )
            },
        ),
        Made(
            "registry.Departure",
            "affairs",
            "/ban-giao/",
            {"staff": "T005", "reason": "retired", "last_day": soon},
        ),
        Made(
            "retention.LegalHold",
            "lead",
            f"/luu-giu/ho-so/{Incident.objects.get(status='enforcing').code}/giu-lai/",
            {"reason": "Có khiếu nại mới.", "until": soon},
        ),
        Made(
            "retention.RetentionTerm",
            "lead",
            "/luu-giu/thoi-han/",
            {"kind": "noted", "months": "6", "valid_from": now, "reason": "Thử"},
        ),
        Made(
            "review.CaseDocument",
            "member",
            f"/ho-so/{code}/van-ban/moi/record/",
            {"issuer": "team", "day": now, "time": "08:30", "place": "Phòng họp"},
        ),
        Made(
            "incidents.Evidence",
            "member",
            f"/ho-so/{code}/them-chung-cu/",
            {"version": None, "upload": ("anh.png", png(), "image/png"), "caption": "Ảnh"},
        ),
        Made(
            "incidents.Invitation",
            "lead",
            f"/ho-so/{code}/moi-tham-gia/",
            {
                "version": None,
                "who": "other_member",
                "part": "",
                "until": soon,
                "reason": "Giúp đối chiếu.",
            },
        ),
        Made(
            "review.Opinion",
            "affairs",
            f"/ho-so/{code}/cho-y-kien/",
            {"version": None, "side": "affairs", "text": "Đủ căn cứ.", "suggests": ""},
        ),
    ]


def sent(client, made: Made, key: str, version: int):
    """One sending; a file is another object every time, as from a browser."""
    data = {
        name: SimpleUploadedFile(*value) if isinstance(value, tuple) else value
        for name, value in made.data.items()
    } | {KEY: key}
    if "version" in data:
        data["version"] = version
    return client.post(made.url, data)


def test_ten_sendings_of_a_form_make_one_row(arguments, as_, world, counted):
    keys, exact = arguments.keys
    version, wrong, rows = Incident.objects.get(code=keys["review:"]["code"]).version, [], 0
    clients = {
        who: as_(who)
        for who in ("unit_head", "chairman", "lead", "affairs", "administrator", "person", "member")
    }
    for made in making(world, keys, exact):
        table, point, key = (
            apps.get_model(made.model).objects,
            transaction.savepoint(),
            str(uuid.uuid4()),
        )
        before = table.count()
        answers = [sent(clients[made.who], made, key, version) for _ in range(10)]
        told = {(answer.status_code, answer.headers.get("Location")) for answer in answers}
        if table.count() != before + 1 or len(told) != 1 or answers[0].status_code != 302:
            wrong.append(
                (
                    made.url,
                    table.count() - before,
                    told,
                    [
                        answer.context["form"].errors
                        for answer in answers[:1]
                        if answer.status_code == 422
                    ],
                )
            )
        transaction.savepoint_rollback(point)
        rows += 1
    counted(rows, "creating forms sent ten times")
    assert not wrong, "\n".join(map(str, wrong))


def test_the_key_of_a_page_gone_back_to_takes_other_words_and_an_error_leaves_it_free(as_, world):
    from reports.models import Direction

    chairman, key = as_("chairman"), str(uuid.uuid4())
    given = {
        "text": "Việc một",
        "offices": [world.offices["XA"].pk],
        "due_on": "31/12/2099",
        KEY: key,
    }
    assert chairman.post("/chi-dao/moi/", {**given, "due_on": ""}).status_code == 422
    assert not FormKey.objects.exists()
    assert chairman.post("/chi-dao/moi/", given).status_code == 302
    assert chairman.post("/chi-dao/moi/", {**given, "text": "Việc hai"}).status_code == 302
    assert as_("vice").post("/chi-dao/moi/", given).status_code == 302, (
        "somebody else's sending is another"
    )
    assert Direction.objects.count() == 3


def test_a_key_is_forgotten_after_a_day_and_names_nobody(as_, world, counted):
    as_("chairman").post(
        "/chi-dao/moi/",
        {
            "text": "Việc",
            "offices": [world.offices["XA"].pk],
            "due_on": "31/12/2099",
            KEY: str(uuid.uuid4()),
        },
    )
    row = FormKey.objects.get()
    counted(len(FormKey._meta.fields), "columns of a form's key")
    assert not [field for field in FormKey._meta.fields if field.is_relation]
    assert re.fullmatch(r"[0-9a-f]{64}", row.mark)
    sweep(at=row.at + REMEMBERED)
    assert FormKey.objects.exists()
    sweep(at=row.at + REMEMBERED + timedelta(minutes=1))
    assert not FormKey.objects.exists()


def test_the_page_itself_carries_a_new_key_every_time(as_):
    keys = {
        tuple(
            re.findall(
                rf'name="{KEY}" value="([0-9a-f-]{{36}})"',
                as_("chairman").get("/chi-dao/moi/").content.decode(),
            )
        )
        for _ in range(2)
    }
    assert len(keys) == 2
    assert all(keys)
