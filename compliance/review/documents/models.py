"""Official documents of a case: drafted here, signed and numbered outside, then typed back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.core import columns
from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.text import fold
from compliance.files.models import StoredFile
from compliance.incidents.models import Incident
from compliance.review.conclusion.models import Conclusion
from compliance.review.documents.querysets import CaseDocumentQuerySet
from compliance.review.measures.models.measures import Measure

USER = settings.AUTH_USER_MODEL


class CaseDocument(models.Model):
    """A draft keeps its words; once number, day and signer are typed back nothing of it changes any
    more. A correction is a new document.
    """

    class Kind(models.TextChoices):
        RECORD = "record", _("Biên bản ghi nhận vụ việc")
        REQUEST = "request", _("Công văn yêu cầu giải trình")
        INVITATION = "invitation", _("Giấy mời làm việc")
        MINUTES = "minutes", _("Biên bản làm việc")
        REMINDER = "reminder", _("Văn bản nhắc nhở")
        RESULT = "result", _("Thông báo kết quả")

    class Issuer(models.TextChoices):
        TEAM = "team", _("Tổ kiểm tra giám sát")
        AUTHORITY = "authority", _("Ủy ban nhân dân")
        UNIT = "unit", _("Đơn vị của người được phản ánh")

    TO_PERSON = (Kind.REQUEST, Kind.INVITATION, Kind.REMINDER, Kind.RESULT)
    TELLS_CONCLUSION = (Kind.REMINDER, Kind.RESULT)

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="documents", verbose_name=_("vụ việc")
    )
    kind = columns.CharField(_("loại văn bản"), max_length=12, choices=Kind)
    issuer = columns.CharField(_("cơ quan ban hành"), max_length=10, choices=Issuer)
    fields = columns.JSONField(
        _("nội dung đã điền"), default=dict, help_text="what the form asked for"
    )
    words = columns.JSONField(
        _("lời văn"), help_text="the paper (compliance.papers), without number, day and name"
    )
    version = models.PositiveIntegerField(_("phiên bản"), default=1)
    measure = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("biện pháp"),
    )
    conclusion = models.ForeignKey(
        Conclusion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("kết luận được nêu"),
    )
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("thay thế văn bản"),
    )
    drafted_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("người soạn")
    )
    drafted_at = models.DateTimeField(_("soạn lúc"))
    exported_at = models.DateTimeField(_("xuất bản trình ký lúc"), null=True)
    discarded_at = models.DateTimeField(_("bỏ dự thảo lúc"), null=True)

    number = columns.CharField(_("số, ký hiệu"), max_length=40, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True)
    signer = columns.CharField(_("người ký"), max_length=120, blank=True)
    signed_file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("bản đã ký"),
    )
    typed_back_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người ghi số")
    )
    typed_back_at = models.DateTimeField(_("ghi số lúc"), null=True)

    objects = CaseDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    typed_back_at=None,
                    typed_back_by=None,
                    issued_on=None,
                    number="",
                    signer="",
                    signed_file=None,
                )
                | (
                    Q(
                        typed_back_at__isnull=False,
                        typed_back_by__isnull=False,
                        issued_on__isnull=False,
                    )
                    & ~Q(number="")
                    & ~Q(signer="")
                ),
                name="document_issued_whole",
            ),
            models.CheckConstraint(
                condition=Q(discarded_at=None) | Q(typed_back_at=None),
                name="document_issued_is_kept",
            ),
        ]
        indexes = [
            models.Index(fields=["issued_on", "kind", "number"], name="document_register"),
            # PostgreSQL lays what has no day yet first, as the register does
            models.Index(
                fields=["-issued_on", "-id"],
                name="document_newest",
                condition=Q(discarded_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.kind}/{self.pk}"

    @property
    def is_issued(self) -> bool:
        return self.typed_back_at is not None

    @property
    def file_name(self) -> str:
        """'bien-ban-lam-viec-HL-2026-7K3Q9D-05-BB-TKTGS': what the file is called when taken away,
        without its ending.
        """
        kind = fold(self.get_kind_display()).replace(" ", "-")
        state = self.number.replace("/", "-") if self.number else "du-thao"
        return f"{kind}-{self.incident.code}-{state}"

    @property
    def withdrawn(self) -> str:
        """Why and since when an issued document holds no more: the conclusion it tells of was
        replaced. Empty while it holds, and of a draft.
        """
        if not self.is_issued or not self.conclusion_id:
            return ""
        return present(self.conclusion).was_replaced
