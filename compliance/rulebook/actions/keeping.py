"""By hand: enter and publish an instrument, change days of the calendar."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from compliance.audit.actions import record
from compliance.core.access import require
from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.core.roles import Do
from compliance.core.text import fold
from compliance.rulebook.models import CalendarDay, Instrument, Provision
from compliance.rulebook.queries import forget_calendar
from compliance.rulebook.years import Change


@transaction.atomic
def add_instrument(
    *,
    fields: dict,
    provisions: list[dict],
    by: Any,
    at: datetime,
    replaces: Instrument | None = None,
) -> Instrument:
    """Enter an instrument as a draft: it can be cited only once it is published. `replaces`: the
    published version that this one corrects.
    """
    require(by, Do.KEEP_RULEBOOK)
    if replaces:
        fields = {
            **fields,
            "version": (
                Instrument.objects.filter(
                    number=replaces.number, issued_on=replaces.issued_on
                ).aggregate(Max("version"))["version__max"]
                + 1
            ),
        }
        kinds = {
            (provision.article, provision.category): provision.staff_kinds
            for provision in replaces.provisions.all()
        }
        provisions = [
            {
                **provision,
                "staff_kinds": kinds.get((provision["article"], provision["category"]), []),
            }
            for provision in provisions
        ]
    instrument = Instrument.objects.create(
        **fields, folded=fold(f"{fields['number']} {fields['title']} {fields['issuer']}")
    )
    Provision.objects.bulk_create(
        Provision(instrument=instrument, order=order, **provision)
        for order, provision in enumerate(provisions, 1)
    )
    record(by=by, verb="add_instrument", obj=instrument, at=at, label=instrument.number)
    return instrument


@transaction.atomic
def publish_instrument(*, instrument: Instrument, by: Any, at: datetime) -> Instrument:
    """From now on it is immutable and may be cited for acts of the days it was in force."""
    require(by, Do.KEEP_RULEBOOK)
    if Instrument.objects.filter(pk=instrument.pk, published_at=None).update(published_at=at) != 1:
        raise NotNow(_("Văn bản đã được công bố; nội dung mới phải là một phiên bản mới."))
    record(by=by, verb="publish_instrument", obj=instrument, at=at, label=instrument.number)
    instrument.refresh_from_db()
    return instrument


@transaction.atomic
def change_days(*, change: Change, by: Any, at: datetime) -> Change:
    """Write the days of a calendar list. Whoever calls recomputes what hangs on them:
    compliance.review.actions.apply_calendar.
    """
    require(by, Do.KEEP_RULEBOOK)
    touched = []
    for *__, after in change.rows:
        if after:
            values = {
                "kind": after.kind,
                "name": after.name,
                "source": after.source,
                "official": after.official,
            }
            touched.append(CalendarDay.objects.update_or_create(day=after.day, defaults=values)[0])
    gone = CalendarDay.objects.filter(
        day__in=[present(before).day for fate, before, __ in change.rows if fate == "removed"]
    )
    for row in [*touched, *gone]:
        calendar_row = {"kind": row.kind} if row in touched else {"kind": ""}
        record(
            by=by,
            verb="set_calendar_day",
            obj=row,
            at=at,
            label=f"{row.day:%d/%m/%Y}",
            after=calendar_row,
        )
    gone.delete()
    transaction.on_commit(forget_calendar)
    forget_calendar()
    return change
