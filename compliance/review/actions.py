"""The verbs of the review, one module per stage. Only these write."""

from compliance.review.conclusion.actions import conclude, propose, send_back
from compliance.review.consultation.actions import consult, give_opinion, record_overdue_opinion
from compliance.review.contest.actions import decide_contest, file_contest
from compliance.review.deadlines.actions.calendars import apply_calendar, move_batch
from compliance.review.deadlines.actions.ledger import choose_law, restart_limitation
from compliance.review.hearing.actions.notice import (
    answer,
    ask_extension,
    ask_replacement,
    decide_extension,
    look_at_evidence,
    look_at_own_case,
    notify,
    notify_again,
    open_notice,
    record_silence,
    save_answer_draft,
    waive,
)
from compliance.review.hearing.actions.paper import answer_for, disclose_more, record_delivery
from compliance.review.identity.actions import (
    ask_reveal,
    require_asker,
    require_voter,
    see_reporter,
    vote_reveal,
    waiting_for,
)
from compliance.review.interruptions.actions import (
    extend_processing,
    reassign,
    reopen,
    resume,
    suspend,
)
from compliance.review.measures.actions.complaints import record_complaint, tell_complaint
from compliance.review.measures.actions.measures import (
    acknowledge,
    cancel_measure,
    carry_out,
    close,
    set_measure,
    verify,
)
from compliance.review.measures.actions.outside import (
    record_decision,
    record_milestone,
    record_reply,
)
from compliance.review.triage.actions import accept, note, return_for_more, screen_out

__all__ = [
    "accept",
    "acknowledge",
    "answer",
    "apply_calendar",
    "answer_for",
    "ask_reveal",
    "ask_extension",
    "ask_replacement",
    "cancel_measure",
    "carry_out",
    "choose_law",
    "close",
    "conclude",
    "consult",
    "decide_contest",
    "decide_extension",
    "disclose_more",
    "extend_processing",
    "file_contest",
    "give_opinion",
    "look_at_evidence",
    "move_batch",
    "note",
    "notify",
    "notify_again",
    "look_at_own_case",
    "open_notice",
    "propose",
    "reassign",
    "record_complaint",
    "record_decision",
    "record_milestone",
    "record_delivery",
    "record_overdue_opinion",
    "record_reply",
    "record_silence",
    "reopen",
    "restart_limitation",
    "resume",
    "require_asker",
    "require_voter",
    "return_for_more",
    "save_answer_draft",
    "screen_out",
    "see_reporter",
    "send_back",
    "set_measure",
    "suspend",
    "tell_complaint",
    "verify",
    "vote_reveal",
    "waiting_for",
    "waive",
]
