"""A list of offices: previewed with what is wrong in which row, applied whole or not at all, those
above first; the same list again changes nothing; undone while nothing hangs on it.
"""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core.refusals import NotAllowed, NotNow
from compliance.registry import actions
from compliance.registry.importing.office_workbook import write_office_template
from compliance.registry.importing.offices import COLUMNS, KINDS, LONGEST
from compliance.registry.importing.reader import Unreadable, read_rows
from compliance.registry.models import ImportRun, Office
from tests.workbooks import Page, xlsx

HEAD = [heading for heading, _ in COLUMNS.values()]
# code, name, short name, kind, above, from, sends a return, basis; the one above stands below
LIST = [
    ["NP-TH", "Trường Tiểu học Nà Pheng", "TH Nà Pheng", "Trường học", "NP", "15/01/2026", "", ""],
    ["NP-VH", "Phòng Văn hóa - Xã hội", "", "Phòng", "UBND xã Nà Pheng", "", "không", "QĐ 3"],
    ["NP", "Ủy ban nhân dân xã Nà Pheng", "UBND xã Nà Pheng", "Xã", "UBND", "15/01/2026", "x", ""],
]


def upload(world, rows: list[list], head: list[str] = HEAD) -> ImportRun:
    content = xlsx(Page([["DANH SÁCH ĐƠN VỊ"], head, *rows]))
    return actions.upload_offices(
        upload=BytesIO(content),
        name="don-vi.xlsx",
        by=world.fresh("affairs"),
        at=timezone.now(),
    )


def apply(world, run: ImportRun) -> ImportRun:
    return actions.apply_import(run=run, by=world.fresh("affairs"), at=timezone.now())


def errors(run: ImportRun) -> list[str]:
    return [
        f"{error['row']} {error['column']}: {error['message']}"
        for row in run.rows.order_by("pk")
        for error in row.errors
    ]


def test_a_list_is_previewed_and_applied_those_above_first(world, counted):
    before = Office.objects.count()
    run = upload(world, LIST)
    assert errors(run) == []
    assert (run.state, run.counts["new"]) == (ImportRun.State.PREVIEWED, 3)
    assert Office.objects.count() == before
    apply(world, run)
    commune, school, culture = (Office.objects.get(code=code) for code in ("NP", "NP-TH", "NP-VH"))
    assert (commune.parent.code, school.parent, culture.parent) == ("UBND", commune, commune)
    assert culture.short_name == culture.name
    assert (culture.sends_return, school.sends_return) == (False, True)
    assert culture.versions.get().basis == "QĐ 3"
    assert f"{school.valid_from:%d/%m/%Y}" == "15/01/2026"
    verbs = list(Event.objects.order_by("-seq").values_list("verb", flat=True)[:4])
    assert verbs == ["import_offices", *["add_office"] * 3]
    counted(len(LIST), "offices of a list")


def test_the_same_list_again_changes_nothing(world):
    apply(world, upload(world, LIST))
    before = Office.objects.count()
    run = upload(world, LIST)
    assert errors(run) == []
    assert (run.counts["new"], run.counts["unchanged"]) == (0, 3)
    apply(world, run)
    assert Office.objects.count() == before


