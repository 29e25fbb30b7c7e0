"""What of a page is in the wrong language: words the portal says, and not what people wrote."""

import json
import re
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path

from django.apps import apps
from django.db import models

from compliance.core import committee
from tests.catalogue import po_of, read

ROOT = Path(__file__).resolve().parent.parent
# quoted words to type or to find on a Vietnamese paper, numbers of instruments, an initial
EXEMPT = re.compile(r"“[^”]*”|\(ví dụ[^)]*\)|\d+[a-z]?/(?:\d{4}/)?[A-ZĐ][\w-]*|^\W*\w\W*$")
VIETNAMESE = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
ENGLISH = re.compile(
    r"\b(the|and|of|is|are|not|your|you|please|this|with|required|invalid|enter|select|must|was"
    r"|for|from|has|have|can|page|field|value)\b",
    re.IGNORECASE,
)
SAID = ("title", "aria-label", "placeholder", "alt", "label")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Words(HTMLParser):
    """`words`: every text of a page with the language its element says it is in, without scripts;
    what stands in a control is what somebody wrote. `between`: those that stand between tags, where
    a part can say its own language, as the words of an attribute and of the title cannot.
    """

    def __init__(self, page: str):
        super().__init__()
        self.words: list[tuple[str, str]] = []
        self.between: list[tuple[str, str]] = []
        self.attributes: list[str] = []
        self.open: list[tuple[str, str]] = []
        self.feed(page)

    @property
    def language(self) -> str:
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        language = given.get("lang") or self.language
        self.attributes += [value for value in given.values() if value]
        self.words += [(given[name], language) for name in SAID if given.get(name)]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.words.append((given.get("value") or "", language))
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        within = {tag for tag, _language in self.open}
        if data.strip() and not within & {"script", "style", "textarea"}:
            self.words.append((" ".join(data.split()), self.language))
            if "title" not in within:
                self.between.append(self.words[-1])


class Written:
    """Every text the database holds, the longest first: data, whose language is its own. `kept`:
    the texts of another database.
    """

    def __init__(self, kept: Iterable[str] | None = None):
        self.texts, self.asked = _written(kept), {}

    def without(self, words: str) -> str:
        """What is left of `words` where everything somebody wrote is taken out of them."""
        if words not in self.asked:
            self.asked[words] = self._left_of(words)
        return self.asked[words]

    def _left_of(self, words: str) -> str:
        begun = re.split(" – ", words)[-1].rstrip("… ")
        for text in self.texts:
            if len(begun) > 40 and text.startswith(begun):
                return ""
            if text in words or text.upper() in words:
                words = words.replace(text.upper(), " ")
                words = words.replace(text, " ")
                if not VIETNAMESE.search(words):
                    break
        return words


def _written(kept: Iterable[str] | None) -> list[str]:
    texts = {*texts_kept(), *texts_within(asdict(committee.today()))} if kept is None else {*kept}
    for path in (ROOT / "compliance").glob("*/data/*.toml"):
        texts.update(texts_within(tomllib.loads(path.read_text(encoding="utf-8"))))
    parts = {part for text in texts for part in re.split(r"\s*\n\s*|(?<=[.;:!?])\s+", text)}
    tidy = {" ".join(text.split()) for text in texts | parts}
    return sorted((t for t in tidy if len(t) > 1 and VIETNAMESE.search(t)), key=len, reverse=True)


def texts_kept():
    """Every text of every table."""
    for model in apps.get_models():
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        if names:
            for row in model._default_manager.order_by().values_list(*names):
                for value in row:
                    yield from texts_within(value)


def texts_within(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_within(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_within(one)


class WrittenDown:
    """Around statements: every text they write to the database, rolled back or not.

    with connection.execute_wrapper(texts := WrittenDown()): …
    """

    def __init__(self):
        self.texts: set[str] = set()

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE")):
            for value in chain.from_iterable(params) if many else params or ():
                self.texts.update(leaves(getattr(value, "obj", value)))
        return execute(sql, params, many, context)


def leaves(value):
    """Every text in a parameter of a statement, that of JSON piece by piece."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        with suppress(ValueError):
            value = json.loads(value)
    return texts_within(value)


class English:
    """Whether a text says something of the portal in English: a label, or words of sentences."""

    KEY = re.compile(r"[a-z][\w.-]*(?::[\w.-]+)+")  # of a row of the outbox
    APART = re.compile(r"\s*[:;,.–()“”\n]\s*")
    WORD = re.compile(r"(?<![\w.@/-])[a-z]{4,}(?![\w@/-])", re.IGNORECASE)
    ADDRESS = re.compile(r"\S+://\S+|(?<!\w)/\S+|\S+@\S+")

    def __init__(self):
        entries = [
            (entry.msgid, entry.msgstr)
            for entry in read(po_of("django"))
            if VIETNAMESE.search(entry.msgid)
        ]
        said = {word.lower() for key, _said in entries for word in self.WORD.findall(key)}
        self.labels = {text for _key, text in entries if len(text) > 3 and text[0].isupper()}
        self.labels -= {key for key, _text in entries}
        self.words = {
            word.lower() for _key, text in entries for word in self.WORD.findall(text)
        } - said

    def __call__(self, text: str) -> bool:
        text = "" if self.KEY.fullmatch(text) else self.ADDRESS.sub(" ", text)
        words = {word.lower() for word in self.WORD.findall(text)}
        return len(words & self.words) > 1 or bool(self.labels & {*self.APART.split(text)})


def in_vietnamese(page: str, written: Written) -> list[str]:
    """What an English page says in Vietnamese though nobody wrote it."""
    return [
        words
        for words, language in Words(page).words
        if language != "vi"
        and VIETNAMESE.search(words)
        and VIETNAMESE.search(EXEMPT.sub(" ", written.without(words)))
    ]


def in_english(page: str) -> list[str]:
    """What a Vietnamese page says in English."""
    return [
        words
        for words, language in Words(page).words
        if language != "en" and len(set(ENGLISH.findall(words.lower()))) > 1
    ]


@cache
def _said() -> str:
    """Everything the portal says in English: proper names stand in it."""
    return "\n".join(entry.msgstr for entry in read(po_of("django")))


def of_no_language(page: str) -> list[str]:
    """Vietnamese between the tags of an English page that no element says is Vietnamese, data too:
    all but the proper names in the portal's own sentences.
    """
    return [
        words
        for words, language in Words(page).between
        if language != "vi" and VIETNAMESE.search(EXEMPT.sub(" ", words)) and words not in _said()
    ]


def of_the_wrong_language(page: str) -> list[str]:
    """English that an element says is Vietnamese, and marks that fell into an attribute."""
    read_out = Words(page)
    return [
        *(
            words
            for words, language in read_out.between
            if language == "vi" and len(set(ENGLISH.findall(words.lower()))) > 1
        ),
        *(value for value in read_out.attributes if "<span" in value),
    ]
