"""How the committee is called on a day: rows that begin on their day, papers that keep what they
were issued with, first values of an installation without a row, and no question more for a page.
"""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core import committee
from compliance.core.committee import KINDS, NEEDED
from compliance.core.first_steps import first_steps
from compliance.core.refusals import NotAllowed, NotNow
from compliance.incidents.models import Incident, new_code
from compliance.outbox.models import Notification
from compliance.registry import actions
from compliance.registry.committee import standing
from compliance.registry.forms import CommitteeForm
from compliance.registry.models import CommitteeVersion
from compliance.review.documents.composing import compose, paper_of
from compliance.review.documents.composing.heads import authority_head, team_head
from compliance.review.models import CaseDocument
from compliance.rulebook.clocks import local_day
from reports.owed import owed_periods
from reports.periods import PeriodKind, period_ending
from tests.pages import form_with
from tests.world import Story

DAY = timedelta(days=1)
NAMES = {
    "name": "Ủy ban nhân dân xã Nà Pheng",
    "short_name": "UBND xã Nà Pheng",
    "place": "Nà Pheng",
    "code_prefix": "NP",
    "help_contact": "Phòng Văn hóa - Xã hội, 0206 3000 111",
}
GIVEN = ("AUTHORITY_NAME", "AUTHORITY_SHORT", "AUTHORITY_PLACE", "CODE_PREFIX", "HELP_CONTACT")


def write(world, day: date | None = None, who: str = "administrator", **said) -> CommitteeVersion:
    at = timezone.now()
    return actions.change_committee(
        valid_from=day or local_day(at) + DAY,
        basis="Quyết định 12/QĐ-UBND",
        by=world.fresh(who),
        at=at,
        **said,
    )


@pytest.fixture
def nameless(world, settings):
    """A production that was given no name, before its first case."""
    for name in (*GIVEN, "FOUNDING_INSTRUMENT"):
        setattr(settings, name, "")
    settings.FOUNDING_DAY = None
    assert not committee.is_used()
    return world


# --- which one counts on a day


def test_until_there_is_a_row_the_environment_says_it(world, settings):
    assert committee.today() == committee.given()
    assert committee.today().name == settings.AUTHORITY_NAME
    settings.AUTHORITY_NAME = "Ủy ban nhân dân xã Khác"
    assert committee.today().name == "Ủy ban nhân dân xã Khác"


def test_a_row_counts_from_its_day_and_what_the_environment_said_is_kept_as_one(world, settings):
    today, before = timezone.localdate(), committee.given()
    write(world, today + 5 * DAY, **NAMES)
    settings.AUTHORITY_NAME = "Ủy ban nhân dân xã Khác"  # says nothing any more
    assert committee.on(today).name == before.name
    assert committee.on(date(2017, 9, 19)).name == before.name
    assert committee.on(today + 4 * DAY).name == before.name
    assert committee.on(today + 5 * DAY).name == NAMES["name"]
    assert [row.name for row in standing()] == [before.name, NAMES["name"]]


def test_the_first_row_of_a_nameless_installation_counts_for_every_day_before_it(nameless):
    today = timezone.localdate()
    write(nameless, today, **NAMES)
    assert committee.today().name == NAMES["name"]
    assert committee.on(date(2017, 9, 19)).name == NAMES["name"]
    assert standing().count() == 1


def test_every_day_belongs_to_one_version(world, counted):
    today = timezone.localdate()
    write(world, today + 2 * DAY, **NAMES)
    write(world, today + 9 * DAY, place="Bản Cái")
    spans = committee.eras()
    assert [end for _, end, _ in spans[:-1]] == [start for start, _, _ in spans[1:]]
    days = [today + number * DAY for number in range(-3, 15)]
    for day in days:
        (version,) = [version for start, end, version in spans if start <= day < end]
        assert version == committee.on(day)
    counted(len(days), "days of the committee")


# --- who may write, and when it begins


