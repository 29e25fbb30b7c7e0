"""The list's filters, read from the address: an unknown value is refused (400), never left out. The
same filters serve page, count and export.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q

from compliance.core import parameters
from compliance.core.access import may
from compliance.core.figures import whole
from compliance.core.hooks import Hook
from compliance.core.language import _, in_sense, joined
from compliance.core.links import LONGEST
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
        _("Chờ thụ lý, giải trình"),
        (Status.SUBMITTED, Status.RETURNED, Status.IN_REVIEW, Status.AWAITING_ANSWER),
    ),
    "under_review": (_("Đang xem xét (các bước)"), UNDER_REVIEW),
    "to_carry_out": (_("Chờ thực hiện"), (Status.CONCLUDED, Status.ENFORCING)),
}
CHOICES = {"act_kind": ActKind, "category": Category, "outcome": Outcome, "staff_kind": StaffKind}
LABELS = {
    "act_kind": _("Hành vi"),
    "category": _("Nhóm"),
    "outcome": _("Kết quả"),
    "staff_kind": _("Loại cán bộ"),
}
# doors of figures, no fields of the form: {parameter: (column, words, labels of its values)}
FIRST = {
    "first_outcome": ("first_outcome", _("Kết luận lần đầu"), dict(Outcome.choices)),
    "ended_as": (
        "first_ended_as",
        _("Kết thúc lần đầu"),
        {status.value: status.label for status in ENDED},
    ),
}
MOMENTS = {
    "submitted": ("submitted_at", in_sense("moment", "Gửi")),
    "concluded": ("first_concluded_at", in_sense("moment", "Kết luận")),
    "closed": ("first_ended_at", in_sense("moment", "Kết thúc")),
}
# steps that come after a conclusion or an end, counted by themselves: {verb: words}
REVIEWED = {
    "contest_keep": _("Giữ nguyên kết luận"),
    "contest_amend": _("Sửa kết luận"),
    "contest_annul": _("Hủy kết luận"),
    "reopen": _("Mở lại hồ sơ"),
}
KEPT = Q(
    first_term_ends__isnull=False, first_concluded_at__isnull=False
)  # concluded, with a processing term
TERM = {
    "1": (_("Đúng thời hạn xử lý"), KEPT & Q(first_concluded_at__date__lte=F("first_term_ends"))),
    "0": (_("Quá thời hạn xử lý"), KEPT & Q(first_concluded_at__date__gt=F("first_term_ends"))),
    "any": (_("Có thời hạn xử lý"), KEPT),
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


@dataclass
class Filtered:
    """`chips` = [(parameter, words)]: what is in force, each can be taken away. `office`: the key
    of the one asked for, whose code may be another's tomorrow.
    """

    rows: Any  # a queryset of cases
    chips: list[tuple[str, str]] = field(default_factory=list)
    sort: str = "newest"
    office: int | None = None


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def narrow_list(rows, asked: Asked, user, today: date) -> Filtered:
    """Apply what the address asks for to `rows`, which the caller has already limited to what the
    user may see. Raises Unreadable for a value that means nothing.
    """
    filtered = Filtered(rows)
    _status(filtered, asked)
    for name, choices in CHOICES.items():
        if value := asked.choice(name, choices.values):
            filtered.rows = filtered.rows.filter(**{name: value})
            filtered.chips.append((name, joined(": ", (LABELS[name], choices(value).label))))
    for name, (column, words, labels) in FIRST.items():
        if value := asked.choice(name, labels):
            filtered.rows = filtered.rows.filter(**{column: value})
            filtered.chips.append((name, joined(": ", (words, labels[value]))))
    _office(filtered, asked)
    for name, (column, words) in MOMENTS.items():
        _between(filtered, asked, name, column, words)
    _reviewed(filtered, asked)
    _open(filtered, asked, today)
    if value := asked.choice("in_time", TERM):
        label, kept_or_not = TERM[value]
        filtered.rows = filtered.rows.filter(kept_or_not)
        filtered.chips.append(("in_time", label))
    _handler(filtered, asked, user)
    if words := asked.text("q", LONGEST):
        filtered.rows = filtered.rows.matching(words)
        filtered.chips.append(("q", f"“{words}”"))
    filtered.sort = asked.choice("sort", ("newest", "due"), "newest")
    return filtered


def _status(filtered: Filtered, asked: Asked) -> None:
    value = asked.choice("status", (*GROUPS, *Status.values))
    if value in GROUPS:
        label, statuses = GROUPS[value]
        filtered.rows = filtered.rows.filter(status__in=statuses)
        filtered.chips.append(("status", label))
    elif value:
        filtered.rows = filtered.rows.filter(status=value)
        filtered.chips.append(("status", Status(value).label))
    if value != Status.DRAFT:
        filtered.rows = filtered.rows.filter(submitted_at__isnull=False)


def _reviewed(filtered: Filtered, asked: Asked) -> None:
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
    filtered.rows = filtered.rows.filter(pk__in=steps.order_by().values("incident"))
    days = [f"{words} {day:%d/%m/%Y}" for words, day in ((_("từ"), first), (_("đến"), last)) if day]
    filtered.chips.append(("reviewed", joined(" ", [REVIEWED[value], *days])))


def _open(filtered: Filtered, asked: Asked, today: date) -> None:
    """Open cases, and those past the day of their step, or not past it."""
    overdue = asked.choice("overdue", ("0", "1"))
    if overdue == "0":
        filtered.rows = filtered.rows.exclude(
            due_on__isnull=False, due_on__lt=today, suspended_at=None
        )
        filtered.chips.append(("overdue", _("Chưa quá hạn")))
    elif overdue:
        filtered.rows = filtered.rows.open().filter(due_on__lt=today, suspended_at=None)
        filtered.chips.append(("overdue", _("Quá hạn")))
    if asked.flag("open"):
        filtered.rows = filtered.rows.open()
        filtered.chips.append(("open", _("Chưa xong")))


def _handler(filtered: Filtered, asked: Asked, user) -> None:
    """One's own, for everybody; somebody's by number for who hands the cases out. The others are
    told the same of every number.
    """
    if asked.text("handler") == "me":
        filtered.rows = filtered.rows.filter(handler=user)
        filtered.chips.append(("handler", _("Tôi phụ trách")))
    elif key := asked.number("handler", 1):
        who = User.objects.filter(pk=key).first() if may(user, Do.TRIAGE) else None
        if who is None:
            raise asked.refuse("handler")
        filtered.rows = filtered.rows.filter(handler=who)
        filtered.chips.append(
            ("handler", _("{display_name} phụ trách").format(display_name=who.display_name))
        )


def _office(filtered: Filtered, asked: Asked) -> None:
    """By its code, or its number in older links."""
    if not (value := asked.text("office")):
        return
    office = (
        Office.objects.filter(code=value).first()
        or Office.objects.filter(pk=parameters.number(value)).first()
    )
    if office is None:
        raise asked.refuse("office")
    filtered.rows, filtered.office = filtered.rows.filter(office=office), office.pk
    filtered.chips.append(("office", office.short_name))


def _between(filtered: Filtered, asked: Asked, name: str, column: str, words: str) -> None:
    first, last = asked.day(f"{name}_from"), asked.day(f"{name}_to")
    if first:
        filtered.rows = filtered.rows.filter(**{f"{column}__gte": start_of(first)})
        filtered.chips.append(
            (f"{name}_from", _("{words} từ {first:%d/%m/%Y}").format(words=words, first=first))
        )
    if last:
        filtered.rows = filtered.rows.filter(
            **{f"{column}__lt": start_of(last + timedelta(days=1))}
        )
        filtered.chips.append(
            (f"{name}_to", _("{words} đến {last:%d/%m/%Y}").format(words=words, last=last))
        )


@dataclass(frozen=True)
class Unshown:
    """Cases that a figure counts and its list does not show: how many, and why in two sentences.
    `count` None: there may be some or none, and no number is told.
    """

    count: int | None
    words: str
    because: str

    def __str__(self) -> str:
        if self.count is None:
            return self.words
        return whole(self.count) + _(" việc không hiện, {words}").format(words=self.words)


COUNTED = 1_000  # beyond it nobody reads the number, and counting costs more than the page
NAMING = ("q", "handler")  # what can mean one person: no number is told beside it
# what leaves the whole committee and the whole of a period: beside anything else a number of what
# is shut to its reader would say that something was reported of this office, on this day
WHOLE = ("sort", "open", *(f"{name}_{end}" for name in MOMENTS for end in ("from", "to")))
# is (first, last) a whole period of the figures, a month at least? `reports` registers what knows
WHOLE_PERIODS: Hook[Callable[[date, date], bool]] = Hook()


def is_whole(asked: Asked) -> bool:
    """Whether the list is that of the whole committee, of all time or of a whole period: of any
    other days two such numbers could be taken from each other.
    """
    if any(asked.text(name) for name in PARAMETERS if name not in WHOLE):
        return False
    spans = [(asked.day(f"{name}_from"), asked.day(f"{name}_to")) for name in MOMENTS]
    return all(
        first is not None
        and last is not None
        and any(knows(first, last) for knows in WHOLE_PERIODS)
        for first, last in spans
        if first or last
    )


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
    reasons = (
        (gone.count(False), _("đã hết hiệu lực"), _("Đã hết hiệu lực; chỉ còn trong số liệu.")),
        (gone.count(True), _("đã tiêu hủy"), _("Hết thời hạn lưu; chỉ còn trong số liệu.")),
    )
    rows = [Unshown(*reason) for reason in reasons if reason[0]]
    return [*rows, *_shut(counted.filter(disposed_at=None).exclude(lapsed), asked, user)]


def _shut(counted, asked: Asked, user) -> list[Unshown]:
    """Of the cases `counted`, those that were never opened to `user`, whose figures are those of
    the whole committee. A narrowed list says of every office and day that there may be some.
    """
    if may(user, Do.SEE_ALL_SUBMITTED) or not counts_everything(user):
        return []
    if not is_whole(asked):
        words = _("số liệu có thể tính cả việc danh sách này không hiện")
        return [Unshown(None, words, _("Hồ sơ mở cho ông/bà từ khi được thụ lý."))]
    closed_to_them = Q(sealed=True) | Q(accepted_at=None) & ~Q(status=Status.NOTED)
    seen = Incident.objects.on_file_for(user).filter(closed_to_them)
    shut = counted.filter(closed_to_them).exclude(pk__in=seen.order_by().values("pk"))
    words = _("chưa thụ lý, không thụ lý hoặc đã niêm phong")
    because = _("Có trong số liệu; hồ sơ mở cho ông/bà từ khi được thụ lý.")
    number = shut[: COUNTED + 1].count()
    return [Unshown(number, words, because)] if number else []
