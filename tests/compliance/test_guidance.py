"""The rules made known: sent, made known, read and confirmed, signed on paper; how far each office
has come on any day; reminders once.
"""

import hashlib
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from docx import Document

from compliance.audit.models import ExportRecord
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.work_list import for_user
from compliance.guidance import actions
from compliance.guidance.models import Acknowledgement, Briefing, Dispatch
from compliance.guidance.periodic import BEFORE, plan_reading, send_reminders
from compliance.guidance.queries import (
    AWAY,
    DONE,
    OPEN,
    coverage,
    coverage_total,
    current_versions,
    part_of,
    people_to_cover,
    to_read,
    without_briefing,
)
from compliance.outbox.models import Message, Notification
from compliance.registry.actions import post_staff, put_on_leave
from compliance.registry.models import StaffMember
from compliance.rulebook.clocks import ZONE, local_day, reminder_stage
from compliance.rulebook.models import Instrument
from compliance.rulebook.queries import calendar
from tests.world import PEOPLE, png

DAY = timedelta(days=1)


@pytest.fixture
def sent(world) -> Dispatch:
    """Letter 308, or what is kept in its place, sent to the two communes, due in twenty days."""
    now = timezone.now()
    instrument = current_versions(local_day(now)).order_by("pk").first()
    offices = [world.offices["XA"], world.offices["XB"]]
    return actions.send_instrument(
        instrument=instrument,
        offices=offices,
        due_on=local_day(now) + 20 * DAY,
        note="",
        by=world.fresh("affairs"),
        at=now - DAY,
    )


def read(world, sent: Dispatch, *people: str, at=None) -> None:
    for name in people:
        Acknowledgement.objects.create(
            instrument=sent.instrument, staff=world.users[name].staff, at=at or timezone.now()
        )


def test_nobody_confirms_what_they_have_not_opened(world, sent, as_):
    client, pk = as_("person"), sent.instrument_id
    assert client.post(reverse("guidance:acknowledge", args=[pk])).status_code == 409
    assert (
        "Tôi đã đọc và hiểu"
        in client.get(reverse("rulebook:instrument", args=[pk])).content.decode()
    )
    assert client.post(reverse("guidance:acknowledge", args=[pk])).status_code == 302
    assert client.post(reverse("guidance:acknowledge", args=[pk])).status_code == 302, (
        "twice is once"
    )
    assert Acknowledgement.objects.filter(staff=world.person_staff).count() == 1
    assert sent.instrument not in to_read(world.person_staff, local_day(timezone.now()))


def test_a_newer_version_is_asked_for_and_the_older_no_longer(world, sent, as_):
    old, now = sent.instrument, timezone.now()
    Instrument.objects.create(
        number=old.number,
        title=old.title,
        kind=old.kind,
        issuer=old.issuer,
        issued_on=old.issued_on,
        valid_from=old.valid_from,
        version=old.version + 1,
        to_acknowledge=True,
        published_at=now,
        confidence=old.confidence,
        is_legal_basis=old.is_legal_basis,
    )
    new = Instrument.objects.get(number=old.number, version=old.version + 1)
    assert list(current_versions(local_day(now)).filter(number=old.number)) == [new]
    as_("person").get(reverse("rulebook:instrument", args=[old.pk]))
    assert as_("person").post(reverse("guidance:acknowledge", args=[old.pk])).status_code == 409
    with pytest.raises(NotNow):
        actions.send_instrument(
            instrument=old,
            offices=[world.offices["XA"]],
            due_on=local_day(now) + DAY,
            note="",
            by=world.fresh("lead"),
            at=now,
        )
    again = actions.send_instrument(
        instrument=new,
        offices=[world.offices["XA"]],
        due_on=local_day(now) + DAY,
        note="",
        by=world.fresh("lead"),
        at=now,
    )
    assert list(Dispatch.objects.running()) == [again], (
        "the dispatch of the older version ended with it"
    )


def test_who_may_send_brief_and_sign(world, sent, counted):
    now, asked = timezone.now(), 0
    given = {
        "instrument": sent.instrument,
        "offices": [world.offices["XA"]],
        "due_on": local_day(now) + DAY,
        "note": "",
    }
    brief = {
        "office": world.offices["XA"],
        "held_on": local_day(now),
        "instruments": [sent.instrument],
        "attendees": [world.person_staff],
        "minutes": "",
    }
    sign = {
        "dispatch": sent,
        "office": world.offices["XA"],
        "people": [world.person_staff],
        "signed_on": local_day(now),
    }
    table = (
        (
            actions.send_instrument,
            given,
            {"lead", "deputy_lead", "recused", "affairs", "administrator"},
        ),
        (actions.hold_briefing, brief, {"unit_head"}),
        (
            actions.record_signatures,
            sign,
            {"lead", "deputy_lead", "recused", "affairs", "administrator", "unit_head"},
        ),
    )
    from django.db import transaction

    for verb, kwargs, allowed in table:
        for who in PEOPLE:
            asked += 1
            with transaction.atomic():
                try:
                    verb(by=world.fresh(who), at=now, **kwargs)
                    assert who in allowed, (verb.__name__, who)
                except NotAllowed:
                    assert who not in allowed, (verb.__name__, who)
                transaction.set_rollback(True)
    counted(asked, "guidance verb × person")


