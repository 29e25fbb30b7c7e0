"""What the PDF of a paper can print: the letters all four faces have. What they lack stands as a
marked number, never as an error.

The faces are Tinos (Debian's fonts-croscore, OFL) cut to the Latin, Greek and Cyrillic letters,
signs, arrows and shapes it has; docs/decisions/0042 says how.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from compliance.core.characters import PLAIN, legal, number_of

FACES = Path(__file__).with_name("faces")
NOTE = (
    "Phần ghi trong ngoặc vuông có mã “U+…” thay cho ký tự mà phông chữ của văn bản không có;"
    " nguyên văn xem trên cổng."
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


# what means the same and has a shape: ticked boxes, and Word's arrows
_NEAR = {
    "☐": "□",
    "☑": "[x]",
    "☒": "[x]",
    "✓": "√",
    "✔": "√",
    "✗": "×",
    "✘": "×",
    "✕": "×",
    "✖": "×",
    "➢": "►",
    "➤": "►",
    "➔": "→",
    "➜": "→",
    "❖": "◊",
    "⇒": "→",
    "❑": "□",
    "❏": "□",
}


def printable(text: str) -> str:
    """“cười 😀” becomes “cười [biểu tượng U+1F600]”. What has no shape of its own (joiners,
    variation selectors) goes; what has a plain
    form (𝐇𝐨𝐭, ①, Ⅳ, ☐) takes it."""
    if PLAIN.fullmatch(text):
        return text
    shown = "".join(char for char in legal(text) if not _shapeless(char))
    return _lacking().sub(_mark, _lacking().sub(_near, shown))


def has_marks(text: str) -> bool:
    return bool(_MARK.search(text))


def _shapeless(char: str) -> bool:
    return not char.isascii() and (unicodedata.category(char) == "Cf" or char in _SELECTORS)


def _near(found: re.Match) -> str:
    return "".join(_plain_form(char) for char in found[0])


@cache
def _plain_form(char: str) -> str:
    plain = _NEAR.get(char) or unicodedata.normalize("NFKC", char)
    return char if _lacking().search(plain) else plain


def _mark(found: re.Match) -> str:
    chars = found[0]
    kind = unicodedata.category(chars[0])[0]
    word = "biểu tượng" if kind in "SP" else "chữ" if kind in "LMN" else "ký tự"
    more = f" và {len(chars) - MOST} ký tự nữa" if len(chars) > MOST else ""
    return f"[{word} {' '.join(map(number_of, chars[:MOST]))}{more}]"


@cache
def alphabet() -> frozenset[str]:
    """The characters that every face has a shape for."""
    faces = sorted(FACES.glob("*.ttf"))
    return frozenset.intersection(
        *(frozenset(map(chr, _mapped(face.read_bytes()))) for face in faces)
    )


@cache
def _lacking() -> re.Pattern:
    """A run of characters that some face lacks."""
    ours = "".join(
        re.escape(char) for char in sorted(alphabet()) if not 0xE000 <= ord(char) <= 0xF8FF
    )
    return re.compile(f"[^{ours}\n\t]+")


def _mapped(font: bytes) -> Iterator[int]:
    """The code points of a TrueType font's table of characters (cmap, format 4, as the four faces
    carry it).
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
