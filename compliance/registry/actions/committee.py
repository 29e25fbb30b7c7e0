"""How the committee is called from a day on. No second person signs: nobody is let in or judged by
it. It waits a day instead, everybody who answers for the names is told, and each of those who keep
them can take it back until it begins (docs/decisions/0088-committee-profile.md).
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from compliance.audit.actions import record
from compliance.core import committee
from compliance.core.access import require
from compliance.core.committee import MB, Committee
from compliance.core.language import _
from compliance.core.parameters import FIRST_DAY
from compliance.core.refusals import NotNow
from compliance.core.roles import CHAIRS, LEADS, Do, Kind
from compliance.outbox.actions import notify
from compliance.registry.committee import DAYS, LISTS, PLAIN, standing
from compliance.registry.models import CommitteeVersion, User
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day

DAY = timedelta(days=1)
TOLD = (*CHAIRS, *LEADS, Kind.ADMINISTRATOR, Kind.AUDITOR)


def first_day(at: datetime) -> date:
    """The first day a change may begin: today while no code and no signed paper bears the names,
    then tomorrow, so that what was issued today keeps what it was issued with.
    """
    return local_day(at) + DAY if committee.is_used() else local_day(at)


def columns_of(of: Committee) -> dict[str, Any]:
    """As the row holds it."""
    return {
        **{name: getattr(of, name) for name in (*PLAIN, *DAYS)},
        **{name: ",".join(getattr(of, name)) for name in LISTS},
        "day_mb": of.day_bytes // MB,
    }


@transaction.atomic
def change_committee(
    *, valid_from: date, basis: str, by: User, at: datetime, **said: Any
) -> CommitteeVersion:
    """From `valid_from` on the committee is called, signs and reports as `said` (the columns of
    CommitteeVersion). With the first row what the environment said until then becomes one, too.

    Raises NotNow for a day that is over, when a later change waits, and when nothing changes.
    """
    require(by, Do.KEEP_COMMITTEE)
    last = standing().last()
    _refuse_day(valid_from, last, at)
    before = columns_of(committee.given()) if last is None else _columns(last)
    after = {**before, **said}
    if last is not None and after == before:
        raise NotNow(_("Không có gì thay đổi so với thông tin đã ghi."))
    if last is None and not committee.given().lacking:
        CommitteeVersion.objects.create(
            **before, valid_from=FIRST_DAY, basis=_("Cấu hình khi cài đặt"), by=by, at=at
        )
    made = CommitteeVersion.objects.create(
        **after, valid_from=valid_from, basis=basis, by=by, at=at
    )
    committee.forget()
    changed = [name for name in after if last is None or after[name] != before[name]]
    record(
        by=by,
        verb="change_committee",
        obj=made,
        at=at,
        label=made.short_name,
        before={name: str(before[name] or "") for name in changed},
        after={name: str(after[name] or "") for name in changed}
        | {"from": valid_from.isoformat(), "basis": basis},
    )
    text = _("Thông tin cơ quan đổi từ ngày {valid_from:%d/%m/%Y}").format(valid_from=valid_from)
    _tell(f"{made.pk}:made", text, by, at)
    return made


def _columns(row: CommitteeVersion) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*PLAIN, *DAYS, *LISTS, "day_mb")}


def _refuse_day(day: date, last: CommitteeVersion | None, at: datetime) -> None:
    earliest = first_day(at)
    if day < earliest:
        raise NotNow(
            _(
                "Ngày có hiệu lực sớm nhất là {earliest:%d/%m/%Y}: văn bản đã có giữ nguyên thông "
                "tin lúc ban hành."
            ).format(earliest=earliest)
        )
    if last is None and day > local_day(at) and committee.given().lacking:
        raise NotNow(_("Cổng chưa có thông tin cơ quan: lần ghi đầu có hiệu lực từ hôm nay."))
    if last is not None and last.valid_from > local_day(at) and day <= last.valid_from:
        raise NotNow(
            _(
                "Đã ghi một thay đổi từ ngày {valid_from:%d/%m/%Y}; hủy thay đổi ấy trước, hoặc "
                "chọn ngày sau đó."
            ).format(valid_from=last.valid_from)
        )


@transaction.atomic
def take_back_committee(*, version: CommitteeVersion, by: User, at: datetime) -> None:
    """Take back a change that has not begun; the row stays in the history as taken back."""
    require(by, Do.KEEP_COMMITTEE)
    if version.valid_from <= local_day(at):
        raise NotNow(_("Thay đổi này đã có hiệu lực; ghi một thay đổi mới."))
    if standing().last() != version:
        raise NotNow(_("Chỉ hủy được thay đổi cuối cùng, khi chưa ai hủy."))
    waiting = CommitteeVersion.objects.filter(pk=version.pk, taken_back_at=None)
    if waiting.update(taken_back_at=at, taken_back_by=by) != 1:
        raise NotNow(_("Thay đổi này đã được hủy."))
    committee.forget()
    record(
        by=by,
        verb="take_back_committee",
        obj=version,
        at=at,
        label=version.short_name,
        before={"from": version.valid_from.isoformat()},
    )
    text = _("Đã hủy thay đổi thông tin cơ quan từ ngày {valid_from:%d/%m/%Y}").format(
        valid_from=version.valid_from
    )
    _tell(f"{version.pk}:back", text, by, at)


def _tell(occasion: str, text: str, by: User, at: datetime) -> None:
    people = holders(*TOLD, day=local_day(at)).exclude(pk=by.pk)
    notify(
        users=people,
        kind="committee",
        text=text,
        url=reverse("registry:committee"),
        at=at,
        key=f"committee:{occasion}",
    )
