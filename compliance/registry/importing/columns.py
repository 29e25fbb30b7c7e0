"""Recognise columns by their Vietnamese headings; leave out what must not be kept, and say so."""

import re

from compliance.core.language import _, joined
from compliance.core.text import clean, fold
from compliance.registry.importing.cells import as_text
from compliance.registry.importing.old_codes import typed

LABELS = {
    "code": _("Mã cán bộ"),
    "full_name": _("Họ và tên"),
    "family": _("Họ và tên đệm"),
    "given": _("Tên"),
    "salutation": _("Xưng hô"),
    "office": _("Đơn vị"),
    "position": _("Chức vụ"),
    "staff_kind": _("Loại cán bộ"),
    "is_leader": _("Lãnh đạo"),
    "valid_from": _("Từ ngày"),
    "second_office": _("Đơn vị kiêm nhiệm"),
    "second_position": _("Chức vụ kiêm nhiệm"),
    "second_from": _("Kiêm nhiệm từ ngày"),
    "email": _("Thư điện tử"),
    "phone": _("Điện thoại"),
}
SYNONYMS: dict[str, tuple[str, ...]] = {
    "code": (
        "ma can bo",
        "ma so can bo",
        "ma so",
        "ma cb",
        "ma cbcc",
        "ma cbccvc",
        "ma so cbcc",
        "ma nhan vien",
        "ma nv",
        "ma nhan su",
        "so hieu cong chuc",
        "so hieu can bo",
        "so hieu cbcc",
        "so hieu cbccvc",
        "ma cong chuc",
        "ma vien chuc",
        "ma dinh danh can bo",
        "ma",
        "so hieu",
    ),
    "full_name": (
        "ho va ten",
        "ho ten",
        "ho, ten",
        "ho va ten khai sinh",
        "ten can bo",
        "ho va ten can bo",
        "ho ten can bo",
        "ho va ten cbcc",
        "ho va ten can bo, cong chuc",
        "ho va ten can bo cong chuc",
        "ten nhan vien",
        "ho va ten nhan vien",
        "ho, ten dem va ten",
        "ho ten dem va ten",
    ),
    "family": ("ho va ten dem", "ho dem", "ho va dem", "ho va chu dem", "ho"),
    "given": ("ten",),
    "salutation": ("xung ho", "gioi tinh", "ong/ba", "ong ba", "ong (ba)", "nam/nu", "phai"),
    "office": (
        "don vi",
        "ma don vi",
        "ten don vi",
        "co quan",
        "co quan, don vi",
        "co quan don vi",
        "don vi cong tac",
        "noi cong tac",
        "co quan cong tac",
        "phong ban",
        "phong, ban",
        "bo phan",
        "don vi truc thuoc",
        "xa, thi tran",
        "co quan, don vi cong tac",
        "don vi quan ly",
    ),
    "position": (
        "chuc vu",
        "chuc danh",
        "chuc vu, chuc danh",
        "chuc vu chuc danh",
        "chuc vu/chuc danh",
        "chuc danh/chuc vu",
        "chuc vu hien tai",
        "chuc vu hien nay",
        "vi tri viec lam",
        "vi tri",
        "chuc danh nghe nghiep",
        "cong viec dam nhan",
        "cong viec",
        "nhiem vu",
        "chuc vu/vi tri viec lam",
        "chuc vu chinh quyen",
        "chuc vu, chuc danh chinh quyen",
        "chuc vu chuyen mon",
    ),
    "staff_kind": (
        "loai can bo",
        "doi tuong",
        "loai doi tuong",
        "loai",
        "loai hinh",
        "nhom",
        "nhom doi tuong",
        "phan loai",
        "cb/cc/vc",
        "loai cbcc",
        "hinh thuc tuyen dung",
        "loai hinh lao dong",
        "loai lao dong",
    ),
    "is_leader": (
        "lanh dao",
        "la lanh dao",
        "can bo lanh dao",
        "lanh dao, quan ly",
        "lanh dao quan ly",
        "giu chuc vu lanh dao",
    ),
    "valid_from": (
        "tu ngay",
        "ngay bat dau",
        "ngay vao",
        "ngay nhan nhiem vu",
        "ngay ve don vi",
        "ngay vao don vi",
        "ngay nhan cong tac",
        "ngay bo nhiem",
        "ngay giu chuc vu",
        "thoi diem",
        "hieu luc tu",
        "ngay hieu luc",
    ),
    "second_office": ("don vi kiem nhiem", "noi kiem nhiem", "kiem nhiem tai"),
    "second_position": ("chuc vu kiem nhiem", "chuc danh kiem nhiem", "nhiem vu kiem nhiem"),
    "second_from": ("kiem nhiem tu ngay", "ngay kiem nhiem", "tu ngay kiem nhiem"),
    "email": (
        "thu dien tu",
        "email",
        "e-mail",
        "mail",
        "thu cong vu",
        "email cong vu",
        "dia chi thu dien tu",
        "hop thu",
    ),
    "phone": (
        "dien thoai",
        "so dien thoai",
        "sdt",
        "di dong",
        "dien thoai di dong",
        "so dt",
        "dt",
        "dien thoai lien he",
        "dien thoai lien lac",
    ),
}
_FIELDS = {name: field for field, names in SYNONYMS.items() for name in names}
REQUIRED = ("code", "full_name", "office", "position", "staff_kind")
NEVER_KEPT = (
    "cccd",
    "cmnd",
    "cmtnd",
    "can cuoc",
    "chung minh",
    "so dinh danh",
    "dinh danh ca nhan",
    "dan toc",
    "ton giao",
    "dang vien",
    "vao dang",
    "ngay vao dang",
    "sinh hoat dang",
    "the dang",
    "chi bo",
    "dang bo",
    "chuc vu dang",
    "dang tich",
)
IGNORED = ("stt", "so thu tu", "tt", "so tt", "ghi chu", "")
NUMBERS = ("stt", "so thu tu", "tt", "so tt")
TITLE_ROWS = 40
# words that a heading carries at its end and that say no more about the column
_TAILS = re.compile(
    r"[\s,/-]+(?:cbccvc|cbcc|cbcnv|ccvc|cbccvcld|can bo|cong chuc|vien chuc|nguoi lao dong|nld"
    r"|hien nay|hien tai|hien giu|dang giu|cong tac|va nguoi lao dong|ld|hop dong)$"
)
# a group of columns that tells of something else: its “Đơn vị” is not where the person works
_ELSEWHERE = re.compile(
    r"\b(?:que quan|noi sinh|thuong tru|tam tru|noi o|gia dinh|bo me|vo chong|trinh do|dao tao"
    r"|bang cap|luong|ngach|quy hoach|truoc day|truoc khi|du kien|chuyen den|chuyen di|cu)\b"
)


