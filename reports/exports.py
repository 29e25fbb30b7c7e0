"""Figures as workbooks and csv: no cell is a live formula."""

from io import BytesIO

import xlsxwriter

from compliance.sheets import write_csv

HEADINGS = ("Bảng", "Mục", "Chỉ tiêu", "Giá trị")


def dashboard_rows(shown: dict) -> list[tuple[str, str, str, int | float | str]]:
    """One line a figure: table, row, column, value."""
    label = shown["period"].label
    names = {"received": "Tiếp nhận", "concluded": "Đã kết luận", "closed": "Đã kết thúc", "screened_out": "Không thụ lý", "noted": "Ghi nhận xử lý tại đơn vị"}
    rows: list = []
    for words, key in ((label, "counts"), ("Kỳ trước", "previous"), ("Cùng kỳ năm trước", "year_before")):
        rows += [("Số liệu chính", words, names[name], number) for name, number in shown[key].items() if name in names]
    rows += [
        ("Số liệu chính", label, "Trung vị thời gian xử lý (ngày)", shown["median"] if shown["median"] is not None else ""),
        ("Số liệu chính", "Hiện nay", "Đang mở", shown["open"]),
        ("Số liệu chính", "Hiện nay", "Quá hạn", shown["overdue"]),
    ]
    rows += [("Kết quả", label, words, number) for words, number, _ in shown["outcomes"]]
    rows += [("Xu hướng", point["period"].label, names[name], point[name]) for point in shown["points"] for name in ("received", "concluded")]
    rows += [("Tuổi hồ sơ đang mở", row["label"], stage, cell[1]) for row in shown["ages"] for stage, cell in zip(shown["stages"], row["cells"], strict=True)]
    for row in shown["heat"]["rows"]:
        rows += [
            ("Đơn vị và nhóm nội dung", row["office"].name, category, cell["count"]) for category, cell in zip(shown["categories"], row["cells"], strict=True)
        ]
        rows.append(("Đơn vị và nhóm nội dung", row["office"].name, "Trên 100 người", row["rate"] if row["rate"] is not None else ""))
    return rows


def dashboard_csv(shown: dict) -> str:
    return write_csv(dashboard_rows(shown), HEADINGS)


def dashboard_book(shown: dict) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, head = book.add_worksheet("Số liệu"), book.add_format({"bold": True, "border": 1, "bg_color": "#E6ECF7"})
    for column, (heading, width) in enumerate(zip(HEADINGS, (26, 40, 34, 12), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, head)
    for number, row in enumerate(dashboard_rows(shown), 1):
        for column, value in enumerate(row):
            (sheet.write_number if isinstance(value, int | float) else sheet.write_string)(number, column, value)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
