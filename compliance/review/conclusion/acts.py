"""Acts of the conclusion: proposed by the handler, concluded or sent back by the decider."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial

from django.db.models import QuerySet

from compliance.core.access import may
from compliance.core.language import _, in_sense
from compliance.core.roles import Do
from compliance.incidents.models import Incident, Invitation
from compliance.incidents.querysets import taken_by
from compliance.incidents.workflow import STEPS
from compliance.registry.models import User
from compliance.review.case.acts import Act, Waiting, fields
from compliance.review.case.queries import open_proposal
from compliance.review.case.receipt import last_who_could_review
from compliance.review.case.window import window_ends_before
from compliance.review.conclusion.actions import conclude, propose, send_back
from compliance.review.conclusion.checks.preconditions import (
    before_conclusion,
    before_proposal,
    in_short,
)
from compliance.review.conclusion.consistency import comparable, prior_shown
from compliance.review.conclusion.forms.conclusion import ConcludeForm, SendBackForm
from compliance.review.conclusion.forms.proposal import ProposeForm
from compliance.review.consultation.checks import consulted
from compliance.review.models import Conclusion, Opinion
from compliance.rulebook.clocks import local_day


def run_propose(incident: Incident, data: dict, common: dict):
    return propose(
        incident=incident,
        findings=data["findings"],
        outcome=data["outcome"],
        reasons=data["reasons"],
        departure=data.get("departure", ""),
        **common,
    )


def run_conclude(incident: Incident, data: dict, common: dict):
    return conclude(
        incident=incident,
        comment=data["comment"],
        intake_read=data.get("intake_read", False),
        **common,
    )


def proposed(incident: Incident, user: User, at: datetime) -> dict:
    """The proposal beside the person's earlier record and comparable cases."""
    proposal, day = open_proposal(incident), local_day(at)
    findings = (
        proposal.findings.select_related("allegation__provision__instrument").order_by(
            "allegation__number"
        )
        if proposal
        else []
    )
    return {
        "proposal": proposal,
        "prior": prior_shown(incident, user, day),
        "comparison": comparable(incident, user, day),
        "findings": findings,
        "review_goes_above": last_who_could_review(incident, user, day),
        "checks_below": True,  # beside the draft they are checked for
    }


def both_sides_said(incident: Incident) -> bool:
    """On a row of `handled`, which carries what each side said."""
    return all(getattr(incident, f"said_{side}") for side in Opinion.Side.values)


def proposals(user: User, day: date) -> Iterable[Waiting]:
    """Proposed conclusions waiting for the lead; for the chairs those about a head, and those no
    lead may conclude.
    """

    def named() -> QuerySet:
        """What they were named to decide themselves."""
        keys = user.invitations.live(day).filter(part=Invitation.Part.DECIDER).order_by()
        return _proposed_to(user).filter(pk__in=keys.values("incident_id"))

    def unnamed(concerns_head: bool) -> QuerySet:
        keys = user.invitations.live(day).filter(part=Invitation.Part.DECIDER).order_by()
        rest = _proposed_to(user).exclude(pk__in=keys.values("incident_id"))
        return rest.filter(concerns_head=concerns_head)

    others, of_heads = partial(unnamed, False), partial(unnamed, True)
    yield Waiting(in_sense("act", "Kết luận"), named)
    if may(user, Do.CONCLUDE):
        yield Waiting(in_sense("act", "Kết luận"), others)
    if may(user, Do.CONCLUDE_LEADERS):
        yield Waiting(_("Kết luận hồ sơ liên quan thủ trưởng đơn vị"), of_heads)
        if not may(user, Do.CONCLUDE):
            yield Waiting(
                in_sense("act", "Kết luận"),
                others,
                lambda rows, people: [
                    row.pk for row in rows if user.pk in people.who_can(row, "conclude")
                ],
            )


def _proposed_to(user: User) -> QuerySet:
    proposed = Incident.objects.visible_to(user).filter(
        conclusions__state=Conclusion.State.PROPOSED, suspended_at=None
    )
    return proposed.exclude(taken_by(user, STEPS["conclude"].never))


CONCLUDE = Act(
    verb="conclude",
    path="ket-luan",
    title=in_sense("act", "Kết luận"),
    intro=(
        _(
            "Kết luận đúng như dự thảo. Người được phản ánh được báo ngay, kèm quyền đề nghị xem "
            "xét lại."
        )
    ),
    button=_("Kết luận như dự thảo"),
    done=_("Đã kết luận. Người được phản ánh đã được báo."),
    way_back=(
        _(
            "Không sửa được sau khi kết luận. Người được phản ánh đề nghị xem xét lại được; sai "
            "thì Tổ trưởng hoặc Chủ tịch mở lại hồ sơ, kết luận cũ vẫn được giữ."
        )
    ),
    final=True,
    form=ConcludeForm,
    run=run_conclude,
    checks=before_conclusion,
    in_short=in_short,
    beside_file=True,
    opens_on=lambda standing: standing.window.opens_on,
    context=proposed,
    template="review/conclude.html",
    offered=lambda standing: bool(standing.proposal),
    precedence=100,
    since=lambda standing: standing.proposal.proposed_at if standing.proposal else None,
    waiting=proposals,
)
SEND_BACK = Act(
    verb="send_back",
    path="tra-du-thao",
    title=_("Trả lại dự thảo"),
    intro=_("Người trình sửa và trình lại."),
    button=_("Trả lại"),
    done=_("Đã trả lại dự thảo."),
    form=SendBackForm,
    run=fields(send_back, "comment"),
    context=proposed,
    beside_file=True,
    offered=lambda standing: bool(standing.proposal),
)
PROPOSE = Act(
    verb="propose",
    path="trinh-ket-luan",
    title=_("Trình kết luận"),
    intro=(
        _(
            "Nhận định từng nội dung, nêu đã xem xét giải trình thế nào, rồi đề nghị một kết quả. "
            "Người khác quyết định."
        )
    ),
    button=_("Trình kết luận"),
    done=_("Đã trình. Người có thẩm quyền kết luận được báo."),
    form=ProposeForm,
    run=run_propose,
    checks=before_proposal,
    beside_file=True,
    template="review/propose.html",
    offered=lambda standing: not standing.proposal,
    opens_on=lambda standing: standing.window.opens_on,
    precedence=110,
    after=consulted,
    handler_row=_("Trình kết luận"),
    awaits_handler=lambda incident, day: (
        not incident.proposed and not vars(incident)["held_up"] and both_sides_said(incident)
    ),
    handler_from=window_ends_before,
    handler_waits=_("Chờ hết thời hạn giải trình"),
)
ACTS = (
    CONCLUDE,
    SEND_BACK,
    PROPOSE,
)
