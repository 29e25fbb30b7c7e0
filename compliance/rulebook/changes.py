"""What people change of the terms of the law: who proposed it, by which document, who confirmed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from compliance.core import columns
from compliance.core.language import _, in_sense

USER = settings.AUTH_USER_MODEL


class RuleChange(models.Model):
    """Terms put right or renewed by people: one proposes them with the document that says so,
    another confirms, and a version of the rule set (without one: of terms for everybody) is made
    (docs/decisions/0089).
    """

    class State(models.TextChoices):
        OPEN = "open", _("Chờ xác nhận")
        CONFIRMED = "confirmed", _("Đã xác nhận")
        REFUSED = "refused", in_sense("state", "Không xác nhận")
        WITHDRAWN = "withdrawn", _("Đã rút đề nghị")
        TAKEN_BACK = "taken_back", _("Đã thu hồi trước ngày hiệu lực")

    base = models.ForeignKey(
        "RuleSet", models.PROTECT, null=True, related_name="changes", verbose_name=_("bộ quy tắc")
    )
    values = columns.JSONField(
        _("trị số mới"), help_text="{'terms': {term: number or None}, 'steps': {column: number}}"
    )
    document = columns.CharField(_("văn bản"), max_length=110)
    article = columns.CharField(_("điều khoản"), max_length=70)
    document_date = models.DateField(_("ngày văn bản"))
    valid_from = models.DateField(_("có hiệu lực từ"))
    valid_to = models.DateField(_("hết hiệu lực sau ngày"), null=True, blank=True)
    reason = columns.CharField(_("lý do"), max_length=300)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("đề nghị"))
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    state = columns.CharField(_("tình trạng"), max_length=12, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người xác nhận")
    )
    decided_at = models.DateTimeField(_("xác nhận lúc"), null=True)
    said = columns.CharField(_("ghi chú"), max_length=300, blank=True)
    taken_back_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người thu hồi")
    )
    taken_back_at = models.DateTimeField(_("thu hồi lúc"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "taken_back"]) | ~Q(decided_by=F("asked_by")),
                name="rule_change_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="rule_change_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="rule_change_decision_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(state="taken_back", taken_back_at__isnull=False)
                | (~Q(state="taken_back") & Q(taken_back_at=None)),
                name="rule_change_taking_back_is_dated",
            ),
            models.UniqueConstraint(
                fields=["base"], condition=Q(state="open"), name="one_open_rule_change"
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="open", base=None),
                name="one_open_change_for_everybody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base_id or _('mọi loại')}: {self.document}"

    @property
    def basis(self) -> str:
        return f"{self.document}, {self.article}"
