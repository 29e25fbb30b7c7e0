"""What it adds up to: unit returns, periodic summaries, to whom they go, and what the chairman
directs.
"""

from reports.models.directions import Direction, DirectionTask, TaskReply
from reports.models.distribution import Delivery, Recipient, ReportFile, SavedView
from reports.models.returns import ReturnTurn, UnitReturn
from reports.models.summaries import Extract, Summary, SummaryEntry
from reports.models.tallies import Tally
from reports.periods import PeriodKind

__all__ = [
    "Delivery",
    "Extract",
    "Direction",
    "DirectionTask",
    "PeriodKind",
    "Recipient",
    "ReportFile",
    "ReturnTurn",
    "SavedView",
    "Summary",
    "SummaryEntry",
    "Tally",
    "TaskReply",
    "UnitReturn",
]
