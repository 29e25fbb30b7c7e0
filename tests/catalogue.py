"""`make messages`: what the portal says, gathered from the code into the catalogues, and compiled.

The Vietnamese sentence is the key (decision 0095). No system gettext is needed: Python is read by
its syntax tree, templates by Django's own reader, scripts by a pattern. Files are sorted by key and
hold no lines and no dates, so that branches merge. `locale/vi` is kept by hand: it has the English
keys of Django, allauth and the REST framework that they leave untranslated.
"""

import ast
import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django
import polib
from django.conf import settings
from django.template import Engine
from django.template.base import tag_re

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "halang_portal" / "locale"
PACKAGES = ("compliance", "halang_portal", "reports")
PARTS = ("limitation", "processing", "complaint", "lapse", "step")
RULEBOOK, CLASSES = ROOT / "compliance/rulebook/data", ROOT / "compliance/retention/data"
# what ships in data files, and is loaded or shown by its Vietnamese words: file, its table, columns
SHIPPED = (
    (CLASSES / "classes.toml", "class", ("effect", "archive", "basis")),
    (
        RULEBOOK / "instruments.toml",
        "instrument",
        ("title", "issuer", "source", "article", "summary"),
    ),
    (RULEBOOK / "rulesets.toml", "rule_set", tuple(f"{part}_basis" for part in PARTS)),
    (RULEBOOK / "terms.toml", "term", ("label", "basis")),
    (RULEBOOK / "terms.toml", "recheck", ("why",)),
    (RULEBOOK / "choices.toml", "choice", ("label", "note", "basis")),
    (RULEBOOK / "calendar.toml", "day", ("name", "source")),
)
SCRIPT = ROOT / "static" / "js" / "texts-en.js"
# labels of allauth, which has a capital at every word
OF_OTHERS = ("Current Password", "New Password", "New Password (again)")
# name of the call: which of its arguments are (sense, key, plural)
# what looks sentences up by name, and says none itself
LOOKING_UP = {
    ROOT / "compliance/core/language.py",
    ROOT / "compliance/core/recalling.py",
    ROOT / "halang_portal/rendering.py",
    ROOT / "halang_portal/templatetags/language.py",
}
CALLS = {
    "_": (None, 0, None),
    "counted": (None, 0, 0),  # of scripts
    "in_sense": (0, 1, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "pgettext": (0, 1, None),
}
TEXT = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
IN_TEMPLATE = re.compile(rf"(?<![\w.])(_)\(({TEXT})\)")
IN_SENSE = re.compile(rf"({TEXT})\|sense:({TEXT})")
IN_SCRIPT = re.compile(rf"(?<![\w.])(_|counted)\(\s*({TEXT})", re.S)
STANDING = {"DJANGO_SETTINGS_MODULE": "halang_portal.settings", "TRY_OUT": "1"}
HEADER = {
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


@dataclass
class Said:
    """Every sentence by (sense, key): its plural key or nothing, and the files that say it."""

    entries: dict[tuple[str | None, str], str | None] = field(default_factory=dict)
    files: dict[tuple[str | None, str], set[str]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)  # calls whose sentence is no constant

    def add(self, path: Path, name: str, texts: list[str]) -> None:
        sense, key, plural = (None if at is None else texts[at] for at in CALLS[name])
        if key:
            self.entries[sense, key] = plural or self.entries.get((sense, key))
            self.files.setdefault((sense, key), set()).add(path.relative_to(ROOT).as_posix())


def _python(said: Said, path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
        if name not in CALLS or name == "counted":
            continue
        wanted = 1 + max(at for at in CALLS[name] if at is not None)
        given = node.args[:wanted]
        texts = [one.value for one in given if isinstance(one, ast.Constant)]
        if len(texts) == wanted and all(isinstance(text, str) for text in texts):
            said.add(path, name, texts)
        else:
            said.unread.append(f"{path.relative_to(ROOT)}:{node.lineno}")


def _template(said: Said, path: Path) -> None:
    """Its `{% t %}` as the tag itself names them, and every `_("…")` in a tag or a value."""
    from halang_portal.templatetags.language import Sentence

    source = path.read_text(encoding="utf-8")
    for sentence in Engine.get_default().from_string(source).nodelist.get_nodes_by_type(Sentence):
        said.add(path, "_", [sentence.message])
    for token in tag_re.findall(source):
        for _name, text in IN_TEMPLATE.findall(token):
            said.add(path, "_", [ast.literal_eval(text)])
        for text, sense in IN_SENSE.findall(token):
            said.add(path, "in_sense", [ast.literal_eval(sense), ast.literal_eval(text)])


def pages() -> Said:
    """What Python and templates say."""
    said = Said()
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts and path not in LOOKING_UP:
                _python(said, path)
    for path, table, columns in SHIPPED:
        for text in shipped(path, table, columns):
            said.add(path, "_", [text])
    for text in (settings.PORTAL_NAME, *OF_OTHERS):
        said.add(ROOT / "halang_portal/settings/__init__.py", "_", [text])
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            _template(said, path)
    return said


def shipped(path: Path, table: str, columns: tuple[str, ...]) -> Iterator[str]:
    """The words of these columns in a data file: in its rows, and in the rows within them."""
    for row in tomllib.loads(path.read_text(encoding="utf-8"))[table]:
        for part in (row, *row.get("provisions", ()), *row.get("rows", ())):
            yield from (part[name] for name in columns if part.get(name))


def scripts() -> Said:
    """What scripts say."""
    said = Said()
    for path in sorted((ROOT / "static" / "js").glob("*.js")):
        for name, text in IN_SCRIPT.findall(path.read_text(encoding="utf-8")):
            said.add(path, name, [ast.literal_eval(text)])
    return said


DOMAINS = {"django": pages, "djangojs": scripts}


def po_of(domain: str, language: str = "en") -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def read(path: Path) -> polib.POFile:
    return polib.pofile(str(path), wrapwidth=0) if path.exists() else polib.POFile(wrapwidth=0)


def merge(domain: str) -> polib.POFile:
    """The catalogue with every sentence the code says and no other; what is translated stays."""
    said, path = DOMAINS[domain](), po_of(domain)
    old = {(entry.msgctxt, entry.msgid): entry for entry in read(path)}
    merged = polib.POFile(wrapwidth=0)
    merged.metadata = HEADER
    for sense, key in sorted(said.entries, key=lambda pair: (pair[1], pair[0] or "")):
        merged.append(_entry(sense, key, said.entries[sense, key], old.get((sense, key))))
    path.parent.mkdir(parents=True, exist_ok=True)
    merged.save(str(path))
    return merged


def _entry(sense, key: str, plural: str | None, old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgctxt=sense, msgid=key)
    forms = dict(old.msgstr_plural) if old else {}
    single = old.msgstr if old else ""
    if plural:
        entry.msgid_plural = plural
        entry.msgstr_plural = forms or {0: single, 1: single}
    else:
        entry.msgstr = single or forms.get(1, "")
    if old and old.fuzzy:
        entry.flags.append("fuzzy")
    return entry


def compiled(path: Path) -> bytes:
    """The .mo of a .po."""
    return read(path).to_binary()


def script_of(catalogue: polib.POFile) -> str:
    """The catalogue of the scripts as a script of its own, served like every other."""
    texts = {
        entry.msgid: [entry.msgstr_plural[0], entry.msgstr_plural[1]]
        if entry.msgid_plural
        else entry.msgstr
        for entry in catalogue.translated_entries()
    }
    said = json.dumps(texts, ensure_ascii=False, indent=2).replace("\n", "\n  ")
    return (
        "/* texts-en.js: made by `make messages` from locale/en/LC_MESSAGES/djangojs.po. */\n"
        f'(() => {{\n  "use strict";\n  window.texts = {said};\n}})();\n'
    )


def main() -> int:
    for name, value in STANDING.items():
        os.environ.setdefault(name, value)
    django.setup()  # templates are read by Django's own reader
    for domain in DOMAINS:
        merged = merge(domain)
        left = len(merged) - len(merged.translated_entries())
        print(f"{po_of(domain).relative_to(ROOT)}: {len(merged)} câu, {left} chưa dịch")
    for path in sorted(LOCALE.rglob("*.po")):
        if path.stem != "djangojs":
            path.with_suffix(".mo").write_bytes(compiled(path))
    SCRIPT.write_text(script_of(read(po_of("djangojs"))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
