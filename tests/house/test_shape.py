"""The shape of the house: imports go down and left, every page has its template, rooms stay small,
words stay ours.
"""

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from tests.house.rooms import ROOMS

ROOT = Path(settings.BASE_DIR)
# from the bottom up; a module may import its own layer's lower rooms and any lower layer
LAYERS = (
    "compliance.core.frames",
    "compliance.core.language",
    "compliance.core.citations",
    "compliance.core.days",
    "compliance.core.recalling",
    "compliance.core.answers",
    "compliance.core.commands",
    "compliance.core.figures",
    "compliance.core.hooks",
    "compliance.core.questions",
    "compliance.core.plans",
    "compliance.core.together",
    "compliance.core.kept",
    "compliance.core.first_steps",
    "compliance.core.addresses",
    "compliance.core.presence",
    "compliance.core.refusals",
    "compliance.core.committee",
    "compliance.core.keys",
    "compliance.core.text",
    "compliance.core.work_list",
    "compliance.core.searching",
    "compliance.core.identity",
    "compliance.core.links",
    "compliance.core.parameters",
    "compliance.core.codes",
    "compliance.core.columns",
    "compliance.core.fields",
    "compliance.core.characters",
    "compliance.core.spreadsheets",
    "compliance.core.roles",
    "compliance.core.triggers",
    "compliance.core.operations",
    "compliance.core.access",
    "compliance.core.among",
    "compliance.papers",
    "compliance.stores",
    "compliance.audit",
    "compliance.outbox",
    "compliance.desk",
    "compliance.rulebook",
    "compliance.files",
    "compliance.registry",
    "compliance.guidance",
    "compliance.incidents",
    "compliance.review",
    "compliance.retention",
    "compliance.assurance",
    "reports",
    "halang_portal",
)
# compliance/review by stage, from the bottom up; its tables are one floor beneath all stages
STAGES = (
    "case",
    "deadlines",
    "triage",
    "hearing",
    "consultation",
    "conclusion",
    "measures",
    "contest",
    "interruptions",
    "rectification",
    "participants",
    "paperwork",
    "evidence",
    "documents",
    "handover",
    "identity",
)
DOORS = ("views", "api", "tasks", "management")
MOST_LINES, MOST_IN_FUNCTION = 400, 50


def modules() -> list[Path]:
    found = [
        path
        for top in ("compliance", "reports", "halang_portal")
        for path in (ROOT / top).rglob("*.py")
        if "migrations" not in path.parts
    ]
    assert len(found) > 100
    return sorted(found)


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def layer_of(module: str) -> int:
    return max(
        (
            index
            for index, layer in enumerate(LAYERS)
            if module == layer or module.startswith(layer + ".")
        ),
        default=-1,
    )


