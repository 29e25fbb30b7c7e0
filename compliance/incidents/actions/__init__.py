"""The verbs of logging: drafts, evidence, submission, withdrawal, recusal, invitations. Each
lives in the module of its subject; callers take them from here.
"""

from compliance.incidents.actions.evidence import (
    add_evidence,
    amend_evidence,
    redact,
    remove_evidence,
    store_file,
    store_files,
    update_evidence,
)
from compliance.incidents.actions.invitations import (
    end_invitation,
    invite,
    may_be_invited,
    name_decider,
)
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
from compliance.incidents.actions.taking_back import (
    copy_report,
    drop_drafts,
    may_copy,
    take_back,
)
from compliance.incidents.transitions import EDITABLE

__all__ = [
    "add_evidence",
    "copy_report",
    "drop_drafts",
    "may_copy",
    "take_back",
    "amend_evidence",
    "EDITABLE",
    "end_invitation",
    "Incomplete",
    "invite",
    "name_decider",
    "may_be_invited",
    "may_log_about",
    "NobodyLeft",
    "recuse",
    "redact",
    "remove_evidence",
    "save_draft",
    "start_draft",
    "store_file",
    "store_files",
    "submit",
    "update_evidence",
    "withdraw",
]
