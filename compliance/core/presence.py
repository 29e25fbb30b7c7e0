"""What a column leaves open and the state of its row does not."""

from typing import TypeVar

T = TypeVar("T")


def present(value: T | None) -> T:
    """`value`, where the state of the row says that there is one: a submitted case has its rule
    set, a notified one its notice. Raises LookupError when there is none: a broken promise of the
    portal's own, never a refusal.
    """
    if value is None:
        raise LookupError("expected a value here, the row has none")
    return value
