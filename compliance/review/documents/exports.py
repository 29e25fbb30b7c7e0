"""The register of outgoing documents (sổ đăng ký văn bản đi, NĐ 30/2020/NĐ-CP, Phụ lục IV): one
line a document, for paper and for a workbook.
"""

from compliance.core.language import Text, _, joined
from compliance.core.recalling import recalled
from compliance.core.spreadsheets import Table
from compliance.review.models import CaseDocument

# heading, width in the workbook
COLUMNS = (
    (_("Số, ký hiệu văn bản"), 20),
    (_("Ngày tháng văn bản"), 14),
    (_("Tên loại và trích yếu nội dung văn bản"), 52),
    (_("Người ký"), 24),
    (_("Nơi nhận văn bản"), 40),
    (_("Đơn vị, người nhận bản lưu"), 20),
    (_("Số lượng bản"), 10),
    (_("Ngày chuyển"), 14),
    (_("Ký nhận"), 12),
    (_("Ghi chú"), 26),
)


def line_of(document: CaseDocument) -> list[str]:
    """The ten columns. Copies, day of dispatch and receipt are kept by the office's clerk and stay
    blank to be written on paper.
    """
    words = document.words
    *sent, archived = words["recipients"]
    day = f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    kind, subject = words["kind"], recalled(words["subject"])
    title = (
        joined(": ", (Text(kind.capitalize(), lambda: str(recalled(kind)).capitalize()), subject))
        if kind
        else joined(" ", (_("V/v"), subject))
    )
    notes = [
        "" if document.is_issued else _("Dự thảo"),
        _("Đã thu hồi: {withdrawn}").format(withdrawn=document.withdrawn)
        if document.withdrawn
        else "",
        _("Thay thế {number}").format(number=document.replaces.number)
        if document.replaces_id
        else "",
        document.incident.code,
    ]
    return [
        document.number or f"…/{words['number']}",
        day,
        title,
        document.signer,
        joined("; ", map(recalled, sent)),
        archived.removeprefix("Lưu:").strip(" ."),
        "",
        "",
        "",
        joined("; ", filter(None, notes)),
    ]


def register_table(documents) -> Table:
    return Table(
        _("SỔ ĐĂNG KÝ VĂN BẢN ĐI"),
        COLUMNS,
        (line_of(document) for document in documents),
        name=_("Sổ đăng ký văn bản đi"),
        official=True,
    )
