"""The log form in short steps: every question stands in one of them, each says what it lacks by the
check a report must pass, and what is folded is sent all the same.
"""

import ast
import inspect
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.incidents import actions as incident_actions
from compliance.incidents import checks
from compliance.incidents.forms import LogForm, grouped_provisions
from compliance.incidents.forms.provisions import USUAL
from compliance.incidents.forms.steps import STEPS, standings
from compliance.incidents.models import ActKind, Incident
from compliance.registry.models import StaffMember
from compliance.rulebook.clocks import local_day
from compliance.rulebook.queries import citable

pytestmark = pytest.mark.both

OUTSIDE = {"version"}  # goes with the page, asked of nobody


def _lacks() -> set[str]:
    """Every field of which checks.submittable() may say that it lacks something."""
    names = set()
    for node in ast.walk(ast.parse(inspect.getsource(checks))):
        if isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "wrong":
            names.add(node.slice.value)
    return names


def test_every_question_stands_in_one_step(counted):
    lacks = [name for step in STEPS for name in step.lacks]
    assert sorted(lacks) == sorted(_lacks())
    fields = [name for step in STEPS for name in (*step.lacks, *step.fields)]
    asked = [name for name in fields if name != "evidence"]
    assert sorted(asked) == sorted(set(LogForm.base_fields) - OUTSIDE)
    counted(len(asked), "fields of the log form in six steps")


@pytest.fixture
def draft(story):
    """A draft that lacks nothing."""
    return story("draft").fresh()


def of(incident: Incident, world) -> dict[str, bool]:
    today = local_day(timezone.now())
    return {at.step.slug: at.done for at in standings(incident, world.fresh("unit_head"), today)}


def save(incident: Incident, world, **fields) -> Incident:
    more = {name: fields.pop(name) for name in ("provisions",) if name in fields}
    head, now = world.fresh("unit_head"), timezone.now()
    incident_actions.save_draft(incident=incident, fields=fields, by=head, at=now, **more)
    return Incident.objects.get(pk=incident.pk)


EMPTIED = {
    "ai": {"person": None},
    "viec-gi": {"title": ""},
    "khi-nao": {"known_on": None},
    "quy-dinh": {"provisions": []},
    "gui": {"out_of_scope_declared": False},
}


@pytest.mark.parametrize("slug", EMPTIED)
def test_a_step_is_ticked_by_what_it_holds_and_by_nothing_else(slug, draft, world):
    assert all(of(draft, world).values())
    lacking = [
        name for name, done in of(save(draft, world, **EMPTIED[slug]), world).items() if not done
    ]
    assert lacking == [slug]


def test_evidence_taken_away_opens_its_step(draft, world):
    item = draft.evidence.get()
    head, now = world.fresh("unit_head"), timezone.now()
    incident_actions.remove_evidence(incident=draft, evidence=item, by=head, at=now)
    assert not of(draft, world)["chung-cu"]


def page(client, code: str) -> str:
    return client.get(reverse("incidents:edit", args=[code])).content.decode()


def steps_open(html: str) -> dict[str, bool]:
    found = re.findall(r'<details\s+class="step"\s+id="([\w-]+)"\s*(open)?', html)
    return {slug: bool(opened) for slug, opened in found}


def test_a_step_that_holds_all_is_folded_and_sent_all_the_same(draft, as_, world):
    client = as_("unit_head")
    html = page(client, draft.code)
    opened = steps_open(html)
    assert list(opened) == [step.slug for step in STEPS]
    assert [slug for slug, is_open in opened.items() if is_open] == ["chung-cu", "gui"]
    assert "Đã đủ các mục bắt buộc" in html
    sent = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"[^>]*checked', html))
    assert {"person", "act_kind", "platform", "seen_how", "provisions"} <= set(sent)


def test_a_field_that_came_back_with_an_error_stands_open(draft, as_):
    client = as_("unit_head")
    path = reverse("incidents:edit", args=[draft.code])
    typed = {"version": draft.version, "save": "1", "known_on": "ngày nào đó"}
    answer = client.post(path, typed)
    assert answer.status_code == 422
    assert steps_open(answer.content.decode())["khi-nao"]


def test_every_provision_is_drawn_once_and_the_usual_group_stands_open(draft, as_, world, counted):
    client, drawn = as_("unit_head"), 0
    day = local_day(draft.happened_at)
    offered = {str(row.pk) for row in citable(day, draft.person.staff_kind)}
    for act in ActKind.values:
        draft = save(draft, world, act_kind=act, provisions=[])
        html = page(client, draft.code)
        boxes = re.findall(r'<input[^>]*name="provisions"[^>]*value="(\d+)"', html)
        assert sorted(boxes) == sorted(offered)
        folds = re.findall(r'<details\s+class="pgroup"\s+data-acts="([^"]*)"\s*(open)?', html)
        assert [act in acts.split() for acts, _ in folds] == [bool(o) for _, o in folds]
        assert sum(bool(o) for _, o in folds) == 1
        drawn += len(boxes)
    counted(drawn, "boxes: kind of act × provision")
    assert set(USUAL) == set(ActKind)


