"""Lists as clerks have them: several sheets, hidden things, headings in two rows, merged cells,
rows of groups, totals, signatures; what is read, what is passed over, and that it is said.
"""

from pathlib import Path

import pytest
from django.utils import timezone

from compliance.core.refusals import NotNow
from compliance.registry import actions
from compliance.registry.forms import PartsForm
from compliance.registry.models import ImportRun, Office
from tests import world as worlds
from tests.compliance import test_import
from tests.workbooks import HEAD, Page, ods, person, xlsx

given, applied = test_import.given, test_import.applied
DATA = Path(__file__).parent / "data" / "import"
ONE, TWO = person(1, "N901", "Nông Thị Én"), person(2, "N902", "Lý Văn Páo", "XB")
NOBODY = [None] * 7


def only(*cells, at: int = 0) -> list:
    """A row with these cells from column `at` on."""
    row = [None] * 7
    row[at : at + len(cells)] = cells
    return row


def without(column: int, *rows) -> list:
    return [row[:column] + row[column + 1 :] for row in rows]


SIGNED = [
    NOBODY,
    only("Hạ Lang, ngày 15 tháng 9 năm 2017", at=4),
    only("NGƯỜI LẬP BIỂU", at=1)[:4] + ["CHỦ TỊCH", None, None],
    only("(Ký, ghi rõ họ tên)", at=1)[:4] + ["(Ký tên, đóng dấu)", None, None],
    NOBODY,
    only("Hoàng Thị Mến", at=1)[:4] + ["Tô Văn Vượng", None, None],
]
TITLE = [
    ["UBND HUYỆN THỬ", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", None, None, None],
    ["PHÒNG NỘI VỤ", None, None, "Độc lập - Tự do - Hạnh phúc", None, None, None],
    only("DANH SÁCH CÁN BỘ, CÔNG CHỨC NĂM 2017"),
    only("(Kèm theo Công văn số 12/UBND-NV ngày 05 tháng 9 năm 2017)"),
    NOBODY,
]
TITLED = ((0, 0, 0, 2), (0, 3, 0, 6), (1, 0, 1, 2), (1, 3, 1, 6), (2, 0, 2, 6), (3, 0, 3, 6))
DEEP = [
    [
        "STT",
        "Mã cán bộ",
        "Họ và tên",
        "Giới tính",
        None,
        "Công tác",
        None,
        None,
        "Kiêm nhiệm",
        None,
    ],
    [None, None, None, "Nam", "Nữ", "Đơn vị", "Chức vụ", "Loại", "Đơn vị", "Chức vụ"],
]
DEEP_AREAS = ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 0, 7), (0, 8, 0, 9))
DEEP_ROWS = [
    ["1", "N901", "Nông Thị Én", None, "x", "XA", "Văn thư", "CC", "XB", "Thành viên Tổ chợ"],
    ["2", "N902", "Lý Văn Páo", "x", None, "XB", "Văn thư", "CC", None, None],
]
TWICE = [
    [None, "Cá nhân", None, "Công tác", None, None, "Kiêm nhiệm", None],
    ["STT", "Mã CB", "Họ và tên", "Đơn vị", "Chức vụ", "Loại", "Đơn vị", "Chức vụ"],
]
TWICE_ROWS = [
    ["1", "N901", "Nông Thị Én", "XA", "Văn thư", "CC", "XB", "Thành viên Tổ chợ"],
    ["2", "N902", "Lý Văn Páo", "XB", "Văn thư", "CC", None, None],
]
# what the file is: its pages, {code: office} that is read, [kinds of rows passed over]
BOTH = {"N901": "XA", "N902": "XB"}
HABITS = {
    "a plain list": ([Page([HEAD, ONE, TWO])], BOTH, {}),
    "titles, numbered columns, a total, a signature": (
        [
            Page(
                [*TITLE, HEAD, list(range(1, 8)), ONE, TWO, only("Tổng cộng: 02 người"), *SIGNED],
                merged=(*TITLED, (9, 0, 9, 6)),
            )
        ],
        BOTH,
        {"numbering": 1, "total": 1, "signature": 4},
    ),
    "columns numbered with letters and brackets": (
        [Page([HEAD, ["A", "B", "C", "(1)", "(2)", "(3)", "(4)=(1)+(2)"], ONE, TWO])],
        BOTH,
        {"numbering": 1},
    ),
    "a total with its number in another cell": (
        [Page([HEAD, ONE, TWO, only("Tổng số", at=1)[:6] + [2]])],
        BOTH,
        {"total": 1},
    ),
    "a total in a sentence": (
        [
            Page(
                [
                    HEAD,
                    ONE,
                    TWO,
                    only("Danh sách này có 02 người./."),
                    only("Ấn định danh sách có 2 người"),
                ]
            )
        ],
        BOTH,
        {"total": 2},
    ),
    "groups by kind with roman numbers": (
        [
            Page(
                [
                    HEAD,
                    only("I", "CÁN BỘ"),
                    ONE,
                    only("II", "CÔNG CHỨC"),
                    TWO,
                    only("Cộng", at=1)[:6] + [1],
                ],
                merged=((1, 1, 1, 6), (3, 1, 3, 6)),
            )
        ],
        BOTH,
        {"group": 2, "total": 1},
    ),
    "groups of letters and of numbers, merged over all columns": (
        [
            Page(
                [
                    HEAD,
                    only("A. KHỐI ỦY BAN"),
                    only("1. Công chức"),
                    ONE,
                    only("2. Viên chức:"),
                    TWO,
                ],
                merged=((1, 0, 1, 6), (2, 0, 2, 6), (4, 0, 4, 6)),
            )
        ],
        BOTH,
        {"group": 3},
    ),
    "groups in the column of the name, nothing merged": (
        [Page([HEAD, only("I", None, "Lãnh đạo UBND"), ONE, only("II", None, "Công chức"), TWO])],
        BOTH,
        {"group": 2},
    ),
    "offices in rows over the people, no column for them": (
        [
            Page(
                [
                    *without(3, HEAD),
                    only("I", "UBND xã Một (1 người)")[:6],
                    *without(3, ONE),
                    only("II", "UBND XÃ HAI: 01 người")[:6],
                    *without(3, TWO),
                ],
                merged=((1, 1, 1, 5), (3, 1, 3, 5)),
            )
        ],
        BOTH,
        {"group": 2},
    ),
    "kinds in rows, no column for them": (
        [Page([*without(5, HEAD), only("I. CÔNG CHỨC")[:6], *without(5, ONE, TWO)])],
        BOTH,
        {"group": 1},
    ),
    "an office merged over rows": (
        [
            Page(
                [
                    HEAD,
                    ONE,
                    person(2, "N902", "Lý Văn Páo", None),
                    person(3, "N903", "Bế Thị Na", None),
                ],
                merged=((1, 3, 3, 3),),
            )
        ],
        {"N901": "XA", "N902": "XA", "N903": "XA"},
        {},
    ),
    "ditto marks": (
        [Page([HEAD, ONE, person(2, "N902", "Lý Văn Páo", '"', "-nt-", "như trên")])],
        {"N901": "XA", "N902": "XA"},
        {},
    ),
    "an office a sheet": (
        [Page([HEAD, ONE], "Một"), Page([HEAD, TWO], "Hai")],
        BOTH,
        {},
    ),
    "an office a sheet, named by the sheet alone": (
        [
            Page(without(3, HEAD, ONE), "xã Một"),
            Page(without(3, HEAD, TWO), "UBND xã Hai"),
        ],
        BOTH,
        {},
    ),
    "an office a sheet, named in its title": (
        [
            Page([["Đơn vị: UBND xã Một"], *without(3, HEAD, ONE)], "1"),
            Page([["DANH SÁCH CÁN BỘ, CÔNG CHỨC XÃ HAI"], *without(3, HEAD, TWO)], "2"),
        ],
        BOTH,
        {},
    ),
    "a cover, a sheet of choices and a chart of nothing": (
        [
            Page([["BÌA"], ["Danh sách năm 2017"]], "Bìa"),
            Page([HEAD, ONE, TWO], "DS"),
            Page([["Công chức"], ["Viên chức"]], "Danh mục"),
        ],
        BOTH,
        {},
    ),
    "all of them once more on a sheet of all": (
        [Page([HEAD, ONE], "Một"), Page([HEAD, TWO], "Hai"), Page([HEAD, ONE, TWO], "Tổng hợp")],
        BOTH,
        {"again": 2},
    ),
    "the heading printed again on each page": (
        [Page([HEAD, ONE, HEAD, list(range(1, 8)), TWO])],
        BOTH,
        {"heading": 1, "numbering": 1},
    ),
    "a second list below the signature of the first": (
        [Page([HEAD, ONE, *SIGNED, NOBODY, only("B. DANH SÁCH XÃ HAI"), HEAD, TWO])],
        BOTH,
        {"signature": 4, "group": 1, "heading": 1},
    ),
    "a second list with its columns in another order": (
        [Page([HEAD, ONE, NOBODY, HEAD[::-1], TWO[::-1]])],
        BOTH,
        {"heading": 1},
    ),
    "a heading in two rows with groups": (
        [Page([*DEEP, *DEEP_ROWS], merged=DEEP_AREAS)],
        BOTH,
        {},
    ),
    "a heading in two rows, nothing merged": (
        [Page([*DEEP, *DEEP_ROWS])],
        BOTH,
        {},
    ),
    "groups over a heading in one row": (
        [
            Page(
                [
                    [None, "Cá nhân", None, "Nơi công tác", None, None, None],
                    HEAD,
                    ONE,
                    TWO,
                ],
                merged=((0, 1, 0, 2), (0, 3, 0, 6)),
            )
        ],
        BOTH,
        {},
    ),
    "groups over a heading that names each office and title twice": (
        [Page([*TWICE, *TWICE_ROWS], merged=((0, 1, 0, 2), (0, 3, 0, 5), (0, 6, 0, 7)))],
        BOTH,
        {},
    ),
    "the same, nothing merged": ([Page([*TWICE, *TWICE_ROWS])], BOTH, {}),
    "a name merged over two columns": (
        [
            Page(
                [
                    ["TT", "Mã số", "Họ và tên", None, "Đơn vị", "Chức danh", "Đối tượng"],
                    [1, "N901", "Nông Thị", "Én", "XA", "Văn thư", "CC"],
                    [2, "N902", "Lý Văn", "Páo", "XB", "Văn thư", "CC"],
                ],
                merged=((0, 2, 0, 3),),
            )
        ],
        BOTH,
        {},
    ),
    "blank rows and columns first": (
        [Page([NOBODY, NOBODY, [None, *HEAD], [None, *ONE], NOBODY, [None, *TWO]])],
        BOTH,
        {},
    ),
    "a remark under a person": (
        [Page([HEAD, ONE, only("(nghỉ thai sản từ tháng 5)", at=4), TWO])],
        BOTH,
        {"text": 1},
    ),
    "posts of the committee and of the Party side by side": (
        [
            Page(
                [
                    ["STT", "Mã CB", "Họ và tên", "Chức vụ", None, "Đơn vị", "Loại cán bộ"],
                    [None, None, None, "Chính quyền", "Đảng", None, None],
                    ["1", "N901", "Nông Thị Én", "Văn thư", "Bí thư", "XA", "CC"],
                    ["2", "N902", "Lý Văn Páo", "Văn thư", None, "XB", "CC"],
                ],
                merged=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 1, 5)),
            )
        ],
        BOTH,
        {},
    ),
    "where somebody comes from beside where they work": (
        [
            Page(
                [
                    ["STT", "Mã CB", "Họ và tên", "Quê quán", "Công tác", None, "Loại cán bộ"],
                    [None, None, None, "Xã, thị trấn", "Đơn vị", "Chức vụ", None],
                    ["1", "N901", "Nông Thị Én", "Minh Long", "XA", "Văn thư", "CC"],
                    ["2", "N902", "Lý Văn Páo", "Cô Ngân", "XB", "Văn thư", "CC"],
                ],
                merged=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 4, 0, 5), (0, 6, 1, 6)),
            )
        ],
        BOTH,
        {},
    ),
    "a heading in three rows": (
        [
            Page(
                [
                    ["STT", "Mã cán bộ", "Họ và tên", "Công tác", None, None, "Từ ngày"],
                    [None, None, None, "Nơi công tác", None, "Loại cán bộ", None],
                    [None, None, None, "Đơn vị", "Chức vụ", None, None],
                    ONE,
                    TWO,
                ],
                merged=(
                    *((0, 0, 2, 0), (0, 1, 2, 1), (0, 2, 2, 2), (0, 3, 0, 5)),
                    *((1, 3, 1, 4), (1, 5, 2, 5), (0, 6, 2, 6)),
                ),
            )
        ],
        BOTH,
        {},
    ),
    "a post that is vacant, and names below with no word of a signature": (
        [
            Page(
                [
                    HEAD,
                    ONE,
                    [2, None, "(khuyết)", "XA", "Văn thư", None, None],
                    TWO,
                    NOBODY,
                    only("Hoàng Thị Mến", at=2),
                    only("Hoàng Thị Mến")[:3] + ["Tô Văn Vượng", None, None, None],
                ],
                merged=((6, 0, 6, 2), (6, 3, 6, 6)),
            )
        ],
        BOTH,
        {"text": 3},
    ),
    "subtotals of groups, and a total of old letters": (
        [
            Page(
                [
                    HEAD,
                    only("I", "CÔNG CHỨC"),
                    ONE,
                    only("Cộng nhóm I: 1 người"),
                    only("II", "VIÊN CHỨC"),
                    TWO,
                    only("TỔNG CỘNG (I+II): 2 người"),
                    only("Tæng céng: 02 ng­êi"),
                    only("H¹ Lang, ngµy … th¸ng … n¨m 2017", at=4),
                ]
            )
        ],
        BOTH,
        {"group": 2, "total": 3, "signature": 1},
    ),
    "codes typed as text with an apostrophe": (
        [Page([HEAD, person("1", "'N901", "Nông Thị Én"), TWO])],
        BOTH,
        {},
    ),
    "headings in an old font": (
        [
            Page(
                [
                    [
                        "STT",
                        "M· c¸n bé",
                        "Hä vµ tªn",
                        "§¬n vÞ",
                        "Chøc vô",
                        "Lo¹i c¸n bé",
                        "Tõ ngµy",
                    ],
                    ONE,
                    TWO,
                ]
            )
        ],
        BOTH,
        {},
    ),
    "wordy headings": (
        [
            Page(
                [
                    [
                        "Số TT",
                        "Mã số CBCCVC",
                        "HỌ VÀ TÊN CBCCVC",
                        "Đơn vị công tác hiện nay",
                        "Chức vụ, chức danh hiện nay",
                        "Đối tượng",
                        "Ngày bổ nhiệm",
                    ],
                    ONE,
                    TWO,
                ]
            )
        ],
        BOTH,
        {},
    ),
    "Unicode in parts": (
        [Page([HEAD, person(1, "N901", "No\u0302ng Thi\u0323 E\u0301n"), TWO])],
        BOTH,
        {},
    ),
}
WRITERS = {"xlsx": xlsx, "ods": ods}


