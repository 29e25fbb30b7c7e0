"""Production is given what it needs, or does not start; and nothing of the try-out is in it. No
database is opened.
"""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import environ
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from halang_portal.environment import FORMS, malformed, refuse_malformed
from halang_portal.production import FORBIDDEN, NEEDS, refuse_half_configured
from tests.house.test_shape import modules, name_of

ROOT = Path(settings.BASE_DIR)
PRODUCTION = {
    "SECRET_KEY": "kZ3v9QpL7xWm2RtY8bNc5HsD1fGj6UeA4oIyT0uVqXwBnMzKlP",
    "IDENTITY_KEYS": "i7Rb2Xk9Lw4Qz8Mv1Tn6Yc3Hs5Jd0GfPaUeOqWrEtYuIoPl",
    "AUDIT_SIGNING_KEY": "s8Dk3Fj6Gh1Lz9Xc4Vb7Nm2Qw5Er0TyUiOpAaSsDdFfGgHh",
    "DATABASE_URL": "postgres://a:b@127.0.0.1:5432/c",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "ALLOWED_HOSTS": "cong308.example",
    "PORTAL_URL": "https://cong308.example",
    "EMAIL_URL": "smtp+tls://a:b@mail.example:587",
    "DEFAULT_FROM_EMAIL": "Cổng 308 <cong308@xathu.gov.vn>",
    "MEDIA_ROOT": "/srv/cong308/files",
    "ANCHOR_MAIL_TO": "thanhtra@tinhthu.gov.vn",
}
NAMES = {  # first values of the committee's profile: any of them may be missing
    "AUTHORITY_NAME": "Ủy ban nhân dân xã Thử",
    "AUTHORITY_SHORT": "UBND xã Thử",
    "AUTHORITY_PLACE": "Thử",
    "CODE_PREFIX": "XT",
    "HELP_CONTACT": "Văn phòng, 0123 456 789",
}
UNFIT = {
    "SECRET_KEY": ["short", "try-out-only-not-a-secret-0123456789-0123456789-0123456789"],
    "IDENTITY_KEYS": ["short", PRODUCTION["IDENTITY_KEYS"] + ",short"],
    "AUDIT_SIGNING_KEY": ["short", PRODUCTION["SECRET_KEY"]],
    "PORTAL_URL": ["http://cong308.example"],
    "DEFAULT_FROM_EMAIL": ["Cổng 308 <khong-tra-loi@cong308.example>", "a@b.test"],
    "MEDIA_ROOT": ["files", str(ROOT / "var" / "files"), str(ROOT)],
}


