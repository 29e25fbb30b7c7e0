"""How long what is kept: terms by class, holds, batches for disposal by two people, and the
tombstones that remain.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from compliance.core import columns
from compliance.core.language import _, in_sense
from compliance.incidents.models import Incident
from compliance.retention.querysets import BatchQuerySet, HoldQuerySet, ItemQuerySet

USER = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    """The class of a case for keeping. It follows from status and outcome (terms.class_of); nobody
    chooses it.
    """

    DRAFT = "draft", _("Bản nháp bỏ dở")
    WITHDRAWN = "withdrawn", _("Đã rút")
    SCREENED_OUT = "screened_out", _("Không thụ lý")
    DENUNCIATION = "denunciation", _("Tố cáo đã chuyển")
    NO_VIOLATION = "no_violation", _("Không vi phạm")
    OUT_OF_TIME = "out_of_time", _("Có vi phạm, hết thời hiệu")
    NOTED = "noted", _("Ghi nhận xử lý tại đơn vị")
    GUIDANCE = "guidance", _("Hướng dẫn, rút kinh nghiệm")
    ORAL_REMINDER = "oral_reminder", _("Nhắc nhở miệng")
    WRITTEN_REMINDER = "written_reminder", _("Nhắc nhở bằng văn bản")
    DISCIPLINE = "discipline", _("Đề nghị xem xét kỷ luật")
    REFERRED = "referred", _("Chuyển cơ quan khác")
    COMPLAINT = "complaint", _("Có khiếu nại quyết định")


class RetentionTerm(models.Model):
    """A term that differs from the reviewed file, from a day on. Never changed: a new row takes
    over.
    """

    kind = columns.CharField(_("loại"), max_length=20, choices=Kind)
    months = models.PositiveIntegerField(_("số tháng"))
    valid_from = models.DateField(_("áp dụng từ ngày"))
    reason = columns.TextField(_("lý do, căn cứ"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người ghi"))
    at = models.DateTimeField(_("lúc"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "valid_from"], name="one_term_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.months}"


class LegalHold(models.Model):
    """A case that must not be disposed of until a day. One person asks, the inspectorate confirms;
    letting go takes two as well.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Chờ thanh tra xác nhận")
        ACTIVE = "active", _("Đang giữ")
        RELEASE = "release", _("Chờ xác nhận thôi giữ")
        REFUSED = "refused", in_sense("state", "Không xác nhận")
        RELEASED = "released", _("Đã thôi giữ")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="holds", verbose_name=_("hồ sơ")
    )
    state = columns.CharField(_("tình trạng"), max_length=10, choices=State, default=State.PROPOSED)
    reason = columns.TextField(_("lý do giữ"))
    until = models.DateField(_("giữ đến hết ngày"))
    asked_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("người đề nghị")
    )
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người xác nhận")
    )
    decided_at = models.DateTimeField(_("xác nhận lúc"), null=True)
    release_reason = columns.TextField(_("lý do thôi giữ"), blank=True)
    release_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người đề nghị thôi giữ")
    )
    release_at = models.DateTimeField(_("đề nghị thôi giữ lúc"), null=True)
    released_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người xác nhận thôi giữ")
    )
    released_at = models.DateTimeField(_("thôi giữ lúc"), null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(state__in=("proposed", "active", "release")),
                name="one_hold_a_case",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="hold_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("release_by")),
                name="hold_released_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["-asked_at", "-id"], name="hold_newest"),
            models.Index(
                fields=["until", "incident"],
                name="hold_standing",
                condition=Q(state__in=("proposed", "active", "release")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.state}"


class ArchiveHandover(models.Model):
    """The official file went to the archive: only then may the portal's copy of a recommendation
    for discipline become due.
    """

    incident = models.OneToOneField(
        Incident, models.PROTECT, related_name="archived", verbose_name=_("hồ sơ")
    )
    handed_on = models.DateField(_("nộp lưu trữ ngày"))
    reference = columns.CharField(_("số biên bản, mục lục"), max_length=100)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người ghi"))
    at = models.DateTimeField(_("lúc"))

    def __str__(self) -> str:
        return f"{self.incident_id} {self.handed_on}"


class DisposalBatch(models.Model):
    """What one person proposes to dispose of at once."""

    note = columns.TextField(_("lý do, căn cứ"))
    proposed_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("người đề nghị")
    )
    proposed_at = models.DateTimeField(_("đề nghị lúc"))

    objects = BatchQuerySet.as_manager()

    def __str__(self) -> str:
        return f"TH-{self.pk:03d}"


class DisposalItem(models.Model):
    """One case in a batch. Somebody else confirms it, then the outbox does it; what changed
    meanwhile is left out with the reason.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Chờ xác nhận")
        CONFIRMED = "confirmed", _("Đã xác nhận, chờ thực hiện")
        DONE = "done", _("Đã tiêu hủy")
        REFUSED = "refused", in_sense("state", "Không đồng ý")
        SKIPPED = "skipped", in_sense("state", "Bỏ qua")

    batch = models.ForeignKey(
        DisposalBatch, models.PROTECT, related_name="items", verbose_name=_("đợt")
    )
    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="disposals", verbose_name=_("hồ sơ")
    )
    kind = columns.CharField(_("loại"), max_length=20, choices=Kind)
    closed_on = models.DateField(_("kết thúc ngày"))
    due_on = models.DateField(_("đến hạn từ ngày"))
    counts = columns.JSONField(_("sẽ xóa"), default=dict)
    state = columns.CharField(_("tình trạng"), max_length=10, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người xác nhận")
    )
    decided_at = models.DateTimeField(_("xác nhận lúc"), null=True)
    why = columns.CharField(_("lý do"), max_length=300, blank=True)
    done_at = models.DateTimeField(_("thực hiện lúc"), null=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(state__in=("proposed", "confirmed")),
                name="one_open_disposal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.incident_id}"


class Tombstone(models.Model):
    """What remains of a disposed case: its code, its class, by whom and on which basis it was
    disposed of, and the hash of what was removed.
    """

    code = columns.CharField(_("mã"), max_length=20, unique=True)
    incident = models.OneToOneField(
        Incident, models.PROTECT, related_name="tombstone", verbose_name=_("hồ sơ")
    )
    kind = columns.CharField(_("loại"), max_length=20, choices=Kind)
    basis = columns.CharField(_("căn cứ"), max_length=300)
    closed_month = models.DateField(
        _("kết thúc trong tháng"), help_text="the first day of the month"
    )
    due_on = models.DateField(_("đến hạn từ ngày"))
    reference = columns.CharField(_("số chuyển, số nộp lưu trữ"), max_length=100, blank=True)
    batch = models.ForeignKey(
        DisposalBatch, models.PROTECT, null=True, related_name="tombstones", verbose_name=_("đợt")
    )
    proposed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người đề nghị")
    )
    confirmed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người xác nhận")
    )
    proposer = columns.CharField(_("người đề nghị"), max_length=120)
    confirmer = columns.CharField(_("người xác nhận"), max_length=120)
    proposer_post = columns.CharField(max_length=200, blank=True)
    confirmer_post = columns.CharField(max_length=200, blank=True)
    manifest = columns.JSONField(_("đã xóa"), default=dict)
    manifest_sha256 = columns.CharField(_("mã kiểm tra"), max_length=64)
    disposed_at = models.DateTimeField(_("tiêu hủy lúc"))
    again_at = models.DateTimeField(
        _("xóa lại lúc"), null=True, help_text="removed once more after an old backup was restored"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(proposed_by=None) | ~Q(proposed_by=F("confirmed_by")),
                name="disposed_by_two",
            )
        ]
        indexes = [models.Index(fields=["-disposed_at", "-id"], name="tombstone_newest")]

    def __str__(self) -> str:
        return self.code


class FileToRemove(models.Model):
    """Bytes that must go: written with the removal of their rows, done after the commit, kept so
    that a restored disk can be cleaned again.
    """

    path = columns.CharField(
        max_length=200,
        unique=True,
        help_text="random, relative to the folder of files; says nothing of anybody",
    )
    sha256 = columns.CharField(_("mã kiểm tra"), max_length=64)
    size = models.PositiveBigIntegerField(_("cỡ (byte)"))
    at = models.DateTimeField(_("lúc"))
    removed_at = models.DateTimeField(_("đã xóa lúc"), null=True)

    def __str__(self) -> str:
        return self.path
