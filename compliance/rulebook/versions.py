"""A version of a rule set, or of terms for everybody, as a change asks for it: what can be changed,
what the change says, the rows it comes to. Reads only; compliance.rulebook.actions writes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from compliance.core.language import _, on_record
from compliance.rulebook.changes import RuleChange
from compliance.rulebook.clocks import COUNTED, DAY, MONTH
from compliance.rulebook.models import Confidence, RuleChoice, RuleSet, RuleTerm, StaffKind
from compliance.rulebook.queries import LIMITATION_EXTENSION

# terms that are columns of a rule set and rows too: (key, label, [(column, unit)], basis)
COLUMNS = (
    (
        "TH_KT",
        _("Thời hiệu, hành vi đến mức khiển trách"),
        (("limitation_months", MONTH),),
        "limitation",
    ),
    (
        "TH_KHAC",
        _("Thời hiệu, hành vi ở mức khác"),
        (("limitation_months_heavy", MONTH),),
        "limitation",
    ),
    (
        "HAN_BASE",
        _("Thời hạn xử lý"),
        (("processing_days", DAY), ("processing_months", MONTH)),
        "processing",
    ),
    (
        "HAN_EXT",
        _("Thời hạn xử lý, vụ việc phức tạp"),
        (("processing_days_extended", DAY), ("processing_months_extended", MONTH)),
        "processing",
    ),
    (
        "KN_FIRST",
        _("Khiếu nại lần đầu, kể từ ngày nhận quyết định"),
        (("complaint_days", DAY),),
        "complaint",
    ),
    ("LAPSE_KT", _("Quyết định khiển trách tự hết hiệu lực"), (("lapse_months", MONTH),), "lapse"),
    (
        "LAPSE_KHAC",
        _("Quyết định ở mức khác tự hết hiệu lực"),
        (("lapse_months_heavy", MONTH),),
        "lapse",
    ),
)
# terms of the portal's own steps, columns of a rule set alone
STEPS = (
    (_("Xem xét thụ lý"), "triage_workdays"),
    (_("Gửi thông báo sau khi thụ lý"), "notice_workdays"),
    (_("Giải trình"), "answer_workdays"),
    (_("Cho ý kiến phối hợp"), "opinion_workdays"),
    (_("Kết luận"), "conclude_workdays"),
    (_("Đề nghị xem xét lại"), "contest_workdays"),
    (_("Quyết định xem xét lại"), "contest_decide_workdays"),
)
REMINDER = "reminder_months"
Row = TypeVar("Row", RuleTerm, RuleChoice)
OWN = ("id", "code", "valid_from", "valid_to", "published_at", "replaces", "change")


@dataclass(frozen=True)
class Entry:
    """One number that can be changed. `key` names it in the values of a change; `part` says in
    which of its two lists. A term that may be absent has `value` None where it is.
    """

    part: str
    key: str
    label: str
    value: int | None
    unit: str
    basis: str = ""
    span: str = ""
    optional: bool = False

    @property
    def words(self) -> str:
        return said(self.value, self.unit)


def said(value: int | None, unit: str) -> str:
    return COUNTED[unit].format(number=value) if value else _("không có")


def entries_of(base: RuleSet | None, today: date) -> list[Entry]:
    """Everything that can be changed of a rule set; without one of the terms for everybody."""
    if base is None:
        return [_entry(row, row.key) for row in general_terms(today)]
    rows = list(base.terms.order_by("order", "valid_from", "pk"))
    held = {row.key for row in rows}
    terms = [_entry(row, f"{row.key}@{row.valid_from}", row.key in _KEYS) for row in rows]
    terms += [
        Entry("terms", f"{key}@{base.valid_from}", label, None, units[0][1], optional=True)
        for key, label, units, __ in COLUMNS
        if key not in held
    ]
    steps = [Entry("steps", name, label, getattr(base, name), "workday") for label, name in STEPS]
    reminder = Entry(
        "steps", REMINDER, _("Hiệu lực nhắc nhở bằng văn bản"), base.reminder_months, MONTH
    )
    return [*terms, *steps, reminder]


_KEYS = {key for key, *__ in COLUMNS}


def _entry(row: RuleTerm, key: str, optional: bool = False) -> Entry:
    ends = _(" đến {valid_to:%d/%m/%Y}").format(valid_to=row.valid_to) if row.valid_to else ""
    span = (
        _("từ {valid_from:%d/%m/%Y}{ends}").format(valid_from=row.valid_from, ends=ends)
        if row.valid_from > date.min
        else ""
    )
    return Entry("terms", key, row.label, row.value, row.unit, row.basis, span, optional)


def general_terms(today: date) -> list[RuleTerm]:
    """The terms for everybody that count today, one of each key."""
    rows = RuleTerm.objects.filter(rule_set=None).standing()
    last = {row.key: row for row in rows.in_force(today)}
    return sorted(last.values(), key=lambda row: (row.order, row.pk))


@dataclass(frozen=True)
class Line:
    """One number as a change would have it."""

    label: str
    before: str
    after: str


def lines_of(change: RuleChange, today: date) -> list[Line]:
    """What a change says, number by number, beside what it starts from."""
    lines = []
    for entry in entries_of(change.base, today):
        asked = change.values.get(entry.part, {})
        if entry.key in asked:
            lines.append(Line(entry.label, entry.words, said(asked[entry.key], entry.unit)))
    return lines


@dataclass(frozen=True)
class Version:
    """Rows not yet saved: a rule set with its terms and choices."""

    rules: RuleSet
    terms: list[RuleTerm]
    choices: list[RuleChoice]

    @property
    def extension(self) -> int | None:
        """As limitation_extension() says it of a saved rule set."""
        if self.rules.staff_kind != StaffKind.NGUOI_LAO_DONG:
            return None
        return next((row.value for row in self.terms if row.key == LIMITATION_EXTENSION), 0)


def version_of(change: RuleChange, base: RuleSet) -> Version:
    """The rule set that the change makes of `base`: what it does not name stays as it is, within
    the days of the new one.
    """
    columns = {
        field.name: getattr(base, field.name)
        for field in RuleSet._meta.concrete_fields
        if field.name not in OWN
    }
    rules = RuleSet(
        **columns, valid_from=change.valid_from, valid_to=change.valid_to, change=change
    )
    asked = change.values.get("terms", {})
    terms = [
        row
        for stored in base.terms.order_by("order", "valid_from", "pk")
        if (row := _renewed(stored, rules, change, asked)) is not None
    ]
    terms += _added(base, rules, change, asked)
    for name, value in change.values.get("steps", {}).items():
        setattr(rules, name, value)
    if change.values.get("steps"):
        rules.step_basis = change.basis
    _fill_columns(rules, terms, {key.split("@")[0] for key in asked}, change)
    choices = [_within(row, rules) for row in base.choices.order_by("order", "valid_from", "pk")]
    return Version(rules, terms, [row for row in choices if row is not None])


def _within(stored: Row, rules: RuleSet) -> Row | None:
    """The same row for another rule set; None when its days lie outside."""
    begins = max(stored.valid_from, rules.valid_from)
    if (stored.valid_to and stored.valid_to < begins) or (
        rules.valid_to and begins > rules.valid_to
    ):
        return None
    columns = {
        field.name: getattr(stored, field.name)
        for field in type(stored)._meta.concrete_fields
        if field.name not in ("id", "rule_set", "valid_from")
    }
    return type(stored)(**columns, rule_set=rules, valid_from=begins)


def _renewed(stored: RuleTerm, rules: RuleSet, change: RuleChange, asked: dict) -> RuleTerm | None:
    row = _within(stored, rules)
    name = f"{stored.key}@{stored.valid_from}"
    if row is None or name not in asked:
        return row
    if asked[name] is None:
        return None
    row.value, row.basis, row.confidence = asked[name], change.basis, Confidence.READ
    return row


def _added(base: RuleSet, rules: RuleSet, change: RuleChange, asked: dict) -> list[RuleTerm]:
    """Terms that are columns and that `base` does not know."""
    held = set(base.terms.values_list("key", flat=True))
    return [
        RuleTerm(
            rule_set=rules,
            key=key,
            label=label,
            value=value,
            unit=units[0][1],
            valid_from=rules.valid_from,
            basis=change.basis,
            confidence=Confidence.READ,
            order=order,
        )
        for order, (key, label, units, __) in enumerate(COLUMNS)
        if key not in held and (value := asked.get(f"{key}@{base.valid_from}"))
    ]


def _fill_columns(
    rules: RuleSet, terms: list[RuleTerm], changed: set[str], change: RuleChange
) -> None:
    """The columns say what the rows say; the basis of a part names the new document, beside the old
    one where that still holds for the other term of the part.
    """
    rows = {row.key: row for row in terms}
    touched: dict[str, list[bool]] = {}
    for key, __, units, part in COLUMNS:
        row = rows.get(key)
        for column, unit in units:
            setattr(rules, column, row.value if row and row.unit == unit else None)
        if row or key in changed:
            touched.setdefault(part, []).append(key in changed)
    for part, marks in touched.items():
        if any(marks):
            former = on_record(getattr(rules, f"{part}_basis"))
            both = f"{change.basis}; {former}" if former and not all(marks) else change.basis
            setattr(rules, f"{part}_basis", both[:200])


def next_code(base: RuleSet) -> str:
    """CC-2025, CC-2025-v2, CC-2025-v3 …"""
    root = re.sub(r"-v\d+$", "", base.code)
    taken = set(RuleSet.objects.filter(code__startswith=root).values_list("code", flat=True))
    number = 2
    while f"{root}-v{number}" in taken:
        number += 1
    return f"{root}-v{number}"


def general_rows(change: RuleChange, terms: Iterable[RuleTerm]) -> list[RuleTerm]:
    """Terms for everybody as the change would have them, unsaved."""
    asked = change.values.get("terms", {})
    return [
        RuleTerm(
            rule_set=None,
            key=row.key,
            label=row.label,
            value=asked[row.key],
            unit=row.unit,
            valid_from=change.valid_from,
            valid_to=change.valid_to,
            basis=change.basis,
            confidence=Confidence.READ,
            order=row.order,
            change=change,
        )
        for row in terms
        if row.key in asked
    ]
