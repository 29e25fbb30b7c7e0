"""Operations of migrations beside Django's."""

from django.db import connections
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.operations.base import Operation

from compliance.core.language import _


class Several(Operation):
    """Operations that belong together; it can be undone when each of them can."""

    operations: list[Operation]

    @property
    def reversible(self) -> bool:
        return all(operation.reversible for operation in self.operations)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


class AtOnce(Several):
    """Several operations whose models are drawn up once instead of after each: Django draws up all
    related models again for every single one, which is most of the time of an empty database.

    Only for operations that ask for the state after them alone: CreateModel, and state operations.
    """

    def __init__(self, operations: list[Operation]):
        self.operations = operations

    def state_forwards(self, app_label, state) -> None:
        state.__dict__.pop("apps", None)  # drawn up anew when somebody asks
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)


class KeepingTriggers(Several):
    """Operations on a table that triggers of any app name. To change a table SQLite is given a new
    one of that name, and refuses while the text of a trigger names what is not there for a moment:
    those stand aside and come back as they were. PostgreSQL changes the table in place.
    """

    def __init__(self, table: str, operations: list[Operation]):
        self.table, self.operations = table, operations

    def state_forwards(self, app_label, state) -> None:
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        aside = self._stand_aside(schema_editor)
        state = from_state
        for operation in self.operations:
            after = state.clone()
            operation.state_forwards(app_label, after)
            operation.database_forwards(app_label, schema_editor, state, after)
            state = after
        self._come_back(schema_editor, aside)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        aside, states = self._stand_aside(schema_editor), [to_state]
        for operation in self.operations:
            states.append(states[-1].clone())
            operation.state_forwards(app_label, states[-1])
        for number in reversed(range(len(self.operations))):
            self.operations[number].database_backwards(
                app_label, schema_editor, states[number + 1], states[number]
            )
        self._come_back(schema_editor, aside)

    def _stand_aside(self, schema_editor) -> list[str]:
        """Drop the triggers that name the table; the statements that make them again."""
        if schema_editor.connection.vendor != "sqlite":
            return []
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND instr(sql, %s) > 0",
                [self.table],
            )
            rows = cursor.fetchall()
        for name, __ in rows:
            schema_editor.execute(f"DROP TRIGGER {name}", None)
        return [sql for __, sql in rows]

    def _come_back(self, schema_editor, aside: list[str]) -> None:
        for sql in aside:
            schema_editor.execute(sql, None)


class OnlyBackWithout(Operation):
    """A migration is undone only while no row stands that the older tables cannot hold: it is said
    how many do, and why. Last in its migration, so that it is asked before anything is undone; all
    that a way back goes through are asked before the first of them (`ask_before_going_back`).

    `rows`: what follows SELECT count(*) FROM, of tables as they are today.
    """

    reversible = True
    reduces_to_sql = False

    def __init__(self, rows: str, why: str):
        self.rows, self.why = rows, why

    def state_forwards(self, app_label, state) -> None:
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        pass

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        self.ask(schema_editor.connection)

    def ask(self, connection) -> None:
        """Raises IrreversibleError."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {self.rows}")  # noqa: S608  written here
            (number,) = cursor.fetchone()
        if number:
            raise IrreversibleError(
                _("{number} dòng bản trước không giữ được: {why}").format(
                    number=number, why=self.why
                )
            )

    def describe(self) -> str:
        return f"Undone only without: {self.why}"


def ask_before_going_back(plan, using: str, **kwargs) -> None:
    """Receiver of pre_migrate: nothing is undone on a way back that cannot be gone to its end."""
    for migration, backwards in plan or ():
        for operation in migration.operations if backwards else ():
            if isinstance(operation, OnlyBackWithout):
                operation.ask(connections[using])
