"""The one visibility rule of incidents. The conflict wall is inside it and beats every grant,
superusers included.
"""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from compliance.core.access import may
from compliance.core.identity import tags
from compliance.core.links import canonical, is_address
from compliance.core.roles import Do
from compliance.core.searching import SearchedMixin
from compliance.incidents.facts import (
    asked_once,
    excluded_from,
    invited_to,
    know_facts,
    know_wall,
    short_reports,
)
from compliance.incidents.in_own_name import (
    handles_many,
    in_own_name,
    is_reported_by,
    reports,
    reports_shown_to_none,
)
from compliance.incidents.workflow import LEVELS, OPEN, STEPS, CaseRole, Status
from compliance.registry.models import Kinship
from compliance.registry.queries import holders, known_accounts
from compliance.registry.querysets import overseen_offices
from compliance.rulebook.clocks import local_day

SHOWN_IN_LISTS = (
    "code",
    "status",
    "title",
    "sealed",
    "submitted_at",
    "edited_at",
    "position",
    "post_kind",
    "category",
    "due_on",
    "suspended_at",
    "contested_at",
    "outcome",
    "person__full_name",
    "office__short_name",
)


def know_seen(user) -> None:
    """know_wall() with all else that visible_to() follows from."""
    know_wall(user)
    if not may(user, Do.SEE_ALL_SUBMITTED):
        handles_many(user, overseen_offices(user))


def counts_everything(user) -> bool:
    """Whether the figures of `user` are those of the whole committee, their own wall taken off."""
    return may(user, Do.SEE_ALL_SUBMITTED) or may(user, Do.READ_SUMMARY)


def shut_to(user: str, *, person: str = "person", incident: str = "pk") -> Q:
    """Rows whose `user` stands behind the wall of their case by a relation, a recusal or a wall
    that stayed; the three name what leads there from the row.
    """
    of = {"incident": OuterRef(incident), "user": OuterRef(user)}
    kin = Kinship.objects.standing()
    declared = kin.filter(
        person_from__isnull=False, person__user=OuterRef(user), relative=OuterRef(person)
    )
    named = kin.filter(
        relative_from__isnull=False, relative__user=OuterRef(user), person=OuterRef(person)
    )
    recusals = apps.get_model("incidents", "Recusal").objects.filter(**of)
    walls = apps.get_model("incidents", "KeptWall").objects.filter(**of)
    return Q(Exists(declared)) | Q(Exists(named)) | Q(Exists(recusals)) | Q(Exists(walls))


TAKEN = {
    CaseRole.HANDLER: "handler",
    CaseRole.TRIAGER: "triaged_by",
    CaseRole.PROPOSER: "proposed_by",
    CaseRole.CONCLUDER: "concluded_by",
    CaseRole.ASKER: "asked_by",
}


def taken_by(user, never: tuple[CaseRole, ...]) -> Q:
    """The cases in which `user` has one of the parts `never`, which shut them out of a step."""
    taken = Q(pk__in=[])
    for party in never:
        if party in TAKEN:
            taken |= Q(**{TAKEN[party]: user})
        elif party == CaseRole.REPORTER:
            taken |= Q(Exists(reports(user).filter(incident=OuterRef("pk"))))
        elif party == CaseRole.OPINED:
            taken |= Q(pk__in=user.opinions.order_by().values("incident_id"))
        else:
            raise ValueError(party)
    return taken


def _known_leads(user) -> list:
    """The leads of today with their walls, in two questions; asked once per loaded `user`, who
    wants to know what has moved up to them.
    """

    def ask() -> list:
        leads = known_accounts(holders(*LEVELS[CaseRole.LEAD][0], day=local_day(timezone.now())))
        know_facts(leads)
        return leads

    known: list = asked_once(user, "_leads_known", ask)
    return known


def beyond_the_leads(cases, verb: str, user):
    """Those of `cases` that no lead may take `verb` on, so that they have moved one level up, to
    `user` among others: every lead is shut out of them.
    """
    for lead in _known_leads(user):
        cases = cases.filter(excluded_from(lead) | taken_by(lead, STEPS[verb].never))
    return cases


