"""Who reported: sealed in its own table, named nowhere else, opened to a handler only by two other
people when it is confidential.
"""

import re

import pytest
from cryptography.fernet import InvalidToken
from django.db import connection
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core import identity
from compliance.core.refusals import NotAllowed, NotNow
from compliance.files.models import StoredFile
from compliance.incidents.models import Evidence, Reporter, StepTaken
from compliance.outbox.models import Notification
from compliance.review import actions
from compliance.review import actions as review
from compliance.review.models import RevealRequest
from compliance.review.triage.queries import able_members, draw_handler
from compliance.rulebook.clocks import local_day
from tests.compliance.test_wall import text_of
from tests.world import PEOPLE, related


@pytest.fixture
def kept(story):
    """A confidential report by the unit head, in review with the member."""
    made = story("draft")
    Reporter.objects.filter(incident=made.incident).update(confidential=True)
    for verb in (made.submit, made.accept):
        verb()
    return made


def test_the_table_holds_no_name_and_no_key_of_a_person(story, world):
    made = story("submitted")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM incidents_reporter WHERE incident_id = %s", [made.incident.pk]
        )
        row = [str(value) for value in cursor.fetchone()]
    assert len(row) == 8, "id, incident, tag, sealed, confidential, at, lost_at, shown_to"
    kept = Reporter.objects.get(incident=made.incident)
    assert kept.shown_to == made.fresh().handling_office, "what the case says, and no more"
    assert not [value for value in row if world.unit_head.username in value]
    assert Reporter.objects.get(incident=made.incident).user == world.unit_head


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "withdrawn", "closed"])
def test_neither_trail_nor_steps_nor_files_name_the_reporter(status, story, world, as_, counted):
    made = story(status, reporter="other_member")
    as_("other_member").get(f"/vu-viec/{made.incident.code}/sua/")
    text_of(as_("other_member").get(f"/chung-cu/{made.incident.evidence.get().pk}/"))
    as_("other_member").get(f"/ho-so/{made.incident.code}/")
    who = world.other_member
    events = list(Event.objects.filter(subject_label__startswith=made.incident.code))
    counted(len(events), "events read for the reporter")
    assert not [
        event
        for event in events
        if event.actor_id == who.pk
        or who.display_name in event.actor_name
        or str(who.pk) in (event.after.values())
    ]
    for model in (StepTaken, Evidence, StoredFile):
        assert not model.objects.filter(by=who).exists(), model
    assert identity.fingerprint(made.incident.code, who.pk) in [
        event.after.get("reporter") for event in events
    ]


def test_handlers_see_the_name_of_an_ordinary_report_and_each_look_is_recorded(story, as_, world):
    made = story("in_review")
    for who in ("lead", "member"):
        assert (
            world.unit_head.display_name
            in as_(who).post(f"/ho-so/{made.incident.code}/nguoi-ghi-nhan/").content.decode()
        )
    assert Event.objects.filter(verb="saw_reporter", subject_id=str(made.incident.pk)).count() == 2


def test_a_confidential_reporter_is_a_pseudonym_until_two_others_agree(kept, as_, world):
    code, name = kept.incident.code, world.unit_head.display_name
    page = as_("member").post(f"/ho-so/{code}/nguoi-ghi-nhan/").content.decode()
    assert name not in page
    assert "Người ghi nhận G-" in page
    assert as_("member").post(f"/ho-so/{code}/danh-tinh/", {"reason": ""}).status_code == 422
    assert (
        as_("member")
        .post(f"/ho-so/{code}/danh-tinh/", {"reason": "Cần hỏi thêm về ảnh chụp."})
        .status_code
        == 302
    )
    asked = RevealRequest.objects.get()
    assert (
        as_("member")
        .post(f"/de-nghi-danh-tinh/{asked.pk}/", {"agrees": "1", "reason": "x"})
        .status_code
        == 403
    )
    as_("auditor").post(f"/de-nghi-danh-tinh/{asked.pk}/", {"agrees": "1", "reason": "Có cơ sở."})
    assert (
        as_("auditor")
        .post(f"/de-nghi-danh-tinh/{asked.pk}/", {"agrees": "1", "reason": "Lần nữa."})
        .status_code
        == 409
    )
    assert name not in as_("member").post(f"/ho-so/{code}/nguoi-ghi-nhan/").content.decode(), (
        "one voice is not enough"
    )
    as_("deputy_lead").post(
        f"/de-nghi-danh-tinh/{asked.pk}/", {"agrees": "1", "reason": "Cần cho việc xem xét."}
    )
    assert name in as_("member").post(f"/ho-so/{code}/nguoi-ghi-nhan/").content.decode()
    assert name not in as_("lead").post(f"/ho-so/{code}/nguoi-ghi-nhan/").content.decode(), (
        "only to the one who asked"
    )
    assert (
        Notification.objects.addressed_to(world.unit_head)
        .filter(kind="revealed", user=None)
        .exists()
    )
    RevealRequest.objects.update(open_until=timezone.now())
    assert name not in as_("member").post(f"/ho-so/{code}/nguoi-ghi-nhan/").content.decode(), (
        "the day has run out"
    )