def offices_of(run: ImportRun) -> dict[str, str]:
    codes = dict(Office.objects.values_list("pk", "code"))
    return {row.code: codes.get(row.values.get("office"), "?") for row in run.rows.order_by("pk")}


def passed(run: ImportRun) -> dict[str, int]:
    total: dict[str, int] = {}
    for sheet in run.report["sheets"]:
        for kind, count in sheet["counts"].items():
            total[kind] = total.get(kind, 0) + count
    return total


def test_lists_are_read_as_clerks_have_them(given, counted):
    for what, (pages, offices, kinds) in HABITS.items():
        for ending, write in WRITERS.items():
            run = given(write(*pages), f"ds.{ending}")
            errors = [row.errors for row in run.rows.filter(fate="wrong")]
            assert not errors, (what, ending, errors)
            assert offices_of(run) == offices, (what, ending)
            assert passed(run) == kinds, (what, ending, run.report["sheets"])
            told = sum(len(sheet["skipped"]) for sheet in run.report["sheets"])
            assert told == sum(kinds.values()), (what, ending)
    counted(len(HABITS) * len(WRITERS), "lists as clerks have them")


def test_a_second_post_under_its_group_is_the_second_post(given, world):
    for heading, rows in ((DEEP, DEEP_ROWS), (TWICE, TWICE_ROWS)):
        run = given(xlsx(Page([*heading, *rows])))
        second = run.rows.get(code="N901").values["second"]
        assert (second["office"], second["position"]) == (
            world.offices["XB"].pk,
            "Thành viên Tổ chợ",
        )
        assert "second" not in run.rows.get(code="N902").values


