"""What is taken out of the portal, by each language: tables follow whoever takes them away; papers,
what the portal reads back and what proves something are Vietnamese, the same for everybody.
"""

import csv
import io
import re
import zipfile

import pypdfium2
import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from compliance.core.spreadsheets import HEADER_ROW
from halang_portal.limits import EXPORTS
from tests.house.test_routes import ours
from tests.leftovers import EXEMPT, VIETNAMESE, English, Written

# a file for everybody's eyes: its words are those of whoever takes it away
FOLLOWS = {
    "assurance:export_breaches",
    "audit:export",
    "audit:export_ledger",
    "incidents:export",
    "registry:import_download",
    "registry:own_copy",
    "reports:export",
    "reports:export_directions",
    "reports:export_returns",
    "retention:due_book",
}
# what is signed, sent or entered by hand, what the portal reads back, what a program verifies
VIETNAMESE_ALWAYS = {
    "audit:verifier",
    "guidance:sign_list",
    "registry:export",
    "registry:office_template",
    "registry:template",
    "reports:document",
    "retention:register",
    "review:calendar_template",
    "review:download_document",
    "review:export_documents",
    "review:my_notice",
    "review:notice",
}
# pages to print, read with the others in test_both_languages.py; what a story must come to first
PAGES = {
    "audit:chain",  # the record itself, for inspectors who are not on the staff list
    "registry:slip",
    "registry:slip_numbers",
    "registry:slips",
    "retention:minutes",
    "review:fairness",
    "review:my_document",
    "review:my_fairness",
    "review:sheet",
}
GROWS = {"audit:export", "audit:export_ledger"}  # by a line for each file
KINDS = ("", "xlsx", "csv", "docx", "pdf")
WHO = ("lead", "auditor", "affairs", "person")


def files(client, arguments, names, languages=("vi", "en")):
    """(route, kind, a file of that kind in each language) of what this person may take away."""
    patterns = dict(ours())
    for name in sorted(names):
        address = reverse(name, kwargs=arguments(name, patterns[name]))
        for kind in KINDS:
            taken = [_taken(client, address, kind, language) for language in languages]
            if all(taken):
                yield name, kind, taken


def _taken(client, address: str, kind: str, language: str) -> tuple[str, bytes] | None:
    asked = {"dang": kind} if kind else {}
    answer = client.get(address, asked, headers={"accept-language": language})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    for close in answer._resource_closers:
        close()  # close() of all would end the connection as well
    given = re.search(r'filename="[^"]+\.(\w+)"', answer.headers.get("Content-Disposition", ""))
    return (given[1], content) if given and answer.status_code == 200 else None


def sheets(form: str, content: bytes) -> list[tuple[str, list[list[str]]]]:
    """(name of the tab, its rows) of a table."""
    if form == "csv":
        return [("", list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))))]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [
        (
            name,
            [[str(cell) for cell in row] for row in rows],
        )
        for name in book.sheet_names
        for rows in [book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    ]


def heads(form: str, tabs) -> list[str]:
    """The words of a table that are nobody's but the portal's: tabs, titles, heads of columns."""
    at = 0 if form == "csv" else HEADER_ROW
    return [text for name, rows in tabs for text in (name, *(rows[0][:1] * (at > 0)), *rows[at])]


def test_every_route_that_exports_says_whose_language_it_is_in():
    assert FOLLOWS | VIETNAMESE_ALWAYS | PAGES == EXPORTS
    assert not FOLLOWS & VIETNAMESE_ALWAYS


@pytest.mark.usefixtures("unhurried")
def test_a_table_is_in_the_language_of_whoever_takes_it_away(arguments, as_, counted):
    is_english, wrong, seen, texts = English(), [], set(), 0
    for who in WHO:
        client = as_(who)
        for name, kind, taken in files(client, arguments, FOLLOWS):
            seen.add(name)
            vietnamese, english = (sheets(form, content) for form, content in taken)
            if name not in GROWS:
                assert shape_of(vietnamese) == shape_of(english), (who, name, kind)
            written, cells = (
                Written(),
                {cell for __, rows in english for row in rows for cell in row},
            )
            texts += len(cells)
            left = [text for text in cells if in_vietnamese(written.without(text))]
            left += [text for text in heads(taken[1][0], english) if in_vietnamese(text)]
            left += [text for text in heads(taken[0][0], vietnamese) if is_english(text)]
            wrong += [(who, name, kind, text) for text in left]
    counted(texts, "cells of tables read in English")
    assert seen == FOLLOWS
    assert not wrong, f"{len(wrong)}: {wrong[:12]}"


def in_vietnamese(text: str) -> bool:
    return bool(VIETNAMESE.search(EXEMPT.sub(" ", text)))


def shape_of(tabs) -> list[list[int]]:
    return [[len(row) for row in rows] for __, rows in tabs]


@pytest.mark.usefixtures("unhurried")
def test_papers_and_what_is_read_back_are_vietnamese_whoever_asks(arguments, as_, counted):
    wrong, seen, rows = [], set(), 0
    for who in WHO:
        for name, kind, taken in files(as_(who), arguments, VIETNAMESE_ALWAYS):
            seen.add(name)
            rows += 1
            said = [said_in(form, content) for form, content in taken]
            if said[0] != said[1]:
                wrong.append((who, name, kind))
    counted(rows, "papers and lists that are read back, in both languages")
    assert seen == VIETNAMESE_ALWAYS
    assert not wrong, wrong


HOURS = re.compile(r"\d\d:\d\d(:\d\d)?|\d{4}-\d\d-\d\dT[\d:.+Z-]+")


def said_in(form: str, content: bytes) -> list[str]:
    """Every text of a file: what is in it, without the moment it was made."""
    if form in ("xlsx", "docx"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = [
                packed.read(part).decode(errors="replace") for part in sorted(packed.namelist())
            ]
        return [HOURS.sub("", part) for part in parts]
    if form == "pdf":
        return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    return sorted(content.decode().splitlines())
