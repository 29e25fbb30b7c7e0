"""The outside steps of a recommendation and of a complaint, each with the day it is due and the
rule. Pure: days go in, steps come out.

The portal computes when a step is due. It never computes a penalty.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from compliance.core.language import _, joined
from compliance.rulebook.clocks import WorkCalendar, add_months
from compliance.rulebook.models import StaffKind

KEYS = (
    ("review_meeting", _("Họp kiểm điểm")),
    ("report", _("Gửi báo cáo và biên bản họp kiểm điểm")),
    ("council", _("Lập Hội đồng kỷ luật")),
    ("summons", _("Gửi giấy triệu tập")),
    ("council_meeting", _("Họp Hội đồng kỷ luật")),
    ("recommendation", _("Hội đồng gửi văn bản kiến nghị")),
    ("hearing_notice", _("Thông báo họp xử lý kỷ luật lao động")),
    ("hearing", _("Họp xử lý kỷ luật lao động")),
    ("party_decision", _("Quyết định kỷ luật của Đảng")),
    ("decision", _("Quyết định, hoặc kết luận không vi phạm")),
)
LABELS = dict(KEYS)
# (step, term from the step before, term before which it may not be held)
_STATE = (
    ("review_meeting", None, None),
    ("report", "KD_REPORT", None),
    ("council", "HD_SETUP", None),
    ("summons", None, None),
    ("council_meeting", None, "HD_SUMMONS"),
    ("recommendation", "HD_RECOMMEND", None),
    ("decision", "HD_DECIDE", None),
)
_LABOUR = (
    ("hearing_notice", None, None),
    ("hearing", None, "HD_SUMMONS"),
    ("decision", None, None),
)
OPTIONAL = "party_decision"

DISMISSALS = ("buoc_thoi_viec", "sa_thai")


class Term(Protocol):
    """A term of the rule set (rulebook.RuleTerm)."""

    words: str
    basis: str

    def ends(self, start: date, calendar: WorkCalendar) -> date: ...


# (key, day of the event the term runs from) -> the term; None where the rule set knows no such
# limit, and then no day is computed
Ask = Callable[[str, date], Term | None]


@dataclass(frozen=True)
class StatutoryStep:
    """One outside step: `due_on` the latest day, `not_before` the earliest, `done_on` what was
    recorded; `skipped` with a reason.
    """

    key: str
    label: str
    due_on: date | None = None
    not_before: date | None = None
    rule: str = ""
    done_on: date | None = None
    skipped: bool = False

    @property
    def settled(self) -> bool:
        return self.skipped or self.done_on is not None

    def late(self, today: date) -> bool:
        return not self.settled and self.due_on is not None and self.due_on < today


def steps_of(staff_kind: str) -> tuple:
    return _LABOUR if staff_kind == StaffKind.NGUOI_LAO_DONG else _STATE


def statutory_steps(
    staff_kind: str, done: dict[str, date | None], ask: Ask, calendar: WorkCalendar
) -> list[StatutoryStep]:
    """Every step of the kind's procedure. `done` = {step: day, or None when the step was passed
    over}; due days follow from the step before.
    """
    steps, before = [], None
    for key, due_by, earliest_by in steps_of(staff_kind):
        due_on = not_before = None
        rule = ""
        if before and due_by and (length := ask(due_by, before)):
            due_on, rule = (
                length.ends(before, calendar),
                _("chậm nhất {words} kể từ bước trước · {basis}").format(
                    words=length.words, basis=length.basis
                ),
            )
        if before and earliest_by and (length := ask(earliest_by, before)):
            not_before, rule = (
                length.ends(before, calendar),
                _("sớm nhất {words} sau khi gửi giấy · {basis}").format(
                    words=length.words, basis=length.basis
                ),
            )
        if key == "decision" and done.get(OPTIONAL) and (length := ask("PARTY_30", done[OPTIONAL])):
            due_on, rule = (
                length.ends(done[OPTIONAL], calendar),
                _("{words} kể từ quyết định của Đảng · {basis}").format(
                    words=length.words, basis=length.basis
                ),
            )
        steps.append(
            StatutoryStep(
                key,
                LABELS[key],
                due_on,
                not_before,
                rule,
                done.get(key),
                key in done and done[key] is None,
            )
        )
        before = done.get(key)
    return steps


def lapse_of(
    months: int | None, form: str, effective_from: date, party_decided_on: date | None = None
) -> date | None:
    """The day a decision ends by itself. With a Party decision the months run from that one, except
    for a dismissal; none for sa thải.
    """
    if form == "sa_thai" or not months:
        return None
    return add_months(
        party_decided_on if party_decided_on and form not in DISMISSALS else effective_from, months
    )


def complaint_steps(
    decision, complaints: list, ask: Ask, calendar: WorkCalendar
) -> list[StatutoryStep]:
    """First and second complaint against `decision`, each step with its day. `complaints` = those
    recorded, in order.
    """
    steps: list[StatutoryStep] = []
    start = decision.received_on or decision.issued_on
    second = "KN_SECOND_BTV" if decision.form in DISMISSALS else "KN_SECOND"
    for level, ordinal, term in ((1, _("lần đầu"), "KN_FIRST"), (2, _("lần hai"), second)):
        complaint = next((row for row in complaints if row.level == level), None)
        filed_on = complaint and complaint.filed_on
        length = ask(term, start)
        steps.append(
            _timed(
                f"file{level}",
                _("Khiếu nại {ordinal}").format(ordinal=ordinal),
                length,
                start,
                filed_on,
                calendar,
            )
        )
        if complaint is None:
            break
        steps += _settling(complaint, ordinal, ask, calendar)
        if complaint.decided_on is None or complaint.effect in ("cancel", "amend"):
            break
        start = complaint.decided_on
    return steps


def _settling(complaint, ordinal: str, ask: Ask, calendar: WorkCalendar) -> list[StatutoryStep]:
    """What follows one complaint that was filed: accepted, heard, decided, corrected in public."""
    level = complaint.level

    def timed(key: str, label: str, term: str, begins: date, done_on: date | None) -> StatutoryStep:
        return _timed(f"{key}{level}", label, ask(term, begins), begins, done_on, calendar)

    steps = [
        timed(
            "accept",
            _("Thụ lý {ordinal}").format(ordinal=ordinal),
            "KN_ACCEPT",
            complaint.filed_on,
            complaint.accepted_on,
        )
    ]
    if complaint.accepted_on:
        label, rule = _("Đối thoại {ordinal}").format(ordinal=ordinal), _("bắt buộc, có biên bản")
        steps.append(
            StatutoryStep(f"dialogue{level}", label, done_on=complaint.dialogue_on, rule=rule)
        )
        solve = "KN_SOLVE_EXT" if complaint.is_complex else "KN_SOLVE"
        label = _("Quyết định giải quyết {ordinal}").format(ordinal=ordinal)
        steps.append(timed("decide", label, solve, complaint.accepted_on, complaint.decided_on))
    if complaint.effect == "cancel":
        label = _("Công khai cải chính tại nơi làm việc")
        steps.append(
            timed("correct", label, "WRONG_NOTICE", complaint.decided_on, complaint.corrected_on)
        )
    return steps


def _timed(
    key: str,
    label: str,
    length: Term | None,
    begins: date,
    done_on: date | None,
    calendar: WorkCalendar,
) -> StatutoryStep:
    """A step due `length` after `begins`; without a day where the law names none."""
    return StatutoryStep(
        key,
        label,
        length and length.ends(begins, calendar),
        rule=joined(" · ", (length.words, length.basis)) if length else "",
        done_on=done_on,
    )
