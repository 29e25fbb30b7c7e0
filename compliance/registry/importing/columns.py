"""Recognise columns by their Vietnamese headings; leave out what must not be kept, and say so."""

from compliance.fold import fold

SYNONYMS: dict[str, tuple[str, ...]] = {
    "code": ("ma can bo", "ma so", "ma cb", "ma nhan vien", "ma"),
    "full_name": ("ho va ten", "ho ten", "ten can bo", "ho va ten can bo"),
    "salutation": ("xung ho", "gioi tinh", "ong/ba"),
    "office": ("don vi", "ma don vi", "co quan", "don vi cong tac", "phong ban", "ten don vi"),
    "position": ("chuc vu", "chuc danh", "vi tri viec lam", "chuc vu, chuc danh"),
    "staff_kind": ("loai can bo", "doi tuong", "loai", "loai hinh"),
    "is_leader": ("lanh dao", "la lanh dao", "can bo lanh dao"),
    "valid_from": ("tu ngay", "ngay bat dau", "ngay vao", "ngay nhan nhiem vu"),
    "email": ("thu dien tu", "email", "e-mail"),
    "phone": ("dien thoai", "so dien thoai", "sdt", "di dong"),
}
REQUIRED = {"code": "Mã cán bộ", "full_name": "Họ và tên", "office": "Đơn vị", "position": "Chức vụ", "staff_kind": "Loại cán bộ"}
NEVER_KEPT = ("cccd", "cmnd", "can cuoc", "so dinh danh", "dan toc", "ton giao", "dang vien", "ngay vao dang", "sinh hoat dang")
IGNORED = ("stt", "so thu tu", "tt", "ghi chu")


def find_header(rows: list[list]) -> int | None:
    """The index of the heading row: the first of the first ten rows that names code and full name."""
    for index, row in enumerate(rows[:10]):
        names = {recognise(str(cell)) for cell in row if cell is not None}
        if {"code", "full_name"} <= names:
            return index
    return None


def recognise(heading: str) -> str | None:
    """The field of a heading; None when it is not one of ours."""
    folded = fold(heading).rstrip(" *:.")
    for field, names in SYNONYMS.items():
        if folded in names:
            return field
    return None


def never_kept(heading: str) -> bool:
    folded = fold(heading)
    return any(word in folded for word in NEVER_KEPT)


def ignored(heading: str) -> bool:
    return fold(heading).rstrip(" .") in IGNORED
