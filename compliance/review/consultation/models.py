"""The opinions of the unit and of internal affairs."""

from django.conf import settings
from django.db import models

from compliance.core import columns
from compliance.core.language import _
from compliance.incidents.models import Incident, Outcome

USER = settings.AUTH_USER_MODEL


class Opinion(models.Model):
    """The opinion of the unit head or of internal affairs, or the record that none came in time.

    A second one of the same side and round is that of a successor: who gave the first turned out to
    be tied to the person concerned (review.case.queries.opinion_of).
    """

    class Side(models.TextChoices):
        UNIT = "unit", _("Thủ trưởng đơn vị")
        AFFAIRS = "affairs", _("Đầu mối nội vụ")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="opinions", verbose_name=_("vụ việc")
    )
    side = columns.CharField(_("bên"), max_length=10, choices=Side)
    round = models.PositiveIntegerField(_("lượt"), default=1)
    text = columns.TextField(_("ý kiến"), blank=True)
    suggests = columns.CharField(_("đề nghị"), max_length=20, choices=Outcome, blank=True)
    overdue = models.BooleanField(_("quá hạn, không có ý kiến"), default=False)
    by = models.ForeignKey(
        USER, models.PROTECT, related_name="opinions", verbose_name=_("người cho ý kiến")
    )
    at = models.DateTimeField(_("lúc"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "side", "round", "by"], name="one_opinion_a_side"
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.side}"
