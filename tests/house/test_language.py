"""English beside Vietnamese: the catalogues, the choice of a language, the switch."""

import ast
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from compliance.audit.models import Event
from compliance.outbox.actions import notify
from compliance.outbox.models import Message
from compliance.outbox.notices import mail_of_line
from compliance.papers.paper import official
from compliance.registry.models import User
from halang_portal.language import language_of_browser
from tests import catalogue
from tests.leftovers import VIETNAMESE
from tests.world import PASSWORD

SWITCH, SIGN_IN, ACCOUNT = "/ngon-ngu/", "/tai-khoan/dang-nhap/", "/tai-khoan/"
CHROME = "en-US,en;q=0.9,vi;q=0.8"
SOURCES = sorted(catalogue.LOCALE.rglob("*.po"))
# a word for one and one for more, `{days:day|days}`, is the translation's own
HOLES = re.compile(r"\{\w*(?:![rs])?(?::[^{}|]*)?\}|%\(\w+\)[sdr]|%[sd]")
# Vietnamese names whom it speaks to where other languages say you
SPOKEN_TO = {"{who}", "{spoken_to}", "{who_2}"}
MARKUP = ("format_html", "format_html_join", "mark_safe")
TAGS = re.compile(r"</?[a-z][a-z0-9]*")


# ---- catalogues


@pytest.mark.once
@pytest.mark.parametrize("domain", catalogue.DOMAINS)
def test_the_catalogue_has_every_sentence_of_the_code_and_no_other(domain, counted):
    said = catalogue.DOMAINS[domain]()
    there = {(entry.msgctxt, entry.msgid) for entry in catalogue.read(catalogue.po_of(domain))}
    counted(len(said.entries), f"sentences of {domain}")
    missing = sorted(key for _sense, key in said.entries.keys() - there)
    unused = sorted(key for _sense, key in there - said.entries.keys())
    assert not missing, f"{len(missing)} not in the catalogue (make messages): {missing[:10]}"
    assert not unused, f"{len(unused)} said no more (make messages): {unused[:10]}"


@pytest.mark.once
def test_every_sentence_is_a_constant_that_can_be_gathered():
    assert not catalogue.pages().unread


@pytest.mark.once
def test_no_sentence_is_filled_as_markup(counted):
    """`format_html` of a sentence of the catalogue would be escaped whole: the markup stands around
    the sentence, the sentence is a value of it.
    """
    calls = [
        (path, call)
        for package in catalogue.PACKAGES
        for path in (catalogue.ROOT / package).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in MARKUP
    ]
    counted(len(calls), "places that make markup")
    assert not [
        f"{path.name}:{call.lineno}"
        for path, call in calls
        for given in call.args[:2]
        if getattr(getattr(given, "func", None), "id", "") in ("_", "in_sense", "joined")
        and (given is call.args[0] or call.func.id == "format_html_join")
    ]


@pytest.mark.once
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_nothing_is_left_untranslated_or_half_sure(path, counted):
    entries = catalogue.read(path)
    counted(len(entries), "entries of catalogues")
    empty = [entry.msgid for entry in entries if not entry.translated() and not entry.fuzzy]
    fuzzy = [entry.msgid for entry in entries if entry.fuzzy]
    assert not empty, f"{len(empty)} without a translation: {empty[:10]}"
    assert not fuzzy, fuzzy[:10]


@pytest.mark.once
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_translation_has_the_values_and_the_marks_of_its_sentence(path, counted):
    rows, wrong = 0, []
    for entry in catalogue.read(path).translated_entries():
        for form in entry.msgstr_plural.values() or [entry.msgstr]:
            rows += 1
            for what in (HOLES, TAGS):
                if (
                    set(what.findall(entry.msgid)) - SPOKEN_TO
                    != set(what.findall(form)) - SPOKEN_TO
                ):
                    wrong.append((entry.msgid, form))
    counted(rows, "translations")
    assert not wrong, wrong[:5]


@pytest.mark.once
def test_how_a_value_is_written_says_nothing(counted):
    """`{at:%H:%M ngày %d/%m}` would be Vietnamese in every language: words stand around values."""
    said = [entry.msgid for entry in catalogue.read(catalogue.po_of("django"))]
    values = [(key, value) for key in said for value in HOLES.findall(key)]
    counted(len(values), "values in sentences")
    assert not [(key, value) for key, value in values if VIETNAMESE.search(value)]


