"""Opinions, proposed and standing conclusions, and a finding for each allegation."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from compliance.core import columns
from compliance.core.language import _, in_sense
from compliance.incidents.models import Allegation, Incident, Outcome

USER = settings.AUTH_USER_MODEL


class Conclusion(models.Model):
    """A proposed conclusion and its fate. The last one that was concluded stands, unless a contest
    changed it.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Đang trình")
        SENT_BACK = "sent_back", in_sense("state", "Trả lại")
        CONCLUDED = "concluded", _("Đã kết luận")
        REPLACED = "replaced", _("Đã được thay")

    class Replaced(models.TextChoices):
        AMENDED = "amended", _("kết luận đã được sửa khi xem xét lại")
        ANNULLED = "annulled", _("kết luận đã bị hủy khi xem xét lại")
        REOPENED = "reopened", _("hồ sơ đã được mở lại")
        STOPPED = "stopped", _("việc xem xét đã dừng")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="conclusions", verbose_name=_("vụ việc")
    )
    state = columns.CharField(_("tình trạng"), max_length=10, choices=State, default=State.PROPOSED)
    outcome = columns.CharField(_("kết quả"), max_length=20, choices=Outcome)
    amends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amended_by",
        verbose_name=_("sửa kết luận"),
        help_text="the version a review put this one in place of; its writer decided the review",
    )
    reasons = columns.TextField(_("lý do"))
    departure = columns.TextField(_("vì sao khác các hồ sơ tương tự"), blank=True)
    compared = columns.JSONField(
        _("hồ sơ tương tự đã xem"),
        null=True,
        help_text=(
            "{total, rows: [[outcome, cases]], severity}: what the proposer saw, without names"
        ),
    )
    proposed_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("người trình")
    )
    proposed_at = models.DateTimeField(_("trình lúc"))
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người quyết định")
    )
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True)
    comment = columns.TextField(_("ý kiến của người quyết định"), blank=True)
    replaced_at = models.DateTimeField(_("được thay lúc"), null=True)
    replaced_because = columns.CharField(
        _("được thay vì"),
        max_length=10,
        choices=Replaced,
        blank=True,
        default="",
        db_default="",
    )
    fairness = columns.JSONField(
        _("phiếu công bằng"),
        null=True,
        help_text="the preconditions as they stood when it was concluded; never changed",
    )
    fairness_sha256 = columns.CharField(_("mã kiểm tra phiếu công bằng"), max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(state="proposed"), name="one_open_proposal"
            ),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(state="concluded"), name="one_standing_conclusion"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | ~Q(decided_by=F("proposed_by"))
                | Q(amends__isnull=False),
                name="proposer_is_not_decider",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.outcome}"

    @property
    def was_replaced(self) -> str:
        """“kết luận đã bị hủy khi xem xét lại ngày 20/11/2026”; empty while it stands."""
        if self.replaced_at is None:
            return ""
        day = timezone.localtime(self.replaced_at)
        return _("{replaced_because} ngày {day:%d/%m/%Y}").format(
            replaced_because=self.get_replaced_because_display(), day=day
        )


class Aggravating(models.TextChoices):
    """NĐ 234/2026/NĐ-CP, Điều 4 khoản 3."""

    NOT_CORRECTED = (
        "not_corrected",
        _("Đã được yêu cầu kiểm điểm nhưng không thực hiện, không sửa chữa, không thừa nhận"),
    )
    EVASIVE = "evasive", _("Quanh co, cản trở việc xem xét")
    RETALIATED = (
        "retaliated",
        _("Đe dọa, trù dập người tố cáo, người làm chứng, người cung cấp thông tin"),
    )
    ORGANISED = "organised", _("Vi phạm có tổ chức, là người chủ mưu")
    FALSE_REPORT = "false_report", _("Báo cáo, cung cấp thông tin sai sự thật")
    HID_EVIDENCE = "hid_evidence", _("Che giấu, làm giả chứng cứ")
    ABUSED_OFFICE = (
        "abused_office",
        _("Lợi dụng chức vụ, tình trạng khẩn cấp, thiên tai, dịch bệnh"),
    )
    COERCED = "coerced", _("Ép buộc người khác cùng vi phạm")


class Mitigating(models.TextChoices):
    """NĐ 234/2026/NĐ-CP, Điều 4 khoản 4."""

    SELF_REPORTED = "self_reported", _("Chủ động báo cáo, tự nhận trách nhiệm kịp thời")
    INFORMED = "informed", _("Cung cấp đầy đủ thông tin, tài liệu")
    REMEDIED = "remedied", _("Chủ động ngăn chặn, gỡ bỏ, khắc phục hậu quả")


class Finding(models.Model):
    """What a conclusion says of one allegation: the standard, the result, how grave, the reasons,
    and how the answer was considered.
    """

    class Result(models.TextChoices):
        ESTABLISHED = "established", _("Có vi phạm")
        PARTLY = "partly", _("Có vi phạm một phần")
        NOT_ESTABLISHED = "not_established", _("Chưa đủ căn cứ")
        NO_VIOLATION = "no_violation", _("Không vi phạm")

    conclusion = models.ForeignKey(
        Conclusion, models.PROTECT, related_name="findings", verbose_name=_("kết luận")
    )
    allegation = models.ForeignKey(
        Allegation, models.PROTECT, related_name="findings", verbose_name=_("nội dung")
    )
    standard = columns.TextField(
        _("tiêu chuẩn"),
        blank=True,
        help_text="what the provision required, and what had to be shown",
    )
    result = columns.CharField(_("nhận định"), max_length=20, choices=Result)
    severity = columns.CharField(
        _("mức độ"),
        max_length=30,
        blank=True,
        help_text="a value of the scale of the rule set (checks/outcomes.py)",
    )
    aggravating = columns.JSONField(_("tình tiết tăng nặng"), default=list, blank=True)
    mitigating = columns.JSONField(_("tình tiết giảm nhẹ"), default=list, blank=True)
    reasons = columns.TextField(_("lý do"))
    answer_considered = columns.TextField(_("giải trình đã được xem xét thế nào"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conclusion", "allegation"], name="one_finding_an_allegation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.allegation_id} {self.result}"
