"""What a file may carry. Stored text may hold anything a person pasted; XML, mail and spreadsheets
refuse some of it, and a refusal is an error page.

Every writer of files goes through `legal`; the PDF of an official document, whose font is one of
ours, through compliance.papers.alphabet.
"""

import re
import unicodedata

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")  # Word's line break is a vertical tab
# control characters but for the line break and the tab, and what turns the line round
_GONE = re.compile(
    "[\x00-\x08\x0e-\x1d\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
# half of a pair, and what Unicode says will never be a character: XML 1.0 knows neither
_NEVER = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_PRIVATE = re.compile("[\uf020-\uf0ff]")
# nearly every text: Vietnamese in one form, so that nothing need be looked at twice
PLAIN = re.compile(r"[\x20-\x7e\xa0-\xac\xae-\xffĂăĐđĨĩŨũƠơƯưẠ-ỹ–—‘’“”…\n\t]*")
# Word writes its bullets as private characters of the fonts Symbol and Wingdings
_BULLETS = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0d8": "►",
    "\uf0e0": "→",
    "\uf0e8": "→",
    "\uf0df": "←",
    "\uf0ae": "→",
    "\uf0fc": "√",
    "\uf0a8": "◊",
    "\uf076": "◊",
    "\uf06c": "●",
    "\uf06e": "■",
    "\uf06f": "□",
    "\uf071": "□",
    "\uf02d": "-",
    "\uf0be": "-",
    "\uf0b3": "≥",
    "\uf0a3": "≤",
    "\uf0b9": "≠",
    "\uf0b1": "±",
    "\uf0b4": "×",
    "\uf020": " ",
}


def legal(text: str) -> str:
    """NFC, lines ended one way, no control characters; what no file can hold stands as its number:
    “[U+D83D]”.
    """
    if PLAIN.fullmatch(text):
        return text
    text = (
        _BREAKS.sub("\n", text).replace("\x07", " ").replace("\x1e", "-")
    )  # the end of a table cell and the hyphen that does not break, both Word's
    text = _GONE.sub("", text)
    text = _PRIVATE.sub(lambda match: _BULLETS.get(match[0], match[0]), text)
    return _NEVER.sub(lambda match: f"[{number_of(match[0])}]", unicodedata.normalize("NFC", text))


def number_of(char: str) -> str:
    return f"U+{ord(char):04X}"


def each(data, change):
    """The same structure of dicts and lists with every text changed."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {key: each(value, change) for key, value in data.items()}
    return [each(value, change) for value in data] if isinstance(data, list | tuple) else data


def texts_in(data, of: type[str] = str) -> set[str]:
    """Every text of that class in a structure of dicts and lists."""
    texts: set[str] = set()
    each(data, lambda text: texts.add(text) if isinstance(text, of) else None)
    return texts