WRONG = {
    "a code that cannot stand in an address": (0, "NP/TH", "Mã đơn vị: mã có ký tự lạ"),
    "no code": (0, "", "Mã đơn vị: mã còn trống"),
    "no name": (1, "", "Tên đơn vị: tên còn trống"),
    "a name too long": (1, "T" * 201, "Tên đơn vị: dài hơn 200"),
    "a formula": (1, "=1+1", "Tên đơn vị: bắt đầu bằng dấu"),
    "a long name without a short one": (1, "Trường " * 20, "Tên ngắn: tên dài"),
    "a kind nobody knows": (3, "Doanh nghiệp", "Loại: chỉ nhận"),
    "nobody above of this name": (4, "Sở Nội vụ", "Đơn vị cấp trên: không có đơn vị"),
    "under itself": (4, "MOI", "Đơn vị cấp trên: đơn vị nằm dưới chính mình"),
    "a day that is none": (5, "32/13/2026", "Từ ngày: “32/13/2026” không phải ngày"),
    "before the one above": (5, "01/01/1950", "sau ngày này"),
    "a mark that is neither": (6, "có thể", "Gửi báo cáo kỳ: ghi x"),
    "a code that is there, called otherwise": (0, "XA", "Mã đơn vị: đã có"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_with_its_row_and_column_and_nothing_is_applied(world, what):
    column, value, words = WRONG[what]
    row = ["MOI", "Trường mới", "", "Trường học", "UBND", "", "", ""]
    if what.startswith("a long name"):
        row[2] = ""
    row[column] = value
    run = upload(world, [row, ["MOI2", "Trạm mới", "", "Trạm", "UBND", "", "", ""]])
    assert any(line.startswith("3 ") and words in line for line in errors(run)), errors(run)
    with pytest.raises(NotNow, match="dòng sai"):
        apply(world, run)
    assert not Office.objects.filter(code="MOI2").exists()


def test_a_code_or_a_name_that_stands_twice_is_asked_about(world):
    run = upload(
        world,
        [
            ["A1", "Trạm A", "", "Trạm", "UBND", "", "", ""],
            ["a1", "Trạm B", "", "Trạm", "UBND", "", "", ""],
            ["A3", "Trạm A", "", "Trạm", "", "", "", ""],
            ["A4", "Đội A", "", "Đội", "Trạm A", "", "", ""],
        ],
    )
    said = " ".join(errors(run))
    assert "4 Mã đơn vị: mã này đã có ở dòng 3" in said
    assert "6 Đơn vị cấp trên: có nhiều đơn vị tên “Trạm A”" in said


def test_what_is_passed_over_is_said(world):
    """Groups, signatures, columns that are not kept, hidden rows."""
    rows = [["I. CÁC PHÒNG"], *LIST, ["", "", "", "", "Người lập biểu"]]
    run = upload(
        world,
        [[*row, *[""] * (8 - len(row)), "0206 3000 111"] for row in rows[1:4]],
        [
            *HEAD,
            "Điện thoại",
        ],
    )
    assert run.left_out == ["Điện thoại"]
    run = upload(world, rows)
    assert run.counts["new"] == 3
    assert "Bỏ qua dòng 3, 7" in run.report["passed"][0]


def test_a_list_without_the_heading_is_no_list(world):
    with pytest.raises(Unreadable, match="Mã đơn vị"):
        upload(world, LIST, ["Mã", "Người", "", "", "", "", "", ""])
    with pytest.raises(Unreadable, match="không có dòng nào"):
        upload(world, [])


def test_a_list_is_undone_while_nothing_hangs_on_it(world):
    before = set(Office.objects.values_list("code", flat=True))
    run = apply(world, upload(world, LIST))
    actions.undo_import(run=run, by=world.fresh("affairs"), at=timezone.now())
    assert set(Office.objects.values_list("code", flat=True)) == before
    run = apply(world, upload(world, LIST))
    actions.add_office(
        by=world.fresh("affairs"),
        at=timezone.now(),
        code="NP-2",
        name="Trạm",
        short_name="Trạm",
        kind="service",
        parent=Office.objects.get(code="NP"),
        valid_from=timezone.localdate(),
    )
    with pytest.raises(NotNow, match="NP: đã có đơn vị trực thuộc"):
        actions.undo_import(run=run, by=world.fresh("affairs"), at=timezone.now())


def test_only_who_keeps_the_registry_brings_a_list_in(world, counted):
    people = ("administrator", "lead", "unit_head", "chairman", "auditor")
    for who in people:
        with pytest.raises(NotAllowed):
            actions.upload_offices(
                upload=BytesIO(xlsx(Page([HEAD, *LIST]))),
                name="don-vi.xlsx",
                by=world.fresh(who),
                at=timezone.now(),
            )
    counted(len(people), "people who bring a list of offices in")


def test_the_pages_lead_from_the_file_to_the_tree(world, as_):
    client, url = as_("affairs"), reverse("registry:office_import")
    content = xlsx(Page([HEAD, *LIST]))
    sent = client.post(url, {"upload": SimpleUploadedFile("don-vi.xlsx", content)})
    page = client.get(sent["Location"]).content.decode()
    for words in ("Trường Tiểu học Nà Pheng", "thuộc NP", "từ 15/01/2026", "Nhập vào danh sách"):
        assert words in page, words
    assert "Chuyển vị trí" not in page
    assert "don-vi.xlsx" in client.get(url).content.decode()
    assert "don-vi.xlsx" not in client.get(reverse("registry:staff_import")).content.decode()
    done = client.post(f"{sent['Location']}thuc-hien/")
    page = client.get(done["Location"]).content.decode()
    assert "Đã nhập: 3 đơn vị mới" in page
    assert "Xem cây đơn vị" in page
    gone = client.post(f"{sent['Location']}hoan-tac/")
    assert gone.status_code == 302
    assert not Office.objects.filter(code="NP").exists()


def test_the_template_is_read_as_the_list_it_is(world, tmp_path, counted):
    path = tmp_path / "mau.xlsx"
    with path.open("wb") as target:
        write_office_template(target)
    assert HEAD in [row[: len(HEAD)] for row in read_rows(path, path.name)]
    assert set(KINDS) == set(Office.Kind)
    for name, longest in LONGEST.items():
        assert Office._meta.get_field(name).max_length == longest if name != "basis" else True
    counted(len(HEAD), "columns of the list of offices")
