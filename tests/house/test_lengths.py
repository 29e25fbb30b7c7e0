"""What is typed or pasted is taken whole or refused in words; nothing cuts it without a word."""

import re
from pathlib import Path

import pytest
from django.urls import get_resolver

from compliance.core.refusals import NotNow
from compliance.desk.forms import Form, ModelForm
from compliance.desk.reasons import read_text

ROOT = Path(__file__).parent.parent.parent
# `key` is written by the page, not by a hand; [:1] is the first letter of a sentence
CUT = re.compile(r"POST(?:\.get\((?!\"key\")[^()]*\)|\[[^\]]*\])(?:\.strip\(\))?\[:\d+\]")
TYPED = re.compile(r"\b(?:reason|because|narrative|caption)(?:\.strip\(\))?\[:(?!1\])\d+\]")
LIMIT = re.compile(r"\bmaxlength\b", re.IGNORECASE)


def python() -> list[Path]:
    return [
        path
        for app in ("compliance", "reports", "halang_portal")
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def test_no_code_cuts_what_was_typed(counted):
    files = python()
    counted(len(files), "modules")
    cut = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if CUT.search(line) or TYPED.search(line)
    ]
    assert cut == []


def test_no_template_or_script_limits_what_can_be_typed(counted):
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static/js").glob("*.js")]
    counted(len(files), "templates and scripts")
    assert [str(path) for path in files if LIMIT.search(path.read_text(encoding="utf-8"))] == []


def _forms(kind) -> list[type]:
    return [made for sub in kind.__subclasses__() for made in (sub, *_forms(sub))]


@pytest.mark.django_db
def test_no_form_limits_what_can_be_typed(counted):
    assert get_resolver().url_patterns  # loads every page, and with them every form
    drawn, limited = 0, []
    for kind in {*_forms(Form), *_forms(ModelForm)}:
        try:
            form = kind()
        except (TypeError, AttributeError, KeyError):
            continue  # wants its case or its person; made the same way
        drawn += 1
        limited += [f"{kind.__name__}.{bound.name}" for bound in form if LIMIT.search(str(bound))]
    counted(drawn, "forms")
    assert drawn > 30
    assert limited == []


def test_a_text_beside_a_button_is_read_whole_or_refused_with_what_was_typed(rf):
    assert read_text(rf.post("/", {"ly-do": f" {'á' * 300} "}), "ly-do", 300) == "á" * 300
    assert read_text(rf.post("/", {}), "ly-do", 300) == ""
    with pytest.raises(NotNow, match="301 ký tự, tối đa 300") as refused:
        read_text(rf.post("/", {"ly-do": "á" * 301}), "ly-do", 300)
    assert refused.value.details["form"].data["ly-do"] == "á" * 301
