"""One sheet of a list: whether it is read, its people row by row, and an account of everything in
it that was not taken for one.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from compliance.core.language import _, joined, lower_first
from compliance.core.text import fold
from compliance.registry.importing import body
from compliance.registry.importing.cells import as_text
from compliance.registry.importing.choices import (
    BLANK,
    COLUMNS,
    LEAVE,
    PASSED,
    ROWS,
    SHEET,
    TAKE,
    Choices,
    key,
)
from compliance.registry.importing.columns import LABELS, TITLE_ROWS, heading_text, recognise
from compliance.registry.importing.groups import Context
from compliance.registry.importing.heading import Header, columns_of, find_heading
from compliance.registry.importing.limits import Unreadable
from compliance.registry.importing.naming import OfficeBook
from compliance.registry.models import Office

Row = tuple[int, list, bool]  # number from 1, cells, whether it is hidden
NO_HEADING = _("không tìm thấy dòng tiêu đề có “Mã cán bộ” và “Họ và tên”")
SHOWN, NAMED = 60, 30
DITTO = ("nt", "-nt-", "n.t", "nhu tren", "//", '"', "''", "-", "″", "〃", "”", "“")
FILLED = ("office", "position", "staff_kind", "is_leader", "valid_from")
_OFFICE_LINE = re.compile(r"\s*(?:Đơn vị|Cơ quan|Cơ quan, đơn vị)\s*:\s*(\S.*)", re.I)
_NUMBER = re.compile(r"\d+")


@dataclass
class Line:
    """One person's row: {field: cell}, and what the portal assumed to fill it."""

    number: int
    cells: dict
    notes: list[str] = field(default_factory=list)


