"""The verbs of every stage under one name. A stage names its own in `__all__`; only these write."""

from compliance.review.conclusion.actions import *  # noqa: F403
from compliance.review.consultation.actions import *  # noqa: F403
from compliance.review.contest.actions import *  # noqa: F403
from compliance.review.deadlines.actions import *  # noqa: F403
from compliance.review.hearing.actions import *  # noqa: F403
from compliance.review.identity.actions import *  # noqa: F403
from compliance.review.interruptions.actions import *  # noqa: F403
from compliance.review.measures.actions import *  # noqa: F403
from compliance.review.paperwork.actions import *  # noqa: F403
from compliance.review.participants.actions import *  # noqa: F403
from compliance.review.rectification.actions import *  # noqa: F403
from compliance.review.triage.actions import *  # noqa: F403
