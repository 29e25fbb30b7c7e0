"""Making the rules known: briefings, acknowledgements, official sources."""

from datetime import date, datetime

from django.db import transaction

from compliance.access import holds, may
from compliance.audit.actions import record
from compliance.guidance.models import Acknowledgement, Briefing, OfficialSource
from compliance.refusals import NotAllowed, NotNow
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office, User
from compliance.roles import Do
from compliance.rulebook.models import Instrument


@transaction.atomic
def hold_briefing(*, office: Office, held_on: date, instruments: list[Instrument], attended: int, minutes: str, by: User, at: datetime) -> Briefing:
    """Record a meeting at which an office made instruments known."""
    if not may(by, Do.HOLD_BRIEFING) or not holds(by, OVERSEE, office):
        raise NotAllowed("Ông/bà không phụ trách đơn vị này.")
    briefing = Briefing.objects.create(office=office, held_on=held_on, attended=attended, minutes=minutes, by=by, at=at)
    briefing.instruments.set(instruments)
    record(by=by, verb="hold_briefing", obj=briefing, at=at, label=f"{office.short_name} {held_on:%d/%m/%Y}", after={"attended": attended})
    return briefing


@transaction.atomic
def acknowledge(*, instrument: Instrument, by: User, at: datetime) -> Acknowledgement:
    """A member of staff confirms having read an instrument."""
    staff = getattr(by, "staff", None)
    if staff is None:
        raise NotAllowed("Tài khoản này không gắn với cán bộ nào.")
    if not instrument.to_acknowledge or instrument.published_at is None:
        raise NotNow("Văn bản này không yêu cầu xác nhận.")
    row, created = Acknowledgement.objects.get_or_create(instrument=instrument, staff=staff, defaults={"at": at})
    if created:
        record(by=by, verb="acknowledge_instrument", obj=instrument, at=at, label=instrument.number)
    return row


@transaction.atomic
def keep_source(*, name: str, url: str, note: str, by: User | None, at: datetime) -> OfficialSource:
    """Add an official source to the committee's page."""
    if by and not may(by, Do.KEEP_RULEBOOK):
        raise NotAllowed()
    source = OfficialSource.objects.create(name=name, url=url, note=note, order=OfficialSource.objects.count() + 1)
    record(by=by, verb="keep_source", obj=source, at=at, label=name)
    return source
