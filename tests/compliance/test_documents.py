"""Official documents of a case: their layout by NĐ 30/2020/NĐ-CP, their life from draft to number
typed back, and who reads them.
"""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, time, timedelta

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn

from compliance.audit.models import Event
from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.files.actions import store
from compliance.incidents.models import Allegation, Reporter
from compliance.incidents.transitions import PERSON_ALIAS
from compliance.outbox.models import Notification
from compliance.papers.docx import to_docx
from compliance.papers.paper import (
    BLANK,
    MOTTO,
    STATE,
    Annex,
    Table,
    day_in_words,
    full_number,
    plain_name,
)
from compliance.papers.pdf import to_pdf
from compliance.papers.writers import WRITERS
from compliance.review import actions as review
from compliance.review.case.queries import issued_reminder, last_notice
from compliance.review.documents import actions
from compliance.review.documents.composing import USUAL_ISSUER, compose, paper_of
from compliance.review.documents.forms import WordingForm
from compliance.review.models import CaseDocument
from compliance.rulebook.clocks import local_day
from compliance.rulebook.queries import citable
from reports import actions as reporting
from reports.models import PeriodKind, Recipient, Summary
from reports.paper import paper_of as summary_paper
from reports.periods import period_of, previous
from tests.world import CANARIES

Kind = CaseDocument.Kind
PERSON_KINDS = set(CaseDocument.TO_PERSON)
GIVEN = {
    Kind.RECORD: {
        "day": date(2026, 2, 5),
        "time": time(8, 5),
        "place": "Phòng họp tầng 2",
        "present": "Ông A, Tổ trưởng\nBà B, thành viên",
    },
    Kind.REQUEST: {"where": "Phòng Nội vụ", "more": ""},
    Kind.INVITATION: {
        "day": date(2026, 2, 5),
        "time": time(14, 0),
        "place": "Phòng họp số 1",
        "chair": "Ông C, Tổ trưởng",
        "bring": "Bản giải trình\nTài liệu liên quan",
    },
    Kind.MINUTES: {
        "day": date(2026, 2, 5),
        "time": time(14, 0),
        "ended": time(15, 30),
        "place": "Phòng họp số 1",
        "chair": "Ông C",
        "secretary": "Bà D",
        "present": "Ông E",
        "proceedings": "Chủ trì nêu nội dung.\nNgười làm việc trình bày.",
        "said": "Đã nghe rõ.",
        "agreed": "Gửi thêm tài liệu.",
    },
    Kind.REMINDER: {"ask": "Rút kinh nghiệm."},
    Kind.RESULT: {"more": ""},
}


def draft(made, kind: str, who: str = "member", **more) -> CaseDocument:
    incident, given = made.fresh(), GIVEN[kind]
    issuer = USUAL_ISSUER.get(kind, "team")
    words = compose(
        incident=incident, kind=kind, issuer=issuer, given=given, day=timezone.localdate()
    )
    kept = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in given.items()
    }
    return actions.draft_document(
        incident=incident,
        kind=kind,
        issuer=issuer,
        words=words,
        fields=kept,
        by=made.user(who),
        at=timezone.now(),
        **more,
    )


def issue(
    document: CaseDocument, made, number: str = "", day: date | None = None, **more
) -> CaseDocument:
    number = number or f"0{document.pk % 9 + 1}/{document.words['number']}"
    return actions.type_back(
        document=document,
        number=number,
        issued_on=day or timezone.localdate(),
        signer="ThS. Nguyễn Thị Thử Ký",
        by=made.user("member"),
        at=timezone.now(),
        **more,
    )


@pytest.fixture
def papers(story, world):
    """A draft of each of the six, of a case with many allegations and long texts, and the summary:
    name -> Paper.
    """
    heard, concluded = story("consulting"), story("consulting")
    for made in (heard, concluded):
        cited = set(made.incident.allegations.values_list("provision_id", flat=True))
        others = [
            provision for provision in citable(timezone.localdate()) if provision.pk not in cited
        ][:5]
        for number, provision in enumerate(others, 2):
            Allegation.objects.create(
                incident=made.incident,
                number=number,
                provision=provision,
                fact="Nội dung cụ thể rất dài của hành vi được phản ánh. " * 6,
            )
    concluded.conclude()
    made_for = {
        kind: concluded if kind in (Kind.REMINDER, Kind.RESULT) else heard for kind in Kind.values
    }
    made_for[Kind.REQUEST] = story("awaiting_answer")
    drafts = {kind: draft(made, kind) for kind, made in made_for.items()}
    one = previous(period_of(PeriodKind.MONTH, timezone.localdate()))
    reporting.plan_summary(period=one, at=timezone.now())
    summary = reporting.draw(summary=Summary.objects.get(), at=timezone.now())
    return {
        "summary": summary_paper(summary, Recipient.objects.all()),
        **{kind: paper_of(found) for kind, found in drafts.items()},
    }