class SheetReading:
    """`saw` hears of every row that is not taken in: (key of the part, number, cells)."""

    def __init__(self, number: int, sheet: dict, choices: Choices, book: OfficeBook, saw: Callable):
        self.number, self.name, self.state = number, sheet["sheet"], sheet["state"]
        self.shown_name = self.name[:100] if sheet["of"] > 1 else ""
        self.areas = [tuple(area) for area in sheet["merged"]]
        self.hidden_columns, self.filtered = frozenset(sheet["columns"]), sheet["filtered"]
        self.choices, self.book, self.saw = choices, book, saw
        self.taken = (choices.of(SHEET, number) or self._usual()) == TAKE
        self.header: Header
        self.headed = False
        self.outside: Office | None = None
        self.why, self.heading, self.titles = "", 0, 0
        self.read = self.people = 0
        self.skipped: list[dict] = []
        self.counts: dict[str, int] = {}
        self.hidden: list[int] = []
        self.hidden_names: list[str] = []
        self.notes: list[str] = []
        self.blank_offices = 0
        self._since = 0  # people since the last group or total

    def _usual(self) -> str:
        return TAKE if self.state == "visible" else LEAVE

    @property
    def can_be_chosen(self) -> bool:
        """Whether people stand in what is hidden: a person may say that they belong to the list."""
        return self.headed and not self.why and self.people > 0

    # --- reading

    def lines(self, rows: Iterator[Row]) -> Iterator[Line]:
        head = list(islice(rows, TITLE_ROWS))
        place = find_heading([cells for __, cells, __ in head], self.areas)
        if place is None:
            self.why = self._nearest(head)
            self._unread(chain(head, rows))
            return
        first, count = place
        titles, rows = head[:first], chain(head[first + count :], rows)
        try:
            self.header = self._header(
                [cells for __, cells, __ in head[first : first + count]], first
            )
        except Unreadable as reason:
            self.why = str(reason).rstrip(".")
            self._unread(rows)
            return
        self.heading, self.headed = first + count, True
        for number, cells, __ in titles:
            self.titles += any(as_text(cell) for cell in cells)
            self.saw(key(PASSED, self.number), number, cells)
        self._look_outside(titles)
        yield from self._body(rows)

    def _header(self, rows: list[list], first: int) -> Header:
        return Header(
            columns_of(rows, self.areas, first),
            [area for area in self.areas if first <= area[0] < first + len(rows)],
            self.hidden_columns,
            self.choices.takes(COLUMNS, self.number),
            ("office", "staff_kind"),
        )

    def _nearest(self, head: list[Row]) -> str:
        """What was missed, told by the row that comes nearest to a heading."""
        fields_of = [
            (number, {recognise(heading_text(cell)) for cell in cells} - {None})
            for number, cells, __ in head
        ]
        at, fields = max(fields_of, key=lambda row: len(row[1]), default=(0, set()))
        if len(fields) < 2:
            return NO_HEADING
        missing = [
            label
            for label, names in (
                (_("Mã cán bộ"), {"code"}),
                (_("Họ và tên"), {"full_name", "given"}),
            )
            if not names & fields
        ]
        return _("{no_heading}; dòng {at} giống tiêu đề, thiếu cột: {missing}").format(
            no_heading=NO_HEADING, at=at, missing=joined(", ", missing)
        )

    def _unread(self, rows: Iterator[Row]) -> None:
        for number, cells, __ in rows:
            if any(as_text(cell) for cell in cells):
                self.people += 1
                self.saw(key(SHEET, self.number), number, cells)

    def _look_outside(self, titles: list[Row]) -> None:
        """Without a column for it, the office may stand in the name of the sheet or the title."""
        if "office" in self.header.at:
            return
        texts = [as_text(cell) for __, cells, __ in titles for cell in cells if as_text(cell)]
        named = [match[1] for text in texts if (match := _OFFICE_LINE.match(text))]
        sources = [(_("tên trang"), self.book.find(self.name))]
        sources += [(_("dòng “Đơn vị”"), self.book.find(text)) for text in named]
        for text in reversed(texts):
            office = self.book.within(text)
            if office and office.parent_id in self.book.offices:
                sources.append((_("tên danh sách"), office))
        source, self.outside = next((pair for pair in sources if pair[1]), ("", None))
        if self.outside:
            self.notes.append(
                _("đơn vị đọc từ {source}: {name}").format(source=source, name=self.outside.name)
            )

    def _body(self, rows: Iterator[Row]) -> Iterator[Line]:
        judge = body.Classifier(self.header, self._wide())
        context, spans = Context(self.book, self.outside), _Spans(self.areas)
        above: dict = {}
        for number, row, hidden in rows:
            spans.remember(number - 1, row)
            kind = judge.kind(number - 1, row)
            if kind is None:
                continue
            if kind == body.GROUP:
                context.enter(judge.group(row))
                self._since = 0
            if kind == body.HEADING and not self._same_heading(judge, number, row):
                self._unread(rows)
                return
            if kind != body.PERSON:
                self._pass(kind, number, row)
                continue
            line = self._line(number, row, context, spans, above)
            if self._lacks(line):
                self._give_up(line, chain([(number, row, False)], rows))
                return
            self.people += 1
            if self._takes(line, row, hidden):
                self.read += 1
                self._since += 1
                yield line

    def _same_heading(self, judge: body.Classifier, number: int, row: list) -> bool:
        """A heading printed again on the next page, or that of another list below; False when the
        rest cannot be read by it.
        """
        try:
            columns = [[text] if (text := heading_text(cell)) else [] for cell in row]
            header = Header(columns, from_outside=("office", "staff_kind"))
        except Unreadable as reason:
            self.notes.append(
                _("từ dòng {number} không đọc: {reason}").format(
                    number=number, reason=lower_first(str(reason).rstrip("."))
                )
            )
            return False
        if header.at != self.header.at:
            self.notes.append(
                _("từ dòng {number} đọc theo dòng tiêu đề khác").format(number=number)
            )
            self.header = judge.header = header
        return True

    def _lacks(self, line: Line) -> list[str]:
        """Required fields that neither a column nor anything above the first person told."""
        if self.read or self.people:
            return []
        return [
            name
            for name in ("office", "staff_kind")
            if name not in self.header.at and name not in line.cells
        ]

    def _give_up(self, line: Line, rows: Iterator[Row]) -> None:
        self.why = _("Thiếu cột: ") + joined(", ", (LABELS[name] for name in self._lacks(line)))
        self._unread(rows)

    def _takes(self, line: Line, row: list, hidden: bool) -> bool:
        if not self.taken:
            self.saw(key(SHEET, self.number), line.number, row)
            return False
        if not hidden:
            return True
        self.hidden.append(line.number)
        if len(self.hidden_names) < NAMED:
            self.hidden_names.append(_name_in(line.cells))
        if self.choices.takes(ROWS, self.number):
            return True
        self.saw(key(ROWS, self.number), line.number, row)
        return False

    def _wide(self) -> set[int]:
        """Rows merged over most of the columns: the title of a group, wherever it stands."""
        width = max(len(self.header.headings), 1)
        return {
            top
            for top, left, bottom, right in self.areas
            if top == bottom and (right - left + 1) * 2 > width
        }

    # --- one row

    def _line(self, number: int, row: list, context: Context, spans: "_Spans", above: dict) -> Line:
        cells = {name: row[at] if at < len(row) else None for name, at in self.header.at.items()}
        line = Line(number, cells)
        if len(self.header.name_columns) > 1:
            parts = [as_text(row[at]) for at in self.header.name_columns if at < len(row)]
            cells["full_name"] = joined(" ", (part for part in parts if part))
        self._sex(row, cells)
        for name in FILLED:
            at = self.header.at.get(name)
            if at is None:
                continue
            text = as_text(cells[name])
            if fold(text) in DITTO and name in above:
                cells[name] = above[name]
                line.notes.append(
                    _("{heading}: ghi như dòng trên").format(heading=self.header.heading(name))
                )
            elif not text and (merged := spans.value(number - 1, at)) is not None:
                cells[name] = merged
                line.notes.append(_("{heading}: ô gộp").format(heading=self.header.heading(name)))
        self._from_group(line, context)
        self._blank_office(line, above)
        above.update({name: cells[name] for name in FILLED if as_text(cells.get(name))})
        return line

    def _sex(self, row: list, cells: dict) -> None:
        marked = [
            name for name, at in self.header.sexes.items() if at < len(row) and as_text(row[at])
        ]
        if len(marked) == 1 and not as_text(cells.get("salutation")):
            cells["salutation"] = _("nữ") if marked[0] == "female" else "nam"

    def _from_group(self, line: Line, context: Context) -> None:
        for name, (value, says) in context.fields().items():
            if not as_text(line.cells.get(name)):
                line.cells[name] = value
                if says:
                    line.notes.append(says)

    def _blank_office(self, line: Line, above: dict) -> None:
        if as_text(line.cells.get("office")) or "office" not in above:
            return
        self.blank_offices += 1
        if self.choices.takes(BLANK, self.number):
            line.cells["office"] = above["office"]
            line.notes.append(_("đơn vị: như dòng trên"))

    # --- the account

    def _pass(self, kind: str, number: int, row: list) -> None:
        texts = [text for cell in row if (text := as_text(cell))]
        if kind == body.TOTAL:
            self._check_total(number, texts)
        if self.taken:
            self.skip(kind, number, joined(" · ", texts[:2]))
        self.saw(key(PASSED if self.taken else SHEET, self.number), number, row)

    def again(self, number: int, text: str) -> None:
        """Another sheet has told the same of this person."""
        self.read -= 1
        self.skip(body.AGAIN, number, text)

    def skip(self, kind: str, number: int, text: str) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if len(self.skipped) < SHOWN:
            shown = re.sub(r"\d{9,}", "…", text)[:80]
            self.skipped.append({"row": number, "kind": kind, "text": shown})

    def _check_total(self, number: int, texts: list[str]) -> None:
        said = next((int(n) for text in texts for n in _NUMBER.findall(text)[:1]), None)
        if said is not None and said not in (self._since, self.read, self.people):
            self.notes.append(
                _("dòng {number} ghi tổng {said} người, cổng đọc được {read} dòng đến đó").format(
                    number=number, said=said, read=self.read
                )
            )
        self._since = 0

    def account(self) -> dict:
        """For the preview."""
        return {
            "number": self.number,
            "name": self.name,
            "state": self.state,
            "taken": self.taken and not self.why,
            "why": self.why,
            "heading": self.heading,
            "titles": self.titles,
            "read": self.read,
            "people": self.people,
            "skipped": self.skipped,
            "counts": self.counts,
            "hidden": {
                "count": len(self.hidden),
                "rows": _ranges(self.hidden),
                "names": self.hidden_names,
                "filtered": self.filtered,
                "taken": self.choices.takes(ROWS, self.number),
            },
            "columns": self.header.hidden if self.headed else [],
            "blank": self.blank_offices,
            "notes": self.notes,
        }


