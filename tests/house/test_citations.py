"""What the code cites can be opened: papers, sections and rows exist, and the map of the house is
the house. No database is opened.
"""

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings

from compliance.incidents.workflow import STEPS, Status
from tests.house.test_shape import LAYERS

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"
TEXT = (".py", ".html", ".md", ".css", ".js", ".toml", ".txt", ".in", ".sql", ".sh", "")
GONE = re.compile(
    r"\b(?:RELIAB"
    + r"ILITY|DOM"
    + r"AIN|PROD"
    + r"UCT|ARCHITEC"
    + r"TURE|PEE"
    + r"RS|STA"
    + r"CK|STY"
    + r"LE)(?:\.md\b| (?=§|rule\b|[A-Z]?\d))"
)
LINK = re.compile(r"docs/([\w./-]+\.(?:md|toml|sql|json))(#[\w-]+)?")
ROW = re.compile(
    r"docs/(law|threats)\.md, ((?:trap \d+|[A-Z][A-Z0-9_]+)(?:, (?:trap \d+|[A-Z][A-Z0-9_]+))*)"
)
MADE = {"figures.md"}  # by `make figures`
DECISION = re.compile(r"(?:[Dd]ecisions?|quyết định|docs/decisions/) ?(\d{4})\b")


@cache
def texts() -> dict[str, str]:
    """{path: text} of every written file of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return {
        name: (ROOT / name).read_text("utf-8", errors="ignore")
        for name in listed
        if Path(name).suffix in TEXT and (ROOT / name).is_file()
    }


def headings(paper: Path) -> set[str]:
    """The anchors of a paper, as a browser of repositories makes them."""
    titles = re.findall(r"^#+ (.+)$", paper.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_no_paper_outside_the_repository_is_cited(counted):
    counted(len(texts()), "files read for citations")
    assert not [
        f"{name}: {match[0]}" for name, text in texts().items() for match in GONE.finditer(text)
    ]


def test_every_paper_and_section_that_is_cited_exists(counted):
    cited = {(name, *match) for name, text in texts().items() for match in LINK.findall(text)}
    counted(len(cited), "papers and sections cited")
    wrong = [
        row
        for row in cited
        if row[1] not in MADE
        and not (DOCS / row[1]).is_file()
        or row[2]
        and row[2][1:] not in headings(DOCS / row[1])
    ]
    assert not sorted(wrong)


def test_every_row_that_is_cited_stands_in_its_paper(counted):
    cited = {
        (name, paper, row)
        for name, text in texts().items()
        for paper, rows in ROW.findall(text)
        for row in rows.split(", ")
    }
    counted(len(cited), "rows of law and threats cited")
    assert not [row for row in sorted(cited) if not stands(f"{row[1]}.md", row[2])]


def stands(paper: str, row: str) -> bool:
    """A row of a table begins with it; a trap is a number of the list."""
    start = rf"^{row.removeprefix('trap ')}\. " if row.startswith("trap ") else rf"^\| {row} \|"
    return bool(re.search(start, (DOCS / paper).read_text("utf-8"), re.M))


def test_every_decision_that_is_cited_is_written(counted):
    written = {path.name[:4] for path in (DOCS / "decisions").glob("[0-9]*.md")}
    cited = {(name, number) for name, text in texts().items() for number in DECISION.findall(text)}
    counted(len(cited), "decisions cited")
    assert not [row for row in sorted(cited) if row[1] not in written]


def test_the_index_of_decisions_lists_each_once_with_its_day(counted):
    lines = re.findall(
        r"^\| \[(\d{4})\]\(([\w.-]+)\) \| .+ \| \d{4}-\d\d-\d\d \| .+ \| .+ \|$",
        (DOCS / "decisions" / "README.md").read_text("utf-8"),
        re.M,
    )
    written = sorted(path.name for path in (DOCS / "decisions").glob("[0-9]*.md"))
    counted(len(written), "decisions in the index")
    assert [name for _, name in lines] == written


def test_every_decision_is_written_in_one_form(counted):
    form = re.compile(
        r"# (\d{4}) .+?^\*\*Date\.\*\* \d{4}-\d\d-\d\d\n\n\*\*Status\.\*\* .+?^\*\*Context\.\*\*"
        r" .+?^\*\*Decision\.\*\*.+?^\*\*Given up\.\*\* ",
        re.M | re.S,
    )
    written = {
        path.name: form.match(path.read_text("utf-8"))
        for path in (DOCS / "decisions").glob("[0-9]*.md")
    }
    counted(len(written), "decisions read for their form")
    assert not [
        name for name, match in sorted(written.items()) if not match or match[1] != name[:4]
    ]


def test_the_law_page_names_every_rule_of_the_files(counted):
    data = ROOT / "compliance" / "rulebook" / "data"
    names = [
        ("instruments.toml", "instrument", "number"),
        ("rulesets.toml", "rule_set", "code"),
        ("terms.toml", "term", "key"),
    ]
    rules = [
        row[key]
        for file, table, key in names
        for row in tomllib.loads((data / file).read_text("utf-8"))[table]
    ]
    counted(len(rules), "instruments, rule sets and terms")
    assert not [rule for rule in rules if not stands("law.md", re.escape(rule))]


def test_every_law_that_the_code_names_stands_on_the_law_page(counted):
    number = re.compile(
        r"(?:NĐ|Luật|Decree|Law|Thông tư|TT|NQ)[^\n\"/]{0,40}?\b(\d{1,4}/20[012]\d)\b"
        r"|\b(\d{1,4}/20[012]\d)/(?:NĐ-CP|QH\d\d|TT-\w+|QĐ-TTg)"
    )
    sources = ("compliance/", "reports/", "halang_portal/", "templates/", "tests/", "docs/")
    pairs = [
        pair
        for name, text in texts().items()
        if name.startswith(sources) and "/migrations/" not in name
        for pair in number.findall(text)
    ]
    months = re.compile(r"(?:0?[1-9]|1[0-2])/20[012]\d")
    laws = {whole for _, whole in pairs if whole} | {
        short for short, _ in pairs if short and not months.fullmatch(short)
    }
    counted(len(laws), "laws, decrees and circulars named")
    page = (DOCS / "law.md").read_text("utf-8")
    assert not [law for law in sorted(laws) if not re.search(rf"\b{law}\b", page)]


def test_the_map_of_the_house_is_the_house(counted):
    text = (DOCS / "architecture.md").read_text("utf-8")
    places = set(
        re.findall(r"`((?:compliance|halang_portal|reports|tests)/[\w/]+\.py):(\w+)`", text)
    )
    wrong = [
        f"{path}:{name}"
        for path, name in places
        if not re.search(rf"^\s*(?:def|class) {name}\b", (ROOT / path).read_text("utf-8"), re.M)
    ]
    files = {
        name
        for paper in ("architecture.md", "threats.md", "law.md")
        for name in re.findall(
            r"`([\w/]+/[\w/.-]+\.(?:py|toml|sql))`", (DOCS / paper).read_text("utf-8")
        )
    }
    counted(len(places) + len(files), "places named by the map")
    assert not wrong + [name for name in sorted(files) if not (ROOT / name).is_file()]
    order = re.findall(
        r"`([a-z_.]+)`", text.split("From the bottom up:")[1].split("Inside an app")[0]
    )
    assert order == list(LAYERS)


def test_the_table_of_steps_is_the_one_the_gate_asks(counted):
    text = (DOCS / "architecture.md").read_text("utf-8")
    rows = {
        line[0].strip("`"): line
        for line in (
            [cell.strip() for cell in row.strip("|").split("|")]
            for row in re.findall(r"^\| `.+$", text, re.M)
        )
        if len(line) == 7
    }
    live = [
        Status.IN_REVIEW,
        Status.AWAITING_ANSWER,
        Status.CONSULTING,
        Status.CONCLUDED,
        Status.ENFORCING,
    ]
    assert list(rows) == list(STEPS)
    counted(len(rows), "steps of the table")
    for verb, step in STEPS.items():
        sources = ", ".join(step.sources)
        expected = [
            step.label,
            sources.replace(", ".join(live), "live"),
            step.target or "=",
            ", ".join(step.by),
            ", ".join(step.never),
            "yes" if step.while_suspended else "",
        ]
        assert rows[verb][1:] == expected, verb
    assert [status for status in Status if f"| `{status}` | {status.label} |" not in text] == []
