"""One case on its way: the clock of the process, the people, what was done so far and what came of
it. Every step goes through the real action of its verb.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy, deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from zlib import crc32

import time_machine
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.roles import CHAIRS, LEADS, Kind
from compliance.files import Refused
from compliance.files.models import StoredFile
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Incident, Invitation, KeptWall, Recusal, StepTaken
from compliance.incidents.workflow import ENDED, STEPS, CaseRole
from compliance.registry.actions import grant_function
from compliance.registry.models import Function, Kinship, User
from compliance.review.models import Answer, Measure, Notice, Opinion
from compliance.rulebook.clocks import ZONE, local_day
from compliance.rulebook.queries import citable
from tests.explorer.casts import Cast
from tests.world import PEOPLE, World

BEGINS = datetime(2026, 11, 2, 9, 0, tzinfo=ZONE)
REFUSALS = (Invisible, NotAllowed, NotNow, Refused)
PARTS: dict[CaseRole, tuple[Kind, ...]] = {  # by which function somebody has a part in any case
    CaseRole.LEAD: (*LEADS, Kind.CHAIRMAN),
    CaseRole.DECIDER: (*LEADS, *CHAIRS),
    CaseRole.CHAIR: CHAIRS,
    CaseRole.UNIT: (Kind.UNIT_HEAD, Kind.VICE_CHAIRMAN),
    CaseRole.AFFAIRS: (Kind.INTERNAL_AFFAIRS,),
    CaseRole.RECORDER: CHAIRS,
}


class NothingToDo(Exception):
    """The case has no row this move could be about: no step was taken, and none is counted."""


class Draw:
    """Chance, from a seed: the same seed draws the same things."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)

    def of(self, options: Sequence):
        """One of `options`. Raises NothingToDo where there is none."""
        if not options:
            raise NothingToDo
        return options[self.random.randrange(len(options))]

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)


class First(Draw):
    """No chance at all: the first option, and whatever is likelier than not."""

    def __init__(self):
        super().__init__(0)

    def of(self, options: Sequence):
        if not options:
            raise NothingToDo
        return options[0]

    def chance(self, percent: int) -> bool:
        return percent >= 50

    def number(self, low: int, high: int) -> int:
        return low


class Written:
    """Which tables statements of this process have written to, and when: what was read of the
    others still holds. `state` is another number after each write, and the old one again once
    what was written is taken back.
    """

    TABLE = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "(\w+)"')

    def __init__(self):
        self.state, self.count, self.last = 0, 0, {}
        self.taken_back = 0  # times something that was written was taken back
        self.kept: dict = {}  # name: (state then, what was read)

    def __call__(self, execute, sql, params, many, context):
        if found := self.TABLE.match(sql):
            self.count += 1
            self.state = self.last[found[1]] = self.count
        return execute(sql, params, many, context)

    def since(self, state: int, models: Sequence[type[Model]]) -> bool:
        """Whether a row of `models` was written after `state`."""
        return any(self.last.get(model._meta.db_table, 0) > state for model in models)

    def once(self, name: str, models: Sequence[type[Model]], ask: Callable):
        """What `ask` reads of `models`, asked again only when one of their rows was written."""
        state, value = self.kept.get(name, (-1, None))
        if state < 0 or self.since(state, models):
            value = ask()
            self.kept[name] = self.state, value
        return value

    def now(self) -> tuple[int, dict]:
        return self.state, dict(self.last)

    def back_to(self, before: tuple[int, dict]) -> None:
        self.taken_back += self.state != before[0]
        self.state, self.last = before
        self.kept = {name: one for name, one in self.kept.items() if one[0] <= self.state}


WRITTEN = Written()
CHAIRS_OF_THE_WORLD = ("chairman", "vice")


@cache
def _access() -> list[type[Model]]:
    """The tables from which follows what an account may, beside the columns of the cases."""
    return [
        Recusal,
        KeptWall,
        Invitation,
        *(
            model
            for app in ("registry", "guardian")
            for model in apps.get_app_config(app).get_models(include_auto_created=True)
        ),
    ]