def pages(pdf: bytes) -> list[str]:
    book = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in book]


# --- the layout, point by point (docs/law.md#documents): each takes (paper, the .docx read back,
# the text of the PDF's pages) and gives what is wrong, or nothing


class Read:
    def __init__(self, paper):
        self.paper, self.bytes, self.pdf = paper, to_docx(paper), to_pdf(paper)
        self.document = Document(io.BytesIO(self.bytes))
        self.pages = pages(self.pdf)
        self.text = " ".join(" ".join(self.pages).split())
        self.head = self.document.tables[0].rows[0].cells

    def find(self, text: str, holder=None):
        return next(p for p in (holder or self.document).paragraphs if p.text == text)

    def run(self, text: str, holder=None):
        return self.find(text, holder).runs[0]

    def body(self):
        wanted = {text for section in self.paper.sections for text in section.paragraphs}
        return [paragraph for paragraph in self.document.paragraphs if paragraph.text in wanted]

    def signatures(self):
        return [
            cell
            for table in self.document.tables
            for cell in table.rows[0].cells
            if any(s.title in [p.text for p in cell.paragraphs] for s in self.paper.signatures)
        ]


def size(run) -> float:
    return run.font.size.pt


def rules(read, holder) -> list:
    return [
        p
        for p in holder.paragraphs
        if p._p.pPr is not None and p._p.pPr.find(qn("w:pBdr")) is not None
    ]


