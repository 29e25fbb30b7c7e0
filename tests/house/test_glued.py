"""A sentence of the portal is one sentence: not words of the catalogue put between others by an
f-string, which is a plain string in the language of whoever acts, in Vietnamese word order; and the
words over a column are the same on a telephone, where they stand beside each value.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests import catalogue

pytestmark = pytest.mark.once

SAYS = ("_", "in_sense", "joined", "composed", "recalled")
# of names for programmers and of faults that name code; SQL
NOT_FOR_READERS = ("__str__", "__repr__")
SQL = ("triggers.py",)
HEADS = re.compile(r"\{% columns? ([^%]*)%\}")
IN_SENSE = re.compile(r'"([^"]+)"\|sense:"([^"]+)"')
PLAIN = re.compile(r'_\("([^"]+)"\)')
BESIDE = re.compile(r"""data-label="\{\{ _\('([^']+)'\) \}\}\"""")


def _says(node: ast.expr) -> bool:
    """Whether an expression is a sentence, or one of two, also made small or filled."""
    if isinstance(node, ast.IfExp):
        return _says(node.body) or _says(node.orelse)
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
    if isinstance(node.func, ast.Attribute) and name in ("format", "lower", "upper", "capitalize"):
        return _says(node.func.value)
    return name in SAYS or (name.startswith("get_") and name.endswith("_display"))


def _f_strings(tree: ast.AST) -> Iterator[ast.JoinedStr]:
    for node in ast.iter_child_nodes(tree):
        if getattr(node, "name", "") in NOT_FOR_READERS or isinstance(node, ast.Raise):
            continue
        if isinstance(node, ast.JoinedStr):
            yield node
        yield from _f_strings(node)


def test_no_sentence_is_put_together_by_an_f_string(counted):
    found = [
        (path, node)
        for package in catalogue.PACKAGES
        for path in sorted((catalogue.ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts and path.name not in SQL
        for node in _f_strings(ast.parse(path.read_text(encoding="utf-8")))
    ]
    counted(len(found), "f-strings")
    assert len(found) > 500
    assert not [
        f"{path.relative_to(catalogue.ROOT)}:{node.lineno}"
        for path, node in found
        if any(_says(part.value) for part in node.values if isinstance(part, ast.FormattedValue))
    ]


def test_a_value_is_named_as_its_column(counted):
    """`"Hồ sơ"|sense:"one"` over the column, the same beside the value."""
    wrong, labels = [], 0
    for path in sorted((catalogue.ROOT / "templates").rglob("*.html")):
        source = path.read_text(encoding="utf-8")
        heads = " ".join(HEADS.findall(source))
        meant = dict(IN_SENSE.findall(heads)).keys() - set(PLAIN.findall(heads))
        beside = BESIDE.findall(source)
        labels += len(beside)
        wrong += [f"{path.name}: {words}" for words in beside if words in meant]
    counted(labels, "values named")
    assert labels > 150
    assert not wrong
