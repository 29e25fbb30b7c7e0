"""Keeping the rules: load the reviewed data files, publish an instrument, mark a day."""

import tomllib
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from compliance.access import require
from compliance.audit.actions import record
from compliance.fold import fold
from compliance.refusals import NotNow
from compliance.roles import Do
from compliance.rulebook.clocks import WorkCalendar
from compliance.rulebook.models import CalendarDay, Instrument, Provision, RuleSet
from compliance.rulebook.queries import forget_calendar

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_data(*, at: datetime, by=None) -> dict[str, int]:
    """Load data/*.toml. Idempotent: what is there stays; a published row that differs is an error that asks for a new version."""
    counts = {"instruments": 0, "rule_sets": 0, "days": 0}
    for row in _rows("instruments", "instrument"):
        counts["instruments"] += _load_instrument(row, at)
    for row in _rows("rulesets", "rule_set"):
        counts["rule_sets"] += RuleSet.objects.get_or_create(code=row["code"], defaults=row)[1]
    for row in _rows("calendar", "day"):
        counts["days"] += CalendarDay.objects.get_or_create(day=row["day"], defaults=row)[1]
    forget_calendar()
    return counts


def data_rule_sets() -> list[RuleSet]:
    """The rule sets of the reviewed file, unsaved: for asking without a database."""
    return [RuleSet(**row) for row in _rows("rulesets", "rule_set")]


def data_calendar() -> WorkCalendar:
    """The calendar of the reviewed file."""
    rows = _rows("calendar", "day")
    off = frozenset(row["day"] for row in rows if row["kind"] != CalendarDay.Kind.SWAP_WORK)
    return WorkCalendar(off, frozenset(row["day"] for row in rows if row["kind"] == CalendarDay.Kind.SWAP_WORK))


def _rows(file: str, key: str) -> list[dict]:
    with (DATA / f"{file}.toml").open("rb") as source:
        return tomllib.load(source)[key]


def _load_instrument(row: dict, at: datetime) -> bool:
    provisions = row.pop("provisions")
    row.setdefault("is_legal_basis", True)
    version = row.pop("version", 1)
    found = Instrument.objects.filter(number=row["number"], issued_on=row["issued_on"], version=version).first()
    if found:
        changed = [name for name, value in row.items() if getattr(found, name) != value]
        if changed:
            raise ValueError(f"{row['number']}: published, cannot change {', '.join(changed)}; add a row with a higher version")
        return False
    instrument = Instrument.objects.create(**row, version=version, published_at=at, folded=fold(f"{row['number']} {row['title']} {row['issuer']}"))
    Provision.objects.bulk_create(Provision(instrument=instrument, order=order, **provision) for order, provision in enumerate(provisions, 1))
    return True


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