POINTS = {
    "A4, portrait": lambda r: (
        (round(r.document.sections[0].page_width.mm), round(r.document.sections[0].page_height.mm))
        == (210, 297)
    ),
    "margins 20/20, left 30–35, right 15–20": lambda r: all(
        20 <= round(s.top_margin.mm) <= 25
        and 20 <= round(s.bottom_margin.mm) <= 25
        and 30 <= round(s.left_margin.mm) <= 35
        and 15 <= round(s.right_margin.mm) <= 20
        for s in r.document.sections
    ),
    "Times New Roman": lambda r: (
        r.document.styles["Normal"].font.name == "Times New Roman"
        and b"Calibri" not in zipfile.ZipFile(io.BytesIO(r.bytes)).read("word/document.xml")
    ),
    "page number in the top margin, centred, 13–14, not on page 1": lambda r: (
        r.document.sections[0].different_first_page_header_footer
        and "PAGE" in r.document.sections[0].header._element.xml
        and r.document.sections[0].header.paragraphs[0].alignment == ALIGN.CENTER
        and all(13 <= size(run) <= 14 for run in r.document.sections[0].header.paragraphs[0].runs)
        and not r.document.sections[0].first_page_header.paragraphs[0].text
    ),
    "page 2 of the PDF begins with its number, page 1 does not": lambda r: (
        not r.pages[0].lstrip().startswith("1\r")
        and (len(r.pages) < 2 or bool(r.paper.annexes) or r.pages[1].split()[0] == "2")
    ),
    "Quốc hiệu: caps, 12–13, bold, right": lambda r: (
        r.run(STATE, r.head[1]).bold
        and 12 <= size(r.run(STATE, r.head[1])) <= 13
        and STATE.isupper()
    ),
    "Tiêu ngữ: 13–14, bold, hyphens with spaces, a drawn line below": lambda r: (
        r.run(MOTTO, r.head[1]).bold
        and 13 <= size(r.run(MOTTO, r.head[1])) <= 14
        and " - " in MOTTO
        and len(rules(r, r.head[1])) == 1
    ),
    "superior body: caps, upright; issuing body: caps, bold, 12–13, a line below": lambda r: (
        (
            not r.paper.above
            or (not r.run(r.paper.above, r.head[0]).bold and r.paper.above.isupper())
        )
        and r.run(r.paper.body_line(), r.head[0]).bold
        and r.paper.body.isupper()
        and 12 <= size(r.run(r.paper.body_line(), r.head[0])) <= 13
        and len(rules(r, r.head[0])) == 1
    ),
    "line under the issuing body: a third to a half of it": lambda r: (
        0.3 <= _share(r, r.head[0], r.paper.body_line()) <= 0.5
    ),
    "number: 13, upright, blank before the stroke": lambda r: (
        size(r.run(r.paper.number, r.head[0])) == 13
        and not r.run(r.paper.number, r.head[0]).bold
        and re.fullmatch(r"Số:\s+/[\w-]+", r.paper.number) is not None
    ),
    "symbol: the abbreviation of the type, none for a công văn": lambda r: (
        not re.search(r"/(CV|BB|TB|GM|BC)-", r.paper.number)
        if r.paper.is_letter
        else re.search(r"/(BB|TB|GM|BC)-", r.paper.number) is not None
    ),
    "place and day: 13–14, italic, comma, blank day; none in minutes": lambda r: (
        r.paper.place_and_day == ""
        if r.paper.kind == "BIÊN BẢN"
        else (
            r.run(r.paper.place_and_day, r.head[1]).italic
            and 13 <= size(r.run(r.paper.place_and_day, r.head[1])) <= 14
            and ", ngày" in r.paper.place_and_day
        )
    ),
    "type: caps, bold, 13–14, centred": lambda r: (
        r.paper.is_letter
        or (
            r.run(r.paper.kind).bold
            and r.paper.kind.isupper()
            and 13 <= size(r.run(r.paper.kind)) <= 14
            and r.find(r.paper.kind).alignment == ALIGN.CENTER
        )
    ),
    "subject: bold 13–14 with a line; of a công văn V/v, 12–13, upright, centred": lambda r: (
        (lambda run, p: not run.bold and 12 <= size(run) <= 13 and p.alignment == ALIGN.CENTER)(
            r.run(f"V/v {r.paper.subject}", r.head[0]), r.find(f"V/v {r.paper.subject}", r.head[0])
        )
        if r.paper.is_letter
        else r.run(r.paper.subject).bold
        and 13 <= size(r.run(r.paper.subject)) <= 14
        and len(rules(r, r.document)) == 1
    ),
    "Kính gửi in a công văn and a report, nowhere else": lambda r: (
        bool(r.paper.to) == (r.paper.is_letter or r.paper.kind == "BÁO CÁO")
    ),
    "bases: italic, semicolons, a full stop at the last": lambda r: all(
        r.run(text).italic and text.endswith("." if number == len(r.paper.bases) else ";")
        for number, text in enumerate(r.paper.grounds(), 1)
    ),
    "body: 13–14, justified, first line 1–1.27 cm, at least 6 pt, single to one and a half": (
        lambda r: (
            bool(r.body())
            and all(
                13 <= size(p.runs[0]) <= 14
                and p.alignment == ALIGN.JUSTIFY
                and 0.99 <= p.paragraph_format.first_line_indent.cm <= 1.28
                and p.paragraph_format.space_after.pt >= 6
                and 1 <= p.paragraph_format.line_spacing <= 1.5
                for p in r.body()
            )
        )
    ),
    "end mark ./. once": lambda r: (
        sum(text.endswith("./.") for s in r.paper.sections for text in s.paragraphs) == 1
        and r.text.count("./.") == 1
    ),
    "tables have explicit widths": lambda r: all(
        cell.width is not None and not table.autofit
        for table in r.document.tables
        for row in table.rows
        for cell in row.cells
    ),
    "signature: caps, bold, 13–14, no name yet": lambda r: (
        bool(r.signatures())
        and all(
            one.title.isupper()
            and all(
                r.run(one.title, cell).bold and size(r.run(one.title, cell)) == 14
                for cell in r.signatures()
                if one.title in [p.text for p in cell.paragraphs]
            )
            for one in r.paper.signatures
        )
    ),
    "Nơi nhận: 12 italic bold; list 11; the last line Lưu: VT": lambda r: (
        (
            lambda cell: (
                r.run("Nơi nhận:", cell).italic
                and r.run("Nơi nhận:", cell).bold
                and size(r.run("Nơi nhận:", cell)) == 12
                and all(size(r.run(text, cell)) == 11 for text in r.paper.sent_to())
            )
        )(
            next(
                c
                for t in r.document.tables
                for c in t.rows[0].cells
                if "Nơi nhận:" in [p.text for p in c.paragraphs]
            )
        )
        and re.fullmatch(r"- Lưu: VT(?:, .+)?\.", r.paper.sent_to()[-1]) is not None
    ),
    "annexes count their pages anew": lambda r: (
        not r.paper.annexes
        or (
            r.document.sections[-1]._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
            and r.document.sections[-1].different_first_page_header_footer
        )
    ),
    "the PDF says what the .docx says": lambda r: all(
        _bare(text)[:60] in _bare(r.text) for s in r.paper.sections for text in s.paragraphs
    ),
    "PDF: A4, tagged, faces inside, PDF/A and PDF/UA": lambda r: (
        all(
            mark in r.pdf
            for mark in (b"/StructTreeRoot", b"/FontFile2", b"pdfaid:part", b"pdfuaid:part")
        )
        and tuple(round(side) for side in pypdfium2.PdfDocument(r.pdf)[0].get_size()) == (595, 842)
    ),
    "properties name nobody": lambda r: (
        (lambda about: not about.author and not about.last_modified_by and not about.comments)(
            r.document.core_properties
        )
        and not pypdfium2.PdfDocument(r.pdf).get_metadata_dict().get("Author")
    ),
    "the word draft stands outside the layout of the PDF and nowhere in the .docx": lambda r: (
        "Dự thảo, chưa có số" in r.text and "Dự thảo, chưa" not in r.document.element.xml
    ),
}


