"""Breaches of personal data with their 72 hours, and the reviews of logs and rights that somebody
signs.
"""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from compliance.assurance import actions
from compliance.assurance.models import Breach, Review
from compliance.assurance.periodic import closed_periods, plan_reminders, plan_reviews
from compliance.assurance.queries import group_of
from compliance.assurance.work_list import breaches, reviews
from compliance.audit.models import Event, ExportRecord
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.work_list import Task
from compliance.outbox.models import Notification
from compliance.outbox.processing import process_due
from compliance.rulebook.clocks import ZONE
from tests.world import PEOPLE

SATURDAY = datetime(2026, 11, 28, 23, 59, tzinfo=ZONE)
KEEPERS = {"lead", "deputy_lead", "recused", "affairs", "administrator"}
SECONDS = {"auditor", "chairman", "vice"}


def tasks_of(provider, user, day) -> list[Task]:
    return [task for part in provider(user, day) for task in part.tasks(part.rows())]


def new(world, who: str = "other_staff", at: datetime = SATURDAY, **more) -> Breach:
    given = {"title": "Thư gửi nhầm", "what": "Nhầm địa chỉ.", "data": "Họ tên.", **more}
    return actions.record_breach(noticed_at=at, by=world.fresh(who), at=at, **given)


def told(kind: str) -> set[str]:
    rows = Notification.objects.filter(kind=kind)
    return set(rows.values_list("user__username", flat=True))


def test_the_clock_runs_from_noticing_at_any_hour(world):
    breach = new(world)
    assert breach.due_at - breach.noticed_at == timedelta(hours=72)
    assert told("breach") == KEEPERS | SECONDS
    with pytest.raises(NotNow):
        actions.record_breach(
            title="x",
            what="x",
            data="x",
            by=world.fresh("lead"),
            noticed_at=SATURDAY + timedelta(minutes=1),
            at=SATURDAY,
        )


# verb: (state it needs, who may)
def _acts(breach, world, at):
    return {
        "note": (KEEPERS, lambda by: actions.note_breach(breach=breach, text="x", by=by, at=at)),
        "people": (
            KEEPERS,
            lambda by: actions.tell_people(
                breach=breach, told_on=at.date(), how="Thư", by=by, at=at
            ),
        ),
        "exempt": (
            KEEPERS,
            lambda by: actions.ask_exemption(breach=breach, reason="x", by=by, at=at),
        ),
        "notify": (
            KEEPERS,
            lambda by: actions.notify_breach(
                breach=breach, notified_at=at, number="1", by=by, at=at
            ),
        ),
        "decide": (
            SECONDS,
            lambda by: actions.decide_exemption(breach=breach, agrees=True, by=by, at=at),
        ),
        "close": (
            SECONDS,
            lambda by: actions.close_breach(breach=breach, lesson="x", by=by, at=at),
        ),
    }


# state: verbs that go on from it
FROM = {
    "open": {"note", "people", "exempt", "notify"},
    "exempt_asked": {"note", "people", "notify", "decide"},
    "notified": {"note", "people", "close"},
    "exempt": {"note", "people", "close"},
    "closed": set(),
}


def brought(world, state: str) -> Breach:
    breach, at = new(world), SATURDAY + timedelta(hours=1)
    lead, auditor = world.fresh("lead"), world.fresh("auditor")
    if state in ("exempt_asked", "exempt"):
        actions.ask_exemption(breach=breach, reason="Không có dữ liệu.", by=lead, at=at)
    if state == "exempt":
        actions.decide_exemption(breach=breach, agrees=True, by=auditor, at=at)
    if state in ("notified", "closed"):
        actions.notify_breach(breach=breach, notified_at=at, number="12/BC", by=lead, at=at)
    if state == "closed":
        actions.close_breach(breach=breach, lesson="Rà lại.", by=auditor, at=at)
    return Breach.objects.get(pk=breach.pk)


