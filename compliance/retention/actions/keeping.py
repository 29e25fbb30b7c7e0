"""Terms of keeping, and the official file handed to the archive."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from compliance.audit.actions import keyed_hash, record
from compliance.core.access import require
from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.core.roles import Do
from compliance.incidents.models import Incident
from compliance.incidents.transitions import record_act
from compliance.registry.models import User
from compliance.retention.models import ArchiveHandover, Kind, RetentionTerm
from compliance.retention.terms import class_of, reviewed, rules
from compliance.rulebook.clocks import local_day

LONGEST = 1200


@transaction.atomic
def set_term(
    *, kind: str, months: int, valid_from: date, reason: str, by: User, at: datetime
) -> RetentionTerm:
    """A new term from a day on. Never from a past day, and never shorter than the file where a
    legal text stands behind it.
    """
    require(by, Do.RETAIN, _("Tổ trưởng, Tổ phó đặt thời hạn lưu."))
    base = reviewed()[kind]
    if valid_from < local_day(at):
        raise NotNow(_("Ngày áp dụng không được ở quá khứ."))
    if not 1 <= months <= LONGEST:
        raise NotNow(_("Số tháng từ 1 đến {longest}.").format(longest=LONGEST))
    if base.confidence != "K" and months < base.months:
        raise NotNow(
            _("Thời hạn này có văn bản quy định: không ngắn hơn {months} tháng.").format(
                months=base.months
            )
        )
    before = rules(valid_from)[kind].months
    try:
        with transaction.atomic():
            term = RetentionTerm.objects.create(
                kind=kind, months=months, valid_from=valid_from, reason=reason, by=by, at=at
            )
    except IntegrityError:
        raise NotNow(_("Đã có thời hạn khác áp dụng từ ngày này."))
    after = {"months": months, "valid_from": valid_from.isoformat(), "reason": keyed_hash(reason)}
    record(
        by=by,
        verb="set_term",
        obj=term,
        at=at,
        label=Kind(kind).label,
        before={"months": before},
        after=after,
    )
    return term


@transaction.atomic
def hand_to_archive(
    *, incident: Incident, handed_on: date, reference: str, by: User, at: datetime
) -> ArchiveHandover:
    """The official file lies in the archive now; the portal's copy may become due."""
    require(by, Do.HAND_TO_ARCHIVE, _("Đầu mối nội vụ hoặc Tổ trưởng ghi việc nộp lưu trữ."))
    if class_of(incident) not in (Kind.DISCIPLINE, Kind.COMPLAINT):
        raise NotNow(_("Chỉ hồ sơ đề nghị xem xét kỷ luật đã kết thúc mới nộp lưu trữ."))
    if handed_on > local_day(at) or handed_on < local_day(present(incident.closed_at)):
        raise NotNow(_("Ngày nộp lưu trữ nằm giữa ngày kết thúc hồ sơ và hôm nay."))
    row, created = ArchiveHandover.objects.get_or_create(
        incident=incident,
        defaults={"handed_on": handed_on, "reference": reference, "by": by, "at": at},
    )
    if not created:
        raise NotNow(_("Hồ sơ này đã ghi việc nộp lưu trữ."))
    record_act(
        incident=incident,
        verb="hand_to_archive",
        by=by,
        at=at,
        after={"handed_on": handed_on.isoformat()},
    )
    return row