def test_a_group_ends_where_one_of_its_rank_or_above_begins(given, world):
    head = [HEAD[0], HEAD[1], HEAD[2], HEAD[4]]
    rows = [
        ["A", "CẤP XÃ"],
        ["I", "UBND xã Một"],
        [None, "1. Công chức"],
        [1, "N901", "Nông Thị Én", "Văn thư"],
        [None, "2. Viên chức"],
        [2, "N902", "Lý Văn Páo", "Y sĩ"],
        ["II", "UBND xã Hai"],
        [3, "N903", "Bế Thị Na", "Văn thư"],
    ]
    run = given(xlsx(Page([head, *rows])))
    read = {
        row.code: (row.values.get("office"), row.values["staff_kind"]) for row in run.rows.all()
    }
    assert read == {
        "N901": (world.offices["XA"].pk, "cong_chuc"),
        "N902": (world.offices["XA"].pk, "vien_chuc"),
        "N903": (world.offices["XB"].pk, None),
    }
    assert run.rows.get(fate="wrong").code == "N903", "nobody has said what kind"


def test_a_column_for_each_sex_says_how_somebody_is_addressed(given):
    run = given(xlsx(Page([*DEEP, *DEEP_ROWS], merged=DEEP_AREAS)))
    assert run.rows.get(code="N901").values["salutation"] == "ba"
    assert run.rows.get(code="N902").values["salutation"] == "ong"


