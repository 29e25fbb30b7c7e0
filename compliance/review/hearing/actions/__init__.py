"""The person concerned is told, sees the bundle, and is heard."""

from compliance.review.hearing.actions.answers import *  # noqa: F403
from compliance.review.hearing.actions.completion import *  # noqa: F403
from compliance.review.hearing.actions.extensions import *  # noqa: F403
from compliance.review.hearing.actions.notice import *  # noqa: F403
from compliance.review.hearing.actions.paper import *  # noqa: F403
