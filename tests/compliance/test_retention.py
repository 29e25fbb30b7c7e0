"""What is kept how long, what is held, and that what two people let go is gone everywhere, while
every figure stays as it was.
"""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from compliance.audit.models import Event
from compliance.audit.verify import check
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Kind as Function
from compliance.files import picture, root
from compliance.files.models import StoredFile
from compliance.incidents.models import Incident, Reporter, StepTaken
from compliance.outbox.models import Notification
from compliance.outbox.processing import process_due
from compliance.retention import actions
from compliance.retention import queries as retention
from compliance.retention.models import DisposalItem, FileToRemove, Kind, LegalHold, Tombstone
from compliance.retention.queries import due_for_disposal, due_of
from compliance.retention.removal import digest, parts, survey
from compliance.retention.terms import rules
from compliance.retention.views import disposal
from compliance.review.models import (
    CaseDocument,
    ClockEntry,
    Complaint,
    Conclusion,
    Decision,
    Measure,
)
from compliance.rulebook.clocks import ZONE, local_day
from reports import owed, queries, snapshot
from reports.actions import give_direction
from reports.models import Summary, SummaryEntry
from reports.periods import PeriodKind, back_from, period_of
from reports.rollups import Flows, SeenFlows
from tests.compliance.test_wall import text_of
from tests.world import CANARIES, Story

LONG_AGO = datetime(2018, 3, 5, 9, tzinfo=ZONE)
WORDS = (
    *CANARIES.values(),
    "đăng bài chưa kiểm chứng",
    "mang.example/bai",
    "gỡ bài",
    "Có căn cứ.",
    "Đã xem xét giải trình",
    "Đã giao văn bản",
    "Nhắc nhở bằng văn bản.",
    "12/UBND",
    "lý-do-giữ-yến",
    "chỉ-đạo-yến",
    "anh.png",
    "giấy-tờ-yến",
    "đổi-mốc-yến",
    "công-bằng-yến",
)


@pytest.fixture(autouse=True)
def _no_summaries(settings):
    settings.SUMMARY_START = (  # else every tick plans the eight years since the stories
        f"{timezone.now():%Y-%m-%d}"
    )


def keep_case(story: Story, **changes) -> Incident:
    """The row set to given days, as if it had been so: the class table asks about dates, not about
    the way there.
    """
    Incident.objects.filter(pk=story.incident.pk).update(**changes)
    return story.fresh()


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


CLOSED = date(2018, 5, 31)
# status, outcome, sealed, lapses on, handed to the archive on -> class, first due day
CLASSES = [
    ("screened_out", "", False, None, None, "screened_out", date(2019, 5, 31)),
    ("screened_out", "", True, None, None, "denunciation", date(2018, 6, 30)),
    ("noted", "", False, None, None, "noted", date(2019, 5, 31)),
    ("withdrawn", "", False, None, None, "withdrawn", date(2019, 5, 31)),
    ("stopped", "", False, None, None, "no_violation", date(2019, 5, 31)),
    ("stopped", "", True, None, None, "denunciation", date(2018, 6, 30)),
    ("closed", "no_violation", False, None, None, "no_violation", date(2019, 5, 31)),
    ("closed", "", False, None, None, "no_violation", date(2019, 5, 31)),  # annulled
    ("closed", "guidance", False, None, None, "guidance", date(2019, 5, 31)),
    ("closed", "oral_reminder", False, None, None, "oral_reminder", date(2019, 5, 31)),
    (
        "closed",
        "written_reminder",
        False,
        date(2019, 5, 20),
        None,
        "written_reminder",
        date(2020, 5, 31 - 11),
    ),
    (
        "closed",
        "written_reminder",
        False,
        date(2018, 2, 1),
        None,
        "written_reminder",
        date(2019, 5, 31),
    ),  # lapsed before it was closed
    (
        "closed",
        "discipline",
        False,
        date(2019, 5, 20),
        None,
        "discipline",
        None,
    ),  # never, while the archive has not got it
    (
        "closed",
        "discipline",
        False,
        date(2019, 5, 20),
        date(2018, 9, 3),
        "discipline",
        date(2020, 5, 20),
    ),
    ("closed", "discipline", False, None, date(2020, 2, 29), "discipline", date(2021, 2, 28)),
    ("closed", "referred", False, None, None, "referred", date(2019, 5, 31)),
    ("concluded", "guidance", False, None, None, "", None),
    ("enforcing", "written_reminder", False, date(2018, 2, 1), None, "", None),
]