def _bare(text: str) -> str:
    """Without what a line's end may change."""
    return re.sub(r"[\s\ufffe-]", "", text)


def _share(read, cell, words: str) -> float:
    from compliance.papers.docx import _LEFT, _length

    form = rules(read, cell)[0].paragraph_format
    return (_LEFT - form.left_indent.mm - form.right_indent.mm) / min(_length(words, 12), _LEFT)


def test_every_document_keeps_every_point_of_the_decree(papers, counted):
    wrong = []
    for name, paper in papers.items():
        read = Read(paper)
        wrong += [(name, point) for point, holds in POINTS.items() if not holds(read)]
    counted(len(papers) * len(POINTS), "points of the decree × documents")
    assert not wrong, wrong


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("5/TB-TKTGS", "05/TB-TKTGS"),
        (" 15 / UBND - NV ", "15/UBND-NV"),
        ("007/GM-UBND", "07/GM-UBND"),
        ("/TB-TKTGS", None),
        ("15", None),
        ("15/TB--X", None),
        ("15/", None),
    ],
)
def test_numbers_are_written_as_registers_write_them(typed, kept):
    if kept is None:
        with pytest.raises(ValueError, match="^" + re.escape(typed) + "$"):
            full_number(typed)
    else:
        assert full_number(typed) == kept


def test_the_total_of_a_table_begins_no_page_alone(papers, counted):
    """In the .docx the last row holds on to it; in the PDF, tables of every length around a page's
    end are looked at.
    """
    kept = []
    for table in [one for annex in papers["summary"].annexes for one in annex.tables]:
        rows = next(
            found.rows
            for found in Read(papers["summary"]).document.tables
            if found.cell(0, 1).text == table.headings[1] and len(found.rows) > len(table.rows)
        )
        held = [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in rows]
        assert held == [
            bool(table.total) and number == len(table.rows) for number in range(len(rows))
        ]
        kept.append(table)
    assert any(table.total for table in kept)
    torn = 0
    for count in range(30, 56):
        table = Table(
            "",
            ["STT", "Đơn vị", "Tiếp nhận"],
            [[str(number), f"Xã {number}.", "1"] for number in range(1, count + 1)],
            total=["", "Cộng", str(count)],
        )
        paper = replace(papers["summary"], annexes=[Annex("PHỤ LỤC", "", [table])], charts=[])
        last = [page for page in pages(to_pdf(paper)) if "Cộng" in page][-1]
        assert f"Xã {count}." in last, count
        torn += f"Xã {count - 1}." not in last
    assert torn, "one of these lengths ends at the end of a page"
    counted(len(kept) + 26, "tables with a total")


def test_a_signer_has_no_academic_title():
    assert [
        plain_name(name)
        for name in ("TS. Nông Văn A", "PGS.TS. Lý Thị B", "ThS Bế C", "Gia Sơn Tùng")
    ] == [
        "Nông Văn A",
        "Lý Thị B",
        "Bế C",
        "Gia Sơn Tùng",
    ]


# --- the life of a document


def test_what_is_typed_back_stands_on_the_paper_and_then_nothing_changes(story, world):
    made = story("concluded")
    found = draft(made, Kind.RESULT)
    assert paper_of(found).number == "Số:" + BLANK + "/TB-TKTGS"
    found = issue(found, made, "05/TB-TKTGS", date(2026, 2, 3))
    paper = paper_of(found)
    assert (paper.number, paper.signatures[0].name, paper.draft) == (
        "Số: 05/TB-TKTGS",
        "Nguyễn Thị Thử Ký",
        False,
    )
    assert paper.place_and_day.endswith("ngày 03 tháng 02 năm 2026")
    text = " ".join(pages(to_pdf(paper)))
    assert "05/TB-TKTGS" in text
    assert "Dự thảo, chưa" not in text
    by, at = made.user("member"), timezone.now()
    for change in (
        lambda: actions.edit_document(document=found, words=found.words, by=by, at=at),
        lambda: actions.discard_document(document=found, by=by, at=at),
        lambda: issue(found, made, "06/TB-TKTGS"),
    ):
        with pytest.raises(NotNow):
            change()
    new = draft(made, Kind.RESULT, replaces=found)
    assert new.replaces == found


