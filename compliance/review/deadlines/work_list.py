"""The working calendar of a year that nobody has announced yet."""

from datetime import date

from django.urls import reverse

from compliance.core.access import may
from compliance.core.roles import Do
from compliance.core.work_list import Task, provides
from compliance.registry.models import User
from compliance.review.deadlines.reminders import year_to_announce
from compliance.rulebook.queries import calendar


@provides
def working_calendar(user: User, today: date) -> list[Task]:
    """For who keeps the rulebook: from October on the calendar of the next year."""
    year = year_to_announce(today, calendar())
    if year is None or not may(user, Do.KEEP_RULEBOOK):
        return []
    return [
        Task(
            f"Nhập lịch làm việc năm {year}",
            "Thời hạn rơi vào năm chưa có lịch chính thức có thể đổi",
            f"{reverse('review:change_calendar')}?nam={year}",
            max(today, date(year - 1, 12, 31)),
        )
    ]
