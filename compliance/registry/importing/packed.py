"""A packed workbook (xlsx, ods) is looked at before anything lays it out: bombs, entities, far
cells, macros, passwords. Imports nothing of the portal.
"""

import re
import zipfile
from pathlib import Path

from compliance.registry.importing.limits import (
    BROKEN,
    LOCKED,
    MAX_RATIO,
    MAX_UNPACKED,
    OLE,
    TOO_LARGE,
    Unreadable,
    _,
)

# a cell far out in a small file makes a reader lay out the whole rectangle: rows past 200,000 or
# columns past CZ are refused unread
_FAR = re.compile(
    rb"""\br=["'](?:[A-Z]{0,3}(?:[2-9]\d{5}|\d{7,})|(?:[A-Z]{3}|[D-Z][A-Z])\d+)["']"""
)
_DANGEROUS = (b"<!DOCTYPE", b"<!ENTITY")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.I)


def look(path: Path) -> bool:
    """Refuse what is not to be opened; returns whether the days of the book count from 1904."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _refuse_bomb(members, path.stat().st_size)
            names = [member.filename for member in members]
            if any("vbaproject" in name.lower() for name in names):
                raise Unreadable(_("Tệp có macro; lưu lại dạng .xlsx không có macro."))
            if "EncryptedPackage" in names:
                raise Unreadable(LOCKED)
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    _refuse_xml(archive, member)
            workbook = archive.read("xl/workbook.xml") if "xl/workbook.xml" in names else b""
            return bool(re.search(rb"""date1904=["'](?:1|true)""", workbook))
    except Unreadable:
        raise
    except Exception:
        head = path.read_bytes()[:512]
        if head.startswith(OLE):
            raise Unreadable(
                _(
                    "Tệp là .xls cũ hoặc có mật khẩu: đổi đuôi thành .xls, hoặc mở bằng Excel và "
                    "lưu lại dạng .xlsx không mật khẩu."
                )
            ) from None
        refuse_page(head)
        raise Unreadable(BROKEN) from None


def refuse_page(head: bytes) -> None:
    if b"<html" in head.lower() or b"<table" in head.lower():
        raise Unreadable(_("Tệp là trang web được đổi đuôi: mở bằng Excel và lưu lại dạng .xlsx."))


def _refuse_bomb(members: list, packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if (
        len(members) > 2000
        or unpacked > MAX_UNPACKED
        or (unpacked > 20_000_000 and unpacked > MAX_RATIO * packed)
    ):
        raise Unreadable(_("Tệp giải nén quá lớn."))


def _refuse_xml(archive: zipfile.ZipFile, member) -> None:
    """Entities and far cells, found in the bytes as they stream by; a member that unpacks to more
    than it says is cut off.
    """
    sheet, read, tail = bool(_SHEET.fullmatch(member.filename)), 0, b""
    with archive.open(member) as source:
        while chunk := source.read(1 << 20):
            read += len(chunk)
            if read > MAX_UNPACKED:
                raise Unreadable(_("Tệp giải nén quá lớn."))
            seen = tail + chunk
            if any(word in seen.upper() for word in _DANGEROUS) if read < 3 << 20 else False:
                raise Unreadable(_("Tệp có khai báo thực thể XML; lưu lại bằng Excel rồi tải lên."))
            if sheet and _FAR.search(seen):
                raise Unreadable(TOO_LARGE)
            tail = seen[-64:]
