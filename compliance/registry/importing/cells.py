"""One cell as people write it: text in any normal form or old code page, days as text or serial,
yes and no.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta

from compliance.core.text import clean, fold

# TCVN3 (ABC) fonts put Vietnamese letters where Latin-1 has others: 'NguyÔn V¨n Hßa'
_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢§£¤¥¦",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
_FOREIGN = set(
    "µ¶·¸¹¨»¼½¾Æ©ÇÈË®ÎÏÐÑªÖ×ØÜÞß«åæç¬ëîïñ÷øûüþ¡¢§£¤¥¦\u00ad"
)  # of these, letters Unicode Vietnamese never uses
_WORDED = re.compile(r"[A-Za-z]\S*|\S*[A-Za-z]")
_DAY = re.compile(r"(\d{1,2})\s*[/.\-–]\s*(\d{1,2})\s*[/.\-–]\s*(\d{4})(?:\s+00:00(?::00)?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_SERIALS = range(10_000, 73_051)  # 1927 to 2099
FIRST_DAY, LAST_DAY = date(1940, 1, 1), date(2100, 1, 1)


def as_text(cell) -> str:
    """What a person reads in the cell: NFC, single spaces, nothing invisible; whole numbers without
    '.0'.
    """
    if cell is None:
        return ""
    if isinstance(cell, dict):
        cell = cell["n"]
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return clean(str(cell))


def from_old_code(cell) -> str | None:
    """The text in Unicode when the cell was typed with a TCVN3 font; None when it was not."""
    if not isinstance(cell, str) or cell.isascii() or not _FOREIGN & set(cell):
        return None
    text = unicodedata.normalize("NFC", cell)
    if not any(_FOREIGN & set(word) for word in _WORDED.findall(text)):
        return None
    return clean("".join(_TCVN3.get(c, c) for c in text))


def is_number(cell) -> bool:
    return isinstance(cell, dict) or (isinstance(cell, float | int) and not isinstance(cell, bool))


def as_day(cell) -> date | None:
    """A day from a date, a serial or text; None for an empty cell. Raises ValueError for anything
    else.
    """
    if cell is None or as_text(cell) == "":
        return None
    if isinstance(cell, datetime):
        return _sane(cell.date())
    if isinstance(cell, date):
        return _sane(cell)
    if is_number(cell):
        return _serial(cell)
    text = as_text(cell)
    if match := _DAY.fullmatch(text):
        return _sane(date(int(match[3]), int(match[2]), int(match[1])))
    if match := _ISO.fullmatch(text):
        return _sane(date(int(match[1]), int(match[2]), int(match[3])))
    if match := _WORDS.fullmatch(fold(text)):
        return _sane(date(int(match[3]), int(match[2]), int(match[1])))
    if text.isdigit() and int(text) in _SERIALS:
        return _serial(float(text))
    raise ValueError


def _serial(cell) -> date:
    number, base = (
        (cell["n"], date(1904, 1, 1)) if isinstance(cell, dict) else (cell, date(1899, 12, 30))
    )
    if not float(number).is_integer() or int(number) not in _SERIALS:
        raise ValueError
    return _sane(base + timedelta(days=int(number)))


def _sane(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError
    return day


def as_yes(cell) -> bool | None:
    """True, False, or None when it is neither."""
    word = fold(as_text(cell))
    if word in {"x", "co", "1", "true", "yes", "la", "v", "dung"}:
        return True
    return False if word in {"", "khong", "0", "false", "no", "-"} else None
