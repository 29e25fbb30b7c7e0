"""What reporting asks of each person now."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import islice

from django.db.models import Q, QuerySet
from django.urls import reverse

from compliance.core.access import may, narrow
from compliance.core.language import _, joined
from compliance.core.roles import Do
from compliance.core.work_list import MOST, Counted, Task, Wanted, provides
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office, User
from compliance.rulebook.clocks import local_day
from reports.actions.directions import follows_up
from reports.actions.returns import period_of_return
from reports.actions.summaries import period_of_summary
from reports.models import Direction, DirectionTask, Summary, UnitReturn


@provides
def summaries(user, today: date) -> Iterator[Wanted]:
    """To approve for the lead, to read for the chairman."""
    for do, state, words in (
        (Do.APPROVE_SUMMARY, Summary.State.DRAWN, _("Xem và duyệt báo cáo tổng hợp")),
        (Do.DIRECT, Summary.State.APPROVED, _("Đọc báo cáo tổng hợp và cho ý kiến chỉ đạo")),
    ):
        if may(user, do):
            yield Wanted(partial(_in_state, user, state), partial(_summaries, words))


def _in_state(user: User, state: str) -> QuerySet:
    rows: QuerySet = Summary.objects.visible_to(user).filter(state=state)
    return rows.select_related("approved_by").latest_first()[:MOST]  # type: ignore[attr-defined]


def _summaries(words: str, rows: list[Summary]) -> Iterator[Task]:
    for row in rows:
        period = period_of_summary(row)
        meta = _("{start:%d/%m}–{end:%d/%m/%Y} · bản {revision}").format(
            start=period.start, end=period.end, revision=row.revision
        )
        if row.approved_by and row.approved_at:
            sent_on = local_day(row.approved_at)
            meta += _(" · {display_name} trình ngày {sent_on:%d/%m}").format(
                display_name=row.approved_by.display_name, sent_on=sent_on
            )
        url = reverse("reports:summary", args=[row.pk])
        yield Task(joined(" ", (words, period.in_sentence)), meta, url)


@provides
def returns(user, today: date) -> Iterator[Wanted | Counted]:
    """To send for the heads of the offices themselves, to accept for the leads."""
    if may(user, Do.SEND_RETURN):
        yield Wanted(lambda: _unsent(user), lambda rows: [_to_send(row) for row in rows])
    if may(user, Do.ACCEPT_RETURN):
        yield Counted(lambda: _unread(user), lambda count: [_to_accept(count)])


def _unsent(user: User) -> QuerySet:
    own = [function.office_id for function in user.functions_now() if function.office_id]
    rows = UnitReturn.objects.visible_to(user).filter(
        office__in=own, state__in=(UnitReturn.State.DUE, UnitReturn.State.RETURNED)
    )
    return rows.select_related("office").order_by("due_on", "pk")[:MOST]


def _unread(user: User) -> QuerySet:
    rows: QuerySet = UnitReturn.objects.visible_to(user).filter(state=UnitReturn.State.SUBMITTED)
    return rows.exclude(submitted_by=user)


def _to_send(row: UnitReturn) -> Task:
    words = _("Bổ sung báo cáo") if row.state == UnitReturn.State.RETURNED else _("Gửi báo cáo")
    title = _("{words} của đơn vị, {label}").format(
        words=words, label=period_of_return(row).in_sentence
    )
    return Task(title, row.office.name, reverse("reports:return", args=[row.pk]), row.due_on)


def _to_accept(count: int) -> Task:
    url = f"{reverse('reports:returns')}?state=submitted"
    return Task(
        _("Xem {count} báo cáo của đơn vị").format(count=count), _("Báo cáo đã gửi, chờ nhận"), url
    )


def _followed(user: User, today: date) -> QuerySet:
    """Tasks of open directions with a reply that nobody has looked at, and of late ones those that
    nobody has answered.
    """
    seen = Direction.objects.visible_to(user)
    silent = Q(replied_at=None, direction__in=seen.overdue(today).order_by().values("pk"))
    rows: QuerySet = DirectionTask.objects.filter(
        Q(replied_at__isnull=False, sent_back="") | silent,
        accepted_at=None,
        direction__in=seen.open().order_by().values("pk"),
    ).select_related("direction", "office", "person")
    return rows.order_by("direction__due_on", "direction", "pk")


def _by_direction(tasks: list[DirectionTask]) -> Iterator[Task]:
    replied: dict[Direction, list[str]] = {}
    silent: dict[Direction, list[str]] = {}
    for task in tasks:
        (silent if task.replied_at is None else replied).setdefault(task.direction, []).append(
            task.whose
        )
    for words, told_by in (
        (_("Xem {count} trả lời"), replied),
        (_("{count} nơi chưa trả lời"), silent),
    ):
        for direction, whose in islice(told_by.items(), MOST):
            title = _("{words} ý kiến chỉ đạo số {direction}").format(
                words=words.format(count=len(whose)), direction=direction
            )
            url = reverse("reports:direction", args=[direction.pk])
            yield Task(title, joined(", ", whose), url, direction.due_on)


def _to_reply(task: DirectionTask) -> Task:
    words = _("Bổ sung trả lời") if task.sent_back else _("Trả lời")
    title = _("{words} ý kiến chỉ đạo số {direction}").format(words=words, direction=task.direction)
    return Task(title, task.whose, reverse("reports:direction", args=[task.direction_id]), task.due)


@provides
def direction_tasks(user, today: date) -> Iterator[Wanted]:
    """To answer for the offices; replies to look at for who directs."""
    yield Wanted(lambda: _unanswered(user), lambda rows: [_to_reply(task) for task in rows])
    if follows_up(user):
        yield Wanted(lambda: _followed(user, today), _by_direction)


def _unanswered(user: User) -> QuerySet:
    addressed = Q(person=user)
    if may(user, Do.SEND_RETURN):
        addressed |= Q(office__in=narrow(user, OVERSEE, Office).order_by().values("pk"))
    mine = DirectionTask.objects.filter(
        addressed,
        accepted_at=None,
        direction__in=Direction.objects.visible_to(user).open().order_by().values("pk"),
    )
    unsaid = mine.filter(Q(replied_at=None) | ~Q(sent_back=""))
    shown = unsaid.select_related("direction", "office", "person")
    return shown.order_by("direction__due_on", "pk")[:MOST]
