"""Every office issues its papers as the decree asks (NĐ 30/2020, Phụ lục I): its own name and
superior, its own place, the title of its own head; and no page carries a signature alone.
"""

from datetime import UTC, date, datetime
from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn

from compliance.core.roles import Kind
from compliance.guidance.paper import sign_list_of
from compliance.papers.docx import to_docx
from compliance.papers.paper import Paper, Section, Signature, Table, with_end_mark
from compliance.papers.pdf import to_pdf
from compliance.registry.actions import add_office, grant_function
from compliance.registry.letterhead import letterhead
from compliance.registry.models import Office, StaffMember
from compliance.review.case.queries import last_notice
from compliance.review.documents.composing import paper_of
from compliance.review.documents.composing.heads import head_of
from compliance.review.documents.composing.notice import notice_paper
from compliance.review.models import CaseDocument
from tests.compliance.test_documents import GIVEN, draft, issue
from tests.compliance.test_documents import Kind as Papers

pytestmark = pytest.mark.once  # words and layout: the same whichever database answers

AT = datetime(2017, 1, 3, 1, tzinfo=UTC)
TODAY = date(2026, 11, 29)
# code, name, kind, under, post of the head: (above, body, place, title)
OFFICES = {
    ("TH1", "Trường Tiểu học Một", "school", "UBND", "Hiệu trưởng"): (
        "UBND HUYỆN HẠ LANG",
        "TRƯỜNG TIỂU HỌC MỘT",
        "Hạ Lang",
        "HIỆU TRƯỞNG",
    ),
    ("TH2", "Trường Tiểu học Hai", "school", "XA", ""): (
        "UBND XÃ MỘT",
        "TRƯỜNG TIỂU HỌC HAI",
        "Một",
        "HIỆU TRƯỞNG",
    ),
    ("TC", "Phòng Tài chính", "department", "UBND", "Trưởng phòng Tài chính"): (
        "UBND HUYỆN HẠ LANG",
        "PHÒNG TÀI CHÍNH",
        "Hạ Lang",
        "TRƯỞNG PHÒNG",
    ),
    ("VP", "Văn phòng HĐND và UBND", "department", "UBND", "Chánh Văn phòng"): (
        "UBND HUYỆN HẠ LANG",
        "VĂN PHÒNG HĐND VÀ UBND",
        "Hạ Lang",
        "CHÁNH VĂN PHÒNG",
    ),
    ("TT", "Trung tâm Văn hóa", "service", "UBND", "Giám đốc"): (
        "UBND HUYỆN HẠ LANG",
        "TRUNG TÂM VĂN HÓA",
        "Hạ Lang",
        "GIÁM ĐỐC",
    ),
    ("TY", "Trạm Y tế", "service", "XA", "Phụ trách"): (
        "UBND XÃ MỘT",
        "TRẠM Y TẾ",
        "Một",
        "THỦ TRƯỞNG ĐƠN VỊ",
    ),
    ("XC", "UBND thị trấn Thanh Nhật", "commune", "UBND", "Chủ tịch UBND thị trấn"): (
        "",
        "ỦY BAN NHÂN DÂN THỊ TRẤN THANH NHẬT",
        "Thanh Nhật",
        "CHỦ TỊCH",
    ),
}


@pytest.fixture
def offices(world, settings):
    settings.AUTHORITY_SHORT, settings.AUTHORITY_PLACE = "UBND huyện Hạ Lang", "Hạ Lang"
    made = {}
    for code, name, kind, under, post in OFFICES:
        made[code] = add_office(
            by=None,
            at=AT,
            code=code,
            name=name,
            short_name=name,
            kind=kind,
            parent=world.offices[under],
            valid_from=date(2017, 1, 1),
        )
        if post:
            user = world.fresh("other_staff")
            StaffMember.objects.filter(user=user).update(position=post)
            grant_function(
                user=user,
                kind=Kind.UNIT_HEAD,
                office=made[code],
                valid_from=date(2017, 1, 1),
                by=None,
                at=AT,
            )
    return made


@pytest.mark.parametrize("row", OFFICES, ids=lambda row: row[0])
def test_an_office_writes_under_its_own_name_place_and_title(row, offices, world):
    code, _, _, _, post = row
    if post:  # one person stands for every head; the post of the last one was written last
        StaffMember.objects.filter(user=world.other_staff).update(position=post)
    of = letterhead(Office.objects.get(code=code), TODAY)
    assert (of.above, of.body, of.place, of.title) == OFFICES[row]


def test_a_schools_reminder_is_the_schools_own_paper(offices, story, world):
    made = story("concluded")
    school = offices["TH1"]
    type(made.incident).objects.filter(pk=made.incident.pk).update(handling_office=school)
    StaffMember.objects.filter(user=world.other_staff).update(position="Hiệu trưởng")
    head = head_of(CaseDocument.Issuer.UNIT, made.fresh(), TODAY)
    assert (head.title, head.symbol("TB"), head.archived()) == ("HIỆU TRƯỞNG", "TB-TH1", "Lưu: VT")
    assert head.symbol("") == "TH1"


def test_a_communes_paper_is_dated_at_the_commune_and_named_in_vietnamese(story, world):
    made = story("concluded")
    paper = issue(draft(made, Papers.REMINDER), made)
    assert paper_of(paper).place_and_day.startswith("Một, ngày ")
    assert paper_of(paper).recipients[-1] == "Lưu: VT"
    assert paper.file_name.startswith(f"van-ban-nhac-nho-{made.incident.code}-")
    assert draft(made, Papers.RESULT).file_name.endswith("-du-thao")
    assert set(GIVEN) == set(Papers)


