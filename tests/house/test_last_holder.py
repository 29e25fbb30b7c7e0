"""The last holder of a part the house cannot do without keeps it, whichever way it would be taken;
and the way back from the server.
"""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core.refusals import NotNow
from compliance.core.roles import NEVER_EMPTY, Kind
from compliance.outbox.consistency_checks import gaps
from compliance.outbox.models import Message
from compliance.registry import actions
from compliance.registry.models import Function
from compliance.rulebook.clocks import local_day


def last_of(group, world) -> Function:
    """The one function of `group` that is left after all others have ended."""
    held = list(
        Function.objects.on(local_day(timezone.now()))
        .of_kinds(*group)
        .select_related("user")
        .order_by("pk")
    )
    for other in held[1:]:
        Function.objects.filter(pk=other.pk).delete()
    return held[0]


def by_end(function, world):
    actions.end_function(function=function, by=world.by, at=timezone.now())


def by_lock(function, world):
    actions.set_active(user=function.user, active=False, by=world.by, at=timezone.now())


@pytest.mark.parametrize("group", NEVER_EMPTY, ids=lambda group: group[0])
def test_the_last_holder_keeps_it(group, world, counted):
    today = local_day(timezone.now())
    world.by = world.fresh("administrator")
    function = last_of(group, world)
    if (
        function.user == world.by
    ):  # nobody locks themselves; another administrator, whose function has run out since, tries
        world.by = world.fresh("other_staff")
        world.by._functions_now = [
            Function(user=world.by, kind=Kind.ADMINISTRATOR, valid_from=today)
        ]
    ways = (by_end, by_lock)
    for way in ways:
        point = transaction.savepoint()
        with pytest.raises(NotNow, match="người cuối cùng giữ chức năng"):
            way(function, world)
        transaction.savepoint_rollback(point)
        Function.objects.create(user=world.other_staff, kind=group[0], valid_from=today)
        way(function, world)
        transaction.savepoint_rollback(point)
    counted(len(ways), "ways to take a part from its last holder")


def test_the_only_administrator_reads_why_and_what_to_do(world, as_):
    own = Function.objects.get(user=world.administrator, kind=Kind.ADMINISTRATOR)
    answer = as_("administrator").post(f"/chuc-nang-phan-quyen/{own.pk}/ket-thuc/")
    assert answer.status_code == 409
    assert "Giao chức năng cho người khác trước" in answer.content.decode()
    assert as_("administrator").get("/chuc-nang-phan-quyen/").status_code == 200


def test_a_part_that_runs_out_by_its_date_is_named_by_the_daily_check(world):
    now = timezone.now()
    assert not [words for words in gaps(now) if "không có ai giữ" in words]
    Function.objects.filter(user=world.administrator).update(valid_to=local_day(now))
    assert [
        words for words in gaps(now) if "Quản trị hệ thống" in words and "sau bảy ngày nữa" in words
    ]


GLASS = {
    "by": "Hoàng Văn Một",
    "witness": "Nông Thị Hai",
    "reason": "Mất điện thoại, không còn quản trị nào khác",
}


def test_breaking_the_glass_takes_two_names_and_a_reason_and_everybody_who_watches_is_told(
    world, counted
):
    rows = [
        {"witness": ""},
        {"witness": " hoàng văn một "},
        {"by": " "},
        {"reason": "mất"},
        {"administrator": "khong-co-ai"},
    ]
    for row in rows:
        with pytest.raises(CommandError):
            call_command("break_glass", **{**GLASS, "administrator": "other_staff", **row})
    counted(len(rows), "ways to break the glass wrongly")
    before = Event.objects.count()
    assert before == Event.objects.exclude(verb="break_glass").count()
    call_command("break_glass", **GLASS, administrator="other_staff")
    assert Kind.ADMINISTRATOR in world.fresh("other_staff").function_kinds()
    event = Event.objects.get(verb="break_glass")
    assert "Hoàng Văn Một" in event.actor_name
    assert "Nông Thị Hai" in event.actor_name
    told = set(event_readers())
    assert {"auditor", "chairman", "vice", "administrator", "other_staff"} <= told
    assert Message.objects.filter(
        topic="mail", dedup_key__startswith="mail:break_glass:"
    ).count() == len(told)


def event_readers():
    from compliance.outbox.models import Notification

    return Notification.objects.filter(kind="break_glass").values_list("user__username", flat=True)


def test_a_factor_is_taken_away_from_the_server(world):
    from tests.house.test_signin import totp_of

    totp_of(world.lead)
    call_command("break_glass", **GLASS, factor="lead")
    assert not world.fresh("lead").authenticator_set.exists()
    assert Event.objects.filter(verb="factor_removed", subject_id=str(world.lead.pk)).exists()