# --- what is hidden

OLD = Page([HEAD, person(1, "N801", "Người Đã Nghỉ", "XA")], "DS 2016 (cũ)", "hidden")
LATER = person(3, "N903", "Bế Thị Na")
# what is hidden: its pages, {choice: codes that are read}, a word the page says
HIDDEN = {
    "a sheet": (
        [OLD, Page([HEAD, ONE], "DS 2017")],
        {"sheet-0": {"take": {"N801", "N901"}, "leave": {"N901"}, "": {"N901"}}},
        "Trang ẩn",
    ),
    "a sheet that the menu does not show": (
        [Page([HEAD, ONE], "DS 2017"), Page(OLD.rows, "cũ", "veryhidden")],
        {"sheet-1": {"take": {"N801", "N901"}, "leave": {"N901"}, "": {"N901"}}},
        "Trang ẩn",
    ),
    "a row": (
        [Page([HEAD, ONE, TWO, LATER], hidden_rows=(2,))],
        {
            "rows-0": {
                "take": {"N901", "N902", "N903"},
                "leave": {"N901", "N903"},
                "": {"N901", "N903"},
            }
        },
        "1 dòng ẩn (3)",
    ),
    "rows filtered away": (
        [Page([HEAD, ONE, TWO, LATER], hidden_rows=(2, 3), filtered=True)],
        {"rows-0": {"take": {"N901", "N902", "N903"}, "leave": {"N901"}, "": {"N901"}}},
        "2 dòng bị lọc hoặc ẩn (3–4)",
    ),
    "every row": (
        [Page([HEAD, ONE, TWO], hidden_rows=(1, 2))],
        {"rows-0": {"take": {"N901", "N902"}, "": set()}},
        "2 dòng ẩn (2–3)",
    ),
    "the only sheet with people": (
        [Page([["BÌA"]], "Bìa"), Page(OLD.rows, "DS", "hidden")],
        {"sheet-1": {"take": {"N801"}, "": set()}},
        "Trang ẩn",
    ),
}


