"""The verbs of reporting, by room."""

from reports.actions.directions import (
    accept_reply,
    close_direction,
    give_direction,
    move_due,
    reopen_task,
    reply,
    send_back_reply,
)
from reports.actions.distribution import (
    distribute,
    end_recipient,
    hand_over,
    keep_recipient,
    open_copy,
    resend,
)
from reports.actions.returns import (
    accept_return,
    plan_returns,
    recall_return,
    remind_return,
    send_back_return,
    submit_return,
)
from reports.actions.summaries import (
    approve,
    draw,
    edit_sections,
    mark_read,
    plan_summary,
    record_signed,
    revise,
    send_back_summary,
)
from reports.actions.views import drop_view, save_view

__all__ = [
    "accept_reply",
    "accept_return",
    "approve",
    "close_direction",
    "distribute",
    "draw",
    "drop_view",
    "edit_sections",
    "end_recipient",
    "give_direction",
    "hand_over",
    "keep_recipient",
    "mark_read",
    "move_due",
    "open_copy",
    "plan_returns",
    "plan_summary",
    "recall_return",
    "record_signed",
    "remind_return",
    "reopen_task",
    "reply",
    "resend",
    "revise",
    "save_view",
    "send_back_reply",
    "send_back_return",
    "send_back_summary",
    "submit_return",
]
