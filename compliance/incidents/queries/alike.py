"""Which reports may be about one and the same thing, by exact reasons; nothing is weighed, and
whoever reads them decides.
"""

from datetime import timedelta

from django.db.models import Case, Q, QuerySet, When

from compliance.core.language import _
from compliance.core.presence import present
from compliance.incidents.models import Evidence, Incident
from compliance.registry.models import User
from compliance.rulebook.clocks import local_day

NEAR = timedelta(days=30)  # reports about one person whose acts lie no further apart may be one


def duplicates(incident: Incident, viewer: User) -> QuerySet:
    """Other incidents about the same person within thirty days of the act, or of the same address
    (compliance.core.links); only those `viewer` may see. A draft that says neither is like none.
    """
    same = alike = _of_addresses(addresses_of(incident))
    if incident.person_id and incident.happened_at:
        first, last = incident.happened_at - NEAR, incident.happened_at + NEAR
        alike |= Q(person=incident.person_id, happened_at__range=(first, last))
    return (
        Incident.objects.visible_to(viewer)
        .filter(alike, submitted_at__isnull=False, sealed=False)
        .exclude(pk=incident.pk)
        .annotate(same_address=Case(When(same, then=True), default=False))
        .with_people()
        .newest_first()
    )


def why_alike(incident: Incident, other: Incident) -> list[str]:
    """The exact reasons why two reports may be one, in words; `other` is one of duplicates(), or
    any other report.
    """
    reasons = []
    if incident.person_id and incident.person_id == other.person_id and incident.happened_at:
        days = abs((local_day(incident.happened_at) - local_day(present(other.happened_at))).days)
        reasons.append(
            _("cùng người, cùng ngày")
            if not days
            else _("cùng người, cách nhau {days} ngày").format(days=days)
        )
    same = getattr(other, "same_address", None)
    if addresses_of(incident) & addresses_of(other) if same is None else same:
        reasons.append(_("cùng liên kết"))
    if incident.sibling_group == other.sibling_group:
        reasons.append(_("cùng một báo cáo"))
    return reasons


def addresses_of(incident: Incident) -> set[str]:
    """The canonical addresses a report names: its own, and those of its evidence."""
    items = incident.evidence.filter(removed_at=None).exclude(url_key="")
    return {incident.link_key, *items.values_list("url_key", flat=True)} - {""}


def _of_addresses(keys: set[str]) -> Q:
    if not keys:
        return Q(pk__in=[])
    items = Evidence.objects.filter(removed_at=None, url_key__in=keys)
    return Q(link_key__in=keys) | Q(pk__in=items.order_by().values("incident"))
