"""Who reads which report. Names of persons concerned stand in none of them; cases are reached
through Incident.visible_to.
"""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from compliance.core.access import may, narrow
from compliance.core.roles import Do
from compliance.incidents.models import Incident
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office


class UnitReturnQuerySet(models.QuerySet):
    def visible_to(self, user) -> "UnitReturnQuerySet":
        """Heads see the returns of the offices they oversee; those who accept, direct or read
        summaries see all that is due.
        """
        if may(user, Do.ACCEPT_RETURN) or may(user, Do.READ_SUMMARY):
            return self
        return self.filter(office__in=narrow(user, OVERSEE, Office))


class SummaryQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SummaryQuerySet":
        """Those who prepare see drafts; those who only read see approved ones."""
        if may(user, Do.PREPARE_SUMMARY):
            return self
        if may(user, Do.READ_SUMMARY):
            return self.filter(approved_at__isnull=False)
        return self.none()

    def latest_first(self) -> "SummaryQuerySet":
        return self.order_by("-end", "kind", "-revision", "-pk")


class DirectionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DirectionQuerySet":
        """The chairman and the leads see all; offices and people those addressed to them. One on a
        case shows to who sees the case.
        """
        if may(user, Do.DIRECT) or may(user, Do.APPROVE_SUMMARY) or may(user, Do.PREPARE_SUMMARY):
            addressed = self
        else:
            addressed = self.filter(
                pk__in=self.model.objects.filter(
                    Q(tasks__office__in=narrow(user, OVERSEE, Office)) | Q(tasks__person=user)
                ).values("pk")
            )
        # few are on a case: each looks up its own, and the cases somebody sees are not gone through
        seen = Incident.objects.visible_to(user).filter(pk=OuterRef("incident")).order_by()
        return addressed.filter(Q(incident=None) | Q(Exists(seen)))

    def open(self) -> "DirectionQuerySet":
        return self.filter(closed_at=None)

    def overdue(self, day: date) -> "DirectionQuerySet":
        """Open, with a task of it still to be accepted whose day has gone by."""
        late = Q(tasks__due_on__lt=day) | Q(tasks__due_on=None, due_on__lt=day)
        return self.open().filter(
            pk__in=self.model.objects.filter(late, tasks__accepted_at=None, tasks__isnull=False)
            .order_by()
            .values("pk")
        )
