"""Hidden rows and columns, filters and old fonts of an xlsx, found in the bytes as they stream by.
Imports nothing of the portal.
"""

import posixpath
import re
import zipfile
from xml.etree import ElementTree  # entities are refused before (packed.look)

from compliance.registry.importing.concealed import Concealed, code_of

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TAG = re.compile(rb"<(?:\w+:)?(row|col|c|filterColumn)((?=[\s/>])[^<>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_PLACE = re.compile(rb"([A-Z]{1,3})(\d+)")
_YES = (b"1", b"true")


def look(archive: zipfile.ZipFile) -> dict[str, Concealed]:
    """{name of the sheet: what is concealed in it}."""
    fonts = _old_fonts(archive)
    return {name: _sheet(archive, part, fonts) for name, part in _parts(archive).items()}


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    return {
        sheet.get("name", ""): posixpath.normpath(
            posixpath.join("xl", targets[link]) if targets[link][:1] != "/" else targets[link][1:]
        )
        for sheet in book.iter(f"{MAIN}sheet")
        if (link := sheet.get(LINK)) in targets
    }


def _old_fonts(archive: zipfile.ZipFile) -> dict[bytes, str]:
    """{number of the style of a cell: code page of its font}, for old fonts alone."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))  # noqa: S314
    names = [
        next((name.get("val", "") for name in font.iter(f"{MAIN}name")), "")
        for font in styles.findall(f"{MAIN}fonts/{MAIN}font")
    ]
    codes = [code_of(name) for name in names]
    codes_of_styles = {}
    for number, style in enumerate(styles.findall(f"{MAIN}cellXfs/{MAIN}xf")):
        font = int(style.get("fontId") or 0)
        code = codes[font] if font < len(codes) else None
        if code:
            codes_of_styles[str(number).encode()] = code
    return codes_of_styles


def _sheet(archive: zipfile.ZipFile, part: str, fonts: dict[bytes, str]) -> Concealed:
    concealed = Concealed()
    if part not in archive.namelist():
        return concealed
    row, column = -1, -1
    for tag, written in _tags(archive, part):
        if tag == b"c" and not fonts:
            continue
        has = dict(_ATTRIBUTE.findall(written))
        if tag == b"row":
            row, column = int(has[b"r"]) - 1 if b"r" in has else row + 1, -1
            if has.get(b"hidden") in _YES or _none(has.get(b"ht")):
                concealed.hide_rows(row)
        elif tag == b"col":
            if has.get(b"hidden") in _YES or _none(has.get(b"width")):
                concealed.hide_columns(int(has[b"min"]) - 1, int(has[b"max"]) - 1)
        elif tag == b"c":
            place = _PLACE.fullmatch(has.get(b"r", b""))
            column = _number(place[1]) if place else column + 1
            concealed.set_font(row, column, fonts.get(has.get(b"s", b"0")))
        else:
            concealed.filtered = True
    return concealed


def _tags(archive: zipfile.ZipFile, part: str):
    with archive.open(part) as source:
        rest = b""
        while chunk := source.read(1 << 20):
            seen = rest + chunk
            cut = seen.rfind(b"<")
            rest = seen[cut:] if len(seen) - cut < 1 << 16 else b""
            yield from _TAG.findall(seen[: len(seen) - len(rest)])
        yield from _TAG.findall(rest)


def _none(size: bytes | None) -> bool:
    return size is not None and float(size) == 0


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
