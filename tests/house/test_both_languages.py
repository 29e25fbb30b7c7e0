"""Every page in English shows no Vietnamese but what people wrote, and in Vietnamese no English;
what is kept is Vietnamese, whatever the language of whoever acted.
"""

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


def pages(client, arguments, language):
    """(route, page) of every page this person gets."""
    for name, pattern in ours():
        address = reverse(name, kwargs=arguments(name, pattern))
        answer = client.get(address, headers={"accept-language": language})
        status, kind = status_of(answer), answer.headers.get("Content-Type", "")
        if status != 302 and not answer.streaming and kind.startswith("text/html"):
            yield name, answer.content.decode()


@pytest.mark.parametrize("who", WHO)
def test_an_english_page_says_nothing_in_vietnamese(who, arguments, as_, counted):
    client, left, rows = as_(who), {}, 0
    silent, wrong, written = {}, {}, Written()
    for name, page in pages(client, arguments, "en"):
        rows += 1
        assert '<html lang="en">' in page, name
        for words in in_vietnamese(page, written):
            left.setdefault(words, name)
        silent |= dict.fromkeys(of_no_language(page), name)
        wrong |= dict.fromkeys(of_the_wrong_language(page), name)
    counted(rows, "English pages read")
    assert not left, f"{len(left)}: {list(left.items())[:12]}"
    assert not silent, f"Vietnamese that does not say so: {list(silent.items())[:12]}"
    assert not wrong, f"said to be Vietnamese: {list(wrong.items())[:12]}"


@pytest.mark.parametrize("who", WHO)
def test_a_vietnamese_page_says_nothing_in_english(who, arguments, as_, counted):
    client, left, rows = as_(who), {}, 0
    for name, page in pages(client, arguments, "vi"):
        rows += 1
        for words in in_english(page):
            left.setdefault(words, name)
    counted(rows, "Vietnamese pages read")
    assert not left, f"{len(left)}: {list(left.items())[:12]}"


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
