"""Workbooks out: the template with drop-downs, and exports in which no cell is a live formula."""

import xlsxwriter

from compliance.rulebook.models import StaffKind

HEADINGS = ("STT", "Mã cán bộ", "Họ và tên", "Xưng hô", "Đơn vị", "Chức vụ", "Loại cán bộ", "Lãnh đạo", "Từ ngày", "Thư điện tử", "Điện thoại")
_WIDTHS = (6, 14, 28, 10, 34, 34, 18, 10, 14, 26, 16)


def write_staff(target, rows, title: str = "DANH SÁCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC, NGƯỜI LAO ĐỘNG", offices=()) -> None:
    """Write rows of text (in the order of HEADINGS without STT) to an xlsx at `target` (path or binary file)."""
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    bold, head, text = (
        book.add_format({"bold": True, "align": "center"}),
        book.add_format({"bold": True, "border": 1, "text_wrap": True, "bg_color": "#E6ECF7"}),
        book.add_format({"num_format": "@"}),
    )
    sheet = book.add_worksheet("Danh sách")
    sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, title, bold)
    for column, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width, text)
        sheet.write_string(2, column, heading, head)
    sheet.freeze_panes(3, 3)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate((str(number), *row)):
            sheet.write_string(2 + number, column, str(value or ""), text)
    sheet.data_validation(3, 6, 5000, 6, {"validate": "list", "source": list(StaffKind.labels)})
    sheet.data_validation(3, 3, 5000, 3, {"validate": "list", "source": ["ông", "bà"]})
    _guide(book, offices)
    book.close()


def _guide(book, offices) -> None:
    sheet = book.add_worksheet("Hướng dẫn")
    sheet.set_column(0, 0, 100)
    lines = [
        "Mỗi người một dòng; mã cán bộ là khóa, định dạng Văn bản để giữ số 0 ở đầu.",
        "Đơn vị: ghi mã hoặc tên đúng như danh sách dưới đây.",
        "Từ ngày: ngày/tháng/năm. Lãnh đạo: đánh dấu x.",
        "Không nhập số định danh, dân tộc, tôn giáo, đảng phái: cổng bỏ qua các cột đó.",
        "Nhập lại cùng danh sách không thay đổi gì. Có một dòng sai thì chưa dòng nào được nhập.",
        "",
        *[f"{code} – {name}" for code, name in offices],
    ]
    for index, line in enumerate(lines):
        sheet.write_string(index, 0, line)
