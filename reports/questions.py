"""What is asked before a direction ends, before a summary goes up, gets its number, is replaced or
goes out, and before a receiver gets no more.
"""

from django.http import HttpRequest

from compliance.core.language import _, in_sense, joined
from compliance.core.questions import Question, asks
from reports.actions.summaries import period_of_summary
from reports.models import Delivery, Direction, Recipient, Summary

ONCE = _("Số, ngày, người ký chỉ ghi một lần; sai thì phải lập bản mới của báo cáo.")


@asks("reports:close_direction")
def ending(request: HttpRequest, pk: int) -> Question | None:
    direction = Direction.objects.filter(pk=pk, closed_at=None).first()
    if direction is None:
        return None
    owed = direction.tasks.filter(accepted_at=None).select_related("office", "person")
    places = joined(", ", (task.whose for task in owed.order_by("pk")))
    return Question(
        title=_("Kết thúc theo dõi ý kiến chỉ đạo số {direction}?").format(direction=direction),
        button=_("Kết thúc theo dõi"),
        keep=_("Theo dõi tiếp"),
        what=(
            _("Không ai phải trả lời nữa, không nhắc nữa; các trả lời đã có giữ nguyên."),
            _("Báo cáo kỳ sau không còn nêu ý kiến này là quá hạn."),
        ),
        whom=(
            _("Chưa được chấp nhận trả lời: {places}.").format(places=places)
            if places
            else _("Mọi nơi được giao đã trả lời và được chấp nhận."),
        ),
        back=_("Theo dõi lại được bất cứ lúc nào, trên trang của ý kiến chỉ đạo này."),
        danger=True,
    )


def _named(summary: Summary) -> str:
    return _("báo cáo {label}, bản {revision}").format(
        label=period_of_summary(summary).in_sentence, revision=summary.revision
    )


@asks("reports:approve_summary")
def sending_up(request: HttpRequest, pk: int) -> Question | None:
    summary = Summary.objects.filter(pk=pk).first()
    return (
        None
        if summary is None
        else Question(
            title=_("Duyệt và trình {summary}?").format(summary=_named(summary)),
            button=_("Duyệt và trình"),
            keep=_("Xem lại"),
            what=(
                _("Số liệu và lời văn được chốt: không ai sửa được bản này nữa."),
                _("Bản gửi ra ngoài (không có họ tên, không có số nhỏ) được lập từ số liệu ấy."),
            ),
            back=_(
                "Chủ tịch, Phó Chủ tịch trả lại được khi chưa ghi số; sau đó chỉ còn lập bản mới."
            ),
        )
    )


@asks("reports:sign_summary")
def numbering(request: HttpRequest, pk: int) -> Question | None:
    summary = Summary.objects.filter(pk=pk).first()
    return (
        None
        if summary is None
        else Question(
            title=_("Ghi số {number} cho {summary}?").format(
                number=request.POST.get("number", ""), summary=_named(summary)
            ),
            button=_("Ghi số"),
            what=(
                _("Ngày {day}, người ký {signer}.").format(
                    day=request.POST.get("day", ""), signer=request.POST.get("signer", "")
                ),
            ),
            back=ONCE,
            final=True,
        )
    )


@asks("reports:record_extract")
def numbering_extract(request: HttpRequest, pk: int) -> Question | None:
    summary = Summary.objects.filter(pk=pk).first()
    return (
        None
        if summary is None
        else Question(
            title=_("Ghi số trích sao {number} cho {summary}?").format(
                number=request.POST.get("number", ""), summary=_named(summary)
            ),
            button=_("Ghi số trích sao"),
            what=(
                _("Ngày {day}, người ký {signer}.").format(
                    day=request.POST.get("day", ""), signer=request.POST.get("signer", "")
                ),
                _("Từ đây bản gửi ra ngoài sẵn sàng gửi; chưa có gì được gửi đi."),
            ),
            back=ONCE,
            final=True,
        )
    )


