"""Ask for a correction, a stop or a sealing, decide it, take it back."""

from compliance.review.rectification.actions.correcting import *  # noqa: F403
from compliance.review.rectification.actions.deciding import *  # noqa: F403
from compliance.review.rectification.actions.sealing import *  # noqa: F403
from compliance.review.rectification.actions.stopping import *  # noqa: F403
from compliance.review.rectification.actions.wishes import *  # noqa: F403
