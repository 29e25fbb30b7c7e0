"""The one table of files: whatever room they were handed in to."""

import uuid

from django.conf import settings
from django.db import models

from compliance.core import columns
from compliance.files.scan import Scan


class StoredFile(models.Model):
    """Bytes on disk, written before this row, never changed. The name people gave is kept as text
    only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    path = columns.CharField(max_length=120, unique=True)
    sha256 = columns.CharField("mã kiểm tra", max_length=64)
    size = models.PositiveBigIntegerField("cỡ (byte)")
    kind = columns.CharField(
        "loại",
        max_length=10,
        help_text="jpg, png, webp, gif, pdf, docx, xlsx, mp4, webm: sniffed, not trusted",
    )
    name = columns.CharField("tên gốc", max_length=200)
    checked_at = models.DateTimeField(
        "kiểm tra gần nhất",
        null=True,
        db_index=True,
        help_text="when the bytes last still had their hash",
    )
    scan = columns.CharField(
        "quét mã độc", max_length=8, choices=Scan, default=Scan.NOT, blank=True, db_index=True
    )
    damaged_at = models.DateTimeField("phát hiện hỏng lúc", null=True)
    facts = columns.JSONField(
        "kết quả đọc tệp",
        default=dict,
        help_text=(
            "what parsing found: pages, width, height, active, author, exif; never text of the file"
        ),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người tải lên",
        help_text="empty: the reporter",
    )
    at = models.DateTimeField("lúc")

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"
