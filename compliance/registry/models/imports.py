"""Uploaded lists on their way in."""

from django.db import models

from compliance.registry.models.accounts import User


class ImportRun(models.Model):
    """One uploaded list on its way in: previewed, then applied or left. The file itself lies under MEDIA_ROOT/imports."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", "Đã xem trước"
        APPLIED = "applied", "Đã nhập"
        CANCELLED = "cancelled", "Đã bỏ"

    name = models.CharField("tên tệp", max_length=200)
    path = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField("mã kiểm tra", max_length=64)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.PREVIEWED)
    counts = models.JSONField("số dòng", default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người nhập")
    at = models.DateTimeField("lúc")
    applied_at = models.DateTimeField("nhập lúc", null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
