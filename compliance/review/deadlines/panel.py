"""The clocks beside a case: each with its end, how far it has run, and the rule it comes from."""

from datetime import date

from compliance.core.language import _, joined
from compliance.core.presence import present
from compliance.incidents.models import Incident
from compliance.review.case.receipt import contest_runs_from, contest_until
from compliance.review.deadlines.clocks import read
from compliance.review.deadlines.queries import limitation_under
from compliance.rulebook.clocks import local_day, workdays_between
from compliance.rulebook.explain import OTHER, Explained
from compliance.rulebook.queries import calendar

LIMITATION, HEAVIER = _("Thời hiệu"), _("Thời hiệu, mức khác")
MOVING = ("suspend", "resume", "extend_processing", "restart_limitation", "choose_law")


def clocks(incident: Incident, today: date, steps) -> list[dict]:
    """This step, processing, limitation, contest: those that run for this case."""
    rules = incident.rule_set
    rows = []
    if incident.due_on:
        begun = local_day(steps[0].at if steps else incident.submitted_at)
        rows.append(
            _clock(
                _("Hạn của bước này"),
                incident.due_on,
                begun,
                today,
                rules.step_basis if rules else _("Quy trình nội bộ"),
            )
        )
    if rules:
        rows += _by_law(incident, today, steps)
    until = contest_until(incident)
    if until and until >= today:
        begun = present(contest_runs_from(incident))
        rows.append(
            _clock(
                _("Đề nghị xem xét lại"),
                until,
                begun,
                today,
                _("{contest_workdays} ngày làm việc kể từ ngày nhận được").format(
                    contest_workdays=rules.contest_workdays
                ),
            )
        )
    return rows


def _by_law(incident: Incident, today: date, steps) -> list[dict]:
    """Processing and limitation, from the frozen rule set and the rows of the clock ledger (asked
    only when something moved a clock).
    """
    entries = (
        list(incident.clock_entries.all()) if any(step.verb in MOVING for step in steps) else []
    )
    periods = read(entries, local_day(incident.happened_at), today)
    begun, over = (
        local_day(incident.accepted_at or incident.submitted_at),
        bool(incident.concluded_at),
    )
    rows = []
    if incident.processing_ends:
        explained = periods.processing(incident.rule_set, incident.known_on, calendar())
        until = local_day(incident.concluded_at) if over else today
        rows.append(
            _clock(
                _("Thời hạn xử lý"), incident.processing_ends, begun, until, _rule(explained), over
            )
        )
    if incident.limitation_ends:
        explained = limitation_under(incident.rule_set, periods)
        rows.append(
            _clock(
                LIMITATION,
                incident.limitation_ends,
                periods.counted_from,
                today,
                _rule(explained),
                over,
            )
        )
        other = limitation_under(incident.rule_set, periods, OTHER)
        if other and today > incident.limitation_ends:
            rows.append(
                _clock(HEAVIER, other.date, periods.counted_from, today, _rule(other), over)
            )
    return rows


def _rule(explained: Explained | None) -> str:
    return joined(" · ", (explained.rule, explained.basis)) if explained else ""


def _clock(name: str, ends, begins, today, basis: str, done: bool = False) -> dict:
    span = max((ends - begins).days, 1)
    run = (today - begins).days
    left = workdays_between(today, ends, calendar()) if (ends - today).days < 60 else 99
    kind = "late" if today > ends and not done else "soon" if left <= 2 and not done else "good"
    return {
        "name": name,
        "ends": ends,
        "percent": max(0, min(100, 100 * run / span)),
        "kind": kind,
        "basis": basis,
        "done": done,
        "may_move": (
            ends.year not in calendar().announced and name not in (LIMITATION, HEAVIER)
        ),  # years away, a limitation would only make noise
        "run": max(run, 0),
        "span": span,
    }
