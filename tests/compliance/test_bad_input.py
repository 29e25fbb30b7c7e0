"""Bad input: a clear message at its place, in Vietnamese, nothing typed lost; wrong files and wrong
lists refused with the reason.
"""

import io
from datetime import timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from compliance.core.refusals import NotNow
from compliance.files import Refused
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Incident
from compliance.registry.models import ImportRun, Posting, StaffMember
from tests.world import png

HEADINGS = ("Mã cán bộ", "Họ và tên", "Xưng hô", "Đơn vị", "Chức vụ", "Loại cán bộ", "Từ ngày")


def workbook(*rows, headings=HEADINGS) -> SimpleUploadedFile:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate((headings, *rows)):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.close()
    return SimpleUploadedFile("danh-sach.xlsx", out.getvalue())


def row(code="N900", name="Nguyễn Văn Hoà", office="XA", kind="Công chức", since="01/02/2020"):
    return (code, name, "ông", office, "Văn thư", kind, since)


@pytest.fixture
def affairs(as_):
    return as_("affairs")


def upload(client, file):
    return client.post("/can-bo/nhap/", {"upload": file}, follow=True)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (row(office="XZ"), "Dòng 3, cột “Đơn vị”: không có đơn vị “XZ”"),
        (row(kind="Nhân viên"), "Dòng 3, cột “Loại cán bộ”: chỉ nhận"),
        (
            row(since="31/02/2020"),
            "Dòng 3, cột “Từ ngày”: “31/02/2020” không phải ngày hợp lệ; ghi dạng ngày/tháng/năm",
        ),
        (row(name=""), "Dòng 3, cột “Họ và tên”: họ và tên còn trống"),
        (row(code="N901"), "Dòng 3, cột “Mã cán bộ”: mã N901 đã có ở dòng 2"),
        (row(code=12), "Dòng 3, cột “Mã cán bộ”: ô là số"),
        (row(name="=cmd|calc"), "không phải là họ và tên"),
    ],
)
def test_a_wrong_row_names_row_and_column_and_nothing_is_imported(wrong, says, affairs, world):
    before = StaffMember.objects.count()
    page = upload(affairs, workbook(row(code="N901", name="Lý Thị Én"), wrong))
    assert says in page.content.decode()
    assert "Nhập vào danh sách" not in page.content.decode()
    run = ImportRun.objects.get()
    assert affairs.post(f"/can-bo/nhap/{run.pk}/thuc-hien/").status_code == 409
    assert StaffMember.objects.count() == before


def test_a_right_list_is_previewed_then_imported_and_a_second_time_changes_nothing(affairs, world):
    people = [row(code=f"N{n}", name=f"Nông Thị Thử {chr(65 + n % 26)}") for n in range(910, 930)]
    page = upload(affairs, workbook(*people))
    assert "20</span>" in page.content.decode()
    assert not StaffMember.objects.filter(code="N910").exists()
    assert affairs.post(f"/can-bo/nhap/{ImportRun.objects.get().pk}/thuc-hien/").status_code == 302
    assert StaffMember.objects.filter(code__startswith="N9").count() == 20
    rows = Posting.objects.count()
    again = upload(affairs, workbook(*people))
    assert "giống hệt" in again.content.decode()
    affairs.post(f"/can-bo/nhap/{ImportRun.objects.order_by('-pk')[0].pk}/thuc-hien/")
    assert Posting.objects.count() == rows


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0"), "lưu lại dạng .xlsx"),
        (SimpleUploadedFile("a.xlsx", b"khong phai zip"), "Không đọc được tệp"),
        (SimpleUploadedFile("a.csv", "Mã,Tên\n".encode()), "Không tìm thấy dòng tiêu đề"),
        (SimpleUploadedFile("a.csv", b"\xff\xfa\x00"), "UTF-8"),
    ],
)
def test_an_unreadable_list_is_refused_with_the_reason(file, says, affairs):
    page = upload(affairs, file)
    assert page.status_code == 422
    assert says in page.content.decode()


def test_what_must_not_be_kept_is_left_out_and_said_so(affairs, world):
    page = upload(affairs, workbook((*row(), "001099000001"), headings=(*HEADINGS, "Số CCCD")))
    assert "Không nhập các cột: Số CCCD" in page.content.decode()


def test_an_unfinished_report_says_everything_that_is_missing_at_its_field(as_, world):
    client = as_("unit_head")
    client.post("/vu-viec/moi/")
    incident = Incident.objects.get()
    page = client.post(
        f"/vu-viec/{incident.code}/sua/",
        {
            "version": incident.version,
            "submit": "1",
            "happened_at": "hôm nào đó",
            "title": "Giữ lại dòng này",
        },
    )
    body = page.content.decode()
    assert page.status_code == 422
    for says in ("Ghi ngày, kèm giờ khi biết", "Giữ lại dòng này", "hôm nào đó"):
        assert says in body
    fixed = client.post(
        f"/vu-viec/{incident.code}/sua/",
        {"version": Incident.objects.get().version, "submit": "1", "title": "Giữ lại dòng này"},
    )
    for says in (
        "Chọn người được phản ánh",
        "Chọn loại hành vi",
        "Chọn ít nhất một quy định",
        "Đính kèm ít nhất một chứng cứ",
        "Mô tả sự việc",
    ):
        assert says in fixed.content.decode()
    assert Incident.objects.get().status == "draft"


