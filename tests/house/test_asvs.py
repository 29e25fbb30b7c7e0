"""OWASP ASVS 5.0, levels 1 and 2: the register is whole, each test it names exists; and the plain
properties many rows rest on.
"""

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.contrib.auth import authenticate
from django.urls import reverse

from compliance.desk import forms as desk
from tests.house.test_routes import ours
from tests.house.test_shape import ROOT, modules

pytestmark = pytest.mark.once  # the same whichever database answers

REGISTER = tomllib.loads((ROOT / "docs" / "asvs.toml").read_text(encoding="utf-8"))
CONTROLS = (ROOT / "docs" / "controls.md").read_text(encoding="utf-8")
# level 1 and 2 requirements of each chapter, counted in the standard's own list
CHAPTERS = {
    "V1": 27,
    "V2": 11,
    "V3": 19,
    "V4": 10,
    "V5": 9,
    "V6": 35,
    "V7": 18,
    "V8": 7,
    "V9": 7,
    "V10": 29,
    "V11": 14,
    "V12": 9,
    "V13": 13,
    "V14": 9,
    "V15": 13,
    "V16": 16,
    "V17": 7,
}
STATUSES = {"met", "partly", "not_met", "not_applicable"}
DECIDED = ("sample", "bench")  # the try-out's own rooms


def product() -> list[Path]:
    """Every module that runs in production."""
    return [path for path in modules() if not set(path.parts) & set(DECIDED)]


def exists(test: str) -> bool:
    """Whether `path` or `path::name` is a test of this repository."""
    path, _, name = test.partition("::")
    file = ROOT / path
    return file.is_file() and (
        not name or re.search(rf"^def {name}\(", file.read_text(encoding="utf-8"), re.M)
    )


def test_the_register_is_complete_and_every_test_it_names_exists(counted):
    assert Counter(number.split(".")[0] for number in REGISTER) == CHAPTERS
    wrong, states, shown = [], Counter(), 0
    for number, row in REGISTER.items():
        states[row["status"]] += 1
        if row["status"] not in STATUSES or (row["status"] != "met" and not row.get("note")):
            wrong.append(f"{number}: status {row['status']} without a reason")
        wrong += [f"{number}: no test {test}" for test in row.get("tests", []) if not exists(test)]
        shown += row["status"] in ("met", "partly") and bool(row.get("tests"))
    assert not wrong, wrong
    applicable = len(REGISTER) - states["not_applicable"]
    counted(len(REGISTER), "requirements of ASVS 5.0, levels 1 and 2")
    counted(applicable, "requirements that apply")
    counted(shown, "requirements shown by a test")
    assert states["not_met"] == 0
    assert shown / applicable >= 0.8


SHELL = {
    "halang_portal/supervisor.py"
}  # starts the lines of the repository's own Procfile, which no user writes
CALLS = {"eval", "exec", "compile", "__import__"}
ATTRIBUTES = {
    "pickle.loads",
    "pickle.load",
    "yaml.load",
    "marshal.loads",
    "os.system",
    "os.popen",
    "ssl._create_unverified_context",
    "queryset.extra",
    "objects.extra",
}


def _name(node) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _danger(node: ast.Call, path: str) -> str:
    """What is wrong with a call; '' for nothing. A pattern built of what somebody typed would be a
    variable in a sum.
    """
    name, said = (
        _name(node.func),
        {word.arg: getattr(word.value, "value", None) for word in node.keywords},
    )
    if name in CALLS or name in ATTRIBUTES:
        return name
    if said.get("shell") and path not in SHELL:
        return "a shell"
    if "verify" in said and said["verify"] is False:
        return "a certificate that is not checked"
    built = name.startswith("re.") and node.args and isinstance(node.args[0], ast.BinOp)
    names = (
        {part.id for part in ast.walk(node.args[0]) if isinstance(part, ast.Name)}
        if built
        else set()
    )
    return (
        "a pattern made of data"
        if {one for one in names if one.islower()} - {"chr", "plane", "range", "last"}
        else ""
    )


