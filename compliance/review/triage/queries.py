"""Who could take a case, which reports look like one, and what came in with the same report."""

import secrets
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from compliance.core.presence import present
from compliance.core.roles import Kind
from compliance.incidents.models import Incident
from compliance.incidents.queries import is_apart, without_excluded
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.review.models import Triage
from compliance.rulebook.clocks import local_day


def duplicates(incident: Incident, viewer: User) -> QuerySet:
    """Other incidents about the same person within thirty days of the act, or with the same link;
    only those `viewer` may see.
    """
    happened = present(incident.happened_at)
    near = Q(
        person=incident.person,
        happened_at__range=(happened - timedelta(days=30), happened + timedelta(days=30)),
    )
    same_link = Q(link=incident.link) & ~Q(link="") if incident.link else Q(pk__in=[])
    return (
        Incident.objects.visible_to(viewer)
        .filter(near | same_link, submitted_at__isnull=False, sealed=False)
        .exclude(pk=incident.pk)
        .with_people()
        .newest_first()
    )


def _day_of_act(incident: Incident) -> date:
    return local_day(present(incident.happened_at))


def why_alike(incident: Incident, other: Incident) -> list[str]:
    """The exact reasons why two reports may be one, in words; nothing is weighed."""
    days = abs((_day_of_act(incident) - _day_of_act(other)).days)
    found = []
    if incident.person_id == other.person_id:
        found.append("cùng người, cùng ngày" if not days else f"cùng người, cách nhau {days} ngày")
    if incident.link and incident.link == other.link:
        found.append("cùng liên kết")
    if incident.sibling_group == other.sibling_group:
        found.append("cùng một báo cáo")
    return found


def siblings(incident: Incident, viewer: User) -> QuerySet:
    """The other incidents entered with the same report, as far as `viewer` may see them."""
    return (
        Incident.objects.visible_to(viewer)
        .filter(sibling_group=incident.sibling_group, sealed=False)
        .exclude(pk=incident.pk)
        .with_people()
        .order_by("pk")
    )


def accepted_by(incident: Incident) -> Triage | None:
    """The decision that took the case up, as it was last taken anew."""
    rows = incident.triages.filter(decision=Triage.Decision.ACCEPTED).select_related("by")
    return rows.order_by("-at", "-pk").first()


def triage_to_confirm(incident: Incident) -> bool:
    """Whether the case has to be taken up anew by another lead: who did, or who reported it, turned
    out to be tied to the person concerned.

    Of a confidential report the reporter is not asked: the answer would say who it is. That the
    triage is independent of the reporter holds for every case.
    """
    triage = accepted_by(incident)
    if triage is None:
        return False
    if not is_apart(incident, triage.by_id):
        return True
    if incident.reporter.confidential or triage.confirms_id:
        return False
    return not is_apart(incident, incident.reporter.user_id)


NOT_THIS_ONE = (
    "Không giao được hồ sơ này cho người đã chọn: có liên quan hoặc không nhận được. Chọn thành"
    " viên khác."
)


def able_members(incident: Incident, day: date) -> QuerySet:
    """Who may take the case: members today, without the reporter and those behind the wall. For
    asking and drawing; never shown as a list.
    """
    return without_excluded(incident, holders(Kind.MEMBER, day=day)).exclude(
        pk=incident.reporter.user_id
    )


def may_handle(incident: Incident, handler: User, day: date) -> bool:
    """A member today, not the reporter, not behind the wall."""
    return able_members(incident, day).filter(pk=handler.pk).exists()


def draw_handler(incident: Incident, day: date, without: int | None = None) -> User | None:
    """By lot, from those who may: of a confidential report nobody can learn by trying who could not
    be chosen. None when nobody is left.
    """
    able = list(able_members(incident, day).exclude(pk=without or 0))
    return secrets.choice(able) if able else None
