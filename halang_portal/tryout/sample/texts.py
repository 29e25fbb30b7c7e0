"""Small acts of the sample's stories."""

from datetime import datetime

from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Incident
from halang_portal.tryout.sample.places import place


def withdraw(incident: Incident, at: datetime) -> None:
    incident_actions.withdraw(
        incident=incident,
        reason="Đã xác minh lại, sự việc không đúng như phản ánh ban đầu.",
        by=incident.reporter.user,
        at=at,
    )


def resubmit(incident: Incident, at: datetime) -> None:
    text = (
        incident.narrative
        + " Bổ sung: đơn vị biết sự việc do người trong nhóm cung cấp ảnh chụp, có ghi thời gian."
    )
    incident = incident_actions.save_draft(
        incident=incident, fields={"narrative": text}, by=incident.reporter.user, at=at
    )
    incident_actions.submit(incident=incident, by=incident.reporter.user, at=at)


def signer_name(incident: Incident) -> str:
    head = (
        incident.handling_office.staff_now.filter(is_leader=True)
        .exclude(pk=incident.person_id)
        .order_by("pk")
        .first()
    )
    return f"{head.full_name}, {head.position}" if head else place().here("Chủ tịch UBND huyện")
