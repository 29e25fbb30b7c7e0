"""Who is what to many cases at once: a list asks as often for sixty of them as for one."""

from collections.abc import Iterable
from datetime import date

from django.db.models import BigIntegerField, CharField, F, Value

from compliance.core.roles import CHAIRS, HEADS, LEADS, Kind
from compliance.core.together import fill, give
from compliance.incidents.models import Incident, Invitation
from compliance.incidents.queries.walls import remember_standing, took_part, without_excluded
from compliance.incidents.querysets import TAKEN
from compliance.incidents.workflow import LEVELS, STEPS, CaseRole
from compliance.registry.models import Function, User
from compliance.registry.queries import know_lines

KINDS = (*LEADS, *CHAIRS, Kind.INTERNAL_AFFAIRS, Kind.MEMBER)
BRANCHES = 100  # cases asked about in one question: SQLite joins no more than 500


def loaded(keys: Iterable[int]) -> list[Incident]:
    """The cases with what People and is_apart() read of them."""
    asked = list(keys)
    rows = Incident.objects.filter(pk__in=asked).order_by("due_on", "pk")
    people = rows.select_related("person", "handling_office", "handler", "reporter")
    taken_up = Incident._meta.get_field("triages").related_model
    triages = taken_up.objects.filter(incident__in=asked).order_by("pk")
    fill(people, triages)
    give(list(people), "triages", list(triages), "incident")
    return list(people)


class People:
    """who_can() and falls_to_chairs() of cases that loaded() gave, answered from two questions for
    all of them; is_apart() of those with a part in one asks nothing more either.
    """

    def __init__(self, incidents: list[Incident], day: date):
        self.held: dict[str, set[int]] = {kind: set() for kind in (*KINDS, *HEADS)}
        self.called: dict[tuple[int, str], set[int]] = {}
        self.apart: dict[int, dict[int, bool]] = {row.pk: {} for row in incidents}
        people = [row.person for row in incidents if row.person]
        self._ask_parts(incidents, day, {row.user_id for row in people if row.user_id})
        know_lines(people, leading=self._of_kinds(HEADS))
        for first in range(0, len(incidents), BRANCHES):
            self._ask_walls(incidents[first : first + BRANCHES])
        for row in incidents:
            standing = {
                pk: pk in self.held[Kind.MEMBER] if pk in self.apart[row.pk] else None
                for pk in self._involved(row)
            }
            remember_standing(row, standing)

    def _ask_parts(self, incidents: list[Incident], day: date, concerned: set[int]) -> None:
        """Who holds which function, of the heads those that are concerned alone; who is invited as
        what, and who gave an opinion.
        """
        held = Function.objects.on(day).filter(user__is_active=True).order_by()
        leading = Function.objects.on(day).of_kinds(*HEADS).filter(user__in=concerned).order_by()
        invited = Invitation.objects.live(day).filter(incident__in=incidents).order_by()
        said = Incident.objects.filter(pk__in=self.apart, opinions__isnull=False).order_by()
        none, opined = Value(0, BigIntegerField()), Value(CaseRole.OPINED.value, CharField())
        asked = (
            held.of_kinds(*KINDS).annotate(of=none, what=F("kind"), who=F("user_id")),
            leading.annotate(of=none, what=F("kind"), who=F("user_id")),
            invited.annotate(of=F("incident_id"), what=F("part"), who=F("user_id")),
            said.annotate(of=F("pk"), what=opined, who=F("opinions__by")),
        )
        first, *rest = (rows.values_list("of", "what", "who") for rows in asked)
        for of, what, who in first.union(*rest):
            (self.called.setdefault((of, what), set()) if of else self.held[what]).add(who)

    def _involved(self, incident: Incident) -> set[int]:
        called = (users for (case, __), users in self.called.items() if case == incident.pk)
        return took_part(incident).union(*called)

    def _ask_walls(self, incidents: list[Incident]) -> None:
        """Of whoever holds a function, is invited or took part: who stands outside of which wall,
        and is active.
        """
        held, asked = self._of_kinds(KINDS), []
        for row in incidents:
            people = User.objects.filter(pk__in=held | self._involved(row))
            free = without_excluded(row, people).order_by().annotate(of=Value(row.pk))
            asked.append(free.values_list("of", "pk", "is_active"))
        for of, pk, is_active in asked[0].union(*asked[1:], all=True) if asked else ():
            self.apart[of][pk] = is_active

    def who_can(self, incident: Incident, verb: str) -> set[int]:
        """Keys of the accounts of who_can(). Raises ValueError for a step of other parts than the
        leads', the chairs', internal affairs' and those that stand on the row.
        """
        step = STEPS[verb]
        asked = set().union(*(self._who_is(incident, party) for party in step.by))
        active = {pk for pk, is_active in self.apart[incident.pk].items() if is_active}
        return (asked & active) - self._taken_in(incident, step.never)

    def falls_to_chairs(self, incident: Incident) -> bool:
        """falls_to_chairs()."""
        reporter = {incident.reporter.user_id}
        active = {pk for pk, is_active in self.apart[incident.pk].items() if is_active}
        asked = {incident.handler_id} | self._who_is(incident, CaseRole.AFFAIRS)
        enter = (asked & active) - reporter
        leads = self._at_level(incident, CaseRole.LEAD) & set(self.apart[incident.pk])
        return not enter or len(enter | (leads - reporter)) < 2

    def _who_is(self, incident: Incident, party: CaseRole) -> set[int]:
        if party == CaseRole.PAPER:
            return set()
        if party in TAKEN:
            return {getattr(incident, f"{TAKEN[party]}_id")} - {None}
        if party == CaseRole.CHAIR:
            return self._of_kinds(CHAIRS)
        called = self.called.get((incident.pk, party.value), set())
        if party == CaseRole.AFFAIRS:
            return self._of_kinds((Kind.INTERNAL_AFFAIRS,)) | called
        if party == CaseRole.LEAD:
            return self._at_level(incident, party)
        if party == CaseRole.DECIDER:
            return self._at_level(incident, party) | called
        raise ValueError(party)

    def _at_level(self, incident: Incident, party: CaseRole) -> set[int]:
        """The first level with somebody who is free for the part."""
        head = party == CaseRole.DECIDER and incident.concerns_head
        levels = LEVELS[party][1:] if head else LEVELS[party]
        never = STEPS["conclude" if party == CaseRole.DECIDER else "accept"].never
        for kinds in levels[:-1]:
            apart = self._of_kinds(kinds) & set(self.apart[incident.pk])
            if apart - self._taken_in(incident, never):
                return self._of_kinds(kinds)
        return self._of_kinds(levels[-1])

    def _of_kinds(self, kinds: tuple[Kind, ...]) -> set[int]:
        return set().union(*(self.held[kind] for kind in kinds))

    def _taken_in(self, incident: Incident, never: tuple[CaseRole, ...]) -> set[int]:
        keys = {getattr(incident, f"{TAKEN[party]}_id") for party in never if party in TAKEN}
        if CaseRole.REPORTER in never:
            keys.add(incident.reporter.user_id)
        if CaseRole.OPINED in never:
            keys |= self.called.get((incident.pk, CaseRole.OPINED.value), set())
        return keys - {None}
