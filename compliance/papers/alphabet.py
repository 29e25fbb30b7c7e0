"""What the PDF of a paper can print: the letters of Tinos in all its four styles, and what the Noto
faces beside it have: symbols, emoji, the scripts of the peoples of Viet Nam and its neighbours.
What no face has stands as a marked number, never as an error.

Tinos (Debian's fonts-croscore, OFL) is cut to the Latin, Greek and Cyrillic letters, signs, arrows
and shapes it has; the others (OFL) to what no face before them has. docs/decisions/0042 and 0072
say how.
"""

import re
import struct
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from compliance.core.characters import PLAIN, legal, number_of

FACES = Path(__file__).with_name("faces")
# the order in which the compiler asks them; Tinos alone has bold and italic
FAMILIES = {
    "Tinos": "Tinos-*.ttf",
    "Noto Serif": "noto/NotoSerif-Regular.ttf",
    "Noto Sans Tai Viet": "noto/NotoSansTaiViet-Regular.ttf",
    "Noto Sans Cham": "noto/NotoSansCham-Regular.ttf",
    "Noto Serif Khmer": "noto/NotoSerifKhmer-Regular.ttf",
    "Noto Serif Lao": "noto/NotoSerifLao-Regular.ttf",
    "Noto Serif Thai": "noto/NotoSerifThai-Regular.ttf",
    "Noto Emoji": "noto/NotoEmoji-Regular.ttf",
    "Noto Sans Math": "noto/NotoSansMath-Regular.ttf",
    "Noto Sans Symbols": "noto/NotoSansSymbols-Regular.ttf",
    "Noto Sans Symbols2": "noto/NotoSansSymbols2-Regular.ttf",
}
NOTE = (
    "Phần ghi trong ngoặc vuông có mã “U+…” thay cho ký tự mà phông chữ của văn bản không có; "
    "nguyên văn xem trên cổng."
)
MOST = 6  # numbers in one mark
_MARK = re.compile(r"\[[^\[\]]*U\+[0-9A-F]{4,6}[^\[\]]*\]")
_SELECTORS = frozenset(
    {
        *map(chr, range(0xFE00, 0xFE10)),
        *map(chr, range(0xE0100, 0xE01F0)),
        *"\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0",
    }
)
_TONES_OF_SKIN = "\U0001f3fb-\U0001f3ff"  # set with what stands before them, as marks are


def printable(text: str, plainly: bool = False) -> str:
    """“cười 漢” becomes “cười [chữ U+6F22]”. What has no shape of its own (joiners, variation
    selectors) goes; what no face has but has a plain form (𝐇𝐨𝐭) takes it. `plainly`: with the
    letters of Tinos alone.
    """
    if PLAIN.fullmatch(text):
        return text
    shown = "".join(char for char in legal(text) if not _shapeless(char))
    if not _beyond().search(shown):
        return shown
    pieces = [piece for unit in _units().findall(shown) for piece in _pieces(unit, plainly)]
    return "".join(
        _mark("".join(part for part, _ in run)) if lacking else "".join(part for part, _ in run)
        for lacking, run in groupby(pieces, key=lambda piece: piece[1])
    )


def has_marks(text: str) -> bool:
    return bool(_MARK.search(text))


def _shapeless(char: str) -> bool:
    return not char.isascii() and (unicodedata.category(char) == "Cf" or char in _SELECTORS)


@cache
def _pieces(unit: str, plainly: bool) -> tuple[tuple[str, bool], ...]:
    """A letter with its marks as (text, lacking). One face sets all of it or none: a mark that the
    face of its letter lacks would be set by nobody.
    """
    if _covered(unit, plainly):
        return ((unit, False),)
    plain = unicodedata.normalize("NFKC", unit)
    if plain != unit and all(_covered(part, plainly) for part in _units().findall(plain)):
        return ((plain, False),)
    if len(unit) > 1 and _covered(unit[0], plainly):
        return ((unit[0], False), (unit[1:], True))
    return ((unit, True),)


def _covered(unit: str, plainly: bool) -> bool:
    sets = shapes()[:1] if plainly else shapes()
    return unit in "\n\t" or any(letters.issuperset(unit) for letters in sets)


def _mark(chars: str) -> str:
    kind = unicodedata.category(chars[0])[0]
    word = "biểu tượng" if kind in "SP" else "chữ" if kind in "LMN" else "ký tự"
    more = f" và {len(chars) - MOST} ký tự nữa" if len(chars) > MOST else ""
    return f"[{word} {' '.join(map(number_of, chars[:MOST]))}{more}]"


def alphabet() -> frozenset[str]:
    """The characters that some face has a shape for."""
    return frozenset.union(*shapes())


@cache
def shapes() -> tuple[frozenset[str], ...]:
    """Of each family the characters all its styles have, in the order of FAMILIES."""
    return tuple(
        frozenset.intersection(
            *(
                frozenset(
                    char for char in map(chr, _mapped(face.read_bytes())) if not _private(char)
                )
                for face in sorted(FACES.glob(pattern))
            )
        )
        for pattern in FAMILIES.values()
    )


def _private(char: str) -> bool:
    return unicodedata.category(char) in ("Co", "Cc", "Cs")


@cache
def _beyond() -> re.Pattern:
    """A character that Tinos lacks."""
    ours = "".join(map(re.escape, sorted(shapes()[0])))
    return re.compile(f"[^{ours}\n\t]")


@cache
def _units() -> re.Pattern:
    """A character with the marks that stand on it."""
    marks = [
        code
        for code in range(0x300, sys.maxunicode)
        if unicodedata.category(chr(code)).startswith("M")
    ]
    runs = groupby(enumerate(marks), key=lambda pair: pair[1] - pair[0])
    held = [[code for _, code in run] for _, run in runs]
    ranges = "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in held) + _TONES_OF_SKIN
    return re.compile(f"[\n\t]|[^\n\t][{ranges}]*")


def _mapped(font: bytes) -> Iterator[int]:
    """The code points of a TrueType font's table of characters (cmap, formats 4 and 12, as the
    faces carry it).
    """
    tables = {
        font[at : at + 4]: struct.unpack_from(">L", font, at + 8)[0]
        for at in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16)
    }
    start = tables[b"cmap"]
    for number in range(struct.unpack_from(">H", font, start + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * number)
        if (platform, encoding) == (3, 1):
            yield from _format_4(font, start + offset)
        elif (platform, encoding) == (3, 10):
            yield from _format_12(font, start + offset)


def _format_4(font: bytes, at: int) -> Iterator[int]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", font, at + 14 + 2 * count * part + (2 if part else 0))
        for part in range(4)
    )
    table = at + 16 + 6 * count  # where the offsets stand: they count from their own place
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offsets[number]:
                glyph = struct.unpack_from(
                    ">H", font, table + 2 * number + offsets[number] + 2 * (code - first)
                )[0]
            if (glyph + deltas[number]) & 0xFFFF and (glyph or not offsets[number]):
                yield code


def _format_12(font: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">L", font, at + 12)
    for number in range(count):
        first, last, glyph = struct.unpack_from(">LLL", font, at + 16 + 12 * number)
        yield from (code for code in range(first, last + 1) if glyph + code - first)
