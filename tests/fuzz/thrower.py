"""Throws: an address with odd questions, an odd address, a form with odd words, odd headers. Every
write is taken back, so that each throw stands alone.
"""

import random
import re
import traceback
from collections import Counter
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from compliance.core.questions import YES
from compliance.core.text import tidy
from compliance.incidents.forms.log import COLUMNS, LogForm, initial_of
from compliance.incidents.models import Incident
from tests.fuzz.forms import Form, forms_of
from tests.fuzz.hostile import HEADERS, NUMBERS, SEGMENTS, value
from tests.world import png

PEOPLE = (
    "lead",
    "affairs",
    "unit_head",
    "administrator",
    "auditor",
    "chairman",
    "person",
    "member",
    "deputy_lead",
    "anonymous",
)
_ASKED = re.compile(r"""(?:GET|query_params|query)(?:\.get(?:list)?\(|\[)f?["']([\w{}-]+)["']""")
FORM = "application/x-www-form-urlencoded"


def asked_names() -> list[str]:
    """Every name of a question that the sources read from an address."""
    sources = [
        path
        for top in ("compliance", "reports", "halang_portal")
        for path in (settings.BASE_DIR / top).rglob("*.py")
    ]
    found = {
        name for path in sources for name in _ASKED.findall(path.read_text(encoding="utf-8"))
    } - {"next"}
    moments = {
        f"{moment}_{end}"
        for moment in ("submitted", "concluded", "closed")
        for end in ("from", "to")
    }
    return sorted(
        {name for name in found if "{" not in name}
        | moments
        | {"after", "category", "act_kind", "outcome", "staff_kind", "viec", "nguoi", "next", "cc"}
    )


