"""People at their browsers: they sign in, open every page their menu leads to and send a form.
Prints how many answers there were and which were error pages. As a process: `pages URL`, or `pages
URL SECONDS`: signed in, they turn page after page for so long; prints each answer with its moment.
"""

import json
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import django

PEOPLE = (
    "unit_head",
    "lead",
    "member",
    "affairs",
    "chairman",
    "auditor",
    "administrator",
    "person",
)
LOGIN = "/tai-khoan/dang-nhap/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
HREF = re.compile(r'href="(/[^"#]*)"')
WAIT = 90  # seconds
NO_ANSWER = 598  # the line was cut, or nothing came within WAIT


class Browser:
    """One person. `answers`: (address, status) of everything that was asked for."""

    def __init__(self, base: str, name: str, password: str):
        self.base, self.name, self.password, self.answers = base, name, password, []
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def ask(self, path: str, data: dict | None = None) -> str:
        body = urlencode(data).encode() if data is not None else None
        try:
            with self.opener.open(self.base + path, body, timeout=WAIT) as answer:
                self.answers.append((path, answer.status))
                return answer.read().decode(errors="replace")
        except HTTPError as refused:
            self.answers.append((path, refused.code))
            return refused.read().decode(errors="replace")

    def sign_in(self) -> list[str]:
        """The pages their menu leads to."""
        page = self.ask(LOGIN)
        token = TOKEN.search(page)[1]
        home = self.ask(
            LOGIN, {"login": self.name, "password": self.password, "csrfmiddlewaretoken": token}
        )
        if 'name="password"' in home:
            self.answers.append((f"sign-in of {self.name}", 599))
        menu = {path.replace("&amp;", "&") for path in HREF.findall(home)}
        menu -= {"/tai-khoan/dang-xuat/"}
        return sorted(path for path in menu if not path.startswith("/static/"))

    def work(self) -> None:
        for path in self.sign_in():
            self.ask(path)
        if again := TOKEN.search(self.ask("/thong-bao/")):
            self.ask("/thong-bao/da-doc/", {"csrfmiddlewaretoken": again[1]})

    def turn(self, menu: list[str], until: float) -> list[tuple[float, float, int]]:
        """[(when it was asked, seconds it took, status)], page after page."""
        turned: list[tuple[float, float, int]] = []
        while (began := time.time()) < until:
            try:
                self.ask(menu[len(turned) % len(menu)])
                status = self.answers[-1][1]
            except (URLError, TimeoutError, ConnectionError):
                status = NO_ANSWER
            turned.append((began, time.time() - began, status))
            time.sleep(0.3)
        return turned


def turn_pages(base: str, password: str, seconds: float) -> list[tuple[float, float, int]]:
    """Everybody at once; a line on standard output when all are signed in."""
    browsers = [Browser(base, name, password) for name in PEOPLE]
    menus = [browser.sign_in() for browser in browsers]
    print("signed in", flush=True)
    until = time.time() + seconds
    with ThreadPoolExecutor(len(browsers)) as pool:
        each = pool.map(lambda one: one[0].turn(one[1], until), zip(browsers, menus, strict=True))
        return [answer for turned in each for answer in turned]


def browse(base: str, password: str) -> dict:
    browsers = [Browser(base, name, password) for name in PEOPLE]
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(browser.work) for browser in browsers]:
            done.result()
    answers = [(one.name, *answer) for one in browsers for answer in one.answers]
    return {
        "people": len(browsers),
        "answers": len(answers),
        "errors": [answer for answer in answers if answer[2] >= 500],
    }


if __name__ == "__main__":
    django.setup()
    from tests.world import PASSWORD

    found = (
        turn_pages(sys.argv[1], PASSWORD, float(sys.argv[2]))
        if sys.argv[2:]
        else browse(sys.argv[1], PASSWORD)
    )
    print(json.dumps(found, ensure_ascii=False))
