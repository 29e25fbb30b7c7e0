"""Compare a list with the registry, a thousand rows at a time: new, changed, moved, left,
unchanged, wrong. Nothing is written here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from compliance.core.codes import NOT_A_CODE, is_code
from compliance.core.text import fold
from compliance.registry.importing.cells import as_day, as_text, as_yes, from_old_code, is_number
from compliance.registry.importing.columns import LABELS
from compliance.registry.importing.heading import Header
from compliance.registry.importing.reading import MAX_CELL
from compliance.registry.importing.second import compare_second, read_second
from compliance.registry.models import Function, Office, StaffMember
from compliance.rulebook.models import StaffKind

NEW, CHANGED, MOVED, LEFT, UNCHANGED, WRONG = (
    "new",
    "changed",
    "moved",
    "left",
    "unchanged",
    "wrong",
)
WORDS = {
    NEW: "Mới",
    CHANGED: "Đổi thông tin",
    MOVED: "Chuyển vị trí",
    LEFT: "Rời danh sách",
    UNCHANGED: "Không đổi",
    WRONG: "Sai",
}
BATCH = 1000
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,19}")
_FORMULA = ("=", "+", "-", "@")
_KINDS = {fold(label): value for value, label in StaffKind.choices} | {
    "hop dong": "nguoi_lao_dong",
    "hop dong lao dong": "nguoi_lao_dong",
    "hdld": "nguoi_lao_dong",
    "nld": "nguoi_lao_dong",
    "lao dong hop dong": "nguoi_lao_dong",
    "hop dong 68": "nguoi_lao_dong",
    "hop dong 111": "nguoi_lao_dong",
    "khac": "khac",
    "cb": "can_bo",
    "cc": "cong_chuc",
    "vc": "vien_chuc",
    "can bo xa": "can_bo",
    "can bo cap xa": "can_bo",
    "cong chuc xa": "cong_chuc",
    "cong chuc cap xa": "cong_chuc",
}
_BA, _ONG = {"ba", "nu", "f", "chi", "co"}, {"ong", "nam", "m", "anh", ""}
COMPARED = ("full_name", "salutation", "email", "phone")
PLACED = {
    "office": "đơn vị",
    "position": "chức vụ",
    "staff_kind": "loại cán bộ",
    "is_leader": "lãnh đạo",
}


@dataclass
class Row:
    """One row of the list: what it says (plain values), what is wrong with it, what it would do."""

    number: int
    fate: str = UNCHANGED
    values: dict = field(default_factory=dict)
    errors: list[dict] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


class Planner:
    """Checks rows against offices (loaded once) and people (a batch at a time)."""

    def __init__(self, header: Header, today: date):
        self.header, self.today = header, today
        offices = list(Office.objects.on(today))
        self.offices = {office.pk: office for office in offices}
        self.by_code = {office.code.lower(): office for office in offices}
        self.by_name: dict[str, set[Office]] = {}
        for office in offices:
            for name in {_office_key(office.name), _office_key(office.short_name)}:
                self.by_name.setdefault(name, set()).add(office)
        self.seen: dict[str, int] = {}

    def plan(self, body: Iterable[tuple[int, dict]]) -> Iterator[list[Row]]:
        """Yield the rows in batches."""
        body = iter(body)
        while batch := [self._read(number, cells) for number, cells in islice(body, BATCH)]:
            codes = [row.values["code"] for row in batch if not row.errors]
            fields = ("pk", "code", *COMPARED, "office_id", "position", "staff_kind", "is_leader")
            people = {
                person["code"]: person
                for person in StaffMember.objects.filter(code__in=codes).order_by().values(*fields)
            }
            for row in batch:
                self._compare(row, people.get(row.values.get("code")))
            yield batch

    def _read(self, number: int, cells: dict) -> Row:
        row = Row(number)
        if "full_name" not in cells:
            cells["full_name"] = " ".join(
                part
                for part in (as_text(cells.pop("family", None)), as_text(cells.pop("given", None)))
                if part
            )
        for name, cell in cells.items():
            self._shape(row, name, cell)
        self._code(row, cells.get("code"))
        self._texts(row, cells)
        self._kind(row, cells)
        self._office(row, as_text(cells.get("office")))
        self._contact(row, cells)
        second, wrong = read_second(cells, self._office_of, self.today)
        row.values |= {"second": second} if second else {}
        for name, says in wrong:
            self._error(row, name, says)
        try:
            day = as_day(cells.get("valid_from"))
            row.values["valid_from"] = day.isoformat() if day else None
            if day and day > self.today:
                self._error(
                    row, "valid_from", "ngày sắp tới; ghi ở trang của người đó sau khi nhập"
                )
        except ValueError:
            self._error(
                row,
                "valid_from",
                f"“{as_text(cells['valid_from'])[:30]}” không phải ngày hợp lệ; ghi dạng"
                " ngày/tháng/năm",
            )
        return row

    def _error(self, row: Row, name: str, says: str) -> None:
        row.errors.append({"row": row.number, "column": self.header.heading(name), "message": says})

    def _shape(self, row: Row, name: str, cell) -> None:
        """What no field may be: a formula, text of an old code page, a cell that goes on and on."""
        if not isinstance(cell, str):
            return
        if len(cell) > MAX_CELL:
            self._error(row, name, f"dài hơn {MAX_CELL} ký tự".replace("2000", "2.000"))
        elif cell.lstrip()[:1] in _FORMULA and name != "phone" and as_text(cell) != "-":
            self._error(row, name, "bắt đầu bằng dấu của công thức; chỉ ghi chữ")
        elif new_code := from_old_code(cell):
            self._error(
                row,
                name,
                f"gõ bằng phông TCVN3 (.VnTime); chuyển sang Unicode. Có phải “{new_code[:60]}”?",
            )

    def _code(self, row: Row, cell) -> None:
        code = as_text(cell)
        if is_number(cell):
            self._error(
                row,
                "code",
                "ô là số, có thể đã mất số 0 ở đầu; định dạng cột là Văn bản rồi nhập lại",
            )
        elif not _CODE.fullmatch(code):
            self._error(
                row, "code", "mã có ký tự lạ hoặc dài hơn 20 ký tự" if code else "mã còn trống"
            )
        elif code in self.seen:
            self._error(row, "code", f"mã {code} đã có ở dòng {self.seen[code]}")
        if len(code) <= 20:
            self.seen.setdefault(code, row.number)
        row.values["code"] = code[:40]

    def _texts(self, row: Row, cells: dict) -> None:
        for name, label, most in (("full_name", "họ và tên", 120), ("position", "chức vụ", 160)):
            text = as_text(cells.get(name))
            if not text:
                self._error(row, name, f"{label} còn trống")
            elif len(text) > most:
                self._error(row, name, f"dài hơn {most} ký tự")
            elif name == "full_name" and not (
                any(c.isalpha() for c in text) and not any(c.isdigit() for c in text)
            ):
                self._error(row, name, "không phải là họ và tên")
            row.values[name] = text[:most]

    def _kind(self, row: Row, cells: dict) -> None:
        kind = _KINDS.get(_word(as_text(cells.get("staff_kind"))))
        if kind is None:
            self._error(row, "staff_kind", "chỉ nhận: " + ", ".join(StaffKind.labels))
        leader = as_yes(cells.get("is_leader"))
        if leader is None:
            self._error(row, "is_leader", "đánh dấu x hoặc để trống")
        word = _word(as_text(cells.get("salutation")))
        if word not in _BA | _ONG:
            self._error(row, "salutation", "chỉ nhận: ông, bà, nam, nữ")
        row.values |= {
            "staff_kind": kind,
            "is_leader": bool(leader),
            "salutation": "ba" if word in _BA else "ong",
        }

    def _offices_named(self, text: str) -> set[Office]:
        """The offices of this code or name: one, unless it is unknown or not enough."""
        if text.lower() in self.by_code:
            return {self.by_code[text.lower()]}
        return self.by_name.get(_office_key(text), set())

    def _office_of(self, text: str) -> Office | None:
        offices = self._offices_named(text)
        return next(iter(offices)) if len(offices) == 1 else None

    def _office(self, row: Row, text: str) -> None:
        offices = self._offices_named(text)
        if len(offices) != 1:
            near = self._nearest(text)
            says = f"không có đơn vị “{text[:60]}”" if text else "đơn vị còn trống"
            self._error(
                row,
                "office",
                (
                    f"có nhiều đơn vị tên “{text[:60]}”, ghi mã đơn vị"
                    if offices
                    else says + (f". Có phải “{near}”?" if near else "")
                ),
            )
            return
        row.values["office"] = next(iter(offices)).pk

    def _nearest(self, text: str) -> str:
        """An office whose name holds every word typed, when there is just one."""
        words = set(_office_key(text).split())
        near = {
            office.name
            for name, offices in self.by_name.items()
            if words and words <= set(name.split())
            for office in offices
        }
        return near.pop() if len(near) == 1 else ""

    def _contact(self, row: Row, cells: dict) -> None:
        email = as_text(cells.get("email"))
        try:
            if email:
                validate_email(email)
        except ValidationError:
            self._error(row, "email", "thư điện tử không đúng")
        phone = re.sub(r"[\s.()-]", "", as_text(cells.get("phone")))
        if is_number(cells.get("phone")):
            self._error(row, "phone", "ô là số, có thể đã mất số 0 ở đầu; định dạng cột là Văn bản")
        elif phone and not re.fullmatch(r"\+?\d{8,14}", phone):
            self._error(row, "phone", "số điện thoại không đúng")
        row.values |= {"email": email[:254], "phone": phone[:20]}

    def _compare(self, row: Row, person: dict | None) -> None:
        second = None if row.errors else row.values.get("second")
        if second and (
            says := compare_second(row.values, person["pk"] if person else None, self.today)
        ):
            self._error(row, "second_office", says)
        if row.errors:
            row.fate = WRONG
        elif person is None:
            row.fate = NEW
            if not is_code(row.values["code"]):  # those already listed keep the code they have
                self._error(
                    row,
                    "code",
                    f"mã {row.values['code']} của người mới:"
                    f" {NOT_A_CODE[0].lower()}{NOT_A_CODE[1:]}",
                )
                row.fate = WRONG
        else:
            known = {**person, "office": person["office_id"]}
            moved = [
                self._move(name, label, known[name], row.values[name])
                for name, label in PLACED.items()
                if known[name] != row.values[name]
            ]
            compared = [name for name in COMPARED if name in self.header.at or name == "full_name"]
            changed = [LABELS[name].lower() for name in compared if known[name] != row.values[name]]
            row.fate = MOVED if moved else CHANGED if changed else UNCHANGED
            row.changes = moved + changed
            if second and not second.get("known"):
                row.changes.append(f"kiêm nhiệm: {second['position']}")
                row.fate = MOVED if moved else CHANGED

    def _move(self, name: str, label: str, before, after) -> str:
        if name == "office":
            return (
                f"{label}:"
                f" {self.offices[before].short_name if before in self.offices else 'chưa có'} →"
                f" {self.offices[after].short_name}"
            )
        return f"{label}: {before or 'chưa có'} → {after}" if name == "position" else label


@lru_cache(maxsize=5_000)
def _word(text: str) -> str:
    return fold(text)


@lru_cache(maxsize=5_000)
def _office_key(name: str) -> str:
    """'UBND xã Quang Long', 'Uỷ ban nhân dân xã Quang Long' and 'xã Quang Long' are one office."""
    folded = " " + " ".join(re.sub(r"[^a-z0-9]+", " ", fold(name)).split())
    for long in (" uy ban nhan dan", " ubnd"):
        folded = folded.replace(long, "")
    return folded.strip()


def who_left(scope: Office, codes_in_list, today: date) -> Iterator[list[Row]]:
    """People who work in `scope` or below today and stand in no row of the list, in batches.
    Whoever holds a function hands over first: that row is wrong.
    """
    inside = Office.objects.descendants(scope, include_self=True)
    gone = (
        StaffMember.objects.filter(office__in=inside)
        .exclude(code__in=codes_in_list)
        .select_related("office")
        .order_by("code")
    )
    holding = set(Function.objects.on(today).order_by().values_list("user__staff__pk", flat=True))
    batch = []
    for person in gone.iterator(chunk_size=BATCH):
        row = Row(
            0,
            LEFT,
            {
                "code": person.code,
                "full_name": person.full_name,
                "position": person.position,
                "office": person.office_id,
            },
        )
        if person.pk in holding:
            row.fate, row.errors = (
                WRONG,
                [
                    {
                        "row": 0,
                        "column": LABELS["code"],
                        "message": (
                            f"{person.full_name} ({person.code}) không có trong danh sách nhưng"
                            " đang giữ chức năng; bàn giao trước"
                        ),
                    }
                ],
            )
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
