"""compliance.core.fields: where a browser may be sent, and days that can be counted with."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from compliance.core.fields import DayField, LinkField, as_link

LINKS = {
    "https://baochinhphu.vn": "https://baochinhphu.vn",
    "http://a.vn/b?c=d#e": "http://a.vn/b?c=d#e",
    "baochinhphu.vn/tin": "https://baochinhphu.vn/tin",
    "cổng.vn": "https://cổng.vn",
    "a.vn:8080/x": "https://a.vn:8080/x",
    "a.vn:0": None,
    "https://a.vn:99999": None,
    "javascript:alert(1)": None,
    "data:text/html,x": None,
    "ftp://a.vn": None,
    "//a.vn": None,
    "/tin": None,
    "https://": None,
    "https://a.vn/b c": None,
    "https://user:pass@a.vn": None,
    "https://user@a.vn": None,
    "https://[::1": None,
    "tin": None,
    "": None,
}


def test_links(counted):
    counted(len(LINKS), "links taken or not")
    assert {text: as_link(text) for text in LINKS} == LINKS


def test_the_field_of_a_link_refuses_what_is_none():
    assert LinkField(required=False).clean("") == ""
    assert LinkField().clean(" baochinhphu.vn ") == "https://baochinhphu.vn"
    with pytest.raises(ValidationError, match="http"):
        LinkField().clean("javascript:alert(1)")


@pytest.mark.parametrize(("text", "day"), [("31/12/2026", date(2026, 12, 31)), ("", None)])
def test_the_field_of_a_day(text, day):
    assert DayField(required=False).clean(text) == day


@pytest.mark.parametrize("text", ["31/12/1899", "01/01/2200", "30/02/2026", "x"])
def test_a_day_nobody_counts_with_is_refused(text):
    with pytest.raises(ValidationError):
        DayField().clean(text)
