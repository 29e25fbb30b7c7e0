"""The list's filters, read from the address: an unknown value is refused (400), never left out. The
same filters serve page, count and export.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q

from compliance.core import parameters
from compliance.core.access import may
from compliance.core.parameters import Asked
from compliance.core.roles import Do
from compliance.incidents.models import ActKind, Incident, Outcome, StepTaken
from compliance.incidents.querysets import counts_everything
from compliance.incidents.workflow import ENDED, UNDER_REVIEW, Status
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
# doors of figures, no fields of the form: {parameter: (column, words, labels of its values)}
FIRST = {
    "first_outcome": ("first_outcome", "Kết luận lần đầu", dict(Outcome.choices)),
    "ended_as": (
        "first_ended_as",
        "Kết thúc lần đầu",
        {status.value: status.label for status in ENDED},
    ),
}
MOMENTS = {
    "submitted": ("submitted_at", "Gửi"),
    "concluded": ("first_concluded_at", "Kết luận"),
    "closed": ("first_ended_at", "Kết thúc"),
}
# steps that come after a conclusion or an end, counted by themselves: {verb: words}
REVIEWED = {
    "contest_keep": "Giữ nguyên kết luận",
    "contest_amend": "Sửa kết luận",
    "contest_annul": "Hủy kết luận",
    "reopen": "Mở lại hồ sơ",
}
KEPT = Q(
    first_term_ends__isnull=False, first_concluded_at__isnull=False
)  # concluded, with a processing term
TERM = {
    "1": ("Đúng thời hạn xử lý", KEPT & Q(first_concluded_at__date__lte=F("first_term_ends"))),
    "0": ("Quá thời hạn xử lý", KEPT & Q(first_concluded_at__date__gt=F("first_term_ends"))),
    "any": ("Có thời hạn xử lý", KEPT),
}
PARAMETERS = (
    "status",
    *CHOICES,
    *FIRST,
    "office",
    *(f"{name}_{end}" for name in MOMENTS for end in ("from", "to")),
    "reviewed",
    "reviewed_from",
    "reviewed_to",
    "overdue",
    "open",
    "in_time",
    "handler",
    "q",
    "sort",
)
PER_PAGE = 25


@dataclass
class Filtered:
    """`chips` = [(parameter, words)]: what is in force, each can be taken away."""

    rows: Any  # a queryset of cases
    chips: list[tuple[str, str]] = field(default_factory=list)
    sort: str = "newest"


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def narrow_list(rows, asked: Asked, user, today: date) -> Filtered:
    """Apply what the address asks for to `rows`, which the caller has already limited to what the
    user may see. Raises Unreadable for a value that means nothing.
    """
    found = Filtered(rows)
    _status(found, asked)
    for name, choices in CHOICES.items():
        if value := asked.choice(name, choices.values):
            found.rows = found.rows.filter(**{name: value})
            found.chips.append((name, f"{LABELS[name]}: {choices(value).label}"))
    for name, (column, words, labels) in FIRST.items():
        if value := asked.choice(name, labels):
            found.rows = found.rows.filter(**{column: value})
            found.chips.append((name, f"{words}: {labels[value]}"))
    _office(found, asked)
    for name, (column, words) in MOMENTS.items():
        _between(found, asked, name, column, words)
    _reviewed(found, asked)
    _open(found, asked, today)
    if value := asked.choice("in_time", TERM):
        label, kept_or_not = TERM[value]
        found.rows = found.rows.filter(kept_or_not)
        found.chips.append(("in_time", label))
    _handler(found, asked, user)
    if words := asked.text("q"):
        found.rows = found.rows.matching(words)
        found.chips.append(("q", f"“{words}”"))
    found.sort = asked.choice("sort", ("newest", "due"), "newest")
    return found


def _status(found: Filtered, asked: Asked) -> None:
    value = asked.choice("status", (*GROUPS, *Status.values))
    if value in GROUPS:
        label, statuses = GROUPS[value]
        found.rows = found.rows.filter(status__in=statuses)
        found.chips.append(("status", label))
    elif value:
        found.rows = found.rows.filter(status=value)
        found.chips.append(("status", Status(value).label))
    if value != Status.DRAFT:
        found.rows = found.rows.filter(submitted_at__isnull=False)


def _reviewed(found: Filtered, asked: Asked) -> None:
    """Cases with one of the steps REVIEWED, within days."""
    value = asked.choice("reviewed", REVIEWED)
    first, last = asked.day("reviewed_from"), asked.day("reviewed_to")
    if not value:
        return
    steps = StepTaken.objects.filter(
        verb=value,
        at__gte=start_of(first or parameters.FIRST_DAY),
        at__lt=start_of((last or parameters.LAST_DAY) + timedelta(days=1)),
    )
    found.rows = found.rows.filter(pk__in=steps.order_by().values("incident"))
    days = [f"{words} {day:%d/%m/%Y}" for words, day in (("từ", first), ("đến", last)) if day]
    found.chips.append(("reviewed", " ".join([REVIEWED[value], *days])))


def _open(found: Filtered, asked: Asked, today: date) -> None:
    """Open cases, and those past the day of their step, or not past it."""
    overdue = asked.choice("overdue", ("0", "1"))
    if overdue == "0":
        found.rows = found.rows.exclude(due_on__isnull=False, due_on__lt=today, suspended_at=None)
        found.chips.append(("overdue", "Chưa quá hạn"))
    elif overdue:
        found.rows = found.rows.open().filter(due_on__lt=today, suspended_at=None)
        found.chips.append(("overdue", "Quá hạn"))
    if asked.flag("open"):
        found.rows = found.rows.open()
        found.chips.append(("open", "Chưa xong"))


def _handler(found: Filtered, asked: Asked, user) -> None:
    """One's own, for everybody; somebody's by number for who hands the cases out. The others are
    told the same of every number.
    """
    if asked.text("handler") == "me":
        found.rows = found.rows.filter(handler=user)
        found.chips.append(("handler", "Tôi phụ trách"))
    elif key := asked.number("handler", 1):
        who = User.objects.filter(pk=key).first() if may(user, Do.TRIAGE) else None
        if who is None:
            raise asked.refuse("handler")
        found.rows = found.rows.filter(handler=who)
        found.chips.append(("handler", f"{who.display_name} phụ trách"))


def _office(found: Filtered, asked: Asked) -> None:
    """By its code, or its number in older links."""
    if not (value := asked.text("office")):
        return
    office = (
        Office.objects.filter(code=value).first()
        or Office.objects.filter(pk=parameters.number(value)).first()
    )
    if office is None:
        raise asked.refuse("office")
    found.rows = found.rows.filter(office=office)
    found.chips.append(("office", office.short_name))


def _between(found: Filtered, asked: Asked, name: str, column: str, words: str) -> None:
    first, last = asked.day(f"{name}_from"), asked.day(f"{name}_to")
    if first:
        found.rows = found.rows.filter(**{f"{column}__gte": start_of(first)})
        found.chips.append((f"{name}_from", f"{words} từ {first:%d/%m/%Y}"))
    if last:
        found.rows = found.rows.filter(**{f"{column}__lt": start_of(last + timedelta(days=1))})
        found.chips.append((f"{name}_to", f"{words} đến {last:%d/%m/%Y}"))


@dataclass(frozen=True)
class Unshown:
    """Cases that a figure counts and its list does not show: how many, and why in two sentences."""

    count: int
    words: str
    because: str

    def __str__(self) -> str:
        return f"{self.count:,}".replace(",", ".") + f" việc không hiện, {self.words}"


COUNTED = 1_000  # beyond it nobody reads the number, and counting costs more than the page
NAMING = ("q", "handler")  # what can mean one person: no number is told beside it


def unshown(asked: Asked, user, today: date) -> list[Unshown]:
    """What the figures of `user` count beyond the list: lapsed, disposed of, and for who reads
    summaries what was not opened to them. A list without a filter is no figure's.
    """
    if any(map(asked.text, NAMING)) or not any(
        asked.text(name) for name in PARAMETERS if name != "sort"
    ):
        return []
    counted = narrow_list(Incident.objects.countable_by(user), asked, user, today).rows.order_by()
    lapsed = Q(status=Status.CLOSED, spent_on__lte=today)
    gone = [
        bool(disposed_at)
        for disposed_at in counted.filter(lapsed | Q(disposed_at__isnull=False)).values_list(
            "disposed_at", flat=True
        )[: COUNTED + 1]
    ]
    shut = 0
    if not may(user, Do.SEE_ALL_SUBMITTED) and counts_everything(user):
        closed_to_them = Q(sealed=True) | Q(accepted_at=None) & ~Q(status=Status.NOTED)
        seen = Incident.objects.on_file_for(user).filter(closed_to_them)
        shut = (
            counted.filter(closed_to_them, disposed_at=None)
            .exclude(lapsed)
            .exclude(pk__in=seen.order_by().values("pk"))[: COUNTED + 1]
            .count()
        )
    reasons = (
        (gone.count(False), "đã hết hiệu lực", "Đã hết hiệu lực; chỉ còn trong số liệu."),
        (gone.count(True), "đã tiêu hủy", "Hết thời hạn lưu; chỉ còn trong số liệu."),
        (
            shut,
            "chưa thụ lý, không thụ lý hoặc đã niêm phong",
            "Có trong số liệu; hồ sơ mở cho ông/bà từ khi được thụ lý.",
        ),
    )
    return [Unshown(*reason) for reason in reasons if reason[0]]


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
    key = "edited_at" if query.get("status") == Status.DRAFT else "submitted_at"
    rows, after = found.rows.order_by(f"-{key}", "-pk"), query.get("after", "")
    if after:
        stamp, _, pk = after.partition("_")
        moment, last = parameters.moment(stamp), parameters.number(pk)
        if moment is None or last is None:
            raise Asked(query).refuse("after")
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
    asked = Asked(query)
    number = asked.page_number()
    start = (number - 1) * PER_PAGE
    items = list(rows[start : start + PER_PAGE + 1])
    if not items and number > 1:
        raise asked.refuse("page")
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
