"""Triggers, said once for both engines: installed by migrations, compared with what the database
holds by the check in halang_portal/checks.py.

An app that has triggers has a module `triggers` whose TRIGGERS is all the database holds for it
today. Older SQL lives in older migrations only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps as installed
from django.db.migrations.loader import MigrationLoader
from django.db.models import CharField, Model
from django.utils.module_loading import module_has_submodule

ENABLED = ("O", "A")  # pg_trigger.tgenabled: fires for what the portal writes


@dataclass(frozen=True)
class Function:
    """A trigger function of PostgreSQL, in PL/pgSQL. `body`: from BEGIN to END."""

    name: str
    body: str

    @property
    def key(self) -> tuple[str, str]:
        return "", f"{self.name}()"

    @property
    def definition(self) -> str:
        return one_line(self.body)

    def create(self) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql"
            f" AS $$ {self.body} $$"
        )

    def drop(self) -> str:
        return f"DROP FUNCTION IF EXISTS {self.name}()"


@dataclass(frozen=True)
class Trigger:
    """`does`: what follows CREATE TRIGGER name. For PostgreSQL in the words in which the server
    repeats it (pg_get_triggerdef(oid, true)): the comparison is of texts.
    """

    name: str
    table: str
    does: str

    @property
    def key(self) -> tuple[str, str]:
        return self.table, self.name

    @property
    def definition(self) -> str:
        return one_line(f"CREATE TRIGGER {self.name} {self.does}")


@dataclass(frozen=True)
class Triggers:
    """What the database holds for one app, or a part of it; parts are added up with `+`."""

    postgresql: tuple[Function | Trigger, ...] = ()
    sqlite: tuple[Trigger, ...] = ()

    def __add__(self, other: "Triggers") -> "Triggers":
        return Triggers(self.postgresql + other.postgresql, self.sqlite + other.sqlite)

    def of(self, vendor: str) -> tuple[Function | Trigger, ...]:
        """For connection.vendor: 'postgresql' or 'sqlite'."""
        return getattr(self, vendor)

    def creating(self, vendor: str) -> list[str]:
        """Statements after which the database holds these, whatever stood under their names."""
        statements = []
        for part in self.of(vendor):
            if isinstance(part, Function):
                statements.append(part.create())
            elif vendor == "postgresql":  # not dropped: rows of this transaction may be waiting
                statements.append(f"CREATE OR REPLACE TRIGGER {part.name} {part.does}")
            else:
                statements += [f"DROP TRIGGER IF EXISTS {part.name}", part.definition]
        return statements

    def dropping(self, vendor: str) -> list[str]:
        return [
            part.drop()
            if isinstance(part, Function)
            else f"DROP TRIGGER IF EXISTS {part.name}"
            + (f" ON {part.table}" if vendor == "postgresql" else "")
            for part in reversed(self.of(vendor))
        ]

    def install(self, apps, schema_editor) -> None:
        """For RunPython."""
        for statement in self.creating(schema_editor.connection.vendor):
            schema_editor.execute(statement, None)

    def remove(self, apps, schema_editor) -> None:
        """For RunPython, backwards."""
        for statement in self.dropping(schema_editor.connection.vendor):
            schema_editor.execute(statement, None)


def one_line(sql: str) -> str:
    return " ".join(sql.split()).rstrip(";").rstrip()


def append_only(table: str, *, update_if: str = "", delete_if: str = "") -> Triggers:
    """No row of `table` is changed or deleted, whoever asks. `update_if`, `delete_if`: conditions
    on OLD and NEW under which one is all the same; `{is}` stands for equality that knows NULL.
    """
    refuse, refusal = f"{table}_refuse", f"'{table} is append-only'"
    let_through = ""
    for verb, condition, row in (("UPDATE", update_if, "NEW"), ("DELETE", delete_if, "OLD")):
        if condition:
            clause = condition.format(**{"is": "="})
            let_through += (
                f"IF TG_OP = '{verb}' THEN IF {clause} THEN RETURN {row}; END IF; END IF; "
            )
    body = f"BEGIN {let_through}RAISE EXCEPTION {refusal}; END"
    runs = f"EXECUTE FUNCTION {refuse}()"
    return Triggers(
        postgresql=(
            Function(refuse, body),
            Trigger(
                f"{table}_append_only",
                table,
                f"BEFORE DELETE OR UPDATE ON {table} FOR EACH ROW {runs}",
            ),
            # a trigger of rows alone lets TRUNCATE through
            Trigger(
                f"{table}_no_truncate",
                table,
                f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {runs}",
            ),
        ),
        sqlite=tuple(
            refused(f"{table}_no_{verb.lower()}", table, verb, when, refusal)
            for verb, when in (
                ("UPDATE", _unless(update_if.format(**{"is": "IS"}))),
                ("DELETE", _unless(delete_if.format(**{"is": "IS"}))),
            )
        ),
    )


def _unless(condition: str) -> str:
    if not condition:
        return ""
    return f"NOT {condition}" if condition.startswith("EXISTS (") else f"NOT ({condition})"


def refused(name: str, table: str, verb: str, when: str, refusal: str) -> Trigger:
    """SQLite: `verb` on `table` is refused `when` a condition holds, or always."""
    when = f" WHEN {when}" if when else ""
    return Trigger(
        name, table, f"BEFORE {verb} ON {table}{when} BEGIN SELECT RAISE(ABORT, {refusal}); END"
    )


def changed(model: type[Model], columns: Iterable[str]) -> tuple[str, str]:
    """The condition that one of these columns differs between OLD and NEW: (PostgreSQL, SQLite).

    PostgreSQL compares varchar as text, and says so when it repeats the trigger.
    """
    casts = {
        field.column: "::text" if isinstance(field, CharField) else ""
        for field in model._meta.concrete_fields
    }
    columns = tuple(columns)
    return (
        " OR ".join(
            f"new.{name}{casts[name]} IS DISTINCT FROM old.{name}{casts[name]}" for name in columns
        ),
        " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in columns),
    )


def declared() -> dict[str, Triggers]:
    """{app label: its triggers}"""
    modules = {
        config.label: import_module(f"{config.name}.triggers")
        for config in installed.get_app_configs()
        if module_has_submodule(config.module, "triggers")
    }
    return {label: module.TRIGGERS for label, module in modules.items()}


def standing(connection) -> dict[tuple[str, str], str]:
    """{(table, trigger) or ("", function()): definition} of what the database holds now. A trigger
    that is switched off says so in its definition.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
            return {(table, name): one_line(sql) for table, name, sql in cursor.fetchall()}
        cursor.execute(
            "SELECT relname, tgname, pg_get_triggerdef(t.oid, true), tgenabled FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal AND relnamespace = "
            "current_schema()::regnamespace"
        )
        triggers = {
            (table, name): one_line(sql) + ("" if enabled in ENABLED else " (switched off)")
            for table, name, sql, enabled in cursor.fetchall()
        }
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc p WHERE prorettype = 'trigger'::regtype AND "
            "pronamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT FROM pg_depend d "
            "WHERE d.objid = p.oid AND deptype = 'e')"
        )
        return triggers | {("", f"{name}()"): one_line(sql) for name, sql in cursor.fetchall()}


@dataclass(frozen=True)
class Faults:
    """(table, trigger) or ("", function()) of what is not as declared."""

    missing: list[tuple[str, str]]
    differing: list[tuple[str, str]]
    foreign: list[tuple[str, str]]


def faults(connection) -> Faults:
    """What of the triggers is missing, differs or was put there by somebody else."""
    expected = {
        part.key: part.definition
        for triggers in declared().values()
        for part in triggers.of(connection.vendor)
    }
    in_database = standing(connection)
    return Faults(
        missing=sorted(expected.keys() - in_database.keys()),
        differing=sorted(
            key for key in expected.keys() & in_database.keys() if expected[key] != in_database[key]
        ),
        foreign=sorted(in_database.keys() - expected.keys()),
    )


def is_migrated(connection) -> bool:
    """Every migration of the apps with triggers has run: before, there is nothing to compare."""
    loader = MigrationLoader(connection)
    last = [set(loader.graph.leaf_nodes(label)) for label in declared()]
    return all(nodes and nodes <= loader.applied_migrations.keys() for nodes in last)
