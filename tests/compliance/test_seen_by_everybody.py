"""Who sees what, said once more in plain words over all cases, one by one: everybody of the cast
sees exactly that, whether what is in their own name is named by key or asked case by case; and what
the database keeps beside who reported is what the case says.
"""

import random
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from compliance.core import among
from compliance.core.access import has_grant, may
from compliance.core.among import apart_from
from compliance.core.identity import tags
from compliance.core.roles import Do
from compliance.incidents import actions as incidents
from compliance.incidents import grants, in_own_name
from compliance.incidents.facts import READ
from compliance.incidents.in_own_name import HANDLE
from compliance.incidents.models import Incident, Invitation, Reporter
from compliance.incidents.queries.walls import without_excluded
from compliance.incidents.querysets import moved_up_to
from compliance.incidents.workflow import Status
from compliance.registry import actions as registry
from compliance.registry.capacities import Capacity
from compliance.registry.models import Office, User
from compliance.rulebook.clocks import local_day
from tests.compliance.test_lost_seals import lose_the_key
from tests.compliance.test_second_posts import reported, second_post
from tests.world import PEOPLE

pytestmark = pytest.mark.both
DAY = timedelta(days=1)
STATUSES = (
    *("draft", "returned", "withdrawn", "submitted", "screened_out", "noted", "in_review"),
    *("awaiting_answer", "consulting", "concluded", "enforcing", "closed", "stopped"),
)


@pytest.fixture
def cases(story, world):
    """Every status; reported by a head, a lead, members; about a head; sealed; siblings; in a
    second post; recused; invited to; handled by another; spent; disposed of; a moved office.
    """
    today, now = local_day(timezone.now()), timezone.now()
    for status in STATUSES:
        story(status)
    for reporter in ("member", "lead"):
        for status in ("draft", "submitted"):
            story(status, reporter=reporter, staff=world.other_staff.staff)
    story("draft", reporter="other_head")
    story("in_review", reporter="other_member", staff=world.unit_head.staff)
    story("submitted", reporter="member", staff=world.kin.staff)
    story("submitted", reporter="member", staff=world.other_staff.staff).screen_out("denunciation")
    story("submitted", staff=world.other_staff.staff).screen_out("denunciation")
    siblings = story("draft", reporter="member")
    siblings.incident = incidents.save_draft(
        incident=siblings.fresh(),
        fields={"person": world.person_staff},
        also=[Capacity(world.other_staff.staff, None)],
        by=siblings.user("member"),
        at=siblings.step(),
    )
    siblings.submit()
    reported(story, world, second_post(world), reporter="member")
    story("consulting").recuse()
    guest = story("in_review", staff=world.other_staff.staff)
    for who in ("other_staff", "other_member", "affairs"):
        Invitation.objects.create(
            incident=guest.incident,
            user=world.users[who],
            until=today,
            reason="Hỏi chuyên môn.",
            by=world.lead,
            at=now,
        )
    grants.refresh(guest.fresh(), today)
    other = story("in_review", staff=world.other_staff.staff).fresh()
    Incident.objects.filter(pk=other.pk).update(handler=world.other_member)
    grants.refresh(Incident.objects.get(pk=other.pk), today)
    spent = story("closed", staff=world.other_staff.staff).incident
    Incident.objects.filter(pk=spent.pk).update(spent_on=today)
    gone = story("withdrawn", reporter="member", staff=world.other_staff.staff).incident
    texts = ("title", "link", "link_key", "narrative", "unit_action", "position", "folded")
    people = ("person", "second_post", "handler", "triaged_by", "proposed_by", "asked_by")
    empty = dict.fromkeys(texts, "") | dict.fromkeys(people)
    Incident.objects.filter(pk=gone.pk).update(disposed_at=now, **empty)


def moved(world) -> None:
    """XA goes under XB: its head oversees both."""
    today, now = local_day(timezone.now()), timezone.now()
    office, above = world.offices["XA"], world.offices["XB"]
    registry.change_office(
        office=office, day=today, basis="QĐ", parent=above, by=world.fresh("affairs"), at=now
    )
    registry.turn_day(day=today, since=today - DAY, at=now)


def plainly(user: User, today) -> set[int]:
    """The keys of what `user` sees, asked of one case after the other and of nothing kept."""
    heads = may(user, Do.SEE_OWN_OFFICES)
    overseen = [
        pk for pk in Office.objects.all() if heads and has_grant(user, "oversee_office", pk)
    ]
    up, seen = moved_up_to(user), set()
    for case in Incident.objects.select_related("person", "reporter"):
        spent = case.status == Status.CLOSED and case.spent_on and case.spent_on <= today
        if not user.is_active or case.disposed_at or spent:
            continue
        sent, own = case.submitted_at is not None, case.reporter.tag in tags(user.pk)
        others = User.objects.filter(pk=user.pk)
        if sent and not without_excluded(case, others).exists():
            continue
        invited = case.invitations.live(today).filter(user=user).exists()
        taken_up = case.accepted_at is not None or case.status == Status.NOTED
        allowed = [own, sent and may(user, Do.SEE_ALL_SUBMITTED)]
        if may(user, Do.CONCLUDE_LEADERS):
            allowed += [case.triaged_by_id == user.pk, case.pk in up]
        if not case.sealed:
            allowed += [
                may(user, Do.HANDLE) and has_grant(user, HANDLE, case),
                sent and invited and has_grant(user, READ, case),
                sent and case.handling_office in overseen,
                may(user, Do.SEE_ALL_ACCEPTED) and taken_up,
            ]
        if any(allowed):
            seen.add(case.pk)
    return seen


