"""National law is read in English under its usual titles, its numbers as they are; what a
committee enters stays as it was entered.
"""

import tomllib

import pytest
from django.utils import translation
from django.utils.translation import gettext

from compliance.rulebook.models import Instrument, Provision, RuleTerm
from compliance.rulebook.shipped import INSTRUMENTS
from tests.catalogue import SHIPPED, shipped
from tests.leftovers import EXEMPT, VIETNAMESE

pytestmark = pytest.mark.django_db
NAMES = ("(đ)",)  # of a point, in an article


def vietnamese(text: str) -> bool:
    for name in NAMES:
        text = text.replace(name, "")
    return bool(VIETNAMESE.search(EXEMPT.sub(" ", text)))


def test_every_shipped_instrument_has_an_english_title_and_keeps_its_number(counted):
    rows = tomllib.loads(INSTRUMENTS.read_text(encoding="utf-8"))["instrument"]
    with translation.override("en"):
        for row in rows:
            instrument = Instrument.objects.get(number=row["number"])
            assert row["number"] in str(instrument.short), row["number"]
            assert str(instrument.heading) != row["title"], row["number"]
            assert not vietnamese(f"{instrument.short} {instrument.heading}"), row["number"]
            for provision in instrument.provisions.all():
                assert row["number"] in str(provision.cited)
                assert not vietnamese(f"{provision.demand}"), provision.cited
    counted(len(rows), "shipped instruments read in English")


def test_every_word_that_ships_is_read_in_english(counted):
    words = {text for part in SHIPPED for text in shipped(*part)}
    with translation.override("en"):
        left = {text for text in words if VIETNAMESE.search(text) and vietnamese(gettext(text))}
    counted(len(words), "shipped words")
    assert not left


def test_a_term_is_kept_in_vietnamese_and_shown_in_english():
    row = RuleTerm.objects.filter(key="KD_REPORT", basis__startswith="NĐ 234").first()
    assert row.basis == "NĐ 234/2026/NĐ-CP, Điều 14 khoản 4"
    with translation.override("en"):
        assert f"{row.basis}" == "Decree 234/2026/NĐ-CP, Article 14(4)"
        assert RuleTerm.objects.filter(pk=row.pk, basis=row.basis, label=row.label).exists()


def test_what_a_committee_enters_stays_as_entered():
    own = Instrument(number="12/QĐ-UBND", title="Luật Viên chức", kind=Instrument.Kind.REGULATION)
    said = Provision(instrument=own, article="Điều 17", summary="Luật Viên chức")
    with translation.override("en"):
        assert str(own.heading) == "Luật Viên chức"
        assert f"{said.named} {said.says}" == "Article 17 Luật Viên chức"
