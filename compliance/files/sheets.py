"""Pictures opened, turned, covered and cut. What is much longer than wide becomes sheets, so that
what is written on it stays as large as its narrow side allows; a scan of several pages has its
pages.

Loaded by worker.py in a process with limits, by its file: it imports nothing of the portal.
"""

from math import ceil

LONG = 2.5  # times the narrow side: a whole screen of a telephone stays one sheet
SHEET = 1.5  # how long a sheet is, in narrow sides
LEAST = 1600  # a sheet of something narrow is at least this long
OVERLAP = 0.05  # of a sheet: a line that is cut stands whole on the next
ON_SIDE = (5, 6, 7, 8)  # values of EXIF orientation that swap width and height
LONGEST_PAGE = 14_000  # points: what readers of PDF open
# boxes grow outward to the blocks of JPEG: nothing of what they cover bleeds into a block that
# stays
GRID = 16
INK = (0, 0, 0)


def cuts(width: float, height: float, least: float = LEAST) -> list[tuple[int, int, int, int]]:
    """(left, top, right, bottom) of each sheet, from top to bottom or from left to right."""
    narrow, long = sorted((width, height))
    sheet = max(narrow * SHEET, least)
    if long <= narrow * LONG or long <= sheet:
        return [(0, 0, round(width), round(height))]
    count = ceil((long - sheet) / (sheet * (1 - OVERLAP))) + 1
    starts = [(long - sheet) * number / (count - 1) for number in range(count)]
    return [
        (0, round(start), round(width), round(start + sheet))
        if height > width
        else (round(start), 0, round(start + sheet), round(height))
        for start in starts
    ]


def opened(source: str):
    from PIL import Image, ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # the size is asked before anything is decoded
    with open(source, "rb") as file:
        if file.read(12)[4:8] == b"ftyp":
            from pi_heif import register_heif_opener

            register_heif_opener()
    return Image.open(source)


def frames_shown(image) -> range:
    """What is looked at: every page of a scan, of what moves the first picture."""
    return range(getattr(image, "n_frames", 1) if image.format == "TIFF" else 1)


def cuts_of(image) -> list[tuple[int, int, int, int]]:
    """The sheets of this frame, turned as it is shown."""
    size = (image.width, image.height)
    turned = size[::-1] if image.getexif().get(0x0112) in ON_SIDE else size
    return cuts(*turned)


def picture_of(source: str, frame: int = 0):
    """A frame, turned the way it was taken, on white, without anything but its pixels."""
    from PIL import Image, ImageOps

    image = opened(source)
    if frame or image.format == "GIF":
        image.seek(frame)
    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        plain = Image.new("RGB", image.size, "white")
        plain.paste(image, mask=image.getchannel("A"))
        return plain
    if image.mode.startswith("I;16"):  # grey of 16 bits, which a plain conversion would cut off
        image = image.point(lambda value: value / 256).convert("L")
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def sheets_of(source: str, boxes=()):
    """Every sheet of a picture, covered first: what stands on two sheets is covered on both."""
    with opened(source) as image:
        frames = frames_shown(image)
    number = 0
    for frame in frames:
        picture = picture_of(source, frame)
        places = cuts(*picture.size)
        for at, place in enumerate(places, number + 1):
            burn(picture, [_on_whole(box, place, picture) for box in boxes if box["page"] == at])
        for place in places:
            yield picture.crop(place)
        number += len(places)


def _on_whole(box: dict, place: tuple[int, int, int, int], picture) -> dict:
    """A box of a sheet in per cent of the picture it was cut from."""
    left, top, right, bottom = place
    wide, high = (right - left) / picture.width, (bottom - top) / picture.height
    return {
        "x": 100 * left / picture.width + box["x"] * wide,
        "y": 100 * top / picture.height + box["y"] * high,
        "w": box["w"] * wide,
        "h": box["h"] * high,
    }


def burn(picture, boxes: list[dict]) -> None:
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


def save_pages(pages, target: str, resolution: int, quality: int) -> int:
    """A PDF of pictures, one after the other, that says nothing of when and with what it was made.
    Returns how many pages.
    """
    from io import BytesIO

    import pikepdf

    name, made = pikepdf.Name, pikepdf.Pdf.new()
    for picture in pages:
        jpeg = BytesIO()
        picture.save(jpeg, "JPEG", quality=quality, subsampling=0)
        scale = min(72 / resolution, LONGEST_PAGE / max(picture.size))
        wide, high = (max(round(side * scale, 2), 3) for side in picture.size)
        drawn = pikepdf.Stream(
            made,
            jpeg.getvalue(),
            Type=name.XObject,
            Subtype=name.Image,
            Width=picture.width,
            Height=picture.height,
            ColorSpace=name.DeviceRGB,
            BitsPerComponent=8,
            Filter=name.DCTDecode,
        )
        page = made.add_blank_page(page_size=(wide, high))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=drawn))
        page.Contents = made.make_stream(f"q {wide} 0 0 {high} 0 0 cm /Im Do Q".encode())
    made.save(target, deterministic_id=True, fix_metadata_version=False)
    return len(made.pages)