class InvitationQuerySet(models.QuerySet):
    def live(self, day) -> "InvitationQuerySet":
        """Invitations that hold on `day`; the last day counts."""
        return self.filter(ended_at=None, until__gte=day)


class ReporterQuerySet(models.QuerySet):
    def by(self, user) -> "ReporterQuerySet":
        """The rows that seal `user`, found without opening any."""
        return self.filter(tag__in=tags(user.pk))


class _Number(Subquery):
    """How many rows a question gives."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


class IncidentQuerySet(SearchedMixin, models.QuerySet):
    def matching(self, words: str) -> "IncidentQuerySet":
        """As every search; a pasted address finds the reports of what it leads to, however it was
        reached, and of what lies under it.
        """
        key = canonical(words) if is_address(words) else ""
        if not key:
            return super().matching(words)
        under = Q(link_key__startswith=f"{key}/") | Q(link_key__startswith=f"{key}?")
        return self.filter(Q(link_key=key) | under, sealed=False)

    def visible_to(self, user) -> "IncidentQuerySet":
        """What this person may open: what is on file for them, without the spent ones.

        A closed case whose reminder or decision has lapsed is off every list, search, export and
        address (docs/law.md#keeping): its row stays, see on_file_for().
        """
        return self.on_file_for(user)._unspent()

    def on_file_for(self, user) -> "IncidentQuerySet":
        """visible_to() with the spent ones: for retention, never for showing a person's record.
        What has been disposed of is on no file.
        """
        return self.of_all_time(user).filter(disposed_at=None)

    def countable_by(self, user) -> "IncidentQuerySet":
        """What the figures of this person count, as numbers: visible_to() with what has lapsed or
        was disposed of, so that no past figure ever changes. Pages that show a case start
        elsewhere.

        Whoever reads summaries counts everything that was sent in, as these do, whether they may
        open it or not; the wall stands in front of numbers too.
        """
        if user.is_active and counts_everything(user):
            return self.filter(submitted_at__isnull=False).exclude(excluded_from(user))
        return self.of_all_time(user)

    def _unspent(self) -> "IncidentQuerySet":
        return self.exclude(status=Status.CLOSED, spent_on__lte=local_day(timezone.now()))

    def of_all_time(self, user) -> "IncidentQuerySet":
        """Own reports; cases of overseen offices; cases assigned; everything submitted (leads) or
        accepted (chairs, internal affairs).

        Drafts are seen by nobody but who writes them, and never lost to them: the wall stands in
        front of what others know. The auditor, the administrator and a bare superuser see none.
        Lapsed and disposed cases stay in it; everything else starts from one of the others.
        """
        if not user.is_active:
            return self.none()
        if may(user, Do.SEE_ALL_SUBMITTED):
            unsent = reports_shown_to_none(user).values("incident_id")
            allowed = Q(submitted_at__isnull=False) | Q(pk__in=unsent)
        else:
            allowed = self._by_part(user)
        return self.filter(allowed)._before_the_wall(user)

    def by_name(self, user) -> "IncidentQuerySet":
        """The part of of_all_time() that a person of any function but a lead has in their own name:
        reported, assigned, invited. Few, and the wall in front.
        """
        return self.filter(self._by_name(user))._before_the_wall(user)

    def _by_part(self, user) -> Q:
        """Everybody but the leads. A sealed denunciation shows to its reporter alone (its reference
        number).
        """
        allowed = self._by_name(user)
        if offices := overseen_offices(user):
            allowed |= Q(submitted_at__isnull=False, handling_office__in=offices, sealed=False)
        if may(user, Do.SEE_ALL_ACCEPTED):
            allowed |= Q(sealed=False) & (Q(accepted_at__isnull=False) | Q(status=Status.NOTED))
        return allowed

    def _by_name(self, user) -> Q:
        allowed = in_own_name(user, overseen_offices(user), invited_to(user))
        if may(user, Do.CONCLUDE_LEADERS):
            allowed |= Q(triaged_by=user) | Q(pk__in=moved_up_to(user))
        return allowed

    def own_reports(self, user) -> "IncidentQuerySet":
        """visible_to() of what `user` reported, and nothing else of theirs is asked: an own report
        shows to them whichever function they hold, unless it was sent and the wall has come up. For
        what is narrowed down otherwise, to a code or to those being written.
        """
        if not user.is_active:
            return self.none()
        own = self.filter(is_reported_by(user))._before_the_wall(user)
        return own.filter(disposed_at=None)._unspent()

    def _before_the_wall(self, user) -> "IncidentQuerySet":
        """A draft is never lost to who writes it: the wall stands in front of what others know."""
        return self.exclude(excluded_from(user) & Q(submitted_at__isnull=False))

    def concerning(self, user) -> "IncidentQuerySet":
        """The person concerned's own door: their files, from the day they were told. What a page
        shows of it is decided by review.own_door.
        """
        return self.filter(person__user=user, told_at__isnull=False)

    def told_to(self, user) -> "IncidentQuerySet":
        """Those of concerning() whose content the person may have: of a stopped one they read that
        it ended and why, and no more, as it may have been about somebody else.
        """
        return self.concerning(user).exclude(status=Status.STOPPED)

    def reported_by(self, user) -> "IncidentQuerySet":
        return self.filter(reporter__tag__in=tags(user.pk))

    def reported_by_others(self, user) -> "IncidentQuerySet":
        return self.filter(~Exists(reports(user).filter(incident=OuterRef("pk"))))

    def open(self) -> "IncidentQuerySet":
        return self.filter(status__in=OPEN)

    def with_people(self) -> "IncidentQuerySet":
        return self.select_related("person", "office", "handler")

    def as_rows(self) -> "IncidentQuerySet":
        """What a line of a list shows, and nothing more: a case has some sixty columns, its person
        and office forty. `seal_lost`: since when nobody can read who reported; asked row by row,
        as an EXISTS would read all reporters first.
        """
        lost = apps.get_model("incidents", "Reporter").objects.filter(
            incident=OuterRef("pk"), lost_at__isnull=False
        )
        rows = self.select_related("person", "office").only(*SHOWN_IN_LISTS)
        return rows.annotate(seal_lost=Subquery(lost.values("lost_at")[:1]))

    def count_to(self, most: int, user) -> int:
        """How many of what `user` sees are left, `most` + 1 for more. Counted in the order of the
        page, of which there are indexes, so that the database stops where counting stops; by their
        keys, so that no column of a line is looked up for it.
        """
        rows = self.newest_first().values("pk")
        if handles_many(user, overseen_offices(user)):
            handled: int = rows.filter(handler=user)[: most + 1].count()
            if handled > most:  # what else they see need not be looked for among all
                return handled
        number: int = rows[: most + 1].count()
        return number

    def number_to(self, most: int, user) -> models.QuerySet:
        """count_to() as one row of a question that asks for more besides: for who handles few."""
        rows = self.newest_first().values("pk")[: most + 1]
        asking = get_user_model()._base_manager.filter(pk=user.pk)
        return asking.annotate(number=_Number(rows)).values_list("number", flat=True)

    def newest_first(self) -> "IncidentQuerySet":
        return self.order_by("-submitted_at", "-pk")


def moved_up_to(user) -> list[int]:
    """Reports that no lead may take up: the chairs do. Asked once per loaded user; most of the time
    there is none, and nothing more is asked.
    """
    if not may(user, Do.CONCLUDE_LEADERS) or not (short := short_reports(user)):
        return []
    waiting = apps.get_model("incidents", "Incident").objects.filter(pk__in=short)

    def ask() -> list[int]:
        beyond = beyond_the_leads(waiting, "accept", user)
        return list(beyond.order_by().values_list("pk", flat=True).distinct())

    moved: list[int] = asked_once(user, "_moved_up", ask)
    return moved