@dataclass
class Tally:
    """What was gone through, over all walks of a run."""

    taken: Counter = field(default_factory=Counter)  # verb: times it was taken
    refused: Counter = field(default_factory=Counter)  # verb: times it was refused
    states: set = field(default_factory=set)
    ends: Counter = field(default_factory=Counter)  # status in which a walk ended: times
    broken: dict = field(default_factory=dict)  # rule: (times, the first one in words)
    asked: Counter = field(default_factory=Counter)  # rule: times it had something to look at
    crude: Counter = field(default_factory=Counter)  # no refusal, but before the gate was asked
    nobody: Counter = field(default_factory=Counter)  # status, stage, cast: nobody was left
    named: int = 0  # times somebody was named for such a case
    trail: int = 0  # over every line of every walk: alike when the same ways were gone
    walks: int = 0

    @property
    def steps(self) -> int:
        return self.taken.total() + self.refused.total()

    def add(self, other: "Tally") -> None:
        for name in ("taken", "refused", "ends", "asked", "crude", "nobody"):
            getattr(self, name).update(getattr(other, name))
        self.states |= other.states
        self.walks += other.walks
        self.named += other.named
        for rule, (times, first) in other.broken.items():
            self.note(rule, first, times)

    def note(self, rule: str, says: str, times: int = 1) -> None:
        before, first = self.broken.get(rule, (0, says))
        self.broken[rule] = (before + times, first)

    def __str__(self) -> str:
        return (
            f"{self.steps} steps ({self.taken.total()} taken, {self.refused.total()} refused) of"
            f" {len(self.taken)} kinds, {len(self.states)} states, {self.walks} walks to"
            f" {dict(sorted(self.ends.items()))}, {self.crude.total()} stopped before the gate was"
            f" asked, trail {self.trail:08x}"
        )


def own_sets(memory: dict) -> dict:
    """A copy whose sets and dictionaries are its own; rows in it are not copied."""
    return {
        key: deepcopy(value) if isinstance(value, set | dict) else value
        for key, value in memory.items()
    }


def _column(rows, name: str) -> tuple:
    return tuple(rows.values_list(name, flat=True))


def _measures(incident: Incident) -> tuple:
    rows = Measure.objects.filter(incident=incident, cancelled_at=None).order_by("kind")
    done = rows.values_list("kind", "carried_out_at", "verified_at")
    return tuple((kind, bool(carried), bool(verified)) for kind, carried, verified in done)


# what of the rows of a case goes into its key
KEYS: tuple[tuple[str, type[Model], Callable[[Incident], object]], ...] = (
    ("reopened", StepTaken, lambda case: case.steps.filter(verb="reopen").count()),
    ("answered", Answer, lambda case: tuple(sorted(set(_column(case.answers, "kind"))))),
    ("opined", Opinion, lambda case: _column(case.opinions.order_by("round", "side"), "side")),
    ("measures", Measure, _measures),
)


