"""The ledger of the clocks: every pause, extension and restart is a row."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.incidents.models import Incident

USER = settings.AUTH_USER_MODEL


class ClockEntry(models.Model):
    """A pause, extension or restart of a clock: who, why, by which rule. Dates are recomputed from these rows."""

    class Kind(models.TextChoices):
        PAUSE = "pause", "Tạm dừng"
        EXTEND_PROCESSING = "extend_processing", "Gia hạn xử lý"
        EXTEND_ANSWER = "extend_answer", "Gia hạn giải trình"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="clock_entries", verbose_name="vụ việc")
    kind = models.CharField("loại", max_length=20, choices=Kind)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày", null=True, blank=True)
    reason = models.TextField("lý do")
    rule = models.CharField("căn cứ", max_length=200)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("lúc")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident"], condition=Q(kind="pause", ends_on=None), name="one_open_pause")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"
