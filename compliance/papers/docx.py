"""A paper as .docx: A4, Times New Roman 13–14, every width written out, page numbers in the top
margin from the second page on.
"""

from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from math import ceil

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from PIL import ImageFont

from compliance.core.characters import each, legal
from compliance.core.language import _
from compliance.papers.alphabet import FACES, printable
from compliance.papers.code import qr_png
from compliance.papers.paper import (
    MOTTO,
    STATE,
    Annex,
    Paper,
    Section,
    Signature,
    Table,
    from_data,
    to_data,
)
from compliance.papers.pdf import chart_png

FACE = "Times New Roman"
_LEFT, _RIGHT = 64.0, 99.0
_INDENT = Cm(1.27)
_EPOCH = datetime(
    2020, 3, 5, tzinfo=UTC
)  # the same for every file: when one was written is nobody's business


def to_docx(paper: Paper) -> bytes:
    """Word has letters of its own for whatever our faces lack: only what XML refuses is
    replaced.
    """
    paper = from_data(each(to_data(paper), legal))
    document = Document()
    _about(document, paper)
    _page(document)
    _head(document, paper)
    _title(document, paper)
    for number, text in enumerate(paper.addressed()):
        _line(
            document,
            text,
            align=ALIGN.CENTER if len(paper.to) < 2 else ALIGN.LEFT,
            before=6,
            left=0 if len(paper.to) < 2 else 30 + 10 * bool(number),
        )
    for text in paper.grounds():
        _line(document, text, italic=True, align=ALIGN.JUSTIFY, indent=True)
    for section in paper.sections:
        _section(document, section)
    _joined(document.paragraphs[-1])  # no page carries a signature alone
    if paper.sections and paper.sections[-1].tables:
        for cell in document.tables[-1].rows[-1].cells:
            _joined(cell.paragraphs[0])
    _foot(document, paper)
    for number, annex in enumerate(paper.annexes):
        _annex(document, annex, paper.charts if number == 0 else ())
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _about(document, paper: Paper) -> None:
    """Nobody's name stands in the file's properties."""
    about = document.core_properties
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.title, about.language = paper.label[:255], "vi-VN"
    about.created = about.modified = _EPOCH


def _page(document) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(14)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        style.element.rPr.rFonts.set(qn(script), FACE)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(17)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]
    header.alignment = ALIGN.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = header.add_run()
        run.font.size = Pt(13)
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _head(document, paper: Paper) -> None:
    left, right = _grid(document, 1, [_LEFT, _RIGHT]).rows[0].cells
    lines = [(paper.above, False, False, 12)] if paper.above else []
    _into(left, [*lines, (paper.body_line(), True, False, 12)])
    _rule(left, paper.body_line(), 12, _LEFT, 0.4)
    _add(left, paper.number, size=13)
    if paper.is_letter:
        _add(left, f"V/v {paper.subject}", size=12)
    _into(right, [(STATE, True, False, 12), (MOTTO, True, False, 13)])
    _rule(right, MOTTO, 13, _RIGHT, 1)
    if paper.place_and_day:
        _add(right, paper.place_and_day, italic=True, size=13)


def _title(document, paper: Paper) -> None:
    if paper.is_letter:
        _line(document, "", after=0)
        return
    _line(document, paper.kind, bold=True, align=ALIGN.CENTER, before=14, after=0)
    _line(document, paper.subject, bold=True, align=ALIGN.CENTER, after=0)
    _rule(document, paper.subject, 14, 163, 0.4)
    _line(document, "", after=0, size=8)


def _section(document, section: Section) -> None:
    if section.title:
        _line(
            document, section.title, bold=True, before=6, indent=True
        ).paragraph_format.keep_with_next = True
    for text in section.paragraphs:
        _line(document, text, align=ALIGN.JUSTIFY, indent=True)
    for table in section.tables:
        _table(document, table)