def test_only_who_keeps_it_writes_it(world, counted):
    people = ("administrator", "lead", "deputy_lead", "affairs", "chairman", "auditor", "unit_head")
    for who in people:
        try:
            with transaction.atomic():
                write(world, who=who, place="Nơi khác")
                transaction.set_rollback(True)
            assert who in ("administrator", "lead"), who
        except NotAllowed:
            assert who not in ("administrator", "lead"), who
    counted(len(people), "people who write the profile")


def test_once_a_code_bears_the_names_a_change_begins_tomorrow_at_the_earliest(world, story):
    today = timezone.localdate()
    write(world, today, place="Nơi một")  # nothing bears them yet: a mistake is mended at once
    write(world, today, place="Nơi hai")
    assert committee.today().place == "Nơi hai"
    story("submitted")
    for day in (today - DAY, today):
        with pytest.raises(NotNow, match="sớm nhất"):
            write(world, day, place="Nơi ba")
    write(world, today + DAY, place="Nơi ba")
    assert committee.today().place == "Nơi hai"


def test_a_nameless_portal_is_named_from_today_not_later(nameless):
    with pytest.raises(NotNow, match="từ hôm nay"):
        write(nameless, timezone.localdate() + DAY, **NAMES)


def test_what_waits_is_taken_back_once_and_stays_in_the_history(world):
    today = timezone.localdate()
    waiting = write(world, today + 3 * DAY, **NAMES)
    with pytest.raises(NotNow, match="hủy thay đổi ấy trước"):
        write(world, today + 2 * DAY, place="Nơi khác")
    with pytest.raises(NotNow, match="Không có gì thay đổi"):
        write(world, today + 4 * DAY, **NAMES)
    taken = {"version": waiting, "by": world.fresh("lead"), "at": timezone.now()}
    actions.take_back_committee(**taken)
    assert committee.on(today + 3 * DAY) == committee.today()
    with pytest.raises(NotNow):
        actions.take_back_committee(**taken)
    assert CommitteeVersion.objects.get(pk=waiting.pk).taken_back_by == world.lead
    with pytest.raises(NotNow, match="đã có hiệu lực"):
        actions.take_back_committee(**{**taken, "version": standing().first()})
    verbs = Event.objects.filter(subject_type="committeeversion").order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == [
        "change_committee",
        "take_back_committee",
    ]


def test_everybody_who_answers_for_the_names_is_told_but_who_wrote_them(world):
    write(world, **NAMES)
    lines = Notification.objects.filter(kind="committee")
    told = set(lines.values_list("user__username", flat=True))
    assert {"lead", "deputy_lead", "chairman", "auditor"} <= told
    assert not {"administrator", "unit_head", "member"} & told


def test_the_database_changes_and_deletes_no_version(world, counted):
    row = write(world, **NAMES)
    rows = CommitteeVersion.objects.filter(pk=row.pk)
    tries = [
        lambda: rows.update(name="Ủy ban khác"),
        lambda: rows.update(founding_day=date(2020, 1, 1)),
        lambda: rows.update(
            place="Nơi khác", taken_back_at=timezone.now(), taken_back_by=world.lead
        ),
        rows.delete,
    ]
    for attempt in tries:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    counted(len(tries), "ways of changing a version")


# --- what bears the names


def test_an_issued_paper_keeps_what_it_was_issued_with(world, story, settings):
    made: Story = story("consulting")
    words = compose(
        incident=made.fresh(),
        kind="invitation",
        issuer="team",
        given={
            "chair": "Tổ trưởng",
            "time": timezone.now(),
            "day": timezone.localdate(),
            "place": "Phòng họp",
        },
        day=timezone.localdate(),
    )
    words["place"] = ""  # papers of before did not keep their place
    document = CaseDocument.objects.create(
        incident=made.incident,
        kind="invitation",
        issuer="team",
        words=words,
        drafted_by=world.member,
        drafted_at=timezone.now(),
    )
    document.issued_on = timezone.localdate()
    before = paper_of(document)
    write(world, **NAMES, team_name="Tổ công tác mới")
    settings.AUTHORITY_PLACE = "Nơi khác"
    after = paper_of(document)
    assert (after.above, after.body, after.place_and_day) == (
        before.above,
        before.body,
        before.place_and_day,
    )
    tomorrow = timezone.localdate() + DAY
    head = team_head(committee.on(tomorrow))
    assert (head.above, head.body) == ("UBND XÃ NÀ PHENG", "TỔ CÔNG TÁC MỚI")
    assert authority_head(committee.on(tomorrow)).called == NAMES["name"]


