"""A summary from the cut-off to the signed paper and whoever gets a copy: frozen rows, the lists
behind figures, corrections, the door for outside.
"""

import json
import re
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from compliance.core.refusals import NotAllowed, NotNow
from compliance.incidents.models import Incident, IncidentState
from compliance.outbox.models import Message
from compliance.outbox.processing import process_due
from compliance.review.models import ScreenedBecause
from reports import actions
from reports.counting import figures
from reports.models import Delivery, Extract, Recipient, Summary, SummaryEntry
from reports.narrative import LABELS
from reports.paper import paper_of
from reports.periods import PeriodKind, period_of, previous
from tests.world import CANARIES, Story, png

NOW = timezone.now


def last_month():
    return previous(period_of(PeriodKind.MONTH, timezone.localdate()))


def month_of_everything(story) -> tuple[list, int]:
    """A month with something of everything: ended, open, late, screened out, noted; one case of the
    month before; and its summary, drawn.
    """
    start = last_month().start_at
    made = [
        story("closed", start=start + timedelta(days=1 + n), outcome="written_reminder")
        for n in range(5)
    ]
    for n, status in enumerate(
        ("screened_out", "noted", "awaiting_answer", "submitted", "consulting")
    ):
        made.append(story(status, start=start + timedelta(days=2 + n)))
    made.append(story("closed", start=start - timedelta(days=20)))
    actions.plan_summary(period=last_month(), at=NOW())
    return [(one.incident.pk, one.at) for one in made], actions.draw(
        summary=Summary.objects.get(), at=NOW(), quiet=True
    ).pk


@pytest.fixture
def kept(story, settings, reached):
    settings.SUMMARY_KINDS = ["month"]
    return reached("a month of everything, drawn", lambda: month_of_everything(story))


@pytest.fixture
def busy(kept, world):
    return [Story.found(world, pk, at) for pk, at in kept[0]]


@pytest.fixture
def drawn(kept):
    return Summary.objects.get(pk=kept[1])


@pytest.fixture
def signed(drawn, world):
    approved = actions.approve(summary=drawn, by=world.lead, at=NOW())
    return actions.record_signed(
        summary=approved,
        number="7/BC-TKTGS",
        day=timezone.localdate(),
        signer="ThS. Thẩm Thử Ba",
        by=world.lead,
        at=NOW(),
    )


def check(number: int) -> str:
    out = StringIO()
    call_command("rebuild_summary", number, "--check", stdout=out)
    return out.getvalue()


def test_every_figure_of_a_summary_opens_a_list_with_that_many_rows(drawn, as_, counted):
    client = as_("lead")
    page = client.get(reverse("reports:summary", args=[drawn.pk])).content.decode()
    doors = re.findall(r'<a href="(/bao-cao/\d+/ho-so/[^"]+)">(\d+)</a>', page)
    for link, number in doors:
        assert client.get(unescape(link)).context["page"].paginator.count == int(number), link
    tables = [
        table for section in paper_of(drawn, []).sections for table in section.tables
    ] + paper_of(drawn, []).annexes[0].tables
    cells = [
        (cell, url)
        for table in tables
        for row in [*table.linked(), table.linked_total()]
        for cell, url in row
        if url
    ]
    for cell, url in cells:
        assert client.get(url).context["page"].paginator.count == int(cell), url
    named = {name for name in LABELS if drawn.figures.get(name) and name != "in_time"}
    assert {"received", "concluded", "closed", "screened_out", "noted", "open"} <= named
    counted(len(doors) + len(cells), "figures opened")
    assert len(doors) > 20


def test_a_figure_tells_no_more_than_the_report_and_shows_nobody_what_is_behind_their_wall(
    drawn, as_, busy, world
):
    url = reverse("reports:entries", args=[drawn.pk])
    both = as_("lead").get(
        url, {"so": "received", "category": busy[0].incident.category, "office": "XA"}
    )
    assert both.context["part"] != "Một"  # one split at a time
    assert as_("lead").get(url, {"so": "khong-co"}).status_code == 400
    assert as_("unit_head").get(url, {"so": "received"}).status_code == 404
    busy[7].recuse()
    assert busy[7].incident.code not in as_("recused").get(url, {"so": "open"}).content.decode()
    assert busy[7].incident.code in as_("lead").get(url, {"so": "open"}).content.decode()


