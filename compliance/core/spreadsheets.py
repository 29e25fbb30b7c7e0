"""One way to make a table that leaves the portal: xlsx and csv from the same rows. No cell is a
live formula, leading zeros stay. Heads and words of the portal are in the language of whoever takes
it away; what the portal reads back, and a register that is kept on paper, is `official`.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from tempfile import SpooledTemporaryFile

import xlsxwriter
from django.utils import translation

from compliance.core.characters import legal
from compliance.core.language import SOURCE, _

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
A4 = 9
IN_MEMORY = 2 << 20


@dataclass
class Table:
    """`columns`: (heading, width in characters). `rows`: text, numbers, days or None. `note` says
    what was filtered and when, under the title. `official`: in Vietnamese, whoever asks.
    """

    title: str
    columns: tuple[tuple[str, int], ...]
    rows: Iterable[Iterable]
    note: str = ""
    name: str = _("Danh sách")
    count: int = 0
    official: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(str(heading) for heading, __ in self.columns)

    def counted(self):
        for row in self.rows:
            self.count += 1
            yield row


def write_table(table: Table, kind: str) -> bytes:
    """The bytes of a file; `table.count` holds the number of rows afterwards. Memory grows with the
    file, not with the objects behind the rows.
    """
    with read_back() if table.official else nullcontext():
        return _csv(table) if kind == "csv" else _xlsx(table)


@contextmanager
def read_back() -> Iterator[None]:
    """Around the writing of what the portal reads back."""
    with translation.override(SOURCE):
        yield


def write_csv(rows, headings) -> str:
    """CSV with a byte-order mark, every cell quoted; cells a spreadsheet would run are kept as
    text.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([legal(heading) for heading in headings])
    for row in rows:
        writer.writerow([inert(plain(cell)) for cell in row])
    return "\ufeff" + out.getvalue()


def _csv(table: Table) -> bytes:
    return write_csv(table.counted(), table.headings).encode()


def plain(cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return "" if cell is None else legal(str(cell))


def inert(text: str) -> str:
    """A leading apostrophe before what a spreadsheet would take for a formula; numbers with a sign
    or a plus code of a telephone are none.
    """
    if text[:1] in ("+", "-") and text[1:].replace(".", "").replace(" ", "").isdigit():
        return text
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "＝") else text


def new_book(target, *, lean: bool = False) -> xlsxwriter.Workbook:
    """A workbook in which text stays text. `lean`: rows go to disk as they come."""
    book = xlsxwriter.Workbook(
        target,
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "constant_memory": lean,
            "default_date_format": "dd/mm/yyyy",
        },
    )
    book.set_properties({"author": "", "company": ""})
    return book


def _xlsx(table: Table) -> bytes:
    return write_tables([table])


def write_tables(tables: Iterable[Table]) -> bytes:
    """A workbook with one sheet a table."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as out:
        book = new_book(out, lean=True)
        for table in tables:
            _add_sheet(book, table)
        book.close()
        out.seek(0)
        return out.read()


def _add_sheet(book: xlsxwriter.Workbook, table: Table) -> None:
    sheet = book.add_worksheet(tab_name(str(table.name)))
    bold = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format(
        {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#E6ECF7"}
    )
    text, day = (
        book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
        book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
    )
    for column, (__, width) in enumerate(table.columns):
        sheet.set_column(column, column, width, text)
    sheet.write_string(0, 0, legal(str(table.title)), bold)
    sheet.write_string(1, 0, legal(str(table.note)))
    for column, heading in enumerate(table.headings):
        sheet.write_string(HEADER_ROW, column, legal(heading), head)
    for number, row in enumerate(table.counted(), HEADER_ROW + 1):
        for column, cell in enumerate(row):
            _write(sheet, number, column, cell, text, day)
    _for_paper(sheet)


HEADER_ROW = 3


def tab_name(name: str) -> str:
    """What a tab may be called: at most 31 letters, none of []:*?/\\, no apostrophe at
    either end.
    """
    return re.sub(r"[\[\]:*?/\\\n\t]", "-", legal(name))[:31].strip("' ") or str(_("Danh sách"))


def _write(sheet, row: int, column: int, cell, text, day) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, legal(str(cell))[:32_000], text)


def _for_paper(sheet) -> None:
    """A4 across, headings on every page."""
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P/&N")
