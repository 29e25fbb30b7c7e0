"""compliance.files.office: what a docx or xlsx may hold."""

import zipfile

import pytest

from compliance.files import Refused
from compliance.files.office import read

TYPES, DOC, BOOK = "[Content_Types].xml", "word/document.xml", "xl/workbook.xml"
EXTERNAL = '<r><Relationship TargetMode="External" Type="x/{}"/></r>'
REFUSED = [
    ("docx", {TYPES: "<t/>"}, "không phải là tệp"),
    ("docx", {"word/vbaProject.bin": ""}, "macro"),
    ("docx", {"word/embeddings/a.xml": "<a/>"}, "nhúng"),
    ("docx", {"../a.xml": "<a/>"}, "đường dẫn"),
    ("docx", {"Word/Document.xml": "<a/>"}, "trùng tên"),
    ("docx", {DOC: "<a>"}, "XML bị hỏng"),
    ("docx", {DOC: "<!DOCTYPE a><a/>"}, "DOCTYPE"),
    ("docx", {DOC: "<a><instrText>DDEAUTO c</instrText></a>"}, "DDE"),
    ("docx", {DOC: "<a><instrText>DDE</instrText><instrText>AUTO c</instrText></a>"}, "DDE"),
    ("docx", {"word/_rels/a.rels": EXTERNAL.format("image")}, "bên ngoài"),
    ("xlsx", {"xl/s.xml": "<a><f>cmd|' /c calc'!A1</f></a>"}, "công thức"),
]
TAKEN = [
    ("docx", {}, {}),
    ("docx", {"word/_rels/a.rels": EXTERNAL.format("hyperlink")}, {}),
    ("docx", {"docProps/core.xml": "<a><creator>Tô</creator></a>"}, {"author": True}),
    ("docx", {"docProps/core.xml": "<a><creator> </creator></a>"}, {}),
    ("xlsx", {"xl/s.xml": "<a><f>SUM(A1:A3)</f></a>"}, {}),
    ("xlsx", {"xl/printerSettings/printerSettings1.bin": ""}, {}),
]


def written(folder, kind: str, parts: dict[str, str]):
    main = DOC if kind == "docx" else BOOK
    whole = parts if TYPES in parts else {TYPES: "<t/>", main: "<a/>", **parts}
    path = folder / f"a.{kind}"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in whole.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize(("kind", "parts", "says"), REFUSED)
def test_what_runs_fetches_or_breaks_is_refused(kind, parts, says, tmp_path):
    with pytest.raises(Refused, match=says):
        read(written(tmp_path, kind, parts), kind)


@pytest.mark.parametrize(("kind", "parts", "facts"), TAKEN)
def test_what_is_only_text_is_taken(kind, parts, facts, tmp_path):
    assert read(written(tmp_path, kind, parts), kind) == facts


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(Refused):
        read(path, "docx")