def test_coverage_is_that_of_the_day(world, sent, counted):
    """Two of three in XA confirmed, one yesterday; one moves away tomorrow, one goes on leave;
    whoever came later counts where they are. NV counts until it is known whom it was sent to.
    """
    now = timezone.now()
    today = local_day(now)
    read(world, sent, "unit_head", at=now - 2 * DAY)
    read(world, sent, "person", at=now)
    post_staff(
        staff=world.other_staff.staff,
        office=world.offices["XB"],
        position="Văn thư",
        staff_kind="cong_chuc",
        is_leader=False,
        valid_from=today + DAY,
        by=world.fresh("affairs"),
        at=now,
    )
    put_on_leave(
        staff=world.other_head.staff,
        valid_from=today + 2 * DAY,
        valid_to=today + 9 * DAY,
        by=world.fresh("affairs"),
        at=now,
    )
    offices = [world.offices[code] for code in ("XA", "XB", "NV")]
    expected = {
        -3: {"XA": (0, 3, 0), "XB": (0, 1, 0), "NV": (0, 1, 0)},
        -1: {"XA": (1, 2, 0), "XB": (0, 1, 0), "NV": (0, 0, 0)},
        0: {"XA": (2, 1, 0), "XB": (0, 1, 0), "NV": (0, 0, 0)},
        1: {"XA": (2, 0, 0), "XB": (0, 2, 0), "NV": (0, 0, 0)},
        3: {"XA": (2, 0, 0), "XB": (0, 1, 1), "NV": (0, 0, 0)},
        12: {"XA": (2, 0, 0), "XB": (0, 2, 0), "NV": (0, 0, 0)},
    }
    cells = 0
    for days, table in expected.items():
        day = today + days * DAY
        rows = {row["office_id"]: row for row in coverage(sent.instrument, day, offices)}
        for code, (done, left, away) in table.items():
            office = world.offices[code]
            row = rows[office.pk]
            assert (row["done"], row["open"], row["away"], row["total"]) == (
                done,
                left,
                away,
                done + left,
            ), (days, code)
            if not done + left + away:
                continue
            people = people_to_cover(sent.instrument, day, [office])
            for part, number in ((DONE, done), (OPEN, left), (AWAY, away)):
                cells += 1
                assert part_of(people, part).count() == number, (days, code, part)
    counted(cells, "coverage cells opened")


def test_an_office_without_anybody_stands_in_the_table_with_noughts(world, sent):
    StaffMember.objects.filter(office=world.offices["NV"])
    from compliance.registry.actions import add_office

    empty = add_office(
        by=None,
        at=timezone.now(),
        code="XZ",
        name="UBND xã Trống",
        short_name="Trống",
        kind="commune",
        parent=world.offices["UBND"],
        valid_from=local_day(timezone.now()),
    )
    (row,) = coverage(sent.instrument, None, [empty])
    assert (row["total"], row["pct"]) == (0, None)


def test_every_figure_of_the_page_opens_that_many_people(world, sent, as_, counted):
    import re

    read(world, sent, "person")
    asked = 0
    for who in ("affairs", "lead", "chairman", "unit_head"):
        page = as_(who).get(reverse("guidance:dispatch", args=[sent.pk])).content.decode()
        for address, number in re.findall(r'<a\s+href="([^"]+loc=[a-z]+)"\s*>(\d+)</a>', page):
            listed = as_(who).get(address.replace("&amp;", "&")).content.decode()
            asked += 1
            assert f"· {number} người" in listed, (who, address)
    counted(asked, "coverage figures × reader")


def test_a_head_sees_the_own_offices_alone(world, sent, as_):
    page = as_("unit_head").get(reverse("guidance:dispatch", args=[sent.pk])).content.decode()
    assert "don-vi=XA" in page
    assert "don-vi=XB" not in page
    assert (
        as_("unit_head")
        .get(reverse("guidance:people", args=[sent.pk]), {"don-vi": "XB"})
        .status_code
        == 404
    )
    assert (
        world.other_head.display_name
        not in as_("unit_head").get(reverse("guidance:people", args=[sent.pk])).content.decode()
    )


