"""What somebody who opens a sheet does not see, or sees otherwise than the values say: hidden rows
and columns, merged cells, fonts of the old code pages. Imports nothing of the portal.
"""

import re
from dataclasses import dataclass, field

from compliance.registry.importing.limits import MAX_COLUMNS, MAX_ROWS

MAX_FONTS = 500_000  # cells whose font is told; the others are judged by what they say
_VNI, _TCVN3 = re.compile(r"vni[-\s]", re.I), re.compile(r"\.vn", re.I)


@dataclass
class Concealed:
    rows: set[int] = field(default_factory=set)  # all counted from 0
    columns: set[int] = field(default_factory=set)
    filtered: bool = False
    merged: list[list[int]] = field(default_factory=list)  # first row, column, last row, column
    fonts: dict[tuple[int, int], str] = field(default_factory=dict)  # of cells in an old font

    def hide_rows(self, first: int, count: int = 1) -> None:
        self.rows.update(range(first, min(first + count, MAX_ROWS + 1)))

    def hide_columns(self, first: int, last: int) -> None:
        self.columns.update(range(first, min(last, MAX_COLUMNS * 2) + 1))

    def set_font(self, row: int, column: int, code: str | None) -> None:
        if code and len(self.fonts) < MAX_FONTS:
            self.fonts[row, column] = code


def code_of(font: str) -> str | None:
    """The code page a font of this name was made for; None for a font of Unicode."""
    if _TCVN3.match(font):
        return "tcvn3"
    return "vni" if _VNI.match(font) else None
