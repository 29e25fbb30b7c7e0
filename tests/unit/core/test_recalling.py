"""Kept sentences of the portal, known again when they are shown."""

import pytest
from django.utils import translation

from compliance.core.recalling import LONGEST, recalled

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
