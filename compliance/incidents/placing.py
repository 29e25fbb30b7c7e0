"""Where a case belongs: the post somebody is reported in, its unit, and the unit that speaks."""

from datetime import date, datetime
from typing import Any

from compliance.core.presence import present
from compliance.core.roles import CHAIRS, HEADS, LEADS
from compliance.incidents.models import Incident
from compliance.incidents.queries import handling_office_for, is_head
from compliance.registry.models import Function, Office, Posting, StaffMember
from compliance.registry.queries import posting_on
from compliance.registry.tree import line_up
from compliance.rulebook.clocks import local_day


def whereabouts(
    person: StaffMember,
    happened_at: datetime,
    today: date,
    office: Office | None = None,
    second: Posting | None = None,
) -> dict[str, Any]:
    """Where `person` worked on the day of the act, as columns of a case: in the second post
    `second`, or in `office`, where that is said; else by the posting of that day, or by today's.

    The staff kind, and with it the law, follow from where the person works, whatever the capacity:
    a post held beside it changes nobody's employment (docs/decisions/0071-second-posts.md).
    """
    act_day = local_day(happened_at)
    works = posting_on(person, act_day) or posting_on(person, today)
    held = second or works
    if office:
        there = person.postings.on(act_day).filter(office=office).best_first()
        held = there.select_related("office").first() or works
    beside = held if held and held.kind == Posting.Kind.SECOND else None
    of_case = present(office or (held.office if held else person.office))
    head = is_head(person, today)
    return {
        "office": of_case,
        "second_post": beside,
        "post_kind": held.kind if held else "",
        "position": held.position if held else person.position,
        "staff_kind": works.staff_kind if works else person.staff_kind,
        "concerns_head": head or bool(beside and beside.is_leader),
        "handling_office": handling_office_for(
            of_case, leads_in(person, beside, today) if beside else head
        ),
    }


def held_on_the_day(incident: Incident) -> bool:
    """Whether the second post chosen was held when it happened; True where none was chosen, or the
    day is not written yet.
    """
    if not incident.second_post_id or incident.happened_at is None:
        return True
    return second_held(present(incident.second_post), incident.happened_at)


def second_held(second: Posting, happened_at: datetime) -> bool:
    """Whether the post was held on the day of `happened_at`."""
    day = local_day(happened_at)
    return second.valid_from <= day and (second.valid_to is None or day <= second.valid_to)


def leads_in(staff: StaffMember, second: Posting, day: date) -> bool:
    """Whether the person leads the office of the second post, or one above it, so that its head is
    nobody to speak about them: by the post, by a function there, or by one over all offices.

    Leading another office leaves the head of this one free to.
    """
    if second.is_leader:
        return True
    held = Function.objects.on(day).filter(user=staff.user_id or 0, user__is_active=True)
    here = held.of_kinds(*HEADS).filter(office__in=line_up(second.office))
    return here.exists() or held.of_kinds(*CHAIRS, *LEADS).exists()
