"""A template is read once for each language: on pages that are not Vietnamese, every value written
between tags says which language it is in where that is not the page's own (WCAG 3.1.2).

`{{ incident.title }}` is read as `{{ incident.title|marked_here }}`. Inside a tag, and in an
element that holds words alone, no mark can stand: there the element itself says its language.
"""

import re

from django.template.base import tag_re
from django.template.loaders import cached

from compliance.core.language import OTHERS, spoken

# elements that hold words alone; a drawing has none of the marks of a page
PLAIN = ("title", "option", "textarea", "script", "style", "svg")
_OPENS = re.compile(rf"<({'|'.join(PLAIN)})\b", re.IGNORECASE)
_PIECE = re.compile(r"""<!--|-->|</?[a-zA-Z]|>|["']""")
# what these filters write has no words of anybody
_FIGURES = re.compile(r"\|(?:vn_date|vn_datetime|number_vn|decimal_vn|pct|sense:\"\w+\")$")
_LANGUAGE = re.compile(r"\{%\s*(end)?language\b")
_TITLE, _END = re.compile(r"\{%\s*block title\s*%\}"), re.compile(r"\{%\s*endblock")


class Loader(cached.Loader):
    """Templates of the folders and apps, by their language."""

    def cache_key(self, template_name, skip=None):
        return f"{spoken()}/{super().cache_key(template_name, skip)}"

    def get_contents(self, origin):
        contents = super().get_contents(origin)
        if spoken() not in OTHERS or not origin.template_name.endswith(".html"):
            return contents
        return with_marks(contents)


def with_marks(contents: str) -> str:
    """The source of a template with a mark on each value that stands between tags. Where a block
    may be in a language of its own, that is asked at each value.
    """
    place, heading, mark = Place(), False, "marked_here"
    said: list[str] = []
    for piece in tag_re.split(contents):
        if _TITLE.match(piece):
            heading = True
        elif heading and _END.match(piece):
            heading = False
        elif block := _LANGUAGE.match(piece):
            mark = "marked_here" if block[1] else "marked"
        elif not piece.startswith(("{{", "{%", "{#")):
            place.passes(piece)
        elif piece.startswith("{{") and place.open and not heading:
            piece = _marked(piece, mark)
        elif piece.startswith("{{") and place.within == "option" and not place.in_tag:
            _mark_option(said, piece)
        said.append(piece)
    return "".join(said)


def _mark_option(said: list[str], piece: str) -> None:
    """The option that holds this value says its language: in the last opening tag before it."""
    at = max(at for at, text in enumerate(said) if "<option" in text)
    before, option, after = said[at].rpartition("<option")
    if not after.startswith("{{"):
        said[at] = f"{before}{option}{{{{ {piece[2:-2].strip()}|language_mark }}}}{after}"


def _marked(piece: str, mark: str) -> str:
    value = piece[2:-2].strip()
    silent = value.startswith("_(") or _FIGURES.search(value)
    return piece if silent else f"{{{{ {value}|{mark} }}}}"


class Place:
    """Where in a page the reader of a template has come to."""

    def __init__(self):
        self.in_tag, self.quote, self.within, self.comment = False, "", "", False

    @property
    def open(self) -> bool:
        """Between tags, where an element may stand."""
        return not (self.in_tag or self.within or self.comment)

    def passes(self, text: str) -> None:
        """Over the markup that stands between two tags of the template."""
        at = 0
        while match := _PIECE.search(text, at):
            at, sign = match.end(), match[0]
            if self.comment:
                self.comment = sign != "-->"
            elif self.in_tag:
                self._inside(sign)
            elif self.within:
                closing = text[match.start() :].lower().startswith(f"</{self.within}")
                self.within, self.in_tag = ("", True) if closing else (self.within, False)
            elif sign == "<!--":
                self.comment = True
            elif sign.startswith("<"):
                opened = _OPENS.match(text, match.start())
                self.in_tag, self.within = True, opened[1].lower() if opened else ""

    def _inside(self, sign: str) -> None:
        if self.quote:
            self.quote = "" if sign == self.quote else self.quote
        elif sign in ("'", '"'):
            self.quote = sign
        elif sign == ">":
            self.in_tag = False
