"""What reporting asks of each person now."""

from datetime import date

from django.db.models import Prefetch, Q
from django.urls import reverse

from compliance.core.access import may, narrow
from compliance.core.language import _, joined
from compliance.core.roles import Do
from compliance.core.work_list import Task, provides
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office
from compliance.rulebook.clocks import local_day
from reports.actions.directions import follows_up
from reports.actions.returns import period_of_return
from reports.actions.summaries import period_of_summary
from reports.models import Direction, DirectionTask, Summary, UnitReturn

MOST = 40


@provides
def summaries(user, today: date) -> list[Task]:
    """To approve for the lead, to read for the chairman."""
    tasks = []
    for do, state, words in (
        (Do.APPROVE_SUMMARY, Summary.State.DRAWN, _("Xem và duyệt báo cáo tổng hợp")),
        (Do.DIRECT, Summary.State.APPROVED, _("Đọc báo cáo tổng hợp và cho ý kiến chỉ đạo")),
    ):
        if may(user, do):
            for row in (
                Summary.objects.visible_to(user)
                .filter(state=state)
                .select_related("approved_by")
                .latest_first()[:MOST]
            ):
                period = period_of_summary(row)
                meta = _("{start:%d/%m}–{end:%d/%m/%Y} · bản {revision}").format(
                    start=period.start, end=period.end, revision=row.revision
                )
                if row.approved_by:
                    sent_on = local_day(row.approved_at)
                    meta += _(" · {display_name} trình ngày {sent_on:%d/%m}").format(
                        display_name=row.approved_by.display_name, sent_on=sent_on
                    )
                tasks.append(
                    Task(
                        f"{words} {period.label.lower()}",
                        meta,
                        reverse("reports:summary", args=[row.pk]),
                    )
                )
    return tasks


@provides
def returns(user, today: date) -> list[Task]:
    """To send for the heads of the offices themselves, to accept for the leads."""
    tasks = []
    if may(user, Do.SEND_RETURN):
        own = [function.office_id for function in user.functions_now() if function.office_id]
        waiting = (
            UnitReturn.objects.visible_to(user)
            .filter(office__in=own, state__in=(UnitReturn.State.DUE, UnitReturn.State.RETURNED))
            .select_related("office")
            .order_by("due_on", "pk")[:MOST]
        )
        for row in waiting:
            words = (
                _("Bổ sung báo cáo") if row.state == UnitReturn.State.RETURNED else _("Gửi báo cáo")
            )
            tasks.append(
                Task(
                    _("{words} của đơn vị, {label}").format(
                        words=words, label=period_of_return(row).label.lower()
                    ),
                    row.office.name,
                    reverse("reports:return", args=[row.pk]),
                    row.due_on,
                )
            )
    if may(user, Do.ACCEPT_RETURN):
        waiting = (
            UnitReturn.objects.visible_to(user)
            .filter(state=UnitReturn.State.SUBMITTED)
            .exclude(submitted_by=user)
        )
        if count := waiting.count():
            tasks.append(
                Task(
                    _("Xem {count} báo cáo của đơn vị").format(count=count),
                    _("Báo cáo đã gửi, chờ nhận"),
                    f"{reverse('reports:returns')}?state=submitted",
                )
            )
    return tasks


def _replies(user) -> list[Task]:
    """Directions with a reply that nobody has looked at."""
    replied = DirectionTask.objects.filter(
        accepted_at=None, replied_at__isnull=False, sent_back=""
    ).select_related("office", "person")
    rows = (
        Direction.objects.visible_to(user)
        .open()
        .filter(pk__in=replied.order_by().values("direction"))
        .prefetch_related(Prefetch("tasks", replied, to_attr="replied"))
        .order_by("due_on", "pk")[:MOST]
    )
    return [
        Task(
            _("Xem {count} trả lời ý kiến chỉ đạo số {row}").format(
                count=len(row.replied), row=row
            ),
            joined(", ", (task.whose for task in row.replied)),
            reverse("reports:direction", args=[row.pk]),
            row.due_on,
        )
        for row in rows
    ]


@provides
def direction_tasks(user, today: date) -> list[Task]:
    """To answer for the offices; replies to look at for who directs."""
    tasks = []
    addressed = Q(person=user)
    if may(user, Do.SEND_RETURN):
        addressed |= Q(office__in=narrow(user, OVERSEE, Office).order_by().values("pk"))
    mine = DirectionTask.objects.filter(
        addressed,
        accepted_at=None,
        direction__in=Direction.objects.visible_to(user).open().order_by().values("pk"),
    )
    for task in (
        mine.filter(Q(replied_at=None) | ~Q(sent_back=""))
        .select_related("direction", "office", "person")
        .order_by("direction__due_on", "pk")[:MOST]
    ):
        asked = (
            _("Bổ sung trả lời ý kiến chỉ đạo số {direction}")
            if task.sent_back
            else _("Trả lời ý kiến chỉ đạo số {direction}")
        ).format(direction=task.direction)
        address = reverse("reports:direction", args=[task.direction_id])
        tasks.append(Task(asked, task.whose, address, task.due))
    if follows_up(user):
        tasks += _replies(user)
        silent = Prefetch(
            "tasks",
            DirectionTask.objects.filter(accepted_at=None, replied_at=None).select_related(
                "office", "person"
            ),
        )
        for row in (
            Direction.objects.visible_to(user)
            .overdue(today)
            .prefetch_related(silent)
            .order_by("due_on", "pk")[:MOST]
        ):
            late = [task.whose for task in row.tasks.all()]
            if late:
                tasks.append(
                    Task(
                        _("{count} nơi chưa trả lời ý kiến chỉ đạo số {row}").format(
                            count=len(late), row=row
                        ),
                        joined(", ", late),
                        reverse("reports:direction", args=[row.pk]),
                        row.due_on,
                    )
                )
    return tasks
