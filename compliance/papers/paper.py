"""What an official document says, in the order of NĐ 30/2020/NĐ-CP, Phụ lục I. Plain text only; the
writers do the layout.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date

from django.utils import translation

from compliance.core.characters import each, texts_in
from compliance.core.language import SOURCE, _
from compliance.core.recalling import Typed
from compliance.papers.code import grouped

STATE = _("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
MOTTO = _("Độc lập - Tự do - Hạnh phúc")
END = "./."
TEXT_WIDTH = 163.0  # mm between the margins
BLANK = "\u00a0" * 6  # where a number or a day will be written
_HONOURS = re.compile(
    r"^(?:(?:GS|PGS|TS|ThS|CN|KS|BS|LS|NGND|NGƯT|Thạc sĩ|Tiến sĩ|Cử nhân|Kỹ sư|Bác"
    r" sĩ)\.?\s+|(?:GS|PGS|TS|ThS)\.\s*)+"
)


@contextmanager
def official() -> Iterator[None]:
    """Papers are in Vietnamese, whatever the language of whoever asks for them. What draws one up
    or writes one down runs inside; a template says {% language "vi" %}.
    """
    with translation.override(SOURCE):
        yield


@dataclass
class Table:
    """`rows` hold text cells; `widths` in mm; `links[i][j]` is the list behind that cell, empty
    when there is none. `row_height`: mm at least, where a row is signed in.
    """

    caption: str
    headings: list[str]
    rows: list[list[str]]
    total: list[str] = field(default_factory=list)
    links: list[list[str]] = field(default_factory=list)
    total_links: list[str] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    left: list[int] = field(default_factory=lambda: [1])
    row_height: float = 0.0

    def linked(self) -> list[list[tuple[str, str]]]:
        """Rows of (cell, address of the list behind it)."""
        none = [""] * len(self.headings)
        return [
            list(zip(cells, links, strict=True))
            for cells, links in zip(self.rows, self.links or [none] * len(self.rows), strict=True)
        ]

    def linked_total(self) -> list[tuple[str, str]]:
        return list(zip(self.total, self.total_links or [""] * len(self.total), strict=True))

    def columns(self) -> list[float]:
        """A width for every column, together as wide as the text."""
        if self.widths:
            return self.widths
        rest = len(self.headings) - 2
        narrow = 22.0 if len(self.headings) > 5 else 27.0
        return [14.0, TEXT_WIDTH - 14.0 - narrow * rest, *[narrow] * rest]


@dataclass
class Chart:
    """A drawing (SVG without script or style sheet, marked safe by charts.py which escapes every
    word in it) with what it shows in words; the table with its numbers stands in the same paper.
    """

    caption: str
    told: str
    svg: str


@dataclass
class Section:
    title: str
    paragraphs: list[str]
    tables: list[Table] = field(default_factory=list)


@dataclass
class Annex:
    """Begins on a page of its own and counts its own pages."""

    title: str
    subject: str
    tables: list[Table]


@dataclass
class Signature:
    """`ahead` names for whom (TM., KT., TL., TUQ.); the name carries no academic title and stays
    empty until the paper is signed outside.
    """

    title: str
    ahead: str = ""
    note: str = ""
    name: str = ""


@dataclass
class Paper:
    """`kind` is empty for a công văn: its subject stands under the number as “V/v …”. One signature
    stands beside Nơi nhận, several in pairs above it. `charts` open the first annex.
    """

    above: str
    body: str
    number: str
    place_and_day: str
    kind: str
    subject: str
    sections: list[Section]
    recipients: list[str]
    signatures: list[Signature]
    to: list[str] = field(default_factory=list)
    bases: list[str] = field(default_factory=list)
    annexes: list[Annex] = field(default_factory=list)
    label: str = ""
    draft: bool = False
    withdrawn: str = ""  # why and since when it holds no more
    charts: list[Chart] = field(default_factory=list)
    code: str = ""
    check_at: str = ""
    place: str = ""  # where the issuer sits; empty in papers of before: where the authority does

    @property
    def is_letter(self) -> bool:
        return not self.kind

    def body_line(self) -> str:
        """The issuing body; when it needs two lines the break comes after ỦY BAN NHÂN DÂN, never
        inside the name.
        """
        match = re.fullmatch(r"(ỦY BAN NHÂN DÂN) (.+)", self.body)
        return (
            " ".join(part.replace(" ", "\u00a0") for part in match.groups()) if match else self.body
        )

    def addressed(self) -> list[str]:
        """The lines of “Kính gửi”: one addressee on the same line, several below each other, the
        last with a full stop.
        """
        if len(self.to) < 2:
            return [_("Kính gửi: {to}").format(to=self.to[0])] if self.to else []
        return [
            _("Kính gửi:"),
            *(
                f"- {name}{'.' if number == len(self.to) else ';'}"
                for number, name in enumerate(self.to, 1)
            ),
        ]

    def grounds(self) -> list[str]:
        """The legal bases, each ending with a semicolon, the last with a full stop."""
        return listed(self.bases)

    def sent_to(self) -> list[str]:
        """Nơi nhận: every line with a dash and a semicolon, the last one (Lưu) with a full stop."""
        return listed(self.recipients, "- ")

    def checked_by(self) -> str:
        """The line beside the QR code: the code, and where to ask about it."""
        return (
            _("Mã xác thực {code}. Kiểm tra tại {check_at}").format(
                code=grouped(self.code), check_at=self.check_at
            )
            if self.code
            else ""
        )

    def pairs(self) -> list[list[Signature]]:
        return [self.signatures[start : start + 2] for start in range(0, len(self.signatures), 2)]


def listed(texts: list[str], mark: str = "") -> list[str]:
    """Lines under each other: each ends with a semicolon, the last with a full stop."""
    return [
        by_same(text, f"{mark}{text.rstrip(' ;.')}{'.' if number == len(texts) else ';'}")
        for number, text in enumerate(texts, 1)
    ]


def by_same(text: str, said: str) -> str:
    """`said` is `text` with other marks around it: what somebody wrote is still theirs."""
    return Typed(said) if isinstance(text, Typed) else said


def ordinal(number: int) -> str:
    """“01”: how a line of a table is numbered."""
    return f"{number:02d}"


def with_end_mark(sections: list[Section]) -> list[Section]:
    """The last words of the text are followed by “./.”."""
    for section in reversed(sections):
        if section.paragraphs:
            last = section.paragraphs[-1]
            section.paragraphs[-1] = by_same(last, last.rstrip(" .;/") + END)
            break
    return sections


def place_and_day(place: str, day: date | None, year: int) -> str:
    """“Vinh Quý, ngày 05 tháng 02 năm 2018”: days under ten and the months one and two take a
    nought; blank until it is known.
    """
    return (
        f"{place}, {day_in_words(day)}"
        if day
        else _("{place}, ngày{blank}tháng{blank}năm {year}").format(
            place=place, blank=BLANK, year=year
        )
    )


def day_in_words(day: date) -> str:
    return _("ngày {day:%d} tháng {month} năm {year}").format(
        day=day, month=f"{day.month:02d}" if day.month < 3 else day.month, year=day.year
    )


def number_line(number: str, symbol: str) -> str:
    """“Số: 05/TB-TKTGS”, or blank before the stroke until the number was given."""
    return (
        _("Số: {number}").format(number=number)
        if number
        else _("Số:{blank}/{lstrip}").format(blank=BLANK, lstrip=symbol.strip().lstrip("/"))
    )


def full_number(text: str) -> str:
    """A number as registers write it: no spaces, numbers under ten with a nought. Raises ValueError
    when it is none.
    """
    match = re.fullmatch(
        r"(\d{1,5})/([^\W\d_][\w-]*[^\W_])", re.sub(r"\s+", "", text).replace("–", "-")
    )
    if not match or "--" in match[2]:
        raise ValueError(text)
    return f"{int(match[1]):02d}/{match[2]}"


def plain_name(name: str) -> str:
    """A signer's name without academic or honorary titles."""
    return _HONOURS.sub("", " ".join(name.split()))


def to_data(paper: Paper) -> dict:
    """As data; `typed` are those of its texts that somebody wrote."""
    data = asdict(paper)
    return {**data, "typed": sorted(texts_in(data, Typed))}


def from_data(data: dict) -> Paper:
    """The paper that `to_data` froze; papers of before do not say what somebody wrote in them."""
    typed = set(data.get("typed", ()))
    data = each(data, lambda text: Typed(text) if text in typed else text)
    data.pop("typed", None)
    read = {
        **data,
        "signatures": [Signature(**row) for row in data["signatures"]],
        "sections": [_section(row) for row in data["sections"]],
    }
    read["charts"] = [Chart(**row) for row in data.get("charts", [])]
    read["annexes"] = [
        Annex(row["title"], row["subject"], [Table(**table) for table in row["tables"]])
        for row in data["annexes"]
    ]
    return Paper(**read)


def _section(row: dict) -> Section:
    return Section(row["title"], row["paragraphs"], [Table(**table) for table in row["tables"]])
