"""Each date of a case with the rule it comes from: one calculation, for the case itself, its page
and `manage.py explain_clock`. Pure.

Terms in days do not count the day of the event, terms in months end on the same day number or the
month's last day; both are carried past a day off
(Bộ luật Dân sự 2015, Điều 147, 148). Days of a pause inside a term do not count (NĐ 234/2026, Điều
5 khoản 6; NĐ 172/2025, Điều 3); the limitation of a labour contract runs on and is prolonged (Bộ
luật Lao động 2019, Điều 123 khoản 2).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from compliance.core.language import _
from compliance.rulebook.clocks import WorkCalendar, add_months, add_working_days, next_working_day

REPRIMAND, OTHER = "khien_trach", "khac"
FORMS = {REPRIMAND: _("khiển trách"), OTHER: _("mức khác")}
CONTRACT = "nguoi_lao_dong"
# Bộ luật Lao động 2019, Điều 123, 126: what the longer term of a labour contract depends on
_CONTRACT_LIMITATION, _CONTRACT_LAPSE = (
    _("; chỉ khi liên quan tài chính, tài sản, bí mật"),
    _("; kéo dài nâng lương, còn cách chức là 36 tháng"),
)
COMPLAINTS_SINCE = date(2012, 7, 1)  # Luật Khiếu nại 02/2011/QH13 in force


@dataclass(frozen=True)
class Explained:
    """`date` (a day), `rule` in words a clerk can check, `basis` the article."""

    date: date
    rule: str
    basis: str


def carried_over(
    start: date, end: date, pauses: Iterable[tuple[date, date]], calendar: WorkCalendar
) -> tuple[date, int]:
    """`end` moved on by the days of the pauses that lie inside the term, then to a worked day; and
    how many days that were.

    A pause [from, to) covers the day it begins and not the day the clock runs again; overlapping
    pauses count once. The term lasts until the worked day it is carried to: a pause that begins
    between the two leaves that one day, which is then the day the clock runs again.
    """
    lost, after = 0, start + timedelta(days=1)
    for first, last in sorted(pauses):
        first = max(first, after)
        if first > next_working_day(end, calendar):
            break
        days = max((last - first).days, 0)
        end = max(end + timedelta(days=days), last) if first > end else end + timedelta(days=days)
        lost += days
        after = max(after, last)
    return next_working_day(end, calendar), lost


def prolonged(
    end: date, pauses: Iterable[tuple[date, date]], most: int, calendar: WorkCalendar
) -> tuple[date, bool]:
    """The last day of a term that runs on while the law protects the person: where it ended in a
    protected time [from, to), or fewer than `most` days were left of it, it ends `most` days after
    that time (Bộ luật Lao động 2019, Điều 123 khoản 2); and whether it was moved.
    """
    first_end = end
    for first, last in sorted(pauses):
        if first > next_working_day(end, calendar):
            break
        end = max(end, last + timedelta(days=most)) if most and first < last else end
    return next_working_day(end, calendar), end != first_end


def _paused(lost: int) -> str:
    return _(", không tính {lost} ngày tạm dừng").format(lost=lost) if lost else ""


def _term(start: date, months: int | None, days: int | None) -> tuple[date, str] | None:
    if months:
        return add_months(start, months), _("{months} tháng").format(months=months)
    return (start + timedelta(days=days), _("{days} ngày").format(days=days)) if days else None


def limitation(
    rules,
    act: date,
    pauses,
    calendar: WorkCalendar,
    form: str = REPRIMAND,
    since: str = _("ngày xảy ra"),
    extension: int | None = None,
) -> Explained | None:
    """Until when discipline of this form may be considered; None for staff outside the law's kinds.

    `extension` None: the time of a pause does not count. A number: it counts, and the term is
    prolonged by at most that many days after it (limitation_extension() in queries says which).
    """
    term = _term(
        act, rules.limitation_months_heavy if form == OTHER else rules.limitation_months, None
    )
    if term is None:
        return None
    if extension is None:
        end, lost = carried_over(act, term[0], pauses, calendar)
        moved = _paused(lost)
    else:
        end, longer = prolonged(term[0], pauses, extension, calendar)
        moved = (
            _(", kéo dài {extension} ngày sau thời gian không được xử lý").format(
                extension=extension
            )
            if longer
            else ""
        )
    only = _CONTRACT_LIMITATION if rules.staff_kind == CONTRACT and form == OTHER else ""
    return Explained(
        end,
        _("Thời hiệu {term} kể từ {since} ({forms}{only}){moved}").format(
            term=term[1], since=since, forms=FORMS[form], only=only, moved=moved
        ),
        rules.limitation_basis,
    )


def processing(
    rules, known: date, pauses, calendar: WorkCalendar, extended: bool = False
) -> Explained | None:
    """By when the handling has to be finished, counted from the day the act became known."""
    months, days = (
        (rules.processing_months_extended, rules.processing_days_extended)
        if extended
        else (rules.processing_months, rules.processing_days)
    )
    term = _term(known, months, days)
    if term is None:
        return None
    end, lost = carried_over(known, term[0], pauses, calendar)
    return Explained(
        end,
        _("Thời hạn xử lý {term} kể từ ngày biết sự việc{extended}{lost}").format(
            term=term[1], extended=_(", vụ việc phức tạp") if extended else "", lost=_paused(lost)
        ),
        rules.processing_basis,
    )


def answer(rules, notified: date, calendar: WorkCalendar) -> Explained:
    """The last day of the window to answer, when the notice is served on `notified`."""
    return Explained(
        add_working_days(notified, rules.answer_workdays, calendar),
        _("{answer_workdays} ngày làm việc kể từ ngày thông báo").format(
            answer_workdays=rules.answer_workdays
        ),
        rules.step_basis,
    )


def complaint(rules, concluded: date, calendar: WorkCalendar) -> Explained | None:
    """Until when a disciplinary decision received on `concluded` can be complained about (first
    complaint).
    """
    if not rules.complaint_days or concluded < COMPLAINTS_SINCE:
        return None
    end = next_working_day(concluded + timedelta(days=rules.complaint_days), calendar)
    return Explained(
        end,
        _("Khiếu nại lần đầu: {complaint_days} ngày kể từ ngày nhận quyết định").format(
            complaint_days=rules.complaint_days
        ),
        rules.complaint_basis,
    )


def lapse(rules, concluded: date, form: str = REPRIMAND) -> Explained | None:
    """The day the decision ends by itself. Not a term to act in, so it is not carried past a day
    off.
    """
    months = rules.lapse_months_heavy if form == OTHER else rules.lapse_months
    only = _CONTRACT_LAPSE if rules.staff_kind == CONTRACT and form == OTHER else ""
    return (
        Explained(
            add_months(concluded, months),
            _("Hết hiệu lực sau {months} tháng ({forms}{only})").format(
                months=months, forms=FORMS[form], only=only
            ),
            rules.lapse_basis,
        )
        if months
        else None
    )


def explain(
    rules,
    *,
    act: date,
    known: date,
    opened: date,
    calendar: WorkCalendar,
    form: str = REPRIMAND,
    concluded: date | None = None,
    pauses: Iterable = (),
    extension: int | None = None,
) -> dict[str, Explained | None]:
    """Every date of a case opened on `opened` under `rules`; the notice is taken to be served on
    that day. `pauses` = [(from, to)]; `extension` as in limitation().
    """
    pauses = list(pauses)
    after: Callable = lambda ask, *given: ask(rules, concluded, *given) if concluded else None  # noqa: E731
    return {
        "limitation_ends": limitation(rules, act, pauses, calendar, form, extension=extension),
        "processing_ends": processing(rules, known, pauses, calendar),
        "processing_extended_ends": processing(rules, known, pauses, calendar, extended=True),
        "answer_due": answer(rules, opened, calendar),
        "complaint_until": after(complaint, calendar),
        "lapses_on": after(lapse, form),
    }