def start(script: str = "print('started')", **env) -> subprocess.CompletedProcess:
    kept = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "halang_portal.settings",
        "DATA_DIR": os.environ["DATA_DIR"],
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{script}"],
        cwd=ROOT,
        env={**kept, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def refusal(monkeypatch, **variables) -> str:
    """What the start says of these variables; empty when it has nothing to say."""
    for name in {*PRODUCTION, *FORBIDDEN}:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    try:
        refuse_half_configured(environ.Env())
    except ImproperlyConfigured as refused:
        return str(refused)
    return ""


def test_the_table_of_needs_is_the_table_of_this_test():
    assert [need.name for need in NEEDS] == list(PRODUCTION)


def test_nothing_set_names_everything_at_once():
    done = start()
    assert done.returncode != 0
    assert not [name for name in PRODUCTION if f"- {name}: " not in done.stderr], done.stderr


def test_each_that_is_missing_or_unfit_is_named_alone_in_words(monkeypatch, counted):
    assert refusal(monkeypatch, **PRODUCTION) == ""
    rows = [(name, "") for name in PRODUCTION]
    rows += [(name, value) for name, values in UNFIT.items() for value in values]
    rows += [(name, "1") for name in FORBIDDEN]
    words = {need.name: need.wanted for need in NEEDS}
    for name, value in rows:
        text = refusal(monkeypatch, **{**PRODUCTION, name: value})
        assert set(re.findall(r"^  - ([A-Z_]+):", text, re.M)) == {name}, (name, value, text)
        assert words.get(name, "phải tắt") in text or "trùng với" in text
    counted(len(rows), "ways of being half configured")


def test_production_starts_when_everything_is_set_and_says_only_what_was_typed():
    shown = ", ".join(f"settings.{name}" for name in {**PRODUCTION, **NAMES})
    script = f"from django.conf import settings\nprint(*[{shown}, settings.FOUNDING_INSTRUMENT])"
    done = start(script, **PRODUCTION, **NAMES)
    assert done.returncode == 0, done.stderr
    assert NAMES["AUTHORITY_NAME"] in done.stdout
    assert not [word for word in ("Hạ Lang", "308/UBND", "try-out", "0206") if word in done.stdout]


def test_production_starts_without_a_name_and_is_led_to_it_in_the_browser():
    """Refusing here would keep the page away on which the names are written."""
    script = "from compliance.core import committee\nprint(committee.given().lacking)"
    done = start(script, **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "tên cơ quan" in done.stdout
    assert "chữ đầu của mã hồ sơ" in done.stdout


WRONG = {
    "DATABASE_URL": ["localhost", "mongo://x/y"],
    "REDIS_URL": ["127.0.0.1:6379", "redis://host:port"],
    "REPLICA_URL": ["localhost"],
    "REPLICA_PIN_SECONDS": ["0"],
    "PGBOUNCER": ["transaction"],
    "TLS_CERTIFICATE": ["fullchain.pem"],
    "BACKUP_ALARM_HOURS": ["0", "một ngày"],
    "EVIDENCE_URL": ["/srv/files", "https://kho/x", "s3://a:b@kho:9000", "s3://a:b@kho:9000/"],
    "PORTAL_URL": ["cong308.vn", "https://cong308.vn/trang"],
    "EMAIL_URL": ["mail.vn:587"],
    "DEFAULT_FROM_EMAIL": ["Cổng 308"],
    "ANCHOR_MAIL_TO": ["thanh tra", "a@b.vn,c"],
    "BACKUP_RECIPIENTS": ["age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA"],
    "SECURITY_CONTACT": ["a@b.vn"],
    "CODE_PREFIX": ["hl", "HẠ", "ABCDEFGHI"],
    "MEDIA_ROOT": ["files"],
    "DISPOSAL_REGISTER": ["so.jsonl"],
    "ANCHOR_FILE": ["./moc"],
    "FILE_UPLOAD_TEMP_DIR": ["tmp"],
    "SIGNATURE_TRUST_DIR": ["goc"],
    "CLAMD_ADDRESS": ["clamd"],
    "OIDC_PROVIDER": ["{", '{"APPS": [{"settings": {}}]}', "[]"],
    "TRUSTED_PROXY_COUNT": ["-1", "một"],
    "EVIDENCE_DAY_MAX_MB": ["0", "300 MB"],
    "EVIDENCE_FILM_MAX_MB": ["0", "200 MB"],
    "OUTBOX_LEASE_SECONDS": ["6 phút"],
    "STATEMENT_TIMEOUT_SECONDS": ["0"],
    "LOCK_TIMEOUT_SECONDS": ["10s"],
    "EMAIL_TIMEOUT_SECONDS": ["0"],
    "SENT_MAIL_DAYS": ["ba tháng"],
    "PORT": ["http"],
    "WEB_WORKERS": ["0"],
    "CELERY_WORKERS": ["x"],
    "SUMMARY_KINDS": ["thang", "month;year", ","],
    "RETURN_KINDS": ["moth"],
    "COMMAND_LANGUAGE": ["fr"],
    "PERIOD_WINDOWS": ["lich"],
    "SUMMARY_START": ["01/01/2027", "2027-13-01"],
    "FOUNDING_DAY": ["19/9/2017"],
    "LOG_LEVEL": ["chatty"],
    "LOG_FORMAT": ["xml"],
    "ERROR_HOOK": ["bao_loi", "may chu.bao_loi"],
    "METRICS_TOKEN": ["ngắn"],
    "SAMPLE_SET": ["2018"],
    **{
        name: ["có"]
        for name in (
            *("TRY_OUT", "TESTING", "BENCH", "DEBUG", "MALWARE_SCAN_REQUIRED"),
            *("REQUIRE_SECOND_FACTOR", "RING_DOORBELL", "SECURE_SSL_REDIRECT", "BEHIND_TLS_PROXY"),
            "SERVES_PAGES",
        )
    },
}


def test_a_variable_that_cannot_be_read_is_said_at_the_start(counted):
    assert set(WRONG) == set(FORMS)
    rows = [(name, value) for name, values in WRONG.items() for value in values]
    for name, value in rows:
        (line,) = malformed({**PRODUCTION, name: value})
        assert line.startswith(f"{name}: phải là "), line
    assert malformed(PRODUCTION) == []
    assert malformed(dict.fromkeys(FORMS, "")) == []
    with pytest.raises(ImproperlyConfigured, match="SUMMARY_START.*\n.*LOG_LEVEL"):
        refuse_malformed({"SUMMARY_START": "x", "LOG_LEVEL": "x"})
    counted(len(rows), "values that cannot be read")


def test_a_wrong_value_stops_the_start():
    done = start(**PRODUCTION, SUMMARY_START="01/01/2027")
    assert done.returncode != 0
    assert "SUMMARY_START: phải là ngày" in done.stderr


# --- nothing of the try-out is in production

TRY_OUT = "halang_portal.tryout"
SETTINGS = "halang_portal.settings"  # installs it, under TRY_OUT alone


def test_no_module_outside_the_try_out_names_it(counted):
    """By import or by string."""
    outside = [path for path in modules() if not name_of(path).startswith(TRY_OUT)]
    wrong = []
    for path in outside:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = (
                [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
                if isinstance(node, ast.Import | ast.ImportFrom)
                else [node.value]
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
                else []
            )
            if any(re.search(r"halang_portal[./]tryout|^tryout$", name) for name in names):
                wrong.append(name_of(path))
    counted(len(outside), "modules of production read")
    assert set(wrong) == {SETTINGS}


def test_settings_name_the_try_out_under_try_out_alone():
    tree = ast.parse((ROOT / "halang_portal" / "settings" / "__init__.py").read_text("utf-8"))
    guarded = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.If | ast.IfExp) and ast.unparse(node.test) in ("TRY_OUT", "BENCH")
    ]
    lines = {
        number
        for node in guarded
        for part in (node.body if isinstance(node.body, list) else [node.body])
        for number in range(part.lineno, part.end_lineno + 1)
    }
    text = (
        (ROOT / "halang_portal" / "settings" / "__init__.py").read_text("utf-8").split('"""', 2)[2]
    )
    shift = (ROOT / "halang_portal" / "settings" / "__init__.py").read_text("utf-8").count(
        "\n"
    ) - text.count("\n")
    named = {number + shift for number, line in enumerate(text.splitlines(), 1) if "tryout" in line}
    assert named
    assert named <= lines


OPEN_A_PAGE = """
import sys
from django.conf import settings
from django.test import Client
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
page = Client(headers={"host": "cong308.example"}).get("/bao-lo-hong/", secure=True)
print(page.status_code, [name for name in sys.modules if name.startswith("halang_portal.tryout")])
print("Hạ Lang" in page.content.decode(), "308/UBND" in page.content.decode())
"""


def test_a_page_of_production_loads_nothing_of_the_try_out(tmp_path):
    empty = {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    done = start(OPEN_A_PAGE, **{**PRODUCTION, **empty})
    assert done.stdout.splitlines() == ["200 []", "False False"], done.stderr


def test_only_the_try_out_knows_the_place(counted):
    """The founding letter's own text and the law that cites it aside: names of the sample's
    authorities stand in the try-out alone.
    """
    place = re.compile(r"Hạ Lang|0206 3000|308/UBND")
    files = [
        *(path for path in modules() if not name_of(path).startswith(TRY_OUT)),
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "templates").rglob("*.txt"),
        *(ROOT / "compliance").rglob("data/*.toml"),
    ]
    counted(len(files), "files read for names of a place")
    wrong = [str(path.relative_to(ROOT)) for path in files if place.search(path.read_text("utf-8"))]
    assert not wrong, wrong
