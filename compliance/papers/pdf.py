"""A paper as PDF: tagged (PDF/UA-1), made to last (PDF/A-2a), with its faces inside."""

import json
from functools import cache, partial
from pathlib import Path

import typst

from compliance.core.characters import each
from compliance.papers.alphabet import FACES, FAMILIES, NOTE, has_marks, printable
from compliance.papers.code import qr_svg
from compliance.papers.paper import MOTTO, STATE, Paper, Table, to_data

_TEMPLATE = Path(__file__).with_name("paper.typ")
STANDARDS = ["a-2a", "ua-1"]


@cache
def _fonts() -> typst.Fonts:
    """The committed faces and nothing of the system's."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FACES)]
    )


def to_pdf(paper: Paper) -> bytes:
    """Text goes in as JSON data, never as markup; what the faces lack, as a mark that a note at the
    end explains.
    """
    data = {
        **to_data(paper),
        "families": list(FAMILIES),
        "state": STATE,
        "motto": MOTTO,
        "body": paper.body_line(),
        "addressed": paper.addressed(),
        "grounds": paper.grounds(),
        "sent_to": paper.sent_to(),
        "checked_by": paper.checked_by(),
        "qr": qr_svg(paper.check_at) if paper.code else "",
        "pairs": [[vars(part) for part in pair] for pair in paper.pairs()],
        "sections": [
            {
                "title": part.title,
                "paragraphs": part.paragraphs,
                "tables": [_plain(table) for table in part.tables],
            }
            for part in paper.sections
        ],
        "annexes": [
            {
                "title": part.title,
                "subject": part.subject,
                "tables": [_plain(table) for table in part.tables],
            }
            for part in paper.annexes
        ],
    }
    try:
        return _set(each(data, printable))
    except typst.TypstError:
        # shapes are joined by rules of each script: should one ask for what its face lacks, the
        # paper still comes out, with marks
        return _set(each(data, partial(printable, plainly=True)))


def _set(data: dict) -> bytes:
    text = json.dumps(data, ensure_ascii=False)
    note = NOTE if has_marks(text) else ""
    return typst.compile(
        _TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps({**data, "note": note}, ensure_ascii=False)},
        pdf_standards=STANDARDS,
    )


def _plain(table: Table) -> dict:
    plain = {
        "caption": table.caption,
        "headings": table.headings,
        "rows": table.rows,
        "total": table.total,
        "columns": table.columns(),
    }
    return {**plain, "left": table.left, "row_height": table.row_height}


def chart_png(svg: str) -> bytes:
    """A drawing as a picture, for documents that know no drawings."""
    return typst.compile(
        b"#set page(width: 163mm, height: auto, margin: 0mm, fill:"
        b' none)\n#image(bytes(sys.inputs.svg), format: "svg", width: 100%)',
        font_paths=_fonts(),
        sys_inputs={"svg": printable(svg)},
        format="png",
        ppi=200,
    )
