"""Charts as SVG drawn on the server: no script, no style, a title and a description; the page puts
the table behind each.
"""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from compliance.core.language import _, joined

LEFT, RIGHT, TOP, BOTTOM = 26, 366, 12, 204
BAR_LEFT, BAR_RIGHT, BAR_HEIGHT, BAR_STEP = 100, 368, 28, 41


def top_of(most: int, lines: int = 4) -> int:
    """A round upper end of the axis that `lines` grid lines divide evenly."""
    step = 1
    while step * lines < most:
        step = next(
            size
            for size in (
                2,
                5,
                10,
                20,
                25,
                50,
                100,
                200,
                250,
                500,
                1000,
                2000,
                5000,
                10**4,
                10**5,
                10**6,
            )
            if size > step
        )
    return step * lines


def line_chart(points: list[dict], title: str, description: str) -> SafeString:
    """points = [{'label', 'received', 'concluded'}]: a solid line with dots and a dashed one with
    squares.
    """
    top = top_of(max([1, *(max(p["received"], p["concluded"]) for p in points)]))
    step = (RIGHT - LEFT) / max(len(points) - 1, 1)

    def spot(number: int, value: int) -> tuple[float, float]:
        return round(LEFT + number * step, 1), round(BOTTOM - value / top * (BOTTOM - TOP), 1)

    series = {
        name: [spot(number, point[name]) for number, point in enumerate(points)]
        for name in ("received", "concluded")
    }
    return format_html(
        '<svg class="chart" viewBox="0 0 400 236" role="img" aria-label="{}.'
        ' {}"><title>{}</title><desc>{}</desc>{}{}{}{}{}{}{}</svg>',
        title,
        description,
        title,
        description,
        _grid(top),
        _months(points, step),
        format_html('<polyline class="l2" points="{}"/>', _joined(series["concluded"])),
        format_html('<polyline class="l1" points="{}"/>', _joined(series["received"])),
        format_html_join(
            "",
            '<rect class="d2" x="{}" y="{}" width="7" height="7"/>',
            ((round(x - 3.5, 1), round(y - 3.5, 1)) for x, y in series["concluded"]),
        ),
        format_html_join("", '<circle class="d1" cx="{}" cy="{}" r="4"/>', series["received"]),
        _last(points, series),
    )


def _joined(spots: list[tuple[float, float]]) -> str:
    return joined(" ", (f"{x},{y}" for x, y in spots))


def _grid(top: int) -> SafeString:
    rows = (
        (
            ("axis" if not n else "grid"),
            round(BOTTOM - n / 4 * (BOTTOM - TOP), 1),
            round(BOTTOM - n / 4 * (BOTTOM - TOP) + 5, 1),
            top * n // 4,
        )
        for n in range(5)
    )
    return format_html_join(
        "",
        '<line class="{}" x1="26" x2="366" y1="{}" y2="{}"/><text x="18" y="{}"'
        ' text-anchor="end">{}</text>',
        ((css, y, y, low, value) for css, y, low, value in rows),
    )


def _months(points: list[dict], step: float) -> SafeString:
    """Every second label, counted from the last, so that the newest is always named."""
    shown = [
        (number, point)
        for number, point in enumerate(points)
        if (len(points) - 1 - number) % 2 == 1 or number == len(points) - 1
    ]
    shown = [
        (number, point)
        for number, point in shown
        if number == len(points) - 1 or number < len(points) - 2
    ]
    return format_html_join(
        "",
        '<text x="{}" y="228" text-anchor="middle">{}</text>',
        ((round(LEFT + number * step, 1), point["label"]) for number, point in shown),
    )


def _last(points: list[dict], series: dict) -> SafeString:
    (__, first), (__, second) = series["received"][-1], series["concluded"][-1]
    if abs(first - second) < 14:
        first, second = (first - 7, second + 7) if first <= second else (first + 7, second - 7)
    return format_html(
        '<text class="val" x="374" y="{}">{}</text><text class="val" x="374" y="{}">{}</text>',
        first + 5,
        points[-1]["received"],
        second + 5,
        points[-1]["concluded"],
    )


