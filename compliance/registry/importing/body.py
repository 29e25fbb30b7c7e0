"""What a row below the heading is: a person, or one of the things forms put between and under them.
Nothing is passed over without a word for it.
"""

import re
from dataclasses import dataclass

from compliance.core.language import _, joined
from compliance.core.text import fold
from compliance.registry.importing.cells import as_text, typed_in
from compliance.registry.importing.columns import is_header
from compliance.registry.importing.heading import Header
from compliance.registry.importing.kinds import kind_of
from compliance.registry.importing.naming import like_an_office
from compliance.registry.importing.old_codes import typed

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
    NUMBERING: _("dòng đánh số cột"),
    HEADING: _("dòng tiêu đề lặp lại"),
    GROUP: _("dòng nhóm"),
    TOTAL: _("dòng tổng"),
    SIGNATURE: _("dòng ngày, chữ ký"),
    TEXT: _("dòng không ghi người nào"),
    AGAIN: _("dòng ghi lại người đã có ở trang khác"),
}
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])\)?(?:\s*=.*)?")
_TOTAL = re.compile(
    r"\W*(?:(?:tổng cộng|tổng số|cộng chung|cộng dồn|toàn huyện|toàn xã)\b"
    r"|(?:tổng|cộng)\s*(?:[:\d(=]|$|(?:nhóm|mục|phần)\b|[ivx]+\b)"
    r"|(?:ấn định |bảng |tổng )?danh sách (?:này |trên )?(?:có|gồm)\b)"
)
_OF_ALL = re.compile(r"\W*(?:tổng|toàn|ấn định|bảng|danh sách)")
_DATE_LINE = re.compile(
    r"ngay\s*[\d.…_/ ]*\s*thang\s*[\d.…_/ ]*\s*nam\b"
    r"|^[^\d,]+,\s*ngay\s+\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$"
)
_SIGNATURE = re.compile(
    r"(?:nguoi (?:lap|tong hop|kiem tra|ky|bao cao|duyet)|lap bieu|lap bang|thu truong|xac nhan"
    r"|noi nhan|luu\s*:|nhu tren\s*;|\(?\s*ky\s*[,(]|\(?\s*(?:da )?ky\s*\)|\(ky|tm\.|kt\.|q\.|tl\."
    r"|tuq\.|t/m|k/t|dai dien|phe duyet)"
)
_OF_OFFICE = re.compile(
    r"(?:pho )?(?:chu tich|bi thu|truong phong|hieu truong|giam doc|chanh van phong|truong ban"
    r"|truong tram|ke toan truong|chanh thanh tra|to truong)\b[a-z, ]*"
)
_PREFIX = re.compile(
    r"^\W*(?:([IVX]{1,6})|([A-ZĐ])|(\d{1,2}(?:\.\d{1,2})*)|([a-zđ]))\s*[.)/:\-–]+\s*(?=\S)"
)
_ALONE = re.compile(r"\W*(?:([IVX]{1,6})|([A-ZĐ])|(\d{1,2}(?:\.\d{1,2})*)|([a-zđ]))\W*")
_VACANT = re.compile(
    r"\W*(?:con |dang )?(?:khuyet|thieu|trong|chua (?:co|bo nhiem|bo tri|tuyen))\b"
)
_SHORT_OFFICE = re.compile(r"\s*[PXpx]\.")
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
MARK = 7  # letters of a number: 'I.', 'VIII', '12.3'
_NEEDED = ("office", "position", "staff_kind", "email", "phone", "valid_from")


@dataclass
class Group:
    """A row over the rows of some people; `rank` says how deep it stands: A, I, 1, a."""

    text: str
    rank: int


