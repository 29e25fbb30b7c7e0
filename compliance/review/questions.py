"""What is asked before an act on a case that is not taken back at once, and before somebody leaves,
a name is opened, a draft is given up.
"""

from collections.abc import Callable

from django.http import HttpRequest

from compliance.core.language import _, joined, lower_first
from compliance.core.presence import present
from compliance.core.questions import Question, asks
from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status
from compliance.registry.models import Departure, Function
from compliance.review.acts import BY_PATH
from compliance.review.models import CaseDocument, RevealRequest


@asks("review:act", "review:own_act")
def act_on_case(request: HttpRequest, code: str, slug: str) -> Question | None:
    """Acts that declare their way back; all others say on their own page what they do, and are
    mended by another act.
    """
    own = present(request.resolver_match).url_name == "own_act"
    act = BY_PATH.get((own, slug))
    before = Incident.objects.select_related("person").filter(code=code).first()
    if act is None or before is None or not act.way_back:
        return None
    person = before.person
    return Question(
        title=_("{title}: hồ sơ {code}?").format(title=act.title, code=code),
        lead=before.title if own else "",
        button=act.button,
        keep=_("Xem lại"),
        what=(act.intro,),
        then=_changed(before),
        whom=(_("Người được phản ánh: {full_name}.").format(full_name=person.full_name),)
        if person and not own
        else (),
        back=act.way_back,
        final=act.final,
        danger=act.danger,
    )


def _changed(before: Incident) -> Callable[[], tuple[str, ...]]:
    """What of the case is another afterwards, in sentences read from its row."""

    def sentences() -> tuple[str, ...]:
        after = Incident.objects.get(pk=before.pk)
        said = []
        if after.status != before.status:
            old, new = Status(before.status).label, Status(after.status).label
            said.append(_("Hồ sơ chuyển từ “{old}” sang “{new}”.").format(old=old, new=new))
        if after.outcome != before.outcome:
            said.append(
                _("Kết quả: {outcome}.").format(
                    outcome=after.get_outcome_display() or _("không còn kết quả")
                )
            )
        if after.due_on and after.due_on != before.due_on:
            said.append(_("Hạn của bước này: {due_on:%d/%m/%Y}.").format(due_on=after.due_on))
        if after.suspended_at and not before.suspended_at:
            said.append(_("Các thời hạn dừng lại từ hôm nay."))
        return tuple(said)

    return sentences


@asks("review:hand_function")
def handing_function(request: HttpRequest, pk: int, function: int) -> Question | None:
    row = Function.objects.select_related("user", "office").filter(pk=function).first()
    return (
        None
        if row is None
        else Question(
            title=_("Bàn giao chức năng “{kind}” của {display_name}?").format(
                kind=row.get_kind_display(), display_name=row.user.display_name
            ),
            button=_("Bàn giao"),
            what=(
                _("{display_name} thôi giữ chức năng này từ lần mở trang tiếp theo.").format(
                    display_name=row.user.display_name
                ),
                _("Người kế nhiệm, nếu có chọn, giữ từ hôm nay."),
            ),
            whom=_part_of(row),
            back=_(
                "Bỏ việc kết thúc được trong hôm nay, ở danh sách chức năng đã kết thúc; sau đó "
                "giao lại bằng một dòng mới."
            ),
            danger=True,
        )
    )


def _part_of(row: Function) -> tuple[str, ...]:
    office = f", {row.office.name}" if row.office else ""
    return (joined("", (row.user.display_name, ": ", row.get_kind_display(), office, ".")),)


@asks("review:finish_departure")
def leaving(request: HttpRequest, pk: int) -> Question | None:
    row = Departure.objects.select_related("staff").filter(pk=pk).first()
    if row is None:
        return None
    user, stays = row.staff.user, row.reason == Departure.Reason.TRANSFER
    before = user.is_active if user else False

    def account() -> tuple[str, ...]:
        if not user or stays:
            return (_("Tài khoản giữ nguyên.") if user else _("Người này không có tài khoản."),)
        user.refresh_from_db()
        if user.is_active and user.own_door_since:
            return (
                _("Tài khoản {username} từ nay chỉ mở trang của chính người đó.").format(
                    username=user.username
                ),
            )
        return (
            (_("Tài khoản {username} bị khóa.").format(username=user.username),) if before else ()
        )

    return Question(
        title=_("Hoàn tất bàn giao của {full_name}?").format(full_name=row.staff.full_name),
        button=_("Hoàn tất bàn giao"),
        what=(
            _(
                "Lý do: {reason}; ngày làm việc cuối {last_day:%d/%m/%Y}. Các vị trí kết thúc với "
                "ngày ấy (trừ nghỉ dài ngày)."
            ).format(reason=lower_first(row.get_reason_display()), last_day=row.last_day),
        ),
        then=account,
        whom=(
            _("{full_name}, mã {code}.").format(full_name=row.staff.full_name, code=row.staff.code),
        ),
        back=_("Tài khoản mở lại được ở trang của người này; vị trí công tác thì ghi lại."),
        danger=True,
    )