def test_one_refusal_keeps_it_shut_and_stays_on_record(kept, as_, world):
    as_("member").post(f"/ho-so/{kept.incident.code}/danh-tinh/", {"reason": "Muốn biết."})
    asked = RevealRequest.objects.get()
    as_("auditor").post(
        f"/de-nghi-danh-tinh/{asked.pk}/", {"agrees": "0", "reason": "Không cần cho việc xem xét."}
    )
    assert (
        as_("deputy_lead")
        .post(f"/de-nghi-danh-tinh/{asked.pk}/", {"agrees": "1", "reason": "x"})
        .status_code
        == 409
    )
    assert (
        "Không cần cho việc xem xét" in as_("auditor").get("/de-nghi-danh-tinh/").content.decode()
    )


def test_whoever_asked_reported_or_is_walled_has_no_voice(kept, world, counted):
    asked = actions.ask_reveal(
        incident=kept.fresh(), reason="Cần hỏi.", by=world.fresh("lead"), at=timezone.now()
    )
    kept.recuse()
    may = {"deputy_lead", "auditor"}
    for who in PEOPLE:
        assert actions.waiting_for(world.fresh(who)).filter(pk=asked.pk).exists() == (who in may), (
            who
        )
        if who not in may:
            with pytest.raises((NotAllowed, NotNow)):
                actions.vote_reveal(
                    asked=asked, agrees=True, reason="x", by=world.fresh(who), at=timezone.now()
                )
    counted(len(PEOPLE), "reveal × person")


def test_a_lead_who_reported_is_not_asked_to_vote(story, world):
    made = story("in_review", reporter="deputy_lead")
    RevealRequest.objects.create(
        incident=made.incident, asked_by=world.member, reason="Cần hỏi.", asked_at=timezone.now()
    )
    assert [
        who
        for who in ("lead", "deputy_lead", "auditor", "member")
        if actions.waiting_for(world.fresh(who)).exists()
    ] == ["lead", "auditor"]


def test_keys_are_rotated_without_losing_anybody(story, settings, world):
    from django.core.management import call_command

    made = story("submitted")
    old = list(settings.IDENTITY_KEYS)
    settings.IDENTITY_KEYS = ["a-new-identity-key-0123456789-0123456789-0123456789", *old]
    assert (
        made.incident.__class__.objects.reported_by(world.unit_head)
        .filter(pk=made.incident.pk)
        .exists()
    )
    call_command("rotate_identity_keys")
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    assert Reporter.objects.get(incident=made.incident).user_id == world.unit_head.pk
    settings.IDENTITY_KEYS = old
    with pytest.raises(InvalidToken):
        _ = Reporter.objects.get(incident=made.incident).user_id


def test_whoever_asked_and_is_recused_afterwards_meets_the_request_no_more(kept, as_, world):
    from compliance.incidents import actions as incident_actions

    code = kept.incident.code
    as_("member").post(f"/ho-so/{code}/danh-tinh/", {"reason": "Cần hỏi thêm."})
    assert code in as_("member").get("/de-nghi-danh-tinh/").content.decode()
    incident_actions.recuse(
        incident=kept.fresh(),
        who=world.member,
        reason="Có quan hệ.",
        by=world.fresh("lead"),
        at=kept.step(),
        successor=world.other_member,
    )
    assert code not in as_("member").get("/de-nghi-danh-tinh/").content.decode()


# what each reading changes by itself: keys of forms, the list of who read the case, who has the
# page of an act open
LOOKS = re.compile(
    r'(?:nonce|value|data-key|data-page)="[^"]*"|\d+ lượt'
    r'|<section[^>]*aria-labelledby="h-lx".*?</section>'
    r'|<section[^>]*aria-labelledby="h-xem".*?</section>'
    r"|\s*<span>[^<]* đang xử lý, mở lúc [^<]*</span>",
    re.S,
)