def compare(world, monkeypatch) -> int:
    today, rows = local_day(timezone.now()), 0
    for who in PEOPLE:
        expected = plainly(world.fresh(who), today)
        own = set(Incident.objects.reported_by(world.users[who]).values_list("pk", flat=True))
        for few in (300, 2, 0):
            monkeypatch.setattr(in_own_name, "FEW", few)
            user = world.fresh(who)
            seen = list(Incident.objects.visible_to(user).values_list("pk", flat=True))
            assert sorted(seen) == sorted(expected), (who, few)
            drafts = Incident.objects.own_reports(world.fresh(who)).values_list("pk", flat=True)
            assert sorted(drafts) == sorted(own & expected), (who, few)
            rows += 1
    return rows


def differing() -> list[int]:
    return [
        row.pk
        for row in Reporter.objects.select_related("incident")
        if row.shown_to_id
        != (
            row.incident.handling_office_id
            if row.incident.submitted_at and not row.incident.sealed
            else None
        )
    ]


def test_everybody_sees_what_is_said_in_plain_words(cases, world, monkeypatch, settings, counted):
    rows = compare(world, monkeypatch)
    moved(world)
    rows += compare(world, monkeypatch)
    User.objects.filter(username="other_member").update(is_active=False)
    lose_the_key(settings)
    rows += compare(world, monkeypatch)
    counted(rows, "person × cases named or asked, against plain words")


def test_what_is_kept_beside_who_reported_is_what_the_case_says(cases, world, counted):
    assert not differing()
    assert Reporter.objects.filter(shown_to=None).exists()
    shown = Reporter.objects.filter(shown_to=world.offices["XA"])
    first = shown.select_related("incident").first()
    case, other = Incident.objects.filter(pk=first.incident_id), world.offices["XB"]
    changes = (
        {"sealed": True},
        {"sealed": False},
        {"handling_office": other},
        {"submitted_at": None, "status": "withdrawn"},
        {"submitted_at": timezone.now()},
    )
    for change in changes:
        case.update(**change)
        assert not differing(), change
    Incident.objects.filter(submitted_at__isnull=False).update(handling_office=other)
    assert not differing(), "of many at once"
    Reporter.objects.update(shown_to=world.offices["NV"])
    assert not differing(), "whatever is written there is what the case says"
    first.confidential = True
    first.save()  # as it was read before all this
    assert not differing()
    Reporter.objects.filter(pk=first.pk).update(shown_to=None)
    assert not differing()
    counted(len(changes) + 4, "changes of a case, followed by what is kept beside its reporter")


def test_the_grant_is_that_of_the_handler_and_decides(cases, world, monkeypatch, counted):
    rows = 0
    for case in Incident.objects.exclude(handler=None).select_related("handler"):
        held = [user.username for user in User.objects.all() if has_grant(user, HANDLE, case)]
        assert held == [case.handler.username], case.code
        rows += 1
    case = Incident.objects.filter(handler=world.member, status="in_review").first()
    for few in (300, 0):
        monkeypatch.setattr(in_own_name, "FEW", few)
        sees = Incident.objects.visible_to(world.fresh("member"))
        assert sees.filter(pk=case.pk).exists()
        grants.set_grants(case, {HANDLE: set()})
        assert not Incident.objects.visible_to(world.fresh("member")).filter(pk=case.pk).exists()
        grants.refresh(case, local_day(timezone.now()))
    Incident.objects.filter(pk=case.pk).update(handler=world.other_member)
    assert not Incident.objects.visible_to(world.fresh("member")).filter(pk=case.pk).exists()
    counted(rows, "cases whose grant is that of their handler")


def test_apart_from_keys_is_not_among_them(cases, world, monkeypatch, counted):
    offices = sorted(Office.objects.values_list("pk", flat=True))
    drawn, rows = random.Random(308), 0
    for gaps in (among.MOST_GAPS, 0):
        monkeypatch.setattr(among, "MOST_GAPS", gaps)
        for size in range(len(offices) + 1):
            for keys in (drawn.sample(offices, size), [*offices[:size], offices[-1] + 5]):
                found = Reporter.objects.filter(apart_from("shown_to", keys))
                expected = [row.pk for row in Reporter.objects.all() if row.shown_to_id not in keys]
                assert sorted(found.values_list("pk", flat=True)) == sorted(expected), keys
                rows += 1
    assert Reporter.objects.filter(apart_from("shown_to", [])).count() == Reporter.objects.count()
    assert not Reporter.objects.filter(shown_to=F("incident__office"), incident__sealed=True)
    counted(rows, "sets of keys, those apart from them")
