"""Doing what a notice asked for clears the notice, for everybody it asked."""

from datetime import datetime

from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast

from compliance.incidents.models import Incident
from compliance.outbox.actions import settle
from compliance.outbox.models import Notification

# verb: the kinds of notices that asked for it; {name} is what the step says of itself. What is not
# here tells and asks for nothing.
ASKED_FOR: dict[str, tuple[str, ...]] = {
    "accept": ("submitted",),
    "return": ("submitted",),
    "screen_out": ("submitted",),
    "note": ("submitted",),
    "take_back": ("submitted",),
    "withdraw": ("submitted", "returned", "sendable"),
    "submit": ("returned", "sendable"),
    "confirm_triage": ("not_taken_up",),
    "reassign": ("handler_lost",),
    "answer_replacement": ("replacement",),
    "notify": ("assigned",),
    "answer": ("notice",),
    "waive": ("notice",),
    "extend_answer": ("extension_asked",),
    "consult": ("answered", "waived"),
    "give_opinion": ("opinion_{side}",),
    "record_overdue_opinion": ("opinion_{side}",),
    "propose": ("sent_back",),
    "conclude": ("proposed",),
    "send_back": ("proposed",),
    "carry_out": ("measure_set_{measure}", "measure_returned_{measure}"),
    "verify": ("carried_out_{measure}",),
    "return_measure": ("carried_out_{measure}",),
    "acknowledge": ("served_{measure}",),
    "contest_keep": ("contested",),
    "contest_amend": ("contested",),
    "contest_annul": ("contested",),
    "confirm_paper": ("paper_waits_{paper}", "goes_above"),
    "refuse_paper": ("paper_waits_{paper}",),
    "correct": ("rectification_asked",),
    "stop": ("rectification_asked",),
    "refuse_rectification": ("rectification_asked",),
    "withdraw_rectification": ("rectification_asked",),
}


def told_of(kind: str) -> QuerySet:
    """The keys of cases of which a notice of this kind was ever written, for a condition: few, and
    asked of the rows what holds today.
    """
    lines = Notification.objects.filter(kind=kind, subject_type="incident").order_by()
    keys: QuerySet = lines.values_list(Cast("subject_id", BigIntegerField()))
    return keys


REMINDER = "reminder_{verb}"  # of the act that was asked for once more


def settle_asked(incident: Incident, verb: str, after: dict, at: datetime) -> None:
    """Mark as read what asked for `verb` on this case, by what the step says of itself (`after`):
    the opinion of one side leaves that of the other asked for.
    """
    asked = (*ASKED_FOR.get(verb, ()), REMINDER.format(verb=verb))
    said = {"side": "", "measure": "", "paper": "", **after}
    settle(subject=incident, kinds=[kind.format(**said) for kind in asked], at=at)
