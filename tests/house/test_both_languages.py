"""Every page in English shows no Vietnamese but what people wrote, and in Vietnamese no English;
what is kept is Vietnamese, whatever the language of whoever acted.
"""

import re
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import translation

from compliance.incidents.actions import store_file
from tests.explorer.casts import CASTS
from tests.explorer.machine import explore
from tests.explorer.walk import BEGINS, Tally, own_time
from tests.house.test_routes import one_of_everything, ours, status_of
from tests.leftovers import (
    ENGLISH,
    English,
    Written,
    WrittenDown,
    in_english,
    in_vietnamese,
    of_no_language,
    of_the_wrong_language,
    texts_kept,
)
from tests.world import Story, png

STEPS_IN_ENGLISH = 300

WHO = ("anonymous", "unit_head", "lead", "member", "affairs", "chairman", "auditor")
WHO += ("administrator", "person")


def answers(readers, arguments):
    """(route, [status and page in Vietnamese, the same in English]) of every route: no
    page where it is a file, or leads elsewhere.
    """
    for name, pattern in ours():
        address = reverse(name, kwargs=arguments(name, pattern))
        yield name, [_answered(readers[each], address, each) for each in ("vi", "en")]


def _answered(client, address: str, language: str) -> tuple[int, str]:
    answer = client.get(address, headers={"accept-language": language})
    status, kind = status_of(answer), answer.headers.get("Content-Type", "")
    shown = status != 302 and not answer.streaming and kind.startswith("text/html")
    return status, answer.content.decode() if shown else ""


CODE = re.compile(r"\bHL-\d{4}-[A-Z0-9]{6}\b")
PASSING = {"csrfmiddlewaretoken", "_key", "language"}  # new with every page; the switch


class Offered(HTMLParser):
    """What a page lets its reader do and know, whatever the words: where it leads, what its forms
    send and where to, what there is to choose from, which cases it names.
    """

    def __init__(self, page: str):
        super().__init__()
        self.things: set[tuple[str, str]] = {("case", code) for code in CODE.findall(page)}
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "a":
            self.things.add(("leads to", given.get("href", "")))
        elif tag == "form":
            self.things.add(("sends to", given.get("action", "")))
        elif tag == "select":
            self.select = name
        elif tag == "option":
            self.things.add((f"chooses {self.select}", given.get("value", "")))
        if tag in ("input", "select", "textarea", "button") and name not in PASSING:
            ticked = given.get("type") in ("radio", "checkbox", "submit") or tag == "button"
            self.things.add((f"{tag} {name}", given.get("value", "") if ticked else ""))


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("who", WHO)
def test_a_page_says_nothing_in_another_language_and_offers_the_same(who, arguments, as_, counted):
    readers, rows, offered = {"vi": as_(who), "en": as_(who)}, 0, 0
    written = Written()
    left, silent, wrong, foreign, differs = {}, {}, {}, {}, {}
    for name, ((status, vietnamese), (same, page)) in answers(readers, arguments):
        if status != same:
            differs[name] = (status, same)
        if not page:
            continue
        rows += 1
        assert '<html lang="en">' in page, name
        for words in in_vietnamese(page, written):
            left.setdefault(words, name)
        silent |= dict.fromkeys(of_no_language(page), name)
        wrong |= dict.fromkeys(of_the_wrong_language(page), name)
        foreign |= dict.fromkeys(in_english(vietnamese), name)
        both = Offered(vietnamese).things, Offered(page).things
        offered += len(both[0])
        if both[0] != both[1]:
            differs[name] = sorted(both[0] ^ both[1])
    counted(rows, "pages read in both languages")
    counted(offered, "links, fields, choices and cases compared in both languages")
    assert not left, f"{len(left)}: {list(left.items())[:12]}"
    assert not silent, f"Vietnamese that does not say so: {list(silent.items())[:12]}"
    assert not wrong, f"said to be Vietnamese: {list(wrong.items())[:12]}"
    assert not foreign, f"English on Vietnamese pages: {list(foreign.items())[:12]}"
    assert not differs, f"{len(differs)} routes: {list(differs.items())[:12]}"


def test_what_is_kept_is_vietnamese_though_whoever_acts_reads_english(story, world, counted):
    """A case from its triage to its end, by people who read English: no row of any table says
    anything in English that no row said before.
    """
    made = story()
    before = set(texts_kept())
    with translation.override("en"):
        made.to("closed")
    new = set(texts_kept()) - before
    counted(len(new), "texts kept while English was spoken")
    assert len(new) > 30
    assert not [text for text in new if len(set(ENGLISH.findall(text.lower()))) > 1]


def test_no_move_of_a_case_keeps_english(world, counted):
    """The explorer goes some ways by the real actions, by people who read English."""
    seen, texts, is_english = Tally(), WrittenDown(), English()
    upload = SimpleUploadedFile("giay.png", png(), "image/png")
    scan = store_file(upload=upload, by=world.users["member"], at=BEGINS)
    with translation.override("en"), own_time(), connection.execute_wrapper(texts):
        explore(world, CASTS["two leads"], seen, scan, number=95, steps=STEPS_IN_ENGLISH)
    counted(len(texts.texts), "texts written while English was spoken")
    assert len(seen.taken) > 20
    assert not sorted(text for text in texts.texts if is_english(text))


def test_nothing_else_keeps_english(world, counted):
    """One of everything that has a page, made by people who read English."""
    texts, is_english = WrittenDown(), English()

    def story(status: str, **how) -> Story:
        made = Story(world, **how)
        made.to(status)
        return made

    with translation.override("en"), connection.execute_wrapper(texts):
        one_of_everything(story, world)
    counted(len(texts.texts), "texts written while English was spoken")
    assert not sorted(text for text in texts.texts if is_english(text))
