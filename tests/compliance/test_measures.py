"""Each kind of measure asks for what it needs; the outside procedure is recorded by those who may;
what has lapsed is off every surface.
"""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.work_list import for_user
from compliance.guidance.models import OfficialSource
from compliance.incidents.models import Incident
from compliance.review import actions as review
from compliance.review.conclusion.consistency import prior_shown
from compliance.review.measures.progress import FITTING, last_decision, progress_of, progress_of_all
from compliance.review.models import Complaint, Conclusion, Decision, Measure, Milestone
from compliance.rulebook.clocks import local_day
from tests.compliance.test_wall import text_of
from tests.world import PEOPLE

K = Measure.Kind


def give(made, kind: str, **more):
    incident = made.fresh()
    review.set_measure(
        incident=incident,
        kind=kind,
        what="Làm.",
        office=incident.handling_office,
        due_on=local_day(made.at) + timedelta(days=9),
        by=made.user("member"),
        at=made.step(),
        **more,
    )
    return Measure.objects.filter(incident=incident).latest("pk")


def send(made, kind: str = K.DISCIPLINE, day=None, **more):
    """A recommendation or referral that was sent on the day of the story."""
    measure = give(made, kind, body="Sở Văn hóa" if kind == K.REFERRAL else "")
    told = {"document_number": "30/TTr", "document_date": day or local_day(made.at)} | (
        {"signer": "Lục Thử Mười"} if kind == K.DISCIPLINE else {}
    )
    review.carry_out(
        incident=made.fresh(),
        measure=measure,
        by=made.user("unit_head"),
        at=made.step(),
        **told,
        **more,
    )
    return Measure.objects.get(pk=measure.pk)


@pytest.fixture
def heavy(story):
    """A recommendation that was sent sixty days ago."""

    def make(**how):
        made = story(
            "concluded", outcome="discipline", start=timezone.now() - timedelta(days=60), **how
        )
        return made, send(made)

    return make


def decide(made, measure, who="affairs", **more):
    day = measure.document_date + timedelta(days=20)
    told = {
        "result": "discipline",
        "form": "khien_trach",
        "number": "77/QĐ-UBND",
        "issued_on": day,
        "signer": "Lục Thử Mười, Chủ tịch",
        "received_on": day,
    } | more
    review.record_decision(
        incident=made.fresh(), measure=measure, by=made.user(who), at=timezone.now(), **told
    )
    return last_decision(measure)


def test_only_measures_that_follow_from_the_conclusion_may_be_given(story, counted):
    rows, made = 0, story("concluded")
    for outcome, kinds in FITTING.items():
        Incident.objects.filter(pk=made.incident.pk).update(outcome=outcome)
        for kind in [kind for kind in K.values if kind not in kinds]:
            rows += 1
            with pytest.raises(NotNow, match="không phù hợp"):
                give(made, kind, body="Sở Văn hóa")
        assert give(made, kinds[0], body="Sở Văn hóa").kind == kinds[0]
    counted(rows, "outcome × kind of measure that does not fit")


GOOD = {
    K.GUIDANCE: {
        "happened_on": 0,
        "conducted_by": "Tô Thử Một, Chủ tịch UBND xã",
        "proof": "Đã hướng dẫn.",
    },
    K.ORAL_REMINDER: {
        "happened_on": 0,
        "conducted_by": "Tô Thử Một, Chủ tịch UBND xã",
        "present": "Công đoàn",
        "proof": "Đã nhắc.",
    },
    K.WRITTEN_REMINDER: {
        "document_number": "12/UBND",
        "document_date": 0,
        "signer": "Tô Thử Một, Chủ tịch UBND xã",
        "served_on": 0,
        "served_how": "paper",
    },
    K.DISCIPLINE: {"document_number": "30/TTr", "document_date": 0, "signer": "Lục Thử Mười"},
    K.REFERRAL: {"document_number": "31/CV", "document_date": 0},
}
OUTCOME = {
    K.GUIDANCE: "guidance",
    K.ORAL_REMINDER: "oral_reminder",
    K.WRITTEN_REMINDER: "written_reminder",
    K.DISCIPLINE: "discipline",
    K.REFERRAL: "referred",
}
# what a written reminder is refused with, and the field the page says it at
BAD = [
    ({"served_on": -1}, "served_on"),
    ({"document_date": 9, "served_on": 9}, "document_date"),
    ({"document_date": -9}, "document_date"),
    ({"served_how": "refused"}, "witness"),
    ({"signer": "Chu Yến Phản Ánh"}, "signer"),
    ({"signer": "  chu yen phan anh "}, "signer"),
    ({"signer": "MEMBER"}, "signer"),
    ({"served_how": ""}, "served_how"),
]


