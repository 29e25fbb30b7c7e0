"""The ledger of the clocks: whatever is done, in whatever order, the dates on the case are those
its rows give; who may do it, and who reads what.
"""

from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.core.refusals import NotAllowed, NotNow
from compliance.incidents.models import Incident
from compliance.review import actions as review
from compliance.review.deadlines.clocks import INTERNAL
from compliance.review.models import ClockEntry
from compliance.rulebook.clocks import ZONE, local_day
from compliance.rulebook.models import CalendarDay, RuleSet
from tests.world import png

MONTHS = {"CC-2023": (60, 90, 150), "CC-2025": (60, 90, 150), "CC-2020": (24, 90, 150)}


@contextmanager
def undone():
    """Everything done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def walked(
    start: date, months: int, days: int, paused: set[date], off: set[date], worked: set[date]
) -> date:
    """Counted one day after the other, with nothing of the portal's arithmetic."""
    if months:
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        end = next(
            date(year, month + 1, number)
            for number in range(start.day, 0, -1)
            if number <= 28 or _is_day(year, month + 1, number)
        )
        days = (end - start).days
    day = start
    while days:
        day += timedelta(days=1)
        days -= day not in paused
    while not (day in worked or (day.weekday() < 5 and day not in off)):
        day += timedelta(days=1)
    return day


def _is_day(year: int, month: int, number: int) -> bool:
    try:
        return bool(date(year, month, number))
    except ValueError:
        return False


def by_the_rows(incident: Incident) -> tuple[date, date]:
    """(limitation, processing) as the rows of the ledger give them."""
    rows = list(ClockEntry.objects.filter(incident=incident).order_by("at", "pk"))
    paused = {
        row.starts_on + timedelta(days=n)
        for row in rows
        if row.kind == "pause" and row.code != INTERNAL and row.ends_on
        for n in range((row.ends_on - row.starts_on).days)
    }
    start, code, extended = local_day(incident.happened_at), "CC-2025", False
    for row in rows:
        start = row.starts_on if row.kind in ("restart", "act_end") else start
        code = row.rule_set.code if row.kind == "law" else code
        extended = extended or row.kind == "extend_processing"
    months, base, longer = MONTHS[code]
    days = list(CalendarDay.objects.values_list("day", "kind"))
    off, worked = (
        {day for day, kind in days if kind != "swap_work"},
        {day for day, kind in days if kind == "swap_work"},
    )
    return walked(start, months, 0, paused, off, worked), walked(
        incident.known_on, 0, longer if extended else base, paused, off, worked
    )


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["pause", "inner pause", "resume", "extend", "restart", "act end", "law"]),
        st.integers(1, 40),
    ),
    min_size=1,
    max_size=7,
)


@pytest.fixture
def old_case(story):
    """A case whose act lies before the law of 2025, opened under it."""
    made = story("in_review", start=datetime(2026, 3, 2, 9, tzinfo=ZONE))
    Incident.objects.filter(pk=made.incident.pk).update(
        happened_at=datetime(2022, 10, 31, 10, tzinfo=ZONE), known_on=date(2026, 2, 27)
    )
    made.fresh()
    review.choose_law(
        incident=made.fresh(),
        rule_set=RuleSet.objects.get(code="CC-2023"),
        reason="a",
        by=made.user("member"),
        at=made.step(),
    )
    review.choose_law(
        incident=made.fresh(),
        rule_set=RuleSet.objects.get(code="CC-2025"),
        reason="b",
        by=made.user("member"),
        at=made.step(),
    )
    return made


def restart(made, kind: str, day: date) -> None:
    """The competent body's conclusion, entered by the member and confirmed by internal affairs."""
    said = {"body": "Chủ tịch", "number": "7/KL", "kind": kind, "reason": "x"}
    made.by_paper("restart_limitation", {**said, "day": day.isoformat()})


