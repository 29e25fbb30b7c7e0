"""Asking the person concerned: the request for an explanation (công văn) and the invitation (giấy
mời). Nothing is decided in them.
"""

from compliance.core.language import _, joined
from compliance.incidents.models import Incident
from compliance.papers.paper import Section, day_in_words, listed
from compliance.review.case.queries import disclosed, last_notice
from compliance.review.documents.composing.heads import Head
from compliance.review.documents.composing.wording import (
    bases,
    clock,
    evidence_table,
    happened,
    lines,
    person,
    reported,
)

NOTHING_DECIDED = _("Đây là bước lấy ý kiến; chưa có kết luận nào về nội dung được phản ánh.")


def request(incident: Incident, given: dict, head: Head) -> dict:
    who = incident.person.spoken_to
    opening = _(
        "Qua xem xét ban đầu vụ việc mã số {code} (xảy ra {incident}), {called} thông báo nội dung "
        "được phản ánh liên quan đến {who} như sau:"
    ).format(code=incident.code, incident=happened(incident), called=head.called, who=who)
    return {
        "kind": "",
        "subject": _("yêu cầu giải trình về nội dung được phản ánh, mã số {code}").format(
            code=incident.code
        ),
        "to": [person(incident)],
        "bases": bases(incident),
        "sections": [
            Section("", [opening]),
            Section(_("1. Nội dung được phản ánh"), reported(incident)),
            _shown(incident, who),
            Section(
                _("3. Yêu cầu giải trình, thời hạn và quyền"), _rights(incident, given, head, who)
            ),
        ],
        "recipients": [
            _("Như trên"),
            _("{name} (để phối hợp)").format(name=incident.handling_office.name),
        ],
        "signatures": [head.signature()],
    }


def _shown(incident: Incident, who: str) -> Section:
    """The evidence that goes with the request."""
    bundle = disclosed(incident)
    shown = Section(
        _("2. Chứng cứ được cung cấp"),
        [
            _(
                "{who} được xem và tải về toàn bộ chứng cứ sau đây, là những chứng cứ được dùng để "
                "xem xét:"
            ).format(who=who.capitalize())
        ],
    )
    if bundle:
        shown.tables.append(evidence_table(bundle))
    else:
        shown.paragraphs = [
            _(
                "Chứng cứ được gửi kèm Công văn này hoặc mở trên trang riêng của người nhận tại "
                "Cổng 308."
            )
        ]
    return shown


def _rights(incident: Incident, given: dict, head: Head, who: str) -> list[str]:
    """By when and where to answer, and what the person may ask for meanwhile."""
    notice = last_notice(incident)
    days = incident.rule_set.answer_workdays if incident.rule_set else 5
    until = (
        _("trước khi hết {due_on}").format(due_on=day_in_words(notice.due_on))
        if notice
        else _(
            "trong thời hạn {days:02d} ngày làm việc, kể từ ngày thông báo trên Cổng 308 hoặc bằng "
            "giấy; ngày cuối cùng ghi trên thông báo đó"
        ).format(days=days)
    )
    return [
        _(
            "{called} đề nghị {who} giải trình bằng văn bản về từng nội dung nêu trên {until}; gửi "
            "trên Cổng 308 hoặc nộp tại {where}."
        ).format(called=head.called, who=who, until=until, where=given["where"]),
        _(
            "Trong thời hạn đó, {who} có quyền: xem, sao chụp chứng cứ; nộp tài liệu, chứng cứ; đề "
            "nghị gia hạn; mời người cùng tham gia khi làm việc; đề nghị thay người xử lý có quan "
            "hệ hoặc lợi ích liên quan."
        ).format(who=who),
        _(
            "{nothing_decided} Nếu hết thời hạn mà không có giải trình, việc xem xét tiếp tục trên "
            "cơ sở chứng cứ hiện có sau khi đã thông báo hai lần."
        ).format(nothing_decided=NOTHING_DECIDED),
        *lines(given.get("more", "")),
    ]


def invitation(incident: Incident, given: dict, head: Head) -> dict:
    who = incident.person.spoken_to
    said = [
        _("{called} trân trọng kính mời: {incident}.").format(
            called=head.called, incident=person(incident)
        ),
        _(
            "Tới dự buổi làm việc để trao đổi, giải trình về nội dung được phản ánh trong vụ việc "
            "mã số {code}."
        ).format(code=incident.code),
        _("Chủ trì: {chair}.").format(chair=given["chair"]),
        _("Thời gian: {hour} giờ {minute} phút, {day}.").format(
            **clock(given["time"]), day=day_in_words(given["day"])
        ),
        _("Địa điểm: {place}.").format(place=given["place"]),
    ]
    bring = lines(given.get("bring", ""))
    if bring:
        said += [_("Tài liệu đề nghị mang theo:"), *listed(bring, "- ")]
    said.append(
        joined(
            " ",
            (
                NOTHING_DECIDED,
                _(
                    "{who} có thể mời đại diện công đoàn hoặc người mình tin cậy cùng dự. Nếu "
                    "không dự được, đề nghị báo trước để hẹn thời gian khác."
                ).format(who=who.capitalize()),
            ),
        )
    )
    return {
        "kind": _("GIẤY MỜI"),
        "subject": _("Dự buổi làm việc về nội dung được phản ánh"),
        "sections": [Section("", said)],
        "recipients": [
            person(incident),
            _("{name} (để tạo điều kiện)").format(name=incident.handling_office.name),
        ],
        "signatures": [head.signature()],
    }
