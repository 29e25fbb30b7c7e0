"""A report of a measure that is not accepted."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from compliance.core.language import SOURCE, _
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.incidents.models import Incident
from compliance.incidents.transitions import transition
from compliance.registry.models import User
from compliance.review.case.notices import tell_measure_returned
from compliance.review.measures.actions.measures import (
    MISSING,
    refresh_due,
    refresh_spent,
    require_open,
)
from compliance.review.models import Measure, MeasureReturn
from compliance.rulebook.clocks import local_day

__all__ = ["return_measure"]

# of a report that was not accepted only what it said stays: how long it counts begins anew
NOT_REPORTED = ("carried_out_by", "carried_out_at", "effective_from", "lapses_on", "answer_by")


@transaction.atomic
def return_measure(
    *, incident: Incident, measure: Measure, reason: str, by: User, at: datetime
) -> Incident:
    """What was reported is not what was done, or not shown: whoever reported it does it again. The
    report stays beside the measure.

    Raises NotNow before it was reported, after it was confirmed, and once something of the
    procedure outside is recorded that began with it.
    """
    require_open(measure)
    if not measure.carried_out_at:
        raise NotNow(_("Biện pháp chưa được báo thực hiện."))
    if measure.answered_on or measure.milestones.exists() or measure.decisions.exists():
        raise NotNow(_("Đã ghi trả lời hoặc bước xử lý của cấp có thẩm quyền về biện pháp này."))
    reported_by = present(measure.carried_out_by)
    fresh = transition(
        incident=incident,
        verb="return_measure",
        by=by,
        at=at,
        note=reason,
        after={"measure": measure.pk},
    )
    with translation.override(SOURCE):
        said = _reported(measure)
    MeasureReturn.objects.create(
        measure=measure,
        said=said,
        proof_file=measure.proof_file,
        reported_by=reported_by,
        reported_at=present(measure.carried_out_at),
        reason=reason,
        by=by,
        at=at,
    )
    Measure.objects.filter(pk=measure.pk).update(**dict.fromkeys(NOT_REPORTED), proof_file=None)
    refresh_spent(fresh)
    refresh_due(fresh, local_day(at))
    text = _("Báo cáo biện pháp bị trả lại, xem lý do, hồ sơ {code}").format(code=fresh.code)
    tell_measure_returned(fresh, measure, reported_by, text, at)
    return fresh


def _reported(measure: Measure) -> list[list[str]]:
    """[[label, words]] of what was reported, as a Vietnamese page shows it."""
    said = []
    for name in dict.fromkeys((*MISSING, "present", "witness", "proof")):
        field: Any = measure._meta.get_field(name)
        value = getattr(measure, name)
        shown = getattr(measure, f"get_{name}_display", None)
        words = f"{value:%d/%m/%Y}" if isinstance(value, date) else str(shown() if shown else value)
        if value:
            said.append([str(field.verbose_name), words])
    return said
