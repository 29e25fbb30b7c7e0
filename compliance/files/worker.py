"""The only code that decodes pictures and PDF. Run as a script it limits itself first; it knows
nothing of the portal.

Order on stdin as JSON: {job, source, target?, ...}. Answer on stdout as JSON: facts, or {"refused":
reason}.
"""

import json
import sys
from functools import cache
from pathlib import Path

MEMORY = 1400 * 1024 * 1024
PROCESSOR_SECONDS = 100
FILE_BYTES = 1024 * 1024 * 1024
MAX_FRAMES = 300
MAX_ALL_PIXELS = 240_000_000
MAX_PAGES = 200
MAX_BURNT_PAGES = 60
PAGE_SIDE = 2000
MAX_SHEETS = 200
POINTS = 900  # a sheet of a PDF page that is very narrow is at least this long, in points
MOST_LETTERS = 20_000_000


def _(sentence: str) -> str:
    """Marks it for the catalogues; whoever asked shows it in the reader's language."""
    return sentence


class Broken(Exception):
    """What the person is told, in Vietnamese."""


def limit() -> None:
    import resource

    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def read_image(source: str, most: int = MAX_ALL_PIXELS, **__) -> dict:
    """Decode every frame, so that a picture that breaks half-way is not taken."""
    with _sheets().opened(source) as image:
        frames, sheets = getattr(image, "n_frames", 1), 0
        if image.width * image.height > most:
            raise Broken(_("Ảnh quá lớn (trên 60 triệu điểm ảnh). Giảm cỡ ảnh rồi gửi lại."))
        scan = image.format == "TIFF"
        if scan and frames > MAX_SHEETS:
            raise Broken(
                _("Tệp tif có {frames} trang; tối đa {max_sheets} trang. Chia nhỏ tệp.").format(
                    frames=frames, max_sheets=MAX_SHEETS
                )
            )
        if not scan and (
            frames > MAX_FRAMES or frames * image.width * image.height > MAX_ALL_PIXELS
        ):
            raise Broken(_("Ảnh động quá dài hoặc quá lớn. Cắt ngắn hoặc gửi ảnh tĩnh."))
        width, height, marked = image.width, image.height, bool(image.getexif())
        shown = _sheets().frames_shown(image)
        for number in range(frames):
            if frames > 1:
                image.seek(number)
            if image.width * image.height > most:
                raise Broken(_("Ảnh quá lớn (trên 60 triệu điểm ảnh). Giảm cỡ ảnh rồi gửi lại."))
            image.load()
            sheets += len(_sheets().cuts_of(image)) if number in shown else 0
        if sheets > MAX_SHEETS:
            raise Broken(
                _("Ảnh quá dài (trên {max_sheets} trang). Chia nhỏ rồi gửi lại.").format(
                    max_sheets=MAX_SHEETS
                )
            )
    return {
        "width": width,
        "height": height,
        **({"frames": frames} if frames > 1 and len(shown) == 1 else {}),
        **({"sheets": sheets} if sheets > 1 else {}),
        **({"exif": True} if marked else {}),
    }


def read_sound(source: str, kind: str, **__) -> dict:
    """Walk every frame; the kind may be another than the first bytes said."""
    try:
        return {"kind": _sibling("sound").read(source, kind)}
    except (ValueError, IndexError, KeyError) as error:
        raise Broken(_("Tệp ghi âm bị hỏng hoặc không đúng loại.")) from error


def _open_pdf(source: str):
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    try:
        document = pdfium.PdfDocument(source)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Broken(_("Tệp PDF có mật khẩu; lưu lại bản không có mật khẩu.")) from error
        raise Broken(_("Tệp PDF bị hỏng.")) from error
    if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
        raise Broken(_("Tệp PDF bị mã hóa; in lại ra PDF không mã hóa rồi gửi."))
    document.init_forms()  # or what is filled in, ticked and signed is not drawn
    raw.FPDF_SetFormFieldHighlightAlpha(document.formenv, 0)  # no colour that is not in the file
    return document


