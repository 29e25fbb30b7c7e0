"""Accounts and functions."""

from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse

from compliance.audit.actions import record
from compliance.core.access import may, require
from compliance.core.addresses import account_url
from compliance.core.language import _, composed
from compliance.core.presence import present
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import CHAIRS, HEADS, Do, Kind, group_of
from compliance.core.text import fold
from compliance.outbox.actions import notify
from compliance.registry import grants
from compliance.registry.actions.access import (
    FIRST,
    ask_access,
)
from compliance.registry.actions.apart import headship_apart
from compliance.registry.actions.links import make_link
from compliance.registry.models import AccessRequest, Function, Office, StaffMember, User
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day


@transaction.atomic
def grant_function(
    *,
    user: User,
    kind: str,
    office: Office | None,
    valid_from: date,
    by: User | None,
    at: datetime,
    valid_to: date | None = None,
    basis: str = "",
) -> Function:
    """Give a function; it counts from the next request on. Nobody gives one to themselves."""
    if by:
        require(by, Do.KEEP_FUNCTIONS)
        if by.pk == user.pk:
            raise NotAllowed(_("Không tự giao chức năng cho mình."))
        headship_apart(kind, office, by, local_day(at))
    if kind in HEADS and office is None:
        raise NotNow(_("Chọn đơn vị cho chức năng này."))
    if user.functions.on(valid_from).filter(kind=kind, office=office).exists():
        raise NotNow(_("Người này đang giữ chức năng đó."))
    function = Function.objects.create(
        user=user,
        kind=kind,
        office=office,
        valid_from=valid_from,
        valid_to=valid_to,
        basis=basis,
        granted_by=by,
    )
    record(
        by=by,
        verb="grant_function",
        obj=function,
        at=at,
        label=composed("{kind}: {name}", kind=Kind(kind).label, name=user.username),
        after={"kind": kind, "office": office.code if office else ""},
    )
    if kind in HEADS:
        grants.refresh_below(present(office), local_day(at))
    return function


def keep_somebody(kind: str, day: date) -> None:
    """Raise NotNow when nobody with an open account holds `kind`, or a part that does the same
    work, on `day`. Asked after the change, inside it.
    """
    if (group := group_of(kind)) and not holders(*group, day=day).exists():
        raise NotNow(
            _(
                "Đây là người cuối cùng giữ chức năng “{label}”; thiếu chức năng này công việc của "
                "cổng dừng lại. Giao chức năng cho người khác trước (khi bàn giao: chọn người kế "
                "nhiệm), rồi mới kết thúc hoặc khóa tài khoản này."
            ).format(label=Kind(kind).label),
            back=reverse("registry:functions"),
        )


@transaction.atomic
def end_function(*, function: Function, by: User, at: datetime) -> Function:
    """End a function with yesterday: the next request no longer has it. The last holder of a part
    the house cannot do without keeps it.
    """
    require(by, Do.KEEP_FUNCTIONS)
    yesterday = local_day(at) - timedelta(days=1)
    if function.valid_to and function.valid_to <= yesterday:
        raise NotNow(_("Chức năng này đã kết thúc."))
    headship_apart(function.kind, function.office, by, local_day(at))
    Function.objects.filter(pk=function.pk).update(
        valid_to=yesterday,
        valid_from=min(function.valid_from, yesterday),
        ended_at=at,
        ended_by=by,
        from_before=function.valid_from,
        to_before=function.valid_to,
    )
    keep_somebody(function.kind, local_day(at))
    record(
        by=by,
        verb="end_function",
        obj=function,
        at=at,
        label=_labelled(function),
    )
    if function.kind in HEADS:
        grants.refresh_below(present(function.office), local_day(at))
    _tell_holder(function, "function_ended", _("đã kết thúc"), at)
    function.refresh_from_db()
    return function


