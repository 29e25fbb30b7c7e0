"""Compare a list with the registry: new, changed, moved, unchanged, wrong. Nothing is written here."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from compliance.fold import clean, fold
from compliance.registry.importing.columns import REQUIRED, find_header, ignored, never_kept, recognise
from compliance.registry.importing.reader import MAX_COLUMNS, Unreadable, as_text
from compliance.registry.models import Office, StaffMember
from compliance.rulebook.models import StaffKind

NEW, CHANGED, MOVED, UNCHANGED, WRONG = "new", "changed", "moved", "unchanged", "wrong"
WORDS = {NEW: "Mới", CHANGED: "Đổi thông tin", MOVED: "Chuyển vị trí", UNCHANGED: "Không đổi", WRONG: "Sai"}
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,19}")
_KINDS = {fold(label): value for value, label in StaffKind.choices} | {
    "hop dong": "nguoi_lao_dong",
    "khac": "khac",
    "cb": "can_bo",
    "cc": "cong_chuc",
    "vc": "vien_chuc",
}
_YES = {"x", "co", "1", "true", "yes", "la"}
_BA = {"ba", "nu", "f"}
_ONG = {"ong", "nam", "m", ""}


@dataclass
class Row:
    """One row of the list: what it says, and what it would do."""

    number: int
    fate: str = UNCHANGED
    values: dict = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        return WORDS[self.fate]


@dataclass
class Plan:
    rows: list[Row]
    left_out: list[str]

    def counts(self) -> dict[str, int]:
        return {fate: sum(row.fate == fate for row in self.rows) for fate in WORDS}

    @property
    def wrong(self) -> bool:
        return any(row.fate == WRONG for row in self.rows)


def make_plan(rows: list[list], today: date) -> Plan:
    """Raises Unreadable when the heading row or a required column is missing."""
    start = find_header(rows)
    if start is None:
        raise Unreadable("Không tìm thấy dòng tiêu đề có “Mã cán bộ” và “Họ và tên” trong 10 dòng đầu.")
    headings = [as_text(cell) for cell in rows[start][:MAX_COLUMNS]]
    fields = [recognise(heading) for heading in headings]
    missing = [label for name, label in REQUIRED.items() if name not in fields]
    if missing:
        raise Unreadable("Thiếu cột: " + ", ".join(missing) + ".")
    twice = sorted({headings[i] for i, name in enumerate(fields) if name and fields.count(name) > 1})
    if twice:
        raise Unreadable("Cột bị lặp: " + ", ".join(twice) + ".")
    left_out = [heading for heading, name in zip(headings, fields, strict=True) if heading and name is None and (never_kept(heading) or not ignored(heading))]
    reader = _RowReader({name: i for i, name in enumerate(fields) if name}, headings, today)
    body = [reader.read(number, row) for number, row in enumerate(rows[start + 1 :], start + 2) if any(as_text(cell) for cell in row)]
    if not body:
        raise Unreadable("Danh sách không có dòng nào.")
    return Plan(body, left_out)


class _RowReader:
    """Checks one row at a time against offices and people loaded once."""

    def __init__(self, at: dict[str, int], headings: list[str], today: date):
        self.at, self.headings, self.today = at, headings, today
        offices = list(Office.objects.on(today))
        self.by_code = {office.code.lower(): office for office in offices}
        self.by_name: dict[str, list[Office]] = {}
        for office in offices:
            for name in {fold(office.name), fold(office.short_name)}:
                self.by_name.setdefault(name, []).append(office)
        self.people = {person.code: person for person in StaffMember.objects.select_related("office")}
        self.seen: dict[str, int] = {}

    def read(self, number: int, cells: list) -> Row:
        row = Row(number)
        get = {name: (cells[i] if i < len(cells) else None) for name, i in self.at.items()}
        self._code(row, get.get("code"))
        self._text(row, get)
        self._kind(row, get)
        self._office(row, as_text(get.get("office")))
        self._contact(row, get)
        row.values["valid_from"] = self._day(row, get.get("valid_from"))
        if row.errors:
            row.fate = WRONG
        else:
            self._compare(row)
        return row

    def _error(self, row: Row, column: str, says: str) -> None:
        heading = self.headings[self.at[column]] if column in self.at else column
        row.errors.append(f"Dòng {row.number}, cột “{heading}”: {says}")

    def _code(self, row: Row, cell) -> None:
        code = as_text(cell)
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            self._error(row, "code", "ô là số, có thể đã mất số 0 ở đầu; định dạng cột là Văn bản rồi nhập lại")
        elif not _CODE.fullmatch(code):
            self._error(row, "code", "mã trống hoặc có ký tự lạ" if code else "mã còn trống")
        elif code in self.seen:
            self._error(row, "code", f"mã {code} đã có ở dòng {self.seen[code]}")
        self.seen.setdefault(code, row.number)
        row.values["code"] = code

    def _text(self, row: Row, get: dict) -> None:
        for column, label, most in (("full_name", "họ và tên", 120), ("position", "chức vụ", 160)):
            text = clean(as_text(get.get(column)))
            if not text:
                self._error(row, column, f"{label} còn trống")
            elif len(text) > most:
                self._error(row, column, f"dài hơn {most} ký tự")
            elif text[0] in "=+@" or (column == "full_name" and not any(c.isalpha() for c in text)):
                self._error(row, column, "không phải là chữ")
            row.values[column] = text

    def _kind(self, row: Row, get: dict) -> None:
        kind = _KINDS.get(fold(as_text(get.get("staff_kind"))))
        if kind is None:
            self._error(row, "staff_kind", "chỉ nhận: " + ", ".join(StaffKind.labels))
        row.values["staff_kind"] = kind
        row.values["is_leader"] = fold(as_text(get.get("is_leader"))) in _YES
        word = fold(as_text(get.get("salutation")))
        if word not in _BA | _ONG:
            self._error(row, "salutation", "chỉ nhận: ông, bà, nam, nữ")
        row.values["salutation"] = "ba" if word in _BA else "ong"

    def _office(self, row: Row, text: str) -> None:
        office = self.by_code.get(text.lower())
        found = [office] if office else self.by_name.get(fold(text), [])
        if len(found) != 1:
            self._error(row, "office", f"không có đơn vị “{text}”" if not found else f"có nhiều đơn vị tên “{text}”, ghi mã đơn vị")
        row.values["office"] = found[0] if len(found) == 1 else None

    def _contact(self, row: Row, get: dict) -> None:
        email = as_text(get.get("email"))
        try:
            if email:
                validate_email(email)
        except ValidationError:
            self._error(row, "email", "thư điện tử không đúng")
        phone = as_text(get.get("phone")).replace(" ", "").replace(".", "")
        if phone and not re.fullmatch(r"\+?\d{8,14}", phone):
            self._error(row, "phone", "số điện thoại không đúng")
        row.values["email"], row.values["phone"] = email, phone

    def _day(self, row: Row, cell) -> date | None:
        if cell is None or as_text(cell) == "":
            return None
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        for pattern in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"):
            try:
                return datetime.strptime(as_text(cell), pattern).date()  # noqa: DTZ007  a day has no zone
            except ValueError:
                continue
        self._error(row, "valid_from", "ngày phải ghi dạng ngày/tháng/năm")
        return None

    def _compare(self, row: Row) -> None:
        person = self.people.get(row.values["code"])
        if person is None:
            row.fate = NEW
            return
        office = row.values["office"]
        moved = [
            label
            for name, label in (("position", "chức vụ"), ("staff_kind", "loại cán bộ"), ("is_leader", "lãnh đạo"))
            if getattr(person, name) != row.values[name]
        ]
        if person.office_id != office.pk:
            moved.insert(0, f"đơn vị: {person.office.short_name if person.office else 'chưa có'} → {office.short_name}")
        changed = [label for name, label in (("full_name", "họ và tên"), ("salutation", "xưng hô")) if getattr(person, name) != row.values[name]]
        changed += [
            label for name, label in (("email", "thư điện tử"), ("phone", "điện thoại")) if name in self.at and getattr(person, name) != row.values[name]
        ]
        row.fate = MOVED if moved else CHANGED if changed else UNCHANGED
        row.changes = moved + changed