def test_words_that_cannot_be_set_are_said_at_saving_and_not_kept(story, as_, monkeypatch):
    made = story("concluded")
    found = draft(made, Kind.RESULT)
    url = reverse("review:edit_document", args=[made.incident.code, found.pk])
    form = WordingForm(document=found)
    kept = {field.html_name: field.value() for field in form}
    typed = {**kept, "section_0": "Đoạn không dàn được."}

    def refuse(paper):
        raise ValueError("no glyph")

    with monkeypatch.context() as patched:
        patched.setitem(WRITERS, "docx", refuse)
        answer = as_("member").post(url, typed)
        assert answer.status_code == 422
        assert "Đoạn không dàn được." in answer.content.decode()
        assert "có đoạn không dàn thành văn bản được" in answer.content.decode()
        found.refresh_from_db()
        assert "không dàn" not in str(found.words)
    assert as_("member").post(url, typed).status_code == 302
    found.refresh_from_db()
    assert "không dàn" in str(found.words)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("unit_head", NotAllowed),
        ("affairs", NotAllowed),
        ("chairman", NotAllowed),
        ("other_member", Invisible),
        ("kin", Invisible),
        ("superuser", Invisible),
        ("person", Invisible),
    ],
)
def test_only_the_handler_and_the_leads_draw_up_documents(who, refusal, story):
    made = story("consulting")
    with pytest.raises(refusal):
        draft(made, Kind.INVITATION, who)
    assert draft(made, Kind.INVITATION, "lead")


def test_documents_are_drawn_up_when_their_step_has_come(story, counted):
    wanted = {
        "submitted": {Kind.RECORD},
        "in_review": {Kind.RECORD, Kind.REQUEST, Kind.INVITATION, Kind.MINUTES},
        "consulting": {Kind.RECORD, Kind.INVITATION, Kind.MINUTES},
        "concluded": {Kind.RECORD, Kind.REMINDER, Kind.RESULT},
    }
    for status, kinds in wanted.items():
        incident = story(status).incident
        assert {kind for kind in Kind.values if not actions.why_not(incident, kind)} == kinds, (
            status
        )
    counted(len(wanted) * len(Kind.values), "status × kind of document")
    assert actions.why_not(story("concluded", outcome="guidance").incident, Kind.REMINDER)


def test_a_document_is_drawn_up_worded_taken_out_and_typed_back_through_its_pages(
    story, world, as_
):
    made = story("concluded")
    client, code = as_("member"), made.incident.code
    assert "Lập văn bản" in client.get(f"/ho-so/{code}/").content.decode()
    url = reverse("review:new_document", args=[code, "reminder"])
    assert client.post(url, {"issuer": "unit", "ask": ""}).status_code == 422
    made_at = client.post(url, {"issuer": "unit", "ask": "Nghiêm túc rút kinh nghiệm."})["Location"]
    found = CaseDocument.objects.get()
    page = client.get(made_at).content.decode()
    assert "ỦY BAN NHÂN DÂN XÃ MỘT" in page.replace("\u00a0", " ")
    assert "kỷ luật" in page
    assert "Nhắc nhở không phải là hình thức kỷ luật" in page
    form = client.get(f"{made_at}loi-van/").context["form"]
    words = {name: form[name].value() for name in form.fields}
    bad = client.post(f"{made_at}loi-van/", {**words, "recipients": "Người nhận"})
    assert bad.status_code == 422
    assert (
        client.post(f"{made_at}loi-van/", {**words, "section_2": "Câu đã sửa một."}).status_code
        == 302
    )
    stale = client.post(f"{made_at}loi-van/", {**words, "section_2": "Câu đã sửa hai."})
    assert stale.status_code == 409
    assert "Câu đã sửa một." in stale.content.decode()
    assert "Câu đã sửa hai." in stale.content.decode()
    assert client.get(f"{made_at}tai/docx/").content.startswith(b"PK")
    found.refresh_from_db()
    assert found.exported_at
    late = client.post(
        f"{made_at}ghi-so/", {"number": "9", "issued_on": "31/12/2090", "signer": "Tô Thử Một"}
    )
    assert late.status_code == 422
    pdf = SimpleUploadedFile("ban-ky.pdf", to_pdf(paper_of(found)), "application/pdf")
    today = timezone.localdate()
    assert (
        client.post(
            f"{made_at}ghi-so/",
            {
                "number": "9/TB-UBND",
                "issued_on": f"{today:%d/%m/%Y}",
                "signer": "ThS. Tô Thử Một",
                "upload": pdf,
            },
        ).status_code
        == 302
    )
    found.refresh_from_db()
    assert (found.number, found.signer) == ("09/TB-UBND", "Tô Thử Một")
    assert "09/TB-UBND" in client.get(made_at).content.decode()
    assert client.get(f"{made_at}loi-van/").status_code == 409
    made.enforce()
    act = as_("unit_head").get(f"/ho-so/{code}/bao-thuc-hien/").context["form"]
    assert (act["document_number"].value(), act["signer"].value()) == ("09/TB-UBND", "Tô Thử Một")
    verbs = set(Event.objects.about(made.incident).values_list("verb", flat=True))
    assert {"draft_document", "edit_document", "downloaded_document", "type_back_document"} <= verbs
    assert "Câu đã sửa" not in str(
        list(Event.objects.values_list("after", "before", "subject_label"))
    )


