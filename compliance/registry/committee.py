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
from compliance.core.together import Together
from compliance.registry.models import CommitteeVersion, Function, User

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
    """The account; in the same question its member of staff, as staff_of() would ask, its functions
    of `day`, and the version in force on it, which is remembered.

    Raises User.DoesNotExist.
    """
    read = _accounts(day).read(pk)
    if not read["account"]:
        raise User.DoesNotExist
    user: User = read["account"][0]
    for function in read["functions"]:
        function.user = user
    user.know_functions(read["functions"])
    said = user.__dict__.pop("committee_row")
    committee.heard(day, _read(said) if said else None)
    return user


@lru_cache(maxsize=2)
def _accounts(day: date) -> Together:
    """The question alone: put together once a day, where every page asks it."""
    current = standing().filter(valid_from__lte=day).reverse()
    row = Subquery(current.values(said=JSONObject(**{name: name for name in READ}))[:1])
    accounts = User.objects.select_related("staff__office__parent__parent")
    held = Function.objects.on(day).select_related("office")
    return Together(
        lambda pk: {
            "account": accounts.annotate(committee_row=row).filter(pk=pk),
            "functions": held.filter(user=pk),
        }
    )
