"""What the two records ask of each person now."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from compliance.assurance.models import Breach, Review
from compliance.core.access import may
from compliance.core.language import _
from compliance.core.roles import Do
from compliance.core.work_list import MOST, Task, Wanted, provides
from compliance.rulebook.clocks import local_day


@provides
def breaches(user, today: date) -> list[Wanted]:
    """For the keepers: notify. For the inspectorate and the chairs: the second word,
    and the end.
    """
    keeps, seconds = may(user, Do.KEEP_BREACHES), may(user, Do.READ_AUDIT) or may(user, Do.DIRECT)
    if not keeps and not seconds:
        return []
    return [Wanted(lambda: _open(user), lambda rows: _breaches(user, rows, keeps, seconds))]


def _open(user) -> QuerySet:
    rows = Breach.objects.visible_to(user).exclude(state=Breach.State.CLOSED)
    return rows.order_by("due_at", "pk")[:MOST]


def _breaches(user, rows, keeps: bool, seconds: bool) -> Iterator[Task]:
    for breach in rows:
        url, state = reverse("assurance:breach", args=[breach.pk]), breach.state
        if keeps and breach.running:
            title = _("Thông báo sự cố dữ liệu: {title}").format(title=breach.title)
            yield Task(title, str(breach), url, local_day(breach.due_at))
        elif (
            seconds and state == Breach.State.EXEMPT_ASKED and breach.exempt_asked_by_id != user.pk
        ):
            title = _("Cho ý kiến về việc thông báo: {title}").format(title=breach.title)
            yield Task(title, str(breach), url, local_day(breach.due_at))
        elif seconds and breach.may_be_closed and breach.recorded_by_id != user.pk:
            yield Task(_("Kết thúc sự cố: {title}").format(title=breach.title), str(breach), url)


@provides
def reviews(user, today: date) -> list[Wanted]:
    """For the inspectorate: what is still to be signed."""
    if not may(user, Do.READ_AUDIT):
        return []
    return [Wanted(lambda: _unsigned(user), lambda rows: [_review(review) for review in rows])]


def _unsigned(user) -> QuerySet:
    rows: QuerySet = Review.objects.visible_to(user).unsigned()
    return rows.order_by("due_on", "pk")[:MOST]


def _review(review: Review) -> Task:
    url = reverse("assurance:review", args=[review.pk])
    return Task(_("Ký {review}").format(review=review), _("Nhật ký và quyền"), url, review.due_on)