def test_codes_begin_with_the_letters_of_the_day_and_wait_for_them(nameless, as_):
    with pytest.raises(NotNow, match="Thông tin cơ quan"):
        new_code(2026)
    answer = as_("unit_head").post(reverse("incidents:log"), {})
    assert answer.status_code == 409
    assert "chưa có thông tin cơ quan" in answer.content.decode()
    assert not Incident.objects.exists()
    write(nameless, timezone.localdate(), **NAMES)
    assert new_code(2026).startswith("NP-2026-")


def test_another_way_of_counting_begins_no_period_anew(world, settings, counted):
    """The months of before are owed as they were counted, the first new one begins with its own
    first day, and no kind is owed for days on which it was not asked for.
    """
    settings.SUMMARY_KINDS = ["month"]
    now = timezone.now()
    since = timezone.localdate() - 200 * DAY
    old = list(owed_periods("summary_kinds", since, now))
    assert old == [("month", one) for _, one in old]
    begins = (timezone.localdate() + 40 * DAY).replace(day=1)
    write(world, begins, period_windows="calendar", summary_kinds="week,month")
    later = now + 120 * DAY
    owed = list(owed_periods("summary_kinds", since, later))
    assert owed[: len(old)] == old
    months = [one for kind, one in owed if kind == "month"]
    assert len({(one.start, one.end) for one in months}) == len(months)
    for one in months:
        assert one.start.day == (1 if one.start >= begins else 15)
        assert period_ending("month", one.end) == one
    assert min(one.start for kind, one in owed if kind == "week") >= begins
    assert min(one.start for one in months if one.start >= begins) == begins
    counted(len(owed), "periods owed over a change")


def test_what_one_person_sends_in_a_day_is_the_committees_word(world, settings):
    write(world, timezone.localdate(), day_mb=700)
    assert committee.today().day_bytes == 700 * 1024 * 1024


def test_the_kinds_of_periods_are_those_of_the_reports():
    assert list(KINDS) == [(value, str(label)) for value, label in PeriodKind.choices]


# --- pages


def test_preview_writes_nothing_and_says_where_it_reads_otherwise(world, as_):
    client, url = as_("administrator"), reverse("registry:change_committee")
    form = form_with(client.get(url).content.decode(), "name", "place")
    tomorrow = f"{timezone.localdate() + DAY:%d/%m/%Y}"
    sent = {**form, **NAMES, "valid_from": tomorrow, "basis": "QĐ 12", "period_windows": "calendar"}
    page = client.post(url, sent).content.decode()
    assert not CommitteeVersion.objects.exists()
    for words in (
        "UBND XÃ NÀ PHENG",
        "NP-",
        "Công văn của Ủy ban nhân dân",
        "Báo cáo tổng hợp tháng",
        "kỳ cuối",
        "kỳ đầu",
        "Chưa có gì thay đổi",
    ):
        assert words in page, words
    back = client.post(url, {**form_with(page, "name"), "again": "1"}).content.decode()
    assert NAMES["name"] in back
    done = client.post(url, {**form_with(page, "name"), "apply": "1"})
    assert done.status_code == 302
    page = client.get(done["Location"]).content.decode()
    assert "Sắp tới" in page
    assert "Từ đầu" in page
    assert "Hủy thay đổi" in page
    assert "Hủy thay đổi" not in as_("unit_head").get(done["Location"]).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Trường này"),
        ("code_prefix", "np", "chữ cái hoa"),
        ("code_prefix", "NÀ", "chữ cái hoa"),
        ("day_mb", "1", "lớn hơn hoặc bằng"),
        ("founding_instrument", "", "Ghi số, ký hiệu"),
        ("valid_from", "", "Trường này"),
    ],
)
def test_a_field_that_cannot_be_is_said(world, as_, field, value, words):
    client, url = as_("administrator"), reverse("registry:change_committee")
    form = form_with(client.get(url).content.decode(), "name", "place")
    answer = client.post(url, {**form, "basis": "QĐ 12", "apply": "1", field: value})
    assert answer.status_code == 422
    assert not CommitteeVersion.objects.exists()


