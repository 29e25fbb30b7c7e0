"""Codes of offices and staff: the alphabet of new ones, and how any code, old ones too, stands in
an address.

A list page reverses the address of every row: one code that cannot stand in an address would take
the page down for everybody.
"""

import re

from django.core.exceptions import ValidationError

from compliance.core.language import _

ALPHABET = _("A–Z, a–z, 0–9, dấu chấm, gạch ngang, gạch dưới")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
RESERVED = frozenset(
    {"moi", "xuat", "mau", "nhap", "vi-tri", "thay-doi"}
)  # pages that stand where a code would
NOT_A_CODE = _(
    "Mã chỉ gồm {alphabet}, bắt đầu bằng chữ hoặc số; không dùng các từ moi, xuat, mau, nhap, "
    "vi-tri, thay-doi."
).format(alphabet=ALPHABET)
# the number of a citizen has 12 digits, that of the cards before it 9
_CITIZEN = re.compile(r"\d{12}|\d{9}")
_LOST_ZERO = re.compile(r"\d{8,9}|\d{11,12}")
_NAMED = re.compile(r"(?:cccd|cmnd|cmtnd|cmt)\D*\d{6,}", re.I)
NOT_A_CITIZEN_ID = _(
    "Mã này giống số định danh, căn cước (12 hoặc 9 chữ số). Cổng không giữ số ấy; ghi mã cán bộ "
    "của đơn vị."
)
_PACKED = re.compile(r"~((?:[0-9a-f]{2})+)")


def is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None and text.lower() not in RESERVED


def require_code(text: str) -> None:
    """Validator. Raises ValidationError."""
    if not is_code(text):
        raise ValidationError(NOT_A_CODE, code="code")


def is_citizen_id(text: str, lost_zero: bool = False) -> bool:
    """Whether a code looks like the number of a citizen, with or without what people put between
    the digits. `lost_zero`: a spreadsheet has read it as a number, perhaps with a zero in front.
    """
    digits = re.sub(r"[\s._/-]", "", text)
    if lost_zero:
        return _LOST_ZERO.fullmatch(digits) is not None
    twelve = any(len(run) == 12 for run in re.findall(r"\d+", digits))
    return bool(_CITIZEN.fullmatch(digits) or _NAMED.match(digits) or twelve)


def hide_citizen_id(text: str, lost_zero: bool = False) -> str:
    """The code, or nothing when it looks like the number of a citizen: that is kept nowhere."""
    return "" if is_citizen_id(text, lost_zero) else text


def refuse_citizen_id(text: str) -> None:
    """Validator. Raises ValidationError."""
    if is_citizen_id(text):
        raise ValidationError(NOT_A_CITIZEN_ID, code="citizen_id")


def _stands(text: str) -> bool:
    """Whether a code, of the alphabet or older, comes back from an address as it went in: 'Đ 01'
    does; 'a/b', '..' and 'moi' do not.
    """
    return (
        bool(text)
        and text[0] != "~"
        and text.strip(". ") == text
        and text not in RESERVED
        and text.isprintable()
        and not set(text) & set("/\\")
    )


class CodeConverter:
    """<code:…> in an address: the code as it is where it can stand there, otherwise '~' and its
    bytes in hexadecimal.
    """

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        if packed := _PACKED.fullmatch(value):
            return bytes.fromhex(packed[1]).decode(errors="replace")
        return value

    def to_url(self, value: str) -> str:
        return value if _stands(value) else f"~{value.encode(errors='replace').hex()}"
