"""Every closed period since the start is owed: planned at each tick from the rows, so a missed
night is made up.
"""

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.roles import Do
from compliance.outbox.actions import enqueue, notify
from compliance.outbox.handlers import LONG, handles, plans
from compliance.outbox.models import Message
from compliance.rulebook.clocks import local_day, office_hours, reminder_stage
from compliance.rulebook.queries import calendar
from reports.actions import draw, plan_returns, plan_summary, remind_return
from reports.actions.compaction import fold_tallies
from reports.actions.directions import doers
from reports.actions.summaries import period_of_summary
from reports.models import DirectionTask, SavedView, Summary, UnitReturn
from reports.owed import began_on, owed_periods
from reports.snapshot import read_period


@plans
def plan_periods(now: datetime) -> int:
    """Plan returns and summaries of closed periods that have none yet; returns how many periods
    were new.
    """
    since = began_on()
    if since is None:
        return 0
    planned = 0
    returned = set(UnitReturn.objects.order_by().values_list("kind", "end").distinct())
    for kind, period in owed_periods("return_kinds", since, now):
        if (kind, period.end) not in returned:
            planned += bool(plan_returns(period=period, at=now))
    known = set(Summary.objects.values_list("kind", "end"))
    for kind, period in owed_periods("summary_kinds", since, now):
        if (kind, period.end) not in known:
            planned += plan_summary(period=period, at=now)
    return planned


def _read_summary(message, now):
    summary = Summary.objects.get(pk=message.payload["summary"])
    return (
        read_period(period_of_summary(summary)) if summary.state == Summary.State.PLANNED else None
    )


@handles("draw_summary", reads=_read_summary, lane=LONG)
def draw_summary(message, now, ready) -> None:
    draw(summary=Summary.objects.get(pk=message.payload["summary"]), at=now, ready=ready)


@plans
def plan_day(now: datetime) -> int:
    """Owe the day's reminders of reporting in office hours, once; nothing on a day off, nothing at
    night.
    """
    today = local_day(now)
    if (
        not office_hours(now, calendar())
        or Message.objects.filter(dedup_key=f"report_day:{today}").exists()
    ):
        return 0
    enqueue(topic="report_day", dedup_key=f"report_day:{today}", at=now)
    return 1


@handles("report_day")
def remind_of_reports(message, now: datetime) -> None:
    """Returns and tasks that are due or late, each stage once; views that people asked to be
    reminded of. One that comes after office hours is dropped.
    """
    today, days = local_day(now), calendar()
    if not office_hours(now, days):
        return
    for row in UnitReturn.objects.filter(
        state__in=(UnitReturn.State.DUE, UnitReturn.State.RETURNED)
    ).select_related("office"):
        if stage := reminder_stage(row.due_on, today, days, before=BEFORE):
            remind_return(row=row, at=now, key=stage)
    waiting = DirectionTask.objects.filter(accepted_at=None, direction__closed_at=None).filter(
        Q(replied_at=None) | ~Q(sent_back="")
    )
    for task in waiting.select_related("direction", "office", "person"):
        if task.due and (stage := reminder_stage(task.due, today, days, before=BEFORE)):
            _tell_of_task(task, stage, now)
    for view in SavedView.objects.exclude(cadence=SavedView.Cadence.NEVER).select_related("user"):
        if may(view.user, Do.SEE_DASHBOARD):
            _tell_of_view(view, now)


BEFORE = 1  # working days


def _tell_of_task(task: DirectionTask, stage: str, now: datetime) -> None:
    words = _("quá hạn từ") if stage.startswith("late") else _("hạn")
    url = reverse("reports:direction", args=[task.direction_id])
    text = _("Ý kiến chỉ đạo số {direction}, {whose}: {words} {due:%d/%m/%Y}").format(
        direction=task.direction, whose=task.whose, words=words, due=task.due
    )
    notify(
        users=doers(task, local_day(now)),
        kind="task_reminder",
        text=text[:200],
        url=url,
        at=now,
        subject=task.direction,
        key=f"task_reminder:{task.pk}:{task.due}:{stage}",
    )


def _tell_of_view(view: SavedView, now: datetime) -> None:
    """Once a week, once a month: a link, no figure."""
    today = local_day(now)
    turn = f"{today:%G-%V}" if view.cadence == SavedView.Cadence.WEEK else f"{today:%Y-%m}"
    notify(
        users=[view.user],
        kind="saved_view",
        text=_("Xem số liệu “{name}”").format(name=view.name),
        url=reverse("reports:saved_view", args=[view.pk]),
        at=now,
        key=f"saved_view:{view.pk}:{turn}",
    )


@plans
def plan_folding(now: datetime) -> int:
    """Every hour, when enough has been added."""
    key = f"fold_tallies:{now:%Y%m%d%H}"
    if Message.objects.filter(dedup_key=key).exists():
        return 0
    enqueue(topic="fold_tallies", dedup_key=key, at=now)
    Message.objects.filter(topic="fold_tallies", done_at__lt=now - timedelta(days=2)).delete()
    return 1


@handles("fold_tallies", lane=LONG)
def fold(message, now: datetime) -> None:
    fold_tallies()
