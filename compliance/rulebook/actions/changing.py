"""Terms put right by people: asked by one with the document, made a version by another, taken back
before it is in force. What moves with it is done by whoever calls: compliance.review.actions.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from compliance.audit.actions import record
from compliance.core.access import may, require
from compliance.core.language import _, composed
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.rulebook.changes import RuleChange
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import RuleChoice, RuleSet, RuleTerm
from compliance.rulebook.versions import (
    Line,
    general_rows,
    general_terms,
    lines_of,
    next_code,
    version_of,
)

State = RuleChange.State
SECOND = _(
    "Việc này cần một người khác cùng giữ danh mục quy định xác nhận, không phải người đề nghị."
)
REPLACED = _("Bộ quy tắc này đã có bản mới; lập đề nghị từ bản đang dùng.")
NOTHING = _("Chưa đổi trị số nào.")


def may_confirm(change: RuleChange, user: Any) -> bool:
    """Any other keeper of the rules."""
    return may(user, Do.KEEP_RULEBOOK) and change.asked_by_id != user.pk


def require_within(base: RuleSet | None, begins: date, ends: date | None, today: date) -> None:
    """Raises NotNow unless the days lie within those of the rule set that is changed, and, of terms
    for everybody, have not begun: what was counted by them is not counted again.
    """
    if base is None:
        if begins <= today:
            raise NotNow(_("Thời hạn chung đổi từ một ngày sau hôm nay; hạn đã ghi giữ nguyên."))
        return
    if begins < base.valid_from or (base.valid_to and (ends is None or ends > base.valid_to)):
        raise NotNow(
            _("Ngày hiệu lực phải nằm trong thời gian của bộ quy tắc: {span}.").format(
                span=base.span
            )
        )


@transaction.atomic
def ask_rule_change(*, change: RuleChange, by: Any, at: datetime) -> RuleChange:
    """Propose what `change` (unsaved) says; nothing is in force before a second person confirms."""
    require(by, Do.KEEP_RULEBOOK)
    require_within(change.base, change.valid_from, change.valid_to, local_day(at))
    if not (change.values.get("terms") or change.values.get("steps")):
        raise NotNow(NOTHING)
    if change.base and not RuleSet.objects.current().filter(pk=change.base.pk).exists():
        raise NotNow(REPLACED)
    change.asked_by, change.asked_at, change.state = by, at, State.OPEN
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError as twice:
        raise NotNow(_("Đã có một đề nghị sửa bộ quy tắc này đang chờ xác nhận.")) from twice
    _record(change, "ask_rule_change", by, at)
    return change


@transaction.atomic
def confirm_rule_change(*, change: RuleChange, by: Any, at: datetime) -> RuleSet | None:
    """The second line: the version is published, and may not be changed any more. None where the
    terms are those for everybody.
    """
    _require_second(change, by)
    today = local_day(at)
    require_within(change.base, change.valid_from, change.valid_to, today)
    if change.base and not RuleSet.objects.current().filter(pk=change.base.pk).exists():
        raise NotNow(REPLACED)
    _decide(change, State.CONFIRMED, by, at)
    _record(change, "confirm_rule_change", by, at, lines_of(change, today))
    if change.base is None:
        RuleTerm.objects.bulk_create(general_rows(change, general_terms(today)))
        return None
    return _publish(change, change.base, at)


def _publish(change: RuleChange, base: RuleSet, at: datetime) -> RuleSet:
    version = version_of(change, base)
    rules = version.rules
    rules.code = next_code(base)
    if rules.valid_from == base.valid_from <= local_day(at):
        rules.replaces = base  # what is in force at once cannot be taken back
    rules.save()
    RuleTerm.objects.bulk_create(version.terms)
    RuleChoice.objects.bulk_create(version.choices)
    RuleSet.objects.filter(pk=rules.pk).update(published_at=at)
    rules.refresh_from_db()
    return rules


@transaction.atomic
def refuse_rule_change(*, change: RuleChange, reason: str, by: Any, at: datetime) -> RuleChange:
    _require_second(change, by)
    _decide(change, State.REFUSED, by, at, reason)
    _record(change, "refuse_rule_change", by, at)
    return change


@transaction.atomic
def withdraw_rule_change(*, change: RuleChange, by: Any, at: datetime) -> RuleChange:
    """Whoever asked takes the proposal back before anybody has confirmed it."""
    if change.asked_by_id != by.pk:
        raise NotAllowed(_("Chỉ người đề nghị rút được đề nghị này."))
    _decide(change, State.WITHDRAWN, by, at)
    _record(change, "withdraw_rule_change", by, at)
    return change


@transaction.atomic
def take_back_rule_change(*, change: RuleChange, reason: str, by: Any, at: datetime) -> RuleChange:
    """A confirmed version that is not in force yet never will be; its rows stay as history. One
    keeper is enough: what is in force stays in force.
    """
    require(by, Do.KEEP_RULEBOOK)
    if change.valid_from <= local_day(at):
        raise NotNow(_("Bản này đã có hiệu lực: sửa bằng một bản mới."))
    rows = RuleChange.objects.filter(pk=change.pk, state=State.CONFIRMED)
    if rows.update(state=State.TAKEN_BACK, taken_back_by=by, taken_back_at=at, said=reason) != 1:
        raise NotNow(_("Chỉ thu hồi được bản đã xác nhận mà chưa có hiệu lực."))
    change.refresh_from_db()
    _record(change, "take_back_rule_change", by, at)
    return change


def _require_second(change: RuleChange, by: Any) -> None:
    require(by, Do.KEEP_RULEBOOK)
    if not may_confirm(change, by):
        raise NotAllowed(SECOND)


def _decide(change: RuleChange, state: str, by: Any, at: datetime, said: str = "") -> None:
    rows = RuleChange.objects.filter(pk=change.pk, state=State.OPEN)
    if rows.update(state=state, decided_by=by, decided_at=at, said=said) != 1:
        raise NotNow(_("Đề nghị này đã có kết quả."))
    change.refresh_from_db()


def _record(
    change: RuleChange, verb: str, by: Any, at: datetime, lines: Iterable[Line] = ()
) -> None:
    numbers = [
        composed("{label}: {was} → {will}", label=line.label, was=line.before, will=line.after)
        for line in lines
    ]
    after = {
        "document": change.basis,
        "from": change.valid_from.isoformat(),
        **({"terms": numbers} if numbers else {}),
    }
    label = change.base.code if change.base else _("Thời hạn chung")
    record(by=by, verb=verb, obj=change, at=at, label=label, after=after)
