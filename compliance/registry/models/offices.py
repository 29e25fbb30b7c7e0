"""Offices as a dated tree, and who took over from whom."""

from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase
from tree_queries.models import TreeNode

from compliance.fold import clean, fold
from compliance.registry.querysets import OfficeQuerySet


class Office(TreeNode):
    """A body, office or school, with the days it existed. Codes of the statistics office are re-used and so are only a remark."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", "Ủy ban nhân dân"
        DEPARTMENT = "department", "Cơ quan chuyên môn"
        COMMUNE = "commune", "Xã, thị trấn"
        SCHOOL = "school", "Trường học"
        SERVICE = "service", "Đơn vị sự nghiệp"
        TEAM = "team", "Tổ công tác"

    code = models.CharField("mã đơn vị", max_length=30, unique=True)
    name = models.CharField("tên đơn vị", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=80)
    kind = models.CharField("loại", max_length=20, choices=Kind)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    statistics_code = models.CharField("mã thống kê", max_length=10, blank=True)
    morning_from = models.TimeField("sáng từ", default="07:30")
    morning_to = models.TimeField("sáng đến", default="11:30")
    afternoon_from = models.TimeField("chiều từ", default="13:30")
    afternoon_to = models.TimeField("chiều đến", default="17:00")
    sends_return = models.BooleanField("gửi báo cáo kỳ", default=True)
    order = models.PositiveIntegerField("thứ tự", default=0)
    folded = models.TextField(editable=False, default="")

    objects = OfficeQuerySet.as_manager(with_tree_fields=False)

    class Meta:
        permissions = [("oversee_office", "Phụ trách đơn vị")]
        constraints = [models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="office_dates_in_order")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.name, self.short_name = clean(self.name), clean(self.short_name)
        self.folded = fold(f"{self.name} {self.short_name} {self.code}")
        super().save(*args, **kwargs)


class OfficeGrant(UserObjectPermissionBase):
    """Computed grants on an office (direct foreign key, so they go with it)."""

    content_object = models.ForeignKey(Office, models.CASCADE)


class OfficeSuccession(models.Model):
    """`to_office` took over from `from_office` on `day`."""

    from_office = models.ForeignKey(Office, models.PROTECT, related_name="successions", verbose_name="đơn vị cũ")
    to_office = models.ForeignKey(Office, models.PROTECT, related_name="predecessors", verbose_name="đơn vị mới")
    day = models.DateField("ngày")
    basis = models.CharField("căn cứ", max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["from_office", "to_office"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.from_office_id} -> {self.to_office_id}"
