"""Whom the gate lets act, whom the portal asks and who finds it on their list are the same people,
and there is always one: for every cast and status.
"""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.roles import LEADS, Kind
from compliance.core.work_list import for_user
from compliance.incidents import actions as incident_actions
from compliance.incidents.facts import excluded_from
from compliance.incidents.models import Incident
from compliance.incidents.queries import deciders, stuck, who_can, without_excluded
from compliance.incidents.stages import stages
from compliance.incidents.transitions import WHY_NOT, transition
from compliance.incidents.workflow import OPEN, STEPS
from compliance.registry.actions import grant_function
from compliance.registry.models import Function, Office, StaffMember, User
from compliance.registry.tree import line_down, line_up
from compliance.review import actions as review
from compliance.rulebook.clocks import local_day
from tests.world import PEOPLE, START, related

LEAD_NAMES = ("lead", "deputy_lead", "recused")
STAGES = (*OPEN, "proposed", "contested")
ON_LISTS = {
    "accept": "Xem xét thụ lý",
    "conclude": "Kết luận",
    "contest_keep": "Quyết định xem xét lại",
}


def everybody(made):
    """The whole cast, nobody related."""


def two_leads_one_opined(made):
    """The third deputy stands aside; the other deputy heads the unit too and gave its opinion:
    nobody but the chairs is left to conclude.
    """
    if made.incident.status != "returned":
        made.recuse()
    if (
        made.incident.status == "consulting"
        and not made.incident.opinions.filter(side="unit").exists()
    ):
        user = made.user("deputy_lead")
        grant_function(
            user=user,
            kind=Kind.UNIT_HEAD,
            office=made.world.offices["XA"],
            valid_from=local_day(made.at),
            by=None,
            at=made.at,
        )
        review.give_opinion(
            incident=made.fresh(),
            side="unit",
            text="Đồng ý.",
            suggests="guidance",
            by=made.user("deputy_lead"),
            at=made.step(),
        )


def one_lead(made):
    Function.objects.filter(kind__in=LEADS).exclude(user=made.world.lead).delete()


def leads_related(made):
    for who in LEAD_NAMES:
        related(made.world.users[who].staff, made.staff)


def handler_related(made):
    related(made.world.member.staff, made.staff)


CASTS = (everybody, two_leads_one_opined, one_lead, leads_related, handler_related)


def arrive(story, stage: str, cast):
    made = story({"proposed": "consulting", "contested": "concluded"}.get(stage, stage))
    made.fresh()
    cast(made)
    if stage == "proposed":
        made.fresh()
        for side, who in (("unit", "unit_head"), ("affairs", "affairs")):
            if not made.incident.opinions.filter(side=side).exists():
                review.give_opinion(
                    incident=made.fresh(),
                    side=side,
                    text="Ý kiến.",
                    suggests="guidance",
                    by=made.user(who),
                    at=made.step(),
                )
        if cast is not handler_related:
            made.propose()
    if stage == "contested":
        review.file_contest(
            incident=made.fresh(), text="Đề nghị xem lại.", by=made.user("person"), at=made.step()
        )
    return made, made.fresh()


def the_gate_lets(incident, verb: str, user) -> bool:
    sid, lets = transaction.savepoint(), True
    try:
        transition(incident=incident, verb=verb, by=user, at=timezone.now())
    except (Invisible, NotAllowed, NotNow):
        lets = False
    except IntegrityError:  # a constraint of the database: the gate had let them
        lets = True
    transaction.savepoint_rollback(sid)
    return lets


@pytest.mark.dealt
@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.__name__)
def test_whom_the_gate_lets_whom_the_portal_asks_and_whose_list_shows_it_are_the_same(
    cast, story, world, counted
):
    rows, day = 0, local_day(timezone.now())
    for stage in STAGES:
        sid = transaction.savepoint()
        made, incident = arrive(story, stage, cast)
        assert not stuck(incident, day), (cast.__name__, stage, stuck(incident, day))
        asked = stages(
            incident.status,
            proposed=bool(incident.proposed_by_id),
            contested=bool(incident.contested_at),
        )
        assert asked
        for verb in {verb for verbs in asked.values() for verb in verbs}:
            lets = {who for who in PEOPLE if the_gate_lets(incident, verb, world.fresh(who))}
            assert set(who_can(incident, verb, day).values_list("username", flat=True)) == lets, (
                cast.__name__,
                stage,
                verb,
            )
            rows += len(PEOPLE)
            if verb in ON_LISTS:
                title = ON_LISTS[verb]
                lists = {
                    who
                    for who in PEOPLE
                    for task in for_user(world.fresh(who), day)
                    if task.title.startswith(title) and incident.code in task.meta
                }
                assert lists == lets, (cast.__name__, stage, verb)
                assert lets
        transaction.savepoint_rollback(sid)
    counted(rows, "cast × stage × verb × person: gate, asked, list")


