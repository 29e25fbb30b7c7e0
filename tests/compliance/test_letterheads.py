"""Every office issues its papers as the decree asks: its own name and superior, its own place, the
title of its own head, its own file; and no page carries a signature alone.
"""

from datetime import date

import pytest
from docx import Document

from compliance.core.roles import Kind
from compliance.guidance.paper import sign_list_of
from compliance.papers.docx import to_docx
from compliance.papers.paper import Paper, Section, Signature
from compliance.papers.pdf import to_pdf
from compliance.registry.actions import add_office, grant_function
from compliance.registry.letterhead import letterhead
from compliance.registry.models import Office, StaffMember
from compliance.review.documents.composing import compose, paper_of
from compliance.review.documents.composing.heads import head_of
from compliance.review.models import CaseDocument
from tests.pages import pages

