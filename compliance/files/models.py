"""The one table of files: whatever room they were handed in to."""

import uuid

from django.conf import settings
from django.db import models

from compliance.core import columns
from compliance.core.language import _
from compliance.files import kinds
from compliance.files.scan import Scan


class StoredFile(models.Model):
    """Bytes on disk, written before this row, never changed. The name people gave is kept as text
    only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    path = columns.CharField(max_length=120, unique=True)
    sha256 = columns.CharField(_("mã kiểm tra"), max_length=64)
    size = models.PositiveBigIntegerField(_("cỡ (byte)"))
    kind = columns.CharField(
        _("loại"),
        max_length=10,
        help_text="one of compliance.files.kinds: sniffed, not trusted",
    )
    name = columns.CharField(_("tên gốc"), max_length=200)
    checked_at = models.DateTimeField(
        _("kiểm tra gần nhất"),
        null=True,
        db_index=True,
        help_text="when the bytes last still had their hash",
    )
    scan = columns.CharField(
        _("quét mã độc"), max_length=8, choices=Scan, default=Scan.NOT, blank=True, db_index=True
    )
    damaged_at = models.DateTimeField(_("phát hiện hỏng lúc"), null=True)
    sealed_at = models.DateTimeField(
        _("niêm phong lúc"),
        null=True,
        db_index=True,
        help_text="two people sealed it: the bytes are gone, the row stays",
    )
    sealed_because = columns.TextField(_("lý do niêm phong"), blank=True, default="", db_default="")
    facts = columns.JSONField(
        _("kết quả đọc tệp"),
        default=dict,
        help_text=(
            "what parsing found: pages, sheets, width, height, active, author, exif; never text of "
            "the file"
        ),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người tải lên"),
        help_text="empty: the reporter",
    )
    at = models.DateTimeField(_("lúc"))

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"

    @property
    def is_picture(self) -> bool:
        return self.kind in kinds.PICTURES

    @property
    def is_drawn(self) -> bool:
        """Whether pages show it as pictures drawn by the server, and parts of it can be covered."""
        return self.is_picture or self.kind == "pdf"

    @property
    def plays(self) -> bool:
        """Film or sound."""
        return self.kind in (*kinds.FILM, *kinds.SOUND)

    @property
    def shown_pages(self) -> int:
        """How many pages or sheets; nought where there is but one picture, or nothing is drawn."""
        return self.facts.get("sheets") or self.facts.get("pages") or 0


class ArrivingFile(models.Model):
    """A file on its way, piece by piece. Three keyed hashes (the file at its place, the place, who)
    and the sealed rest: the row names nobody and is of no case until the file is whole.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Đang gửi")
        TAKEN = "taken", _("Đã nhận")
        REFUSED = "refused", _("Không nhận")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mark = columns.CharField(_("dấu của tệp"), max_length=64, unique=True)
    place = columns.CharField(_("dấu của nơi nhận"), max_length=64, db_index=True)
    owner = columns.CharField(_("dấu của người gửi"), max_length=64, db_index=True)
    sealed = columns.TextField(_("nơi nhận, tên và kết quả, đã niêm"))
    length = models.PositiveBigIntegerField(_("cỡ (byte)"))
    offset = models.PositiveBigIntegerField(_("đã nhận (byte)"), default=0)
    state = columns.CharField(_("tình trạng"), max_length=8, choices=State, default=State.OPEN)
    at = models.DateTimeField(_("lúc bắt đầu"))
    touched_at = models.DateTimeField(_("mảnh gần nhất"), db_index=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(offset__lte=models.F("length")), name="arriving_within_length"
            ),
        )

    def __str__(self) -> str:
        return self.mark[:12]

    @property
    def pieces(self) -> str:
        """What its bytes are called on the disk."""
        return self.pk.hex
