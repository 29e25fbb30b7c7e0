"""Lists read what they show: nobody counts them, an index lies in their order, each row looks up
the one case it is of. The same rows as before, in the same order.
"""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from compliance.core.among import Listed
from compliance.incidents import filters, paging
from compliance.incidents.models import Incident, KeptWall
from compliance.incidents.queries.tied import shut_out
from compliance.incidents.workflow import OPEN
from compliance.outbox.models import Notification
from compliance.registry.models import Kinship
from compliance.retention.models import LegalHold
from compliance.review.models import CaseDocument
from reports.models import Direction

pytestmark = pytest.mark.both

COUNTING = 'COUNT(*) AS "__count"'  # as a paginator asks
PAGES = {  # (who, the list): by whose index its first page is read
    ("lead", "/so-van-ban/"): ("review_casedocument", "document_newest"),
    ("affairs", "/so-van-ban/"): ("review_casedocument", "document_newest"),
    ("lead", "/luu-giu/giu-lai/"): ("retention_legalhold", "hold_newest"),
    ("lead", "/luu-giu/dot/"): ("retention_disposalbatch", "retention_disposalbatch_pkey"),
    ("lead", "/chi-dao/"): ("reports_direction", "reports_dir_at_"),
    ("lead", "/thong-bao/"): ("outbox_notification", "outbox_noti_user_id_"),
}


def questions(client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in asked.captured_queries]


