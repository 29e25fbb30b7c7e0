"""What we did about it, as rows that are never overwritten; one module per stage."""

from compliance.review.models.clocks import ClockEntry
from compliance.review.models.conclusion import (
    Aggravating,
    Conclusion,
    Finding,
    Mitigating,
    Opinion,
)
from compliance.review.models.contest import Contest
from compliance.review.models.documents import CaseDocument
from compliance.review.models.hearing import Answer, AnswerDraft, Delivery, Extension, Notice
from compliance.review.models.measures import Measure
from compliance.review.models.outside import Complaint, Decision, Milestone
from compliance.review.models.reveal import RevealRequest, RevealVote
from compliance.review.models.triage import Protected, ScreenedBecause, Triage

__all__ = [
    "Aggravating",
    "Answer",
    "AnswerDraft",
    "CaseDocument",
    "ClockEntry",
    "Complaint",
    "Conclusion",
    "Contest",
    "Decision",
    "Delivery",
    "Extension",
    "Finding",
    "Measure",
    "Milestone",
    "Mitigating",
    "Notice",
    "Opinion",
    "Protected",
    "RevealRequest",
    "RevealVote",
    "ScreenedBecause",
    "Triage",
]
