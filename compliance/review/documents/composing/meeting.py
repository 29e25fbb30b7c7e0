"""Written up on the spot (biên bản, mẫu 1.9): the record of the incident and the minutes of a
working session.
"""

from compliance.incidents.custody import kept_back, labels_kept_back
from compliance.incidents.models import Incident
from compliance.papers.paper import Section, Signature, day_in_words
from compliance.review.documents.composing.heads import Head
from compliance.review.documents.composing.wording import (
    evidence_table,
    happened,
    lines,
    person,
    reported,
)

_SIGN = "(Ký, ghi rõ họ tên)"


def record(incident: Incident, given: dict, head: Head) -> dict:
    """Internal: goes into the file, not to the person concerned."""
    about = [
        f"Người được phản ánh: {person(incident)}.",
        (
            f"Thời điểm xảy ra: {happened(incident)}; cơ quan biết sự việc"
            f" {day_in_words(incident.known_on)}."
        ),
        f"Hành vi: {incident.get_act_kind_display().lower()}"
        + (
            f" trên {incident.get_platform_display()}, tài khoản"
            f" {incident.get_account_kind_display().lower()}"
            if incident.platform not in ("", "none")
            else ""
        )
        + f". Cách tiếp cận nội dung: {incident.get_seen_how_display().lower()}.",
        "Người ghi nhận: danh tính được giữ kín theo quy định, không ghi vào biên bản này.",
    ]
    done = [*_by_unit(incident), *lines(incident.unit_action)] or ["Chưa có."]
    return {
        "kind": "BIÊN BẢN",
        "subject": f"Ghi nhận vụ việc mã số {incident.code}",
        "sections": [
            Section(
                "", [*_opening(given), f"Đã lập biên bản ghi nhận vụ việc {incident.code} như sau:"]
            ),
            Section("1. Thông tin chung", about),
            Section("2. Diễn biến và quy định liên quan", reported(incident)),
            _evidence(incident),
            Section("4. Việc đơn vị đã làm", done),
            Section(
                "", ["Việc ghi nhận này không phải là kết luận. Biên bản được lập để lưu hồ sơ."]
            ),
        ],
        "recipients": [],
        "signatures": [
            Signature("NGƯỜI LẬP BIÊN BẢN", note=_SIGN),
            Signature(head.title, ahead=head.ahead, note=_SIGN),
        ],
    }


def _evidence(incident: Incident) -> Section:
    """What was taken in; what is kept back by number alone."""
    items = list(
        incident.evidence.filter(removed_at=None)
        .exclude(pk__in=kept_back(incident).order_by().values("pk"))
        .select_related("file")
        .order_by("number", "copy")
    )
    aside = ", ".join(labels_kept_back(incident))
    return Section(
        "3. Chứng cứ đã tiếp nhận",
        [
            *([f"Không dùng làm căn cứ, không nêu nội dung: {aside}."] if aside else []),
            "Chứng cứ được niêm lưu kèm mã kiểm tra trên Cổng 308:",
        ],
        [evidence_table(items)],
    )


def minutes(incident: Incident, given: dict, head: Head) -> dict:
    who = incident.person.get_salutation_display()
    end = (
        f"Buổi làm việc kết thúc vào {given['ended']:%H} giờ {given['ended']:%M} phút cùng ngày."
        " Biên bản đã được đọc lại cho những người tham dự cùng nghe, thống nhất và ký tên"
    )
    return {
        "kind": "BIÊN BẢN",
        "subject": f"Làm việc về nội dung được phản ánh, mã số {incident.code}",
        "sections": [
            Section(
                "",
                [
                    *_opening(given),
                    f"Chủ trì: {given['chair']}.",
                    f"Thư ký: {given['secretary']}.",
                    f"Người làm việc: {person(incident)}.",
                ],
            ),
            Section("Nội dung làm việc", lines(given["proceedings"])),
            Section(
                f"Ý kiến của {who} {incident.person.full_name}",
                lines(given["said"]) or ["Không có ý kiến thêm."],
            ),
            Section("Thống nhất", lines(given.get("agreed", "")) or ["Không."]),
            Section("", [f"{end}."]),
        ],
        "recipients": ["Như thành phần"],
        "signatures": [
            Signature("THƯ KÝ", note=_SIGN),
            Signature("CHỦ TRÌ", note=_SIGN),
            Signature("NGƯỜI LÀM VIỆC", note=_SIGN, name=incident.person.full_name),
            Signature("NGƯỜI THAM DỰ", note=_SIGN),
        ],
    }


def _opening(given: dict) -> list[str]:
    present = lines(given.get("present", ""))
    return [
        (
            f"Thời gian bắt đầu: {given['time']:%H} giờ {given['time']:%M} phút,"
            f" {day_in_words(given['day'])}."
        ),
        f"Địa điểm: {given['place']}.",
        *(
            [
                "Thành phần tham dự:",
                *(
                    f"- {text.rstrip(' ;.')}{';' if number < len(present) else '.'}"
                    for number, text in enumerate(present, 1)
                ),
            ]
            if present
            else []
        ),
    ]


def _by_unit(incident: Incident) -> list[str]:
    if not incident.unit_measure:
        return []
    day = f", {day_in_words(incident.unit_acted_on)}" if incident.unit_acted_on else ""
    return [f"{incident.get_unit_measure_display()}{day}."]
