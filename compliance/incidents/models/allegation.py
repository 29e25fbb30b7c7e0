"""What an incident is about besides its person: the provisions cited, others named in the draft."""

from django.db import models

from compliance.core import columns
from compliance.core.language import _
from compliance.incidents.models.incident import Incident
from compliance.registry.models import Posting, StaffMember
from compliance.rulebook.models import Provision


class AlsoConcerned(models.Model):
    """Another person named in the same draft: becomes a sibling incident when the draft is
    submitted.
    """

    incident = models.ForeignKey(
        Incident, models.CASCADE, related_name="also", verbose_name=_("vụ việc")
    )
    person = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="+", verbose_name=_("người được phản ánh")
    )
    second_post = models.ForeignKey(
        Posting,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("vị trí kiêm nhiệm được phản ánh"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "person"], name="also_once")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.person_id}"


class Allegation(models.Model):
    """One provision cited for the act: found on separately."""

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="allegations", verbose_name=_("vụ việc")
    )
    number = models.PositiveIntegerField(_("thứ tự"))
    provision = models.ForeignKey(
        Provision, models.PROTECT, related_name="+", verbose_name=_("quy định viện dẫn")
    )
    fact = columns.TextField(
        _("nội dung cụ thể"),
        blank=True,
        help_text=(
            "the concrete act and its effect, in the reporter's words; the narrative when empty"
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="allegation_numbered_once"),
            models.UniqueConstraint(fields=["incident", "provision"], name="provision_cited_once"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.number}"
