"""How much one account does in how long: every form, whatever creates, exports, verifies or
searches, and the API. 429 says when to come again and keeps what was typed.
"""

import ast
import functools
import inspect
import re
import textwrap

import pytest
from django.urls import URLPattern, get_resolver, reverse

from compliance.incidents.models import Incident
from halang_portal.limits import CREATES, EXPORTS, SAFE, VERIFIES, kinds_of
from tests.engines import asked_here
from tests.house.test_routes import ALLAUTH, ours, status_of

pytestmark = [
    pytest.mark.once,  # the same whichever database answers
    pytest.mark.usefixtures("within_one_window"),
]

# what exists in its own right, and would be there ten times after ten posts; rows that belong to a
# step of a case are bounded by its gate
THINGS = {
    "Incident",
    "Direction",
    "Briefing",
    "Recipient",
    "OfficialSource",
    "SavedView",
    "Instrument",
    "RuleChange",
    "Office",
    "StaffMember",
    "Posting",
    "Kinship",
    "LegalHold",
    "DisposalBatch",
    "DataRequest",
    "Dispatch",
    "ImportRun",
    "CaseDocument",
    "RevealRequest",
    "Function",
    "User",
    "Delivery",
    "Departure",
    "Evidence",
    "Reply",
    "Breach",
    "BreachNote",
    "AccessRequest",
    "AddressChange",
}
MADE = re.compile(
    r"\b(\w+)\.objects\.(?:create|create_user|bulk_create|get_or_create|update_or_create)\(|\b([A-Z]\w+)\([^()]*(?:\([^()]*\)[^()]*)*\)\.save\("
)
HANDS_OUT = {"hand_out", "hand_out_lines", "as_file", "keep"}
SEARCHED = ("incidents:queue", "registry:staff", "review:reveals", "audit:exports", "outbox:dead")
GUARDED = {
    "review:act",
    "review:own_act",
}  # steps: the gate lets one of ten through (tests/journeys/test_races.py)


