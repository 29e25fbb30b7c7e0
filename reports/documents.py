"""The paper as .docx and as PDF, laid out by NĐ 30/2020/NĐ-CP Phụ lục I: A4, margins 20/20/30/15–20 mm, Times New Roman 13–14, page number on top."""

import json
from functools import cache
from io import BytesIO
from pathlib import Path

import typst
from django.conf import settings
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from reports.paper import Paper, Table

_TEMPLATE = Path(__file__).with_name("paper.typ")
FACE = "Times New Roman"


@cache
def _fonts() -> typst.Fonts:
    """The four committed faces and nothing of the system's."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(settings.BASE_DIR / "static" / "fonts" / "tinos")])


def write_pdf(paper: Paper) -> bytes:
    """Text goes in as JSON data, never as markup."""
    data = {
        **{name: getattr(paper, name) for name in ("above", "body", "number", "place_and_day", "kind", "subject", "recipients", "signer", "name", "note")},
        "sections": [
            {"title": section.title, "paragraphs": section.paragraphs, "tables": [_plain(table) for table in section.tables]} for section in paper.sections
        ],
        "annex": [_plain(table) for table in paper.annex],
    }
    return typst.compile(_TEMPLATE.read_bytes(), font_paths=_fonts(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, pdf_standards="a-2b")


def _plain(table: Table) -> dict:
    return {"caption": table.caption, "headings": table.headings, "rows": table.rows, "total": table.total}


def write_docx(paper: Paper) -> bytes:
    document = Document()
    _page(document)
    _head(document, paper)
    _line(document, paper.kind, bold=True, align=ALIGN.CENTER, size=14, before=12)
    _line(document, paper.subject, bold=True, align=ALIGN.CENTER, size=14, after=10)
    for section in paper.sections:
        _line(document, section.title, bold=True, before=6)
        for text in section.paragraphs:
            _line(document, text, align=ALIGN.JUSTIFY, indent=True)
        for table in section.tables:
            _table(document, table)
    _foot(document, paper)
    if paper.annex:
        document.add_page_break()
        _line(document, "PHỤ LỤC", bold=True, align=ALIGN.CENTER)
        for table in paper.annex:
            _table(document, table)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(17)
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
    header = section.header.paragraphs[0]
    header.alignment = ALIGN.CENTER
    run = header.add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _head(document, paper: Paper) -> None:
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    left, right = table.rows[0].cells
    left.width, right.width = Cm(6.6), Cm(9.7)
    _into(left, [(paper.above, False, False, 12), (paper.body, True, False, 12), ("――――", False, False, 9), (paper.number, False, False, 13)])
    _into(
        right,
        [
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, False, 12),
            ("Độc lập - Tự do - Hạnh phúc", True, False, 13),
            ("―――――――――――", False, False, 9),
            (paper.place_and_day, False, True, 13),
        ],
    )


def _foot(document, paper: Paper) -> None:
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    left.width, right.width = Cm(8), Cm(8.3)
    _into(left, [("Nơi nhận:", True, True, 12), *((f"- {text}", False, False, 11) for text in paper.recipients)], ALIGN.LEFT)
    _into(
        right, [(paper.signer, True, False, 14), (paper.note, False, True, 11), ("", False, False, 14), ("", False, False, 14), (paper.name, True, False, 14)]
    )


def _into(cell, lines, align=ALIGN.CENTER) -> None:
    for number, (text, bold, italic, size) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _line(
    document, text: str, *, bold: bool = False, italic: bool = False, align=ALIGN.LEFT, size: int = 14, before: int = 0, after: int = 6, indent: bool = False
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    if indent:
        paragraph.paragraph_format.first_line_indent = Cm(1.27)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _table(document, table: Table) -> None:
    _line(document, table.caption, italic=True, size=13, before=6, after=3)
    width = Cm(16.3 - 1.2 - 2.6 * (len(table.headings) - 2))
    grid = document.add_table(rows=1, cols=len(table.headings), style="Table Grid")
    grid.autofit = False
    for line in ([table.headings], table.rows, [table.total] if table.total else []):
        for row in line:
            cells = grid.rows[0].cells if row is table.headings else grid.add_row().cells
            for column, text in enumerate(row):
                cells[column].width = Cm(1.2) if column == 0 else width if column == 1 else Cm(2.6)
                strong = row is table.headings or row is table.total
                _into(cells[column], [(text, strong, False, 12)], ALIGN.LEFT if column == 1 and row is not table.headings else ALIGN.CENTER)