def test_each_class_is_due_on_its_day_and_not_a_day_before(story, world, counted):
    made, rows = story("closed", start=LONG_AGO), 0
    measure = Measure.objects.get(incident=made.incident)
    for status, outcome, sealed, lapse, archived, kind, due in CLASSES:
        incident = keep_case(
            made, status=status, outcome=outcome, sealed=sealed, closed_at=noon(CLOSED)
        )
        Measure.objects.filter(pk=measure.pk).update(lapses_on=lapse)
        incident.archived.delete() if hasattr(incident, "archived") else None
        incident = made.fresh()
        if archived:
            actions.hand_to_archive(
                incident=incident,
                handed_on=archived,
                reference="MLHS-01",
                by=world.affairs,
                at=noon(archived),
            )
            incident = made.fresh()
        one = due_of(incident, rules(date(2026, 1, 1)))
        assert (one.rule.kind if one else kind, one.due_on if one else None) == (kind, due), (
            status,
            outcome,
        )
        if due:
            for day, there in (
                (due - timedelta(days=1), False),
                (due, True),
                (due + timedelta(days=3000), True),
            ):
                assert [row.incident for row in due_for_disposal(Incident.objects.all(), day)] == (
                    [incident] if there else []
                ), (status, outcome, day)
                rows += 1
    keep_case(made, status="closed", outcome="guidance", contested_at=noon(CLOSED))
    assert not due_for_disposal(Incident.objects.all(), date(2030, 1, 1)), (
        "a contest that waits keeps the case alive"
    )
    counted(rows + len(CLASSES), "class × dates → due day")


def test_a_decision_complained_about_keeps_its_case_for_the_term_of_complaints(story, world):
    made = story("closed", start=LONG_AGO)
    keep_case(made, status="closed", outcome="discipline", closed_at=noon(CLOSED))
    signed = {
        "number": "05/QĐ-UBND",
        "issued_on": CLOSED,
        "effective_from": CLOSED,
        "entered_by": world.affairs,
        "entered_at": noon(CLOSED),
    }
    decision = Decision.objects.create(
        measure=Measure.objects.get(incident=made.incident),
        result="discipline",
        form="khien_trach",
        signer="Lục Thử Mười",
        **signed,
    )
    actions.hand_to_archive(
        incident=made.fresh(),
        handed_on=date(2018, 9, 3),
        reference="MLHS-01",
        by=world.affairs,
        at=noon(date(2018, 9, 3)),
    )
    assert due_of(made.fresh(), rules(date(2026, 1, 1))).due_on < date(2020, 6, 1)
    Complaint.objects.create(
        decision=decision,
        level=1,
        filed_on=CLOSED,
        entered_by=world.affairs,
        entered_at=noon(CLOSED),
    )
    one = due_of(made.fresh(), rules(date(2026, 1, 1)))
    assert (one.rule.kind, one.due_on) == (Kind.COMPLAINT, date(2033, 5, 31))
    assert not due_for_disposal(Incident.objects.all(), date(2033, 5, 30))
    assert [
        row.incident for row in due_for_disposal(Incident.objects.all(), date(2033, 5, 31))
    ] == [made.fresh()]


def test_a_term_is_set_from_a_day_on_with_a_reason_and_never_below_the_law(world, as_):
    lead, at, today = world.fresh("lead"), timezone.now(), local_day(timezone.now())
    actions.set_term(
        kind="guidance",
        months=24,
        valid_from=today + timedelta(days=10),
        reason="Quy chế mới.",
        by=lead,
        at=at,
    )
    assert rules(today)["guidance"].months == 12
    assert rules(today + timedelta(days=10))["guidance"].months == 24
    for wrong in (
        {"kind": "complaint", "months": 12},
        {"kind": "discipline", "months": 3},
        {"kind": "noted", "months": 0},
        {"kind": "guidance", "months": 30, "valid_from": today + timedelta(days=10)},
        {"kind": "noted", "months": 6, "valid_from": today - timedelta(days=1)},
    ):
        with pytest.raises(NotNow):
            actions.set_term(
                **{"valid_from": today, "reason": "Thử.", "by": lead, "at": at, **wrong}
            )
    assert as_("auditor").post("/luu-giu/thoi-han/", {}).status_code == 403
    assert (
        as_("lead")
        .post(
            "/luu-giu/thoi-han/",
            {"kind": "noted", "months": "6", "valid_from": "01/01/2001", "reason": "Thử"},
        )
        .status_code
        == 422
    )
    assert (
        as_("lead")
        .post(
            "/luu-giu/thoi-han/",
            {"kind": "noted", "months": "6", "valid_from": f"{today:%d/%m/%Y}", "reason": "Thử"},
        )
        .status_code
        == 302
    )


