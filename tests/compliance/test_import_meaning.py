"""What a list means: old letters, capitals, offices as people write them, codes that are none,
people who may stand there twice, days of a move.
"""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.core.refusals import NotAllowed, NotNow
from compliance.registry import actions
from compliance.registry.importing.naming import OfficeBook
from compliance.registry.models import ImportRow, ImportRun, Office, OfficeAlias, StaffMember
from compliance.rulebook.clocks import local_day
from tests import world as worlds
from tests.compliance import test_import, test_import_habits
from tests.workbooks import HEAD, Page, person, xlsx

given, applied = test_import.given, test_import.applied
chosen = test_import_habits.chosen


def listed(*rows, head=HEAD, **more) -> bytes:
    return xlsx(Page([head, *rows], **more))


def today() -> date:
    return local_day(timezone.now())


# --- letters

# as typed: what is meant, in which code
LETTERS = {
    "Nguyeãn Vaên Hoøa": ("Nguyễn Văn Hòa", "VNI"),
    "TRAÀN THÒ ÑÖÙC": ("Trần Thị Đức", "VNI"),
    "Leâ Thò Lan": ("Lê Thị Lan", "VNI"),
    "Noâng Thò EÙn": ("Nông Thị Én", "VNI"),
    "NguyÔn Anh": ("Nguyễn Anh", "TCVN3"),
    "§µm Quang §øc": ("Đàm Quang Đức", "TCVN3"),
    "NGUYÔN V¡N HßA": ("Nguyễn Văn Hòa", "TCVN3"),
    "Lª ThÞ H\u00ad¬ng": ("Lê Thị Hương", "TCVN3"),
    "Nguye^~n Va(n Hoa`": ("Nguyễn Văn Hoà", "VIQR"),
    "Tra^`n Thi. DDu+'c": ("Trần Thị Đức", "VIQR"),
    "Nguyễn Vaên Hòa": ("Nguyễn Văn Hòa", "VNI"),
    "Hứa Thị Ðào": ("Hứa Thị Đào", "Đ"),
}
UNICODE = (
    "Nguyễn Văn Hòa",
    "Y Blŏ Niê",
    "H'Hen Niê",
    "Giàng A Páo",
    "Lò Văn Chò",
    "Vò Hoa",
    "Nguyen Van A",
    "Đinh Thị Đắk",
    "No\u0302ng Thi\u0323 E\u0301n",
)


def test_old_letters_are_asked_about_and_read_by_choice(given, world, counted):
    rows = [person(n, f"N{900 + n}", text, position="Văn thư") for n, text in enumerate(LETTERS, 1)]
    run = given(listed(*rows))
    assert run.counts["wrong"] == len(LETTERS)
    for row, (meant, code) in zip(run.rows.order_by("pk"), LETTERS.values(), strict=True):
        says = row.errors[0]["message"]
        assert code in says, says
        assert f"Có phải “{meant}”?".casefold() in says.casefold(), says
    for choice in ("all", "sure"):
        chosen(run, world, old=choice)
        names = list(run.rows.order_by("pk").values_list("values__full_name", flat=True))
        assert names == [meant for meant, _ in LETTERS.values()], choice
        assert run.rows.filter(fate="new").count() == len(LETTERS)
        assert all("đọc là" in row.notes[0] for row in run.rows.all())
    counted(len(LETTERS), "old letters")


def test_unicode_is_left_alone(given, counted):
    run = given(listed(*(person(n, f"N{900 + n}", text) for n, text in enumerate(UNICODE, 1))))
    assert run.counts["wrong"] == 0, [row.errors for row in run.rows.filter(fate="wrong")]
    counted(len(UNICODE), "names in Unicode")


def test_words_of_both_kinds_are_asked_about_where_the_column_is_old(given, world):
    rows = [
        person(1, "N901", "Vò Hoa"),
        person(2, "N902", "NguyÔn Anh"),
        person(3, "N903", "Đỗ Na"),
    ]
    run = given(listed(*rows))
    said = {row.code: row.errors for row in run.rows.all()}
    assert "Có phải “Vũ Hoa”?" in said["N901"][0]["message"], "also above the row that tells"
    assert not said["N903"]
    chosen(run, world, old="sure")
    assert run.rows.get(code="N901").values["full_name"] == "Vò Hoa"
    chosen(run, world, old="all")
    assert run.rows.get(code="N901").values["full_name"] == "Vũ Hoa"


