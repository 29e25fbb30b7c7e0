"""topic -> function(message, now). Each app registers its own in AppConfig.ready(); a handler's
effect and `done` are one transaction.
"""

from collections.abc import Callable

from compliance.core.hooks import Hook, Registry

# Each lane is served by a process, or a thread, of its own: what is slow holds up its own lane
DEFAULT, MAIL, LONG = "default", "mail", "long"
LANES = (DEFAULT, MAIL, LONG)

HANDLERS: Registry[str, Callable] = Registry()
PLANNERS: Hook[Callable] = Hook()
LONG_PLANNERS: Hook[Callable] = Hook()
READERS: Registry[str, Callable] = Registry()
LETTERS: Registry[str, Callable] = Registry()
LANE_OF: Registry[str, str] = Registry()


def handles(topic: str, reads: Callable | None = None, lane: str = DEFAULT):
    """Register a handler for a topic. `reads`(message, now): what it works on, read first and in
    one consistent snapshot, and handed to it as `ready`.
    """

    def register(function):
        HANDLERS.register(topic, function)
        LANE_OF.register(topic, lane)
        if reads:
            READERS.register(topic, reads)
        return function

    return register


def writes_letter(topic: str, sent: Callable | None = None):
    """Register what writes the letter of a topic: function(message, now) -> the letter, or None
    when none is to go any more. It is sent outside of every transaction; `sent`(message, now) is
    called in the transaction that sets it done.
    """

    def register(function):
        HANDLERS.register(topic, function)
        LANE_OF.register(topic, MAIL)
        LETTERS.register(topic, sent or (lambda message, now: None))
        return function

    return register


def lane_of(topic: str) -> str:
    return LANE_OF.get(topic, DEFAULT)


def plans(function):
    """Register a planner(now): called at the start of every tick to write rows for what has become
    due.
    """
    return PLANNERS.register(function)


def plans_long(function):
    """The same for a planner that itself works for long: it is called in the lane of long work."""
    return LONG_PLANNERS.register(function)


ALARMS: Hook[Callable] = Hook()


def hears_alarm(function):
    """Register a listener(message, now): called when a row has been tried too often and waits for a
    person.
    """
    return ALARMS.register(function)


OUTAGES: Hook[Callable] = Hook()


def hears_outage(function):
    """Register a listener(part, now): called when something outside is found to be away."""
    return OUTAGES.register(function)


# model name -> function(user, ids) -> the ids the user may still know of. A notification about
# anything else is not shown.
STILL_VISIBLE: Registry[str, Callable] = Registry()
