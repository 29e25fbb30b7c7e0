"""Charts are markup: their parts are drawn, and what a label says is text."""

import pytest
from django.utils import translation

from compliance.core.language import _
from reports.charts import line_chart, stacked_bars

pytestmark = pytest.mark.once

CELLS = [("hearing", 16, "/ho-so/?status=hearing"), ("overdue", 0, "/ho-so/?overdue=1")]


@pytest.mark.parametrize(
    ("language", "label"), [("vi", "0–15 ngày: 16 hồ sơ"), ("en", "0–15 days: 16 cases")]
)
def test_a_bar_is_drawn_and_a_link_in_either_language(language, label):
    with translation.override(language):
        row = {"label": _("0–15 ngày"), "cells": CELLS, "total": 16}
        drawn = stacked_bars([row], "<b>", _("Đơn vị"))
    assert drawn.count("<a href=") == drawn.count('<rect class="s1"') == 1
    assert f'aria-label="{label}"' in drawn
    assert "&lt;b&gt;" in drawn
    assert "&lt;a" not in drawn


def test_a_line_is_drawn():
    points = [{"label": f"{n}/26", "received": n, "concluded": 0} for n in range(1, 4)]
    assert "<polyline" in line_chart(points, _("Đơn vị"), "")
