"""The last day of a post beside the main one, taking it back on the day it was written, and taking
back a post that has not begun.
"""

from datetime import date, datetime

from django.db import transaction

from compliance.audit.actions import record
from compliance.core.access import require
from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.core.roles import Do
from compliance.registry.actions.apart import posts_apart
from compliance.registry.actions.postings import (
    DAY,
    MAIN,
    SECOND,
    SECONDMENT,
    _follow,
    _locked,
    _main_on,
)
from compliance.registry.models import Office, Posting, User
from compliance.rulebook.clocks import local_day


@transaction.atomic
def end_posting(*, posting: Posting, last_day: date, by: User, at: datetime) -> Posting:
    """The last day of a second post, a secondment or a leave. A main post ends by a transfer or by
    leaving.
    """
    require(by, Do.KEEP_REGISTRY)
    _locked(posting.staff)
    to = _back_to(posting, at)
    posts_apart(posting.staff, by, local_day(at), *to, beside=posting.kind == SECOND)
    if posting.kind == MAIN:
        raise NotNow(_("Vị trí chính kết thúc khi chuyển vị trí hoặc thôi việc."))
    if last_day < posting.valid_from:
        raise NotNow(
            _("Việc này bắt đầu từ {valid_from:%d/%m/%Y}; chưa bắt đầu thì hủy.").format(
                valid_from=posting.valid_from
            )
        )
    again = posting.ended_on(local_day(at))
    Posting.objects.filter(pk=posting.pk).update(
        valid_to=last_day,
        ended_at=at,
        ended_by=by,
        from_before=posting.valid_from,
        to_before=posting.to_before if again else posting.valid_to,
    )
    _follow(posting.staff, at)
    record(
        by=by,
        verb="end_posting",
        obj=posting.staff,
        at=at,
        label=posting.staff.code,
        after={"kind": posting.kind, "last_day": last_day.isoformat()},
    )
    posting.refresh_from_db()
    return posting


@transaction.atomic
def resume_posting(*, posting: Posting, by: User, at: datetime) -> Posting:
    """Take back a last day on the day it was written: what stood before goes on."""
    require(by, Do.KEEP_REGISTRY)
    _locked(posting.staff)
    to = (posting.office, *_back_to(posting, at))
    posts_apart(posting.staff, by, local_day(at), *to, beside=posting.kind == SECOND)
    if not posting.ended_on(local_day(at)):
        raise NotNow(_("Chỉ bỏ được ngày cuối ghi trong hôm nay; sau đó ghi một vị trí mới."))
    same = posting.staff.postings.filter(kind=posting.kind, office=posting.office)
    if same.exclude(pk=posting.pk).apart_from_ended(present(posting.valid_to) + DAY).exists():
        raise NotNow(_("Sau ngày cuối này đã ghi một vị trí khác; hủy vị trí đó trước."))
    Posting.objects.filter(pk=posting.pk).update(
        valid_to=posting.to_before, ended_at=None, ended_by=None, from_before=None, to_before=None
    )
    _follow(posting.staff, at)
    record(by=by, verb="resume_posting", obj=posting.staff, at=at, label=posting.staff.code)
    posting.refresh_from_db()
    return posting


def _back_to(posting: Posting, at: datetime) -> list[Office]:
    """Where a secondment that ends sends its person back to; of a second post the office left."""
    if posting.kind == SECOND:
        return [posting.office]
    main = _main_on(posting.staff, local_day(at)) if posting.kind == SECONDMENT else None
    return [main.office] if main else []


@transaction.atomic
def take_back_posting(*, posting: Posting, by: User, at: datetime) -> None:
    """Take back what has not begun; the main post before goes on."""
    require(by, Do.KEEP_REGISTRY)
    _locked(posting.staff)
    beside = posting.kind == SECOND
    posts_apart(posting.staff, by, local_day(at), posting.office, beside=beside)
    if posting.valid_from <= local_day(at):
        raise NotNow(_("Việc này đã có hiệu lực; ghi một thay đổi mới hoặc đính chính."))
    staff = posting.staff
    record(
        by=by,
        verb="take_back_posting",
        obj=staff,
        at=at,
        label=staff.code,
        before={"office": posting.office.code, "from": posting.valid_from.isoformat()},
    )
    if posting.kind == MAIN:
        before = staff.postings.filter(kind=MAIN, valid_to=posting.valid_from - DAY)
        posting.delete()
        before.update(valid_to=None)
    else:
        posting.delete()
    _follow(staff, at)
