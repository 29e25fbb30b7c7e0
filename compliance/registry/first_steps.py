"""The committee, offices, staff, accounts and functions of a new portal
(docs/decisions/0087-first-steps.md).
"""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from compliance.core import committee
from compliance.core.first_steps import FIRST_STEPS, FirstStep
from compliance.core.language import _, in_sense, joined
from compliance.core.roles import HEADS, Do, Kind
from compliance.registry.committee import standing
from compliance.registry.models import Function, Office, StaffMember, User

ADMINISTRATOR, AFFAIRS = _("Quản trị hệ thống"), _("Đầu mối nội vụ")
# how many of each the portal cannot work without, and why
LEAST = (
    (Kind.CHAIRMAN, 1, _("xem số liệu, quyết định khi đề nghị xem xét lại")),
    (Kind.LEAD, 1, _("thụ lý, phân công, kết luận")),
    (Kind.MEMBER, 1, _("xử lý hồ sơ, không phải Tổ trưởng")),
    (Kind.AUDITOR, 1, _("xác nhận việc cấp lại đường vào, rà soát nhật ký")),
    (Kind.ADMINISTRATOR, 2, _("để người này mở lại được cho người kia")),
)
MOST_NAMED = 5  # offices named on the page; the others are a number


@FIRST_STEPS.register
def registry_steps(today: date) -> list[FirstStep]:
    working = StaffMember.objects.filter(office__isnull=False).exclude(state=StaffMember.State.LEFT)
    number = working.aggregate(everybody=Count("pk"), with_account=Count("user"))
    offices = _offices(today)
    people = _people(offices, number["everybody"])
    accounts = _accounts(people, **number)
    return [_profile(today), offices, people, accounts, _functions(today, offices)]


def _profile(today: date) -> FirstStep:
    """Done by a row. Of an installation that was given names at its start the step is no condition:
    it works with them.
    """
    of, row = committee.on(today), standing().filter(valid_from__lte=today).last()
    lacking: tuple[str, ...] = ()
    if of.lacking:
        lacking = (_("Còn thiếu: {lacking}.").format(lacking=joined(", ", of.lacking)),)
    elif row is None:
        lacking = (_("Đang dùng tên ghi ở máy chủ khi cài đặt: ghi vào cổng để có lịch sử."),)
    facts = (
        (_("Tên cơ quan"), of.name),
        (_("Địa danh trên văn bản"), of.place),
        (_("Chữ đầu của mã hồ sơ"), of.code_prefix),
        (_("Tổ kiểm tra"), of.team_name),
        (_("Nơi hỗ trợ"), of.help_contact),
        (_("Văn bản giao nhiệm vụ"), of.founding_instrument),
    )
    return FirstStep(
        order=10,
        title=_("Thông tin cơ quan"),
        why=_("Tên, mã hồ sơ và nơi hỗ trợ có trên mọi trang, thông báo, văn bản."),
        there=of.short_name or _("Chưa ghi tên cơ quan"),
        who=ADMINISTRATOR,
        url=reverse("registry:change_committee" if lacking else "registry:committee"),
        do=Do.KEEP_COMMITTEE,
        button=_("Ghi thông tin cơ quan") if lacking else _("Xem thông tin cơ quan"),
        lacking=lacking,
        needed=bool(of.lacking) or row is not None,
        facts=tuple((label, value or _("chưa ghi")) for label, value in facts),
    )


def _offices(today: date) -> FirstStep:
    count = Office.objects.on(today).count()
    return FirstStep(
        order=20,
        title=in_sense("list", "Đơn vị"),
        why=_("Mỗi vụ việc thuộc một đơn vị; thủ trưởng chỉ thấy đơn vị mình."),
        there=_("{count} đơn vị").format(count=count) if count else _("Chưa có đơn vị nào"),
        who=AFFAIRS,
        url=reverse("registry:offices") if count else reverse("registry:office_import"),
        do=Do.KEEP_REGISTRY,
        button=_("Xem cây đơn vị") if count else _("Nhập danh sách, thêm đơn vị"),
        lacking=()
        if count
        else (_("Nhập cả danh sách từ tệp, hoặc thêm từng đơn vị, cơ quan đứng đầu trước."),),
    )


def _people(offices: FirstStep, count: int) -> FirstStep:
    return FirstStep(
        order=30,
        title=in_sense("people", "Cán bộ"),
        why=_("Người ghi nhận chọn người từ danh sách, không gõ tên tự do."),
        there=_("{count} người").format(count=count) if count else _("Danh sách chưa có ai"),
        who=AFFAIRS,
        url=reverse("registry:staff") if count else reverse("registry:staff_import"),
        do=Do.KEEP_REGISTRY,
        button=_("Xem danh sách") if count else _("Nhập danh sách"),
        lacking=() if count else (_("Nhập danh sách cán bộ từ tệp của văn phòng."),),
        after=offices.title if offices.lacking else "",
    )


def _accounts(people: FirstStep, everybody: int, with_account: int) -> FirstStep:
    return FirstStep(
        order=40,
        title=_("Tài khoản"),
        why=_("Có tài khoản mới ghi nhận được, và mới đọc được thông báo gửi cho mình."),
        there=_("{have}/{everybody} người có tài khoản").format(
            have=with_account, everybody=everybody
        ),
        who=ADMINISTRATOR,
        url=reverse("registry:new_accounts"),
        do=Do.KEEP_FUNCTIONS,
        button=_("Lập tài khoản theo danh sách"),
        lacking=() if with_account else (_("Chưa ai trong danh sách có tài khoản."),),
        after=people.title if people.lacking or people.after else "",
    )


def _functions(today: date, offices: FirstStep) -> FirstStep:
    held = Function.objects.on(today).filter(user__is_active=True)
    holders = {kind: Count("user", Q(kind=kind), distinct=True) for kind, *__ in LEAST}
    number = held.aggregate(everybody=Count("user", distinct=True), **holders)
    lacking = [
        _("{label}: cần {least}, có {count}, {why}.").format(
            label=Kind(kind).label, least=least, count=count, why=why
        )
        for kind, least, why in LEAST
        if (count := number[kind]) < least
    ]
    led = held.filter(kind__in=HEADS).values("office")
    headless = Office.objects.on(today).exclude(pk__in=led).filter(staff_now__isnull=False)
    names = list(headless.distinct().order_by("order", "name").values_list("short_name", flat=True))
    if names:
        more = (
            _(" và {names} đơn vị khác").format(names=len(names) - MOST_NAMED)
            if len(names) > MOST_NAMED
            else ""
        )
        lacking.append(
            _("Chưa có thủ trưởng: {names}{more}.").format(
                names=joined(", ", names[:MOST_NAMED]), more=more
            )
        )
    tied = User.objects.filter(staff__isnull=False).exists()
    return FirstStep(
        order=50,
        title=_("Chức năng"),
        why=_("Thủ trưởng, Tổ kiểm tra, Chủ tịch: quyền đi theo chức năng, có ngày và căn cứ."),
        there=_("{distinct} người giữ chức năng").format(distinct=number["everybody"]),
        who=ADMINISTRATOR,
        url=reverse("registry:functions"),
        do=Do.KEEP_FUNCTIONS,
        button=_("Giao chức năng"),
        lacking=tuple(lacking),
        after="" if tied else _("Tài khoản"),
    )