def test_a_group_with_something_chosen_stands_open_whatever_the_act(draft, as_, world):
    rows = grouped_provisions(citable(local_day(draft.happened_at), draft.person.staff_kind))
    other = next(group for group in rows if ActKind.POST not in group.acts)
    chosen = citable(local_day(draft.happened_at), draft.person.staff_kind).filter(
        pk=other.rows[0].key
    )
    draft = save(draft, world, act_kind=ActKind.POST, provisions=list(chosen))
    folds = re.findall(
        r'<details\s+class="pgroup"\s+data-acts="([^"]*)"\s*(open)?[^>]*>\s*<summary>\s*([^<]+?)\s*<',
        page(as_("unit_head"), draft.code),
    )
    assert [label for _, opened, label in folds if opened and label == other.label]


def test_each_saving_says_how_far_the_draft_is(draft, as_, world):
    client = as_("unit_head")
    draft = save(draft, world, title="")
    said = client.post(
        reverse("incidents:autosave", args=[draft.code]),
        {"version": draft.version, "person": draft.person_id, "act_kind": "post"},
    ).json()
    lacks = {"at": "viec-gi", "says": "Ghi tóm tắt một dòng."}
    assert lacks in said["state"]["missing"]
    shown = page(client, draft.code)
    for at in said["state"]["steps"]:
        assert shown.count(f'data-pip="{at["slug"]}"') == 2  # above, and at the step
        assert f'data-shut="{at["slug"]}"' in shown
    assert said["state"]["left"] in shown
    assert shown.count(lacks["says"]) == 2  # beside, and on a phone below


def test_what_was_reported_already_is_said_beside_while_one_writes(story, as_, world):
    first = story("in_review")
    client = as_("unit_head")
    client.post("/vu-viec/moi/")
    draft = Incident.objects.exclude(pk=first.incident.pk).get()
    fields = {"person": first.staff, "happened_at": first.incident.happened_at}
    draft = save(draft, world, **fields)
    html = page(client, draft.code)
    assert "Có thể đã được ghi nhận" in html
    assert html.count(f"{first.incident.code}</a>") == 2  # beside, and on a phone below
    assert "cùng người, cùng ngày" in html
    # another unit's head, who does not see that case, is told nothing of it
    other = as_("other_head")
    other.post("/vu-viec/moi/")
    theirs = Incident.objects.latest("pk")
    head, now = world.fresh("other_head"), timezone.now()
    incident_actions.save_draft(incident=theirs, fields=fields, by=head, at=now)
    assert first.incident.code not in page(other, theirs.code)


SAID_OTHERWISE = {
    "person": "",
    "also": [],
    "title": "Tóm tắt khác",
    "act_kind": ActKind.COMMENT,
    "platform": "",
    "link": "https://mang.example/khac",
    "account_kind": "unknown",
    "happened_at": "10h20 09/11/2026",
    "known_on": "ngày nào đó",
    "seen_how": "",
    "narrative": "Diễn biến khác.",
    "unit_measure": "",
    "unit_acted_on": "",
    "unit_action": "Đã trao đổi lại.",
    "provisions": [],
    "out_of_scope_declared": "",
    "confidential": "on",
}
ANSWERED_ALONE = {"person_q", "upload", "evidence_url", "caption"}  # no draft holds them


def test_a_save_whose_answer_was_lost_is_no_save_made_elsewhere(draft, as_, world, counted):
    """A bad line loses the answer, the page sends the same again with the version it knew. Whatever
    else was saved meanwhile stands, and is shown beside what was typed.
    """
    assert set(SAID_OTHERWISE) | ANSWERED_ALONE | OUTSIDE == set(LogForm.base_fields)
    client, rows = as_("unit_head"), 0
    path = reverse("incidents:autosave", args=[draft.code])
    typed = {
        "person": draft.person_id,
        "also": StaffMember.objects.get(user=world.other_staff).pk,
        "title": "Tóm tắt",
        "act_kind": "post",
        "platform": "facebook",
        "link": "https://mang.example/1",
        "account_kind": "personal",
        "happened_at": "9h15 09/11/2026",
        "known_on": "10/11/2026",
        "seen_how": "public",
        "narrative": "Đăng bài sai sự thật.",
        "unit_measure": "oral_reminder",
        "unit_acted_on": "11/11/2026",
        "unit_action": "Đã trao đổi.",
        "provisions": [row.provision_id for row in draft.allegations.all()],
        "out_of_scope_declared": "on",
    }
    assert len(typed) == len(SAID_OTHERWISE) - 1
    first = client.post(path, {"version": draft.version, **typed})
    assert first.json()["version"] == draft.version + 1
    again = client.post(path, {"version": draft.version, **typed})
    assert again.json()["version"] == draft.version + 1, again.content.decode()
    kept = Incident.objects.values().get(pk=draft.pk)
    for name, value in SAID_OTHERWISE.items():
        answer = client.post(path, {"version": draft.version, **typed, name: value})
        assert answer.status_code == 409, name
        assert Incident.objects.values().get(pk=draft.pk) == kept, name
        rows += 1
    counted(rows, "questions of a draft answered otherwise in another window")
