"""What a row below the heading is: a person, or one of the things forms put between and under them.
Nothing is passed over without a word for it.
"""

import re
import unicodedata
from dataclasses import dataclass

from compliance.core.text import fold
from compliance.registry.importing.cells import as_text
from compliance.registry.importing.columns import heading_text, is_header, names_a_person, recognise
from compliance.registry.importing.heading import Header
from compliance.registry.importing.kinds import kind_of
from compliance.registry.importing.naming import like_an_office

PERSON, NUMBERING, HEADING, GROUP, TOTAL, SIGNATURE, TEXT, AGAIN = (
    "person",
    "numbering",
    "heading",
    "group",
    "total",
    "signature",
    "text",
    "again",
)
SKIPPED = {
    NUMBERING: "dòng đánh số cột",
    HEADING: "dòng tiêu đề lặp lại",
    GROUP: "dòng nhóm",
    TOTAL: "dòng tổng",
    SIGNATURE: "dòng ngày, chữ ký",
    TEXT: "dòng không ghi người nào",
    AGAIN: "dòng ghi lại người đã có ở trang khác",
}
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])\)?(?:\s*=.*)?")
_TOTAL = re.compile(
    r"(?:\W*)(?:(?:tổng cộng|tổng số|cộng chung|cộng dồn)\b|(?:tổng|cộng)\s*(?:[:\d(=]|$)"
    r"|(?:ấn định |bảng |tổng )?danh sách (?:này |trên )?(?:có|gồm)\b)"
)
_DATE_LINE = re.compile(r"ngay\s*[\d.…_ ]*\s*thang\s*[\d.…_ ]*\s*nam\b")
_SIGNATURE = re.compile(
    r"(?:nguoi (?:lap|tong hop|kiem tra|ky|bao cao|duyet)|lap bieu|lap bang|thu truong|xac nhan"
    r"|noi nhan|luu\s*:|nhu tren\s*;|\(?\s*ky\s*[,(]|\(?\s*(?:da )?ky\s*\)|\(ky|tm\.|kt\.|tl\."
    r"|tuq\.|t/m|k/t|dai dien|phe duyet)"
)
_OF_OFFICE = re.compile(
    r"(?:pho )?(?:chu tich|bi thu|truong phong|hieu truong|giam doc|chanh van phong|truong ban"
    r"|truong tram|ke toan truong|chanh thanh tra|to truong)\b[a-z, ]*"
)
_PREFIX = re.compile(
    r"\W*(?:([IVX]{1,6})|([A-ZĐ])|(\d{1,2}(?:\.\d{1,2})*)|([a-zđ]))\s*[.)/:\-–]+\s*(?=\S)"
)
_ALONE = re.compile(r"\W*(?:([IVX]{1,6})|([A-ZĐ])|(\d{1,2}(?:\.\d{1,2})*)|([a-zđ]))\W*")
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
_NEEDED = ("office", "position", "staff_kind", "email", "phone", "valid_from")


@dataclass
class Group:
    """A row over the rows of some people; `rank` says how deep it stands: A, I, 1, a."""

    text: str
    rank: int


