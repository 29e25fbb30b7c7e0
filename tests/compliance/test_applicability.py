"""A provision is cited for the people it speaks of, on a day on which it was in force: asked by the
actions of every sibling of a report, at acceptance and of the record, not by a list on a form.
"""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from compliance.core.refusals import NotNow
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Allegation, Incident
from compliance.registry.capacities import Capacity
from compliance.registry.models import StaffMember
from compliance.review.conclusion.checks.fairness import fairness
from compliance.rulebook.clocks import ZONE
from compliance.rulebook.models import Provision
from compliance.rulebook.queries import citable
from tests.world import png

OLD, NOW = date(2024, 3, 4), date(2026, 11, 2)
CADRE, SERVANT, WORKER = "cong_chuc", "vien_chuc", "nguoi_lao_dong"
LAWS = {  # short name: number of the law, the article
    "civil servants": ("80/2025/QH15", "Điều 14"),
    "public employees": ("129/2025/QH15", "Điều 10"),
    "contracts": ("45/2019/QH14", "Điều 118"),
    "public employees of old": ("58/2010/QH12", "Điều 16 khoản 2"),
}
# kinds of the people, laws cited, day of the act: (laws cited for each), or what the refusal says
REPORTS = [
    ((CADRE,), ("civil servants",), NOW, (("civil servants",),)),
    ((SERVANT,), ("civil servants",), NOW, "không áp dụng cho viên chức"),
    ((SERVANT,), ("civil servants", "public employees"), NOW, "không áp dụng cho viên chức"),
    ((CADRE, SERVANT), ("civil servants",), NOW, "(viên chức)"),
    ((SERVANT, CADRE), ("civil servants",), NOW, "(viên chức)"),
    (
        (CADRE, SERVANT),
        ("civil servants", "public employees"),
        NOW,
        (("civil servants",), ("public employees",)),
    ),
    (
        (SERVANT, CADRE, SERVANT),
        ("civil servants", "public employees"),
        NOW,
        (("public employees",), ("civil servants",), ("public employees",)),
    ),
    ((CADRE, WORKER), ("civil servants", "public employees"), NOW, "không áp dụng cho"),
    ((CADRE, WORKER), ("civil servants", "contracts"), NOW, (("civil servants",), ("contracts",))),
    ((CADRE,), ("civil servants",), OLD, "không có hiệu lực vào ngày 04/03/2024"),
    ((SERVANT,), ("public employees of old",), OLD, (("public employees of old",),)),
    ((SERVANT,), ("public employees of old",), NOW, "không có hiệu lực vào ngày 02/11/2026"),
]


def provision(name: str) -> Provision:
    number, article = LAWS[name]
    return Provision.objects.get(instrument__number=number, article=article)


def somebody(world, number: int, kind: str) -> StaffMember:
    person = StaffMember(
        code=f"K{number}",
        full_name=f"Nông Thử {number}",
        office=world.offices["XA"],
        position="Chuyên môn",
        staff_kind=kind,
    )
    person.fill_search()
    person.save()
    return person


def draft(world, kinds, laws, day) -> Incident:
    by, at = world.fresh("unit_head"), timezone.now()
    people = [somebody(world, number, kind) for number, kind in enumerate(kinds)]
    incident = incident_actions.start_draft(by=by, at=at)
    fields = {
        "person": people[0],
        "title": "Đăng tin chưa kiểm chứng",
        "act_kind": "statement",
        "happened_at": datetime(day.year, day.month, day.day, 9, tzinfo=ZONE),
        "known_on": day,
        "seen_how": "witnessed",
        "narrative": "Trong cuộc họp đã nói điều chưa được kiểm chứng trước nhiều người.",
        "out_of_scope_declared": True,
    }
    incident = incident_actions.save_draft(
        incident=incident,
        fields=fields,
        provisions=[provision(name) for name in laws],
        also=[Capacity(person) for person in people[1:]],
        by=by,
        at=at,
    )
    upload = SimpleUploadedFile("anh.png", png(), "image/png")
    file = incident_actions.store_file(upload=upload, by=by, at=at)
    incident_actions.add_evidence(incident=incident, file=file, caption="Ảnh", by=by, at=at)
    return Incident.objects.get(pk=incident.pk)


def cited(incident: Incident) -> tuple[str, ...]:
    names = {provision(name).pk: name for name in LAWS}
    rows = incident.allegations.order_by("number").values_list("provision_id", flat=True)
    return tuple(names[pk] for pk in rows)


@pytest.mark.parametrize("row", REPORTS, ids=lambda row: f"{row[0]} {row[1]} {row[2]:%Y}")
def test_each_person_is_answered_for_by_the_provisions_that_apply_to_them(row, world, counted):
    kinds, laws, day, wanted = row
    incident = draft(world, kinds, laws, day)
    send = {"incident": incident, "by": world.fresh("unit_head"), "at": timezone.now()}
    if isinstance(wanted, str):
        with pytest.raises(incident_actions.Incomplete) as refused:
            incident_actions.submit(**send)
        assert wanted in refused.value.details["fields"]["provisions"]
        assert Incident.objects.get(pk=incident.pk).status == "draft"
        assert cited(incident) == laws, "what was refused is left as typed"
    else:
        assert tuple(cited(one) for one in incident_actions.submit(**send)) == wanted
    counted(len(kinds), "people of a report against what it cites")


def test_what_was_cited_wrongly_before_is_neither_accepted_nor_relied_on(story, world):
    made = story("submitted")
    Allegation.objects.filter(incident=made.incident).update(
        provision=provision("public employees")
    )
    with pytest.raises(NotNow, match="không áp dụng cho công chức"):
        made.accept()
    proposed = story("consulting")
    proposed.opine()
    proposed.propose()
    Allegation.objects.filter(incident=proposed.incident).update(
        provision=provision("public employees")
    )
    conclusion = proposed.incident.conclusions.get()
    rows = fairness(proposed.fresh(), conclusion, world.deputy_lead, timezone.now())
    assert {"provision", "outcome"} <= {row.key for row in rows if not row.ok}


def test_the_form_says_who_is_answered_for_by_what_and_refuses_a_forged_citation(world, as_):
    incident = draft(world, (CADRE, SERVANT), ("civil servants", "public employees"), NOW)
    path = f"/vu-viec/{incident.code}/sua/"
    page = " ".join(as_("unit_head").get(path).content.decode().split())
    for number, kind in enumerate(("công chức", "viên chức")):
        assert f"Nông Thử {number} ({kind}):" in page
    lone = draft_again(world, incident)
    typed = {
        "version": lone.version,
        "person": lone.person_id,
        "happened_at": "02/11/2026 09:00",
        "provisions": [provision("public employees").pk],
        "submit": "1",
    }
    answer = as_("unit_head").post(path, typed)
    assert answer.status_code == 422
    assert "không áp dụng cho người đã chọn" in " ".join(answer.content.decode().split())
    rows = as_("unit_head").get(
        "/vu-viec/quy-dinh/", {"ngay": f"{NOW:%d/%m/%Y}", "nguoi": lone.person_id}
    )
    told = {int(row["id"]) for group in rows.json()["results"] for row in group["rows"]}
    assert told == {row.pk for row in citable(NOW, CADRE)}
    assert provision("public employees").pk not in told


def draft_again(world, incident: Incident) -> Incident:
    """The same draft about its first person alone."""
    fields = {"title": "Một người"}
    by, at = world.fresh("unit_head"), timezone.now()
    fresh = Incident.objects.get(pk=incident.pk)
    return incident_actions.save_draft(incident=fresh, fields=fields, also=[], by=by, at=at)
