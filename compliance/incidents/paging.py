"""Pages of the list of cases: what is asked for one, and what is shown of it."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from compliance.core import parameters
from compliance.core.figures import whole
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.incidents.filters import COUNTED, Filtered
from compliance.incidents.workflow import Status

PER_PAGE = 25


@dataclass
class Page:
    """One page of a keyset list. `total`: how many there are in all, never more than one beyond
    COUNTED; None: nobody counted.
    """

    items: list
    total: int | None
    next_url: str = ""
    previous_url: str = ""

    def __post_init__(self) -> None:
        if self.total is None and not self.next_url and not self.previous_url:
            self.total = len(self.items)

    @property
    def many(self) -> bool:
        """Whether there are more than `least`, and nobody knows how many."""
        return self.total is None or self.total > COUNTED

    @property
    def least(self) -> int:
        return PER_PAGE if self.total is None else COUNTED

    @property
    def says(self) -> str:
        if self.many:
            return _("hơn {number} hồ sơ").format(number=whole(self.least))
        return _("{total} hồ sơ").format(total=self.total) if self.total else ""

    @property
    def has_next(self) -> bool:
        return bool(self.next_url)

    @property
    def has_previous(self) -> bool:
        return bool(self.previous_url)


def page_asked(filtered: Filtered, query) -> QuerySet:
    """The rows of the page, and one more where others follow. Keyset for the newest-first list
    (deep pages cost the same as the first); by deadline the page is counted.
    """
    asked = Asked(query)
    if filtered.sort == "due":
        start = (asked.page_number() - 1) * PER_PAGE
        by_deadline = filtered.rows.order_by(F("due_on").asc(nulls_last=True), "pk")
        return by_deadline[start : start + PER_PAGE + 1]
    return _newest(filtered.rows, asked, _moment_of(query))[: PER_PAGE + 1]


def page_of(filtered: Filtered, query, rows: list, total: int | None) -> Page:
    """`rows`: what page_asked() gave; `total` as in Page."""
    if filtered.sort == "due":
        return _counted(rows, query, total)
    items, after = _cut(rows, _moment_of(query), PER_PAGE)
    next_url = _with(query, after=after) if after else ""
    return Page(items, total, next_url, _with(query, after=None) if query.get("after") else "")


def _moment_of(query) -> str:
    return "edited_at" if query.get("status") == Status.DRAFT else "submitted_at"


def newest(rows, asked: Asked, key: str, most: int) -> tuple[list, str]:
    """(at most so many of `rows`, the newest by `key` first, from where `after` says; the `after`
    of those that follow, empty where none do). A deep page costs the same as the first.
    """
    return _cut(list(_newest(rows, asked, key)[: most + 1]), key, most)


def _newest(rows, asked: Asked, key: str) -> QuerySet:
    rows = rows.order_by(f"-{key}", "-pk")
    if after := asked.text("after"):
        stamp, __, pk = after.partition("_")
        moment, last = parameters.moment(stamp), parameters.number(pk)
        if moment is None or last is None:
            raise asked.refuse("after")
        rows = rows.filter(**{f"{key}__lte": moment}).exclude(**{key: moment, "pk__gte": last})
    return rows


def _cut(items: list, key: str, most: int) -> tuple[list, str]:
    if len(items) <= most:
        return items, ""
    last = items[most - 1]
    return items[:most], f"{getattr(last, key).timestamp():.6f}_{last.pk}"


def _counted(items: list, query, total: int | None) -> Page:
    asked = Asked(query)
    number = asked.page_number()
    if not items and number > 1:
        raise asked.refuse("page")
    return Page(
        items[:PER_PAGE],
        total,
        _with(query, page=number + 1) if len(items) > PER_PAGE else "",
        _with(query, page=number - 1) if number > 1 else "",
    )


def _with(query, **changes) -> str:
    copy = query.copy()
    for name, value in changes.items():
        copy.pop(name, None)
        if value is not None:
            copy[name] = value
    return f"?{copy.urlencode()}"
