"""An end set by hand can be taken back on the day it was set: the row remembers the days before."""

from datetime import date

from django.conf import settings
from django.db import models

from compliance.core.language import _
from compliance.rulebook.clocks import local_day


class EndedByHand(models.Model):
    """A dated row that keeps, from the moment its end was set, by whom and which days stood before.
    Empty while nobody has, and again once it was taken back.
    """

    ended_at = models.DateTimeField(_("ghi kết thúc lúc"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("người ghi kết thúc"),
    )
    from_before = models.DateField(_("từ ngày, trước khi kết thúc"), null=True, editable=False)
    to_before = models.DateField(_("đến ngày, trước khi kết thúc"), null=True, editable=False)

    class Meta:
        abstract = True

    def ended_on(self, day: date) -> bool:
        """Whether its end was set on `day`, and can be taken back on it."""
        return self.ended_at is not None and local_day(self.ended_at) == day