def read_pdf(source: str, **__) -> dict:
    """Open every page. What could run in another reader is noted: pages here are drawn by the
    server, and the original is only downloaded.
    """
    document = _open_pdf(source)
    if not 0 < len(document) <= MAX_PAGES:
        raise Broken(
            _("Tệp PDF có {count} trang; tối đa {max_pages} trang. Chia nhỏ tệp.").format(
                count=len(document), max_pages=MAX_PAGES
            )
            if len(document)
            else _("Tệp PDF không có trang nào.")
        )
    sheets = 0
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        if not (0 < width < 50000 and 0 < height < 50000):
            raise Broken(_("Tệp PDF có trang khổ không hợp lệ."))
        sheets += len(_page_cuts(page))
        page.close()
    if sheets > MAX_SHEETS:
        raise Broken(
            _("Tệp PDF có trang quá dài (trên {max_sheets} tờ). Chia nhỏ tệp.").format(
                max_sheets=MAX_SHEETS
            )
        )
    facts = {"pages": len(document), **({"sheets": sheets} if sheets > len(document) else {})}
    if runs := _sibling("pdf").runs(source):
        facts |= {"active": True, "runs": runs}
    if _sibling("pdf").signed(source):
        facts["signed"] = True
    if blocks := _sibling("pdf").blocks(source):
        facts["blocks"] = blocks
    if noted := len(_sibling("pdf").notes(source)):
        facts["noted"] = noted
    if undrawn := _sibling("pdf").undrawn(source):
        facts["undrawn"] = undrawn
    if document.get_metadata_value("Author").strip():
        facts["author"] = True
    return facts


def _page_cuts(page) -> list[tuple[int, int, int, int]]:
    return _sheets().cuts(*page.get_size(), least=POINTS)


def _page(document, number: int, side: int, sheet: int | None = None):
    """A page as it is printed: with what is filled in, stamped, noted and signed on it. `sheet`:
    that piece of a long page.
    """
    page = document[number]
    width, height = page.get_size()
    left, top, right, bottom = (0, 0, width, height) if sheet is None else _page_cuts(page)[sheet]
    drawn = (
        page.render(
            scale=min(side / max(right - left, bottom - top), 6),
            crop=(left, max(height - bottom, 0), max(width - right, 0), top),
            may_draw_forms=True,
        )
        .to_pil()
        .convert("RGB")
    )
    page.close()
    return drawn


def _where(document, sheet: int) -> tuple[int, int]:
    """(page, its sheet) of a sheet, all from nought."""
    for number in range(len(document)):
        page = document[number]
        count = len(_page_cuts(page))
        page.close()
        if sheet < count:
            return number, sheet
        sheet -= count
    raise Broken(_("Tệp không có trang này."))


def notes(source: str, target: str, **__) -> dict:
    """What notes on the pages say, as JSON."""
    said = _sibling("pdf").notes(source)
    Path(target).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return {}


def signatures(source: str, target: str, trusted: str = "", **__) -> dict:
    """Who signed a PDF, as JSON."""
    said = _sibling("signatures", "").read(source, trusted)
    Path(target).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return {}


def image(source: str, target: str, side: int, **__) -> dict:
    picture = _sheets().picture_of(source)
    picture.thumbnail((side, side))
    picture.save(target, "JPEG", quality=86, subsampling=0)
    return {"width": picture.width, "height": picture.height}


def sheets(source: str, targets: list[str], side: int, **__) -> dict:
    """All sheets of a picture at once: decoding it is what takes time."""
    for target, picture in zip(targets, _sheets().sheets_of(source), strict=True):
        picture.thumbnail((side, side))
        picture.save(target, "JPEG", quality=86, subsampling=0)
    return {"sheets": len(targets)}


def page(source: str, target: str, side: int, number: int, cut: bool = False, **__) -> dict:
    document = _open_pdf(source)
    at, sheet = _where(document, number - 1) if cut else (number - 1, None)
    drawn = _page(document, at, side, sheet)
    drawn.save(target, "JPEG", quality=84, subsampling=0)
    return {"width": drawn.width, "height": drawn.height}


def burn_image(source: str, target: str, boxes: list[dict], **__) -> dict:
    picture = _sheets().picture_of(source)
    picture.thumbnail((6000, 6000))
    _sheets().burn(picture, boxes)
    if target.endswith(".png"):
        picture.save(target, "PNG", optimize=False)
    else:
        picture.save(target, "JPEG", quality=92, subsampling=0)
    return {"width": picture.width, "height": picture.height}