@pytest.mark.once
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_what_is_compiled_is_what_is_written(path):
    if path.stem == "djangojs":
        made, standing = (
            catalogue.script_of(catalogue.read(path)),
            catalogue.SCRIPT.read_text("utf-8"),
        )
    else:
        made, standing = catalogue.compiled(path), path.with_suffix(".mo").read_bytes()
    assert made == standing, "make messages"


# ---- which language


@pytest.mark.once
@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "vi"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        (CHROME, "en"),
        ("en;q=0.5,vi", "vi"),
        ("fr,en;q=0.3", "en"),
        ("fr,de;q=0.9", "vi"),
        ("en;q=0,fr", "vi"),
        ("*", "vi"),
        ("zz-\xff,*;q=9" * 40, "vi"),
        ("EN-gb", "en"),
    ],
)
def test_of_what_a_browser_asks_the_first_that_is_spoken_counts(header, language):
    assert language_of_browser(header) == language


CHOICES = [
    # kept on the account (None: not signed in), cookie, Accept-Language: language
    (None, "", "", "vi"),
    (None, "", CHROME, "en"),
    (None, "vi", CHROME, "vi"),
    (None, "en", "vi", "en"),
    (None, "xx", CHROME, "en"),
    ("", "", "", "vi"),
    ("", "", CHROME, "en"),
    ("", "en", "vi", "vi"),  # the cookie is of whoever sat here before
    ("vi", "en", CHROME, "vi"),
    ("en", "vi", "vi", "en"),
    ("en", "", "", "en"),
]


@pytest.mark.parametrize(("on_account", "cookie", "header", "language"), CHOICES)
def test_the_account_comes_before_the_switch_and_the_browser(
    on_account, cookie, header, language, as_, settings
):
    client = as_("anonymous" if on_account is None else "lead")
    if on_account is not None:
        User.objects.filter(username="lead").update(language=on_account)
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    answer = client.get("/huong-dan/", headers={"accept-language": header} if header else {})
    assert answer.headers["Content-Language"] == language
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))
    body = answer.content.decode()
    assert f'<html lang="{language}">' in body
    assert ("js/texts-en.js" in body) == (language == "en")
    other = {"vi": "English", "en": "Tiếng Việt"}[language]
    assert f">{other}</button>" in body
    assert translation.get_language() == "vi"  # the thread is given back as it was


def test_a_language_costs_no_question(as_):
    asked = []
    for language in ("vi", "en"):
        client = as_("lead")
        User.objects.filter(username="lead").update(language=language)
        client.get(ACCOUNT)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ACCOUNT).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


# ---- the switch


