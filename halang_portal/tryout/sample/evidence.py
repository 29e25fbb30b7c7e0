"""What the sample shows of evidence: facts of a post, minutes as a PDF, a redacted copy sent in the
place of the original, a source gone since.
"""

import io
import random
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from compliance.incidents import actions
from compliance.incidents.models import Evidence, Incident
from compliance.rulebook.clocks import local_day

_FONT = settings.BASE_DIR / "static" / "fonts" / "tinos" / "Tinos-Regular.ttf"
BYSTANDERS = ("Lò Thị Mai", "Hà Văn Sơn", "Mông Thị Lan")
COVERED = [
    {"page": 1, "x": 6.0, "y": 77.5, "w": 88.0, "h": 9.0, "why": "third"}
]  # where the bystander's comment stands in the drawn screenshot


def dice(incident: Incident) -> random.Random:
    """Dice of the case itself: what is shown of evidence leaves the other fates of the sample as
    they were.
    """
    return random.Random(incident.pk)


def about_post(incident: Incident, happened: datetime, at: datetime) -> dict:
    """What is known of a picture of a post."""
    rng = dice(incident)
    if incident.platform in ("none", "other"):
        return {"captured_at": at - timedelta(hours=2), "captured_by": "Văn thư đơn vị"}
    return {
        "posted_at": happened,
        "captured_at": at - timedelta(hours=2),
        "account_name": "Tài khoản cá nhân (minh họa)",
        "account_kind": "personal",
        "seen_how": incident.seen_how,
        "captured_by": rng.choice(("", "", "Văn thư đơn vị")),
    }


def minutes(happened: datetime) -> SimpleUploadedFile:
    """Two pages of minutes, drawn: clearly a sample."""
    big, small = (
        ImageFont.truetype(str(_FONT), size) if _FONT.exists() else ImageFont.load_default()
        for size in (34, 24)
    )
    pages = []
    for number, lines in enumerate(
        (
            (
                "BIÊN BẢN LÀM VIỆC (minh họa)",
                f"Ngày {happened:%d/%m/%Y}, tại trụ sở đơn vị.",
                "Nội dung: trao đổi về bài đăng.",
            ),
            ("Những người có mặt ký tên (minh họa).", "Dữ liệu hư cấu để dùng thử."),
        ),
        1,
    ):
        page = Image.new("RGB", (827, 1169), "white")
        draw = ImageDraw.Draw(page)
        for row, line in enumerate(lines):
            draw.text((90, 110 + 60 * row), line, fill="#172033", font=big if row == 0 else small)
        draw.text((390, 1100), f"{number}/2", fill="#5a6478", font=small)
        pages.append(page)
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=100, title="")
    return SimpleUploadedFile("bien-ban-lam-viec.pdf", out.getvalue(), "application/pdf")


def bundle_for(incident: Incident, at: datetime) -> list[Evidence]:
    """What is sent with the notice: now and then a redacted copy in the place of its original."""
    items = list(
        incident.evidence.filter(removed_at=None).select_related("file").order_by("number")
    )
    pictures = [
        item
        for item in items
        if item.file_id and item.file.kind == "jpg" and incident.platform != "none"
    ]
    if not pictures or dice(incident).random() > 0.3:
        return items
    original = pictures[0]
    caption = "Ảnh chụp bài đăng, đã che người bình luận"
    copy = actions.redact(
        incident=incident,
        evidence=original,
        boxes=COVERED,
        caption=caption,
        by=incident.handler,
        at=at - timedelta(minutes=9),
    )
    return [copy if item.pk == original.pk else item for item in items]


def source_gone(incident: Incident, at: datetime) -> None:
    """Later the handler opens the link again and finds it gone."""
    link = (
        incident.evidence.filter(removed_at=None, file=None).exclude(later_status="deleted").first()
    )
    if link is None or dice(incident).random() > 0.25:
        return
    actions.update_evidence(
        incident=incident,
        evidence=link,
        later_status="deleted",
        later_status_on=local_day(at),
        relied_on=True,
        note="Mở lại đường dẫn: bài không còn.",
        by=incident.handler,
        at=at - timedelta(minutes=4),
    )
