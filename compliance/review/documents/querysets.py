"""Who sees which document of a case."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from compliance.core.access import may
from compliance.core.roles import Do
from compliance.incidents.models import Incident


class CaseDocumentQuerySet(models.QuerySet):
    def standing(self) -> "CaseDocumentQuerySet":
        return self.filter(discarded_at=None)

    def issued(self) -> "CaseDocumentQuerySet":
        return self.filter(typed_back_at__isnull=False)

    def in_force(self) -> "CaseDocumentQuerySet":
        """Without what tells of a conclusion that was replaced."""
        return self.filter(Q(conclusion=None) | Q(conclusion__replaced_at=None))

    def with_newer(self) -> "CaseDocumentQuerySet":
        """`newer`: the number of the document that replaced each, when one was issued."""
        newer = (
            self.model.objects.standing()
            .issued()
            .filter(replaces=models.OuterRef("pk"))
            .order_by("-pk")
            .values("number")[:1]
        )
        return self.annotate(newer=models.Subquery(newer))

    def visible_to(self, user) -> "CaseDocumentQuerySet":
        """Issued documents for whoever sees the case; drafts for its handler and the
        leads alone. Each document looks its case up: what may be seen is not gone through.
        """
        case = Incident.objects.visible_to(user).filter(sealed=False, pk=OuterRef("incident"))
        seen = self.standing().filter(Exists(case.order_by()))
        return (
            seen
            if may(user, Do.TRIAGE)
            else seen.filter(Q(typed_back_at__isnull=False) | Q(incident__handler=user))
        )

    def in_register(self) -> "CaseDocumentQuerySet":
        """What is still to be numbered first, then the newest number: the order of the index."""
        return self.order_by(F("issued_on").desc(nulls_first=True), "-pk")

    def addressed_to(self, user) -> "CaseDocumentQuerySet":
        """What the person concerned may read at their own door: documents for them, once issued."""
        return (
            self.standing()
            .issued()
            .filter(
                kind__in=self.model.TO_PERSON,
                incident__in=Incident.objects.concerning(user).order_by().values("pk"),
            )
        )