def propose(world, *stories, at=None):
    return actions.propose_disposal(
        incidents=[one.fresh() for one in stories],
        note="Rà soát năm.",
        by=world.fresh("lead"),
        at=at or timezone.now(),
    )


def confirm(world, batch, who="auditor", agrees=True):
    return actions.decide_batch(
        batch=batch, agrees=agrees, reason="Chưa đủ căn cứ.", by=world.fresh(who), at=timezone.now()
    )


def test_a_held_case_is_not_due_not_proposed_and_skipped_even_after_confirmation(story, world, as_):
    made, now, today = story("closed", start=LONG_AGO), timezone.now(), local_day(timezone.now())
    hold = actions.ask_hold(
        incident=made.fresh(),
        reason="Đang khởi kiện.",
        until=today + timedelta(days=30),
        by=world.fresh("lead"),
        at=now,
    )
    due = lambda day=today: due_for_disposal(Incident.objects.on_file_for(world.fresh("lead")), day)  # noqa: E731
    assert not due(), "a hold keeps from the moment it is asked"
    with pytest.raises(NotNow, match="đang được giữ"):
        propose(world, made)
    for who in ("lead", "deputy_lead", "chairman"):
        with pytest.raises(NotAllowed):
            actions.decide_hold(hold=hold, agrees=True, by=world.fresh(who), at=now)
    actions.decide_hold(hold=hold, agrees=True, by=world.fresh("auditor"), at=now)
    assert not due(today + timedelta(days=30))
    assert due(today + timedelta(days=31)), "the last day counts, the next does not"
    keep_case(made, spent_on=None)  # the page of a case whose reminder has lapsed is shut
    assert "Giữ lại" in text_of(as_("unit_head").get(f"/ho-so/{made.incident.code}/"))
    actions.ask_release(hold=hold, reason="Đã rút đơn.", by=world.fresh("lead"), at=now)
    assert not due(), "asking to let go does not let go"
    actions.decide_release(hold=hold, agrees=False, by=world.fresh("auditor"), at=now)
    actions.ask_release(hold=hold, reason="Đã rút đơn.", by=world.fresh("lead"), at=now)
    actions.decide_release(hold=hold, agrees=True, by=world.fresh("auditor"), at=now)
    assert len(due()) == 1
    batch = propose(world, made)
    confirm(world, batch)
    actions.ask_hold(
        incident=made.fresh(), reason="Khiếu nại mới.", until=today, by=world.fresh("lead"), at=now
    )
    process_due()
    assert batch.items.get().state == DisposalItem.State.SKIPPED
    assert made.fresh().disposed_at is None


def test_however_many_are_due_the_page_stays_bounded_and_finds_each(story, world, as_, monkeypatch):
    """Of more than it lists those that ended first are shown; a code leads to any of them."""
    first = story("closed", start=LONG_AGO)
    later = story("closed", start=LONG_AGO + timedelta(days=9), staff=world.other_staff.staff)
    Incident.objects.filter(pk=later.incident.pk).update(closed_at=noon(date(2018, 9, 3)))
    monkeypatch.setattr(disposal, "MOST_LISTED", 1)
    page = text_of(as_("lead").get("/luu-giu/"))
    assert first.incident.code in page
    assert later.incident.code not in page
    assert "kết thúc sớm nhất" in page
    assert later.incident.code in text_of(as_("lead").get(f"/luu-giu/?q={later.incident.code}"))
    Incident.objects.filter(pk=later.incident.pk).update(status="withdrawn")
    for kind, shown in (("", False), ("withdrawn", True), ("noted", False)):
        found = text_of(as_("lead").get(f"/luu-giu/?loai={kind}"))
        assert (later.incident.code in found) is shown, kind
    monkeypatch.setattr(disposal, "MOST_LISTED", 10)
    assert "kết thúc sớm nhất" not in text_of(as_("lead").get("/luu-giu/"))