class _Spans:
    """Cells merged over several rows: what stands in the first of them."""

    def __init__(self, areas: list[tuple[int, int, int, int]]):
        self.columns: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, __ in sorted(areas):
            if bottom > top:
                self.columns.setdefault(left, []).append((top, bottom))
        self.firsts = {(top, at) for at, spans in self.columns.items() for top, __ in spans}
        self.values: dict[tuple[int, int], object] = {}

    def remember(self, row: int, cells: list) -> None:
        for at in self.columns:
            if (row, at) in self.firsts and at < len(cells):
                self.values[row, at] = cells[at]

    def value(self, row: int, at: int):
        spans = self.columns.get(at, [])
        place = bisect_right(spans, (row, 1 << 30)) - 1
        if place < 0 or not spans[place][0] < row <= spans[place][1]:
            return None
        return self.values.get((spans[place][0], at))


def _name_in(cells: dict) -> str:
    parts = (as_text(cells.get(name)) for name in ("full_name", "family", "given"))
    return joined(" ", (part for part in parts if part))[:60]


def _ranges(numbers: list[int]) -> str:
    """'2, 5–7'."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [str(a) if a == b else f"{a}–{b}" for a, b in runs[:40]]
    return joined(", ", shown) + ("…" if len(runs) > 40 else "")
