"""Told and heard on paper: nothing goes on before the notice has arrived; the window runs from that
day; what comes back is entered with its scan.
"""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from compliance.core.refusals import NotNow
from compliance.registry.models import StaffMember
from compliance.review import actions as review
from compliance.review.case.queries import last_notice
from compliance.review.consultation.checks import before_consult
from compliance.review.hearing.checks import before_silence
from compliance.review.models import Answer, Delivery
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar
from tests.compliance.test_wall import text_of
from tests.house.test_routes import status_of
from tests.world import png


def scan(name: str = "ban-chup.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png(), "image/png")


@pytest.fixture
def unreached(story):
    made = story("in_review", start=timezone.now() - timedelta(days=9))
    StaffMember.objects.filter(pk=made.incident.person_id).update(user=None)
    incident = made.fresh()
    with pytest.raises(NotNow, match="chưa có tài khoản"):
        made.notify()
    review.notify(
        incident=incident,
        bundle=list(incident.evidence.all()),
        by=made.user("member"),
        at=made.step(),
        paper="Giao bằng giấy",
    )
    return made


def hand(made, client, how: str, **more):
    incident = made.fresh()
    posted = {
        "version": incident.version,
        "how": how,
        "day": f"{timezone.localdate():%d/%m/%Y}",
        "handed_by": "Văn thư",
        **more,
    }
    return client.post(f"/ho-so/{incident.code}/giao-thong-bao/", posted)


def test_the_window_runs_from_the_day_the_paper_arrived_and_a_missed_try_does_not_count(
    unreached, as_
):
    made, client = unreached, as_("member")
    first = last_notice(made.incident).due_on
    assert hand(made, client, "missed").status_code == 422, "why it was missed must be said"
    assert hand(made, client, "missed", remark="Đi vắng").status_code == 302
    assert last_notice(made.incident).due_on == first
    assert not all(check.ok for check in before_consult(made.fresh()))
    assert "chưa ghi nhận việc giao" in " ".join(
        check.note for check in before_silence(made.fresh(), local_day(timezone.now()))
    )
    assert hand(made, client, "refused").status_code == 422, "a refusal needs a witness"
    assert hand(made, client, "handed", received_by="Người nhận", upload=scan()).status_code == 302
    assert last_notice(made.incident).due_on == add_working_days(
        local_day(timezone.now()), 5, calendar()
    )
    receipt = Delivery.objects.get(how="handed")
    assert status_of(as_("lead").get(f"/ho-so/{made.incident.code}/giao-nhan/{receipt.pk}/")) == 200
    assert (
        as_("other_head").get(f"/ho-so/{made.incident.code}/giao-nhan/{receipt.pk}/").status_code
        == 404
    )


def test_a_paper_answer_is_entered_with_its_scan_and_says_who_entered_it(unreached, as_, world):
    made, client = unreached, as_("affairs")
    hand(made, as_("member"), "handed", received_by="Người nhận")
    incident = made.fresh()
    allegation = incident.allegations.get().pk
    posted = {
        "version": incident.version,
        "kind": "answer",
        "received_on": f"{timezone.localdate():%d/%m/%Y}",
        f"text_{allegation}": "Tôi đã gỡ bài.",
        "companion": "Bà Lê",
        "companion_as": "lawyer",
    }
    assert client.post(f"/ho-so/{incident.code}/giai-trinh-giay/", posted).status_code == 422, (
        "no scan"
    )
    assert (
        client.post(
            f"/ho-so/{incident.code}/giai-trinh-giay/", {**posted, "upload": scan()}
        ).status_code
        == 302
    )
    page = text_of(as_("lead").get(f"/ho-so/{incident.code}/"))
    assert "Nhập từ bản giấy nhận ngày" in page
    assert world.affairs.display_name in page
    assert "luật sư" in page
    assert Answer.objects.get(incident=incident).files.count() == 1
    assert all(check.ok for check in before_consult(made.fresh()))


def test_a_file_survives_a_mistake_in_the_form_and_goes_with_the_answer(story, as_):
    made, client = story("awaiting_answer"), as_("person")
    url = f"/cua-toi/{made.incident.code}/giai-trinh/"
    page = client.post(
        url, {"version": made.fresh().version, "text": "", "files": scan("tin-nhan.png")}
    )
    assert page.status_code == 422
    assert "tin-nhan.png" in text_of(page)
    assert (
        client.post(
            url, {"version": made.fresh().version, "text": "Tôi xin giải trình."}
        ).status_code
        == 302
    )
    assert [file.name for file in Answer.objects.get(incident=made.incident).files.all()] == [
        "tin-nhan.png"
    ]


def test_further_evidence_opens_the_whole_window_again(story, as_, world):
    from compliance.incidents import actions as logging

    made = story("consulting")
    logging.add_evidence(
        incident=made.fresh(),
        url="https://mang.example/2",
        caption="Bài thứ hai",
        by=world.member,
        at=made.step(),
    )
    made.opine()
    made.propose()
    with pytest.raises(NotNow, match="CC-02"):
        review.conclude(incident=made.fresh(), by=world.deputy_lead, at=timezone.now())
    new = made.incident.evidence.get(number=2)
    review.disclose_more(
        incident=made.fresh(), bundle=[new], reason="Mới nhận.", by=world.member, at=timezone.now()
    )
    assert last_notice(made.incident).due_on >= add_working_days(
        local_day(timezone.now()), 5, calendar()
    )
    assert "Bài thứ hai" in text_of(as_("person").get(f"/cua-toi/{made.incident.code}/"))
    with pytest.raises(NotNow, match="thời hạn giải trình còn đến hết"):
        review.conclude(incident=made.fresh(), by=world.deputy_lead, at=timezone.now())
    review.answer(
        incident=made.fresh(),
        per_allegation=[],
        text="Về bài thứ hai.",
        by=world.person,
        at=timezone.now(),
    )
    assert made.fresh().proposed_by is None, "the supplement sent the draft back"
    made.at = timezone.now()
    with pytest.raises(NotNow, match="thời hạn giải trình còn đến hết"):
        made.propose()
    as_("person").get(f"/cua-toi/{made.incident.code}/chung-cu/{new.pk}/xem/")
    made.complete()
    made.propose()
    review.conclude(incident=made.fresh(), by=world.deputy_lead, at=made.step())


def test_the_printed_notice_names_the_rights_and_never_who_reported(story, as_, world):
    made = story("awaiting_answer")
    for page in (
        text_of(as_("member").get(f"/ho-so/{made.incident.code}/in-thong-bao/")),
        text_of(as_("person").get(f"/cua-toi/{made.incident.code}/in-thong-bao/")),
    ):
        assert "Bộ chứng cứ được xem" in page
        assert "đề nghị gia hạn" in page
        assert world.unit_head.display_name not in page
