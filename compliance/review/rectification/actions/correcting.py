"""Correct whom and what a case is about, before the person has been told of it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.core.language import _, joined
from compliance.core.presence import present
from compliance.core.refusals import NotAllowed, NotNow
from compliance.incidents import grants
from compliance.incidents.actions.exclusions import keep_line, keep_out, let_in_again
from compliance.incidents.actions.reporting import cite
from compliance.incidents.checks import misapplied
from compliance.incidents.models import SEARCHED, Incident, KeptWall
from compliance.incidents.occurrence import COLUMNS as OCCURRENCE
from compliance.incidents.placing import second_held, whereabouts
from compliance.incidents.queries import deciders, is_apart
from compliance.incidents.transitions import transition
from compliance.registry.models import Office, StaffMember, User
from compliance.registry.queries import accounts_excluded_from
from compliance.review.deadlines.queries import law_dates
from compliance.review.interruptions.actions import NOBODY_TO_CONCLUDE
from compliance.review.models import Rectification
from compliance.review.rectification.actions.wishes import ask, require_free, said_in_the_story
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Provision
from compliance.rulebook.queries import rule_set_for

__all__ = ["ask_correction"]

TOLD = _(
    "Người được phản ánh đã nhận thông báo: không đổi người được nữa. Đề nghị dừng xem xét vì nhầm "
    "người; người đúng bắt đầu bằng một hồ sơ và thông báo riêng."
)

NOT_HELD = _(
    "Ngày đó người được phản ánh không giữ vị trí kiêm nhiệm của hồ sơ này: đính chính cả đơn vị."
)

TIED = _("Ông/bà có quan hệ liên quan với người đúng của hồ sơ này: người khác làm việc này.")


@transaction.atomic
def ask_correction(
    *,
    incident: Incident,
    changes: dict[str, Any],
    said: list,
    reason: str,
    by: User,
    at: datetime,
) -> Incident:
    """Ask to correct the case. `changes`: {person, office: key; happened_at: ISO moment, with the
    columns of occurrence.py; title, link: text; provisions: keys}, those that change alone;
    `said`: [[field, before, after]].

    What agreeing would be refused is refused here. Raises NotNow for nothing to correct, for
    another person once somebody was told, and for provisions that do not apply.
    """
    require_free(incident)
    if not changes:
        raise NotNow(_("Chưa có gì khác với hồ sơ: ghi chỗ cần đính chính."))
    if "person" in changes:
        _shut_to_the_named(incident, changes["person"], by, at)
    row = Rectification(verb="correct", reason=reason, payload=changes, said=said)
    fresh = ask(incident, "ask_correction", row, by, at)
    _try(fresh, row, by, at)
    return fresh


def _shut_to_the_named(incident: Incident, person: int, by: User, at: datetime) -> None:
    """While the wish waits, whoever may turn out to be concerned stands behind the wall already,
    with all who are tied to them.
    """
    right = StaffMember.objects.get(pk=person)
    tied = User.objects.filter(accounts_excluded_from(right))
    if tied.filter(pk=by.pk).exists():
        raise NotAllowed(TIED)
    keep_out(incident, tied, KeptWall.Reason.NAMED, at)


def _try(incident: Incident, row: Rectification, by: User, at: datetime) -> None:
    """Write what agreeing would write and take it back."""
    sid = transaction.savepoint()
    try:
        _write(Incident.objects.with_people().get(pk=incident.pk), row, at)
    finally:
        transaction.savepoint_rollback(sid)


def correct(incident: Incident, row: Rectification, by: User, at: datetime) -> Incident:
    """Write the correction; walls, grants, clocks and search follow at once. Raises NotAllowed
    when `by` stands behind the wall of who the case turns out to be about.
    """
    fresh = transition(
        incident=incident,
        verb="correct",
        by=by,
        at=at,
        note=said_in_the_story(row),
        after={"fields": sorted(row.payload)},
        asked_by=None,
    )
    _write(fresh, row, at)
    corrected: Incident = Incident.objects.with_people().get(pk=fresh.pk)
    if not is_apart(corrected, by.pk):
        raise NotAllowed(TIED)
    return corrected


def _write(incident: Incident, row: Rectification, at: datetime) -> None:
    """The columns as corrected, and all that is computed from them."""
    changes, day = row.payload, local_day(at)
    wrong = incident.person
    moved = "person" in changes and changes["person"] != incident.person_id
    if moved and incident.told_at:
        raise NotNow(TOLD)
    if "person" in changes:
        incident.person = StaffMember.objects.select_related("office").get(pk=changes["person"])
    if "happened_at" in changes:
        _happened(incident, changes)
    for name in ("title", "link"):
        setattr(incident, name, changes.get(name, getattr(incident, name)))
    if "provisions" in changes:
        cited = Provision.objects.in_bulk(changes["provisions"])
        cite(incident, [cited[pk] for pk in changes["provisions"]])
    columns = _placed(incident, changes, at)
    for name, value in columns.items():
        setattr(incident, name, value)
    if unfit := misapplied(incident):
        raise NotNow(
            _("{unfit}: đính chính cả quy định viện dẫn.").format(unfit=joined("; ", unfit))
        )
    incident.fill_search()
    written = ("person", *OCCURRENCE, "title", "link", *SEARCHED)
    Incident.objects.filter(pk=incident.pk).update(
        **{name: getattr(incident, name) for name in written}, **columns
    )
    if moved:
        let_in_again(incident, KeptWall.Reason.LINE)
        wronged = User.objects.filter(staff=wrong)
        keep_out(incident, wronged, KeptWall.Reason.CORRECTED, at)
        keep_line(incident, at)
    grants.refresh(incident, day)
    if not deciders(incident, day).exists():
        raise NotNow(NOBODY_TO_CONCLUDE)


def _happened(incident: Incident, changes: dict[str, Any]) -> None:
    """The moment as corrected. A wish of an earlier release says no more than the moment."""
    until = changes.get("happened_until")
    incident.happened_at = datetime.fromisoformat(changes["happened_at"])
    incident.hour_known = changes.get("hour_known", True)
    incident.happened_about = changes.get("happened_about", False)
    incident.happened_until = date.fromisoformat(until) if until else None


def _placed(incident: Incident, changes: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Where the person worked on the day of the act, the rule set of their kind, and its dates.

    A second post the report chose stays while neither person nor unit is corrected. Raises NotNow
    when it was not held on the corrected day.
    """
    if not {"person", "office", "happened_at", "provisions"} & set(changes):
        return {}
    day, taken_up = local_day(at), local_day(present(incident.accepted_at))
    office = Office.objects.get(pk=changes["office"]) if "office" in changes else None
    happened = present(incident.happened_at)
    second = None if {"person", "office"} & set(changes) else incident.second_post
    if second and not second_held(second, happened):
        raise NotNow(NOT_HELD)
    placed = whereabouts(present(incident.person), happened, day, office, second)
    first = incident.allegations.select_related("provision").order_by("number").first()
    rules = rule_set_for(placed["staff_kind"], taken_up)
    return {
        **placed,
        "category": present(first).provision.category,
        "rule_set": rules,
        **law_dates(incident, day, rules),
    }