def test_the_figures_can_be_told_again_exactly_whatever_happens_afterwards(
    drawn, busy, story, world
):
    assert "trùng khớp" in check(drawn.pk)
    story("closed")
    Incident.objects.filter(pk=busy[8].incident.pk).update(
        due_on=timezone.localdate() + timedelta(days=9),
        status="withdrawn",
        closed_at=NOW(),
        edited_at=NOW(),
    )
    assert "trùng khớp" in check(drawn.pk)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (
            lambda summary: Summary.objects.filter(pk=summary.pk).update(
                figures={**summary.figures, "received": 99}
            ),
            "Tiếp nhận: đã chốt 99",
        ),
        (
            lambda summary: Summary.objects.filter(pk=summary.pk).update(
                figures={**summary.figures, "received": 99}
            ),
            "SHA-256",
        ),
        (
            lambda summary: SummaryEntry.objects.filter(summary=summary).first().delete(),
            "khi chốt chưa có",
        ),
        (
            lambda summary: SummaryEntry.objects.filter(summary=summary).update(
                category="internal_document"
            ),
            "nhóm nội dung khi chốt",
        ),
        (
            lambda summary: IncidentState.objects.filter(at__lt=last_month().end_at).update(
                status="withdrawn"
            ),
            "trạng thái khi chốt",
        ),
    ],
)
def test_what_was_changed_behind_its_back_is_told_in_sentences(drawn, spoil, words):
    spoil(drawn)
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("rebuild_summary", drawn.pk, "--check", stdout=out)
    assert refused.value.returncode == 1
    assert words in out.getvalue()


def test_the_report_says_what_the_dashboard_says_of_the_same_month(drawn, world, counted):
    shown = figures(world.fresh("lead"), last_month(), timezone.localdate())
    told = 0
    for name, number in shown["counts"].items():
        assert drawn.figures[name] == number, name
        told += 1
    for name, mine in (
        ("median_days", "median"),
        ("median_days_previous", "median_previous"),
        ("in_time", "in_time"),
    ):
        assert drawn.figures[name] == shown[mine], name
        told += 1
    units = {row["office"].code: row["sum"] for row in shown["heat"]["rows"]}
    assert units == {
        row["code"]: row["received"] for row in drawn.figures["by_office"] if row["received"]
    }
    counted(told + len(units), "figures of report and dashboard")


def test_both_papers_say_which_days_they_cover_and_nothing_that_their_rows_do_not(signed, counted):
    """As pages that are read: the report and its copy for outside, with the reasons as given."""
    days, papers = last_month().covers, 0
    assert "từ ngày" in days
    for outside in (False, True):
        paper = paper_of(signed, Recipient.objects.all(), outside=outside)
        said = json.dumps(paper, default=lambda part: part.__dict__, ensure_ascii=False)
        assert days in said, outside
        assert "00 vụ việc" not in said, outside
        papers += 1
    because = signed.figures["screened_because"]
    assert sum(because.values()) == signed.figures["screened_out"] == 1
    inside = json.dumps(signed.computed, ensure_ascii=False)
    for code, label in ScreenedBecause.choices:
        words = f"{label[:1].lower()}{label[1:]}"
        assert (f"Không thụ lý 01 vụ việc: 01 {words}." in inside) is bool(because.get(code)), code
    counted(papers + len(ScreenedBecause.choices), "papers with their days, reasons told or not")


def test_a_number_that_names_no_summary_is_said_to(db):
    with pytest.raises(CommandError) as refused:
        call_command("rebuild_summary", 12345)
    assert refused.value.returncode == 2


