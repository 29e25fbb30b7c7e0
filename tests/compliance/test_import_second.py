"""Second posts in a list of staff: added, never ended by silence, refused by cell, undone, and the
same after an export.
"""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from compliance.core.refusals import NotAllowed, NotNow
from compliance.registry import actions
from compliance.registry.models import Posting, StaffMember
from compliance.rulebook.clocks import local_day
from tests.compliance import test_import
from tests.compliance.test_import import HEAD, book, line, state

given, applied = test_import.given, test_import.applied
MORE = ("Đơn vị kiêm nhiệm", "Chức vụ kiêm nhiệm", "Kiêm nhiệm từ ngày")
MAIL = "other.staff@thu.example"
OTHER_STAFF = line("T015", "Ma Thử Mười Lăm", "XA", "Công chức Tư pháp", email=MAIL)
BOARD = "Phó Trưởng ban Quản lý chợ"


def with_second(*cells, **how) -> bytes:
    rows = how.pop(
        "rows", [[*line("T015", "Ma Thử Mười Lăm", "XA", "Công chức Tư pháp", email=MAIL), *cells]]
    )
    return book(*rows, head=(*HEAD, *MORE), **how)


def second_of(code: str) -> list[tuple]:
    rows = Posting.objects.filter(staff__code=code, kind="second").order_by("pk")
    return [(row.office.code, row.position, row.valid_from, row.valid_to) for row in rows]


# the three cells: what becomes of the row, and the post that stands afterwards
TODAY = None
ADDED = {
    ("XB", BOARD, date(2020, 3, 1)): ("changed", ("XB", BOARD, date(2020, 3, 1), None)),
    ("UBND xã Hai", BOARD, None): ("changed", ("XB", BOARD, TODAY, None)),
    ("XA", BOARD, None): ("changed", ("XA", BOARD, TODAY, None)),
    ("", "", None): ("unchanged", None),
}
# the three cells: the column that is named
REFUSED = {
    ("khong-co", BOARD, None): "Đơn vị kiêm nhiệm",
    ("", BOARD, None): "Đơn vị kiêm nhiệm",
    ("XB", "", None): "Chức vụ kiêm nhiệm",
    ("XB", "x" * 161, None): "Chức vụ kiêm nhiệm",
    ("XB", BOARD, "hôm qua"): "Kiêm nhiệm từ ngày",
    ("XB", BOARD, date(2199, 1, 1)): "Kiêm nhiệm từ ngày",
    ("XB", BOARD, date(2016, 1, 1)): "Kiêm nhiệm từ ngày",
}


def test_a_row_adds_the_second_post_it_names_and_is_undone_exactly(applied, world, counted):
    today = local_day(timezone.now())
    for cells, (fate, post) in ADDED.items():
        with transaction.atomic():
            before = state()
            run = applied(with_second(*cells))
            assert run.rows.get().fate == fate, cells
            wanted = [(*post[:2], post[2] or today, post[3])] if post else []
            assert second_of("T015") == wanted, cells
            words = StaffMember.objects.get(code="T015").second_posts
            assert words.startswith(BOARD) == bool(post), cells
            if post:
                again = applied(with_second(*cells))
                assert again.rows.get().fate == "unchanged", "the same list changes nothing"
                assert second_of("T015") == wanted
            else:
                actions.undo_import(run=run, by=world.fresh("affairs"), at=timezone.now())
                assert state() == before, cells
            transaction.set_rollback(True)
    counted(len(ADDED), "second posts named in a row")


@pytest.mark.parametrize("code", ["T015", "N900"])
def test_the_second_post_of_a_list_is_taken_back_with_it(code, applied, world):
    before = state()
    new = [*line("N900"), "XB", BOARD, None]
    known = [*line("T015", "Ma Thử Mười Lăm", "NV", "Chuyên viên"), "XB", BOARD, None]
    run = applied(with_second(rows=[known if code == "T015" else new]))
    assert len(second_of(code)) == 1
    actions.undo_import(run=run, by=world.fresh("affairs"), at=timezone.now())
    assert state() == before
    run = applied(with_second(rows=[known if code == "T015" else new]))
    ended = Posting.objects.get(staff__code=code, kind="second")
    today = local_day(timezone.now())
    actions.end_posting(posting=ended, last_day=today, by=world.fresh("affairs"), at=timezone.now())
    with pytest.raises(NotNow, match="đã ghi vị trí khác sau đó"):
        actions.undo_import(run=run, by=world.fresh("affairs"), at=timezone.now())


def test_what_cannot_be_written_is_named_by_its_column(given, counted):
    for cells, column in REFUSED.items():
        row = given(with_second(*cells)).rows.get()
        assert row.fate == "wrong", cells
        assert {error["column"] for error in row.errors} == {column}, cells
    counted(len(REFUSED), "second posts refused")


def test_what_stands_in_the_registry_is_not_written_over(applied, given, world):
    applied(with_second("XB", BOARD, None))
    other = given(with_second("XB", "Thành viên Ban", None)).rows.get()
    assert "đang kiêm nhiệm ở đơn vị này là" in other.errors[0]["message"]
    silent = applied(with_second("", "", None))
    assert silent.rows.get().fate == "unchanged"
    assert len(second_of("T015")) == 1, "an empty cell ends nothing"


def test_a_title_without_its_unit_is_a_column_left_out(given):
    head = (*HEAD, "Chức vụ kiêm nhiệm")
    rows = [
        [*line("T015", "Ma Thử Mười Lăm", "XA", "Công chức Tư pháp", email=MAIL), "Bí thư Chi đoàn"]
    ]
    run = given(book(*rows, head=head))
    assert run.left_out == ["Chức vụ kiêm nhiệm"]
    assert run.rows.get().fate == "unchanged"


def test_nobody_gives_themselves_a_second_post_by_a_list(given, world):
    mine = [*line("T009", "Lương Thử Chín", "NV", "Chuyên viên"), "XB", BOARD, None]
    run = given(with_second(rows=[mine]))
    with pytest.raises(NotAllowed):
        actions.apply_import(run=run, by=world.fresh("affairs"), at=timezone.now(), wait=True)


def test_what_is_exported_with_a_second_post_comes_back_unchanged(given, world, as_):
    now = timezone.now()
    actions.add_second_post(
        staff=StaffMember.objects.get(code="T015"),
        office=world.offices["XB"],
        position=BOARD,
        is_leader=False,
        valid_from=local_day(now) - timedelta(days=9),
        by=world.fresh("affairs"),
        at=now,
    )
    answer = as_("affairs").get("/can-bo/xuat/?dang=csv")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert BOARD in content.decode("utf-8-sig")
    run = given(content, name="ds.csv")
    assert {fate for fate, count in run.counts.items() if count} == {"unchanged"}, run.counts
