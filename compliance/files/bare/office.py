"""docx and xlsx: written anew with the parts that are read on screen, and without who wrote,
changed, commented, saved and where.
"""

import importlib.util
import io
import posixpath
import re
import zipfile
from pathlib import Path

from lxml import etree

KEPT = {
    "docx": re.compile(
        r"word/(?!people|comments(Ids|Extensible|Extended)|webSettings|vba)[\w-]+\.xml|word/(theme|charts|diagrams|drawings)/[\w-]+\.xml|word/fonts/[\w-]+\.odttf"
    ),
    "xlsx": re.compile(
        r"xl/(?!connections|vba)[\w-]+\.xml|xl/(theme|worksheets|chartsheets|charts|diagrams|drawings|comments|tables|pivotTables|pivotCache|slicers|slicerCaches|timelines|timelineCaches)/[\w-]+\.(xml|vml)"
    ),
}
MEDIA = re.compile(r"(word|xl)/media/[\w .-]+\.(\w+)", re.I)
RELS = re.compile(r"(.*/)?_rels/[^/]*\.rels")
# attributes, by local name: who, when, in which sitting
NAMING = {
    "author",
    "initials",
    "userid",
    "providerid",
    "refreshedby",
    "refresheddate",
    "refresheddateiso",
    "username",
    "lastmodifiedby",
    "displayname",
    "creator",
    "ed",
    "lastedited",
}
SITTINGS = re.compile(r"rsid\w*|paraId|textId|uid|docId")
DATED = {"date", "dateUtc", "dT"}
NEEDED = {"author"}  # the schema asks for it: it stays, and says nobody
NOBODY = "—"
ELEMENTS = {
    "rsids",
    "docVars",
    "docId",
    "absPath",
    "fileSharing",
    "revisionPtr",
    "documentId",
    "attachedTemplate",
    "mailMerge",
    "customWorkbookViews",
    "customSheetViews",
    "dataBinding",
    "webPublishing",
    "saveThroughXslt",
    "writeProtection",
    "metadata",
    "RDF",
    "namedview",
}
PICTURE = {"docPr", "cNvPr"}
SEEN = {"t", "v", "f"}
REACHABLE = re.compile(r"(https?|mailto):", re.I)
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
STAMP = (1980, 1, 1, 0, 0, 0)


def copy(source: str, target: str, kind: str) -> dict:
    """Raises ValueError for what it cannot vouch for."""
    pictures = _pictures()
    with zipfile.ZipFile(source) as old:
        names = [name for name in old.namelist() if not name.endswith("/")]
        names_kept = {name for name in names if _is_kept(name, kind, pictures)}
        gone = _missing_rels(old, names, names_kept)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            for name in sorted(
                names_kept
                | {
                    name
                    for name in names
                    if RELS.fullmatch(name) and _owner(name) in names_kept | {""}
                },
                key=lambda name: (name != "[Content_Types].xml", name),
            ):
                new.writestr(
                    zipfile.ZipInfo(name, STAMP),
                    _part(old.read(name), name, names_kept, gone, pictures),
                    zipfile.ZIP_DEFLATED,
                )
    return {}