def test_each_kind_asks_for_what_it_needs_and_for_nothing_else(story, world, as_, counted):
    OfficialSource.objects.create(name="Trang của UBND huyện", url="halang.example", order=1)
    rows, made = 0, story("concluded")
    for kind, good in GOOD.items():
        Incident.objects.filter(pk=made.incident.pk).update(outcome=OUTCOME[kind])
        page = text_of(as_("member").get(f"/ho-so/{made.incident.code}/giao-bien-phap/"))
        assert ("Nguồn chính thống để hướng dẫn" in page) == (kind == K.GUIDANCE)
        assert ("Cấp có thẩm quyền xem xét" in page, "Cơ quan được chuyển đến" in page) == (
            kind == K.DISCIPLINE,
            kind == K.REFERRAL,
        )
        measure = give(
            made,
            kind,
            body="Sở Văn hóa",
            sources=OfficialSource.objects.all() if kind == K.GUIDANCE else (),
        )
        today = local_day(made.at)
        told = {
            name: today + timedelta(days=value) if isinstance(value, int) else value
            for name, value in good.items()
        }
        client = as_("unit_head")
        url = f"/ho-so/{made.incident.code}/bao-thuc-hien/"
        fields = set(client.get(url).context["form"].fields) - {"version", "measure", "upload"}
        assert fields >= set(told)
        assert not [
            name
            for name in ("present", "served_on", "conducted_by", "document_number")
            if name in fields and name not in told
        ], kind
        for name in [name for name in told if name not in ("proof", "witness")]:
            rows += 1
            with pytest.raises(NotNow):
                review.carry_out(
                    incident=made.fresh(),
                    measure=measure,
                    by=world.fresh("unit_head"),
                    at=made.step(),
                    **{**told, name: "" if isinstance(told[name], str) else None},
                )
        if kind == K.WRITTEN_REMINDER:
            for wrong, field in BAD:
                rows += 1
                wrong = {
                    name: (
                        today + timedelta(days=value)
                        if isinstance(value, int)
                        else value.replace("MEMBER", world.member.display_name)
                    )
                    for name, value in wrong.items()
                }
                sent = {
                    **told,
                    **wrong,
                    "version": made.fresh().version,
                    "measure": measure.pk,
                    "upload": SimpleUploadedFile("vb.pdf", b"%PDF-1.4 x", "application/pdf"),
                }
                sent = {
                    name: f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else value
                    for name, value in sent.items()
                }
                answer = client.post(url, sent)
                assert answer.status_code == 422, (wrong, answer.status_code)
                assert field in answer.context["form"].errors, (
                    wrong,
                    answer.context["form"].errors,
                )
        review.carry_out(
            incident=made.fresh(),
            measure=measure,
            by=world.fresh("unit_head"),
            at=made.step(),
            **told,
        )
        measure.refresh_from_db()
        assert (measure.lapses_on is not None, measure.answer_by is not None) == (
            kind == K.WRITTEN_REMINDER,
            kind == K.REFERRAL,
        )
    counted(rows, "missing or wrong fields of a measure")


def test_a_competent_authority_is_suggested_and_a_person_confirms_it(heavy):
    made, measure = heavy()
    assert (measure.body, measure.body_suggested) == (
        "Chủ tịch UBND huyện Thử",
        "Chủ tịch UBND huyện Thử",
    )
    other = give(made, K.DISCIPLINE, body="Chủ tịch UBND tỉnh")
    assert (other.body, other.body_suggested) == ("Chủ tịch UBND tỉnh", "Chủ tịch UBND huyện Thử")