def chosen(run: ImportRun, world, **choices) -> ImportRun:
    return actions.choose_parts(
        run=run,
        choices={name.replace("_", "-"): value for name, value in choices.items()},
        by=world.fresh("affairs"),
        at=timezone.now(),
    )


def test_what_is_hidden_is_told_and_read_by_choice_alone(given, world, as_, counted):
    rows = 0
    for what, (pages, choices, says) in HIDDEN.items():
        for ending, write in WRITERS.items():
            if ending == "ods":  # knows one kind of hidden sheet
                pages = [Page(**{**vars(p), "state": p.state.removeprefix("very")}) for p in pages]
            run = given(write(*pages), f"ds.{ending}")
            page = as_("affairs").get(f"/can-bo/nhap/{run.pk}/").content.decode()
            assert says in page, (what, ending)
            for part, codes in choices.items():
                for choice, read in codes.items():
                    rows += 1
                    chosen(run, world, **{part: choice})
                    found = set(run.rows.values_list("code", flat=True))
                    assert found == read, (what, ending, choice)
    counted(rows, "choices about what is hidden")


def test_hidden_people_are_named(given, as_):
    run = given(xlsx(Page([HEAD, ONE, TWO], hidden_rows=(2,))))
    page = as_("affairs").get(f"/can-bo/nhap/{run.pk}/").content.decode()
    assert "Lý Văn Páo" in page
    assert "không được đọc" in page


