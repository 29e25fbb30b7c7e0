"""Squashed migrations stand for those they replace, wherever a database stands between them. That
the tables come out the same is tried by `make upgrade` (tests/upgrade.py), on both engines.
"""

import pytest
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tests.upgrade import replaced_path, replaced_plan

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def described(state, key) -> tuple:
    """Columns in their order, constraints, indexes: what a migration would change."""
    plain = MigrationAutodetector(state, state).deep_deconstruct
    model = state.models[key]
    options = dict(model.options)
    listed = {
        item.name: plain(item)
        for name in ("indexes", "constraints")
        for item in options.pop(name, ())
    }
    return [(name, plain(field)) for name, field in model.fields.items()], listed, options


def test_squashed_migrations_end_in_the_tables_of_those_they_replace(counted):
    squashed = MigrationLoader(None).project_state()
    replaced = replaced_path(None).project_state()
    assert squashed.models.keys() == replaced.models.keys()
    for key in squashed.models:
        assert described(squashed, key) == described(replaced, key), key
        assert squashed.models[key].bases == replaced.models[key].bases
    counted(len(squashed.models), "tables the same by the squashed and by the replaced migrations")


def test_a_database_that_stands_anywhere_between_is_led_to_the_end(counted, monkeypatch):
    plan = [migration for migration, _ in replaced_plan(MigrationExecutor(connection))]
    for done in range(len(plan) + 1):
        applied = {(migration.app_label, migration.name): migration for migration in plan[:done]}
        monkeypatch.setattr(
            MigrationRecorder, "applied_migrations", lambda self, applied=applied: dict(applied)
        )
        executor = MigrationExecutor(connection)
        loader = executor.loader
        loader.check_consistent_history(connection)
        rest = [migration for migration, _ in executor.migration_plan(loader.graph.leaf_nodes())]
        reached = {key for step in rest for key in (step.replaces or [(step.app_label, step.name)])}
        assert not reached & applied.keys(), "run twice"
        assert reached | applied.keys() == {(step.app_label, step.name) for step in plan}
        counted(1, "places a database can stand at, led to the end")
