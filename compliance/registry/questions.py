"""What is asked before a function, a relation or an account ends, somebody is let in again, an
office closes, a list is applied or undone.
"""

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from compliance.core.language import _, joined, lower_first
from compliance.core.questions import Question, asks
from compliance.registry.models import (
    AccessRequest,
    CommitteeVersion,
    DataRequest,
    Function,
    ImportRun,
    Kinship,
    Office,
    Posting,
    StaffMember,
    User,
)

ON_THE_DAY = _("Bỏ việc kết thúc được trong hôm nay, ở danh sách đã kết thúc; sau đó giao lại bằng")


@asks("registry:end_function")
def ending(request: HttpRequest, pk: int) -> Question | None:
    row = Function.objects.select_related("user", "office").filter(pk=pk).first()
    if row is None:
        return None
    place = _(" của {name}").format(name=row.office.name) if row.office else ""
    others = row.user.functions.filter(valid_to=None).exclude(pk=row.pk).count()
    basis = f", theo {row.basis}" if row.basis else ""
    return Question(
        title=_("Kết thúc chức năng của {display_name}?").format(
            display_name=row.user.display_name
        ),
        lead=_("{kind}{place}, từ {valid_from:%d/%m/%Y}{basis}.").format(
            kind=row.get_kind_display(), place=place, valid_from=row.valid_from, basis=basis
        ),
        button=_("Kết thúc chức năng"),
        keep=_("Giữ nguyên"),
        what=(
            _(
                "Từ lần mở trang tiếp theo {display_name} không xem, không xử lý việc của chức "
                "năng này{place}. Việc đã làm giữ nguyên tên và ngày."
            ).format(display_name=row.user.display_name, place=place),
        ),
        whom=(
            _("{display_name}, còn giữ {others} chức năng khác.").format(
                display_name=row.user.display_name, others=others
            )
            if others
            else _("{display_name}, sau đó không còn chức năng nào.").format(
                display_name=row.user.display_name
            ),
        ),
        back=_("{on_the_day} một dòng mới, có căn cứ mới; dòng cũ vẫn ở trong lịch sử.").format(
            on_the_day=ON_THE_DAY
        ),
        danger=True,
    )


@asks("registry:account")
def shutting(request: HttpRequest, code: str) -> Question | None:
    """Shutting alone: opening again, and a new account, are mended by shutting."""
    user = User.objects.filter(staff__code=code).first()
    if user is None or request.POST.get("act") != "shut":
        return None
    held = [str(row.get_kind_display()) for row in user.functions.filter(valid_to=None)]
    sessions = UserSession.objects.filter(user=user).count()
    return Question(
        title=_("Khóa tài khoản của {display_name}?").format(display_name=user.display_name),
        lead=_("Tài khoản {username}.").format(username=user.username),
        button=_("Khóa tài khoản"),
        keep=_("Giữ nguyên"),
        what=(
            _("Người này không đăng nhập được nữa")
            + (
                _("; {sessions} phiên đang mở hết hiệu lực ngay.").format(sessions=sessions)
                if sessions
                else "."
            ),
            _("Thông báo, văn bản về chính người này từ nay phải giao bằng giấy."),
        ),
        whom=(
            f"{user.display_name}"
            + (_(", đang giữ: {held}.").format(held=joined(", ", held)) if held else "."),
        ),
        back=_("Mở lại được bất cứ lúc nào, ở trang của người này; mật khẩu giữ nguyên."),
        danger=True,
    )