def test_the_outside_steps_are_entered_in_order_by_internal_affairs_or_the_handler_alone(
    heavy, world, as_, counted
):
    made, measure = heavy()
    sent, rows = measure.document_date, 0

    def enter(key, day, who="affairs", **more):
        return review.record_milestone(
            incident=made.fresh(),
            measure=measure,
            key=key,
            done_on=day,
            by=made.user(who),
            at=timezone.now(),
            **more,
        )

    for who in PEOPLE:
        rows += 1
        if who in ("affairs", "member"):
            continue
        status = as_(who).get(f"/ho-so/{made.incident.code}/ghi-buoc-ben-ngoai/").status_code
        assert status in (403, 404), (who, status)
        with pytest.raises((NotAllowed, Invisible)):
            enter("review_meeting", sent, who)
    counted(rows, "people who try to record an outside step")
    with pytest.raises(NotNow, match="Không trước ngày gửi"):
        enter("review_meeting", sent - timedelta(days=1))
    with pytest.raises(NotNow, match="chưa đến"):
        enter("review_meeting", local_day(timezone.now()) + timedelta(days=1))
    with pytest.raises(NotNow, match="không có trong trình tự"):
        enter("hearing", sent)
    with pytest.raises(NotNow, match="ghi căn cứ"):
        enter("review_meeting", None)
    enter("review_meeting", sent + timedelta(days=3), number="02/BB")
    late = progress_of(measure, made.fresh().rule_set).overdue(local_day(timezone.now()))
    assert [due_step.key for due_step in late] == ["report"]
    assert made.fresh().due_on, "the case shows the nearest day"
    for who, sees in (
        ("affairs", True),
        ("member", True),
        ("other_member", False),
        ("unit_head", False),
    ):
        found = [
            row.title
            for row in for_user(world.fresh(who), local_day(timezone.now()))
            if "Gửi báo cáo và biên bản" in row.title
        ]
        assert bool(found) == sees, who
    enter("report", sent + timedelta(days=4), "member")
    enter("council", None, note="Đã có kết luận của cấp có thẩm quyền đề xuất hình thức (Điều 13).")
    enter("summons", sent + timedelta(days=7))
    with pytest.raises(NotNow, match="Sớm nhất"):
        enter("council_meeting", sent + timedelta(days=8))
    with pytest.raises(NotNow, match="nêu lý do"):
        enter("summons", sent + timedelta(days=5))
    enter("summons", sent + timedelta(days=5), note="Ghi nhầm ngày.")
    assert Milestone.objects.filter(measure=measure, key="summons").count() == 2, (
        "the wrong entry stays on record"
    )
    page = text_of(as_("affairs").get(f"/ho-so/{made.incident.code}/"))
    assert "Họp kiểm điểm" in page
    assert "không phải qua bước này" in " ".join(page.split())
    review.verify(
        incident=made.fresh(), measure=measure, by=world.fresh("member"), at=timezone.now()
    )
    with pytest.raises(NotNow, match="kết quả của cấp có thẩm quyền"):
        review.close(incident=made.fresh(), by=world.fresh("member"), at=timezone.now())


# what is recorded of a decision: (changes, refused with)
DECISIONS = [
    ({"form": ""}, "Chọn hình thức"),
    ({"form": "ha_bac_luong"}, "Chọn hình thức"),  # abolished on 01/7/2025
    ({"form": "cach_chuc"}, "Chọn hình thức"),  # holds no post
    ({"form": "sa_thai"}, "Chọn hình thức"),  # not for civil servants
    ({"result": "no_violation"}, "Không có hình thức"),
    ({"issued_on": timedelta(days=-1)}, "Từ ngày gửi đề nghị"),
    ({"issued_on": timedelta(days=90)}, "Từ ngày gửi đề nghị"),
    ({"effective_from": timedelta(days=1)}, "Không trước ngày ký"),
    ({"party_decided_on": timedelta(days=40)}, "Không sau ngày ký"),
    ({"received_on": timedelta(days=1)}, "Từ ngày ký đến hôm nay"),
]


