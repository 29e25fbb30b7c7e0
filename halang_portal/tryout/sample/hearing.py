"""The hearing in the sample: paper handed over, paper answers brought in, and findings with their
standard and severity.
"""

import io
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from compliance.files.models import StoredFile
from compliance.incidents import actions as logging
from compliance.incidents.models import Incident
from compliance.review import actions as review
from compliance.review.models import Finding, Mitigating
from compliance.rulebook.clocks import local_day

SEVERITY = {"discipline": "nghiem_trong"}
CLERK = "Chuyên viên văn thư"


def finding(story, allegation, result: str, outcome: str, considered: str) -> dict:
    """A finding as a member would write it up."""
    found = result in (Finding.Result.ESTABLISHED, Finding.Result.PARTLY)
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
        "severity": SEVERITY.get(outcome, "it_nghiem_trong") if found else "",
        "mitigating": mitigating if found else [],
        "reasons": story.finding,
        "answer_considered": considered,
    }


def hand_over(incident: Incident, rng, at: datetime) -> None:
    """The notice goes to someone without an account: mostly received, sometimes refused before a
    witness, sometimes only at the second try.
    """
    about = {"handed_by": CLERK, "by": incident.handler, "at": at, "day": local_day(at)}
    if rng.random() < 0.2:
        incident = review.record_delivery(
            incident=incident,
            how="missed",
            remark="Người nhận đi công tác, hẹn giao lại trong ngày",
            **about,
        )
    if rng.random() < 0.15:
        review.record_delivery(
            incident=incident,
            how="refused",
            witness="Trưởng xóm nơi cư trú",
            remark="Không ký nhận, đã đọc nội dung",
            **about,
        )
        return
    review.record_delivery(
        incident=incident,
        how="handed",
        received_by=incident.person.full_name,
        scan=_paper("BIÊN BẢN GIAO NHẬN", incident, at),
        **about,
    )


def answer_on_paper(incident: Incident, story, at: datetime) -> None:
    """A signed sheet, scanned and entered by the handler."""
    parts = [
        {
            "allegation": a.pk,
            "stance": story.stance,
            "text": story.answer if a.number == 1 else "Như đã trình bày ở nội dung 1.",
        }
        for a in incident.allegations.order_by("number")
    ]
    review.answer_for(
        incident=incident,
        kind="answer",
        received_on=local_day(at),
        per_allegation=parts,
        text="",
        files=[_paper("BẢN GIẢI TRÌNH", incident, at)],
        by=incident.handler,
        at=at,
        companion="Chủ tịch Công đoàn cơ sở",
        companion_as="union",
    )


def _paper(title: str, incident: Incident, at: datetime) -> StoredFile:
    """A drawn stand-in for a scan, clearly a sample."""
    image = Image.new("RGB", (420, 300), "#ffffff")
    draw = ImageDraw.Draw(image)
    draw.rectangle((8, 8, 412, 292), outline="#cbc7bf")
    draw.text((24, 24), f"{incident.code}  {local_day(at):%d/%m/%Y}", fill="#172033")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=60)
    name = "ban-giai-trinh.jpg" if "TRÌNH" in title else "bien-ban-giao-nhan.jpg"
    return logging.store_file(
        upload=SimpleUploadedFile(name, out.getvalue(), "image/jpeg"), by=incident.handler, at=at
    )
