"""What making rules known puts into people's work lists."""

from collections import Counter
from datetime import date

from django.urls import reverse

from compliance.core.access import may, narrow
from compliance.core.language import _
from compliance.core.roles import Do
from compliance.core.work_list import Task, provides
from compliance.guidance.models import Dispatch
from compliance.guidance.queries import to_read, without_briefing
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office
from compliance.registry.queries import staff_of


@provides
def to_make_known(user, today: date) -> list[Task]:
    """Instruments sent to one's offices about which none of them has held a briefing; and what one
    has still to read oneself.
    """
    tasks = []
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
                meta = (
                    _("{missing} đơn vị chưa tổ chức").format(missing=missing)
                    if missing > 1
                    else _("chưa tổ chức")
                )
                tasks.append(
                    Task(
                        _("Quán triệt {short}").format(short=sent.instrument.short),
                        meta,
                        reverse("guidance:dispatch", args=[sent.pk]),
                        sent.due_on,
                    )
                )
    staff = staff_of(user)
    for instrument in to_read(staff, today)[:5] if staff else ():
        tasks.append(
            Task(
                _("Đọc và xác nhận {short}").format(short=instrument.short),
                instrument.title[:80],
                reverse("rulebook:instrument", args=[instrument.pk]),
                instrument.due_on,
            )
        )
    return tasks
