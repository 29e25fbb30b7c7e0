"""topic -> function(message, now). Each app registers its own in AppConfig.ready(); a handler's
effect and `done` are one transaction.
"""

from collections.abc import Callable

HANDLERS: dict[str, Callable] = {}
PLANNERS: list[Callable] = []


READERS: dict[str, Callable] = {}


def handles(topic: str, reads: Callable | None = None):
    """Register a handler for a topic. `reads`(message, now): what it works on, read first and in
    one consistent snapshot, and handed to it as `ready`.
    """

    def register(function):
        HANDLERS[topic] = function
        if reads:
            READERS[topic] = reads
        return function

    return register


def plans(function):
    """Register a planner(now): called at the start of every tick to write rows for what has become
    due.
    """
    PLANNERS.append(function)
    return function


ALARMS: list[Callable] = []


def hears_alarm(function):
    """Register a listener(message, now): called when a row has been tried too often and waits for a
    person.
    """
    ALARMS.append(function)
    return function


# model name -> function(user, ids) -> the ids the user may still know of. A notification about
# anything else is not shown.
STILL_VISIBLE: dict[str, Callable] = {}
