"""Every page in English shows no Vietnamese but what people wrote, and in Vietnamese no English;
what is kept is Vietnamese, whatever the language of whoever acted.
"""

import pytest
from django.urls import reverse
from django.utils import translation

from tests.house.test_routes import ours, status_of
from tests.leftovers import (
    ENGLISH,
    Written,
    in_english,
    in_vietnamese,
    of_no_language,
    of_the_wrong_language,
    texts_kept,
)

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