def test_it_takes_two_and_neither_may_be_walled(story, world, as_):
    world.auditor.functions.create(
        kind=Function.LEAD, valid_from=date(2017, 1, 1)
    )  # holds both functions
    both = world.fresh("auditor")
    first, other = (
        story("closed", start=LONG_AGO),
        story("closed", start=LONG_AGO, staff=world.other_staff.staff),
    )
    own = actions.propose_disposal(
        incidents=[first.fresh()], note="Tự làm.", by=both, at=timezone.now()
    )
    with pytest.raises(NotAllowed, match="tự xác nhận"):
        confirm(world, own)
    assert confirm_refused(as_, own, "lead") == 403
    DisposalItem.objects.filter(batch=own).update(state="refused", why="Thử")
    other.fresh()
    world.kin.functions.create(
        kind=Function.AUDITOR, valid_from=date(2017, 1, 1)
    )  # a relative of the person in `first`
    batch = propose(world, first, other)
    page = text_of(as_("kin").get(f"/luu-giu/dot/{batch.pk}/"))
    assert other.incident.code in page
    assert first.incident.code not in page
    assert confirm(world, batch, "kin") == 1
    with pytest.raises(NotNow):
        confirm(world, batch, "kin")
    assert {item.incident_id: item.state for item in batch.items.all()} == {
        first.incident.pk: "proposed",
        other.incident.pk: "confirmed",
    }
    alone = propose(world, third := story("closed", start=LONG_AGO))
    assert as_("kin").get(f"/luu-giu/dot/{alone.pk}/").status_code == 404
    assert third.incident.code not in text_of(as_("kin").get("/luu-giu/dot/"))
    assert confirm(world, batch, agrees=False) == 1
    assert due_for_disposal(
        Incident.objects.filter(pk=first.incident.pk), local_day(timezone.now())
    ), "what was refused is due as before"
    with pytest.raises(NotNow, match="đề nghị khác"), transaction.atomic():
        propose(world, other)


def confirm_refused(as_, batch, who: str) -> int:
    return as_(who).post(f"/luu-giu/dot/{batch.pk}/y-kien/", {"agrees": "1"}).status_code