def test_state_by_verb_by_person(world, counted):
    """Who may not is refused, what is not due is refused, and nothing else."""
    from django.db import transaction

    rows, at = 0, SATURDAY + timedelta(hours=2)
    people = {who: world.fresh(who) for who in PEOPLE}
    for state, going in FROM.items():
        breach = brought(world, state)
        for verb, (may, run) in _acts(breach, world, at).items():
            for who, by in people.items():
                save, outcome = transaction.savepoint(), "done"
                try:
                    run(by)
                except NotAllowed:
                    outcome = "not allowed"
                except NotNow:
                    outcome = "not now"
                transaction.savepoint_rollback(save)
                wanted = "not allowed" if who not in may else "done" if verb in going else "not now"
                assert outcome == wanted, (state, verb, who)
                rows += 1
    counted(rows, "breach: state × verb × person")


def test_nobody_signs_twice(world):
    at = SATURDAY + timedelta(hours=1)
    breach = new(world, "vice")
    actions.ask_exemption(breach=breach, reason="Không có dữ liệu.", by=world.fresh("lead"), at=at)
    actions.decide_exemption(breach=breach, agrees=True, by=world.fresh("vice"), at=at)
    with pytest.raises(NotAllowed):
        actions.close_breach(breach=breach, lesson="x", by=world.fresh("vice"), at=at)
    assert actions.close_breach(
        breach=breach, lesson="x", by=world.fresh("auditor"), at=at
    ).closed_at


HOURS = [
    (10, 0),
    (47, 0),
    (49, 1),
    (65, 1),
    (67, 2),
    (71, 2),
    (73, 3),
    (200, 3),
]  # hours gone: reminders said so far


def test_reminders_before_and_after_the_72_hours(world, counted):
    """Each stage once, on a Saturday night too, until somebody has notified."""
    breach = new(world)
    before = Notification.objects.filter(kind="breach", user=world.lead).count()
    for gone, said in HOURS:
        now = SATURDAY + timedelta(hours=gone)
        plan_reminders(now)
        process_due(now)
        rows = Notification.objects.filter(kind="breach", user=world.lead).count()
        assert rows - before == said, gone
    actions.notify_breach(
        breach=breach,
        notified_at=SATURDAY + timedelta(hours=201),
        number="1",
        by=world.fresh("lead"),
        at=SATURDAY + timedelta(hours=201),
    )
    before = Notification.objects.filter(kind="breach", user=world.lead).count()
    process_due(SATURDAY + timedelta(hours=300))
    assert Notification.objects.filter(kind="breach", user=world.lead).count() == before
    counted(len(HOURS), "hours of the 72")


def test_the_page_does_it_and_the_register_goes_out_with_its_line(world, as_):
    client = as_("other_staff")
    page = reverse("assurance:new_breach")
    wrong = client.post(
        page, {"title": "Thư nhầm", "what": "Nhầm.", "data": "", "noticed_at": "hôm nào"}
    )
    assert wrong.status_code == 422
    assert "Thư nhầm" in wrong.content.decode()
    typed = {
        "title": "Thư nhầm",
        "what": "Nhầm.",
        "data": "Họ tên.",
        "noticed_at": "01/11/2026 08:00",
    }
    assert client.post(page, typed).status_code == 302
    breach = Breach.objects.get()
    address = reverse("assurance:breach", args=[breach.pk])
    assert client.get(address).status_code == 404
    lead = as_("lead")
    assert lead.post(address, {"act": "note", "text": "Đã thu hồi."}).status_code == 302
    sent = {"act": "notify", "notified_at": "01/11/2026 07:00", "number": "12/BC"}
    early = lead.post(address, sent)
    assert early.status_code == 422
    assert "12/BC" in early.content.decode()
    assert lead.post(address, {**sent, "notified_at": "02/11/2026 07:00"}).status_code == 302
    assert "Đã thu hồi." in as_("auditor").get(address).content.decode()
    assert as_("auditor").post(address, {"act": "close", "lesson": "Rà."}).status_code == 302
    assert as_("lead").get(reverse("assurance:export_breaches")).status_code == 200
    assert ExportRecord.objects.filter(what="export_breaches", rows=1).count() == 1
    verbs = set(Event.objects.filter(subject_type="breach").values_list("verb", flat=True))
    assert verbs == {"record_breach", "note_breach", "notify_breach", "close_breach"}