@asks("registry:confirm_access")
def letting_in(request: HttpRequest, pk: int) -> Question | None:
    asked = AccessRequest.objects.select_related("user", "asked_by").filter(pk=pk).first()
    if asked is None:
        return None
    if asked.kind == AccessRequest.Kind.FACTOR:
        what = _("Bước xác thực thứ hai bị bỏ ngay; người này phải bật lại khi đăng nhập.")
        back = _("Không khôi phục được bước cũ; chủ tài khoản bật lại bằng thiết bị của mình.")
    else:
        what = _("Một đường dẫn đặt mật khẩu dùng một lần được lập cho người này.")
        back = _("Chủ tài khoản hoặc người đề nghị hủy được đường dẫn khi chưa dùng.")
    return Question(
        title=_("Xác nhận cấp lại cho {display_name}?").format(
            display_name=asked.user.display_name
        ),
        lead=_("{display_name} đề nghị: {kind}.").format(
            display_name=asked.asked_by.display_name, kind=lower_first(asked.get_kind_display())
        ),
        button=_("Xác nhận"),
        what=(what,),
        whom=(
            _("{display_name}, tài khoản {username}.").format(
                display_name=asked.user.display_name, username=asked.user.username
            ),
        ),
        back=back,
        final=asked.kind == AccessRequest.Kind.FACTOR,
    )


@asks("registry:relation")
def ending_relation(request: HttpRequest, pk: int) -> Question | None:
    """Taking a relation away opens files that were shut; answering and asking do not."""
    row = Kinship.objects.select_related("person", "relative").filter(pk=pk).first()
    if row is None or request.POST.get("act") not in ("remove", "reject"):
        return None
    return Question(
        title=_("Bỏ quan hệ giữa {full_name} và {relative_full_name}?").format(
            full_name=row.person.full_name, relative_full_name=row.relative.full_name
        ),
        button=_("Bỏ quan hệ"),
        keep=_("Giữ nguyên"),
        what=(_("Hai người không còn bị tách khỏi hồ sơ của nhau vì quan hệ này."),),
        back=_("Khai lại được bằng một dòng mới, có hiệu lực từ ngày khai."),
        danger=True,
    )


@asks("registry:take_back_posting")
def taking_back(request: HttpRequest, pk: int) -> Question | None:
    row = Posting.objects.select_related("staff", "office").filter(pk=pk).first()
    return (
        None
        if row is None
        else Question(
            title=_("Hủy vị trí sắp có hiệu lực của {full_name}?").format(
                full_name=row.staff.full_name
            ),
            button=_("Hủy vị trí"),
            keep=_("Giữ nguyên"),
            what=(
                _(
                    "{kind} tại {name} từ {valid_from:%d/%m/%Y} bị xóa; vị trí đang giữ tiếp tục."
                ).format(
                    kind=row.get_kind_display(), name=row.office.name, valid_from=row.valid_from
                ),
            ),
            back=_("Ghi lại được bằng một dòng mới."),
            danger=True,
        )
    )


@asks("registry:close_office")
def closing_office(request: HttpRequest, code: str) -> Question | None:
    office = Office.objects.filter(code=code).first()
    if office is None:
        return None
    people = StaffMember.objects.filter(office=office).count()
    held = Function.objects.filter(office=office, valid_to=None).count()
    return Question(
        title=_("Kết thúc đơn vị {name}?").format(name=office.name),
        button=_("Kết thúc đơn vị"),
        keep=_("Giữ nguyên"),
        what=(
            _("Ngày cuối {last_day}; {held} chức năng gắn với đơn vị kết thúc theo.").format(
                last_day=request.POST.get("last_day", ""), held=held
            ),
        ),
        whom=(
            _(
                "{people} người đang thuộc đơn vị; ai chuyển về đâu theo lựa chọn ở biểu mẫu."
            ).format(people=people),
        ),
        back=_("Không bỏ được sau khi ghi; cần thì lập đơn vị mới kế thừa."),
        final=True,
        danger=True,
    )


@asks("registry:take_back_change")
def taking_back_change(request: HttpRequest, pk: int) -> Question:
    return Question(
        title=_("Hủy thay đổi sắp có hiệu lực của đơn vị?"),
        button=_("Hủy thay đổi"),
        keep=_("Giữ nguyên"),
        what=(_("Tên, cấp trên của đơn vị giữ như hiện nay."),),
        back=_("Ghi lại được bằng một thay đổi mới."),
        danger=True,
    )