@transaction.atomic
def resume_function(*, function: Function, by: User, at: datetime) -> Function:
    """Take back an end on the day it was set: the function goes on as if it had never ended. Later
    it is given anew, with a basis of its own.
    """
    require(by, Do.KEEP_FUNCTIONS)
    if by.pk == function.user_id:
        raise NotAllowed(_("Không tự giao chức năng cho mình."))
    headship_apart(function.kind, function.office, by, local_day(at))
    if not function.ended_on(local_day(at)):
        raise NotNow(_("Chỉ bỏ được việc kết thúc ghi trong hôm nay; sau đó giao lại chức năng."))
    same = function.user.functions.filter(kind=function.kind, office=function.office)
    if same.apart_from_ended(local_day(at)).exists():
        raise NotNow(_("Chức năng này đã được giao lại."))
    Function.objects.filter(pk=function.pk).update(
        valid_from=function.from_before,
        valid_to=function.to_before,
        ended_at=None,
        ended_by=None,
        from_before=None,
        to_before=None,
    )
    record(
        by=by,
        verb="resume_function",
        obj=function,
        at=at,
        label=_labelled(function),
    )
    if function.kind in HEADS:
        grants.refresh_below(present(function.office), local_day(at))
    _tell_holder(function, "function_resumed", _("được giữ tiếp"), at)
    function.refresh_from_db()
    return function


def _tell_holder(function: Function, kind: str, words: str, at: datetime) -> None:
    """Who held it learns what became of it, while they can still sign in."""
    notify(
        users=User.objects.filter(pk=function.user_id, is_active=True),
        kind=kind,
        text=_("Chức năng “{kind}” của ông/bà {words}").format(
            kind=function.get_kind_display(), words=words
        ),
        url=account_url(),
        at=at,
        key=f"{kind}:{function.pk}:{at.isoformat()}",
    )


@transaction.atomic
def create_account(*, staff: StaffMember, username: str, way: str, by: User, at: datetime) -> User:
    """An account for a member of staff, without a password: its owner sets one by a link. By mail
    the link leaves at once, unless whoever
    makes the account also keeps the list the address comes from; on a slip a second person confirms
    first (actions/access.py).
    """
    user = new_account(staff, username, way, by, at)
    if mailed_at_once(way, by):
        make_link(user=user, way=way, at=at, first=True)
    else:
        ask_access(user=user, kind=AccessRequest.Kind.FIRST, way=way, reason=FIRST, by=by, at=at)
    return user


def mailed_at_once(way: str, by: User) -> bool:
    """Whether a first link leaves without a second person: by mail, unless whoever makes the
    account also keeps the list the address comes from.
    """
    return way == AccessRequest.Way.MAIL and not may(by, Do.KEEP_REGISTRY)


def new_account(staff: StaffMember, username: str, way: str, by: User, at: datetime) -> User:
    """The account alone, without a way in. Raises NotNow when the person has one, or no address for
    the mail.
    """
    require(by, Do.KEEP_FUNCTIONS)
    if staff.user_id:
        raise NotNow(_("Người này đã có tài khoản."))
    if way == AccessRequest.Way.MAIL and not staff.email:
        raise NotNow(_("Danh sách cán bộ chưa có địa chỉ thư của người này: chọn phiếu in."))
    user = User.objects.create_user(username, None, display_name=staff.full_name, email=staff.email)
    if StaffMember.objects.filter(pk=staff.pk, user=None).update(user=user) != 1:
        raise NotNow(_("Người này vừa được người khác lập tài khoản."))
    record(by=by, verb="create_account", obj=user, at=at, label=username, after={"way": way})
    return user


@transaction.atomic
def tie_account(*, user: User, staff: StaffMember, at: datetime) -> None:
    """The account belongs to this member of staff: the first accounts of a portal are made before
    its staff list.
    """
    if staff.user_id or StaffMember.objects.filter(user=user).exists():
        raise NotNow(_("Người này hoặc tài khoản này đã được gắn."))
    StaffMember.objects.filter(pk=staff.pk).update(user=user)
    User.objects.filter(pk=user.pk).update(
        display_name=staff.full_name, email=staff.email or user.email
    )
    record(by=None, verb="tie_account", obj=user, at=at, label=f"{user.username}: {staff.code}")


