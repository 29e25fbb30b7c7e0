"""Hidden rows and columns, merged cells and old fonts of an ods. Imports nothing of the portal."""

import zipfile
from xml.etree import ElementTree  # entities are refused before (packed.look)

from compliance.registry.importing.concealed import Concealed, code_of
from compliance.registry.importing.limits import (
    BROKEN,
    LOCKED,
    MAX_COLUMNS,
    MAX_MERGED,
    MAX_ROWS,
    Unreadable,
)

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
TABLE, STYLE = f"{_OASIS}table:1.0}}", f"{_OASIS}style:1.0}}"
FAMILY = f"{_OASIS}xsl-fo-compatible:1.0}}font-family"
FACE = f"{_OASIS}svg-compatible:1.0}}font-family"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


def look(archive: zipfile.ZipFile) -> dict[str, Concealed]:
    """{name of the sheet: what is concealed in it}."""
    names = archive.namelist()
    if "content.xml" not in names:
        raise Unreadable(BROKEN)
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read(
        "META-INF/manifest.xml"
    ):
        raise Unreadable(LOCKED)
    with archive.open("content.xml") as source:
        return _Tables().read(source)


class _Tables:
    def __init__(self):
        self.faces: dict[str, str | None] = {}
        self.fonts: dict[str, str | None] = {}  # style of a cell: code page of its font
        self.sheets: dict[str, Concealed] = {}
        self.row = self.column = 0

    def read(self, source) -> dict[str, Concealed]:
        concealed, depth = Concealed(), 0
        for event, node in ElementTree.iterparse(source, events=("start", "end")):  # noqa: S314
            if node.tag == f"{TABLE}table":
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:
                    concealed = self.sheets[node.get(f"{TABLE}name", "")] = Concealed()
                    self.row = self.column = 0
            elif event == "end" and node.tag == f"{TABLE}table-column" and depth == 1:
                self._column(node, concealed)
            elif event == "end" and node.tag == f"{TABLE}table-row" and depth == 1:
                self._row(node, concealed)
                node.clear()
            elif event == "end" and node.tag == f"{TABLE}filter-condition":
                concealed.filtered = True
            elif event == "end" and node.tag.startswith(STYLE):
                self._style(node)
        return self.sheets

    def _style(self, node) -> None:
        if node.tag == f"{STYLE}font-face":
            self.faces[node.get(f"{STYLE}name", "")] = code_of(node.get(FACE, "").strip("'"))
        elif node.tag == f"{STYLE}style" and node.get(f"{STYLE}family") == "table-cell":
            for text in node.iter(f"{STYLE}text-properties"):
                name = text.get(f"{STYLE}font-name", "")
                code = self.faces.get(name) or code_of(name) or code_of(text.get(FAMILY, ""))
                self.fonts[node.get(f"{STYLE}name", "")] = code

    def _column(self, node, concealed: Concealed) -> None:
        count = int(node.get(f"{TABLE}number-columns-repeated") or 1)
        if _hidden(node):
            concealed.hide_columns(self.column, self.column + count - 1)
        self.column += count

    def _row(self, node, concealed: Concealed) -> None:
        count = int(node.get(f"{TABLE}number-rows-repeated") or 1)
        if _hidden(node):
            concealed.hide_rows(self.row, count)
            concealed.filtered |= node.get(f"{TABLE}visibility") == "filter"
        at = 0
        for cell in node:
            if cell.tag in CELLS and at <= MAX_COLUMNS * 2 and self.row <= MAX_ROWS:
                self._cell(cell, at, concealed)
                at += int(cell.get(f"{TABLE}number-columns-repeated") or 1)
        self.row += count

    def _cell(self, cell, at: int, concealed: Concealed) -> None:
        concealed.set_font(self.row, at, self.fonts.get(cell.get(f"{TABLE}style-name", "")))
        down = int(cell.get(f"{TABLE}number-rows-spanned") or 1)
        across = int(cell.get(f"{TABLE}number-columns-spanned") or 1)
        if (down > 1 or across > 1) and len(concealed.merged) < MAX_MERGED:
            concealed.merged.append([self.row, at, self.row + down - 1, at + across - 1])


def _hidden(node) -> bool:
    return node.get(f"{TABLE}visibility") in ("collapse", "filter")