class Thrower:
    """`targets` = [(name, pattern, address)]: the routes and a right address of each."""

    def __init__(self, seed: int, as_, targets: list[tuple[str, str, str]]):
        self.rng, self.targets, self.names = random.Random(seed), targets, asked_names()
        self.clients: dict[str, Client] = {who: as_(who) for who in PEOPLE}
        self.cookies = {who: client.cookies.copy() for who, client in self.clients.items()}
        self.forms: dict[tuple[str, str], Form] = {}
        self.told = 0
        self.seen: set[tuple[str, str]] = set()
        self.opened: list[tuple[str, tuple[str, str, str]]] = []
        self.asked, self.statuses, self.drafts, self.lost, self.wrong = (
            Counter(),
            Counter(),
            0,
            [],
            [],
        )

    def _target(self) -> tuple[str, tuple[str, str, str]]:
        """Who, and where to: every second time an address that opened for that person before."""
        if self.opened and self.rng.random() < 0.5:
            return self.rng.choice(self.opened)
        acts = self.rng.random() < 0.3
        return self.rng.choice(PEOPLE), self.rng.choice(
            [one for one in self.targets if (one[0] == "review:act") == acts]
        )

    def throw(self, times: int) -> None:
        while (done := sum(self.statuses.values())) < times:
            if done >= self.told + 1000:
                self.told = done
                print(f"… {done}, 5xx {len(self.wrong)}, lost {len(self.lost)}", flush=True)
            turn = self.rng.random()
            if turn < 0.33:
                self.ask()
            elif turn < 0.45:
                self.go_astray()
            elif turn < 0.48:
                self.odd_headers()
            elif turn < 0.94:
                self.send()
            else:
                self.draft()

    def ask(self) -> None:
        who, target = self._target()
        address = target[2]
        given = [
            (name, value(self.rng, name))
            for name in self.rng.sample(self.names, self.rng.randint(1, 4))
        ]
        self._go(who, "get", f"{address}?{urlencode(given, errors='surrogatepass')}")

    def go_astray(self) -> None:
        """A right address with one of its keys replaced."""
        who, (_, pattern, _) = (
            self.rng.choice(PEOPLE),
            self.rng.choice([one for one in self.targets if "<" in one[1]]),
        )
        parts = re.split(r"<[^>]+>", pattern.removeprefix("^").removesuffix("$"))
        keys = [
            quote(
                self.rng.choice(SEGMENTS if self.rng.random() < 0.8 else NUMBERS),
                safe="/",
                errors="surrogatepass",
            )
            for _ in parts[1:]
        ]
        address = "/" + "".join(part + key for part, key in zip(parts, [*keys, ""], strict=True))
        with transaction.atomic():
            self._go(who, self.rng.choice(("get", "get", "post")), address)
            transaction.set_rollback(True)
        self.clients[who].cookies = self.cookies[who].copy()

    def odd_headers(self) -> None:
        who, target = self._target()
        address = target[2]
        self._go(who, "get", address, headers=self.rng.choice(HEADERS))
        self.clients[who].cookies = self.cookies[
            who
        ].copy()  # an odd cookie is answered by taking it away

    def send(self) -> None:
        """A form as it stands on the page, filled in, with one to three fields odd; where it leads
        is opened.
        """
        who, target = self._target()
        address = target[2]
        if (who, address) not in self.seen:
            self.seen.add((who, address))
            answer = self._go(who, "get", address)
            if answer.status_code == 200:
                self.opened.append((who, target))
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                for form in forms_of(urlsplit(address).path, answer.content.decode()):
                    self.forms[who, form.action] = form
        mine = [form for (one, _), form in self.forms.items() if one == who]
        if not mine or self.rng.random() < 0.15:
            names = self.rng.sample(
                (
                    "text",
                    "reason",
                    "version",
                    "act",
                    "pk",
                    "code",
                    "handler",
                    "offices",
                    "people",
                    "cases",
                    "codes",
                    "without",
                    "upload",
                    "until",
                ),
                4,
            )
            self._post(who, address, {name: [value(self.rng, name)] for name in names}, [])
            return
        form = self.rng.choice(mine)
        sent = form.filled(self.rng)
        for name in self.rng.sample(sorted(sent), min(len(sent), self.rng.randint(0, 3))):
            sent[name] = [value(self.rng, name) for _ in range(self.rng.choice((1, 1, 2)))]
        self._post(who, form.action, sent, form.files if self.rng.random() < 0.3 else [])

    def draft(self) -> None:
        """Whatever is typed into a draft stands there when it is opened again."""
        client = self.clients["unit_head"]
        with transaction.atomic():
            self.asked["draft"] += 1
            begun = client.post(reverse("incidents:log"))
            incident = Incident.objects.order_by("-pk").first()
            if begun.status_code != 302 or incident.code not in begun["Location"]:
                raise AssertionError(f"no draft begun: {begun.status_code} {begun.get('Location')}")
            names = [name for name in COLUMNS if name not in ("out_of_scope_declared",)]
            typed = {
                name: value(self.rng, name)
                for name in self.rng.sample(names, self.rng.randint(2, len(names)))
            }
            body = urlencode({"version": incident.version, **typed}, errors="surrogatepass")
            address = reverse(
                f"incidents:{self.rng.choice(('edit', 'autosave'))}", args=[incident.code]
            )
            answer = self._go("unit_head", "post", address, data=body, content_type=FORM)
            self.drafts += 1
            kept = initial_of(Incident.objects.get(pk=incident.pk))
            for name, text in typed.items():
                if not _stands(name, text, kept[name]):
                    self.lost.append(
                        (name, ascii(text)[:80], ascii(kept[name])[:80], answer.status_code)
                    )
            self._go("unit_head", "get", reverse("incidents:edit", args=[incident.code]))
            transaction.set_rollback(True)
        client.cookies = self.cookies["unit_head"].copy()

    def _post(self, who: str, address: str, sent: dict[str, list[str]], files: list[str]) -> None:
        with transaction.atomic():
            if files:
                upload = SimpleUploadedFile(
                    self.rng.choice(("a.png", "\u202ea.png", "x" * 200 + ".png", "a.docx")), png()
                )
                plain = {name: [tidy(one) for one in values] for name, values in sent.items()}
                answer = self._go(
                    who, "post", address, data={**plain, **dict.fromkeys(files, upload)}
                )
            else:
                answer = self._go(
                    who,
                    "post",
                    address,
                    data=urlencode(sent, doseq=True, errors="surrogatepass"),
                    content_type=FORM,
                )
            answer = self._agree(who, address, answer)
            if answer.status_code == 302 and answer["Location"].startswith("/"):
                self._go(who, "get", answer["Location"])
            transaction.set_rollback(True)
        self.clients[who].cookies = self.cookies[who].copy()

    def _agree(self, who: str, address: str, answer):
        """Where the page asks first, whatever it carries is sent again with its yes."""
        if answer.streaming or b"data-confirm" not in answer.content:
            return answer
        page = forms_of(urlsplit(address).path, answer.content.decode())
        question = next(form for form in page if YES in form.values)
        body = urlencode(question.values, doseq=True, errors="surrogatepass")
        return self._go(who, "post", question.action, data=body, content_type=FORM)

    def _go(self, who: str, method: str, address: str, *, headers: dict | None = None, **sent):
        self.asked[method] += 1
        with transaction.atomic():
            answer = getattr(self.clients[who], method)(address, **sent, **(headers or {}))
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self.wrong.append(
                (
                    answer.status_code,
                    who,
                    method,
                    address[:200],
                    str(sent.get("data", ""))[:300],
                    *_why(answer),
                )
            )
            print(self.wrong[-1], flush=True)
        return answer


def _why(answer) -> tuple[str, list[str]]:
    """What was raised, and the last places it came through."""
    if not answer.exc_info:
        return "", []
    _, raised, trace = answer.exc_info
    frames = [
        f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno}"
        for frame in traceback.extract_tb(trace)
    ]
    return traceback.format_exception_only(raised)[-1].strip()[:200], frames[-6:]


def _stands(name: str, typed: str, kept) -> bool:
    """Whether a field of the draft holds what was typed: as it is stored, or as the moment, day or
    link that was read from it.
    """
    text = tidy(typed.encode(errors="surrogatepass").decode(errors="replace")).strip()
    if not text or str("" if kept is None else kept).strip() == text:
        return True
    try:
        return LogForm.base_fields[name].clean(text) == kept
    except ValidationError:
        return False
