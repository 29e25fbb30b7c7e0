"""Files go up on a line that breaks: several at once, on from where they were, by what the rows of
the page say and by what is stored; on telephone and desk.
"""

import hashlib
import io
import json
import random
import sqlite3
from contextlib import closing

import pytest
from PIL import Image

from tests.journeys.walk import idle, sign_in

pytestmark = pytest.mark.journey

WIDTHS = pytest.mark.parametrize("width", [360, 1280])
KB, MB = 1024, 1024 * 1024
PICK = "[data-pick=main]"


def photo(name: str, width: int = 1400, height: int = 1000, kind: str = "JPEG") -> dict:
    """A picture of noise, as large as those of a telephone; no two have the same bytes."""
    pixels = random.Random(name).randbytes(width * height * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), pixels).save(out, kind, quality=70)
    return {"name": name, "mimeType": f"image/{kind.lower()}", "buffer": out.getvalue()}


def asked(portal, sql: str, *given) -> list[tuple]:
    with closing(sqlite3.connect(portal.data / "portal.sqlite3", timeout=30)) as rows:
        return rows.execute(sql, given).fetchall()


def stored(portal, page) -> list[tuple]:
    """(sha256, size, facts, note of receipt) of what is in the draft of this page."""
    return asked(
        portal,
        "SELECT f.sha256, f.size, f.facts, c.note FROM incidents_evidence e"
        " JOIN files_storedfile f ON f.id = e.file_id"
        " JOIN incidents_incident i ON i.id = e.incident_id"
        " JOIN incidents_custodyevent c ON c.evidence_id = e.id AND c.verb = 'received'"
        " WHERE i.code = ? AND e.removed_at IS NULL ORDER BY e.number",
        page.url.split("/vu-viec/")[1].split("/")[0],
    )


def digests(files: list[dict]) -> set[str]:
    return {hashlib.sha256(file["buffer"]).hexdigest() for file in files}


def row(page, name: str, says: str):
    found = page.locator(".shot", has_text=name).filter(has_text=says)
    found.wait_for(timeout=60_000)
    return found


def came_through(portal, page, size: int) -> None:
    """Of the last file that was begun so much is on the server: what the line let through is kept,
    once the server has seen that no more will come.
    """
    sql = "SELECT offset FROM files_arrivingfile ORDER BY touched_at DESC LIMIT 1"
    for _ in range(300):
        if asked(portal, sql)[0][0] >= size:
            return
        page.wait_for_timeout(200)
    raise AssertionError(asked(portal, sql))


class Heard(list):
    """Errors of the console but for those of the line: it may be cut at any moment."""

    def append(self, text: str) -> None:
        if "net::ERR" not in text:
            super().append(text)


def writing(head):
    """On the page of a draft."""
    head.errors = Heard()
    return head.press("Ghi nhận vụ việc")


@WIDTHS
def test_three_photos_on_a_line_that_is_cut_arrive_whole(come, line, portal, width):
    head = writing(come("unit_head", width))
    page = head.page
    assert page.locator("#chung-cu .help", has_text="mỗi tệp tối đa").first.is_visible()
    head.sound()
    files = [photo(f"IMG_{width}_{number}.jpg") for number in range(3)]
    line.cut_after(900 * KB)
    page.set_input_files(PICK, files)
    page.locator(".shot-wait", has_text="Mất kết nối").first.wait_for(timeout=60_000)
    assert page.locator(".shot").count() == 3
    assert page.locator("[data-said]").text_content().count("Mất kết nối") == 1, "it is spoken"
    came_through(portal, page, 256 * KB)
    page.get_by_role("button", name="Gửi Tổ kiểm tra").click()
    page.get_by_text("tệp chưa gửi xong").wait_for()
    head.sound()
    before = line.carried
    line.mend()
    for file in files:
        row(page, file["name"], "Đã gửi lên")
    size = sum(len(file["buffer"]) for file in files)
    assert line.carried - before < size, "not all of it was sent again"
    assert {digest for digest, *_ in stored(portal, page)} == digests(files)
    head.sound()
    page.reload()
    for file in files:
        page.locator(".file", has_text=file["name"]).wait_for()


