"""An office ends: its open cases go on with the office that took over."""

from datetime import date, datetime

from compliance.audit.actions import record
from compliance.core.language import _
from compliance.incidents.models import Incident
from compliance.registry.closing_blockers import holds_office, takes_over
from compliance.registry.models import Office


@holds_office
def open_cases(office: Office, last_day: date) -> list[str]:
    """A number and nothing else: whoever keeps the registry need not see the cases."""
    count = Incident.objects.open().filter(handling_office=office).count()
    return (
        [_("còn {count} hồ sơ đang giải quyết; chọn đơn vị tiếp nhận").format(count=count)]
        if count
        else []
    )


@takes_over
def carry_cases(office: Office, to: Office, day: date, at: datetime) -> int:
    """The unit's part in open cases is played by the office that took over; where the person worked
    at the time of the act stays as it was.
    """
    moved = list(Incident.objects.open().filter(handling_office=office).order_by("pk"))
    Incident.objects.filter(pk__in=[incident.pk for incident in moved]).update(handling_office=to)
    for incident in moved:
        record(
            by=None,
            verb="carry_case",
            obj=incident,
            at=at,
            label=incident.code,
            before={"office": office.code},
            after={"office": to.code},
        )
    return len(moved)
