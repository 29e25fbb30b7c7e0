"""The only code that decodes pictures and PDF. Run as a script it limits itself first; it knows
nothing of the portal.

Order on stdin as JSON: {job, source, target?, ...}. Answer on stdout as JSON: facts, or {"refused":
reason}.
"""

import json
import sys
from pathlib import Path

MEMORY = 1400 * 1024 * 1024
PROCESSOR_SECONDS = 100
FILE_BYTES = 64 * 1024 * 1024
MAX_FRAMES = 300
MAX_ALL_PIXELS = 240_000_000
MAX_PAGES = 200
MAX_BURNT_PAGES = 60
# boxes grow outward to the blocks of JPEG: nothing of what they cover bleeds into a block that
# stays
GRID = 16
INK = (0, 0, 0)
PAGE_SIDE = 2000
MOST_LETTERS = 20_000_000


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


def read_image(source: str, **_) -> dict:
    """Decode every frame, so that a picture that breaks half-way is not taken."""
    from PIL import Image, ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # the caller has bounded it
    with Image.open(source) as image:
        frames = getattr(image, "n_frames", 1)
        if frames > MAX_FRAMES or frames * image.width * image.height > MAX_ALL_PIXELS:
            raise Broken("Ảnh động quá dài hoặc quá lớn. Cắt ngắn hoặc gửi ảnh tĩnh.")
        width, height, marked = image.width, image.height, bool(image.getexif())
        for number in range(frames):
            image.seek(number)
            image.load()
    return {
        "width": width,
        "height": height,
        **({"frames": frames} if frames > 1 else {}),
        **({"exif": True} if marked else {}),
    }


def _open_pdf(source: str):
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    try:
        document = pdfium.PdfDocument(source)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Broken("Tệp PDF có mật khẩu; lưu lại bản không có mật khẩu.") from error
        raise Broken("Tệp PDF bị hỏng.") from error
    if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
        raise Broken("Tệp PDF bị mã hóa; in lại ra PDF không mã hóa rồi gửi.")
    return document


def read_pdf(source: str, **_) -> dict:
    """Open every page. What could run in another reader is noted: pages here are drawn by the
    server, and the original is only downloaded.
    """
    document = _open_pdf(source)
    if not 0 < len(document) <= MAX_PAGES:
        raise Broken(
            f"Tệp PDF có {len(document)} trang; tối đa {MAX_PAGES} trang. Chia nhỏ tệp."
            if len(document)
            else "Tệp PDF không có trang nào."
        )
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        if not (0 < width < 20000 and 0 < height < 20000):
            raise Broken("Tệp PDF có trang khổ không hợp lệ.")
        page.close()
    facts = {"pages": len(document)}
    if runs := _sibling("pdf").runs(source):
        facts |= {"active": True, "runs": runs}
    if _sibling("pdf").signed(source):
        facts["signed"] = True
    if document.get_metadata_value("Author").strip():
        facts["author"] = True
    return facts


