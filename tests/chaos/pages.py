"""People at their browsers: they sign in, open every page their menu leads to and send a form.
Prints how many answers there were and which were error pages. As a process: `pages URL`.
"""

import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.error import HTTPError
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
WAIT = 60  # seconds


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

    def work(self) -> None:
        page = self.ask(LOGIN)
        token = TOKEN.search(page)[1]
        home = self.ask(
            LOGIN, {"login": self.name, "password": self.password, "csrfmiddlewaretoken": token}
        )
        if 'name="password"' in home:
            self.answers.append((f"sign-in of {self.name}", 599))
        menu = set(HREF.findall(home)) - {"/tai-khoan/dang-xuat/"}
        for path in sorted(path for path in menu if not path.startswith("/static/")):
            self.ask(path.replace("&amp;", "&"))
        if again := TOKEN.search(self.ask("/thong-bao/")):
            self.ask("/thong-bao/da-doc/", {"csrfmiddlewaretoken": again[1]})


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

    print(json.dumps(browse(sys.argv[1], PASSWORD), ensure_ascii=False))
