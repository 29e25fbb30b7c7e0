"""Where a provision stands in its document (“Điều 5 khoản 2 điểm a”), as its reader cites it."""

import re

from compliance.core.language import Text, _, in_sense

_ARTICLE = re.compile(
    r"Điều (?P<article>\d+[a-z]?)(?: khoản (?P<clause>\d+)(?: điểm (?P<point>[a-zđ]))?)?"
)
_TURNED = re.compile(
    r"(?:điểm (?P<point>[a-zđ]) )?khoản (?P<clause>\d+) Điều (?P<article>\d+[a-z]?)", re.IGNORECASE
)
_SECTION = re.compile(
    r"mục (?P<section>[IVX\d]+)(?: gạch đầu dòng thứ (?P<dash>\w+))?", re.IGNORECASE
)
_DOCUMENT = re.compile(r"(?P<kind>Công văn|Kế hoạch|Chỉ thị|Quyết định) số (?P<number>\S*\d\S*)")
_KINDS = {
    "Công văn": _("Công văn"),
    "Kế hoạch": _("Kế hoạch"),
    "Chỉ thị": _("Chỉ thị"),
    "Quyết định": _("Quyết định"),
}
_BY_PARTS = {
    ("article",): in_sense("provision", "Điều {article}"),
    ("article", "clause"): in_sense("provision", "Điều {article} khoản {clause}"),
    ("article", "clause", "point"): in_sense(
        "provision", "Điều {article} khoản {clause} điểm {point}"
    ),
    ("section",): in_sense("provision", "mục {section}"),
    ("dash", "section"): in_sense("provision", "mục {section} gạch đầu dòng thứ {dash}"),
}
_ORDINALS = {
    "nhất": in_sense("provision", "nhất"),
    "hai": in_sense("provision", "hai"),
    "ba": in_sense("provision", "ba"),
    "tư": in_sense("provision", "tư"),
    "năm": in_sense("provision", "năm"),
}


def document_cited(text: str) -> str:
    """A document by its kind and number, as somebody entered it; any other text stays as it is."""
    if isinstance(text, Text) or not (match := _DOCUMENT.fullmatch(text)):
        return text
    sentence = in_sense("provision", "{kind} số {number}")
    return sentence.format(kind=_KINDS[match["kind"]], number=match["number"])


def place_cited(text: str) -> str:
    """A place in a document as somebody entered it, in the words of the reader: the words are of
    the law, whoever typed them. Any other text stays as it is.
    """
    if isinstance(text, Text):
        return text
    match = _ARTICLE.fullmatch(text) or _TURNED.fullmatch(text) or _SECTION.fullmatch(text)
    if match is None:
        return text
    parts = {name: value for name, value in match.groupdict().items() if value}
    if "dash" in parts and parts["dash"] not in _ORDINALS:
        return text
    sentence = _BY_PARTS[tuple(sorted(parts))]
    parts["dash"] = _ORDINALS.get(parts.get("dash", ""), "")
    shown = sentence.format(**parts)
    return Text(text, lambda: str(shown))
