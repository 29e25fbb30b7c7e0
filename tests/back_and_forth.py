"""Every migration after the squashed ones is undone and done again on a database with rows: what
the older columns hold stays, and at every step the tables, indexes, constraints and triggers are
those that stood there on the way back.

A part of `make upgrade`, and of the suite on PostgreSQL (tests/house/test_back_and_forth.py).
"""

import json
import os
import sys
import tempfile
from collections import Counter

OURS = ("compliance", "reports")
ASIDE = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}
# the table of that name is another one before files.0002
FORMER = {"incidents_storedfile": "files_storedfile"}

# what a way back and forth loses or changes, of tables and columns that came after the squashed
# migrations and so do not outlive them: {"table" or "table.column": why it may}
FILES = "files of guidance become rows of a table of their own, and stored files anew"
TABLES = "the table is younger: its rows are in the backup taken before"
COLUMN = "the column is younger: what was typed is in the backup taken before"
LOST = {
    **dict.fromkeys(
        (
            "files_storedfile",
            "guidance_briefing_files",
            "guidance_briefing_files.storedfile_id",
            "back from guidance.0006_files_moved: files_storedfile",
            "back from guidance.0006_files_moved: guidance_briefing_files",
            "back from guidance.0006_files_moved: guidance_guidancefile",
            "forth to guidance.0006_files_moved: files_storedfile",
            "forth to guidance.0006_files_moved: guidance_briefing_files",
            "forth to guidance.0006_files_moved: guidance_guidancefile",
        ),
        FILES,
    ),
    **dict.fromkeys(
        (
            "registry_officealias",
            "review_completion",
            "incidents_sentreport",
            "rulebook_rulechange",
        ),
        TABLES,
    ),
    **dict.fromkeys(
        (
            "incidents_incident.unit_acted_on",
            "incidents_incident.unit_measure",
            "incidents_incident.post_kind",
        ),
        COLUMN,
    ),
    "reports_tally": "added up anew, with other keys; check_rollups compares the sums",
    "forth to reports.0009_first_times: reports_tally": "added up anew",
}


def fill() -> None:
    """The cast, cases in many statuses, and one of everything that has a page."""
    from django.conf import settings
    from django.db import transaction

    from tests import world as cast
    from tests.house.test_routes import one_of_everything

    settings.MEDIA_ROOT = tempfile.mkdtemp(prefix="cong308-files-")
    with transaction.atomic():
        world = cast.build()

        def story(status: str = "draft", **how):
            made = cast.Story(world, **how)
            made.to(status)
            return made

        for status in ("draft", "returned", "screened_out", "noted", "withdrawn", "closed"):
            story(status)
        one_of_everything(story, world)


def rows_of(connection) -> dict[str, dict[str, dict]]:
    """{table: {primary key: {column: value, as text}}} of the database."""
    everything = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in ASIDE:
                continue
            keys = connection.introspection.get_primary_key_columns(cursor, table)
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, map(str, row), strict=True)) for row in cursor.fetchall()]
            everything[FORMER.get(table, table)] = {
                " ".join(row[key] for key in keys or names): row for row in rows
            }
    return everything


def differing(old: dict, new: dict) -> Counter:
    """How many rows differ, by "table.column", of what both have; of rows that are gone or new by
    "table".
    """
    found: Counter = Counter()
    for table in old.keys() & new.keys():
        before, after = old[table], new[table]
        found[table] += len(before.keys() ^ after.keys())
        for key in before.keys() & after.keys():
            for column in before[key].keys() & after[key].keys():
                found[f"{table}.{column}"] += before[key][column] != after[key][column]
    return +found


def floor_of(graph) -> list[tuple[str, str]]:
    """Of each of our apps its first migration, the squashed one where there is one."""
    from django.apps import apps

    floor = []
    for app in apps.get_app_configs():
        if app.name.startswith(OURS):
            names = sorted(name for label, name in graph.nodes if label == app.label)
            squashed = [name for name in names if "squashed" in name]
            floor += [(app.label, name) for name in (squashed or names)[:1]]
    return floor


class Walk:
    """Back to where the squashed migrations end, and forth again. `told`: what is amiss."""

    def __init__(self):
        from django.db import connection

        self.connection = connection
        self.told: list[str] = []
        self.catalogs: dict[str, dict] = {}  # {after undoing this: what stood there}

    def __call__(self) -> dict:
        from django.db.migrations.loader import MigrationLoader

        first = self.rows = rows_of(self.connection)
        graph = MigrationLoader(self.connection).graph
        steps = self.go(floor_of(graph), self.undone)
        bottom, top = self.rows, graph.leaf_nodes()
        self.go(top, self.done)
        lost = differing(first, self.rows)
        self.ask_the_portal()
        for name in sorted(lost):
            table, _, column = name.partition(".")
            older = bottom.get(table, {})
            if column and any(column in row for row in older.values()):
                self.told.append(f"{name}: {lost[name]} rows are not what they were")
        return {"steps": steps, "told": self.told, "lost": lost}

    def go(self, targets, look) -> int:
        from django.db.migrations.executor import MigrationExecutor

        def progress(action, migration=None, fake=False):
            if action in ("apply_start", "unapply_success", "apply_success"):
                look(action, f"{migration.app_label}.{migration.name}")

        self.executor = MigrationExecutor(self.connection, progress)
        plan = self.executor.migration_plan(targets)
        if plan and plan[0][1]:  # back in the order of the way forth, which Django keeps only forth
            leaves = self.executor.loader.graph.leaf_nodes()
            order = [one for one, _ in self.executor.migration_plan(leaves, clean_start=True)]
            plan.sort(key=lambda step: -order.index(step[0]))
        self.executor.migrate(targets, plan=plan)
        return len(plan)

    def undone(self, action: str, name: str) -> None:
        self.compare(f"back from {name}")
        self.catalogs[name] = self.catalog()

    def done(self, action: str, name: str) -> None:
        if action == "apply_start":
            stood, stands = self.catalogs[name], self.catalog()
            self.told += [
                f"before {name}: {thing}"
                for thing in sorted(stood.keys() | stands.keys())
                if stood.get(thing) != stands.get(thing)
            ]
        else:
            self.compare(f"forth to {name}")

    def ask_the_portal(self) -> None:
        """What it asks itself by night, of the database that came back."""
        from io import StringIO

        from django.core.management import CommandError, call_command
        from django.core.management.base import SystemCheckError

        for words in (["verify_audit"], ["check_rollups"], ["check", "--database", "default"]):
            try:
                call_command(*words, stdout=StringIO(), stderr=StringIO())
            except (CommandError, SystemCheckError, SystemExit) as refused:
                self.told.append(f"{words[0]}: {refused}")

    def compare(self, step: str) -> None:
        rows = rows_of(self.connection)
        for name, number in differing(self.rows, rows).items():
            if f"{step}: {name}" not in LOST:
                self.told.append(f"{step}: {name}, {number} rows")
        self.rows = rows

    def catalog(self) -> dict:
        from tests.upgrade import catalog

        return catalog()


def act(what: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halang_portal.settings")
    django.setup()
    if what == "fill":
        fill()
    else:
        print(json.dumps(Walk()(), indent=1))


if __name__ == "__main__":
    act(sys.argv[1])
