"""What leaves the portal: one way out, a line of the ledger for every file, no live formula, the
wall in front of it, the template that comes back.
"""

import csv
import hashlib
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from compliance.audit.models import Event, ExportRecord
from compliance.core.recalling import recalled
from compliance.core.spreadsheets import HEADER_ROW, Table, inert, write_table
from compliance.registry import actions
from compliance.registry.importing.workbook import COLUMNS, LIST, OFFICES
from compliance.registry.models import StaffMember
from tests.house.test_routes import ours, status_of
from tests.house.test_taken_away import in_vietnamese
from tests.world import PEOPLE

BLANK = {
    "registry:template",
    "registry:office_template",
    "review:calendar_template",
    "audit:verifier",
}  # forms and a program: nothing of the portal's data is in them
# files of a case go through custody, which keeps its own rows (docs/decisions/0013)
CUSTODY = {
    "incidents:evidence_file",
    "incidents:evidence_image",
    "review:my_file",
    "review:my_image",
    "review:my_evidence",
    "guidance:file",
}


def test_every_file_that_leaves_has_its_line_with_the_fingerprint_of_its_bytes(
    arguments, as_, counted
):
    files = 0
    for who in ("lead", "auditor", "affairs"):  # between them they may take whatever can be taken
        client = as_(who)
        for name, pattern in ours():
            if name in BLANK | CUSTODY:
                continue
            before = ExportRecord.objects.count()
            answer = client.get(reverse(name, kwargs=arguments(name, pattern)))
            if "attachment" not in answer.headers.get("Content-Disposition", ""):
                status_of(answer)
                continue
            files += 1
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            kept = ExportRecord.objects.latest_first()[0]
            assert ExportRecord.objects.count() == before + 1, (who, name)
            assert (kept.sha256, kept.size, kept.by_name) == (
                hashlib.sha256(content).hexdigest(),
                len(content),
                kept.by_name,
            ), (who, name)
    assert files > 15
    counted(files, "files that left")


