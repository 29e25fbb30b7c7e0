"""Refusals on a case, its evidence or the trail are events (decision 0043). Whoever is refused
learns nothing from the record: it never shows to them.
"""

import uuid
from datetime import datetime

from django.db import transaction

from compliance.audit.actions import keyed_hash, record
from compliance.audit.models import ChainHead
from compliance.core.language import _
from compliance.incidents.models import Evidence, Incident
from compliance.incidents.transitions import look
from compliance.registry.models import User

TRAIL = _("Nhật ký")
NOWHERE = _("Không có hồ sơ, chứng cứ này")
MANY = _("Nhiều lần bị từ chối trong một giờ")
_CASES = Incident.objects.select_related("reporter", "person")


@transaction.atomic
def record_refusal(
    *, key: str, kind: str, route: str, status: int, method: str, by: User, at: datetime
) -> None:
    """`key`: what the address named, and `kind` what that is: `case` (its code), `evidence` (its
    number), `trail`.

    The event belongs to the case, so that the wall hides it; what exists nowhere is written as a
    keyed hash, at the same price.
    """
    said = {"route": route, "status": status, "method": method}
    if kind == "trail":
        record(by=by, verb="refused", obj=ChainHead(pk=1), at=at, label=TRAIL, after=said)
        return
    incident = _case_of(kind, key)
    if incident is None:
        record(
            by=by,
            verb="refused",
            obj=by,
            at=at,
            label=NOWHERE,
            after={**said, "key": keyed_hash(key)},
        )
        return
    look(incident=incident, by=by, at=at, what="refused", after=said)


def record_many_refusals(*, by: User, at: datetime, most: int) -> None:
    """More than `most` in an hour: said once; the access log has the rest."""
    record(by=by, verb="refused_often", obj=by, at=at, label=MANY, after={"most": most})


def _case_of(kind: str, key: str) -> Incident | None:
    if kind == "case":
        return _CASES.filter(code=key).first()
    try:
        number = uuid.UUID(key)
    except ValueError:
        return None
    return _CASES.filter(pk__in=Evidence.objects.filter(pk=number).values("incident")).first()
