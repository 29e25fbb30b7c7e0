"""Names and titles typed in capitals, said as they are said otherwise."""

import re
import unicodedata
from functools import lru_cache

from compliance.core.text import fold

_WORD = re.compile(r"[^\W\d_]+")
# what stays in capitals
_SHORT_FORMS = """
    UBND HĐND MTTQ UBMTTQ GD ĐT GDĐT LĐTBXH LĐ TB XH TBXH NN PTNT TN MT TNMT TC KH TCKH VH TT VHTT
    VHXH KT HT KTHT QLDA BQL CCB HCC TTYT THCS THPT TH MN PTDTBT PTDTNT GDNN GDTX CNTT KHKT QS CHQS
    DQTV VP NV TP TDTT DS KHHGĐ BHXH I II III IV V
"""
_SHORT = frozenset(_SHORT_FORMS.split())


def is_name(text: str) -> bool:
    """Letters, and what stands between them in names; no digit, no picture, no sign."""
    return any(char.isalpha() for char in text) and all(
        char.isalpha() or unicodedata.category(char).startswith("M") or char in " '’`-.,()/"
        for char in text
    )


def shouts(text: str) -> bool:
    """Whether a text of two words or more is in capitals throughout."""
    spelled = _WORD.findall(text)
    letters = [word for word in spelled if word not in _SHORT]
    return (
        len(spelled) > 1
        and bool(letters)
        and all(word.isupper() for word in letters)
        and any(len(word) > 1 for word in letters)
    )


def spoken_name(text: str) -> str:
    """'NGUYỄN THỊ BÍCH' is Nguyễn Thị Bích; "H'HEN NIÊ" is H'Hen Niê."""
    return _WORD.sub(lambda match: match[0].capitalize(), text)


def spoken(text: str) -> str:
    """'PHÓ CHỦ TỊCH UBND XÃ' is Phó chủ tịch UBND xã."""
    small = _WORD.sub(lambda match: match[0] if match[0] in _SHORT else match[0].lower(), text)
    return small[:1].upper() + small[1:]


@lru_cache(maxsize=5_000)
def folded(text: str) -> str:
    return fold(text)
