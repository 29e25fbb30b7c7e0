"""To whom a summary goes and what became of each copy; files kept with reports; views
people saved.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.core import columns
from compliance.files.models import StoredFile
from reports.models.directions import TaskReply
from reports.models.summaries import Summary

USER = settings.AUTH_USER_MODEL


class Recipient(models.Model):
    """A line of 'Nơi nhận'. Copies that leave the committee carry no names and suppress small
    counts.
    """

    name = columns.CharField("nơi nhận", max_length=200)
    purpose = columns.CharField("mục đích", max_length=40, blank=True, help_text="B/c, để biết…")
    inside = models.BooleanField("trong cơ quan", default=True)
    email = columns.EmailField("thư điện tử", blank=True, help_text="empty: the copy goes on paper")
    order = models.PositiveIntegerField("thứ tự", default=0)
    ended_at = models.DateTimeField("thôi gửi từ", null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One copy of one summary for one recipient: owed, sent, opened; or failed, and sent again. On
    paper: handed over on a day, by whom.
    """

    class State(models.TextChoices):
        OWED = "owed", "Đang gửi"
        SENT = "sent", "Đã gửi"
        OPENED = "opened", "Đã nhận"
        FAILED = "failed", "Gửi không được"
        PAPER = "paper", "Chờ giao giấy"
        HANDED = "handed", "Đã giao giấy"

    summary = models.ForeignKey(
        Summary, models.PROTECT, related_name="deliveries", verbose_name="báo cáo"
    )
    recipient = models.ForeignKey(
        Recipient, models.PROTECT, related_name="deliveries", verbose_name="nơi nhận"
    )
    state = columns.CharField("tình trạng", max_length=10, choices=State)
    number = models.PositiveIntegerField("lần gửi", default=1)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người gửi")
    at = models.DateTimeField("lập lúc")
    sent_at = models.DateTimeField("gửi lúc", null=True)
    opened_at = models.DateTimeField("nhận lần đầu lúc", null=True)
    opened = models.PositiveIntegerField("số lần nhận", default=0)
    expires_at = models.DateTimeField("liên kết hết hạn lúc", null=True)
    note = columns.CharField(
        "ghi chú", max_length=200, blank=True, help_text="of paper: who took it"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["summary", "recipient"], name="one_copy_a_recipient"),
            models.CheckConstraint(
                condition=~Q(state="opened") | Q(opened_at__isnull=False),
                name="delivery_opened_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.summary_id} {self.recipient_id}"


class ReportFile(models.Model):
    """The scan of a signed summary, or the proof of a reply."""

    summary = models.ForeignKey(
        Summary, models.PROTECT, null=True, related_name="files", verbose_name="báo cáo"
    )
    reply = models.ForeignKey(
        TaskReply, models.PROTECT, null=True, related_name="files", verbose_name="trả lời"
    )
    stored = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="report_files", verbose_name="tệp"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(summary=None, reply__isnull=False)
                | Q(summary__isnull=False, reply=None),
                name="report_file_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.stored.name


class SavedView(models.Model):
    """A view of the figures somebody keeps: which kind of period, counted from now. With a cadence
    a mail with a link says it is time to look.
    """

    class Cadence(models.TextChoices):
        NEVER = "never", "Không nhắc"
        WEEK = "week", "Mỗi tuần"
        MONTH = "month", "Mỗi tháng"

    user = models.ForeignKey(
        USER, models.CASCADE, related_name="saved_views", verbose_name="người lưu"
    )
    name = columns.CharField("tên", max_length=80)
    kind = columns.CharField("kỳ", max_length=10)
    back = models.PositiveSmallIntegerField(
        "lùi mấy kỳ", default=1, help_text="0: the running period; 1: the last closed one"
    )
    office = columns.CharField(
        "đơn vị", max_length=30, blank=True, help_text="code of an office; empty: all one may see"
    )
    cadence = columns.CharField("nhắc xem", max_length=10, choices=Cadence, default=Cadence.NEVER)
    created_at = models.DateTimeField("lưu lúc")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="view_named_once")]

    def __str__(self) -> str:
        return self.name
