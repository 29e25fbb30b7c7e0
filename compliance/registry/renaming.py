"""Who is called otherwise from now on: what rooms above find them by follows at once."""

from collections.abc import Callable, Collection

from compliance.core.hooks import Hook

RENAMED: Hook[Callable] = Hook()


def hears_renaming(function: Callable) -> Callable:
    """Register a function(people, offices): keys of members of staff and of offices whose name or
    code changed.
    """
    return RENAMED.register(function)


def renamed(people: Collection[int] = (), offices: Collection[int] = ()) -> None:
    for hear in RENAMED:
        hear(people, offices)
