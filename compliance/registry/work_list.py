"""What staff, accounts and relations put into people's work lists."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from compliance.core.access import may
from compliance.core.language import _, in_sense, lower_first
from compliance.core.roles import Do
from compliance.core.work_list import MOST, Task, Wanted, provides
from compliance.registry.actions import confirmed_by, of_others
from compliance.registry.models import AccessRequest, DataRequest, Kinship, User
from compliance.registry.queries import judged_by
from compliance.registry.querysets import KinshipQuerySet
from compliance.rulebook.clocks import ZONE, local_day


@provides
def about_data(user, today: date) -> list[Wanted]:
    """Requests about personal data that wait for an answer."""
    return [Wanted(lambda: _data_asked(user), lambda rows: [_about_data(row) for row in rows])]


def _data_asked(user: User) -> QuerySet:
    rows = DataRequest.objects.visible_to(user).select_related("staff")
    return rows.filter(state__in=("sent", "received")).order_by("due_on", "pk")[:MOST]


def _about_data(row: DataRequest) -> Task:
    words = {"sent": in_sense("act", "Tiếp nhận"), "received": in_sense("act", "Trả lời")}
    return Task(
        _("{words} đề nghị: {kind}").format(
            words=words[row.state], kind=lower_first(row.get_kind_display())
        ),
        _("Dữ liệu cá nhân của {full_name}").format(full_name=row.staff.full_name),
        reverse("registry:data_request", args=[row.pk]),
        row.receive_by if row.state == "sent" else row.due_on,
    )


@provides
def to_let_in(user, today: date) -> list[Wanted]:
    """Requests to let somebody in that wait for a second person: new accounts are one task."""
    now = timezone.now()
    begins = datetime.combine(today, time(), ZONE)  # what is over by now is left out of the rows
    return [Wanted(lambda: of_others(user, begins), lambda rows: _to_let_in(user, rows, now))]


def _to_let_in(user: User, asked: list[AccessRequest], now: datetime) -> list[Task]:
    rows = confirmed_by(user, [row for row in asked if row.until >= now], now)
    first = [request for request in rows if request.kind == AccessRequest.Kind.FIRST]
    again = [request for request in rows if request.kind != AccessRequest.Kind.FIRST]
    tasks = [
        Task(
            _("Xác nhận: {kind}").format(kind=lower_first(request.get_kind_display())),
            _("do {display_name} đề nghị").format(display_name=request.asked_by.display_name),
            reverse("registry:access"),
            local_day(request.until),
        )
        for request in again[:MOST]
    ]
    if first:
        title, who = (
            _("Xác nhận {count} tài khoản mới").format(count=len(first)),
            first[0].asked_by.display_name,
        )
        url, until = reverse("registry:new_accounts"), min(request.until for request in first)
        tasks.append(Task(title, _("do {who} đề nghị").format(who=who), url, local_day(until)))
    return tasks


@provides
def relations(user, today: date) -> Iterator[Wanted]:
    """Relations declared with oneself that wait to be confirmed; those a lead has to look into."""
    words = _("Xác nhận quan hệ đã khai với ông/bà")
    yield Wanted(lambda: _declared(user), lambda rows: [_relation(words, row) for row in rows])
    if any(may(user, do) for do in (Do.TRIAGE, Do.CONCLUDE_LEADERS, Do.READ_AUDIT)):
        yield Wanted(
            lambda: _standing().for_a_judge(), lambda rows: _to_judge(user, rows, today), read=False
        )


def _standing() -> KinshipQuerySet:
    rows: KinshipQuerySet = Kinship.objects.standing().select_related("person", "relative")
    return rows.order_by("declared_at", "pk")


def _declared(user: User) -> QuerySet:
    """With `user`, by others."""
    rows = _standing()
    asked = rows.filter(relative__user=user, relative_from=None) | rows.filter(
        person__user=user, person_from=None
    )
    return asked.filter(denied_at=None).exclude(declared_by=user)[:MOST]


def _to_judge(user: User, rows: QuerySet, today: date) -> Iterator[Task]:
    words = {True: _("Xem xét đề nghị bỏ quan hệ đã khai"), False: _("Xem xét khai báo quan hệ")}
    for row in judged_by(user, rows, today)[:MOST]:
        yield _relation(words[bool(row.removal_at)], row)


def _relation(words: str, row: Kinship) -> Task:
    url = reverse("registry:relation", args=[row.pk])
    return Task(words, f"{row.person.full_name}, {row.relative.full_name}", url)
