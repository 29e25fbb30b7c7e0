"""To whom a summary goes and what became of each copy; files kept with reports; views
people saved.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.core import columns
from compliance.core.language import _, in_sense
from compliance.files.models import StoredFile
from reports.models.directions import TaskReply
from reports.models.summaries import Summary

USER = settings.AUTH_USER_MODEL


class Recipient(models.Model):
    """A line of 'Nơi nhận'. Copies that leave the committee carry no names and suppress small
    counts.
    """

    name = columns.CharField(_("nơi nhận"), max_length=200)
    purpose = columns.CharField(
        _("mục đích"), max_length=40, blank=True, help_text=_("B/c, để biết…")
    )
    inside = models.BooleanField(_("trong cơ quan"), default=True)
    email = columns.EmailField(
        _("thư điện tử"), blank=True, help_text="empty: the copy goes on paper"
    )
    order = models.PositiveIntegerField(_("thứ tự"), default=0)
    ended_at = models.DateTimeField(_("thôi gửi từ"), null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One copy of one summary for one recipient: owed, sent, opened; or failed, and sent again. On
    paper: handed over on a day, by whom.
    """

    class State(models.TextChoices):
        OWED = "owed", _("Đang gửi")
        SENT = "sent", in_sense("sent", "Đã gửi")
        OPENED = "opened", _("Đã nhận")
        FAILED = "failed", _("Gửi không được")
        PAPER = "paper", _("Chờ giao giấy")
        HANDED = "handed", _("Đã giao giấy")

    summary = models.ForeignKey(
        Summary, models.PROTECT, related_name="deliveries", verbose_name=_("báo cáo")
    )
    recipient = models.ForeignKey(
        Recipient, models.PROTECT, related_name="deliveries", verbose_name=_("nơi nhận")
    )
    state = columns.CharField(_("tình trạng"), max_length=10, choices=State)
    number = models.PositiveIntegerField(_("lần gửi"), default=1)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người gửi"))
    at = models.DateTimeField(_("lập lúc"))
    sent_at = models.DateTimeField(_("gửi lúc"), null=True)
    opened_at = models.DateTimeField(_("nhận lần đầu lúc"), null=True)
    opened = models.PositiveIntegerField(_("số lần nhận"), default=0)
    expires_at = models.DateTimeField(_("liên kết hết hạn lúc"), null=True)
    note = columns.CharField(
        _("ghi chú"), max_length=200, blank=True, help_text="of paper: who took it"
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
        Summary, models.PROTECT, null=True, related_name="files", verbose_name=_("báo cáo")
    )
    reply = models.ForeignKey(
        TaskReply, models.PROTECT, null=True, related_name="files", verbose_name=_("trả lời")
    )
    stored = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="report_files", verbose_name=_("tệp")
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
        NEVER = "never", _("Không nhắc")
        WEEK = "week", _("Mỗi tuần")
        MONTH = "month", _("Mỗi tháng")

    user = models.ForeignKey(
        USER, models.CASCADE, related_name="saved_views", verbose_name=_("người lưu")
    )
    name = columns.CharField(_("tên"), max_length=80)
    kind = columns.CharField(_("kỳ"), max_length=10)
    back = models.PositiveSmallIntegerField(
        _("lùi mấy kỳ"), default=1, help_text="0: the running period; 1: the last closed one"
    )
    office = columns.CharField(
        _("đơn vị"),
        max_length=30,
        blank=True,
        help_text="code of an office; empty: all one may see",
    )
    cadence = columns.CharField(
        _("nhắc xem"), max_length=10, choices=Cadence, default=Cadence.NEVER
    )
    created_at = models.DateTimeField(_("lưu lúc"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="view_named_once")]

    def __str__(self) -> str:
        return self.name
