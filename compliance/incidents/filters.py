"""The list's filters, read from the address: unknown values are left out, never an error. The same
filters serve page, count and export.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q

from compliance.core import parameters
from compliance.core.access import may
from compliance.core.roles import Do
from compliance.incidents.models import ActKind, Outcome
from compliance.incidents.workflow import UNDER_REVIEW, Status
from compliance.registry.models import Office, User
from compliance.rulebook.clocks import ZONE
from compliance.rulebook.models import Category, StaffKind

GROUPS = {
    "hearing": (
        "Chờ thụ lý, giải trình",
        (Status.SUBMITTED, Status.RETURNED, Status.IN_REVIEW, Status.AWAITING_ANSWER),
    ),
    "under_review": ("Đang xem xét (các bước)", UNDER_REVIEW),
    "to_carry_out": ("Chờ thực hiện", (Status.CONCLUDED, Status.ENFORCING)),
}
CHOICES = {"act_kind": ActKind, "category": Category, "outcome": Outcome, "staff_kind": StaffKind}
LABELS = {
    "act_kind": "Hành vi",
    "category": "Nhóm",
    "outcome": "Kết quả",
    "staff_kind": "Loại cán bộ",
}
MOMENTS = {
    "submitted": ("submitted_at", "Gửi"),
    "concluded": ("concluded_at", "Kết luận"),
    "closed": ("closed_at", "Kết thúc"),
}
KEPT = Q(
    processing_ends__isnull=False, concluded_at__isnull=False
)  # concluded, with a processing term
TERM = {
    "1": ("Đúng thời hạn xử lý", KEPT & Q(concluded_at__date__lte=F("processing_ends"))),
    "0": ("Quá thời hạn xử lý", KEPT & Q(concluded_at__date__gt=F("processing_ends"))),
    "any": ("Có thời hạn xử lý", KEPT),
}
PER_PAGE = 25


@dataclass
class Filtered:
    """`chips` = [(parameter, words)]: what is in force, each can be taken away."""

    rows: object
    chips: list[tuple[str, str]] = field(default_factory=list)
    sort: str = "newest"


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def narrow_list(rows, query, user, today: date) -> Filtered:
    """Apply what the address asks for to `rows`, which the caller has already limited to what the
    user may see.
    """
    found = Filtered(rows)
    _status(found, query.get("status", ""), user)
    for name, choices in CHOICES.items():
        value = query.get(name, "")
        if value in choices.values:
            found.rows = found.rows.filter(**{name: value})
            found.chips.append((name, f"{LABELS[name]}: {choices(value).label}"))
    _office(found, query.get("office", ""))
    for name, (column, words) in MOMENTS.items():
        _between(found, query, name, column, words)
    if query.get("overdue") == "0":
        found.rows = found.rows.exclude(due_on__isnull=False, due_on__lt=today, suspended_at=None)
        found.chips.append(("overdue", "Chưa quá hạn"))
    elif query.get("overdue"):
        found.rows = found.rows.open().filter(due_on__lt=today, suspended_at=None)
        found.chips.append(("overdue", "Quá hạn"))
    if query.get("open"):
        found.rows = found.rows.open()
        found.chips.append(("open", "Chưa xong"))
    if query.get("in_time") in TERM:
        label, kept_or_not = TERM[query["in_time"]]
        found.rows = found.rows.filter(kept_or_not)
        found.chips.append(("in_time", label))
    _handler(found, query.get("handler", ""), user)
    if words := query.get("q", "").strip()[:100]:
        found.rows = found.rows.matching(words)
        found.chips.append(("q", f"“{words}”"))
    found.sort = "due" if query.get("sort") == "due" else "newest"
    return found


def _status(found: Filtered, value: str, user) -> None:
    if value in GROUPS:
        label, statuses = GROUPS[value]
        found.rows = found.rows.filter(status__in=statuses)
        found.chips.append(("status", label))
    elif value in Status.values:
        found.rows = found.rows.filter(status=value)
        found.chips.append(("status", Status(value).label))
    if value != Status.DRAFT:
        found.rows = found.rows.filter(submitted_at__isnull=False)


def _handler(found: Filtered, value: str, user) -> None:
    """One's own, for everybody; somebody's by number for who hands the cases out."""
    if value == "me":
        found.rows = found.rows.filter(handler=user)
        found.chips.append(("handler", "Tôi phụ trách"))
    elif (
        (key := parameters.number(value))
        and may(user, Do.TRIAGE)
        and (who := User.objects.filter(pk=key).first())
    ):
        found.rows = found.rows.filter(handler=who)
        found.chips.append(("handler", f"{who.display_name} phụ trách"))


def _office(found: Filtered, value: str) -> None:
    office = (
        Office.objects.filter(code=value).first()
        or Office.objects.filter(pk=parameters.number(value)).first()
    )
    if office:
        found.rows = found.rows.filter(office=office)
        found.chips.append(("office", office.short_name))


def _between(found: Filtered, query, name: str, column: str, words: str) -> None:
    first, last = (
        parameters.day(query.get(f"{name}_from", "")),
        parameters.day(query.get(f"{name}_to", "")),
    )
    if first:
        found.rows = found.rows.filter(**{f"{column}__gte": start_of(first)})
        found.chips.append((f"{name}_from", f"{words} từ {first:%d/%m/%Y}"))
    if last:
        found.rows = found.rows.filter(**{f"{column}__lt": start_of(last + timedelta(days=1))})
        found.chips.append((f"{name}_to", f"{words} đến {last:%d/%m/%Y}"))


@dataclass
class Page:
    """One page of a keyset list."""

    items: list
    says: str
    next_url: str = ""
    previous_url: str = ""

    @property
    def has_next(self) -> bool:
        return bool(self.next_url)

    @property
    def has_previous(self) -> bool:
        return bool(self.previous_url)


def page_of(found: Filtered, query, total: int) -> Page:
    """Keyset for the newest-first list (deep pages cost the same as the first); by deadline the
    page is counted.
    """
    if found.sort == "due":
        return _counted(found.rows.order_by(F("due_on").asc(nulls_last=True), "pk"), query, total)
    rows, after = (
        found.rows.order_by(
            "-edited_at" if query.get("status") == Status.DRAFT else "-submitted_at", "-pk"
        ),
        query.get("after", ""),
    )
    key = "edited_at" if query.get("status") == Status.DRAFT else "submitted_at"
    if "_" in after:
        stamp, _, pk = after.partition("_")
        if (moment := parameters.moment(stamp)) and (last := parameters.number(pk)):
            rows = rows.filter(**{f"{key}__lte": moment}).exclude(**{key: moment, "pk__gte": last})
    items = list(rows[: PER_PAGE + 1])
    page = Page(
        items[:PER_PAGE],
        f"{total} hồ sơ" if 0 < total <= 1000 else "hơn 1.000 hồ sơ" if total else "",
    )
    if len(items) > PER_PAGE:
        last = page.items[-1]
        page.next_url = _with(query, after=f"{getattr(last, key).timestamp():.6f}_{last.pk}")
    if after:
        page.previous_url = _with(query, after=None)
    return page


def _counted(rows, query, total: int) -> Page:
    number = parameters.page(query.get("page", ""))
    start = (number - 1) * PER_PAGE
    items = list(rows[start : start + PER_PAGE + 1])
    return Page(
        items[:PER_PAGE],
        f"{total} hồ sơ",
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
