"""A second person where a post or a function moves the wall between somebody and who writes it.

Superiors' files are shut to those who work under them. So nobody writes their own posts, and nobody
writes
a post or a headship that would put themselves above or below somebody, or take them from there:
another
keeper does; where there is only one, the administrator appoints a second. Whether a case exists is
not
asked: the answer would tell that one does.
"""

from datetime import date

from compliance.core.language import _
from compliance.core.refusals import NotAllowed
from compliance.core.roles import HEADS, ROLES
from compliance.registry.models import Function, Office, StaffMember, User
from compliance.registry.queries import offices_above, staff_of
from compliance.registry.tree import line_up

OTHER = _("người giữ danh sách khác ghi (chỉ có một người thì quản trị giao thêm một người)")


def posts_apart(staff: StaffMember, by: User, day: date, *to: Office, beside: bool = False) -> None:
    """Raise NotAllowed when `by` writes their own post, or one that moves `staff` under or out from
    under them. `beside`: a second post, which moves nobody where another post says the same.
    """
    if staff.user_id and staff.user_id == by.pk:
        raise NotAllowed(_("Không tự ghi vị trí công tác của mình: {other}.").format(other=OTHER))
    headships = Function.objects.on(day).of_kinds(*HEADS).filter(user=by)
    led = set(headships.values_list("office_id", flat=True))
    if not led:
        return
    before = bool(led & set(line_up(staff.office)))
    if beside:
        before = before or bool(led & _second_lines(staff, day, but=to))
        to = () if before else to
    if any(bool(led & set(line_up(office))) != before for office in to):
        raise NotAllowed(
            _("Việc này đưa người ấy vào hoặc ra khỏi đơn vị ông/bà phụ trách: {other}.").format(
                other=OTHER
            )
        )


def _second_lines(staff: StaffMember, day: date, but: tuple[Office, ...]) -> set[int]:
    """The offices of the second posts of `staff` and those above them, but for posts in `but`."""
    held = staff.postings.second(day).exclude(office__in=but).select_related("office")
    return {key for posting in held for key in line_up(posting.office)}


def headship_apart(kind: str, office: Office | None, by: User, day: date) -> None:
    """Raise NotAllowed when `by`, who works on cases, gives or ends the headship of an office they
    work under.
    """
    staff = staff_of(by)
    if kind not in HEADS or office is None or staff is None:
        return
    works_on_cases = any(ROLES[held].sees_cases for held in by.function_kinds())
    if works_on_cases and office.pk in offices_above(staff, day):
        raise NotAllowed(_("Ông/bà làm việc dưới chức năng này: quản trị khác giao hoặc kết thúc."))
