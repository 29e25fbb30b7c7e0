"""What commands say to whoever runs them: Vietnamese, or English where COMMAND_LANGUAGE asks for
it; and what they keep is Vietnamese either way.
"""

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class

from compliance.audit import verify_chain
from compliance.core import commands
from halang_portal import supervisor
from tests.leftovers import ENGLISH, EXEMPT, VIETNAMESE, Written, texts_kept

ROOT = Path(__file__).resolve().parents[2]
OWN = sorted(
    name
    for name, app in get_commands().items()
    if str(app).split(".")[0] in ("compliance", "reports", "halang_portal")
)
HEADING = re.compile(r'"column": "[^"]*"')  # of the file, as it stands there
HOLE = re.compile(r"\{[^}]*\}")
LETTERS = re.compile(r"[^\W\d_]{2,}")


@pytest.mark.once
def test_every_command_speaks_through_one_way_of_speaking(counted):
    files = {
        path.stem
        for path in ROOT.glob("*/**/management/commands/*.py")
        if path.stem != "__init__" and "var" not in path.relative_to(ROOT).parts
    }
    assert files == set(OWN)
    for name in OWN:
        assert isinstance(load_command_class(get_commands()[name], name), commands.Command), name
    counted(len(OWN), "commands")


def help_of(name: str) -> str:
    command = load_command_class(get_commands()[name], name)
    return command.create_parser("manage.py", name).format_help()


@pytest.mark.once
@pytest.mark.parametrize("name", OWN)
def test_the_help_of_a_command_is_in_the_language_of_the_operator(name, settings):
    settings.COMMAND_LANGUAGE = "vi"
    vietnamese = help_of(name)
    assert "Cách dùng: " in vietnamese
    assert len(set(ENGLISH.findall(vietnamese.lower()))) < 2
    settings.COMMAND_LANGUAGE = "en"
    english = help_of(name)
    assert "Usage: " in english
    assert not VIETNAMESE.search(EXEMPT.sub(" ", " ".join(english.split())))


CLOCK = ("--staff-kind=cong_chuc", "--act=2018-11-05", "--known=2018-11-08", "--opened=2018-11-12")
PAUSE = "--pause=2018-11-13:2018-11-15:noi_bo"
RUNS = [
    ("verify_audit",),
    ("reconcile",),
    ("tick",),
    ("check_rollups",),
    ("rebuild_summary", "1"),
    ("rebuild_summary", "0"),
    ("load_rulebook", "--dry-run"),
    ("load_rulebook",),
    ("explain_clock", *CLOCK, "--concluded=2018-12-03", PAUSE),
    ("explain_clock", *CLOCK, "--json"),
    ("explain_clock", "--staff-kind=x"),
    ("explain_clock", *CLOCK, "--pause=x"),
    ("sample_logins",),
    ("sample_logins", "--json"),
    ("repair_reopened",),
    ("repair_reopened", "--dry-run"),
    ("repurge",),
    ("repurge", "--register=/nowhere"),
    ("backup", "/nowhere"),
    ("restore", "/nowhere", "--key=/nowhere"),
    ("backup_failed",),
    ("install_triggers",),
    ("log_key", "lead"),
    ("log_key", "nobody"),
    ("first_accounts",),
    ("first_accounts", "quan.tri", "noi.vu"),
    ("first_accounts", "--tie=lead=nobody"),
    ("load_sample",),
    ("rotate_identity_keys",),
    ("rotate_factor_keys",),
    ("import_staff", "/nowhere.xlsx"),
    ("import_staff", __file__, "--dry-run"),
    ("import_staff", "{list}", "--dry-run"),
    ("import_staff", "{list}", "--dry-run", "--json"),
    ("break_glass", "--by=Nông Văn A", "--witness=x", "--reason=x", "--factor=lead"),
    (
        *("break_glass", "--by=Nông Văn A", "--witness=Lý Thị B"),
        *("--reason=Mất khóa, có mặt hai người", "--factor=lead"),
    ),
    ("declare_key_lost", "SECRET_KEY", "--by=x", "--witness=y", "--reason=z"),
    ("declare_key_found", "--by=x", "--witness=y", "--reason=z"),
]
LIST = """Mã cán bộ,Họ và tên,Đơn vị,Chức vụ,Loại,Ghi chú
A1,Nông Văn An,Không có đơn vị này,Chuyên viên,công chức,
,Lý Thị Bình,,Chuyên viên,xyz,
"""


