"""Values of a page are drawn as Django draws them, and sentences in the reader's language."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template, base
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from compliance.core.language import SafeText, _
from halang_portal.rendering import Value, sentence

pytestmark = pytest.mark.once

MARKS = "<b>\"&'"


class Marked(str):
    def __html__(self):
        return "<i>"


VALUES = {
    "text": MARKS,
    "safe": mark_safe(MARKS),
    "made": format_html("<p>{}</p>", MARKS),
    "of its own": Marked("x"),
    "lazy": gettext_lazy("Yes"),
    "sentence": _("Thứ Hai"),
    "figure": 1006,
    "part": Decimal("82.65"),
    "nothing": None,
    "truth": True,
    "day": date(2026, 11, 30),
    "moment": datetime(2026, 11, 30, 1, 2, tzinfo=UTC),
    "bytes": b"<",
    "list": [MARKS, _("Thứ Hai")],
}


@pytest.mark.parametrize("escaped", [True, False])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_drawn_as_django_draws_it(name, language, escaped):
    page = Template("{{ value }}{{ value|default:'-' }}{{ nobody }}")
    assert {type(node) for node in page.nodelist} == {Value}
    context = Context({"value": VALUES[name]}, autoescape=escaped)
    with translation.override(language):
        context.template = page
        drawn = [
            base.render_value_in_context(node.filter_expression.resolve(context), context)
            for node in page.nodelist
        ]
        context.template = None
        assert page.render(context) == "".join(drawn)


def both(source: str, **values) -> tuple[str, str]:
    page = Template(source)
    with translation.override("vi"):
        vietnamese = page.render(Context(values))
    with translation.override("en"):
        return vietnamese, page.render(Context(values))


TABLE = {
    "plain": ('{{ _("Thứ Hai") }}', "Thứ Hai", "Monday"),
    "marks are meant": ('{{ _("<b>") }}', "<b>", "<b>"),
    "of Django": ('{{ _("Yes") }}', None, "Yes"),
    "filter": ('{{ _("Thứ Hai")|lower }}', "thứ hai", "monday"),
    "argument": ('{{ nobody|default:_("Thứ Hai") }}', "Thứ Hai", "Monday"),
    "parts": ('{{ no|yesno:_("Tổng quan,Số liệu") }}', "Số liệu", "Figures"),
    "length": ('{{ _("Thứ Hai")|length }}', "7", "6"),
    "a tag": ('{% icon "home" _("Thứ Hai") %}', 'aria-label="Thứ Hai"', 'aria-label="Monday"'),
    "with": ('{% with x=_("Thứ Hai") %}{{ x }}{% endwith %}', "Thứ Hai", "Monday"),
    "another": ('{% if "Thứ Hai" == _("Thứ Hai") %}{{ _("Thứ Hai") }}{% endif %}', "T", "Monday"),
}


@pytest.mark.parametrize("name", TABLE)
def test_a_sentence_of_a_page_follows_the_reader(name):
    source, vietnamese, english = TABLE[name]
    shown = both(source, no=False)
    assert english in shown[1]
    if vietnamese is None:  # looked up for both
        with translation.override("vi"):
            vietnamese = str(gettext_lazy("Yes"))
        assert vietnamese != "Yes"
    assert vietnamese in shown[0]


def test_only_what_django_says_is_looked_up_in_vietnamese():
    assert type(sentence("Thứ Hai")) is SafeText
    assert type(sentence("Yes")) is not SafeText


def test_an_icon_that_is_known_does_not_unescape_another():
    for label in (MARKS, mark_safe("<b>"), "<b>"):
        drawn = render_to_string_of('{% icon "home" label %}', label)
        assert ("<b>" in drawn) == (label == "<b>" and type(label) is not str)


def render_to_string_of(source: str, label: str) -> str:
    return Template(source).render(Context({"label": label}))


def test_addresses_are_those_of_the_routes():
    assert Template('{% url "help" %}').render(Context()) == reverse("help")
    assert Template('{% url "help" as at %}[{{ at }}]').render(Context()) == f"[{reverse('help')}]"
