"""Who was told: briefings held by a unit, acknowledgements by each member of staff, official sources."""

from django.conf import settings
from django.db import models

from compliance.guidance.querysets import BriefingQuerySet
from compliance.registry.models import Office, StaffMember
from compliance.rulebook.models import Instrument


class Briefing(models.Model):
    """A meeting at which an office made instruments known to its staff."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="briefings", verbose_name="đơn vị")
    held_on = models.DateField("ngày tổ chức")
    instruments = models.ManyToManyField(Instrument, related_name="briefings", verbose_name="văn bản quán triệt")
    attended = models.PositiveIntegerField("số người dự")
    minutes = models.TextField("nội dung, kết quả", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc")

    objects = BriefingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["office", "-held_on"]), models.Index(fields=["-held_on"])]

    def __str__(self) -> str:
        return f"{self.office_id} {self.held_on}"


class Acknowledgement(models.Model):
    """One person confirms having read one instrument."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="acknowledgements", verbose_name="văn bản")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="acknowledgements", verbose_name="cán bộ")
    at = models.DateTimeField("xác nhận lúc")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instrument", "staff"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.instrument_id}"


class OfficialSource(models.Model):
    """A source of official information kept by the committee (letter 308, mục 2)."""

    name = models.CharField("tên nguồn", max_length=200)
    url = models.CharField("địa chỉ", max_length=300)
    note = models.CharField("dùng để", max_length=300, blank=True)
    order = models.PositiveIntegerField("thứ tự", default=0)

    def __str__(self) -> str:
        return self.name