def said_by(words: tuple[str, ...]) -> str:
    """All a command prints, the words of its refusal too."""
    out = StringIO()
    try:
        call_command(*words, stdout=out, stderr=out)
    except CommandError as refused:
        with commands.to_operator():
            out.write(str(refused))
    except SystemExit:
        pass
    return out.getvalue()


@pytest.mark.parametrize("words", RUNS, ids=" ".join)
def test_what_a_command_prints_is_in_the_language_of_the_operator(
    words, settings, story, tmp_path, world
):
    story("awaiting_answer")
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    words = tuple(word.format(list=tmp_path / "list.csv") for word in words)
    before, written = set(texts_kept()), Written()
    settings.COMMAND_LANGUAGE = "en"
    english = said_by(words)
    new = set(texts_kept()) - before
    left = [
        line
        for line in HEADING.sub("", english).splitlines()
        if VIETNAMESE.search(EXEMPT.sub(" ", written.without(line)))
    ]
    assert not left, left
    assert LETTERS.search(english), english
    assert not [text for text in new if len(set(ENGLISH.findall(text.lower()))) > 1]


def run(*words: str, **environment: str) -> str:
    """What a process says that begins from nothing."""
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "halang_portal.settings", **environment}
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=given, capture_output=True, text=True, timeout=120
    )
    return done.stdout + done.stderr


NOT_WHOLE = {"TRY_OUT": "0", "TESTING": "0", "SECRET_KEY": "x", "PORT": "y"}


@pytest.mark.once
def test_what_is_wrong_with_the_settings_is_said_in_the_language_of_the_operator():
    said = {
        language: run("manage.py", "check", COMMAND_LANGUAGE=language, **NOT_WHOLE)
        for language in ("vi", "en")
    }
    assert "PORT: phải là số nguyên từ 1" in said["vi"]
    assert "PORT: must be a whole number, 1 or more" in said["en"]
    assert not VIETNAMESE.search(said["en"])
    assert "một trong: vi, en" in run("manage.py", "check", COMMAND_LANGUAGE="fr")


@pytest.mark.once
def test_what_django_prints_of_the_portal_is_in_the_language_of_the_operator():
    """`check` of Django, of a plain link to another machine."""
    words = ("manage.py", "check", "--deploy", "--tag", "security")
    away = {"REDIS_URL": "redis://redis.example:6379/0"}
    said = {which: run(*words, COMMAND_LANGUAGE=which, **away) for which in ("vi", "en")}
    assert all("portal.W001" in printed for printed in said.values())
    assert VIETNAMESE.search(said["vi"])
    assert not VIETNAMESE.search(said["en"])


@pytest.mark.once
@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("halang_portal/supervisor.py", ("nothing-of-this-name",)),
        ("compliance/audit/verify_chain.py", ("/nowhere",)),
    ],
)
def test_what_runs_without_the_portal_has_its_own_words_of_both(module, words):
    said = {language: run(module, *words, COMMAND_LANGUAGE=language) for language in ("vi", "en")}
    assert VIETNAMESE.search(said["vi"])
    assert not VIETNAMESE.search(said["en"])


@pytest.mark.once
@pytest.mark.parametrize("words", [supervisor.WORDS, verify_chain.WORDS])
def test_both_tables_of_words_say_the_same_things(words):
    holes = {
        language: {key: sorted(HOLE.findall(text)) for key, text in table.items()}
        for language, table in words.items()
    }
    assert holes["vi"] == holes["en"]
    assert not VIETNAMESE.search(" ".join(words["en"].values()))
