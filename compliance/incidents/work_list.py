"""What needs a person now: a registry of providers, so that one list can hold work from every room
above.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from compliance.core.access import may, narrow
from compliance.core.hooks import Hook
from compliance.core.roles import Do
from compliance.guidance.models import Dispatch
from compliance.guidance.queries import to_read, without_briefing
from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status
from compliance.registry.actions import waiting_for
from compliance.registry.grants import OVERSEE
from compliance.registry.models import DataRequest, Kinship, Office
from compliance.registry.queries import judged_by, staff_of
from compliance.rulebook.clocks import local_day


@dataclass(frozen=True)
class Todo:
    """One thing to do: the row is the link, the deadline stands at its end."""

    title: str
    meta: str
    url: str
    due_on: date | None = None


PROVIDERS: Hook[Callable] = Hook()


def provides(function: Callable) -> Callable:
    """Register a provider(user, today) -> list[Todo]. Each starts from visible_to."""
    return PROVIDERS.register(function)


@provides
def returned(user, today: date) -> list[Todo]:
    """One's own reports that came back for more."""
    mine = (
        Incident.objects.visible_to(user)
        .reported_by(user)
        .filter(status=Status.RETURNED)
        .as_rows()
        .order_by("edited_at", "pk")[:20]
    )
    return [
        Todo(
            f"Bổ sung vụ việc: {row.title}",
            row.code,
            reverse("incidents:edit", args=[row.code]),
            row.due_on,
        )
        for row in mine
    ]


@provides
def to_make_known(user, today: date) -> list[Todo]:
    """Instruments sent to one's offices about which none of them has held a briefing; and what one
    has still to read oneself.
    """
    found = []
    if may(user, Do.HOLD_BRIEFING):
        own, running = (
            narrow(user, OVERSEE, Office).order_by().values("pk"),
            Dispatch.objects.running().visible_to(user),
        )
        lacking = Counter(
            without_briefing(running.order_by().values("pk"), own).values_list(
                "dispatch_id", flat=True
            )
        )
        for sent in (
            running.filter(pk__in=lacking)
            .select_related("instrument")
            .order_by("due_on", "pk")[:20]
        ):
            if missing := lacking[sent.pk]:
                meta = f"{missing} đơn vị chưa tổ chức" if missing > 1 else "chưa tổ chức"
                found.append(
                    Todo(
                        f"Quán triệt {sent.instrument.short}",
                        meta,
                        reverse("guidance:dispatch", args=[sent.pk]),
                        sent.due_on,
                    )
                )
    staff = staff_of(user)
    for instrument in to_read(staff, today)[:5] if staff else ():
        found.append(
            Todo(
                f"Đọc và xác nhận {instrument.short}",
                instrument.title[:80],
                reverse("rulebook:instrument", args=[instrument.pk]),
                instrument.due_on,
            )
        )
    return found


@provides
def about_data(user, today: date) -> list[Todo]:
    """Requests about personal data that wait for an answer."""
    rows = (
        DataRequest.objects.visible_to(user)
        .filter(state__in=("sent", "received"))
        .order_by("due_on", "pk")[:20]
    )
    words = {"sent": "Tiếp nhận", "received": "Trả lời"}
    return [
        Todo(
            f"{words[row.state]} đề nghị: {row.get_kind_display().lower()}",
            "Dữ liệu cá nhân",
            reverse("registry:data_request", args=[row.pk]),
            row.receive_by if row.state == "sent" else row.due_on,
        )
        for row in rows
    ]


@provides
def to_let_in(user, today: date) -> list[Todo]:
    """Requests to let somebody in again that wait for a second person."""
    return [
        Todo(
            f"Xác nhận: {asked.get_kind_display().lower()}",
            f"do {asked.asked_by.display_name} đề nghị",
            reverse("registry:access"),
            local_day(asked.until),
        )
        for asked in waiting_for(user, timezone.now())[:20]
    ]


@provides
def relations(user, today: date) -> list[Todo]:
    """Relations declared with oneself that wait to be confirmed; those a lead has to look into."""
    rows = (
        Kinship.objects.standing()
        .select_related("person", "relative")
        .order_by("declared_at", "pk")
    )
    asked = rows.filter(relative__user=user, relative_from=None) | rows.filter(
        person__user=user, person_from=None
    )
    asked = asked.filter(denied_at=None).exclude(declared_by=user)[:20]
    found = [
        Todo(
            "Xác nhận quan hệ đã khai với ông/bà",
            f"{row.person.full_name}, {row.relative.full_name}",
            _relation(row),
        )
        for row in asked
    ]
    if any(may(user, do) for do in (Do.TRIAGE, Do.CONCLUDE_LEADERS, Do.READ_AUDIT)):
        waiting = judged_by(user, rows.for_a_judge(), today)[:20]
        words = {True: "Xem xét đề nghị bỏ quan hệ đã khai", False: "Xem xét khai báo quan hệ"}
        found += [
            Todo(
                words[bool(row.removal_at)],
                f"{row.person.full_name}, {row.relative.full_name}",
                _relation(row),
            )
            for row in waiting
        ]
    return found


def _relation(row: Kinship) -> str:
    return reverse("registry:relation", args=[row.pk])


def for_user(user, today: date) -> list[Todo]:
    """Everything that waits for `user`, the nearest deadline first."""
    found = [todo for provider in PROVIDERS for todo in provider(user, today)]
    return sorted(
        found, key=lambda todo: (todo.due_on is None, todo.due_on or date.max, todo.title)
    )
