"""Figures as workbooks and csv: no cell is a live formula."""

from compliance.core.spreadsheets import Table

COLUMNS = (("Bảng", 26), ("Mục", 40), ("Chỉ tiêu", 34), ("Giá trị", 12))
NAMES = {
    "received": "Tiếp nhận",
    "concluded": "Đã kết luận",
    "closed": "Đã kết thúc",
    "screened_out": "Không thụ lý",
    "noted": "Ghi nhận xử lý tại đơn vị",
    "stopped": "Dừng xem xét",
}
Row = tuple[str, str, str, int | float | str]


def dashboard_rows(shown: dict) -> list[Row]:
    """One line a figure: table, row, column, value."""
    label = shown["period"].label
    return [
        *_main_rows(shown, label),
        *(("Kết quả", label, words, number) for words, number, _ in shown["outcomes"]),
        *(("Xem xét lại", label, words, number) for words, number, _ in shown["reviewed"]),
        *(
            ("Xu hướng", point["period"].label, NAMES[name], point[name])
            for point in shown["points"]
            for name in ("received", "concluded")
        ),
        *(
            ("Tuổi hồ sơ đang mở", row["label"], stage, cell[1])
            for row in shown["ages"]
            for stage, cell in zip(shown["stages"], row["cells"], strict=True)
        ),
        *_office_rows(shown),
    ]


def _main_rows(shown: dict, label: str) -> list[Row]:
    """The counts of the period and of the two it is compared with, and the single figures."""
    rows: list[Row] = [
        ("Số liệu chính", words, NAMES[name], number)
        for words, key in (
            (label, "counts"),
            ("Kỳ trước", "previous"),
            ("Cùng kỳ năm trước", "year_before"),
        )
        for name, number in shown[key].items()
        if name in NAMES
    ]
    return [
        *rows,
        (
            "Số liệu chính",
            label,
            "Trung vị thời gian xử lý (ngày)",
            shown["median"] if shown["median"] is not None else "",
        ),
        ("Số liệu chính", label, "Kết luận đúng thời hạn", shown["in_time"]["done"]),
        ("Số liệu chính", label, "Kết luận có thời hạn", shown["in_time"]["total"]),
        ("Số liệu chính", "Hiện nay", "Đang mở", shown["open"]),
        ("Số liệu chính", "Hiện nay", "Quá hạn", shown["overdue"]),
    ]


def _office_rows(shown: dict) -> list[Row]:
    """Each office by category, then its rate."""
    rows: list[Row] = []
    for row in shown["heat"]["rows"]:
        rows += [
            ("Đơn vị và nhóm nội dung", row["office"].name, category, cell["count"])
            for category, cell in zip(shown["categories"], row["cells"], strict=True)
        ]
        rows.append(
            (
                "Đơn vị và nhóm nội dung",
                row["office"].name,
                "Trên 100 người",
                row["rate"] if row["rate"] is not None else "",
            )
        )
    return rows


def dashboard_table(shown: dict) -> Table:
    return Table(
        f"SỐ LIỆU {shown['period'].label.upper()} ({shown['period'].covers})",
        COLUMNS,
        dashboard_rows(shown),
        name="Số liệu",
    )
