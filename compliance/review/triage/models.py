"""What the lead decides on a submitted report: the scope checklist and the decision."""

from django.conf import settings
from django.db import models

from compliance.core import columns
from compliance.incidents.models import Incident, Urgency

USER = settings.AUTH_USER_MODEL


class Protected(models.TextChoices):
    """The kinds of speech that are no incident (docs/law.md#protected-speech). Triage asks for each
    by name.
    """

    COMPLAINT = "complaint", "Khiếu nại đúng pháp luật"
    DENUNCIATION = "denunciation", "Tố cáo"
    PRESS = "press", "Trả lời báo chí đúng quy định"
    GOOD_FAITH = "good_faith", "Góp ý, phê bình thiện chí qua kênh phù hợp"
    PRIVATE_LIFE = "private_life", "Đời sống riêng không liên quan công vụ"
    OPINION = "opinion", "Chỉ là ý kiến, không có hành vi và hậu quả cụ thể"


class ScreenedBecause(models.TextChoices):
    COMPLAINT = Protected.COMPLAINT.value, Protected.COMPLAINT.label
    DENUNCIATION = Protected.DENUNCIATION.value, Protected.DENUNCIATION.label
    PRESS = Protected.PRESS.value, Protected.PRESS.label
    GOOD_FAITH = Protected.GOOD_FAITH.value, Protected.GOOD_FAITH.label
    PRIVATE_LIFE = Protected.PRIVATE_LIFE.value, Protected.PRIVATE_LIFE.label
    OPINION = Protected.OPINION.value, Protected.OPINION.label
    NO_PROVISION = "no_provision", "Không có quy định nào bị vi phạm vào ngày xảy ra"
    NO_EVIDENCE = "no_evidence", "Không có chứng cứ"
    DUPLICATE = "duplicate", "Trùng vụ việc đã có"
    OUT_OF_TIME = "out_of_time", "Đã hết thời hiệu"
    SUPERIOR = "superior", "Về người đứng đầu UBND: thuộc thẩm quyền cấp trên"


class Triage(models.Model):
    """The lead's decision on what was submitted, with the scope checklist answered one by one."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "Thụ lý"
        RETURNED = "returned", "Trả lại bổ sung"
        SCREENED_OUT = "screened_out", "Không thụ lý"
        NOTED = "noted", "Ghi nhận xử lý tại đơn vị"

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="triages", verbose_name="vụ việc"
    )
    decision = columns.CharField("quyết định", max_length=20, choices=Decision)
    scope = columns.JSONField(
        "phạm vi",
        default=dict,
        help_text="{kind of protected speech: true when the report falls under it}",
    )
    because = columns.CharField(
        "lý do không thụ lý", max_length=20, choices=ScreenedBecause, blank=True
    )
    reason = columns.TextField("lý do", help_text="the reporter sees it")
    urgency = columns.CharField(
        "mức độ khẩn", max_length=10, choices=Urgency, default=Urgency.NORMAL
    )
    duplicate_of = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="trùng với"
    )
    referred_to = columns.CharField("đã chuyển đến", max_length=200, blank=True)
    reference = columns.CharField("số chuyển", max_length=60, blank=True)
    confirms = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmed_by",
        verbose_name="xác nhận lại",
        help_text="the decision taken anew because of a tie to the person concerned",
    )
    paper = models.ForeignKey(
        "review.PaperAct",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="quyết định của cấp trên",
        help_text="set: nobody here could decide; `by` confirmed what was recorded",
    )
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người quyết định")
    at = models.DateTimeField("lúc")

    def __str__(self) -> str:
        return f"{self.incident_id} {self.decision}"
