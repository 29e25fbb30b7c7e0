"""The ledger of the clocks: every pause, extension and restart is a row."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.core import columns
from compliance.core.language import _, in_sense
from compliance.incidents.models import Incident
from compliance.rulebook.models import RuleSet

USER = settings.AUTH_USER_MODEL


class ClockEntry(models.Model):
    """A pause, extension or restart of a clock: who, why, by which rule. Dates are recomputed from
    these rows.
    """

    class Kind(models.TextChoices):
        PAUSE = "pause", in_sense("entry", "Tạm dừng")
        EXTEND_PROCESSING = "extend_processing", _("Gia hạn xử lý")
        EXTEND_ANSWER = "extend_answer", _("Gia hạn giải trình")
        RESTART = "restart", _("Thời hiệu tính lại do có vi phạm mới")
        ACT_END = "act_end", _("Xác định ngày kết thúc hành vi")
        LAW = "law", _("Áp dụng quy định có lợi hơn")
        CALENDAR = "calendar", _("Lịch làm việc thay đổi")
        TERMS = "terms", _("Thời hạn của quy định được sửa")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="clock_entries", verbose_name=_("vụ việc")
    )
    kind = columns.CharField(_("loại"), max_length=20, choices=Kind)
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến ngày"), null=True, blank=True)
    reason = columns.TextField(_("lý do"))
    rule = columns.CharField(_("căn cứ"), max_length=200)
    code = columns.CharField(
        _("mã lý do"),
        max_length=30,
        blank=True,
        help_text="of a pause: a choice of the rule set, or noi_bo",
    )
    evidence = columns.CharField(_("giấy tờ kèm theo"), max_length=200, blank=True)
    rule_set = models.ForeignKey(
        RuleSet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bộ quy tắc được chọn"),
    )
    former_rule_set = models.ForeignKey(
        RuleSet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bộ quy tắc trước đó"),
    )
    moved = columns.JSONField(
        _("ngày đã đổi"), default=dict, blank=True, help_text="{date of the case: [before, after]}"
    )
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người ghi"))
    at = models.DateTimeField(_("lúc"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(kind="pause", ends_on=None), name="one_open_pause"
            ),
            models.CheckConstraint(
                condition=Q(kind="law", rule_set__isnull=False, former_rule_set__isnull=False)
                | ~Q(kind="law"),
                name="law_names_both_sets",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"