def views(resolver=None, space: str = ""):
    """(name, view function) of every route."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            view = (
                entry.callback.func
                if isinstance(entry.callback, functools.partial)
                else entry.callback
            )
            yield f"{space}:{entry.name}" if space else entry.name, inspect.unwrap(view)
        else:
            yield from views(entry, entry.namespace or space)


@functools.cache
def called(function, deep: bool = True) -> dict[str, object]:
    """Functions that `function`, and the helpers of its own module, call: name -> what it is."""
    module, calls = inspect.getmodule(function), {}
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if not isinstance(node, ast.Call):
            continue
        parts = ast.unparse(node.func).split(".")
        target = getattr(module, parts[0], None)
        for part in parts[1:]:
            target = getattr(target, part, None)
        if inspect.isfunction(inspect.unwrap(target)) if callable(target) else False:
            calls[parts[-1]] = inspect.unwrap(target)
    if deep:
        for helper in [
            one
            for one in calls.values()
            if inspect.getmodule(one) is module and one is not function
        ]:
            calls |= called(helper, deep=False)
    return calls


@functools.cache
def makes(function) -> set[str]:
    """The things a function of an actions room makes, with the helpers of its own file."""
    if ".actions" not in function.__module__:
        return set()
    sources = [inspect.getsource(function)]
    sources += [
        inspect.getsource(one)
        for one in called(function).values()
        if one.__module__ == function.__module__
    ]
    return {
        first or second for source in sources for first, second in MADE.findall(source)
    } & THINGS


def test_whatever_creates_or_exports_is_in_the_table(counted):
    routes = {
        name: view
        for name, view in views()
        if view.__module__.startswith(("compliance.", "reports.", "halang_portal."))
    }
    named = {name for name, _ in ours()}
    assert named >= CREATES | EXPORTS | VERIFIES, "the table names a route that is no more"
    making, exporting = {}, set()
    for name, view in routes.items():
        calls = called(view)
        if things := {thing for action in calls.values() for thing in makes(action)}:
            making[name] = things
        if HANDS_OUT & set(calls) or re.search(
            r"(/xuat/|\.xlsx|\.jsonl)$", dict(ours()).get(name, "")
        ):
            exporting.add(name)
    counted(len(making), "routes that create, found in the code")
    counted(len(exporting), "routes that export, found in the code")
    assert not {name: things for name, things in making.items() if name not in CREATES | GUARDED}, (
        "creates without a limit of its own"
    )
    assert not exporting - EXPORTS - VERIFIES, "exports without a limit"


@pytest.fixture
def few(settings):
    """few(create=0): no more than so many an hour; what is not named has its usual figures."""
    usual = settings.LIMITS
    settings.LIMITS = dict(usual)

    def lower(**most):
        settings.LIMITS.update(usual | {kind: [(number, 3600)] for kind, number in most.items()})

    return lower


def test_no_route_takes_forms_without_end(arguments, as_, few, counted):
    """A form beyond the limit is refused on every route but the API (read only) and the sign-in
    page, which have limits of their own.
    """
    client, rows, wrong = as_("lead"), 0, []
    few(write=0)
    for turn, (name, pattern) in enumerate(ours()):
        if (
            name.startswith(("api:", *ALLAUTH))
            or name in ("healthz", "readyz")
            or not asked_here(turn)
        ):
            continue
        page = (
            turn % 16 < 2
        )  # the page is the same everywhere; a few are read, of the others the status
        sent = {"text": "Nội dung đã gõ", "password": "bí mật"}
        answer = client.post(
            reverse(name, kwargs=arguments(name, pattern)),
            sent,
            headers={} if page else {"accept": "application/json"},
        )
        rows += 1
        body = answer.content.decode()
        if (
            answer.status_code != 429
            or not answer["Retry-After"].isdigit()
            or page is not ('value="Nội dung đã gõ"' in body)
            or "bí mật" in body
        ):
            wrong.append((name, answer.status_code))
    counted(rows, "routes whose forms are limited")
    assert not wrong, wrong


def test_creating_exporting_verifying_and_searching_have_their_own_limits(
    arguments, as_, few, counted
):
    client, rows, wrong = as_("lead"), 0, []
    patterns = dict(ours())
    table = [("create", name, "POST", "") for name in CREATES] + [
        ("export", name, "GET", "") for name in EXPORTS
    ]
    table += [("verify", name, "GET", "") for name in VERIFIES] + [
        ("search", name, "GET", "?q=chim") for name in SEARCHED
    ]
    assert all(
        "search" in kinds_of(name, "GET", searches=True)
        for name in patterns
        if not name.startswith("api:")
    )
    for turn, (kind, name, method, query) in enumerate(sorted(table)):
        if not asked_here(turn):
            continue
        few(**{kind: 0})
        url = reverse(name, kwargs=arguments(name, patterns[name])) + query
        answer = client.generic(method, url, headers={"accept": "application/json"})
        rows += 1
        if status_of(answer) != 429 or not answer["Retry-After"].isdigit():
            wrong.append((kind, name, answer.status_code))
    counted(rows, "routes × kinds of limit")
    assert not wrong, wrong


def test_the_limit_lets_pass_what_it_says_and_is_ones_own(as_, few, world, counted):
    few(create=3, api=3, verify=3)
    statuses = [as_("unit_head").get("/vu-viec/moi/").status_code for _ in range(5)]
    assert set(statuses) == {200}, "looking at the form is no creation"
    before = Incident.objects.count()
    client = as_("unit_head")
    statuses = [
        client.post("/vu-viec/moi/", {"title": f"Vụ {number}", "save": "1"}).status_code
        for number in range(6)
    ]
    assert 429 not in statuses[:3]
    assert statuses[3:] == [429] * 3
    assert Incident.objects.count() - before <= 3
    assert as_("member").post("/vu-viec/moi/", {"title": "Vụ khác", "save": "1"}).status_code != 429
    api = as_("lead")
    answers = [api.get("/api/v1/incidents/") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 2
    refused = answers[-1]
    assert refused.json() == {
        "detail": "Quá nhiều yêu cầu trong thời gian ngắn. Chờ ít phút rồi thử lại.",
        "retry_after": int(refused["Retry-After"]),
    }
    public = [
        as_("anonymous").get("/xac-thuc/K7M29QXTH4RB/", REMOTE_ADDR=address).status_code
        for address in ["10.0.0.1"] * 4 + ["10.0.0.2"]
    ]
    assert public[3] == 429
    assert public[4] != 429
    counted(6 + 5 + 5, "requests against the figures of three limits")


def test_a_refused_form_is_sent_again_with_one_button(as_, few, world):
    """Every field but the token stands hidden in the page; sending them again does what the first
    one would have done.
    """
    client = as_("unit_head")
    few(create=0)
    typed = {
        "title": 'Có "ngoặc" & <dấu>',
        "narrative": "dòng một\r\ndòng hai",
        "provisions": ["1", "2"],
        "save": "1",
    }
    page = client.post("/vu-viec/moi/", typed).content.decode()
    assert "Gửi lại" in page
    assert page.count('name="provisions"') == 2
    assert re.search("dòng một\r?\ndòng hai", page)
    assert "Có &quot;ngoặc&quot; &amp; &lt;dấu&gt;" in page
    assert 'action="/vu-viec/moi/"' in page
    answer = client.post("/vu-viec/moi/", typed, headers={"accept": "application/json"})
    assert answer.status_code == 429
    assert answer.json()["retry_after"] == int(answer["Retry-After"])


def test_the_figures_are_generous_and_written_down(settings, counted):
    from tests.house.test_shape import ROOT

    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    rows = 0
    for kind, figures in settings.LIMITS.items():
        for most, window in figures:
            assert f"{most} / {'minute' if window == 60 else 'hour'}" in text, (kind, most)
            assert most >= 30
            rows += 1
    counted(rows, "figures of limits in docs/api.md")
    assert all(
        not kinds_of(name, method)
        for name, _ in ours()
        for method in SAFE
        if name not in EXPORTS | VERIFIES
    )
