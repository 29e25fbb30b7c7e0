"""topic -> function(message, now). Each app registers its own in AppConfig.ready(); a handler's
effect and `done` are one transaction.
"""

from collections.abc import Callable

from compliance.core.hooks import Hook, Registry

HANDLERS: Registry[str, Callable] = Registry()
PLANNERS: Hook[Callable] = Hook()


READERS: Registry[str, Callable] = Registry()


def handles(topic: str, reads: Callable | None = None):
    """Register a handler for a topic. `reads`(message, now): what it works on, read first and in
    one consistent snapshot, and handed to it as `ready`.
    """

    def register(function):
        HANDLERS.register(topic, function)
        if reads:
            READERS.register(topic, reads)
        return function

    return register


def plans(function):
    """Register a planner(now): called at the start of every tick to write rows for what has become
    due.
    """
    return PLANNERS.register(function)


ALARMS: Hook[Callable] = Hook()


def hears_alarm(function):
    """Register a listener(message, now): called when a row has been tried too often and waits for a
    person.
    """
    return ALARMS.register(function)


# model name -> function(user, ids) -> the ids the user may still know of. A notification about
# anything else is not shown.
STILL_VISIBLE: Registry[str, Callable] = Registry()
