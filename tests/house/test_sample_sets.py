"""The two sample sets as data: the district of 2017, and the four communes of 2025 with the way
there (docs/law.md#offices-over-time).
"""

import random
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from compliance.incidents.models import Incident
from compliance.registry.models import Office, OfficeSuccession
from compliance.registry.tree import tree_on
from halang_portal.tryout.bench.seeding import seed_incidents, seed_staff
from halang_portal.tryout.sample import loader
from halang_portal.tryout.sample.offices import load_offices, read_offices
from reports.actions.compaction import fold_tallies
from reports.models import Tally
from reports.rollups import differences
from tests.compliance.test_offices import AT


@pytest.fixture
def loaded(world):
    """loaded(set) -> the offices of the set alone; those of the test's own world have
    other codes.
    """

    def load(sample_set: str) -> None:
        for office in Office.objects.filter(code__in=("UBND", "NV")):
            Office.objects.filter(pk=office.pk).update(code=f"{office.code}-thu")
        load_offices(AT, sample_set)

    return load


def communes(day: date) -> set[str]:
    return {
        node.version.short_name
        for node in tree_on(day).nodes.values()
        if node.office.kind == "commune"
        and node.office.code[:2] not in ("XA", "XB")
        or node.office.code.startswith("XA-")
    }


def test_the_district_of_the_letter(loaded):
    loaded("2017")
    there = communes(date(2017, 9, 19))
    assert len(there) == 14
    assert {"TT Thanh Nhật", "Việt Chu", "Quang Long"} <= there
    assert communes(date(2026, 11, 25)) == there, "the set of 2017 is left open-ended"
    assert not OfficeSuccession.objects.exists()


def test_the_four_communes_and_the_way_there(loaded, counted):
    loaded("2025")
    assert len(communes(date(2017, 9, 19))) == 14
    assert len(communes(date(2020, 2, 29))) == 14
    in_2020 = communes(date(2020, 3, 1))
    assert len(in_2020) == 13
    assert "Thống Nhất" in in_2020
    assert communes(date(2025, 7, 1)) == {"Hạ Lang", "Lý Quốc", "Quang Long", "Vinh Quý"}
    rows = OfficeSuccession.objects.select_related("from_office", "to_office")
    assert all(
        row.basis and row.from_office.valid_to < row.day and row.to_office.valid_from <= row.day
        for row in rows
    )
    ended = Office.objects.filter(valid_to__isnull=False)
    assert not [office.code for office in ended if not office.successions.exists()], (
        "an office that ended has somebody after it"
    )
    school = Office.objects.get(code="TH-QL")
    assert [one.parent.short_name for one in school.versions.order_by("valid_from")] == [
        "Giáo dục - ĐT",
        "Quang Long",
    ]
    for day in (date(2017, 9, 19), date(2020, 3, 1), date(2025, 6, 30), date(2025, 7, 1)):
        assert len([root for root in tree_on(day).roots if root.office.code == "TINH"]) == 1
    counted(rows.count(), "successions")


def test_both_sets_name_the_same_codes_once(counted):
    seen = 0
    for name in ("2017", "2025"):
        codes = [row["code"] for row in read_offices(name)["office"]]
        seen += len(codes)
        assert len(codes) == len(set(codes))
    counted(seen, "offices in the data")


def test_a_folder_that_holds_the_other_set_is_told_in_one_sentence(monkeypatch, tmp_path):
    from halang_portal.tryout.management.commands import start

    monkeypatch.setattr(start, "loaded_set", lambda: "2025")
    monkeypatch.setattr(start, "call_command", lambda *a, **k: None)
    with pytest.raises(CommandError, match="đang giữ bộ 2025"):
        call_command("start", prepare_only=True)
    assert callable(loader.loaded_set)


def test_filling_in_bulk_breaks_no_rule_and_no_sum(world, counted):
    """What `make seed` writes past the verbs is held to the constraints of the tables, and is
    summed up like everything else.
    """
    before = Incident.objects.count()
    seed_staff(20, random.Random(1))
    seed_incidents(120, timezone.now(), random.Random(1), print)
    fold_tallies()
    assert Incident.objects.count() == before + 120
    assert differences() == []
    counted(Tally.objects.count(), "sums of what was filled in")