@asks("review:drop_departure")
def staying(request: HttpRequest, pk: int) -> Question | None:
    row = Departure.objects.select_related("staff").filter(pk=pk, finished_at=None).first()
    return (
        None
        if row is None
        else Question(
            title=_("Bỏ bàn giao của {full_name}?").format(full_name=row.staff.full_name),
            button=_("Bỏ bàn giao"),
            what=(
                _("Danh sách phải bàn giao của người này không còn; tài khoản, vị trí giữ nguyên."),
                _("Chức năng, hồ sơ, bản nháp đã giao thì ở lại với người đã nhận."),
            ),
            whom=(
                _("{full_name}, mã {code}.").format(
                    full_name=row.staff.full_name, code=row.staff.code
                ),
            ),
            back=_("Lập lại được bất cứ lúc nào, ở trang Bàn giao."),
        )
    )


@asks("review:hand_drafts")
def handing_drafts(request: HttpRequest, pk: int) -> Question | None:
    row = Departure.objects.select_related("staff").filter(pk=pk).first()
    return (
        None
        if row is None
        else Question(
            title=_("Bàn giao các bản nháp của {full_name}?").format(full_name=row.staff.full_name),
            button=_("Bàn giao bản nháp"),
            what=(
                _("Bản nào người nhận được ghi nhận thì sang tên người nhận; bản còn lại bị rút."),
                _("Nội dung bản nháp không hiện ở đây."),
            ),
            back=_("Bản đã rút không mở lại được; người nhận chép sang bản mới nếu cần."),
            final=True,
            danger=True,
        )
    )


@asks("review:vote_reveal")
def opening_name(request: HttpRequest, pk: int) -> Question | None:
    reveal = RevealRequest.objects.select_related("incident", "asked_by").filter(pk=pk).first()
    if reveal is None or request.POST.get("agrees") != "1":
        return None
    return Question(
        title=_("Đồng ý mở danh tính người ghi nhận của hồ sơ {code}?").format(
            code=reveal.incident.code
        ),
        button=_("Đồng ý"),
        what=(
            _(
                "{display_name} đề nghị. Đủ hai người đồng ý thì người đề nghị biết ai đã ghi nhận."
            ).format(display_name=reveal.asked_by.display_name),
        ),
        back=_("Danh tính đã mở thì không che lại được."),
        final=True,
        danger=True,
    )


@asks("review:discard_document")
def discarding(request: HttpRequest, code: str, pk: int) -> Question | None:
    paper = CaseDocument.objects.filter(pk=pk).first()
    return (
        None
        if paper is None
        else Question(
            title=_("Bỏ dự thảo “{kind}” của hồ sơ {code}?").format(
                kind=paper.get_kind_display(), code=code
            ),
            button=_("Bỏ dự thảo"),
            keep=_("Giữ dự thảo"),
            what=(_("Lời văn đã soạn bị xóa; chưa có gì được gửi cho ai."),),
            back=_("Không lấy lại được; soạn dự thảo mới từ mẫu."),
            final=True,
            danger=True,
        )
    )


@asks("review:type_back")
def numbering(request: HttpRequest, code: str, pk: int) -> Question | None:
    paper = CaseDocument.objects.filter(pk=pk).first()
    return (
        None
        if paper is None
        else Question(
            title=_("Ghi số {number} cho “{kind}”?").format(
                number=request.POST.get("number", ""), kind=paper.get_kind_display()
            ),
            button=_("Ghi số"),
            what=(
                _("Hồ sơ {code}; người ký {signer}, ngày {issued_on}.").format(
                    code=code,
                    signer=request.POST.get("signer", ""),
                    issued_on=request.POST.get("issued_on", ""),
                ),
                _("Văn bản gửi cho người được phản ánh thì họ đọc được ngay."),
            ),
            back=_("Văn bản không sửa được sau khi ghi số; sai thì soạn văn bản thay thế."),
            final=True,
        )
    )


@asks("review:acknowledge")
def acknowledging(request: HttpRequest, code: str, pk: int) -> Question:
    """At the person's own door."""
    return Question(
        title=_("Xác nhận đã nhận văn bản của hồ sơ {code}?").format(code=code),
        button=_("Xác nhận đã nhận"),
        what=(_("Ghi ngày ông/bà đã nhận. Xác nhận không có nghĩa là đồng ý."),),
        back=_("Không bỏ được sau khi ghi; quyền đề nghị xem xét lại không mất đi."),
        final=True,
    )