def _picture(source: str):
    """The first frame, turned the way it was taken, on white, without anything but its pixels."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(source)
    image.seek(0)
    image.draft("RGB", (6000, 6000))
    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        plain = Image.new("RGB", image.size, "white")
        plain.paste(image, mask=image.getchannel("A"))
        return plain
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def _page(document, number: int, side: int):
    page = document[number]
    width, height = page.get_size()
    drawn = (
        page.render(scale=min(side / max(width, height), 6), may_draw_forms=False)
        .to_pil()
        .convert("RGB")
    )
    page.close()
    return drawn


def image(source: str, target: str, side: int, **_) -> dict:
    picture = _picture(source)
    picture.thumbnail((side, side))
    picture.save(target, "JPEG", quality=86, subsampling=0)
    return {"width": picture.width, "height": picture.height}


def page(source: str, target: str, side: int, number: int, **_) -> dict:
    drawn = _page(_open_pdf(source), number - 1, side)
    drawn.save(target, "JPEG", quality=84, subsampling=0)
    return {"width": drawn.width, "height": drawn.height}


def _burn(picture, boxes: list[dict]) -> None:
    """Black, whole blocks, at least the box: percentages of the picture as it is shown."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(picture)
    for box in boxes:
        left, top = (
            int(box[side] / 100 * full) // GRID * GRID
            for side, full in (("x", picture.width), ("y", picture.height))
        )
        right = -(-int((box["x"] + box["w"]) / 100 * picture.width + 1) // GRID) * GRID
        bottom = -(-int((box["y"] + box["h"]) / 100 * picture.height + 1) // GRID) * GRID
        draw.rectangle(
            (left, top, min(right, picture.width) - 1, min(bottom, picture.height) - 1), fill=INK
        )


def burn_image(source: str, target: str, boxes: list[dict], **_) -> dict:
    picture = _picture(source)
    picture.thumbnail((6000, 6000))
    _burn(picture, boxes)
    if target.endswith(".png"):
        picture.save(target, "PNG", optimize=False)
    else:
        picture.save(target, "JPEG", quality=92, subsampling=0)
    return {"width": picture.width, "height": picture.height}


def burn_pdf(source: str, target: str, boxes: list[dict], **_) -> dict:
    """A PDF of pictures: no text layer, no form, no attachment, no name of an author
    can survive.
    """
    document = _open_pdf(source)
    if len(document) > MAX_BURNT_PAGES:
        raise Broken(
            f"Bản che chỉ lập được từ PDF tối đa {MAX_BURNT_PAGES} trang. Chia nhỏ tệp gốc."
        )

    def pages():
        for number in range(len(document)):
            drawn = _page(document, number, PAGE_SIDE)
            _burn(drawn, [box for box in boxes if box["page"] == number + 1])
            yield drawn

    first, *rest = pages()
    first.save(
        target, "PDF", resolution=170, save_all=True, append_images=rest, quality=88, title=""
    )
    return {"pages": len(document)}


def _sibling(name: str):
    """A module of bare/, found by its file: this script runs without a package."""
    import importlib.util

    spec = importlib.util.spec_from_file_location(
        f"bare_{name}", Path(__file__).parent / "bare" / f"{name}.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bare(source: str, target: str, kind: str, **_) -> dict:
    """A copy without what says who, where and with what; for what cannot be vouched for there is
    none.
    """
    try:
        if kind == "pdf":
            return _sibling("pdf").copy(source, target)
        if kind in ("docx", "xlsx"):
            return _sibling("office").copy(source, target, kind)
        return getattr(_sibling("media"), kind)(source, target)
    except Exception as error:  # parsers raise many kinds; whatever it was, nothing is handed out
        raise Broken("Không bỏ hết được thông tin ẩn của tệp này.") from error


def left(source: str, kind: str, **_) -> dict:
    """The words such a copy still holds out of sight."""
    words = _sibling({"pdf": "pdf", "docx": "office", "xlsx": "office"}.get(kind, "media")).left(
        source
    )
    return {"words": "\n".join(words)[:MOST_LETTERS]}


JOBS = {
    job.__name__: job
    for job in (read_image, read_pdf, image, page, burn_image, burn_pdf, bare, left)
}


def do(order: dict) -> dict:
    """One job; a broken file is an answer, never a crash."""
    try:
        return JOBS[order.pop("job")](**order)
    except Broken as broken:
        return {"refused": str(broken)}
    except MemoryError:
        return {"refused": "Tệp quá lớn để đọc. Giảm cỡ rồi gửi lại."}
    except Exception:  # decoders raise many kinds for broken bytes; all mean the same here
        return {
            "refused": "Tệp bị hỏng." if Path(order["source"]).is_file() else "Không tìm thấy tệp."
        }


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(do(json.loads(sys.stdin.read()))))
