"""Offices as a dated tree, and who took over from whom."""

from datetime import time

from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase
from tree_queries.models import TreeNode

from compliance.core import columns
from compliance.core.language import _
from compliance.core.text import clean, search_text
from compliance.registry.querysets import DatedQuerySet, OfficeQuerySet


class Office(TreeNode):
    """A body, office or school, with the days it existed. Codes of the statistics office are
    re-used and so are only a remark.

    Name, short name, kind and parent are those of today, kept by registry.actions from the
    versions: lists and the tree need no join over dates.
    """

    class Kind(models.TextChoices):
        AUTHORITY = "authority", _("Ủy ban nhân dân")
        DEPARTMENT = "department", _("Cơ quan chuyên môn")
        COMMUNE = "commune", _("Xã, phường, thị trấn, đặc khu")
        SCHOOL = "school", _("Trường học")
        SERVICE = "service", _("Đơn vị sự nghiệp")
        TEAM = "team", _("Tổ công tác")

    code = columns.CharField(_("mã đơn vị"), max_length=30, unique=True)
    name = columns.CharField(_("tên đơn vị"), max_length=200)
    short_name = columns.CharField(_("tên ngắn"), max_length=80)
    kind = columns.CharField(_("loại"), max_length=20, choices=Kind)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    statistics_code = columns.CharField(_("mã thống kê"), max_length=10, blank=True)
    sends_return = models.BooleanField(_("gửi báo cáo kỳ"), default=True)
    order = models.PositiveIntegerField(_("thứ tự"), default=0)
    folded = columns.TextField(editable=False, default="")

    objects = OfficeQuerySet.as_manager(with_tree_fields=False)

    class Meta:
        permissions = [("oversee_office", _("Phụ trách đơn vị"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="office_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.name, self.short_name = clean(self.name), clean(self.short_name)
        self.folded = search_text(self.name, self.short_name, self.code)
        super().save(*args, **kwargs)


class OfficeVersion(models.Model):
    """What an office was called, what it was and where it stood in the tree, from when to when.
    Versions of one office never overlap.
    """

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="versions", verbose_name=_("đơn vị")
    )
    name = columns.CharField(_("tên đơn vị"), max_length=200)
    short_name = columns.CharField(_("tên ngắn"), max_length=80)
    kind = columns.CharField(_("loại"), max_length=20, choices=Office.Kind)
    parent = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("đơn vị cấp trên"),
    )
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    basis = columns.CharField(_("căn cứ"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="office_version_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("office")), name="office_not_under_itself"
            ),
            models.UniqueConstraint(
                fields=["office", "valid_from"], name="one_office_version_a_day"
            ),
            models.UniqueConstraint(
                fields=["office"], condition=Q(valid_to=None), name="one_open_office_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.name} {self.valid_from}"


class OfficeAlias(models.Model):
    """How somebody writes an office in lists, as a person has said. Reading a list proposes by it
    and shows it; nothing else does.
    """

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="aliases", verbose_name=_("đơn vị")
    )
    spelling = columns.CharField(_("cách ghi"), max_length=200)
    folded = columns.CharField(max_length=200, unique=True, editable=False)
    by = models.ForeignKey(
        "registry.User", models.PROTECT, related_name="+", verbose_name=_("người ghi")
    )
    at = models.DateTimeField(_("lúc"))

    def __str__(self) -> str:
        return f"{self.folded} -> {self.office_id}"


class OfficeHours(models.Model):
    """Working hours of an office from a day on; an office without any works those of the office
    above (queries.hours_of).
    """

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="hours", verbose_name=_("đơn vị")
    )
    morning_from = models.TimeField(_("sáng từ"), default=time(7, 30))
    morning_to = models.TimeField(_("sáng đến"), default=time(11, 30))
    afternoon_from = models.TimeField(_("chiều từ"), default=time(13, 30))
    afternoon_to = models.TimeField(_("chiều đến"), default=time(17, 0))
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    basis = columns.CharField(_("căn cứ"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="office_hours_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    morning_from__lt=F("morning_to"),
                    morning_to__lte=F("afternoon_from"),
                    afternoon_from__lt=F("afternoon_to"),
                ),
                name="office_hours_in_order",
            ),
            models.UniqueConstraint(fields=["office", "valid_from"], name="one_office_hours_a_day"),
        ]

    def __str__(self) -> str:
        return (
            f"{self.morning_from:%H:%M}–{self.morning_to:%H:%M},"
            f" {self.afternoon_from:%H:%M}–{self.afternoon_to:%H:%M}"
        )


class OfficeGrant(UserObjectPermissionBase):
    """Computed grants on an office (direct foreign key, so they go with it)."""

    content_object = models.ForeignKey(Office, models.CASCADE)


class OfficeSuccession(models.Model):
    """`to_office` took over from `from_office` on `day`, the first day of the new order."""

    class Kind(models.TextChoices):
        MERGED = "merged", _("Sáp nhập")
        SPLIT = "split", _("Chia, tách")
        CHANGED = "changed", _("Đổi tên, đổi loại hình")
        ENDED = "ended", _("Kết thúc hoạt động, chuyển nhiệm vụ")

    from_office = models.ForeignKey(
        Office, models.PROTECT, related_name="successions", verbose_name=_("đơn vị cũ")
    )
    to_office = models.ForeignKey(
        Office, models.PROTECT, related_name="predecessors", verbose_name=_("đơn vị mới")
    )
    day = models.DateField(_("ngày"))
    kind = columns.CharField(_("hình thức"), max_length=10, choices=Kind, default=Kind.MERGED)
    basis = columns.CharField(_("căn cứ"), max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_office", "to_office"], name="succession_once")
        ]

    def __str__(self) -> str:
        return f"{self.from_office_id} -> {self.to_office_id}"
