"""What programs and scripts are told, beside the pages: each address of the API and each door of a
script by each kind of refusal, in both languages; and neither opens more than the other.
"""

import json

import pytest
from django.test import Client
from django.urls import reverse

from compliance.registry.models import User
from tests.house.test_routes import ours
from tests.leftovers import EXEMPT, VIETNAMESE, English, Written, leaves

pytestmark = pytest.mark.usefixtures("within_one_window")
API = "/api/v1/"
# (who, method, address, what else is sent, status)
REFUSALS = [
    ("lead", "options", API + "staff/", {}, 405),
    *(
        (who, "get", API + path, {}, 403)
        for who in ("anonymous",)
        for path in ("staff/", "staff/reportable/", "incidents/", "incidents/HL-1/", "figures/")
    ),
    *(
        ("lead", method, API + path, {}, 405)
        for method in ("post", "put", "patch", "delete")
        for path in ("staff/", "staff/reportable/", "incidents/", "incidents/HL-1/", "figures/")
    ),
    *(
        ("lead", "get", API + path, {"headers": {"accept": "application/xml"}}, 406)
        for path in ("staff/", "incidents/", "figures/")
    ),
    ("lead", "get", API + "staff/?page=x", {}, 400),
    ("lead", "get", API + "staff/?q=%00", {}, 400),
    ("lead", "get", API + "staff/reportable/?on=x", {}, 400),
    ("lead", "get", API + "incidents/?nobody=1", {}, 400),
    ("lead", "get", API + "incidents/?status=nothing", {}, 400),
    ("lead", "get", API + "incidents/?office=9" + 30 * "9", {}, 400),
    ("lead", "get", API + "incidents/?submitted_from=31/02/2018", {}, 400),
    ("lead", "get", API + "incidents/?in_time=7", {}, 400),
    ("lead", "get", API + "figures/?ky=tuan", {}, 400),
    ("lead", "get", API + "figures/?don-vi=none", {}, 400),
    ("lead", "get", API + "incidents/HL-1999-0001/", {}, 404),
    ("lead", "get", API + "nothing/", {}, 404),
    ("person", "get", API + "incidents/HL-1999-0001/", {}, 404),
    ("administrator", "get", API + "figures/", {}, 403),
    ("lead", "post", API + "staff/", {"data": "{", "content_type": "application/json"}, 405),
]
SAID_IN_JSON = {"accept": "application/json"}


def answered(client: Client, method: str, path: str, language: str, how: dict):
    headers = {**SAID_IN_JSON, **how.get("headers", {}), "accept-language": language}
    return getattr(client, method)(path, **{**how, "headers": headers})


def words_of(answer) -> list[str]:
    """Every text of an answer in JSON; its keys are no words."""
    kind = answer.headers.get("Content-Type", "")
    return list(leaves(json.loads(answer.content))) if kind.startswith("application/json") else []


OTHER = {"vi": "en", "en": "vi"}


@pytest.fixture(params=["asked for", "kept"])
def speaks(request):
    """speaks(language) -> what a program asks for; "kept": its account keeps the language, and it
    asks for the other one.
    """

    def given(language: str, who: str, path: str) -> str:
        unread = "%00" in path  # refused before anybody knows whose request it is
        if request.param == "asked for" or who == "anonymous" or unread:
            return language
        User.objects.filter(username=who).update(language=language)
        return OTHER[language]

    return given


class Read:
    """The answers to refusals: what is not refused so, and what is in the wrong language."""

    def __init__(self):
        self.wrong, self.said, self.is_english = [], 0, English()

    def __call__(self, answer, asked: tuple, language: str, status: int) -> None:
        if answer.status_code != status:
            self.wrong.append((*asked, language, answer.status_code))
        for text in words_of(answer):
            self.said += 1
            if language == "en":
                odd = VIETNAMESE.search(text)
            else:
                odd = self.is_english(text.replace("(Accept)", ""))
            if odd:
                self.wrong.append((*asked, language, text))


