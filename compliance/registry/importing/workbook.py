"""The list to fill in: drop-downs, hints beside every column, a sheet that explains and a sheet of
the offices.
"""

from compliance.core.characters import legal
from compliance.core.language import _, joined
from compliance.core.spreadsheets import HEADER_ROW, new_book, read_back
from compliance.registry.importing.reading import MAX_ROWS
from compliance.rulebook.models import StaffKind

TITLE = _("DANH SÁCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC, NGƯỜI LAO ĐỘNG")
COLUMNS = (
    ("STT", 6),
    (_("Mã cán bộ"), 14),
    (_("Họ và tên"), 28),
    (_("Xưng hô"), 10),
    (_("Đơn vị"), 38),
    (_("Chức vụ"), 38),
    (_("Loại cán bộ"), 18),
    (_("Lãnh đạo"), 10),
    (_("Từ ngày"), 14),
    (_("Thư điện tử"), 28),
    (_("Điện thoại"), 16),
    (_("Đơn vị kiêm nhiệm"), 38),
    (_("Chức vụ kiêm nhiệm"), 38),
    (_("Kiêm nhiệm từ ngày"), 18),
)
# heading: what it means, what may stand there
MEANS = {
    "STT": (_("Số thứ tự"), _("Không bắt buộc; cổng không đọc cột này.")),
    _("Mã cán bộ"): (
        _("Mã riêng của mỗi người; là khóa để nhận ra người đã có"),
        _(
            "Bắt buộc. Chữ, số, dấu chấm, gạch; tối đa 20 ký tự; không dùng số định danh, căn "
            "cước. Ô là Văn bản để giữ số 0 ở đầu."
        ),
    ),
    _("Họ và tên"): (
        _("Họ, tên đệm và tên"),
        _(
            "Bắt buộc. Chữ Unicode; chữ gõ bằng phông VNI, .VnTime thì cổng đề nghị cách đọc, "
            "ông/bà chọn. Có thể tách hai cột “Họ và tên đệm”, “Tên”."
        ),
    ),
    _("Xưng hô"): (
        _("Để viết văn bản cho đúng"),
        _("ông hoặc bà (nam, nữ cũng được). Để trống là ông."),
    ),
    _("Đơn vị"): (
        _("Nơi giữ vị trí chính"),
        _(
            "Bắt buộc. Tên hoặc mã theo trang Danh mục đơn vị; ghi khác thì cổng hỏi một lần và "
            "nhớ."
        ),
    ),
    _("Chức vụ"): (_("Chức vụ, chức danh, vị trí việc làm"), _("Bắt buộc. Tối đa 160 ký tự.")),
    _("Loại cán bộ"): (
        _("Theo pháp luật về cán bộ, công chức, viên chức, lao động"),
        _("Bắt buộc. ") + joined(", ", StaffKind.labels) + ".",
    ),
    _("Lãnh đạo"): (_("Người đứng đầu hoặc cấp phó của đơn vị"), _("Đánh dấu x, hoặc để trống.")),
    _("Từ ngày"): (
        _("Ngày bắt đầu giữ vị trí này (người mới và người chuyển vị trí)"),
        _("ngày/tháng/năm; không ghi ngày sắp tới."),
    ),
    _("Thư điện tử"): (_("Nơi nhận thông báo; thư chỉ có đường dẫn"), _("Thư công vụ.")),
    _("Điện thoại"): (_("Để liên hệ công việc"), _("Ô là Văn bản để giữ số 0 ở đầu.")),
    _("Đơn vị kiêm nhiệm"): (
        _("Nơi giữ thêm một vị trí bên cạnh vị trí chính"),
        _("Không bắt buộc. Để trống thì giữ nguyên; kết thúc kiêm nhiệm ở trang của người đó."),
    ),
    _("Chức vụ kiêm nhiệm"): (
        _("Chức vụ, nhiệm vụ kiêm nhiệm"),
        _("Bắt buộc khi có đơn vị kiêm nhiệm."),
    ),
    _("Kiêm nhiệm từ ngày"): (
        _("Ngày bắt đầu kiêm nhiệm"),
        _("ngày/tháng/năm; để trống là từ ngày nhập, không ghi ngày sắp tới."),
    ),
}
RULES = (
    _("Mỗi người một dòng. Nhiều trang, ô gộp, dòng nhóm, dòng tổng, chữ ký: đọc được."),
    _(
        "Trang, dòng, cột ẩn hoặc bị lọc: không nhập khi ông/bà chưa chọn; bản xem trước nêu từng "
        "thứ."
    ),
    _("Một dòng sai thì chưa dòng nào được nhập: bản xem trước nêu từng dòng, từng cột."),
    _(
        "Nhập lại cùng danh sách không thay đổi gì. Lần nhập gần nhất hoàn tác được khi chưa có gì "
        "phụ thuộc."
    ),
    _(
        "Người có trong cổng mà không có trong tệp thì giữ nguyên, trừ khi lúc tải lên ông/bà chọn "
        "“danh sách đầy đủ của” một đơn vị."
    ),
    _(
        "Cổng không giữ số định danh, căn cước, dân tộc, tôn giáo, đảng phái: cột như vậy bị bỏ "
        "lại và được nêu tên."
    ),
    _("Ô bắt đầu bằng dấu = + - @ bị trả lại vì có thể là công thức."),
)
OF_OFFICES = (_("Đơn vị"), _("Đơn vị kiêm nhiệm"))
DAYS = (_("Từ ngày"), _("Kiêm nhiệm từ ngày"))
LIST, OFFICES = _("Danh sách"), _("Danh mục đơn vị")


