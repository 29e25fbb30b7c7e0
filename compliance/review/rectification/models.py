"""What somebody asked to correct or to stop, until a second person decides."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from compliance.core import columns
from compliance.core.language import _, in_sense
from compliance.incidents.models import Incident
from compliance.incidents.workflow import label_of
from compliance.review.triage.models import Protected

USER = settings.AUTH_USER_MODEL


class StoppedBecause(models.TextChoices):
    """Why a review ends without a conclusion; none of them says anything against the person."""

    WRONG_PERSON = "wrong_person", _("Nhầm người")
    DUPLICATE = "duplicate", _("Trùng hồ sơ đã có")
    COMPLAINT = Protected.COMPLAINT.value, Protected.COMPLAINT.label
    DENUNCIATION = Protected.DENUNCIATION.value, Protected.DENUNCIATION.label
    PRESS = Protected.PRESS.value, Protected.PRESS.label
    GOOD_FAITH = Protected.GOOD_FAITH.value, Protected.GOOD_FAITH.label
    PRIVATE_LIFE = Protected.PRIVATE_LIFE.value, Protected.PRIVATE_LIFE.label
    OPINION = Protected.OPINION.value, Protected.OPINION.label
    NO_COMPETENCE = "no_competence", _("Không thuộc thẩm quyền của UBND")
    DECEASED = "deceased", _("Người được phản ánh đã qua đời")
    OUTSIDE = "outside", _("Người được phản ánh không thuộc quyền quản lý của UBND")


REFERRED = (StoppedBecause.DENUNCIATION, StoppedBecause.NO_COMPETENCE)


class RectificationQuerySet(models.QuerySet):
    def waiting(self) -> "RectificationQuerySet":
        """Asked for, and not decided yet."""
        return self.filter(decision="")

    def agreed(self, verb: str) -> "RectificationQuerySet":
        """Those that were carried out, the last first."""
        return self.filter(verb=verb, decision="agreed").order_by("-pk")


class Rectification(models.Model):
    """One wish to correct a case or to stop its review: who asked, why, who decided. Until somebody
    else agrees nothing changes; afterwards the row is never changed.

    `payload` holds the keywords of the action as JSON, `said` [[field, before, after]] in words.
    """

    class Decision(models.TextChoices):
        AGREED = "agreed", in_sense("state", "Đồng ý")
        REFUSED = "refused", in_sense("state", "Không đồng ý")
        WITHDRAWN = "withdrawn", _("Đã rút")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="rectifications", verbose_name=_("vụ việc")
    )
    verb = columns.CharField(_("việc"), max_length=30)
    because = columns.CharField(_("lý do dừng"), max_length=20, choices=StoppedBecause, blank=True)
    reason = columns.TextField(_("lý do"))
    duplicate_of = models.ForeignKey(
        Incident,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("trùng với"),
    )
    referred_to = columns.CharField(_("đã chuyển đến"), max_length=200, blank=True)
    reference = columns.CharField(_("số chuyển"), max_length=60, blank=True)
    payload = columns.JSONField(_("nội dung để thực hiện"), default=dict)
    said = columns.JSONField(_("nội dung đã ghi"), default=list)
    asked_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("người đề nghị")
    )
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    decision = columns.CharField(_("quyết định"), max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người quyết định")
    )
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True)
    comment = columns.TextField(_("ý kiến của người quyết định"), blank=True)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | Q(~Q(decision=""), decided_by__isnull=False, decided_at__isnull=False),
                name="rectification_decision_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | Q(decision="withdrawn", decided_by=F("asked_by"))
                | Q(~Q(decision="withdrawn"), ~Q(decided_by=F("asked_by"))),
                name="rectification_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(decision="refused") | ~Q(comment=""),
                name="rectification_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(verb="stop", because__in=StoppedBecause.values)
                | Q(~Q(verb="stop"), because=""),
                name="rectification_stop_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(decision=""), name="one_waiting_rectification"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.verb} {self.decision or 'waiting'}"

    @property
    def label(self) -> str:
        return label_of(self.verb)

    @property
    def at(self):
        """When it was decided, as a triage says it."""
        return self.decided_at
