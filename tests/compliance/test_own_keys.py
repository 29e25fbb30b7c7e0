"""What is in one person's own name is asked as a list of keys, or after too many as a question: the
same cases either way, and those the grants say.
"""

import pytest
from django.db import connection
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from compliance.core.access import held_keys, narrow
from compliance.core.among import Among
from compliance.incidents import in_own_name
from compliance.incidents.facts import READ
from compliance.incidents.in_own_name import HANDLE
from compliance.incidents.models import Incident, Invitation

pytestmark = pytest.mark.both


@pytest.fixture
def cases(story, world):
    """Reported by a head and by a member, handled, sealed, drafts."""
    made = [story(status) for status in ("draft", "submitted", "in_review", "consulting", "closed")]
    made.append(story("submitted", reporter="member", staff=world.other_staff.staff))
    sealed = story("submitted", reporter="member", staff=world.other_staff.staff)
    sealed.screen_out("denunciation")
    return [*made, sealed]


def test_named_or_asked_everybody_sees_the_same(cases, world, monkeypatch, counted):
    seen = {}
    for most in (in_own_name.FEW, 0):
        monkeypatch.setattr(in_own_name, "FEW", most)
        for who in world.users:
            rows = Incident.objects.visible_to(world.fresh(who)).values_list("pk", flat=True)
            seen.setdefault(who, []).append(sorted(rows))
    assert all(named == asked for named, asked in seen.values()), seen
    assert len(seen["member"][0]) >= 5
    counted(2 * len(seen), "people, their own cases named and asked")


def test_keys_held_are_those_of_the_objects_held(cases, world, counted):
    checked = 0
    for who in world.users:
        user = world.fresh(who)
        for codename in (HANDLE, READ):
            keys = set(
                held_keys(user, codename, Incident).values_list("content_object_id", flat=True)
            )
            assert keys == set(narrow(user, codename, Incident).values_list("pk", flat=True))
            checked += 1
    assert Incident.objects.filter(handler=world.member).exists()
    assert held_keys(world.member, HANDLE, Incident).exists()
    counted(checked, "people × grant")


def test_a_sealed_case_shows_to_its_reporter_and_not_to_who_handles_it(cases, world):
    sealed = cases[-1].incident
    assert Incident.objects.visible_to(world.fresh("member")).filter(pk=sealed.pk).exists()
    taken = Incident.objects.get(handler=world.member, status="in_review")
    Incident.objects.filter(pk=taken.pk).update(sealed=True)
    assert not Incident.objects.visible_to(world.fresh("member")).filter(pk=taken.pk).exists()


def test_one_parameter_however_many_keys(cases, counted):
    keys = sorted(Incident.objects.values_list("pk", flat=True))
    long = [*keys, *range(10**9, 10**9 + 5000)]
    with CaptureQueriesContext(connection) as asked:
        rows = Incident.objects.filter(Q(Among("pk", long)) & ~Q(Among(F("pk"), keys[:1])))
        assert sorted(rows.values_list("pk", flat=True)) == keys[1:]
    assert not Incident.objects.filter(Among("pk", [])).exists()
    assert Incident.objects.filter(allegations__incident__in=rows).exists()
    assert len(asked) == 1
    assert Invitation.objects.live(timezone.localdate()).count() == 0
    counted(len(long), "keys as one parameter")
