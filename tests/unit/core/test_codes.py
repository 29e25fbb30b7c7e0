"""compliance.core.codes: what a new code may be, and how every code stands in an address."""

import pytest
from django.core.exceptions import ValidationError

from compliance.core.codes import RESERVED, CodeConverter, is_code, require_code

CODES = {
    "HL-0012": True,
    "xa.duc_quang": True,
    "0": True,
    "A": True,
    "": False,
    "-A": False,
    ".A": False,
    "Đ01": False,
    "A B": False,
    "A/B": False,
    "A\n": False,
    "A~": False,
    "moi": False,
    "MOI": False,
    "moi2": True,
}
AS_THEY_ARE = ("HL-0012", "Đ 01", "a~b", "Moi", "x" * 200)
PACKED = ("a/b", "a\\b", ".", "..", ".a", "a.", " a", "a ", "~", "~61", "a\tb", "\u200b")


def test_a_new_code(counted):
    counted(len(CODES), "codes allowed or not")
    assert {code: is_code(code) for code in CODES} == CODES


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_the_name_of_a_page_is_no_code(word):
    with pytest.raises(ValidationError, match=word):
        require_code(word)


def test_every_code_comes_back_from_its_address(counted):
    converter = CodeConverter()
    for code in (*AS_THEY_ARE, *PACKED, *RESERVED):
        address = converter.to_url(code)
        assert (address == code) == (code in AS_THEY_ARE), code
        assert "/" not in address
        assert converter.to_python(address) == code
    counted(len(AS_THEY_ARE) + len(PACKED) + len(RESERVED), "codes to an address and back")


@pytest.mark.parametrize("address", ["~6", "~zz", "~6A", "~", "x~61"])
def test_what_only_looks_packed_stays(address):
    assert CodeConverter().to_python(address) == address


def test_bytes_that_are_no_text_are_read_all_the_same():
    assert CodeConverter().to_python("~ff") == "\ufffd"
