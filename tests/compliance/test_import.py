"""Lists of staff on their way in: headings, days and text as people write them; every fate; all or
nothing; undo; strangers' files.
"""

import io
import json
import random
import zipfile
from datetime import date, datetime, timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from compliance.audit.models import ExportRecord
from compliance.core.refusals import NotNow
from compliance.outbox.processing import process_due
from compliance.registry import actions
from compliance.registry.importing import reading
from compliance.registry.importing.cells import as_day, as_text
from compliance.registry.importing.choices import Choices
from compliance.registry.importing.columns import LABELS, SYNONYMS, never_kept, recognise
from compliance.registry.importing.compare import Comparison
from compliance.registry.importing.naming import OfficeBook
from compliance.registry.importing.old_codes import typed
from compliance.registry.importing.plan import Planner, Row
from compliance.registry.importing.reader import Unreadable, read_sheets, sheets_of
from compliance.registry.importing.reading import rows_of
from compliance.registry.importing.sheets import SheetReading
from compliance.registry.models import ImportRow, ImportRun, Posting, StaffMember
from compliance.rulebook.clocks import local_day
from compliance.stores.beside import IMPORTS
from tests.world import related

HEAD = (
    "Mã cán bộ",
    "Họ và tên",
    "Xưng hô",
    "Đơn vị",
    "Chức vụ",
    "Loại cán bộ",
    "Lãnh đạo",
    "Từ ngày",
    "Thư điện tử",
    "Điện thoại",
)


def line(
    code="N900", name="Nguyễn Văn Hoà", office="XA", position="Văn thư", kind="Công chức", **more
) -> list:
    return [
        code,
        name,
        more.get("call", "ông"),
        office,
        position,
        kind,
        more.get("leader", ""),
        more.get("since"),
        more.get("email", ""),
        more.get("phone", ""),
    ]


def book(*rows, head=HEAD, before=(), **how) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, **how})
    sheet, day = made.add_worksheet("Danh sách"), made.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate([*before, head, *rows]):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), day)
            elif isinstance(cell, int | float):
                sheet.write_number(number, column, cell)
            elif cell:
                sheet.write_string(number, column, cell)
    made.close()
    return out.getvalue()


@pytest.fixture
def given(world):
    """given(content, name=…) -> the run, read."""

    def upload(content: bytes, name: str = "ds.xlsx", **how) -> ImportRun:
        return actions.upload_list(
            upload=io.BytesIO(content),
            name=name,
            by=world.fresh("affairs"),
            at=timezone.now(),
            wait=True,
            **how,
        )

    return upload


@pytest.fixture
def applied(given, world):
    def apply(content: bytes, name: str = "ds.xlsx", **how) -> ImportRun:
        return actions.apply_import(
            run=given(content, name, **how), by=world.fresh("affairs"), at=timezone.now(), wait=True
        )

    return apply


# --- headings, days, text


def test_every_synonym_is_recognised_however_it_is_written(counted):
    rows = 0
    for field, names in SYNONYMS.items():
        for name in names:
            for heading in (
                name,
                name.upper(),
                f"  {name.capitalize()} (*) ",
                f"{name}:",
                name.replace(" ", "\n", 1),
            ):
                rows += 1
                assert recognise(heading) == field, heading
    counted(rows, "headings")


PROTECTED = (
    "Số CCCD",
    "CMND/CCCD",
    "Số căn cước công dân",
    "Số định danh cá nhân",
    "Dân tộc",
    "Tôn giáo",
    "Đảng viên",
    "Ngày vào Đảng",
    "Ngày vào đảng chính thức",
    "Chi bộ",
    "Số thẻ đảng",
    "Chức vụ Đảng",
    "Chứng minh nhân dân",
)


def test_what_must_not_be_kept_is_told_by_name_and_kept_nowhere(given, counted):
    head = (*HEAD, *PROTECTED)
    run = given(book([*line(), *(f"chim-yến-{n}" for n in range(len(PROTECTED)))], head=head))
    assert all(never_kept(heading) for heading in PROTECTED)
    assert run.left_out == list(PROTECTED)
    assert "chim-yến" not in json.dumps(list(run.rows.values()), default=str, ensure_ascii=False)
    counted(len(PROTECTED), "protected columns")


