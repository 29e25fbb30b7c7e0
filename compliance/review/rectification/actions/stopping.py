"""End a review without a conclusion."""

from datetime import datetime

from django.db import transaction

from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.core.text import search_text
from compliance.incidents import custody, grants
from compliance.incidents.models import Incident
from compliance.incidents.transitions import transition
from compliance.registry.models import User
from compliance.review.case.notices import tell_handler, tell_person, tell_reporter
from compliance.review.case.queries import decisions_at_work, open_contest, papers_waiting
from compliance.review.conclusion.actions import replace_conclusion
from compliance.review.interruptions.actions import UNCONCLUDED
from compliance.review.models import (
    ClockEntry,
    Conclusion,
    Measure,
    Rectification,
    StoppedBecause,
)
from compliance.review.rectification.actions.wishes import ask, require_free
from compliance.review.rectification.models import REFERRED
from compliance.rulebook.clocks import local_day

__all__ = ["ask_stop"]


@transaction.atomic
def ask_stop(
    *,
    incident: Incident,
    because: str,
    reason: str,
    by: User,
    at: datetime,
    duplicate_of: Incident | None = None,
    referred_to: str = "",
    reference: str = "",
) -> Incident:
    """Ask to end the review without a conclusion. `reason` is what the person, if told, and the
    reporter read.

    Raises NotNow when something waits already, when what belongs elsewhere was not referred there,
    and where nobody else could decide.
    """
    require_free(incident)
    _require_stoppable(incident)
    _require_ground(because, duplicate_of, bool(referred_to and reference))
    row = Rectification(
        verb="stop",
        because=because,
        reason=reason,
        duplicate_of=duplicate_of if because == StoppedBecause.DUPLICATE else None,
        referred_to=referred_to,
        reference=reference,
    )
    return ask(incident, "ask_stop", row, by, at)


def why_not_stopped(incident: Incident) -> str:
    """What has to end first, by a procedure of its own; empty when nothing has."""
    if open_contest(incident):
        return _("Đang có đề nghị xem xét lại: quyết định việc đó, có thể hủy kết luận.")
    if papers_waiting(incident):
        return _("Có bản giấy chờ xác nhận: xác nhận hoặc trả lại trước.")
    if any(row.ended_on is None for row in decisions_at_work(incident)):
        return _(
            "Đã có quyết định của cấp có thẩm quyền: việc sửa, hủy theo trình tự khiếu nại quyết "
            "định đó."
        )
    return ""


def _require_stoppable(incident: Incident) -> None:
    if why := why_not_stopped(incident):
        raise NotNow(why)


def _require_ground(because: str, duplicate_of: Incident | None, referred: bool) -> None:
    if because not in StoppedBecause.values:
        raise NotNow(_("Chọn lý do dừng xem xét."))
    if because == StoppedBecause.DUPLICATE and duplicate_of is None:
        raise NotNow(_("Ghi mã hồ sơ bị trùng."))
    if because in REFERRED and not referred:
        raise NotNow(_("Việc thuộc nơi khác phải được chuyển: ghi nơi nhận và số chuyển."))


def stop(incident: Incident, row: Rectification, by: User, at: datetime) -> Incident:
    """End the review: nothing adverse stays, whoever was told learns of it with the reason."""
    _require_stoppable(incident)
    sealed = row.because == StoppedBecause.DENUNCIATION
    _end_pause(incident, at)
    fresh = transition(
        incident=incident,
        verb="stop",
        by=by,
        at=at,
        note=row.reason,
        after={"because": row.because},
        asked_by=None,
        suspended_at=None,
        due_on=None,
        sealed=sealed,
        folded=search_text(incident.code) if sealed else incident.folded,
        **{**UNCONCLUDED, "closed_at": at},
    )
    replace_conclusion(incident=fresh, because=Conclusion.Replaced.STOPPED, by=by, at=at)
    Measure.objects.filter(incident=fresh, cancelled_at=None).update(cancelled_at=at)
    if sealed:
        custody.seal(incident=fresh, by=by, at=at)
    grants.refresh(fresh, local_day(at))
    if fresh.told_at:
        tell_person(
            fresh, "stopped", _("Việc xem xét đã dừng, hồ sơ {code}").format(code=fresh.code), at
        )
    text = _("Việc xem xét {code} đã dừng, xem lý do").format(code=fresh.code)
    tell_reporter(fresh, "stopped_reporter", text, at)
    tell_handler(fresh, "stopped_handler", text, at)
    return fresh


def _end_pause(incident: Incident, at: datetime) -> None:
    """A pause that runs ends with the review."""
    ClockEntry.objects.filter(incident=incident, kind=ClockEntry.Kind.PAUSE, ends_on=None).update(
        ends_on=local_day(at)
    )
