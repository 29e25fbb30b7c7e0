"""What programs and scripts are told, beside the pages: each address of the API and each door of a
script by each kind of refusal, in both languages; and neither opens more than the other.
"""

import json

import pytest
from django.test import Client

from tests.leftovers import EXEMPT, VIETNAMESE, English, Written, leaves

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


def test_a_refusal_of_the_api_is_in_the_language_of_who_asks(as_, counted):
    is_english, wrong, said = English(), [], 0
    for who, method, path, how, status in REFUSALS:
        client = as_(who)
        for language in ("vi", "en"):
            answer = answered(client, method, path, language, how)
            if answer.status_code != status:
                wrong.append((who, method, path, language, answer.status_code))
            for text in words_of(answer):
                said += 1
                odd = (
                    is_english(text.replace("(Accept)", ""))
                    if language == "vi"
                    else VIETNAMESE.search(text)
                )
                if odd:
                    wrong.append((path, language, text))
    counted(said, "refusals of the API read")
    assert not wrong, wrong


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