def imports_of(path: Path):
    """(line, module) of every import of ours; `from x import y` names x.y when that is a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                is_module = (ROOT / (deeper.replace(".", "/") + ".py")).exists() or (
                    ROOT / deeper.replace(".", "/") / "__init__.py"
                ).exists()
                yield node.lineno, deeper if is_module else node.module


def test_imports_between_apps_go_down_only(counted):
    rows, wrong = 0, []
    for path in modules():
        here = layer_of(name_of(path))
        for line, module in imports_of(path):
            if layer_of(module) >= 0:
                rows += 1
                if layer_of(module) > here:
                    wrong.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    counted(rows, "imports looked at")
    assert not wrong, wrong


def rooms_of(module: str) -> dict[str, str]:
    """The room of a module in every app it stands in: {"reports": "actions"} of
    'reports.actions.summaries'. A stage of the review is an app of its own, and a room of none.
    """
    rooms = {
        app: module.removeprefix(app).strip(".").split(".")[0]
        for app in ROOMS
        if module.startswith(app + ".")
    }
    if rooms.get("compliance.review") in STAGES:
        del rooms["compliance.review"]
    return rooms


def wrong_turn(app: str, here: str, there: str) -> bool:
    """Whether the room `here` of `app` may not import the room `there`."""
    order = ROOMS[app]
    return order.index(there) > order.index(here) or (
        here in DOORS and there in DOORS and here != there
    )


def test_imports_inside_an_app_go_left_and_no_door_imports_another(counted):
    rows, wrong = 0, []
    for path in modules():
        here = rooms_of(name_of(path))
        for line, module in imports_of(path):
            there = rooms_of(module)
            for app in here.keys() & there.keys():
                rows += 1
                if wrong_turn(app, here[app], there[app]):
                    wrong.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    counted(rows, "imports inside an app")
    assert not wrong, wrong


def test_every_room_stands_in_the_order_of_its_app(counted):
    """No module is outside the rule, the wiring and the try-out included: a new room goes into
    tests/house/rooms.py, and one that is gone is taken out. What is on no list is a layer itself.
    """
    standing: dict[str, set[str]] = {app: set() for app in ROOMS}
    nowhere = []
    for path in modules():
        name = name_of(path)
        for app, room in (rooms := rooms_of(name)).items():
            standing[app].add(room)
        if not rooms and path.name != "__init__.py" and name not in LAYERS:
            nowhere.append(name)
    counted(sum(map(len, standing.values())), "rooms of apps")
    assert not nowhere, nowhere
    assert {app: set(rooms) for app, rooms in ROOMS.items()} == standing
    assert all(len(set(rooms)) == len(rooms) for rooms in ROOMS.values())


PAGE_OR_MODEL = re.compile(r"([a-z]+)(?::[a-z_]+|\.[A-Z][A-Za-z]+)")
APP_LAYERS = {layer.rsplit(".", 1)[-1]: index for index, layer in enumerate(LAYERS)}


def texts_of(path: Path):
    """(line, text) of every string of a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def test_no_text_names_a_page_or_a_model_of_an_app_above(counted):
    """reverse("app:page"), redirect("app:page"), "app.Model": an arrow written as text counts as an
    import does.
    """
    rows, wrong = 0, []
    for path in modules():
        here = layer_of(name_of(path))
        for line, text in texts_of(path):
            match = PAGE_OR_MODEL.fullmatch(text)
            if match and match[1] in APP_LAYERS:
                rows += 1
                if APP_LAYERS[match[1]] > here:
                    wrong.append(f"{path.relative_to(ROOT)}:{line} {text}")
    counted(rows, "pages and models named in text")
    assert not wrong, wrong


def test_models_are_imported_where_they_can_be(counted):
    """A model is asked for by its name only in a room on the left of `models` of its own app, which
    `models` itself imports; everywhere else an import says the same and is checked. Always called
    with both words, so that this test can read them.
    """
    rows, wrong = 0, []
    for path in modules():
        own = {
            app.rsplit(".", 1)[-1]
            for app, room in rooms_of(name_of(path)).items()
            if "models" in ROOMS[app] and not wrong_turn(app, "models", room)
        }
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            id(node.func): node.args[0].value
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and len(node.args) == 2
            and isinstance(node.args[0], ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "get_model":
                rows += 1
                if named.get(id(node)) not in own:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    counted(rows, "models asked for by name")
    assert not wrong, wrong


# addresses that cannot be asked of the routes, and why
WRITTEN_OUT = {
    "halang_portal/answering.py": "/api/",  # errors are answered while routes may be what failed
    "halang_portal/settings/__init__.py": "/csp-report/",  # settings are read before routes
}


def first_segments() -> set[str]:
    """The first words of every address of the portal: {"ho-so", "cua-toi", …}."""
    from django.urls import get_resolver

    return {
        route.split("/")[0]
        for pattern in get_resolver().url_patterns
        for part in getattr(pattern, "url_patterns", [pattern])
        if "<" not in (route := f"{pattern.pattern}{part.pattern}").split("/")[0]
    } - {""}


def spoken_texts(path: Path):
    """(line, text) of strings that are no docstring; of an f-string the words before its first
    value.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def test_no_address_of_the_portal_is_written_out(counted):
    """reverse() with the name of a page, `compliance.core.addresses` for a page above: only urls.py
    knows an address. In Python, templates and scripts.
    """
    words = "|".join(sorted(map(re.escape, first_segments())))
    address = re.compile(rf"/(?:{words})(?:/|$)")
    attribute = re.compile(
        rf"""(?:href|action|src|formaction|data-[a-z-]+)=["']/(?:{words})/|["'`]/(?:{words})/"""
    )
    rows, wrong = 0, []
    for path in modules():
        name = path.relative_to(ROOT).as_posix()
        for line, text in spoken_texts(path):
            rows += 1
            if address.match(text) and text != WRITTEN_OUT.get(name) and path.stem != "urls":
                wrong.append(f"{name}:{line} {text}")
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static" / "js").glob("*.js")]
    for path in pages:
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            rows += 1
            if attribute.search(text):
                wrong.append(f"{path.relative_to(ROOT)}:{line} {text.strip()}")
    counted(rows, "texts and lines read for addresses")
    assert len(words.split("|")) > 20
    assert not wrong, wrong


def pages_of_the_wiring() -> set[str]:
    """Names of pages without an app: those of halang_portal itself, not of its libraries."""
    from halang_portal import urls

    return {
        pattern.name
        for pattern in urls.urlpatterns
        if getattr(pattern, "name", None)
        and pattern.callback.__module__.startswith("halang_portal.")
    }


def test_no_app_names_a_page_of_the_wiring(counted):
    names, rows, wrong = pages_of_the_wiring(), 0, []
    for path in modules():
        if name_of(path).startswith("halang_portal."):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "reverse",
                "reverse_lazy",
                "redirect",
            ):
                rows += 1
                texts = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
                if texts & names:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)}")
    counted(rows, "addresses asked for by name below the wiring")
    assert len(names) > 8
    assert not wrong, wrong


