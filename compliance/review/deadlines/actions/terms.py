"""Terms of the law put right: a second person confirms, and the open cases that were measured by
the version before are measured by the new one, at once or in bounded batches through the outbox.
"""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.roles import ROLES, Do
from compliance.incidents.models import Incident
from compliance.incidents.transitions import record_act
from compliance.outbox.actions import enqueue, notify
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.review.case.notices import case_url, tell_person
from compliance.review.deadlines.recalculation import Followed, moves_by_version
from compliance.review.models import ClockEntry
from compliance.rulebook import actions as rulebook
from compliance.rulebook.changes import RuleChange
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import RuleSet

__all__ = [
    "ask_terms",
    "confirm_terms",
    "follow_version",
    "refuse_terms",
]

AT_ONCE = 100


def terms_change_url(change: RuleChange) -> str:
    return reverse("review:terms_change", args=[change.pk])


@transaction.atomic
def ask_terms(*, change: RuleChange, by: User, at: datetime) -> RuleChange:
    """Propose, and tell everybody who may confirm."""
    asked = rulebook.ask_rule_change(change=change, by=by, at=at)
    keepers = [kind for kind, role in ROLES.items() if Do.KEEP_RULEBOOK in role.may]
    notify(
        users=holders(*keepers, day=local_day(at)).exclude(pk=by.pk),
        kind="terms",
        text=_("Xác nhận thời hạn của quy định được sửa"),
        url=terms_change_url(asked),
        at=at,
        key=f"terms:{asked.pk}:ask",
    )
    return asked


@transaction.atomic
def confirm_terms(*, change: RuleChange, by: User, at: datetime) -> int:
    """Publish the version; returns how many open cases it measures from now on. The first hundred
    follow in this transaction, the others as outbox rows written with it.
    """
    following = moves_by_version(change, local_day(at)) if change.base else []
    rules = rulebook.confirm_rule_change(change=change, by=by, at=at)
    for moved in following[:AT_ONCE]:
        _follow(moved, present(rules), by, at)
    rest = following[AT_ONCE:]
    for number in range(0, len(rest), AT_ONCE):
        part = [moved.pk for moved in rest[number : number + AT_ONCE]]
        enqueue(
            topic="recalculate",
            dedup_key=f"terms:{change.pk}:{number}",
            at=at,
            payload={"cases": part, "rule_set": present(rules).pk, "by": by.pk},
        )
    _tell_asker(change, _("Thời hạn ông/bà đề nghị sửa đã được xác nhận"), at)
    return len(following)


@transaction.atomic
def refuse_terms(*, change: RuleChange, reason: str, by: User, at: datetime) -> RuleChange:
    refused = rulebook.refuse_rule_change(change=change, reason=reason, by=by, at=at)
    _tell_asker(change, _("Thời hạn ông/bà đề nghị sửa không được xác nhận, xem lý do"), at)
    return refused


def follow_version(*, payload: dict, at: datetime) -> None:
    """One batch of an earlier `confirm_terms`; a case that has another law by now is left alone."""
    rules = RuleSet.objects.select_related("change__base").get(pk=payload["rule_set"])
    by, wanted = User.objects.get(pk=payload["by"]), set(payload["cases"])
    for moved in moves_by_version(present(rules.change), local_day(at), only=wanted):
        _follow(moved, rules, by, at)


def _tell_asker(change: RuleChange, text: str, at: datetime) -> None:
    notify(
        users=[change.asked_by],
        kind="terms",
        text=text,
        url=terms_change_url(change),
        at=at,
        key=f"terms:{change.pk}:{change.state}",
    )


@transaction.atomic
def _follow(moved: Followed, rules: RuleSet, by: User, at: datetime) -> None:
    change = present(rules.change)
    columns: dict[str, date | None] = {name: pair[1] for name, pair in moved.dates.items()}
    held = Incident.objects.filter(pk=moved.pk, rule_set=change.base)
    if not held.update(edited_at=at, rule_set=rules, **columns):
        return
    incident = Incident.objects.with_people().get(pk=moved.pk)
    dates = {
        name: [day and day.isoformat() for day in pair]
        for name, pair in moved.dates.items()
        if pair[0] != pair[1]
    }
    row = ClockEntry.objects.create(
        incident=incident,
        kind=ClockEntry.Kind.TERMS,
        starts_on=local_day(at),
        reason=_("Quy định được sửa, hai người xác nhận: {reason}").format(reason=change.reason),
        rule=change.basis,
        rule_set=rules,
        former_rule_set=change.base,
        moved=dates,
        by=by,
        at=at,
    )
    after = {"from": present(change.base).code, "to": rules.code, **dates}
    record_act(incident=incident, verb="terms_moved", by=by, at=at, after=after)
    if not dates:
        return
    text = _("Thời hạn của hồ sơ {code} đã đổi theo quy định được sửa").format(code=incident.code)
    if incident.notices.exists():
        tell_person(incident, "terms_moved_person", text, at)
    if incident.handler_id:
        notify(
            users=[incident.handler],
            kind="terms_moved",
            text=text,
            url=case_url(incident),
            at=at,
            subject=incident,
            key=f"terms_moved:{row.pk}",
            mail=False,
        )
