"""What moves the dates of cases: a new calendar, another law, another start."""

from compliance.review.deadlines.actions.calendars import *  # noqa: F403
from compliance.review.deadlines.actions.ledger import *  # noqa: F403