@pytest.mark.parametrize(("font", "meant"), [(".VnTime", "Vũ Hoa"), ("VNI-Times", "Vị Hoa")])
def test_the_font_of_a_cell_says_what_its_letters_are(font, meant, given):
    for write, ending in ((xlsx, "xlsx"), (test_import_habits.ods, "ods")):
        page = Page([HEAD, person(1, "N901", "Vò Hoa")], fonts={(1, 2): font})
        run = given(write(page), f"ds.{ending}")
        assert f"Có phải “{meant}”?" in run.rows.get().errors[0]["message"], ending
    plain = Page([HEAD, person(1, "N901", "Nguyễn Thị Hòa")], fonts={(1, 2): font})
    assert given(xlsx(plain)).counts["new"] == 1, "Unicode, in whatever font"


def test_old_letters_in_every_column_are_read(given, world):
    row = person(1, "N901", "Lª ThÞ Hßa", "Phßng Néi vô", "Chñ tÞch UBND x·", "C«ng chøc")
    run = given(listed(row))
    chosen(run, world, old="all")
    row = run.rows.get()
    assert row.fate == "new", row.errors
    assert (row.values["position"], row.values["office"]) == (
        "Chủ tịch UBND xã",
        world.offices["NV"].pk,
    )


@pytest.mark.parametrize("name", ["Trần Thị 😀 Hoa", "Trần Thị Hoa 2", "Trần™", "***"])
def test_what_is_no_letter_is_no_name(name, given):
    run = given(listed(person(1, "N901", name)))
    assert run.rows.get().errors[0]["message"] == "không phải là họ và tên"


# --- capitals

CAPITALS = {
    "NÔNG THỊ ÉN": "Nông Thị Én",
    "H'HEN NIÊ": "H'Hen Niê",
    "LÝ A PÁO": "Lý A Páo",
    "No\u0302ng THI\u0323 A": "Nông THỊ A",
}


def test_capitals_are_said_otherwise_with_the_spelling_of_the_file_beside(given, counted):
    for typed, kept in CAPITALS.items():
        row = given(listed(person(1, "N901", typed, position="PHÓ CHỦ TỊCH UBND XÃ"))).rows.get()
        assert row.values["full_name"] == kept
        assert row.values["position"] == "Phó chủ tịch UBND xã"
        assert any("PHÓ CHỦ TỊCH UBND XÃ" in note for note in row.notes)
        if typed.isupper():
            assert any(typed in note for note in row.notes)
    counted(len(CAPITALS), "names in capitals")


def test_capitals_change_nobody(given):
    run = given(listed(person(1, "T015", "MA THỬ MƯỜI LĂM", "XA", "CÔNG CHỨC TƯ PHÁP")))
    row = run.rows.get()
    assert row.fate == "unchanged", row.changes
    assert row.values["full_name"] == "Ma Thử Mười Lăm"
    run = given(listed(person(1, "T015", "MA THỬ MƯỜI SÁU", "XA", "Công chức tư pháp")))
    change = run.rows.get().changes[0]
    assert (run.rows.get().fate, change["before"], change["after"]) == (
        "changed",
        "Ma Thử Mười Lăm",
        "Ma Thử Mười Sáu",
    )


# --- codes

CITIZENS = (
    "004185000123",
    "080123456",
    "004 185 000 123",
    "004.185.000.123",
    "CCCD004185000123",
    "CMND080123456",
    "NV-004185000123",
)


def test_the_number_of_a_citizen_is_no_code_and_is_kept_nowhere(given, counted):
    for code in CITIZENS:
        run = given(listed(person(1, code, "Nông Thị Én")))
        row = run.rows.get()
        assert row.fate == "wrong", code
        assert any("số định danh" in e["message"] or "ký tự lạ" in e["message"] for e in row.errors)
        kept = str(list(ImportRow.objects.values())) + str(list(ImportRun.objects.values()))
        assert code not in kept, code
    number = given(listed(person(1, 4185000123.0, "Nông Thị Én")))
    assert number.counts["wrong"] == 1
    counted(len(CITIZENS), "numbers of citizens")