def test_no_dangerous_call_stands_in_the_code(counted):
    """No code made of data, no shell, no unsafe reading, no unescaped text, no message from other
    windows.
    """
    wrong, calls = [], 0
    for path in product():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                calls += 1
                if reason := _danger(node, str(path.relative_to(ROOT))):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {reason}")
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        wrong += [
            f"{path.relative_to(ROOT)}: {word}"
            for word in ("|safe", "autoescape off", "safeseq")
            if word in text
        ]
    scripts = list((ROOT / "static" / "js").glob("*.js"))
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        words = (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "postMessage",
            "__proto__",
        )
        wrong += [f"{path.name}: {word}" for word in words if word in text]
        stored = text.count("Storage.setItem(")  # sealed, and by one script (decision 0070)
        wrong += [f"{path.name}: stores"] if stored != (path.name == "unsent.js") else []
    counted(calls, "calls looked at")
    assert scripts
    assert not wrong, wrong


ABSENT = (
    "ldap",
    "lxml.etree.XPath",
    "pylatex",
    "graphene",
    "strawberry",
    "channels",
    "websockets",
    "memcache",
    "pylibmc",
    "pysaml2",
    "onelogin",
    "twilio",
    "bleach",
    "markdown",
    "oauth2_provider",
    "aiortc",
)


def test_what_the_register_calls_absent_is_absent():
    text = "".join(path.read_text(encoding="utf-8") for path in product()) + (
        ROOT / "requirements.in"
    ).read_text(encoding="utf-8")
    assert not [
        word
        for word in ABSENT
        if re.search(rf"^(?:from|import) {re.escape(word)}\b|^{re.escape(word)}==", text, re.M)
    ]


FETCHING = ("urllib.request", "requests", "httpx", "aiohttp", "http.client")


def test_the_portal_fetches_no_address():
    """Nothing of ours opens an address that somebody typed; the links to other systems are
    settings.
    """
    wrong = [
        str(path.relative_to(ROOT))
        for path in product()
        if re.search(
            rf"^\s*(?:from|import) (?:{'|'.join(map(re.escape, FETCHING))})\b",
            path.read_text(encoding="utf-8"),
            re.M,
        )
    ]
    assert not wrong


def test_no_origin_is_let_in_and_no_method_echoes(world, as_):
    client = as_("lead")
    for path in ("/", "/api/v1/incidents/", "/ho-so/"):
        answer = client.get(path, HTTP_ORIGIN="https://xau.example")
        assert not [name for name in answer.headers if name.startswith("Access-Control")]
        assert client.generic("TRACE", path, HTTP_COOKIE="x=canary").status_code in (302, 403, 405)
        assert b"canary" not in client.generic("TRACE", path, HTTP_COOKIE="x=canary").content
    for path in ("/static/", "/static/css/", "/.git/config", "/manage.py", "/static/../manage.py"):
        assert client.get(path).status_code == 404, path


def test_no_form_is_taken_without_its_token(world, arguments, counted):
    """Every route that is ours, posted to from elsewhere: 403, whoever is signed in; the browsers'
    report writes nothing.
    """
    from django.test import Client

    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.fresh("lead"), backend="halang_portal.backends.AccountBackend")
    routes = [
        (name, pattern)
        for name, pattern in ours()
        if name not in ("csp_report", "healthz", "readyz")
    ]
    wrong = []
    for name, pattern in routes:
        status = client.post(
            reverse(name, kwargs=arguments(name, pattern)), HTTP_ORIGIN="https://xau.example"
        ).status_code
        if status not in (403, 405):
            wrong.append((name, status))
    counted(len(routes), "routes posted to without a token")
    assert not wrong


def test_a_sign_in_leads_nowhere_else(world, client):
    for target in (
        "https://xau.example/",
        "//xau.example",
        "/\\xau.example",
        "javascript:alert(1)",
        "https:xau.example",
    ):
        typed = {"login": "lead", "password": "x", "next": target}
        page = client.post(reverse("account_login"), typed).content.decode()
        assert f'href="{target}' not in page
        signed = client.get(reverse("account_login"), {"next": target})
        assert "xau.example" not in signed.headers.get("Location", "")


