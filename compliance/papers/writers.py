"""The two files a paper is written as: PDF to read and print, .docx to edit and submit for
signature.
"""

from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.papers.docx import to_docx
from compliance.papers.paper import Paper, official
from compliance.papers.pdf import to_pdf

WRITERS = {"docx": official()(to_docx), "pdf": official()(to_pdf)}
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


class Unsettable(NotNow):
    """A paper that some writer cannot set; said to whoever saves or approves it, not to whoever
    comes to read it.
    """

    default = _(
        "Chưa lưu: có đoạn không dàn thành văn bản được. Rút ngắn tiêu đề hoặc đoạn vừa nhập rồi "
        "lưu lại; nếu vẫn thế, báo quản trị hệ thống."
    )


def require_settable(paper: Paper) -> None:
    """Raises Unsettable unless the paper comes out as every kind of file."""
    for write in WRITERS.values():
        try:
            write(paper)
        except Exception as error:  # libraries raise many kinds; all mean that no file comes out
            raise Unsettable from error
