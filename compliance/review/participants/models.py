"""Who has something of a case open just now."""

from django.conf import settings
from django.db import models

from compliance.core import columns
from compliance.core.language import _
from compliance.incidents.models import Incident


class AtWork(models.Model):
    """Somebody opened the page of an act: others who may take it see that it is being done. The row
    is that of the last time.
    """

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="at_work", verbose_name=_("vụ việc")
    )
    verb = columns.CharField(_("việc"), max_length=30)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người đang làm")
    )
    at = models.DateTimeField(_("mở lúc"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "verb", "user"], name="at_work_once")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.verb} {self.user_id}"
