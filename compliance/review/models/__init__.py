"""What we did about it, as rows that are never overwritten; one module per stage."""

from compliance.review.models.clocks import ClockEntry
from compliance.review.models.conclusion import Conclusion, Finding, Opinion
from compliance.review.models.contest import Contest
from compliance.review.models.hearing import Answer, AnswerDraft, Extension, Notice
from compliance.review.models.measures import Measure
from compliance.review.models.reveal import RevealRequest, RevealVote
from compliance.review.models.triage import Protected, ScreenedBecause, Triage

__all__ = [
    "Answer",
    "AnswerDraft",
    "ClockEntry",
    "Conclusion",
    "Contest",
    "Extension",
    "Finding",
    "Measure",
    "Notice",
    "Opinion",
    "Protected",
    "RevealRequest",
    "RevealVote",
    "ScreenedBecause",
    "Triage",
]
