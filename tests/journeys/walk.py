"""A person at the browser: signs in through the page, clicks what is written on buttons, and has
every page looked over by axe.
"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from tests.journeys.speaking import Kept, in_english

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": [
        "violations"
    ],  # every rule is asked; only what is broken is written out node by node
}
LOOKED_AT: list[str] = []
LOCALES = {"vi": "vi-VN", "en": "en-GB"}
KEPT: dict[Path, Kept] = {}  # of a portal: what it holds, read once for all its visitors
IDLE = 15  # minutes, of production: SESSION_COOKIE_AGE


def idle(portal, minutes: int) -> None:
    """So much time has passed over every session, under the idle limit of production."""
    past = f"-{minutes - IDLE} minutes"
    with closing(sqlite3.connect(portal.data / "portal.sqlite3", timeout=30)) as rows, rows:
        rows.execute("UPDATE django_session SET expire_date = datetime('now', ?)", [past])


def sign_in(page, who: dict) -> None:
    page.fill("#id_login", who["username"])
    page.fill("#id_password", who["password"])
    page.click("button.btn-big")
    page.wait_for_load_state()


def as_pattern(words: re.Pattern | str) -> re.Pattern:
    return words if isinstance(words, re.Pattern) else re.compile(re.escape(words))


# (portal, account): the cookies of a session in which its person came through their own door
OPENED: dict[tuple[str, str], list] = {}


class Visitor:
    def __init__(
        self,
        chromium,
        portal,
        username: str,
        password: str,
        width: int = 1280,
        *,
        language: str = "vi",
        switches: bool = False,
        **how,
    ):
        """`language`: what the person reads; the story names everything in Vietnamese. `switches`:
        they take it from the switch of the first page, the browser asks for the other one. `how`:
        more of the browser, as java_script_enabled=False.
        """
        self.base, self.portal, self.language = portal.base, portal, language
        self.username = username
        how.setdefault("locale", LOCALES["vi" if switches else language])
        self.context = chromium.new_context(
            viewport={"width": width, "height": 860}, accept_downloads=True, **how
        )
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{self.base}/tai-khoan/dang-nhap/")
        if switches:
            self.page.click(f".languages button[value={language}]")
            self.page.wait_for_load_state()
        self.page.fill("#id_login", username)
        self.page.fill("#id_password", password)
        self.page.click("button.btn-big")
        self.page.wait_for_load_state()
        assert "/dang-nhap/" not in self.page.url, self.page.inner_text("main")

    def words(self, text: str) -> tuple[re.Pattern | str, ...]:
        """What stands on the page for these Vietnamese words, the most exact first."""
        return (text,) if self.language == "vi" else in_english(text)

    def among(self, find, text: str) -> Locator:
        """What `find`, a function of words, finds for these words."""
        found = [find(words) for words in self.words(text)]
        return next((rows for rows in found if rows.count()), found[0])

    def label(self, text: str, within: str = "label") -> Locator:
        """The first element with these words in it."""
        return self.among(lambda said: self.page.locator(within).filter(has_text=said), text).first

    def button(self, text: str) -> Locator:
        return self.among(lambda said: self.page.get_by_role("button", name=said), text).first

    def waits(self, within: str, text: str) -> "Visitor":
        """Until an element says so, by its script."""
        said = [self.page.locator(within, has_text=words) for words in self.words(text)]
        waited = said[0]
        for other in said[1:]:
            waited = waited.or_(other)
        waited.first.wait_for()
        return self

    def open(self, path: str, status: int = 200) -> "Visitor":
        answer = self.page.goto(self.base + path)
        if "/tai-khoan/xac-nhan/" in self.page.url and "/tai-khoan/xac-nhan/" not in path:
            answer = self.through_the_door(path)
        if self.page.url.endswith("/nhan/") and not path.endswith("/nhan/"):
            self.press("Nhận thông báo và mở")
            answer = self.page.goto(self.base + path)
        assert answer.status == status, (path, answer.status)
        return self

    def through_the_door(self, path: str):
        """Ask for the number and type it, as the person whose page it is; the try-out shows what
        the letter holds. Five are sent in a quarter of an hour: whoever came through before goes on
        in that session, however many stories they are in and however fast these are.
        """
        own = self.context.cookies()
        if before := OPENED.get((self.base, self.username)):
            self.context.add_cookies(before)
            answer = self.page.goto(self.base + path)
            if "/tai-khoan/" not in self.page.url:
                return answer
            self.context.clear_cookies()
            self.context.add_cookies(own)
            self.page.goto(self.base + path)
        self.press("Gửi mã")
        self.page.fill("#ma", self.page.inner_text("[data-try-out-number]"))
        self.page.locator("form:has(#ma) button").first.click()
        self.page.wait_for_load_state()
        answer = self.page.goto(self.base + path)
        OPENED[self.base, self.username] = self.context.cookies()
        return answer

    def press(self, name: str, agrees: bool = True) -> "Visitor":
        """Click, and wait for the page that answers: a form that saves itself, or is asked about,
        says until then that it is busy. What is asked then is agreed to, unless `agrees` is False.
        """
        self.button(name).click()
        self.page.locator("form[aria-busy=true]").first.wait_for(state="detached")
        self.page.wait_for_load_state()
        return self.agree() if agrees else self

    def agree(self) -> "Visitor":
        """Say yes where a dialog or a page asks before something is done."""
        question = self.page.locator("form[data-confirm]")
        if question.count():
            question.locator("button").first.click()
            question.wait_for(state="detached")
            self.page.wait_for_load_state()
        return self

    def attach(self, name: str, content: bytes, says: str = "Đã gửi lên") -> "Visitor":
        """Choose a file where files go up by themselves, and wait for what its row says in the
        end.
        """
        file = {"name": name, "mimeType": "image/jpeg", "buffer": content}
        self.page.set_input_files("[data-pick=main]", file)
        row = self.page.locator(".shot", has_text=name)
        row.filter(has_text=self.words(says)[0]).wait_for()
        return self

    def follow(self, name: str) -> "Visitor":
        self.among(lambda said: self.page.get_by_role("link", name=said), name).first.click()
        self.page.wait_for_load_state()
        return self

    def pick(self, name: str, value: str) -> "Visitor":
        """Press a large choice."""
        self.page.locator(f"label.pick:has(input[name={name}][value={value}])").click()
        return self

    def unfold(self, summary: str) -> "Visitor":
        """Open what is folded, unless it is open."""
        folds, heads = self.page.locator("details"), self.page.locator("summary")
        fold = self.among(lambda said: folds.filter(has=heads.filter(has_text=said)), summary).last
        if fold.get_attribute("open") is None:
            fold.locator("summary").first.click()
        return self

    def cite(self, group: str) -> "Visitor":
        """Tick the first provision of a group that is more than an official letter."""
        self.unfold(group)
        fold = self.label(group, ".pgroup")
        fold.locator("label").filter(has_not_text=self.words("công văn")[0]).first.click()
        return self

    def says(self, text: str) -> "Visitor":
        shown = self.page.inner_text("body")
        there = [words for words in self.words(text) if re.search(as_pattern(words), shown)]
        assert there, f"“{text}” is not on {self.page.url}:\n{self.page.inner_text('main')[:1500]}"
        return self

    def sound(self) -> "Visitor":
        """No rule of axe broken, nothing wider than the window, no error in the console."""
        LOOKED_AT.append(self.page.url)
        self.in_their_language()
        found = Axe().run(self.page, options=RULES).response["violations"]
        told = [(rule["id"], [node["html"][:140] for node in rule["nodes"][:3]]) for rule in found]
        assert not told, (self.page.url, told)
        wider = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, (self.page.url, f"{wider} px too wide")
        told = [
            line for line in self.errors if "responded with a status of 4" not in line
        ]  # a refusal is an answer
        self.errors.clear()
        assert not told, (self.page.url, told)
        return self

    def in_their_language(self) -> None:
        """An English page says so, and says nothing in Vietnamese but what people wrote."""
        assert self.page.get_attribute("html", "lang") == self.language, self.page.url
        if self.language != "vi":
            if self.portal.data not in KEPT:
                KEPT[self.portal.data] = Kept(self.portal.data)
            left = KEPT[self.portal.data].left(self.page.content())
            assert not left, (self.page.url, left[:5])

    def download(self, name: str) -> bytes:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name, exact=True).first.click()
        return Path(waiting.value.path()).read_bytes()

    def close(self) -> None:
        self.context.close()
