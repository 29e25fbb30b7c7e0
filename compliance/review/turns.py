"""Whose turn it is in a case: from what each act declares and from the rows, never from the status
alone. The page names them, a reminder goes to them, and their work lists show the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Value

from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.roles import CHAIRS
from compliance.incidents.models import Incident
from compliance.incidents.queries import unit_levels, who_is, who_is_asked, without_excluded
from compliance.incidents.workflow import STEPS, CaseRole, Status, steps_from
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.review.acts import ACTS
from compliance.review.case.acts import Act
from compliance.review.case.standing import Standing
from compliance.review.triage.acts import handler_lost

WHO = {
    CaseRole.HANDLER: _("Người phụ trách"),
    CaseRole.LEAD: _("Tổ trưởng, Tổ phó"),
    CaseRole.DECIDER: _("Người kết luận"),
    CaseRole.CHAIR: _("Chủ tịch, Phó Chủ tịch"),
    CaseRole.UNIT: _("Thủ trưởng đơn vị"),
    CaseRole.AFFAIRS: _("Đầu mối nội vụ"),
    CaseRole.PERSON: _("Người được phản ánh"),
    CaseRole.REPORTER: _("Người ghi nhận"),
}
MOVES_UP = (CaseRole.LEAD, CaseRole.DECIDER)  # to the chairs, where nobody else is left
AWAITED = sorted((act for act in ACTS if act.precedence), key=lambda act: act.precedence)
# the acts of the person concerned and of the reporter, which are no button of the case
ANSWER, ACKNOWLEDGE, SUBMIT = "answer", "acknowledge", "submit"


@dataclass(frozen=True)
class Turn:
    """One act that is owed now.

    `people`: the accounts that may do it, none where they have none; of a reporter nobody is named
    (`sealed`). `until`: the day by which; `opens_on`: the day before which it cannot be done.
    """

    verb: str
    title: str
    who: str
    people: tuple[User, ...]
    since: datetime | None
    until: date | None
    act: Act | None = None
    opens_on: date | None = None
    sealed: bool = False

    @property
    def of_the_person(self) -> bool:
        return self.who == WHO[CaseRole.PERSON]

    @property
    def key(self) -> str:
        """Tells it from the other turns of the case."""
        return f"{self.verb}.{self.who_key}"

    @property
    def who_key(self) -> str:
        return next(part.value for part, words in WHO.items() if words == self.who)


@dataclass(frozen=True)
class Owed:
    """An act that waits, before it is known for whom: the first of `asked` that holds anybody."""

    verb: str
    part: CaseRole
    asked: tuple[QuerySet, ...]
    act: Act | None = None
    said: dict[str, Any] = field(default_factory=dict)  # what the act does not say itself


def turns_of(standing: Standing) -> list[Turn]:
    """What the case asks of whom today, in the order of the procedure. The person concerned comes
    last: the others may act meanwhile.
    """
    with standing.for_nobody():
        owed = [*_of_acts(standing), *_of_the_person(standing), *_of_the_reporter(standing)]
        people = _read(owed, standing.today)
        return [_turn(standing, row, people) for row in owed]


def _of_acts(standing: Standing) -> Iterator[Owed]:
    """The acts that are to be taken next. Of those for the handler alone the first."""
    steps = steps_from(standing.incident.status, standing.suspended)
    handled = False
    for act in AWAITED:
        mine = _is_the_handlers(act)
        if act.verb not in steps or (mine and handled) or not _is_owed(act, standing):
            continue
        handled = handled or mine
        for part, asked in _asked_for(act, standing):
            yield Owed(act.verb, part, asked, act, {"opens_on": act.opens_on(standing)})


def _is_owed(act: Act, standing: Standing) -> bool:
    """Whether the rows leave it to do. What waits for a handler that is gone waits for another to
    be named first.
    """
    if not act.is_offered(standing) or not act.leads(standing):
        return False
    if act.after and not all(check.ok for check in standing.once(act.after)):
        return False
    if _asks_handler(act) and standing.once(handler_lost):
        return False
    if act.waiting or act.opens_on(standing):
        return True
    return all(check.ok for check in act.listed(standing))


def _is_the_handlers(act: Act) -> bool:
    """One of the steps that follow one another in the handler's hands."""
    return not act.asked and not act.waiting and _asks_handler(act)


def _asks_handler(act: Act) -> bool:
    return (CaseRole.HANDLER,) in (act.asks, STEPS[act.verb].by)