def test_no_column_anywhere_is_for_what_must_not_be_kept(counted):
    from django.apps import apps

    columns = [
        (model._meta.label, field.name, str(getattr(field, "verbose_name", "")))
        for model in apps.get_models()
        for field in model._meta.get_fields()
    ]
    counted(len(columns), "columns of the database")
    assert not [
        one
        for one in columns
        if never_kept(one[2])
        or any(word in one[1] for word in ("cccd", "citizen", "ethnic", "religio", "party_member"))
    ]
    assert not [label for label in LABELS.values() if never_kept(label)]


DAYS = {
    "01/11/2018": date(2018, 11, 1),
    "1/11/2018": date(2018, 11, 1),
    "01-11-2018": date(2018, 11, 1),
    "1.11.2018": date(2018, 11, 1),
    "01/11/2018 00:00:00": date(2018, 11, 1),
    "2018-11-01": date(2018, 11, 1),
    "2018-11-01T00:00:00": date(2018, 11, 1),
    "ngày 1 tháng 11 năm 2018": date(2018, 11, 1),
    "Ngày 01 tháng 11 năm 2018": date(2018, 11, 1),
    "43405": date(2018, 11, 1),
    43405.0: date(2018, 11, 1),
    " 01 / 11 / 2018 ": date(2018, 11, 1),
    "": None,
    None: None,
}
NO_DAYS = (
    "31/02/2018",
    "13/13/2018",
    "2018",
    "hôm nay",
    1.5,
    43405.5,
    9e9,
    -5.0,
    "01/11/0218",
    "01/11/2561",
    "2018/31/12",
    True,
)


def test_days_as_people_write_them(counted):
    for cell, day in DAYS.items():
        assert as_day(cell) == day, cell
    assert as_day({"n": 41943.0, "1904": True}) == date(2018, 11, 1)
    for cell in NO_DAYS:
        with pytest.raises(ValueError):  # noqa: PT011  any refusal will do
            as_day(cell)
    counted(len(DAYS) + len(NO_DAYS) + 1, "days")


def test_a_workbook_that_counts_from_1904_gives_the_same_days(given):
    for how in ({}, {"date_1904": True}):
        run = given(book(line(since=date(2018, 11, 1)), **how))
        assert run.rows.get().values["valid_from"] == "2018-11-01"


TEXTS = {
    "Nguyễn  Văn\u00a0Hoà ": "Nguyễn Văn Hoà",
    "Nguyê\u0303n Va\u0306n Hoa\u0300": "Nguyễn Văn Hoà",
    "Nguyễn\u200b Văn\tHoà\n": "Nguyễn Văn Hoà",
    "\ufeffNguyễn Văn Hoà": "Nguyễn Văn Hoà",
    "Nguyễn Văn Hoà\u202e": "Nguyễn Văn Hoà",
    "Nguyễn\u3000Văn Hoà": "Nguyễn Văn Hoà",
}
OLD = {
    "NguyÔn V¨n Hßa": "Nguyễn Văn Hòa",
    "TrÇn ThÞ BÝch": "Trần Thị Bích",
    "§µm Quang §øc": "Đàm Quang Đức",
    "Lª ThÞ H\u00ad¬ng": "Lê Thị Hương",
}


def test_text_in_any_form_is_one_text_and_old_code_pages_are_told_with_a_suggestion(given, counted):
    for text, kept in TEXTS.items():
        assert as_text(text) == kept
        assert typed(text) is None, text
    for text, meant in OLD.items():
        assert typed(text).text == meant
        row = given(book(line(name=text))).rows.get()
        assert row.fate == "wrong"
        assert f"Có phải “{meant}”?" in row.errors[0]["message"]
    counted(len(TEXTS) + len(OLD), "texts")


def test_title_rows_numbering_and_split_names_are_understood(given):
    head = (
        "TT",
        "Số hiệu CBCC",
        "Họ và tên đệm",
        "Tên",
        "Giới tính",
        "Cơ quan, đơn vị công tác",
        "Chức danh",
        "Đối tượng",
        "Ghi chú",
    )
    rows = [
        [str(n) for n in range(1, 10)],
        ["1", "N901", "Nông Thị", "Én", "Nữ", "Uỷ ban nhân dân xã Một", "Văn thư", "CC", "gì đó"],
    ]
    run = given(
        book(
            *rows,
            head=head,
            before=[["UBND HUYỆN THỬ"], [], ["DANH SÁCH CÁN BỘ"], ["(Kèm theo Công văn số 1)"]],
        )
    )
    row = run.rows.get()
    assert (row.number, row.fate, row.values["full_name"], row.values["salutation"]) == (
        7,
        "new",
        "Nông Thị Én",
        "ba",
    )
    assert run.left_out == []


