"""Finding people: spellings, order, who sees whom; the same on the page, in the picker and in the
API, small registry or large, on both engines.
"""

import unicodedata
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from compliance.core.text import name_key, search_text, words_of
from compliance.registry import actions, search
from compliance.registry.models import SearchWord, StaffMember

pytestmark = pytest.mark.both

DATA = Path(__file__).parent / "data"


def table(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (DATA / name).read_text(encoding="utf-8").splitlines()[1:]]


def person(code: str, name: str, office, position: str = "Chuyên viên") -> StaffMember:
    made = StaffMember(
        code=code, full_name=name, office=office, position=position, staff_kind="cong_chuc"
    )
    made.fill_search()
    return made


def test_three_hundred_spellings_find_whom_they_mean(world, counted):
    rows = table("spellings.tsv")
    names = list(dict.fromkeys(name for _, name, _ in rows))
    StaffMember.objects.bulk_create(
        person(f"P{n:03d}", name, world.offices["XB"]) for n, name in enumerate(names)
    )
    wrong = []
    for typed, name, found in rows:
        for form in {typed, unicodedata.normalize("NFD", typed)}:
            hit = StaffMember.objects.filter(full_name=name).matching(form).exists()
            top = any(
                one.full_name == name
                for one in search.ranked(StaffMember.objects.all(), form, 1000)
            )
            if hit != bool(found) or top != hit:
                wrong.append((form, name, hit, top))
    counted(len(rows), "spellings")
    assert len(rows) >= 300
    assert not wrong, wrong[:10]


def test_names_sort_the_vietnamese_way_in_python_and_in_the_database(world, counted):
    rows = table("order.tsv")
    for before, after in rows:
        assert name_key(before) < name_key(after), (before, after)
    names = list(dict.fromkeys(name for pair in rows for name in pair))
    StaffMember.objects.bulk_create(
        person(f"P{n:03d}", name, world.offices["XB"]) for n, name in enumerate(names)
    )
    place = {
        one.full_name: n
        for n, one in enumerate(StaffMember.objects.filter(code__startswith="P").by_name())
    }
    assert [pair for pair in rows if place[pair[0]] >= place[pair[1]]] == []
    counted(len(rows), "pairs in order")


CAST = (
    ("Q01", "Nông Thị Hoa", "Kế toán"),
    ("Q02", "Hoa Văn Nông", "Văn thư"),
    ("Q03", "Lý Văn Hoàng", "Văn thư"),
    ("Q04", "Hoàng Thị Lan", "Giáo viên"),
    ("Q05", "Nông Văn Hoá", "Công chức Văn hóa"),
    ("HOA", "Lý Thị Mai", "Văn thư"),
    ("Q07", "Trần Văn Quý", "Kế toán"),
    ("Q08", "Trần Văn Quí", "Kế toán"),
    ("Q09", "Lý Thị Nga", "Công chức Văn hóa - Xã hội"),
)
RANKED = {
    "hoa": ["HOA", "Q01", "Q05", "Q03", "Q04", "Q09", "Q02"],
    "nong hoa": ["Q01", "Q05", "Q02"],
    "hoang": ["Q03", "Q04"],
    "quy": ["Q08", "Q07"],
    "quí": ["Q08", "Q07"],
    "q09": ["Q09"],
    "ke toan": ["Q01", "Q08", "Q07"],
    "van thu": ["Q03", "HOA", "Q02"],
    "xa hai lan": ["Q04"],
    "khong co ai": [],
}


@pytest.fixture
def cast(world):
    StaffMember.objects.bulk_create(
        person(code, name, world.offices["XB"], position) for code, name, position in CAST
    )


