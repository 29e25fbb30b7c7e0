"""Which rule was in force on which day."""

from datetime import date
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

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


TAKEN_BACK = "taken_back"  # a version people took back before it was in force
# what people entered comes before what the software ships (docs/decisions/0089)
BY_HAND = Case(When(change=None, then=Value(0)), default=Value(1), output_field=IntegerField())


class RuleSetQuerySet(InForceQuerySet):
    def current(self) -> Self:
        """Without those that a later version replaces, and without those taken back."""
        return self.filter(replaced_by=None).exclude(change__state=TAKEN_BACK)

    def governing(self, day: date) -> Self:
        """Of each staff kind the one set that governs `day`: of several in force what people
        entered, then what begins later, then what was entered later.
        """
        known = apps.get_model("rulebook", "RuleSet").objects.current().in_force(day)
        better = (
            Q(by_hand__gt=OuterRef("by_hand"))
            | Q(by_hand=OuterRef("by_hand"), valid_from__gt=OuterRef("valid_from"))
            | Q(
                by_hand=OuterRef("by_hand"),
                valid_from=OuterRef("valid_from"),
                pk__gt=OuterRef("pk"),
            )
        )
        others = known.annotate(by_hand=BY_HAND).filter(better, staff_kind=OuterRef("staff_kind"))
        return self.current().in_force(day).annotate(by_hand=BY_HAND).filter(~Exists(others))


class RuleTermQuerySet(InForceQuerySet):
    def standing(self) -> Self:
        """Without terms for everybody that were taken back, and in the order in which the last one
        counts: by the software, then by hand; then by their first day.
        """
        rows = self.exclude(change__state=TAKEN_BACK).annotate(by_hand=BY_HAND)
        return rows.order_by("by_hand", "valid_from", "pk")


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