def key_of(heading: str) -> str:
    """The heading without marks, line breaks, stars, and what stands in brackets at its end."""
    folded = fold(heading).strip(" *:.;")
    if folded.endswith(")") and "(" in folded and folded not in _FIELDS:
        folded = folded[: folded.rindex("(")].strip(" *:.;")
    return folded


def recognise(heading: str) -> str | None:
    """The field of a heading; None when it is not one of ours, or must not be kept."""
    if never_kept(heading):
        return None
    if clean(heading).casefold().strip(" *:.;") in ("nam", "nữ", "nu"):  # and not “Năm”, the year
        return "male" if fold(heading).strip(" *:.;") == "nam" else "female"
    key = key_of(heading)
    while key not in _FIELDS and (shorter := _TAILS.sub("", key)) != key:
        key = shorter
    return _FIELDS.get(key)


def recognise_under(texts: list[str]) -> str | None:
    """The field of a column whose heading stands in several rows, the uppermost first."""
    if any(never_kept(text) for text in (*texts, joined(" ", texts), joined(" ", reversed(texts)))):
        return None
    if len(texts) < 2:
        return recognise(texts[0]) if texts else None
    *groups, last = texts
    if any(_ELSEWHERE.search(fold(group)) for group in groups):
        return None
    together = (f"{last} {groups[-1]}", f"{groups[-1]} {last}", last)
    return next((field for text in together if (field := recognise(text))), None)


def never_kept(heading: str) -> bool:
    folded = fold(heading)
    return any(word in folded for word in NEVER_KEPT)


def ignored(heading: str) -> bool:
    return key_of(heading) in IGNORED


def heading_text(cell) -> str:
    """What a heading says, in Unicode also where it was typed for an old font."""
    text, font = (
        (cell["t"], cell["code"]) if isinstance(cell, dict) and "t" in cell else (cell, None)
    )
    if isinstance(text, str) and not font and recognise(text):
        return as_text(text)
    meant = typed(text, font) if isinstance(text, str) else None
    if meant is None:
        return as_text(text)
    known = [text for text in meant.meant.values() if recognise(text)]
    return known[0] if known else meant.text if meant.sure and meant.text else as_text(text)


def names_a_person(fields: set[str | None]) -> bool:
    """Whether these columns hold the code and the name: the heading of a list."""
    return "code" in fields and ("full_name" in fields or {"family", "given"} <= fields)


def is_header(row: list) -> bool:
    return names_a_person({recognise(heading_text(cell)) for cell in row if _says(cell)})


def _says(cell) -> bool:
    return isinstance(cell, str) or (isinstance(cell, dict) and "t" in cell)
