"""What a person has said about a file the portal does not decide alone: which hidden sheets, rows
and columns belong to the list, how text of an old code page is to be read.
"""

from dataclasses import dataclass, field

TAKE, LEAVE = "take", "leave"
SHEET, ROWS, COLUMNS, BLANK, PASSED = "sheet", "rows", "columns", "blank", "passed"
OLD = "old"  # text of old code pages: all as proposed, or only what cannot be Unicode
ALL, SURE = "all", "sure"


@dataclass
class Choices:
    """{key: value}; a key is the kind of the part and the number of its sheet: 'rows-2'."""

    made: dict[str, str] = field(default_factory=dict)

    def of(self, part: str, sheet: int) -> str:
        return self.made.get(key(part, sheet), "")

    def takes(self, part: str, sheet: int) -> bool:
        return self.of(part, sheet) == TAKE

    def leaves(self, part: str, sheet: int) -> bool:
        return self.of(part, sheet) == LEAVE

    @property
    def old(self) -> str:
        return self.made.get(OLD, "")


def key(part: str, sheet: int) -> str:
    return f"{part}-{sheet}"
