"""Letting somebody in again: an administrator asks, a second person confirms, the owner alone sets
the password. Nobody ever sees one.

Every request needs the second person, whoever it is about: a need that depended on functions or
open cases would tell who has one. The
second person is of the inspectorate or another administrator: neither reads case content nor
decides a case, so neither gains by being
somebody else; a lead, internal affairs or a chair may be a party to a case of the owner and are
asked only when there is nobody else (chairs).
"""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.urls import reverse

from compliance.audit.actions import record
from compliance.core.access import require
from compliance.core.addresses import account_url
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import CHAIRS, Do, Kind
from compliance.outbox.actions import enqueue, notify
from compliance.registry.models import TRIES, AccessRequest, SignInLink, User
from compliance.registry.models.access import WAITS
from compliance.registry.onetime import is_marked, is_number, link_of, mark_of, new_salt
from compliance.registry.queries import holders, recovery_address
from compliance.registry.signin import take_attempt
from compliance.rulebook.clocks import local_day

LINK_LIVES = timedelta(hours=24)
OWN_RESETS = 3  # links one address may be sent in a quarter of an hour
State, Way = AccessRequest.State, AccessRequest.Way


def _queue_url() -> str:
    """The page where requests wait for a second person."""
    return reverse("registry:access")


def confirmers(asked_by: User, owner: User, at: datetime) -> QuerySet:
    """Who may sign the second line: inspectorate and other administrators; the chairs when there is
    nobody else.
    """
    for kinds in ((Kind.AUDITOR, Kind.ADMINISTRATOR), CHAIRS):
        people = holders(*kinds, day=local_day(at)).exclude(pk__in=(asked_by.pk, owner.pk))
        if people.exists():
            return people
    return User.objects.none()


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
            "Không tự cấp lại cho mình: dùng “Quên mật khẩu” ở trang đăng nhập, hoặc nhờ quản trị"
            " khác."
        )
    way = "" if kind == AccessRequest.Kind.FACTOR else way
    _refuse_account(user, kind, way, at)
    second = confirmers(by, user, at)
    if not second.exists():
        raise NotNow(
            "Chưa có người thứ hai để xác nhận: giao chức năng thanh tra, hoặc thêm một quản trị hệ"
            " thống, rồi đề nghị lại."
        )
    request = _open_request(user, kind, way, reason, by, at)
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
        text="Xác nhận đề nghị cấp lại đường vào của một tài khoản",
        url=_queue_url(),
        at=at,
        key=f"access:{request.pk}:ask",
    )
    _tell_owner(
        request,
        f"Có đề nghị: {request.get_kind_display().lower()} cho tài khoản của ông/bà. Không phải"
        " ông/bà nhờ thì hủy ngay",
        at,
        "ask",
    )
    return request


def _refuse_account(user: User, kind: str, way: str, at: datetime) -> None:
    """Raise NotNow when the account is shut, has no factor to take or no address for the mail."""
    if not user.is_active:
        raise NotNow("Tài khoản này đang khóa.")
    if kind == AccessRequest.Kind.FACTOR and not Authenticator.objects.filter(user=user).exists():
        raise NotNow("Tài khoản này chưa bật bước xác thực thứ hai.")
    if way == Way.MAIL and not recovery_address(user, at):
        raise NotNow("Cổng chưa biết địa chỉ thư nào của người này: chọn phiếu in.")


def _open_request(
    user: User, kind: str, way: str, reason: str, by: User, at: datetime
) -> AccessRequest:
    """Write the request; one like it that nobody confirmed in seven days gives way. Raises NotNow
    when another waits.
    """
    stale = AccessRequest.objects.filter(
        user=user, kind=kind, state=State.OPEN, asked_at__lt=at - WAITS
    )
    stale.update(state=State.WITHDRAWN, decided_at=at, said="Quá 7 ngày không ai xác nhận.")
    try:
        with transaction.atomic():
            return AccessRequest.objects.create(
                user=user, kind=kind, way=way, reason=reason, asked_by=by, asked_at=at
            )
    except IntegrityError as twice:
        raise NotNow("Đã có một đề nghị như vậy đang chờ xác nhận.", back=_queue_url()) from twice


def _tell_owner(asked: AccessRequest, text: str, at: datetime, stage: str) -> None:
    notify(
        users=[asked.user],
        kind="account",
        text=text,
        url=account_url(),
        at=at,
        key=f"access:{asked.pk}:owner:{stage}",
    )


def waiting_for(user: User, at: datetime) -> list[AccessRequest]:
    """Requests that wait for the word of `user`."""
    rows = AccessRequest.objects.filter(state=State.OPEN, asked_at__gte=at - WAITS).select_related(
        "user__staff__office", "asked_by"
    )
    mine = rows.exclude(user=user).exclude(asked_by=user).order_by("asked_at", "pk")
    return [
        asked
        for asked in mine
        if confirmers(asked.asked_by, asked.user, at).filter(pk=user.pk).exists()
    ]


def _decide(asked: AccessRequest, state: str, by: User, at: datetime, said: str = "") -> None:
    rows = AccessRequest.objects.filter(pk=asked.pk, state=State.OPEN, asked_at__gte=at - WAITS)
    if rows.update(state=state, decided_by=by, decided_at=at, said=said) != 1:
        raise NotNow("Đề nghị này đã có kết quả hoặc đã quá 7 ngày.", back=_queue_url())
    asked.refresh_from_db()


