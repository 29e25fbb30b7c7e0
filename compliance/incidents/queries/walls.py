"""Who stands outside the wall of one case."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from compliance.core.kept import ask
from compliance.core.roles import Kind
from compliance.core.together import ACCOUNT, OF, PERSON, of_key, of_keys
from compliance.incidents.models import Incident
from compliance.incidents.querysets import TAKEN
from compliance.registry.models import StaffMember, User
from compliance.registry.queries import (
    accounts_excluded_from,
    holders,
    know_lines,
    subordinates_of,
)
from compliance.rulebook.clocks import local_day


def is_apart(incident: Incident, user_id: int | None) -> bool:
    """Whether this account stands outside the wall of the case: nothing ties it to the person
    concerned, and it did not stand aside.
    """
    return user_id is not None and _standing_of(incident, user_id) is not None


def is_in_hand(incident: Incident) -> bool:
    """Whether its handler is a member today and stands outside the wall."""
    return bool(incident.handler_id and _standing_of(incident, incident.handler_id))


def _standing_of(incident: Incident, user_id: int) -> bool | None:
    """Whether this account is a member of the team today; None behind the wall of the case.
    Everybody with a part in it is asked about at once.
    """
    known = remembered(incident, "people")
    if user_id not in known:
        involved = {user_id, *took_part(incident)}
        standing = dict(_free(incident, involved))
        known.update({pk: standing.get(pk) for pk in involved})
    answer: bool | None = known[user_id]
    return answer


def _free(incident: Incident, accounts: set[int]) -> list[tuple[int, bool]]:
    """Those of the accounts that stand outside the wall, and whether each is a member today. Most
    people lead nobody: about them the question is the same for every case.
    """
    person, day = incident.person, local_day(timezone.now())
    keys = of_keys(accounts)

    def written(of: Incident) -> QuerySet:
        members = holders(Kind.MEMBER, day=day).filter(pk=OuterRef("pk"))
        free = without_excluded(of, User.objects.filter(pk__in=[*keys])).order_by()
        return free.values_list("pk", Exists(members.order_by()))

    if person is None or _walls(incident)["below"]:
        keys = {pk: pk for pk in accounts}
        return list(written(incident))
    alike = StaffMember(pk=PERSON, user_id=ACCOUNT if person.user_id else None)
    know_lines([alike], leading=set())
    [rows] = ask(
        None,
        ("free", len(keys), alike.user_id),
        lambda: [written(Incident(pk=OF, person=alike))],
        {**of_key(incident.pk), **keys, PERSON: person.pk, ACCOUNT: person.user_id},
    )
    return rows


def remembered(incident: Incident, what: str) -> dict:
    """What was asked of the walls of this loaded row, as it is now: a step gives a fresh one, and
    somebody else in its place begins anew.
    """
    state = (incident.version, incident.person_id)
    if vars(incident).get("_walls_of") != state:
        vars(incident).update(_walls_of=state, _walls={})
    answers: dict = vars(incident)["_walls"].setdefault(what, {})
    return answers


def remember_standing(incident: Incident, standing: dict[int, bool | None]) -> None:
    """Spare is_apart() its question about these accounts: whether each is a member today; None
    behind the wall.
    """
    remembered(incident, "people").update(standing)


def took_part(incident: Incident) -> set[int]:
    """The accounts with a part in it, as far as the row says so: asked about together."""
    keys = {getattr(incident, f"{column}_id") for column in TAKEN.values()}
    if getattr(incident, "reporter", None):
        keys.add(incident.reporter.user_id)
    if "opinions" in getattr(incident, "_prefetched_objects_cache", {}):
        keys |= {row.by_id for row in incident.opinions.all()}
    if "triages" in getattr(incident, "_prefetched_objects_cache", {}):
        keys |= {row.by_id for row in incident.triages.all()}
    return keys - {None}


def without_excluded(incident: Incident, people: QuerySet) -> QuerySet:
    """`people` without the person concerned, their declared relatives, their subordinates, the
    recused and those to whom it stays shut.
    """
    shut = Q(pk__in=incident.recusals.order_by().values("user_id")) | Q(
        pk__in=incident.kept_walls.order_by().values("user_id")
    )
    return people.exclude(shut | _walls(incident)["shut"])


def _walls(incident: Incident) -> dict[str, Q]:
    """Of the person concerned: `below`, who works under them, and `shut`, all to whom the file is
    shut; asked once for this loaded row as it is now.
    """
    walls: dict[str, Q] = remembered(incident, "of the person")
    if not walls:
        person = incident.person
        below = subordinates_of(person) if person and person.user_id else Q()
        shut = accounts_excluded_from(person, below) if person else Q()
        walls.update(below=below, shut=shut)
    return walls