def test_the_list_says_of_an_instrument_what_its_page_says(world, sent, as_, counted):
    read(world, sent, "person", "other_head")
    told = {}
    for who in ("unit_head", "other_head", "lead", "affairs", "chairman"):
        listed = next(
            row
            for row in as_(who).get(reverse("guidance:dispatches")).context["page"]
            if row.pk == sent.pk
        )
        page = as_(who).get(reverse("guidance:dispatch", args=[sent.pk])).context
        told[who] = (listed.done, listed.total)
        assert told[who] == (page["done"], page["total"]), who
    assert told["unit_head"] != told["other_head"], "each head counts the own offices"
    assert told["lead"] == tuple(map(sum, zip(told["unit_head"], told["other_head"], strict=True)))
    counted(len(told), "list and page of an instrument")


def test_only_a_briefing_about_it_since_it_was_sent_counts(world, sent):
    today, office, other = (
        local_day(timezone.now()),
        world.offices["XA"],
        Instrument.objects.exclude(pk=sent.instrument_id).first(),
    )
    held = {
        "office": office,
        "attendees": [world.person_staff],
        "minutes": "",
        "by": world.fresh("unit_head"),
        "at": timezone.now(),
    }

    def lacking() -> list:
        return sorted(
            without_briefing(Dispatch.objects.filter(pk=sent.pk)).values_list(
                "office__code", flat=True
            )
        )

    actions.hold_briefing(held_on=local_day(sent.at) - DAY, instruments=[sent.instrument], **held)
    actions.hold_briefing(held_on=today, instruments=[other], **held)
    assert lacking() == ["XA", "XB"]
    assert [
        row
        for row in for_user(world.fresh("unit_head"), today)
        if row.title.startswith("Quán triệt")
    ]
    actions.hold_briefing(held_on=local_day(sent.at), instruments=[sent.instrument], **held)
    assert lacking() == ["XB"]
    assert not [
        row
        for row in for_user(world.fresh("unit_head"), today)
        if row.title.startswith("Quán triệt")
    ]


def test_a_briefing_counts_who_attended_and_keeps_its_files(world, sent, as_):
    client, address = as_("unit_head"), reverse("guidance:new_briefing")
    assert "Quán triệt" in client.get("/don-vi/", follow=True).content.decode(), (
        "it waits on the head's page"
    )
    given = {
        "held_on": f"{local_day(timezone.now()):%d/%m/%Y}",
        "instruments": [sent.instrument_id],
        "others": "2",
        "minutes": "Đã trao đổi tình huống.",
    }
    wrong = client.post(
        address,
        {
            **given,
            "attendees": [world.person_staff.pk],
            "uploads": [SimpleUploadedFile("a.png", b"khong phai anh")],
        },
    )
    assert wrong.status_code == 422
    assert "Đã trao đổi tình huống." in wrong.content.decode()
    assert not Briefing.objects.exists()
    assert client.post(address, {**given, "others": "", "attendees": []}).status_code == 422
    files = [SimpleUploadedFile("bien-ban.png", png()), SimpleUploadedFile("anh.png", png())]
    assert (
        client.post(
            address,
            {
                **given,
                "attendees": [world.person_staff.pk, world.other_staff.staff.pk],
                "uploads": files,
            },
        ).status_code
        == 302
    )
    held = Briefing.objects.get()
    assert (held.attended, held.attendees.count(), held.files.count()) == (4, 2, 2)
    file = reverse("guidance:file", args=[held.files.first().pk])
    assert b"".join(client.get(file).streaming_content)[:4] == b"\x89PNG"
    assert as_("other_head").get(file).status_code == 404
    assert as_("person").get(file).status_code == 404


def test_people_without_an_account_sign_on_paper(world, sent, as_):
    StaffMember.objects.filter(code="T015").update(user=None)
    client = as_("unit_head")
    page = client.get(reverse("guidance:sign_list", args=[sent.pk])).content.decode()
    assert "Ma Thử Mười Lăm" in page
    for form, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        paper = client.get(reverse("guidance:sign_list", args=[sent.pk]), {"dang": form})
        assert (paper.status_code, paper.content[: len(begins)]) == (200, begins)
        kept = ExportRecord.objects.get(name__endswith=form)
        assert (kept.what, kept.rows, kept.sha256) == (
            "export_sign_list",
            page.count('<th scope="row">'),
            hashlib.sha256(paper.content).hexdigest(),
        )
        assert (
            as_("other_head")
            .get(reverse("guidance:sign_list", args=[sent.pk]), {"dang": form, "don-vi": "XA"})
            .status_code
            == 404
        )
    cells = [
        [cell.text for cell in row.cells] for row in Document(BytesIO(paper.content)).tables[1].rows
    ]
    assert cells[0] == ["STT", "Họ và tên", "Chức vụ", "Ngày ký", "Ký tên"]
    assert "Ma Thử Mười Lăm" in [name for _, name, *_ in cells]
    given = {
        "signed_on": f"{local_day(timezone.now()) - DAY:%d/%m/%Y}",
        "people": [StaffMember.objects.get(code="T015").pk],
        "uploads": [SimpleUploadedFile("ds.png", png())],
    }
    assert (
        client.post(
            reverse("guidance:signatures", args=[sent.pk]),
            {**given, "uploads": [], "signed_on": "01/01/2001"},
        ).status_code
        == 422
    )
    done = client.post(reverse("guidance:signatures", args=[sent.pk]), given)
    assert done.status_code == 302, done.context["form"].errors
    row = Acknowledgement.objects.get(staff__code="T015")
    assert (row.signing.files.count(), local_day(row.at)) == (1, local_day(timezone.now()) - DAY)
    assert (
        "Ma Thử Mười Lăm"
        not in client.get(reverse("guidance:sign_list", args=[sent.pk])).content.decode()
    )


