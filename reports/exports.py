"""Figures as workbooks and csv: no cell is a live formula."""

from compliance.core.spreadsheets import Table

COLUMNS = (("Bảng", 26), ("Mục", 40), ("Chỉ tiêu", 34), ("Giá trị", 12))


def dashboard_rows(shown: dict) -> list[tuple[str, str, str, int | float | str]]:
    """One line a figure: table, row, column, value."""
    label = shown["period"].label
    names = {
        "received": "Tiếp nhận",
        "concluded": "Đã kết luận",
        "closed": "Đã kết thúc",
        "screened_out": "Không thụ lý",
        "noted": "Ghi nhận xử lý tại đơn vị",
    }
    rows: list = []
    for words, key in (
        (label, "counts"),
        ("Kỳ trước", "previous"),
        ("Cùng kỳ năm trước", "year_before"),
    ):
        rows += [
            ("Số liệu chính", words, names[name], number)
            for name, number in shown[key].items()
            if name in names
        ]
    rows += [
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
    rows += [("Kết quả", label, words, number) for words, number, _ in shown["outcomes"]]
    rows += [
        ("Xu hướng", point["period"].label, names[name], point[name])
        for point in shown["points"]
        for name in ("received", "concluded")
    ]
    rows += [
        ("Tuổi hồ sơ đang mở", row["label"], stage, cell[1])
        for row in shown["ages"]
        for stage, cell in zip(shown["stages"], row["cells"], strict=True)
    ]
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
        f"SỐ LIỆU {shown['period'].label.upper()}", COLUMNS, dashboard_rows(shown), name="Số liệu"
    )