@asks("registry:take_back_committee")
def taking_back_committee(request: HttpRequest, pk: int) -> Question | None:
    row = CommitteeVersion.objects.filter(pk=pk).first()
    if row is None:
        return None
    return Question(
        title=_("Hủy thay đổi sắp có hiệu lực của thông tin cơ quan?"),
        lead=_("Từ {valid_from:%d/%m/%Y}: {name}.").format(
            valid_from=row.valid_from, name=row.name
        ),
        button=_("Hủy thay đổi"),
        keep=_("Giữ nguyên"),
        what=(
            _("Tên, người ký, kỳ báo cáo của cơ quan giữ như hiện nay; dòng này ở lại lịch sử."),
        ),
        back=_("Ghi lại được bằng một thay đổi mới."),
        danger=True,
    )


def _counted(run: ImportRun) -> str:
    if run.what == ImportRun.What.OFFICES:
        return _("{new} đơn vị mới").format(new=run.counts.get("new", 0))
    words = (
        ("new", _("người mới")),
        ("moved", _("chuyển vị trí")),
        ("changed", _("đổi thông tin")),
    )
    said = [f"{run.counts.get(name, 0)} {word}" for name, word in words]
    return joined(", ", [*said, _("{left} rời danh sách").format(left=run.counts.get("left", 0))])


@asks("registry:import_apply")
def applying(request: HttpRequest, pk: int) -> Question | None:
    run = ImportRun.objects.filter(pk=pk).first()
    return (
        None
        if run is None
        else Question(
            title=_("Nhập danh sách {name}?").format(name=run.name),
            button=_("Nhập"),
            what=(
                _("{what} đổi theo tệp: {run}.").format(
                    what=run.get_what_display(), run=_counted(run)
                ),
            ),
            back=_("Hoàn tác được khi đây là lần nhập gần nhất và chưa có gì dựa vào nó."),
        )
    )


@asks("registry:import_undo")
def undoing(request: HttpRequest, pk: int) -> Question | None:
    run = ImportRun.objects.filter(pk=pk).first()
    return (
        None
        if run is None
        else Question(
            title=_("Hoàn tác lần nhập {name}?").format(name=run.name),
            button=_("Hoàn tác"),
            keep=_("Giữ nguyên"),
            what=(_("Trở lại như trước lần nhập: {run} đều được bỏ.").format(run=_counted(run)),),
            back=_("Muốn có lại thì tải tệp lên và nhập một lần nữa."),
            danger=True,
        )
    )


@asks("registry:import_cancel")
def leaving_list(request: HttpRequest, pk: int) -> Question | None:
    run = ImportRun.objects.filter(pk=pk).first()
    return (
        None
        if run is None
        else Question(
            title=_("Bỏ danh sách {name}?").format(name=run.name),
            button=_("Bỏ danh sách"),
            keep=_("Giữ lại"),
            what=(_("Tệp đã tải lên và bản xem trước bị xóa; dữ liệu trong cổng không thay đổi."),),
            back=_("Tải tệp lên lại được."),
            danger=True,
        )
    )


@asks("registry:data_request")
def answering(request: HttpRequest, pk: int) -> Question | None:
    """The answer alone: receiving it and asking for more days are steps on the way to it."""
    row = DataRequest.objects.select_related("staff").filter(pk=pk).first()
    if row is None or request.POST.get("act") != "answer":
        return None
    return Question(
        title=_("Trả lời đề nghị về dữ liệu của {full_name}?").format(
            full_name=row.staff.full_name
        ),
        button=_("Gửi trả lời"),
        what=(_("Người đề nghị đọc được câu trả lời; đề nghị được ghi là đã trả lời."),),
        back=_("Không sửa được sau khi gửi; người đề nghị hỏi lại được bằng một đề nghị mới."),
        final=True,
    )