def _pages(made, as_, names) -> dict[tuple[str, str], str]:
    """What everybody reads of the case, without what differs by the hour or the form."""
    code = made.incident.code
    addresses = (
        f"/ho-so/{code}/",
        f"/ho-so/{code}/dien-bien/",
        f"/ho-so/{code}/phieu/",
        f"/ho-so/{code}/phieu-cong-bang/",
        f"/ho-so/{code}/ket-luan/",
        f"/ho-so/{code}/giao-lai/",
        f"/cua-toi/{code}/",
        f"/cua-toi/{code}/phieu-cong-bang/",
        "/ho-so/",
        f"/api/v1/incidents/{code}/",
    )
    found = {}
    for who in names:
        client = as_(who)
        for address in addresses:
            answer = client.get(address)
            text = answer.content.decode()
            text = LOOKS.sub("", text)
            found[who, address] = f"{answer.status_code} {text}"
    return found


def test_no_page_says_that_a_confidential_reporter_is_tied_to_somebody(story, world, as_, counted):
    """To the person concerned, the handler, an opinion giver, the decider: the portal reads alike
    for everybody before and after, but for whoever reported.
    """
    made = story("consulting", reporter="other_member")
    Reporter.objects.filter(incident=made.incident).update(confidential=True)
    made.opine()
    made.propose()
    names = [name for name in PEOPLE if name not in ("other_member", "superuser")]
    before = _pages(made, as_, names)
    rows = 0
    for who in ("person", "affairs", "unit_head", "deputy_lead"):
        tie = related(world.users["other_member"].staff, world.users[who].staff)
        after = _pages(made, as_, names)
        rows += len(after)
        assert [key for key in after if after[key] != before[key]] == [], who
        tie.delete()
    counted(rows, "pages read alike whomever a confidential reporter is tied to")


def test_every_confidential_report_is_read_again_by_who_concludes(story, as_):
    """Whether its reporter is tied to anybody or not: what a tie would ask for is always asked."""
    made = story("consulting")
    made.opine()
    made.propose()
    plain = as_("deputy_lead").get(f"/ho-so/{made.incident.code}/ket-luan/").content.decode()
    assert "Tôi đã đọc lại việc thụ lý" not in plain
    Reporter.objects.filter(incident=made.incident).update(confidential=True)
    asked = as_("deputy_lead").get(f"/ho-so/{made.incident.code}/ket-luan/").content.decode()
    assert "Tôi đã đọc lại việc thụ lý" in asked
    given = {"by": made.user("deputy_lead"), "at": made.step()}
    with pytest.raises(NotNow, match="giữ kín danh tính"):
        review.conclude(incident=made.fresh(), **given)
    review.conclude(incident=made.fresh(), intake_read=True, **given)
    assert made.fresh().status == "concluded"


def test_who_may_read_the_name_reads_the_ties(story, world, as_):
    """Nobody reads them with the pseudonym."""
    made = story("consulting", reporter="other_member")
    page = f"/ho-so/{made.incident.code}/nguoi-ghi-nhan/"
    words = "Có quan hệ liên quan với"
    assert words not in as_("lead").post(page).content.decode()
    related(world.users["other_member"].staff, world.users["member"].staff)
    assert "với người phụ trách:" in as_("lead").post(page).content.decode()
    Reporter.objects.filter(incident=made.incident).update(confidential=True)
    assert words not in as_("lead").post(page).content.decode()


def test_the_lot_leaves_out_who_is_tied_to_the_reporter(story, world, counted):
    """Silently, and not where nobody else is left."""
    made = story("submitted", reporter="unit_head")
    Reporter.objects.filter(incident=made.incident).update(confidential=True)
    incident, today = made.fresh(), local_day(timezone.now())
    able = set(able_members(incident, today))
    assert len(able) > 1
    related(world.users["unit_head"].staff, world.users["member"].staff)
    drawn = {draw_handler(incident, today) for _ in range(30)}
    assert drawn == able - {world.users["member"]}
    for name in ("other_member", "kin"):
        related(world.users["unit_head"].staff, world.users[name].staff)
    assert {draw_handler(incident, today) for _ in range(30)} == able
    counted(30, "draws of a handler")
