"""Accounts for a whole list at once: who has an address is sent a link, who has none gets a slip
that a second person signs for.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from compliance.audit.actions import record
from compliance.core.access import require
from compliance.core.language import _
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.outbox.actions import notify
from compliance.registry.actions.access import FIRST, decide, open_request
from compliance.registry.actions.accounts import mailed_at_once, new_account
from compliance.registry.actions.links import make_link
from compliance.registry.actions.seconds import NOBODY_CONFIRMS, SECOND, Confirmers
from compliance.registry.models import AccessRequest, StaffMember, User

Way = AccessRequest.Way


@transaction.atomic
def ask_first_accounts(*, users: Sequence[User], by: User, at: datetime) -> None:
    """Ask for the slips of new accounts, all at once: the second person is told once, of how many.
    Raises NotNow when nobody can confirm one of them.
    """
    require(by, Do.KEEP_FUNCTIONS)
    confirming, people = Confirmers(at), set()
    for user in users:
        second = confirming.of(by.pk, user.pk)
        if not second:
            raise NotNow(NOBODY_CONFIRMS)
        people |= second
        request = open_request(user, AccessRequest.Kind.FIRST, Way.SLIP, FIRST, by, at)
        after = {"request": request.pk, "kind": request.kind, "way": request.way}
        record(by=by, verb="ask_access", obj=user, at=at, label=user.username, after=after)
    notify(
        users=User.objects.filter(pk__in=people),
        kind="access",
        text=_("Xác nhận {count} tài khoản mới").format(count=len(users)),
        url=reverse("registry:new_accounts"),
        at=at,
        key=f"first_accounts:{by.pk}:{at.isoformat()}",
    )


@transaction.atomic
def confirm_first_accounts(*, requests: Sequence[AccessRequest], by: User, at: datetime) -> int:
    """The second line under new accounts, all at once; returns how many. One that has been decided
    meanwhile is left out. Raises NotAllowed when one of them is not for `by` to confirm.
    """
    confirming, signed = Confirmers(at), []
    for asked in requests:
        if by.pk not in confirming.of(asked.asked_by_id, asked.user_id):
            raise NotAllowed(SECOND)
        try:
            decide(asked, AccessRequest.State.DONE, by, at)
        except NotNow:
            continue
        after = {"request": asked.pk, "kind": asked.kind}
        user = asked.user
        record(by=by, verb="confirm_access", obj=user, at=at, label=user.username, after=after)
        make_link(user=user, way=asked.way, at=at, request=asked)
        signed.append(asked)
    for asker in {asked.asked_by for asked in signed}:
        notify(
            users=[asker],
            kind="access",
            text=_("Tài khoản mới đã được xác nhận: in phiếu để giao"),
            url=reverse("registry:new_accounts"),
            at=at,
            key=f"first_accounts_done:{asker.pk}:{at.isoformat()}",
        )
    return len(signed)


@transaction.atomic
def create_accounts(
    *, people: Sequence[StaffMember], names: Mapping[int, str], slips: bool, by: User, at: datetime
) -> tuple[int, int]:
    """Accounts for all of these at once: (links sent by mail, slips that wait for a second person).
    `names`: the login name by key of the person. By mail to whoever has an address, unless `slips`
    are wanted for all or the mail needs a second person too.

    Raises NotNow when one of them cannot be made: then none is.
    """
    mailed, printed = 0, []
    for staff in people:
        by_mail = staff.email and not slips and mailed_at_once(Way.MAIL, by)
        way = Way.MAIL if by_mail else Way.SLIP
        user = new_account(staff, names[staff.pk], way, by, at)
        if by_mail:
            make_link(user=user, way=way, at=at, first=True)
            mailed += 1
        else:
            printed.append(user)
    if printed:
        ask_first_accounts(users=printed, by=by, at=at)
    return mailed, len(printed)
