"""Who takes part in a case: recused, invited, asked to be replaced; and what is done anew after
somebody who acted turned out to be tied to the person concerned.
"""

from datetime import date, datetime

from django.db import transaction

from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.core.roles import CHAIRS, Kind
from compliance.incidents.actions.exclusions import notify_goes_above
from compliance.incidents.models import Incident
from compliance.incidents.queries import (
    deciders,
    leads_of,
    unit_people,
    who_can,
    without_excluded,
)
from compliance.incidents.transitions import transition
from compliance.incidents.workflow import CONCLUDED, Status
from compliance.outbox.actions import notify
from compliance.registry.closing_blockers import hears_wall_rise
from compliance.registry.models import StaffMember, User
from compliance.registry.queries import holders
from compliance.review.case.notices import case_url, tell_handler, tell_leads, tell_person
from compliance.review.case.queries import open_proposal, standing_conclusion
from compliance.review.case.replacement import open_replacement
from compliance.review.conclusion.checks.independence import (
    notices_to_confirm,
    opinion_is_tied,
    tied_acts,
)
from compliance.review.models import Opinion, PaperAct, Protected, Triage
from compliance.review.triage.queries import (
    accepted_by,
    triage_goes_above,
    triage_to_confirm,
)
from compliance.rulebook.clocks import local_day

__all__ = ["answer_replacement", "ask_replacement", "confirm_notice", "confirm_triage"]


@transaction.atomic
def ask_replacement(
    *, incident: Incident, reason: str, by: User, at: datetime, paper: PaperAct | None = None
) -> Incident:
    """The person says somebody involved should stand aside. The leads are told; the reason stands
    in the story of the case.
    """
    fresh = transition(
        incident=incident, verb="ask_replacement", by=by, at=at, note=reason, paper=paper
    )
    text = _("Xem đề nghị thay người xử lý, hồ sơ {code}").format(code=fresh.code)
    tell_leads(fresh, "replacement", text, at)
    return fresh


@transaction.atomic
def answer_replacement(*, incident: Incident, reason: str, by: User, at: datetime) -> Incident:
    """What the leads did about it, or why nobody stands aside: the person reads it. To give the
    case to another and to record who stands aside are steps of their own, before it.

    Raises NotNow when nothing is asked.
    """
    if open_replacement(incident) is None:
        raise NotNow(_("Không có đề nghị thay người nào chờ trả lời."))
    fresh = transition(incident=incident, verb="answer_replacement", by=by, at=at, note=reason)
    words = _("Đề nghị thay người xử lý của ông/bà đã được trả lời")
    tell_person(fresh, "replacement_answered", words, at)
    return fresh


@transaction.atomic
def confirm_triage(
    *,
    incident: Incident,
    scope: dict[str, bool],
    reason: str,
    by: User,
    at: datetime,
    paper: PaperAct | None = None,
) -> Incident:
    """Another lead takes the decision to take the case up anew, with every question of the scope
    answered again, and has the triager's part from here on. A case reopened without one is taken up
    in the same way. `paper`: the level above decided, because nobody here may, and `by` confirms
    what was recorded of it.

    Raises NotNow when nothing asks for it, and for protected speech: such a case ends with no
    violation.
    """
    former = accepted_by(incident)
    _require_confirmable(incident, scope, paper, local_day(at))
    decided_before = deciders(incident, local_day(at)).exists()
    fresh = transition(
        incident=incident,
        verb="confirm_triage",
        by=by,
        at=at,
        note=reason,
        after={"confirms": former.pk if former else None},
        paper=paper,
        triaged_by=by,
    )
    if not deciders(fresh, local_day(at)).exists():
        _leaves_nobody(fresh, by, at, decided_before)
    Triage.objects.create(
        incident=fresh,
        decision=Triage.Decision.ACCEPTED,
        scope=scope,
        reason=reason,
        urgency=incident.urgency,
        confirms=former,
        paper=paper,
        by=by,
        at=at,
    )
    text = _("Việc thụ lý hồ sơ {code} đã xác nhận lại").format(code=fresh.code)
    tell_handler(fresh, "triage_confirmed", text, at)
    return fresh


