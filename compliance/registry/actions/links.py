"""Links to set one's password with: made, tried, used once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from compliance.audit.actions import record
from compliance.core.addresses import account_url
from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.outbox.actions import enqueue, notify
from compliance.registry.models import TRIES, AccessRequest, SignInLink, User
from compliance.registry.onetime import is_marked, is_number, link_of, mark_of, new_salt
from compliance.registry.queries import recovery_address
from compliance.registry.signin import take_attempt

LINK_LIVES = timedelta(hours=24)
# the first link of an account opens nothing that was there before: it may wait for a weekend, and a
# slip for somebody who teaches in another valley
FIRST_LIVES: dict[str, timedelta] = {
    AccessRequest.Way.MAIL: timedelta(days=5),
    AccessRequest.Way.SLIP: timedelta(days=10),
}
OWN_RESETS = 3  # links one address may be sent in a quarter of an hour
Way = SignInLink.Way


def make_link(
    *,
    user: User,
    way: str,
    at: datetime,
    request: AccessRequest | None = None,
    first: bool = False,
) -> SignInLink:
    """One live link a person: earlier ones die. By mail it goes to the address recovery may use.
    The `first` of an account lives longer than one that opens it again.
    """
    first = first or bool(request and request.kind == AccessRequest.Kind.FIRST)
    SignInLink.objects.filter(user=user, used_at=None, cancelled_at=None).update(cancelled_at=at)
    address = recovery_address(user, at) if way == Way.MAIL else ""
    link = SignInLink.objects.create(
        user=user,
        way=way,
        request=request,
        address=address,
        made_at=at,
        ends_at=at + (FIRST_LIVES[way] if first else LINK_LIVES),
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
        by=None, alias=_("Chưa rõ"), verb="ask_own_reset", obj=user, at=at, label=user.username
    )
    text = _("Có người xin đặt lại mật khẩu của ông/bà; đường dẫn đã gửi đến thư của ông/bà")
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
        raise NotNow(_("Đường dẫn này đã dùng hoặc đã hết hạn."), back=reverse("account_login"))
    user = User.objects.get(pk=link.user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    event = record(
        by=user, verb="set_password", obj=user, at=at, label=user.username, after={"way": link.way}
    )
    text = _(
        "Mật khẩu tài khoản của ông/bà vừa được đặt lại. Nếu không phải ông/bà làm, báo ngay quản "
        "trị hệ thống và thanh tra"
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
