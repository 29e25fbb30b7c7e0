"""One row of the fairness record: a check with its evidence."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.core.language import _
from compliance.registry.models import User
from compliance.review.case.checks import Check

INSIDE = _("Quy trình nội bộ")


APART = _("NĐ 234/2026/NĐ-CP, Điều 2 khoản 11 (áp dụng tương tự)")


@dataclass(frozen=True)
class Precondition(Check):
    """A check with its evidence: which row, when, by whom (name and part), by which rule."""

    key: str = ""
    group: str = ""
    day: date | None = None
    who: str = ""
    part: str = ""
    rule: str = INSIDE
    always: bool = True  # False: asked for only before an adverse outcome


def name_of(user: User | None) -> str:
    return user.display_name if user else ""


def row_of(
    group: str, key: str, ok: object, says: str, note: str, fix: str, **more: Any
) -> Precondition:
    """`ok` is read as true or not: a row that was found ticks."""
    return Precondition(
        ok=bool(ok), says=says, note="" if ok else note, fix=fix, key=key, group=group, **more
    )