def stage_of(module: str) -> int:
    """The place of a module of the review among its stages; above them all when it is in none."""
    parts = module.removeprefix("compliance.review").strip(".").split(".")
    return STAGES.index(parts[0]) if parts[0] in STAGES else len(STAGES)


def test_a_stage_of_the_review_imports_only_stages_below(counted):
    """The tables (`compliance.review.models`, and `models` of each stage among themselves) are one
    floor: a stage takes any of them by their common name.
    """
    rows, wrong = 0, []
    for path in modules():
        here = name_of(path)
        if not here.startswith("compliance.review.") or stage_of(here) == len(STAGES):
            continue
        rows += 1
        wrong += [
            f"{path.relative_to(ROOT)}:{line} imports {module}"
            for line, module in imports_of(path)
            if module.startswith("compliance.review.")
            and module != "compliance.review.models"
            and stage_of(module) > stage_of(here)
        ]
    counted(rows, "modules of stages read")
    assert not wrong, wrong


def test_text_columns_are_those_of_the_house(counted):
    """compliance.core.columns tidies what is stored: a column of Django's own would keep NUL (no
    page on PostgreSQL) and what nobody can see.
    """
    read = [path for path in modules() if "models" in path.relative_to(ROOT).as_posix()]
    plain = re.compile(r"models\.(?:Char|Text|JSON|URL|Email|Slug)Field\(")
    wrong = [
        f"{path.relative_to(ROOT)}: columns.{match[0].removeprefix('models.')}…"
        for path in read
        for match in plain.finditer(path.read_text("utf-8"))
    ]
    counted(len(read), "modules of models read")
    assert not wrong, wrong


def test_only_files_makes_rows_of_files_and_every_caller_says_whose(counted):
    """One way in: files.actions.store(), with an owner whose files are counted together."""
    rows, wrong = 0, []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            making = re.fullmatch(
                r"StoredFile(?:\.objects\.(?:\w*create\w*))|keep_made|.*\bstorage\.keep", name
            )
            if making and not name_of(path).startswith("compliance.files."):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}()")
            if name in ("store", "actions.store") and "files" in path.read_text("utf-8"):
                rows += 1
                given = {word.arg for word in node.keywords}
                if not {"kind", "owner"} <= given:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}() of nobody")
            rows += bool(making)
    counted(rows, "calls that store a file")
    assert rows > 8
    assert not wrong, wrong


def test_only_one_module_knows_guardian():
    knowing = {
        name_of(path)
        for path in modules()
        if re.search(r"^(from|import) guardian\.shortcuts", path.read_text(encoding="utf-8"), re.M)
    }
    assert knowing == {"compliance.core.access"}


def test_rooms_and_functions_stay_small(counted):
    wrong, rows = [], 0
    for path in modules():
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > MOST_LINES:
            wrong.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                rows += 1
                if node.end_lineno - node.lineno + 1 > MOST_IN_FUNCTION:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    counted(rows, "functions measured")
    assert not wrong, wrong


