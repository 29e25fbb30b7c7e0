"""A page as a browser without JavaScript has it: its forms with what stands in them, to be changed
and sent.
"""

import re
from html.parser import HTMLParser


class Forms(HTMLParser):
    """`forms`: (action, {name: [values]}) of every form that is posted, in the order of
    the page.
    """

    def __init__(self, page: str):
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self.inside = self.text = self.select = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = None
            if given.get("method", "").lower() == "post":
                self.inside = {}
                self.forms.append((given.get("action", ""), self.inside))
        if self.inside is None:
            return
        name, kind = given.get("name"), given.get("type", "text")
        if (
            tag == "input"
            and name
            and kind not in ("submit", "file")
            and (kind not in ("checkbox", "radio") or "checked" in given)
        ):
            self._add(name, given.get("value", "on" if kind in ("checkbox", "radio") else ""))
        elif tag == "textarea" and name:
            self.text = (name, [])
        elif tag == "select" and name:
            self.select = (name, [], "multiple" in given)
        elif tag == "option" and self.select:
            self.select[1].append((given.get("value", ""), "selected" in given))

    def handle_data(self, data):
        if self.text:
            self.text[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None
        elif tag == "textarea" and self.text:
            self._add(self.text[0], "".join(self.text[1]).removeprefix("\n"))
            self.text = None
        elif tag == "select" and self.select:
            name, options, several = self.select
            chosen = [value for value, on in options if on] or (
                [options[0][0]] if options and not several else []
            )
            for value in chosen:
                self._add(name, value)
            self.select = None

    def _add(self, name: str, value: str) -> None:
        if self.inside is not None:
            self.inside.setdefault(name, []).append(value)


def form_with(page: str, *names: str) -> dict[str, list[str]]:
    """What the first form that has all these fields would send; `names` may be parts of its address
    too.
    """
    for action, fields in Forms(page).forms:
        if all(name in fields or (name.startswith("/") and name in action) for name in names):
            return fields
    raise AssertionError(f"no form with {names}")


def tight(page: str) -> str:
    """A page without the white space beside its tags: how its template is laid out does not
    matter to what is looked for.
    """
    return re.sub(r"\s*(<[^>]+>)\s*", r"\1", " ".join(page.split()))