def plan(sql: str) -> str:
    """As PostgreSQL would go about it in a large table."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


def document(incident: Incident, world, day: date | None) -> CaseDocument:
    issued = {} if day is None else {"number": "01/CV", "signer": "Trưởng ban", "issued_on": day}
    now = timezone.now()
    if issued:
        issued |= {"typed_back_by": world.member, "typed_back_at": now}
    words = {"recipients": ["Như trên", "Lưu: VT."], "kind": "công văn", "subject": "việc này"}
    return CaseDocument.objects.create(
        incident=incident,
        kind="request",
        issuer="team",
        words={**words, "number": "CV"},
        drafted_by=world.member,
        drafted_at=now,
        **issued,
    )


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_no_list_is_counted_and_each_is_read_in_the_order_of_an_index(who, address, story, as_):
    story("consulting")
    table, index = PAGES[who, address]
    client = as_(who)
    client.get(address)
    asked = questions(client, address)
    assert not [sql for sql in asked if COUNTING in sql]
    of_the_page = next(
        sql for sql in asked if f'FROM "{table}"' in sql and sql.endswith(tuple("1234567890"))
    )
    if connection.vendor == "postgresql":
        lines = plan(of_the_page)
        assert index in lines, lines
        assert "Seq Scan" not in lines, lines


def test_the_register_begins_with_drafts_and_goes_back_from_the_newest(story, world, as_):
    made = story("consulting")
    days = (date(2025, 3, 1), None, date(2026, 1, 9), date(2026, 1, 9), date(2024, 5, 5))
    rows = [document(made.incident, world, day) for day in days]
    client = as_("lead")
    listed = [row.pk for row, _ in client.get("/so-van-ban/").context["rows"]]
    assert listed == [rows[place].pk for place in (1, 3, 2, 0, 4)]
    issued = client.get("/so-van-ban/?loc=da-ghi-so").context
    assert [row.pk for row, _ in issued["rows"]] == listed[1:]
    assert list(issued["years"]) == [2026, 2025, 2024]
    assert [row.pk for row, _ in client.get("/so-van-ban/?loc=du-thao").context["rows"]] == [
        rows[1].pk
    ]
    CaseDocument.objects.filter(pk=rows[0].pk).update(incident=story("draft").incident)
    assert list(client.get("/so-van-ban/").context["years"]) == [2026, 2024]


def test_the_bell_lays_named_and_sealed_lines_in_one_order(world, as_):
    now = timezone.now()
    for number in range(70):
        Notification.to(
            world.member,
            sealed=number % 3 == 0,
            key=f"k{number}",
            kind="x",
            text=f"Dòng {number}",
            url="/",
            at=now - timedelta(minutes=number // 2),
        ).save()
    lines = Notification.objects.visible_to(world.member)
    expected = list(lines.order_by("-at", "-pk").values_list("pk", flat=True))
    client, shown = as_("member"), []
    for page in range(1, -(-len(expected) // 30) + 1):
        shown += [note.pk for note in client.get(f"/thong-bao/?page={page}").context["page"]]
    assert shown == expected
    assert client.get("/thong-bao/?page=99").status_code == 400


def test_a_line_about_what_is_no_number_is_nobodys_case(world, story, as_):
    """The wall reads the key of a case from its lines alone."""
    made, now = story("submitted"), timezone.now()
    common = {"user": world.member, "kind": "x", "text": "Dòng", "url": "/", "at": now}
    Notification.objects.create(**common, subject_type="y", subject_id="abc", dedup_key="a")
    about = {"subject_type": "incident", "subject_id": str(made.incident.pk)}
    Notification.objects.create(**common, **about, dedup_key="b")
    own = Notification.objects.filter(dedup_key__in="ab")
    assert own.visible_to(world.fresh("member")).count() == 2
    Kinship.objects.create(
        person=world.member.staff,
        relative=world.person_staff,
        relation=Kinship.Relation.SPOUSE,
        declared_at=now,
        person_from=now,
        relative_from=now,
    )
    left = own.visible_to(world.fresh("member")).values_list("dedup_key", flat=True)
    assert list(left) == ["a"]


def test_what_words_find_is_counted_where_few_may_be_seen(story, as_, monkeypatch):
    for _ in range(3):
        story("submitted")
    client, word = as_("lead"), Incident.objects.first().code.split("-")[0]
    all_of_them = Incident.objects.exclude(submitted_at=None).count()
    assert client.get(f"/ho-so/?q={word}").context["total"] == all_of_them
    monkeypatch.setattr("compliance.incidents.views.queue.COUNTED", 2)
    monkeypatch.setattr(filters, "COUNTED", 2)
    monkeypatch.setattr(paging, "COUNTED", 2)
    assert client.get(f"/ho-so/?q={word}").context["total"] == all_of_them  # it fits the page
    monkeypatch.setattr(paging, "PER_PAGE", 2)
    page = client.get(f"/ho-so/?q={word}")
    assert page.context["total"] is None
    assert "Hơn 2 hồ sơ ông/bà được xem" in " ".join(page.content.decode().split())
    assert client.get("/ho-so/").context["page"].says == "hơn 2 hồ sơ"


def test_the_walls_of_cases_under_way_are_looked_up_by_their_cases(story, world):
    made = story("in_review")
    now = timezone.now()
    KeptWall.objects.create(incident=made.incident, user=world.member, reason="line", at=now)
    handled = made.fresh().handler_id == world.member.pk
    found = list(shut_out("handler", OPEN))
    assert [row["pk"] for row in found] == [made.incident.pk] * handled
    under_way = Incident.objects.filter(status__in=OPEN).values("pk")
    walls = KeptWall.objects.filter(Listed(F("incident_id"), under_way.query))
    assert [wall.incident_id for wall in walls] == [made.incident.pk]
    if connection.vendor == "postgresql":
        lines = plan(_sql(walls.all()))
        assert "Index Cond: (incident_id = ANY" in lines, lines


def _sql(rows) -> str:
    with CaptureQueriesContext(connection) as asked:
        list(rows)
    return asked.captured_queries[-1]["sql"]


def test_a_direction_on_a_case_shows_to_who_sees_the_case(story, world, as_):
    made, now = story("submitted"), timezone.now()
    for number, incident in enumerate((None, made.incident), 1):
        Direction.objects.create(
            number=900 + number,
            year=2026,
            text="Rà soát.",
            incident=incident,
            by=world.vice,
            at=now,
        )
    own = Direction.objects.filter(number__gt=900)
    seen = {who: own.visible_to(world.fresh(who)).count() for who in ("lead", "chairman")}
    assert seen == {"lead": 2, "chairman": 1}  # a chair sees a case once it was accepted


def test_a_hold_on_a_case_behind_the_wall_shows_to_nobody_there(story, world):
    made, now = story("in_review"), timezone.now()
    LegalHold.objects.create(
        incident=made.incident,
        reason="Có khiếu nại.",
        until=timezone.localdate(),
        asked_by=world.deputy_lead,
        asked_at=now,
    )
    assert LegalHold.objects.visible_to(world.fresh("lead")).exists()
    KeptWall.objects.create(incident=made.incident, user=world.lead, reason="line", at=now)
    assert not LegalHold.objects.visible_to(world.fresh("lead")).exists()
    assert LegalHold.objects.visible_to(world.fresh("auditor")).exists()
