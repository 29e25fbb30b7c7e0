"""Whoever opens the portal in a browser, over TLS and through the proxy."""

import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from http.cookies import SimpleCookie

from tests.deployment.machine import HOST, Failed, Machine, until

PASSWORD = "chiec-thuyen-giay-7315-tren-song"
TOO_LARGE = 261 * 1024 * 1024


class Visitor:
    """Keeps cookies; does not follow where it is sent."""

    def __init__(self, machine: Machine):
        self.machine = machine
        self.links: list[str] = []
        self.cookies: dict[str, str] = {}

    def _open(self, path: str, data: dict | None = None, headers: dict | None = None):
        """(status, text, where it is sent). The certificate is compared; the name is this
        machine's.
        """
        trust = ssl.create_default_context(
            cafile=f"{self.machine.folder}/etc/cong308/tls/fullchain.pem"
        )
        trust.check_hostname = False
        place = f"https://127.0.0.1:{self.machine.ports['https']}"
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trust), _Stay())
        told = {
            "Host": HOST,
            "Origin": f"https://{HOST}",
            "Referer": f"https://{HOST}/",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        request = urllib.request.Request(
            place + path,
            data=urllib.parse.urlencode(data).encode() if data else None,
            headers={**told, **(headers or {})},
        )
        try:
            answer = opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            for line in answer.headers.get_all("Set-Cookie", []):
                self.cookies.update({name: one.value for name, one in SimpleCookie(line).items()})
            text = answer.read().decode("utf-8", "replace")
            return answer.status, text, answer.headers.get("Location", "")

    def keep_links(self, said: str) -> None:
        self.links = re.findall(rf"https://{HOST}(/\S+)", said)
        if len(self.links) != 2:
            raise Failed(f"first_accounts printed no two links: {said[-800:]}")

    def _form(self, path: str, **typed: str):
        status, page, sent = self._open(path)
        if status != 200:
            raise Failed(f"{path}: {status} {sent}")
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        return self._open(path, {**hidden, **typed})

    def looks_in(self) -> None:
        """The first account sets its password and signs in; then what the proxy says by itself."""
        self._expect("/readyz", 200, '"background"', seconds=60)
        names = re.findall(r'name="([^"]*password[^"]*)"', self._open(self.links[0])[1])
        status, page, sent = self._form(self.links[0], **dict.fromkeys(names, PASSWORD))
        if status not in (302, 303):
            raise Failed(f"the password was not set: {status} {_words(page)}")
        self.signs_in()
        self._too_large()
        self.machine.run(["systemctl", "stop", "halang@web.service"])
        self._expect("/", 502, "Cổng đang tạm nghỉ")
        self._expect("/_proxy/page.css", 200, "main")
        self.machine.run(["systemctl", "start", "halang@web.service"])
        self._expect("/healthz", 200, "ok", seconds=40)

    def signs_in(self) -> None:
        self.cookies.clear()
        login = "/tai-khoan/dang-nhap/"
        status, page, sent = self._form(login, login="quan.tri", password=PASSWORD)
        if status != 302 or not self.cookies.get("__Host-sid"):
            raise Failed(f"not signed in: {status} {_words(page)}")
        for _ in range(5):  # a holder of a function is led to the second factor
            place = urllib.parse.urlsplit(sent)
            status, page, onward = self._open(f"{place.path}?{place.query}")
            if status != 302:
                break
            sent = onward
        if status != 200 or sent.startswith(login):
            raise Failed(f"signed in and then {status} at {sent}: {_words(page)}")

    def _too_large(self) -> None:
        """Said before it is sent: the proxy answers by the length alone."""
        status, page, _ = self._open("/", {"a": "b"}, {"Content-Length": str(TOO_LARGE)})
        if status != 413 or "Tệp gửi lên lớn quá" not in page:
            raise Failed(f"a body too large: {status} {_words(page)}")

    def still_knows(self) -> None:
        """After a restore or an upgrade the account is there, with its password."""
        self._expect("/readyz", 200, '"database"', seconds=60)
        self.signs_in()

    def _expect(self, path: str, status: int, words: str, seconds: float = 10) -> None:
        answers: list = []

        def right() -> bool:
            try:
                answers.append(self._open(path)[:2])
            except OSError as error:
                answers.append((0, str(error)))
            return answers[-1][0] == status and words in answers[-1][1]

        until(right, seconds, f"{path} is not {status} “{words}”")


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())[:600]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *asked):
        return None
