"""What it adds up to: unit returns, periodic summaries, to whom they go, and what the chairman directs."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from compliance.incidents.models import Incident
from compliance.registry.models import Office
from compliance.rulebook.models import Instrument
from reports.periods import PeriodKind
from reports.querysets import DirectionQuerySet, SummaryQuerySet, UnitReturnQuerySet

USER = settings.AUTH_USER_MODEL


class UnitReturn(models.Model):
    """One office's report for one period. The row is planned when the period closes, so a missing return is a row too."""

    class State(models.TextChoices):
        DUE = "due", "Chưa gửi"
        SUBMITTED = "submitted", "Đã gửi"
        RETURNED = "returned", "Trả lại bổ sung"
        ACCEPTED = "accepted", "Đã nhận"

    office = models.ForeignKey(Office, models.PROTECT, related_name="returns", verbose_name="đơn vị")
    kind = models.CharField("kỳ", max_length=10, choices=PeriodKind, default=PeriodKind.MONTH)
    start = models.DateField("từ ngày")
    end = models.DateField("đến ngày")
    due_on = models.DateField("hạn gửi")
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.DUE)
    version = models.PositiveIntegerField(default=1)
    nil = models.BooleanField("không phát sinh", default=False)
    figures = models.JSONField("số liệu", default=dict)
    briefings_held = models.PositiveIntegerField("số buổi quán triệt", default=0)
    narrative = models.TextField("tình hình, kết quả", blank=True)
    proposals = models.TextField("đề xuất, kiến nghị", blank=True)
    comment = models.TextField("nội dung cần bổ sung", blank=True)
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người gửi")
    submitted_at = models.DateTimeField("gửi lúc", null=True)
    accepted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người nhận")
    accepted_at = models.DateTimeField("nhận lúc", null=True)

    objects = UnitReturnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "start", "end"], name="one_return_a_period"),
            models.CheckConstraint(condition=Q(accepted_by=None) | ~Q(accepted_by=F("submitted_by")), name="return_accepted_by_another"),
        ]
        indexes = [models.Index(fields=["end", "kind", "state"])]

    def __str__(self) -> str:
        return f"{self.office_id} {self.kind} {self.end}"


class Summary(models.Model):
    """The report of one closed period: figures frozen and hashed, text edited by people, approved, told, read. A correction is a new revision."""

    class State(models.TextChoices):
        PLANNED = "planned", "Chờ lập"
        DRAWN = "drawn", "Chờ duyệt"
        APPROVED = "approved", "Chờ ý kiến chỉ đạo"
        READ = "read", "Đã có ý kiến"

    kind = models.CharField("kỳ", max_length=10, choices=PeriodKind)
    start = models.DateField("từ ngày")
    end = models.DateField("đến ngày")
    revision = models.PositiveIntegerField("bản", default=1)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.PLANNED)
    version = models.PositiveIntegerField(default=1)
    figures = models.JSONField("số liệu đã chốt", default=dict)
    sha256 = models.CharField("mã kiểm tra", max_length=64, blank=True)
    sections = models.JSONField("lời văn", default=dict, help_text="{'I': …, 'II': …, 'III': …, 'IV': …, 'V': …}: computed at first, then edited by people")
    drawn_at = models.DateTimeField("lập lúc", null=True)
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người duyệt")
    approved_at = models.DateTimeField("duyệt lúc", null=True)
    read_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người đọc")
    read_at = models.DateTimeField("đọc lúc", null=True)
    document_number = models.CharField("số văn bản", max_length=60, blank=True)
    document_date = models.DateField("ngày văn bản", null=True, blank=True)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "start", "end", "revision"], name="one_summary_a_period"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None) | Q(approved_by__isnull=False, approved_at__isnull=False), name="summary_approval_is_signed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}..{self.end} r{self.revision}"


class Recipient(models.Model):
    """A line of 'Nơi nhận'. Copies that leave the committee carry no names and suppress small counts."""

    name = models.CharField("nơi nhận", max_length=200)
    purpose = models.CharField("mục đích", max_length=40, blank=True, help_text="B/c, để biết…")
    inside = models.BooleanField("trong cơ quan", default=True)
    order = models.PositiveIntegerField("thứ tự", default=0)

    def __str__(self) -> str:
        return self.name


class Direction(models.Model):
    """What the chairman directs: on a summary, on a case, or on its own. Letter 308 is number one."""

    number = models.PositiveIntegerField("số")
    year = models.PositiveIntegerField("năm")
    text = models.TextField("nội dung")
    summary = models.ForeignKey(Summary, models.PROTECT, null=True, blank=True, related_name="directions", verbose_name="báo cáo")
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, blank=True, related_name="directions", verbose_name="hồ sơ")
    instrument = models.ForeignKey(Instrument, models.PROTECT, null=True, blank=True, related_name="directions", verbose_name="văn bản")
    due_on = models.DateField("hạn trả lời", null=True, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người chỉ đạo")
    at = models.DateTimeField("lúc")
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người kết thúc")
    closed_at = models.DateTimeField("kết thúc lúc", null=True)

    objects = DirectionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="direction_numbered_once")]
        indexes = [models.Index(fields=["closed_at", "due_on"]), models.Index(fields=["-at", "-id"])]

    def __str__(self) -> str:
        return f"{self.number:02d}/{self.year}"


class DirectionTask(models.Model):
    """The part of a direction one office has to do: reply with proof, accepted or sent back."""

    direction = models.ForeignKey(Direction, models.PROTECT, related_name="tasks", verbose_name="ý kiến chỉ đạo")
    office = models.ForeignKey(Office, models.PROTECT, related_name="tasks", verbose_name="đơn vị")
    text = models.TextField("việc được giao", blank=True)
    reply = models.TextField("trả lời", blank=True)
    replied_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người trả lời")
    replied_at = models.DateTimeField("trả lời lúc", null=True)
    sent_back = models.TextField("yêu cầu bổ sung", blank=True)
    accepted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người chấp nhận")
    accepted_at = models.DateTimeField("chấp nhận lúc", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["direction", "office"], name="one_task_an_office")]

    def __str__(self) -> str:
        return f"{self.direction_id} {self.office_id}"
