"""Whom a paper waits for: to confirm what another entered, to enter what is decided above."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.roles import Do
from compliance.incidents.models import Incident
from compliance.incidents.queries import People, who_is_asked
from compliance.incidents.querysets import IncidentQuerySet, moved_up_to, taken_by
from compliance.incidents.settling import told_of
from compliance.incidents.workflow import STEPS, UNDER_REVIEW, CaseRole
from compliance.registry.models import User
from compliance.review.case.acts import Waiting
from compliance.review.case.standing import Standing
from compliance.review.models import Conclusion, PaperAct
from compliance.review.triage.queries import triage_to_confirm, triager_tied


def to_confirm(user: User, day: date) -> Iterable[Waiting]:
    """Cases with a paper that somebody else entered, for those who may confirm it."""
    chair = may(user, Do.CONCLUDE_LEADERS)

    def narrowed(rows: list[Incident], people: People) -> list[int]:
        """What is theirs as the handler, or falls to them as a chair: it has moved up, or nobody
        else is left to confirm.
        """
        moved = moved_up_to(user)
        return [
            row.pk
            for row in rows
            if row.handler_id == user.pk
            or row.pk in moved
            or (chair and row.submitted_at and people.falls_to_chairs(row))
        ]

    def cases() -> QuerySet:
        papers = PaperAct.objects.for_another_than(user).order_by().values("incident")
        entered = Incident.objects.visible_to(user).filter(pk__in=papers)
        return entered.exclude(taken_by(user, STEPS["confirm_paper"].never))

    every = may(user, Do.TRIAGE) or may(user, Do.GIVE_AFFAIRS_OPINION)
    yield Waiting(_("Xác nhận bản giấy"), cases, None if every else narrowed)


def who_may_confirm(standing: Standing) -> list[tuple[CaseRole, QuerySet]]:
    """Everybody the table lets but whoever entered them all."""
    people = who_is_asked(standing.incident, "confirm_paper", standing.today)
    entered = {paper.entered_by_id for paper in standing.papers}
    return [(CaseRole.LEAD, people.exclude(pk__in=entered) if len(entered) == 1 else people)]


def _told_above(user: User) -> IncidentQuerySet:
    """The handler's own cases of which somebody was told that nobody here may decide."""
    keys = told_of("goes_above")
    return Incident.objects.visible_to(user).filter(handler=user, pk__in=keys)


def to_name_decider(user: User, day: date) -> Iterable[Waiting]:
    """For the handler: a proposal that nobody here may decide."""
    if may(user, Do.HANDLE):

        def waiting() -> QuerySet:
            return _told_above(user).filter(conclusions__state=Conclusion.State.PROPOSED)

        def narrowed(rows: list[Incident], people: People) -> list[int]:
            return [row.pk for row in rows if not people.who_can(row, "conclude")]

        yield Waiting(_("Trình cấp trên cử người kết luận"), waiting, narrowed)


def to_send_above(user: User, day: date) -> Iterable[Waiting]:
    """For the handler: a review that nobody here may decide."""
    if may(user, Do.HANDLE):

        def waiting() -> QuerySet:
            return _told_above(user).filter(contested_at__isnull=False)

        def narrowed(rows: list[Incident], people: People) -> list[int]:
            return [row.pk for row in rows if not people.who_can(row, "contest_keep")]

        yield Waiting(_("Trình cấp trên quyết định việc xem xét lại"), waiting, narrowed)


def to_take_up_above(user: User, day: date) -> Iterable[Waiting]:
    """For the handler: an intake that has to be taken anew, and nobody here may."""
    if may(user, Do.HANDLE):

        def tied() -> QuerySet:
            mine = Incident.objects.visible_to(user).filter(handler=user, status__in=UNDER_REVIEW)
            return mine.filter(pk__in=triager_tied())

        def narrowed(rows: list[Incident], people: People) -> list[int]:
            anew = [row for row in rows if triage_to_confirm(row)]
            return [row.pk for row in anew if not people.who_can(row, "confirm_triage")]

        yield Waiting(_("Trình cấp trên quyết định việc thụ lý"), tied, narrowed)
