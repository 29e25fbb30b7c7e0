"""Sentences, labelled icons and addresses of a page, in the reader's language."""

import html

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from compliance.core.language import SafeText
from halang_portal.rendering import sentence

pytestmark = pytest.mark.once

MARKS = "<b>\"&'"


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


def test_no_line_break_of_the_source_stands_before_a_sign():
    source = "{% t %}Hạn hôm nay, {{ day }}{% if more %} {{ more }}{% endif %}\n  {% endt %}"
    for sign in (".", ",", ";", ":"):
        for more in ("", "x"):
            shown = both(f"{source}{sign} y", day="01/12", more=more)
            assert all(f" {sign}" not in text and f"\n{sign}" not in text for text in shown), shown
    assert both(f"{source}<b>", day="01/12", more="x")[0].endswith("\n  <b>")


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


CODES = ("HL-2026-ABC123", "UBND-2017-EF86EC833126", "hl-2026-abc", "Đ 01", "a'b", "~61", "HL-2026")


def test_addresses_with_a_code_are_those_of_the_routes():
    """Whether the code is one of a case, whose address is made once for all, or any other."""
    for code in CODES:
        page = reverse("review:case", args=[code])
        shown = Template("{% url 'review:case' code %}").render(Context({"code": code}))
        assert html.unescape(shown) == page, code
        named = "{% url 'review:case' code as at %}[{{ at }}]"
        assert html.unescape(Template(named).render(Context({"code": code}))) == f"[{page}]", code
