"""Summaries: frozen figures, the rows they were counted from, the paper they became."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.core import columns
from compliance.core.language import _
from compliance.incidents.models import CountedFacts, Incident
from reports.periods import PeriodKind
from reports.querysets import SummaryQuerySet

USER = settings.AUTH_USER_MODEL


class Summary(models.Model):
    """The report of one closed period: figures frozen and hashed, text edited by people, approved,
    told, read. A correction is a new revision.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Chờ lập")
        DRAWN = "drawn", _("Chờ duyệt")
        APPROVED = "approved", _("Chờ ý kiến chỉ đạo")
        READ = "read", _("Đã có ý kiến")

    kind = columns.CharField(_("kỳ"), max_length=10, choices=PeriodKind)
    start = models.DateField(_("từ ngày"))
    end = models.DateField(_("đến ngày"))
    revision = models.PositiveIntegerField(_("bản"), default=1)
    state = columns.CharField(_("tình trạng"), max_length=10, choices=State, default=State.PLANNED)
    version = models.PositiveIntegerField(default=1)
    figures = columns.JSONField(_("số liệu đã chốt"), default=dict)
    sha256 = columns.CharField(_("mã kiểm tra"), max_length=64, blank=True)
    computed = columns.JSONField(
        _("lời văn tính sẵn"),
        default=dict,
        help_text="{'I': …, … 'V': …}: what the figures say; kept beside what people made of it",
    )
    sections = columns.JSONField(
        _("lời văn"),
        default=dict,
        help_text="the same keys: computed at first, then edited by people",
    )
    returns = columns.JSONField(
        _("báo cáo của đơn vị lúc trình"),
        default=dict,
        help_text=(
            "{total, sent, nil, missing} when it was approved; before that they still come in"
        ),
    )
    reason = columns.TextField(_("lý do lập bản này"), blank=True, help_text="of a revision")
    changes = columns.JSONField(_("khác bản trước"), default=list, help_text="sentences")
    drawn_at = models.DateTimeField(_("lập lúc"), null=True)
    approved_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người duyệt")
    )
    approved_at = models.DateTimeField(_("duyệt lúc"), null=True)
    read_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người đọc")
    )
    read_at = models.DateTimeField(_("đọc lúc"), null=True)
    document_number = columns.CharField(_("số văn bản"), max_length=60, blank=True)
    document_date = models.DateField(_("ngày văn bản"), null=True, blank=True)
    signer = columns.CharField(_("người ký"), max_length=120, blank=True)
    signed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người ghi số")
    )
    code = columns.CharField(
        _("mã xác thực"),
        max_length=16,
        blank=True,
        help_text="printed on the paper; opens a page that says only genuine, issued on, by",
    )
    outside = columns.JSONField(
        _("bản gửi ra ngoài"),
        default=dict,
        help_text=(
            "the cells of the copy as first issued; later copies are masked with them in mind"
        ),
    )
    withdrawn_at = models.DateTimeField(_("thu hồi lúc"), null=True)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "start", "end", "revision"], name="one_summary_a_period"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="summary_code_once"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="summary_approval_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}..{self.end} r{self.revision}"


class Extract(models.Model):
    """The copy of one summary that leaves the committee (trích sao), as it was signed: its own
    number, counted with the other copies of the year in one book, `symbol`.
    """

    summary = models.OneToOneField(
        Summary, models.PROTECT, related_name="extract", verbose_name=_("báo cáo")
    )
    number = models.PositiveIntegerField(_("số"))
    symbol = columns.CharField(_("ký hiệu"), max_length=40)
    year = models.PositiveIntegerField(_("năm"))
    issued_on = models.DateField(_("ngày trích sao"))
    signer = columns.CharField(_("người ký"), max_length=120)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người ghi số"))
    at = models.DateTimeField(_("ghi số lúc"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "symbol", "number"], name="extract_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number:02d}/{self.symbol}"


class SummaryEntry(CountedFacts):
    """One case as it stood at the cut-off: what the figures of a summary were counted from, and the
    list behind each of them. Never changed.

    Moments are kept as days (noon): an hour could find somebody in a log. No text, no name; so it
    stays when the case is disposed of.
    """

    summary = models.ForeignKey(
        Summary, models.PROTECT, related_name="entries", verbose_name=_("báo cáo")
    )
    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="+", verbose_name=_("hồ sơ")
    )
    days = models.PositiveIntegerField(
        _("số ngày xử lý"),
        null=True,
        help_text="calendar days from being sent in to the conclusion",
    )
    in_time = models.BooleanField(_("kết luận trong thời hạn"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["summary", "incident"], name="one_entry_a_case")
        ]

    def __str__(self) -> str:
        return f"{self.summary_id} {self.incident_id}"
