"""Who signs the second line under a request to let somebody in."""

from datetime import datetime

from django.db.models import QuerySet

from compliance.core.language import _
from compliance.core.refusals import NotAllowed
from compliance.core.roles import CHAIRS, Kind
from compliance.registry.models import AccessRequest, User
from compliance.registry.models.access import WAITS
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day

NOBODY_CONFIRMS = _(
    "Chưa có người thứ hai để xác nhận: giao chức năng thanh tra, hoặc thêm một quản trị hệ thống, "
    "rồi đề nghị lại."
)
SECOND = _(
    "Việc này cần một người khác xác nhận: thanh tra hoặc quản trị khác, không phải người đề nghị, "
    "không phải chủ tài khoản."
)


def confirmers(asked_by: User, owner: User, at: datetime) -> QuerySet:
    """Who may sign the second line: inspectorate and other administrators; the chairs when there is
    nobody else.
    """
    keys = Confirmers(at).of(asked_by.pk, owner.pk)
    return User.objects.filter(pk__in=keys)


class Confirmers:
    """Who may confirm on that day, asked once for however many requests."""

    def __init__(self, at: datetime):
        day = local_day(at)
        ranks = ((Kind.AUDITOR, Kind.ADMINISTRATOR), CHAIRS)
        self.ranks = [set(holders(*kinds, day=day).values_list("pk", flat=True)) for kinds in ranks]

    def of(self, asked_by: int, owner: int) -> set[int]:
        """Keys of accounts; the chairs when there is nobody else."""
        left = [rank - {asked_by, owner} for rank in self.ranks]
        return left[0] or left[1]


def require_second(asked: AccessRequest, by: User, at: datetime) -> None:
    """Raise NotAllowed unless `by` may sign the second line of this request."""
    if not confirmers(asked.asked_by, asked.user, at).filter(pk=by.pk).exists():
        raise NotAllowed(SECOND)


def waiting_for(user: User, at: datetime) -> list[AccessRequest]:
    """Requests that wait for the word of `user`."""
    return confirmed_by(user, list(of_others(user, at)), at)


def of_others(user: User, at: datetime) -> QuerySet:
    """Open requests that others made for others: only these can wait for `user`."""
    rows = AccessRequest.objects.filter(
        state=AccessRequest.State.OPEN, asked_at__gte=at - WAITS
    ).select_related("user__staff__office", "asked_by")
    others: QuerySet = rows.exclude(user=user).exclude(asked_by=user)
    return others.order_by("asked_at", "pk")


def confirmed_by(user: User, rows: list[AccessRequest], at: datetime) -> list[AccessRequest]:
    """Those of `rows` of which `user` is one who may confirm."""
    if not rows:  # on most days, of every home: who might confirm is not looked up
        return []
    confirming = Confirmers(at)
    return [asked for asked in rows if user.pk in confirming.of(asked.asked_by_id, asked.user_id)]
