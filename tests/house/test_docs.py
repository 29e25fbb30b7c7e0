"""What the papers say of the repository is true of it: variables, files, names, commands, accounts.

No database is opened.
"""

import ast
import random
import re
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import environ
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import get_commands

from compliance.core.text import fold
from halang_portal.production import refuse_half_configured
from halang_portal.tryout.sample.logins import PASSWORD
from halang_portal.tryout.sample.offices import read_offices
from halang_portal.tryout.sample.people import rows

ROOT = Path(settings.BASE_DIR)
READMES = {"README.md": "**required**", "README.vi.md": "**bắt buộc**"}
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
FILE = re.compile(r"[\w.*<>/-]+(?:\.(?:py|md|toml|sql|html|css|js|txt|in|json|yaml|svg)|/)")
OUTSIDE = ("/", "var/", "mail/")  # system paths and addresses; what a run writes
MANAGED = re.compile(r"manage\.py ([a-z_]+)")
DOTTED = re.compile(r"`((?:compliance|halang_portal|reports|tests)\.[a-z_]\w*(?:\.\w+)*)(?:\(\))?`")
PLACED = re.compile(r"`(\w+)(?:\(\))?` (?:in|of) `([\w/]+\.(?:py|toml))`")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code_of(text: str) -> list[str]:
    """Each piece of code a paper shows: blocks line by line, and what stands in backticks."""
    fence = re.compile(r"^```\w*\n(.*?)^```", re.M | re.S)
    blocks = [line for block in fence.findall(text) for line in block.splitlines()]
    indented = re.findall(r"^    (?! )(.+)$", fence.sub("", text), re.M)
    return [*blocks, *indented, *re.findall(r"`([^`\n]+)`", fence.sub("", text))]


# --- the variables of the environment


def variables_read() -> set[str]:
    """Whatever settings and production ask the environment for, and the Procfile hands on."""
    names = set(re.findall(r"\$\{([A-Z_]+)", read("Procfile")))
    of_settings = [
        f"halang_portal/settings/{name}.py" for name in ("__init__", "database", "logging")
    ]
    for path in (*of_settings, "halang_portal/production.py"):
        for node in ast.walk(ast.parse(read(path))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] == "env":
                names |= {word.value for word in node.args[:1] if isinstance(word, ast.Constant)}
    return names


def variables_told(readme: str) -> dict[str, str]:
    """{variable: what stands beside it} of the table."""
    found = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \| ([^|]+) \|", read(readme), re.M)
    return {name: beside for names, beside in found for name in re.findall(r"`([A-Z_]+)`", names)}


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_exactly_the_variables_that_are_read(readme, counted):
    names = variables_read()
    counted(len(names), f"variables in {readme}")
    assert set(variables_told(readme)) == names


@pytest.mark.parametrize("readme", READMES)
def test_what_the_readme_calls_required_is_what_start_refuses_to_miss(readme, monkeypatch):
    for name in variables_read():
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_half_configured(environ.Env())
    missing = set(re.findall(r"^  - ([A-Z_]+):", str(refused.value), re.M))
    told = variables_told(readme).items()
    assert {name for name, beside in told if beside == READMES[readme]} == missing


# --- files, names, commands


@cache
def places() -> frozenset[PurePosixPath]:
    """Every file and folder of the repository, from its root."""
    tops = (path for path in ROOT.iterdir() if path.is_file())
    houses = (
        "assets",
        "compliance",
        "deploy",
        "docs",
        "halang_portal",
        "reports",
        "static",
        "templates",
        "tests",
    )
    inside = (path for top in houses for path in (ROOT / top).rglob("*") if path.is_file())
    files = {PurePosixPath(path.relative_to(ROOT)) for path in (*tops, *inside)}
    return frozenset(files.union(*(path.parents for path in files)))


@cache
def exists(name: str) -> bool:
    """A path from the root or from an app, with * and <anything> for what varies."""
    pattern = re.sub(r"<[^>]*>", "*", name).rstrip("/")
    return any(place.match(pattern) for place in places())


def test_every_file_a_paper_names_exists(counted):
    named = {
        (paper.name, piece.split("::")[0])
        for paper in PAPERS
        for piece in code_of(paper.read_text("utf-8"))
        if FILE.fullmatch(piece.split("::")[0]) and not piece.startswith(OUTSIDE)
    }
    linked = {
        (paper.name, (paper.parent / link).resolve().relative_to(ROOT).as_posix())
        for paper in PAPERS
        for link in re.findall(r"\]\(([^):#]+)\)", paper.read_text("utf-8"))
    }
    counted(len(named | linked), "files named by papers")
    assert not [row for row in sorted(named | linked) if not exists(row[1])]


