"""What the lead decides on a submitted report: the scope checklist and the decision."""

from django.conf import settings
from django.db import models

from compliance.core import columns
from compliance.core.language import _
from compliance.incidents.models import Incident, Urgency

USER = settings.AUTH_USER_MODEL


class Protected(models.TextChoices):
    """The kinds of speech that are no incident (docs/law.md#protected-speech). Triage asks for each
    by name.
    """

    COMPLAINT = "complaint", _("Khiếu nại đúng pháp luật")
    DENUNCIATION = "denunciation", _("Tố cáo")
    PRESS = "press", _("Trả lời báo chí đúng quy định")
    GOOD_FAITH = "good_faith", _("Góp ý, phê bình thiện chí qua kênh phù hợp")
    PRIVATE_LIFE = "private_life", _("Đời sống riêng không liên quan công vụ")
    OPINION = "opinion", _("Chỉ là ý kiến, không có hành vi và hậu quả cụ thể")


class ScreenedBecause(models.TextChoices):
    COMPLAINT = Protected.COMPLAINT.value, Protected.COMPLAINT.label
    DENUNCIATION = Protected.DENUNCIATION.value, Protected.DENUNCIATION.label
    PRESS = Protected.PRESS.value, Protected.PRESS.label
    GOOD_FAITH = Protected.GOOD_FAITH.value, Protected.GOOD_FAITH.label
    PRIVATE_LIFE = Protected.PRIVATE_LIFE.value, Protected.PRIVATE_LIFE.label
    OPINION = Protected.OPINION.value, Protected.OPINION.label
    NO_PROVISION = "no_provision", _("Không có quy định nào bị vi phạm vào ngày xảy ra")
    NO_EVIDENCE = "no_evidence", _("Không có chứng cứ")
    DUPLICATE = "duplicate", _("Trùng vụ việc đã có")
    OUT_OF_TIME = "out_of_time", _("Đã hết thời hiệu")
    SUPERIOR = "superior", _("Về người đứng đầu UBND: thuộc thẩm quyền cấp trên")


class Triage(models.Model):
    """The lead's decision on what was submitted, with the scope checklist answered one by one."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Thụ lý")
        RETURNED = "returned", _("Trả lại bổ sung")
        SCREENED_OUT = "screened_out", _("Không thụ lý")
        NOTED = "noted", _("Ghi nhận xử lý tại đơn vị")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="triages", verbose_name=_("vụ việc")
    )
    decision = columns.CharField(_("quyết định"), max_length=20, choices=Decision)
    scope = columns.JSONField(
        _("phạm vi"),
        default=dict,
        help_text="{kind of protected speech: true when the report falls under it}",
    )
    because = columns.CharField(
        _("lý do không thụ lý"), max_length=20, choices=ScreenedBecause, blank=True
    )
    reason = columns.TextField(_("lý do"), help_text="the reporter sees it")
    urgency = columns.CharField(
        _("mức độ khẩn"), max_length=10, choices=Urgency, default=Urgency.NORMAL
    )
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
    confirms = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmed_by",
        verbose_name=_("xác nhận lại"),
        help_text="the decision taken anew because of a tie to the person concerned",
    )
    paper = models.ForeignKey(
        "review.PaperAct",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("quyết định của cấp trên"),
        help_text="set: nobody here could decide; `by` confirmed what was recorded",
    )
    by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("người quyết định")
    )
    at = models.DateTimeField(_("lúc"))

    def __str__(self) -> str:
        return f"{self.incident_id} {self.decision}"
