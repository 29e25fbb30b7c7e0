"""Workbooks as clerks make them, from one description, as xlsx and as ods. The xls among the data
of the tests were written once from the same descriptions.
"""

import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

HEAD = ["STT", "Mã cán bộ", "Họ và tên", "Đơn vị", "Chức vụ", "Loại cán bộ", "Từ ngày"]


@dataclass
class Page:
    """One sheet. `merged`: (first row, first column, last row, last column), from 0. `fonts`:
    {(row, column): name of the font}.
    """

    rows: list[list]
    name: str = "Sheet"
    state: str = "visible"
    merged: tuple = ()
    hidden_rows: tuple = ()
    hidden_columns: tuple = ()
    filtered: bool = False
    fonts: dict = field(default_factory=dict)


def person(number, code, name, office="XA", position="Văn thư", kind="Công chức", day=None) -> list:
    return [number, code, name, office, position, kind, day]


def xlsx(*pages: Page) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        for top, left, bottom, right in page.merged:
            sheet.merge_range(top, left, bottom, right, "")
        for row, column, cell in _cells(page):
            style = {"font_name": font} if (font := page.fonts.get((row, column))) else {}
            if isinstance(cell, date):
                style = book.add_format({**style, "num_format": "dd/mm/yyyy"})
                sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), style)
            elif isinstance(cell, int | float):
                sheet.write_number(row, column, cell)
            else:
                sheet.write_string(row, column, cell, book.add_format(style) if style else None)
        for row in page.hidden_rows:
            sheet.set_row(row, None, None, {"hidden": True})
        for column in page.hidden_columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
        if page.filtered:
            sheet.autofilter(0, 0, len(page.rows) - 1, 6)
            sheet.filter_column(3, "x == NonBlanks")
        {"hidden": sheet.hide, "veryhidden": sheet.very_hidden}.get(page.state, int)()
    book.worksheets()[[page.state for page in pages].index("visible")].activate()
    book.worksheets()[[page.state for page in pages].index("visible")].set_first_sheet()
    book.close()
    return out.getvalue()


def _cells(page: Page):
    for row, cells in enumerate(page.rows):
        for column, cell in enumerate(cells):
            if cell not in (None, ""):
                yield row, column, cell


_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("style", "style"),
        ("table", "table"),
        ("text", "text"),
        ("svg", "svg-compatible"),
    )
)


def ods(*pages: Page) -> bytes:
    fonts = sorted({font for page in pages for font in page.fonts.values()})
    faces = "".join(
        f"<style:font-face style:name={quoteattr(font)} svg:font-family={quoteattr(font)}/>"
        for font in fonts
    )
    styles = "".join(
        f'<style:style style:name="ce{number}" style:family="table-cell"><style:text-properties'
        f" style:font-name={quoteattr(font)}/></style:style>"
        for number, font in enumerate(fonts)
    )
    shown = "".join(
        f'<style:style style:name="ta-{word}" style:family="table">'
        f'<style:table-properties table:display="{word}"/></style:style>'
        for word in ("true", "false")
    )
    tables = "".join(_table(page, fonts) for page in pages)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES}'
        f' office:version="1.2"><office:font-face-decls>{faces}</office:font-face-decls>'
        f"<office:automatic-styles>{shown}{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def _table(page: Page, fonts: list[str]) -> str:
    width = max(len(row) for row in page.rows)
    columns = "".join(
        "<table:table-column"
        + (' table:visibility="collapse"' if column in page.hidden_columns else "")
        + "/>"
        for column in range(width)
    )
    spans = {
        (top, left): (bottom - top + 1, right - left + 1)
        for top, left, bottom, right in page.merged
    }
    how = "filter" if page.filtered else "collapse"
    rows = ""
    for number, row in enumerate(page.rows):
        hidden = f' table:visibility="{how}"' if number in page.hidden_rows else ""
        cells = "".join(
            _cell(cell, spans.get((number, column)), page.fonts.get((number, column)), fonts)
            for column, cell in enumerate(row)
        )
        rows += f"<table:table-row{hidden}>{cells or '<table:table-cell/>'}</table:table-row>"
    rest = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    style = "ta-true" if page.state == "visible" else "ta-false"
    return (
        f"<table:table table:name={quoteattr(page.name)} table:style-name={quoteattr(style)}>"
        f"{columns}{rows}{rest}</table:table>"
    )


def _cell(cell, span, font, fonts: list[str]) -> str:
    more = f' table:style-name="ce{fonts.index(font)}"' if font else ""
    if span:
        more += f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
    if cell in (None, ""):
        return f"<table:table-cell{more}/>"
    if isinstance(cell, date):
        more += f' office:value-type="date" office:date-value="{cell.isoformat()}"'
        return f"<table:table-cell{more}><text:p>{cell:%d/%m/%Y}</text:p></table:table-cell>"
    if isinstance(cell, int | float):
        more += f' office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell{more}><text:p>{cell}</text:p></table:table-cell>"
    said = f"<text:p>{escape(cell)}</text:p>"
    return f'<table:table-cell{more} office:value-type="string">{said}</table:table-cell>'
