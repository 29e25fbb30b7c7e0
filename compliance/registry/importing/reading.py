"""Read the sheet of an xlsx, or a csv, row by row. Run as a script it does so in a process of its
own, with bounded memory and time: the file is a stranger's.

    python -I reading.py PATH ENDING   ->   one JSON line a row: text, number, {"d": "2018-11-01"},
    true or null; or {"refused": "…"}

Imports nothing of the portal.
"""

import csv
import io
import json
import re
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 400  # a sheet of text packs some ten to fifty times; a bomb a thousand
MAX_ROWS = 200_000
MAX_COLUMNS = 60
MAX_CELL = 2_000
MEMORY = 900 * 1024 * 1024
SECONDS = 60
# a cell far out in a small file makes a reader lay out the whole rectangle: rows past 200,000 or
# columns past CZ are refused unread
_FAR = re.compile(
    rb"""\br=["'](?:[A-Z]{0,3}(?:[2-9]\d{5}|\d{7,})|(?:[A-Z]{3}|[D-Z][A-Z])\d+)["']"""
)
_DANGEROUS = (b"<!DOCTYPE", b"<!ENTITY")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.I)


class Unreadable(Exception):
    """The file as a whole cannot be read; the message is for the person who uploaded it."""


TOO_LARGE = (
    f"Bảng có quá nhiều dòng hoặc cột (tối đa {MAX_ROWS:,} dòng, {MAX_COLUMNS} cột).".replace(
        ",", ".", 1
    )
)
BROKEN = "Không đọc được tệp. Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên lần nữa."


def rows_of(path: Path, ending: str):
    """Yield every row as a list of text, float, date, bool or None. Raises Unreadable, perhaps
    after some rows.
    """
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable("Tệp lớn hơn 20 MB.")
    if path.stat().st_size == 0:
        raise Unreadable("Tệp trống.")
    if ending == "csv":
        yield from _bounded(_csv(path))
    elif ending == "xlsx":
        yield from _bounded(_xlsx(path))
    else:
        raise Unreadable(
            "Chỉ nhận tệp .xlsx hoặc .csv. Tệp .xls cũ: mở bằng Excel và lưu lại dạng .xlsx."
        )


def _bounded(rows):
    for number, row in enumerate(rows):
        while row and (row[-1] is None or row[-1] == ""):
            row.pop()
        if number >= MAX_ROWS or len(row) > MAX_COLUMNS:
            raise Unreadable(TOO_LARGE)
        yield row


def _csv(path: Path):
    raw = path.read_bytes()
    if raw[:4] == b"PK\x03\x04":
        raise Unreadable("Tệp này là tệp Excel, không phải csv; đổi lại đuôi .xlsx.")
    text = _decoded(raw)
    del raw
    if "\0" in text or any(0xD800 <= ord(c) <= 0xDFFF for c in text[:100_000]):
        raise Unreadable("Tệp csv có ký tự không đọc được. Trong Excel chọn “CSV UTF-8” khi lưu.")
    sample = text[:4096]
    delimiter = max(",;\t", key=sample.count)
    csv.field_size_limit(100_000)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [_short(cell) or None for cell in row]
    except csv.Error:
        raise Unreadable("Tệp csv bị hỏng.") from None


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("Tệp csv không phải mã UTF-8. Trong Excel chọn “CSV UTF-8” khi lưu.")


def _xlsx(path: Path):
    old = _checked(path)
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheet = _best_sheet(book)
        if sheet.height > MAX_ROWS or sheet.width > MAX_COLUMNS * 2:
            raise Unreadable(TOO_LARGE)
        rows = sheet.iter_rows()
    except Unreadable:
        raise
    except (
        BaseException
    ) as error:  # the reader is compiled: a panic is no Exception; all mean the same to the person
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise Unreadable(BROKEN) from None
    first = (sheet.start or (0, 0))[0]
    yield from ([] for _ in range(first))
    left = (sheet.start or (0, 0))[1]
    for row in rows:
        yield [None] * left + [_cell(cell, old) for cell in row]


def _best_sheet(book):
    """The first sheet that holds anything at all; lists of choices and instructions
    stand after it.
    """
    names = book.sheet_names
    for index in range(min(len(names), 5)):
        sheet = book.get_sheet_by_index(index)
        if sheet.height > 0:
            return sheet
    return book.get_sheet_by_index(0)


def _checked(path: Path) -> bool:
    """Look at the archive before anything lays it out; returns whether its days count from 1904."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _refuse_bomb(members, path.stat().st_size)
            names = [member.filename for member in members]
            if any("vbaproject" in name.lower() for name in names):
                raise Unreadable("Tệp có macro; lưu lại dạng .xlsx không có macro.")
            if "EncryptedPackage" in names:
                raise Unreadable("Tệp có mật khẩu; bỏ mật khẩu rồi tải lên lại.")
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    _refuse_xml(archive, member)
            workbook = archive.read("xl/workbook.xml") if "xl/workbook.xml" in names else b""
            return bool(re.search(rb"""date1904=["'](?:1|true)""", workbook))
    except Unreadable:
        raise
    except Exception:
        head = path.read_bytes()[:512]
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            raise Unreadable(
                "Tệp là .xls cũ hoặc có mật khẩu: mở bằng Excel, lưu lại dạng .xlsx không mật khẩu."
            ) from None
        if b"<html" in head.lower() or b"<table" in head.lower():
            raise Unreadable(
                "Tệp là trang web được đổi đuôi: mở bằng Excel và lưu lại dạng .xlsx."
            ) from None
        raise Unreadable(BROKEN) from None


def _refuse_bomb(members: list, packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if (
        len(members) > 2000
        or unpacked > MAX_UNPACKED
        or (unpacked > 20_000_000 and unpacked > MAX_RATIO * packed)
    ):
        raise Unreadable("Tệp giải nén quá lớn.")


def _refuse_xml(archive: zipfile.ZipFile, member) -> None:
    """Entities and far cells, found in the bytes as they stream by; a member that unpacks to more
    than it says is cut off.
    """
    sheet, read, tail = bool(_SHEET.fullmatch(member.filename)), 0, b""
    with archive.open(member) as source:
        while chunk := source.read(1 << 20):
            read += len(chunk)
            if read > MAX_UNPACKED:
                raise Unreadable("Tệp giải nén quá lớn.")
            seen = tail + chunk
            if any(word in seen.upper() for word in _DANGEROUS) if read < 3 << 20 else False:
                raise Unreadable("Tệp có khai báo thực thể XML; lưu lại bằng Excel rồi tải lên.")
            if sheet and _FAR.search(seen):
                raise Unreadable(TOO_LARGE)
            tail = seen[-64:]


def _short(text: str) -> str:
    return text if len(text) <= MAX_CELL else text[: MAX_CELL + 1]


def _cell(cell, since_1904: bool):
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
    return _short(str(cell))


def _plain(cell):
    return {"d": cell.isoformat()} if isinstance(cell, date) else cell


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    out = io.TextIOWrapper(
        sys.stdout.buffer, encoding="utf-8", errors="surrogatepass", write_through=False
    )
    try:
        for row in rows_of(Path(sys.argv[1]), sys.argv[2]):
            out.write(json.dumps([_plain(cell) for cell in row], ensure_ascii=True) + "\n")
    except Unreadable as reason:
        out.write(json.dumps({"refused": str(reason)}) + "\n")
    except MemoryError:
        out.write(
            json.dumps({"refused": "Tệp quá phức tạp để đọc. Lưu lại dạng .xlsx đơn giản hơn."})
            + "\n"
        )
    out.flush()


if __name__ == "__main__":
    main()
