"""By hand: enter and publish an instrument, mark a day."""

from datetime import date, datetime

from django.db import transaction

from compliance.access import require
from compliance.audit.actions import record
from compliance.fold import fold
from compliance.refusals import NotNow
from compliance.roles import Do
from compliance.rulebook.models import CalendarDay, Instrument, Provision
from compliance.rulebook.queries import forget_calendar


@transaction.atomic
def add_instrument(*, fields: dict, provisions: list[dict], by, at: datetime) -> Instrument:
    """Enter an instrument as a draft: it can be cited only once it is published."""
    require(by, Do.KEEP_RULEBOOK)
    instrument = Instrument.objects.create(**fields, folded=fold(f"{fields['number']} {fields['title']} {fields['issuer']}"))
    Provision.objects.bulk_create(Provision(instrument=instrument, order=order, **provision) for order, provision in enumerate(provisions, 1))
    record(by=by, verb="add_instrument", obj=instrument, at=at, label=instrument.number)
    return instrument


@transaction.atomic
def publish_instrument(*, instrument: Instrument, by, at: datetime) -> Instrument:
    """From now on it is immutable and may be cited for acts of the days it was in force."""
    require(by, Do.KEEP_RULEBOOK)
    if Instrument.objects.filter(pk=instrument.pk, published_at=None).update(published_at=at) != 1:
        raise NotNow("Văn bản đã được công bố; nội dung mới phải là một phiên bản mới.")
    record(by=by, verb="publish_instrument", obj=instrument, at=at, label=instrument.number)
    instrument.refresh_from_db()
    return instrument


@transaction.atomic
def set_calendar_day(*, day: date, kind: str, name: str, source: str, by, at: datetime) -> CalendarDay:
    """Mark a day off or a worked weekend. Dates already frozen on cases move only when something is recomputed."""
    require(by, Do.KEEP_RULEBOOK)
    row, _ = CalendarDay.objects.update_or_create(day=day, defaults={"kind": kind, "name": name, "source": source, "official": True})
    record(by=by, verb="set_calendar_day", obj=row, at=at, label=f"{day:%d/%m/%Y}", after={"kind": kind})
    forget_calendar()
    return row
