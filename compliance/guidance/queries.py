"""Coverage of acknowledgements and briefings held: each figure once."""

from datetime import date

from django.db.models import Count, Sum

from compliance.guidance.models import Acknowledgement, Briefing
from compliance.registry.models import StaffMember
from compliance.rulebook.models import Instrument


def instrument_to_cover() -> Instrument | None:
    """Letter 308 where it is kept; otherwise the oldest instrument that asks for acknowledgement."""
    wanted = Instrument.objects.filter(to_acknowledge=True, published_at__isnull=False)
    return wanted.filter(number__startswith="308").order_by("-version").first() or wanted.order_by("issued_on", "pk").first()


def coverage(offices=None) -> list[dict]:
    """[{office_id, done, total, pct}] for one instrument, in two queries; staff who have an office now."""
    instrument = instrument_to_cover()
    staff = StaffMember.objects.filter(office__isnull=False)
    if offices is not None:
        staff = staff.filter(office__in=offices)
    totals = dict(staff.order_by().values_list("office_id").annotate(Count("pk")))
    read = Acknowledgement.objects.filter(instrument=instrument, staff__in=staff.values("pk"))
    done = dict(read.order_by().values_list("staff__office_id").annotate(Count("pk")))
    return [{"office_id": pk, "done": done.get(pk, 0), "total": total, "pct": round(100 * done.get(pk, 0) / total, 1)} for pk, total in totals.items()]


def coverage_total(until=None, offices=None) -> dict:
    """{'done', 'total', 'pct'} of the instrument to cover, as of the moment `until` (now when None)."""
    staff = StaffMember.objects.filter(office__isnull=False)
    if offices is not None:
        staff = staff.filter(office__in=offices)
    read = Acknowledgement.objects.filter(instrument=instrument_to_cover(), staff__in=staff.values("pk"))
    if until is not None:
        read = read.filter(at__lt=until)
    done, total = read.count(), staff.count()
    return {"done": done, "total": total, "pct": round(100 * done / total, 1) if total else None}


def briefings_between(start: date, end: date, offices=None) -> dict:
    """{'count', 'attended'} of briefings held in [start, end]."""
    held = Briefing.objects.filter(held_on__range=(start, end))
    if offices is not None:
        held = held.filter(office__in=offices)
    return {"count": held.count(), "attended": held.aggregate(sum=Sum("attended"))["sum"] or 0}