def do(made, deed: str, days: int) -> bool:
    """One deed `days` later; False when the house says not now."""
    made.at += timedelta(days=days)
    incident, by, at = made.fresh(), made.user("lead"), made.at
    day = local_day(at) - timedelta(days=days // 2)
    other = RuleSet.objects.get(
        code={"CC-2025": "CC-2020", "CC-2020": "CC-2023", "CC-2023": "CC-2025"}[
            incident.rule_set.code
        ]
    )
    calls = {
        "pause": lambda: review.suspend(
            incident=incident, reason="x", code="khoi_to", evidence="QĐ 1", by=by, at=at
        ),
        "inner pause": lambda: review.suspend(
            incident=incident, reason="x", code=INTERNAL, by=by, at=at
        ),
        "resume": lambda: review.resume(incident=incident, by=by, at=at),
        "extend": lambda: review.extend_processing(incident=incident, reason="x", by=by, at=at),
        "restart": lambda: restart(made, "restart", day),
        "act end": lambda: restart(made, "act_end", day),
        "law": lambda: review.choose_law(
            incident=incident, rule_set=other, reason="x", by=by, at=at
        ),
    }
    try:
        with transaction.atomic():
            calls[deed]()
        return True
    except NotNow:
        return False


def test_dates_recomputed_from_the_rows_are_the_dates_on_the_case(old_case, world, counted):
    made, begun, deeds_done = old_case, old_case.at, []

    @settings(
        max_examples=30,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(DEEDS)
    def check(deeds):
        with undone():
            made.at = begun
            done = sum(do(made, *deed) for deed in deeds)
            if made.fresh().suspended_at:
                done += do(made, "resume", 3)
            fresh = made.fresh()
            assert (fresh.limitation_ends, fresh.processing_ends) == by_the_rows(fresh), (
                deeds,
                list(fresh.clock_entries.values_list("kind", "starts_on", "ends_on")),
            )
            deeds_done.append(done)
        made.fresh()

    check()
    counted(sum(deeds_done), "deeds on the clocks")


REFUSED = [
    # what, kind, day offset from the act: why not
    ("before the act", "act_end", -1),
    ("after today", "act_end", 4000),
    ("restart before the act", "restart", 0),
]


def test_a_mark_of_the_limitation_must_make_sense(old_case, counted):
    acted = local_day(old_case.incident.happened_at)
    for _, kind, offset in REFUSED:
        with pytest.raises(NotNow):
            restart(old_case, kind, acted + timedelta(days=offset))
    Incident.objects.filter(pk=old_case.incident.pk).update(limitation_ends=date(2024, 10, 31))
    with pytest.raises(NotNow, match="Thời hiệu đã hết"):
        restart(old_case, "restart", date(2025, 1, 2))
    counted(len(REFUSED) + 1, "marks refused")


def test_the_more_favourable_law_is_chosen_by_a_person_seen_by_all_concerned_and_taken_back(
    story, as_, world
):
    made = story("awaiting_answer")
    code = made.incident.code
    path = f"/ho-so/{code}/quy-dinh-co-loi/"
    assert "chỉ có một bộ quy tắc" in as_("member").get(path).content.decode()
    Incident.objects.filter(pk=made.incident.pk).update(
        happened_at=datetime(2023, 5, 4, 9, tzinfo=ZONE)
    )
    body = " ".join(as_("lead").get(path).content.decode().split())
    assert "CC-2020" in body
    assert "CC-2023" in body
    assert "CC-2025 (đang áp dụng)" in body
    assert "05/05/2025" in body  # 24 months from 04/05/2023, a Sunday, carried to Monday
    other = RuleSet.objects.get(code="CC-2020")
    page = as_("lead").post(path, {"version": made.fresh().version, "rule_set": other.pk})
    assert page.status_code == 422
    assert "bắt buộc" in page.content.decode()
    assert as_("unit_head").get(path).status_code == 403
    assert as_("kin").get(path).status_code == 404
    assert (
        as_("lead")
        .post(
            path,
            {
                "version": made.fresh().version,
                "rule_set": RuleSet.objects.get(code="VC-2026").pk,
                "reason": "x",
            },
        )
        .status_code
        == 422
    )
    assert (
        as_("lead")
        .post(
            path,
            {"version": made.fresh().version, "rule_set": other.pk, "reason": "Thời hiệu ngắn hơn"},
        )
        .status_code
        == 302
    )
    assert made.fresh().rule_set == other
    assert made.incident.limitation_ends == date(2025, 5, 5)
    for who, where in (
        ("member", f"/ho-so/{code}/"),
        ("unit_head", f"/ho-so/{code}/phieu/"),
        ("member", f"/ho-so/{code}/thoi-han/"),
        ("person", f"/cua-toi/{code}/"),
    ):
        body = as_(who).get(where).content.decode()
        assert not {"CC-2020", "có lợi hơn"} - {
            word for word in ("CC-2020", "có lợi hơn") if word in body
        }, where
    assert (
        as_("lead")
        .post(
            path,
            {
                "version": made.fresh().version,
                "rule_set": RuleSet.objects.get(code="CC-2025").pk,
                "reason": "Chọn lại",
            },
        )
        .status_code
        == 302
    )
    assert made.fresh().rule_set.code == "CC-2025"
    assert made.incident.clock_entries.filter(kind="law").count() == 2


def test_reasons_of_health_are_read_by_those_who_handle_the_case_alone(story, as_, counted):
    made = story("consulting")
    path = f"/ho-so/{made.incident.code}/tam-dung/"
    typed = {
        "version": made.fresh().version,
        "code": "om_nang",
        "reason": "phẫu-thuật-tim",
        "evidence": "",
    }
    refused = as_("member").post(path, typed)
    assert refused.status_code == 422
    assert "giấy tờ" in refused.content.decode()
    assert "phẫu-thuật-tim" in refused.content.decode()
    assert as_("member").post(path, {**typed, "evidence": "bệnh-án-số-9"}).status_code == 302
    readers = {"lead": True, "member": True, "affairs": True, "unit_head": False, "chairman": False}
    for who, reads in readers.items():
        for where in ("", "thoi-han/", "phieu/", "dien-bien/"):
            body = as_(who).get(f"/ho-so/{made.incident.code}/{where}").content.decode()
            told = "phẫu-thuật-tim" in body or "bệnh-án-số-9" in body
            assert not told or reads, (who, where)
            assert not (reads and where == "thoi-han/") or told, (who, where)
    counted(len(readers) * 4, "pages with a reason of health")


def test_a_reason_outside_the_law_stops_the_step_and_not_the_limits(story):
    made = story("in_review")
    before = made.fresh()
    review.suspend(
        incident=made.fresh(),
        reason="Chờ người phụ trách đi học",
        code=INTERNAL,
        by=made.user("member"),
        at=made.step(),
    )
    made.at += timedelta(days=14)
    review.resume(incident=made.fresh(), by=made.user("member"), at=made.at)
    after = made.fresh()
    assert (after.processing_ends, after.limitation_ends) == (
        before.processing_ends,
        before.limitation_ends,
    )
    assert after.due_on > before.due_on


def test_the_limitation_moves_by_a_conclusion_that_two_people_stand_behind(old_case, as_, counted):
    before = old_case.fresh().limitation_ends
    said = {"body": "Chủ tịch UBND huyện", "number": "7/KL-UBND", "kind": "act_end", "reason": "x"}
    day = local_day(old_case.incident.happened_at) + timedelta(days=40)
    typed = {**said, "day": f"{day:%d/%m/%Y}", "received_on": f"{day:%d/%m/%Y}"}
    scan = SimpleUploadedFile("ket-luan.png", png(), "image/png")
    path = f"/ho-so/{old_case.incident.code}/moc-thoi-hieu/"
    typed["version"] = old_case.fresh().version
    assert as_("member").post(path, {**typed, "upload": scan}).status_code == 302
    row = old_case.fresh().paper_acts.get()
    assert old_case.fresh().limitation_ends == before, "entered by one, it moves nothing"
    with pytest.raises(NotAllowed):
        old_case.confirm_paper(row, who="member")
    old_case.confirm_paper(row, at=timezone.now())
    after, entry = old_case.fresh().limitation_ends, ClockEntry.objects.latest("pk")
    assert after > before
    assert (entry.kind, entry.starts_on) == ("act_end", day)
    assert entry.reason.startswith("Kết luận số 7/KL-UBND ngày")
    counted(1, "conclusions that moved the limitation")