def test_a_refusal_of_the_api_is_in_the_language_of_who_asks(as_, speaks, counted):
    read = Read()
    for who, method, path, how, status in REFUSALS:
        client = as_(who)
        for language in ("vi", "en"):
            answer = answered(client, method, path, speaks(language, who, path), how)
            read(answer, (who, method, path), language, status)
    counted(read.said, "refusals of the API read")
    assert not read.wrong, read.wrong


LARGE = {"CONTENT_LENGTH": str(10**12)}


def doors_of_scripts(arguments) -> list[tuple]:
    """(who, method, address, what else is sent, status) of the addresses that pages ask behind
    somebody's back.
    """
    draft = dict(ours())["incidents:autosave"]
    save = reverse("incidents:autosave", kwargs=arguments("incidents:autosave", draft))
    keep, uploads = reverse("desk:keep"), reverse("files:uploads")
    gone = reverse("files:upload", args=["00000000-0000-4000-8000-000000000000"])
    begun = {"headers": {"Tus-Resumable": "1.0.0", "Upload-Length": "x"}}
    return [
        *(("anonymous", "post", path, {}, 401) for path in (keep, uploads, save)),
        ("unit_head", "post", save, {"data": {"version": 10**6}}, 409),
        ("lead", "post", save, {}, 404),
        ("lead", "get", gone, {}, 404),
        ("lead", "post", uploads, begun, 400),
        ("lead", "post", keep, {"data": {"page": "x"}}, 403),
        ("lead", "post", keep, LARGE, 413),
        ("lead", "get", "/%00", {}, 400),
        ("lead", "get", keep, {}, 405),
    ]


def test_a_refusal_of_a_script_is_in_the_language_of_its_page(as_, arguments, speaks, counted):
    read = Read()
    for who, method, path, how, status in doors_of_scripts(arguments):
        for language in ("vi", "en"):
            answer = answered(as_(who), method, path, speaks(language, who, path), how)
            read(answer, (who, method, path), language, status)
    counted(read.said, "refusals of scripts' doors read")
    assert not read.wrong, read.wrong


def test_who_asks_too_often_is_refused_in_their_language(as_, speaks, counted, settings):
    settings.LIMITS = {kind: [(0, 3600)] for kind in settings.LIMITS}
    read = Read()
    for path in (API + "staff/", API + "incidents/", reverse("desk:keep")):
        for language in ("vi", "en"):
            method = "get" if path.startswith(API) else "post"
            answer = answered(as_("lead"), method, path, speaks(language, "lead", path), {})
            read(answer, (path,), language, 429)
    counted(read.said, "refusals of who asks too often read")
    assert not read.wrong, read.wrong


@pytest.mark.parametrize("who", ["lead", "unit_head", "chairman", "person", "administrator"])
def test_an_answer_of_the_api_differs_in_labels_alone(who, as_, story, counted):
    """The same cases, the same people, the same figures."""
    made = story("consulting")
    client, written, is_english, rows = as_(who), Written(), English(), 0
    code = made.incident.code
    for path in ("staff/", "staff/?q=a", "incidents/", f"incidents/{code}/", "figures/"):
        vietnamese, english = (
            answered(client, "get", API + path, language, {}) for language in ("vi", "en")
        )
        assert vietnamese.status_code == english.status_code, path
        said = [json.loads(answer.content) for answer in (vietnamese, english)]
        assert shape_of(said[0]) == shape_of(said[1]), path
        for text in leaves(said[1]):
            rows += 1
            assert not VIETNAMESE.search(EXEMPT.sub(" ", written.without(text))), (path, text)
        if vietnamese.status_code > 399:
            assert not [text for text in leaves(said[0]) if is_english(text)], path
    counted(rows, "texts of the API read in English")


def shape_of(value):
    """All but words: keys, numbers, codes, how many there are."""
    if isinstance(value, dict):
        return {key: shape_of(one) for key, one in value.items()}
    if isinstance(value, list):
        return [shape_of(one) for one in value]
    return value if not isinstance(value, str) or value.replace("-", "").isalnum() else ""
