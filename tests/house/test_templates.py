"""What a page is made of: templates that can be read, components instead of copies, no CSS, icon or
hook that nothing uses, one dialect of JavaScript.
"""

import re
from pathlib import Path

from django.conf import settings

from halang_portal.templatetags.components import COMPONENTS

ROOT = Path(settings.BASE_DIR)
TEMPLATES, CSS, SCRIPTS = ROOT / "templates", ROOT / "static" / "css", ROOT / "static" / "js"
MOST_COLUMNS = {"html": 120, "js": 100}
BLOCKS = (
    "article|aside|dd|details|div|dl|dt|fieldset|figure|footer|form|h1|h2|h3|h4|header|li|main|nav"
    "|ol|p|section|table|tbody|td|tfoot|th|thead|tr|ul"
)
OPENING = re.compile(rf"<(?:{BLOCKS})\b")


def pages() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def test_lines_are_short(counted):
    lines, wrong = 0, []
    written = [path for path in SCRIPTS.glob("*.js") if not path.name.startswith("texts-")]
    for path in [*pages(), *written]:  # texts are made from a catalogue
        most = MOST_COLUMNS[path.suffix[1:]]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            lines += 1
            if len(line) > most:
                wrong.append(f"{path.relative_to(ROOT)}:{number} {len(line)} columns")
    counted(lines, "lines of templates and scripts measured")
    assert not wrong, wrong


def test_one_block_element_a_line(counted):
    """Whoever reads a page sees its outline in the indentation."""
    opened, wrong = 0, []
    for path in pages():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = OPENING.findall(line)
            opened += len(found)
            if len(found) > 1:
                wrong.append(f"{path.relative_to(ROOT)}:{number}")
    counted(opened, "block elements opened in templates")
    assert not wrong, wrong


# what a component draws: a pattern of it written out, the component, where else and why
COPIES = {
    r'<form[^>]*class="card[ "][^>]*method="post"': (
        "form_card",
        {
            "incidents/drafts.html": "a list to choose from, no fields",
            "_components/confirm.html": "carries what was sent and asks; no fields to fill in",
        },
    ),
    r'<form[^>]*method="get"': (
        "filters",
        {
            "registry/offices.html": "a day of the tree with its milestones beneath",
            "reports/dashboard.html": "one period further and back, by arrows",
            "reports/verify.html": "one code is asked for, nothing is filtered",
            "review/why.html": "a question about one case, nothing is filtered",
        },
    ),
    "<thead": ("head", {"_components/paper_table.html": "a table of a report"}),
    'class="crumbs"': ("crumbs", {}),
    'class="table-wrap"': (
        "table",
        {
            "_components/paper_table.html": "a table of a report: its caption shows",
            "reports/dashboard.html": "one map of figures, coloured by class",
        },
    ),
    '<header class="page-head"': (
        "page_head",
        {
            "review/my_case.html": "four headings, one for each state of the case",
            "reports/dashboard.html": "the form that chooses the period stands beside the heading",
        },
    ),
    'class="empty"': ("nothing", {}),
    'class="error-page': (
        "error_page",
        {
            "500.html": "drawn without anything of the portal when all else fails",
            "429.html": "carries what was sent, to send it again",
            "resend.html": "carries what was sent, to send it again",
            "portal/preparing.html": "drawn before there is a portal",
        },
    ),
}


def test_what_is_a_component_is_not_written_out(counted):
    uses, wrong = 0, []
    for path in pages():
        name = path.relative_to(TEMPLATES).as_posix()
        text = path.read_text(encoding="utf-8")
        uses += len(re.findall(rf"{{% (?:{'|'.join(COMPONENTS)})\b", text))
        for copy, (component, except_in) in COPIES.items():
            home = COMPONENTS[component][0]
            if re.search(copy, text) and name != home and name not in except_in:
                wrong.append(f"{name}: {copy} instead of {{% {component} %}}")
    counted(uses, "components used by templates")
    assert not wrong, wrong


def sources() -> str:
    """Everything that can name a class, an icon or a hook."""
    python = (
        path
        for top in ("compliance", "reports", "halang_portal")
        for path in (ROOT / top).rglob("*.py")
    )
    return "\n".join(
        path.read_text(encoding="utf-8") for path in (*pages(), *SCRIPTS.glob("*.js"), *python)
    )


def styles() -> str:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(CSS.glob("*.css")))
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


# classes put together where they are used: beginning, what puts them together
COMPOSED = {
    "badge-": "the kind of a badge (ui.badge)",
    "due-": "how near a deadline is (ui.due)",
    "icon-": "the size of an icon (ui.icon)",
    **{f"s{n}": "a stretch of a bar (reports/charts.py)" for n in (1, 2, 3, 4)},
    "picks-": "how many large choices stand in a row (field picks=)",
    "meter-": "the kind of a bar (ui.meter)",
    "setup-": "how far a first step is (portal/first_steps.html)",
}


def test_every_class_of_the_css_is_used(counted):
    selectors = re.sub(r"\{[^{}]*\}", "{}", re.sub(r"url\([^)]*\)", "", styles()))
    classes = set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", selectors))
    words = set(re.findall(r"[a-zA-Z][\w-]*", sources()))
    counted(len(classes), "classes of the CSS")
    unused = {name for name in classes - words if not name.startswith(tuple(COMPOSED))}
    assert not unused, unused


def test_every_variable_of_the_css_is_used_and_set(counted):
    text = styles()
    given, taken = (
        set(re.findall(r"(--[\w-]+)\s*:", text)),
        set(re.findall(r"var\((--[\w-]+)", text)),
    )
    counted(len(given), "variables of the CSS")
    assert given == taken, given ^ taken


def test_every_icon_is_named_by_something(counted):
    sprite = (ROOT / "static" / "icons.svg").read_text(encoding="utf-8")
    icons = set(re.findall(r'id="i-([\w-]+)"', sprite))
    named = set(re.findall(r"(?:#i-|[\"'])([\w-]+)[\"']", sources()))
    counted(len(icons), "icons of the sprite")
    assert not icons - named, icons - named


def test_every_hook_of_a_script_stands_on_a_page(counted):
    """`[data-x]` that a script looks for is written by a template or a widget."""
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.js"))
    hooks = set(re.findall(r"\[(data-[\w-]+)", scripts))
    written = sources()
    for path in SCRIPTS.glob("*.js"):
        written = written.replace(path.read_text(encoding="utf-8"), "")
    counted(len(hooks), "hooks of the scripts")
    missing = {hook for hook in hooks if hook not in written}
    assert not missing, missing


def test_scripts_are_strict_functions_of_their_own(counted):
    scripts = sorted(SCRIPTS.glob("*.js"))
    counted(len(scripts), "scripts read")
    for path in scripts:
        text = re.sub(r"^/\*.*?\*/\n", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert text.startswith('(() => {\n  "use strict";\n'), path.name
        assert text.endswith("})();\n"), path.name


# what a line break leaves before a sign; in `{% t %}` it is stripped, and after `not forloop.last`
# there is none
BEFORE_A_SIGN = re.compile(
    r"\s\{% if [^%]*%\}[,.;:]|(?:%\}|\}\}|\w)\s+\{% endif %\}[,.;:]", re.MULTILINE
)


def test_no_space_stands_before_a_sign(counted):
    found = [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, sign.start()) + 1}"
        for path in pages()
        for text in [path.read_text(encoding="utf-8")]
        for sign in BEFORE_A_SIGN.finditer(text)
    ]
    counted(len(pages()), "templates searched for a space before a sign")
    assert not found, found