def test_the_best_stand_first_the_same_everywhere(cast, as_, world, counted):
    client = as_("affairs")
    for words, codes in RANKED.items():
        told = [
            one.code
            for one in search.ranked(StaffMember.objects.exclude(code__startswith="T"), words, 50)
        ]
        assert told == codes, words
        everywhere = [one.code for one in search.ranked(StaffMember.objects.all(), words, 50)]
        api = [
            one["code"] for one in client.get(reverse("api:staff"), {"q": words}).json()["results"]
        ]
        page = client.get(reverse("registry:staff"), {"q": words}).content.decode()
        shown = [part.split("<")[0] for part in page.split('<span class="cell-sub">')[1:]]
        assert api == everywhere[:12]
        assert [code for code in shown if code in everywhere] == everywhere[:30], words
    counted(len(RANKED), "queries ranked")


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="a large registry is served by PostgreSQL"
)
def test_the_ways_of_a_large_registry_give_what_the_small_one_gives(
    cast, world, monkeypatch, counted
):
    names = [
        f"{family} {middle} {given}"
        for family in ("Nông", "Lý", "Hoàng", "Đàm")
        for middle in ("Văn", "Thị", "Hoa")
        for given in ("Hoa", "Hoà", "Hoàn", "An", "Ân", "Đào", "Dũng", "Quý", "Yến", "Ổn")
    ]
    StaffMember.objects.bulk_create(
        person(f"R{n:03d}", name, world.offices["XA"]) for n, name in enumerate(names)
    )
    asked = (
        *RANKED,
        "an",
        "a",
        "o",
        "do",
        "d",
        "yen",
        "nong",
        "ly thi",
        "hoa hoang",
        "van",
        "r001",
        "chuyen vien",
        "dao nong",
        "h",
        "thi hoa",
        "hoang thi",
        "dung",
        "quy",
        "qui",
        "ly",
        "on",
        "hoang van hoa",
    )
    small = {
        words: [one.code for one in search.ranked(StaffMember.objects.all(), words, 1000)]
        for words in asked
    }
    monkeypatch.setattr(search, "SMALL", 5)
    monkeypatch.setattr(actions.staff, "SMALL", 5)
    assert actions.count_words() > 30
    assert SearchWord.objects.get(word="hoa").people > 20
    for few in (0, 10, 10_000):
        monkeypatch.setattr(search, "FEW", few)
        for words in asked:
            assert [
                one.code for one in search.ranked(StaffMember.objects.all(), words, 1000)
            ] == small[words], (few, words)
            assert [
                one.code for one in search.ranked(StaffMember.objects.all(), words, 7)
            ] == small[words][:7], (few, words)
    monkeypatch.setattr(search, "FEW", 10_000)
    person("Q77", "Nông Thị Hoạnh Zuyến", StaffMember.objects.get(code="Q01").office).save()
    for words in (
        "zuy",
        "zuyen",
        "hoanh",
        "hoan nong",
    ):  # nobody has counted since: the database knows the word all the same
        assert "Q77" in [
            one.code for one in search.ranked(StaffMember.objects.all(), words, 1000)
        ], words
    counted(3 * len(asked) + 4, "queries in a large registry")


def test_pages_do_not_lose_or_repeat_anybody(cast, counted):
    seen = []
    for number in (1, 2, 3, 4):
        found = search.search(
            StaffMember.objects.exclude(code__startswith="T"), "hoa", page=number, size=2
        )
        seen += [one.code for one in found.people]
        assert found.more == (number < 4)
    assert seen == RANKED["hoa"]
    counted(4, "pages")


def test_nobody_finds_whom_they_may_not_see(cast, as_, world, counted):
    asked = 0
    for who, sees in (
        ("unit_head", set()),
        ("other_head", {"Q01", "Q02"}),
        ("person", None),
        ("lead", {"Q01", "Q02"}),
    ):
        answer = as_(who).get(reverse("api:staff"), {"q": "nong hoa"})
        asked += 1
        if sees is None:
            assert answer.status_code == 403
            continue
        assert {one["code"] for one in answer.json()["results"]} & {"Q01", "Q02"} == sees, who
    counted(asked, "API × person")


def test_a_field_for_a_person_takes_a_code_or_words_and_offers_a_choice(cast, as_, world):
    address = reverse("registry:declare_kin", args=["Q09"])
    client = as_("affairs")
    several = client.post(address, {"relative": "nong hoa", "relation": "sibling"})
    assert several.status_code == 422
    assert "Nông Thị Hoa, Kế toán, UBND xã Hai: mã Q01" in several.content.decode()
    assert 'value="nong hoa"' in several.content.decode()
    assert (
        client.post(address, {"relative": "khong co ai", "relation": "sibling"}).status_code == 422
    )
    assert client.post(address, {"relative": "hoang lan", "relation": "sibling"}).status_code == 302
    assert StaffMember.objects.get(code="Q09").kin.get().relative.code == "Q04"
    own = as_("person").post(
        reverse("registry:declare_kin", args=["T014"]),
        {"relative": "nong hoa", "relation": "sibling"},
    )
    assert "Nông Thị Hoa" not in own.content.decode(), (
        "whoever may not see the list learns no name from it"
    )


def test_a_renamed_office_is_found_by_its_new_name(world, cast):
    from django.utils import timezone

    from compliance.rulebook.clocks import local_day

    actions.change_office(
        office=world.offices["XB"],
        day=local_day(timezone.now()),
        basis="Thử",
        name="UBND xã Đàm Thuỷ",
        short_name="Đàm Thuỷ",
        by=world.fresh("affairs"),
        at=timezone.now(),
    )
    assert {one.code for one in StaffMember.objects.matching("dam thuy hoa")} >= {"Q01", "Q02"}


def test_words_are_letters_and_digits_in_both_spellings():
    assert words_of("HL-0012/3, Nguyễn  Đức") == ["hl", "0012", "3", "nguyen", "duc"]
    assert search_text("Trần Văn Quý") == " tran van quy qui"


def test_the_api_is_described_route_by_route(counted):
    from django.conf import settings

    from tests.house.test_routes import ours

    told = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")
    routes = [pattern for name, pattern in ours() if name.startswith("api:")]
    for pattern in routes:
        assert "/" + pattern.replace("<str:code>", "CODE") in told, pattern
    counted(len(routes), "routes of the API")
