"""What moves the dates of cases: a new calendar, another law, terms put right, another start."""

from compliance.review.deadlines.actions.calendars import *  # noqa: F403
from compliance.review.deadlines.actions.ledger import *  # noqa: F403
from compliance.review.deadlines.actions.terms import *  # noqa: F403
