"""The verbs of keeping and letting go."""

from compliance.retention.actions.disposal import decide_batch, dispose, propose_disposal
from compliance.retention.actions.drafts import remove_drafts, warn_drafts
from compliance.retention.actions.holds import ask_hold, ask_release, decide_hold, decide_release
from compliance.retention.actions.keeping import hand_to_archive, set_term
from compliance.retention.actions.repurge import repurge

__all__ = [
    "ask_hold",
    "ask_release",
    "decide_batch",
    "decide_hold",
    "decide_release",
    "dispose",
    "hand_to_archive",
    "propose_disposal",
    "remove_drafts",
    "repurge",
    "set_term",
    "warn_drafts",
]
