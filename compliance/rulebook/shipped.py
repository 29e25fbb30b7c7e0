"""National law as the portal ships it, in the language of its reader: its Vietnamese words are keys
of the catalogue, gathered from data/instruments.toml.
"""

import tomllib
from functools import cache
from pathlib import Path

from compliance.core.language import of_catalogue

INSTRUMENTS = Path(__file__).parent / "data" / "instruments.toml"


@cache
def numbers() -> frozenset[str]:
    """Of the instruments that ship; what a committee enters under another number is its own."""
    with INSTRUMENTS.open("rb") as source:
        return frozenset(row["number"] for row in tomllib.load(source)["instrument"])


def as_shipped(number: str, text: str) -> str:
    """Words about an instrument: those that ship follow the reader, all others stay as entered."""
    return of_catalogue(text) if number in numbers() else text
