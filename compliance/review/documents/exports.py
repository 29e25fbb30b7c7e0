"""The register of outgoing documents (sổ đăng ký văn bản đi, NĐ 30/2020/NĐ-CP, Phụ lục IV): one
line a document, for paper and for a workbook.
"""

from compliance.core.spreadsheets import Table
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
    """The ten columns. Copies, day of dispatch and receipt are kept by the office's clerk and stay
    blank to be written on paper.
    """
    words = document.words
    *sent, archived = words["recipients"]
    day = f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    title = (
        f"{words['kind'].capitalize()}: {words['subject']}"
        if words["kind"]
        else f"V/v {words['subject']}"
    )
    notes = [
        "" if document.is_issued else "Dự thảo",
        f"Đã thu hồi: {document.withdrawn}" if document.withdrawn else "",
        f"Thay thế {document.replaces.number}" if document.replaces_id else "",
        document.incident.code,
    ]
    return [
        document.number or f"…/{words['number']}",
        day,
        title,
        document.signer,
        "; ".join(sent),
        archived.removeprefix("Lưu:").strip(" ."),
        "",
        "",
        "",
        "; ".join(filter(None, notes)),
    ]


def register_table(documents) -> Table:
    return Table(
        "SỔ ĐĂNG KÝ VĂN BẢN ĐI",
        COLUMNS,
        (line_of(document) for document in documents),
        name="Sổ đăng ký văn bản đi",
    )
