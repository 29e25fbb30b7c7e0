"""PDF: what could run or is attached is found anywhere in it; the copy has neither, and no author,
company, dates of saving or place.
"""

import pikepdf

RUNS = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/SubmitForm": "submit",
    "/ImportData": "import",
    "/GoToR": "other_file",
    "/GoToE": "other_file",
    "/RichMedia": "media",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/Screen": "media",
    "/3D": "media",
}
HARMLESS = {"/GoTo", "/URI", "/Named"}  # what a link may do in the copy
KEYS = {
    "/AA": "action",
    "/JS": "javascript",
    "/RichMediaContent": "media",
    "/XFA": "xfa",
    "/EF": "attachment",
    "/EmbeddedFiles": "attachment",
}
# of every dictionary: who, with what, when, where; the keys that run; what other programs keep
DROPPED = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/CreationDate",
    "/ModDate",
    "/M",
    "/NM",
    "/Author",
    "/Creator",
    "/Producer",
    "/Company",
    "/SourceModified",
    "/CreatorInfo",
    "/Measure",
    "/GPTS",
    "/LGIDict",
    "/VP",
    "/AA",
    "/OpenAction",
    "/JS",
    "/JavaScript",
    "/RichMediaContent",
    "/XFA",
    "/EF",
    "/EmbeddedFiles",
    "/AF",
    "/Thumb",
    "/SpiderInfo",
    "/Threads",
    "/B",
    "/Collection",
    "/Perms",
    "/DSS",
    "/Legal",
    "/URLS",
    "/IDS",
    "/WebCapture",
    "/ID",
    "/RC",
)
ROOT = (
    "/Type",
    "/Pages",
    "/AcroForm",
    "/PageLabels",
    "/PageLayout",
    "/PageMode",
    "/ViewerPreferences",
    "/Outlines",
    "/Dests",
    "/Names",
    "/Lang",
    "/StructTreeRoot",
    "/MarkInfo",
    "/OCProperties",
    "/OutputIntents",
    "/Version",
)
CONTAINERS = ("/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D")
# strings a reader of the page sees, or that draw it
SEEN = {
    "/Contents",
    "/Title",
    "/ActualText",
    "/Alt",
    "/E",
    "/V",
    "/DV",
    "/TU",
    "/CA",
    "/Opt",
    "/URI",
}
DRAWS = {"/DA", "/Lookup", "/Indexed", "/Registry", "/Ordering", "/CharSet", "/Decode", "/Base"}


def _every(document: pikepdf.Pdf):
    """Every dictionary in the document, nested ones too."""
    for node in document.objects:
        yield from _inside(node, 0)
    yield from _inside(document.trailer, 0)


def _inside(node, depth: int):
    """Itself and what it holds directly; what it points to comes in its own turn. 40 levels are
    more than any program writes.
    """
    if depth > 40:
        return
    if isinstance(node, (pikepdf.Dictionary, pikepdf.Stream)):
        yield node
        for _key, value in node.items():
            if not value_is_pointer(value):
                yield from _inside(value, depth + 1)
    elif isinstance(node, pikepdf.Array):
        for value in node:
            if not value_is_pointer(value):
                yield from _inside(value, depth + 1)


def value_is_pointer(value) -> bool:
    return bool(getattr(value, "is_indirect", False))


def runs(path: str) -> list[str]:
    """The kinds of things in it that could run, fetch or be unpacked, each once, sorted."""
    with pikepdf.open(path) as document:
        return sorted({what for node in _every(document) for what in _of(node)})


# what the library that draws pages leaves out when the file does not say how it looks
SAYS_HOW = {"/Line", "/Polygon", "/PolyLine", "/Stamp", "/Caret", "/FileAttachment"}
HIDDEN = 2  # flag of what no reader shows
MOST_NOTES, MOST_WORDS = 100, 1000


def notes(path: str) -> list[dict]:
    """The words of notes on its pages that a reader opens, and a drawing does not show."""
    said = []
    with pikepdf.open(path) as document:
        for number, note in _seen(document):
            words = str(note.get("/Contents", "")).strip()
            if words and str(note.get("/Subtype")) not in ("/Widget", "/Link", "/FreeText"):
                said.append({"page": number, "words": words[:MOST_WORDS]})
    return said[:MOST_NOTES]


def undrawn(path: str) -> int:
    """How many marks on its pages a drawing cannot show."""
    with pikepdf.open(path) as document:
        return sum(
            str(note.get("/Subtype")) in SAYS_HOW and "/AP" not in note
            for _, note in _seen(document)
        )


def _seen(document: pikepdf.Pdf):
    """(page, annotation) of what stands on the pages and is not hidden."""
    for number, page in enumerate(document.pages, 1):
        noted = page.get("/Annots")
        for note in noted if isinstance(noted, pikepdf.Array) else ():
            if isinstance(note, pikepdf.Dictionary) and not int(note.get("/F", 0)) & HIDDEN:
                yield number, note


