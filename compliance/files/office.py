"""docx and xlsx: every part unpacked within bounds and parsed without entities; nothing that runs,
fetches or embeds is taken.
"""

import re
import stat
import zipfile
from pathlib import Path
from xml.parsers import expat

from compliance.core.language import _, joined
from compliance.files.sandbox import Refused

MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
MAX_PARTS = 3000
MAX_UNPACKED = 100 * 1024 * 1024
CHUNK = 256 * 1024
ACTIVE = re.compile(
    r"vbaproject|/activex/|macrosheets|/embeddings/|externallinks|oleobject|\.bin$|\.exe$|\.js$|\.vbs$|\.html?$|customui|attachedtoolbars",
    re.I,
)
HARMLESS_BIN = re.compile(r"printersettings\d*\.bin$", re.I)
DDE = re.compile(r"\bDDE(AUTO)?\b|\bINCLUDETEXT\b|\bINCLUDEPICTURE\b", re.I)
FORMULA = re.compile(r"\|\s*'|\bcmd\s*\||\bWEBSERVICE\s*\(|\bDDE\s*\(|\|[^!]{0,200}!", re.I)


def kind_in(path: Path) -> str:
    """Which of the two a container is, by its main part; empty when neither."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return ""
    return next((kind for kind, part in MAIN.items() if part in names), "")


def read(path: Path, kind: str) -> dict:
    """Read all of it. Returns {'author': True} when its properties name somebody.
    Raises Refused.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_list(parts, kind)
            return _check_parts(archive, parts, kind)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        raise Refused(_("Tệp .{kind} bị hỏng hoặc có mật khẩu.").format(kind=kind)) from error
    except Exception as error:  # zlib.error and the like: a broken stream
        if isinstance(error, Refused):
            raise
        raise Refused(_("Tệp .{kind} bị hỏng.").format(kind=kind)) from error


def _check_list(parts: list[zipfile.ZipInfo], kind: str) -> None:
    names = [part.filename for part in parts]
    if len(names) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused(_("Tệp giải nén quá lớn."))
    if "[Content_Types].xml" not in names or MAIN[kind] not in names:
        raise Refused(_("Nội dung không phải là tệp .{kind}.").format(kind=kind))
    if len({name.lower() for name in names}) != len(names):
        raise Refused(_("Tệp có các phần trùng tên."))
    for part in parts:
        if (
            ".." in part.filename.split("/")
            or part.filename.startswith(("/", "\\"))
            or "\\" in part.filename
            or stat.S_ISLNK(part.external_attr >> 16)
        ):
            raise Refused(_("Tệp có đường dẫn không hợp lệ."))
        if part.flag_bits & 1:
            raise Refused(_("Tệp có mật khẩu; lưu lại bản không có mật khẩu."))
        if ACTIVE.search("/" + part.filename) and not HARMLESS_BIN.search(part.filename):
            raise Refused(
                _(
                    "Tệp có macro hoặc đối tượng nhúng; lưu lại bản chỉ có chữ và hình, hoặc in ra "
                    "PDF."
                )
            )


def _check_parts(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], kind: str) -> dict:
    left, facts = MAX_UNPACKED, {}
    for part in parts:
        reader = (
            _Part(part.filename)
            if part.filename.lower().endswith((".xml", ".rels", ".vml"))
            else None
        )
        with archive.open(part) as source:
            while chunk := source.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise Refused(_("Tệp giải nén quá lớn."))
                if reader:
                    reader.feed(chunk)
        if reader:
            reader.close()
            facts |= reader.facts
    return facts


class _Part:
    """One XML part, read as a stream: no document type, no entity, no link that fetches, no field
    that runs.
    """

    def __init__(self, name: str):
        self.name, self.facts, self.text, self.collect = name, {}, [], ""
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def feed(self, chunk: bytes) -> None:
        try:
            self.parser.Parse(chunk, False)
        except expat.ExpatError as error:
            raise Refused(_("Tệp có phần XML bị hỏng.")) from error

    def close(self) -> None:
        try:
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Refused(_("Tệp có phần XML bị hỏng.")) from error
        if DDE.search("".join(self.text)):
            raise Refused(
                _("Tệp có trường lấy dữ liệu từ bên ngoài (DDE); lưu lại bản không có trường này.")
            )

    def _doctype(self, *__):
        raise Refused(_("Tệp có khai báo DOCTYPE, không nhận."))

    def _start(self, tag: str, attributes: dict) -> None:
        local = tag.rsplit(":", 1)[-1]
        self.collect = local if local in ("instrText", "f", "creator", "lastModifiedBy") else ""
        if local == "fldSimple":
            self.text.append(joined(" ", (str(value) for value in attributes.values())))
        if local in ("ddeLink", "oleLink", "OLEObject", "oleObject"):
            raise Refused(
                _("Tệp có đối tượng nhúng hoặc liên kết DDE; lưu lại bản chỉ có chữ và hình.")
            )
        if (
            local == "Relationship"
            and attributes.get("TargetMode", "").lower() == "external"
            and not attributes.get("Type", "").endswith("/hyperlink")
        ):
            raise Refused(
                _(
                    "Tệp gọi nội dung từ bên ngoài (mẫu, hình hoặc đối tượng liên kết); lưu lại "
                    "bản đầy đủ trong tệp."
                )
            )
        if (
            self.name == "[Content_Types].xml"
            and "macroenabled" in attributes.get("ContentType", "").lower()
        ):
            raise Refused(_("Tệp có macro; lưu lại bản không có macro."))

    def _end(self, tag: str) -> None:
        self.collect = ""

    def _characters(self, text: str) -> None:
        if self.collect == "instrText":
            self.text.append(text)
        elif self.collect == "f" and self.name.startswith("xl/") and FORMULA.search(text):
            raise Refused(
                _(
                    "Tệp có công thức gọi chương trình hoặc địa chỉ bên ngoài; chép lại chỉ giá "
                    "trị rồi gửi."
                )
            )
        elif self.collect in ("creator", "lastModifiedBy") and text.strip():
            self.facts["author"] = True