@pytest.mark.parametrize(
    "encode",
    [lambda t: t.encode("utf-8"), lambda t: t.encode("utf-8-sig"), lambda t: t.encode("utf-16")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_encoding_and_with_every_delimiter(encode, delimiter, given):
    text = "\r\n".join(
        delimiter.join(f'"{cell or ""}"' for cell in row)
        for row in (HEAD, line("0012", phone="0912345678"))
    )
    row = given(encode(text), "ds.csv").rows.get()
    assert (row.fate, row.code, row.values["phone"]) == ("new", "0012", "0912345678")


# --- fates, all or nothing, undo


def state() -> tuple:
    """Everything an import may touch."""
    return (
        list(StaffMember.objects.order_by("code").values_list()),
        sorted(
            Posting.objects.values_list(
                "pk",
                "staff",
                "office",
                "position",
                "staff_kind",
                "is_leader",
                "kind",
                "valid_from",
                "valid_to",
            )
        ),
    )


def everybody(world) -> list[list]:
    """The registry as a list."""
    people = StaffMember.objects.select_related("office").order_by("code")
    labels = {"cong_chuc": "Công chức"}
    return [
        line(
            p.code,
            p.full_name,
            p.office.code,
            p.position,
            labels[p.staff_kind],
            leader="x" if p.is_leader else "",
            email=p.email,
            call=p.get_salutation_display(),
        )
        for p in people
    ]


def test_every_fate_is_told_and_done(applied, given, world, counted):
    rows = [row for row in everybody(world) if row[0] != "T015"]  # other_staff is missing
    rows[13][1] = "Chu Yến Đổi Tên"
    rows[1][3] = "NV"
    rows.append(line("N900"))
    today = local_day(timezone.now())
    run = applied(book(*rows), scope=world.offices["XA"], left_day=today - timedelta(days=3))
    assert run.counts == {
        "new": 1,
        "changed": 1,
        "moved": 1,
        "left": 1,
        "unchanged": 12,
        "wrong": 0,
    }
    gone = StaffMember.objects.get(code="T015")
    assert (gone.office, gone.state, gone.postings.get().valid_to) == (
        None,
        "left",
        today - timedelta(days=3),
    )
    assert StaffMember.objects.get(code="T014").full_name == "Chu Yến Đổi Tên"
    assert [
        p.valid_to for p in StaffMember.objects.get(code="T002").postings.order_by("valid_from")
    ] == [today - timedelta(days=1), None]
    again = given(book(*rows), scope=world.offices["XA"])
    assert again.counts["unchanged"] == 15
    assert sum(again.counts.values()) == 15
    counted(len(rows), "rows with a fate")


def test_nobody_leaves_by_a_list_that_does_not_say_it_is_whole(applied, world):
    run = applied(book(line("N900")))
    assert run.counts["left"] == 0
    assert not StaffMember.objects.filter(state="left").exists()


def test_who_holds_a_function_cannot_just_be_missing(given, world):
    run = given(book(line("N900")), scope=world.offices["XB"])
    assert [row.errors[0]["message"] for row in run.rows.filter(fate="wrong")] == [
        "Lý Thử Hai (T002) không có trong danh sách nhưng đang giữ chức năng; bàn giao trước"
    ]
    with pytest.raises(NotNow, match="dòng sai"):
        actions.apply_import(run=run, by=world.fresh("affairs"), at=timezone.now())


def test_one_wrong_row_and_nothing_is_written(given, world):
    before = state()
    run = given(book(*(line(f"N{n}") for n in range(900, 930)), line("N930", office="khong-co")))
    assert (run.counts["new"], run.counts["wrong"]) == (30, 1)
    with pytest.raises(NotNow):
        actions.apply_import(run=run, by=world.fresh("affairs"), at=timezone.now())
    assert state() == before


def test_when_the_writing_breaks_halfway_nothing_is_written(given, world, monkeypatch):
    from compliance.registry.importing import apply

    before, run = (
        state(),
        given(book(line("N900"), line("T015", "Ma Thử Mười Lăm", "XB", "Công chức Tư pháp"))),
    )
    monkeypatch.setattr(apply, "_change", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.apply_import(run=run, by=world.fresh("affairs"), at=timezone.now())
    assert state() == before
    assert ImportRun.objects.get().state == "previewed"


def test_a_registry_that_changed_since_the_preview_is_told(given, world, as_):
    run = given(book(line("T015", "Ma Thử Mười Lăm", "XB", "Công chức Tư pháp")))
    actions.post_staff(
        staff=StaffMember.objects.get(code="T015"),
        office=world.offices["NV"],
        position="Chuyên viên",
        staff_kind="cong_chuc",
        is_leader=False,
        valid_from=local_day(timezone.now()),
        by=world.fresh("affairs"),
        at=timezone.now(),
    )
    client = as_("affairs")
    assert (
        "Danh sách cán bộ đã thay đổi"
        in client.get(reverse("registry:import_preview", args=[run.pk])).content.decode()
    )
    assert client.post(reverse("registry:import_apply", args=[run.pk])).status_code == 409
    client.post(reverse("registry:import_read_again", args=[run.pk]))
    assert client.post(reverse("registry:import_apply", args=[run.pk])).status_code == 302
    assert StaffMember.objects.get(code="T015").office.code == "XB"


def test_the_last_import_is_undone_exactly(applied, world, counted):
    before = state()
    rows = [row for row in everybody(world) if row[0] != "T015"]
    rows[13][1], rows[1][3] = "Chu Yến Đổi Tên", "NV"
    run = applied(book(*rows, *(line(f"N{n}") for n in range(900, 920))), scope=world.offices["XA"])
    assert state() != before
    actions.undo_import(run=run, by=world.fresh("affairs"), at=timezone.now())
    assert state() == before
    with pytest.raises(NotNow):
        actions.undo_import(run=run, by=world.fresh("affairs"), at=timezone.now())
    counted(len(rows) + 20, "rows undone")


BLOCKS = {
    "a later import": lambda w, a: a(book(line("N901"))),
    "an account": lambda w, a: actions.create_account(
        staff=StaffMember.objects.get(code="N900"),
        username="moi",
        way="slip",
        by=w.fresh("administrator"),
        at=timezone.now(),
    ),
    "a declared relation": lambda w, a: related(
        StaffMember.objects.get(code="N900"), w.person_staff
    ),
    "another post": lambda w, a: actions.post_staff(
        staff=StaffMember.objects.get(code="N900"),
        office=w.offices["XB"],
        position="Khác",
        staff_kind="cong_chuc",
        is_leader=False,
        valid_from=local_day(timezone.now()) + timedelta(days=1),
        by=w.fresh("affairs"),
        at=timezone.now(),
    ),
    "a changed name": (
        lambda w, a: StaffMember.objects.filter(code="N900").update(full_name="Khác Hẳn")
    ),
}


@pytest.mark.parametrize("what", BLOCKS)
def test_an_import_something_depends_on_stays(what, applied, world):
    run = applied(book(line("N900")))
    BLOCKS[what](world, applied)
    before = state()
    with pytest.raises(NotNow):
        actions.undo_import(run=run, by=world.fresh("affairs"), at=timezone.now())
    assert state() == before


def test_a_long_list_is_read_and_written_by_the_worker_and_its_page_shows_how_far(
    world, as_, monkeypatch
):
    from compliance.registry.actions import imports

    monkeypatch.setattr(imports, "AT_ONCE", 10)
    monkeypatch.setattr(imports, "ROWS_AT_ONCE", 1)
    client = as_("affairs")
    page = client.post(
        reverse("registry:staff_import"),
        {"upload": SimpleUploadedFile("ds.xlsx", book(line("N900"), line("N901")))},
        follow=True,
    )
    run = ImportRun.objects.get()
    assert "Đang đọc" in page.content.decode()
    process_due()
    assert (
        "Nhập vào danh sách"
        in client.get(reverse("registry:import_preview", args=[run.pk])).content.decode()
    )
    assert (
        "Đang nhập"
        in client.post(
            reverse("registry:import_apply", args=[run.pk]), follow=True
        ).content.decode()
    )
    assert client.get(reverse("registry:import_state", args=[run.pk])).json()["running"]
    process_due()
    assert StaffMember.objects.filter(code__startswith="N90").count() == 2
    assert client.get(reverse("registry:import_state", args=[run.pk])).json()["running"] is False


def test_a_list_the_worker_cannot_read_says_why(world, as_, monkeypatch):
    from compliance.registry.actions import imports

    monkeypatch.setattr(imports, "AT_ONCE", 1)
    client = as_("affairs")
    client.post(
        reverse("registry:staff_import"),
        {"upload": SimpleUploadedFile("ds.xlsx", b"khong phai tep excel")},
    )
    process_due()
    assert (
        "Không đọc được tệp"
        in client.get(
            reverse("registry:import_preview", args=[ImportRun.objects.get().pk])
        ).content.decode()
    )


def test_the_preview_is_filtered_searched_and_taken_away(given, as_, counted):
    run = given(
        book(
            *(
                line(f"N{n}", f"Nông Thị Thử {'Én' if n == 905 else 'Nga'}")
                for n in range(900, 960)
            ),
            line("T015", "Ma Thử Mười Lăm", "XB", "Công chức Tư pháp"),
        )
    )
    client, address = as_("affairs"), reverse("registry:import_preview", args=[run.pk])
    assert "Trang 1/2" in client.get(address).content.decode()
    moved = client.get(address, {"loai": "moved"}).content.decode()
    assert "T015" in moved
    assert "N900" not in moved
    assert "N905" in client.get(address, {"q": "Thử Én"}).content.decode()
    assert "Không có dòng nào khớp" in client.get(address, {"q": "zzz"}).content.decode()
    for kind in ("xlsx", "csv"):
        taken = client.get(
            reverse("registry:import_download", args=[run.pk]), {"loai": "new", "dang": kind}
        )
        assert taken.status_code == 200
        assert ExportRecord.objects.latest_first()[0].rows == 60
    counted(6, "preview filters")


# --- the command


def command(tmp_path, content: bytes, *args, name="ds.xlsx") -> tuple[dict, int]:
    path, out = tmp_path / name, io.StringIO()
    path.write_bytes(content)
    try:
        call_command("import_staff", str(path), "--json", *args, stdout=out)
        code = 0
    except SystemExit as stopped:
        code = stopped.code
    return json.loads(out.getvalue()), code


def test_the_command_tells_counts_and_errors_with_row_and_column(world, tmp_path):
    right, wrong = (
        book(line("N900"), head=(*HEAD[:-1], "Dân tộc")),
        book(line("N900"), line("N901", office="khong-co")),
    )
    told, code = command(tmp_path, right, "--dry-run")
    assert (told["counts"]["new"], told["applied"], told["ignored_columns"], code) == (
        1,
        False,
        ["Dân tộc"],
        0,
    )
    assert not ImportRun.objects.exists()
    told, code = command(tmp_path, wrong)
    assert (told["errors"], told["applied"], code) == (
        [{"row": 3, "column": "Đơn vị", "message": "không có đơn vị “khong-co”"}],
        False,
        1,
    )
    told, code = command(tmp_path, right)
    assert (told["applied"], code, StaffMember.objects.filter(code="N900").count()) == (True, 0, 1)
    told, code = command(tmp_path, right)
    assert (told["counts"], code) == (
        {"new": 0, "changed": 0, "moved": 0, "left": 0, "unchanged": 1, "wrong": 0},
        0,
    )
    told, code = command(tmp_path, b"x", name="ds.xls")
    assert (told["errors"][0]["row"], told["applied"], code) == (0, False, 2)
    with pytest.raises(CommandError):
        call_command("import_staff", str(tmp_path / "ds.xlsx"), "--scope", "khong-co")


# --- strangers' files


def forged(members: dict[str, bytes], base: bytes | None = None) -> bytes:
    """A workbook with some members replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base or book(line()))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in {*source.namelist(), *members}:
            target.writestr(name, members.get(name) or source.read(name))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
OPEN = (
    b'<?xml version="1.0"?><worksheet'
    b' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
CLOSE = b"</sheetData></worksheet>"
BILLION = (
    b'<!DOCTYPE a [<!ENTITY x "lol">'
    + b"".join(b'<!ENTITY x%d "%s">' % (n, b"&x;" * 10) for n in range(9))
    + b"]>"
)
HOSTILE = {
    "a cell at the end of the world": forged(
        {SHEET: OPEN + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + CLOSE}
    ),
    "two hundred thousand rows away": forged(
        {SHEET: OPEN + b'<row r="200001"><c r="A200001"><v>1</v></c></row>' + CLOSE}
    ),
    "a million columns": forged(
        {SHEET: OPEN + b'<row r="1">' + b"<c><v>1</v></c>" * 20_000 + b"</row>" + CLOSE}
    ),
    "an entity bomb": forged({SHEET: BILLION + OPEN + b"<row><c><v>&x8;</v></c></row>" + CLOSE}),
    "an external entity": forged(
        {
            "xl/sharedStrings.xml": (
                b"<!DOCTYPE a [<!ENTITY e SYSTEM"
                b' "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>'
            )
        }
    ),
    "a bomb": forged({SHEET: OPEN + b" " * 120_000_000 + CLOSE}),
    "a macro": forged({"xl/vbaProject.bin": b"x"}),
    "a password": forged({"EncryptedPackage": b"x"}),
    "an old .xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "a web page": b"<html><table><tr><td>a</td></tr></table></html>",
    "half a file": book(line())[:700],
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "deep nesting": forged({SHEET: OPEN + b"<row>" * 5000 + CLOSE}),
    "no sheet": forged({"xl/workbook.xml": b"<workbook/>"}),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_workbook_is_refused_with_a_reason_and_nothing_is_kept(what, as_, world):
    before = state()
    page = as_("affairs").post(
        reverse("registry:staff_import"), {"upload": SimpleUploadedFile("ds.xlsx", HOSTILE[what])}
    )
    assert page.status_code == 422, what
    assert 'id="e-upload"' in page.content.decode()
    assert not ImportRun.objects.exists()
    assert state() == before


def test_formulas_are_refused_in_their_cell_whatever_brings_them(given, counted):
    rows = 0
    for start in ("=1+1", "=cmd|' /C calc'!A0", "+SUM(A1)", "-2+3", "@SUM(1)", "  =1", "\t=1"):
        for column in (1, 4, 8):
            one = line("N900")
            one[column] = start
            for content, name in (
                (book(one), "ds.xlsx"),
                (
                    "\n".join(";".join(f'"{c or ""}"' for c in r) for r in (HEAD, one)).encode(),
                    "ds.csv",
                ),
            ):
                rows += 1
                assert given(content, name).rows.get().fate == "wrong", (start, column, name)
    counted(rows, "formula cells")


def strange(rng: random.Random):
    """A cell nobody would type."""
    return rng.choice(
        [
            None,
            "",
            " ",
            "\0",
            "\ud800",
            "\u202e" * 9,
            "=1",
            "x" * 5000,
            "a" * 30,
            -1.0,
            1e308,
            float("nan"),
            float("inf"),
            0.1,
            True,
            {"n": 5.0, "1904": True},
            date(1, 1, 1),
            date(9999, 12, 31),
            "31/02/2020",
            "🙂" * 40,
            "<script>alert(1)</script>",
            "'; DROP TABLE registry_staffmember; --",
            "../../etc/passwd",
            "N900",
            "XA",
            "Công chức",
            "{{ 7*7 }}",
            "%s%n",
            "NguyÔn V¨n",
            "\ufeff",
            "\r\n",
            "Ａ１",
            "١٢٣",
            "ﷺ",
        ]
    )


def planned(records, *, sheet: bool = False) -> list[Row]:
    """What is made of the rows of one sheet, or of the records of the reading process (`sheet`)."""
    first = {"sheet": "", "of": 1, "state": "visible", "columns": [], "filtered": False}
    records = iter(records) if sheet else iter([{**first, "merged": []}, *records])
    day, made = date(2026, 11, 25), []
    book_of_offices, choices = OfficeBook(day), Choices()
    planner, comparison = Planner(book_of_offices, day, choices), Comparison(book_of_offices, day)
    for number, (told, rows) in enumerate(sheets_of(records)):
        reading = SheetReading(number, told, choices, book_of_offices, lambda *seen: None)
        for batch in planner.plan(reading, reading.lines(rows)):
            comparison.compare(batch, reading)
            made += batch
        if reading.why:
            raise Unreadable(reading.why)
    return made


def test_five_thousand_strange_inputs_give_a_reason_or_an_error_in_its_cell(
    world, tmp_path, counted, monkeypatch
):
    """Half of them strange tables, half strange bytes: never anything but Unreadable or rows; a row
    without an error holds only what the registry takes.
    """
    monkeypatch.setattr(reading, "SECONDS", 5)
    rng, before, outcomes = random.Random(308), state(), {"unreadable": 0, "rows": 0}
    for number in range(2500):
        head = [strange(rng) if rng.random() < 0.1 else heading for heading in HEAD]
        table = [
            [strange(rng) for _ in range(rng.randrange(12))] for _ in range(rng.randrange(3))
        ] + [head]
        table += [
            [strange(rng) if rng.random() < 0.4 else cell for cell in line(f"N{number}")]
            for _ in range(rng.randrange(4))
        ]
        try:
            for row in planned(table):
                outcomes["rows"] += 1
                assert row.errors or (
                    row.fate in ("new", "changed", "moved", "unchanged")
                    and row.values["office"]
                    and row.values["full_name"].isprintable()
                )
        except Unreadable:
            outcomes["unreadable"] += 1
    seeds = [
        book(line()),
        "\n".join(",".join(str(c or "") for c in r) for r in (HEAD, line())).encode(),
    ]
    path = tmp_path / "la.bin"
    for number in range(2500):
        raw = bytearray(seeds[number % 2])
        for _ in range(rng.randrange(1, 12)):
            at = rng.randrange(len(raw))
            raw[at : at + rng.randrange(1, 40)] = rng.randbytes(rng.randrange(0, 40))
        path.write_bytes(raw[: rng.randrange(len(raw))] if rng.random() < 0.2 else raw)
        try:
            records = list(rows_of(path, "csv" if number % 2 else "xlsx"))
            outcomes["rows"] += len(planned(records, sheet=True))
        except Unreadable:
            outcomes["unreadable"] += 1
    assert min(outcomes.values()) > 500, outcomes
    assert state() == before
    assert not ImportRow.objects.exists()
    counted(5000, "strange inputs")


def test_the_reader_in_its_own_process_says_the_same(tmp_path, counted):
    path = tmp_path / "ds.xlsx"
    path.write_bytes(book(line(since=date(2018, 11, 1))))
    apart = [(told, list(rows)) for told, rows in read_sheets(path, "ds.xlsx")]
    assert apart == [(told, list(rows)) for told, rows in sheets_of(rows_of(path, "xlsx"))]
    assert len(apart[0][1]) == 2
    for what, content in HOSTILE.items():
        print(what)
        path.write_bytes(content)
        try:
            read = [list(rows) for _, rows in read_sheets(path, "ds.xlsx")]
        except Unreadable:
            continue
        assert not any(cells for rows in read for _, cells, _ in rows), what
    counted(len(HOSTILE) + 1, "files read apart")


def test_hidden_characters_are_those_without_width(counted):
    """The pattern in fold.py against the categories of every code point."""
    import sys
    import unicodedata

    from compliance.core.text import _HIDDEN

    wrong = [
        c
        for c in map(chr, range(sys.maxunicode + 1))
        if bool(_HIDDEN.match(c)) != (c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf"))
    ]
    assert not [c for c in wrong if unicodedata.category(c) != "Cn"], wrong
    counted(sys.maxunicode + 1, "code points")


@pytest.mark.usefixtures("both_places")
def test_the_uploaded_list_is_gone_once_it_was_applied_or_left(
    given, world, django_capture_on_commit_callbacks, counted
):
    """It may hold a citizen id: what is left out must not stay on the disk either."""
    now, by = timezone.now(), world.fresh("affairs")
    secret = book([*line(), "chim-yến-căn-cước"], head=(*HEAD, "Số CCCD"))

    def left() -> int:
        return len(list(IMPORTS.listed()))

    ends = {
        "applied": lambda run: actions.apply_import(run=run, by=by, at=now, wait=True),
        "left": lambda run: actions.cancel_import(run=run, by=by, at=now),
        "forgotten": lambda run: actions.cancel_old_previews(at=now + timedelta(days=8)),
    }
    for what, end in ends.items():
        run = given(secret)
        assert left() > 0
        with django_capture_on_commit_callbacks(execute=True):
            end(run)
        assert left() == 0, what
    assert ImportRow.objects.count() == 1, "the rows of the one that was applied, for undoing it"
    counted(len(ends), "ends of a list")