@read_back()
def write_template(target, offices) -> None:
    """Write the workbook to `target` (a path or a binary file)."""
    book, offices = new_book(target), list(offices)
    head = book.add_format(
        {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#E6ECF7"}
    )
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet(LIST)
    sheet.write_string(0, 0, TITLE, book.add_format({"bold": True, "font_size": 13}))
    sheet.write_string(1, 0, _("Cách điền: trang Hướng dẫn."))
    for column, (heading, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width, day if heading in DAYS else text)
        sheet.write_string(HEADER_ROW, column, heading, head)
        sheet.write_comment(
            HEADER_ROW,
            column,
            joined(". ", (part.rstrip(".") for part in MEANS[heading])) + ".",
            {"x_scale": 2, "author": ""},
        )
    sheet.freeze_panes(HEADER_ROW + 1, 3)
    _choices(sheet, len(offices))
    _guide(book, head)
    _offices(book, head, text, offices)
    book.close()


def _choices(sheet, offices: int) -> None:
    last, at = MAX_ROWS // 10, {heading: column for column, (heading, __) in enumerate(COLUMNS)}
    wrong = {
        "error_title": _("Chọn trong danh sách"),
        "error_message": _("Chọn một giá trị trong danh sách thả xuống."),
        "input_title": _("Chọn trong danh sách"),
    }
    for heading, source, says in (
        (_("Xưng hô"), [_("ông"), _("bà")], _("ông hoặc bà")),
        (_("Loại cán bộ"), list(StaffKind.labels), _("Loại cán bộ theo pháp luật")),
        (_("Lãnh đạo"), ["x"], _("x nếu là lãnh đạo đơn vị")),
        *(
            (
                heading,
                f"='{OFFICES}'!$B$2:$B${offices + 1}",
                _("Tên theo trang Danh mục đơn vị; ghi mã cũng được"),
            )
            for heading in OF_OFFICES
        ),
    ):
        how = {"validate": "list", "source": source, "input_message": says, **wrong}
        if heading in OF_OFFICES:
            how["error_type"] = "warning"  # a code is right too
        sheet.data_validation(HEADER_ROW + 1, at[heading], last, at[heading], how)


def _guide(book, head) -> None:
    sheet = book.add_worksheet(_("Hướng dẫn"))
    wrap, bold = (
        book.add_format({"text_wrap": True, "valign": "top", "border": 1}),
        book.add_format({"bold": True, "font_size": 13}),
    )
    for column, width in enumerate((18, 50, 70)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, _("Cách điền danh sách"), bold)
    for column, heading in enumerate((_("Cột"), _("Nghĩa là"), _("Ghi thế nào"))):
        sheet.write_string(2, column, heading, head)
    for number, (heading, (means, how)) in enumerate(MEANS.items(), 3):
        for column, words in enumerate((heading, means, how)):
            sheet.write_string(number, column, words, wrap)
    for number, rule in enumerate(RULES, len(MEANS) + 4):
        sheet.merge_range(number, 0, number, 2, rule, wrap)
        sheet.set_row(number, 30)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _offices(book, head, text, offices) -> None:
    sheet = book.add_worksheet(OFFICES)
    for column, (heading, width) in enumerate(((_("Mã đơn vị"), 16), (_("Tên đơn vị"), 60))):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, heading, head)
    for number, office in enumerate(offices, 1):
        sheet.write_string(number, 0, legal(office.code), text)
        sheet.write_string(number, 1, legal(office.name), text)
    sheet.freeze_panes(1, 0)