def test_a_draft_saved_elsewhere_shows_both_versions(as_, world):
    client = as_("unit_head")
    client.post("/vu-viec/moi/")
    incident = Incident.objects.get()
    url = f"/vu-viec/{incident.code}/sua/"
    first = {"version": incident.version, "save": "1", "narrative": "Lời của cửa sổ thứ nhất"}
    assert client.post(url, first).status_code == 302
    stale = client.post(url, {**first, "narrative": "Lời của cửa sổ thứ hai"})
    assert stale.status_code == 409
    assert "Lời của cửa sổ thứ nhất" in stale.content.decode()
    assert "Lời của cửa sổ thứ hai" in stale.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("anh.jpg", b"khong phai anh", "tệp"),
        ("trang.html", b"<html><script>alert(1)</script></html>", "tệp"),
        ("anh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "tệp"),
        ("chuong-trinh.pdf", b"MZ\x90\x00", "tệp"),
        ("trong.pdf", b"", ""),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(name, content, says, world):
    with pytest.raises(Refused) as refusal:
        incident_actions.store_file(
            upload=SimpleUploadedFile(name, content), by=world.unit_head, at=timezone.now()
        )
    assert str(refusal.value)


def test_an_oversized_file_is_refused(world, settings):
    settings.EVIDENCE_MAX_BYTES = 10
    with pytest.raises(Refused, match="MB"):
        incident_actions.store_file(
            upload=SimpleUploadedFile("anh.png", png()), by=world.unit_head, at=timezone.now()
        )


def test_evidence_changed_on_disk_is_not_served(story, as_, settings):
    from pathlib import Path

    made = story("in_review")
    file = made.incident.evidence.get().file
    url = f"/chung-cu/{made.incident.evidence.get().pk}/"
    answer = as_("lead").get(url)
    assert b"".join(answer.streaming_content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    path = Path(settings.MEDIA_ROOT) / file.path
    path = path if path.exists() else next(Path(settings.MEDIA_ROOT).rglob(Path(file.path).name))
    path.chmod(0o600)
    path.write_bytes(b"changed")
    changed = as_("lead").get(url)
    assert changed.status_code in (409, 410, 422)


def test_nobody_is_concluded_unheard(story, world):
    from compliance.review import actions as review

    made = story("awaiting_answer")
    with pytest.raises(NotNow, match="chưa có giải trình"):
        review.consult(incident=made.fresh(), by=world.member, at=made.step())
    made = story("consulting")
    with pytest.raises(NotNow, match="chưa cho ý kiến"):
        made.propose()
    made.opine()
    with pytest.raises(NotNow):
        review.conclude(incident=made.fresh(), by=world.deputy_lead, at=made.step())
    made.propose()
    review.conclude(incident=made.fresh(), by=world.deputy_lead, at=made.step())
    assert made.fresh().status == "concluded"


def test_silence_is_recorded_only_after_two_notices_and_both_windows(story, world):
    from compliance.review import actions as review

    made = story("awaiting_answer", start=timezone.now() - timedelta(days=90))
    with pytest.raises(NotNow, match="lần hai"):
        review.record_silence(incident=made.fresh(), by=world.member, at=made.step())
    review.open_notice(incident=made.fresh(), by=made.user("person"), at=made.step())
    made.at += timedelta(days=25)  # Tết may lie between
    review.notify_again(incident=made.fresh(), by=world.member, at=made.step())
    with pytest.raises(NotNow, match="hạn giải trình"):
        review.record_silence(incident=made.fresh(), by=world.member, at=made.step())
    made.at += timedelta(days=25)
    review.record_silence(incident=made.fresh(), by=world.member, at=made.step())
    assert made.fresh().answers.get().kind == "silence"


def test_a_report_that_came_back_keeps_what_was_sent_where_a_field_is_left_empty(
    story, as_, counted
):
    """The database knows no sent report without person and days: an empty field is not written, and
    is no server error.
    """
    made, rows = story("returned"), 0
    client = as_("unit_head")
    for name in ("incidents:edit", "incidents:autosave"):
        before = made.fresh()
        typed = {
            "version": before.version,
            "title": f"Sửa qua {name}",
            "person": "",
            "happened_at": "",
            "known_on": "",
        }
        answer = client.post(reverse(name, args=[before.code]), {**typed, "act": "save"})
        assert answer.status_code < 500, name
        after = made.fresh()
        assert after.title == typed["title"], name
        for column in ("person_id", "happened_at", "known_on", "office_id"):
            assert getattr(after, column) == getattr(before, column), (name, column)
            rows += 1
    counted(rows, "columns of a returned report, left empty")
