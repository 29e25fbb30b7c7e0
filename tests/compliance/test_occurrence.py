"""When something happened is kept and printed no more exactly than it is known."""

import re
from datetime import date

import pytest
from django.utils import timezone

from compliance.core.days import read_span
from compliance.incidents.models import Incident
from compliance.incidents.occurrence import COLUMNS, columns_of
from compliance.review.documents.composing import USUAL_ISSUER, compose
from compliance.review.models import CaseDocument
from compliance.rulebook.clocks import local_day
from tests.compliance.test_documents import GIVEN
from tests.compliance.test_wall import text_of
from tests.leftovers import VIETNAMESE
from tests.pages import form_with

# as typed: (as the pages say it, as a paper says it)
KNOWN = {
    "9h15 10/11/2026": ("09:15 10/11/2026", "09 giờ 15 phút, ngày 10 tháng 11 năm 2026"),
    "10/11/2026": ("10/11/2026", "ngày 10 tháng 11 năm 2026"),
    "khoảng 10/11/2026": ("khoảng 10/11/2026", "khoảng ngày 10 tháng 11 năm 2026"),
    "từ 09/11 đến 13/11/2026": (
        "từ 09/11/2026 đến 13/11/2026",
        "từ ngày 09 tháng 11 năm 2026 đến ngày 13 tháng 11 năm 2026",
    ),
    "0h 10/11/2026": ("00:00 10/11/2026", "00 giờ 00 phút, ngày 10 tháng 11 năm 2026"),
}
NO_HOUR = re.compile(r"00:00|00 giờ 00 phút")


def happened(made, typed: str) -> Incident:
    span = read_span(typed, local_day(timezone.now()))
    assert span is not None
    Incident.objects.filter(pk=made.incident.pk).update(**columns_of(span))
    return made.fresh()


@pytest.mark.parametrize("typed", KNOWN)
def test_pages_and_papers_say_what_is_known_and_no_more(typed, story, as_, counted):
    made = story("awaiting_answer")
    incident = happened(made, typed)
    on_pages, on_papers = KNOWN[typed]
    surfaces = {
        f"/ho-so/{incident.code}/": ("member", on_pages),
        f"/ho-so/{incident.code}/phieu/": ("member", on_pages),
        f"/cua-toi/{incident.code}/": ("person", on_pages),
    }
    for url, (who, words) in surfaces.items():
        page = as_(who).get(url)
        if page.status_code == 404:
            continue
        assert words in text_of(page), url
        if not typed.startswith("0h"):
            assert not re.search(rf"00:00.{{0,3}}{incident.happened.first:%d/%m/%Y}", text_of(page))
    for kind in (CaseDocument.Kind.RECORD, CaseDocument.Kind.REQUEST):
        issuer = USUAL_ISSUER.get(kind, "team")
        words = compose(
            incident=incident, kind=kind, issuer=issuer, given=GIVEN[kind], day=date(2026, 11, 20)
        )
        written = str(words)
        assert on_papers in written, kind
        assert typed.startswith("0h") or not NO_HOUR.search(written), kind
    counted(len(surfaces) + 2, "surfaces that say when it happened")


@pytest.mark.parametrize("typed", KNOWN)
def test_the_log_form_takes_it_and_shows_it_again(typed, story, as_):
    made = story("draft")
    incident = made.fresh()
    url = f"/vu-viec/{incident.code}/sua/"
    answer = as_("unit_head").post(url, {"version": incident.version, "happened_at": typed})
    assert answer.status_code == 302
    incident = made.fresh()
    assert str(incident.happened) == KNOWN[typed][0]
    page = as_("unit_head").get(url)
    assert page.context["form"]["happened_at"].value() == KNOWN[typed][0]


@pytest.mark.parametrize("typed", KNOWN)
def test_a_form_opened_in_english_and_saved_unchanged_says_the_same(typed, story, as_):
    english = {"accept-language": "en"}
    incident = happened(story("draft"), typed)
    before = [getattr(incident, name) for name in COLUMNS]
    url = f"/vu-viec/{incident.code}/sua/"
    page = as_("unit_head").get(url, headers=english).content.decode()
    fields = form_with(page, "happened_at")
    assert not VIETNAMESE.search(fields["happened_at"][0])
    assert as_("unit_head").post(url, fields, headers=english).status_code == 302
    incident.refresh_from_db()
    assert [getattr(incident, name) for name in COLUMNS] == before


@pytest.mark.parametrize("typed", KNOWN)
def test_a_correction_asked_for_in_english_changes_what_was_changed(typed, story, as_):
    """The day that was not touched is no part of it, and the record is in Vietnamese."""
    english = {"accept-language": "en"}
    incident = happened(story("in_review"), typed)
    url = f"/ho-so/{incident.code}/de-nghi-dinh-chinh/"
    page = as_("member").get(url, headers=english).content.decode()
    fields = form_with(page, "happened_at") | {"title": "Sửa", "reason": "Ghi sai."}
    assert as_("member").post(url, fields, headers=english).status_code == 302
    asked = incident.rectifications.get()
    assert asked.payload == {"title": "Sửa"}
    assert asked.said == [["Tóm tắt một dòng", incident.title, "Sửa"]]


def test_a_range_that_ends_in_days_to_come_is_not_sent(story, as_):
    made = story("draft")
    incident = happened(made, "từ 01/11/2026 đến 01/11/2099")
    page = as_("unit_head").post(
        f"/vu-viec/{incident.code}/sua/",
        {"version": incident.version, "submit": "1", "happened_at": str(incident.happened)},
    )
    assert page.status_code == 422
    assert "Ngày xảy ra không được ở tương lai" in text_of(page)
