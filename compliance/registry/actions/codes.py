"""Another code for an office or a person: with a reason, on record; everything else of theirs stays
as it is.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from compliance.audit.actions import record
from compliance.core.access import require
from compliance.core.codes import refuse_citizen_id, require_code
from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.core.roles import Do
from compliance.registry.closing_blockers import code_changed
from compliance.registry.models import Office, StaffMember, User
from compliance.registry.renaming import renamed


def require_new_code(code: str) -> None:
    """Raises NotNow when a new code is not of the alphabet."""
    try:
        require_code(code)
    except ValidationError as wrong:
        raise NotNow(str(wrong.message)) from wrong


def require_new_staff_code(code: str) -> None:
    """Raises NotNow when a new code is not of the alphabet, or looks like the number of a
    citizen: that is kept nowhere.
    """
    require_new_code(code)
    try:
        refuse_citizen_id(code)
    except ValidationError as wrong:
        raise NotNow(str(wrong.message)) from wrong


@transaction.atomic
def change_staff_code(
    *, staff: StaffMember, code: str, reason: str, by: User, at: datetime
) -> StaffMember:
    """Give a person another code. Raises NotNow for a code that is taken or not of the alphabet, or
    without a reason.
    """
    require(by, Do.KEEP_REGISTRY)
    locked = (
        StaffMember.objects.select_for_update(of=("self",))
        .select_related("office")
        .get(pk=staff.pk)
    )
    former = _change(locked, code, reason)
    locked.fill_search()
    locked.save(update_fields=["code", "folded"])
    renamed(people=[locked.pk])
    record(
        by=by,
        verb="change_staff_code",
        obj=locked,
        at=at,
        label=code,
        before={"code": former},
        after={"code": code, "reason": reason},
    )
    return locked


@transaction.atomic
def change_office_code(*, office: Office, code: str, reason: str, by: User, at: datetime) -> Office:
    """Give an office another code; what was kept by the old one above follows. Raises NotNow as
    change_staff_code does.
    """
    require(by, Do.KEEP_REGISTRY)
    locked: Office = Office.objects.select_for_update().get(pk=office.pk)
    former = _change(locked, code, reason)
    locked.save(update_fields=["code", "folded"])
    code_changed(former, code)
    record(
        by=by,
        verb="change_office_code",
        obj=locked,
        at=at,
        label=locked.name,
        before={"code": former},
        after={"code": code, "reason": reason},
    )
    return locked


def _change(owner: Office | StaffMember, code: str, reason: str) -> str:
    """Set the code of a locked row; the former one comes back."""
    (require_new_staff_code if isinstance(owner, StaffMember) else require_new_code)(code)
    if not reason.strip():
        raise NotNow(_("Ghi lý do đổi mã."))
    if code == owner.code:
        raise NotNow(_("Mã mới giống mã đang dùng."))
    model: Any = type(owner)
    if model.objects.filter(code=code).exists():
        raise NotNow(_("Mã này đã được dùng."))
    former, owner.code = owner.code, code
    return former
