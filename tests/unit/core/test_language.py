"""A sentence is kept in Vietnamese and shown in the reader's language."""

import copy
import json
import pickle

import pytest
from django.template import Context, Template
from django.utils import translation

from compliance.core.answers import JsonResponse, shown
from compliance.core.figures import fixed, short, whole
from compliance.core.language import (
    Text,
    _,
    in_sense,
    joined,
    lower_first,
    marked,
    on_record,
    read_by,
)

pytestmark = pytest.mark.once

MONDAY, DUE = "Thứ Hai", "Hạn hôm nay, {day}"
LEFT = "Còn {count} ngày làm việc · {day}"


def both(text) -> tuple[str, str]:
    """(in Vietnamese, in English), as they are shown."""
    with translation.override("vi"):
        vietnamese = str(text)
    with translation.override("en"):
        return vietnamese, str(text)


TABLE = {
    "plain": (lambda: _(MONDAY), "Thứ Hai", "Monday"),
    "format": (lambda: _(DUE).format(day="01/12"), "Hạn hôm nay, 01/12", "Due today, 01/12"),
    "format of a sentence": (
        lambda: _(DUE).format(day=_(MONDAY)),
        "Hạn hôm nay, Thứ Hai",
        "Due today, Monday",
    ),
    "one": (
        lambda: _(LEFT).format(count=1, day="01/12"),
        "Còn 1 ngày làm việc · 01/12",
        "1 working day left · 01/12",
    ),
    "several": (
        lambda: _(LEFT).format(count=2, day="02/12"),
        "Còn 2 ngày làm việc · 02/12",
        "2 working days left · 02/12",
    ),
    "joined": (lambda: joined(", ", [_(MONDAY), "308"]), "Thứ Hai, 308", "Monday, 308"),
    "before": (lambda: _(MONDAY) + "!", "Thứ Hai!", "Monday!"),
    "after": (lambda: "(" + _(MONDAY), "(Thứ Hai", "(Monday"),
    "lower": (lambda: _(MONDAY).lower(), "thứ hai", "monday"),
    "first letter": (lambda: _(MONDAY)[:1], "T", "M"),
    "f-string": (lambda: f"{_(MONDAY)}", None, None),
    "no entry": (lambda: _("Câu chưa ai dịch"), "Câu chưa ai dịch", "Câu chưa ai dịch"),
    "sense without entry": (lambda: in_sense("x", "Câu lạ"), "Câu lạ", "Câu lạ"),
}


@pytest.mark.parametrize("name", TABLE)
def test_it_is_shown_in_the_language_of_the_reader(name):
    make, vietnamese, english = TABLE[name]
    if vietnamese is None:  # shown where it is made, and no sentence any more
        with translation.override("en"):
            assert (make(), type(make())) == ("Monday", str)
        return
    assert both(make()) == (vietnamese, english)


@pytest.mark.parametrize("name", [name for name in TABLE if TABLE[name][1]])
def test_it_is_kept_in_vietnamese_whatever_the_language(name):
    make, vietnamese, _english = TABLE[name]
    with translation.override("en"):
        text = make()
        assert isinstance(text, Text)
        assert text == vietnamese
        assert hash(text) == hash(vietnamese)
        assert (on_record(text), type(on_record(text))) == (vietnamese, str)
        assert json.loads(json.dumps(text)) == vietnamese
        again = pickle.loads(pickle.dumps(text))
        assert (again, type(again)) == (vietnamese, str)
        assert copy.deepcopy(text) is text


def test_templates_and_json_show_it():
    page = Template("{{ text }}|{{ text|lower }}|{{ text|default:'' }}")
    with translation.override("en"):
        assert page.render(Context({"text": _(MONDAY)})) == "Monday|monday|Monday"
        assert shown({"a": [_(MONDAY)], "b": 1}) == {"a": ["Monday"], "b": 1}
        assert json.loads(JsonResponse({"detail": _(MONDAY)}).content) == {"detail": "Monday"}
    with translation.override(None):  # a command that speaks no language
        assert str(_(MONDAY)) == MONDAY


def test_a_letter_is_in_the_language_of_its_reader():
    class Account:
        language = "en"

    with translation.override("vi"), read_by(Account()):
        assert str(_(MONDAY)) == "Monday"
    for nobody in (None, type("Account", (), {"language": ""})()):
        with translation.override("en"), read_by(nobody):
            assert str(_(MONDAY)) == MONDAY


FIGURES = [
    (lambda: whole(1006), "1.006", "1,006"),
    (lambda: whole(-1234567), "-1.234.567", "-1,234,567"),
    (lambda: fixed(82), "82,0", "82.0"),
    (lambda: short(82), "82", "82"),
    (lambda: short("1082.65"), "1.082,7", "1,082.7"),
    (lambda: short(100), "100", "100"),
]


@pytest.mark.parametrize("row", range(len(FIGURES)))
def test_figures_follow_the_reader(row):
    write, vietnamese, english = FIGURES[row]
    with translation.override("vi"):
        assert write() == vietnamese
    with translation.override("en"):
        assert write() == english


def test_a_mark_that_somebody_typed_opens_no_element():
    with translation.override("en"):
        assert str(marked("Biên bản \ue000<b>")) == "Biên bản \ue000<b>"
        assert str(marked("Biên bản <b>")) == '<span lang="vi">Biên bản &lt;b&gt;</span>'


SMALL = {
    "Không thuộc thẩm quyền của UBND": (
        "không thuộc thẩm quyền của UBND",
        "outside the People’s Committee’s competence",
    ),
    "Ủy ban nhân dân": ("ủy ban nhân dân", "People’s Committee"),
    "UBND huyện Thử": ("UBND huyện Thử", "UBND huyện Thử"),
    "Đàm Thử": ("đàm Thử", "Đàm Thử"),
    "Đã nhắc nhở miệng": ("đã nhắc nhở miệng", "oral reminder given"),
}


@pytest.mark.parametrize("label", SMALL)
def test_inside_a_sentence_the_first_letter_is_small_but_of_a_name(label):
    assert both(lower_first(_(label))) == SMALL[label]
    assert on_record(lower_first(_(label))) == SMALL[label][0]
    assert lower_first(label) == SMALL[label][0]
    assert lower_first("") == ""
