"""Which rule was in force on which day."""

from datetime import date
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from compliance.core.text import words_of


class InForceQuerySet(models.QuerySet):
    """Rows with `valid_from` and an open or closed `valid_to` (both inclusive)."""

    def in_force(self, day: date) -> Self:
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day)).filter(
            Q(valid_to=None) | Q(valid_to__gte=day)
        )


class InstrumentQuerySet(InForceQuerySet):
    def matching(self, words: str) -> Self:
        """Every word occurs in number, title or issuer; signs alone find nothing."""
        typed = words_of(words)
        rows = self if typed else self.none()
        for word in typed:
            rows = rows.filter(folded__contains=word)
        return rows


class RuleSetQuerySet(InForceQuerySet):
    def current(self) -> Self:
        """Without those that a later version replaces; a case that froze one of them keeps it."""
        return self.filter(replaced_by=None)


class ProvisionQuerySet(models.QuerySet):
    def in_force(self, day: date) -> Self:
        """Provisions whose instrument was in force on `day`, of its latest published version; only
        these may be cited for an act of that day.
        """
        dated = (Q(instrument__valid_from=None) | Q(instrument__valid_from__lte=day)) & (
            Q(instrument__valid_to=None) | Q(instrument__valid_to__gte=day)
        )
        return self.filter(
            dated, ~Exists(later_versions("instrument__")), instrument__published_at__isnull=False
        )

    def in_order(self) -> Self:
        return self.select_related("instrument").order_by(
            "-instrument__is_legal_basis",
            "instrument__issued_on",
            "instrument__number",
            "order",
            "pk",
        )


def later_versions(path: str = ""):
    """Published versions after the one at hand: number and date of issue are the same, the version
    is higher.
    """
    same = {name: OuterRef(path + name) for name in ("number", "issued_on")}
    return apps.get_model("rulebook", "Instrument").objects.filter(
        **same, version__gt=OuterRef(path + "version"), published_at__isnull=False
    )
