"""A confidential reporter made known: requests and votes, kept for ever."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.core import columns
from compliance.core.language import _, in_sense
from compliance.incidents.models import Incident

USER = settings.AUTH_USER_MODEL


class RevealRequest(models.Model):
    """A handler asks who made a confidential report. Two other people must agree; every request
    stays on record, refused ones too.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Chờ ý kiến")
        APPROVED = "approved", _("Đã đồng ý")
        REFUSED = "refused", in_sense("state", "Không đồng ý")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="reveal_requests", verbose_name=_("vụ việc")
    )
    asked_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("người đề nghị")
    )
    reason = columns.TextField(_("lý do"))
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    state = columns.CharField(_("tình trạng"), max_length=10, choices=State, default=State.OPEN)
    open_until = models.DateTimeField(
        _("xem được đến"),
        null=True,
        help_text="the window of the one who asked, after two approvals",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "asked_by"],
                condition=Q(state="open"),
                name="one_open_reveal_request",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", open_until__isnull=False) | ~Q(state="approved"),
                name="reveal_has_a_window",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.state}"


class RevealVote(models.Model):
    """One person's yes or no to a reveal, with the reason."""

    request = models.ForeignKey(
        RevealRequest, models.PROTECT, related_name="votes", verbose_name=_("đề nghị")
    )
    by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("người cho ý kiến")
    )
    agrees = models.BooleanField(_("đồng ý"))
    reason = columns.TextField(_("lý do"))
    at = models.DateTimeField(_("lúc"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "by"], name="one_reveal_vote_each")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.agrees}"
