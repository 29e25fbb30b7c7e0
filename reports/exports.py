"""Figures as workbooks and csv: no cell is a live formula."""

from compliance.core.language import _
from compliance.core.spreadsheets import Table

COLUMNS = ((_("Bảng"), 26), (_("Mục"), 40), (_("Chỉ tiêu"), 34), (_("Giá trị"), 12))
NAMES = {
    "received": _("Tiếp nhận"),
    "concluded": _("Đã kết luận"),
    "closed": _("Đã kết thúc"),
    "screened_out": _("Không thụ lý"),
    "noted": _("Ghi nhận xử lý tại đơn vị"),
    "stopped": _("Dừng xem xét"),
}
Row = tuple[str, str, str, int | float | str]


def dashboard_rows(shown: dict) -> list[Row]:
    """One line a figure: table, row, column, value."""
    label = shown["period"].label
    return [
        *_main_rows(shown, label),
        *((_("Kết quả"), label, words, number) for words, number, __ in shown["outcomes"]),
        *((_("Xem xét lại"), label, words, number) for words, number, __ in shown["reviewed"]),
        *(
            (_("Xu hướng"), point["period"].label, NAMES[name], point[name])
            for point in shown["points"]
            for name in ("received", "concluded")
        ),
        *(
            (_("Tuổi hồ sơ đang mở"), row["label"], stage, cell[1])
            for row in shown["ages"]
            for stage, cell in zip(shown["stages"], row["cells"], strict=True)
        ),
        *_office_rows(shown),
    ]


def _main_rows(shown: dict, label: str) -> list[Row]:
    """The counts of the period and of the two it is compared with, and the single figures."""
    rows: list[Row] = [
        (_("Số liệu chính"), words, NAMES[name], number)
        for words, key in (
            (label, "counts"),
            (_("Kỳ trước"), "previous"),
            (_("Cùng kỳ năm trước"), "year_before"),
        )
        for name, number in shown[key].items()
        if name in NAMES
    ]
    return [
        *rows,
        (
            _("Số liệu chính"),
            label,
            _("Trung vị thời gian xử lý (ngày)"),
            shown["median"] if shown["median"] is not None else "",
        ),
        (_("Số liệu chính"), label, _("Kết luận đúng thời hạn"), shown["in_time"]["done"]),
        (_("Số liệu chính"), label, _("Kết luận có thời hạn"), shown["in_time"]["total"]),
        (_("Số liệu chính"), _("Hiện nay"), _("Đang mở"), shown["open"]),
        (_("Số liệu chính"), _("Hiện nay"), _("Quá hạn"), shown["overdue"]),
    ]


def _office_rows(shown: dict) -> list[Row]:
    """Each office by category, then its rate."""
    rows: list[Row] = []
    for row in shown["heat"]["rows"]:
        rows += [
            (_("Đơn vị và nhóm nội dung"), row["office"].name, category, cell["count"])
            for category, cell in zip(shown["categories"], row["cells"], strict=True)
        ]
        rows.append(
            (
                _("Đơn vị và nhóm nội dung"),
                row["office"].name,
                _("Trên 100 người"),
                row["rate"] if row["rate"] is not None else "",
            )
        )
    return rows


def dashboard_table(shown: dict) -> Table:
    return Table(
        _("SỐ LIỆU {label} ({covers})").format(
            label=shown["period"].label.upper(), covers=shown["period"].covers
        ),
        COLUMNS,
        dashboard_rows(shown),
        name=_("Số liệu"),
    )