def test_the_database_remembers_every_state_by_whatever_way_it_changed(busy, counted):
    one = busy[7].incident
    states = list(
        IncidentState.objects.filter(incident=one).order_by("pk").values_list("status", flat=True)
    )
    assert states[0] == "submitted"
    assert states[-1] == "awaiting_answer"
    Incident.objects.filter(pk=one.pk).update(title="Sửa chữ không phải đổi trạng thái")
    assert IncidentState.objects.filter(incident=one).count() == len(states)
    Incident.objects.filter(pk=one.pk).update(due_on=timezone.localdate())
    assert IncidentState.objects.filter(incident=one).count() == len(states) + 1
    counted(len(states) + 1, "states remembered")


def test_a_revision_says_what_differs_and_the_one_before_is_marked_replaced(
    signed, world, story, as_
):
    story("closed", start=last_month().start_at + timedelta(days=9))
    fresh = actions.revise(summary=signed, reason="Bổ sung một vụ việc.", by=world.lead, at=NOW())
    assert any(
        line.startswith("Tiếp nhận: bản 1 ghi 10, bản 2 ghi 11") for line in fresh.changes
    ), fresh.changes
    signed.refresh_from_db()
    assert signed.withdrawn_at
    page = as_("lead").get(reverse("reports:summary", args=[fresh.pk])).content.decode()
    assert "Bổ sung một vụ việc." in page
    assert "bản 2 ghi 11" in page


def test_the_chairman_sends_it_back_and_the_lead_writes_the_text_again(drawn, world, as_):
    url = reverse("reports:summary", args=[drawn.pk])
    as_("lead").post(f"{url}duyet/")
    assert as_("chairman").post(f"{url}tra-lai/", {"text": ""}).status_code == 422
    assert (
        as_("chairman").post(f"{url}tra-lai/", {"text": "Nêu rõ nguyên nhân."}).status_code == 302
    )
    drawn.refresh_from_db()
    assert (drawn.state, drawn.code, drawn.outside) == ("drawn", "", {})
    assert "Nêu rõ nguyên nhân." in as_("lead").get(url).content.decode()
    edit = reverse("reports:edit_summary", args=[drawn.pk])
    assert drawn.computed["II"].split("\n")[0] in unescape(
        as_("lead").get(f"{edit}?tinh-lai=II").content.decode()
    )
    assert as_("lead").post(f"{url}duyet/").status_code == 302


def test_number_day_and_signer_are_typed_back_once_with_the_scan(drawn, world, as_):
    url = reverse("reports:summary", args=[drawn.pk])
    as_("lead").post(f"{url}duyet/")
    data = {
        "number": "7/BC-TKTGS",
        "day": f"{timezone.localdate():%d/%m/%Y}",
        "signer": "ThS. Thẩm Thử Ba",
    }
    for wrong, words in (
        ({"number": "bảy"}, "số/ký hiệu"),
        ({"day": "31/02/2026"}, "ngày/tháng/năm"),
        ({"signer": ""}, ""),
    ):
        answer = as_("lead").post(f"{url}da-ky/", {**data, **wrong})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert as_("chairman").post(f"{url}da-ky/", data).status_code == 403
    scan = SimpleUploadedFile("ban-ky.png", png(), "image/png")
    assert as_("lead").post(f"{url}da-ky/", {**data, "scan": scan}).status_code == 302
    drawn.refresh_from_db()
    assert (drawn.document_number, drawn.signer) == ("07/BC-TKTGS", "Thẩm Thử Ba")
    page = as_("chairman").get(url).content.decode()
    link = re.search(r'href="(/bao-cao/\d+/ban-chup/\d+/)"', page)[1]
    assert as_("chairman").get(link).getvalue() == png()
    assert as_("unit_head").get(link).status_code == 404
    assert as_("lead").post(f"{url}da-ky/", {**data, "number": "8/BC-TKTGS"}).status_code == 409


