"""What is to be done after a conclusion: by whom, by when, with which proof."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from compliance.core import columns
from compliance.core.language import _
from compliance.files.models import StoredFile
from compliance.guidance.models import OfficialSource
from compliance.incidents.models import Incident
from compliance.registry.models import Office
from compliance.review.measures.querysets import MeasureQuerySet

USER = settings.AUTH_USER_MODEL


class Measure(models.Model):
    """What is to be done, by whom, by when; proof; verified by somebody else. Each kind fills only
    the columns it needs.
    """

    class Kind(models.TextChoices):
        GUIDANCE = "guidance", _("Hướng dẫn sử dụng nguồn thông tin chính thống")
        ORAL_REMINDER = "oral_reminder", _("Nhắc nhở miệng")
        WRITTEN_REMINDER = "written_reminder", _("Nhắc nhở bằng văn bản")
        CORRECTION = "correction", _("Đính chính, gỡ bỏ nội dung")
        DISCIPLINE = "discipline", _("Đề nghị cấp có thẩm quyền xem xét kỷ luật")
        REFERRAL = "referral", _("Chuyển cơ quan khác")

    class Served(models.TextChoices):
        PORTAL = "portal", _("Qua cổng")
        PAPER = "paper", _("Giao bản giấy, có ký nhận")
        REFUSED = "refused", _("Từ chối nhận, có người chứng kiến")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="measures", verbose_name=_("vụ việc")
    )
    kind = columns.CharField(_("biện pháp"), max_length=20, choices=Kind)
    what = columns.TextField(_("nội dung"))
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name=_("đơn vị thực hiện")
    )
    due_on = models.DateField(_("hạn"))
    sources = models.ManyToManyField(
        OfficialSource, blank=True, related_name="measures", verbose_name=_("nguồn chính thống")
    )
    body = columns.CharField(_("cơ quan, người có thẩm quyền"), max_length=200, blank=True)
    body_suggested = columns.CharField(_("cổng gợi ý"), max_length=200, blank=True)
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người giao"))
    set_at = models.DateTimeField(_("giao lúc"))

    # carried out
    proof = columns.TextField(_("kết quả thực hiện"), blank=True)
    proof_file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("tài liệu"),
    )
    carried_out_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người thực hiện")
    )
    carried_out_at = models.DateTimeField(_("thực hiện lúc"), null=True)
    happened_on = models.DateField(_("ngày trao đổi, nhắc nhở, gỡ bỏ"), null=True, blank=True)
    conducted_by = columns.CharField(_("người trao đổi, nhắc nhở"), max_length=160, blank=True)
    present = columns.CharField(_("người có mặt"), max_length=300, blank=True)
    document_number = columns.CharField(_("số văn bản"), max_length=60, blank=True)
    document_date = models.DateField(_("ngày văn bản"), null=True, blank=True)
    signer = columns.CharField(_("người ký"), max_length=120, blank=True)
    served_on = models.DateField(_("ngày giao"), null=True, blank=True)
    served_how = columns.CharField(_("cách giao"), max_length=10, choices=Served, blank=True)
    witness = columns.CharField(_("người chứng kiến"), max_length=160, blank=True)
    verified_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người xác nhận")
    )
    verified_at = models.DateTimeField(_("xác nhận lúc"), null=True)
    acknowledged_at = models.DateTimeField(_("người được phản ánh đã nhận lúc"), null=True)

    # the answer of the body a case was referred to
    answer_by = models.DateField(_("nhắc khi chưa có trả lời sau ngày"), null=True, blank=True)
    answered_on = models.DateField(_("ngày trả lời"), null=True, blank=True)
    answer_number = columns.CharField(_("số văn bản trả lời"), max_length=60, blank=True)
    answer = columns.TextField(_("nội dung trả lời"), blank=True)
    answer_file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="referral_answers",
        verbose_name=_("văn bản trả lời"),
    )
    answer_entered_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người ghi trả lời")
    )

    # how long it counts
    effective_from = models.DateField(_("có hiệu lực từ"), null=True, blank=True)
    lapses_on = models.DateField(_("hết hiệu lực"), null=True, blank=True)
    ended_on = models.DateField(
        _("chấm dứt hiệu lực"),
        null=True,
        blank=True,
        help_text="before it would lapse: cancelled or replaced outside",
    )
    cancelled_at = models.DateTimeField(_("thôi thực hiện lúc"), null=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by=None) | ~Q(verified_by=F("carried_out_by")),
                name="verified_by_another",
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None) | Q(carried_out_at__isnull=False),
                name="verified_after_done",
            ),
            models.CheckConstraint(
                condition=~Q(served_how="refused") | ~Q(witness=""), name="refusal_has_a_witness"
            ),
        ]
        indexes = [
            # what somebody outside decides is looked for among few, not among all measures
            models.Index(
                fields=["due_on", "id"],
                name="measure_outside",
                condition=Q(
                    kind__in=("discipline", "referral"),
                    carried_out_at__isnull=False,
                    cancelled_at=None,
                ),
            ),
            models.Index(
                fields=["kind", "lapses_on"],
                name="measure_by_lapse",
                condition=Q(
                    kind__in=("discipline", "referral"),
                    carried_out_at__isnull=False,
                    cancelled_at__isnull=True,
                ),
            ),
            models.Index(
                fields=["incident"],
                name="measure_to_verify",
                condition=Q(carried_out_at__isnull=False, verified_at=None, cancelled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"

    def waits_for_acknowledgement(self, today: date) -> bool:
        """A written reminder that still counts and that the person has not confirmed to have."""
        served = self.kind == self.Kind.WRITTEN_REMINDER and self.carried_out_at is not None
        refused = self.served_how == self.Served.REFUSED
        lapsed = bool(self.lapses_on and self.lapses_on <= today)
        return served and not (self.acknowledged_at or refused or lapsed or self.cancelled_at)


class MeasureReturn(models.Model):
    """What was reported of a measure and not accepted: the report as it was, who sent it back and
    why. The measure waits again; the row never changes.

    `said`: [[label, words]] of the particulars as they were reported.
    """

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="returns", verbose_name=_("biện pháp")
    )
    said = columns.JSONField(_("nội dung đã báo"), default=list)
    proof_file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        related_name="returned_measures",
        verbose_name=_("tài liệu đã kèm"),
    )
    reported_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("người đã báo")
    )
    reported_at = models.DateTimeField(_("đã báo lúc"))
    reason = columns.TextField(_("vì sao trả lại"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người trả lại"))
    at = models.DateTimeField(_("trả lại lúc"))

    def __str__(self) -> str:
        return f"{self.measure_id} returned"
