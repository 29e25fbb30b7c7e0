"""Reading people and offices: by day, by words typed, and never against the wall."""

from datetime import date

from django.db import models
from django.db.models import Q
from tree_queries.query import TreeQuerySet

from compliance.fold import fold
from compliance.roles import Kind


class DatedMixin:
    def on(self, day: date):
        """Rows valid on `day` (both ends inclusive)."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class OfficeQuerySet(DatedMixin, TreeQuerySet):
    def matching(self, words: str):
        found = self
        for word in fold(words).split():
            found = found.filter(folded__contains=word)
        return found


class PostingQuerySet(DatedMixin, models.QuerySet):
    pass


class FunctionQuerySet(DatedMixin, models.QuerySet):
    def of_kinds(self, *kinds: Kind):
        return self.filter(kind__in=kinds)


class StaffQuerySet(models.QuerySet):
    def matching(self, words: str):
        """Every word typed must occur in name, code, office or position; marks, case and word order do not matter."""
        found = self
        for word in fold(words).split():
            found = found.filter(folded__contains=word)
        return found

    def by_name(self):
        """The Vietnamese way: by given name, then family name, then middle names."""
        return self.order_by("sort_key", "code")
