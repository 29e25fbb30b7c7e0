"""The register of outgoing documents (sổ đăng ký văn bản đi, NĐ 30/2020/NĐ-CP, Phụ lục IV): one line a document, for paper and for a workbook."""

from io import BytesIO

import xlsxwriter

from compliance.review.models import CaseDocument

# heading, width in the workbook
COLUMNS = (
    ("Số, ký hiệu văn bản", 20),
    ("Ngày tháng văn bản", 14),
    ("Tên loại và trích yếu nội dung văn bản", 52),
    ("Người ký", 24),
    ("Nơi nhận văn bản", 40),
    ("Đơn vị, người nhận bản lưu", 20),
    ("Số lượng bản", 10),
    ("Ngày chuyển", 14),
    ("Ký nhận", 12),
    ("Ghi chú", 26),
)


def line_of(document: CaseDocument) -> list[str]:
    """The ten columns. Copies, day of dispatch and receipt are kept by the office's clerk and stay blank to be written on paper."""
    words = document.words
    *sent, kept = words["recipients"]
    day = f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    title = f"{words['kind'].capitalize()}: {words['subject']}" if words["kind"] else f"V/v {words['subject']}"
    notes = ["" if document.is_issued else "Dự thảo", f"Thay thế {document.replaces.number}" if document.replaces_id else "", document.incident.code]
    return [
        document.number or f"…/{words['number']}", day, title, document.signer, "; ".join(sent), kept.removeprefix("Lưu:").strip(" ."), "", "", "",
        "; ".join(filter(None, notes)),
    ]  # fmt: skip


def register_book(documents) -> bytes:
    """The register as a workbook that prints on A4 landscape; no cell is a live formula."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"author": "", "company": ""})
    sheet = book.add_worksheet("Sổ đăng ký văn bản đi")
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter", "font_name": "Times New Roman"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "font_name": "Times New Roman"})
    for column, (heading, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, head)
    for number, document in enumerate(documents, 1):
        for column, text in enumerate(line_of(document)):
            sheet.write_string(number, column, text, cell)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()