def test_a_decision_is_recorded_as_signed_and_counts_until_it_lapses(heavy, as_, world, counted):
    made, measure = heavy()
    for changes, says in DECISIONS:
        days = {
            name: measure.document_date + value if isinstance(value, timedelta) else value
            for name, value in changes.items()
        }
        with pytest.raises(NotNow, match=says):
            decide(made, measure, **days)
    counted(len(DECISIONS), "decisions that do not read like one")
    for who in ("unit_head", "deputy_lead", "chairman", "vice"):
        with pytest.raises(NotAllowed):
            decide(made, measure, who)
    review.verify(
        incident=made.fresh(), measure=measure, by=world.fresh("member"), at=timezone.now()
    )
    assert not Measure.objects.in_effect(local_day(timezone.now())).exists(), (
        "a recommendation alone is no record"
    )
    decision = decide(made, measure)
    measure.refresh_from_db()
    assert (measure.lapses_on, measure.effective_from) == (decision.lapses_on, decision.issued_on)
    assert measure.lapses_on.year == decision.issued_on.year + 1
    assert Measure.objects.in_effect(decision.issued_on).get() == measure
    assert not Measure.objects.in_effect(decision.issued_on - timedelta(days=1)).exists()
    assert not Measure.objects.in_effect(decision.lapses_on).exists()
    with pytest.raises(NotNow, match="Đã ghi"):
        decide(made, measure)
    own = text_of(as_("person").get(f"/cua-toi/{made.incident.code}/"))
    assert "77/QĐ-UBND" in own
    assert "gửi đơn khiếu nại" in own
    review.close(incident=made.fresh(), by=world.fresh("member"), at=timezone.now())
    assert made.fresh().spent_on == decision.lapses_on


def test_no_discipline_is_a_result_too_and_leaves_no_record(heavy, world):
    made, measure = heavy()
    review.verify(
        incident=made.fresh(), measure=measure, by=world.fresh("member"), at=timezone.now()
    )
    decide(made, measure, result="no_violation", form="")
    assert not Measure.objects.in_effect(local_day(timezone.now())).exists()
    review.close(incident=made.fresh(), by=world.fresh("member"), at=timezone.now())
    assert made.fresh().spent_on is None, "it stays on the list like any case without a violation"
    with pytest.raises(NotNow, match="Không có quyết định kỷ luật"):
        review.record_complaint(
            incident=made.fresh(),
            decision=measure.decisions.get(),
            stage="file1",
            day=local_day(timezone.now()),
            by=world.affairs,
            at=timezone.now(),
        )


def test_a_referral_waits_for_its_answer_and_is_asked_after(story, world, as_):
    made = story("concluded", outcome="referred", start=timezone.now() - timedelta(days=60))
    measure = send(made, K.REFERRAL)
    today = local_day(timezone.now())
    assert [
        row
        for row in for_user(world.fresh("affairs"), today)
        if "Sở Văn hóa chưa trả lời" in row.title
    ]
    assert not [
        row
        for row in for_user(world.fresh("affairs"), measure.answer_by - timedelta(days=1))
        if "chưa trả lời" in row.title
    ]
    sent = {
        "version": made.fresh().version,
        "measure": measure.pk,
        "answered_on": f"{today:%d/%m/%Y}",
        "number": "5/SVH",
        "answer": "Không đủ căn cứ xử phạt.",
    }
    assert (
        as_("unit_head").post(f"/ho-so/{made.incident.code}/ghi-tra-loi/", sent).status_code == 403
    )
    assert as_("affairs").post(f"/ho-so/{made.incident.code}/ghi-tra-loi/", sent).status_code == 302
    assert not [
        row for row in for_user(world.fresh("affairs"), today) if "chưa trả lời" in row.title
    ]
    assert "Không đủ căn cứ xử phạt" in text_of(
        as_("person").get(f"/cua-toi/{made.incident.code}/")
    )


