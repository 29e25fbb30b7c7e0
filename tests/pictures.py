"""The pictures of README.md and README.vi.md, taken in both languages from a try-out that runs:
`make run` in one window, `python -m tests.pictures http://127.0.0.1:8000` in another.
"""

import io
import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import django
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.walk import Visitor

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
LANGUAGES = {"": "vi", "-en": "en"}  # the end of the file's name: what is read
SIZE = {"width": 1280, "height": 980}
COLOURS = 64  # of a page of one palette: a third of the bytes, nothing to be seen


def entered(browser: Browser, base: str, language: str, account: int) -> Visitor:
    """Signed in as one of the accounts of the first page: 0 the unit head, -1 whom a case is
    about.
    """
    page = browser.new_page()
    page.goto(f"{base}/tai-khoan/dang-nhap/")
    form = page.locator(".logins form").nth(account)
    login, password = (form.locator(f"[name={n}]").input_value() for n in ("login", "password"))
    page.close()
    visitor = Visitor(browser, SimpleNamespace(base=base), login, password, language=language)
    visitor.page.set_viewport_size(SIZE)
    return visitor


def keep(page: Page, name: str) -> None:
    """As the README shows it: the upper part of the page, few colours."""
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def main(base: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halang_portal.settings")
    os.environ.setdefault("TRY_OUT", "1")
    django.setup()  # the catalogue says what stands on English pages
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        for end, language in LANGUAGES.items():
            head = entered(browser, base, language, 0).open("/ho-so/?status=consulting")
            head.page.locator("main a[href^='/ho-so/HL-']").first.click()
            head.page.wait_for_load_state()
            keep(head.page, f"case{end}")
            person = entered(browser, base, language, -1).open("/cua-toi/")
            person.open(re.findall(r"/cua-toi/HL-[\w-]+/", person.page.content())[0])
            keep(person.page, f"own-page{end}")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
