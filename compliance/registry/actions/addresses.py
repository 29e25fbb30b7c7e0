"""The address of an account follows the staff list, and both mailboxes hear of it."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F, QuerySet

from compliance.audit.actions import keyed_hash, record
from compliance.core.addresses import account_url
from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.outbox.actions import enqueue, notify
from compliance.registry.models import AddressChange, StaffMember, User


@transaction.atomic
def follow_addresses(*, people: QuerySet[StaffMember], by: User | None, at: datetime) -> int:
    """Give the accounts of `people` the address the list has now; returns how many changed. Old and
    new mailbox are told, and the bell.
    """
    differing = (
        people.filter(user__isnull=False)
        .exclude(email=F("user__email"))
        .select_related("user")
        .order_by("pk")
    )
    changed = list(differing)
    for person in changed:
        _follow(person, by, at)
    return len(changed)


def _follow(person: StaffMember, by: User | None, at: datetime) -> None:
    user, new = present(person.user), person.email
    old = user.email
    User.objects.filter(pk=user.pk).update(email=new)
    EmailAddress.objects.filter(user=user).exclude(
        email__iexact=new
    ).delete()  # allauth's own copy, where there is one
    change = AddressChange.objects.create(user=user, old=old, new=new, by=by, at=at)
    record(
        by=by,
        verb="change_address",
        obj=user,
        at=at,
        label=user.username,
        before={"address": keyed_hash(old)},
        after={"address": keyed_hash(new)},
    )
    for side, address in (("old", old), ("new", new)):
        if address:
            enqueue(
                topic="address_changed",
                dedup_key=f"address_changed:{change.pk}:{side}",
                at=at,
                payload={"change": change.pk, "side": side},
            )
    text = _(
        "Địa chỉ thư của tài khoản đã đổi theo danh sách cán bộ; xác nhận nếu đúng, báo ngay nếu "
        "sai"
    )
    notify(
        users=[user],
        kind="account",
        text=text,
        url=account_url(),
        at=at,
        key=f"address:{change.pk}",
        mail=False,
    )


@transaction.atomic
def confirm_address(*, user: User, at: datetime) -> None:
    """The owner, signed in, says the new address is theirs: links and numbers go there
    from now on.
    """
    last = user.address_changes.order_by("-at", "-pk").first()
    if (
        last is None
        or AddressChange.objects.filter(pk=last.pk, confirmed_at=None).update(confirmed_at=at) != 1
    ):
        raise NotNow(_("Không có địa chỉ nào chờ xác nhận."), back=account_url())
    record(by=user, verb="confirm_address", obj=user, at=at, label=user.username)
