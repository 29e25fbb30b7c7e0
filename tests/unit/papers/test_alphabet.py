"""compliance.papers.alphabet: what a PDF can print, and what stands for the rest."""

import pytest

from compliance.papers.alphabet import has_marks, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ủy ban nhân dân xã Đức Quang", "Ủy ban nhân dân xã Đức Quang"),
        ("cười 😀", "cười [biểu tượng U+1F600]"),
        ("☑ đã xong ➔ gửi", "[x] đã xong → gửi"),
        ("①", "1"),
        ("a\u200db\ufe0f", "ab"),
        ("", ""),
    ],
)
def test_printed(text, shown):
    assert printable(text) == shown
    assert has_marks(shown) == ("U+" in shown)
    assert printable(shown) == shown


def test_a_long_run_is_counted():
    assert "ký tự nữa" in printable("😀😁😂😃😄😅😆😇")