def test_nobody_passed_over_stays_on_a_list_that_is_done(given, world):
    pages = [Page([HEAD, ONE, TWO, *SIGNED], hidden_rows=(2,))]
    how = {"by": world.fresh("affairs"), "at": timezone.now()}
    for end in (
        lambda run: actions.cancel_import(run=run, **how),
        lambda run: actions.apply_import(run=run, wait=True, **how),
    ):
        run = given(xlsx(*pages))
        assert "Páo" in str(run.report)
        assert "Mến" in str(run.report)
        end(run)
        run.refresh_from_db()
        assert "Páo" not in str(run.report)
        assert "Mến" not in str(run.report)
        assert run.report["sheets"][0]["hidden"]["count"] == 1


def test_a_list_with_nothing_read_is_not_applied(given, world):
    run = given(xlsx(Page([HEAD, ONE], hidden_rows=(1,))))
    assert run.state == "previewed"
    with pytest.raises(NotNow, match="Chưa đọc dòng nào"):
        actions.apply_import(run=run, by=world.fresh("affairs"), at=timezone.now())


WIDE = [[*HEAD, "Điện thoại"], [*ONE, "0912345678"]]


def test_a_hidden_column_is_told_and_one_that_must_be_there_is_read(given, world, as_):
    run = given(xlsx(Page(WIDE, hidden_columns=(1, 7))))
    assert run.rows.get().values["phone"] == ""
    page = as_("affairs").get(f"/can-bo/nhap/{run.pk}/").content.decode()
    assert "Cột ẩn được đọc: Mã cán bộ" in page
    assert "Cột ẩn không được đọc: Điện thoại" in page
    chosen(run, world, columns_0="take")
    assert run.rows.get().values["phone"] == "0912345678"


def test_a_column_that_shows_goes_before_a_hidden_one_of_its_kind(given):
    rows = [["Mã cũ", *HEAD], ["X1", *ONE]]
    rows[0][0] = "Mã cán bộ"
    run = given(xlsx(Page(rows, hidden_columns=(0,))))
    assert run.rows.get().code == "N901"


# --- nobody leaves by what was not read

MINE = ("T001", "Tô Thử Một", "XA", "Chủ tịch UBND xã")
PERSON = ("T014", "Chu Yến Phản Ánh", "XA", "Công chức Văn phòng")
OTHER = ("T015", "Ma Thử Mười Lăm", "XA", "Công chức Tư pháp")
KNOWN = [person(number, *one) for number, one in enumerate((MINE, PERSON, OTHER), 1)]
# where T015 stands; None: a page of their own
UNREAD = {
    "a hidden sheet": [Page([HEAD, *KNOWN[:2]], "1"), Page([HEAD, KNOWN[2]], "2", "hidden")],
    "a hidden row": [Page([HEAD, *KNOWN], hidden_rows=(3,))],
    "a filtered row": [Page([HEAD, *KNOWN], hidden_rows=(3,), filtered=True)],
    "a sheet without a heading": [
        Page([HEAD, *KNOWN[:2]], "1"),
        Page([["Không chuyên trách"], [1, "Ma Thử Mười Lăm"]], "2"),
    ],
    "a sheet without a column that must be there": [
        Page([HEAD, *KNOWN[:2]], "1"),
        Page([HEAD[:4], KNOWN[2][:4]], "2"),
    ],
    "a sheet of names in capitals": [
        Page([HEAD, *KNOWN[:2]], "1"),
        Page([["TT", "Họ tên"], ["1", "MA THỬ MƯỜI LĂM"]], "2"),
    ],
    "a sheet of names in two columns": [
        Page([HEAD, *KNOWN[:2]], "1"),
        Page([["TT", "Họ", "Tên"], ["1", "Ma Thử Mười", "Lăm"]], "2"),
    ],
    "a row under the signature": [Page([HEAD, *KNOWN[:2], *SIGNED, only("Ma Thử Mười Lăm", at=2)])],
    "a title": [Page([only("Người lập: "), only("T015"), HEAD, *KNOWN[:2]])],
}


