"""What is asked before a function, a relation or an account ends, somebody is let in again, an
office closes, a list is applied or undone.
"""

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

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

ON_THE_DAY = "Bỏ việc kết thúc được trong hôm nay, ở danh sách đã kết thúc; sau đó giao lại bằng"


@asks("registry:end_function")
def ending(request: HttpRequest, pk: int) -> Question | None:
    row = Function.objects.select_related("user", "office").filter(pk=pk).first()
    if row is None:
        return None
    place = f" của {row.office.name}" if row.office else ""
    others = row.user.functions.filter(valid_to=None).exclude(pk=row.pk).count()
    basis = f", theo {row.basis}" if row.basis else ""
    return Question(
        title=f"Kết thúc chức năng của {row.user.display_name}?",
        lead=f"{row.get_kind_display()}{place}, từ {row.valid_from:%d/%m/%Y}{basis}.",
        button="Kết thúc chức năng",
        keep="Giữ nguyên",
        what=(
            f"Từ lần mở trang tiếp theo {row.user.display_name} không xem, không xử lý việc"
            f" của chức năng này{place}. Việc đã làm giữ nguyên tên và ngày.",
        ),
        whom=(
            f"{row.user.display_name}, còn giữ {others} chức năng khác."
            if others
            else f"{row.user.display_name}, sau đó không còn chức năng nào.",
        ),
        back=f"{ON_THE_DAY} một dòng mới, có căn cứ mới; dòng cũ vẫn ở trong lịch sử.",
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
        title=f"Khóa tài khoản của {user.display_name}?",
        lead=f"Tài khoản {user.username}.",
        button="Khóa tài khoản",
        keep="Giữ nguyên",
        what=(
            "Người này không đăng nhập được nữa"
            + (f"; {sessions} phiên đang mở hết hiệu lực ngay." if sessions else "."),
            "Thông báo, văn bản về chính người này từ nay phải giao bằng giấy.",
        ),
        whom=(f"{user.display_name}" + (f", đang giữ: {', '.join(held)}." if held else "."),),
        back="Mở lại được bất cứ lúc nào, ở trang của người này; mật khẩu giữ nguyên.",
        danger=True,
    )


@asks("registry:confirm_access")
def letting_in(request: HttpRequest, pk: int) -> Question | None:
    asked = AccessRequest.objects.select_related("user", "asked_by").filter(pk=pk).first()
    if asked is None:
        return None
    if asked.kind == AccessRequest.Kind.FACTOR:
        what = "Bước xác thực thứ hai bị bỏ ngay; người này phải bật lại khi đăng nhập."
        back = "Không khôi phục được bước cũ; chủ tài khoản bật lại bằng thiết bị của mình."
    else:
        what = "Một đường dẫn đặt mật khẩu dùng một lần được lập cho người này."
        back = "Chủ tài khoản hoặc người đề nghị hủy được đường dẫn khi chưa dùng."
    return Question(
        title=f"Xác nhận cấp lại cho {asked.user.display_name}?",
        lead=f"{asked.asked_by.display_name} đề nghị: {asked.get_kind_display().lower()}.",
        button="Xác nhận",
        what=(what,),
        whom=(f"{asked.user.display_name}, tài khoản {asked.user.username}.",),
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
        title=f"Bỏ quan hệ giữa {row.person.full_name} và {row.relative.full_name}?",
        button="Bỏ quan hệ",
        keep="Giữ nguyên",
        what=("Hai người không còn bị tách khỏi hồ sơ của nhau vì quan hệ này.",),
        back="Khai lại được bằng một dòng mới, có hiệu lực từ ngày khai.",
        danger=True,
    )


