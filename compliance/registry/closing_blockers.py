"""What hangs on an office that ends: questions and carriers registered by the rooms above, so that
nothing is left without a hand.
"""

from collections.abc import Callable
from datetime import date

from compliance.core.hooks import Hook
from compliance.core.language import _
from compliance.registry.models import Office, Posting

HOLDERS: Hook[Callable] = Hook()


def holds_office(function: Callable) -> Callable:
    """Register a question(office, day) -> list[str]: sentences without names, empty when nothing
    holds.
    """
    return HOLDERS.register(function)


TAKERS: Hook[Callable] = Hook()


def takes_over(function: Callable) -> Callable:
    """Register a function(office, to, day, at) -> int: what it carries from an office that has
    ended to the one that took over.
    """
    return TAKERS.register(function)


FOLLOWERS: Hook[Callable] = Hook()


def follows_code(function: Callable) -> Callable:
    """Register a function(former, code): what a room above keeps by the code of an office goes on
    under the new one.
    """
    return FOLLOWERS.register(function)


def code_changed(former: str, code: str) -> None:
    for follow in FOLLOWERS:
        follow(former, code)


# What hangs on a wall that rises or falls between two people: `viewer` (an account) may no longer
# see, or may see again, the file of `subject`.
STRANDED: Hook[Callable] = Hook()
RISEN: Hook[Callable] = Hook()
FALLING: Hook[Callable] = Hook()


def asks_who_is_left(function: Callable) -> Callable:
    """Register a question(subject, at) -> set of keys: what is under way about `subject` and has
    nobody left to go on with it, with the walls as they are written now.
    """
    return STRANDED.register(function)


def hears_wall_rise(function: Callable) -> Callable:
    """Register a function(viewer, subject, at): what is to be done once the wall stands."""
    return RISEN.register(function)


def hears_wall_fall(function: Callable) -> Callable:
    """Register a function(viewer, subject, since, at): what keeps its wall although the relation
    ends.
    """
    return FALLING.register(function)


def what_holds(office: Office, last_day: date, *, staff_taken: bool, followed: bool) -> list[str]:
    """Sentences of what keeps `office` from ending on `last_day`. `staff_taken`: another office
    takes the people; `followed`: one takes over the files.
    """
    blockers = []
    if (
        below := Office.objects.filter(parent=office)
        .on(last_day)
        .exclude(valid_to=last_day)
        .count()
    ):
        blockers.append(_("còn {below} đơn vị trực thuộc").format(below=below))
    people = Posting.objects.filter(office=office).exclude(valid_to__lte=last_day)
    if not staff_taken and (count := people.values("staff").distinct().count()):
        blockers.append(
            _("còn {count} người đang giữ vị trí; chọn đơn vị tiếp nhận").format(count=count)
        )
    return (
        blockers
        if followed
        else blockers + [says for ask in HOLDERS for says in ask(office, last_day)]
    )