def stacked_bars(rows: list[dict], title: str, description: str) -> SafeString:
    """rows = [{'label', 'cells': [(key, count, url)], 'total'}]: each part carries its number and
    is a link to its list.
    """
    most = max([1, *(row["total"] for row in rows)])
    unit = (BAR_RIGHT - BAR_LEFT) / most
    height = len(rows) * BAR_STEP
    return format_html(
        '<svg class="chart" viewBox="0 0 400 {}" role="group" aria-label="{}. {}">{}</svg>',
        height,
        title,
        description,
        format_html_join("", "{}", ((_bar(row, number, unit),) for number, row in enumerate(rows))),
    )


def _bar(row: dict, number: int, unit: float) -> SafeString:
    top, left, parts = 4 + number * BAR_STEP, float(BAR_LEFT), []
    for index, (__, count, url) in enumerate(row["cells"], 1):
        if count:
            width = max(round(count * unit - 2, 1), 3)
            text = (
                format_html(
                    '<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>',
                    "on-dark" if index in (1, 4) else "on-light",
                    round(left + width / 2, 1),
                    top + 19,
                    count,
                )
                if width > 18
                else ""
            )
            parts.append(
                format_html(
                    '<a href="{}" aria-label="{}"><rect class="s{}" x="{}" y="{}" width="{}"'
                    ' height="28" rx="2"/>{}</a>',
                    url,
                    _("{label}: {count} hồ sơ").format(label=row["label"], count=count),
                    index,
                    round(left, 1),
                    top,
                    width,
                    text,
                )
            )
            left += width + 2
    return format_html(
        '<text x="90" y="{}" text-anchor="end">{}</text>{}<text class="val" x="{}"'
        ' y="{}">{}</text>',
        top + 19,
        row["label"],
        format_html_join("", "{}", ((part,) for part in parts)),
        round(left + 8, 1),
        top + 19,
        row["total"],
    )


# --- for papers: everything the drawing needs stands in it, so that screen, PDF and Word show the
# same one

LOOKS = (
    ("#26406f", "#26406f"),
    ("#b9c6df", "#26406f"),
    ("#ffffff", "#5b5b57"),
)  # fill, edge: told apart in grey print by lightness and order


def compared_bars(rows: list[tuple[str, list[int]]], series: list[str]) -> SafeString:
    """rows = [(label, one number a series)]: bars below each other, the number at the end of each,
    the legend on top.
    """
    most, wide = max([1, *(number for __, numbers in rows for number in numbers)]), 300
    step = 13 * len(series) + 14
    height = 26 + len(rows) * step
    legend = [(6 + 190 * n, *LOOKS[n], 24 + 190 * n, name) for n, name in enumerate(series)]
    bars, words = [], []
    for row, (label, numbers) in enumerate(rows):
        top = 34 + row * step
        words.append((200, top + 13 * len(series) / 2 + 4, "end", label))
        for n, number in enumerate(numbers):
            long = round(number / most * wide, 1)
            bars.append((210, top + 13 * n, max(long, 0.5), *LOOKS[n]))
            words.append((216 + max(long, 0.5), top + 13 * n + 10, "start", number))
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 580 {}" font-family="Tinos, Times New'
        ' Roman, serif" font-size="13" fill="#1c1c1a">{}{}{}</svg>',
        height,
        format_html_join(
            "",
            '<rect x="{}" y="6" width="12" height="10" fill="{}" stroke="{}"/><text x="{}"'
            ' y="15">{}</text>',
            ((x, fill, edge, at, name) for x, fill, edge, at, name in legend),
        ),
        format_html_join(
            "",
            '<rect x="{}" y="{}" width="{}" height="11" fill="{}" stroke="{}" stroke-width="0.8"/>',
            bars,
        ),
        format_html_join("", '<text x="{}" y="{}" text-anchor="{}">{}</text>', words),
    )
