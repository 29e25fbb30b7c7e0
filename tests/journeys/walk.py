"""A person at the browser: signs in through the page, clicks what is written on buttons, and has
every page looked over by axe.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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


class Visitor:
    def __init__(self, chromium, portal, username: str, password: str, width: int = 1280, **how):
        """`how`: more of the browser, as java_script_enabled=False."""
        self.base = portal.base
        self.context = chromium.new_context(
            viewport={"width": width, "height": 860}, locale="vi-VN", accept_downloads=True, **how
        )
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{self.base}/tai-khoan/dang-nhap/")
        self.page.fill("#id_login", username)
        self.page.fill("#id_password", password)
        self.page.click("button.btn-big")
        self.page.wait_for_load_state()
        assert "/dang-nhap/" not in self.page.url, self.page.inner_text("main")

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
        the letter holds.
        """
        self.press("Gửi mã")
        self.page.fill("#ma", self.page.inner_text("[data-try-out-number]"))
        self.page.get_by_role("button", name="Mở", exact=True).click()
        self.page.wait_for_load_state()
        return self.page.goto(self.base + path)

    def press(self, name: str, agrees: bool = True) -> "Visitor":
        """Click, and wait for the page that answers: a form that saves itself, or is asked about,
        says until then that it is busy. What is asked then is agreed to, unless `agrees` is False.
        """
        self.page.get_by_role("button", name=name, exact=False).first.click()
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
        self.page.locator(".shot", has_text=name).filter(has_text=says).wait_for()
        return self

    def follow(self, name: str) -> "Visitor":
        self.page.get_by_role("link", name=name, exact=False).first.click()
        self.page.wait_for_load_state()
        return self

    def pick(self, name: str, value: str) -> "Visitor":
        """Press a large choice."""
        self.page.locator(f"label.pick:has(input[name={name}][value={value}])").click()
        return self

    def unfold(self, summary: str) -> "Visitor":
        """Open what is folded, unless it is open."""
        fold = self.page.locator("details", has=self.page.locator("summary", has_text=summary)).last
        if fold.get_attribute("open") is None:
            fold.locator("summary").first.click()
        return self

    def cite(self, group: str) -> "Visitor":
        """Tick the first provision of a group that is more than an official letter."""
        self.unfold(group)
        fold = self.page.locator(".pgroup", has_text=group)
        fold.locator("label").filter(has_not_text="công văn").first.click()
        return self

    def says(self, text: str) -> "Visitor":
        assert text in self.page.inner_text("body"), (
            f"“{text}” is not on {self.page.url}:\n{self.page.inner_text('main')[:1500]}"
        )
        return self

    def sound(self) -> "Visitor":
        """No rule of axe broken, nothing wider than the window, no error in the console."""
        LOOKED_AT.append(self.page.url)
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

    def download(self, name: str) -> bytes:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name, exact=True).first.click()
        return Path(waiting.value.path()).read_bytes()

    def close(self) -> None:
        self.context.close()