def burn_sheets(source: str, target: str, boxes: list[dict], **__) -> dict:
    """A long picture or a scan of several pages, covered and cut, as a PDF."""
    _sheets().save_pages(_sheets().sheets_of(source, boxes), target, 150, 92)
    return {}


def burn_pdf(source: str, target: str, boxes: list[dict], cut: bool = False, **__) -> dict:
    """A PDF of pictures: no text layer, no form, no attachment, no name of an author
    can survive.
    """
    document = _open_pdf(source)
    places = [
        (number, sheet if cut else None)
        for number in range(len(document))
        for sheet in (range(len(_page_cuts(document[number]))) if cut else (0,))
    ]
    if len(places) > MAX_BURNT_PAGES:
        raise Broken(
            _(
                "Bản che chỉ lập được từ PDF tối đa {max_burnt_pages} trang. Chia nhỏ tệp gốc."
            ).format(max_burnt_pages=MAX_BURNT_PAGES)
        )

    def pages():
        for at, (number, sheet) in enumerate(places, 1):
            drawn = _page(document, number, PAGE_SIDE, sheet)
            _sheets().burn(drawn, [box for box in boxes if box["page"] == at])
            yield drawn

    _sheets().save_pages(pages(), target, 170, 88)
    return {"pages": len(places)}


def _sheets():
    return _sibling("sheets", "")


@cache
def _sibling(name: str, folder: str = "bare"):
    """A module of bare/ or beside this file, found by its file: this script runs without a
    package.
    """
    import importlib.util

    spec = importlib.util.spec_from_file_location(
        f"bare_{name}", Path(__file__).parent / folder / f"{name}.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BOXED = ("mp4", "mov", "3gp", "m4a")
SOUNDS = ("mp3", "amr", "wav", "aac", "ogg")


def bare(source: str, target: str, kind: str, **__) -> dict:
    """A copy without what says who, where and with what; for what cannot be vouched for there is
    none.
    """
    try:
        if kind == "pdf":
            return _sibling("pdf").copy(source, target)
        if kind in ("docx", "xlsx"):
            return _sibling("office").copy(source, target, kind)
        if kind in SOUNDS:
            return _sibling("sound").copy(source, target, kind)
        return getattr(_sibling("media"), "boxed" if kind in BOXED else kind)(source, target)
    except Exception as error:  # parsers raise many kinds; whatever it was, nothing is handed out
        raise Broken(_("Không bỏ hết được thông tin ẩn của tệp này.")) from error


def bare_sheets(source: str, target: str, **__) -> dict:
    """A long picture or a scan of several pages: its sheets as large as they are, as a PDF."""
    _sheets().save_pages(_sheets().sheets_of(source), target, 150, 90)
    return {}


def left(source: str, kind: str, **__) -> dict:
    """The words such a copy still holds out of sight."""
    if kind in SOUNDS:
        words = _sibling("sound").left(source, kind)
    else:
        words = _sibling(
            {"pdf": "pdf", "docx": "office", "xlsx": "office"}.get(kind, "media")
        ).left(source)
    return {"words": "\n".join(words)[:MOST_LETTERS]}


JOBS = {
    job.__name__: job
    for job in (
        read_image,
        read_sound,
        read_pdf,
        image,
        sheets,
        page,
        notes,
        signatures,
        burn_image,
        burn_sheets,
        burn_pdf,
        bare,
        bare_sheets,
        left,
    )
}


def do(order: dict) -> dict:
    """One job; a broken file is an answer, never a crash."""
    try:
        return JOBS[order.pop("job")](**order)
    except Broken as broken:
        return {"refused": str(broken)}
    except MemoryError:
        return {"refused": _("Tệp quá lớn để đọc. Giảm cỡ rồi gửi lại.")}
    except Exception:  # decoders raise many kinds for broken bytes; all mean the same here
        return {
            "refused": _("Tệp bị hỏng.")
            if Path(order["source"]).is_file()
            else _("Không tìm thấy tệp.")
        }


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(do(json.loads(sys.stdin.read()))))
