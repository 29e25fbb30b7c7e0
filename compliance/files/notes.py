"""What whoever opens a stored file should know before: that nobody has looked for malware in it,
and what in it could run elsewhere.
"""

from compliance.core.language import _, joined, lower_first
from compliance.files.scan import Scan

SENDER = "sender"  # in the facts of a file: what the machine of its sender said of it
RUNS = {
    "javascript": _("mã lệnh"),
    "launch": _("lệnh mở chương trình"),
    "submit": _("lệnh gửi dữ liệu"),
    "import": _("lệnh nhập dữ liệu"),
    "other_file": _("lệnh mở tệp khác"),
    "media": _("âm thanh, phim hoặc hình ba chiều"),
    "attachment": _("tệp đính kèm"),
    "xfa": _("biểu mẫu XFA"),
    "action": _("việc tự chạy khi mở"),
}


def runs(facts: dict) -> str:
    """What in a PDF could run or be unpacked, in words; empty when nothing could."""
    return joined(", ", (RUNS[what] for what in facts.get("runs", ()) if what in RUNS)) or (
        _("mã lệnh hoặc tệp đính kèm") if facts.get("active") else ""
    )


def notes(stored) -> list[str]:
    """For a line beside the file's name; most files have none. Of a sealed one its reason alone."""
    if stored.sealed_at:
        return [
            _("tệp đã niêm phong: {sealed_because}").format(sealed_because=stored.sealed_because)
        ]
    said = [] if stored.scan == Scan.CLEAN else [lower_first(Scan(stored.scan).label)]
    if stored.facts.get("signed"):
        said.append(_("có chữ ký số"))
    if stored.facts.get("blocks"):
        said.append(_("có khung chữ ký không kèm chữ ký số"))
    if SENDER in stored.facts:
        said.append(_("ảnh đã thu nhỏ trên máy người gửi"))
    inside = runs(stored.facts)
    return [*said, *([_("PDF có {inside}").format(inside=inside)] if inside else [])]


def of_sender(stored) -> str:
    """For the chain of custody: what the sender's machine said of a picture it made smaller. The
    hash it names is of a file the portal never had, and is told as that.
    """
    said = stored.facts.get(SENDER) if stored else None
    if not said:
        return ""
    digest = said.get("original_sha256")
    words = _("ảnh đã thu nhỏ trên máy người gửi")
    return (
        _("{words}; mã băm bản gốc do máy người gửi khai: {digest}").format(
            words=words, digest=digest
        )
        if digest
        else words
    )
