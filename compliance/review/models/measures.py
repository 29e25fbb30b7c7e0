"""What is to be done after a conclusion: by whom, by when, with which proof."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from compliance.incidents.models import Incident, StoredFile
from compliance.registry.models import Office

USER = settings.AUTH_USER_MODEL


class Measure(models.Model):
    """What is to be done, by whom, by when; proof; verified by somebody else."""

    class Kind(models.TextChoices):
        GUIDANCE = "guidance", "Hướng dẫn sử dụng nguồn thông tin chính thống"
        ORAL_REMINDER = "oral_reminder", "Nhắc nhở miệng"
        WRITTEN_REMINDER = "written_reminder", "Nhắc nhở bằng văn bản"
        CORRECTION = "correction", "Đính chính, gỡ bỏ nội dung"
        DISCIPLINE = "discipline", "Đề nghị cấp có thẩm quyền xem xét kỷ luật"
        REFERRAL = "referral", "Chuyển cơ quan khác"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="measures", verbose_name="vụ việc")
    kind = models.CharField("biện pháp", max_length=20, choices=Kind)
    what = models.TextField("nội dung")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="đơn vị thực hiện")
    due_on = models.DateField("hạn")
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người giao")
    set_at = models.DateTimeField("giao lúc")
    proof = models.TextField("kết quả thực hiện", blank=True)
    proof_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name="tài liệu")
    carried_out_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người thực hiện")
    carried_out_at = models.DateTimeField("thực hiện lúc", null=True)
    verified_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người xác nhận")
    verified_at = models.DateTimeField("xác nhận lúc", null=True)
    acknowledged_at = models.DateTimeField("người được phản ánh đã nhận lúc", null=True)
    lapses_on = models.DateField("hết hiệu lực", null=True, blank=True)
    document_number = models.CharField("số văn bản", max_length=60, blank=True)
    document_date = models.DateField("ngày văn bản", null=True, blank=True)
    signer = models.CharField("người ký", max_length=120, blank=True)
    cancelled_at = models.DateTimeField("thôi thực hiện lúc", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verified_by=None) | ~Q(verified_by=F("carried_out_by")), name="verified_by_another"),
            models.CheckConstraint(condition=Q(verified_at=None) | Q(carried_out_at__isnull=False), name="verified_after_done"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"
