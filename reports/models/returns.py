"""Unit returns, and what passed between the office and the team about each."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from compliance.core import columns
from compliance.core.language import _, in_sense
from compliance.registry.models import Office
from reports.periods import PeriodKind
from reports.querysets import UnitReturnQuerySet

USER = settings.AUTH_USER_MODEL


class UnitReturn(models.Model):
    """One office's report for one period. The row is planned when the period closes, so a missing
    return is a row too.
    """

    class State(models.TextChoices):
        DUE = "due", in_sense("returns", "Chưa gửi")
        SUBMITTED = "submitted", _("Đã gửi")
        RETURNED = "returned", _("Trả lại bổ sung")
        ACCEPTED = "accepted", _("Đã nhận")

    office = models.ForeignKey(
        Office, models.PROTECT, related_name="returns", verbose_name=_("đơn vị")
    )
    kind = columns.CharField(_("kỳ"), max_length=10, choices=PeriodKind, default=PeriodKind.MONTH)
    start = models.DateField(_("từ ngày"))
    end = models.DateField(_("đến ngày"))
    due_on = models.DateField(_("hạn gửi"))
    state = columns.CharField(_("tình trạng"), max_length=10, choices=State, default=State.DUE)
    version = models.PositiveIntegerField(default=1)
    nil = models.BooleanField(_("không phát sinh"), default=False)
    figures = columns.JSONField(_("số liệu"), default=dict)
    briefings_held = models.PositiveIntegerField(_("số buổi quán triệt"), default=0)
    narrative = columns.TextField(_("tình hình, kết quả"), blank=True)
    proposals = columns.TextField(_("đề xuất, kiến nghị"), blank=True)
    comment = columns.TextField(_("nội dung cần bổ sung"), blank=True)
    submitted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người gửi")
    )
    submitted_at = models.DateTimeField(_("gửi lúc"), null=True)
    accepted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người nhận")
    )
    accepted_at = models.DateTimeField(_("nhận lúc"), null=True)
    on_paper = models.BooleanField(
        _("nhập từ báo cáo giấy"),
        default=False,
        help_text="entered by the team for an office that sent paper",
    )

    objects = UnitReturnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "start", "end"], name="one_return_a_period"
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None) | ~Q(accepted_by=F("submitted_by")),
                name="return_accepted_by_another",
            ),
        ]
        indexes = [models.Index(fields=["end", "kind", "state"])]

    def __str__(self) -> str:
        return f"{self.office_id} {self.kind} {self.end}"


class ReturnTurn(models.Model):
    """One turn of the exchange about a return: sent, taken back, sent back, accepted, reminded.
    What was sent stays readable as it was.
    """

    class Verb(models.TextChoices):
        SUBMITTED = "submitted", _("Gửi báo cáo")
        RECALLED = "recalled", _("Rút lại để sửa")
        SENT_BACK = "sent_back", _("Trả lại bổ sung")
        ACCEPTED = "accepted", _("Nhận báo cáo")
        REMINDED = "reminded", _("Nhắc gửi báo cáo")

    unit_return = models.ForeignKey(
        UnitReturn, models.PROTECT, related_name="turns", verbose_name=_("báo cáo")
    )
    verb = columns.CharField(_("việc"), max_length=10, choices=Verb)
    by = models.ForeignKey(
        USER,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người thực hiện"),
        help_text="empty: the portal",
    )
    at = models.DateTimeField(_("lúc"))
    text = columns.TextField(
        _("nội dung"), blank=True, help_text="what was asked for, or why it was taken back"
    )
    sent = columns.JSONField(
        _("bản đã gửi"), default=dict, help_text="{nil, narrative, proposals, figures} of a sending"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.unit_return_id} {self.verb}"
