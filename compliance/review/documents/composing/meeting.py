"""Written up on the spot (biên bản, mẫu 1.9): the record of the incident and the minutes of a
working session.
"""

from compliance.core.language import _, composed, joined, lower_first
from compliance.incidents.custody import kept_back, labels_kept_back
from compliance.incidents.models import Incident
from compliance.papers.paper import Section, Signature, day_in_words, listed
from compliance.review.documents.composing.heads import Head
from compliance.review.documents.composing.wording import (
    clock,
    evidence_table,
    happened,
    lines,
    person,
    reported,
)

_SIGN = _("(Ký, ghi rõ họ tên)")


def record(incident: Incident, given: dict, head: Head) -> dict:
    """Internal: goes into the file, not to the person concerned."""
    about = [
        _("Người được phản ánh: {incident}.").format(incident=person(incident)),
        _("Thời điểm xảy ra: {incident}; cơ quan biết sự việc {known_on}.").format(
            incident=happened(incident), known_on=day_in_words(incident.known_on)
        ),
        _("Hành vi: {act_kind}").format(act_kind=lower_first(incident.get_act_kind_display()))
        + (
            _(" trên {platform}, tài khoản {account_kind}").format(
                platform=incident.get_platform_display(),
                account_kind=lower_first(incident.get_account_kind_display()),
            )
            if incident.platform not in ("", "none")
            else ""
        )
        + _(". Cách tiếp cận nội dung: {seen_how}.").format(
            seen_how=lower_first(incident.get_seen_how_display())
        ),
        _("Người ghi nhận: danh tính được giữ kín theo quy định, không ghi vào biên bản này."),
    ]
    done = [*_by_unit(incident), *lines(incident.unit_action)] or [_("Chưa có.")]
    return {
        "kind": _("BIÊN BẢN"),
        "subject": _("Ghi nhận vụ việc mã số {code}").format(code=incident.code),
        "sections": [
            Section(
                "",
                [
                    *_opening(given),
                    _("Đã lập biên bản ghi nhận vụ việc {code} như sau:").format(
                        code=incident.code
                    ),
                ],
            ),
            Section(_("1. Thông tin chung"), about),
            Section(_("2. Diễn biến và quy định liên quan"), reported(incident)),
            _evidence(incident),
            Section(_("4. Việc đơn vị đã làm"), done),
            Section(
                "", [_("Việc ghi nhận này không phải là kết luận. Biên bản được lập để lưu hồ sơ.")]
            ),
        ],
        "recipients": [],
        "signatures": [
            Signature(_("NGƯỜI LẬP BIÊN BẢN"), note=_SIGN),
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
    aside = joined(", ", labels_kept_back(incident))
    return Section(
        _("3. Chứng cứ đã tiếp nhận"),
        [
            *(
                [_("Không dùng làm căn cứ, không nêu nội dung: {aside}.").format(aside=aside)]
                if aside
                else []
            ),
            _("Chứng cứ được niêm lưu kèm mã kiểm tra trên Cổng 308:"),
        ],
        [evidence_table(items)],
    )


def minutes(incident: Incident, given: dict, head: Head) -> dict:
    end = _(
        "Buổi làm việc kết thúc vào {hour} giờ {minute} phút cùng ngày. Biên bản đã được đọc "
        "lại cho những người tham dự cùng nghe, thống nhất và ký tên"
    ).format(**clock(given["ended"]))
    return {
        "kind": _("BIÊN BẢN"),
        "subject": _("Làm việc về nội dung được phản ánh, mã số {code}").format(code=incident.code),
        "sections": [
            Section(
                "",
                [
                    *_opening(given),
                    _("Chủ trì: {chair}.").format(chair=given["chair"]),
                    _("Thư ký: {secretary}.").format(secretary=given["secretary"]),
                    _("Người làm việc: {incident}.").format(incident=person(incident)),
                ],
            ),
            Section(_("Nội dung làm việc"), lines(given["proceedings"])),
            Section(
                _("Ý kiến của {addressed}").format(addressed=incident.person.addressed),
                lines(given["said"]) or [_("Không có ý kiến thêm.")],
            ),
            Section(_("Thống nhất"), lines(given.get("agreed", "")) or [_("Không.")]),
            Section("", [f"{end}."]),
        ],
        "recipients": [_("Như thành phần")],
        "signatures": [
            Signature(_("THƯ KÝ"), note=_SIGN),
            Signature(_("CHỦ TRÌ"), note=_SIGN),
            Signature(_("NGƯỜI LÀM VIỆC"), note=_SIGN, name=incident.person.full_name),
            Signature(_("NGƯỜI THAM DỰ"), note=_SIGN),
        ],
    }


def _opening(given: dict) -> list[str]:
    present = lines(given.get("present", ""))
    return [
        _("Thời gian bắt đầu: {hour} giờ {minute} phút, {day}.").format(
            **clock(given["time"]), day=day_in_words(given["day"])
        ),
        _("Địa điểm: {place}.").format(place=given["place"]),
        *(
            [
                _("Thành phần tham dự:"),
                *listed(present, "- "),
            ]
            if present
            else []
        ),
    ]


def _by_unit(incident: Incident) -> list[str]:
    if not incident.unit_measure:
        return []
    parts = [incident.get_unit_measure_display()]
    if incident.unit_acted_on:
        parts.append(day_in_words(incident.unit_acted_on))
    return [composed("{done}.", done=joined(", ", parts))]