def test_a_complaint_is_told_by_the_person_followed_by_internal_affairs_and_undoes_a_wrong_decision(
    heavy, world, as_
):
    made, measure = heavy()
    review.verify(
        incident=made.fresh(), measure=measure, by=world.fresh("member"), at=timezone.now()
    )
    decision = decide(made, measure)
    day = decision.received_on
    url = f"/cua-toi/{made.incident.code}/khieu-nai/"
    wrong = {
        "version": made.fresh().version,
        "filed_on": f"{day - timedelta(days=1):%d/%m/%Y}",
        "text": "Chủ tịch UBND huyện",
    }
    as_("person").post(url, {**wrong, "filed_on": f"{day + timedelta(days=2):%d/%m/%Y}"})
    assert Complaint.objects.get().told_by_person

    def note(stage, days, **more):
        return review.record_complaint(
            incident=made.fresh(),
            decision=decision,
            stage=stage,
            day=day + timedelta(days=days),
            by=world.fresh("affairs"),
            at=timezone.now(),
            **more,
        )

    for stage, days in (
        ("decide1", 9),
        ("dialogue1", 9),
        ("file1", 3),
        ("file2", 20),
        ("correct1", 20),
    ):
        with pytest.raises(NotNow):
            note(stage, days)
    with pytest.raises(NotNow, match="Không trước"):
        note("accept1", 1)
    note("accept1", 4)
    assert [
        row
        for row in for_user(world.fresh("affairs"), local_day(timezone.now()))
        if "Khiếu nại: quyết định giải quyết" in row.title
    ]
    note("dialogue1", 9)
    with pytest.raises(NotNow, match="sai toàn bộ"):
        note("decide1", 20, number="9/QĐ", result="wrong", effect="cancel")
    note("decide1", 20, number="9/QĐ", result="right", effect="cancel")
    measure.refresh_from_db()
    assert measure.ended_on == day + timedelta(days=20)
    assert not Measure.objects.in_effect(local_day(timezone.now())).exists(), (
        "a cancelled decision counts for nothing"
    )
    assert Decision.objects.get().ended_because == "complaint"
    late = progress_of_all(made.fresh())[0]
    assert [due_step.key for due_step in late.complaint][-1] == "correct1"
    assert made.fresh().spent_on is None, "a correction is still to come"
    note("correct1", 25, where="Họp cơ quan, bảng tin")
    assert "Họp cơ quan, bảng tin" in text_of(as_("affairs").get(f"/ho-so/{made.incident.code}/"))
    review.close(incident=made.fresh(), by=world.fresh("member"), at=timezone.now())
    assert as_("affairs").get(f"/ho-so/{made.incident.code}/").status_code == 404, (
        "what was wrong and put right is off the lists"
    )
    assert as_("person").get(f"/cua-toi/{made.incident.code}/").status_code == 200


def test_an_amended_decision_ends_and_the_new_one_is_recorded_in_its_place(heavy, world):
    made, measure = heavy()
    review.verify(
        incident=made.fresh(), measure=measure, by=world.fresh("member"), at=timezone.now()
    )
    decision = decide(made, measure, form="canh_cao")
    for stage, days, more in (
        ("file1", 1, {}),
        ("accept1", 3, {}),
        ("decide1", 10, {"number": "9/QĐ", "result": "partly", "effect": "amend"}),
    ):
        review.record_complaint(
            incident=made.fresh(),
            decision=decision,
            stage=stage,
            day=decision.received_on + timedelta(days=days),
            by=world.fresh("affairs"),
            at=timezone.now(),
            **more,
        )
    with pytest.raises(NotNow, match="kết quả của cấp có thẩm quyền"):
        review.close(incident=made.fresh(), by=world.fresh("member"), at=timezone.now())
    decide(
        made,
        measure,
        number="80/QĐ-UBND",
        issued_on=decision.received_on + timedelta(days=11),
        received_on=decision.received_on + timedelta(days=12),
    )
    assert Measure.objects.in_effect(local_day(timezone.now())).get() == measure
    assert list(measure.decisions.order_by("pk").values_list("form", "ended_because")) == [
        ("canh_cao", "amended"),
        ("khien_trach", ""),
    ]


# --- what has lapsed

