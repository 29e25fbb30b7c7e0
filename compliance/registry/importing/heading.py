"""The heading of a list: which column holds which field, and the rows below it."""

from collections.abc import Iterator
from itertools import islice

from compliance.registry.importing import second
from compliance.registry.importing.cells import as_text
from compliance.registry.importing.columns import (
    LABELS,
    REQUIRED,
    TITLE_ROWS,
    ignored,
    is_header,
    never_kept,
    recognise,
)
from compliance.registry.importing.reading import Unreadable


class Header:
    """Where each field stands. Raises Unreadable when a required column is missing or
    stands twice.
    """

    def __init__(self, cells: list):
        self.headings = [as_text(cell) for cell in cells]
        fields = [recognise(heading) for heading in self.headings]
        self.at = {name: index for index, name in reversed(list(enumerate(fields))) if name}
        if "full_name" in self.at:
            self.at.pop("family", None), self.at.pop("given", None)
        if not {"second_office", "second_position"} <= set(self.at):
            for name in second.FIELDS:  # a title without its unit says nothing: left out, and told
                self.at.pop(name, None)
        missing = [
            LABELS[name]
            for name in REQUIRED
            if name not in self.at
            and not (name == "full_name" and {"family", "given"} <= set(self.at))
        ]
        if missing:
            raise Unreadable("Thiếu cột: " + ", ".join(missing) + ".")
        twice = sorted(
            {
                self.headings[i]
                for i, name in enumerate(fields)
                if name in self.at and fields.count(name) > 1
            }
        )
        if twice:
            raise Unreadable("Cột bị lặp: " + ", ".join(twice) + ".")
        self.protected = [heading for heading in self.headings if never_kept(heading)]
        self.left_out = [
            heading
            for heading, name in zip(self.headings, fields, strict=True)
            if name not in self.at and not ignored(heading)
        ]

    def heading(self, name: str) -> str:
        return self.headings[self.at[name]] if name in self.at else LABELS[name]


def open_list(rows: Iterator[list]) -> tuple[Header, Iterator[tuple[int, dict]]]:
    """The heading, found under at most twenty rows of title, and (row number, {field: cell}) of
    every row below. Cells of other columns go no further.
    """
    rows = enumerate(rows, 1)
    for _, row in islice(rows, TITLE_ROWS):
        if is_header(row):
            header = Header(row)
            return header, _body(rows, header)
    raise Unreadable(
        f"Không tìm thấy dòng tiêu đề có “Mã cán bộ” và “Họ và tên” trong {TITLE_ROWS} dòng đầu."
    )


def _body(rows, header: Header) -> Iterator[tuple[int, dict]]:
    for number, row in rows:
        cells = {
            name: row[index] if index < len(row) else None for name, index in header.at.items()
        }
        if any(cell is not None and as_text(cell) for cell in cells.values()) and not _is_numbering(
            row
        ):
            yield number, cells


def _is_numbering(row: list) -> bool:
    """The row '(1) (2) (3)' or '1 2 3 …' that forms put under the heading."""
    first = next((cell for cell in row if cell not in (None, "")), None)
    if as_text(first).strip("()") != "1":
        return False
    cells = [as_text(cell).strip("()") for cell in row if as_text(cell)]
    return len(cells) > 3 and cells == [str(n) for n in range(1, len(cells) + 1)]