def blocks(path: str) -> int:
    """How many drawn blocks of signatures bear no signature: a picture of one proves nothing."""
    with pikepdf.open(path) as document:
        return sum(
            str(note.get("/FT", note.get("/Parent", {}).get("/FT", ""))) == "/Sig"
            and "/AP" in note
            and not _holds(note.get("/V", note.get("/Parent", {}).get("/V")))
            for _, note in _seen(document)
        )


def _holds(value) -> bool:
    return isinstance(value, pikepdf.Dictionary) and "/ByteRange" in value


def signed(path: str) -> bool:
    """Whether it bears a digital signature: written anew it would bear none."""
    with pikepdf.open(path) as document:
        return any("/ByteRange" in node for node in _every(document))


def _of(node):
    for key, what in KEYS.items():
        if key in node:
            yield what
    for key in ("/S", "/Subtype", "/Type"):
        value = node.get(key)
        if isinstance(value, pikepdf.Name):
            if str(value) in RUNS:
                yield RUNS[str(value)]
            elif str(value) in ("/FileAttachment", "/EmbeddedFile"):
                yield "attachment"
    if "/OpenAction" in node and _acts(node.OpenAction):
        yield "action"


def _acts(action) -> bool:
    """Opening at a page or with a zoom is no action; anything else is."""
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) != "/GoTo"


def copy(source: str, target: str) -> dict:
    """Write the copy: only what can be reached from the pages, without what names somebody and
    without what runs.
    """
    clean_jpeg = _pictures().jpeg
    with pikepdf.open(source) as document:
        _keep_only(document.trailer, ("/Root", "/Size"))
        _keep_only(document.Root, ROOT)
        if "/Names" in document.Root:
            _keep_only(document.Root.Names, ("/Dests",))
        for page in document.pages:
            _without_containers(page)
        for node in list(_every(document)):
            _scrub(node, clean_jpeg)
        document.save(
            target,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            linearize=False,
        )
    return {}


def _keep_only(node, keys: tuple[str, ...]) -> None:
    for key in list(node.keys()):
        if key not in keys:
            del node[key]


def _without_containers(page) -> None:
    notes = page.get("/Annots")
    if isinstance(notes, pikepdf.Array):
        page.Annots = pikepdf.Array(
            [
                note
                for note in notes
                if not (
                    isinstance(note, pikepdf.Dictionary)
                    and str(note.get("/Subtype", "")) in CONTAINERS
                )
            ]
        )


def _scrub(node, clean_jpeg) -> None:
    subtype, kind = str(node.get("/Subtype", "")), str(node.get("/Type", ""))
    if (
        isinstance(node.get("/A"), pikepdf.Dictionary)
        and "/S" in node.A
        and str(node.A.S) not in HARMLESS
    ):
        del node["/A"]
    if (
        isinstance(node.get("/Next"), (pikepdf.Dictionary, pikepdf.Array))
        and "/S" in node
        and "/Title" not in node
    ):
        del node["/Next"]
    dated = not _draws_by_letters(node)
    for key in DROPPED:
        if key in node and (dated or key not in ("/M", "/B", "/VP")):
            del node[key]
    if (
        subtype
        and kind in ("", "/Annot")
        and "/Rect" in node
        and subtype != "/Widget"
        and "/T" in node
    ):
        del node["/T"]  # of a note: its author; of a field: its name
    if str(node.get("/FT", "")) == "/Sig" and "/V" in node:
        del node[
            "/V"
            # a rewritten file breaks the signature anyway: what it drew stays, name, place and
            # certificate go
        ]
    if subtype == "/Image" and isinstance(node, pikepdf.Stream):
        _clean_image(node, clean_jpeg)


def _draws_by_letters(node) -> bool:
    """Resources, functions and characters may bear one-letter names of their own (a font called
    /M).
    """
    return not any(key in node for key in ("/Type", "/Subtype", "/Rect", "/S", "/FT", "/Parent"))


def _clean_image(image, clean_jpeg) -> None:
    filters = image.get("/Filter")
    last = filters[-1] if isinstance(filters, pikepdf.Array) and len(filters) == 1 else filters
    if last is None or str(last) != "/DCTDecode":
        return
    image.write(
        clean_jpeg(image.read_raw_bytes()),
        filter=pikepdf.Name("/DCTDecode"),
        decode_parms=image.get("/DecodeParms"),
    )


def _pictures():
    import importlib.util
    from pathlib import Path

    spec = importlib.util.spec_from_file_location(
        "bare_pictures", Path(__file__).with_name("pictures.py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def left(source: str) -> list[str]:
    """Text that stands in the file and on no page of it."""
    words = []
    with pikepdf.open(source) as document:
        for node in _every(document):
            for key, value in node.items():
                if key not in SEEN and key not in DRAWS:
                    words += _strings(value)
    return words


def _strings(value) -> list[str]:
    if isinstance(value, pikepdf.String):
        return [str(value)]
    if isinstance(value, pikepdf.Array):
        return [str(part) for part in value if isinstance(part, pikepdf.String)]
    return []