def test_a_file_chosen_again_on_a_new_page_goes_on_from_where_it_was(come, line, portal):
    head = writing(come("unit_head"))
    page, address, film = head.page, head.page.url, photo("lon.png", 1600, 1200, "PNG")
    size = len(film["buffer"])
    line.cut_after(size * 2 // 3)
    page.set_input_files(PICK, [film])
    row(page, "lon.png", "Mất kết nối")
    came_through(portal, page, size // 2)
    page.close(run_before_unload=False)
    line.mend()
    head.page = page = head.context.new_page()
    page.goto(address)
    row(page, "lon.png", "Chọn lại tệp này để gửi tiếp")
    head.sound()
    before = line.carried
    page.set_input_files(PICK, [film])
    row(page, "lon.png", "Đã gửi lên")
    assert line.carried - before < size * 2 // 3, "the rest alone was sent"
    assert {digest for digest, *_ in stored(portal, page)} == digests([film])
    assert not page.locator("[data-begun]", has_text="lon.png").count()


def test_paused_it_waits_and_taken_out_it_is_gone(come, line, portal):
    head = writing(come("unit_head"))
    page = head.page
    line.cut_after(200 * KB)
    page.set_input_files(PICK, [photo("dung.jpg"), photo("go.jpg"), photo("sau.jpg")])
    row(page, "dung.jpg", "Mất kết nối")
    row(page, "sau.jpg", "Chờ đến lượt")
    page.get_by_role("button", name="Tạm dừng dung.jpg").click()
    row(page, "dung.jpg", "Tạm dừng")
    line.mend()
    page.get_by_role("button", name="Gỡ go.jpg").click()
    row(page, "sau.jpg", "Đã gửi lên")
    assert not page.locator(".shot", has_text="go.jpg").count()
    assert len(stored(portal, page)) == 1
    page.get_by_role("button", name="Tiếp tục dung.jpg").click()
    row(page, "dung.jpg", "Đã gửi lên").get_by_role("button", name="Bỏ").click()
    page.wait_for_load_state()
    head.agree().says("Đã bỏ CC-")
    assert len(stored(portal, page)) == 1


def test_a_session_that_ended_asks_to_sign_in_and_keeps_the_file(come, portal, logins):
    head = writing(come("unit_head"))
    page, picture = head.page, photo("het-phien.jpg")
    idle(portal, minutes=16)
    page.set_input_files(PICK, [picture])
    row(page, "het-phien.jpg", "Phiên đã hết")
    assert "quá lớn" not in page.inner_text("body")
    with head.context.expect_page() as opening:
        page.get_by_role("link", name="Đăng nhập lại để gửi tiếp").click()
    other = opening.value
    other.wait_for_load_state()
    sign_in(other, logins["unit_head"])
    assert other.url == page.url
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    row(page, "het-phien.jpg", "Đã gửi lên")
    assert {digest for digest, *_ in stored(portal, page)} == digests([picture])
    page.get_by_role("button", name="Lưu nháp").click()
    page.get_by_text("Đã lưu nháp.").wait_for()  # the page goes on under the new session


def test_a_photo_made_smaller_says_so_and_text_stays_as_it_is(come, portal):
    head = writing(come("unit_head"))
    page = head.page
    large = photo("anh.jpg", 2600, 1800)
    tall = photo("cuon.jpg", 900, 3000)
    shot = photo("man-hinh.png", 900, 700, "PNG")
    assert min(len(file["buffer"]) for file in (large, tall, shot)) > MB
    page.get_by_label("Thu nhỏ ảnh chụp trước khi gửi").check()
    page.set_input_files(PICK, [large, tall, shot])
    for file in (large, tall, shot):
        row(page, file["name"], "Đã gửi lên")
    assert row(page, "anh.jpg", "ảnh đã thu nhỏ trên máy người gửi").count() == 1
    original = hashlib.sha256(large["buffer"]).hexdigest()
    [(digest, size, facts, note)] = [item for item in stored(portal, page) if item[-1]]
    assert note.endswith(f"mã băm bản gốc do máy người gửi khai: {original}")
    assert digest != original
    assert (json.loads(facts)["width"], size < len(large["buffer"])) == (1600, True)
    whole = {digest for digest, *_ in stored(portal, page)}
    assert digests([tall, shot]) < whole, "as they are, byte for byte"
    head.sound()


def test_without_a_script_the_field_of_the_form_takes_several(visit, portal):
    head = visit("unit_head", java_script_enabled=False).press("Ghi nhận vụ việc")
    page, files = head.page, [photo("mot.jpg"), photo("hai.jpg")]
    assert not page.locator("[data-uploader]").is_visible()
    page.set_input_files("#id_upload", files)
    page.get_by_role("button", name="Thêm chứng cứ").click()
    page.wait_for_load_state()
    assert {digest for digest, *_ in stored(portal, page)} == digests(files)
