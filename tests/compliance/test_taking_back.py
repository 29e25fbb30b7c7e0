"""While nobody has taken a report up its reporter may go on with it; what was sent stays beside it,
and a withdrawn or stopped one begins a new one.
"""

import pytest

from compliance.core.refusals import NotAllowed, NotNow
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status
from tests.compliance.test_wall import text_of


def test_a_report_taken_back_is_mended_sent_again_and_what_changed_is_shown(story, world, as_):
    made = story("submitted")
    incident, head = made.fresh(), world.fresh("unit_head")
    first = incident.submitted_at
    page = text_of(as_("unit_head").get(f"/vu-viec/{incident.code}/da-gui/"))
    assert "Rút về để sửa" in page
    assert as_("unit_head").post(f"/vu-viec/{incident.code}/rut-ve/").status_code == 302
    assert made.fresh().status == Status.RETURNED
    assert as_("unit_head").get(f"/vu-viec/{incident.code}/sua/").status_code == 200
    incident_actions.save_draft(
        incident=made.fresh(), fields={"title": "Tóm tắt đã sửa"}, by=head, at=made.step()
    )
    incident_actions.submit(incident=made.fresh(), by=head, at=made.step())
    again = made.fresh()
    assert (again.status, again.submitted_at) == (Status.SUBMITTED, first)
    assert again.sent_reports.count() == 2
    triage = text_of(as_("lead").get(f"/ho-so/{incident.code}/thu-ly/"))
    assert "Gửi lại lần 2" in triage
    assert incident.title in triage
    assert "Tóm tắt đã sửa" in triage


@pytest.mark.parametrize("status", [status for status in Status.values if status != "draft"])
def test_in_which_states_a_report_is_taken_back_or_copied(status, story, world):
    made = story(status)
    head = world.fresh("unit_head")
    back, copied = status == "submitted", status in ("withdrawn", "stopped")
    if copied:
        draft = incident_actions.copy_report(incident=made.fresh(), by=head, at=made.step())
        assert (draft.status, draft.person, draft.title) == ("draft", None, made.incident.title)
        assert draft.evidence.count() == made.incident.evidence.filter(removed_at=None).count()
        assert draft.allegations.count() == made.incident.allegations.count()
        assert draft.sibling_group != made.incident.sibling_group
    else:
        with pytest.raises(NotNow):
            incident_actions.copy_report(incident=made.fresh(), by=head, at=made.step())
    with pytest.raises(NotAllowed):
        incident_actions.copy_report(incident=made.fresh(), by=world.fresh("lead"), at=made.step())
    if back:
        incident_actions.take_back(incident=made.fresh(), by=head, at=made.step())
        assert made.fresh().status == "returned"
    else:
        with pytest.raises(NotNow):
            incident_actions.take_back(incident=made.fresh(), by=head, at=made.step())


def test_empty_drafts_do_not_breed_and_several_go_together(world, as_):
    client = as_("unit_head")
    for _ in range(3):
        assert client.post("/vu-viec/moi/").status_code == 302
    mine = Incident.objects.reported_by(world.fresh("unit_head")).filter(status="draft")
    assert mine.count() == 1
    used = mine.get()
    incident_actions.save_draft(
        incident=used,
        fields={"title": "Đang viết"},
        by=world.fresh("unit_head"),
        at=used.created_at,
    )
    client.post("/vu-viec/moi/")
    assert mine.count() == 2
    page = client.get("/vu-viec/nhap/")
    assert "Đang viết" in text_of(page)
    codes = list(mine.values_list("code", flat=True))
    assert client.post("/vu-viec/nhap/", {"codes": codes}).status_code == 302
    assert not mine.exists()
    assert "Không có bản nháp nào" in text_of(client.get("/vu-viec/nhap/"))


def test_nobody_removes_the_drafts_of_others(story, world, as_):
    made = story("draft")
    as_("other_head").post("/vu-viec/nhap/", {"codes": [made.incident.code]})
    assert made.fresh().status == "draft"


def test_the_page_to_withdraw_is_offered_exactly_where_it_works(story, as_, counted):
    offered = {}
    for status in Status.values:
        if status in ("suspended",):
            continue
        made = story(status)
        page = as_("unit_head").get(f"/vu-viec/{made.incident.code}/rut/")
        offered[status] = page.status_code
        assert page.status_code in (200, 302), status
        assert ("<textarea" in page.content.decode()) == (status in ("submitted", "returned"))
    counted(len(offered), "statuses whose page to withdraw was opened")
    assert {status for status, code in offered.items() if code == 200} == {
        *("draft", "submitted", "returned")
    }
