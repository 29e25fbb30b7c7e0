"""Stored files, and the files and links a case relies on."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.incidents.models.incident import Incident


class StoredFile(models.Model):
    """Bytes on disk, written before this row, never changed. The name people gave is kept as text only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    path = models.CharField(max_length=120, unique=True)
    sha256 = models.CharField("mã kiểm tra", max_length=64)
    size = models.PositiveBigIntegerField("cỡ (byte)")
    kind = models.CharField("loại", max_length=10, help_text="jpg, png, webp, gif, pdf, docx, xlsx, mp4, webm: sniffed, not trusted")
    name = models.CharField("tên gốc", max_length=200)
    checked_at = models.DateTimeField("kiểm tra gần nhất", null=True, db_index=True, help_text="when the bytes last still had their hash")
    damaged_at = models.DateTimeField("phát hiện hỏng lúc", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người tải lên", help_text="empty: the reporter")
    at = models.DateTimeField("lúc")

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"


class Evidence(models.Model):
    """A file or a link relied on, or not, in one incident. Siblings share the stored file, each with a row of its own."""

    class LaterStatus(models.TextChoices):
        THERE = "there", "Còn"
        EDITED = "edited", "Đã sửa"
        DELETED = "deleted", "Đã gỡ"
        PRIVATE = "private", "Đã chuyển riêng tư"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="evidence", verbose_name="vụ việc")
    number = models.PositiveIntegerField("số chứng cứ")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name="tệp")
    url = models.CharField("đường dẫn", max_length=500, blank=True)
    caption = models.CharField("mô tả", max_length=200, blank=True)
    account_name = models.CharField("tên tài khoản", max_length=120, blank=True)
    posted_at = models.DateTimeField("đăng lúc", null=True, blank=True)
    captured_at = models.DateTimeField("chụp lúc", null=True, blank=True)
    later_status = models.CharField("tình trạng sau đó", max_length=10, choices=LaterStatus, blank=True)
    relied_on = models.BooleanField("dùng làm căn cứ", default=True)
    removed_at = models.DateTimeField("gỡ lúc", null=True, help_text="only while a draft; nothing is removed after submission")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người nộp", help_text="empty: the reporter")
    at = models.DateTimeField("lúc")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="evidence_numbered_once"),
            models.CheckConstraint(condition=Q(file__isnull=False) | ~Q(url=""), name="evidence_is_file_or_link"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}/CC-{self.number:02d}"

    @property
    def label(self) -> str:
        return f"CC-{self.number:02d}"