def require_second(asked: AccessRequest, by: User, at: datetime) -> None:
    """Raise NotAllowed unless `by` may sign the second line of this request."""
    if not confirmers(asked.asked_by, asked.user, at).filter(pk=by.pk).exists():
        raise NotAllowed(
            "Việc này cần một người khác xác nhận: thanh tra hoặc quản trị khác, không phải người"
            " đề nghị, không phải chủ tài khoản."
        )


@transaction.atomic
def confirm_access(*, asked: AccessRequest, by: User, at: datetime) -> AccessRequest:
    """The second line. A link goes out, or the slip can be printed; a factor is taken away at once:
    the owner, told, cannot work before.
    """
    require_second(asked, by, at)
    _decide(asked, State.DONE, by, at)
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
            "Bước xác thực thứ hai của tài khoản đã được bỏ theo đề nghị; bật lại khi đăng nhập",
            at,
            "done",
        )
    else:
        make_link(user=asked.user, way=asked.way, at=at, request=asked)
        _tell_owner(
            asked,
            "Đã lập đường dẫn đặt mật khẩu cho tài khoản của ông/bà. Không phải ông/bà nhờ thì hủy"
            " ngay",
            at,
            "done",
        )
    notify(
        users=[asked.asked_by],
        kind="access",
        text="Đề nghị cấp lại đã được xác nhận",
        url=_queue_url(),
        at=at,
        key=f"access:{asked.pk}:done",
    )
    return asked


@transaction.atomic
def refuse_access(*, asked: AccessRequest, reason: str, by: User, at: datetime) -> AccessRequest:
    require_second(asked, by, at)
    _decide(asked, State.REFUSED, by, at, reason)
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
        text="Đề nghị cấp lại không được xác nhận, xem lý do",
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
        _decide(asked, State.WITHDRAWN, by, at)
    elif (
        SignInLink.objects.filter(request=asked, used_at=None, cancelled_at=None).update(
            cancelled_at=at
        )
        != 1
    ):
        raise NotNow(
            "Đề nghị này đã xong, không hủy được nữa. Nếu không phải ông/bà làm, báo ngay thanh"
            " tra."
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
        text="Một đề nghị cấp lại đã bị hủy; xem lại với người đề nghị",
        url=_queue_url(),
        at=at,
        key=f"access:{asked.pk}:off",
    )
    return asked


def make_link(
    *, user: User, way: str, at: datetime, request: AccessRequest | None = None
) -> SignInLink:
    """One live link a person: earlier ones die. By mail it goes to the address recovery may use."""
    SignInLink.objects.filter(user=user, used_at=None, cancelled_at=None).update(cancelled_at=at)
    address = recovery_address(user, at) if way == Way.MAIL else ""
    link = SignInLink.objects.create(
        user=user,
        way=way,
        request=request,
        address=address,
        made_at=at,
        ends_at=at + LINK_LIVES,
        salt=new_salt(),
        mark=mark_of(user),
    )
    if address:
        enqueue(
            topic="sign_in_link",
            dedup_key=f"sign_in_link:{link.pk}",
            at=at,
            payload={"link": link.pk},
        )
    return link


@transaction.atomic
def ask_own_reset(*, user: User, address: str, at: datetime) -> None:
    """Somebody who says they are `user` asks for a link at the sign-in page: it goes to the known
    address alone, a few times at most.
    The answer on screen is the same whatever happens here."""
    known = recovery_address(user, at)
    if not user.is_active or not known or known.lower() != address.strip().lower():
        return
    if not take_attempt(f"reset:{user.pk}", at, most=OWN_RESETS):
        return
    make_link(user=user, way=Way.MAIL, at=at)
    event = record(
        by=None, alias="Chưa rõ", verb="ask_own_reset", obj=user, at=at, label=user.username
    )
    text = "Có người xin đặt lại mật khẩu của ông/bà; đường dẫn đã gửi đến thư của ông/bà"
    notify(
        users=[user],
        kind="account",
        text=text,
        url=account_url(),
        at=at,
        key=f"own_reset:{event.seq}",
        mail=False,
    )


def live_link(token: str, at: datetime) -> SignInLink | None:
    """The link of a token when it still opens."""
    link = link_of(token)
    return link if link and link.is_live(at) and link.user.is_active and is_marked(link) else None


@transaction.atomic
def try_number(*, link: SignInLink, typed: str) -> bool:
    """The number the second person handed over; every try is counted before it is compared, the
    last one kills the link.
    """
    if SignInLink.objects.filter(pk=link.pk, tries__lt=TRIES).update(tries=F("tries") + 1) != 1:
        return False
    return is_number(link, typed)


@transaction.atomic
def use_link(*, link: SignInLink, password: str, at: datetime) -> User:
    """The owner sets the password; every session of the account ends. The second factor, where
    there is one, is still asked at sign-in.
    """
    if (
        SignInLink.objects.filter(
            pk=link.pk, used_at=None, cancelled_at=None, ends_at__gt=at
        ).update(used_at=at)
        != 1
    ):
        raise NotNow("Đường dẫn này đã dùng hoặc đã hết hạn.", back=reverse("account_login"))
    user = User.objects.get(pk=link.user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    event = record(
        by=user, verb="set_password", obj=user, at=at, label=user.username, after={"way": link.way}
    )
    text = (
        "Mật khẩu tài khoản của ông/bà vừa được đặt lại. Nếu không phải ông/bà làm, báo ngay quản"
        " trị hệ thống và thanh tra"
    )
    notify(
        users=[user],
        kind="account",
        text=text,
        url=account_url(),
        at=at,
        key=f"set_password:{event.seq}",
    )
    return user
