"""The verbs of reporting, in three rooms."""

from reports.actions.directions import accept_reply, close_direction, give_direction, reply, send_back_reply
from reports.actions.returns import accept_return, plan_returns, send_back_return, submit_return
from reports.actions.summaries import approve, draw, edit_sections, mark_read, plan_summary, revise

__all__ = [
    "accept_reply", "accept_return", "approve", "close_direction", "draw", "edit_sections", "give_direction", "mark_read", "plan_returns", "plan_summary",
    "reply", "revise", "send_back_reply", "send_back_return", "submit_return",
]  # fmt: skip
