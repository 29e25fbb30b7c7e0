"""Why can this person see this case, or why not: the visibility rule in sentences, read from the
same rows.
"""

from dataclasses import dataclass, field

from django.utils import timezone

from compliance.core.access import narrow
from compliance.core.language import _, lower_first
from compliance.core.roles import HEADS, ROLES, Do
from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Kinship, Office, User
from compliance.registry.queries import holders, line_above
from compliance.rulebook.clocks import local_day


@dataclass
class Explanation:
    """`walls` beat `reasons`. Being the reporter is never named, here or anywhere."""

    user: User
    walls: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    @property
    def sees(self) -> bool:
        return bool(self.reasons) and not self.walls


def explain(incident: Incident, user: User) -> Explanation:
    """What opens `incident` to `user` and what shuts it, today."""
    explanation = Explanation(user)
    _walls(incident, user, explanation.walls)
    if not user.is_active:
        explanation.walls.append(_("Tài khoản đã khóa."))
    _by_function(incident, user, explanation)
    _by_grant(incident, user, explanation)
    if not explanation.reasons:
        explanation.hints.append(
            _("Không có chức năng hay lời mời nào mở hồ sơ này cho người này.")
        )
    return explanation


def _walls(incident: Incident, user: User, walls: list[str]) -> None:
    if incident.person.user_id == user.pk:
        walls.append(_("Là người được phản ánh: chỉ có trang riêng của mình, không xem hồ sơ."))
    staff = getattr(user, "staff", None)
    kin = (
        Kinship.objects.filter(
            person__in=[staff, incident.person], relative__in=[staff, incident.person]
        )
        if staff
        else []
    )
    walls += [
        _("Quan hệ đã khai ngày {localtime:%d/%m/%Y}: {relation}.").format(
            localtime=timezone.localtime(row.declared_at),
            relation=lower_first(row.get_relation_display()),
        )
        for row in kin
    ]
    if line_above(user, local_day(timezone.now())).filter(user__staff=incident.person_id).exists():
        walls.append(_("Làm việc dưới quyền người được phản ánh."))
    for row in incident.recusals.filter(user=user):
        walls.append(
            _("Đã thôi tham gia ngày {localtime:%d/%m/%Y}.").format(
                localtime=timezone.localtime(row.at)
            )
        )


def _by_function(incident: Incident, user: User, explanation: Explanation) -> None:
    accepted = incident.accepted_at is not None or incident.status == Status.NOTED
    overseen = set(narrow(user, OVERSEE, Office).order_by().values_list("pk", flat=True))
    for function in user.functions_now() if user.is_active else []:
        may, since = (
            ROLES[function.kind].may,
            _("{kind}, từ {valid_from:%d/%m/%Y}").format(
                kind=function.get_kind_display(), valid_from=function.valid_from
            ),
        )
        if Do.SEE_ALL_SUBMITTED in may and incident.submitted_at:
            explanation.reasons.append(_("{since}: xem mọi vụ việc đã gửi.").format(since=since))
        elif Do.SEE_ALL_ACCEPTED in may:
            ok = accepted and not incident.sealed
            (explanation.reasons if ok else explanation.hints).append(
                _("{since}: xem hồ sơ đã thụ lý hoặc ghi nhận.").format(since=since)
                + ("" if ok else _(" Hồ sơ này chưa thuộc diện đó, hoặc đã niêm phong."))
            )
        elif function.kind in HEADS:
            ok = (
                incident.handling_office_id in overseen
                and incident.submitted_at is not None
                and not incident.sealed
            )
            where = function.office.name if function.office else ""
            (explanation.reasons if ok else explanation.hints).append(
                (
                    _(
                        "{since}, {where}: đơn vị này phối hợp xử lý, hoặc là cấp trên của đơn vị "
                        "phối hợp."
                    )
                    if ok
                    else _("{since}, {where}: không phụ trách đơn vị phối hợp xử lý.")
                ).format(since=since, where=where)
            )
        elif not ROLES[function.kind].sees_cases:
            explanation.hints.append(_("{since}: không xem nội dung hồ sơ.").format(since=since))


def _by_grant(incident: Incident, user: User, explanation: Explanation) -> None:
    if incident.handler_id == user.pk:
        held = any(Do.HANDLE in ROLES[kind].may for kind in user.function_kinds())
        (explanation.reasons if held and not incident.sealed else explanation.hints).append(
            _("Đang phụ trách hồ sơ.")
            if held
            else _("Được giao phụ trách nhưng không còn là thành viên Tổ.")
        )
    for row in user.invitations.live(local_day(timezone.now())).filter(incident=incident):
        if not incident.sealed:
            explanation.reasons.append(
                _("Được mời ngày {localtime:%d/%m/%Y}, đến hết {until:%d/%m/%Y}: {part}.").format(
                    localtime=timezone.localtime(row.at),
                    until=row.until,
                    part=lower_first(row.get_part_display()),
                )
            )


def likely_viewers(incident: Incident) -> list[User]:
    """Everybody a function, an office or a grant could open the case to; explain() says whether it
    does.
    """
    day, kinds = (
        local_day(timezone.now()),
        [kind for kind, role in ROLES.items() if role.sees_cases and kind not in HEADS],
    )
    people = set(holders(*kinds, day=day).values_list("pk", flat=True))
    office = incident.handling_office
    while office is not None:
        people |= set(holders(*HEADS, day=day, office=office).values_list("pk", flat=True))
        office = office.parent
    people |= {
        incident.handler_id,
        *incident.invitations.live(day).values_list("user_id", flat=True),
        *incident.recusals.values_list("user_id", flat=True),
    }
    return list(
        User.objects.filter(pk__in=people - {None}).select_related("staff__office").order_by("pk")
    )
