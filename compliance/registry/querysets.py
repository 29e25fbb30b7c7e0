"""Reading people and offices: by day, by words typed, and never against the wall."""

from collections.abc import Callable
from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Q, When
from tree_queries.query import TreeQuerySet

from compliance.core.access import may, narrow
from compliance.core.kept import ask
from compliance.core.roles import Do, Kind
from compliance.core.searching import SearchedMixin


class DatedMixin:
    filter: Callable[..., Self]  # of the queryset this is mixed into

    def on(self, day: date) -> Self:
        """Rows valid on `day` (both ends inclusive)."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def apart_from_ended(self, day: date) -> Self:
        """What holds on `day` or later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day))


class DatedQuerySet(DatedMixin, models.QuerySet):
    pass


class OfficeQuerySet(SearchedMixin, DatedMixin, TreeQuerySet):
    pass


class PostingQuerySet(DatedQuerySet):
    def worked(self, day: date) -> "PostingQuerySet":
        """The one row a person that says where they work on `day`: the secondment if there is one,
        else the main post.
        """
        seconded = self.model.objects.on(day).filter(kind="secondment")
        return self.on(day).filter(
            Q(kind="secondment") | (Q(kind="main") & ~Q(staff__in=seconded.values("staff")))
        )

    def second(self, day: date) -> "PostingQuerySet":
        """The second posts held on `day`."""
        return self.on(day).filter(kind="second")

    def best_first(self) -> "PostingQuerySet":
        """Secondment, main post, second post, and the later one first."""
        order = Case(When(kind="secondment", then=0), When(kind="main", then=1), default=2)
        return self.exclude(kind="leave").order_by(order, "-valid_from", "pk")


class FunctionQuerySet(DatedQuerySet):
    def of_kinds(self, *kinds: str) -> Self:
        return self.filter(kind__in=kinds)


class KinshipQuerySet(models.QuerySet):
    def standing(self) -> "KinshipQuerySet":
        """Neither taken away nor found untrue."""
        return self.filter(ended_at=None)

    def shutting_out(self, viewer) -> tuple["KinshipQuerySet", "KinshipQuerySet"]:
        """What shuts `viewer` out of somebody's file: rows where they declared it, rows where they
        are the other side.
        """
        bound = self.standing().order_by()
        return bound.filter(person_from__isnull=False, person=viewer), bound.filter(
            relative_from__isnull=False, relative=viewer
        )

    def shut_out_of(self, subject) -> tuple["KinshipQuerySet", "KinshipQuerySet"]:
        """The other way round: (rows whose other side, rows whose declarer) may not see the file of
        `subject`.
        """
        bound = self.standing().order_by()
        return bound.filter(relative_from__isnull=False, person=subject), bound.filter(
            person_from__isnull=False, relative=subject
        )

    def waiting(self) -> "KinshipQuerySet":
        """Somebody has still to say whether it is so, or whether it is to be taken away."""
        return self.standing().filter(
            Q(person_from=None) | Q(relative_from=None) | Q(removal_at__isnull=False)
        )

    def of(self, user) -> "KinshipQuerySet":
        """Those `user` is a party to."""
        return self.filter(Q(person__user=user) | Q(relative__user=user))

    def for_a_judge(self) -> "KinshipQuerySet":
        """Waiting ones that the sides cannot settle: said not to be so, with nobody to ask, or to
        be taken away.
        """
        nobody = Q(person__user=None) | Q(relative__user=None)
        return self.waiting().filter(
            Q(denied_at__isnull=False) | nobody | Q(removal_at__isnull=False)
        )

    def visible_to(self, user) -> "KinshipQuerySet":
        """One's own; all of them for who keeps the list; what waits, and what they decided, for
        those who may have to say whether it is so.
        """
        if may(user, Do.KEEP_REGISTRY):
            return self
        own = Q(person__user=user) | Q(relative__user=user)
        if any(may(user, do) for do in (Do.TRIAGE, Do.CONCLUDE_LEADERS, Do.READ_AUDIT)):
            waiting = self.model.objects.waiting().order_by().values("pk")
            own |= Q(pk__in=waiting) | Q(confirmed_by=user) | Q(ended_by=user)
        return self.filter(own)


class DataRequestQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DataRequestQuerySet":
        """The queue, for who answers: internal affairs all but their own; the leads those of
        internal affairs. One's own stand on one's own page.
        """
        others = self.exclude(staff__user=user)
        if may(user, Do.KEEP_REGISTRY):
            return others
        if may(user, Do.TRIAGE):
            return others.filter(staff__user__functions__kind=Kind.INTERNAL_AFFAIRS).distinct()
        return self.none()


def overseen_offices(user) -> list[int]:
    """Keys of the offices a head oversees, asked once per loaded user: a list, so that the index on
    the office is used. Nobody else oversees any.
    """
    if not may(user, Do.SEE_OWN_OFFICES):
        return []
    if not hasattr(user, "_overseen_offices"):
        offices = apps.get_model("registry", "Office")

        def overseen() -> list[models.QuerySet]:
            held = narrow(user, "oversee_office", offices).order_by()
            return [held.values_list("pk", flat=True)]

        [user._overseen_offices] = ask(user, "overseen", overseen)
    return user._overseen_offices


def sees_everybody(user) -> bool:
    """Whether the list of staff is open to `user` whatever the office."""
    everywhere = (Do.KEEP_REGISTRY, Do.LOG_ANYWHERE, Do.KEEP_FUNCTIONS, Do.DIRECT)
    return any(may(user, do) for do in everywhere)


class StaffQuerySet(SearchedMixin, models.QuerySet):
    def visible_to(self, user) -> Self:
        """Everybody in the list for those who keep it or work everywhere; heads their own offices
        and those below; others only themselves.

        Who merely holds a second post there is not among them: see reportable_by().
        """
        if sees_everybody(user):
            return self
        if may(user, Do.SEE_OWN_OFFICES):
            return self.filter(office__in=overseen_offices(user))
        return self.filter(user=user)

    def reportable_by(self, user, day: date) -> Self:
        """Whom `user` may find to report: visible_to(), and for heads who held a second post in
        an office of theirs on `day`. In which capacity: capacities.capacities().
        """
        offices = overseen_offices(user)
        if sees_everybody(user) or not offices:
            return self.visible_to(user)
        return self.filter(
            Q(office__in=offices) | Q(pk__in=self.holding_second(day, offices).values("pk"))
        )

    def holding_second(self, day: date, offices) -> Self:
        """Who holds a second post in one of `offices` on `day`."""
        postings: Any = self.model._meta.get_field("postings").related_model
        held = postings.objects.second(day).filter(office__in=offices).order_by()
        return type(self)(self.model).filter(pk__in=held.values("staff")).order_by()

    def working_in(self, offices, day: date) -> Self:
        """Who worked in one of `offices` on `day`: by secondment, else by main post; those on long
        leave too.
        """
        postings = self.model._meta.get_field("postings").related_model
        return self.filter(
            pk__in=postings.objects.worked(day)
            .filter(office__in=offices)
            .order_by()
            .values("staff")
        )

    def on_leave(self, day: date) -> Self:
        """Who is on long leave on `day`."""
        return self.filter(
            pk__in=self.model._meta.get_field("postings")
            .related_model.objects.on(day)
            .filter(kind="leave")
            .order_by()
            .values("staff")
        )

    def by_name(self) -> Self:
        """The Vietnamese way: by given name, then family name, then middle names."""
        return self.order_by("sort_key", "code")