@asks("registry:take_back_posting")
def taking_back(request: HttpRequest, pk: int) -> Question | None:
    row = Posting.objects.select_related("staff", "office").filter(pk=pk).first()
    return (
        None
        if row is None
        else Question(
            title=f"Hủy vị trí sắp có hiệu lực của {row.staff.full_name}?",
            button="Hủy vị trí",
            keep="Giữ nguyên",
            what=(
                f"{row.get_kind_display()} tại {row.office.name} từ {row.valid_from:%d/%m/%Y} bị"
                " xóa; vị trí đang giữ tiếp tục.",
            ),
            back="Ghi lại được bằng một dòng mới.",
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
        title=f"Kết thúc đơn vị {office.name}?",
        button="Kết thúc đơn vị",
        keep="Giữ nguyên",
        what=(
            f"Ngày cuối {request.POST.get('last_day', '')}; {held} chức năng gắn với đơn vị kết"
            " thúc theo.",
        ),
        whom=(f"{people} người đang thuộc đơn vị; ai chuyển về đâu theo lựa chọn ở biểu mẫu.",),
        back="Không bỏ được sau khi ghi; cần thì lập đơn vị mới kế thừa.",
        final=True,
        danger=True,
    )


@asks("registry:take_back_change")
def taking_back_change(request: HttpRequest, pk: int) -> Question:
    return Question(
        title="Hủy thay đổi sắp có hiệu lực của đơn vị?",
        button="Hủy thay đổi",
        keep="Giữ nguyên",
        what=("Tên, cấp trên của đơn vị giữ như hiện nay.",),
        back="Ghi lại được bằng một thay đổi mới.",
        danger=True,
    )


@asks("registry:take_back_committee")
def taking_back_committee(request: HttpRequest, pk: int) -> Question | None:
    row = CommitteeVersion.objects.filter(pk=pk).first()
    if row is None:
        return None
    return Question(
        title="Hủy thay đổi sắp có hiệu lực của thông tin cơ quan?",
        lead=f"Từ {row.valid_from:%d/%m/%Y}: {row.name}.",
        button="Hủy thay đổi",
        keep="Giữ nguyên",
        what=("Tên, người ký, kỳ báo cáo của cơ quan giữ như hiện nay; dòng này ở lại lịch sử.",),
        back="Ghi lại được bằng một thay đổi mới.",
        danger=True,
    )


def _counted(run: ImportRun) -> str:
    if run.what == ImportRun.What.OFFICES:
        return f"{run.counts.get('new', 0)} đơn vị mới"
    words = (("new", "người mới"), ("moved", "chuyển vị trí"), ("changed", "đổi thông tin"))
    said = [f"{run.counts.get(name, 0)} {word}" for name, word in words]
    return ", ".join([*said, f"{run.counts.get('left', 0)} rời danh sách"])


@asks("registry:import_apply")
def applying(request: HttpRequest, pk: int) -> Question | None:
    run = ImportRun.objects.filter(pk=pk).first()
    return (
        None
        if run is None
        else Question(
            title=f"Nhập danh sách {run.name}?",
            button="Nhập",
            what=(f"{run.get_what_display()} đổi theo tệp: {_counted(run)}.",),
            back="Hoàn tác được khi đây là lần nhập gần nhất và chưa có gì dựa vào nó.",
        )
    )


@asks("registry:import_undo")
def undoing(request: HttpRequest, pk: int) -> Question | None:
    run = ImportRun.objects.filter(pk=pk).first()
    return (
        None
        if run is None
        else Question(
            title=f"Hoàn tác lần nhập {run.name}?",
            button="Hoàn tác",
            keep="Giữ nguyên",
            what=(f"Trở lại như trước lần nhập: {_counted(run)} đều được bỏ.",),
            back="Muốn có lại thì tải tệp lên và nhập một lần nữa.",
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
            title=f"Bỏ danh sách {run.name}?",
            button="Bỏ danh sách",
            keep="Giữ lại",
            what=("Tệp đã tải lên và bản xem trước bị xóa; dữ liệu trong cổng không thay đổi.",),
            back="Tải tệp lên lại được.",
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
        title=f"Trả lời đề nghị về dữ liệu của {row.staff.full_name}?",
        button="Gửi trả lời",
        what=("Người đề nghị đọc được câu trả lời; đề nghị được ghi là đã trả lời.",),
        back="Không sửa được sau khi gửi; người đề nghị hỏi lại được bằng một đề nghị mới.",
        final=True,
    )
