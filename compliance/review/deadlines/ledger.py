"""How each date of a case came out: the dates with rule and article, then every row
that moved one.
"""

from datetime import date

from compliance.core.language import _, lower_first
from compliance.incidents.models import Incident
from compliance.incidents.workflow import CaseRole, Status
from compliance.review.case.queries import last_notice, read_with
from compliance.review.case.receipt import contest_until
from compliance.review.deadlines.clocks import INTERNAL, SENSITIVE, Read, read
from compliance.review.deadlines.queries import limitation_under, opened_under
from compliance.review.models import ClockEntry
from compliance.rulebook.clocks import local_day
from compliance.rulebook.explain import OTHER, REPRIMAND
from compliance.rulebook.queries import calendar

NAMES = {
    "limitation_ends": _("Thời hiệu, mức khiển trách"),
    "processing_ends": _("Thời hạn xử lý"),
    "due_on": _("Hạn của bước"),
    "answer_due": _("Hạn giải trình"),
}
READERS = {CaseRole.HANDLER, CaseRole.LEAD, CaseRole.AFFAIRS}  # of reasons about health and family


def entries_of(incident: Incident) -> list[ClockEntry]:
    known = read_with(incident, "clock_entries")
    if known is not None:
        return known
    rows = incident.clock_entries.select_related("by", "rule_set", "former_rule_set")
    return list(rows.order_by("at", "pk"))


def told_rows(incident: Incident, open_to: bool) -> list[dict]:
    """The rows of the ledger, newest first; a reason not for this reader is said to be so."""
    return [_told(entry, open_to) for entry in reversed(entries_of(incident))]


def _told(entry: ClockEntry, open_to: bool) -> dict:
    hidden = entry.code in SENSITIVE and not open_to
    moved = [
        {
            "name": NAMES.get(name, name),
            "before": before and date.fromisoformat(before),
            "after": after and date.fromisoformat(after),
        }
        for name, (before, after) in entry.moved.items()
    ]
    return {
        "entry": entry,
        "reason": (
            _("Lý do về sức khỏe, gia đình: chỉ người xử lý và đầu mối nội vụ đọc được.")
            if hidden
            else entry.reason
        ),
        "evidence": "" if hidden else entry.evidence,
        "internal": entry.code == INTERNAL,
        "moved": moved,
    }


def derived(incident: Incident, today: date) -> list[dict]:
    """Each date with the rule it comes from: the calculation of `explain_clock`, on the rows of
    this case.
    """
    rules = incident.rule_set
    if rules is None:
        return []
    periods = read(entries_of(incident), local_day(incident.happened_at), today)
    rows = [*_by_law(incident, periods), *_by_the_portal(incident)]
    return [{**row, "may_move": row["ends"].year not in calendar().announced} for row in rows]


def _by_law(incident: Incident, periods: Read):
    rules = incident.rule_set
    for name, explained in (
        (_("Thời hạn xử lý"), periods.processing(rules, incident.known_on, calendar())),
        (_("Thời hiệu, mức khiển trách"), limitation_under(rules, periods, REPRIMAND)),
        (_("Thời hiệu, mức khác"), limitation_under(rules, periods, OTHER)),
    ):
        if explained:
            yield {
                "name": name,
                "ends": explained.date,
                "rule": explained.rule,
                "basis": explained.basis,
            }


def _by_the_portal(incident: Incident):
    rules, notice, contest = incident.rule_set, last_notice(incident), contest_until(incident)
    if notice:
        served = local_day(notice.served_at)
        more = (
            _(", kể cả gia hạn, tạm dừng")
            if incident.clock_entries.filter(kind__in=("extend_answer", "pause")).exists()
            else ""
        )
        rule = _(
            "{answer_workdays} ngày làm việc kể từ ngày thông báo {served:%d/%m/%Y}{more}"
        ).format(answer_workdays=rules.answer_workdays, served=served, more=more)
        yield {
            "name": _("Giải trình, thông báo lần {number}").format(number=notice.number),
            "ends": notice.due_on,
            "rule": rule,
            "basis": rules.step_basis,
        }
    if incident.due_on and incident.status != Status.AWAITING_ANSWER:
        yield {
            "name": _("Hạn của bước này"),
            "ends": incident.due_on,
            "rule": _("Bước “{status}”").format(status=lower_first(incident.get_status_display())),
            "basis": rules.step_basis,
        }
    if contest:
        yield {
            "name": _("Đề nghị xem xét lại"),
            "ends": contest,
            "rule": _("{contest_workdays} ngày làm việc kể từ ngày nhận được").format(
                contest_workdays=rules.contest_workdays
            ),
            "basis": rules.step_basis,
        }


def law_note(incident: Incident, steps) -> dict | None:
    """The law chosen instead of the one the case opened under; asked only when the story says that
    one was chosen.
    """
    if not any(step.verb == "choose_law" for step in steps):
        return None
    last = (
        incident.clock_entries.filter(kind=ClockEntry.Kind.LAW)
        .select_related("rule_set", "former_rule_set")
        .order_by("-at", "-pk")
        .first()
    )
    first = opened_under(incident)
    return (
        None
        if last is None or last.rule_set == first
        else {"now": last.rule_set, "opened": first, "reason": last.reason, "at": last.at}
    )