def _foot(document, paper: Paper) -> None:
    """Signatures, Nơi nhận and the code in one row, which no page tears: writers of text keep rows
    of different tables together or not as they like.
    """
    _joined(_line(document, "", after=0))
    pairs = paper.pairs()
    beside = len(paper.signatures) == 1
    widths = [65.0, 98.0] if beside else [81.5, 81.5]
    row = _grid(document, 1, widths).rows[0]
    _whole(row)
    left, right = row.cells
    if beside:
        _stacked(right, _lines_of(paper.signatures[0]))
    else:
        for number, pair in enumerate(pairs):
            columns = [_lines_of(signature) for signature in pair]
            _padded(columns, widths[0])
            for cell, lines in zip(row.cells, columns, strict=False):
                _stacked(cell, [*([_SPACE] if number else []), *lines])
    if paper.recipients:
        lines = [(_("Nơi nhận:"), True, True, 12)]
        lines += [(text, False, False, 11) for text in paper.sent_to()]
        _stacked(left, lines if beside else [_SPACE, *lines], ALIGN.LEFT)
    if paper.code:
        _code(left, paper)


def _joined(*paragraphs) -> None:
    """What stays on the page of what follows."""
    for paragraph in paragraphs:
        paragraph.paragraph_format.keep_with_next = True


_SPACE = ("", False, False, 8)
_EMPTY = ("", False, False, 14)


def _lines_of(signature: Signature) -> list[tuple[str, bool, bool, int]]:
    lines = [(text, True, False, 14) for text in (signature.ahead, signature.title) if text]
    if signature.note:
        lines.append((signature.note, False, True, 12))
    return [*lines, *[_EMPTY] * 3, (signature.name, True, False, 14)]


def _padded(columns: list[list], width: float) -> None:
    """Names of one pair stand on one line, also where a title beside takes two."""
    heights = [
        sum(max(1, ceil(_length(text, size) / width)) for text, __, __, size in lines if text)
        + sum(not text for text, *__ in lines)
        for lines in columns
    ]
    for lines, height in zip(columns, heights, strict=True):
        lines[-1:-1] = [_EMPTY] * (max(heights) - height)


def _stacked(cell, lines, align=ALIGN.CENTER) -> None:
    """Below what the cell already holds."""
    empty = not cell.text and len(cell.paragraphs) == 1
    for number, (text, bold, italic, size) in enumerate(lines):
        paragraph = cell.paragraphs[0] if empty and number == 0 else cell.add_paragraph()
        _write(paragraph, text, bold, italic, size, align)


def _code(cell, paper: Paper) -> None:
    """The QR code and what it is for, below Nơi nhận."""
    _stacked(cell, [_SPACE, ("", False, False, 10)], ALIGN.LEFT)
    _picture(cell.paragraphs[-1], qr_png(paper.check_at), 20, _("Mã QR mở trang xác thực văn bản"))
    _stacked(cell, [(paper.checked_by(), False, False, 10)], ALIGN.LEFT)


def _picture(paragraph, content: bytes, width: float, alternative: str) -> None:
    shape = paragraph.add_run().add_picture(BytesIO(content), width=Mm(width))
    shape._inline.docPr.set("descr", alternative)


def _annex(document, annex: Annex, charts=()) -> None:
    """A section of its own: its pages count from one again, and its first page shows no number
    either.
    """
    section = document.add_section(WD_SECTION.NEW_PAGE)
    counts = OxmlElement("w:pgNumType")
    counts.set(qn("w:start"), "1")
    section._sectPr.append(counts)
    section.different_first_page_header_footer = True
    _line(document, annex.title, bold=True, align=ALIGN.CENTER)
    if annex.subject:
        _line(document, annex.subject, bold=True, align=ALIGN.CENTER)
    for chart in charts:
        _line(
            document, chart.caption, italic=True, size=13, before=6, after=3
        ).paragraph_format.keep_with_next = True
        _picture(_line(document, "", align=ALIGN.CENTER), chart_png(chart.svg), 160, chart.told)
    for table in annex.tables:
        _table(document, table)


