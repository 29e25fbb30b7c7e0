"""What the chairman directs, the tasks in it, and every reply with what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from compliance.core import columns
from compliance.core.language import _
from compliance.incidents.models import Incident
from compliance.registry.models import Office
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Instrument
from reports.models.summaries import Summary
from reports.querysets import DirectionQuerySet

USER = settings.AUTH_USER_MODEL


class Direction(models.Model):
    """What the chairman directs: on a summary, on a case, or on its own. Letter 308 is
    number one.
    """

    number = models.PositiveIntegerField(_("số"))
    year = models.PositiveIntegerField(_("năm"))
    text = columns.TextField(_("nội dung"))
    summary = models.ForeignKey(
        Summary,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="directions",
        verbose_name=_("báo cáo"),
    )
    incident = models.ForeignKey(
        Incident,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="directions",
        verbose_name=_("hồ sơ"),
    )
    instrument = models.ForeignKey(
        Instrument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="directions",
        verbose_name=_("văn bản"),
    )
    due_on = models.DateField(_("hạn trả lời"), null=True, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người chỉ đạo"))
    at = models.DateTimeField(_("lúc"))
    closed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người kết thúc")
    )
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True)

    objects = DirectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="direction_numbered_once")
        ]
        indexes = [
            models.Index(fields=["closed_at", "due_on"]),
            models.Index(fields=["-at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.number:02d}/{self.year}"


class DirectionTask(models.Model):
    """The part of a direction one office, or one person, has to do by a day: reply with proof,
    accepted or sent back.
    """

    direction = models.ForeignKey(
        Direction, models.PROTECT, related_name="tasks", verbose_name=_("ý kiến chỉ đạo")
    )
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("đơn vị"),
    )
    person = models.ForeignKey(
        USER,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="direction_tasks",
        verbose_name=_("người thực hiện"),
    )
    text = columns.TextField(_("việc được giao"), blank=True)
    due_on = models.DateField(
        _("hạn"), null=True, blank=True, help_text="empty: the day of the direction"
    )
    reply = columns.TextField(_("trả lời"), blank=True)
    replied_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người trả lời")
    )
    replied_at = models.DateTimeField(_("trả lời lúc"), null=True)
    sent_back = columns.TextField(_("yêu cầu bổ sung"), blank=True)
    accepted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người chấp nhận")
    )
    accepted_at = models.DateTimeField(_("chấp nhận lúc"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["direction", "office"],
                condition=Q(office__isnull=False),
                name="one_task_an_office",
            ),
            models.UniqueConstraint(
                fields=["direction", "person"],
                condition=Q(person__isnull=False),
                name="one_task_a_person",
            ),
            models.CheckConstraint(
                condition=Q(office=None, person__isnull=False)
                | Q(office__isnull=False, person=None),
                name="task_of_office_or_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction_id} {self.office_id or self.person_id}"

    @property
    def whose(self) -> str:
        return self.office.short_name if self.office_id else self.person.display_name

    @property
    def due(self):
        return self.due_on or self.direction.due_on


class TaskReply(models.Model):
    """One reply to a task, with its proof (files), and what was said to it. Replies are added,
    never overwritten.
    """

    task = models.ForeignKey(
        DirectionTask, models.PROTECT, related_name="replies", verbose_name=_("việc")
    )
    text = columns.TextField(_("trả lời"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người trả lời"))
    at = models.DateTimeField(_("lúc"))
    sent_back = columns.TextField(_("yêu cầu bổ sung"), blank=True)
    accepted = models.BooleanField(_("chấp nhận"), default=False)
    judged_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người xem")
    )
    judged_at = models.DateTimeField(_("xem lúc"), null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(judged_by=None) | ~Q(judged_by=F("by")), name="reply_judged_by_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {local_day(self.at):%d/%m/%Y}"
