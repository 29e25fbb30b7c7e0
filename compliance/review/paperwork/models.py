"""A paper that came in from the person concerned, or was handed to them, until two people stand
behind it.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from compliance.core import columns
from compliance.core.language import _, in_sense
from compliance.files.models import StoredFile
from compliance.incidents.models import Incident
from compliance.incidents.workflow import STEPS, CaseRole, label_of

USER = settings.AUTH_USER_MODEL
# what may be done on paper, as the step table gives it
PAPER_VERBS = tuple(verb for verb, step in STEPS.items() if CaseRole.PAPER in step.by)


class PaperActQuerySet(models.QuerySet):
    def waiting(self) -> "PaperActQuerySet":
        """Entered, and not decided yet."""
        return self.filter(decision="")

    def for_another_than(self, user) -> "PaperActQuerySet":
        """Those `user` may decide as far as the entry goes: entered by somebody else."""
        return self.waiting().exclude(entered_by=user)


class PaperAct(models.Model):
    """One act on paper: the step it asks for, what the form said, the scan, who entered it, who
    confirmed or refused it. Until confirmed it counts for nothing. Never changed after a decision.
    """

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed", _("Đã xác nhận")
        REFUSED = "refused", in_sense("state", "Trả lại")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="paper_acts", verbose_name=_("vụ việc")
    )
    verb = columns.CharField(_("việc"), max_length=30)
    received_on = models.DateField(_("ngày nhận, ngày giao bản giấy"))
    payload = columns.JSONField(_("nội dung để thực hiện"), default=dict)
    said = columns.JSONField(
        _("nội dung đã nhập"), default=list, help_text="[[label of the field, what was entered]]"
    )
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="paper_acts", verbose_name=_("bản chụp")
    )
    entered_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("người nhập")
    )
    entered_at = models.DateTimeField(_("nhập lúc"))
    decision = columns.CharField(_("xác nhận"), max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người xác nhận")
    )
    decided_at = models.DateTimeField(_("xác nhận lúc"), null=True)
    reason = columns.TextField(_("lý do trả lại"), blank=True)

    objects = PaperActQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | Q(~Q(decision=""), decided_by__isnull=False, decided_at__isnull=False),
                name="paper_decision_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("entered_by")),
                name="paper_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(decision="refused") | ~Q(reason=""), name="paper_refused_with_a_reason"
            ),
            models.UniqueConstraint(
                fields=["incident", "verb"],
                condition=Q(decision=""),
                name="one_waiting_paper_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.verb} {self.decision or 'waiting'}"

    @property
    def label(self) -> str:
        return label_of(self.verb)
