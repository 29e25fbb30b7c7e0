"""Uploaded lists on their way in."""

from django.db import models

from compliance.core import columns
from compliance.core.language import _
from compliance.registry.models.accounts import User
from compliance.registry.models.offices import Office


class ImportRun(models.Model):
    """One uploaded list on its way in: read, previewed, then applied or left; the last one applied
    can be undone. The file lies under MEDIA_ROOT/imports until
    the run is applied or left: it may hold columns that are never kept."""

    class What(models.TextChoices):
        STAFF = "staff", _("Danh sách cán bộ")
        OFFICES = "offices", _("Danh sách đơn vị")

    class State(models.TextChoices):
        READING = "reading", _("Đang đọc")
        UNREADABLE = "unreadable", _("Không đọc được")
        PREVIEWED = "previewed", _("Đã xem trước")
        APPLYING = "applying", _("Đang nhập")
        APPLIED = "applied", _("Đã nhập")
        CANCELLED = "cancelled", _("Đã bỏ")
        UNDONE = "undone", _("Đã hoàn tác")

    what = columns.CharField(
        _("danh sách gì"),
        max_length=10,
        choices=What,
        default=What.STAFF,
        db_default="staff",  # what the release before writes, which knows no other list
    )
    name = columns.CharField(_("tên tệp"), max_length=200)
    path = columns.CharField(max_length=200, unique=True)
    sha256 = columns.CharField(_("mã kiểm tra"), max_length=64)
    state = columns.CharField(_("tình trạng"), max_length=10, choices=State, default=State.READING)
    scope = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("danh sách đầy đủ của"),
        help_text="empty: nobody ever leaves by this list",
    )
    left_day = models.DateField(_("ngày cuối của người rời danh sách"), null=True, blank=True)
    counts = columns.JSONField(_("số dòng"), default=dict)
    left_out = columns.JSONField(_("cột bỏ lại"), default=list)
    report = columns.JSONField(_("đã đọc gì"), default=dict, db_default={})
    choices = columns.JSONField(_("đã chọn gì"), default=dict, db_default={})
    reason = columns.CharField(_("lý do"), max_length=300, blank=True)
    seen_seq = models.PositiveBigIntegerField(_("nhật ký lúc xem trước"), default=0)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người nhập")
    )
    at = models.DateTimeField(_("lúc"))
    applied_at = models.DateTimeField(_("nhập lúc"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="applying"), name="one_import_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class ImportRow(models.Model):
    """One row of a list: what it says, what it would do; once applied, what stood before. Gone when
    a later list is applied.
    """

    run = models.ForeignKey(
        ImportRun, models.CASCADE, related_name="rows", verbose_name=_("lần nhập")
    )
    sheet = columns.CharField(
        "trang",
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text="empty: the only one",
    )
    number = models.PositiveIntegerField(_("dòng"), help_text="0: not in the list")
    fate = columns.CharField(_("sẽ làm gì"), max_length=10)
    code = columns.CharField(_("mã cán bộ"), max_length=40)
    values = columns.JSONField(_("nội dung"), default=dict)
    errors = columns.JSONField(_("lỗi"), default=list)
    changes = columns.JSONField(_("thay đổi"), default=list)
    notes = columns.JSONField(_("cổng hiểu là"), default=list, db_default=[])
    before = columns.JSONField(_("trước khi nhập"), default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["run", "fate", "number"]),
            models.Index(fields=["run", "code"]),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number} {self.fate}"
