"""What is asked before a direction ends, before a summary goes up, gets its number, is replaced or
goes out, and before a receiver gets no more.
"""

from django.http import HttpRequest

from compliance.core.questions import Question, asks
from reports.actions.summaries import period_of_summary
from reports.models import Delivery, Direction, Recipient, Summary

ONCE = "Số, ngày, người ký chỉ ghi một lần; sai thì phải lập bản mới của báo cáo."


@asks("reports:close_direction")
def ending(request: HttpRequest, pk: int) -> Question | None:
    direction = Direction.objects.filter(pk=pk, closed_at=None).first()
    if direction is None:
        return None
    owed = direction.tasks.filter(accepted_at=None).select_related("office", "person")
    places = ", ".join(task.whose for task in owed.order_by("pk"))
    return Question(
        title=f"Kết thúc theo dõi ý kiến chỉ đạo số {direction}?",
        button="Kết thúc theo dõi",
        keep="Theo dõi tiếp",
        what=(
            "Không ai phải trả lời nữa, không nhắc nữa; các trả lời đã có giữ nguyên.",
            "Báo cáo kỳ sau không còn nêu ý kiến này là quá hạn.",
        ),
        whom=(
            f"Chưa được chấp nhận trả lời: {places}."
            if places
            else "Mọi nơi được giao đã trả lời và được chấp nhận.",
        ),
        back="Theo dõi lại được bất cứ lúc nào, trên trang của ý kiến chỉ đạo này.",
        danger=True,
    )


def _named(summary: Summary) -> str:
    return f"báo cáo {period_of_summary(summary).label.lower()}, bản {summary.revision}"


@asks("reports:approve_summary")
def sending_up(request: HttpRequest, pk: int) -> Question | None:
    summary = Summary.objects.filter(pk=pk).first()
    return (
        None
        if summary is None
        else Question(
            title=f"Duyệt và trình {_named(summary)}?",
            button="Duyệt và trình",
            keep="Xem lại",
            what=(
                "Số liệu và lời văn được chốt: không ai sửa được bản này nữa.",
                "Bản gửi ra ngoài (không có họ tên, không có số nhỏ) được lập từ số liệu ấy.",
            ),
            back="Chủ tịch, Phó Chủ tịch trả lại được khi chưa ghi số; sau đó chỉ còn lập bản mới.",
        )
    )


@asks("reports:sign_summary")
def numbering(request: HttpRequest, pk: int) -> Question | None:
    summary = Summary.objects.filter(pk=pk).first()
    return (
        None
        if summary is None
        else Question(
            title=f"Ghi số {request.POST.get('number', '')} cho {_named(summary)}?",
            button="Ghi số",
            what=(
                f"Ngày {request.POST.get('day', '')}, người ký {request.POST.get('signer', '')}.",
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
            title=f"Ghi số trích sao {request.POST.get('number', '')} cho {_named(summary)}?",
            button="Ghi số trích sao",
            what=(
                f"Ngày {request.POST.get('day', '')}, người ký {request.POST.get('signer', '')}.",
                "Từ đây bản gửi ra ngoài sẵn sàng gửi; chưa có gì được gửi đi.",
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
        title=f"Lập bản mới thay {_named(summary)}?",
        button="Lập bản mới",
        what=(
            f"Bản {summary.revision} thành bản đã được thay thế, vẫn lưu để đọc; số liệu kỳ này"
            " được tính lại.",
            "Liên kết đã gửi của bản cũ không mở được nữa.",
        ),
        whom=(f"{sent} nơi đã có bản {summary.revision}.",) if sent else (),
        back="Bản cũ không khôi phục được; bản mới chưa đúng thì lập bản tiếp theo.",
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
        title=f"Gửi {_named(summary)} đến các nơi nhận?",
        button="Gửi đi",
        keep="Chưa gửi",
        what=("Bản gửi ra ngoài không có họ tên và không có số dưới 5; bản trong cơ quan đầy đủ.",),
        then=copies,
        back="Thư đã đi không lấy lại được; lập bản mới thì liên kết đã gửi không mở được nữa.",
        final=True,
        danger=True,
    )


def _of(summary: Summary):
    rows = Delivery.objects.filter(summary=summary).select_related("recipient")
    return rows.order_by("recipient__order", "pk")


def _copy(delivery: Delivery) -> str:
    receiver = delivery.recipient
    place = "trong cơ quan" if receiver.inside else "ngoài cơ quan"
    way = f"thư điện tử {receiver.email}" if receiver.email else "bản giấy, chờ ghi người nhận"
    return f"{receiver.name} ({place}): {way}."


@asks("reports:resend")
def sending_again(request: HttpRequest, pk: int) -> Question | None:
    delivery = Delivery.objects.select_related("recipient", "summary").filter(pk=pk).first()
    return (
        None
        if delivery is None
        else Question(
            title=f"Gửi lại báo cáo đến {delivery.recipient.name}?",
            button="Gửi lại",
            keep="Chưa gửi",
            what=(_copy(delivery), "Liên kết gửi lần trước không mở được nữa."),
            back="Thư đã đi không lấy lại được; gửi lại lần nữa thì liên kết lần này mất hiệu lực.",
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
            title=f"Ghi đã giao bản giấy cho {delivery.recipient.name}?",
            button="Ghi đã giao",
            what=(f"Ghi: {request.POST.get('text', '')}",),
            back="Không sửa được sau khi ghi.",
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
            title=f"Thôi gửi báo cáo đến {receiver.name}?",
            button="Thôi gửi",
            keep="Gửi tiếp",
            what=("Từ kỳ sau nơi này không nhận báo cáo; bản đã gửi vẫn mở được đến hết hạn.",),
            back="Gửi tiếp được bất cứ lúc nào, ở danh sách nơi nhận.",
            danger=True,
        )
    )