def is_there(dotted: str) -> bool:
    """The module of a dotted name exists, and says what follows."""
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:end])
        for home in (path.with_suffix(".py"), path / "__init__.py"):
            if home.is_file():
                text = home.read_text("utf-8")
                return all(re.search(rf"\b{part}\b", text) for part in parts[end:])
    return ROOT.joinpath(*parts).is_dir()


def test_every_name_a_paper_cites_stands_where_it_says(counted):
    dotted, placed = set(), set()
    for paper in PAPERS:
        text = paper.read_text("utf-8")
        dotted |= {(paper.name, name) for name in DOTTED.findall(text)}
        placed |= set(PLACED.findall(text))
    counted(len(dotted) + len(placed), "names cited by papers")
    assert not [row for row in sorted(dotted) if not is_there(row[1])]
    assert not [row for row in sorted(placed) if not re.search(rf"\b{row[0]}\b", read(row[1]))]


def test_every_command_a_paper_shows_can_be_run(counted):
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.M))
    shown = [(paper.name, line) for paper in PAPERS for line in code_of(paper.read_text("utf-8"))]
    managed = {(name, verb) for name, line in shown for verb in MANAGED.findall(line)}
    made = {(name, verb) for name, line in shown for verb in re.findall(r"^make ([a-z-]+)", line)}
    counted(len(managed | made), "commands shown by papers")
    assert not [row for row in sorted(managed) if row[1] not in get_commands()]
    assert not [row for row in sorted(made) if row[1] not in targets]


def promised() -> list[tuple[str, list[str]]]:
    """[(sentence, tests that hold it)] of docs/promises.md."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", read("docs/promises.md"), re.M)
    told = [(says, re.findall(r"`([^`]+)`", held)) for says, held in rows]
    return [row for row in told if row[0] not in ("Promise", "---")]


def test_every_promise_is_held_by_tests_that_are_there(counted):
    table = promised()
    held = sorted({one for _, tests in table for one in tests})
    counted(len(table), "promises")
    counted(len(held), "tests that hold a promise")
    assert len(table) > 30
    assert not [says for says, tests in table if not tests]
    gone = []
    for one in held:
        path, _, name = one.partition("::")
        home = ROOT / "tests" / path
        begins = f"def {name}(" if name else "def test_"
        if not home.is_file() or f"\n{begins}" not in home.read_text("utf-8"):
            gone.append(one)
    assert not gone


def test_every_name_of_the_glossary_stands_in_the_code_and_has_its_label(counted):
    rows = re.findall(
        r"^\| ([^|`]+) \| ([^|]*`[^|]*) \| ([^|]+) \|", read("docs/glossary.md"), re.M
    )
    names = {name.split(".")[-1] for _, code, _ in rows for name in re.findall(r"`([^`]+)`", code)}
    tops = ("compliance", "halang_portal", "reports", "tests")
    words = set()
    for top in tops:
        for path in (ROOT / top).rglob("*.py"):
            words |= set(re.findall(r"\w+", path.stem + " " + path.read_text("utf-8")))
    counted(len(names), "names of the glossary")
    assert len(rows) > 100
    assert not sorted(names - words)
    assert not [term for term, _, label in rows if not label.strip()]


# --- the sample, the versions


@pytest.mark.parametrize("readme", READMES)
def test_the_accounts_of_the_readme_are_those_of_the_sample(readme, settings, counted):
    settings.SAMPLE_SET = "2017"
    there = read_offices("2017")["office"]
    offices = [SimpleNamespace(**row, valid_from=row["from"]) for row in there]
    people = {fold(row[1]).replace(" ", "") for row in rows(offices, random.Random(308))}
    told = set(re.findall(r"^\| [^`|]+ \| `([a-z]+)` \|", read(readme), re.M))
    counted(len(told), f"accounts in {readme}")
    assert told <= people
    assert f"`{PASSWORD}`" in read(readme)


def test_the_versions_stand_newest_first_each_with_its_day(counted):
    heads = re.findall(r"^## (.+)$", read("CHANGELOG.md"), re.M)
    assert heads[0] == "Chưa phát hành"
    version = re.compile(r"(\d+)\.(\d+)\.(\d+) – (\d\d/\d\d/\d{4})")
    versions = [version.fullmatch(head) for head in heads[1:-1]]
    assert all(versions), heads
    counted(len(versions), "versions")
    numbers = [tuple(int(part) for part in row.groups()[:3]) for row in versions]
    days = [datetime.strptime(row[4], "%d/%m/%Y").date() for row in versions]
    assert numbers == sorted(set(numbers), reverse=True)
    assert days == sorted(days, reverse=True)


def test_no_line_of_the_changes_stands_twice():
    lines = [line for line in read("CHANGELOG.md").splitlines() if line.startswith("- ")]
    assert len(lines) == len(set(lines))
