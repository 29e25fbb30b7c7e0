"""compliance.registry.importing.reading: a list read row by row, or refused in words."""

import io
import zipfile

import pytest

from compliance.registry.importing.limits import MAX_COLUMNS, Unreadable
from compliance.registry.importing.reading import rows_of


def written(folder, content: bytes, ending: str):
    path = folder / f"list.{ending}"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        "Mã,Tên\nA1,Hòa\n".encode(),
        "Mã;Tên\r\nA1;Hòa\r\n".encode(),
        "\ufeffMã\tTên\nA1\tHòa\t\t\n".encode(),
        "Mã,Tên\nA1,Hòa\n".encode("utf-16"),
        'Mã,Tên\n"A1","Hòa"\n'.encode(),
    ],
)
def test_a_csv_by_any_program(content, tmp_path):
    sheet, *rows = rows_of(written(tmp_path, content, "csv"), "csv")
    assert (sheet["sheet"], sheet["of"], sheet["state"]) == ("", 1, "visible")
    assert rows == [["Mã", "Tên"], ["A1", "Hòa"]]


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "ending", "says"),
    [
        (b"", "csv", "trống"),
        (b"a,b", "doc", "Chỉ nhận"),
        (b"a,b", "xls", "Không đọc được"),
        (b"PK\x03\x04", "xls", "đổi đuôi"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "xls", "Không đọc được"),
        (b"<html><table>", "xls", "trang web"),
        (b"nonsense", "ods", "Không đọc được"),
        (zipped(**{"a.xml": ""}), "ods", "Không đọc được"),
        (
            zipped(**{"content.xml": "", "META-INF/manifest.xml": "<m:encryption-data/>"}),
            "ods",
            "mật khẩu",
        ),
        (zipped(**{"content.xml": "<!DOCTYPE x>"}), "ods", "thực thể"),
        (b"PK\x03\x04", "csv", "Excel"),
        (b"\xff\xfa\xfb", "csv", "UTF-8"),
        (b"a\0b", "csv", "không đọc được"),
        (b",".join([b"x"] * (MAX_COLUMNS + 1)), "csv", "quá nhiều"),
        (b"\xd0\xcf\x11\xe0....", "xlsx", ".xls cũ"),
        (b"<html><table>", "xlsx", "trang web"),
        (b"nonsense", "xlsx", "Không đọc được"),
        (zipped(**{"xl/vbaProject.bin": ""}), "xlsx", "macro"),
        (zipped(EncryptedPackage=""), "xlsx", "mật khẩu"),
        (zipped(**{"xl/a.xml": "<!DOCTYPE x>"}), "xlsx", "thực thể"),
        (zipped(**{"xl/worksheets/s.xml": '<c r="A9999999"/>'}), "xlsx", "quá nhiều"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(content, ending, says, tmp_path):
    with pytest.raises(Unreadable, match=says):
        list(rows_of(written(tmp_path, content, ending), ending))
