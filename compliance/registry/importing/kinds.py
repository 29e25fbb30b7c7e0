"""Kinds of staff as lists write them, in a column or in a row over a group."""

import re
from functools import lru_cache

from compliance.core.language import on_record
from compliance.core.text import fold
from compliance.rulebook.models import StaffKind

_KINDS = {fold(label): value for value, label in StaffKind.choices} | {
    "hop dong": "nguoi_lao_dong",
    "hop dong lao dong": "nguoi_lao_dong",
    "hdld": "nguoi_lao_dong",
    "nld": "nguoi_lao_dong",
    "lao dong": "nguoi_lao_dong",
    "lao dong hop dong": "nguoi_lao_dong",
    "khac": "khac",
    "cb": "can_bo",
    "cc": "cong_chuc",
    "vc": "vien_chuc",
    "can bo xa": "can_bo",
    "can bo cap xa": "can_bo",
    "can bo chuyen trach": "can_bo",
    "cong chuc xa": "cong_chuc",
    "cong chuc cap xa": "cong_chuc",
    "khong chuyen trach": "khac",
    "nguoi hoat dong khong chuyen trach": "khac",
    "can bo khong chuyen trach": "khac",
    "nhung nguoi hoat dong khong chuyen trach": "khac",
}
# what a list adds to a kind: the decree of the contract, the level, that one leads
_MORE = re.compile(
    r"\s*(?:theo )?(?:nghi dinh|nd)?\s*(?:so )?(?:68|111|161)(?:/\d{4})?(?:/nd-cp)?$"
    r"|\s+(?:lanh dao|quan ly|lanh dao, quan ly|chuyen mon|nghiep vu|loai [abc]|cap huyen|cap xa"
    r"|o xa|o huyen|khong xac dinh thoi han|khong thoi han|dai han|ngan han|bien che)$"
)
# as they are typed, in whatever language the page is
ALLOWED = "; ".join(f"“{on_record(label)}”" for label in StaffKind.labels)


@lru_cache(maxsize=5_000)
def kind_of(text: str) -> str | None:
    """The kind of staff a cell names; None when it names none."""
    word = re.sub(r"\s*\([^()]*\)?$", "", fold(text)).strip(" .:;-")
    word = re.sub(r"^hd(?=\s|ld?\b|\d)", "hop dong", word).replace(
        "hop dongld", "hop dong lao dong"
    )
    while word not in _KINDS and (shorter := _MORE.sub("", word).strip(" ,-")) != word:
        word = shorter
    return _KINDS.get(word)
