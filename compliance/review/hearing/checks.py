"""Whether a file may be handed to the person concerned: what its copy without hidden data still
holds, and what to do then, for every kind of file.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from compliance.core.language import _, composed, lower_first
from compliance.core.presence import present
from compliance.files import Refused, bare_hash, kinds, names_left, runs
from compliance.incidents.models import Evidence, Incident
from compliance.registry.queries import known_names
from compliance.review.case.checks import Check
from compliance.review.case.queries import (
    answered,
    hold_up,
    last_notice,
    notices_of_round,
    read_of_round,
    this_round,
    unreached,
)
from compliance.review.case.window import nothing_before, window
from compliance.review.models import Answer
from compliance.rulebook.clocks import local_day

COVER = _("lập bản che của mục này rồi gửi bản che")
PRINT = _("in tệp ra PDF, thêm PDF ấy vào hồ sơ rồi lập bản che")
FRAMES = _("chụp các khung hình cần dùng, thêm ảnh vào hồ sơ rồi lập bản che")
WRITTEN = _("ghi lời nói ra biên bản, thêm biên bản vào hồ sơ")
WAY_OUT = {
    **dict.fromkeys((*kinds.PICTURES, "pdf"), COVER),
    **dict.fromkeys(kinds.OFFICE, PRINT),
    **dict.fromkeys(kinds.FILM, FRAMES),
    **dict.fromkeys(kinds.SOUND, WRITTEN),
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
        return composed(
            "{label}: {refused}; {way_out}.",
            label=item.label,
            refused=str(refused).rstrip("."),
            way_out=WAY_OUT[present(item.file).kind],
        )
    return (
        _("{label}: phần không hiện ra của tệp có tên người; {way_out}.").format(
            label=item.label, way_out=WAY_OUT[present(item.file).kind]
        )
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
    return runs(present(item.file).facts) if item.file_id else ""


def heard(incident: Incident) -> list[Check]:
    """The person was told, was shown the evidence, and was heard."""
    notified = bool(notices_of_round(incident))
    read = read_of_round(incident, "answers", "at")
    kinds = (
        set(this_round(incident, Answer).values_list("kind", flat=True))
        if read is None
        else {row.kind for row in read}
    )
    words = {
        "answer": _("Đã có giải trình"),
        "waiver": _("Người được phản ánh không giải trình (có ghi nhận)"),
        "silence": _("Đã thông báo hai lần, không có trả lời"),
    }
    answer = next(
        (words[kind] for kind in ("answer", "waiver", "silence") if kind in kinds),
        _("Đã có giải trình"),
    )
    return [
        Check(
            notified,
            _("Đã gửi thông báo kèm bộ chứng cứ"),
            "" if notified else _("chưa gửi thông báo cho người được phản ánh"),
            "viec-tiep",
        ),
        Check(bool(kinds), answer, "" if kinds else _("chưa có giải trình"), "giai-trinh"),
        *papers_settled(incident),
    ]


def papers_settled(incident: Incident) -> list[Check]:
    """A cross while a paper of the person waits to be confirmed; otherwise nothing to say."""
    return [
        Check(
            False,
            _("Bản giấy của người được phản ánh đã được xác nhận"),
            _("bản giấy “{label}” chưa được người thứ hai xác nhận").format(
                label=lower_first(paper.label)
            ),
            "viec-tiep",
        )
        for paper in hold_up(incident)
    ]


def window_ended(incident: Incident, at: datetime) -> Check:
    """The last day of the window has passed, or the person said that nothing more comes."""
    now = window(incident, at)
    if now.until is None:
        return Check(False, _("Đã hết thời hạn giải trình"), _("chưa thông báo"), "giai-trinh")
    return Check(
        now.ended,
        _("Đã hết thời hạn giải trình ({until:%d/%m/%Y})").format(until=now.until)
        if now.over or not now.completion
        else _("Người được phản ánh báo không bổ sung nữa ({at:%d/%m/%Y})").format(
            at=local_day(now.completion.at)
        ),
        ""
        if now.ended
        else _("thời hạn giải trình còn đến hết {until:%d/%m/%Y}; {nothing_before}").format(
            until=now.until, nothing_before=nothing_before(now.until)
        ),
        "giai-trinh",
    )


def before_silence(incident: Incident, today: date) -> list[Check]:
    """A silence is recorded only after two notices whose windows have both run out."""
    notices = len(notices_of_round(incident))
    last = last_notice(incident)
    over, late = bool(last and today > last.due_on), unreached(incident)
    return [
        Check(
            notices >= 2,
            _("Đã thông báo hai lần"),
            "" if notices >= 2 else _("phải thông báo lần hai"),
        ),
        Check(
            not late,
            _("Thông báo đã được mở xem, hoặc đã giao giấy"),
            ""
            if not late
            else _(
                "thông báo lần {number} chưa được mở xem và chưa xác nhận việc giao giấy"
            ).format(number=late[0].number),
        ),
        Check(
            over,
            _("Đã hết hạn giải trình"),
            (
                ""
                if over
                else (
                    _("hạn giải trình đến hết ngày {due_on:%d/%m/%Y}").format(due_on=last.due_on)
                    if last
                    else _("chưa thông báo")
                )
            ),
        ),
        Check(
            not answered(incident),
            _("Chưa có giải trình"),
            "" if not answered(incident) else _("đã có giải trình"),
        ),
        *papers_settled(incident),
    ]


def both_versions(bundle: Iterable[Evidence]) -> list[Evidence]:
    """Items chosen although another version of the same item is chosen too: a covered place would
    be seen in the other.
    """
    numbers = Counter(item.number for item in bundle)
    return [item for item in bundle if numbers[item.number] > 1]


def shown_already(incident: Incident) -> QuerySet[Evidence]:
    """What any notice of this case has shown the person."""
    return Evidence.objects.filter(incident=incident, disclosed_in__incident=incident).distinct()


def uncovers(chosen: Iterable[Evidence], shown: Iterable[Evidence]) -> list[Evidence]:
    """Originals whose redacted copy was sent before: sending them would show what was covered. A
    second, lighter copy may be sent.
    """
    covered = {item.number for item in shown if item.copy}
    return [item for item in chosen if not item.copy and item.number in covered]


def uncovers_says(bared: list[Evidence]) -> str:
    return _(
        "{label}: đã gửi bản che, không gửi bản gốc nữa. Nếu che quá nhiều, lập một bản che khác "
        "rồi gửi."
    ).format(label=bared[0].label)