def test_every_answer_says_what_it_is(world, arguments, as_, counted):
    client, rows = as_("lead"), 0
    for name, pattern in ours():
        answer = client.get(reverse(name, kwargs=arguments(name, pattern)))
        kind = answer.headers.get("Content-Type", "")
        if answer.status_code == 200:
            rows += 1
            assert kind, name
            assert not kind.startswith("text/") or "charset" in kind, (name, kind)
        answer.close()
    counted(rows, "answers with their type")


def test_password_fields_are_masked_and_take_a_paste(world, as_, client):
    pages = [
        client.get(reverse("account_login")),
        as_("lead").get(reverse("account_change_password")),
    ]
    for page in pages:
        text = page.content.decode()
        fields = re.findall(r"<input[^>]*name=\"[a-z]*password[a-z0-9]*\"[^>]*>", text)
        assert fields
        for field in fields:
            assert 'type="password"' in field
            assert "autocomplete=" in field
            assert "onpaste" not in field
        assert "câu hỏi bí mật" not in text.lower()


def test_a_long_password_of_any_signs_counts_exactly_as_typed(world, rf):
    user, typed = world.fresh("lead"), "Đường ra biển ✓ 1234567890 " * 4
    user.set_password(typed)
    user.save(update_fields=["password"])
    assert len(typed) > 64
    request = rf.post("/")
    assert authenticate(
        request, username="lead", password=typed
    ) is not None or user.check_password(typed)
    for other in (typed[:72], typed.lower(), typed.strip(), typed + "x"):
        assert not user.check_password(other), "cut, folded or trimmed"


def settings_text() -> str:
    """Every module of the settings, one after the other."""
    package = ROOT / "halang_portal" / "settings"
    return "\n".join(path.read_text("utf-8") for path in sorted(package.glob("*.py")))


def test_production_hashes_passwords_with_argon2():
    text = settings_text()
    assert re.search(
        r'if TESTING\s+else \["django\.contrib\.auth\.hashers\.Argon2PasswordHasher"\]', text
    )


def test_what_must_not_be_guessed_comes_from_the_systems_generator(world, as_):
    """`random` stands in no module that runs in production; a session key has more than
    128 bits.
    """
    wrong = [
        str(path.relative_to(ROOT))
        for path in product()
        if re.search(r"^(?:import random|from random)", path.read_text(encoding="utf-8"), re.M)
    ]
    assert not [name for name in wrong if not name.endswith("commands/seed.py")]
    key = as_("lead").session.session_key
    assert len(key) == 32
    assert re.fullmatch(r"[a-z0-9]{32}", key), "32 of 36 signs: 165 bits"


WEAK = re.compile(
    r"hashlib\.(?:md5|sha1)\b|\bECB\b|PKCS1v15|algorithms\.(?:TripleDES|ARC4|Blowfish)|MD5\(|SHA1\("
)


def test_only_approved_algorithms_are_used():
    wrong = [
        str(path.relative_to(ROOT))
        for path in product()
        if WEAK.search(path.read_text(encoding="utf-8"))
    ]
    assert not wrong
    used = {
        match
        for path in product()
        for match in re.findall(
            r"from cryptography\.([a-z_.0-9]+) import ([A-Za-z0-9_, ]+)",
            path.read_text(encoding="utf-8"),
        )
    }
    allowed = (
        "fernet",
        "hazmat.primitives.asymmetric.ed25519",
        "hazmat.primitives",
        "hazmat.primitives.kdf.hkdf",
        "exceptions",
        "hazmat.primitives.serialization",
    )
    assert used
    assert {room for room, _ in used} <= set(allowed), used


def test_every_signature_has_a_purpose():
    """Django's signers are made with a salt of their own: a value signed for one thing is worth
    nothing for another.
    """
    calls = [
        (path.relative_to(ROOT), node.lineno, node)
        for path in product()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and _name(node.func).split(".")[-1] in ("Signer", "TimestampSigner", "salted_hmac")
    ]
    wrong = [
        (str(path), line)
        for path, line, node in calls
        if not node.args and not any(word.arg == "salt" for word in node.keywords)
    ]
    assert not wrong


