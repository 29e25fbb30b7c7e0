"""Nobody moves the wall alone: who says a relation binds themselves, a second person takes it away,
and no case is left without a hand.
"""

import re

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.work_list import for_user
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Incident, KeptWall
from compliance.incidents.periodic import check_exclusions
from compliance.incidents.queries import who_can
from compliance.outbox.consistency_checks import gaps
from compliance.outbox.models import Message, Notification
from compliance.registry import actions as registry
from compliance.registry.models import Function, Kinship
from compliance.registry.queries import judged_by, judges
from compliance.rulebook.clocks import local_day
from tests.world import related

READERS = ("lead", "deputy_lead", "recused", "member", "affairs", "chairman", "vice", "unit_head")
ALL_LEADS = ("lead", "deputy_lead", "recused")


def declare(client, person, relative, relation="sibling"):
    return client.post(
        reverse("registry:declare_kin", args=[person.code]),
        {"relative": relative.code, "relation": relation},
    )


def sees(world, who, made) -> bool:
    return Incident.objects.visible_to(world.fresh(who)).filter(pk=made.incident.pk).exists()


def act(client, row, act, **more):
    typed = {f"{act}-{name}": value for name, value in more.items()}
    return client.post(reverse("registry:relation", args=[row.pk]), {"act": act, **typed})


def test_the_person_concerned_cannot_make_a_case_vanish(story, world, as_, counted):
    """Thirteen declarations by who is complained of: everybody still opens the case, each of them
    is asked at once.
    """
    made, client, rows = story("consulting"), as_("person"), 0
    before = {who: as_(who).get(f"/ho-so/{made.incident.code}/").status_code for who in READERS}
    for who in (*READERS, "other_member", "auditor", "administrator", "other_head", "other_staff"):
        answer = declare(
            client,
            world.person_staff,
            world.users[who].staff,
            "interest" if rows % 2 else "sibling",
        )
        assert answer.status_code == 302, who
        rows += 1
        assert Notification.objects.filter(user=world.users[who], kind="relation").count() == 1, who
        assert (
            Message.objects.filter(
                topic="mail",
                dedup_key__startswith="mail:relation:",
                dedup_key__endswith=f":{world.users[who].pk}",
            ).count()
            == 1
        )
    assert {
        who: as_(who).get(f"/ho-so/{made.incident.code}/").status_code for who in READERS
    } == before
    assert set(before.values()) == {200}
    assert not [words for words in gaps(timezone.now()) if made.incident.code in words]
    assert Incident.objects.visible_to(world.fresh("lead")).filter(pk=made.incident.pk).exists()
    story("submitted", reporter="other_member")  # a new report about this person is received
    counted(rows, "declarations by the person concerned")


def test_nobody_is_immune_in_advance(story, world, as_):
    for who in (*ALL_LEADS, "chairman", "vice", "auditor"):
        assert (
            declare(
                as_("person"), world.person_staff, world.users[who].staff, "interest"
            ).status_code
            == 302
        )
    made = story("submitted")
    told = set(
        Notification.objects.filter(kind="submitted", subject_id=str(made.incident.pk)).values_list(
            "user__username", flat=True
        )
    )
    assert told == set(ALL_LEADS)
    assert all(sees(world, who, made) for who in ALL_LEADS)


def test_who_says_it_of_themselves_is_bound_at_once_and_the_other_side_by_its_own_word(
    story, world, as_
):
    made = story("consulting")
    declare(as_("other_member"), world.other_member.staff, world.person_staff)
    row = Kinship.objects.get(person=world.other_member.staff)
    assert row.person_from
    assert row.relative_from is None
    declare(as_("person"), world.person_staff, world.lead.staff)
    mine = Kinship.objects.get(relative=world.lead.staff)
    assert sees(world, "lead", made)
    assert any(
        task.url == reverse("registry:relation", args=[mine.pk])
        for task in for_user(world.fresh("lead"), local_day(timezone.now()))
    )
    assert act(as_("lead"), mine, "confirm").status_code == 302
    assert not sees(world, "lead", made)


