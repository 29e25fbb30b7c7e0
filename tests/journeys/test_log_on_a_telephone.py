"""The main job of most people on a telephone and a slow line: what one taps beside the free text,
and how long the line takes. The taps are bounded; the seconds are printed, never judged here.
"""

import io
import random
import re
import time

import pytest
from PIL import Image

from tests.journeys.test_main_job import LANGUAGES
from tests.journeys.walk import as_pattern

pytestmark = pytest.mark.journey

MOST_TAPS = 15
WHOM = {"vi": "nguyen ich kien", "en": "ngoc ich thanh"}  # of their own unit
LINE = 35 * 1024  # bytes a second
LATENCY = 200  # milliseconds
TAPS = """
  addEventListener("pointerdown", (event) => {
    if (!event.isTrusted) return;
    sessionStorage.taps = Number(sessionStorage.taps || 0) + 1;
  }, true);
"""


def photo(name: str) -> dict:
    """A picture as telephones take them: twelve million points, some three million bytes."""
    coarse = Image.frombytes("RGB", (500, 375), random.Random(name).randbytes(500 * 375 * 3))
    out = io.BytesIO()
    coarse.resize((4000, 3000), Image.Resampling.BICUBIC).save(out, "JPEG", quality=88)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def slow(context, page) -> None:
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    line = {"downloadThroughput": LINE, "uploadThroughput": LINE, "latency": LATENCY}
    tools.send("Network.emulateNetworkConditions", {"offline": False, **line})


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_incident_is_logged_on_a_telephone_with_few_taps_on_a_slow_line(
    visit, counted, language
):
    head = visit("unit_head", width=360, language=language)
    page = head.page
    page.add_init_script(TAPS)
    head.open("/don-vi/")
    photos = [photo(f"IMG_204{n}.jpg") for n in (1, 2, 3)]
    slow(head.context, page)
    page.evaluate("sessionStorage.taps = 0")
    began = time.monotonic()
    head.press("Ghi nhận vụ việc")
    page.locator("#id_person_q").click()
    page.keyboard.type(WHOM[language])
    page.locator("[data-people] label:has(input[name=person])").first.click()
    head.pick("act_kind", "share").pick("platform", "facebook")
    page.locator("#id_title").click()
    page.keyboard.insert_text("Chia sẻ tin chưa kiểm chứng về sáp nhập thôn")
    page.locator("#id_narrative").click()
    page.keyboard.insert_text(
        "Tài khoản cá nhân chia sẻ bài nói xã đã quyết định sáp nhập ba thôn; xã chưa có văn bản."
    )
    head.button("Hôm qua: xảy ra lúc").click()
    head.button("Hôm nay: ngày biết sự việc").click()
    head.pick("seen_how", "public")
    letters = head.words("công văn")[0]
    page.locator(".pgroup[open] label").filter(has_not_text=letters).first.click()
    with page.expect_file_chooser() as chooser:
        page.locator("[data-pick=main]").click()
    chooser.value.set_files(photos)
    page.locator("#id_out_of_scope_declared").click()
    for sent in photos:
        row = page.locator(".shot", has_text=sent["name"])
        row.filter(has_text=head.words("Đã gửi lên")[0]).wait_for(timeout=300_000)
    shots = page.locator(".shot").all_inner_texts()
    head.waits("[data-lacking]", "Đã đủ để gửi")
    head.press("Gửi Tổ kiểm tra").says("Đã gửi")
    head.in_their_language()
    taps, seconds = int(page.evaluate("sessionStorage.taps")), time.monotonic() - began
    size = sum(len(sent["buffer"]) for sent in photos)
    smaller = [
        re.search(as_pattern(said), "\n".join(shots)) for said in head.words("ảnh đã thu nhỏ")
    ]
    assert any(smaller), f"what goes up a slow line is made smaller, and said so: {shots}"
    counted(taps, "taps to log an incident on a telephone, beside the free text")
    counted(round(seconds), f"seconds on {LINE // 1024} KB/s, three photos of {size // 1024} KB")
    assert taps <= MOST_TAPS
