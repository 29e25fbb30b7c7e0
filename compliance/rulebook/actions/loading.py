"""The reviewed data files, national law only: loaded once, never changed after. A published row
that differs from the file is refused; what people entered, changed or removed by hand stays.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from compliance.audit.actions import record
from compliance.audit.models import Event
from compliance.core.language import _, joined
from compliance.core.text import fold
from compliance.rulebook.clocks import WorkCalendar
from compliance.rulebook.models import (
    CalendarDay,
    Instrument,
    Provision,
    RuleChoice,
    RuleSet,
    RuleTerm,
    StaffKind,
)
from compliance.rulebook.queries import LIMITATION_EXTENSION, forget_calendar
from compliance.rulebook.versions import COLUMNS
from compliance.rulebook.years import Day, calendar_of, day_of

DATA = Path(__file__).parent.parent / "data"
CONFIDENCES = (
    "limitation_confidence",
    "processing_confidence",
    "complaint_confidence",
    "lapse_confidence",
)


class Differs(ValueError):
    """A published row is not what the file says."""


@dataclass
class Loaded:
    """Names of what a load added, and of what it left alone because people decided about it."""

    instruments: list[str] = field(default_factory=list)
    rule_sets: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """{'instruments', 'rule_sets', 'terms', 'days'}: rows added of each kind."""
        return {
            name: len(getattr(self, name)) for name in ("instruments", "rule_sets", "terms", "days")
        }


@transaction.atomic
def load_data(*, at: datetime, dry_run: bool = False) -> Loaded:
    """Load data/*.toml. Idempotent. `dry_run`: say what would be added, and add nothing. Leaves one
    event in the trail when anything was added. Raises Differs when a published row is not what the
    file says: a change needs a row of its own.
    """
    loaded = Loaded()
    _load_instruments(DATA, loaded, at)
    loaded.rule_sets += [
        row["code"] for row in _rows("rulesets", "rule_set") if _load_rule_set(row, loaded)
    ]
    loaded.terms += _load_terms(loaded)
    RuleSet.objects.filter(published_at=None).update(published_at=at)
    _load_days(loaded)
    _leave_trail(loaded, at)
    if dry_run:
        transaction.set_rollback(True)
    forget_calendar()
    return loaded


@transaction.atomic
def load_instruments(*, folder: Path, at: datetime) -> Loaded:
    """Publish the instruments of another folder's instruments.toml; as load_data()."""
    loaded = Loaded()
    _load_instruments(folder, loaded, at)
    _leave_trail(loaded, at)
    return loaded


def _leave_trail(loaded: Loaded, at: datetime) -> None:
    """One event for all of it: hundreds of lines would hide the rest of the day. It names what was
    left as people had entered it.
    """
    if any(loaded.counts.values()):
        newest = Instrument.objects.order_by("-pk").first()
        label = _("Dữ liệu quy định theo phiên bản phần mềm")
        after: dict[str, Any] = dict(loaded.counts)
        if loaded.unchanged:
            after["kept"] = loaded.unchanged
        record(by=None, verb="load_rulebook", obj=newest, at=at, label=label, after=after)


def _load_days(loaded: Loaded) -> None:
    """Days that nobody knows yet. One that people changed stays as they left it, and one they
    removed stays removed: the trail remembers both.
    """
    known = {day_of(row).day: day_of(row) for row in CalendarDay.objects.all()}
    decided = set(
        Event.objects.filter(verb="set_calendar_day").values_list("subject_label", flat=True)
    )
    for row in _rows("calendar", "day"):
        name = f"{row['day']:%d/%m/%Y}"
        if row["day"] not in known:
            if name in decided:
                loaded.unchanged.append(_("ngày {name}: đã bỏ bằng tay").format(name=name))
                continue
            CalendarDay.objects.create(**row)
            loaded.days.append(name)
        elif name in decided and known[row["day"]] != Day(**row):
            loaded.unchanged.append(_("ngày {name}: đã sửa bằng tay").format(name=name))


def data_rule_sets() -> list[RuleSet]:
    """The rule sets of the reviewed file, unsaved: for asking without a database. Those that are
    replaced are left out.
    """
    rows = _rows("rulesets", "rule_set")
    replaced = {row.get("replaces") for row in rows}
    return [RuleSet(**_columns(row)) for row in rows if row["code"] not in replaced]


def data_limitation_extension(rule_set: RuleSet) -> int | None:
    """limitation_extension() by the reviewed file."""
    if rule_set.staff_kind != StaffKind.NGUOI_LAO_DONG:
        return None
    entries = [row for row in _rows("terms", "term") if row["key"] == LIMITATION_EXTENSION]
    sets = {row["code"]: RuleSet(**_columns(row)) for row in _rows("rulesets", "rule_set")}
    rows = _read(RuleTerm, entries, sets)
    return next((row.value for row in rows if row.rule_set.code == rule_set.code), 0)


def data_calendar() -> WorkCalendar:
    """The calendar of the reviewed file."""
    return calendar_of(Day(**row) for row in _rows("calendar", "day"))


def _rows(file: str, key: str, folder: Path = DATA) -> list[dict]:
    with (folder / f"{file}.toml").open("rb") as source:
        rows: list[dict] = tomllib.load(source)[key]
        return rows


def _load_instruments(folder: Path, loaded: Loaded, at: datetime) -> None:
    by_hand = set(Event.objects.filter(verb="add_instrument").values_list("subject_id", flat=True))
    for row in _rows("instruments", "instrument", folder):
        provisions = row.pop("provisions")
        row = {"is_legal_basis": True, "version": 1, **row}
        known = Instrument.objects.filter(
            number=row["number"], issued_on=row["issued_on"], version=row["version"]
        ).first()
        if known is None and (mine := _versions_by_hand(row, by_hand)):
            loaded.unchanged.append(
                _(
                    "văn bản {number}: cơ quan đã nhập phiên bản {mine}; phiên bản {version} của "
                    "phần mềm không nạp"
                ).format(number=row["number"], mine=mine[-1], version=row["version"])
            )
        elif known is None:
            _publish(row, provisions, at)
            loaded.instruments.append(row["number"])
        elif str(known.pk) in by_hand:
            loaded.unchanged.append(
                _("văn bản {number}: đã nhập bằng tay").format(number=row["number"])
            )
        else:
            _check_instrument(known, row, provisions)


def _versions_by_hand(row: dict, by_hand: set[str]) -> list[int]:
    """Versions of the same instrument that people entered, drafts too."""
    same = Instrument.objects.filter(number=row["number"], issued_on=row["issued_on"])
    rows = same.order_by("version").values_list("pk", "version")
    return [version for key, version in rows if str(key) in by_hand]


def _publish(row: dict, provisions: list[dict], at: datetime) -> None:
    instrument = Instrument.objects.create(
        **row, folded=fold(f"{row['number']} {row['title']} {row['issuer']}")
    )
    Provision.objects.bulk_create(
        Provision(instrument=instrument, order=order, **provision)
        for order, provision in enumerate(provisions, 1)
    )
    Instrument.objects.filter(pk=instrument.pk).update(published_at=at)


def _check_instrument(known: Instrument, row: dict, provisions: list[dict]) -> None:
    """Raises Differs."""
    _same(row["number"], known, row)
    left = {
        (provision.article, provision.category): provision for provision in known.provisions.all()
    }
    for provision in provisions:
        row_there = left.pop((provision["article"], provision["category"]), None)
        _same(f"{row['number']}, {provision['article']}", row_there, provision)
    if left:
        raise Differs(
            f"{row['number']}: published with {len(left)} provisions more; add a row with a"
            " higher version"
        )


def _same(name: str, stored: Any, row: dict) -> None:
    changed = [
        column
        for column, value in row.items()
        if stored is None or getattr(stored, column) != value
    ]
    if changed:
        raise Differs(
            f"{name}: published, cannot change {joined(', ', changed)}; add a row with a higher "
            f"version"
        )


def _columns(row: dict) -> dict:
    return {name: value for name, value in row.items() if name not in (*CONFIDENCES, "replaces")}


def _load_rule_set(row: dict, loaded: Loaded) -> bool:
    """A set the file adds never governs a day that a version entered by hand holds: it is there to
    be compared, and said to be.
    """
    wanted = _columns(row)
    by_hand = RuleSet.objects.exclude(change=None)
    if by_hand.filter(code=row["code"]).exists():
        raise Differs(f"{row['code']}: this code is that of a version entered by hand")
    if row.get("replaces") and not by_hand.filter(replaces__code=row["replaces"]).exists():
        wanted["replaces"] = RuleSet.objects.get(code=row["replaces"])
    stored = RuleSet.objects.filter(code=row["code"]).first()
    if stored is None:
        _say_held_by_hand(RuleSet.objects.create(**wanted), loaded)
        return True
    if stored.published_at:
        _same(row["code"], stored, wanted)
    else:  # written before rule sets were published: take the file's words over, once
        RuleSet.objects.filter(pk=stored.pk).update(**wanted)
    return False


def _say_held_by_hand(rules: RuleSet, loaded: Loaded) -> None:
    held = RuleSet.objects.current().exclude(change=None).filter(staff_kind=rules.staff_kind)
    held = held.filter(Q(valid_to=None) | Q(valid_to__gte=rules.valid_from))
    if rules.valid_to:
        held = held.filter(valid_from__lte=rules.valid_to)
    if codes := list(held.order_by("valid_from", "pk").values_list("code", flat=True)):
        loaded.unchanged.append(
            _(
                "bộ quy tắc do cơ quan nhập {codes}: vẫn áp dụng; {code} của phần mềm nạp để đối "
                "chiếu, không thay"
            ).format(codes=joined(", ", codes), code=rules.code)
        )


def _load_terms(loaded: Loaded) -> list[str]:
    """The terms and choices of every rule set not yet published; those of a published one must be
    what the file says.
    """
    sets = {rule_set.code: rule_set for rule_set in RuleSet.objects.filter(change=None)}
    rows = [
        *_column_terms(sets),
        *_read(RuleTerm, _rows("terms", "term"), sets),
        *_read(RuleChoice, _rows("choices", "choice"), sets),
    ]
    shipped = (
        RuleTerm.objects.filter(change=None, rule_set__change=None),
        RuleChoice.objects.filter(rule_set__change=None),
    )
    known = {_identity(row): row for kind in shipped for row in kind.select_related("rule_set")}
    by_hand = RuleTerm.objects.exclude(change=None).standing()
    entered = set(by_hand.values_list("key", flat=True))
    new = []
    for row in rows:
        stored = known.pop(_identity(row), None)
        if stored is not None:
            _same(
                str(row),
                stored,
                {
                    field.name: getattr(row, field.name)
                    for field in row._meta.fields
                    if field.name not in ("id", "order", "rule_set")
                },
            )
        elif row.rule_set and row.rule_set.published_at:
            raise Differs(
                f"{row.rule_set.code}: published, cannot add {row}; add a rule set that replaces it"
            )
        else:
            new.append(row)
            if row.rule_set is None and row.key in entered:
                loaded.unchanged.append(
                    _(
                        "thời hạn chung do cơ quan nhập {key}: vẫn áp dụng; trị số của phần mềm "
                        "nạp để đối chiếu, không thay"
                    ).format(key=row.key)
                )
    if known:
        gone = ", ".join(str(row) for row in known.values())
        raise Differs(f"published, not in the file any more: {gone}")
    RuleTerm.objects.bulk_create(row for row in new if isinstance(row, RuleTerm))
    RuleChoice.objects.bulk_create(row for row in new if isinstance(row, RuleChoice))
    return [
        joined(": ", (row.rule_set.code if row.rule_set else _("mọi bộ"), str(row))) for row in new
    ]


def _identity(row: Any) -> tuple:
    name = row.key if isinstance(row, RuleTerm) else f"{row.list}:{row.code}"
    return (row.rule_set.code if row.rule_set else "", name, row.valid_from)


def _column_terms(sets: dict[str, RuleSet]) -> Iterator:
    for row in _rows("rulesets", "rule_set"):
        for order, (key, label, columns, part) in enumerate(COLUMNS):
            value, unit = next(
                ((row[column], unit) for column, unit in columns if row.get(column)), (None, "")
            )
            if value:
                sure = row.get(f"{part}_confidence", row["confidence"])
                yield RuleTerm(
                    rule_set=sets[row["code"]],
                    key=key,
                    label=label,
                    value=value,
                    unit=unit,
                    valid_from=row["valid_from"],
                    basis=row[f"{part}_basis"],
                    confidence=sure,
                    order=order,
                )


def _read(model: Any, entries: list[dict], sets: dict[str, RuleSet]) -> Iterator:
    """One row per rule set an entry names: `CC-*` is every set of that kind, none at all is
    everybody.
    """
    for order, entry in enumerate(entries, len(COLUMNS)):
        for part in entry.pop("rows"):
            values = {**entry, **part}
            for rule_set in _named(values.pop("rule_sets"), sets):
                begins, ends = values.get("valid_from", date.min), values.get("valid_to")
                if rule_set is not None and ends and ends < rule_set.valid_from:
                    continue
                yield model(
                    **{
                        **values,
                        "rule_set": rule_set,
                        "valid_from": max(begins, rule_set.valid_from) if rule_set else begins,
                        "order": order,
                    }
                )


def _named(names: list[str], sets: dict[str, RuleSet]) -> list[RuleSet | None]:
    if not names:
        return [None]
    unknown = [name for name in names if not name.endswith("*") and name not in sets]
    if unknown:
        raise Differs(f"no rule set {joined(', ', unknown)}")
    return [
        rule_set
        for code, rule_set in sets.items()
        if code in names or any(name.endswith("*") and code.startswith(name[:-1]) for name in names)
    ]