class Walk:
    """A case of `cast`, drafted and not yet sent. `name` says how to walk it again."""

    def __init__(self, world: World, cast: Cast, tally: Tally, scan: StoredFile, name: str = ""):
        self.world, self.cast, self.tally, self.scan, self.name = world, cast, tally, scan, name
        self.at, self.log = BEGINS, []
        self.draws, self.number = 0, 0  # steps drawn, and from which seed
        self.memory: dict = {}  # what the invariants keep from one step to the next
        self.loaded: tuple = (None, None)  # (state of the tables and day, the case as read then)
        tally.walks += 1
        WRITTEN.kept.clear()
        self.set_clock = _CLOCK.move_to
        self.set_clock(self.at)
        self.staff = cast.staff(world)
        self.names = {user.pk: name for name, user in world.users.items()}
        held = Function.objects.filter(user__in=self.names).order_by("pk")
        self.held = [(kind, self.names[key]) for kind, key in held.values_list("kind", "user_id")]
        self.pk = self._draft()

    def branch(self, number: int) -> "Walk":
        """Another walk of this case from here on, drawn from the seed `number`. Whatever it does
        must be taken back before this one goes on: see again().
        """
        other = copy(self)
        other.log, other.held = [*self.log], [*self.held]
        other.memory = own_sets(self.memory)
        other.draws, other.number = 0, number
        self.tally.walks += 1
        return other

    def again(self) -> None:
        """The clock back to where this walk stands, after a branch."""
        self.set_clock(self.at)

    def _draft(self) -> int:
        by, happened = self.user(self.cast.reporter), self.cast.happened_at(self.at)
        incident = incident_actions.start_draft(by=by, at=self.at)
        basis = next(p for p in citable(local_day(happened)) if p.instrument.is_legal_basis)
        fields = {
            "person": self.staff,
            "title": "Chia sẻ tin chưa kiểm chứng",
            "act_kind": "post",
            "platform": "facebook",
            "account_kind": "personal",
            "link": "https://mang.example/bai/1",
            "happened_at": happened,
            "known_on": local_day(self.at - timedelta(days=1)),
            "seen_how": "public",
            "narrative": "Đăng bài chưa kiểm chứng trong giờ làm việc, trên trang cá nhân.",
            "unit_action": "Đơn vị đã hướng dẫn, nhắc nhở miệng.",
            "unit_measure": "oral_reminder",
            "unit_acted_on": local_day(self.at),
            "out_of_scope_declared": True,
        }
        incident_actions.save_draft(
            incident=incident,
            fields=fields,
            provisions=[basis],
            confidential=self.cast.confidential,
            by=by,
            at=self.at,
        )
        incident_actions.add_evidence(
            incident=Incident.objects.get(pk=incident.pk),
            url="https://mang.example/bai/1",
            caption="Bài đăng",
            by=by,
            at=self.at,
        )
        return incident.pk

    # --- who and when

    def user(self, name: str) -> User:
        """The account, with what the portal has asked about it: loaded anew on another day, after
        anything was taken back and when a row was written of which access follows. Whom the cases
        themselves let in, the chairs, are loaded each time.
        """
        if name in CHAIRS_OF_THE_WORLD:
            return self.world.fresh(name)
        key = f"{name} {self.today} {WRITTEN.taken_back}"
        return WRITTEN.once(key, _access(), partial(self.world.fresh, name))

    def incident(self) -> Incident:
        """The case as it stands: read anew when anything was written since. What the portal asks
        about its walls is asked once as long as nothing is written and the day is the same.
        """
        before, row = self.loaded
        now = WRITTEN.state, WRITTEN.taken_back, self.today
        if before != now:
            rows = Incident.objects.with_people().select_related("reporter", "handling_office")
            row = rows.get(pk=self.pk)
            vars(row).update(_walls_of=(row.version, row.person_id), _walls={})
            self.loaded = now, row
        return copy(row)

    @property
    def today(self) -> date:
        return local_day(self.at)

    def give(self, kind: Kind, name: str) -> None:
        """A function more, from today on: what the portal asks for when nobody is left."""
        by = self.user("administrator")
        given = {"kind": kind, "office": None, "valid_from": self.today, "basis": "Cử thêm người"}
        grant_function(user=self.user(name), by=by, at=self.at, **given)
        self.held.append((kind, name))
        self.tally.named += 1
        self.log.append(f"{self.at:%d/%m %H:%M} {name} is named {kind}")

    def wait(self, **span: int) -> None:
        self.at += timedelta(**span)
        self.set_clock(self.at)

    def wait_until(self, day: date, hour: int = 9) -> None:
        """To the morning of `day`, never back."""
        self.at = max(self.at, datetime.combine(day, time(hour), ZONE))
        self.set_clock(self.at)

    def likely(self, incident: Incident, verb: str) -> list[str]:
        """Usernames whom the table gives `verb` by function or by a column of the case, those it
        shuts out last: where to look first for somebody who may.
        """
        step, found = STEPS[verb], []
        columns = {
            CaseRole.HANDLER: incident.handler_id,
            CaseRole.TRIAGER: incident.triaged_by_id,
            CaseRole.PROPOSER: incident.proposed_by_id,
            CaseRole.CONCLUDER: incident.concluded_by_id,
            CaseRole.REPORTER: incident.reporter.user_id,
            CaseRole.PERSON: self.staff.user_id,
        }
        for party in step.by:
            if party in PARTS:
                found += [name for kind in PARTS[party] for held, name in self.held if held == kind]
            elif columns.get(party):
                found.append(self.names[columns[party]])
        shut = {self.names.get(columns.get(party)) for party in step.never}
        return sorted(dict.fromkeys(found), key=lambda name: name in shut)

    def actor(self, incident: Incident, verb: str, draw: Draw) -> str:
        likely = self.likely(incident, verb)
        return draw.of(likely) if likely and draw.chance(92) else draw.of(PEOPLE)

    # --- steps

    def take(self, move, incident: Incident, draw: Draw, by: str = "") -> bool | None:
        """One move by `by`, or by whoever is likely to. True: taken; False: refused, and then
        nothing of the case has changed; None: there was nothing to do.

        Any other exception than a refusal goes through, with the steps so far.
        """
        if move.waits:
            move.run(self, incident, None, draw)
            return None
        by = by or self.actor(incident, move.verb, draw)
        self.wait(minutes=11)
        try:
            with all_or_nothing():
                move.run(self, incident, self.user(by), draw)
        except NothingToDo:
            return None
        except REFUSALS as refusal:
            self.tally.refused[move.name] += 1
            why = f"{type(refusal).__name__} {str(getattr(refusal, 'reason', refusal))[:60]}"
            self.log.append(f"{self.at:%d/%m %H:%M} {move.name} by {by}: {why}")
            return False
        except Exception as error:
            if incident.status not in STEPS[move.verb].sources and not move.beside:
                # the pages ask the gate before the action: nobody meets this, no rule was asked
                self.tally.crude[f"{move.name} in {incident.status}: {error!r}"] += 1
                self.tally.refused[move.name] += 1
                return False
            error.add_note(self.story())
            raise
        self.tally.taken[move.name] += 1
        self.log.append(f"{self.at:%d/%m %H:%M} {move.name} by {by}")
        return True

    def ended(self) -> bool:
        return self.incident().status in ENDED

    def key(self, incident: Incident) -> tuple:
        """What of the case decides which step comes next: two cases with one key are one state."""
        return (
            self.cast.name,
            incident.status,
            incident.outcome,
            bool(incident.suspended_at),
            bool(incident.proposed_by_id),
            bool(incident.contested_at),
            *(WRITTEN.once(name, (model,), partial(ask, incident)) for name, model, ask in KEYS),
            tuple((opened, self.today > due_on) for opened, due_on in self._windows(incident)),
        )

    def _windows(self, incident: Incident) -> list[tuple[bool, date]]:
        rows = Notice.objects.filter(incident=incident).order_by("number")
        return WRITTEN.once(
            "windows", (Notice,), lambda: [(bool(row.opened_at), row.due_on) for row in rows]
        )

    def leave(self) -> None:
        """What was done goes into the trail of the run."""
        self.tally.trail = crc32(self.story().encode(), self.tally.trail)

    def story(self) -> str:
        return "\n".join([f"{self.name}; cast: {self.cast.name}", *(f"  {s}" for s in self.log)])


