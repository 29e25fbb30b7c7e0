"""A lost identity key: nobody with a part opens such a case before their word, at any door; and a
key found again opens what was kept.
"""

import io
import secrets

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from compliance.audit.known_keys import admit
from compliance.audit.models import Event
from compliance.audit.verify import check
from compliance.core.refusals import NotAllowed
from compliance.incidents.models import Incident, KeptSeal, Reporter
from compliance.incidents.transitions import transition
from tests.house.test_routes import ours, status_of

pytestmark = pytest.mark.both
PAIR = {"by": "Lý Văn An", "witness": "Nông Thị Bình", "reason": "Ổ đĩa giữ khóa đã hỏng."}


def new() -> str:
    return secrets.token_urlsafe(48)


def lose_the_key(settings) -> str:
    """The key in use is lost and declared so; returns it."""
    admit(timezone.now())
    old, settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[0], [new()]
    call_command("declare_key_lost", "IDENTITY_KEYS", **PAIR, stdout=io.StringIO())
    return old


def test_a_case_whose_seal_is_lost_opens_to_nobody_with_a_part_before_their_word(
    arguments, as_, settings, world, counted
):
    keys, exact = arguments.keys
    code = keys["review:"]["code"]
    case = Incident.objects.get(code=code)
    lose_the_key(settings)
    to, rows, opened = reverse("review:not_reporter", args=[code]), 0, []
    for name, pattern in ours():
        space = name.split(":")[0]
        if space not in ("review", "incidents", "api") or name == "review:not_reporter":
            continue
        given = arguments(name, pattern)
        if given.get("code") != code and given.get("pk") != case.evidence.get().pk:
            continue
        answer = as_("member").get(reverse(name, kwargs=given))
        rows += 1
        shut = status_of(answer) in (403, 404, 405) or answer.headers.get("Location") == to
        opened += [] if shut else [(name, answer.status_code, answer.headers.get("Location"))]
    counted(rows, "doors of a case whose seal is lost")
    assert not opened
    assert "Không đọc được ai ghi nhận" in as_("member").get("/ho-so/").content.decode()
    with pytest.raises(NotAllowed, match="không phải người ghi nhận"):
        transition(
            incident=case, verb="send_back", by=world.fresh("lead"), at=timezone.now(), note="x"
        )
    aside = as_("member").get(f"/ho-so/{code}/thoi-tham-gia/")
    assert aside.status_code == 200, "who is not sure stands aside"
    assert as_("member").post(to, {}).status_code == 422
    assert as_("member").post(to, {"sure": "on"}).status_code == 302
    assert as_("member").get(f"/ho-so/{code}/").status_code == 200
    word = Event.objects.get(verb="declare_not_reporter")
    assert (word.actor_id, word.subject_id) == (world.member.pk, str(case.pk))
    assert as_("unit_head").get(f"/ho-so/{code}/").status_code == 200, "no part is barred"


def test_a_key_found_again_opens_what_was_kept(story, as_, world, settings, counted):
    made, own = story("in_review"), story("in_review", reporter="other_member")
    before = {row.pk: row.user_id for row in Reporter.objects.all()}
    old = lose_the_key(settings)
    nobody = {row.user.username for row in Reporter.objects.all()}
    assert nobody == {"khong-con-biet"}
    assert KeptSeal.objects.filter(reporter__isnull=False).count() == len(before)
    Incident.objects.filter(pk=own.incident.pk).update(handler=world.other_member)
    with pytest.raises(CommandError, match="không mở được"):
        call_command("declare_key_found", **PAIR)
    settings.IDENTITY_KEYS = [new()]  # a second key is lost before the first is found
    call_command("declare_key_lost", "IDENTITY_KEYS", **PAIR, stdout=io.StringIO())
    assert KeptSeal.objects.filter(reporter__isnull=False).count() == len(before)
    settings.IDENTITY_KEYS = [settings.IDENTITY_KEYS[0], old]
    out = io.StringIO()
    call_command("declare_key_found", **PAIR, stdout=out)
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]  # the old one may go again
    assert {row.pk: row.user_id for row in Reporter.objects.all()} == before
    assert not Reporter.objects.exclude(lost_at=None).exists()
    assert not KeptSeal.objects.filter(reporter__isnull=False).exists()
    assert "1 hồ sơ phải giao người khác" in out.getvalue()
    assert world.lead.notifications.filter(kind="handler_lost").exists()
    with pytest.raises(NotAllowed, match="Người ghi nhận"):
        transition(
            incident=own.fresh(),
            verb="notify",
            by=world.fresh("other_member"),
            at=timezone.now(),
        )
    assert as_("lead").get(f"/ho-so/{made.incident.code}/").status_code == 200
    assert Event.objects.filter(verb="declare_key_found").count() == 1
    assert check()[0] == ""
    counted(len(before), "reporters read again")