def test_reminders_go_once_a_stage_in_office_hours_also_after_a_sleep(world, sent, counted):
    days = calendar()
    due, tuesday = sent.due_on, datetime(2026, 11, 17, 9, tzinfo=ZONE)
    assert [
        reminder_stage(due, due - 30 * DAY, days, before=BEFORE),
        reminder_stage(due, due - 1 * DAY, days, before=BEFORE),
        reminder_stage(due, due, days, before=BEFORE),
        reminder_stage(due, due + DAY, days, before=BEFORE),
        reminder_stage(due, due + 9 * DAY, days, before=BEFORE),
        reminder_stage(due, due + 200 * DAY, days, before=BEFORE),
    ] == ["", "before", "before", "late0", "late1", ""]
    Dispatch.objects.filter(pk=sent.pk).update(due_on=local_day(tuesday) + DAY)
    read(world, sent, "person", at=tuesday - DAY)

    def told() -> int:
        for message in Message.objects.filter(topic="reading", done_at=None):
            send_reminders(message, tuesday)
            Message.objects.filter(pk=message.pk).update(done_at=tuesday)
        return Notification.objects.filter(kind="read_instrument").count()

    assert plan_reading(tuesday.replace(hour=22)) == 0
    assert plan_reading(tuesday + 4 * DAY) in (0, 1)
    Message.objects.filter(topic="reading").delete()
    for _ in range(3):
        plan_reading(tuesday)
    first = told()
    assert (
        first
        == StaffMember.objects.filter(office__in=sent.offices.all(), user__isnull=False).count() - 1
    )
    plan_reading(tuesday)
    assert told() == first
    plan_reading(tuesday + 8 * DAY)
    assert Message.objects.filter(topic="reading").count() == 2, (
        "five days asleep: the stage reached is told, once"
    )
    counted(6, "stages")


def test_a_reminder_by_hand_reaches_a_person_once_a_day(world, sent, as_):
    for _ in range(3):
        as_("affairs").post(reverse("guidance:remind", args=[sent.pk]))
    assert Notification.objects.filter(user=world.person, kind="read_instrument").count() == 1
    assert "chim" not in Notification.objects.filter(kind="read_instrument").first().text
    as_("affairs").post(reverse("guidance:end_dispatch", args=[sent.pk]))
    assert as_("affairs").post(reverse("guidance:remind", args=[sent.pk])).status_code == 409


def test_who_has_read_it_is_one_figure_on_every_page_and_opens_the_people(
    sent, world, as_, settings, counted
):
    """The chairman's page, the lead's, the dispatch and the report of the day; offices the
    instrument was not sent to are in none of them.
    """
    settings.FOUNDING_INSTRUMENT = f"văn bản số {sent.instrument.number}"
    read(world, sent, "person", "unit_head")
    report = coverage_total()
    assert report["done"] == 2
    assert report["total"] < people_to_cover(sent.instrument, timezone.localdate()).count()
    page = as_("lead").get(f"/quan-triet/gui/{sent.pk}/").context
    assert (page["done"], page["total"]) == (report["done"], report["total"])
    rows = 0
    for who in ("lead", "chairman"):
        client = as_(who)
        shown = client.get("/so-lieu/").context
        assert shown["instrument"] == sent.instrument
        assert (shown["coverage"]["done"], shown["coverage"]["total"]) == (
            page["done"],
            page["total"],
        )
        for part, number in (("da", report["done"]), ("chua", report["total"] - report["done"])):
            people = client.get(shown["coverage_urls"][part])
            assert people.context["page"].paginator.count == number, (who, part)
            rows += 1
        for row in shown["lowest"]:
            assert client.get(row["url"]).context["page"].paginator.count == row["open"]
            rows += 1
    counted(rows, "figures of reading opened as people")
