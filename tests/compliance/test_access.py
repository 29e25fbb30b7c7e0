"""Who may see what: the rule and its explanation agree, the wall beats every grant, invitations run
out, nobody is orphaned.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.roles import HEADS, ROLES, Do, Kind
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Incident, Invitation
from compliance.incidents.queries import without_excluded
from compliance.incidents.why import explain
from compliance.outbox.models import Notification
from compliance.outbox.processing import process_due
from compliance.registry.actions import grant_function
from compliance.registry.models import StaffMember, User
from compliance.review import actions as review
from compliance.rulebook.clocks import local_day
from tests.compliance.test_wall import PAGES, text_of
from tests.engines import asked_here
from tests.world import CANARIES, PEOPLE


def sees(user, incident) -> bool:
    return Incident.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=incident.pk).exists()


@pytest.mark.parametrize(
    "status",
    [
        "submitted",
        "returned",
        "screened_out",
        "noted",
        "in_review",
        "consulting",
        "concluded",
        "closed",
        "stopped",
        "withdrawn",
    ],
)
def test_the_page_that_says_why_agrees_with_the_rule_for_everybody(status, story, world, counted):
    made = story(status)
    if status in ("in_review", "consulting", "concluded"):
        made.recuse()
        incident_actions.invite(
            incident=made.fresh(),
            user=world.other_staff,
            part="",
            until=local_day(timezone.now()),
            reason="Hỏi chuyên môn",
            by=world.fresh("lead"),
            at=made.step(),
        )
    incident = made.fresh()
    for who in PEOPLE:
        told = explain(incident, world.fresh(who))
        assert told.sees == sees(world.fresh(who), incident), (who, told)
        assert "ghi nhận" not in " ".join(told.walls + told.reasons).replace(
            "đã thụ lý hoặc ghi nhận", ""
        )
    counted(len(PEOPLE), "status × person explained")


@pytest.fixture
def line(world):
    """A member of the team and a deputy, both posted in commune One, whose head is concerned."""
    at = timezone.now()
    grant_function(
        user=world.other_staff,
        kind=Kind.MEMBER,
        office=None,
        valid_from=local_day(at),
        by=None,
        at=at,
    )
    grant_function(
        user=world.person,
        kind=Kind.DEPUTY_HEAD,
        office=world.offices["XA"],
        valid_from=local_day(at),
        by=None,
        at=at,
    )
    return world


def test_nobody_works_on_the_file_of_their_own_superior(line, story, as_):
    made = story("submitted", reporter="member", staff=line.unit_head.staff)
    for who in ("other_staff", "person"):
        assert not sees(line.users[who], made.incident), who
        assert made.incident.code not in text_of(as_(who).get("/ho-so/"))
    with pytest.raises(NotAllowed):
        review.accept(
            incident=made.fresh(),
            scope=made.scope(),
            handler=line.other_staff,
            by=line.fresh("lead"),
            at=made.step(),
        )
    made = story("submitted", reporter="member", staff=line.person.staff)
    assert sees(line.unit_head, made.incident), "the head is not under the deputy"
    assert not sees(line.other_staff, made.incident), "the deputy is a superior of the staff"


def test_the_wall_asked_from_either_side_gives_the_same_answer(line, story, counted):
    rows = 0
    for staff in [line.users[name].staff for name in PEOPLE if name not in ("superuser", "member")]:
        made = story("submitted", reporter="member", staff=staff)
        if staff.user_id != line.users["recused"].pk:
            who = "lead" if staff.user_id != line.users["lead"].pk else "deputy_lead"
            incident_actions.recuse(
                incident=made.fresh(),
                who=line.fresh("recused"),
                reason="Có quan hệ.",
                by=line.fresh(who),
                at=made.step(),
            )
        outside = set(
            without_excluded(made.fresh(), User.objects.all()).values_list("username", flat=True)
        )
        for who in PEOPLE:
            walled = Incident.objects.filter(_wall(line.fresh(who)), pk=made.incident.pk).exists()
            assert walled == (who not in outside), (staff.code, who)
            rows += 1
    counted(rows, "person concerned × viewer, both sides of the wall")


def _wall(user):
    from compliance.incidents.facts import excluded_from

    return excluded_from(user)


EVERYTHING = (*ROLES, "superuser", "handler", "guest")
BEHIND = ("person", "kin", "recused")


@pytest.mark.parametrize("kind", EVERYTHING)
@pytest.mark.parametrize("who", BEHIND)
def test_the_wall_beats_every_function_and_every_grant(who, kind, story, world, as_, counted):
    """The accused, the relative and the recused are given everything there is, one
    after the other.
    """
    from compliance.incidents import grants

    made, user, now = story("consulting"), world.users[who], timezone.now()
    made.recuse()
    if kind == "superuser":
        User.objects.filter(pk=user.pk).update(is_superuser=True)
    elif kind == "handler":
        Incident.objects.filter(pk=made.incident.pk).update(handler=user)
        grants.refresh(made.fresh(), local_day(now))
    elif kind == "guest":
        Invitation.objects.create(
            incident=made.incident,
            user=user,
            until=local_day(now),
            reason="x",
            by=world.lead,
            at=now,
        )
        grants.refresh(made.fresh(), local_day(now))
    elif not user.functions.filter(kind=kind).exists():
        office = world.offices["XA"] if kind in HEADS else None
        grant_function(
            user=user, kind=kind, office=office, valid_from=local_day(now), by=None, at=now
        )
    client, rows = as_(who), 0
    assert not sees(user, made.incident)
    own_pages = (
        f"/ho-so/{made.incident.code}/",
        f"/api/v1/incidents/{made.incident.code}/",
        f"/chung-cu/{made.incident.evidence.get().pk}/",
    )
    for turn, page in enumerate((*PAGES, *own_pages)):
        if not asked_here(BEHIND.index(who), EVERYTHING.index(kind), turn):
            continue
        body = text_of(client.get(page))
        rows += 1
        own = who == "person" and page in ("/cua-toi/", "/thong-bao/", "/viec-can-lam/", "/don-vi/")
        assert (
            own or made.incident.code not in body or page.startswith(f"/ho-so/{made.incident.code}")
        ), page
        assert not [canary for canary in CANARIES.values() if canary in body], page
    assert client.get(f"/ho-so/{made.incident.code}/").status_code == 404
    counted(rows, "surface × walled person × grant")


def test_an_invitation_opens_one_case_until_its_last_day_and_no_longer(story, world, as_, settings):
    made, other, today = story("in_review"), story("in_review"), local_day(timezone.now())
    code = made.incident.code
    posted = {
        "version": made.fresh().version,
        "who": world.other_staff.staff.code,
        "part": "",
        "until": f"{today:%d/%m/%Y}",
        "reason": "Hỏi chuyên môn",
    }
    assert as_("lead").post(f"/ho-so/{code}/moi-tham-gia/", posted).status_code == 302
    client = as_("other_staff")
    assert client.get(f"/ho-so/{code}/").status_code == 200
    assert client.get(f"/ho-so/{other.incident.code}/").status_code == 404
    assert code in text_of(client.get("/ho-so/"))
    assert client.post(f"/ho-so/{code}/giao-lai/", {}).status_code == 403
    assert Notification.objects.filter(user=world.other_staff, kind="assigned").exists()
    Invitation.objects.update(until=today - timedelta(days=1))
    assert client.get(f"/ho-so/{code}/").status_code == 404, "the day after, before any job has run"
    process_due(timezone.now())
    assert Invitation.objects.get().ended_at
    assert not world.other_staff.incidentgrant_set.exists()


def test_an_invitation_is_taken_back_at_once(story, world, as_):
    made = story("in_review")
    incident_actions.invite(
        incident=made.fresh(),
        user=world.other_staff,
        part="",
        until=local_day(timezone.now()),
        reason="x",
        by=world.fresh("lead"),
        at=made.step(),
    )
    client = as_("other_staff")
    assert client.get(f"/ho-so/{made.incident.code}/").status_code == 200
    row = Invitation.objects.get()
    as_("lead").post(
        f"/ho-so/{made.incident.code}/thoi-moi/",
        {"version": made.fresh().version, "invitation": row.pk},
    )
    assert client.get(f"/ho-so/{made.incident.code}/").status_code == 404


@pytest.mark.parametrize("who", ["person", "kin", "recused", "member", "lead", "unit_head"])
def test_nobody_behind_the_wall_or_already_in_the_case_is_invited(who, story, world):
    made = story("in_review")
    made.recuse()
    with pytest.raises(NotNow):
        incident_actions.invite(
            incident=made.fresh(),
            user=world.users[who],
            part="",
            until=local_day(timezone.now()),
            reason="x",
            by=world.fresh("lead"),
            at=made.step(),
        )


def test_a_recused_voice_names_who_speaks_instead(story, world):
    made = story("consulting")
    with pytest.raises(NotNow, match="chọn người thay"):
        incident_actions.recuse(
            incident=made.fresh(),
            who=world.affairs,
            reason="Có quan hệ.",
            by=world.fresh("lead"),
            at=made.step(),
        )
    incident_actions.recuse(
        incident=made.fresh(),
        who=world.affairs,
        reason="Có quan hệ.",
        by=world.fresh("lead"),
        at=made.step(),
        successor=world.other_staff,
    )
    assert not sees(world.affairs, made.incident)
    with pytest.raises((Invisible, NotAllowed)):
        review.give_opinion(
            incident=made.fresh(),
            side="affairs",
            text="x",
            suggests="guidance",
            by=world.fresh("affairs"),
            at=made.step(),
        )
    review.give_opinion(
        incident=made.fresh(),
        side="affairs",
        text="Đề nghị hướng dẫn.",
        suggests="guidance",
        by=world.fresh("other_staff"),
        at=made.step(),
    )
    with pytest.raises(NotAllowed):
        review.give_opinion(
            incident=made.fresh(),
            side="unit",
            text="x",
            suggests="guidance",
            by=world.fresh("other_staff"),
            at=made.step(),
        )


def test_lines_told_before_the_recusal_are_gone_after_it(story, world, as_):
    made = story("in_review")
    assert made.incident.code in text_of(as_("member").get("/thong-bao/"))
    incident_actions.recuse(
        incident=made.fresh(),
        who=world.member,
        reason="Có quan hệ.",
        by=world.fresh("lead"),
        at=made.step(),
        successor=world.other_member,
    )
    assert made.incident.code not in text_of(as_("member").get("/thong-bao/"))


def test_a_case_about_the_chairman_is_for_the_superior_body(story, world):
    made = story("submitted", reporter="member", staff=world.chairman.staff)
    with pytest.raises(NotNow, match="cấp trên"):
        review.accept(
            incident=made.fresh(),
            scope=made.scope(),
            handler=world.other_member,
            by=world.fresh("lead"),
            at=made.step(),
        )
    sent = {
        "incident": made.fresh(),
        "scope": made.scope(),
        "because": "superior",
        "reason": "Thuộc thẩm quyền cấp trên.",
        "by": world.fresh("lead"),
        "at": made.step(),
    }
    with pytest.raises(NotNow, match="nơi nhận"):
        review.screen_out(**sent)
    review.screen_out(**sent, referred_to="UBND tỉnh", reference="07/PC")
    assert made.fresh().sealed


def test_the_chairman_concludes_when_no_lead_is_left(story, world):
    made = story("consulting")
    made.opine()
    made.propose()
    with pytest.raises(NotAllowed, match="đã thụ lý"):
        review.conclude(incident=made.fresh(), by=world.fresh("lead"), at=made.step())
    with pytest.raises(NotAllowed):
        review.conclude(incident=made.fresh(), by=world.fresh("chairman"), at=made.step())
    for who in ("recused", "deputy_lead"):
        world.users[who].functions.update(valid_to=local_day(timezone.now()) - timedelta(days=1))
    review.conclude(incident=made.fresh(), by=world.fresh("chairman"), at=made.step())
    assert made.fresh().concluded_by == world.chairman


def test_a_right_that_ends_is_gone_at_the_next_request(story, world, as_, counted):
    """Function ended, moved to another office, account shut: the live session has nothing of it
    (docs/threats.md, Z9).
    """
    made = story("in_review")
    path = f"/ho-so/{made.incident.code}/"
    changes = {
        "chairman": lambda user: user.functions.update(
            valid_to=local_day(timezone.now()) - timedelta(days=1)
        ),
        "affairs": lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
        "deputy_lead": lambda user: made.recuse("deputy_lead"),
        "member": lambda user: review.reassign(
            incident=made.fresh(),
            handler=world.other_member,
            reason="x",
            by=world.fresh("lead"),
            at=made.step(),
        ),
    }
    for who, change in changes.items():
        client = as_(who)
        assert client.get(path).status_code == 200, who
        change(world.users[who])
        assert client.get(path).status_code in (302, 404), who
    counted(len(changes), "rights that ended")


def test_only_the_leads_and_the_inspectorate_ask_why(story, as_, world):
    made = story("consulting")
    made.recuse()
    body = text_of(as_("auditor").get(f"/quyen-xem/?ho-so={made.incident.code}"))
    assert "Đã thôi tham gia" in body
    assert not [canary for canary in CANARIES.values() if canary in body]
    assert "Làm việc dưới quyền" not in body
    asked = text_of(as_("lead").get(f"/quyen-xem/?ho-so={made.incident.code}&nguoi=kin"))
    assert "anh, chị, em ruột" in asked
    assert "Không có hồ sơ này" in text_of(
        as_("recused").get(f"/quyen-xem/?ho-so={made.incident.code}")
    )
    assert Do.READ_AUDIT


def forged(client, made, slug: str, **fields) -> int:
    """A form that no page offered, with the right version."""
    return client.post(
        f"/ho-so/{made.incident.code}/{slug}/", {"version": made.fresh().version, **fields}
    ).status_code


def test_forged_forms_do_not_get_round_the_separation_of_duties(story, world, as_, counted):
    """Logger ≠ triager ≠ who concludes ≠ who decides the contest; proposer ≠ approver; who carried
    out ≠ who verifies. Nothing is written.
    """
    rows = []
    logged = story("submitted", reporter="lead", staff=world.person_staff)
    scope = {f"scope_{name}": "no" for name in logged.scope()}
    rows.append(
        (
            forged(
                as_("lead"),
                logged,
                "thu-ly",
                decision="accept",
                handler=world.member.pk,
                reason="x",
                **scope,
            ),
            logged,
            "submitted",
        )
    )
    proposed = story("consulting")
    proposed.opine()
    proposed.propose()
    for who in ("lead", "member", "unit_head", "affairs", "chairman"):
        rows.append((forged(as_(who), proposed, "ket-luan", comment="x"), proposed, "consulting"))
    grant_function(
        user=world.member,
        kind=Kind.DEPUTY_LEAD,
        office=None,
        valid_from=local_day(timezone.now()),
        by=None,
        at=timezone.now(),
    )
    rows.append((forged(as_("member"), proposed, "ket-luan", comment="x"), proposed, "consulting"))
    enforced = story("enforcing")
    enforced.carry_out()
    rows.append(
        (
            forged(
                as_("unit_head"),
                enforced,
                "xac-nhan-bien-phap",
                measure=enforced.fresh().measures.get().pk,
                note="x",
            ),
            enforced,
            "enforcing",
        )
    )
    contested = story("concluded")
    review.file_contest(
        incident=contested.fresh(), text="Xem lại.", by=world.fresh("person"), at=contested.step()
    )
    Incident.objects.filter(pk=contested.incident.pk).update(concluded_by=world.chairman)
    rows.append(
        (
            forged(
                as_("chairman"), contested, "quyet-dinh-xem-xet-lai", decision="keep", reasons="x"
            ),
            contested,
            "concluded",
        )
    )
    for status, made, stays in rows:
        assert status == 403, (status, made.incident.code, stays)
        assert made.fresh().status == stays
    counted(len(rows), "forged forms")


@pytest.mark.parametrize(
    ("who", "path", "verb"),
    [
        ("lead", "/ho-so/xuat/?dang=csv", "export_incidents"),
        ("lead", "/can-bo/xuat/?dang=csv", "export_staff"),
        ("lead", "/so-lieu/xuat/?dang=csv", "export_figures"),
        ("auditor", "/nhat-ky/xuat/", "export_audit"),
        ("auditor", "/nhat-ky/chuoi/", "export_chain"),
        ("affairs", "/can-bo/T015/", "saw_person"),
    ],
)
def test_every_export_and_every_look_at_a_person_is_an_event(who, path, verb, as_, world, story):
    from compliance.audit.models import Event

    story("submitted")
    if verb == "export_chain":
        StaffMember.objects.filter(user=world.auditor).update(
            user=None
        )  # who takes the chain is on no staff list
    path = path.replace("T015", world.person_staff.code)
    before = Event.objects.filter(verb=verb).count()
    assert text_of(as_(who).get(path))
    assert Event.objects.filter(verb=verb, actor_id=world.users[who].pk).count() == before + 1


def test_a_draft_about_a_relative_or_a_superior_is_not_lost_and_cannot_be_sent(line, story, as_):
    """The wall stands in front of what others know, not of what one has typed oneself; sending is
    refused with the reason.
    """
    for who, staff in (("kin", line.person.staff), ("other_staff", line.unit_head.staff)):
        made = story("draft", reporter=who, staff=staff)
        page = as_(who).get(f"/vu-viec/{made.incident.code}/sua/")
        assert page.status_code == 200, who
        with pytest.raises(incident_actions.Incomplete) as refused:
            made.submit()
        assert "person" in refused.value.details["fields"], who
        assert made.fresh().status == "draft"