@transaction.atomic
def set_active(*, user: User, active: bool, by: User, at: datetime) -> User:
    """Shut or open an account."""
    require(by, Do.KEEP_FUNCTIONS)
    if by.pk == user.pk:
        raise NotAllowed(_("Không tự khóa tài khoản của mình."))
    User.objects.filter(pk=user.pk).update(is_active=active, own_door_since=None)
    if not active:
        for function in user.functions.on(local_day(at)):
            keep_somebody(function.kind, local_day(at))
    record(
        by=by,
        verb="open_account" if active else "shut_account",
        obj=user,
        at=at,
        label=user.username,
    )
    user.refresh_from_db()
    return user


@transaction.atomic
def narrow_account(*, user: User, by: User, at: datetime) -> None:
    """Whoever left goes on opening what is about themselves, and nothing else."""
    require(by, Do.KEEP_FUNCTIONS)
    User.objects.filter(pk=user.pk, is_active=True).update(own_door_since=at)
    record(by=by, verb="narrow_account", obj=user, at=at, label=user.username)


@transaction.atomic
def end_own_door(*, user: User, at: datetime) -> None:
    """Nothing about them runs any more: the account of somebody who left is shut."""
    narrowed = User.objects.filter(pk=user.pk, own_door_since__isnull=False)
    if narrowed.update(is_active=False, own_door_since=None) == 1:
        record(by=None, verb="shut_account", obj=user, at=at, label=user.username)


@transaction.atomic
def break_glass(
    *, user: User, what: str, by_name: str, witness: str, reason: str, at: datetime
) -> None:
    """The way back in when no page leads there, from the server: `what` is "administrator" (gives
    the function) or "factor" (takes the
    second factor away, to be set up anew). Two different people by name and the reason stand in the
    trail; every auditor, chair and
    administrator is told, and the owner. Raises NotNow when a name or the reason is missing."""
    names = [name.strip()[:80] for name in (by_name, witness)]
    if not all(names) or fold(names[0]) == fold(names[1]):
        raise NotNow(_("Ghi họ tên hai người khác nhau: người thực hiện và người chứng kiến."))
    if len(reason.strip()) < 10:
        raise NotNow(_("Ghi rõ lý do, từ 10 ký tự."))
    if not user.is_active:
        raise NotNow(_("Tài khoản này đang khóa."))
    signed = _("{names}, {names_2} chứng kiến").format(names=names[0], names_2=names[1])
    after = {"what": what, "reason": reason.strip()}
    event = record(
        by=None, alias=signed, verb="break_glass", obj=user, at=at, label=user.username, after=after
    )
    if what == "administrator":
        grant_function(
            user=user,
            kind=Kind.ADMINISTRATOR,
            office=None,
            valid_from=local_day(at),
            by=None,
            at=at,
            basis=_("Mở khẩn cấp"),
        )
    else:
        Authenticator.objects.filter(user=user).delete()
    overseers = holders(Kind.AUDITOR, *CHAIRS, Kind.ADMINISTRATOR, day=local_day(at))
    recipients = {recipient.pk: recipient for recipient in (*overseers, user)}
    words = {
        "administrator": _("giao chức năng quản trị hệ thống"),
        "factor": _("bỏ bước xác thực thứ hai của một tài khoản"),
    }[what]
    text = _("Đã mở khẩn cấp tại máy chủ: {words}; xem nhật ký số {seq}").format(
        words=words, seq=event.seq
    )
    notify(
        users=recipients.values(),
        kind="break_glass",
        text=text,
        url=reverse("outbox:notifications"),
        at=at,
        key=f"break_glass:{event.seq}",
    )


def _labelled(function: Function) -> str:
    return composed(
        "{kind}: {name}", kind=Kind(function.kind).label, name=present(function.user).username
    )