def test_what_is_denied_is_decided_by_a_free_lead(story, world, as_):
    made = story("consulting")
    declare(as_("person"), world.person_staff, world.lead.staff)
    row = Kinship.objects.get(relative=world.lead.staff)
    assert (
        act(as_("lead"), row, "deny", because="Chúng tôi không có quan hệ gì.").status_code == 302
    )
    assert sees(world, "lead", made)
    today = local_day(timezone.now())
    assert not any(
        "Xem xét khai báo" in task.title for task in for_user(world.fresh("lead"), today)
    )
    assert any(
        "Xem xét khai báo" in task.title for task in for_user(world.fresh("deputy_lead"), today)
    )
    assert act(as_("lead"), row, "reject", because="Không đúng.").status_code == 403
    assert act(as_("deputy_lead"), row, "reject", because="Đã xác minh.").status_code == 302
    row.refresh_from_db()
    assert row.ended_by == world.deputy_lead
    assert sees(world, "lead", made)


def test_internal_affairs_cannot_take_their_own_wall_down_look_and_put_it_back(story, world, as_):
    row = related(world.affairs.staff, world.person_staff, "uncle_aunt", declared_by=world.affairs)
    made, client = story("consulting"), as_("affairs")
    code, page = world.affairs.staff.code, reverse("registry:relation", args=[row.pk])
    assert client.get(f"/ho-so/{made.incident.code}/").status_code == 404
    assert client.post(f"/can-bo/{code}/quan-he/{row.pk}/bo/").status_code == 404
    for act_name in ("remove", "keep"):
        assert client.post(page, {"act": act_name}).status_code == 409
    assert act(client, row, "ask", because="Đã ly hôn.").status_code == 302
    assert client.post(page, {"act": "remove"}).status_code == 403
    assert client.get(f"/ho-so/{made.incident.code}/").status_code == 404
    assert client.post(page, {"act": "confirm"}).status_code in (403, 409)
    # a second person takes it away: what was open meanwhile stays shut, what comes later is open
    assert act(as_("deputy_lead"), row, "remove").status_code == 302
    assert client.get(f"/ho-so/{made.incident.code}/").status_code == 404
    assert KeptWall.objects.filter(incident=made.incident, user=world.affairs).exists()
    assert sees(world, "affairs", story("consulting"))
    assert Kinship.objects.get(pk=row.pk).ended_by == world.deputy_lead


WRITERS = ("declare", "confirm", "deny", "reject", "ask", "remove", "keep")
CAN = {
    "confirm": {"lead", "deputy_lead", "recused"},
    "reject": {"deputy_lead", "recused", "lead"},
    "ask": {"affairs", "person", "other_staff"},
}


def test_every_verb_of_a_relation_by_everybody(world, counted):
    """A relation two others have: who may do what to it. A party never ends one, nobody ends what
    they asked to have ended.
    """
    from tests.world import PEOPLE

    at, rows, wrong = timezone.now(), 0, []
    one, other = world.person_staff, world.other_staff.staff
    made = registry.declare_kinship(
        person=one, relative=other, relation="sibling", by=world.affairs, at=at
    )
    verbs = {
        "confirm": lambda by: registry.confirm_kinship(kinship=made, by=by, at=at),
        "deny": lambda by: registry.deny_kinship(kinship=made, because="Không đúng.", by=by, at=at),
        "reject": lambda by: registry.reject_kinship(
            kinship=made, because="Không đúng.", by=by, at=at
        ),
        "ask": lambda by: registry.ask_removal(kinship=made, because="Không còn.", by=by, at=at),
        "remove": lambda by: registry.revoke_kinship(kinship=made, by=by, at=at),
        "keep": lambda by: registry.keep_kinship(kinship=made, by=by, at=at),
    }
    leads, sides = set(ALL_LEADS), {"person", "other_staff"}
    for asked_by in (None, "affairs", "lead"):
        sid = transaction.savepoint()
        if asked_by:
            Kinship.objects.filter(pk=made.pk).update(
                removal_at=at, removal_by=world.users[asked_by]
            )
        may = {
            "confirm": sides | leads - {asked_by},
            "deny": sides,
            "reject": leads - {asked_by},
            "ask": set() if asked_by else sides | {"affairs"},
            "remove": leads - {asked_by} if asked_by else set(),
            "keep": leads - {asked_by} if asked_by else set(),
        }
        for verb, do in verbs.items():
            for who in PEOPLE:
                inner, done = transaction.savepoint(), True
                try:
                    do(world.fresh(who))
                except (NotAllowed, NotNow):
                    done = False
                transaction.savepoint_rollback(inner)
                rows += 1
                if done != (who in may[verb]):
                    wrong.append((asked_by, verb, who, done))
        transaction.savepoint_rollback(sid)
    counted(rows, "verb of a relation × person")
    assert not wrong, wrong[:8]


