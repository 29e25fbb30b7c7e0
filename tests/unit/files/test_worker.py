"""compliance.files.worker: each job in this process, on small files made here."""

from io import BytesIO

import pytest
from PIL import Image

from compliance.files.sheets import GRID, INK
from compliance.files.worker import JOBS, MAX_PAGES, do

SIDE = 8 * GRID


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "a.png"
    Image.new("RGB", (SIDE, SIDE), "white").save(path)
    return str(path)


def pdf(path, pages: int) -> str:
    """A PDF of one-pixel pictures."""
    first, *rest = (Image.new("RGB", (1, 1)) for _ in range(pages))
    first.save(path, "PDF", save_all=True, append_images=rest)
    return str(path)


def test_every_job_answers_when_the_file_is_away_or_broken(tmp_path, counted):
    broken = tmp_path / "broken"
    broken.write_bytes(b"%PDF-1.4 nothing of the kind")
    out = str(tmp_path / "out")
    how = {"target": out, "targets": [out], "side": 100, "number": 1, "boxes": [], "kind": "pdf"}
    for job in JOBS:
        for source in (broken, tmp_path / "away"):
            answer = do({"job": job, "source": str(source), **how})
            assert set(answer) == {"refused"}, (job, answer)
            assert answer["refused"].endswith("."), (job, answer)
    counted(2 * len(JOBS), "jobs on what cannot be read")


def test_a_picture_is_read_to_its_last_frame(picture, tmp_path):
    assert do({"job": "read_image", "source": picture}) == {"width": SIDE, "height": SIDE}
    moving = tmp_path / "a.gif"
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "green", "blue")]
    frames[0].save(moving, save_all=True, append_images=frames[1:])
    assert do({"job": "read_image", "source": str(moving)})["frames"] == 3
    whole = BytesIO()
    Image.effect_noise((64, 64), 50).save(whole, "PNG")
    cut = tmp_path / "cut.png"
    cut.write_bytes(whole.getvalue()[: whole.tell() // 2])
    assert do({"job": "read_image", "source": str(cut)}) == {"refused": "Tệp bị hỏng."}


def test_what_a_picture_says_of_itself_is_noted_and_not_drawn(tmp_path):
    marks = Image.Exif()
    marks[0x010F], marks[0x0112] = "Máy ảnh", 6  # its maker; taken on its side
    path, target = tmp_path / "a.jpg", tmp_path / "out.jpg"
    Image.new("RGB", (40, 20), "white").save(path, exif=marks)
    assert do({"job": "read_image", "source": str(path)})["exif"] is True
    drawn = do({"job": "image", "source": str(path), "target": str(target), "side": 1000})
    assert drawn == {"width": 20, "height": 40}
    with Image.open(target) as picture:
        assert not picture.getexif()


@pytest.mark.parametrize(
    ("box", "inside", "outside"),
    [
        ({"x": 25, "y": 25, "w": 25, "h": 25}, [(32, 32), (63, 63)], [(31, 32), (96, 96)]),
        ({"x": 30, "y": 30, "w": 1, "h": 1}, [(32, 32), (47, 47)], [(31, 31), (48, 48)]),
        ({"x": 99, "y": 99, "w": 1, "h": 1}, [(127, 127), (112, 112)], [(111, 111)]),
        ({"x": 0, "y": 0, "w": 100, "h": 100}, [(0, 0), (127, 127), (64, 0)], []),
    ],
)
def test_ink_covers_the_box_in_whole_blocks(box, inside, outside, picture, tmp_path):
    target = str(tmp_path / "out.png")
    do({"job": "burn_image", "source": picture, "target": target, "boxes": [box]})
    with Image.open(target) as burnt:
        drawn = burnt.convert("RGB")
    assert [drawn.getpixel(spot) for spot in inside] == [INK] * len(inside)
    assert [drawn.getpixel(spot) for spot in outside] == [(255, 255, 255)] * len(outside)


@pytest.mark.parametrize("pages", [1, MAX_PAGES, MAX_PAGES + 1])
def test_a_pdf_has_as_many_pages_as_a_person_can_look_through(pages, tmp_path):
    answer = do({"job": "read_pdf", "source": pdf(tmp_path / "a.pdf", pages)})
    if pages > MAX_PAGES:
        assert f"{pages} trang; tối đa {MAX_PAGES}" in answer["refused"]
    else:
        assert answer == {"pages": pages}


def test_a_burnt_pdf_has_its_pages_and_no_text(tmp_path):
    import pypdfium2 as pdfium

    source, target = pdf(tmp_path / "a.pdf", 2), str(tmp_path / "out.pdf")
    boxes = [{"page": 1, "x": 0, "y": 0, "w": 50, "h": 50}]
    order = {"job": "burn_pdf", "source": source, "target": target, "boxes": boxes}
    assert do(order) == {"pages": 2}
    document = pdfium.PdfDocument(target)
    assert [document[number].get_textpage().get_text_range() for number in range(2)] == ["", ""]
    document.close()
