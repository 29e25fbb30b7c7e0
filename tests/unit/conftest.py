"""Pure modules, one small table a rule; no database is opened, the whole folder takes seconds."""

import pytest

from compliance.rulebook.clocks import WorkCalendar


@pytest.fixture
def plain_weeks() -> WorkCalendar:
    """Monday to Friday, no holiday."""
    return WorkCalendar()
