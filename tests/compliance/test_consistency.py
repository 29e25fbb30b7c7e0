"""Like cases alike: the range of what became of comparable cases, without names; leaving it needs a
reason; spent records are not seen.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from compliance.core.refusals import NotNow
from compliance.incidents.models import Incident
from compliance.registry.models import StaffMember
from compliance.review import actions as review
from compliance.review.conclusion.consistency import comparable
from compliance.review.models import Conclusion, Measure
from compliance.rulebook.clocks import local_day
from tests.compliance.test_wall import text_of


def somebody(world, number: int) -> StaffMember:
    person = StaffMember(
        code=f"S{number}",
        full_name=f"Nông Thử {number}",
        office=world.offices["XA"],
        position="Công chức",
        staff_kind="cong_chuc",
    )
    person.fill_search()
    person.save()
    return person


@pytest.fixture
def closed(story, world):
    """Three closed cases of other people with a written reminder."""
    made = []
    for number in range(3):
        one = story("consulting")
        Incident.objects.filter(pk=one.incident.pk).update(person=somebody(world, number))
        for verb in (one.conclude, one.enforce, one.close):
            verb()
        made.append(one)
    return made


def asked(made, world, who="member"):
    return comparable(made.fresh(), world.fresh(who), local_day(timezone.now()))


def test_three_alike_give_a_range_and_two_say_nothing(closed, story, world):
    made = story("consulting")
    found = asked(made, world)
    assert (found.total, [(row[0], row[2]) for row in found.rows], found.prior) == (
        3,
        [("written_reminder", 3)],
        False,
    )
    Incident.objects.filter(pk=closed[0].incident.pk).update(staff_kind="vien_chuc")
    assert not asked(made, world).says_something, "another kind of staff is no comparison"
    assert asked(made, world).rows == ()


def test_leaving_the_range_needs_a_reason_in_the_action_and_on_the_page(closed, story, world, as_):
    made = story("consulting", outcome="guidance")
    made.opine()
    with pytest.raises(NotNow, match="khác mọi hồ sơ tương tự"):
        made.propose()
    incident = made.fresh()
    allegation = incident.allegations.get().pk
    posted = {
        "version": incident.version,
        "outcome": "guidance",
        "reasons": "x",
        f"standard_{allegation}": "x",
        f"result_{allegation}": "established",
        f"severity_{allegation}": "it_nghiem_trong",
        f"reasons_{allegation}": "x",
        f"considered_{allegation}": "x",
    }
    client = as_("member")
    page = client.post(f"/ho-so/{incident.code}/trinh-ket-luan/", posted)
    assert page.status_code == 422
    assert "Không hồ sơ tương tự nào có kết quả này" in text_of(page)
    assert "3 hồ sơ" in text_of(page)
    assert not [
        one
        for one in closed
        if one.fresh().person.full_name in text_of(page) or one.incident.code in text_of(page)
    ], "no names, no codes"
    assert (
        client.post(
            f"/ho-so/{incident.code}/trinh-ket-luan/",
            {**posted, "departure": "Đã tự gỡ trước khi có phản ánh."},
        ).status_code
        == 302
    )
    assert Conclusion.objects.get(incident=incident).departure
    assert "Đã tự gỡ trước khi có phản ánh" in text_of(
        as_("deputy_lead").get(f"/ho-so/{incident.code}/ket-luan/")
    )


def test_inside_the_range_and_without_comparison_no_reason_is_asked(closed, story, world):
    made = story("consulting")
    made.opine()
    made.propose()
    assert Conclusion.objects.get(incident=made.incident).departure == ""


def test_finding_no_violation_is_never_a_departure(closed, story, world):
    made = story("consulting", outcome="no_violation")
    made.opine()
    made.propose()


def test_a_graver_breach_is_compared_with_graver_ones_alone(closed, story, world):
    made = story("consulting")
    levels = {
        value: comparable(made.fresh(), world.member, local_day(timezone.now()), value).total
        for value in ("it_nghiem_trong", "nghiem_trong")
    }
    assert levels == {"it_nghiem_trong": 3, "nghiem_trong": 0}
    made.opine()
    made.propose()
    kept = Conclusion.objects.get(incident=made.incident).compared
    assert kept == {
        "total": 3,
        "rows": [["written_reminder", 3]],
        "prior": False,
        "severity": "it_nghiem_trong",
        "departs": False,
    }


def test_a_spent_record_is_not_seen_and_one_in_effect_is(closed, story, world):
    earlier = story("closed")
    made = story("consulting")
    assert asked(made, world).prior
    assert asked(made, world).total == 0, "those without a record are no comparison for one with"
    Measure.objects.filter(incident=earlier.incident).update(
        lapses_on=local_day(timezone.now()) - timedelta(days=1)
    )
    assert not asked(made, world).prior
    assert asked(made, world).total == 4


def test_what_is_behind_the_viewers_wall_is_not_counted(closed, story, world):
    from tests.world import related

    made = story("consulting")
    related(world.member.staff, closed[0].fresh().person)
    assert asked(made, world).total == 2
    assert review.propose
