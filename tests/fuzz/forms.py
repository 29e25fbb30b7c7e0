"""The forms of a page as a browser would send them: where to, and what stands in every field."""

import random
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)  # what would be sent untouched
    choices: dict[str, list[str]] = field(default_factory=dict)  # of selects, radios and ticks
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, rng: random.Random) -> dict[str, list[str]]:
        """Filled in as a person might, so that the request gets past the required fields."""
        sent = {name: list(values) for name, values in self.values.items()}
        for name, choices in self.choices.items():
            real = [one for one in choices if one] or choices
            if not real:
                continue  # nothing to choose: the page says so
            sent[name] = [rng.choice(real)] if rng.random() < 0.8 else sent.get(name, [])
        for name, values in sent.items():
            if not any(values) and name not in self.choices:
                sent[name] = [_plausible(rng, name)]
        if self.buttons:
            name, value = rng.choice(self.buttons)
            sent[name] = [value]
        return sent


def _plausible(rng: random.Random, name: str) -> str:
    if any(part in name for part in ("day", "_on", "_from", "_to", "until", "_at", "ngay")):
        return rng.choice(("15/11/2026", "15/12/2026", "20/11/2026 09:30"))
    if any(part in name for part in ("number", "workdays", "months", "others", "year")):
        return rng.choice(("1", "3", "12", "2026"))
    if "password" in name:
        return "mat-khau-thu-nghiem-308"
    return rng.choice(("Nội dung thử.", "T014", "Quyết định số 12/QĐ-UBND"))


class _Reader(HTMLParser):
    def __init__(self, page: str):
        super().__init__()
        self.page, self.forms, self.form, self.select, self.area = page, [], None, "", ""

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = (
                Form(given.get("action") or self.page)
                if given.get("method", "").lower() == "post"
                else None
            )
            self.forms += [self.form] if self.form else []
        if self.form is None:
            return
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "select" and name:
            self.select = name
            self.form.choices.setdefault(name, [])
        elif tag == "option" and self.select:
            self.form.choices[self.select].append(value)
            if "selected" in given:
                self.form.values.setdefault(self.select, []).append(value)
        elif tag == "textarea" and name:
            self.area = name
            self.form.values[name] = [""]
        elif tag == "button" and name:
            self.form.buttons.append((name, value))
        elif tag == "input" and name and name != "csrfmiddlewaretoken":
            self._input(given.get("type", "text"), name, value, "checked" in given)

    def _input(self, kind: str, name: str, value: str, checked: bool) -> None:
        if kind == "file":
            self.form.files.append(name)
        elif kind in ("radio", "checkbox"):
            self.form.choices.setdefault(name, []).append(value or "on")
            if checked:
                self.form.values.setdefault(name, []).append(value or "on")
        elif kind != "submit":
            self.form.values.setdefault(name, []).append(value)

    def handle_data(self, data):
        if self.form is not None and self.area:
            self.form.values[self.area] = [self.form.values[self.area][0] + data]

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            self.area = ""


def forms_of(page: str, html: str) -> list[Form]:
    """The forms that post."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.forms
