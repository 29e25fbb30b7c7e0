"""How a room below reaches one above: the room above registers, nobody imports upwards."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
K = TypeVar("K")
V = TypeVar("V")


class Hook(list[F]):
    """Functions that rooms above register, called in the order of registration."""

    def register(self, function: F) -> F:
        """Add `function`; usable as a decorator. Raises ValueError when it is there already."""
        if function in self:
            raise ValueError(f"{function!r} is registered already")
        self.append(function)
        return function


class Registry(dict[K, V]):
    """What rooms above register, one entry a key."""

    def register(self, key: K, value: V) -> V:
        """Add `value` under `key`. Raises ValueError when the key is taken."""
        if key in self:
            raise ValueError(f"{key!r} is registered already")
        self[key] = value
        return value


def load(app: str, *rooms: str) -> None:
    """Import rooms of an app for what they register; called in AppConfig.ready().

    Raises ImportError for a room that is not there.
    """
    for room in rooms:
        import_module(f"{app}.{room}")
