"""What is asked of many cases at once says the same as what is asked of each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from compliance.core.roles import Kind
from compliance.incidents.models import Incident, Invitation, Recusal
from compliance.incidents.queries import People, is_apart, loaded, shut_out, who_can
from compliance.incidents.queries.people import falls_to_chairs
from compliance.incidents.querysets import shut_to
from compliance.incidents.workflow import OPEN, Status
from compliance.registry.actions import grant_function
from compliance.registry.models import Kinship, StaffMember, User
from compliance.review.triage.queries import (
    reopened_bare,
    triage_to_confirm,
    without_triage,
)
from compliance.rulebook.clocks import local_day
from tests.world import Story

VERBS = ("confirm_triage", "answer_replacement", "conclude", "contest_keep", "accept")


def in_every_status(world) -> list[int]:
    now = timezone.now()
    for number, status in enumerate(Status.values):
        Story(world, start=now - timedelta(days=6 + number)).to(status)
    for number, status in enumerate(("submitted", "in_review", "consulting")):
        at = now - timedelta(days=30 + number)
        Story(world, start=at, reporter="deputy_lead").to(status)
    sent = Incident.objects.exclude(submitted_at=None).exclude(status=Status.WITHDRAWN)
    return sorted(sent.values_list("pk", flat=True))


def tie(user: User, person: StaffMember) -> None:
    """A declared relation between the account and the person concerned."""
    now = timezone.now()
    Kinship.objects.create(
        person=user.staff,
        relative=person,
        relation=Kinship.Relation.SPOUSE,
        declared_at=now,
        person_from=now,
        relative_from=now,
    )


def same_as_one_by_one(keys: list[int]) -> int:
    """How many answers were compared."""
    day, compared = timezone.localdate(), 0
    rows = loaded(keys)
    people = People(rows, day)
    for row in rows:
        alone = Incident.objects.get(pk=row.pk)
        for verb in VERBS:
            expected = set(who_can(alone, verb, day).values_list("pk", flat=True))
            assert people.who_can(row, verb) == expected, (row.status, verb)
            compared += 1
        assert people.falls_to_chairs(row) == falls_to_chairs(alone, day)
        assert triage_to_confirm(row) == triage_to_confirm(alone)
        for user in (row.triaged_by_id, row.handler_id, row.reporter.user_id):
            assert is_apart(row, user) == is_apart(alone, user)
    return compared


def keys_of(rows) -> list[int]:
    return sorted(rows.values_list("pk", flat=True))


# who is behind the wall of every case while it is compared
BEHIND = {
    "nobody": (),
    "a lead": ("lead",),
    "both leads": ("lead", "deputy_lead"),
    "the handler": ("member",),
    "internal affairs": ("affairs",),
    "a lead and a chair": ("lead", "chairman"),
}


@pytest.mark.parametrize("behind", BEHIND)
def test_many_cases_are_answered_as_each_is(behind, world, reached, counted):
    keys = reached("a case in every status, to compare", lambda: in_every_status(world))
    for name in BEHIND[behind]:
        tie(world.fresh(name), world.person_staff)
    counted(same_as_one_by_one(keys), "answers about persons, of many cases and of each")


def test_parts_that_stand_in_rows_are_answered_as_of_each(world, reached):
    """Invited people, a recused lead, a person who leads an office."""
    keys = reached("a case in every status, to compare", lambda: in_every_status(world))
    now, soon = timezone.now(), timezone.localdate() + timedelta(days=5)
    for row in Incident.objects.filter(pk__in=keys):
        for name, part in (("vice", "decider"), ("auditor", "affairs")):
            Invitation.objects.create(
                incident=row,
                user=world.fresh(name),
                part=part,
                until=soon,
                reason="Thay người.",
                by=world.lead,
                at=now,
            )
    Recusal.objects.create(
        incident_id=keys[0], user=world.lead, reason="Có liên quan.", by=world.lead, at=now
    )
    Incident.objects.filter(pk__in=keys[:4]).update(person=world.fresh("unit_head").staff)
    same_as_one_by_one(keys)


def test_who_is_behind_a_wall_is_looked_up_from_the_walls(world, reached):
    keys = reached("a case in every status, to compare", lambda: in_every_status(world))
    running = Incident.objects.filter(status__in=OPEN)
    for name in (None, "lead", "member"):
        if name:
            tie(world.fresh(name), world.person_staff)
        for column in ("handler", "triaged_by"):
            expected = keys_of(running.filter(shut_to(column)))
            assert keys_of(running.filter(pk__in=shut_out(column, OPEN))) == expected
            assert bool(expected) == (name is not None) or (name, column) == ("lead", "handler")
    assert keys


def test_cases_reopened_without_a_triage_are_looked_for_among_the_reopened(story):
    made = story("noted")
    made.reopen()
    bare = Incident.objects.filter(pk__in=reopened_bare())
    assert keys_of(bare) == keys_of(without_triage()) == []
    made.incident.triages.filter(decision="accepted").delete()
    assert keys_of(bare) == keys_of(without_triage()) == [made.incident.pk]


def test_who_works_under_the_person_concerned_is_behind_the_wall(world, counted):
    """Asked of one case: about whoever leads nobody, and about whoever leads an office, by a
    function they held before or were given while the row of the person was loaded.
    """
    now = timezone.now()
    officer, colleague = world.fresh("person").staff, world.users["other_staff"]
    head = world.fresh("unit_head").staff
    about = {
        name: Story(world, staff=staff, reporter=reporter).to("submitted")
        for name, staff, reporter in (("officer", officer, "unit_head"), ("head", head, "lead"))
    }
    assert is_apart(about["officer"], colleague.pk)
    assert not is_apart(about["head"], colleague.pk)
    assert not is_apart(about["head"], officer.user_id)
    loaded_row = Incident.objects.get(pk=about["officer"].pk)
    loaded_row.person = about["officer"].person
    grant_function(
        user=officer.user,
        kind=Kind.UNIT_HEAD,
        office=officer.office,
        valid_from=local_day(now),
        by=None,
        at=now,
        basis="Thử nghiệm",
    )
    assert not is_apart(loaded_row, colleague.pk)
    counted(4, "accounts under and beside the person concerned")
