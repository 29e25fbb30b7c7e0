"""Kept sentences of the portal, known again when they are shown."""

import re
import string
from datetime import date
from itertools import chain

import pytest
from django.utils import translation

from compliance.core.language import filled, translated
from compliance.core.recalling import LONGEST, _patterns, _unspecified, recalled, recalled_value

pytestmark = pytest.mark.once

KEPT = "Báo cáo biện pháp bị trả lại, xem lý do, hồ sơ {code}"


def test_what_is_longer_than_the_portal_ever_says_is_not_searched_for_its_sentences():
    """With a value, what is known again among all sentences of the catalogue: up to LONGEST."""
    short = KEPT.format(code="x" * (LONGEST - len(KEPT) + len("{code}")))
    assert len(short) == LONGEST
    with translation.override("en"):
        assert str(recalled(short)) != short
        longer = str(recalled(short + "x"))
    assert "hồ sơ xxx" in longer  # the sentence itself was not known again
    assert str(recalled(short)) == short


def test_a_figure_of_a_kept_sentence_is_written_as_its_reader_writes_figures():
    kept = "\nĐến hết ngày 14/12/2024 có 3/604 người xác nhận đã đọc Công văn số 1, đạt 0,5%."
    with translation.override("en"):
        assert "0.5%" in str(recalled(kept))
    assert "0,5%" in str(recalled(kept))


TYPED = """Ngày 02/11/2026, tài khoản cá nhân đăng ảnh biên bản họp của đơn vị, có ý kiến.
Nhất trí với nội dung chứng cứ; đề nghị xem xét việc đã tự gỡ bài và đính chính.
Lúc 07 giờ ngày 24/11/2026, tài khoản cá nhân chia sẻ công khai một bài viết, kèm lời bình.
Ủy ban nhân dân xã đã nhắc tôi; tôi đề nghị xem xét lại lời kể của người chứng kiến."""


@pytest.mark.parametrize("text", TYPED.splitlines())
def test_a_phrase_of_the_portal_in_what_somebody_wrote_translates_nothing(text):
    with translation.override("en"):
        assert str(recalled(text)) == text


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("Chủ trì: Ông Thẩm Thu Diệp, giáo viên.", "Chair: Ông Thẩm Thu Diệp, giáo viên."),
        (
            "Việc xem xét giải trình: Đã xem xét lời xin lỗi; việc này diễn ra khi làm việc.",
            "How the statement was considered: Đã xem xét lời xin lỗi; việc này diễn ra khi làm"
            " việc.",
        ),
        ("Điều 11, Quy chế VHCS", "Điều 11, Quy chế VHCS"),
        ("Điều 18 khoản 3", "Article 18(3)"),
        ("điểm đ khoản 1 Điều 8", "Article 8(1)(đ)"),
        ("mục 2 gạch đầu dòng thứ ba", "section 2, third dash"),
        ("ngày 27 tháng 12 năm 2018", "27/12/2018"),
    ],
)
def test_what_the_portal_said_around_somebodys_words_is_known(kept, shown):
    with translation.override("en"):
        assert str(recalled(kept)) == shown


SAID_FOR_SURE = 13  # letters: fewer may be another sentence as well
VALUES = {
    "figures": [str(number) for number in range(7, 31)],
    "names": [
        f"{name} Văn Thử"
        for name in ("Lò", "Bế", "Vi", "Tô", "Hà", "Lê", "Ma", "Lý", "Đàm", "Sầm", "Nông", "Chu")
    ],
    "one word": [f"Đ{letter}" for letter in "aăâeêioôơuưy"],
}
TOGETHER = re.compile(r"\}[ /:]?\{")  # where one value ends and the next begins nobody can say


@pytest.mark.parametrize("kind", VALUES)
def test_every_sentence_of_the_catalogue_is_known_again(kind, counted):
    """Whole, and not as another sentence that stands within it."""
    rows, wrong = 0, []
    with translation.override("en"):
        for pattern in chain.from_iterable(_patterns("en").values()):
            message = pattern.message
            names = sorted({name for _, name, *_ in string.Formatter().parse(message) if name})
            if (
                pattern.own < SAID_FOR_SURE
                or TOGETHER.search(message)
                or len(names) > len(VALUES[kind])
            ):
                continue
            values = dict(zip(names, VALUES[kind], strict=False))
            kept = _unspecified(message).format(**values)
            shown = filled(_unspecified(translated(message)), values)
            rows += 1
            if str(recalled(kept)) != shown:
                wrong.append((kept, str(recalled(kept)), shown))
    counted(rows, f"sentences with {kind} in them, kept and shown")
    assert wrong == []


def test_to_whom_a_paper_speaks_is_you():
    kept = "Trong thời hạn đó, bà có quyền: xem, sao chụp chứng cứ; nộp tài liệu, chứng cứ; đề "
    kept += "nghị gia hạn; mời người cùng tham gia khi làm việc; đề nghị thay người xử lý có quan "
    with translation.override("en"):
        assert str(recalled(f"{kept}hệ hoặc lợi ích liên quan.")).startswith("Within that time you")


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("từ 03/05/2026 đến 05/05/2026", "from 03/05/2026 to 05/05/2026"),
        ("khoảng 09:15 03/05/2026", "about 09:15 03/05/2026"),
        ("Chia sẻ", "Share"),
        ("khoảng giữa tháng", "khoảng giữa tháng"),
        ("từ 03/05 đến chiều, tại trụ sở", "từ 03/05 đến chiều, tại trụ sở"),
    ],
)
def test_a_kept_value_is_shown_to_its_reader(kept, shown):
    with translation.override("en"):
        assert str(recalled_value(kept, date(2026, 12, 1))) == shown
    assert str(recalled_value(kept, date(2026, 12, 1))) == kept