def test_every_page_offers_the_way_out(world, as_):
    for who in ("lead", "person", "auditor", "administrator"):
        client = as_(who)
        assert reverse("account") in client.get("/", follow=True).content.decode(), who
        assert (
            f'action="{reverse("account_logout")}"'
            in client.get(reverse("account")).content.decode()
        ), who


def test_signing_out_clears_the_browser(world, as_):
    answer = as_("lead").post(reverse("account_logout"))
    assert "storage" in answer.headers["Clear-Site-Data"]


def test_credentials_are_changed_only_after_asking_again(world, as_):
    """A session that has not shown its password lately is asked before factors change."""
    client = as_("lead")
    session = client.session
    session.pop("account_authentication_methods", None)
    session.save()
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302, name
        assert reverse("account_reauthenticate") in answer["Location"], name


def _subclasses(base):
    for child in base.__subclasses__():
        yield child
        yield from _subclasses(child)


def test_forms_and_the_api_name_their_fields(counted):
    """Nothing is written or shown because it happens to be a column."""
    from rest_framework import serializers

    checked = 0
    for kind in (*_subclasses(forms.ModelForm), *_subclasses(serializers.ModelSerializer)):
        meta = getattr(kind, "Meta", None) or getattr(kind, "_meta", None)
        if not kind.__module__.startswith(("compliance", "reports", "halang_portal")):
            continue
        if kind is desk.ModelForm:  # what forms of rows are made from; it has none
            continue
        checked += 1
        fields = getattr(meta, "fields", None)
        assert fields not in (None, "__all__"), kind
        assert not getattr(meta, "exclude", None), kind
    counted(checked, "forms and serializers of rows")


def section(title: str) -> str:
    match = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", CONTROLS, re.M | re.S)
    assert match, title
    return match.group(1)


def test_the_page_of_controls_says_what_the_settings_say():
    from compliance.files import MIME

    text = settings_text()
    named = set(re.findall(r"`([A-Z][A-Z_]{3,})`", CONTROLS))
    missing = [name for name in named if name not in text]
    assert not missing, "a setting on the page that the portal does not have"
    assert "SESSION_COOKIE_AGE = 12 * 3600 if TRY_OUT else 15 * 60" in text
    assert "SESSION_ABSOLUTE_AGE = 24 * 3600 if TRY_OUT else 8 * 3600" in text
    assert 'OPTIONS": {"min_length": 12}' in text
    keys = section("Keys")
    for name in re.findall(r'env(?:\.[a-z_]+)?\("([A-Z_]*(?:KEY|KEYS|SECRET)[A-Z_]*)"', text):
        assert f"`{name}`" in keys, name
    files = section("Files")
    assert not [kind for kind in MIME if not re.search(rf"\b{kind}\b", files)], (
        "a kind of file that is not on the page"
    )
    for title in ("Input", "Sign-in", "Sessions", "Limits", "Links to other systems", "Logs"):
        assert len(section(title)) > 200, title
    policy = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "within 7 days" in policy


def test_every_table_has_its_class_of_data(counted):
    named = Counter(re.findall(r"`([a-z]+\.[A-Za-z]+)`", section("Data")))
    models = {model._meta.label for model in apps.get_models()}
    assert not models - set(named), "a table without a class of data"
    assert not set(named) - models, "a class for a table that is not there"
    assert not [name for name, number in named.items() if number > 1]
    counted(len(models), "tables with their class of data")


def test_the_page_of_security_types_no_figure(counted):
    """Its table names the rows that the suite counts; a name that no test prints is a failure."""
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    table = page[page.index("| Promise |") :].split("\n\n")[0].splitlines()[2:]
    tests = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")
    )
    cells = [line.strip("|").split("|")[2] for line in table]
    names = [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]
    assert not [cell for cell in cells if re.search(r"\d", re.sub(r"`[^`]+`", "", cell))]
    assert not [name for name in names if f'"{name}"' not in tests]
    counted(len(names), "figures that docs/security.md names")