def test_what_a_keeper_says_of_two_others_binds_neither(story, world):
    made, at = story("consulting"), timezone.now()
    row = registry.declare_kinship(
        person=world.person_staff,
        relative=world.lead.staff,
        relation="sibling",
        by=world.affairs,
        at=at,
    )
    assert (row.person_from, row.relative_from) == (None, None)
    registry.confirm_kinship(
        kinship=row, by=world.fresh("person"), at=at
    )  # who gains says so: it binds them alone
    row.refresh_from_db()
    assert row.person_from
    assert sees(world, "lead", made)
    registry.confirm_kinship(kinship=row, by=world.fresh("deputy_lead"), at=at)
    assert not sees(world, "lead", made)


def test_who_judges_is_the_same_from_either_side(world, counted):
    rows, at, day = 0, timezone.now(), local_day(timezone.now())
    registry.declare_kinship(
        person=world.person_staff,
        relative=world.lead.staff,
        relation="sibling",
        by=world.fresh("person"),
        at=at,
    )
    registry.declare_kinship(
        person=world.other_staff.staff,
        relative=world.unit_head.staff,
        relation="sibling",
        by=world.affairs,
        at=at,
    )
    registry.declare_kinship(
        person=world.chairman.staff,
        relative=world.deputy_lead.staff,
        relation="sibling",
        by=world.fresh("chairman"),
        at=at,
    )
    for who in ("lead", "deputy_lead", "recused"):
        related(world.users[who].staff, world.other_head.staff)
    registry.declare_kinship(
        person=world.other_head.staff,
        relative=world.vice.staff,
        relation="interest",
        by=world.fresh("other_head"),
        at=at,
    )
    every = Kinship.objects.waiting()
    assert every.count() == 4
    for who in (*READERS, "auditor"):
        user = world.fresh(who)
        for row in every:
            assert (
                judges(row, day).filter(pk=user.pk).exists()
                == judged_by(user, every, day).filter(pk=row.pk).exists()
            ), (who, row.pk)
            rows += 1
    last = every.get(relative=world.vice.staff)
    assert set(judges(last, day)) == {
        world.chairman
    }  # no lead is free of the head of the other commune: one level up
    counted(rows, "relation × judge, both sides")


def test_a_declaration_that_would_leave_nobody_waits_to_be_confirmed(story, world):
    made, at = story("consulting"), timezone.now()
    made.opine()
    made.propose()
    free = who_can(made.fresh(), "conclude", local_day(at))
    for user in free.exclude(username="deputy_lead"):
        related(user.staff, world.person_staff)
    for who in ("chairman", "vice"):
        related(world.users[who].staff, world.person_staff)
    row = registry.declare_kinship(
        person=world.deputy_lead.staff,
        relative=world.person_staff,
        relation="interest",
        by=world.fresh("deputy_lead"),
        at=at,
    )
    assert row.person_from is None
    assert sees(world, "deputy_lead", made)
    registry.confirm_kinship(kinship=row, by=world.fresh("person"), at=at)
    assert not sees(world, "deputy_lead", made)
    # nobody here is left: who enters what the level above decides is told, by the daily look too
    told = Notification.objects.filter(kind="goes_above")
    assert set(told.values_list("user__username", flat=True)) == {"affairs", "member"}
    assert not [words for words in gaps(timezone.now()) if made.incident.code in words]
    told.delete()
    check_exclusions(None, timezone.now())
    assert told.count() == 2


def test_where_no_lead_may_take_it_up_the_chairs_do(story, world, as_):
    for who in ALL_LEADS:
        related(world.users[who].staff, world.person_staff)
    made = story("submitted")
    told = set(
        Notification.objects.filter(kind="submitted", subject_id=str(made.incident.pk)).values_list(
            "user__username", flat=True
        )
    )
    assert told == {"chairman", "vice"}
    for who in ("chairman", "vice"):
        assert as_(who).get(f"/ho-so/{made.incident.code}/").status_code == 200
        assert any(
            made.incident.code in task.meta
            for task in for_user(world.fresh(who), local_day(timezone.now()))
        )
    assert as_("vice").get(f"/ho-so/{made.incident.code}/thu-ly/").status_code == 200


