"""What each row of a list says, checked cell by cell against the offices and the rules of the
registry. Nothing is written here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from compliance.core.codes import hide_citizen_id, is_citizen_id
from compliance.core.language import _, joined
from compliance.registry.importing import words
from compliance.registry.importing.cells import as_day, as_text, as_yes, is_number, typed_in
from compliance.registry.importing.choices import ALL, SURE, Choices
from compliance.registry.importing.kinds import ALLOWED, kind_of
from compliance.registry.importing.limits import MAX_CELL
from compliance.registry.importing.naming import OfficeBook
from compliance.registry.importing.old_codes import NAMES, typed
from compliance.registry.importing.second import read_second
from compliance.registry.importing.sheets import Line, SheetReading
from compliance.registry.models import Office

NEW, CHANGED, MOVED, LEFT, UNCHANGED, WRONG = (
    "new",
    "changed",
    "moved",
    "left",
    "unchanged",
    "wrong",
)
WORDS = {
    NEW: _("Mới"),
    CHANGED: _("Đổi thông tin"),
    MOVED: _("Chuyển vị trí"),
    LEFT: _("Rời danh sách"),
    UNCHANGED: _("Không đổi"),
    WRONG: _("Sai"),
}
BATCH = 1000
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,19}")
_FORMULA = ("=", "+", "-", "@")
_BA, _ONG = {"ba", "nu", "f", "chi", "co"}, {"ong", "nam", "m", "anh", ""}
OF_TEXT = (
    *("full_name", "family", "given", "position", "office", "staff_kind", "salutation"),
    *("second_office", "second_position"),
)
_OF_IDENTITY = ("full_name", "office", "position", "staff_kind")


@dataclass
class Row:
    """One row of the list: what it says (plain values), what is wrong with it, what it would do."""

    number: int
    fate: str = UNCHANGED
    values: dict = field(default_factory=dict)
    errors: list[dict] = field(default_factory=list)
    changes: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sheet: str = ""

    def note(self, says: str) -> None:
        if says not in self.notes:
            self.notes.append(says)


class Planner:
    """Reads rows against offices (loaded once), sheet after sheet."""

    def __init__(self, book: OfficeBook, today: date, choices: Choices, pages: dict | None = None):
        self.book, self.today, self.choices = book, today, choices
        self.seen: dict[str, tuple] = {}  # code: (number of its sheet, row, what it says)
        self.unknown: dict[str, int] = {}  # names of offices nobody knows: rows
        self.by_alias: dict[str, int] = {}
        self.old = {"sure": 0, "unsure": 0}
        self.pages = pages or {}  # (sheet, field): code page its cells were found in
        self.found: dict[tuple[int, str], dict[str, int]] = {}
        self.doubtful: set[tuple[int, str]] = set()
        self.names: dict[int, str] = {}
        self.reading: SheetReading

    def plan(self, reading: SheetReading, lines: Iterable[Line]) -> Iterator[list[Row]]:
        """Yield the rows of a sheet in batches."""
        self.reading, lines = reading, iter(lines)
        self.names[reading.number] = reading.name
        while batch := list(islice(lines, BATCH)):
            rows = [self._read(line) for line in batch]
            yield [row for row in rows if not self._again(row)]

    def must_read_again(self) -> dict | None:
        """{(sheet, field): code page}, when cells were passed as Unicode before others of their
        column turned out not to be.
        """
        pages = {
            place: max(codes, key=lambda code: codes[code]) for place, codes in self.found.items()
        }
        open_still = {place for place in self.doubtful if place in pages} - set(self.pages)
        return pages if open_still else None

    def _read(self, line: Line) -> Row:
        row = Row(line.number, notes=list(line.notes), sheet=self.reading.shown_name)
        cells = {name: self._unicode(row, name, cell) for name, cell in line.cells.items()}
        if "full_name" not in cells:
            cells["full_name"] = joined(
                " ",
                (
                    part
                    for part in (
                        as_text(cells.pop("family", None)),
                        as_text(cells.pop("given", None)),
                    )
                    if part
                ),
            )
        for name, cell in cells.items():
            self._shape(row, name, cell)
        self._code(row, cells.get("code"))
        self._texts(row, cells)
        self._kind(row, cells)
        self._office(row, as_text(cells.get("office")))
        self._contact(row, cells)
        self._second(row, cells)
        self._day(row, cells.get("valid_from"))
        return row

    def _error(self, row: Row, name: str, says: str) -> None:
        error = {
            "row": row.number,
            "column": self.reading.header.heading(name),
            "message": says,
        }
        row.errors.append({"sheet": row.sheet, **error} if row.sheet else error)

    # --- the letters

    def _unicode(self, row: Row, name: str, cell):
        """The cell in Unicode: as typed, or as a person has chosen; a question until then."""
        text, font = typed_in(cell) or ("", None)
        meant = typed(text, font) if text and name in OF_TEXT else None
        if meant is None:
            return text if font else cell
        place = (self.reading.number, name)
        if not meant.sure:
            return self._doubtful(row, name, text, meant)
        self.old["sure"] += 1
        for code in meant.meant:
            codes = self.found.setdefault(place, {})
            codes[code] = codes.get(code, 0) + 1
        code, read = next(iter(meant.meant.items()))
        if meant.text and self.choices.old in (ALL, SURE):
            row.note(
                _("“{text}” đọc là “{read}” ({names})").format(
                    text=as_text(text), read=read, names=NAMES[code]
                )
            )
            return read
        either = " hay ".join(
            f"“{reading[:60]}”" for reading in dict.fromkeys(meant.meant.values())
        )
        self._error(
            row,
            name,
            _("gõ bằng phông {names}; chuyển sang Unicode. Có phải {either}?").format(
                names=NAMES[code], either=either
            ),
        )
        return text

    def _doubtful(self, row: Row, name: str, text: str, meant) -> str:
        """Words of either kind: Unicode, unless other cells of the column are in an old font."""
        place = (self.reading.number, name)
        self.doubtful.add(place)
        code = self.pages.get(place)
        if code is None or code not in meant.meant:
            return text
        self.old["unsure"] += 1
        read = meant.meant[code]
        if self.choices.old == ALL:
            row.note(
                _("“{text}” đọc là “{read}” ({names})").format(
                    text=as_text(text), read=read, names=NAMES[code]
                )
            )
            return read
        if self.choices.old != SURE:
            self._error(
                row,
                name,
                _(
                    "có thể gõ bằng phông {names} như dòng khác trong cột này. Có phải “{read}”?"
                ).format(names=NAMES[code], read=read[:60]),
            )
        return text

    def _shape(self, row: Row, name: str, cell) -> None:
        """What no field may be: a formula, a cell that goes on and on."""
        if not isinstance(cell, str):
            return
        if len(cell) > MAX_CELL:
            self._error(
                row,
                name,
                _("dài hơn {max_cell} ký tự").format(max_cell=MAX_CELL).replace("2000", "2.000"),
            )
        elif cell.lstrip()[:1] in _FORMULA and name != "phone" and as_text(cell) != "-":
            self._error(row, name, _("bắt đầu bằng dấu của công thức; chỉ ghi chữ"))

    # --- the fields

    def _code(self, row: Row, cell) -> None:
        code = as_text(cell).removeprefix("'")
        if is_number(cell):
            self._error(
                row,
                "code",
                _("ô là số, có thể đã mất số 0 ở đầu; định dạng cột là Văn bản rồi nhập lại"),
            )
            code = hide_citizen_id(code, lost_zero=True)
        elif not _CODE.fullmatch(code):
            self._error(
                row,
                "code",
                _("mã có ký tự lạ hoặc dài hơn 20 ký tự") if code else _("mã còn trống"),
            )
            code = hide_citizen_id(code)
        row.values["code"] = code[:40]

    def _again(self, row: Row) -> bool:
        """Whether another sheet has told the same of this person already: a sheet of all after
        those of each office.
        """
        code = row.values["code"]
        here = (self.reading.number, row.number, _digest(row))
        sheet, number, digest = self.seen.setdefault(code.upper(), here) if code else here
        if (sheet, number) == here[:2]:
            return False
        if sheet != here[0] and digest == here[2] and not row.errors:
            self.reading.again(row.number, f"{code} · {row.values['full_name']}")
            return True
        named = _("mã này") if is_citizen_id(code) else _("mã {code}").format(code=code)
        if sheet == here[0]:
            self._error(
                row, "code", _("{named} đã có ở dòng {number}").format(named=named, number=number)
            )
        else:
            where = _("trang “{names}”, dòng {number}").format(
                names=self.names[sheet], number=number
            )
            self._error(
                row, "code", _("{named} đã có ở {where}, ghi khác").format(named=named, where=where)
            )
        return False

    def _texts(self, row: Row, cells: dict) -> None:
        for name, label, most in (
            ("full_name", _("họ và tên"), 120),
            ("position", _("chức vụ"), 160),
        ):
            text = as_text(cells.get(name))
            if not text:
                self._error(row, name, _("{label} còn trống").format(label=label))
            elif len(text) > most:
                self._error(row, name, _("dài hơn {most} ký tự").format(most=most))
            elif name == "full_name" and not words.is_name(text):
                self._error(row, name, _("không phải là họ và tên"))
            elif words.shouts(text):
                row.values[f"{name}_typed"] = text
                text = words.spoken_name(text) if name == "full_name" else words.spoken(text)
            row.values[name] = text[:most]

    def _kind(self, row: Row, cells: dict) -> None:
        kind = kind_of(as_text(cells.get("staff_kind")))
        if kind is None:
            self._error(
                row,
                "staff_kind",
                _("chỉ nhận một trong các chữ sau đây, ghi trong ô đúng như vậy: {allowed}").format(
                    allowed=ALLOWED
                ),
            )
        leader = as_yes(cells.get("is_leader"))
        if leader is None:
            self._error(row, "is_leader", _("đánh dấu x hoặc để trống"))
        word = words.folded(as_text(cells.get("salutation")))
        if word not in _BA | _ONG:
            self._error(row, "salutation", _("chỉ nhận: ông, bà, nam, nữ"))
        row.values |= {
            "staff_kind": kind,
            "is_leader": bool(leader),
            "salutation": "ba" if word in _BA else "ong",
        }

    def _office_of(self, text: str) -> Office | None:
        return self.book.find(text)

    def _office(self, row: Row, text: str) -> None:
        offices = self.book.named(text) if text else set()
        if len(offices) == 1:
            row.values["office"] = next(iter(offices)).pk
            return
        if text and (known := self.book.alias_of(text)):
            self.by_alias[text] = self.by_alias.get(text, 0) + 1
            row.note(_("đơn vị “{text}” đọc là {name}").format(text=text[:60], name=known.name))
            row.values["office"] = known.pk
            return
        if any(error["column"] == self.reading.header.heading("office") for error in row.errors):
            return  # asked already what letters these are
        if text:
            self.unknown[text[:200]] = self.unknown.get(text[:200], 0) + 1
        self._error(row, "office", self._who_is(text, offices))

    def _who_is(self, text: str, offices: set[Office]) -> str:
        if offices:
            return _("có nhiều đơn vị tên “{text}”, ghi mã đơn vị").format(text=text[:60])
        if not text:
            return _("đơn vị còn trống")
        near = self.book.near(text)
        says = _("không có đơn vị “{text}”").format(text=text[:60])
        return says + (_(". Có phải “{name}”?").format(name=near[0].name) if len(near) == 1 else "")

    def _contact(self, row: Row, cells: dict) -> None:
        email = as_text(cells.get("email"))
        try:
            if email:
                validate_email(email)
        except ValidationError:
            self._error(row, "email", _("thư điện tử không đúng"))
        phone = re.sub(r"[\s.()'-]", "", as_text(cells.get("phone")))
        if is_number(cells.get("phone")):
            self._error(
                row, "phone", _("ô là số, có thể đã mất số 0 ở đầu; định dạng cột là Văn bản")
            )
        elif phone and not re.fullmatch(r"\+?\d{8,14}", phone):
            self._error(row, "phone", _("số điện thoại không đúng"))
        row.values |= {"email": email[:254], "phone": phone[:20]}

    def _second(self, row: Row, cells: dict) -> None:
        second, wrong = read_second(cells, self._office_of, self.today)
        row.values |= {"second": second} if second else {}
        for name, says in wrong:
            self._error(row, name, says)

    def _day(self, row: Row, cell) -> None:
        try:
            day = as_day(cell)
        except ValueError:
            day = None
            self._error(
                row,
                "valid_from",
                _("“{cell}” không phải ngày hợp lệ; ghi dạng ngày/tháng/năm").format(
                    cell=as_text(cell)[:30]
                ),
            )
        row.values["valid_from"] = day.isoformat() if day else None
        if day and day > self.today:
            self._error(row, "valid_from", _("ngày sắp tới; ghi ở trang của người đó sau khi nhập"))


def _digest(row: Row) -> int:
    return hash(tuple(str(row.values.get(name)).casefold() for name in _OF_IDENTITY))
