"""What a case was at any moment: one row each time a column that figures read has changed, written
by the database itself in the same transaction.
"""

from django.db import models

from compliance.core import columns
from compliance.core.language import _
from compliance.incidents.models.incident import Incident
from compliance.incidents.models.kinds import ActKind, Outcome
from compliance.incidents.workflow import Status
from compliance.registry.models import Office
from compliance.rulebook.models import Category, StaffKind


class SentReport(models.Model):
    """A report as it was sent, each time it was: what the reporter changed afterwards can be laid
    beside it. `said` = [[field, what it said]], in words.
    """

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="sent_reports", verbose_name=_("vụ việc")
    )
    number = models.PositiveIntegerField(_("lần gửi"))
    said = columns.JSONField(_("nội dung đã gửi"), default=list)
    at = models.DateTimeField(_("gửi lúc"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="sent_report_once")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.number}"


class CountedFacts(models.Model):
    """The columns that figures are counted from, named as in Incident: one function counts over
    cases, over a moment in the past and over what a summary froze.
    """

    status = columns.CharField(_("trạng thái"), max_length=20, choices=Status)
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, related_name="+", verbose_name=_("đơn vị")
    )
    staff_kind = columns.CharField(_("loại cán bộ"), max_length=20, choices=StaffKind, blank=True)
    category = columns.CharField(_("nhóm nội dung"), max_length=30, choices=Category, blank=True)
    act_kind = columns.CharField(_("hành vi"), max_length=20, choices=ActKind, blank=True)
    outcome = columns.CharField(_("kết quả"), max_length=20, choices=Outcome, blank=True)
    submitted_at = models.DateTimeField(_("gửi lúc"))
    concluded_at = models.DateTimeField(_("kết luận lúc"), null=True)
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True)
    first_concluded_at = models.DateTimeField(_("kết luận lần đầu lúc"), null=True)
    first_outcome = columns.CharField(
        _("kết quả lần đầu"), max_length=20, choices=Outcome, null=True
    )
    first_term_ends = models.DateField(_("thời hạn xử lý lúc kết luận lần đầu"), null=True)
    first_ended_at = models.DateTimeField(_("kết thúc lần đầu lúc"), null=True)
    first_ended_as = columns.CharField(
        _("kết thúc lần đầu ở trạng thái"), max_length=20, choices=Status, null=True
    )
    suspended_at = models.DateTimeField(_("tạm dừng từ"), null=True)
    due_on = models.DateField(_("hạn của bước"), null=True)
    processing_ends = models.DateField(_("hết thời hạn xử lý"), null=True)
    known_on = models.DateField(_("ngày biết sự việc"), null=True)

    class Meta:
        abstract = True


FACTS = tuple(field.attname for field in CountedFacts._meta.local_fields)


class IncidentState(CountedFacts):
    """Written by a trigger on both engines when a case that was sent in changes in one of FACTS.
    `at` is the moment of the act (Incident.edited_at).
    """

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="states", verbose_name=_("vụ việc")
    )
    at = models.DateTimeField(_("lúc"))

    class Meta:
        indexes = [
            models.Index(fields=["incident", "-at", "-id"], name="state_of_incident"),
            models.Index(fields=["at"], name="state_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.status}"
