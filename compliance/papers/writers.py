"""The two files a paper is written as: PDF to read and print, .docx to edit and submit for
signature.
"""

from compliance.papers.docx import to_docx
from compliance.papers.pdf import to_pdf

WRITERS = {"docx": to_docx, "pdf": to_pdf}
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
