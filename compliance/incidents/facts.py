"""What the wall of a loaded account follows from: whom it is tied to, where it stood aside, to
what it was invited. Asked once; a request, a task or a test loads its user anew.
"""

from django.apps import apps
from django.db.models import CharField, F, Q, QuerySet, Value
from django.utils import timezone

from compliance.core.access import may, narrow
from compliance.core.kept import ask
from compliance.core.roles import Do
from compliance.core.together import fill
from compliance.incidents.short_of_leads import short_of_leads
from compliance.registry.queries import excluded_staff, staff_of
from compliance.rulebook.clocks import local_day

READ = "read_incident"


def asked_once(user, name: str, answer):
    """A small fact about a loaded user, asked once: a request, a task or a test loads its user
    anew. Lists of keys, so that indexes are used.
    """
    if not hasattr(user, name):
        setattr(user, name, answer())
    return getattr(user, name)


def _parts(user, day) -> list:
    """What know_facts() asks of one user: queries of (what, found)."""
    recused = (
        rows.order_by().annotate(what=Value("recused", CharField()), found=F("incident_id"))
        for rows in (user.recusals, user.kept_walls)
    )
    walled = (
        rows.annotate(what=Value("walled", CharField())) for rows in excluded_staff(user, day)
    )
    invited = user.invitations.live(day).order_by()
    parts = [
        *walled,
        *recused,
        invited.annotate(what=Value("invited", CharField()), found=F("incident_id")),
    ]
    if may(user, Do.CONCLUDE_LEADERS):
        short = short_of_leads(day)
        parts.append(short.annotate(what=Value("short", CharField()), found=F("pk")))
    return parts


def know_facts(users: list) -> None:
    """Spare each of these loaded users the question for their wall: one for all of them. A second
    one for each who is invited anywhere.
    """
    day = local_day(timezone.now())
    facts_of: dict[int, dict[str, list[int]]] = {}
    for user in users:
        staff = staff_of(user)
        walled = [staff.pk] if staff else []
        facts_of[user.pk] = {"walled": walled, "recused": [], "invited": [], "short": []}
    for whose, what, pk in _keys(users, day):
        facts_of[whose][what].append(pk)
    for user in users:
        facts = facts_of[user.pk]
        if asked := facts["invited"]:  # the computed grant and the last day both hold
            granted = narrow(user, READ, apps.get_model("incidents", "Incident"))
            rows = granted.filter(pk__in=asked).order_by().values_list("pk", flat=True)
            facts["invited"] = list(rows)
        user._access_facts = facts


def know_wall(user) -> None:
    """Ask for what the wall of this loaded account follows from, unless it was: before a text is
    written that is to be kept.
    """
    if not exclusion_known(user):
        know_facts([user])


def _keys(users: list, day) -> set[tuple[int, str, int]]:
    """{(whose, what, key)}, in one question."""

    def written() -> list[QuerySet]:
        return [
            rows.annotate(whose=Value(user.pk)).values_list("whose", "what", "found")
            for user in users
            for rows in _parts(user, day)
        ]

    if len(users) == 1:  # whoever opens a page
        return {row for rows in ask(users[0], "facts", written) for row in rows}
    asked = written()
    fill(*asked)
    return {row for rows in asked for row in rows}


def _fact(user, what: str) -> list[int]:
    if not exclusion_known(user):
        know_facts([user])
    facts: dict[str, list[int]] = user._access_facts
    return facts[what]


def excluded_people(user) -> list[int]:
    """Staff ids whose files are shut to `user`: their own, declared relatives, the line above."""
    return _fact(user, "walled")


def short_reports(user) -> list[int]:
    """Reports for which the leads may be short of somebody, for a chair."""
    return _fact(user, "short")


def invited_to(user) -> list[int]:
    """The cases this loaded user was invited to, when it was asked."""
    return _fact(user, "invited")


def exclusion_known(user) -> bool:
    """Whether the wall of this loaded user was asked already, and costs nothing more."""
    return hasattr(user, "_access_facts")


def excluded_from(user) -> Q:
    """What a person never sees: files about themselves, declared relatives in either direction,
    their own superiors, files they are recused from and
    files that were shut to them for one of these reasons while they were open."""
    return Q(person__in=_fact(user, "walled")) | Q(pk__in=_fact(user, "recused"))


def is_excluded_from(user, incident) -> bool:
    """excluded_from() asked of one case that is loaded."""
    return incident.person_id in _fact(user, "walled") or incident.pk in _fact(user, "recused")