def test_the_form_shows_every_column_of_a_version():
    columns = {field.name for field in CommitteeVersion._meta.fields} - {
        *("id", "by", "at", "taken_back_by", "taken_back_at")
    }
    assert set(CommitteeForm.base_fields) == columns


def test_an_empty_portal_is_led_to_its_names(nameless, as_, counted):
    client = as_("administrator")
    assert client.get("/").url == "/bat-dau/"
    page = client.get("/bat-dau/").content.decode()
    for words in NEEDED.values():
        assert words in page, words
    url = reverse("registry:change_committee")
    assert url in page
    assert "Làm tiếp: thông tin cơ quan" in page
    form = form_with(client.get(url).content.decode(), "name", "place")
    done = client.post(url, {**form, **NAMES, "basis": "QĐ 12", "apply": "1"})
    assert done.status_code == 302
    steps = {step.title: step for step in first_steps(timezone.localdate())}
    assert steps["Thông tin cơ quan"].done
    assert NAMES["short_name"] in client.get("/bat-dau/").content.decode()
    counted(len(NEEDED), "names an empty portal lacks")


def test_names_of_the_environment_are_enough_for_a_portal_that_runs(world):
    steps = {step.title: step for step in first_steps(timezone.localdate())}
    assert not steps["Thông tin cơ quan"].done
    assert not steps["Thông tin cơ quan"].needed


# --- what it costs


def asks(client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len([row for row in asked.captured_queries if "registry_committeeversion" in row["sql"]])


def test_a_page_asks_no_question_of_its_own_for_it(world, as_, counted):
    """It comes along with the account; without a sign-in it is one question."""
    write(world, **NAMES)
    pages = [
        ("administrator", "/thong-tin-co-quan/", 2),
        *((who, "/huong-dan/", 1) for who in ("lead", "unit_head", "person", "chairman")),
        ("anonymous", "/huong-dan/", 1),
    ]
    for who, url, most in pages:
        client = as_(who)
        client.get(url)
        assert asks(client, url) <= most, (who, url)
    counted(len(pages), "pages that name the committee")


def test_the_account_is_loaded_with_it_in_one_question(world, django_assert_num_queries):
    from compliance.registry.committee import account_with_committee

    write(world, timezone.localdate(), **NAMES)
    with committee.remembered():
        with django_assert_num_queries(1):
            user = account_with_committee(world.lead.pk, timezone.localdate())
            assert committee.today().name == NAMES["name"]
        assert user == world.lead
        assert committee.today() == committee.on(timezone.localdate())


def test_what_another_process_writes_counts_on_the_next_page(world, as_):
    client = as_("unit_head")
    client.get("/huong-dan/")
    write(world, timezone.localdate(), **NAMES)
    assert NAMES["short_name"] in client.get("/huong-dan/").content.decode()


def test_dates_of_a_version_survive_the_ride(world):
    from compliance.registry.committee import account_with_committee

    write(
        world,
        timezone.localdate(),
        founding_instrument="Quyết định số 12/QĐ-UBND",
        founding_day=date(2026, 1, 15),
        reports_since=date(2026, 2, 1),
    )
    (*_, last) = committee.versions()
    with committee.remembered():
        account_with_committee(world.lead.pk, timezone.localdate())
        assert committee.today() == last
