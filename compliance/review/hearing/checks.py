"""Whether a file may be handed to the person concerned: what its copy without hidden data still
holds, and what to do then, for every kind of file.
"""

from compliance.files import Refused, bare_hash, names_left, runs
from compliance.incidents.models import Evidence
from compliance.registry.queries import known_names

COVER = "lập bản che của mục này rồi gửi bản che"
PRINT = "in tệp ra PDF, thêm PDF ấy vào hồ sơ rồi lập bản che"
FRAMES = "chụp các khung hình cần dùng, thêm ảnh vào hồ sơ rồi lập bản che"
WAY_OUT = {
    "jpg": COVER,
    "png": COVER,
    "webp": COVER,
    "gif": COVER,
    "pdf": COVER,
    "docx": PRINT,
    "xlsx": PRINT,
    "mp4": FRAMES,
    "webm": FRAMES,
}


def why_not_handed(item: Evidence) -> str:
    """Why this item must not go out as it is, with the way out; empty when it may.

    Every known name counts, not the reporter's alone: whoever reads the sentence learns nothing of
    who reported.
    """
    if not item.file_id:
        return ""
    try:
        hidden = names_left(item.file, known_names(but=item.incident.person))
    except Refused as refused:
        return f"{item.label}: {str(refused).rstrip('.')}; {WAY_OUT[item.file.kind]}."
    return (
        f"{item.label}: phần không hiện ra của tệp có tên người; {WAY_OUT[item.file.kind]}."
        if hidden
        else ""
    )


def handed_hash(item: Evidence) -> str:
    """SHA-256 of what the person concerned takes away; empty for a link, and when there is no such
    copy.
    """
    try:
        return bare_hash(item.file) if item.file_id else ""
    except Refused:
        return ""


def runs_in(item: Evidence) -> str:
    """What in a PDF could run or be unpacked, in words; empty when nothing could."""
    return runs(item.file.facts) if item.file_id else ""
