"""The verbs of logging: drafts, evidence, submission, withdrawal, recusal, invitations. Each
lives in the module of its subject; callers take them from here.
"""

from compliance.incidents.actions.evidence import (
    add_evidence,
    amend_evidence,
    redact,
    remove_evidence,
    store_file,
    update_evidence,
)
from compliance.incidents.actions.invitations import end_invitation, invite, may_be_invited
from compliance.incidents.actions.recusal import recuse
from compliance.incidents.actions.reporting import (
    Incomplete,
    NobodyLeft,
    may_log_about,
    save_draft,
    start_draft,
    submit,
    withdraw,
)
from compliance.incidents.transitions import EDITABLE

__all__ = [
    "add_evidence",
    "amend_evidence",
    "EDITABLE",
    "end_invitation",
    "Incomplete",
    "invite",
    "may_be_invited",
    "may_log_about",
    "NobodyLeft",
    "recuse",
    "redact",
    "remove_evidence",
    "save_draft",
    "start_draft",
    "store_file",
    "submit",
    "update_evidence",
    "withdraw",
]
