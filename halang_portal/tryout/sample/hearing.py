"""The hearing in the sample: paper handed over, paper answers brought in, and findings with their
standard and severity.
"""

import io
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from compliance.core.presence import present
from compliance.files.models import StoredFile
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Incident
from compliance.incidents.queries import who_can
from compliance.registry.models import User
from compliance.review import actions as review
from compliance.review.models import Finding, Mitigating
from compliance.rulebook.clocks import local_day

SEVERITY = {"discipline": "nghiem_trong"}
CLERK = "Chuyên viên văn thư"
# somebody without an account: heard on paper to a contest that is annulled; an answer that waits
PAPER_STORY, PAPER_WAITS = "paper_story", "paper_waits"


def finding(story, allegation, result: str, outcome: str, considered: str) -> dict:
    """A finding as a member would write it up."""
    violation = result in (Finding.Result.ESTABLISHED, Finding.Result.PARTLY)
    remedied = (
        "gỡ" in story.finding or "đính chính" in story.finding or "xin lỗi" in story.considered
    )
    mitigating = [Mitigating.SELF_REPORTED.value] * (story.stance == "right") + [
        Mitigating.REMEDIED.value
    ] * remedied
    return {
        "allegation": allegation,
        "standard": (
            f"Yêu cầu của quy định: {allegation.provision.summary} Phải có chứng cứ rõ ràng về hành"
            " vi và ảnh hưởng của hành vi."
        ),
        "result": result,
        "severity": SEVERITY.get(outcome, "it_nghiem_trong") if violation else "",
        "mitigating": mitigating if violation else [],
        "reasons": story.finding,
        "answer_considered": considered,
    }


def hand_over(case, what: str = "notice", **target) -> None:
    """Something goes to someone who reads nothing on screen: mostly received, sometimes refused
    before a witness, sometimes only at the second try. Entered by one, confirmed by another.
    """
    incident, rng, at = case.fresh(), case.rng, case.clock.moment
    if what == "notice" and rng.random() < 0.2:
        review.record_missed_delivery(
            incident=incident,
            day=local_day(at),
            handed_by=CLERK,
            remark="Người nhận đi công tác, hẹn giao lại trong ngày",
            by=incident.handler,
            at=at,
        )
    refused = rng.random() < 0.15
    said = (
        {"how": "refused", "witness": "Trưởng xóm nơi cư trú", "remark": "Đã đọc nội dung"}
        if refused
        else {"how": "handed", "received_by": incident.person.full_name}
    )
    said |= {"what": what, "handed_by": CLERK, **target}
    enter_and_confirm(case, "record_delivery", said, "BIÊN BẢN GIAO NHẬN")


def answer_on_paper(case, waits: bool = False) -> None:
    """A signed sheet, scanned, entered by the handler and confirmed by another."""
    story = case.story
    parts = [
        {
            "allegation": a.pk,
            "stance": story.stance,
            "text": story.answer if a.number == 1 else "Như đã trình bày ở nội dung 1.",
        }
        for a in case.fresh().allegations.order_by("number")
    ]
    said = {
        "per_allegation": parts,
        "text": "",
        "companion": "Chủ tịch Công đoàn cơ sở",
        "companion_as": "union",
    }
    enter_and_confirm(case, "answer", said, "BẢN GIẢI TRÌNH", waits)


def enter_and_confirm(case, verb: str, payload: dict, title: str, waits: bool = False) -> None:
    """The handler (or internal affairs) enters a paper that came in today; somebody else who may
    confirms it, unless it is to wait.
    """
    incident, at = case.fresh(), case.clock.moment
    may_enter = who_can(incident, "enter_paper", local_day(at))
    by = incident.handler or present(may_enter.first())
    scan = _paper(title, incident, by, at)
    words = [
        [f"Nội dung {number}", part["text"]]
        for number, part in enumerate(payload.get("per_allegation", ()), 1)
    ]
    words += [
        [LABELS[name], str(said)] for name, said in payload.items() if name in LABELS and said
    ]
    review.enter_paper(
        incident=incident,
        verb=verb,
        received_on=local_day(at),
        payload=payload,
        said=words,
        scan=scan,
        by=by,
        at=at,
    )
    if waits:
        return
    incident = case.fresh()
    second = who_can(incident, "confirm_paper", local_day(at)).exclude(pk=by.pk)
    review.confirm_paper(
        incident=incident,
        paper=incident.paper_acts.waiting().get(verb=verb),
        by=present(second.first()),
        at=at,
    )


LABELS = {
    "handed_by": "Người giao",
    "received_by": "Người nhận",
    "witness": "Người chứng kiến",
    "remark": "Ghi chú",
    "text": "Nội dung",
    "reason": "Lý do",
    "workdays": "Số ngày làm việc",
    "companion": "Người cùng tham gia",
    "body": "Cơ quan, người kết luận",
    "number": "Số, ký hiệu",
    "day": "Mốc mới",
}


def _paper(title: str, incident: Incident, by: User, at: datetime) -> StoredFile:
    """A drawn stand-in for a scan, clearly a sample."""
    image = Image.new("RGB", (420, 300), "#ffffff")
    draw = ImageDraw.Draw(image)
    draw.rectangle((8, 8, 412, 292), outline="#cbc7bf")
    draw.text((24, 24), f"{incident.code}  {local_day(at):%d/%m/%Y}", fill="#172033")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=60)
    name = "ban-giai-trinh.jpg" if "TRÌNH" in title else "bien-ban-giao-nhan.jpg"
    return incident_actions.store_file(
        upload=SimpleUploadedFile(name, out.getvalue(), "image/jpeg"), by=by, at=at
    )
