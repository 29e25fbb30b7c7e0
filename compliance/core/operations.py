"""Operations of migrations beside Django's."""

from django.db.migrations.operations.base import Operation


class AtOnce(Operation):
    """Several operations whose models are drawn up once instead of after each: Django draws up all
    related models again for every single one, which is most of the time of an empty database.

    Only for operations that ask for the state after them alone: CreateModel, and state operations.
    """

    def __init__(self, operations: list[Operation]):
        self.operations = operations

    @property
    def reversible(self) -> bool:
        return all(operation.reversible for operation in self.operations)

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

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)
