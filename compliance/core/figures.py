"""Figures as the reader's language writes them: 1.006 and 82,6 in Vietnamese, 1,006 and 82.6 in
English.
"""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language

from compliance.core.language import OTHERS

_SWAPPED = str.maketrans(",.", ".,")


def _written(english: str) -> str:
    return english if get_language() in OTHERS else english.translate(_SWAPPED)


def whole(value: int) -> str:
    """1.006"""
    return _written(f"{value:,}")


def fixed(value, places: int = 1) -> str:
    """82,0: always so many places."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return _written(f"{rounded:,.{places}f}")


def short(value, places: int = 1) -> str:
    """82,6; whole numbers lose the zero."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,.{places}f}"
    return _written(text.rstrip("0").rstrip(".") if "." in text else text)