def _table(document, table: Table) -> None:
    if table.caption:
        _line(
            document, table.caption, italic=True, size=13, before=6, after=3
        ).paragraph_format.keep_with_next = True
    lines = [table.headings, *table.rows, *([table.total] if table.total else [])]
    grid = _grid(document, len(lines), table.columns(), style="Table Grid")
    for number, (row, texts) in enumerate(zip(grid.rows, lines, strict=True)):
        strong = number == 0 or texts is table.total
        _whole(row, repeated=number == 0)
        if table.row_height and number:
            row.height, row.height_rule = Mm(table.row_height), WD_ROW_HEIGHT_RULE.AT_LEAST
        for column, text in enumerate(texts):
            row.cells[column].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            _into(
                row.cells[column],
                [(text, strong, False, 12)],
                ALIGN.LEFT if column in table.left and number else ALIGN.CENTER,
            )
            if table.total and number == len(
                table.rows
            ):  # the last row before the total, so that this does not begin a page alone
                row.cells[column].paragraphs[0].paragraph_format.keep_with_next = True
    _line(document, "", after=0, size=6)


def _whole(row, repeated: bool = False) -> None:
    """A row is not torn by a page; the headings stand on every page."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if repeated else [])):
        properties.append(OxmlElement(name))


# --- pieces


def _grid(document, rows: int, widths: list[float], style: str | None = None):
    """A table whose columns keep the widths given."""
    table = document.add_table(rows=rows, cols=len(widths), style=style)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    if style is None:
        margins = OxmlElement("w:tblCellMar")
        for side in ("w:left", "w:right"):
            edge = OxmlElement(side)
            edge.set(qn("w:w"), "0")
            edge.set(qn("w:type"), "dxa")
            margins.append(edge)
        table._tbl.tblPr.append(margins)
    return table


def _into(cell, lines, align=ALIGN.CENTER) -> None:
    for number, (text, bold, italic, size) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        _write(paragraph, text, bold, italic, size, align)


def _add(cell, text: str, *, italic: bool = False, size: int) -> None:
    _write(cell.add_paragraph(), text, False, italic, size, ALIGN.CENTER)


def _write(paragraph, text: str, bold: bool, italic: bool, size: int, align) -> None:
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _line(
    document,
    text: str,
    *,
    bold=False,
    italic=False,
    align=ALIGN.LEFT,
    size=14,
    before=0,
    after=6,
    indent=False,
    left: float = 0,
):
    paragraph = document.add_paragraph()
    _write(paragraph, text, bold, italic, size, align)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = (
        Pt(before),
        Pt(after),
    )
    paragraph.paragraph_format.line_spacing = 1.0
    if indent:
        paragraph.paragraph_format.first_line_indent = _INDENT
    if left:
        paragraph.paragraph_format.left_indent = Mm(left)
    return paragraph


def _rule(holder, words: str, size: int, width: float, share: float) -> None:
    """A drawn line, `share` as long as the words above it: the border of an empty paragraph, drawn
    in from both sides.
    """
    long = min(_length(words, size), width) * share
    paragraph = holder.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(1), Pt(3)
    form.left_indent = form.right_indent = Mm((width - long) / 2)
    paragraph.add_run("").font.size = Pt(1)
    form.line_spacing = Pt(2)
    borders, edge = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _length(words: str, size: int) -> float:
    """How long bold words are, in mm; of several lines, the longest."""
    return max(_bold(size).getlength(line) * 25.4 / 72 for line in printable(words).split("\n"))


@cache
def _bold(size: int):
    return ImageFont.truetype(
        str(FACES / "Tinos-Bold.ttf"), size, layout_engine=ImageFont.Layout.BASIC
    )
