"""Measures after a conclusion, and what competent bodies do outside."""

from compliance.review.measures.actions.complaints import *  # noqa: F403
from compliance.review.measures.actions.measures import *  # noqa: F403
from compliance.review.measures.actions.outside import *  # noqa: F403
from compliance.review.measures.actions.returning import *  # noqa: F403
