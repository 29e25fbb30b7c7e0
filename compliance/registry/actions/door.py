"""Numbers for the person's own door: a password alone opens neither the evidence about somebody nor
the copy of their data.

By mail: six digits, a quarter of an hour, once. On the paper notice: ten digits, sixty days, for
whoever has neither a mailbox nor a factor.
"""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F, Q, QuerySet

from compliance.audit.actions import record
from compliance.core.addresses import own_door_url
from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.outbox.actions import enqueue
from compliance.registry.models import TRIES, DoorCode, User
from compliance.registry.onetime import is_number, new_salt
from compliance.registry.queries import recovery_address
from compliance.registry.signin import give_back, take_attempt

MAIL_LIVES, PAPER_LIVES = timedelta(minutes=15), timedelta(days=60)
SENT_AT_MOST = 5  # numbers in a quarter of an hour
PAPER_TRIES = 20
PROVEN_AFTER = timedelta(days=7)
TOO_MANY = _("Quá nhiều mã sai. Chờ 15 phút rồi thử lại.")


def factor_counts(user: User, now: datetime) -> bool:
    """Whether a second factor of `user` opens the door: one set up a week ago (its owner was told
    then), or one after whose setting up a
    number from the mailbox or the paper was typed. Otherwise whoever has the password alone would
    set up their own and walk in.
    """
    factors = Authenticator.objects.filter(user=user).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    oldest = factors.order_by("created_at").values_list("created_at", flat=True).first()
    if oldest is None:
        return False
    return (
        oldest <= now - PROVEN_AFTER
        or DoorCode.objects.filter(user=user, used_at__gte=oldest).exists()
    )


@transaction.atomic
def send_door_code(*, user: User, at: datetime) -> DoorCode:
    """A new number to the known address; the one before is dead. Raises NotNow after SENT_AT_MOST
    in a quarter of an hour.
    """
    if not take_attempt(f"door-sent:{user.pk}", at, most=SENT_AT_MOST):
        raise NotNow(
            _("Đã gửi nhiều mã trong ít phút. Dùng mã trong thư mới nhất, hoặc chờ 15 phút."),
            back=own_door_url(),
        )
    DoorCode.objects.filter(user=user, way=DoorCode.Way.MAIL, used_at=None, ends_at__gt=at).update(
        ends_at=at
    )
    code = DoorCode.objects.create(
        user=user,
        way=DoorCode.Way.MAIL,
        address=recovery_address(user, at),
        made_at=at,
        ends_at=at + MAIL_LIVES,
        salt=new_salt(),
    )
    if code.address:
        enqueue(
            topic="door_code", dedup_key=f"door_code:{code.pk}", at=at, payload={"code": code.pk}
        )
    return code


def live_codes(user: User, at: datetime) -> QuerySet:
    """Numbers that open the door of `user` now."""
    mail = Q(way=DoorCode.Way.MAIL, used_at=None, tries__lt=TRIES)
    paper = Q(way=DoorCode.Way.PAPER, tries__lt=PAPER_TRIES)
    return DoorCode.objects.filter(mail | paper, user=user, ends_at__gt=at).order_by(
        "-made_at", "-pk"
    )


@transaction.atomic
def paper_code(*, user: User, about: str, at: datetime) -> DoorCode:
    """The number printed on the notice `about`: the same each time it is printed, a new one when
    the old has ended or was guessed at.
    """
    live = live_codes(user, at).filter(way=DoorCode.Way.PAPER, about=about).first()
    return live or DoorCode.objects.create(
        user=user,
        way=DoorCode.Way.PAPER,
        about=about,
        made_at=at,
        ends_at=at + PAPER_LIVES,
        salt=new_salt(),
    )


@transaction.atomic
def type_door_code(*, user: User, typed: str, at: datetime) -> bool:
    """Whether `typed` opens the door. Each try is counted before it is compared; a number from a
    mail opens once.

    Raises NotNow after ten wrong ones in a quarter of an hour."""
    share = f"door:{user.pk}"
    if not take_attempt(share, at):
        raise NotNow(TOO_MANY, back=own_door_url())
    codes = list(live_codes(user, at))
    DoorCode.objects.filter(pk__in=[code.pk for code in codes]).update(tries=F("tries") + 1)
    right = next((code for code in codes if is_number(code, typed)), None)
    if right is None or not _use(right, at):
        record(
            by=None,
            alias=_("Chưa rõ"),
            verb="door_code_failed",
            obj=user,
            at=at,
            label=user.username,
        )
        return False
    DoorCode.objects.filter(pk__in=[code.pk for code in codes]).update(tries=F("tries") - 1)
    give_back(share, at)
    record(
        by=user,
        verb="door_code_used",
        obj=user,
        at=at,
        label=user.username,
        after={"way": right.way},
    )
    return True


def _use(code: DoorCode, at: datetime) -> bool:
    """The first of several presses wins where a number opens once."""
    if code.way == DoorCode.Way.PAPER:
        return DoorCode.objects.filter(pk=code.pk).update(used_at=at) == 1
    return DoorCode.objects.filter(pk=code.pk, used_at=None).update(used_at=at) == 1