def test_who_is_signed_in_keeps_the_language_on_the_account(as_, settings):
    client = as_("lead")
    answer = client.post(
        SWITCH, {"language": "en"}, headers={"referer": "http://testserver/huong-dan/?a=1"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/huong-dan/?a=1")
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    assert User.objects.get(username="lead").language == "en"
    event = Event.objects.filter(verb="keep_language").latest("pk")
    assert event.actor_name
    assert client.get(ACCOUNT).headers["Content-Language"] == "en"
    client.post(SWITCH, {"language": ""})
    assert User.objects.get(username="lead").language == ""
    for odd in ("xx", "en'--", "\u202e"):
        assert client.post(SWITCH, {"language": odd}).status_code == 302
    assert User.objects.get(username="lead").language == ""
    assert Event.objects.filter(verb="keep_language").count() == 2


def test_a_stranger_keeps_it_in_a_cookie_and_takes_it_along_when_signing_in(settings, world):
    client = Client()
    answer = client.post(SWITCH, {"language": "en", "next": SIGN_IN})
    assert answer["Location"] == SIGN_IN
    cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en", True, "Lax")
    assert '<html lang="en">' in client.get(SIGN_IN).content.decode()
    done = client.post(SIGN_IN, {"login": "lead", "password": PASSWORD})
    assert done.status_code == 302
    assert done.cookies[settings.LANGUAGE_COOKIE_NAME].value == ""
    assert User.objects.get(username="lead").language == "en"


def test_signing_in_does_not_change_a_language_that_was_chosen(settings, world):
    User.objects.filter(username="lead").update(language="vi")
    client = Client()
    client.post(SWITCH, {"language": "en"})
    assert client.post(SIGN_IN, {"login": "lead", "password": PASSWORD}).status_code == 302
    assert User.objects.get(username="lead").language == "vi"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_it_leads_to_no_other_host(target, world):
    answer = Client().post(SWITCH, {"language": "en", "next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_it_takes_a_form_and_its_token(world):
    assert Client().get(SWITCH).status_code == 405
    assert Client(enforce_csrf_checks=True).post(SWITCH, {"language": "en"}).status_code == 403


def test_the_account_page_shows_what_is_kept(as_):
    client = as_("lead")
    page = client.get(ACCOUNT).content.decode()
    assert re.search(r'name="language" value="" checked', page)
    client.post(SWITCH, {"language": "en"})
    assert re.search(r'value="en"\s+checked', client.get(ACCOUNT).content.decode())


# ---- what follows it, and what does not


WRITTEN = [
    ("{{ day|vn_weekday }}", "Thứ Hai, ngày 19/11/2018", "Monday, 19/11/2018"),
    ("{{ day|vn_date }}", "19/11/2018", "19/11/2018"),
    ("{{ day|date }}", "19/11/2018", "19/11/2018"),
    ("{{ 1006|number_vn }}", "1.006", "1,006"),
    ("{{ 82.6|decimal_vn }}", "82,6", "82.6"),
    ("{{ 82.0|pct }}", "82%", "82%"),
    ("{{ 3250000|filesize_vn }}", "3,1 MB", "3.1 MB"),
    ("{{ 82.6 }}", "82,6", "82.6"),
]


@pytest.mark.once
@pytest.mark.parametrize(("template", "vietnamese", "english"), WRITTEN)
def test_days_stay_and_figures_follow(template, vietnamese, english):
    page, context = Template(template), Context({"day": date(2018, 11, 19)})
    for language, text in (("vi", vietnamese), ("en", english)):
        with translation.override(language):
            assert page.render(context) == text


@pytest.mark.once
def test_no_figure_is_written_by_hand(counted):
    """The comma of a figure is put by compliance/core/figures.py, which knows who reads."""
    files = [
        path
        for package in catalogue.PACKAGES
        for path in (catalogue.ROOT / package).rglob("*.py")
        if path.name not in ("figures.py", "recalling.py")  # which reads what was kept
    ]
    counted(len(files), "modules without a comma of their own")
    by_hand = re.compile(r"""\.replace\(["'][.,]["'], ["'][.,]["']\)""")
    assert not [path.name for path in files if by_hand.search(path.read_text(encoding="utf-8"))]


@pytest.mark.once
def test_a_label_inside_a_sentence_keeps_its_names_and_abbreviations(counted):
    """“không thuộc thẩm quyền của UBND”: `lower_first`, `|small` in a template."""
    by_hand = re.compile(r"(label|_display\(\)|LABELS[\[(][^\])]*[\])])(\[:1\])?\.lower\(\)")
    wrong, files = [], 0
    for package in catalogue.PACKAGES:
        for path in (catalogue.ROOT / package).rglob("*.py"):
            files += 1
            wrong += [path.name for _ in by_hand.finditer(path.read_text(encoding="utf-8"))]
    for path in (catalogue.ROOT / "templates").rglob("*.html"):
        files += 1
        wrong += [path.name for _ in re.finditer(r"\|lower\b", path.read_text(encoding="utf-8"))]
    counted(files, "modules and templates that make no label small by hand")
    assert not wrong


@pytest.mark.once
def test_a_paper_is_vietnamese_whoever_asks():
    @official()
    def drawn() -> str:
        return str(translation.get_language())

    with translation.override("en"):
        assert (drawn(), drawn()) == ("vi", "vi")
        assert translation.get_language() == "en"


@pytest.mark.parametrize("language", ["", "vi", "en"])
def test_a_letter_is_written_in_the_language_of_its_reader(language, world):
    reader, now = world.fresh("lead"), timezone.now()
    User.objects.filter(pk=reader.pk).update(language=language, email="lead@example.vn")
    notify(users=[reader], kind="x", text="Có việc", url="/", at=now, key="language")
    row = Message.objects.filter(topic="mail").latest("pk")
    asked = []
    with (
        pytest.MonkeyPatch.context() as patch,
        translation.override("en" if language != "en" else "vi"),
    ):
        patch.setattr(
            "compliance.outbox.notices.render_to_string",
            lambda *_given: asked.append(translation.get_language()) or "x",
        )
        assert mail_of_line(row, now + timedelta(minutes=1))
    assert set(asked) == {language or "vi"}
