"""Read the sheets of an xlsx, xls or ods, or a csv, row by row, and tell what is hidden. Run as a
script it does so in a process of its own, with bounded memory and time: the file is a stranger's.

    python -I reading.py PATH ENDING   ->   one JSON line a sheet, {"sheet": name, "of" how many,
    "state", hidden "columns", "filtered", "merged"}, then one a row: a list of text, number,
    {"d": "2018-11-01"}, {"t": text, "code": "tcvn3"}, true or null; {"hidden": […]} for a row that
    is hidden; or {"refused": "…"}

Imports nothing of the portal but its neighbours that import nothing either.
"""

import csv
import io
import json
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

if __name__ == "__main__":  # -I leaves out the folder of the script and what lies around it
    sys.path.append(str(Path(__file__).resolve().parents[3]))

from compliance.registry.importing import concealed_ods, concealed_xls, concealed_xlsx, packed
from compliance.registry.importing.concealed import Concealed
from compliance.registry.importing.limits import (
    BROKEN,
    LOCKED,
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_MERGED,
    MAX_ROWS,
    MAX_SHEETS,
    OLE,
    TOO_LARGE,
    Unreadable,
    _,
)

MEMORY = 900 * 1024 * 1024
SECONDS = 60


def rows_of(path: Path, ending: str):
    """Yield every sheet as a dict with its name, followed by its rows: lists of text, float, date,
    bool or None, under "hidden" in a dict when the row is hidden. Raises Unreadable, perhaps after
    some rows.
    """
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(_("Tệp lớn hơn 20 MB."))
    if path.stat().st_size == 0:
        raise Unreadable(_("Tệp trống."))
    readers = {"csv": _csv, "xlsx": _xlsx, "xls": _xls, "ods": _ods}
    if ending not in readers:
        raise Unreadable(_("Chỉ nhận tệp .xlsx, .xls, .ods hoặc .csv."))
    yield from _bounded(readers[ending](path))


def _bounded(records):
    number = 0
    for record in records:
        row = record.get("hidden") if isinstance(record, dict) else record
        if row is not None:
            while row and (row[-1] is None or row[-1] == ""):
                row.pop()
            number += 1
            if number > MAX_ROWS or len(row) > MAX_COLUMNS:
                raise Unreadable(TOO_LARGE)
        yield record


def _csv(path: Path):
    yield {"sheet": "", "of": 1, "state": "visible", "columns": [], "filtered": False, "merged": []}
    raw = path.read_bytes()
    if raw[:4] == b"PK\x03\x04":
        raise Unreadable(_("Tệp này là tệp Excel, không phải csv; đổi lại đuôi .xlsx."))
    text = _decoded(raw)
    del raw
    if "\0" in text or any(0xD800 <= ord(c) <= 0xDFFF for c in text[:100_000]):
        raise Unreadable(
            _("Tệp csv có ký tự không đọc được. Trong Excel chọn “CSV UTF-8” khi lưu.")
        )
    sample = text[:4096]
    delimiter = max(",;\t", key=sample.count)
    csv.field_size_limit(100_000)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [_short(cell) or None for cell in row]
    except csv.Error:
        raise Unreadable(_("Tệp csv bị hỏng.")) from None


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("Tệp csv không phải mã UTF-8. Trong Excel chọn “CSV UTF-8” khi lưu."))


def _xlsx(path: Path):
    old = packed.look(path)
    with zipfile.ZipFile(path) as archive:
        concealed = _told(concealed_xlsx.look, archive)
    yield from _book(path, concealed, old)


def _ods(path: Path):
    packed.look(path)
    with zipfile.ZipFile(path) as archive:
        concealed = _told(concealed_ods.look, archive)
    yield from _book(path, concealed)


