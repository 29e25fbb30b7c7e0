"""Letting somebody in again: an administrator asks, a second person confirms, the owner alone sets
the password. Nobody ever sees one.

Every request needs the second person, whoever it is about: a need that depended on functions or
open cases would tell who has one. The
second person is of the inspectorate or another administrator: neither reads case content nor
decides a case, so neither gains by being
somebody else; a lead, internal affairs or a chair may be a party to a case of the owner and are
asked only when there is nobody else (chairs).
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.urls import reverse

from compliance.audit.actions import record
from compliance.core.access import require
from compliance.core.addresses import account_url
from compliance.core.language import _, lower_first
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.outbox.actions import notify
from compliance.registry.actions.links import make_link
from compliance.registry.actions.seconds import NOBODY_CONFIRMS, confirmers, require_second
from compliance.registry.models import AccessRequest, SignInLink, User
from compliance.registry.models.access import WAITS
from compliance.registry.queries import recovery_address

State, Way = AccessRequest.State, AccessRequest.Way
FIRST = _("Tài khoản mới")


def _queue_url() -> str:
    """The page where requests wait for a second person."""
    return reverse("registry:access")


@transaction.atomic
def ask_access(
    *, user: User, kind: str, way: str, reason: str, by: User, at: datetime
) -> AccessRequest:
    """Ask for a link (`kind` first or password, by `way`) or to take the second factor away. Told
    to the second person and to the owner.

    Raises NotAllowed for one's own account, NotNow when the account is shut, has no address for a
    mail, no factor to take, a request under way, or when nobody can confirm.
    """
    require(by, Do.KEEP_FUNCTIONS)
    if by.pk == user.pk:
        raise NotAllowed(
            _(
                "Không tự cấp lại cho mình: dùng “Quên mật khẩu” ở trang đăng nhập, hoặc nhờ quản "
                "trị khác."
            )
        )
    way = "" if kind == AccessRequest.Kind.FACTOR else way
    _refuse_account(user, kind, way, at)
    second = confirmers(by, user, at)
    if not second.exists():
        raise NotNow(NOBODY_CONFIRMS)
    request = open_request(user, kind, way, reason, by, at)
    record(
        by=by,
        verb="ask_access",
        obj=user,
        at=at,
        label=user.username,
        after={"request": request.pk, "kind": kind, "way": way},
    )
    notify(
        users=second,
        kind="access",
        text=_("Xác nhận đề nghị cấp lại đường vào của một tài khoản"),
        url=_queue_url(),
        at=at,
        key=f"access:{request.pk}:ask",
    )
    _tell_owner(
        request,
        _("Có đề nghị: {kind} cho tài khoản của ông/bà. Không phải ông/bà nhờ thì hủy ngay").format(
            kind=lower_first(request.get_kind_display())
        ),
        at,
        "ask",
    )
    return request


def _refuse_account(user: User, kind: str, way: str, at: datetime) -> None:
    """Raise NotNow when the account is shut, has no factor to take or no address for the mail."""
    if not user.is_active:
        raise NotNow(_("Tài khoản này đang khóa."))
    if kind == AccessRequest.Kind.FACTOR and not Authenticator.objects.filter(user=user).exists():
        raise NotNow(_("Tài khoản này chưa bật bước xác thực thứ hai."))
    if way == Way.MAIL and not recovery_address(user, at):
        raise NotNow(_("Cổng chưa biết địa chỉ thư nào của người này: chọn phiếu in."))


def open_request(
    user: User, kind: str, way: str, reason: str, by: User, at: datetime
) -> AccessRequest:
    """Write the request; one like it that nobody confirmed in seven days gives way. Raises NotNow
    when another waits.
    """
    stale = AccessRequest.objects.filter(
        user=user, kind=kind, state=State.OPEN, asked_at__lt=at - WAITS
    )
    stale.update(state=State.WITHDRAWN, decided_at=at, said=_("Quá 7 ngày không ai xác nhận."))
    try:
        with transaction.atomic():
            return AccessRequest.objects.create(
                user=user, kind=kind, way=way, reason=reason, asked_by=by, asked_at=at
            )
    except IntegrityError as twice:
        raise NotNow(
            _("Đã có một đề nghị như vậy đang chờ xác nhận."), back=_queue_url()
        ) from twice


def _tell_owner(asked: AccessRequest, text: str, at: datetime, stage: str) -> None:
    notify(
        users=[asked.user],
        kind="account",
        text=text,
        url=account_url(),
        at=at,
        key=f"access:{asked.pk}:owner:{stage}",
    )


def decide(asked: AccessRequest, state: str, by: User, at: datetime, said: str = "") -> None:
    rows = AccessRequest.objects.filter(pk=asked.pk, state=State.OPEN, asked_at__gte=at - WAITS)
    if rows.update(state=state, decided_by=by, decided_at=at, said=said) != 1:
        raise NotNow(_("Đề nghị này đã có kết quả hoặc đã quá 7 ngày."), back=_queue_url())
    asked.refresh_from_db()


@transaction.atomic
def confirm_access(*, asked: AccessRequest, by: User, at: datetime) -> AccessRequest:
    """The second line. A link goes out, or the slip can be printed; a factor is taken away at once:
    the owner, told, cannot work before.
    """
    require_second(asked, by, at)
    decide(asked, State.DONE, by, at)
    record(
        by=by,
        verb="confirm_access",
        obj=asked.user,
        at=at,
        label=asked.user.username,
        after={"request": asked.pk, "kind": asked.kind},
    )
    if asked.kind == AccessRequest.Kind.FACTOR:
        Authenticator.objects.filter(user=asked.user).delete()
        _tell_owner(
            asked,
            _("Bước xác thực thứ hai của tài khoản đã được bỏ theo đề nghị; bật lại khi đăng nhập"),
            at,
            "done",
        )
    else:
        make_link(user=asked.user, way=asked.way, at=at, request=asked)
        _tell_owner(
            asked,
            _(
                "Đã lập đường dẫn đặt mật khẩu cho tài khoản của ông/bà. Không phải ông/bà nhờ thì "
                "hủy ngay"
            ),
            at,
            "done",
        )
    notify(
        users=[asked.asked_by],
        kind="access",
        text=_("Đề nghị cấp lại đã được xác nhận"),
        url=_queue_url(),
        at=at,
        key=f"access:{asked.pk}:done",
    )
    return asked


@transaction.atomic
def refuse_access(*, asked: AccessRequest, reason: str, by: User, at: datetime) -> AccessRequest:
    require_second(asked, by, at)
    decide(asked, State.REFUSED, by, at, reason)
    record(
        by=by,
        verb="refuse_access",
        obj=asked.user,
        at=at,
        label=asked.user.username,
        after={"request": asked.pk},
    )
    notify(
        users=[asked.asked_by],
        kind="access",
        text=_("Đề nghị cấp lại không được xác nhận, xem lý do"),
        url=_queue_url(),
        at=at,
        key=f"access:{asked.pk}:no",
    )
    return asked


@transaction.atomic
def withdraw_access(*, asked: AccessRequest, by: User, at: datetime) -> AccessRequest:
    """The owner says they never asked, or who asked takes it back; a link already made dies, as
    long as it was not used.
    """
    if by.pk not in (asked.user_id, asked.asked_by_id):
        raise NotAllowed
    if asked.state == State.OPEN:
        decide(asked, State.WITHDRAWN, by, at)
    elif (
        SignInLink.objects.filter(request=asked, used_at=None, cancelled_at=None).update(
            cancelled_at=at
        )
        != 1
    ):
        raise NotNow(
            _(
                "Đề nghị này đã xong, không hủy được nữa. Nếu không phải ông/bà làm, báo ngay "
                "thanh tra."
            )
        )
    record(
        by=by,
        verb="withdraw_access",
        obj=asked.user,
        at=at,
        label=asked.user.username,
        after={"request": asked.pk},
    )
    people = [
        person for person in (asked.asked_by, asked.decided_by) if person and person.pk != by.pk
    ]
    notify(
        users=people,
        kind="access",
        text=_("Một đề nghị cấp lại đã bị hủy; xem lại với người đề nghị"),
        url=_queue_url(),
        at=at,
        key=f"access:{asked.pk}:off",
    )
    return asked
