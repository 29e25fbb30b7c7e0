"""The heading of a list, in one row or in several with groups of columns: which column holds which
field.
"""

from collections.abc import Sequence

from compliance.core.language import _, joined
from compliance.registry.importing import second
from compliance.registry.importing.columns import (
    LABELS,
    NUMBERS,
    REQUIRED,
    heading_text,
    ignored,
    is_header,
    key_of,
    names_a_person,
    never_kept,
    recognise,
    recognise_under,
)
from compliance.registry.importing.limits import MAX_COLUMNS, Unreadable

DEEPEST = 4
SEX, PARTS = ("male", "female"), ("family", "given")
Area = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0


class Header:
    """Where each field stands. Raises Unreadable when a required column is missing or
    stands twice.

    `from_outside`: fields that something outside the columns may tell: a row of a group, the name
    of the sheet, a line of the title. `hidden`: columns that do not show.
    """

    def __init__(
        self,
        columns: list[list[str]],
        areas: Sequence[Area] = (),
        hidden: frozenset[int] = frozenset(),
        with_hidden: bool = False,
        from_outside: tuple[str, ...] = (),
    ):
        self.headings = [joined(" / ", texts) for texts in columns]
        self.fields = [recognise_under(texts) for texts in columns]
        self._hide(hidden, with_hidden)
        self.at = {name: index for index, name in reversed(list(enumerate(self.fields))) if name}
        if "full_name" in self.at:
            self.at.pop("family", None), self.at.pop("given", None)
        if not {"second_office", "second_position"} <= set(self.at):
            for name in second.FIELDS:  # a title without its unit says nothing: left out, and told
                self.at.pop(name, None)
        self.sexes = {name: self.at.pop(name) for name in SEX if name in self.at}
        self.numbers = next(
            (i for i, texts in enumerate(columns) if texts and key_of(texts[-1]) in NUMBERS), None
        )
        self._refuse(from_outside)
        self.name_columns = self._name_columns(areas)
        self.protected = [heading for heading in self.headings if never_kept(heading)]
        used = {*self.at.values(), *self.sexes.values(), *self.name_columns}
        self.left_out = [
            heading
            for index, heading in enumerate(self.headings)
            if index not in used and heading and not ignored(heading)
        ]

    def _hide(self, hidden: frozenset[int], with_hidden: bool) -> None:
        """A hidden column is read when it must be, or when the person says so; beside one of the
        same field that shows it never is.
        """
        self.hidden: list[tuple[str, bool]] = []  # (heading, whether it is read)
        for index, name in enumerate(self.fields):
            if index not in hidden or not name:
                continue
            shown = any(
                other == name and place not in hidden for place, other in enumerate(self.fields)
            )
            read = not shown and (with_hidden or name in (*REQUIRED, *PARTS))
            self.hidden.append((self.headings[index], read))
            if not read:
                self.fields[index] = None

    def _refuse(self, from_outside: tuple[str, ...]) -> None:
        missing = [
            LABELS[name]
            for name in REQUIRED
            if name not in self.at
            and name not in from_outside
            and not (name == "full_name" and set(PARTS) <= set(self.at))
        ]
        if missing:
            raise Unreadable(_("Thiếu cột: ") + joined(", ", missing) + ".")
        twice = sorted(
            {
                self.headings[i]
                for i, name in enumerate(self.fields)
                if name in self.at and self.fields.count(name) > 1
            }
        )
        if twice:
            raise Unreadable(_("Cột bị lặp: ") + joined(", ", twice) + ".")

    def _name_columns(self, areas: Sequence[Area]) -> list[int]:
        """The columns under a “Họ và tên” merged over several: family name | given name."""
        at = self.at.get("full_name")
        if at is None:
            return []
        widest = max((last for __, first, __, last in areas if first == at), default=at)
        free = [
            index
            for index in range(at + 1, widest + 1)
            if index >= len(self.fields)
            or (
                self.fields[index] in (None, "full_name")
                and self.headings[index] in ("", self.headings[at])
            )
        ]
        return [at, *free] if free else []

    @property
    def known(self) -> set[str]:
        """The fields the columns tell."""
        return {*self.at, *(("salutation",) if self.sexes else ())}

    def heading(self, name: str) -> str:
        return self.headings[self.at[name]] if name in self.at else LABELS[name]


def find_heading(rows: list[list], areas: list[Area]) -> tuple[int, int] | None:
    """(first row, number of rows) of the heading within these rows."""
    for at, row in enumerate(rows):
        if is_header(row):
            return _extended(rows, areas, at, 1)
        if _split_over_two(rows, areas, at):
            return _extended(rows, areas, at, 2)
    return None


