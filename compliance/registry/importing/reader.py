"""Read the first sheet of an xlsx, or a csv, into rows of text. Sizes are checked before anything is unpacked."""

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineWorkbook

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 60


class Unreadable(Exception):
    """The file as a whole cannot be read; the message is for the person who uploaded it."""


def read_rows(path: Path, name: str) -> list[list]:
    """Rows of the first sheet: text, numbers, dates or None per cell."""
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable("Tệp lớn hơn 20 MB.")
    ending = name.rsplit(".", 1)[-1].lower()
    if ending == "csv":
        return _read_csv(path)
    if ending != "xlsx":
        raise Unreadable("Chỉ nhận tệp .xlsx hoặc .csv. Tệp .xls cũ: mở bằng Excel và lưu lại dạng .xlsx.")
    return _read_xlsx(path)


def _read_csv(path: Path) -> list[list]:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            text = None
    if text is None or "\0" in text:
        raise Unreadable("Tệp csv không phải mã UTF-8. Trong Excel chọn “CSV UTF-8” khi lưu.")
    sample = text[:4096]
    delimiter = max(",;\t", key=sample.count)
    try:
        rows = [[cell or None for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error:
        raise Unreadable("Tệp csv bị hỏng.") from None
    return _bounded(rows)


def _read_xlsx(path: Path) -> list[list]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > 2000 or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise Unreadable("Tệp giải nén quá lớn.")
            if any("vbaproject" in member.filename.lower() for member in members):
                raise Unreadable("Tệp có macro; lưu lại dạng .xlsx không có macro.")
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        if sheet.height > MAX_ROWS or sheet.width > MAX_COLUMNS:
            raise Unreadable(f"Bảng có quá nhiều dòng hoặc cột (tối đa {MAX_ROWS:,} dòng, {MAX_COLUMNS} cột).".replace(",", "."))
        rows = sheet.to_python(skip_empty_area=False)
    except Unreadable:
        raise
    except Exception as error:  # calamine and zipfile raise many kinds for broken files; all mean the same to the reader
        raise Unreadable("Không đọc được tệp. Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên lần nữa.") from error
    return _bounded([[None if cell == "" else cell for cell in row] for row in rows])


def _bounded(rows: list[list]) -> list[list]:
    if len(rows) > MAX_ROWS or any(len(row) > MAX_COLUMNS for row in rows):
        raise Unreadable("Bảng có quá nhiều dòng hoặc cột.")
    return rows


def as_text(cell) -> str:
    """What a person reads in the cell; whole numbers without '.0'."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell).strip()