def _xls(path: Path):
    with path.open("rb") as source:
        head = source.read(512)
    if head[:4] == b"PK\x03\x04":
        raise Unreadable(_("Tệp này là tệp Excel mới; đổi đuôi thành .xlsx."))
    packed.refuse_page(head)
    if not head.startswith(OLE):
        raise Unreadable(BROKEN)
    yield from _book(path, _told(concealed_xls.look, path))


def _told(look, source) -> dict[str, Concealed]:
    """What is hidden, merged or set in an old font: the reader of values tells little of it. A file
    whose hidden rows cannot be told is not read: they would come in unsaid.
    """
    try:
        return look(source)
    except Unreadable:
        raise
    except Exception:
        raise Unreadable(BROKEN) from None


def _opened(path: Path):
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [part for part in book.sheets_metadata if part.typ == SheetTypeEnum.WorkSheet]
    except PasswordError:
        raise Unreadable(LOCKED) from None
    except (
        BaseException
    ) as error:  # the reader is compiled: a panic is no Exception; all mean the same to the person
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise Unreadable(BROKEN) from None
    if not sheets:
        raise Unreadable(BROKEN)
    if len(sheets) > MAX_SHEETS:
        raise Unreadable(
            _("Tệp có hơn {max_sheets} trang; chia thành nhiều tệp.").format(max_sheets=MAX_SHEETS)
        )
    return book, sheets


def _book(path: Path, concealed: dict[str, Concealed], old: bool = False):
    book, sheets = _opened(path)
    for part in sheets:
        marks = concealed.get(part.name)
        if marks is None:
            raise Unreadable(BROKEN)
        yield from _sheet(book, part, marks, old, len(sheets))


def _sheet(book, part, marks: Concealed, old: bool, of: int):
    try:
        sheet = book.get_sheet_by_name(part.name)
        if sheet.height > MAX_ROWS or sheet.width > MAX_COLUMNS * 2:
            raise Unreadable(TOO_LARGE)
        rows, left = sheet.iter_rows(), (sheet.start or (0, 0))[1]
        merged = marks.merged or [[*a, *b] for a, b in sheet.merged_cell_ranges or ()]
    except Unreadable:
        raise
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise Unreadable(BROKEN) from None
    yield {
        "sheet": part.name,
        "of": of,
        "state": str(part.visible).rpartition(".")[2].lower(),
        "columns": sorted(marks.columns),
        "filtered": marks.filtered,
        "merged": [list(area) for area in merged[:MAX_MERGED]],
    }
    for number, row in enumerate(rows):  # from the first row of the sheet on, blank ones too
        cells = [None] * left + [
            _cell(cell, old, marks.fonts.get((number, left + column)))
            for column, cell in enumerate(row)
        ]
        yield {"hidden": cells} if number in marks.rows else cells


def _short(text: str) -> str:
    return text if len(text) <= MAX_CELL else text[: MAX_CELL + 1]


def _cell(cell, since_1904: bool, code: str | None = None):
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, time | timedelta):
        return str(cell)
    if isinstance(cell, int | float):
        return {"n": float(cell), "1904": True} if since_1904 else float(cell)
    text = _short(str(cell))
    return {"t": text, "code": code} if code else text


def _plain(record):
    if isinstance(record, dict):
        return {"hidden": _plain(record["hidden"])} if "hidden" in record else record
    return [{"d": cell.isoformat()} if isinstance(cell, date) else cell for cell in record]


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    out = io.TextIOWrapper(
        sys.stdout.buffer, encoding="utf-8", errors="surrogatepass", write_through=False
    )
    try:
        for record in rows_of(Path(sys.argv[1]), sys.argv[2]):
            out.write(json.dumps(_plain(record), ensure_ascii=True) + "\n")
    except Unreadable as reason:
        out.write(json.dumps({"refused": str(reason)}) + "\n")
    except MemoryError:
        out.write(
            json.dumps({"refused": _("Tệp quá phức tạp để đọc. Lưu lại dạng .xlsx đơn giản hơn.")})
            + "\n"
        )
    out.flush()


if __name__ == "__main__":
    main()
