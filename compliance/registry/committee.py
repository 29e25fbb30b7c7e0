"""The rows of the committee as compliance.core.committee reads them, and how today's comes along
with the question by which every page loads its account.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.functions import JSONObject

from compliance.core import committee
from compliance.core.committee import MB, SOURCE, Committee
from compliance.registry.models import CommitteeVersion, User

PLAIN = tuple(
    name
    for name in committee.COLUMNS
    if name not in ("summary_kinds", "return_kinds", "day_bytes", "founding_day", "reports_since")
)
DAYS, LISTS = ("founding_day", "reports_since"), ("summary_kinds", "return_kinds")
READ = ("valid_from", "day_mb", *PLAIN, *DAYS, *LISTS)


def standing() -> QuerySet[CommitteeVersion]:
    """What was not taken back, the earliest first; of one day the one written last counts."""
    return CommitteeVersion.objects.filter(taken_back_at=None).order_by("valid_from", "pk")


@SOURCE.register
def versions() -> list[Committee]:
    return [_read(row) for row in standing().values(*READ)]


def committee_of(row: CommitteeVersion) -> Committee:
    return _read({name: getattr(row, name) for name in READ})


def _read(row: dict[str, Any]) -> Committee:
    """From columns, or from their JSON, in which days are texts."""
    said: dict[str, Any] = {name: row[name] for name in PLAIN}
    said |= {name: _day(row[name]) for name in DAYS}
    said |= {name: tuple(filter(None, row[name].split(","))) for name in LISTS}
    return Committee(since=_day(row["valid_from"]), day_bytes=row["day_mb"] * MB, **said)


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def account_with_committee(pk: Any, day: date) -> User:
    """The account; in the same question its member of staff, as staff_of() would ask, and the
    version in force on `day`, which is remembered.

    Raises User.DoesNotExist.
    """
    user = _accounts(day).get(pk=pk)
    said = user.__dict__.pop("committee_row")
    committee.heard(day, _read(said) if said else None)
    return user


@lru_cache(maxsize=2)
def _accounts(day: date) -> QuerySet[User]:
    """The question alone, for `get`: put together once a day, where every page asks it."""
    current = standing().filter(valid_from__lte=day).reverse()
    row = Subquery(current.values(said=JSONObject(**{name: name for name in READ}))[:1])
    accounts = User.objects.select_related("staff__office__parent__parent")
    return accounts.annotate(committee_row=row)
