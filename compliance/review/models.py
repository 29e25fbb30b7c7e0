"""What we did about it, as rows that are never overwritten; one module per stage."""

from compliance.review.conclusion.models import Aggravating, Conclusion, Finding, Mitigating
from compliance.review.consultation.models import Opinion
from compliance.review.contest.models import Contest
from compliance.review.deadlines.models import ClockEntry
from compliance.review.documents.models import CaseDocument
from compliance.review.hearing.models import (
    Answer,
    AnswerDraft,
    Completion,
    Delivery,
    Extension,
    Notice,
)
from compliance.review.identity.models import RevealRequest, RevealVote
from compliance.review.measures.models.measures import Measure, MeasureReturn
from compliance.review.measures.models.outside import Complaint, Decision, Milestone
from compliance.review.paperwork.models import PaperAct
from compliance.review.participants.models import AtWork
from compliance.review.rectification.models import Rectification, StoppedBecause
from compliance.review.triage.models import Protected, ScreenedBecause, Triage

__all__ = [
    "Aggravating",
    "Answer",
    "AnswerDraft",
    "AtWork",
    "CaseDocument",
    "ClockEntry",
    "Complaint",
    "Completion",
    "Conclusion",
    "Contest",
    "Decision",
    "Delivery",
    "Extension",
    "Finding",
    "Measure",
    "MeasureReturn",
    "Milestone",
    "Mitigating",
    "Notice",
    "Opinion",
    "PaperAct",
    "Protected",
    "Rectification",
    "RevealRequest",
    "RevealVote",
    "ScreenedBecause",
    "StoppedBecause",
    "Triage",
]
