"""The person concerned asks for a review of the conclusion."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.core import columns
from compliance.core.language import _, in_sense
from compliance.incidents.models import Incident, Outcome

USER = settings.AUTH_USER_MODEL


class Contest(models.Model):
    """The person concerned asks for a review of the conclusion; somebody else decides."""

    class Decision(models.TextChoices):
        KEEP = "keep", in_sense("state", "Giữ nguyên")
        AMEND = "amend", _("Sửa kết luận")
        ANNUL = "annul", _("Hủy kết luận")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="contests", verbose_name=_("vụ việc")
    )
    text = columns.TextField(_("nội dung đề nghị"))
    filed_at = models.DateTimeField(_("gửi lúc"))
    decide_by = models.DateField(_("hạn quyết định"))
    decision = columns.CharField(_("quyết định"), max_length=10, choices=Decision, blank=True)
    new_outcome = columns.CharField(_("kết quả mới"), max_length=20, choices=Outcome, blank=True)
    reasons = columns.TextField(_("lý do"), blank=True)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người quyết định")
    )
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True)
    paper = models.ForeignKey(
        "review.PaperAct",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bản giấy"),
        help_text="set: the person handed it in on paper",
    )

    decision_paper = models.ForeignKey(
        "review.PaperAct",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("quyết định của cấp trên"),
        help_text="set: nobody here could decide; decided_by confirmed what was recorded",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(decision=""), name="one_open_contest"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | Q(~Q(decision=""), decided_by__isnull=False, decided_at__isnull=False),
                name="contest_decision_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.decision or 'open'}"
