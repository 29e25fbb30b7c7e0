"""A list of offices: which column holds what, and what each row would do. It goes the way of a list
of staff (the same reader, rows, preview and states); here is only what an office is. A list adds
offices; what is there already it does not change: names and places in the tree change from a day
on, at the page of the office.
"""

from collections.abc import Iterator
from datetime import date

from compliance.core.codes import is_code
from compliance.core.language import _, joined, on_record
from compliance.core.text import fold
from compliance.registry.importing.cells import as_day, as_text, as_yes, is_number
from compliance.registry.importing.columns import heading_text, key_of
from compliance.registry.importing.limits import Unreadable
from compliance.registry.importing.naming import OfficeBook, office_key
from compliance.registry.importing.plan import NEW, UNCHANGED, WRONG, Row
from compliance.registry.models import Office

# field: (heading as it is printed, what else it is called)
COLUMNS = {
    "code": (_("Mã đơn vị"), "mã|mã số|mã cơ quan"),
    "name": (_("Tên đơn vị"), "đơn vị|tên|tên cơ quan|cơ quan, đơn vị|tên cơ quan, đơn vị"),
    "short_name": (_("Tên ngắn"), "tên viết tắt|viết tắt"),
    "kind": (_("Loại"), "loại đơn vị|loại hình|loại hình đơn vị"),
    "parent": (_("Đơn vị cấp trên"), "cấp trên|trực thuộc|thuộc đơn vị|cơ quan chủ quản"),
    "valid_from": (_("Từ ngày"), "ngày thành lập|hoạt động từ|hoạt động từ ngày"),
    "sends_return": (_("Gửi báo cáo kỳ"), _("gửi báo cáo")),
    "basis": (_("Căn cứ"), "quyết định|số quyết định|quyết định thành lập|căn cứ thành lập"),
}
KINDS = {
    Office.Kind.AUTHORITY: "ubnd|uy ban",
    Office.Kind.DEPARTMENT: "phong|ban|van phong|thanh tra|phong, ban|phong ban|co quan",
    Office.Kind.COMMUNE: "xa|phuong|thi tran|dac khu|xa, phuong|xa, thi tran",
    Office.Kind.SCHOOL: "truong",
    Office.Kind.SERVICE: "su nghiep|don vi su nghiep cong lap|trung tam|tram",
    Office.Kind.TEAM: "to|doi",
}
LONGEST = {"code": 30, "name": 200, "short_name": 80, "basis": 200}
MOST = 5_000  # rows; a province has four hundred
TITLES = 30  # rows above the heading, at most
NO_HEADING = _("Không tìm thấy dòng tiêu đề có “Mã đơn vị” và “Tên đơn vị”.")
_FIELDS = {
    fold(words): name
    for name, (heading, others) in COLUMNS.items()
    for words in (heading, *others.split("|"))
}
_KINDS = {
    words: kind
    for kind, others in KINDS.items()
    for words in (fold(str(kind.label)), *others.split("|"))
}


_ALLOWED = "; ".join(f"“{on_record(label)}”" for label in Office.Kind.labels)