def test_the_number_of_a_citizen_is_refused_at_every_door(as_, world):
    page = as_("affairs").post(
        "/can-bo/moi/",
        {
            "code": "004185000123",
            "full_name": "Nông Thị Én",
            "salutation": "ba",
            "office": world.offices["XA"].pk,
            "position": "Văn thư",
            "staff_kind": "cong_chuc",
            "valid_from": "01/03/2017",
        },
    )
    assert page.status_code == 422
    assert "Cổng không giữ số ấy" in page.content.decode()
    with pytest.raises(NotNow, match="số định danh"):
        actions.change_staff_code(
            staff=StaffMember.objects.get(code="T015"),
            code="080123456",
            reason="Đổi",
            by=world.fresh("affairs"),
            at=timezone.now(),
        )


def test_a_code_in_small_letters_is_the_same_code(given):
    run = given(listed(person(1, "t015", "Ma Thử Mười Lăm", "XA", "Công chức Tư pháp")))
    row = run.rows.get()
    assert (row.fate, row.code) == ("unchanged", "T015")
    assert "mã trong tệp: t015" in row.notes
    other = given(listed(person(1, "t015", "Người Khác Hẳn"))).rows.get()
    assert "chỉ khác chữ hoa" in other.errors[0]["message"]


# --- doubles

PHONED = [*HEAD, "Điện thoại"]
# the row: whether it may be T015, who works in XA and has this telephone
DOUBLES = {
    (("N901", "Ma Thử Mười Lăm", "XA"), ""): True,
    (("N901", "MA THỬ MƯỜI LĂM", "XB"), "0912345678"): True,
    (("N901", "Ma Thử Mười Lăm", "XB"), "0912345679"): False,
    (("N901", "Ma Thử Mười Bốn", "XA"), "0912345678"): False,
    (("T015", "Ma Thử Mười Lăm", "XB"), "0912345678"): False,
}


def test_who_may_be_there_under_another_code_is_shown(given, as_, counted):
    StaffMember.objects.filter(code="T015").update(phone="0912345678")
    for (cells, phone), double in DOUBLES.items():
        run = given(listed([*person(1, *cells), phone], head=PHONED))
        assert run.report["doubles"] == double, (cells, phone)
        page = as_("affairs").get(f"/can-bo/nhap/{run.pk}/?loai=trung").content.decode()
        assert ("có thể là người đã có, mã T015" in page.replace("Có thể", "có thể")) == double
        assert run.counts["wrong"] == 0, "shown, and decided by nobody"
    counted(len(DOUBLES), "rows that may be somebody else")


def test_two_codes_for_one_person_in_a_file_are_shown(given):
    run = given(listed(person(1, "N901", "Nông Thị Én"), person(2, "N902", "Nông Thị Én")))
    assert run.report["doubles"] == 1
    assert "N901, dòng 2 của tệp này" in run.rows.get(code="N902").notes[0]


# --- offices

OFFICES = {
    "GD": "Phòng Giáo dục và Đào tạo",
    "LD": "Phòng Lao động - Thương binh và Xã hội",
    "TC": "Phòng Tài chính - Kế hoạch",
    "NN": "Phòng Nông nghiệp và Phát triển nông thôn",
    "VP": "Văn phòng HĐND và UBND",
    "QL": "UBND xã Quang Long",
    "TN": "UBND thị trấn Thanh Nhật",
    "TH": "Trường Tiểu học Quang Long",
    "CS": "Trường THCS Quang Long",
    "YT": "Trung tâm Y tế",
}
# as people write it: the office that is proposed; a plain name needs no proposal
SPELLINGS = {
    "P. Nội vụ": "NV",
    "P.Nội vụ": "NV",
    "P Nội vụ": "NV",
    "Phòng Nội vụ huyện": "NV",
    "Phòng Nội vụ huyện Thử": "NV",
    "PHÒNG NỘI VỤ - UBND HUYỆN": "NV",
    "Phòng GD&ĐT": "GD",
    "Phòng GD-ĐT huyện Thử": "GD",
    "Phòng GDĐT": "GD",
    "P. Giáo dục & Đào tạo": "GD",
    "Phòng LĐTB&XH": "LD",
    "Phòng LĐ-TB&XH": "LD",
    "Phòng Lao động TBXH": "LD",
    "Phòng TC-KH": "TC",
    "P. Tài chính KH": "TC",
    "Phòng NN&PTNT": "NN",
    "VP HĐND&UBND": "VP",
    "VP. HĐND và UBND huyện": "VP",
    "Văn phòng UBND": "VP",
    "X. Quang Long": "QL",
    "UBND X. Quang Long": "QL",
    "Ủy ban nhân dân xã Quang Long, huyện Thử": "QL",
    "TT Thanh Nhật": "TN",
    "TT. Thanh Nhật": "TN",
    "UBND TT Thanh Nhật": "TN",
    "Trường TH Quang Long": "TH",
    "TH Quang Long": "TH",
    "Trường Tiểu học xã Quang Long": "TH",
    "Trường Trung học cơ sở Quang Long": "CS",
    "TTYT huyện": "YT",
    "Phòng Nôị vụ": "NV",
    "Phòng Nội vu": "NV",
}
NO_OFFICE = ("Phòng Nội vụ huyện Khác", "Công ty A", "UBND xã Không Có", "Trường TH Không Có")


