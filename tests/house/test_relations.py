"""Every route that leads to a case × method × person × relation: in each relation the table says
who may know that the case exists at all.
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.incidents import actions as incident_actions
from compliance.rulebook.clocks import local_day
from tests.engines import asked_here
from tests.house.test_routes import ours, status_of
from tests.world import PEOPLE

TEAM = {
    "lead",
    "deputy_lead",
    "recused",
}  # `recused` is a deputy lead who stands aside only where the relation says so
CHAIRS = {"chairman", "vice"}
METHODS = ("GET", "POST")  # the other methods are asked of every route in test_headers.py
# relation: who sees the case. Nobody else may learn that it exists; the person concerned has their
# own door once they were told.
RELATIONS = {
    "draft": set(),
    "own unit, submitted": TEAM | {"unit_head"},
    "own unit, in consultation": TEAM | CHAIRS | {"unit_head", "member", "affairs"},
    "own unit, closed": TEAM | CHAIRS | {"unit_head", "member", "affairs"},
    "another unit": TEAM | CHAIRS | {"other_head", "member", "affairs"},
    "about a deputy lead": {"lead", "recused", "affairs", "member"} | CHAIRS,
    "about a unit head": TEAM | CHAIRS | {"member", "affairs"},
    "recused": {"lead", "deputy_lead", "chairman", "unit_head", "member"},
    "sealed": TEAM | {"unit_head"},
    "noted": TEAM | CHAIRS | {"unit_head", "affairs"},
    "stopped": TEAM | CHAIRS | {"unit_head", "member", "affairs"},
    "invited": TEAM | CHAIRS | {"unit_head", "member", "affairs", "other_staff"},
}
TOLD = {
    "own unit, in consultation",
    "own unit, closed",
    "recused",
    "noted",
    "stopped",
}  # where `person` has been told
OWN = (
    "review:my_case",
    "review:my_receipt",
    "review:my_fairness",
    "review:my_notice",
    "review:answer",
    "review:save_answer",
    "review:own_act",
    "review:my_evidence",
    "review:my_viewer",
    "review:my_image",
    "review:my_file",
    "review:my_paper",
    "review:acknowledge",
    "review:my_document",
)


@pytest.fixture
def related(story, world):
    """relation -> the case in it."""

    def make(relation: str):
        staff = {
            "another unit": world.other_head.staff,
            "about a deputy lead": world.deputy_lead.staff,
            "about a unit head": world.unit_head.staff,
        }
        if relation == "another unit":
            return story("in_review", reporter="other_head", staff=_somebody(world, "XB"))
        if relation in staff:
            return story("in_review", reporter="other_member", staff=staff[relation])
        made = story(
            {
                "draft": "draft",
                "own unit, submitted": "submitted",
                "own unit, closed": "closed",
                "sealed": "submitted",
                "noted": "noted",
                "stopped": "stopped",
                "invited": "in_review",
            }.get(relation, "consulting")
        )
        if relation == "sealed":
            made.screen_out("denunciation")
        if relation == "recused":
            for who in ("recused", "vice"):
                made.recuse(who)
            incident_actions.recuse(
                incident=made.fresh(),
                who=world.affairs,
                reason="Có quan hệ.",
                by=world.fresh("lead"),
                at=made.step(),
                successor=world.other_member,
            )
        if relation == "invited":
            until = local_day(timezone.now())
            incident_actions.invite(
                incident=made.fresh(),
                user=world.other_staff,
                part="",
                until=until,
                reason="Hỏi.",
                by=world.fresh("lead"),
                at=made.step(),
            )
        return made

    return make


def _somebody(world, office: str):
    from compliance.registry.models import StaffMember

    person = StaffMember(
        code="T900",
        full_name="Nông Thử Chín Mươi",
        office=world.offices[office],
        position="Công chức",
        staff_kind="cong_chuc",
    )
    person.fill_search()
    person.save()
    return person


def case_routes() -> list[tuple[str, str]]:
    """Routes keyed by a case, or by an item of evidence in one."""
    found = [
        (name, pattern)
        for name, pattern in ours()
        if ":code>" in pattern
        and name != "review:change_terms"  # its code is that of a rule set
        and name.split(":")[0] in ("review", "retention", "incidents", "api")
    ]
    return found + [
        (name, pattern)
        for name, pattern in ours()
        if name in ("incidents:evidence_file", "incidents:evidence_image")
    ]


def test_no_route_that_leads_to_a_case_is_left_out():
    assert len(case_routes()) >= 24
    assert {name for name, _ in case_routes()} >= set(OWN)


@pytest.mark.parametrize("relation", RELATIONS)
def test_whoever_may_not_know_of_the_case_is_told_it_does_not_exist(
    relation, related, as_, world, counted
):
    made = related(relation)
    evidence, sees = (
        made.incident.evidence.first().pk,
        RELATIONS[relation] | ({"other_member"} if relation == "recused" else set()),
    )
    rows, wrong = 0, []
    for person, who in enumerate(PEOPLE):
        client = as_(who)
        for turn, (name, pattern) in enumerate(case_routes()):
            keys = {
                "code": made.incident.code,
                "pk": evidence if "uuid" in pattern else 1,
                "slug": "de-nghi-thay-nguoi" if name in OWN else "cho-y-kien",
            }
            keys |= {"kind": "record", "form": "pdf"}
            url = reverse(
                name, kwargs={key: value for key, value in keys.items() if f":{key}>" in pattern}
            )
            if (
                who in sees or who == REPORTER.get(relation, "unit_head")
            ) and name != "review:case":
                # what an insider may do there is the matter of test_routes.py and test_workflow.py
                continue
            for number, method in enumerate(METHODS):
                if not asked_here(
                    person,
                    turn,
                    number,
                    # GET on one engine, POST on the other: both are asked each
                    # route × person × relation
                ):
                    continue
                status = status_of(client.generic(method, url))
                rows += 1
                if not _right(status, name, method, who, relation, sees):
                    wrong.append((who, name, method, status))
    counted(rows, "case route × method × person × relation")
    assert not wrong, wrong[:12]


REPORTER = {
    "about a deputy lead": "other_member",
    "about a unit head": "other_member",
    "another unit": "other_head",
}


def _right(status: int, name: str, method: str, who: str, relation: str, sees: set) -> bool:
    """405 and 403 say nothing of the case when the address asks before it looks; 200, 302, 409 and
    422 do.
    """
    tells = status in (200, 302, 409, 422)
    reports = who == REPORTER.get(relation, "unit_head")
    if name in OWN:
        return not tells or (who == "person" and relation in TOLD) or status in (404, 405)
    if name.startswith("incidents:") and name.split(":")[1] in (
        "edit",
        "edit_evidence",
        "autosave",
        "drop_evidence",
        "submitted",
        "withdraw",
    ):
        return not tells or reports
    if who in sees or reports:
        return status != 500 and not (
            name == "review:case" and method == "GET" and status != 200 and relation != "draft"
        )
    return status in (404, 405)


def test_the_person_finds_their_own_door_open_once_told_and_no_other(related, as_, counted):
    for relation in ("own unit, in consultation", "own unit, submitted"):
        made, client = related(relation), as_("person")
        assert client.get(f"/cua-toi/{made.incident.code}/").status_code == (
            200 if relation in TOLD else 404
        )
        assert client.get(f"/ho-so/{made.incident.code}/").status_code == 404
    counted(4, "doors of the person concerned")
