"""What moves the limitation, and which law the case is measured by. Each is a row with who, why and
the rule; dates are recomputed from the rows.
"""

from datetime import date, datetime

from django.db import transaction

from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.incidents.models import Incident
from compliance.incidents.transitions import transition
from compliance.registry.models import User
from compliance.review.case.notices import tell_handler, tell_person
from compliance.review.deadlines.clocks import read
from compliance.review.deadlines.queries import law_dates, laws_for, moved
from compliance.review.models import ClockEntry, PaperAct
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import RuleSet, StaffKind

__all__ = [
    "choose_law",
    "restart_limitation",
]

# the transition rule of each staff kind (docs/law.md#the-more-favourable-law): the law at the time
# of the act where it is more favourable
TRANSITION = {
    StaffKind.VIEN_CHUC: _("NĐ 234/2026/NĐ-CP, Điều 24"),
    StaffKind.CONG_CHUC: _("NĐ 172/2025/NĐ-CP, quy định chuyển tiếp"),
    StaffKind.CAN_BO: _("NĐ 172/2025/NĐ-CP, quy định chuyển tiếp"),
}
PUBLIC_SERVICE = (StaffKind.CAN_BO, StaffKind.CONG_CHUC, StaffKind.VIEN_CHUC)


@transaction.atomic
def restart_limitation(
    *,
    incident: Incident,
    kind: str,
    day: date,
    reason: str,
    by: User,
    at: datetime,
    paper: PaperAct,
) -> Incident:
    """Count the limitation from another day: a new violation inside the running period, or the end
    of the act found out later. Only the written conclusion of the competent body moves it
    (docs/law.md#clocks): `paper` is that conclusion, which `by` confirms.
    """
    today, acted = local_day(at), local_day(present(incident.happened_at))
    if not incident.limitation_ends:
        raise NotNow(_("Bộ quy tắc của hồ sơ không có thời hiệu."))
    if not acted <= day <= today:
        raise NotNow(
            _("Mốc tính phải từ ngày xảy ra ({acted:%d/%m/%Y}) đến hôm nay.").format(acted=acted)
        )
    if kind == ClockEntry.Kind.RESTART:
        _may_restart(incident, day, acted, today)
    row = ClockEntry.objects.create(
        incident=incident,
        kind=kind,
        starts_on=day,
        reason=reason,
        rule=present(incident.rule_set).limitation_basis,
        by=by,
        at=at,
    )
    dates = law_dates(incident, today)
    ClockEntry.objects.filter(pk=row.pk).update(moved=moved(incident, dates))
    fresh = transition(
        incident=incident,
        verb="restart_limitation",
        by=by,
        at=at,
        note=reason,
        after={"kind": kind, "day": day.isoformat()},
        paper=paper,
        **dates,
    )
    text = _("Mốc tính thời hiệu của hồ sơ {code} đã đổi").format(code=fresh.code)
    tell_person(fresh, "clock_restarted", text, at)
    if fresh.handler_id != by.pk:
        tell_handler(fresh, "clock_restarted_handler", text, at)
    return fresh


def _may_restart(incident: Incident, day: date, acted: date, today: date) -> None:
    if incident.staff_kind not in PUBLIC_SERVICE:
        raise NotNow(
            _(
                "Quy định tính lại thời hiệu khi có vi phạm mới chỉ áp dụng với cán bộ, công chức, "
                "viên chức."
            )
        )
    if day > present(incident.limitation_ends):
        raise NotNow(
            _(
                "Thời hiệu đã hết ngày {limitation_ends:%d/%m/%Y}; vi phạm sau ngày đó không làm "
                "thời hiệu tính lại."
            ).format(limitation_ends=incident.limitation_ends)
        )
    if day <= read(incident.clock_entries.all(), acted, today).counted_from:
        raise NotNow(_("Ngày có vi phạm mới phải sau mốc đang tính."))


@transaction.atomic
def choose_law(
    *, incident: Incident, rule_set: RuleSet, reason: str, by: User, at: datetime
) -> Incident:
    """Measure the case by another rule set in force since the act, because it is more favourable;
    or go back to the one it opened under.
    """
    today = local_day(at)
    if rule_set == incident.rule_set:
        raise NotNow(_("Hồ sơ đang áp dụng bộ quy tắc này."))
    if rule_set not in laws_for(incident, today):
        raise NotNow(
            _(
                "Chỉ chọn được bộ quy tắc có hiệu lực trong khoảng từ ngày xảy ra đến nay, đúng "
                "loại cán bộ."
            )
        )
    dates = law_dates(incident, today, rule_set)
    ClockEntry.objects.create(
        incident=incident,
        kind=ClockEntry.Kind.LAW,
        starts_on=today,
        reason=reason,
        rule=TRANSITION.get(StaffKind(incident.staff_kind), _("Áp dụng quy định có lợi hơn")),
        rule_set=rule_set,
        former_rule_set=incident.rule_set,
        moved=moved(incident, dates),
        by=by,
        at=at,
    )
    fresh = transition(
        incident=incident,
        verb="choose_law",
        by=by,
        at=at,
        note=reason,
        after={"from": present(incident.rule_set).code, "to": rule_set.code},
        rule_set=rule_set,
        **dates,
    )
    text = _("Hồ sơ {code} áp dụng bộ quy tắc khác").format(code=fresh.code)
    tell_person(fresh, "law_chosen", text, at)
    if fresh.handler_id != by.pk:
        text = _("Hồ sơ {code} áp dụng bộ quy tắc khác").format(code=fresh.code)
        tell_handler(fresh, "law_chosen_handler", text, at)
    return fresh
