"""The working calendar of a year that nobody has announced yet; terms that wait for a second
person.
"""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.roles import Do
from compliance.core.work_list import MOST, Task, Wanted, provides
from compliance.registry.models import User
from compliance.review.deadlines.reminders import year_to_announce
from compliance.rulebook.changes import RuleChange
from compliance.rulebook.queries import calendar


@provides
def working_calendar(user: User, today: date) -> list[Task]:
    """For who keeps the rulebook: from October on the calendar of the next year."""
    year = year_to_announce(today, calendar())
    if year is None or not may(user, Do.KEEP_RULEBOOK):
        return []
    return [
        Task(
            _("Nhập lịch làm việc năm {year}").format(year=year),
            _("Thời hạn rơi vào năm chưa có lịch chính thức có thể đổi"),
            f"{reverse('review:change_calendar')}?nam={year}",
            max(today, date(year - 1, 12, 31)),
        )
    ]


@provides
def terms_to_confirm(user: User, today: date) -> list[Wanted]:
    """Proposals of other keepers of the rules."""
    if not may(user, Do.KEEP_RULEBOOK):
        return []
    return [Wanted(lambda: _asked(user), lambda rows: [_to_confirm(row) for row in rows])]


def _asked(user: User) -> QuerySet:
    rows = RuleChange.objects.filter(state=RuleChange.State.OPEN).exclude(asked_by=user)
    return rows.select_related("base", "asked_by").order_by("asked_at", "pk")[:MOST]


def _to_confirm(row: RuleChange) -> Task:
    return Task(
        _("Xác nhận thời hạn được sửa: {code}").format(
            code=row.base.code if row.base else _("thời hạn chung")
        ),
        _("{document}, do {display_name} đề nghị").format(
            document=row.document, display_name=row.asked_by.display_name
        ),
        reverse("review:terms_change", args=[row.pk]),
    )