def test_nobody_leaves_by_what_was_not_read(given, world, counted):
    rows = 0
    for what, pages in UNREAD.items():
        for ending, write in WRITERS.items():
            rows += 1
            run = given(write(*pages), f"ds.{ending}", scope=world.offices["XA"])
            assert run.counts["left"] == 0, (what, ending)
            wrong = run.rows.get(fate="wrong")
            assert wrong.code == "T015", (what, ending)
            assert "còn có tên" in wrong.errors[0]["message"], (what, ending)
            with pytest.raises(NotNow, match="dòng sai"):
                actions.apply_import(run=run, by=world.fresh("affairs"), at=timezone.now())
            parts = set(PartsForm(run=run).fields) - {"sheet-0"}
            run = chosen(run, world, **dict.fromkeys(parts, "leave"))
            assert (run.counts["left"], run.counts["wrong"]) == (1, 0), (what, ending)
    counted(rows, "parts that were not read")


def test_a_full_list_in_two_sheets_is_one_list(given, world):
    run = given(
        xlsx(Page([HEAD, *KNOWN[:2]], "Cán bộ"), Page([HEAD, KNOWN[2]], "Không chuyên trách")),
        scope=world.offices["XA"],
    )
    assert (run.counts["left"], run.counts["wrong"]) == (0, 0)


# --- the files that failed


def _places(world):
    names = {"QL": "UBND xã Quang Long", "DQ": "UBND xã Đức Quang", "TL": "UBND xã Thắng Lợi"}
    for code, name in names.items():
        worlds._office(
            world, code, name, Office.Kind.COMMUNE, world.offices["UBND"], timezone.now()
        )


# {file: ({code: office} read as new, {kind: rows passed over}, wrong rows)}
FILES = {
    "co-tong-cong-va-chu-ky": ({"OG001": "QL", "OG002": "QL"}, {"total": 1, "signature": 3}, 0),
    "dong-bi-an": ({"AR002": "QL"}, {}, 0),
    "dong-nhom-I-II": ({"OH001": "QL", "OH002": "QL"}, {"group": 2}, 0),
    "ds-phong-vni": (dict.fromkeys(("VN001", "VN002", "VN003", "VN004"), "QL"), {}, 4),
    "moi-don-vi-mot-trang": ({"SH001": "QL", "SH002": "DQ", "SH003": "TL"}, {}, 0),
    "o-gop-don-vi": (dict.fromkeys(("OF001", "OF002", "OF003"), "QL"), {"numbering": 1}, 0),
    "quang-long-day-du-hai-trang": (
        {f"HL0{number}": "QL" for number in range(125, 141)},
        {},
        0,
    ),
    "trang-dau-bi-an": ({"HS002": "QL"}, {}, 0),
}


def test_the_files_that_failed_are_read(given, world, counted):
    _places(world)
    assert {path.stem for path in DATA.glob("*.xlsx")} == set(FILES)
    for stem, (offices, kinds, wrong) in FILES.items():
        run = given((DATA / f"{stem}.xlsx").read_bytes(), f"{stem}.xlsx")
        assert offices_of(run) == offices, stem
        assert passed(run) == kinds, stem
        assert run.counts["wrong"] == wrong, stem
        assert run.counts["new"] == len(offices) - wrong, stem
    counted(len(FILES), "files that failed")


# --- the format of before 2007

# {file: ({code: office}, {kind: rows passed over}, codes of the hidden rows and sheets once taken)}
OLDER = {
    "nhieu-trang-dong-cot-an": (
        {"N902": "XB", "N903": "XB"},
        {"numbering": 1, "group": 1, "total": 1, "signature": 4},
        {"N801", "N802", "N901", "N902", "N903"},
    ),
    "tieu-de-hai-dong": (BOTH, {}, set(BOTH)),
    "phong-vntime": ({"N901": "XA", "N902": "XA"}, {}, {"N901", "N902"}),
}


def test_the_older_format_tells_the_same(given, world, counted):
    assert {path.stem for path in DATA.glob("*.xls")} == set(OLDER)
    for stem, (offices, kinds, everybody) in OLDER.items():
        run = given((DATA / f"{stem}.xls").read_bytes(), f"{stem}.xls")
        assert offices_of(run) == offices, stem
        assert passed(run) == kinds, stem
        parts = {name: "take" for name in PartsForm(run=run).fields if name != "old"}
        chosen(run, world, **parts)
        assert set(run.rows.values_list("code", flat=True)) == everybody, stem
    assert "Có phải “Vũ Hoa”?" in run.rows.get(code="N901").errors[0]["message"]
    counted(len(OLDER), "lists of the older format")