def test_a_number_used_twice_in_a_year_is_asked_about(story, as_):
    made = story("concluded")
    issue(draft(made, Kind.RESULT), made, "07/TB-TKTGS")
    second = draft(made, Kind.RESULT)
    url = reverse("review:type_back", args=[made.incident.code, second.pk])
    said = {
        "number": "7/TB-TKTGS",
        "issued_on": f"{timezone.localdate():%d/%m/%Y}",
        "signer": "Thẩm Thử Ba",
    }
    asked = as_("member").post(url, said)
    assert asked.status_code == 422
    assert "đã dùng cho một văn bản khác của cùng cơ quan" in asked.content.decode()
    assert as_("member").post(url, {**said, "sure": "on"}).status_code == 302


def test_the_letter_that_asks_for_an_answer_names_the_day_of_the_clock(story, counted):
    """After the notice its own last day, moved or not; before it no day of its own counting."""
    before, after = story("in_review"), story("awaiting_answer")
    promised = " ".join(pages(to_pdf(paper_of(draft(before, Kind.REQUEST)))))
    assert "ngày cuối cùng ghi trên thông báo đó" in " ".join(promised.split())
    assert "nhận được Công văn" not in promised
    for days in (0, 4):
        due = last_notice(after.fresh()).due_on + timedelta(days=days)
        after.incident.notices.update(due_on=due)
        text = " ".join(" ".join(pages(to_pdf(paper_of(draft(after, Kind.REQUEST))))).split())
        assert f"trước khi hết {day_in_words(due)}" in text
        assert "ngày làm việc, kể từ" not in text
    counted(3, "letters that ask for an answer")


def test_a_short_notice_of_an_invitation_is_pointed_out(story, as_):
    made = story("consulting")
    url = reverse("review:new_document", args=[made.incident.code, "invitation"])
    tomorrow = timezone.localdate() + timedelta(days=1)
    said = {
        "issuer": "authority",
        "day": f"{tomorrow:%d/%m/%Y}",
        "time": "08:30",
        "place": "Phòng họp",
        "chair": "Tổ trưởng",
        "bring": "",
    }
    assert "ít nhất 5 ngày làm việc" in as_("member").post(url, said, follow=True).content.decode()


# --- permission is asked again at every step, not only when a draft is begun

DO = ("word", "take", "number", "show")
BEFORE = {
    Kind.RECORD: "consulting",
    Kind.REQUEST: "awaiting_answer",
    Kind.INVITATION: "consulting",
    Kind.MINUTES: "consulting",
    Kind.REMINDER: "concluded",
    Kind.RESULT: "concluded",
}


def amended(made, decision: str, outcome: str = "") -> None:
    at = made.step()
    review.file_contest(incident=made.fresh(), text="Chưa đồng ý.", by=made.user("person"), at=at)
    review.decide_contest(
        incident=made.fresh(),
        decision=decision,
        new_outcome=outcome,
        reasons="Xem lại.",
        by=made.user("chairman"),
        at=made.step(),
    )


def go_on(made) -> None:
    made.hear() if made.incident.status == "awaiting_answer" else made.conclude()


def reopened(made) -> None:
    if made.fresh().status != "closed":
        made.enforce()
        made.close()
    made.reopen()


# what became of the case after the draft: what may still be done with it
AFTER = {
    "as it was": (lambda made: None, dict.fromkeys(Kind.values, DO)),
    "kept": (lambda made: amended(made, "keep"), dict.fromkeys((Kind.REMINDER, Kind.RESULT), DO)),
    "softened": (
        lambda made: amended(made, "amend", "guidance"),
        dict.fromkeys((Kind.REMINDER, Kind.RESULT), ("show",)),
    ),
    "annulled": (
        lambda made: amended(made, "annul"),
        dict.fromkeys((Kind.REMINDER, Kind.RESULT), ("show",)),
    ),
    "reopened": (reopened, dict.fromkeys((Kind.REMINDER, Kind.RESULT), ("show",))),
    # the step went on: a paper that was signed that day keeps its number, words rest
    "went on": (
        go_on,
        {
            Kind.RECORD: DO,
            Kind.REQUEST: ("number", "show"),
            Kind.INVITATION: ("number", "show"),
            Kind.MINUTES: ("number", "show"),
        },
    ),
}