def test_a_report_nobody_could_take_up_is_not_received_silently(world, story, as_):
    made = story("draft")
    for who in (*ALL_LEADS, "chairman", "vice"):
        related(world.users[who].staff, world.person_staff)
    with pytest.raises(incident_actions.NobodyLeft) as refused:
        incident_actions.submit(
            incident=made.fresh(), by=world.fresh("unit_head"), at=timezone.now()
        )
    assert "quan hệ" not in refused.value.reason
    assert made.fresh().status == "draft"
    told = Notification.objects.filter(kind="stuck")
    assert set(told.values_list("user__username", flat=True)) == {"auditor"}
    assert not [
        one
        for one in told
        if made.incident.code in one.text or world.person.display_name in one.text
    ]
    page = as_("unit_head").get(reverse("incidents:edit", args=[made.incident.code]))
    typed = {
        name: page.context["form"][name].value() or ""
        for name in page.context["form"].fields
        if name not in ("upload",)
    }
    assert page.status_code == 200
    assert typed


def test_who_could_not_send_a_report_hears_when_they_can(world, story):
    made = story("draft")
    for who in (*ALL_LEADS, "chairman", "vice"):
        related(world.users[who].staff, world.person_staff)
    at = timezone.now()
    with pytest.raises(incident_actions.NobodyLeft):
        incident_actions.submit(incident=made.fresh(), by=world.fresh("unit_head"), at=at)
    told = Notification.objects.filter(kind="sendable")
    check_exclusions(None, at)
    assert not told.exists()
    registry.grant_function(
        user=world.users["other_staff"],
        kind="deputy_lead",
        office=None,
        valid_from=local_day(at),
        by=None,
        at=at,
        basis="Cử thêm",
    )
    for _ in range(2):
        check_exclusions(None, at)
    (line,) = told
    assert line.user_id is None  # told as the reporter: no row says who that is
    assert line.addressee == world.unit_head
    assert line.url == reverse("incidents:edit", args=[made.incident.code])
    sent = incident_actions.submit(incident=made.fresh(), by=world.fresh("unit_head"), at=at)
    assert [case.status for case in sent] == ["submitted"]
    assert not told.filter(read_at=None).exists()


def test_who_works_under_the_person_concerned_stays_behind_the_wall_when_posted_elsewhere(
    story, world
):
    Function.objects.filter(user=world.unit_head, kind="unit_head").update(
        office=world.offices["NV"]
    )
    made = story("submitted", reporter="other_member", staff=world.unit_head.staff)
    assert (
        not Incident.objects.visible_to(world.fresh("affairs")).filter(pk=made.incident.pk).exists()
    )
    type(world.affairs.staff).objects.filter(pk=world.affairs.staff.pk).update(
        office=world.offices["UBND"]
    )
    made.accept()
    assert not sees(world, "affairs", made)
    assert KeptWall.objects.filter(
        incident=made.incident, user=world.affairs, reason="line"
    ).exists()


def test_what_the_person_concerned_sees_of_relations_is_the_same_with_and_without_a_case(
    story, world, as_, counted
):
    pages, seen = (
        ("/quan-he/", "/viec-can-lam/", f"/can-bo/{world.person_staff.code}/", "/du-lieu-cua-toi/"),
        {},
    )
    for case in (False, True):
        sid = transaction.savepoint()
        if case:
            story("submitted")
        declare(as_("person"), world.person_staff, world.lead.staff)
        row = Kinship.objects.get(relative=world.lead.staff)
        act(as_("lead"), row, "deny", because="Không đúng.")
        texts = [
            as_("person").get(page).content.decode()
            for page in (*pages, reverse("registry:relation", args=[row.pk]))
        ]
        seen[case] = [
            re.sub(
                r'nonce="[^"]*"|data-(?:key|page)="[^"]*"|[A-Za-z0-9_-]{20,}|/quan-he/\d+/'
                r"|\d\d:\d\d",
                "",
                text,
            )
            for text in texts
        ]
        transaction.savepoint_rollback(sid)
    assert seen[False] == seen[True]
    counted(len(pages) + 1, "pages of the person concerned, with and without a case")
