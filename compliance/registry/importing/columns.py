"""Recognise columns by their Vietnamese headings; leave out what must not be kept, and say so."""

from compliance.core.text import fold
from compliance.registry.importing.cells import as_text

LABELS = {
    "code": "Mã cán bộ",
    "full_name": "Họ và tên",
    "family": "Họ và tên đệm",
    "given": "Tên",
    "salutation": "Xưng hô",
    "office": "Đơn vị",
    "position": "Chức vụ",
    "staff_kind": "Loại cán bộ",
    "is_leader": "Lãnh đạo",
    "valid_from": "Từ ngày",
    "second_office": "Đơn vị kiêm nhiệm",
    "second_position": "Chức vụ kiêm nhiệm",
    "second_from": "Kiêm nhiệm từ ngày",
    "email": "Thư điện tử",
    "phone": "Điện thoại",
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
TITLE_ROWS = 20


def key_of(heading: str) -> str:
    """The heading without marks, line breaks, stars, and what stands in brackets at its end."""
    folded = fold(heading).strip(" *:.;")
    if folded.endswith(")") and "(" in folded and folded not in _FIELDS:
        folded = folded[: folded.rindex("(")].strip(" *:.;")
    return folded


def recognise(heading: str) -> str | None:
    """The field of a heading; None when it is not one of ours, or must not be kept."""
    return None if never_kept(heading) else _FIELDS.get(key_of(heading))


def never_kept(heading: str) -> bool:
    folded = fold(heading)
    return any(word in folded for word in NEVER_KEPT)


def ignored(heading: str) -> bool:
    return key_of(heading) in IGNORED


def is_header(row: list) -> bool:
    """Whether a row names the code and the name: the heading of a list."""
    names = {recognise(as_text(cell)) for cell in row if isinstance(cell, str)}
    return "code" in names and ("full_name" in names or {"family", "given"} <= names)