def test_a_list_to_sign_counts_its_people_and_names_whose_it_is(offices, world):
    people = [StaffMember.objects.get(user=world.person)] * 12
    dispatch = type(
        "Dispatch",
        (),
        {"instrument": type("Instrument", (), {"short": "CV 308", "title": "Công văn"})},
    )
    StaffMember.objects.filter(user=world.other_staff).update(position="Hiệu trưởng")
    paper = sign_list_of(dispatch, offices["TH1"], people, TODAY)
    assert [row[0] for row in paper.sections[0].tables[0].rows][:2] == ["01", "02"]
    assert paper.sections[-1].paragraphs == ["Danh sách này có 12 người./."]
    assert paper.signatures[-1].title == "HIỆU TRƯỞNG"
    commune = sign_list_of(dispatch, offices["XC"], people, TODAY)
    assert (commune.above, commune.body) == ("", "ỦY BAN NHÂN DÂN THỊ TRẤN THANH NHẬT")
    assert commune.place_and_day.startswith("Thanh Nhật, ngày")


def test_the_notice_on_paper_is_a_letter_of_the_authority(story, as_, world, settings):
    made = story("awaiting_answer")
    notice = last_notice(made.fresh())
    notice.incident = made.incident
    paper = notice_paper(notice, contact="Hỏi: Phòng Nội vụ")
    assert paper.is_letter
    assert paper.number.startswith("Số:")
    assert paper.number.endswith(f"/UBND-{settings.TEAM_CODE}")
    assert paper.place_and_day.startswith(f"{settings.AUTHORITY_PLACE}, ngày ")
    assert paper.signatures[0].ahead == "TL. CHỦ TỊCH"
    assert paper.to[0].endswith(made.incident.office.name)
    assert paper.annexes[0].title == "PHIẾU GIAO NHẬN"
    page = f"/ho-so/{made.incident.code}/in-thong-bao/"
    for form, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = as_("member").get(page, {"dang": form})
        assert answer.content.startswith(begins)
        assert f"thong-bao-lan-1-{made.incident.code}.{form}" in answer["Content-Disposition"]


# ---- no page carries a signature alone


def paper(lines: int, signatures: int, *, table: bool = False, code: bool = False) -> Paper:
    """A paper of so many paragraphs that its end falls anywhere on a page."""
    text = [f"Đoạn số {number} của văn bản thử." for number in range(lines)]
    rows = [[f"{n:02d}", f"Dòng {n}"] for n in range(1, 4)]
    tables = [Table("", ["STT", "Nội dung"], rows, widths=[20, 143])] if table else []
    parts = [Section("1. Nội dung", text, tables), Section("", ["Lời cuối của văn bản"])]
    return Paper(
        above="UBND HUYỆN HẠ LANG",
        body="TRƯỜNG TIỂU HỌC MỘT",
        number="Số: 01/BB-TH1",
        place_and_day="Hạ Lang, ngày 29 tháng 11 năm 2026",
        kind="BIÊN BẢN",
        subject="Làm việc",
        sections=with_end_mark(parts),
        recipients=["Như thành phần", "Lưu: VT"],
        signatures=[Signature(f"NGƯỜI KÝ {n}", name="Tên Thử") for n in range(signatures)],
        label="Biên bản thử",
        code="ABCD2345EFGH" if code else "",
        check_at="https://cong.example/xac-thuc/" if code else "",
    )


def texts(content: bytes) -> list[str]:
    pdf = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_bounded() for page in pdf]


ENDS = [
    (lines, signatures, table, code)
    for signatures, table, code in ((1, False, True), (4, False, False), (2, True, True))
    for lines in range(18, 48, 2)
]


def test_signatures_recipients_and_code_stand_with_the_last_words(counted):
    alone = []
    for lines, signatures, table, code in ENDS:
        last = texts(to_pdf(paper(lines, signatures, table=table, code=code)))[-1]
        wanted = [f"NGƯỜI KÝ {n}" for n in range(signatures)] + ["Nơi nhận", "Lời cuối"]
        wanted += ["Mã xác thực"] if code else []
        if missing := [word for word in wanted if word not in last]:
            alone.append((lines, signatures, missing))
    counted(len(ENDS), "papers whose end falls anywhere on a page")
    assert not alone


JOINED = f"{qn('w:pPr')}/{qn('w:keepNext')}"


def test_word_has_them_in_one_row_that_stays_with_the_last_words(counted):
    papers = [(signatures, code) for signatures in (1, 2, 3, 4) for code in (True, False)]
    for signatures, code in papers:
        document = Document(BytesIO(to_docx(paper(5, signatures, code=code))))
        body = list(document.element.body)
        ends = next(n for n, part in enumerate(body) if "Lời cuối" in "".join(part.itertext()))
        foot = document.tables[-1]
        between = body[ends : body.index(foot._tbl)]
        assert all(part.find(JOINED) is not None for part in between)
        assert len(foot.rows) == 1
        assert foot.rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None
        words = "".join(foot._tbl.itertext())
        assert all(f"NGƯỜI KÝ {n}" in words for n in range(signatures))
        assert "Nơi nhận" in words
        assert ("Mã xác thực" in words) == code
        after = body[body.index(foot._tbl) + 1 :]
        assert not "".join("".join(part.itertext()) for part in after).strip()
    counted(len(papers), "ends of papers in Word")
