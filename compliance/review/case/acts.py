"""What an act on a case is. One declaration from which its page and address, its place among the
buttons of the case and its rows in work lists are made.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from compliance.files.actions import store
from compliance.incidents.models import Incident
from compliance.incidents.queries import People
from compliance.incidents.workflow import CaseRole
from compliance.registry.models import User
from compliance.review.case.standing import Standing

# what another page may have chosen already: form field -> parameter of the address
PARAMETERS = {
    "measure": "bien-phap",
    "kind": "loai",
    "key": "buoc",
    "stage": "buoc",
    "item": "cc",
}


def chosen_before(params) -> dict:
    """The fields of a form that the address fills."""
    return {field: params[name] for field, name in PARAMETERS.items() if params.get(name)}


def _always(*_) -> bool:
    return True


def _no_day(*_) -> None:
    return None


def _nothing(*_) -> dict:
    return {}


class Waiting(NamedTuple):
    """Cases that may wait under the same words. `narrowed(rows, people)` gives the keys of those of
    them that do, where more than a query can say decides: it is called only where there are any,
    with loaded() cases and what of them is known about persons.
    """

    words: str
    cases: Callable[[], QuerySet]  # written only where its text is not kept
    narrowed: Callable[[list[Incident], People], Iterable[int]] | None = None


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act of a person on a case. Who may, and from which status, is the row of `verb` in STEPS
    and stands nowhere here.

    The page: `intro` says what the act does, `checks(incident, at)` lists its preconditions,
    `context(incident, user, at)` gives what the template shows besides, `initial(params)` what the
    address chose; `run(incident, data, common)` makes the one call with the cleaned fields and
    common = {"by": user, "at": now}, and `done` is said afterwards.

    The offer: `offered(standing)` is whether the rows of the case leave something to do, and while
    one of `checks` is a cross the act is not offered but awaited: the page says what is missing,
    and with `opens_on(standing)` from which day it can be done. Of what is offered, the smallest
    `precedence` whose `leads(standing)` holds is the next act; 0 is never the next. `in_short`
    shortens its checks for the panel of the case.

    The question: an act with a `way_back` asks before it is done (compliance/review/questions.py),
    and this is the sentence on how it is mended; `final`: it is not, and the sentence says what
    remains. All others are mended by another act, or do nothing to anybody by themselves.

    Whose turn: `asks` are those of the table's parts that are asked first, the others where none of
    them is there; `asked(standing)` gives [(part, accounts)] where the rows say more than the
    table; `since(standing)` is since when it waits, None: since the last change of status, and
    `until(standing)` the day by which, None: that of the step.

    The work list: `waiting(user, day)` gives Waiting(words, cases) for whoever is not the handler;
    `awaits_handler(incident, day)` is asked of the rows of `handled` in
    compliance.review.work_list, under the words `handler_row`; `handler_from(incident, day)` is the
    day before which it cannot be done, None: at once; until then the row says `handler_waits`, what
    it waits for to the day before.
    """

    verb: str
    path: str
    title: str
    intro: str
    button: str
    done: str
    form: type
    run: Callable[[Incident, dict, dict], object]
    covers: tuple[str, ...] = ()  # other steps the same page takes
    checks: Callable[[Incident, datetime], list] | None = None
    in_short: Callable[[list], list] = list
    context: Callable[[Incident, User, datetime], dict] = _nothing
    initial: Callable[..., dict] = chosen_before
    template: str = "review/act.html"
    beside_file: bool = False  # judged with account, evidence, answer and opinions beside the form
    danger: bool = False
    way_back: str = ""
    final: bool = False
    own: bool = False  # at the door of the person concerned, and no button of the case
    beside: bool = False  # a second page of its step, reached by a link alone
    paper: tuple[str, ...] = ()  # steps that follow when another confirms what this page enters
    offered: Callable[[Standing], bool] = _always
    while_suspended: bool = False
    opens_on: Callable[[Standing], date | None] = _no_day
    precedence: int = 0
    leads: Callable[[Standing], bool] = _always
    waiting: Callable[[User, date], Iterable[Waiting]] | None = None
    after: Callable[[Incident], list] | None = None  # what others have to do before it is awaited
    asks: tuple[CaseRole, ...] = ()
    asked: Callable[[Standing], list[tuple[CaseRole, QuerySet]]] | None = None
    since: Callable[[Standing], datetime | None] = _no_day
    until: Callable[[Standing], date | None] = _no_day
    handler_row: str = ""
    awaits_handler: Callable[[Incident, date], bool] = _always
    handler_from: Callable[[Incident, date], date | None] = _no_day
    handler_waits: str = ""

    def is_offered(self, standing: Standing) -> bool:
        """Whether the rows of the case leave something to do; whether this viewer may is asked
        before.
        """
        if self.own or self.beside or (standing.suspended and not self.while_suspended):
            return False
        return self.offered(standing)

    def listed(self, standing: Standing) -> list:
        """Its preconditions, ticked and crossed."""
        return self.checks(standing.incident, standing.at) if self.checks else []

    def url(self, incident: Incident) -> str:
        route = "review:own_act" if self.own else "review:act"
        return reverse(route, args=[incident.code, self.path])


def fields(action: Callable, *names: str, **renamed: str) -> Callable:
    """`run` of an action whose keywords are form fields: of the same names, or keyword=field."""
    pairs = {**{name: name for name in names}, **renamed}

    def run(incident: Incident, data: dict, common: dict):
        given = {keyword: data[field] for keyword, field in pairs.items()}
        return action(incident=incident, **given, **common)

    return run


def with_paper(action: Callable, kind: str, *names: str) -> Callable:
    """As fields(), with the paper that was sent along, stored as `kind` of the case."""

    def run(incident: Incident, data: dict, common: dict):
        given = {name: data[name] for name in names}
        file = stored(kind, incident, data, common)
        return action(incident=incident, file=file, **given, **common)

    return run


def stored(kind: str, incident: Incident, data: dict, common: dict):
    """The file of the field `upload`, stored as `kind` (a name in ATTACHMENTS) of the case; None
    when nothing was sent.

    Raises `Refused` when the file may not come in.
    """
    if not data.get("upload"):
        return None
    return store(upload=data["upload"], kind=kind, owner=incident, **common)
