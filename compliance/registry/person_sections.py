"""What other rooms know about a person: a registry of sections, so that one page can hold what each
reader may see.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from compliance.core.hooks import Hook
from compliance.core.language import _, composed, in_sense, joined
from compliance.core.spreadsheets import Table
from compliance.registry.looks import looks_counted
from compliance.registry.models import Kinship, StaffMember
from compliance.rulebook.clocks import local_day


@dataclass(frozen=True)
class Line:
    text: str
    meta: str = ""
    url: str = ""


@dataclass(frozen=True)
class Section:
    """One card of the person's page; `empty` is said when there are no lines."""

    title: str
    lines: list[Line] = field(default_factory=list)
    empty: str = ""


PROVIDERS: Hook[Callable] = Hook()


def tells_about(function: Callable) -> Callable:
    """Register a provider(user, person, day) -> Section | None. None when this reader may not see
    that there is such a section; each starts from visible_to.
    """
    return PROVIDERS.register(function)


def sections_about(user, person: StaffMember, day: date) -> list[Section]:
    return [
        section for provider in PROVIDERS if (section := provider(user, person, day)) is not None
    ]


OWN: Hook[Callable] = Hook()


def tells_owner(function: Callable) -> Callable:
    """Register a provider(user, person, day) -> list[Table] for the copy a person takes of their
    own data: only what they may see on their own pages.
    """
    return OWN.register(function)


def own_tables(user, person: StaffMember, day: date) -> list[Table]:
    return [
        _about(person),
        _posts(person),
        _looks(person, day),
        *(table for provider in OWN for table in provider(user, person, day)),
    ]


def _about(person: StaffMember) -> Table:
    rows = (
        Kinship.objects.standing()
        .filter(Q(person=person) | Q(relative=person))
        .select_related("person", "relative")
    )
    others = [
        (row, row.relative if row.person_id == person.pk else row.person)
        for row in rows.order_by("pk")
    ]
    kin = joined(
        "; ",
        (
            composed(
                "{relation}: {name}{waits}",
                relation=row.get_relation_display(),
                name=other.full_name,
                waits=_(" (chờ xác nhận)") if row.waits else "",
            )
            for row, other in others
        ),
    )
    facts = (
        (_("Mã cán bộ"), person.code),
        (_("Họ và tên"), person.full_name),
        (_("Xưng hô"), person.get_salutation_display()),
        (_("Loại cán bộ"), person.get_staff_kind_display()),
        (_("Thư điện tử"), person.email),
        (_("Điện thoại"), person.phone),
        (_("Tên đăng nhập"), person.user.username if person.user_id else ""),
        (_("Quan hệ đã khai"), kin),
        (_("Tình trạng"), person.get_state_display()),
    )
    return Table(
        _("DỮ LIỆU CỔNG GIỮ VỀ TÔI"),
        ((_("Mục"), 24), (_("Nội dung"), 70)),
        facts,
        name=_("Thông tin"),
    )


def _posts(person: StaffMember) -> Table:
    rows = [
        (row.valid_from, row.valid_to, row.office.name, row.position, row.get_kind_display())
        for row in person.postings.select_related("office").order_by("valid_from", "pk")
    ]
    if person.user_id:
        rows += [
            (
                row.valid_from,
                row.valid_to,
                row.office.name if row.office else "",
                row.get_kind_display(),
                _("Chức năng trên cổng"),
            )
            for row in person.user.functions.select_related("office")
        ]
    return Table(
        _("QUÁ TRÌNH CÔNG TÁC, CHỨC NĂNG"),
        (
            (_("Từ"), 12),
            (_("Đến"), 12),
            (_("Đơn vị"), 40),
            (_("Chức vụ"), 40),
            (in_sense("post", "Hình thức"), 20),
        ),
        rows,
        name=_("Công tác"),
    )


def _looks(person: StaffMember, day: date) -> Table:
    counted = looks_counted(person, day)
    asked = [
        (
            _("Đề nghị: {kind}").format(kind=request.get_kind_display()),
            local_day(request.asked_at),
            request.text,
            request.answer,
        )
        for request in person.data_requests.order_by("asked_at")
    ]
    return Table(
        _("LƯỢT XEM TRANG, ĐỀ NGHỊ CỦA TÔI"),
        ((_("Việc"), 34), (_("Ngày"), 12), (_("Nội dung"), 60), (_("Trả lời"), 60)),
        [
            (
                _("Số lần trang của tôi được mở, tính hết quý trước"),
                counted["until"],
                str(counted["looks"]),
                "",
            ),
            *asked,
        ],
        name=_("Lượt xem, đề nghị"),
    )
