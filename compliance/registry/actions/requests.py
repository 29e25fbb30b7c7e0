"""The verbs of requests about one's own data: asked, received, put off once, answered,
withdrawn.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from compliance.audit.actions import keyed_hash, record
from compliance.core.access import may, require
from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import LEADS, Do, Kind
from compliance.outbox.actions import notify
from compliance.registry.models import DataRequest, StaffMember, User
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day
from compliance.rulebook.queries import calendar, term

State, Asked = DataRequest.State, DataRequest.Kind
# NĐ 356/2025/NĐ-CP: the term in which each kind is answered (rulebook, all rule sets)
TERMS = {
    Asked.CORRECT: "DSR_ACCESS",
    Asked.PROVIDE: "DSR_ACCESS",
    Asked.RESTRICT: "DSR_RESTRICT",
    Asked.OBJECT: "DSR_RESTRICT",
    Asked.DELETE: "DSR_DELETE",
}


def _url(request: DataRequest) -> str:
    return reverse("registry:data_request", args=[request.pk])


def _ends(key: str, day: date) -> date:
    return present(term(None, key)).ends(day, calendar())


def answerers(request: DataRequest, day: date) -> QuerySet:
    """Who may answer: internal affairs, but for who asks; when nobody else is left, the leads."""
    affairs = holders(Kind.INTERNAL_AFFAIRS, day=day).exclude(pk=request.staff.user_id or 0)
    return (
        affairs
        if affairs.exists()
        else holders(*LEADS, day=day).exclude(pk=request.staff.user_id or 0)
    )


@transaction.atomic
def ask_about_data(
    *,
    staff: StaffMember,
    kind: str,
    part: str,
    text: str,
    by: User,
    at: datetime,
    on_paper: bool = False,
) -> DataRequest:
    """Send a request about one's own data; for somebody without an account internal affairs enters
    the paper.

    Raises NotAllowed for the data of somebody else when `by` does not keep the registry.
    """
    if staff.user_id != by.pk:
        require(
            by,
            Do.KEEP_REGISTRY,
            _("Chỉ gửi đề nghị về dữ liệu của mình; đề nghị bằng giấy do đầu mối nội vụ nhập."),
        )
        on_paper = True
    day = local_day(at)
    request = DataRequest.objects.create(
        staff=staff,
        kind=kind,
        part=part,
        text=text,
        on_paper=on_paper,
        asked_at=at,
        entered_by=by,
        receive_by=_ends("DSR_ACK", day),
        due_on=_ends(TERMS[Asked(kind)], day),
    )
    record(
        by=by,
        verb="ask_about_data",
        obj=request,
        at=at,
        label=staff.code,
        after={
            "kind": kind,
            "part": part,
            "text": keyed_hash(text),
            "due_on": request.due_on.isoformat(),
        },
    )
    _tell_answerers(request, at)
    return request


def _tell_answerers(request: DataRequest, at: datetime) -> None:
    notify(
        users=answerers(request, local_day(at)),
        kind="data_request",
        text=_("Tiếp nhận đề nghị về dữ liệu cá nhân trước {receive_by:%d/%m/%Y}").format(
            receive_by=request.receive_by
        ),
        url=_url(request),
        at=at,
        key=f"data_request:{request.pk}",
    )


def _may_answer(request: DataRequest, by: User, at: datetime) -> None:
    if request.staff.user_id == by.pk:
        raise NotAllowed(_("Người đề nghị không tự trả lời đề nghị của mình."))
    if not answerers(request, local_day(at)).filter(pk=by.pk).exists():
        raise NotAllowed(_("Đầu mối nội vụ trả lời đề nghị về dữ liệu cá nhân."))


def _step(request: DataRequest, sources: tuple[str, ...], **changes: Any) -> None:
    if DataRequest.objects.filter(pk=request.pk, state__in=sources).update(**changes) != 1:
        raise NotNow(_("Đề nghị này đã được người khác xử lý hoặc đã rút."), back=_url(request))
    request.refresh_from_db()


@transaction.atomic
def receive_request(*, request: DataRequest, by: User, at: datetime) -> DataRequest:
    """Say that it has come; the person is told the day of the answer."""
    _may_answer(request, by, at)
    _step(request, (State.SENT,), state=State.RECEIVED, received_by=by, received_at=at)
    record(by=by, verb="receive_data_request", obj=request, at=at, label=request.staff.code)
    _tell_person(
        request,
        "received",
        _("Đề nghị của ông/bà đã được tiếp nhận, trả lời trước {due_on:%d/%m/%Y}").format(
            due_on=request.due_on
        ),
        at,
    )
    return request


@transaction.atomic
def extend_request(*, request: DataRequest, because: str, by: User, at: datetime) -> DataRequest:
    """Put the answer off once, with the reason; the person is told."""
    _may_answer(request, by, at)
    if request.extended_because:
        raise NotNow(_("Chỉ gia hạn được một lần."), back=_url(request))
    if not because.strip():
        raise NotNow(_("Ghi lý do gia hạn."))
    later = _ends("DSR_EXTEND", request.due_on)
    _step(
        request,
        (State.SENT, State.RECEIVED),
        extended_because=because,
        due_on=later,
        state=State.RECEIVED,
        received_by=request.received_by or by,
        received_at=request.received_at or at,
    )
    record(
        by=by,
        verb="extend_data_request",
        obj=request,
        at=at,
        label=request.staff.code,
        after={"due_on": later.isoformat(), "because": keyed_hash(because)},
    )
    _tell_person(
        request,
        "extended",
        _("Đề nghị của ông/bà được gia hạn trả lời đến {later:%d/%m/%Y}").format(later=later),
        at,
    )
    return request


@transaction.atomic
def answer_request(
    *, request: DataRequest, accepted: bool, answer: str, by: User, at: datetime, ground: str = ""
) -> DataRequest:
    """Done (the change itself is written in the registry by its own verb), or refused on a ground
    of the law, with the reason in words.
    """
    _may_answer(request, by, at)
    if not answer.strip():
        raise NotNow(_("Ghi nội dung trả lời."))
    if not accepted and not ground:
        raise NotNow(_("Chọn căn cứ không thực hiện."))
    state = State.DONE if accepted else State.REFUSED
    _step(
        request,
        (State.SENT, State.RECEIVED),
        state=state,
        answer=answer,
        ground="" if accepted else ground,
        answered_by=by,
        answered_at=at,
        received_by=request.received_by or by,
        received_at=request.received_at or at,
    )
    record(
        by=by,
        verb="answer_data_request",
        obj=request,
        at=at,
        label=request.staff.code,
        after={"state": state, "ground": request.ground, "answer": keyed_hash(answer)},
    )
    _tell_person(request, "answered", _("Đề nghị của ông/bà về dữ liệu cá nhân đã có trả lời"), at)
    return request


def _tell_person(request: DataRequest, what: str, text: str, at: datetime) -> None:
    if request.staff.user_id:
        notify(
            users=[request.staff.user],
            kind="data_request",
            text=text,
            url=reverse("registry:my_data"),
            at=at,
            key=f"data_request:{request.pk}:{what}",
        )


@transaction.atomic
def withdraw_request(*, request: DataRequest, by: User, at: datetime) -> DataRequest:
    """Take one's own request back while nobody has answered."""
    if request.staff.user_id != by.pk and not (request.on_paper and may(by, Do.KEEP_REGISTRY)):
        raise NotAllowed(_("Chỉ người đề nghị rút được đề nghị."))
    _step(request, (State.SENT, State.RECEIVED), state=State.WITHDRAWN)
    record(by=by, verb="withdraw_data_request", obj=request, at=at, label=request.staff.code)
    return request