# kind, last one there, today: first days of what is opened
PERIODS = [
    ("logs", None, date(2026, 12, 1), ["2026-11-01"]),
    ("logs", date(2026, 11, 1), date(2026, 12, 31), []),
    ("logs", date(2026, 9, 1), date(2027, 1, 1), ["2026-10-01", "2026-11-01", "2026-12-01"]),
    ("logs", date(2028, 1, 1), date(2028, 3, 1), ["2028-02-01"]),
    ("rights", None, date(2026, 1, 1), ["2025-01-01"]),
    ("rights", date(2025, 1, 1), date(2026, 12, 31), []),
    ("rights", date(2024, 1, 1), date(2027, 1, 1), ["2025-01-01", "2026-01-01"]),
]


def test_every_closed_period_is_opened_once(counted):
    for kind, since, today, wanted in PERIODS:
        opened = [first.isoformat() for first, _ in closed_periods(kind, since, today)]
        assert opened == wanted, (kind, since, today)
    counted(len(PERIODS), "periods of reviews")


def test_a_review_opens_is_signed_and_keeps_what_was_seen(world, as_):
    now = datetime(2027, 1, 4, 9, tzinfo=ZONE)
    plan_reviews(now)
    process_due(now)
    assert {row.kind for row in Review.objects.all()} == {"logs", "rights"}
    assert told("review") == {"auditor"}
    assert len(tasks_of(reviews, world.fresh("auditor"), now.date())) == 2
    assert plan_reviews(now) == 0
    rights = Review.objects.get(kind="rights")
    auditor = world.fresh("auditor")
    own = auditor.functions.get()
    other = world.users["member"].functions.get()
    signed = actions.sign_review(
        review=rights, remarks="Đã xem.", to_end={str(own.pk), str(other.pk)}, by=auditor, at=now
    )
    ended = [row["holder"] for row in signed.figures["rows"] if row["end"]]
    assert ended == [world.users["member"].display_name], "nobody reviews their own function"
    assert told("review_to_mend") == {"administrator"}
    with pytest.raises(NotNow):
        actions.sign_review(review=rights, remarks="Lại.", by=world.fresh("chairman"), at=now)
    page = as_("chairman").get(reverse("assurance:review", args=[rights.pk])).content.decode()
    assert "đề nghị thôi" in page
    assert "không tự rà soát" in page


def test_who_signs_and_when(world, counted):
    review = Review.objects.create(
        kind="logs", start=date(2026, 11, 1), end=date(2026, 11, 30), due_on=date(2026, 12, 10)
    )
    with pytest.raises(NotNow):
        actions.sign_review(review=review, remarks="x", by=world.fresh("auditor"), at=SATURDAY)
    rows = 0
    for who in PEOPLE:
        row = Review.objects.create(
            kind="logs",
            start=date(2000, 1, 1) + timedelta(days=rows),
            end=date(2000, 2, 1),
            due_on=date(2000, 2, 9),
        )
        rows += 1
        try:
            actions.sign_review(review=row, remarks="x", by=world.fresh(who), at=SATURDAY)
            assert who in SECONDS, who
        except NotAllowed:
            assert who not in SECONDS, who
    counted(rows, "review × signer")


def test_a_review_counts_every_verb_of_access(counted):
    """Whatever touches signing in, accounts, rights, refusals or exports has its heading."""
    from compliance.audit.words import WORDS

    grouped = {verb: group_of(verb) for verb in WORDS}
    for verb in ("grant_function", "end_function", "shut_account", "export_audit", "end_session"):
        assert grouped[verb], verb
    assert not grouped["conclude"]
    assert not grouped["give_opinion"]
    assert not grouped["saw"]
    counted(sum(map(bool, grouped.values())), "verbs a review counts")


def test_the_work_lists_name_it(world):
    new(world)
    assert len(tasks_of(breaches, world.fresh("lead"), SATURDAY.date())) == 1
    assert tasks_of(breaches, world.fresh("member"), SATURDAY.date()) == []
