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
    for thing in document.objects:
        yield from _inside(thing, 0)
    yield from _inside(document.trailer, 0)


def _inside(thing, depth: int):
    """Itself and what it holds directly; what it points to comes in its own turn. 40 levels are
    more than any program writes.
    """
    if depth > 40:
        return
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        yield thing
        for _key, value in thing.items():
            if not value_is_pointer(value):
                yield from _inside(value, depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if not value_is_pointer(value):
                yield from _inside(value, depth + 1)


def value_is_pointer(value) -> bool:
    return bool(getattr(value, "is_indirect", False))


def runs(path: str) -> list[str]:
    """The kinds of things in it that could run, fetch or be unpacked, each once, sorted."""
    with pikepdf.open(path) as document:
        return sorted({what for thing in _every(document) for what in _of(thing)})


def signed(path: str) -> bool:
    """Whether it bears a digital signature: written anew it would bear none."""
    with pikepdf.open(path) as document:
        return any("/ByteRange" in thing for thing in _every(document))


def _of(thing):
    for key, what in KEYS.items():
        if key in thing:
            yield what
    for key in ("/S", "/Subtype", "/Type"):
        value = thing.get(key)
        if isinstance(value, pikepdf.Name):
            if str(value) in RUNS:
                yield RUNS[str(value)]
            elif str(value) in ("/FileAttachment", "/EmbeddedFile"):
                yield "attachment"
    if "/OpenAction" in thing and _acts(thing.OpenAction):
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
        for thing in list(_every(document)):
            _scrub(thing, clean_jpeg)
        document.save(
            target,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            linearize=False,
        )
    return {}


def _keep_only(thing, keys: tuple[str, ...]) -> None:
    for key in list(thing.keys()):
        if key not in keys:
            del thing[key]


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


def _scrub(thing, clean_jpeg) -> None:
    subtype, kind = str(thing.get("/Subtype", "")), str(thing.get("/Type", ""))
    if (
        isinstance(thing.get("/A"), pikepdf.Dictionary)
        and "/S" in thing.A
        and str(thing.A.S) not in HARMLESS
    ):
        del thing["/A"]
    if (
        isinstance(thing.get("/Next"), (pikepdf.Dictionary, pikepdf.Array))
        and "/S" in thing
        and "/Title" not in thing
    ):
        del thing["/Next"]
    dated = not _draws_by_letters(thing)
    for key in DROPPED:
        if key in thing and (dated or key not in ("/M", "/B", "/VP")):
            del thing[key]
    if (
        subtype
        and kind in ("", "/Annot")
        and "/Rect" in thing
        and subtype != "/Widget"
        and "/T" in thing
    ):
        del thing["/T"]  # of a note: its author; of a field: its name
    if str(thing.get("/FT", "")) == "/Sig" and "/V" in thing:
        del thing[
            "/V"
            # a rewritten file breaks the signature anyway: what it drew stays, name, place and
            # certificate go
        ]
    if subtype == "/Image" and isinstance(thing, pikepdf.Stream):
        _clean_image(thing, clean_jpeg)


def _draws_by_letters(thing) -> bool:
    """Resources, functions and characters may bear one-letter names of their own (a font called
    /M).
    """
    return not any(key in thing for key in ("/Type", "/Subtype", "/Rect", "/S", "/FT", "/Parent"))


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
        for thing in _every(document):
            for key, value in thing.items():
                if key not in SEEN and key not in DRAWS:
                    words += _strings(value)
    return words


def _strings(value) -> list[str]:
    if isinstance(value, pikepdf.String):
        return [str(value)]
    if isinstance(value, pikepdf.Array):
        return [str(one) for one in value if isinstance(one, pikepdf.String)]
    return []
