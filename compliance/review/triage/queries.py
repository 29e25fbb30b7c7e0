"""Who could take a case, which reports look like one, and what came in with the same report."""

import secrets
from datetime import date
from itertools import pairwise

from django.db.models import Exists, OuterRef, Q, QuerySet

from compliance.core.language import _
from compliance.core.roles import Kind
from compliance.incidents.models import Incident, Outcome, SentReport, StepTaken
from compliance.incidents.queries import (
    awaits,
    is_apart,
    shut_out,
    who_can,
    without_excluded,
)
from compliance.incidents.settling import told_of
from compliance.incidents.workflow import UNDER_REVIEW
from compliance.registry.models import Kinship, StaffMember, User
from compliance.registry.queries import holders
from compliance.review.models import Conclusion, Triage


def siblings(incident: Incident, viewer: User) -> QuerySet:
    """The other incidents entered with the same report, as far as `viewer` may see them."""
    return (
        Incident.objects.visible_to(viewer)
        .filter(sibling_group=incident.sibling_group, sealed=False)
        .exclude(pk=incident.pk)
        .with_people()
        .order_by("pk")
    )


def resent(incident: Incident) -> list[tuple[SentReport, list[tuple[str, str, str]]]]:
    """Each time the report was sent again, and what it then said otherwise: [(field, before,
    after)].
    """
    rows = list(incident.sent_reports.order_by("number"))
    resendings = []
    for before, after in pairwise(rows):
        old = dict(before.said)
        changes = [
            (name, old.get(name, ""), now) for name, now in after.said if old.get(name) != now
        ]
        resendings.append((after, changes))
    return resendings


def accepted_by(incident: Incident) -> Triage | None:
    """The decision that took the case up, as it was last taken anew."""
    if "triages" in getattr(incident, "_prefetched_objects_cache", {}):
        accepted = [
            row for row in incident.triages.all() if row.decision == Triage.Decision.ACCEPTED
        ]
        return max(accepted, key=lambda row: (row.at, row.pk), default=None)
    rows = incident.triages.filter(decision=Triage.Decision.ACCEPTED).select_related("by")
    return rows.order_by("-at", "-pk").first()


def without_triage() -> QuerySet[Incident]:
    """Cases under review that nobody took up: screened out or noted once, and reopened when a
    reopening was no triage of its own yet.
    """
    taken_up = Triage.objects.filter(incident=OuterRef("pk"), decision=Triage.Decision.ACCEPTED)
    return Incident.objects.filter(~Exists(taken_up), status__in=UNDER_REVIEW)


def reopened_bare() -> QuerySet:
    """The keys of the cases of without_triage(), looked for among the reopened ones: few of many.
    None gets there otherwise.
    """
    taken_up = Triage.objects.filter(
        incident=OuterRef("incident"), decision=Triage.Decision.ACCEPTED
    )
    again = StepTaken.objects.filter(
        ~Exists(taken_up), verb="reopen", incident__status__in=UNDER_REVIEW
    )
    keys: QuerySet = again.order_by().values("incident")
    return keys


def triager_tied(*more: QuerySet) -> QuerySet:
    """The keys of cases under review of which triage_is_tied() has to be asked: whoever took them
    up stands behind the wall, or somebody was told so once; and `more` keys. One list, so that the
    cases are reached from it.
    """
    keys: QuerySet = shut_out("triaged_by", UNDER_REVIEW).union(told_of("tied"), *more)
    return keys


def triage_to_confirm(incident: Incident) -> bool:
    """Whether the case has to be taken up, or taken up anew, by a lead."""
    return triage_is_tied(incident) or triage_is_missing(incident)


def triage_is_missing(incident: Incident) -> bool:
    return incident.status in UNDER_REVIEW and accepted_by(incident) is None


def triage_is_tied(incident: Incident) -> bool:
    """Whether who took the case up, or who reported it, turned out to be tied to the person
    concerned.

    Of a confidential report the reporter is not asked: the answer would say who it is. What it
    would ask for is asked of every such report at its conclusion (intake_read_again).
    """
    triage = accepted_by(incident)
    if triage is None:
        return False
    if not is_apart(incident, triage.by_id):
        return True
    if incident.reporter.confidential or triage.confirms_id:
        return False
    return not is_apart(incident, incident.reporter.user_id)


@awaits
def triage_anew(incident: Incident) -> dict[str, tuple[str, ...]]:
    """What is awaited beside the step: the triage taken anew, by the level above where nobody here
    may. A draft of *no violation* does not ask for it.
    """
    if incident.status not in UNDER_REVIEW or not triage_to_confirm(incident):
        return {}
    draft = incident.conclusions.filter(state=Conclusion.State.PROPOSED).first()
    if draft and draft.outcome == Outcome.NO_VIOLATION and not triage_is_missing(incident):
        return {}
    return {_("xác nhận lại việc thụ lý"): ("confirm_triage", "enter_paper")}


def triage_goes_above(incident: Incident, day: date) -> bool:
    """Whether nobody here may take the triage anew: the level above decides, entered on paper."""
    return triage_to_confirm(incident) and not who_can(incident, "confirm_triage", day).exists()


NOT_THIS_ONE = _(
    "Không giao được hồ sơ này cho người đã chọn: có liên quan hoặc không nhận được. Chọn thành "
    "viên khác."
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
    be chosen. Who is tied to the reporter is left out while anybody else is there, and nothing says
    so. None when nobody is left.
    """
    able = able_members(incident, day).exclude(pk=without or 0)
    apart = able.exclude(tied_to_reporter(incident))
    drawn = list(apart) or list(able)
    return secrets.choice(drawn) if drawn else None


def tied_to_reporter(incident: Incident) -> Q:
    """The accounts with a declared relation to whoever reported, as a condition on User. For the
    lot, and for whoever may read the name; nothing else may depend on it.
    """
    staff = StaffMember.objects.filter(user_id=incident.reporter.user_id).first()
    if staff is None:
        return Q(pk__in=[])
    others, declarers = Kinship.objects.shut_out_of(staff)
    people = StaffMember.objects.filter(user__isnull=False).order_by().values("user_id")
    return Q(pk__in=people.filter(pk__in=others.values("relative_id"))) | Q(
        pk__in=people.filter(pk__in=declarers.values("person_id"))
    )
