"""The files and links a case relies on, and who had them in hand."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.core import columns, links
from compliance.core.language import _
from compliance.files.models import StoredFile
from compliance.incidents.models.incident import Incident
from compliance.incidents.models.kinds import AccountKind, SeenHow


class Hidden(models.TextChoices):
    """Why a place is covered in a redacted copy."""

    THIRD = "third", _("Người thứ ba")
    REPORTER = "reporter", _("Người ghi nhận, người cung cấp")
    CHILD = "child", _("Trẻ em")
    PRIVATE = "private", _("Đời sống riêng, sức khỏe")
    DATA = "data", _("Số điện thoại, địa chỉ, dữ liệu cá nhân khác")


class Evidence(models.Model):
    """A file or a link relied on, or not, in one incident. Siblings share the stored file, each
    with a row of its own.
    """

    class LaterStatus(models.TextChoices):
        THERE = "there", _("Còn")
        EDITED = "edited", _("Đã sửa")
        DELETED = "deleted", _("Đã gỡ")
        PRIVATE = "private", _("Đã chuyển riêng tư")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="evidence", verbose_name=_("vụ việc")
    )
    number = models.PositiveIntegerField(_("số chứng cứ"))
    redacts = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="redacted_copies",
        verbose_name=_("bản gốc được che"),
    )
    copy = models.PositiveSmallIntegerField(_("bản che thứ"), default=0, help_text="0: not a copy")
    boxes = columns.JSONField(
        _("các ô đã che"),
        default=list,
        help_text="[{page, x, y, w, h, why}] in per cent of the page; of a redacted copy only",
    )
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("tệp"),
    )
    url = columns.CharField(_("đường dẫn"), max_length=links.LONGEST, blank=True)
    url_key = columns.CharField(
        _("đường dẫn để so"),
        max_length=links.KEY,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="the canonical form of the address",
    )
    caption = columns.CharField(_("mô tả"), max_length=200, blank=True)
    disclosed_caption = columns.CharField(
        _("mô tả gửi người được phản ánh"),
        max_length=200,
        blank=True,
        help_text="the one the person concerned reads; never names who reported",
    )
    account_name = columns.CharField(_("tên tài khoản"), max_length=120, blank=True)
    account_kind = columns.CharField(
        _("loại tài khoản"), max_length=10, choices=AccountKind, blank=True
    )
    posted_at = models.DateTimeField(_("đăng lúc"), null=True, blank=True)
    captured_at = models.DateTimeField(_("chụp lúc"), null=True, blank=True)
    captured_by = columns.CharField(
        _("người chụp"),
        max_length=120,
        blank=True,
        help_text="empty: whoever handed it in; never shown to the person concerned",
    )
    seen_how = columns.CharField(_("cách tiếp cận"), max_length=20, choices=SeenHow, blank=True)
    later_status = columns.CharField(
        _("tình trạng sau đó"), max_length=10, choices=LaterStatus, blank=True
    )
    later_status_on = models.DateField(_("ngày ghi nhận tình trạng"), null=True, blank=True)
    translation_note = columns.CharField(_("ghi chú dịch"), max_length=500, blank=True)
    relied_on = models.BooleanField(_("dùng làm căn cứ"), default=True)
    removed_at = models.DateTimeField(
        _("gỡ lúc"), null=True, help_text="only while a draft; nothing is removed after submission"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người nộp"),
        help_text="empty: the reporter",
    )
    at = models.DateTimeField(_("lúc"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "number", "copy"], name="evidence_numbered_once"
            ),
            models.CheckConstraint(
                condition=Q(redacts=None, copy=0)
                | Q(redacts__isnull=False, copy__gt=0, file__isnull=False),
                name="evidence_copy_has_its_original",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(url=""), name="evidence_is_file_or_link"
            ),
        ]
        indexes = [
            models.Index(fields=["url_key"], condition=~Q(url_key=""), name="evidence_by_address")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.label}"

    @property
    def words(self) -> str:
        """What is said of it, else the name of its file, else its address."""
        return self.caption or (self.file.name if self.file else self.url)

    @property
    def label(self) -> str:
        """CC-02, of a redacted copy CC-02 (bản che), of the next one CC-02 (bản che 2)."""
        if not self.copy:
            return f"CC-{self.number:02d}"
        return _("CC-{number:02d} (bản che{copy})").format(
            number=self.number, copy=f" {self.copy}" if self.copy > 1 else ""
        )


class CustodyEvent(models.Model):
    """Who had one item of evidence in hand, when, to do what, and what its hash was then. Never
    updated, never deleted (triggers on both engines).

    The reporter and the person concerned stand here by their part, never by name.
    """

    class Verb(models.TextChoices):
        RECEIVED = "received", _("Nhận")
        REMOVED = "removed", _("Bỏ khỏi bản nháp")
        CHECKED = "checked", _("Kiểm tra mã, nguyên vẹn")
        DAMAGED = "damaged", _("Kiểm tra mã, không còn nguyên vẹn")
        VIEWED = "viewed", _("Xem")
        DOWNLOADED = "downloaded", _("Tải về")
        CHANGED = "changed", _("Cập nhật thông tin")
        REDACTED = "redacted", _("Lập bản che")
        DERIVED = "derived", _("Được lập từ bản gốc")
        DISCLOSED = "disclosed", _("Cho người được phản ánh xem")
        SEALED = "sealed", _("Niêm phong")
        DISPOSED = "disposed", _("Tiêu hủy")

    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="custody", verbose_name=_("chứng cứ")
    )
    verb = columns.CharField(_("việc"), max_length=12, choices=Verb)
    at = models.DateTimeField(_("lúc"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người thực hiện"),
        help_text="empty: see who",
    )
    who = columns.CharField(
        _("người thực hiện"),
        max_length=120,
        help_text=_(
            "the name as it was, or the part: người ghi nhận, người được phản ánh, hệ thống"
        ),
    )
    sha256 = columns.CharField(
        _("mã kiểm tra khi đó"), max_length=64, blank=True, help_text="empty for a link"
    )
    parent_sha256 = columns.CharField(_("mã kiểm tra của bản gốc"), max_length=64, blank=True)
    note = columns.CharField(
        _("ghi chú"),
        max_length=200,
        blank=True,
        help_text="a number of a notice, a status; no personal text",
    )

    class Meta:
        indexes = [models.Index(fields=["evidence", "id"])]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.verb}"
