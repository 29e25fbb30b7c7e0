"""What competent bodies do outside, as far as somebody here has to record it."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from compliance.core.access import may
from compliance.core.language import _, lower_first
from compliance.core.presence import present
from compliance.core.roles import Do
from compliance.core.work_list import MOST, Task, Wanted, provides
from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status
from compliance.registry.models import User
from compliance.review.case.acts import Act
from compliance.review.measures.acts import (
    RECORD_COMPLAINT,
    RECORD_DECISION,
    RECORD_MILESTONE,
    RECORD_REPLY,
)
from compliance.review.measures.progress import know_progress, progress_of
from compliance.review.models import Measure


@provides
def to_acknowledge(user: User, today: date) -> list[Wanted]:
    """Reminders served on `user` themselves, to confirm as received."""
    return [Wanted(lambda: _served(user), lambda rows: _to_acknowledge(rows, today))]


def _served(user: User) -> QuerySet:
    reminders = Measure.objects.live().filter(
        incident__in=Incident.objects.told_to(user).order_by().values("pk"),
        kind=Measure.Kind.WRITTEN_REMINDER,
        carried_out_at__isnull=False,
        acknowledged_at=None,
    )
    return reminders.select_related("incident").order_by("pk")[:MOST]


def _to_acknowledge(served: list[Measure], today: date) -> Iterator[Task]:
    for row in served:
        if row.waits_for_acknowledgement(today):
            url = reverse("review:mine")  # which case it is stands behind the person's own door
            yield Task(_("Xác nhận đã nhận văn bản nhắc nhở"), _("Trang của tôi"), url)


@provides
def outside(user: User, today: date) -> list[Wanted]:
    """The step that is due or late, a referral nobody answered, a complaint's next day: for
    internal affairs and the handler.
    """
    if not may(user, Do.GIVE_AFFAIRS_OPINION) and not may(user, Do.HANDLE):
        return []
    return [Wanted(lambda: _running_outside(user, today), _outside_all)]


def _running_outside(user: User, today: date) -> QuerySet:
    sent = Measure.objects.live().filter(
        carried_out_at__isnull=False, incident__status__in=(Status.ENFORCING, Status.CLOSED)
    )
    running = sent.filter(
        Q(kind=Measure.Kind.DISCIPLINE) & (Q(lapses_on=None) | Q(lapses_on__gt=today))
        | Q(kind=Measure.Kind.REFERRAL, answered_on=None, answer_by__lte=today)
    )
    if not may(user, Do.GIVE_AFFAIRS_OPINION):
        running = running.filter(incident__handler=user)  # beside the measure: of these are fewer
    seen = Incident.objects.visible_to(user).order_by().values("pk")
    measures = running.filter(incident__in=seen)
    shown = measures.select_related("incident__person", "incident__office")
    return shown.order_by("due_on", "pk")[:MOST]


def _outside_all(rows: list[Measure]) -> Iterator[Task]:
    know_progress([row for row in rows if row.kind != Measure.Kind.REFERRAL])
    return filter(None, map(_outside, rows))


def _outside(measure: Measure) -> Task | None:
    incident = measure.incident
    if measure.kind == Measure.Kind.REFERRAL:
        words = _("Hỏi kết quả: {body} chưa trả lời").format(body=measure.body)
        return _due(words, incident, RECORD_REPLY, present(measure.answer_by))
    progress = progress_of(measure, incident.rule_set)
    if progress.decision or progress.ended:
        for due_step in progress.complaint:
            if not due_step.settled and not due_step.key.startswith("file") and due_step.due_on:
                words = _("Khiếu nại: {label}").format(label=lower_first(due_step.label))
                return _due(words, incident, RECORD_COMPLAINT, due_step.due_on)
        return None
    if progress.next and progress.next.due_on:
        act = RECORD_DECISION if progress.next.key == "decision" else RECORD_MILESTONE
        words = _("Hỏi và ghi: {label}").format(label=progress.next.label)
        return _due(words, incident, act, progress.next.due_on)
    return None


def _due(title: str, incident: Incident, act: Act, due_on: date) -> Task:
    meta = f"{incident.code} · {incident.person.full_name}, {incident.office.short_name}"
    return Task(title, meta, act.url(incident), due_on)