def test_the_database_keeps_every_line(as_, world):
    as_("affairs").get(reverse("registry:export"))
    kept = ExportRecord.objects.get()
    for change in (
        lambda: ExportRecord.objects.update(rows=0),
        lambda: ExportRecord.objects.filter(pk=kept.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Event.objects.filter(verb="export_staff").get().after["sha256"] == kept.sha256


FORMULAS = ("=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("http://x")')
KEPT = (
    "0012",
    "+84912345678",
    "-Nguyễn",
    "007",
    "1e5",
    "01/02/2018",
    "TRUE",
    "Nguyễn “Hoà” & <Bình>",
)


def test_no_cell_is_a_formula_and_text_stays_as_it_was(counted):
    rows = [(text, text, 1) for text in (*FORMULAS, *KEPT)]
    table = Table("T", (("A", 20), ("B", 20), ("C", 8)), rows)
    content = write_table(table, "xlsx")
    assert b"<f" not in zipfile.ZipFile(io.BytesIO(content)).read(
        "xl/worksheets/sheet1.xml"
    ).replace(b"<fit", b"").replace(b"<firstF", b"")
    sheet = (
        CalamineWorkbook.from_filelike(io.BytesIO(content))
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )
    for cells, (text, *_) in zip(sheet[HEADER_ROW + 1 :], rows, strict=True):
        assert [str(cell).strip() for cell in cells[:2]] == [text.strip()] * 2, text
    read = list(
        csv.reader(
            io.StringIO(
                write_table(
                    Table("T", (("A", 1),), [(text,) for text in (*FORMULAS, *KEPT)]), "csv"
                ).decode("utf-8-sig"),
                newline="",
            )
        )
    )[1:]
    for text, (cell,) in zip((*FORMULAS, *KEPT), read, strict=True):
        assert cell == inert(text.replace("\r", "\n"))  # a lone return is a line break everywhere
        assert not (text in FORMULAS and cell[:1] in "=+-@\t\r\n＝"), text
    counted(2 * len(rows), "cells")


def test_the_list_goes_out_and_comes_back_without_a_change(world, as_, counted):
    """Names and telephones that begin like formulas too."""
    StaffMember.objects.filter(code="T015").update(phone="0912345678", position="Công chức 2")
    client = as_("affairs")
    for kind in ("xlsx", "csv"):
        content = client.get(reverse("registry:export"), {"dang": kind}).content
        run = actions.upload_list(
            upload=io.BytesIO(content),
            name=f"ds.{kind}",
            by=world.fresh("affairs"),
            at=timezone.now(),
            wait=True,
        )
        assert {fate for fate, count in run.counts.items() if count} == {"unchanged"}, run.counts
    counted(2, "round trips")


def test_the_template_offers_choices_and_is_read_back(as_, world):
    content = as_("affairs").get(reverse("registry:template")).content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == [LIST, "Hướng dẫn", OFFICES]
    assert book.get_sheet_by_index(0).to_python(skip_empty_area=False)[HEADER_ROW] == [
        heading for heading, _ in COLUMNS
    ]
    assert {row[0] for row in book.get_sheet_by_name(OFFICES).to_python()[1:]} == set(world.offices)
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.read("xl/worksheets/sheet1.xml").count(b"<dataValidation ") == 5
    assert archive.read("xl/comments1.xml").count(b"<comment ") == len(COLUMNS)
    filled = (
        "1",
        "N900",
        "Nông Thị Én",
        "bà",
        "UBND xã Một",
        "Văn thư",
        "Công chức",
        "",
        "",
        "",
        "0912345678",
    )
    cells = "".join(
        f'<c r="{chr(65 + n)}{HEADER_ROW + 2}" t="inlineStr"><is><t>{text}</t></is></c>'
        for n, text in enumerate(filled)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in archive.namelist():
            part = archive.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = re.sub(
                    rb"</sheetData>",
                    f'<row r="{HEADER_ROW + 2}">{cells}</row></sheetData>'.encode(),
                    part,
                )
            target.writestr(name, part)
    out.seek(0)
    run = actions.upload_list(
        upload=out, name="mau.xlsx", by=world.fresh("affairs"), at=timezone.now(), wait=True
    )
    assert (run.counts["new"], run.counts["wrong"]) == (1, 0)


def test_an_export_holds_the_rows_of_the_page_and_never_what_is_walled(world, story, as_, counted):
    made = story("in_review")
    made.recuse("recused")
    for who, sees in (
        ("lead", True),
        ("recused", False),
        ("kin", False),
        ("unit_head", True),
        ("other_head", False),
    ):
        answer = as_(who).get(reverse("incidents:export"), {"dang": "csv"})
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
        assert any(made.incident.code in row for row in rows) == sees, who
        assert ExportRecord.objects.latest_first()[0].rows == len(rows)
    counted(5, "export × reader")


def test_who_reads_the_ledger_and_that_words_searched_for_are_not_in_it(world, as_, counted):
    as_("affairs").get(reverse("registry:export"), {"q": "chim yến", "don-vi": "XA"})
    kept = ExportRecord.objects.get()
    assert kept.filters == "Đơn vị: XA; có từ khóa"
    for who in PEOPLE:
        page = as_(who).get(reverse("audit:exports")).content.decode()
        assert (kept.name in page) == (
            who in {"auditor", "lead", "deputy_lead", "recused", "affairs"}
        ), who
    counted(len(PEOPLE), "ledger × person")


# (who takes it, the list, what it is filtered by, what the ledger says of it)
FILTERED = (
    ("affairs", "registry:export", {"loai": "cong_chuc", "lanh-dao": "1"}),
    ("affairs", "registry:export", {"tinh-trang": "working"}),
    ("lead", "incidents:export", {"status": "closed", "category": "discourtesy"}),
    ("lead", "incidents:export", {"outcome": "discipline", "overdue": "1"}),
    ("lead", "incidents:export", {"in_time": "any"}),
    ("lead", "review:export_documents", {"loai": "invitation", "loc": "du-thao"}),
    ("lead", "retention:due_book", {"loai": "discipline"}),
    ("lead", "reports:export_directions", {"tinh-trang": "qua-han"}),
    ("lead", "reports:export_returns", {"state": "submitted"}),
    ("auditor", "audit:export", {"viec": "export_audit"}),
    ("auditor", "audit:export_ledger", {"loai": "export_staff"}),
    ("auditor", "assurance:export_breaches", {"loc": "open"}),
)


@pytest.mark.parametrize(("who", "route", "asked"), FILTERED)
def test_the_ledger_says_in_words_what_was_filtered(world, as_, counted, who, route, asked):
    """Whatever narrows a list stands in the ledger by the words of its filter, none by its code;
    in the language of whoever reads it.
    """
    taken = as_(who).get(reverse(route), asked)
    assert taken.status_code == 200, taken.content[:300]
    kept = ExportRecord.objects.latest_first()[0].filters
    assert kept, "it was narrowed, and nobody can see by what"
    for name, value in asked.items():
        if not value.isdigit():
            assert value not in kept, (name, kept)
        counted(1, "filters of exports in words")
    with translation.override("en"):
        shown = str(recalled(kept))
    assert not in_vietnamese(shown), shown


def test_nobody_is_named_by_what_a_list_was_filtered_by(world, as_):
    """The ledger stays: whose cases were looked at stands in no line of it."""
    asked = {"handler": str(world.member.pk), "q": "chim yến"}
    assert as_("lead").get(reverse("incidents:export"), asked).status_code == 200
    assert ExportRecord.objects.get().filters == "theo người phụ trách; có từ khóa"


def test_counts_of_another_lead_are_not_told(world, as_, story, counted):
    """Rows and bytes were counted behind the taker's own wall: beside one's own they would say what
    lies behind it.
    """
    story("submitted")
    as_("lead").get(reverse("incidents:export"), {"dang": "csv"})
    kept = ExportRecord.objects.get()
    shown = {"lead": True, "auditor": True, "deputy_lead": False, "recused": False}
    for who, tells in shown.items():
        page = as_(who).get(reverse("audit:exports")).content.decode()
        cell = f'data-label="Số dòng">{kept.rows}<'
        assert kept.name in page
        assert (cell in page) == tells, who
        table = (
            as_(who)
            .get(reverse("audit:export_ledger"), {"dang": "csv"})
            .content.decode("utf-8-sig")
        )
        line = next(line for line in table.splitlines() if kept.sha256 in line)
        assert (f'"{kept.rows}","{kept.size}"' in line) == tells, who
    counted(len(shown), "readers of another lead's counts")


def test_a_file_is_told_whether_it_came_from_here(as_):
    client = as_("affairs")
    content, address = client.get(reverse("registry:export")).content, reverse("audit:exports")
    for given, says in ((content, "đúng nguyên văn"), (content + b" ", "không có dòng nào")):
        assert (
            says
            in as_("auditor")
            .post(address, {"tep": SimpleUploadedFile("ds.xlsx", given)})
            .content.decode()
        )
    assert as_("auditor").post(address).status_code == 422


def test_a_walled_reader_meets_no_document_of_the_case_in_the_ledger(world, story, as_):
    made = story("consulting")
    made.recuse("recused")
    ExportRecord.objects.create(
        by_id=world.lead.pk,
        by_name="X",
        at=timezone.now(),
        what="downloaded_document",
        title=made.incident.code,
        name="van-ban.pdf",
        fmt="pdf",
        size=1,
        sha256="0" * 64,
    )
    assert "van-ban.pdf" in as_("lead").get(reverse("audit:exports")).content.decode()
    assert "van-ban.pdf" not in as_("recused").get(reverse("audit:exports")).content.decode()
