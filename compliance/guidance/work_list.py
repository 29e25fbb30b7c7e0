"""What making rules known puts into people's work lists."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from compliance.core.access import may, narrow
from compliance.core.kept import ask
from compliance.core.language import _
from compliance.core.roles import Do
from compliance.core.together import of_keys
from compliance.core.work_list import MOST, Task, Wanted, provides
from compliance.guidance.models import Dispatch
from compliance.guidance.queries import to_read, without_briefing
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office, User
from compliance.registry.queries import staff_of


@provides
def to_make_known(user, today: date) -> Iterator[Wanted]:
    """Instruments sent to one's offices about which none of them has held a briefing; and what one
    has still to read oneself.
    """
    if may(user, Do.HOLD_BRIEFING):
        yield Wanted(lambda: _lacking(user), lambda rows: _to_brief(user, rows))
    if staff := staff_of(user):
        yield Wanted(
            lambda: to_read(staff, today)[:5],
            lambda rows: [_to_read(instrument) for instrument in rows],
        )


def _running(user: User) -> QuerySet:
    rows: QuerySet = Dispatch.objects.running().visible_to(user)
    return rows


def _lacking(user: User) -> QuerySet:
    """The pairs of a dispatch and an office that has held no briefing about it."""
    own = narrow(user, OVERSEE, Office).order_by().values("pk")
    return without_briefing(_running(user).order_by().values("pk"), own)


def _to_brief(user: User, without: list[Any]) -> Iterator[Task]:
    lacking = Counter(row.dispatch_id for row in without)
    given = of_keys(lacking)

    def written() -> list[QuerySet]:
        sent = _running(user).filter(pk__in=[*given]).select_related("instrument")
        return [sent.order_by("due_on", "pk")[:MOST]]

    [rows] = ask(user, ("to brief", len(given)), written, given)
    for sent in rows:
        missing = lacking[sent.pk]
        meta = (
            _("{missing} đơn vị chưa tổ chức").format(missing=missing)
            if missing > 1
            else _("chưa tổ chức")
        )
        url = reverse("guidance:dispatch", args=[sent.pk])
        yield Task(
            _("Quán triệt {short}").format(short=sent.instrument.short), meta, url, sent.due_on
        )


def _to_read(instrument: Any) -> Task:
    url, words = reverse("rulebook:instrument", args=[instrument.pk]), instrument.heading[:80]
    return Task(
        _("Đọc và xác nhận {short}").format(short=instrument.short), words, url, instrument.due_on
    )