SURFACES = (
    "/ho-so/{new}/",
    "/ho-so/{new}/dien-bien/",
    "/ho-so/{new}/phieu/",
    "/can-bo/{person}/",
    "/ho-so/?q=phan+anh",
    "/ho-so/xuat/?dinh-dang=csv",
    "/viec-can-lam/",
    "/tong-quan/",
    "/api/v1/incidents/",
    "/api/v1/incidents/{old}/",
    "/ho-so/{old}/",
    "/ho-so/{old}/phieu/",
    "/ho-so/{old}/dien-bien/",
    "/thong-bao/",
    "/y-kien-chi-dao/",
)
DECIDERS = ("lead", "deputy_lead", "member", "unit_head", "affairs", "chairman")


def test_on_its_last_day_a_reminder_is_shown_and_on_the_day_it_lapses_it_is_nowhere(
    story, world, as_, counted
):
    earlier = story("closed")
    made = story("consulting")
    made.opine()
    today = local_day(timezone.now())
    measure = Measure.objects.get(incident=earlier.incident)
    canary = "98765/NN-CHIM"
    Measure.objects.filter(pk=measure.pk).update(document_number=canary)

    def lapse(day):
        Measure.objects.filter(pk=measure.pk).update(lapses_on=day)
        Incident.objects.filter(pk=earlier.incident.pk).update(spent_on=day)

    lapse(today + timedelta(days=1))
    propose = f"/ho-so/{made.incident.code}/trinh-ket-luan/"
    assert canary in text_of(as_("member").get(propose)), (
        "the day before it lapses a decider is shown it"
    )
    assert canary in text_of(as_("lead").get(f"/ho-so/{earlier.incident.code}/"))
    assert prior_shown(made.fresh(), world.fresh("member"), today)
    lapse(today)
    rows = 0
    assert canary not in text_of(as_("member").get(propose))
    assert not prior_shown(made.fresh(), world.fresh("member"), today)
    keys = {
        "new": made.incident.code,
        "old": earlier.incident.code,
        "person": world.person_staff.code,
    }
    for who in DECIDERS:
        client = as_(who)
        for surface in SURFACES:
            answer = client.get(surface.format(**keys))
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            rows += 1
            assert answer.status_code in (200, 302, 403, 404), (who, surface, answer.status_code)
            for word in (canary, earlier.incident.code):
                assert word not in body.decode(errors="ignore"), (who, surface, word)
            if "{old}" in surface:
                assert answer.status_code == 404, (who, surface)
        counts = client.get("/api/v1/incidents/")
        if counts.status_code == 200:
            assert earlier.incident.code not in [row["code"] for row in counts.json()["results"]]
    counted(rows, "surface × decider after the lapse")
    own = text_of(as_("person").get(f"/cua-toi/{earlier.incident.code}/"))
    assert "Đã hết hiệu lực" in own
    assert canary in own, "the person's own page keeps it"
    assert Measure.objects.filter(pk=measure.pk).exists(), "the row stays for the archive"
    assert Incident.objects.on_file_for(world.fresh("lead")).filter(pk=earlier.incident.pk).exists()


def test_a_case_is_spent_by_date_when_its_reminder_lapses_and_not_before_it_closes(story):
    made = story("enforcing")
    made.carry_out()
    lapses = Measure.objects.get(incident=made.incident).lapses_on
    assert made.fresh().spent_on == lapses
    made.verify()
    assert made.fresh().status == "enforcing"
    Incident.objects.filter(pk=made.incident.pk).update(spent_on=local_day(timezone.now()))
    assert Incident.objects.visible_to(made.user("lead")).filter(pk=made.incident.pk).exists(), (
        "an open case is never off the list"
    )


# --- contest