def _split_over_two(rows: list[list], areas: list[Area], at: int) -> bool:
    """Whether the code stands in this row and the name in the next, or the other way."""
    here = {recognise(heading_text(cell)) for cell in rows[at]}
    if not here & {"code", "full_name"} or at + 1 >= len(rows):
        return False
    fields = {recognise_under(texts) for texts in columns_of(rows[at : at + 2], areas, at)}
    return names_a_person(fields)


def _extended(rows: list[list], areas: list[Area], at: int, deep: int) -> tuple[int, int]:
    last = at + deep - 1
    for top, __, bottom, __ in areas:
        if at <= top <= last < bottom < at + DEEPEST:
            last = bottom
    while last + 1 < len(rows) and last - at + 1 < DEEPEST and _below(rows, at, last):
        last += 1
    first = at
    if at and _above(rows, areas, at):
        first -= 1
    return first, last - first + 1


def _below(rows: list[list], at: int, last: int) -> bool:
    """Whether the next row goes on with the heading: fields under groups, nothing under the code,
    and under the name at most its parts.
    """
    above = [heading_text(cell) for cell in rows[at]]
    below = [heading_text(cell) for cell in rows[last + 1]]
    above += [""] * (len(below) - len(above))
    groups = list(above)
    _fill_right(groups, below + [""] * (len(above) - len(below)))
    parts = 0
    for column, text in enumerate(below):
        if not text:
            continue
        field, under = recognise(above[column]), recognise(text)
        if field in ("code", "email", "phone") or (field == "full_name" and under not in PARTS):
            return False
        parts += 2 if under in (*PARTS, *SEX) else bool(recognise_under([groups[column], text]))
    says = sum(1 for text in below if text)
    return parts > 1 and parts * 2 >= says


def _above(rows: list[list], areas: list[Area], at: int) -> bool:
    """Whether the row above names groups of the columns: merged over some of them, not over all."""
    width = max(len(rows[at]), 1)
    spans = [
        (first, last)
        for top, first, bottom, last in areas
        if top == at - 1 and bottom == top and first < last and (last - first + 1) * 5 < width * 4
    ]
    down = any(top < at <= bottom for top, __, bottom, __ in areas)
    fields = [recognise(heading_text(cell)) for cell in rows[at]]
    doubled = any(name and fields.count(name) > 1 for name in fields)
    says = sum(1 for cell in rows[at - 1] if _text(cell))
    return (
        down
        or (doubled and says > 1)
        or (bool(spans) and says > 1 and not _letterhead(rows[at - 1]))
    )


def _letterhead(row: list) -> bool:
    """“UBND HUYỆN …” beside “CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM”."""
    texts = [heading_text(cell) for cell in row if _text(cell)]
    return any(
        key_of(text).startswith(("cong hoa xa hoi", "doc lap", "uy ban", "ubnd")) for text in texts
    )


def _text(cell) -> bool:
    return bool(heading_text(cell)) if cell is not None else False


def columns_of(rows: list[list], areas: list[Area], first: int) -> list[list[str]]:
    """For each column what its heading says, the uppermost first; `first` is the number of the
    first of these rows on the sheet.
    """
    width = max((len(row) for row in rows), default=0)
    for top, __, bottom, right in areas:
        if top < first + len(rows) and bottom >= first:
            width = max(width, min(right + 1, 2 * MAX_COLUMNS))
    grid = [[heading_text(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    end = first + len(rows)
    for top, left, bottom, right in areas:
        if first <= top < end:
            if bottom >= end - 1:  # nothing stands under it: its first column is the one it names
                right = left
            for row in range(top, min(bottom, end - 1) + 1):
                for column in range(left, min(right, width - 1) + 1):
                    grid[row - first][column] = grid[top - first][left]
    for upper, lower in zip(grid, grid[1:], strict=False):
        _fill_right(upper, lower)
    return [
        list(dict.fromkeys(text for text in (row[column] for row in grid) if text))
        for column in range(width)
    ]


def _fill_right(upper: list[str], lower: list[str]) -> None:
    """Without merged cells, as in a csv, a group names the columns up to the next one that stands
    alone.
    """
    group = ""
    for column, text in enumerate(upper):
        if text:
            group = text if lower[column] and lower[column] != text else ""
        elif group and lower[column]:
            upper[column] = group
        else:
            group = ""