def may(found: CaseDocument, what: str, made, day: date) -> bool:
    """Whether the actions and the page let the handler do it; what they did is taken back."""
    found = CaseDocument.objects.get(pk=found.pk)
    by, sid = made.user("member"), transaction.savepoint()
    common = {"document": found, "by": by, "at": made.at}
    try:
        if what == "word":
            actions.edit_document(words=found.words, **common)
        if what == "take":
            actions.export_document(form="docx", **common)
        if what == "number":
            issue(found, made, day=day)
        if what == "show":
            return CaseDocument.objects.visible_to(by).filter(pk=found.pk).exists()
    except NotNow:
        return False
    finally:
        transaction.savepoint_rollback(sid)
    return True


@pytest.mark.parametrize("after", AFTER)
def test_a_draft_asks_its_permission_again_at_every_step(after, story, counted):
    becomes, wanted = AFTER[after]
    wrong = []
    for kind, done in wanted.items():
        made = story(BEFORE[kind])
        found, day = draft(made, kind), local_day(made.at)
        becomes(made)
        wrong += [(kind, what) for what in DO if may(found, what, made, day) != (what in done)]
    counted(len(wanted) * len(DO), "kind of document × what became of the case × step")
    assert not wrong, (after, wrong)


@pytest.mark.parametrize(
    ("decision", "outcome", "words"),
    [("annul", "", "bị hủy"), ("amend", "oral_reminder", "được sửa")],
)
def test_what_was_issued_is_withdrawn_with_its_conclusion_everywhere(
    decision, outcome, words, story, as_
):
    made = story("concluded")
    scan = SimpleUploadedFile("ban-ky.pdf", to_pdf(paper_of(draft(made, Kind.RECORD))))
    file = store(
        upload=scan,
        kind="documents",
        owner=made.fresh(),
        by=made.user("member"),
        at=timezone.now(),
    )
    found = issue(draft(made, Kind.REMINDER), made, "15/TB-UBND", signed_file=file)
    waiting = draft(made, Kind.RESULT)
    amended(made, decision, outcome)
    found, waiting = (CaseDocument.objects.get(pk=one.pk) for one in (found, waiting))
    day = timezone.localdate(found.conclusion.replaced_at)
    assert words in found.withdrawn
    assert f"{day:%d/%m/%Y}" in found.withdrawn
    text = " ".join(" ".join(pages(to_pdf(paper_of(found)))).split())
    assert "Đã thu hồi, không còn giá trị" in text
    person, code = as_("person"), made.incident.code
    own = person.get(f"/cua-toi/{code}/").content.decode()
    assert "đã thu hồi" in own
    assert found.withdrawn in own
    mine = reverse("review:my_document", args=[code, found.pk, "pdf"])
    assert person.get(mine).status_code == 200
    assert person.get(mine.replace("/pdf/", "/ban-ky/")).status_code == 409
    told = Notification.objects.filter(user=made.user("person"), text__contains="đã thu hồi")
    assert told.count() == 1
    member = as_("member")
    at = f"/ho-so/{code}/van-ban/{found.pk}/"
    assert found.withdrawn in member.get(at).content.decode()
    for form, status in (("pdf", 200), ("docx", 409), ("ban-ky", 200)):
        answer = member.get(f"{at}tai/{form}/")
        assert answer.status_code == status, form
        for close in answer._resource_closers:  # close() of all would end the connection as well
            close()
    dead = f"/ho-so/{code}/van-ban/{waiting.pk}/"
    assert "Dự thảo hết giá trị" in member.get(dead).content.decode()
    for step in ("ghi-so/", "loi-van/", "tai/docx/", "tai/pdf/"):
        refused = member.get(dead + step)
        assert refused.status_code == 409, step
        assert "Dự thảo hết giá trị" in refused.content.decode()
    assert f"Đã thu hồi: {found.withdrawn}" in as_("affairs").get("/so-van-ban/").content.decode()
    assert Event.objects.about(made.incident).filter(verb="withdraw_document").count() == 1
    assert issued_reminder(made.fresh()) is None


# --- who reads what


READERS = {  # who: (sees drafts, sees what was issued)
    "lead": (True, True),
    "deputy_lead": (True, True),
    "member": (True, True),
    "unit_head": (False, True),
    "affairs": (False, True),
    "chairman": (False, True),
    "other_member": (False, False),
    "other_head": (False, False),
    "kin": (False, False),
    "recused": (False, False),
    "superuser": (False, False),
    "person": (False, False),
    "auditor": (False, False),
}