def test_the_page_behind_the_qr_code_says_genuine_and_nothing_else(signed, world, story, as_):
    door = Client()
    code = signed.code
    page = door.get(reverse("reports:verify", args=[code]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Văn bản có thật" in text
    assert f"{signed.document_date:%d/%m/%Y}" in text
    for hidden in ("07/BC-TKTGS", "Thẩm Thử Ba", "tháng", *CANARIES.values(), "vụ việc</dt>"):
        assert hidden not in text
    grouped = "-".join(code[i : i + 4] for i in range(0, 12, 4)).lower()
    assert door.get(reverse("reports:verify_form"), {"ma": grouped}).url == reverse(
        "reports:verify", args=[code]
    )
    made_up = door.get(reverse("reports:verify", args=["K7M29QXTH4RB"]))
    assert made_up.status_code == 404
    assert "Không có văn bản nào" in made_up.content.decode()
    actions.revise(summary=signed, reason="x", by=world.lead, at=NOW())
    assert (
        "Đã được thay bằng bản khác"
        in door.get(reverse("reports:verify", args=[code])).content.decode()
    )


@pytest.fixture
def recipients(db):
    return {
        "Sở Nội vụ": Recipient.objects.create(
            name="Sở Nội vụ", purpose="B/c", inside=False, email="so@ngoai.example"
        ),
        "MTTQ": Recipient.objects.create(name="MTTQ huyện", inside=False),
        "Phòng": Recipient.objects.create(
            name="Phòng Nội vụ", inside=True, email="phong@thu.example"
        ),
    }


@pytest.fixture
def extracted(signed, world):
    """`signed`, with the number of the copy for outside."""
    extract(signed, world)
    return signed


def extract(summary, world, **more):
    said = {"number": "5/TrS-TKTGS", "day": timezone.localdate(), "signer": "ThS. Thẩm Thử Ba"}
    return actions.record_extract(summary=summary, by=world.lead, at=NOW(), **{**said, **more})


def test_the_copy_for_outside_waits_for_its_number_and_bears_it(signed, recipients, as_, world):
    url = reverse("reports:deliveries", args=[signed.pk])
    before = paper_of(signed, Recipient.objects.all(), outside=True)
    assert before.number.endswith("/TrS-TKTGS")
    assert not before.signatures[0].name
    assert "Gửi đến 1 nơi nhận" in as_("lead").get(url).content.decode()
    assert actions.distribute(summary=signed, by=world.lead, at=NOW()) == 1
    assert Delivery.objects.get().recipient == recipients["Phòng"]
    with pytest.raises(NotNow, match="trích sao"):
        actions.distribute(summary=signed, by=world.lead, at=NOW())
    form = {"number": "5/TrS-TKTGS", "day": f"{timezone.localdate():%d/%m/%Y}", "signer": "Ba"}
    door = reverse("reports:record_extract", args=[signed.pk])
    for wrong in ({"number": "5/BC-TKTGS"}, {"number": "năm"}, {"signer": ""}, {"day": ""}):
        assert as_("deputy_lead").post(door, {**form, **wrong}).status_code == 422
    assert as_("deputy_lead").post(door, form).status_code == 302
    page = as_("lead").get(url).content.decode()
    assert "Trích sao số 05/TrS-TKTGS" in page
    assert "Gửi đến 2 nơi nhận" in page
    fresh = Summary.objects.get(pk=signed.pk)
    after, inside = (paper_of(fresh, Recipient.objects.all(), outside=out) for out in (True, False))
    assert (after.number, after.signatures[0].name) == ("Số: 05/TrS-TKTGS", "Ba")
    assert inside.number == "Số: 07/BC-TKTGS"
    assert after.bases == [
        f"Trích từ Báo cáo số 07/BC-TKTGS ngày {fresh.document_date:%d/%m/%Y} của"
        f" {settings.TEAM_NAME}."
    ]
    assert actions.distribute(summary=fresh, by=world.lead, at=NOW()) == 2


def test_a_number_of_a_copy_is_given_once_in_a_year_and_book(signed, world, counted):
    refused = (
        ("before the report", {"day": signed.document_date - timedelta(days=1)}),
        ("not yet", {"day": timezone.localdate() + timedelta(days=1)}),
        ("another book", {"number": "5/BC-TKTGS"}),
    )
    for _, wrong in refused:
        with pytest.raises(NotNow), transaction.atomic():
            extract(signed, world, **wrong)
    first = extract(signed, world)
    with pytest.raises(NotNow, match="đã ghi số"):
        extract(signed, world, number="6/TrS-TKTGS")
    again = actions.revise(summary=signed, reason="Sửa số liệu.", by=world.lead, at=NOW())
    again = actions.approve(summary=again, by=world.lead, at=NOW())
    with pytest.raises(NotNow, match="Ghi số, ngày của báo cáo"):
        extract(again, world, number="6/TrS-TKTGS")
    again = actions.record_signed(
        summary=again,
        number="8/BC-TKTGS",
        day=first.issued_on,
        signer="Ba",
        by=world.lead,
        at=NOW(),
    )
    with pytest.raises(NotNow, match="đã ghi cho bản sao khác"):
        extract(again, world, number="05 / TrS-TKTGS")
    with pytest.raises(IntegrityError), transaction.atomic():
        Extract.objects.create(
            summary=again,
            number=5,
            symbol="TrS-TKTGS",
            year=first.year,
            issued_on=first.issued_on,
            signer="Ba",
            by=world.lead,
            at=NOW(),
        )
    assert str(extract(again, world, number="6/TrS-TKTGS")) == "06/TrS-TKTGS"
    counted(len(refused) + 4, "numbers of copies refused")


def test_copies_go_out_once_are_opened_lapse_and_are_sent_again(
    extracted, recipients, as_, settings, world
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    process_due(NOW())
    mail.outbox.clear()
    url = reverse("reports:deliveries", args=[extracted.pk])
    assert as_("deputy_lead").post(f"{url}gui/").status_code == 403
    assert as_("lead").post(f"{url}gui/").status_code == 302
    assert as_("lead").post(f"{url}gui/").status_code == 409
    process_due(NOW())
    process_due(NOW())
    copies = [letter for letter in mail.outbox if "gửi báo cáo" in letter.subject]
    assert sorted(letter.to[0] for letter in copies) == ["phong@thu.example", "so@ngoai.example"]
    for letter in copies:
        said = re.sub(
            r"http\S+", "", f"{letter.subject}{letter.body}"
        )  # a signed link may hold any letters
        assert not any(
            word in said for word in ("tiếp nhận", "kết luận", "HL-", *CANARIES.values())
        )
    door, copy = Client(), Delivery.objects.get(recipient=recipients["Sở Nội vụ"])
    link = re.search(
        r"http://\S+?(/ban-gui/\S+/)",
        next(letter.body for letter in copies if letter.to == ["so@ngoai.example"]),
    )[1]
    for looked in (link, f"{link}bao-cao.pdf", f"{link}bao-cao.docx"):
        assert "Nhận báo cáo" in door.get(looked).content.decode()
        assert door.head(looked).status_code == 200
    copy.refresh_from_db()
    assert (copy.state, copy.opened) == (
        "sent",
        0,
    ), "a program that looks at links receives nothing"
    assert Client(enforce_csrf_checks=True).post(f"{link}bao-cao.pdf").status_code == 403
    assert door.post(f"{link}bao-cao.pdf").content.startswith(b"%PDF")
    assert door.post(f"{link}bao-cao.docx").content.startswith(b"PK")
    copy.refresh_from_db()
    assert (copy.state, copy.opened) == ("opened", 2)
    assert door.get(link.replace("/ban-gui/", "/ban-gui/x")).status_code == 404
    assert as_("lead").post(reverse("reports:resend", args=[copy.pk])).status_code == 302
    assert door.get(link).status_code == 404
    process_due(NOW())
    second = re.search(r"http://\S+?(/ban-gui/\S+/)", mail.outbox[-1].body)[1]
    assert door.get(second).status_code == 200
    Delivery.objects.filter(pk=copy.pk).update(expires_at=NOW() - timedelta(minutes=1))
    assert door.get(second).status_code == 404
    paper = Delivery.objects.get(recipient=recipients["MTTQ"])
    assert (
        as_("lead").post(reverse("reports:hand_over", args=[paper.pk]), {"text": ""}).status_code
        == 422
    )
    assert (
        as_("lead")
        .post(reverse("reports:hand_over", args=[paper.pk]), {"text": "Văn thư MTTQ ký nhận"})
        .status_code
        == 302
    )
    assert "Văn thư MTTQ ký nhận" in as_("lead").get(url).content.decode()
    actions.revise(summary=extracted, reason="x", by=world.lead, at=NOW())
    with pytest.raises(NotNow):
        actions.resend(delivery=copy, by=world.lead, at=NOW())


def test_a_copy_that_cannot_be_sent_is_seen_and_sent_again(
    extracted, recipients, as_, settings, world
):
    settings.EMAIL_BACKEND = "khong.co.hop.thu"
    actions.distribute(summary=extracted, by=world.lead, at=NOW())
    Message.objects.filter(topic="deliver_summary").update(attempts=9)
    process_due(NOW())
    assert set(
        Delivery.objects.filter(recipient__email__gt="").values_list("state", flat=True)
    ) == {"failed"}
    assert (
        "Gửi không được"
        in as_("lead").get(reverse("reports:deliveries", args=[extracted.pk])).content.decode()
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    actions.resend(
        delivery=Delivery.objects.select_related("summary", "recipient").get(
            recipient=recipients["Sở Nội vụ"]
        ),
        by=world.lead,
        at=NOW(),
    )
    process_due(NOW())
    assert Delivery.objects.get(recipient=recipients["Sở Nội vụ"]).state == "sent"


def test_the_list_of_recipients_is_the_leads(recipients, as_, world):
    url = reverse("reports:recipients")
    assert as_("member").get(url).status_code == 200
    assert as_("member").post(url, {"name": "Báo X", "inside": ""}).status_code == 403
    assert as_("unit_head").get(url).status_code == 403
    assert as_("lead").post(url, {"name": "Thanh tra", "email": "sai"}).status_code == 422
    assert (
        as_("lead")
        .post(url, {"name": "Thanh tra", "inside": "on", "email": "tt@thu.example"})
        .status_code
        == 302
    )
    assert (
        as_("lead").post(reverse("reports:end_recipient", args=[recipients["MTTQ"].pk])).status_code
        == 302
    )
    assert (
        as_("lead").post(reverse("reports:end_recipient", args=[recipients["MTTQ"].pk])).status_code
        == 409
    )
    with pytest.raises(NotAllowed):
        actions.keep_recipient(by=world.chairman, at=NOW(), name="x")


def test_a_week_never_leaves_the_committee(world, recipients):
    one = previous(period_of(PeriodKind.WEEK, timezone.localdate()))
    actions.plan_summary(period=one, at=NOW())
    week = actions.approve(
        summary=actions.draw(summary=Summary.objects.get(), at=NOW()), by=world.lead, at=NOW()
    )
    assert week.outside == {}
    week = actions.record_signed(
        summary=week,
        number="9/BC-TKTGS",
        day=timezone.localdate(),
        signer="Thẩm Thử Ba",
        by=world.lead,
        at=NOW(),
    )
    actions.distribute(summary=week, by=world.lead, at=NOW())
    assert set(Delivery.objects.values_list("recipient__inside", flat=True)) == {True}


def test_the_paper_has_its_chart_its_code_and_no_figure_that_is_not_frozen(signed):
    paper = paper_of(signed, Recipient.objects.all())
    assert paper.checked_by().startswith("Mã xác thực")
    assert signed.code in paper.check_at
    numbers = [str(row[0]) for row in signed.figures["by_category"].values()]
    assert all(f">{number}</text>" in paper.charts[0].svg for number in numbers)
    assert json.dumps(signed.figures)
