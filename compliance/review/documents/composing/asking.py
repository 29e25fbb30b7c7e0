"""Asking the person concerned: the request for an explanation (công văn) and the invitation (giấy
mời). Nothing is decided in them.
"""

from compliance.incidents.models import Incident
from compliance.papers.paper import Section, day_in_words
from compliance.review.case.queries import disclosed, last_notice
from compliance.review.documents.composing.heads import Head
from compliance.review.documents.composing.wording import (
    bases,
    evidence_table,
    happened,
    lines,
    person,
    reported,
)

NOTHING_DECIDED = "Đây là bước lấy ý kiến; chưa có kết luận nào về nội dung được phản ánh."


def request(incident: Incident, given: dict, head: Head) -> dict:
    who = incident.person.get_salutation_display()
    opening = (
        f"Qua xem xét ban đầu vụ việc mã số {incident.code} (xảy ra"
        f" {happened(incident)}), {head.called} thông báo nội dung được phản ánh liên"
        f" quan đến {who} như sau:"
    )
    return {
        "kind": "",
        "subject": f"yêu cầu giải trình về nội dung được phản ánh, mã số {incident.code}",
        "to": [person(incident)],
        "bases": bases(incident),
        "sections": [
            Section("", [opening]),
            Section("1. Nội dung được phản ánh", reported(incident)),
            _shown(incident, who),
            Section(
                "3. Yêu cầu giải trình, thời hạn và quyền", _rights(incident, given, head, who)
            ),
        ],
        "recipients": ["Như trên", f"{incident.handling_office.name} (để phối hợp)"],
        "signatures": [head.signature()],
    }


def _shown(incident: Incident, who: str) -> Section:
    """The evidence that goes with the request."""
    bundle = disclosed(incident)
    shown = Section(
        "2. Chứng cứ được cung cấp",
        [
            f"{who.capitalize()} được xem và tải về toàn bộ chứng cứ sau đây, là những chứng cứ"
            " được dùng để xem xét:"
        ],
    )
    if bundle:
        shown.tables.append(evidence_table(bundle))
    else:
        shown.paragraphs = [
            "Chứng cứ được gửi kèm Công văn này hoặc mở trên trang riêng của người nhận tại Cổng"
            " 308."
        ]
    return shown


def _rights(incident: Incident, given: dict, head: Head, who: str) -> list[str]:
    """By when and where to answer, and what the person may ask for meanwhile."""
    notice = last_notice(incident)
    days = incident.rule_set.answer_workdays if incident.rule_set else 5
    until = (
        f"trước khi hết {day_in_words(notice.due_on)}"
        if notice
        else f"trong thời hạn {days:02d} ngày làm việc, kể từ ngày thông báo trên Cổng 308 hoặc"
        " bằng giấy; ngày cuối cùng ghi trên thông báo đó"
    )
    return [
        (
            f"{head.called} đề nghị {who} giải trình bằng văn bản về từng nội dung nêu trên"
            f" {until}; gửi trên Cổng 308 hoặc nộp tại {given['where']}."
        ),
        (
            f"Trong thời hạn đó, {who} có quyền: xem, sao chụp chứng cứ; nộp tài liệu, chứng cứ; đề"
            " nghị gia hạn; mời người cùng tham gia khi làm việc; đề nghị thay người xử lý có quan"
            " hệ hoặc lợi ích liên quan."
        ),
        (
            f"{NOTHING_DECIDED} Nếu hết thời hạn mà không có giải trình, việc xem xét tiếp tục trên"
            " cơ sở chứng cứ hiện có sau khi đã thông báo hai lần."
        ),
        *lines(given.get("more", "")),
    ]


def invitation(incident: Incident, given: dict, head: Head) -> dict:
    who = incident.person.get_salutation_display()
    said = [
        f"{head.called} trân trọng kính mời: {person(incident)}.",
        (
            "Tới dự buổi làm việc để trao đổi, giải trình về nội dung được phản ánh trong vụ việc"
            f" mã số {incident.code}."
        ),
        f"Chủ trì: {given['chair']}.",
        f"Thời gian: {given['time']:%H} giờ {given['time']:%M} phút, {day_in_words(given['day'])}.",
        f"Địa điểm: {given['place']}.",
    ]
    bring = lines(given.get("bring", ""))
    if bring:
        said += [
            "Tài liệu đề nghị mang theo:",
            *(
                f"- {text.rstrip(' ;.')}{';' if number < len(bring) else '.'}"
                for number, text in enumerate(bring, 1)
            ),
        ]
    said.append(
        f"{NOTHING_DECIDED} {who.capitalize()} có thể mời đại diện công đoàn hoặc người mình tin"
        " cậy cùng dự. Nếu không dự được, đề nghị báo trước để hẹn thời gian khác."
    )
    return {
        "kind": "GIẤY MỜI",
        "subject": "Dự buổi làm việc về nội dung được phản ánh",
        "sections": [Section("", said)],
        "recipients": [person(incident), f"{incident.handling_office.name} (để tạo điều kiện)"],
        "signatures": [head.signature()],
    }