@asks("reports:revise_summary")
def replacing(request: HttpRequest, pk: int) -> Question | None:
    summary = Summary.objects.filter(pk=pk).first()
    if summary is None:
        return None
    sent = summary.deliveries.count()
    return Question(
        title=_("Lập bản mới thay {summary}?").format(summary=_named(summary)),
        button=_("Lập bản mới"),
        what=(
            _(
                "Bản {revision} thành bản đã được thay thế, vẫn lưu để đọc; số liệu kỳ này được "
                "tính lại."
            ).format(revision=summary.revision),
            _("Liên kết đã gửi của bản cũ không mở được nữa."),
        ),
        whom=(_("{sent} nơi đã có bản {revision}.").format(sent=sent, revision=summary.revision),)
        if sent
        else (),
        back=_("Bản cũ không khôi phục được; bản mới chưa đúng thì lập bản tiếp theo."),
        final=True,
    )


@asks("reports:distribute")
def sending_out(request: HttpRequest, pk: int) -> Question | None:
    """Who gets a copy is read from the copies that were made."""
    summary = Summary.objects.filter(pk=pk).first()
    if summary is None:
        return None
    had = set(summary.deliveries.values_list("pk", flat=True))

    def copies() -> tuple[str, ...]:
        return tuple(map(_copy, _of(summary).exclude(pk__in=had)))

    return Question(
        title=_("Gửi {summary} đến các nơi nhận?").format(summary=_named(summary)),
        button=_("Gửi đi"),
        keep=in_sense("act", "Chưa gửi"),
        what=(
            _("Bản gửi ra ngoài không có họ tên và không có số dưới 5; bản trong cơ quan đầy đủ."),
        ),
        then=copies,
        back=_("Thư đã đi không lấy lại được; lập bản mới thì liên kết đã gửi không mở được nữa."),
        final=True,
        danger=True,
    )


def _of(summary: Summary):
    rows = Delivery.objects.filter(summary=summary).select_related("recipient")
    return rows.order_by("recipient__order", "pk")


def _copy(delivery: Delivery) -> str:
    receiver = delivery.recipient
    place = _("trong cơ quan") if receiver.inside else _("ngoài cơ quan")
    way = (
        _("thư điện tử {email}").format(email=receiver.email)
        if receiver.email
        else _("bản giấy, chờ ghi người nhận")
    )
    return f"{receiver.name} ({place}): {way}."


@asks("reports:resend")
def sending_again(request: HttpRequest, pk: int) -> Question | None:
    delivery = Delivery.objects.select_related("recipient", "summary").filter(pk=pk).first()
    return (
        None
        if delivery is None
        else Question(
            title=_("Gửi lại báo cáo đến {name}?").format(name=delivery.recipient.name),
            button=_("Gửi lại"),
            keep=in_sense("act", "Chưa gửi"),
            what=(_copy(delivery), _("Liên kết gửi lần trước không mở được nữa.")),
            back=_(
                "Thư đã đi không lấy lại được; gửi lại lần nữa thì liên kết lần này mất hiệu lực."
            ),
            final=True,
            danger=not delivery.recipient.inside,
        )
    )


@asks("reports:hand_over")
def handing_over(request: HttpRequest, pk: int) -> Question | None:
    delivery = Delivery.objects.select_related("recipient").filter(pk=pk).first()
    return (
        None
        if delivery is None
        else Question(
            title=_("Ghi đã giao bản giấy cho {name}?").format(name=delivery.recipient.name),
            button=_("Ghi đã giao"),
            what=(f"Ghi: {request.POST.get('text', '')}",),
            back=_("Không sửa được sau khi ghi."),
            final=True,
        )
    )


@asks("reports:end_recipient")
def leaving_out(request: HttpRequest, pk: int) -> Question | None:
    receiver = Recipient.objects.filter(pk=pk, ended_at=None).first()
    return (
        None
        if receiver is None
        else Question(
            title=_("Thôi gửi báo cáo đến {name}?").format(name=receiver.name),
            button=_("Thôi gửi"),
            keep=_("Gửi tiếp"),
            what=(_("Từ kỳ sau nơi này không nhận báo cáo; bản đã gửi vẫn mở được đến hết hạn."),),
            back=_("Gửi tiếp được bất cứ lúc nào, ở danh sách nơi nhận."),
            danger=True,
        )
    )
