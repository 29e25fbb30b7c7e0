"""How the committee is called, signs, reports: a row for each change, from a day on."""

from django.db import models
from django.db.models import Q

from compliance.core import columns
from compliance.core.committee import WINDOWS
from compliance.core.language import _
from compliance.registry.models.accounts import User


class CommitteeVersion(models.Model):
    """What is in force from `valid_from` until the next one begins. Never changed and never
    deleted: papers of its days are headed by it for good. One that has not begun can be taken back.
    """

    valid_from = models.DateField(_("từ ngày"))
    name = columns.CharField(_("tên cơ quan"), max_length=200)
    short_name = columns.CharField(_("tên ngắn"), max_length=80)
    place = columns.CharField(_("địa danh ghi trên văn bản"), max_length=60)
    superior = columns.CharField(_("cơ quan cấp trên"), max_length=200, blank=True)
    founding_instrument = columns.CharField(_("văn bản giao nhiệm vụ"), max_length=200, blank=True)
    founding_day = models.DateField(_("ngày của văn bản giao nhiệm vụ"), null=True, blank=True)
    team_name = columns.CharField(_("tên Tổ kiểm tra"), max_length=120)
    team_code = columns.CharField(_("ký hiệu của Tổ trên văn bản"), max_length=20)
    team_title = columns.CharField(_("chức vụ người ký của Tổ"), max_length=60)
    by_order = columns.CharField(_("quyền hạn ký thay Chủ tịch"), max_length=30)
    help_contact = columns.CharField(_("nơi hỗ trợ người dùng"), max_length=200)
    code_prefix = columns.CharField(_("chữ đầu của mã hồ sơ"), max_length=8)
    summary_kinds = columns.CharField(_("kỳ của báo cáo tổng hợp"), max_length=60)
    return_kinds = columns.CharField(_("kỳ của báo cáo đơn vị"), max_length=60)
    period_windows = columns.CharField(_("cách tính kỳ"), max_length=10, choices=WINDOWS)
    reports_since = models.DateField(_("lập báo cáo của các kỳ từ ngày"), null=True, blank=True)
    day_mb = models.PositiveIntegerField(_("một người gửi tệp tối đa một ngày (MB)"))
    basis = columns.CharField(_("căn cứ"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("người ghi"))
    at = models.DateTimeField(_("ghi lúc"))
    taken_back_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người hủy")
    )
    taken_back_at = models.DateTimeField(_("hủy lúc"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="committee_taken_back_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(name="")
                & ~Q(short_name="")
                & ~Q(place="")
                & ~Q(code_prefix="")
                & ~Q(help_contact=""),
                name="committee_is_named",
            ),
        ]
        indexes = [models.Index(fields=["-valid_from", "-id"])]

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}"