def _pictures():
    spec = importlib.util.spec_from_file_location(
        "bare_pictures", Path(__file__).with_name("pictures.py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _is_kept(name: str, kind: str, pictures) -> bool:
    if name == "[Content_Types].xml" or KEPT[kind].fullmatch(name):
        return True
    media = MEDIA.fullmatch(name)
    return bool(media) and media[2].lower() in {*pictures.CLEANERS, "tif", "tiff"}


def _owner(rels: str) -> str:
    """word/_rels/document.xml.rels -> word/document.xml; the package's own -> ''."""
    folder, name = rels.rsplit("_rels/", 1)
    return folder + name.removesuffix(".rels")


def _stays(relation, owner: str, names_kept: set[str]) -> bool:
    target = relation.get("Target", "")
    if relation.get("TargetMode", "").lower() == "external":
        return bool(REACHABLE.match(target)) or target.startswith("#")
    place = (
        target.lstrip("/")
        if target.startswith("/")
        else posixpath.normpath(posixpath.join(posixpath.dirname(owner), target))
    )
    return target.startswith("#") or place in names_kept


def _missing_rels(
    old: zipfile.ZipFile, names: list[str], names_kept: set[str]
) -> dict[str, set[str]]:
    """{part: ids of its relations that lead to a part left out, or to a place on
    somebody's disk}
    """
    return {
        _owner(name): {
            relation.get("Id")
            for relation in _tree(old.read(name))
            if not _stays(relation, _owner(name), names_kept)
        }
        for name in names
        if RELS.fullmatch(name)
    }


def _tree(data: bytes):
    return etree.fromstring(
        data,
        etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        ),
    )


def _part(
    data: bytes, name: str, names_kept: set[str], gone: dict[str, set[str]], pictures
) -> bytes:
    if media := MEDIA.fullmatch(name):
        return _picture(data, media[2].lower(), pictures)
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        return data
    tree = _tree(data)
    if RELS.fullmatch(name):
        for relation in list(tree):
            if relation.get("Id") in gone.get(_owner(name), ()):
                tree.remove(relation)
    elif name == "[Content_Types].xml":
        for entry in list(tree):
            if entry.get("PartName") and entry.get("PartName").lstrip("/") not in names_kept:
                tree.remove(entry)
    else:
        _scrub(tree, gone.get(name, set()))
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _picture(data: bytes, ending: str, pictures) -> bytes:
    if ending not in ("tif", "tiff"):
        return pictures.CLEANERS[ending](data)
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=["TIFF"]) as image:
        plain, out = Image.frombytes(image.mode, image.size, image.tobytes()), io.BytesIO()
    plain.save(out, "TIFF", compression="tiff_deflate")
    return out.getvalue()


def _local(tag) -> str:
    return etree.QName(tag).localname


def _scrub(tree, gone: set[str]) -> None:
    for element in list(tree.iter(etree.Element)):
        name = _local(element.tag)
        if name in ELEMENTS and element.getparent() is not None:
            _remove(element)
            continue
        if name == "author" and element.text:
            element.text = NOBODY
        for key in list(element.attrib):
            _attribute(element, key, name)
        for key in [
            key for key, value in element.attrib.items() if key.startswith(R) and value in gone
        ]:
            del element.attrib[key]
            if (
                not len(element)
                and not element.attrib
                and not element.text
                and element.getparent() is not None
            ):
                _remove(element)
                break


def _attribute(element, key: str, name: str) -> None:
    local = _local(key)
    if local.lower() in NAMING:
        if local.lower() in NEEDED:
            element.set(key, NOBODY)
        else:
            del element.attrib[key]
    elif (
        SITTINGS.fullmatch(local)
        or local in DATED
        and any(_local(other).lower() == "author" for other in element.attrib)
    ):
        del element.attrib[key]
    elif local == "name" and name in PICTURE:
        element.set(key, f"Hình {element.get('id', '')}".strip())


def _remove(element) -> None:
    """Take it out, and leave what stood behind it."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def left(source: str) -> list[str]:
    """Text that stands in the file and is read on no page or open sheet of it."""
    words = []
    with zipfile.ZipFile(source) as archive:
        names = archive.namelist()
        hiding = any(
            _hides(_tree(archive.read(name)))
            for name in names
            if name == "xl/workbook.xml"
            or name.startswith("xl/worksheets/")
            and name.endswith(".xml")
        )
        for name in names:
            if name.endswith((".xml", ".rels", ".vml")) and name != "[Content_Types].xml":
                words += _unseen(_tree(archive.read(name)), all_of_it=hiding)
            elif name.endswith((".emf", ".wmf")):
                data = archive.read(name)
                words += [data.decode("latin-1"), data.decode("utf-16-le", "replace")]
    return words


def _hides(tree) -> bool:
    """A sheet, row or column that is not shown: its words stand among those that are."""
    return any(
        element.get("state") in ("hidden", "veryHidden") or element.get("hidden") in ("1", "true")
        for element in tree.iter(etree.Element)
    )


def _unseen(tree, all_of_it: bool) -> list[str]:
    words = []
    for element in tree.iter(etree.Element):
        words += [value for value in element.attrib.values() if len(value) > 3]
        if element.text and (all_of_it or _local(element.tag) not in SEEN or _vanishes(element)):
            words.append(element.text)
    return words


def _vanishes(element) -> bool:
    run = element.getparent()
    return run is not None and any(
        _local(property_node.tag) == "vanish"
        for properties in run
        if _local(properties.tag) == "rPr"
        for property_node in properties
    )