def test_an_amendment_rewrites_the_findings_ends_the_old_measures_and_leads_to_the_fitting_ones(
    story, world, as_
):
    made = story("enforcing")
    made.carry_out()
    review.file_contest(
        incident=made.fresh(),
        text="Tôi đã gỡ trước khi có phản ánh.",
        by=world.fresh("person"),
        at=made.step(),
    )
    client, url = as_("chairman"), f"/ho-so/{made.incident.code}/quyet-dinh-xem-xet-lai/"
    page = text_of(client.get(url))
    assert "Tôi đã gỡ trước khi có phản ánh." in page
    assert "chim-hoàng-yến-nhận-định" in page, "both texts stand on one page"
    allegation = made.incident.allegations.get().pk
    sent = {
        "version": made.fresh().version,
        "decision": "amend",
        "reasons": "Đã gỡ sớm.",
        "new_outcome": "oral_reminder",
        f"result_{allegation}": "not_established",
    }
    assert client.post(url, sent).status_code == 422, (
        "a reminder does not follow from findings without a breach"
    )
    sent |= {f"result_{allegation}": "partly", f"reasons_{allegation}": "Chỉ một phần nội dung."}
    assert client.post(url, sent).status_code == 302
    standing = Conclusion.objects.get(incident=made.incident, state="concluded")
    assert [(f.result, f.reasons) for f in standing.findings.all()] == [
        ("partly", "Chỉ một phần nội dung.")
    ]
    assert not Measure.objects.live().filter(incident=made.incident).exists()
    assert made.fresh().spent_on is None
    with pytest.raises(NotNow, match="không phù hợp"):
        give(made, K.WRITTEN_REMINDER)
    assert give(made, K.ORAL_REMINDER).kind == K.ORAL_REMINDER
    own = text_of(as_("person").get(f"/cua-toi/{made.incident.code}/"))
    assert "Đã gỡ sớm." in own
    assert "Chỉ một phần nội dung." in own


def test_a_note_can_be_annulled_and_a_signed_decision_cannot_be_undone_here(story, heavy, world):
    noted = story("noted")
    review.file_contest(
        incident=noted.fresh(), text="Không có việc này.", by=world.fresh("person"), at=noted.step()
    )
    review.decide_contest(
        incident=noted.fresh(),
        decision="annul",
        reasons="Không đủ căn cứ.",
        by=world.fresh("chairman"),
        at=noted.step(),
    )
    assert (noted.fresh().status, noted.fresh().outcome) == ("closed", "no_violation")
    made, measure = heavy()
    decide(made, measure)
    Incident.objects.filter(pk=made.incident.pk).update(concluded_at=timezone.now())
    review.file_contest(
        incident=made.fresh(), text="Xem lại.", by=world.fresh("person"), at=timezone.now()
    )
    with pytest.raises(NotNow, match="theo trình tự khiếu nại"):
        review.decide_contest(
            incident=made.fresh(),
            decision="annul",
            reasons="x",
            by=world.fresh("chairman"),
            at=timezone.now(),
        )


def test_a_report_that_is_not_accepted_is_sent_back_and_done_again(story, world, as_):
    made = story("enforcing")
    made.carry_out()
    incident = made.fresh()
    measure = incident.measures.get()
    page = f"/ho-so/{incident.code}/tra-bao-cao-bien-phap/"
    sent = {"version": incident.version, "measure": measure.pk, "reason": "Thiếu chữ ký."}
    assert as_("unit_head").get(page).status_code == 403
    assert as_("member").post(page, {**sent, "reason": ""}).status_code == 422
    assert as_("member").post(page, sent).status_code == 302
    measure.refresh_from_db()
    assert (measure.carried_out_at, measure.carried_out_by, measure.lapses_on) == (None, None, None)
    returned = measure.returns.get()
    assert returned.reported_by == world.unit_head
    assert ["số văn bản", "12/UBND"] in returned.said
    told = world.unit_head.notifications.filter(kind=f"measure_returned_{measure.pk}")
    assert told.exists()
    text = as_("unit_head").get(f"/ho-so/{incident.code}/").content.decode()
    assert "Thiếu chữ ký." in text
    form = as_("unit_head").get(f"/ho-so/{incident.code}/bao-thuc-hien/").context["form"]
    assert form["document_number"].value() == "12/UBND", "what was reported is not typed again"
    made.carry_out()
    made.verify()
    with pytest.raises(NotNow):
        review.return_measure(
            incident=made.fresh(),
            measure=measure,
            reason="Nhầm.",
            by=made.user("member"),
            at=made.step(),
        )
