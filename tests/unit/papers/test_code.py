"""compliance.papers.code: the code of a paper as it is read aloud, and as a drawing."""

import pytest

from compliance.papers.code import grouped, qr_png, qr_svg


@pytest.mark.parametrize(
    ("code", "shown"),
    [("K7M29QXTH4RB", "K7M2-9QXT-H4RB"), ("K7M29", "K7M2-9"), ("K7M2", "K7M2"), ("", "")],
)
def test_a_code_is_read_in_groups_of_four(code, shown):
    assert grouped(code) == shown


def test_the_drawing_holds_its_own_picture_and_fetches_nothing():
    address = "https://cong.example/xac-minh/K7M29QXTH4RB"
    drawing = qr_svg(address)
    assert drawing.startswith("<svg")
    assert "href" not in drawing
    assert drawing == qr_svg(address) != qr_svg(address + "X")
    assert qr_png(address).startswith(b"\x89PNG")