@pytest.fixture
def district(world):
    for code, name in OFFICES.items():
        kind = Office.Kind.DEPARTMENT
        worlds._office(world, code, name, kind, world.offices["UBND"], timezone.now())
    return world


def test_offices_are_proposed_as_people_write_them(district, counted):
    book = OfficeBook(today())
    wrong = {}
    for text, code in SPELLINGS.items():
        near = [office.code for office in book.near(text)]
        found = book.find(text)
        if (found.code if found else near) not in (code, [code]):
            wrong[text] = (found, near)
    assert not wrong
    assert {text: book.near(text) for text in NO_OFFICE} == {text: [] for text in NO_OFFICE}
    counted(len(SPELLINGS) + len(NO_OFFICE), "names of offices")


def test_a_proposal_decides_nothing_until_somebody_says_so(district, given, as_):
    rows = [person(n, f"N{900 + n}", "Nông Thị Én", "P. Nội vụ") for n in (1, 2)]
    run = given(listed(*rows))
    assert run.counts["wrong"] == 2
    assert run.report["offices"] == [
        {"text": "P. Nội vụ", "rows": 2, "near": [district.offices["NV"].pk]}
    ]
    client, address = as_("affairs"), reverse("registry:import_preview", args=[run.pk])
    page = client.get(address).content.decode()
    assert "“P. Nội vụ” (2 dòng)" in page
    assert "Cổng đề nghị: Phòng Nội vụ" in page
    client.post(
        reverse("registry:import_offices", args=[run.pk]),
        {"office-p-noi-vu": district.offices["NV"].pk},
    )
    alias = OfficeAlias.objects.get()
    assert (alias.spelling, alias.office.code, alias.by.username) == ("P. Nội vụ", "NV", "affairs")
    run.refresh_from_db()
    assert (run.counts["new"], run.counts["wrong"]) == (2, 0)
    page = client.get(address).content.decode()
    assert "“P. Nội vụ” đọc là Phòng Nội vụ (2 dòng), như đã nhớ" in page
    again = given(listed(person(1, "N909", "Lý Văn Páo", "p nội  vụ")))
    assert again.counts["new"] == 1, "remembered, in any spelling of the same letters"


def test_a_remembered_spelling_is_forgotten_on_the_page_of_the_office(district, given, as_):
    alias = actions.remember_office(
        office=district.offices["NV"],
        spelling="Phòng Tổ chức",
        by=district.fresh("affairs"),
        at=timezone.now(),
    )
    client = as_("affairs")
    assert "“Phòng Tổ chức”" in client.get("/don-vi-hanh-chinh/NV/").content.decode()
    client.post(reverse("registry:forget_alias", args=[alias.pk]))
    assert not OfficeAlias.objects.exists()
    assert given(listed(person(1, "N901", "Nông Thị Én", "Phòng Tổ chức"))).counts["wrong"] == 1