class _Clock:
    """The clock of this process while the explorer runs."""

    def __init__(self):
        self.coordinates = None

    def move_to(self, at: datetime) -> None:
        self.coordinates.move_to(at, tick=False)


_CLOCK = _Clock()


@contextmanager
def own_time() -> Iterator[None]:
    with (
        time_machine.travel(BEGINS, tick=False) as coordinates,
        connection.execute_wrapper(WRITTEN),
    ):
        _CLOCK.coordinates = coordinates
        yield


def set_up(world: World, cast: Cast) -> None:
    """The clock back to the beginning, what `cast` takes away, and every relation of the world as
    old as the world: it was built at whatever hour the tests began.
    """
    _CLOCK.move_to(BEGINS)
    before = BEGINS - timedelta(days=1)
    Kinship.objects.update(
        declared_at=before, confirmed_at=before, person_from=before, relative_from=before
    )
    cast.prepare(world)


@contextmanager
def rolled_back(prepare: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Whatever is written inside is taken back."""
    sid, before = transaction.savepoint(), WRITTEN.now()
    try:
        prepare()
        yield
    finally:
        transaction.savepoint_rollback(sid)
        WRITTEN.back_to(before)


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """A transaction: what is written before something is raised is taken back."""
    before = WRITTEN.now()
    try:
        with transaction.atomic():
            yield
    except BaseException:
        WRITTEN.back_to(before)
        raise
