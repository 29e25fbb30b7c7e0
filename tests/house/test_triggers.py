"""The triggers of the database are those the code declares; whatever else stands there is named."""

from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from compliance.core.triggers import Function, declared, faults, is_migrated

pytestmark = [pytest.mark.django_db, pytest.mark.both]
POSTGRES = connection.vendor == "postgresql"


def parts():
    return [part for triggers in declared().values() for part in triggers.of(connection.vendor)]


def named() -> set[tuple[str, str]]:
    """(id, the trigger or function) of every error of the check."""
    errors = run_checks(tags=[Tags.database], databases=["default"])
    return {(error.id, error.msg.split()[1]) for error in errors}


@contextmanager
def tampered(*statements: str):
    with transaction.atomic():
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        yield
        transaction.set_rollback(True)


def dropped(part) -> str:
    if isinstance(part, Function):
        return f"DROP FUNCTION {part.name}() CASCADE"
    return f"DROP TRIGGER {part.name}" + (f" ON {part.table}" if POSTGRES else "")


def toothless(part) -> list[str]:
    """The same name, which does nothing or does it at another time."""
    if isinstance(part, Function):
        return [
            f"CREATE OR REPLACE FUNCTION {part.name}() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RETURN NULL; END $$"
        ]
    if POSTGRES:
        function = part.does.rpartition(" ")[2]
        does = f"AFTER DELETE ON {part.table} FOR EACH STATEMENT EXECUTE FUNCTION {function}"
    else:
        does = f"AFTER DELETE ON {part.table} BEGIN SELECT 1; END"
    return [dropped(part), f"CREATE TRIGGER {part.name} {does}"]


def test_the_migrations_leave_exactly_the_declared_triggers(counted):
    assert is_migrated(connection)
    assert named() == set()
    counted(len(parts()), "triggers and their functions as declared")


def test_what_is_missing_is_named(counted):
    for part in parts():
        with tampered(dropped(part)):
            assert ("portal.E101", part.key[1]) in named()
            if not isinstance(part, Function):
                assert len(named()) == 1
        counted(1, "triggers dropped and missed")


def test_what_differs_is_named(counted):
    for part in parts():
        with tampered(*toothless(part)):
            assert named() == {("portal.E102", part.key[1])}
        counted(1, "triggers made toothless and noticed")


def test_what_is_switched_off_is_named(counted):
    if not POSTGRES:
        pytest.skip("SQLite switches no trigger off")
    for part in parts():
        if isinstance(part, Function):
            continue
        for how in ("DISABLE", "ENABLE REPLICA"):
            with tampered(f"ALTER TABLE {part.table} {how} TRIGGER {part.name}"):
                assert named() == {("portal.E102", part.name)}
            counted(1, "triggers switched off and noticed")


def test_what_somebody_else_put_there_is_named():
    if POSTGRES:
        body = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
        strange = [
            f"CREATE FUNCTION thief() {body}",
            "CREATE TRIGGER spy AFTER INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION thief()",
        ]
        expected = {("portal.E103", "spy"), ("portal.E103", "thief()")}
    else:
        strange = ["CREATE TRIGGER spy AFTER INSERT ON audit_event BEGIN SELECT 1; END"]
        expected = {("portal.E103", "spy")}
    with tampered(*strange):
        assert named() == expected


def test_it_is_asked_before_and_after_a_release_is_migrated_and_not_while_migrations_wait():
    with tampered(dropped(parts()[-1])):
        with pytest.raises(SystemCheckError):
            call_command("migrate", verbosity=0, skip_checks=False, stderr=StringIO())
        with pytest.raises(SystemCheckError):
            call_command("check", databases=["default"], stderr=StringIO())
        MigrationRecorder(connection).migration_qs.filter(app="audit").delete()
        assert named() == set()


def test_they_are_put_back(counted):
    statements = [sql for part in parts() for sql in toothless(part)]
    if POSTGRES:
        statements.append("ALTER TABLE audit_event DISABLE TRIGGER USER")
    with tampered(*statements, *(dropped(part) for part in parts()[:1])):
        assert len(named()) >= len(parts())
        call_command("install_triggers", stdout=StringIO())
        assert not any(vars(faults(connection)).values())
        counted(len(parts()), "triggers put back")
