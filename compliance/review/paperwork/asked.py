"""Whom a paper waits for: to confirm what another entered, to enter what is decided above."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.roles import Do
from compliance.incidents.models import Incident
from compliance.incidents.queries import case_roles, deciders, who_is_asked
from compliance.incidents.querysets import IncidentQuerySet, moved_up_to, shut_to, taken_by
from compliance.incidents.settling import told_of
from compliance.incidents.workflow import STEPS, UNDER_REVIEW, CaseRole
from compliance.registry.models import User
from compliance.review.case.acts import Waiting
from compliance.review.case.standing import Standing
from compliance.review.contest.actions import contest_goes_above
from compliance.review.models import Conclusion, PaperAct
from compliance.review.triage.queries import triage_goes_above, triage_to_confirm


def _recorded_by(user: User, cases: QuerySet) -> list[int]:
    """Those of `cases` whose papers fall to `user` as a chair: nobody else is left to confirm."""
    if not may(user, Do.CONCLUDE_LEADERS):
        return []
    people = cases.select_related("person", "handling_office", "reporter")
    rows = people.prefetch_related("opinions")
    return [row.pk for row in rows if CaseRole.RECORDER in case_roles(row, user)]


def to_confirm(user: User, day: date) -> Iterable[Waiting]:
    """Cases with a paper that somebody else entered, for those who may confirm it."""
    papers = PaperAct.objects.for_another_than(user).order_by().values("incident")
    cases = (
        Incident.objects.visible_to(user)
        .filter(pk__in=papers)
        .exclude(taken_by(user, STEPS["confirm_paper"].never))
    )

    def narrowed() -> QuerySet:
        mine = [*moved_up_to(user), *_recorded_by(user, cases)]
        return cases.filter(Q(handler=user) | Q(pk__in=mine))

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
        waiting = _told_above(user).filter(conclusions__state=Conclusion.State.PROPOSED)

        def narrowed() -> QuerySet:
            above = [row.pk for row in waiting.with_people() if not deciders(row, day).exists()]
            return waiting.filter(pk__in=above)

        yield Waiting(_("Trình cấp trên cử người kết luận"), waiting, narrowed)


def to_send_above(user: User, day: date) -> Iterable[Waiting]:
    """For the handler: a review that nobody here may decide."""
    if may(user, Do.HANDLE):
        waiting = _told_above(user).filter(contested_at__isnull=False)

        def narrowed() -> QuerySet:
            above = [row.pk for row in waiting.with_people() if contest_goes_above(row, day)]
            return waiting.filter(pk__in=above)

        yield Waiting(_("Trình cấp trên quyết định việc xem xét lại"), waiting, narrowed)


def to_take_up_above(user: User, day: date) -> Iterable[Waiting]:
    """For the handler: an intake that has to be taken anew, and nobody here may."""
    if may(user, Do.HANDLE):
        mine = Incident.objects.visible_to(user).filter(handler=user, status__in=UNDER_REVIEW)
        tied = mine.filter(shut_to("triaged_by") | Q(pk__in=told_of("tied")))

        def narrowed() -> QuerySet:
            above = [
                row.pk
                for row in tied.with_people()
                if triage_to_confirm(row) and triage_goes_above(row, day)
            ]
            return mine.filter(pk__in=above)

        yield Waiting(_("Trình cấp trên quyết định việc thụ lý"), tied, narrowed)