def test_documents_are_seen_by_whom_they_should_and_by_nobody_else(story, as_, counted):
    made = story("concluded")
    made.recuse()
    first, second = draft(made, Kind.RECORD), issue(draft(made, Kind.RESULT), made)
    for who, seen in READERS.items():
        client = as_(who)
        for found, expected in zip((first, second), seen, strict=True):
            for suffix in ("", "tai/docx/"):
                status = client.get(
                    f"/ho-so/{made.incident.code}/van-ban/{found.pk}/{suffix}"
                ).status_code
                assert status == (200 if expected else 404), (who, found.kind, suffix)
        listed = client.get("/so-van-ban/")
        if listed.status_code == 200:
            assert {row.pk for row, _ in listed.context["rows"]} == {
                found.pk for found, yes in zip((first, second), seen, strict=True) if yes
            }, who
    counted(len(READERS) * 4, "document × reader × copy")


def test_the_person_concerned_reads_what_was_sent_to_them_once_issued(story, world, as_, counted):
    made, client = story("concluded"), as_("person")
    code, rows = made.incident.code, 0
    for kind in Kind.values:
        if actions.why_not(made.fresh(), kind):
            continue
        found = draft(made, kind)
        url = reverse("review:my_document", args=[code, found.pk, "pdf"])
        assert client.get(url).status_code == 404
        issue(found, made)
        assert client.get(url).status_code == (200 if kind in PERSON_KINDS else 404), kind
        assert client.get(url.replace("/pdf/", "/docx/")).status_code == 404
        assert (found.get_kind_display() in client.get(f"/cua-toi/{code}/").content.decode()) == (
            kind in PERSON_KINDS
        )
        rows += 1
    counted(rows, "kinds of document at the person's door")
    assert (
        Notification.objects.filter(user=world.person, text__contains="thông báo kết quả").count()
        == 1
    )
    assert Event.objects.filter(verb="downloaded_document", actor_name=PERSON_ALIAS).count() == 2


def test_no_document_names_who_reported_and_none_for_the_person_holds_what_is_not_theirs(
    story, world, counted
):
    made, told = story("concluded"), story("awaiting_answer")
    Reporter.objects.filter(incident=made.incident).update(confidential=True)
    reporter, pseudonym = world.unit_head.display_name, made.fresh().reporter.pseudonym
    rows = 0
    for kind in Kind.values:
        words = paper_of(
            draft(told if kind in (Kind.REQUEST, Kind.INVITATION, Kind.MINUTES) else made, kind)
        )
        hidden = [
            reporter,
            pseudonym,
            world.unit_head.username,
            CANARIES["opinion"],
            CANARIES["title"],
        ]
        if kind in PERSON_KINDS:
            hidden += ["đã nhắc nhở, hướng dẫn gỡ bài"]
        packed = zipfile.ZipFile(io.BytesIO(to_docx(words)))
        text = " ".join(pages(to_pdf(words))) + "".join(
            packed.read(name).decode("utf-8", "ignore")
            for name in packed.namelist()
            if name.endswith(".xml")
        )
        flat = " ".join(text.split())
        for canary in hidden:
            rows += 1
            assert canary not in flat, (kind, canary)
    counted(rows, "document × words that must not stand in it")


def test_the_register_has_the_columns_of_the_decree_and_leaves_as_a_workbook(story, as_):
    made = story("concluded")
    found = issue(draft(made, Kind.RESULT), made, "08/TB-TKTGS", date(2026, 1, 9))
    client = as_("affairs")
    page = client.get("/so-van-ban/?nam=2026&loai=result&loc=da-ghi-so").content.decode()
    for words in (
        "Số, ký hiệu văn bản",
        "Ngày tháng văn bản",
        "Người ký",
        "Nơi nhận văn bản",
        "Ký nhận",
        "Ghi chú",
        "08/TB-TKTGS",
        "09/01/2026",
        made.incident.code,
    ):
        assert words in page
    assert found.number not in client.get("/so-van-ban/?nam=2019").content.decode()
    book = client.get("/so-van-ban/xuat/")
    sheet = zipfile.ZipFile(io.BytesIO(book.content)).read("xl/worksheets/sheet1.xml").decode()
    assert "08/TB-TKTGS" in sheet
    assert Event.objects.filter(verb="export_documents").count() == 1
    assert as_("chairman").get("/so-van-ban/").status_code == 403


def test_text_is_never_markup(story):
    made = story("consulting")
    found = draft(made, Kind.INVITATION)
    found.words["sections"][0]["paragraphs"][0] = "#panic() *đậm* $x$ <b>&amp; \\ - một"
    text = " ".join(" ".join(pages(to_pdf(paper_of(found)))).split())
    assert "#panic() *đậm* $x$ <b>&amp; \\ - một" in text
