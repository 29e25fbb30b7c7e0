"""Two records a public authority keeps about its own systems: breaches of personal data, and
reviews of logs and rights.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.assurance.querysets import BreachQuerySet, ReviewQuerySet
from compliance.core import columns
from compliance.core.language import _
from compliance.rulebook.clocks import local_day

_USER = settings.AUTH_USER_MODEL


class Breach(models.Model):
    """One breach of personal data protection (Luật 91/2025/QH15, Điều 23): what was noticed, the
    clock, who was told.

    Three acts are signed by two people: that the authority need not be told, and that the matter is
    closed.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Đang xử lý")
        EXEMPT_ASKED = "exempt_asked", _("Đề nghị không phải thông báo")
        NOTIFIED = "notified", _("Đã thông báo")
        EXEMPT = "exempt", _("Không phải thông báo")
        CLOSED = "closed", _("Đã kết thúc")

    title = columns.CharField(_("sự cố"), max_length=160)
    what = columns.TextField(_("diễn biến, nguyên nhân ban đầu"))
    data = columns.TextField(_("loại dữ liệu bị ảnh hưởng"))
    people = models.PositiveIntegerField(_("số người bị ảnh hưởng"), null=True, blank=True)
    effects = columns.TextField(_("hậu quả có thể xảy ra"), blank=True)
    measures = columns.TextField(_("biện pháp đã làm"), blank=True)
    noticed_at = models.DateTimeField(_("phát hiện lúc"))
    due_at = models.DateTimeField(_("hạn thông báo"))
    recorded_by = models.ForeignKey(
        _USER, models.PROTECT, related_name="+", verbose_name=_("người ghi")
    )
    recorded_at = models.DateTimeField(_("ghi lúc"))
    state = columns.CharField(_("tình trạng"), max_length=12, choices=State, default=State.OPEN)
    notified_at = models.DateTimeField(_("thông báo lúc"), null=True)
    notified_number = columns.CharField(_("số văn bản thông báo"), max_length=60, blank=True)
    exempt_reason = columns.TextField(_("vì sao không phải thông báo"), blank=True)
    exempt_asked_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người xác nhận")
    )
    people_told_on = models.DateField(_("báo người bị ảnh hưởng ngày"), null=True)
    people_told_how = columns.CharField(_("cách báo"), max_length=300, blank=True)
    closed_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True)
    lesson = columns.TextField(_("kết quả, biện pháp phòng ngừa"), blank=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="notified") | Q(notified_at__isnull=False),
                name="breach_notified_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="exempt") | Q(decided_by__isnull=False),
                name="breach_exempt_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("exempt_asked_by")),
                name="breach_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="breach_closing_is_signed",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return _("Sự cố số {pk}").format(pk=self.pk)

    @property
    def running(self) -> bool:
        """Whether the clock of the notification still runs."""
        return self.state in (self.State.OPEN, self.State.EXEMPT_ASKED)

    @property
    def may_be_closed(self) -> bool:
        return self.state in (self.State.NOTIFIED, self.State.EXEMPT)

    @property
    def took(self) -> timedelta | None:
        """From noticing to the notification."""
        return self.notified_at - self.noticed_at if self.notified_at else None


class BreachNote(models.Model):
    """One development of a breach; nothing written is changed."""

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="notes")
    text = columns.TextField(_("diễn biến"))
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("lúc"))

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.breach_id} {local_day(self.at):%Y-%m-%d}"


class Review(models.Model):
    """A look over the logs of one month, or over everybody's rights of one year, that somebody
    signs (QCVN 12:2026/BCA, 4.5).

    `figures` are frozen when it is signed: what the signer saw.
    """

    class Kind(models.TextChoices):
        LOGS = "logs", _("Rà soát nhật ký tháng")
        RIGHTS = "rights", _("Rà soát quyền năm")

    kind = columns.CharField(_("loại"), max_length=10, choices=Kind)
    start = models.DateField(_("từ ngày"))
    end = models.DateField(_("đến hết ngày"))
    due_on = models.DateField(_("hạn ký"))
    figures = columns.JSONField(_("số liệu khi ký"), default=dict)
    remarks = columns.TextField(_("nhận xét"), blank=True)
    to_mend = columns.TextField(_("việc phải khắc phục"), blank=True)
    signed_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người ký")
    )
    signed_at = models.DateTimeField(_("ký lúc"), null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "start"], name="one_review_a_period"),
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_at=None)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="review_is_signed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(signed_at=None), name="review_open")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period}"

    @property
    def period(self) -> str:
        """tháng 11/2026; năm 2026"""
        if self.kind == self.Kind.LOGS:
            return f"{self.start:%m/%Y}"
        return f"{self.start:%Y}"