def dump() -> dict[str, list[str]]:
    """Every row of every table as text: {table: [row]}."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        fields = [field.attname for field in model._meta.concrete_fields]
        found[model._meta.label] = [
            json.dumps(row, default=str, ensure_ascii=False)
            for row in model._base_manager.order_by("pk").values_list(*fields)
        ]
    return found


def hits(words) -> dict[str, int]:
    """Where a word still stands: tables, and the bytes of files on disk."""
    rows = [row for found in dump().values() for row in found]
    found = {word: sum(word in row for row in rows) for word in words}
    return {word: number for word, number in found.items() if number}


def on_disk() -> int:
    return len(on_disk_names())


def _figures(one) -> dict:
    """What a summary of the period would count now; nothing of it stays."""
    with transaction.atomic():
        row = Summary.objects.create(kind=one.kind, start=one.start, end=one.end, revision=99)
        SummaryEntry.objects.bulk_create(
            SummaryEntry(summary=row, **entry) for entry in map(_columns, snapshot.entries_of(one))
        )
        figures = snapshot.count(row, one)
        transaction.set_rollback(True)
    figures.pop("overdue")  # the day of a step goes with the case
    return figures


def _columns(entry) -> dict:
    return {
        field.attname: getattr(entry, field.attname)
        for field in entry._meta.local_concrete_fields
        if field.attname not in ("id", "summary_id")
    }


def all_figures(user) -> dict:
    """Every figure the house counts, over what is official and over what one reader counts."""
    today = local_day(timezone.now())
    months = back_from(period_of(PeriodKind.MONTH, date(2018, 8, 30)), 7)
    spans = [*months, *(period_of(kind, LONG_AGO.date()) for kind in PeriodKind.values)]
    mine = Incident.objects.countable_by(user)
    if user.username == "unit_head":
        mine = mine.filter(
            sealed=False
        )  # a sealed one was counted by its reporter alone, and nobody knows any more who that was
    return {
        "summaries": [_figures(one) for one in (spans if user.username == "lead" else [])],
        "counts": [Flows(mine, [one]).counts_of(one) for one in spans],
        "days": [Flows(mine, [one]).processing_days(one) for one in spans],
        "in_time": [Flows(mine, [one]).in_time(one) for one in spans],
        "trend": [
            SeenFlows(user, months).counts_of(one) for one in months if user.username != "unit_head"
        ],
        "ages": queries.ages(queries.stages(mine, today), today),
        "heat": [
            SeenFlows(user, [one]).by_category(one) for one in spans if user.username != "unit_head"
        ],
        "by": [
            queries.received_by(mine, one, field)
            for one in spans
            for field in ("office_id", "category", "act_kind", "staff_kind", "platform", "outcome")
        ],
        "workload": queries.workload(queries.handled(mine, today)),
        "began": owed.began_on(),
    }


def others(world, gone: set[int]) -> dict:
    """The rows of every other case, for comparing before and after."""
    found = {"Incident": list(Incident.objects.exclude(pk__in=gone).order_by("pk").values())}
    for model, lookups in parts():
        rows = (
            model._base_manager.exclude(**{f"{lookups[0]}__in": gone})
            if not model._meta.label.startswith(("retention.", "outbox."))
            else model._base_manager.none()
        )
        found[model._meta.label] = [
            row for row in rows.order_by("pk").values() if row.get("verb") != "checked"
        ]  # the tick rechecks what lies on the disk
    return found


def read_everywhere(as_, codes) -> dict:
    """Codes that still stand on a page somebody reads."""
    seen = {}
    for who in (
        "lead",
        "deputy_lead",
        "chairman",
        "unit_head",
        "affairs",
        "member",
        "person",
        "auditor",
    ):
        client = as_(who)
        for page in (
            "/ho-so/",
            "/ho-so/?status=closed",
            "/ho-so/?q=HL",
            "/ho-so/xuat/?dang=csv",
            "/api/v1/incidents/",
            "/thong-bao/",
            "/viec-can-lam/",
            "/cua-toi/",
        ):
            body = text_of(client.get(page))
            seen.update({(who, page, code): True for code in codes if code in body})
        seen.update(
            {
                (who, door, code): True
                for code in codes
                for door in ("ho-so", "cua-toi")
                if client.get(f"/{door}/{code}/").status_code != 404
            }
        )
    return seen


def test_what_two_people_let_go_is_gone_everywhere_and_every_figure_stays(
    story, world, as_, settings, tmp_path, counted
):
    settings.DISPOSAL_REGISTER = str(tmp_path / "so.jsonl")
    kept = story("closed", start=LONG_AGO, staff=world.other_staff.staff)
    made = [
        story("closed", start=LONG_AGO),
        story("screened_out", start=LONG_AGO + timedelta(days=40)),
        story("noted", start=LONG_AGO + timedelta(days=80)),
    ]
    made.append(story("submitted", start=LONG_AGO + timedelta(days=120)))
    made[-1].screen_out("denunciation")
    full = made[0]
    give_direction(
        text="chỉ-đạo-yến báo cáo.",
        offices=[world.offices["XA"]],
        due_on=None,
        incident=full.fresh(),
        by=world.fresh("chairman"),
        at=LONG_AGO,
    )
    hold = actions.ask_hold(
        incident=full.fresh(),
        reason="lý-do-giữ-yến",
        until=date(2018, 12, 31),
        by=world.fresh("lead"),
        at=LONG_AGO,
    )
    gone, codes = {one.incident.pk for one in made}, [one.incident.code for one in made]
    as_("person").get(f"/cua-toi/{full.incident.code}/")
    picture(full.incident.evidence.get().file)
    leave_papers(full)
    lead, head = world.fresh("lead"), world.fresh("unit_head")
    assert set(hits(WORDS)) == set(WORDS), "the control: every word is somewhere before"
    before = (
        all_figures(lead),
        all_figures(head),
        all_figures(world.fresh("chairman")),
        others(world, gone),
    )
    files, rows = on_disk(), survey(list(gone))
    assert rows[full.incident.pk]["files"] == 1
    assert rows[full.incident.pk]["texts"] > 15
    batch = propose(world, *made)
    assert hits(WORDS[:1]), "a proposal removes nothing"
    confirm(world, batch)
    process_due()
    process_due()
    assert Tombstone.objects.count() == 4
    assert all(one.fresh().disposed_at for one in made)
    assert on_disk() == files - 4
    assert before[:3] == tuple(
        all_figures(world.fresh(name)) for name in ("lead", "unit_head", "chairman")
    )
    assert before[3] == others(world, gone), "every other case is as it was"
    assert not read_everywhere(as_, codes)
    traces = left_of(gone, codes, world)
    assert not traces, traces
    stay_only_in(kept)
    assert check()[0] == ""
    assert LegalHold.objects.get(pk=hold.pk).reason == ""
    as_lists_say(as_, made)
    counted(len(parts()), "tables swept")
    counted(len(WORDS), "canaries")


HANG_ON_A_CASE = [
    "incidents.CustodyEvent",
    "incidents.Evidence",
    "incidents.Reporter",
    "incidents.Allegation",
    "review.CaseDocument",
    "review.ClockEntry",
    "review.Milestone",
    "review.Decision",
    "review.Complaint",
    "review.Finding",
    "review.Conclusion",
    "review.Contest",
    "review.Answer",
    "review.AnswerDraft",
    "review.Notice",
    "review.Opinion",
    "review.Measure",
]


def leave_papers(made: Story) -> None:
    """A paper of the case, a moved clock and a photograph of its fairness, each with a word that
    must go.
    """
    swept = {model._meta.label for model, _ in parts()}
    assert set(HANG_ON_A_CASE) <= swept, set(HANG_ON_A_CASE) - swept
    incident, user = made.fresh(), made.user("member")
    CaseDocument.objects.create(
        incident=incident,
        kind="request",
        issuer="team",
        words={"where": "giấy-tờ-yến"},
        drafted_by=user,
        drafted_at=LONG_AGO,
    )
    ClockEntry.objects.create(
        incident=incident,
        kind="act_end",
        starts_on=LONG_AGO.date(),
        reason="đổi-mốc-yến",
        rule="Thử",
        by=user,
        at=LONG_AGO,
    )
    Conclusion.objects.filter(incident=incident).update(
        fairness={"rows": [{"who": "công-bằng-yến"}]}
    )


def on_disk_names() -> list[Path]:
    return [path for path in root().rglob("*") if path.is_file()]


def left_of(gone: set[int], codes: list[str], world) -> list:
    """Rows that still tie a disposed case to anybody, or hold what somebody typed."""
    person, found = world.person_staff, []
    for model, lookups in parts():
        for lookup in lookups:
            for row in model._base_manager.filter(**{f"{lookup}__in": gone}):
                for field in model._meta.concrete_fields:
                    value = getattr(row, field.attname)
                    if (
                        isinstance(field, (models.TextField, models.JSONField))
                        and not field.choices
                        and value
                    ):
                        found.append((model._meta.label, field.name, value))
                    if (
                        isinstance(field, models.ForeignKey)
                        and value in (person.pk, person.user_id)
                        and field.remote_field.model.__name__ in ("User", "StaffMember")
                    ):
                        found.append((model._meta.label, field.name, "the person"))
    found += [
        ("audit", str(event), event.actor_name)
        for code in codes
        for event in Event.objects.filter(subject_label__startswith=code)
        if event.actor_id == person.user_id
        or person.full_name
        in json.dumps([event.actor_name, event.before, event.after], ensure_ascii=False)
    ]
    found += [
        ("bell", note.text, note.url)
        for code in codes
        for note in Notification.objects.filter(
            models.Q(text__contains=code) | models.Q(url__contains=code)
        )
    ]
    found += [("vault", row.pk, "") for row in Reporter.objects.filter(incident__in=gone)]
    return found


def stay_only_in(kept) -> None:
    """The words of the kept case stand in its own rows; with that case emptied as well, nowhere at
    all.
    """
    assert hits(["chim-hoàng-yến"])
    world = kept.world
    confirm(world, propose(world, kept))
    process_due()
    process_due()
    assert hits(WORDS) == {}
    assert not [path for path in root().parent.rglob("*") if path.is_file()], (
        "no original, no copy, no picture drawn from one"
    )
    assert not StoredFile.objects.exists()


def as_lists_say(as_, made) -> None:
    """The list behind a figure says how many have gone, so that it is as long as the figure; the
    register shows them to two functions.
    """
    page = text_of(as_("lead").get("/ho-so/?submitted_from=2018-01-01&submitted_to=2018-12-31"))
    assert "5 việc không hiện, đã tiêu hủy" in page, "those that had lapsed before are among them"
    assert "đã tiêu hủy" not in text_of(as_("lead").get("/ho-so/"))
    for who in ("lead", "auditor"):
        body = text_of(as_(who).get("/luu-giu/so/"))
        assert all(one.incident.code in body for one in made)
    stone = Tombstone.objects.get(code=made[3].incident.code)
    assert (stone.kind, stone.reference) == (Kind.DENUNCIATION, "05/PC")
    assert stone.manifest_sha256 == digest(stone.manifest)
    assert as_("auditor").get(f"/luu-giu/dot/{stone.batch_id}/bien-ban/").status_code == 200
    lines = text_of(as_("auditor").get("/luu-giu/so.jsonl")).splitlines()
    assert len(lines) == Tombstone.objects.count() == 5


def test_a_file_shared_by_siblings_goes_with_the_last_of_them(story, world):
    first, second = (
        story("closed", start=LONG_AGO),
        story("closed", start=LONG_AGO, staff=world.other_staff.staff),
    )
    item, shared = second.incident.evidence.get(), first.incident.evidence.get().file
    own, item.file = item.file, shared
    item.save(update_fields=["file"])
    own.delete()
    for one, left in ((first, 1), (second, 0)):
        confirm(world, propose(world, one))
        process_due()
        process_due()
        assert StoredFile.objects.filter(pk=shared.pk).count() == left
        assert (root() / shared.path).is_file() == bool(left)


def test_a_kill_between_commit_and_unlink_loses_nothing_and_repeats_nothing(story, world):
    made = story("closed", start=LONG_AGO)
    batch = propose(world, made)
    confirm(world, batch)
    item, at = batch.items.get(), timezone.now()
    first = actions.dispose(item=item, at=at)
    assert actions.dispose(item=item, at=at) == first
    assert Tombstone.objects.count() == Event.objects.filter(verb="dispose").count() == 1
    path = root() / FileToRemove.objects.get().path
    assert path.is_file(), "bytes go after the commit"
    path.unlink()  # done, and killed before it could say so
    process_due()
    assert FileToRemove.objects.get().removed_at
    assert made.fresh().disposed_at == at


def test_after_an_old_backup_is_restored_it_is_removed_again(story, world, settings, tmp_path):
    settings.DISPOSAL_REGISTER = str(tmp_path / "so.jsonl")
    made = story("closed", start=LONG_AGO)
    copy = {path: path.read_bytes() for path in on_disk_names()}
    before = transaction.savepoint()
    confirm(world, propose(world, made))
    process_due()
    process_due()
    digest_before = Tombstone.objects.get().manifest_sha256
    for path, content in copy.items():
        path.write_bytes(content)
    call_command("repurge", verbosity=0)
    assert not on_disk_names(), "files of an old disk under a newer database"
    transaction.savepoint_rollback(before)
    for path, content in copy.items():
        path.write_bytes(content)
    assert not Tombstone.objects.exists()
    assert hits([CANARIES["answer"]])
    call_command("repurge", verbosity=0)
    process_due()
    assert not hits(WORDS)
    assert not on_disk_names()
    stone = Tombstone.objects.get()
    assert (stone.code, stone.manifest_sha256, bool(stone.again_at)) == (
        made.incident.code,
        digest_before,
        True,
    )
    assert Event.objects.filter(verb="repurge").count() == 1
    assert check()[0] == ""


def test_an_abandoned_draft_is_announced_a_month_before_and_goes_unless_it_is_touched(story, world):
    old, touched = (
        story("draft", start=timezone.now() - timedelta(days=200)),
        story("draft", start=timezone.now() - timedelta(days=200)),
    )
    now = timezone.now()
    for _ in range(2):
        actions.warn_drafts(at=now)
        actions.remove_drafts(at=now)
    assert (
        Notification.objects.addressed_to(world.unit_head)
        .filter(kind="draft_ends", user=None)
        .count()
        == 2
    )
    Incident.objects.filter(pk=touched.incident.pk).update(
        edited_at=now, version=touched.fresh().version + 1
    )
    assert actions.remove_drafts(at=now + timedelta(days=29)) == 0
    assert actions.remove_drafts(at=now + timedelta(days=31)) == 1
    assert old.fresh().disposed_at
    assert touched.fresh().disposed_at is None
    assert (
        not Incident.objects.visible_to(world.fresh("unit_head"))
        .filter(pk=old.incident.pk)
        .exists()
    )
    assert not Tombstone.objects.exists(), "nobody but its writer ever saw it"


def test_the_lead_is_told_once_a_month_and_the_inspectorate_of_what_waits(story, world, as_):
    made = story("closed", start=LONG_AGO)
    now = timezone.now().replace(hour=3)  # ten in the morning in Viet Nam
    for hours in (0, 1, 30):
        process_due(now + timedelta(hours=hours))
    assert Notification.objects.filter(kind="disposal_due", user=world.lead).count() in (
        1,
        2,
    )  # two when the month turns in between
    assert "đến hạn tiêu hủy" in text_of(as_("lead").get("/viec-can-lam/"))
    page = as_("lead").get("/luu-giu/")
    assert made.incident.code in text_of(page)
    answer = as_("lead").post("/luu-giu/de-nghi/", {"codes": [made.incident.code], "note": ""})
    assert answer.status_code == 422
    assert (
        f'value="{made.incident.code}" aria-label="Chọn {made.incident.code}" checked'
        in " ".join(text_of(answer).split())
    ), "what was ticked stays ticked"
    assert (
        as_("lead")
        .post("/luu-giu/de-nghi/", {"codes": [made.incident.code], "note": "Rà soát."})
        .status_code
        == 302
    )
    book = as_("lead").get("/luu-giu/danh-sach.xlsx")
    assert book.content[:2] == b"PK"
    assert Notification.objects.filter(kind="disposal", user=world.auditor).count() == 1
    body = text_of(as_("auditor").get("/luu-giu/dot/"))
    assert "1 hồ sơ" in body
    assert world.person_staff.full_name not in body


def test_a_step_may_be_emptied_once_and_in_no_other_way(story, counted):
    made = story("submitted")
    step, rows = StepTaken.objects.filter(incident=made.incident).first(), 0
    for changes in (
        "note = ''",
        "erased_at = CURRENT_TIMESTAMP, note = 'x', by_id = NULL",
        "erased_at = CURRENT_TIMESTAMP, note = '', by_id = NULL, verb = 'x'",
        "by_id = NULL",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE incidents_steptaken SET {changes} WHERE id = %s", [step.pk])
        rows += 1
    StepTaken.objects.filter(pk=step.pk).update(note="", by=None, erased_at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        StepTaken.objects.filter(pk=step.pk).update(erased_at=timezone.now())
    counted(rows + 1, "changes to a step refused")


def test_however_many_are_due_a_first_page_reads_few_of_them(story, world, as_, monkeypatch):
    """To know that something is due the oldest are enough: years of it come into no memory."""
    for days in range(4):
        made = story("closed", start=LONG_AGO + timedelta(days=days))
        Incident.objects.filter(pk=made.incident.pk).update(closed_at=noon(date(2018, 9, 3)))
    monkeypatch.setattr(retention, "FIRST_LOOK", 1)
    client, read = as_("lead"), []
    client.get("/don-vi/")

    def note(instance, **__):
        read.append(instance.closed_at)

    models.signals.post_init.connect(note, sender=Incident)
    try:
        for page in ("/don-vi/", "/viec-can-lam/"):
            read.clear()
            assert "Xem hồ sơ đến hạn tiêu hủy" in text_of(client.get(page))
            assert read.count(noon(date(2018, 9, 3))) <= 2, page  # one of them is shown as recent
    finally:
        models.signals.post_init.disconnect(note, sender=Incident)