class Classifier:
    """Looks at the rows of one sheet in order: after a total or a signature the list is over, until
    a whole person stands there again.
    """

    def __init__(self, header: Header, wide: dict[int, str]):
        self.header, self.wide = header, wide  # wide: rows merged over most of the columns
        self.over = False

    def kind(self, number: int, row: list) -> str | None:
        """None for a row with nothing in it."""
        filled = [(column, text) for column, cell in enumerate(row) if (text := as_text(cell))]
        if not filled:
            return None
        if _is_numbering(filled, self._cell(row, "full_name")):
            return NUMBERING
        if is_header(row):
            return HEADING
        kind = self._judged(number, row, filled)
        if kind in (TOTAL, SIGNATURE):
            self.over = True
        elif kind in (PERSON, GROUP):
            self.over = False
        return kind

    def _cell(self, row: list, name: str) -> str:
        at = self.header.at.get(name)
        return as_text(row[at]) if at is not None and at < len(row) else ""

    def _name(self, row: list) -> str:
        return " ".join(
            text for name in ("full_name", "family", "given") if (text := self._cell(row, name))
        )

    def _judged(self, number: int, row: list, filled: list[tuple[int, str]]) -> str:
        code, name = self._cell(row, "code"), self._name(row)
        said = sum(bool(self._cell(row, field)) for field in _NEEDED)
        coded = bool(_CODE.fullmatch(code))
        texts = [unicodedata.normalize("NFC", text) for _, text in filled]
        if not coded and any(_TOTAL.match(text.lower()) for text in texts[:2]):
            return TOTAL
        if coded and (name or said):
            return PERSON
        if name and any(char.isdigit() for char in code) and said:
            return PERSON
        folded = [fold(text) for text in texts]
        if not coded and self._signed(folded, name, said):
            return SIGNATURE
        if self.over and not (code and name and said > 1 and " " not in code):
            return SIGNATURE if not self._is_group(number, filled) else GROUP
        if self._is_group(number, filled):
            return GROUP
        if coded or name or said > 2:
            return PERSON
        return TEXT

    def _signed(self, folded: list[str], name: str, said: int) -> bool:
        if any(_DATE_LINE.search(text) or _SIGNATURE.match(text) for text in folded):
            return True
        offices = sum(bool(_OF_OFFICE.fullmatch(text)) for text in folded)
        return bool(offices) and offices == len(folded) and not (name and said > 1)

    def _is_group(self, number: int, filled: list[tuple[int, str]]) -> bool:
        others = [(column, text) for column, text in filled if column != self.header.numbers]
        if number in self.wide and len(others) <= 1:
            return True
        if len(others) != 1:
            marked = len(filled) == 1 and bool(_PREFIX.match(filled[0][1]))
            return marked and filled[0][0] == self.header.numbers
        column, text = others[0]
        mark = next((text for at, text in filled if at == self.header.numbers), "")
        if column == self.header.at.get("code") and _CODE.fullmatch(text):
            return False
        if kind_of(_bare(text)) or like_an_office(_bare(text)):
            return True
        if mark and not mark.rstrip(".").isdigit() and _ALONE.fullmatch(mark):
            return True
        return not mark and (text.isupper() or bool(_PREFIX.match(text)))

    def group(self, number: int, row: list) -> Group:
        filled = [(column, text) for column, cell in enumerate(row) if (text := as_text(cell))]
        mark = next((text for at, text in filled if at == self.header.numbers), "")
        text = next((t for at, t in filled if at != self.header.numbers), mark)
        match = _PREFIX.match(text) or (_ALONE.fullmatch(mark) if text != mark else None)
        rank = (
            next((place for place, part in enumerate(match.groups(), 1) if part), 5) if match else 5
        )
        # A. stands over I., I. over 1., 1. over a)
        return Group(_bare(text), {1: 2, 2: 1}.get(rank, rank))


def _bare(text: str) -> str:
    """The words of a group without its number, and without what it counts."""
    return re.sub(r"\s*(?:[:(]\s*\d+.*|[:.])$", "", _PREFIX.sub("", text, count=1)).strip()


def _is_numbering(filled: list[tuple[int, str]], name: str) -> bool:
    """The row '(1) (2) (3)' or 'A B 1 2 …' that forms put under the heading."""
    texts = [text for _, text in filled]
    if len(texts) < 3 or not all(_COLUMN_NUMBER.fullmatch(text) for text in texts):
        return False
    return len(name.strip("()")) <= 2


def another_heading(row: list) -> bool:
    """Whether a row names the columns of a list: other ones, perhaps, from here on."""
    return names_a_person({recognise(heading_text(cell)) for cell in row})
