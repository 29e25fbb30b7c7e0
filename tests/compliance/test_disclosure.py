"""What the person concerned is shown stays one version of each item: a covered place is never
uncovered later.
"""

from datetime import datetime, time, timedelta

import pytest

from compliance.core.refusals import NotNow
from compliance.incidents import actions as incident_actions
from compliance.review import actions as review
from compliance.review.hearing.forms import MoreEvidenceForm
from compliance.rulebook.clocks import ZONE

BOX = {"page": 1, "x": 10, "y": 10, "w": 40, "h": 30, "why": "third_party"}


def copy_of(made, item):
    return incident_actions.redact(
        incident=made.fresh(),
        evidence=item,
        boxes=[BOX],
        caption="Bản che",
        by=made.user("member"),
        at=made.step(),
    )


def more(made, *items):
    return review.disclose_more(
        incident=made.fresh(),
        bundle=items,
        reason="Bổ sung.",
        by=made.user("member"),
        at=made.step(),
    )


def test_the_original_of_a_copy_that_was_sent_is_refused_later_and_another_copy_is_not(story, as_):
    made = story("in_review")
    original = made.fresh().evidence.get()
    first = copy_of(made, original)
    review.notify(incident=made.fresh(), bundle=[first], by=made.user("member"), at=made.step())
    with pytest.raises(NotNow, match="đã gửi bản che"):
        more(made, original)
    form = MoreEvidenceForm(
        {"bundle": [str(original.pk)], "reason": "Bổ sung."},
        incident=made.fresh(),
        user=made.user("member"),
    )
    assert "đã gửi bản che" in str(form.errors["bundle"])
    page = as_("member").post(
        f"/ho-so/{made.incident.code}/bo-sung-chung-cu/",
        {"version": made.fresh().version, "bundle": str(original.pk), "reason": "Bổ sung."},
    )
    assert page.status_code == 422
    assert "đã gửi bản che" in page.content.decode()
    lighter = copy_of(made, original)
    more(made, lighter)
    shown = set(made.fresh().notices.get().bundle.values_list("pk", flat=True))
    assert shown == {first.pk, lighter.pk}


def test_a_second_notice_repeats_both_versions_where_the_original_went_first(story):
    made = story("awaiting_answer")
    original = made.fresh().evidence.get()
    more(made, copy_of(made, original))
    made.at = datetime.combine(made.fresh().notices.get().due_on + timedelta(days=1), time(9), ZONE)
    review.notify_again(
        incident=made.fresh(), by=made.user("member"), at=made.step(), paper="Giao bằng giấy"
    )
    assert made.fresh().notices.order_by("number").last().bundle.count() == 2
