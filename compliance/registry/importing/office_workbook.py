"""The list of offices to fill in: a drop-down of kinds, hints beside every column, an example of
how one stands under another.
"""

from compliance.core.language import _
from compliance.core.spreadsheets import HEADER_ROW, new_book, read_back
from compliance.registry.importing.offices import COLUMNS, MOST
from compliance.registry.models import Office

TITLE = _("DANH SÁCH ĐƠN VỊ")
# field: (width, what may stand there)
HOW = {
    "code": (
        16,
        _("Bắt buộc, riêng cho mỗi đơn vị: chữ không dấu, số, chấm, gạch; tối đa 30 ký tự."),
    ),
    "name": (48, _("Bắt buộc. Tên đầy đủ, ví dụ Phòng Văn hóa - Xã hội.")),
    "short_name": (24, _("Tối đa 80 ký tự; để trống thì lấy tên đầy đủ.")),
    "kind": (30, _("Bắt buộc. Chọn trong danh sách thả xuống.")),
    "parent": (
        32,
        _(
            "Mã hoặc tên của đơn vị đã có trong cổng, hoặc có trong danh sách này. Cơ quan đứng "
            "đầu để trống."
        ),
    ),
    "valid_from": (14, _("ngày/tháng/năm; để trống là hôm nay. Không trước ngày của cấp trên.")),
    "sends_return": (16, _("Để trống là có; ghi không nếu đơn vị không gửi báo cáo kỳ.")),
    "basis": (36, _("Số, ngày văn bản thành lập.")),
}


@read_back()
def write_office_template(target) -> None:
    """Write the workbook to `target` (a path or a binary file)."""
    book = new_book(target)
    head = book.add_format(
        {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#E6ECF7"}
    )
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet(_("Danh sách"))
    sheet.write_string(0, 0, TITLE, book.add_format({"bold": True, "font_size": 13}))
    sheet.write_string(
        1, 0, _("Cách điền: ghi chú ở từng tiêu đề cột. Một dòng sai thì chưa nhập.")
    )
    for column, (name, (heading, __)) in enumerate(COLUMNS.items()):
        width, says = HOW[name]
        sheet.set_column(column, column, width, day if name == "valid_from" else text)
        sheet.write_string(HEADER_ROW, column, heading, head)
        sheet.write_comment(HEADER_ROW, column, says, {"x_scale": 2, "author": ""})
        if name == "kind":
            kinds = {"validate": "list", "source": [str(label) for label in Office.Kind.labels]}
            sheet.data_validation(HEADER_ROW + 1, column, MOST, column, kinds)
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    book.close()