def _asked_for(act: Act, standing: Standing) -> list[tuple[CaseRole, tuple[QuerySet, ...]]]:
    """[(part, accounts it asks)], none of them evaluated."""
    incident, day = standing.incident, standing.today
    if act.asked:
        return [
            (part, _nearest(incident, part, people, day)) for part, people in act.asked(standing)
        ]
    able = who_is_asked(incident, act.verb, day)
    if act.asks:
        first = able.filter(pk__in=who_is(incident, act.asks[0], day).order_by().values("pk"))
        return [(act.asks[0], (first, able))]
    return [(STEPS[act.verb].by[0], (able,))]


def _nearest(
    incident: Incident, part: CaseRole, people: QuerySet, day: date
) -> tuple[QuerySet, ...]:
    """For a unit the heads nearest to it: those above may speak too, and are not waited for."""
    people = without_excluded(incident, people)
    if part != CaseRole.UNIT:
        return (people,)
    return *unit_levels(incident, day), people


def _of_the_person(standing: Standing) -> Iterator[Owed]:
    """What only the person concerned can do, and is waited for."""
    incident = standing.incident
    if standing.suspended:
        return
    person = User.objects.filter(pk=present(incident.person).user_id or 0, is_active=True)
    if incident.status == Status.AWAITING_ANSWER and not standing.answered:
        title = _("Giải trình (đã quá hạn, vẫn gửi được)") if standing.overdue else _("Giải trình")
        yield Owed(ANSWER, CaseRole.PERSON, (person,), said={"title": title})
    for row in standing.measures:
        if row.waits_for_acknowledgement(standing.today):
            said = {"title": _("Xác nhận đã nhận văn bản nhắc nhở"), "since": row.carried_out_at}
            yield Owed(ACKNOWLEDGE, CaseRole.PERSON, (person,), said=said)
            return


def _of_the_reporter(standing: Standing) -> list[Owed]:
    """Whom nothing names."""
    if standing.incident.status != Status.RETURNED:
        return []
    return [Owed(SUBMIT, CaseRole.REPORTER, (), said={"title": _("Bổ sung vụ việc")})]


def _read(owed: list[Owed], day: date) -> dict[int, list[User]]:
    """{number of a queryset, as _turn() counts them: its accounts}, all read together; under -1 the
    chairs, where the work of a lead may have moved up to them.
    """
    asked = [people for row in owed for people in row.asked]
    if not asked:
        return {}
    numbered = list(enumerate(asked))
    if any(row.part in MOVES_UP for row in owed):
        numbered.append((-1, holders(*CHAIRS, day=day)))
    first, *others = (
        people.order_by().annotate(asked_as=Value(number)) for number, people in numbered
    )
    read: dict[int, dict[int, User]] = {number: {} for number in (-1, *range(len(asked)))}
    for user in first.union(*others, all=True) if others else first:
        read[user.asked_as][user.pk] = user
    return {number: [users[pk] for pk in sorted(users)] for number, users in read.items()}


def _turn(standing: Standing, row: Owed, people: dict[int, list[User]]) -> Turn:
    """Takes the accounts of `row` from the front of `people`, whose order is that of the rows."""
    mine = [people.pop(number) for number in sorted(people)[1 : len(row.asked) + 1]]
    named = next((accounts for accounts in mine if accounts), [])
    said = row.said
    if row.act:
        said = {"title": row.act.title, "since": row.act.since(standing), **said}
    return Turn(
        verb=row.verb,
        who=_words(row.part, named, people.get(-1, [])),
        people=tuple(named),
        until=(row.act.until(standing) if row.act else None) or standing.incident.due_on,
        act=row.act,
        sealed=row.part == CaseRole.REPORTER,
        **{**said, "since": said.get("since") or entered_at(standing)},
    )


def _words(part: CaseRole, people: list[User], chairs: list[User]) -> str:
    """The part in words; a lead's work that has moved up is the chairs'."""
    moves = part in MOVES_UP and people
    if moves and all(user in chairs for user in people):
        return WHO[CaseRole.CHAIR]
    return WHO.get(part, WHO[CaseRole.AFFAIRS])


def entered_at(standing: Standing) -> datetime | None:
    """When the case came to where it stands; asked of the story once where no page has read it."""
    if standing.story is None:
        standing.story = list(standing.incident.steps.order_by("-version"))
    moves = (step.at for step in standing.story if step.from_status != step.to_status)
    return next(moves, standing.incident.submitted_at)