class OfficeList:
    """All rows of a list together: an office may stand under one of a later row."""

    def __init__(self, today: date):
        self.today, self.book = today, OfficeBook(today)
        self.known = {office.code.lower(): office for office in Office.objects.all()}
        self.rows: list[Row] = []
        self.cells: list[dict] = []
        self.left_out: list[str] = []
        self.passed: list[str] = []  # what was not read, in sentences

    def read(self, sheets: Iterator[tuple[dict, Iterator[tuple[int, list, bool]]]]) -> None:
        """Take in every sheet that shows and has the heading. Raises Unreadable when none has."""
        headed = False
        for sheet, rows in sheets:
            name = sheet["sheet"][:100] if sheet["of"] > 1 else ""
            if sheet["state"] != "visible":
                self.passed.append(
                    _("Trang ẩn “{sheet}” không được đọc.").format(sheet=sheet["sheet"])
                )
                continue
            headed |= self._sheet(name, rows)
        if not headed:
            raise Unreadable(NO_HEADING)
        if not self.rows:
            raise Unreadable(_("Danh sách không có dòng nào."))
        self._judge()

    def _sheet(self, name: str, rows: Iterator[tuple[int, list, bool]]) -> bool:
        at: dict[str, int] = {}
        passed = []
        for number, cells, hidden in rows:
            if not at:
                at = self._heading(cells)
                if not at and number >= TITLES:
                    break
                continue
            read = {field: cells[index] for field, index in at.items() if index < len(cells)}
            filled = sum(bool(as_text(cell)) for cell in cells)
            if not filled:
                continue
            if filled < 2 and not is_code(as_text(read.get("code"))):
                passed.append(str(number))  # a group, a total, a signature
                continue
            if len(self.rows) >= MOST:
                raise Unreadable(
                    _("Danh sách có hơn {most} đơn vị; chia thành nhiều tệp.").format(most=MOST)
                )
            row = Row(number, sheet=name)
            self.rows.append(row)
            self.cells.append(read)
            if hidden:
                self._error(row, "code", _("dòng ẩn; hiện dòng ấy hoặc xóa đi rồi tải lại"))
        if passed:
            where = _(" ở trang “{name}”").format(name=name) if name else ""
            self.passed.append(
                _("Bỏ qua dòng {passed}{where}: không ghi đơn vị nào.").format(
                    passed=joined(", ", passed[:20]), where=where
                )
            )
        return bool(at)

    def _heading(self, cells: list) -> dict[str, int]:
        """{field: its column}; empty when this row is no heading."""
        at: dict[str, int] = {}
        others = []
        for index, cell in enumerate(cells):
            heading = heading_text(cell)
            name = _FIELDS.get(key_of(heading))
            if name and name not in at:
                at[name] = index
            elif heading and key_of(heading) not in ("stt", "tt", "so tt"):
                others.append(heading)
        if not {"code", "name"} <= set(at):
            return {}
        self.left_out += [heading for heading in others if heading not in self.left_out]
        return at

    # --- what each row says

    def _judge(self) -> None:
        self.by_code: dict[str, Row] = {}
        self.by_name: dict[str, list[Row]] = {}
        for row, cells in zip(self.rows, self.cells, strict=True):
            self._own(row, cells)
            first = self.by_code.setdefault(row.values["code"].lower(), row)
            if first is not row and row.values["code"]:
                self._error(
                    row, "code", _("mã này đã có ở dòng {number}").format(number=first.number)
                )
            self.by_name.setdefault(office_key(row.values["full_name"]), []).append(row)
        for row, cells in zip(self.rows, self.cells, strict=True):
            self._parent(row, as_text(cells.get("parent")))
        for row in self.rows:
            self._place(row)
        for row in self.rows:
            row.fate = WRONG if row.errors else self._fate(row)

    def _error(self, row: Row, name: str, says: str) -> None:
        error = {"row": row.number, "column": COLUMNS[name][0], "message": says}
        row.errors.append({"sheet": row.sheet, **error} if row.sheet else error)

    def _own(self, row: Row, cells: dict) -> None:
        """What the row says of the office itself. `full_name`: as a row of any list is called."""
        for name, longest in LONGEST.items():
            text = as_text(cells.get(name))
            if len(text) > longest:
                self._error(row, name, _("dài hơn {longest} ký tự").format(longest=longest))
            elif text[:1] in ("=", "+", "@"):
                self._error(row, name, _("bắt đầu bằng dấu của công thức; chỉ ghi chữ"))
            row.values["full_name" if name == "name" else name] = text[:longest]
        code = row.values["code"]
        if is_number(cells.get("code")):
            row.note(_("mã đơn vị là ô số, đọc là “{code}”").format(code=code))
        if not is_code(code):
            self._error(row, "code", _("mã có ký tự lạ") if code else _("mã còn trống"))
        if not row.values["full_name"]:
            self._error(row, "name", _("tên còn trống"))
        if not row.values["short_name"]:
            row.values["short_name"] = row.values["full_name"]
            if len(row.values["short_name"]) > LONGEST["short_name"]:
                self._error(row, "short_name", _("tên dài: ghi tên ngắn, tối đa 80 ký tự"))
        self._kind(row, as_text(cells.get("kind")))
        self._day(row, cells.get("valid_from"))
        sends = as_text(cells.get("sends_return"))
        row.values["sends_return"] = as_yes(sends) if sends else True
        if row.values["sends_return"] is None:
            self._error(row, "sends_return", _("ghi x, không, hoặc để trống là có"))

    def _kind(self, row: Row, text: str) -> None:
        kind = _KINDS.get(fold(text).strip(" .:;"))
        row.values["kind"] = kind.value if kind else ""
        if kind is None:
            self._error(
                row,
                "kind",
                _("chỉ nhận một trong các chữ sau đây, ghi trong ô đúng như vậy: {allowed}").format(
                    allowed=_ALLOWED
                ),
            )

    def _day(self, row: Row, cell) -> None:
        try:
            day = as_day(cell) or self.today
        except ValueError:
            day = self.today
            self._error(
                row,
                "valid_from",
                _("“{cell}” không phải ngày hợp lệ").format(cell=as_text(cell)[:30]),
            )
        row.values["valid_from"] = day.isoformat()

    def _parent(self, row: Row, text: str) -> None:
        """An office of the portal, or a row of this list; by code or by name."""
        row.values |= {"parent": None, "under": ""}
        if not text:
            return
        listed = self.by_code.get(text.lower())
        named = [listed] if listed else self.by_name.get(office_key(text), [])
        known = self.book.find(text)
        if len(named) == 1 and (known is None or known.code.lower() in self.by_code):
            row.values["under"] = named[0].values["code"]
        elif known is not None:
            row.values |= {"parent": known.pk, "above": known.name}
            if known.valid_from.isoformat() > row.values["valid_from"]:
                since = f"{known.valid_from:%d/%m/%Y}"
                self._error(
                    row,
                    "parent",
                    _("{name} hoạt động từ {since}, sau ngày này").format(
                        name=known.name, since=since
                    ),
                )
        elif named or self.book.named(text):
            self._error(
                row,
                "parent",
                _("có nhiều đơn vị tên “{text}”, ghi mã đơn vị").format(text=text[:60]),
            )
        else:
            near = self.book.near(text)
            hint = _(". Có phải “{name}”?").format(name=near[0].name) if len(near) == 1 else ""
            self._error(
                row, "parent", _("không có đơn vị “{text}”{hint}").format(text=text[:60], hint=hint)
            )

    def _place(self, row: Row) -> None:
        """How deep it stands among the rows of this list: those above are made first."""
        depth, above, seen = 0, row, {id(row)}
        while under := above.values["under"]:
            above = self.by_code[under.lower()]
            depth += 1
            if id(above) in seen:
                self._error(row, "parent", _("đơn vị nằm dưới chính mình"))
                break
            seen.add(id(above))
        row.values["depth"] = depth
        under = row.values["under"]
        if under and self.by_code[under.lower()].values["valid_from"] > row.values["valid_from"]:
            self._error(row, "parent", _("cấp trên trong danh sách hoạt động sau ngày này"))

    def _fate(self, row: Row) -> str:
        """New, or there already exactly so; anything else is changed at the page of the office."""
        known = self.known.get(row.values["code"].lower())
        if known is None:
            return NEW
        if self._same(row, known):
            return UNCHANGED
        self._error(
            row,
            "code",
            _(
                "đã có {name} với mã này, ghi khác; đổi tên, loại, cấp trên ở trang đơn vị ấy"
            ).format(name=known.name),
        )
        return WRONG

    def _same(self, row: Row, known: Office) -> bool:
        above = known.parent.code.lower() if known.parent else ""
        pk, under = row.values["parent"], row.values["under"].lower()
        there = self.book.offices[pk].code.lower() if pk else under
        return (known.name, known.kind, above) == (
            row.values["full_name"],
            row.values["kind"],
            there,
        )
