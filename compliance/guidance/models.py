"""Who was told: instruments sent to offices, briefings held by a unit, acknowledgements by each
member of staff, official sources.
"""

from django.conf import settings
from django.db import models

from compliance.core import columns
from compliance.core.fields import as_link
from compliance.core.language import _
from compliance.files.models import StoredFile
from compliance.guidance.querysets import BriefingQuerySet, DispatchQuerySet
from compliance.registry.models import Office, StaffMember
from compliance.rulebook.models import Instrument

USER = settings.AUTH_USER_MODEL


class Dispatch(models.Model):
    """One version of an instrument sent to offices, to be made known there by a day."""

    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="dispatches", verbose_name=_("văn bản")
    )
    offices = models.ManyToManyField(Office, related_name="dispatches", verbose_name=_("đơn vị"))
    due_on = models.DateField(_("hạn quán triệt"))
    note = columns.CharField(_("yêu cầu"), max_length=500, blank=True)
    by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người gửi")
    )
    at = models.DateTimeField(_("gửi lúc"))
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"]), models.Index(fields=["ended_at", "due_on"])]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.due_on}"


class Briefing(models.Model):
    """A meeting at which an office made instruments known to its staff. `attended` is counted from
    who attended, never typed.
    """

    office = models.ForeignKey(
        Office, models.PROTECT, related_name="briefings", verbose_name=_("đơn vị")
    )
    held_on = models.DateField(_("ngày tổ chức"))
    place = columns.CharField(_("địa điểm"), max_length=160, blank=True)
    instruments = models.ManyToManyField(
        Instrument, related_name="briefings", verbose_name=_("văn bản quán triệt")
    )
    attendees = models.ManyToManyField(
        StaffMember, related_name="briefings", verbose_name=_("người dự")
    )
    others = models.PositiveIntegerField(_("người ngoài đơn vị"), default=0)
    attended = models.PositiveIntegerField(_("số người dự"))
    minutes = columns.TextField(_("nội dung, kết quả"), blank=True)
    files = models.ManyToManyField(
        StoredFile, blank=True, related_name="briefings", verbose_name=_("biên bản, ảnh")
    )
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người ghi"))
    at = models.DateTimeField(_("ghi lúc"))

    objects = BriefingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["office", "-held_on"]), models.Index(fields=["-held_on"])]

    def __str__(self) -> str:
        return f"{self.office_id} {self.held_on}"


class Signing(models.Model):
    """A printed list that people without an account signed: when, and the scan of it."""

    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="signings", verbose_name=_("văn bản")
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    signed_on = models.DateField(_("ngày ký"))
    files = models.ManyToManyField(
        StoredFile, blank=True, related_name="signings", verbose_name=_("bản chụp danh sách ký")
    )
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người ghi"))
    at = models.DateTimeField(_("ghi lúc"))

    def __str__(self) -> str:
        return f"{self.office_id} {self.signed_on}"


class Acknowledgement(models.Model):
    """One person confirms having read one version of an instrument: in the portal, after opening
    it, or by signing the printed list.
    """

    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="acknowledgements", verbose_name=_("văn bản")
    )
    staff = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="acknowledgements", verbose_name=_("cán bộ")
    )
    at = models.DateTimeField(_("xác nhận lúc"))
    signing = models.ForeignKey(
        Signing,
        models.PROTECT,
        null=True,
        related_name="acknowledgements",
        verbose_name=_("ký trên giấy"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instrument", "staff"], name="acknowledged_once")
        ]
        indexes = [models.Index(fields=["instrument", "at"])]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.instrument_id}"


class OfficialSource(models.Model):
    """A source of official information kept by the committee (letter 308, mục 2)."""

    name = columns.CharField(_("tên nguồn"), max_length=200)
    url = columns.CharField(_("địa chỉ"), max_length=300)
    note = columns.CharField(_("dùng để"), max_length=300, blank=True)
    order = models.PositiveIntegerField(_("thứ tự"), default=0)

    def __str__(self) -> str:
        return self.name

    @property
    def href(self) -> str:
        """Where the link leads; empty for an address kept before addresses were looked at that
        leads nowhere.
        """
        return as_link(self.url) or ""
