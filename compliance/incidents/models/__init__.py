"""What happened: incidents, their allegations and evidence, and who stands where."""

from compliance.incidents.models.allegation import Allegation, AlsoConcerned
from compliance.incidents.models.codes import new_code
from compliance.incidents.models.evidence import CustodyEvent, Evidence, Hidden
from compliance.incidents.models.history import FACTS, CountedFacts, IncidentState, SentReport
from compliance.incidents.models.incident import SEARCHED, Incident, IncidentGrant
from compliance.incidents.models.kinds import (
    AccountKind,
    ActKind,
    Outcome,
    Platform,
    SeenHow,
    UnitMeasure,
    Urgency,
)
from compliance.incidents.models.people import (
    Invitation,
    KeptSeal,
    KeptWall,
    NotReporter,
    Recusal,
    Reporter,
    StepTaken,
)

__all__ = [
    "FACTS",
    "SEARCHED",
    "AccountKind",
    "ActKind",
    "Allegation",
    "AlsoConcerned",
    "CountedFacts",
    "CustodyEvent",
    "Evidence",
    "Hidden",
    "Incident",
    "IncidentGrant",
    "IncidentState",
    "Invitation",
    "KeptSeal",
    "KeptWall",
    "NotReporter",
    "Outcome",
    "Platform",
    "Recusal",
    "Reporter",
    "SeenHow",
    "SentReport",
    "UnitMeasure",
    "StepTaken",
    "Urgency",
    "new_code",
]