class Classifier:
    """Looks at the rows of one sheet in order: after a signature or the total of all the list is
    over, until a whole person stands there again.
    """

    def __init__(self, header: Header, wide: set[int]):
        self.header, self.wide = header, wide  # wide: rows merged over most of the columns
        self.over = False

    def kind(self, number: int, row: list) -> str | None:
        """None for a row with nothing in it."""
        filled = [(column, text) for column, cell in enumerate(row) if (text := as_text(cell))]
        if not filled:
            return None
        if _is_numbering(filled, self._cell(row, "full_name")):
            return NUMBERING
        if not _CODE.fullmatch(self._cell(row, "code")) and is_header(row):
            return HEADING
        kind = self._judged(number, row)
        if kind in (PERSON, GROUP):
            self.over = False
        return kind

    def _cell(self, row: list, name: str) -> str:
        at = self.header.at.get(name)
        return as_text(row[at]) if at is not None and at < len(row) else ""

    def _name(self, row: list) -> str:
        return joined(
            " ",
            (text for name in ("full_name", "family", "given") if (text := self._cell(row, name))),
        )

    def _judged(self, number: int, row: list) -> str:
        code, name = self._cell(row, "code"), self._name(row)
        said = sum(bool(self._cell(row, field)) for field in _NEEDED)
        coded = bool(_CODE.fullmatch(code))
        if (coded and (name or said)) or (name and said and any(c.isdigit() for c in code)):
            return PERSON
        if not code and _VACANT.match(fold(name)):
            return TEXT
        filled = _in_unicode(row)
        if not coded and any(_TOTAL.match(text.lower()) for __, text in filled[:2]):
            self.over = self.over or any(_OF_ALL.match(text.lower()) for __, text in filled[:2])
            return TOTAL
        if not coded and self._signed([fold(text) for __, text in filled], name, said):
            self.over = True
            return SIGNATURE
        if self._is_group(number, filled):
            return GROUP
        if self._numbered(filled) and name:
            return PERSON
        if self.over and not (name and (said > 2 or (code and said > 1 and " " not in code))):
            return SIGNATURE
        if coded or said > 2 or (name and (said or code)):
            return PERSON
        return TEXT

    def _numbered(self, filled: list[tuple[int, str]]) -> bool:
        return any(at == self.header.numbers and text.rstrip(".").isdigit() for at, text in filled)

    def _signed(self, folded: list[str], name: str, said: int) -> bool:
        if any(_DATE_LINE.search(text) or _SIGNATURE.match(text) for text in folded):
            return True
        offices = sum(bool(_OF_OFFICE.fullmatch(text)) for text in folded)
        return bool(offices) and offices == len(folded) and not (name and said > 1)

    def _parts(self, filled: list[tuple[int, str]]) -> tuple[str, list[tuple[int, str]]]:
        """(what stands in the column of the numbers, the rest without what is merely counted)."""
        mark = next((text for at, text in filled if at == self.header.numbers), "")
        rest = [
            (at, text)
            for at, text in filled
            if at != self.header.numbers and not re.fullmatch(r"\d{1,3}(?: người)?", text)
        ]
        if not rest and len(mark) > MARK:  # the title stands where the numbers do
            return "", [(-1, mark)]
        return mark, rest

    def _is_group(self, number: int, filled: list[tuple[int, str]]) -> bool:
        mark, rest = self._parts(filled)
        if len(rest) != 1:
            return False
        column, text = rest[0]
        if column == self.header.at.get("code") and _CODE.fullmatch(text):
            return False
        if len(mark) > MARK:  # two signatures side by side
            return False
        if number in self.wide or kind_of(_bare(text)) or like_an_office(_bare(text)):
            return True
        if mark and not mark.rstrip(".").isdigit() and _ALONE.fullmatch(mark):
            return True
        return not mark and (bool(_PREFIX.match(text)) or (text.isupper() and not self.over))

    def group(self, row: list) -> Group:
        mark, rest = self._parts(_in_unicode(row))
        text = rest[0][1]
        match = _PREFIX.match(text) or (_ALONE.fullmatch(mark) if mark else None)
        rank = next((n for n, part in enumerate(match.groups(), 1) if part), 5) if match else 5
        # A. stands over I., I. over 1., 1. over a)
        return Group(_bare(text), {1: 2, 2: 1}.get(rank, rank))


def _in_unicode(row: list) -> list[tuple[int, str]]:
    """(column, text) of the cells that say something, also where they are typed in an old font."""
    filled = []
    for column, cell in enumerate(row):
        if text := as_text(cell):
            raw, font = typed_in(cell) or (text, None)
            meant = typed(raw, font)
            filled.append((column, (meant and meant.sure and meant.text) or text))
    return filled


def _bare(text: str) -> str:
    """The words of a group without its number, and without what it counts."""
    bare = _PREFIX.sub("", text, count=1)
    if _SHORT_OFFICE.match(text) and not kind_of(bare):  # 'P. Nội vụ' is no group P
        bare = text
    return re.sub(r"\s*(?:[:(]\s*\d+.*|[:.])$", "", bare).strip()


def _is_numbering(filled: list[tuple[int, str]], name: str) -> bool:
    """The row '(1) (2) (3)' or 'A B 1 2 …' that forms put under the heading."""
    texts = [text for __, text in filled]
    if len(texts) < 3 or not all(_COLUMN_NUMBER.fullmatch(text) for text in texts):
        return False
    return len(name.strip("()")) <= 2