def test_a_spelling_is_one_office(district):
    how = {"by": district.fresh("affairs"), "at": timezone.now()}
    actions.remember_office(office=district.offices["NV"], spelling="Phòng Tổ chức", **how)
    for spelling, says in (
        ("phòng  tổ-chức", "đang được nhớ là Phòng Nội vụ"),
        ("Phòng Nội vụ", "là tên hoặc mã của Phòng Nội vụ"),
        ("NV", "là tên hoặc mã của Phòng Nội vụ"),
        ("…", "Ghi cách viết"),
    ):
        with pytest.raises(NotNow, match=says):
            actions.remember_office(office=district.offices["GD"], spelling=spelling, **how)
    with pytest.raises(NotAllowed):
        actions.remember_office(
            office=district.offices["GD"],
            spelling="x y",
            by=district.fresh("lead"),
            at=timezone.now(),
        )


def test_an_office_nobody_knows_in_a_group_is_asked_about_once(district, given):
    head = HEAD[:3] + HEAD[4:]
    rows = [
        ["I", "P. GIÁO DỤC ĐÀO TẠO"],
        *([n, f"N{900 + n}", f"Nông Thị {c}", "Văn thư", "CC"] for n, c in ((1, "Én"), (2, "Na"))),
    ]
    run = given(listed(*rows, head=head))
    assert [(one["text"], one["rows"]) for one in run.report["offices"]] == [
        ("P. GIÁO DỤC ĐÀO TẠO", 2)
    ]


# --- days of a move

START = worlds.START


def moved(given, day, code="T015") -> ImportRow:
    return given(listed(person(1, code, "Ma Thử Mười Lăm", "XB", "Công chức", day=day))).rows.get()


# "Từ ngày" of a row that moves T015: the day the new post begins; None for today
MOVES = {
    None: None,
    date(2020, 3, 1): date(2020, 3, 1),
    "01/03/2020": date(2020, 3, 1),
    START: None,
    START - timedelta(days=1): "wrong",
}


def test_the_day_of_a_move_is_used(applied, given, world, counted):
    for day, begins in MOVES.items():
        row = moved(given, day)
        if begins == "wrong":
            assert "chưa hoạt động" in row.errors[0]["message"]
            continue
        assert row.fate == "moved", row.errors
        assert any("chuyển từ" in note for note in row.notes)
        before = test_import.state()
        run = applied(listed(person(1, "T015", "Ma Thử Mười Lăm", "XB", "Công chức", day=day)))
        posts = StaffMember.objects.get(code="T015").postings.order_by("valid_from")
        first = begins or today()
        assert [(p.office.code, p.valid_from, p.valid_to) for p in posts] == [
            ("XA", START, first - timedelta(days=1)),
            ("XB", first, None),
        ]
        actions.undo_import(run=run, by=world.fresh("affairs"), at=timezone.now())
        assert test_import.state() == before
    counted(len(MOVES), "days of a move")


def test_a_day_that_differs_while_nobody_moves_is_said(given, as_):
    run = given(
        listed(person(1, "T015", "Ma Thử Mười Lăm", "XA", "Công chức Tư pháp", day="01/03/2020"))
    )
    assert run.rows.get().fate == "unchanged"
    page = as_("affairs").get(f"/can-bo/nhap/{run.pk}/").content.decode()
    assert "ngày đang ghi được giữ" in page


# --- totals

TOTALS = {"Tổng cộng: 02 người": False, "Tổng cộng: 03 người": True, "Cộng: 2": False}


def test_a_total_that_does_not_fit_is_said(given, counted):
    for text, differs in TOTALS.items():
        rows = [person(1, "N901", "Nông Thị Én"), person(2, "N902", "Lý Văn Páo"), [text]]
        notes = given(listed(*rows)).report["sheets"][0]["notes"]
        assert bool(notes) == differs, text
    counted(len(TOTALS), "totals")


def test_a_list_without_a_column_says_nothing_of_it(applied, given, world):
    """Neither who leads nor how somebody is addressed."""
    StaffMember.objects.filter(code="T001").update(salutation="ba")
    run = applied(listed(person(1, "T001", "Tô Thử Mười", "XA", "Chủ tịch UBND xã")))
    assert [change["what"] for change in run.rows.get().changes] == ["họ và tên"]
    head = StaffMember.objects.get(code="T001")
    assert (head.full_name, head.is_leader, head.salutation) == ("Tô Thử Mười", True, "ba")
