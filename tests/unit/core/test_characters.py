"""compliance.core.characters and .spreadsheets: text that leaves the portal in a file."""

import csv
import io
from datetime import date

import pytest

from compliance.core.characters import each, legal
from compliance.core.spreadsheets import Table, inert, plain, tab_name, write_csv, write_table

LEGAL = {
    "Nguyễn Thị Hoà": "Nguyễn Thị Hoà",
    "Ho\u0300a": "Hòa",
    "a\r\nb\rc\x0bd\u2028e": "a\nb\nc\nd\ne",
    "a\x00b\x08c\u202ed\ufeff": "abcd",
    "ô\x07hết\x1enối": "ô hết-nối",
    "\uf0b7 mục": "• mục",
    "\ud83d": "[U+D83D]",
    "\ufffe\U0001ffff": "[U+FFFE][U+1FFFF]",
    "😀": "😀",
}
INERT = {
    "=1+1": "'=1+1",
    "@SUM(A1)": "'@SUM(A1)",
    "-cmd": "'-cmd",
    "+cmd": "'+cmd",
    "\t=1": "'\t=1",
    "＝1": "'＝1",
    "+84 206 3000 308": "+84 206 3000 308",
    "-12.5": "-12.5",
    "0012": "0012",
    "": "",
    "a=b": "a=b",
}
TABS = {
    "Vụ việc": "Vụ việc",
    "a/b:c": "a-b-c",
    "'tên'": "tên",
    "x" * 40: "x" * 31,
    "": "Danh sách",
    " ' ": "Danh sách",
}


def test_what_a_file_may_carry(counted):
    counted(len(LEGAL), "texts made legal")
    assert {text: legal(text) for text in LEGAL} == LEGAL
    assert {text: legal(text) for text in LEGAL.values()} == {t: t for t in LEGAL.values()}
    assert each({"a": ["\x00b", ("\x00", 1)], "c": None}, legal) == {"a": ["b", ["", 1]], "c": None}


def test_no_cell_runs(counted):
    counted(len(INERT), "cells kept as text")
    assert {text: inert(text) for text in INERT} == INERT


def test_the_name_of_a_tab(counted):
    counted(len(TABS), "names of tabs")
    assert {name: tab_name(name) for name in TABS} == TABS


def test_a_table_of_comma_separated_values_reads_back():
    text = write_csv([("0012", date(2026, 12, 31), None), ('"a"', 3, "=x")], ("Mã", "Ngày", "Chú"))
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert rows == [["Mã", "Ngày", "Chú"], ["0012", "31/12/2026", ""], ['"a"', "3", "'=x"]]
    assert plain(date(2028, 2, 29)) == "29/02/2028"


@pytest.mark.parametrize(("kind", "begins"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_a_table_counts_its_rows_while_it_is_written(kind, begins):
    table = Table("Danh sách", (("Mã", 10),), iter([("a",), ("b",)]))
    assert write_table(table, kind).startswith(begins)
    assert table.count == 2
