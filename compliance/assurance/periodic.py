"""Reviews begin when their period has passed; a breach nobody has notified is called out at any
hour, a review in office hours.
"""

from datetime import date, timedelta

from django.urls import reverse

from compliance.assurance.models import Breach, Review
from compliance.assurance.queries import keepers, reviewers
from compliance.core.language import _
from compliance.core.roles import CHAIRS
from compliance.outbox.actions import enqueue, notify
from compliance.outbox.handlers import handles, plans
from compliance.outbox.models import Message
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day, office_hours
from compliance.rulebook.queries import calendar

DAYS_TO_SIGN = {Review.Kind.LOGS: 10, Review.Kind.RIGHTS: 31}
STAGES = ((0, "late"), (6, "six"), (24, "day"))  # hours left before the notification is due
EVERY, GIVEN_UP = 7, 90  # days between two reminders of a review, and after how many it rests


def month_before(day: date) -> tuple[date, date]:
    """The calendar month that ended last before `day`."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def year_before(day: date) -> tuple[date, date]:
    return date(day.year - 1, 1, 1), date(day.year - 1, 12, 31)


_BEFORE = {Review.Kind.LOGS: month_before, Review.Kind.RIGHTS: year_before}


def closed_periods(kind: str, since: date | None, today: date) -> list[tuple[date, date]]:
    """Periods that have ended and have no review yet, oldest first: the last one at the very first,
    later all that were missed.
    """
    periods, day = [], today
    while True:
        first, last = _BEFORE[kind](day)
        if since is not None and first <= since:
            break
        periods.insert(0, (first, last))
        if since is None:
            break
        day = first
    return periods


@plans
def plan_reviews(now) -> int:
    """Owe one opening for each closed period without a review."""
    today, planned = local_day(now), 0
    latest = dict(Review.objects.order_by("start").values_list("kind", "start"))
    for kind in Review.Kind.values:
        for first, last in closed_periods(kind, latest.get(kind), today):
            key = f"review:{kind}:{first.isoformat()}"
            if not Message.objects.filter(dedup_key=key).exists():
                dates = {"start": first.isoformat(), "end": last.isoformat()}
                enqueue(topic="review", dedup_key=key, at=now, payload={"kind": kind, **dates})
                planned += 1
    return planned


@handles("review")
def open_review(message, now) -> None:
    """Make the review and tell the inspectorate that it waits for a signature."""
    kind, end = message.payload["kind"], date.fromisoformat(message.payload["end"])
    start = date.fromisoformat(message.payload["start"])
    days = timedelta(days=DAYS_TO_SIGN[kind])
    due_on = max(end, local_day(now) - timedelta(days=1)) + days
    review, __ = Review.objects.get_or_create(
        kind=kind, start=start, defaults={"end": end, "due_on": due_on}
    )
    _tell_reviewers(
        review,
        "new",
        _("{review}: xem và ký trước {due_on:%d/%m/%Y}").format(
            review=review, due_on=review.due_on
        ),
        now,
    )


@plans
def plan_reminders(now) -> int:
    """Owe what is to be said now of breaches not notified and of reviews not signed; two queries
    when there is none.
    """
    planned = 0
    for pk, due_at in Breach.objects.running().values_list("pk", "due_at"):
        left = (due_at - now).total_seconds() / 3600
        if stage := next((name for hours, name in STAGES if left <= hours), ""):
            planned += _owe_once(f"breach:{pk}:{stage}", {"breach": pk, "stage": stage}, now)
    today = local_day(now)
    late = Review.objects.unsigned().filter(due_on__lt=today)
    for pk, due_on in late.values_list("pk", "due_on") if office_hours(now, calendar()) else ():
        if (days := (today - due_on).days) <= GIVEN_UP:
            stage = f"late{(days - 1) // EVERY}"
            planned += _owe_once(f"review_late:{pk}:{stage}", {"review": pk, "stage": stage}, now)
    return planned


def _owe_once(key: str, payload: dict, now) -> int:
    if Message.objects.filter(dedup_key=key).exists():
        return 0
    enqueue(topic="assurance", dedup_key=key, at=now, payload=payload)
    return 1


@handles("assurance")
def remind(message, now) -> None:
    """Say it, unless somebody has done it meanwhile."""
    stage = message.payload["stage"]
    if "review" in message.payload:
        review = Review.objects.get(pk=message.payload["review"])
        if review.signed_at is None:
            _tell_reviewers(
                review,
                stage,
                _("{review}: quá hạn ký {due_on:%d/%m/%Y}").format(
                    review=review, due_on=review.due_on
                ),
                now,
            )
        return
    breach = Breach.objects.get(pk=message.payload["breach"])
    if not breach.running:
        return
    day = local_day(now)
    words = _("đã quá hạn thông báo") if stage == "late" else _("sắp hết hạn thông báo")
    notify(
        users={*keepers(day), *reviewers(day), *holders(*CHAIRS, day=day)},
        kind="breach",
        text=_("{breach}: {words} cho cơ quan có thẩm quyền").format(breach=breach, words=words),
        url=reverse("assurance:breach", args=[breach.pk]),
        at=now,
        key=f"breach:{breach.pk}:{stage}",
    )


def _tell_reviewers(review: Review, stage: str, text: str, now) -> None:
    notify(
        users=reviewers(local_day(now)),
        kind="review",
        text=text,
        url=reverse("assurance:review", args=[review.pk]),
        at=now,
        key=f"review:{review.pk}:{stage}",
    )
