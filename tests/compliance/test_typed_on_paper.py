"""What somebody wrote stands in the English reading copy of a paper as they wrote it, also where
the portal has a phrase of the same words; the portal's own sentences follow the reader.
"""

import json

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from compliance.core.recalling import Typed, recalled
from compliance.incidents.models import Evidence, Incident
from compliance.papers.paper import from_data, to_data
from compliance.review.documents import actions
from compliance.review.documents.composing import paper_of
from compliance.review.documents.composing.notice import notice_paper
from compliance.review.documents.forms import WordingForm
from compliance.review.models import CaseDocument, Conclusion, Notice
from reports import actions as reporting
from reports.models import PeriodKind, Summary
from reports.paper import paper_of as summary_paper
from reports.periods import period_of, previous
from tests.compliance.test_documents import GIVEN, draft

pytestmark = pytest.mark.once  # the same whichever database answers

Kind = CaseDocument.Kind
SAID, IN_ENGLISH = "Không có ý kiến thêm.", "Nothing to add."
SHORT = SAID.removesuffix(".")
# kind: the answers of its form that are paragraphs of their own, and how many of the case's own
# words stand beside them: the narrative, what the unit did, the evidence
WRITTEN = {
    Kind.RECORD: (["present"], 3),
    Kind.REQUEST: (["more"], 2),
    Kind.INVITATION: (["bring"], 0),
    Kind.MINUTES: (["present", "proceedings", "said", "agreed"], 0),
    Kind.REMINDER: (["ask"], 0),
    Kind.RESULT: (["more"], 1),
}


def reading_copy(paper) -> str:
    with translation.override("en"):
        return render_to_string("_components/reading_copy.html", {"paper": paper})


@pytest.fixture
def spoken(story):
    """The case in `status`, whatever was written in it being a phrase of the portal."""

    def case(status: str):
        made = story(status)
        Incident.objects.filter(pk=made.incident.pk).update(narrative=SAID, unit_action=SAID)
        Evidence.objects.filter(incident=made.incident).update(caption=SAID, disclosed_caption=SAID)
        Conclusion.objects.filter(incident=made.incident).update(reasons=SAID)
        return made

    return case


@pytest.mark.parametrize("kind", Kind.values)
def test_a_paper_of_a_case(kind, spoken, monkeypatch, counted):
    with translation.override("en"):
        assert str(recalled(SAID)) == IN_ENGLISH, "the portal has it"
        assert str(recalled(Typed(SAID))) == SAID
    status = {Kind.REMINDER: "concluded", Kind.RESULT: "concluded", Kind.REQUEST: "awaiting_answer"}
    made = spoken(status.get(kind, "consulting"))
    fields, beside = WRITTEN[kind]
    monkeypatch.setitem(GIVEN, kind, {**GIVEN[kind], **dict.fromkeys(fields, SAID)})
    page = reading_copy(paper_of(draft(made, kind)))
    assert page.count(SHORT) == len(fields) + beside
    assert IN_ENGLISH.removesuffix(".") not in page
    counted(len(fields) + beside, f"texts of a {kind} that somebody wrote")


def test_a_notice(spoken):
    made = spoken("awaiting_answer")
    page = reading_copy(notice_paper(Notice.objects.get(incident=made.incident)))
    assert page.count(SHORT) == 2  # the narrative, the evidence
    assert IN_ENGLISH.removesuffix(".") not in page


def test_a_line_that_was_changed_is_whose_who_changed_it(spoken):
    """Unchanged lines stay whose they were; what is written over is kept nowhere."""
    made = spoken("consulting")
    document = draft(made, Kind.MINUTES)
    assert "Nội dung làm việc" in str(document.words)
    form = WordingForm(document=document)
    fields = {name: form[name].value() for name in form.fields}
    said = {name: text for name, text in fields.items() if "Đã nghe rõ." in str(text)}
    assert len(said) == 1
    [name] = said
    form = WordingForm({**fields, name: SAID}, document=document)
    assert form.is_valid(), form.errors
    edited = actions.edit_document(
        document=document, words=form.new_words(), by=made.user("member"), at=timezone.now()
    )
    assert "Đã nghe rõ." not in str(edited.words)
    page = reading_copy(paper_of(edited))
    assert page.count(SHORT) == 1
    assert "Chủ trì nêu nội dung." in page
    assert "Began at: 14:00" in page, "what nobody changed follows the reader"


def test_a_section_of_a_summary(world):
    one = previous(period_of(PeriodKind.MONTH, timezone.localdate()))
    reporting.plan_summary(period=one, at=timezone.now())
    summary = reporting.draw(summary=Summary.objects.get(), at=timezone.now())
    summary.sections["IV"] = f"{summary.sections['IV']}\n{SAID}"
    page = reading_copy(summary_paper(summary, []))
    assert page.count(SHORT) == 1
    assert "Go on with briefings on" in page, "what nobody changed follows the reader"


def test_what_was_written_is_known_again(spoken):
    made = spoken("consulting")
    paper = paper_of(draft(made, Kind.RECORD))
    data = json.loads(json.dumps(to_data(paper)))
    assert SAID in " ".join(data["typed"])
    again = from_data(data)
    typed = [isinstance(text, Typed) for part in again.sections for text in part.paragraphs]
    assert any(typed)
    assert not all(typed)
    data.pop("typed")  # a paper of before
    assert not [
        text
        for part in from_data(data).sections
        for text in part.paragraphs
        if isinstance(text, Typed)
    ]