def test_every_template_a_view_names_exists_and_is_named_after_a_page(counted):
    named = {
        match
        for path in modules()
        for match in re.findall(
            r'"((?:incidents|review|registry|rulebook|guidance|outbox|audit|assurance|reports|retention|portal)/[a-z_]+\.html)"',
            path.read_text(encoding="utf-8"),
        )
    }
    counted(len(named), "templates named by views")
    for name in named:
        get_template(name)
    on_disk = {
        str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html")
    }
    included = {
        match
        for path in (ROOT / "templates").rglob("*.html")
        for match in re.findall(r'(?:include|extends) "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    ours = {
        name
        for name in on_disk
        if name.split("/")[0]
        in (
            "incidents",
            "review",
            "registry",
            "rulebook",
            "guidance",
            "outbox",
            "audit",
            "assurance",
            "reports",
            "retention",
        )
    }
    assert not ours - named - included, "a template nobody shows"


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return [
        ROOT / name
        for name in listed
        if Path(name).suffix
        in (".py", ".html", ".md", ".css", ".js", ".toml", ".txt", ".typ", ".in", "")
        and (ROOT / name).is_file()
    ]


# written in pieces so that this file does not hold the words
WORDS = [
    "TO" + "DO",
    "FIX" + "ME",
    "pypi" + r"\.org",
    "/ro" + "ot/",
    "/wo" + "rk/",
    "Chat" + "GPT",
    "Clau" + "de",
]


def test_no_word_that_does_not_belong_stands_in_the_repository(counted):
    files = tracked()
    counted(len(files), "files read for words")
    wrong = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in files
        if "LICENSE" not in path.name
        for word in WORDS
        if re.search(word, path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert not wrong, wrong


def test_templates_carry_no_inline_style_or_script(counted):
    pages = list((ROOT / "templates").rglob("*.html"))
    counted(len(pages), "templates read")
    wrong = [
        str(page.relative_to(ROOT))
        for page in pages
        if re.search(
            r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*(src=|type=\"application/json\"))",
            page.read_text(encoding="utf-8"),
        )
    ]
    assert not wrong, wrong


def test_css_and_javascript_of_a_page_weigh_at_most_sixty_kilobytes():
    import gzip

    files = [*(ROOT / "static" / "css").glob("*.css"), *(ROOT / "static" / "js").glob("*.js")]
    weight = sum(len(gzip.compress(path.read_bytes())) for path in files)
    print(f"css + js: {weight / 1024:.1f} KB gzip")
    assert weight < 60 * 1024


def test_every_verb_of_the_trail_has_its_words():
    from compliance.audit.words import WORDS as told

    recorded = set()
    for path in modules():
        text = path.read_text(encoding="utf-8")
        recorded |= (
            set(re.findall(r'(?:verb|what)="([a-z_]+)"', text))
            | set(re.findall(r'"([a-z]+_(?:staff|account))" if ', text))
            | set(re.findall(r'else "([a-z]+_(?:staff|account))"', text))
        )
    assert len(recorded) > 60
    assert not recorded - set(told)


@pytest.mark.django_db
def test_migrations_are_complete():
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


SIGNING_ROOMS = ("compliance.incidents", "compliance.review", "compliance.retention")
SIGNING_HOMES = ("compliance.incidents.transitions",)
NO_CASE = {
    "staff",
    "term",
    "departure.staff",
    "by",
    "ChainHead(pk=1)",
}  # one's own account, the trail itself: refusals that are about no case


def calls_of(path: Path, *names: str):
    """(line, name, keywords) of every call of one of `names` that the module imports from the
    trail.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ours = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "compliance.audit.actions"
        for alias in node.names
        if alias.name in names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ours:
            yield node.lineno, node.func.id, {word.arg: word.value for word in node.keywords}


def test_acts_and_looks_on_a_case_are_signed_in_one_place(counted):
    """In the rooms of cases only the gate hands a user to the trail: look() with the signature,
    record_act() and steps openly. Others record what nobody did.
    """
    rows, wrong = 0, []
    for path in modules():
        if not name_of(path).startswith(SIGNING_ROOMS):
            continue
        for line, name, given in calls_of(path, "record", "saw"):
            rows += 1
            words = {word: ast.unparse(value) for word, value in given.items() if word}
            if (
                name_of(path) not in SIGNING_HOMES
                and words.get("by") != "None"
                and words.get("obj") not in NO_CASE
            ):
                wrong.append(f"{path.relative_to(ROOT)}:{line} {name}()")
    counted(rows, "calls of the trail in the rooms of cases")
    assert not wrong, wrong


def test_every_letter_takes_its_message_id_from_one_place(counted):
    home = "compliance.outbox.letters"
    naming = {
        name_of(path) for path in modules() if '"Message-ID"' in path.read_text(encoding="utf-8")
    }
    counted(len(naming), "modules that name the Message-ID")
    assert naming == {home}


# names that hold a thing without saying which
STAND_INS = {"found", "told", "one", "kept", "thing", "things"}
# what is left of them, by package: a figure here goes down only
LEFT_STAND_INS = {
    "compliance/papers": 1,  # a word of frozen papers
}
# the longest lists of parameters that are left: no new one is longer than MOST_PARAMETERS
MOST_PARAMETERS = 7
LONG_LISTS = {
    "compliance.assurance.actions.record_breach": 9,
    "compliance.audit.actions.record": 9,
    "compliance.audit.exports._keep": 11,
    "compliance.audit.exports.keep": 10,
    "compliance.guidance.actions.hold_briefing": 10,
    "compliance.incidents.actions.evidence.update_evidence": 8,
    "compliance.incidents.actions.reporting.save_draft": 8,
    "compliance.outbox.actions.notify": 9,
    "compliance.papers.docx._line": 10,
    "compliance.registry.actions.accounts.grant_function": 8,
    "compliance.registry.actions.offices.close_office": 8,
    "compliance.registry.actions.postings._beside": 10,
    "compliance.registry.actions.postings.add_second_post": 9,
    "compliance.registry.actions.postings.post_staff": 9,
    "compliance.registry.actions.postings.second_staff": 9,
    "compliance.review.contest.actions.decide_contest": 8,
    "compliance.review.documents.actions.draft_document": 9,
    "compliance.review.hearing.actions.answers.answer": 9,
    "compliance.review.hearing.actions.paper.record_delivery": 11,
    "compliance.review.hearing.actions.paper.record_missed_delivery": 8,
    "compliance.review.measures.actions.complaints.record_complaint": 12,
    "compliance.review.measures.actions.measures.carry_out": 15,
    "compliance.review.measures.actions.measures.set_measure": 9,
    "compliance.review.measures.actions.outside.record_decision": 13,
    "compliance.review.measures.actions.outside.record_milestone": 9,
    "compliance.review.measures.actions.outside.record_reply": 8,
    "compliance.review.paperwork.actions.enter_paper": 8,
    "compliance.review.rectification.actions.stopping.ask_stop": 8,
    "compliance.review.triage.actions.accept": 8,
    "compliance.review.triage.actions.screen_out": 9,
    "compliance.rulebook.explain.explain": 9,
    "reports.actions.directions.give_direction": 10,
}


def package_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return "halang_portal/tryout" if "tryout" in parts else "/".join(parts[:-1][:2]) or parts[0]


def names_given(tree: ast.AST):
    """Names of locals, parameters, functions and classes that a module gives."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name


def test_names_say_what_they_hold(counted):
    rows, left = 0, Counter()
    for path in modules():
        for name in names_given(ast.parse(path.read_text(encoding="utf-8"))):
            rows += 1
            left[package_of(path)] += name in STAND_INS
    counted(rows, "names read")
    assert +left == Counter(LEFT_STAND_INS), "a figure goes down only: give the new name a noun"


def test_lists_of_parameters_stay_short(counted):
    """What is recorded on one paper is one value; a function takes at most seven. Those that took
    more when this was written may only lose some.
    """
    rows, long = 0, {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                rows += 1
                given = node.args
                number = len(given.posonlyargs) + len(given.args) + len(given.kwonlyargs)
                if number > MOST_PARAMETERS:
                    long[f"{name_of(path)}.{node.name}"] = number
    counted(rows, "lists of parameters read")
    assert long == LONG_LISTS