def _require_confirmable(
    incident: Incident, scope: dict[str, bool], paper: PaperAct | None, day: date
) -> None:
    if not triage_to_confirm(incident):
        raise NotNow(_("Việc thụ lý không phải xác nhận lại."))
    if paper and not triage_goes_above(incident, day):
        raise NotNow(_("Còn người ở đây xác nhận lại việc thụ lý được; không chuyển cấp trên."))
    if set(scope) < set(Protected.values):
        raise NotNow(_("Phải trả lời đủ từng mục của phạm vi trước khi quyết định."))
    if any(scope.values()):
        raise NotNow(
            _(
                "Vụ việc thuộc nội dung được bảo vệ: không xác nhận việc thụ lý; hồ sơ chỉ có thể "
                "kết luận không vi phạm."
            )
        )


def _leaves_nobody(fresh: Incident, by: User, at: datetime, decided_before: bool) -> None:
    """Nobody here concludes once `by` has the triager's part. Where somebody else may confirm it is
    theirs to do; otherwise the level above names who concludes, and who enters that is told.
    """
    others = who_can(fresh, "confirm_triage", local_day(at)).exclude(pk=by.pk)
    if decided_before and others.exists():
        raise NotNow(
            _(
                "Người xác nhận là người thụ lý nên không kết luận; nếu ông/bà xác nhận thì không "
                "còn ai kết luận được. Đề nghị người khác có thẩm quyền xác nhận."
            )
        )
    if fresh.proposed_by_id:
        notify_goes_above(fresh, at)


@transaction.atomic
def confirm_notice(*, incident: Incident, reason: str, by: User, at: datetime) -> Incident:
    """The present handler, having read them, stands by the notices that a tied one sent. Raises
    NotNow when there is none.
    """
    asked = notices_to_confirm(incident)
    if not asked:
        raise NotNow(_("Không có thông báo nào phải xác nhận lại."))
    after = {"notices": [row.number for row in asked]}
    fresh = transition(
        incident=incident, verb="confirm_notice", by=by, at=at, note=reason, after=after
    )
    keys = [row.pk for row in asked]
    incident.notices.filter(pk__in=keys).update(confirmed_by=by, confirmed_at=at)
    return fresh


@hears_wall_rise
def point_out_ties(viewer: User, subject: StaffMember, at: datetime) -> None:
    """Somebody who acted in a case about `subject` turned out to be tied to them: the leads are
    told while it is open, the chairs too once it is concluded. Nothing is undone by itself.
    """
    cases = Incident.objects.filter(
        person=subject, submitted_at__isnull=False, disposed_at=None, sealed=False
    ).with_people()
    for incident in cases.select_related("handling_office", "reporter"):
        conclusion = standing_conclusion(incident) or open_proposal(incident)
        if tied_acts(incident, conclusion):
            _tell_tie(incident, viewer, at)


def _tell_tie(incident: Incident, viewer: User, at: datetime) -> None:
    day = local_day(at)
    people = leads_of(incident, day)
    if incident.status in CONCLUDED:
        people = people | without_excluded(incident, holders(*CHAIRS, day=day))
    notify(
        users=people,
        kind="tied",
        text=_("Hồ sơ {code}: có việc do người có quan hệ liên quan thực hiện, xem lại").format(
            code=incident.code
        ),
        url=case_url(incident),
        at=at,
        subject=incident,
        key=f"tied:{incident.pk}:{viewer.pk}",
    )
    if incident.status == Status.CONSULTING:
        _ask_again(incident, at)


def _ask_again(incident: Incident, at: datetime) -> None:
    """Whoever can speak for a side whose opinion does not count any more."""
    day = local_day(at)
    asked = {
        Opinion.Side.UNIT: unit_people(incident, day),
        Opinion.Side.AFFAIRS: without_excluded(incident, holders(Kind.INTERNAL_AFFAIRS, day=day)),
    }
    for side, people in asked.items():
        if opinion_is_tied(incident, side):
            notify(
                users=people,
                kind=f"opinion_{side}",
                text=_("Cho ý kiến về hồ sơ {code}").format(code=incident.code),
                url=case_url(incident),
                at=at,
                subject=incident,
                key=f"opinion_again:{incident.pk}:{side}:{incident.version}",
            )
