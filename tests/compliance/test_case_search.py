"""Cases are found as people are: words from their beginning, any spelling, any dash, the names of
today; signs alone find nothing. The same on the page, in the count and in the API.
"""

import pytest
from django.utils import timezone

from compliance.core.text import name_key
from compliance.incidents import api
from compliance.incidents.models import Incident
from compliance.registry.actions import change_staff_code, save_staff
from compliance.registry.models import StaffMember
from compliance.rulebook.models import Instrument

pytestmark = pytest.mark.both
API = "/api/v1/incidents/"


@pytest.fixture
def named(story, world):
    """A case whose person is called Lý Thị Quý Hoà, found by that name."""
    made = story("in_review")
    staff = StaffMember.objects.get(pk=world.person_staff.pk)
    staff.full_name = "Lý Thị Quý Hoà"
    save_staff(staff=staff, by=world.affairs, at=timezone.now())
    return made


def hits(made, words: str) -> bool:
    return Incident.objects.matching(words).filter(pk=made.incident.pk).exists()


def test_every_way_to_type_a_name_or_a_code(named, counted):
    code = named.incident.code
    found = (
        "quý hoà",
        "quý hòa",
        "qui hoa",
        "quí",
        "HÒA LÝ",
        "li quy",
        "hoa",
        "ho",
        code,
        code.lower(),
        code.replace("-", ""),
        code.replace("-", "").lower(),
        code.replace("-", "–"),
        code.replace("-", " "),
        code.split("-")[-1],
    )
    missed = ("uy", "oa", "oà", "%", "_", "'", "%%", "- -", "quy xq", "quanghoa")
    wrong = [words for words in found if not hits(named, words)]
    wrong += [words for words in missed if hits(named, words)]
    counted(len(found) + len(missed), "ways to type a name or a code")
    assert not wrong


def test_a_corrected_name_and_code_find_the_case_and_the_old_ones_do_not(named, world):
    staff = StaffMember.objects.get(pk=world.person_staff.pk)
    staff.full_name = "Nông Văn Thử"
    save_staff(staff=staff, by=world.affairs, at=timezone.now())
    assert hits(named, "nong van thu")
    assert not hits(named, "quy hoa")
    change_staff_code(
        staff=staff, code="ZZ-777", reason="Ghi sai.", by=world.affairs, at=timezone.now()
    )
    assert hits(named, "zz777") or hits(named, "zz 777")


def test_what_is_sealed_is_found_by_its_code_alone_after_a_new_name_too(named, world):
    Incident.objects.filter(pk=named.incident.pk).update(sealed=True, folded=" ma")
    staff = StaffMember.objects.get(pk=world.person_staff.pk)
    staff.full_name = "Nông Văn Thử"
    save_staff(staff=staff, by=world.affairs, at=timezone.now())
    assert not hits(named, "nong")


@pytest.mark.parametrize("words", ["%", "_", "'"])
def test_signs_alone_list_nobody_at_any_door(words, named, as_):
    for url, who in (("/ho-so/", "lead"), ("/can-bo/", "affairs"), ("/don-vi/co-cau/", "affairs")):
        page = as_(who).get(url, {"q": words})
        if page.status_code == 200:
            assert named.incident.code not in page.content.decode()
    assert not StaffMember.objects.matching(words).exists()
    assert not Instrument.objects.matching(words).exists()
    rows = as_("lead").get("/api/v1/incidents/", {"q": words})
    assert named.incident.code not in rows.content.decode()


def test_a_name_has_one_place_wherever_its_tone_is_typed():
    for one, other in (
        ("Lê Thị Thuỷ", "Lê Thị Thủy"),
        ("Lê Thị Thuý", "Lê Thị Thúy"),
        ("Lê Thị Hoà", "Lê Thị Hòa"),
        ("Lê Thị Loé", "Lê Thị Lóe"),
    ):
        assert name_key(one) == name_key(other)
    ordered = ["Lê Thùy", "Lê Thuỷ", "Lê Thuý"]
    assert sorted(ordered, key=name_key) == ordered
    assert name_key("Lê Quỳ") < name_key("Lê Quý")


def test_the_api_gives_every_case_once_and_counts_to_a_thousand(story, as_, monkeypatch, counted):
    """Page by page by its `next`; who stands behind the wall, or sees no case, is given none."""
    rows, made = 0, [story("submitted").incident.code for __ in range(5)]
    for who in ("lead", "unit_head", "kin"):
        monkeypatch.setattr(api, "PER_PAGE", 50)
        monkeypatch.setattr(api, "COUNTED", 1000)
        whole = as_(who).get(API).json()
        every = [row["code"] for row in whole["results"]]
        assert whole["count"] == len(every)
        assert whole["next"] is None
        assert (set(made) <= set(every)) is (who != "kin")
        monkeypatch.setattr(api, "PER_PAGE", 2)
        monkeypatch.setattr(api, "COUNTED", 1)
        read, after = [], ""
        while after is not None:
            page = as_(who).get(API, {"after": after} if after else {}).json()
            assert page["count"] == (len(every) if len(every) < 2 else None)
            read += [row["code"] for row in page["results"]]
            after = page["next"]
        assert read == every
        rows += len(read)
    counted(rows, "cases read page by page in the API")