def test_a_handler_behind_the_wall_is_on_the_leads_lists(story, world):
    made = story("awaiting_answer")
    handler_related(made)
    for who in LEAD_NAMES:
        tasks = for_user(world.fresh(who), local_day(timezone.now()))
        assert any(
            task.title.startswith("Giao người khác xử lý") and made.incident.code in task.meta
            for task in tasks
        ), who


def test_every_separation_of_the_table_has_its_sentence(counted):
    shut = {party for step in STEPS.values() for party in step.never}
    counted(len(shut), "separations told in words")
    assert shut == set(WHY_NOT)


def test_who_stands_in_for_a_side_can_speak_for_it(story, world):
    """Internal affairs names a lead as successor: the lead gives that opinion, and no longer
    concludes.
    """
    made = story("consulting")
    incident_actions.recuse(
        incident=made.fresh(),
        who=world.fresh("affairs"),
        reason="Có quan hệ.",
        successor=world.fresh("deputy_lead"),
        by=world.fresh("lead"),
        at=made.step(),
    )
    review.give_opinion(
        incident=made.fresh(),
        side="affairs",
        text="Ý kiến.",
        suggests="guidance",
        by=world.fresh("deputy_lead"),
        at=made.step(),
    )
    assert "deputy_lead" not in set(
        deciders(made.fresh(), local_day(made.at)).values_list("username", flat=True)
    )


def test_who_spoke_for_a_side_speaks_for_it_again_in_a_reopened_case(story, world):
    made = story("concluded", outcome="no_violation")
    at = {"by": world.fresh("member"), "at": made.step()}
    review.close(incident=made.fresh(), **at)
    made.reopen()
    made.notify()
    made.hear()
    with pytest.raises(NotAllowed):
        review.give_opinion(
            incident=made.fresh(),
            side="affairs",
            text="Thay mặt bên kia.",
            suggests="guidance",
            by=world.fresh("unit_head"),
            at=made.step(),
        )
    made.opine()
    assert set(made.fresh().opinions.values_list("side", "round")) == {
        (side, times) for side in ("unit", "affairs") for times in (1, 2)
    }


@pytest.fixture
def deep(world):
    """Offices four levels below a commune, one person in each; a second branch under its own
    authority.
    """
    office, people = world.offices["XA"], []
    for level in range(1, 5):
        office = Office.objects.create(
            code=f"XA-{level}",
            name=f"Cấp {level}",
            short_name=f"Cấp {level}",
            kind="department",
            parent=office,
            valid_from=START,
            order=90 + level,
        )
        user = User.objects.create_user(f"deep{level}", display_name=f"Cấp {level}")
        people.append(
            StaffMember.objects.create(
                code=f"D{level}",
                full_name=f"Sâu {level}",
                user=user,
                office=office,
                position="Chuyên viên",
                staff_kind="vien_chuc",
            )
        )
    return people


def test_both_sides_of_the_wall_agree_at_every_depth(deep, story, world, counted):
    made, rows = story("submitted", reporter="other_member", staff=world.unit_head.staff), 0
    outside = set(without_excluded(made.fresh(), User.objects.all()).values_list("pk", flat=True))
    for person in deep:
        assert world.offices["XA"].pk in line_up(person.office)
        assert person.office_id in line_down([world.offices["XA"].pk])
        walled = Incident.objects.filter(
            excluded_from(User.objects.get(pk=person.user_id)), pk=made.incident.pk
        ).exists()
        assert walled, person
        assert person.user_id not in outside, person
        rows += 1
    for office in Office.objects.all():
        assert all(
            (office.pk in line_down([above])) == (above in line_up(office))
            for above in Office.objects.values_list("pk", flat=True)
        ), office
        rows += 1
    counted(rows, "level × side of the wall")
