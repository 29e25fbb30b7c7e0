"""Acts of the conclusion: proposed by the handler, concluded or sent back by the decider."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from compliance.core.access import may
from compliance.core.roles import Do
from compliance.incidents.models import Incident
from compliance.incidents.querysets import beyond_the_leads, taken_by
from compliance.incidents.workflow import STEPS
from compliance.registry.models import User
from compliance.review.case.acts import Act, fields
from compliance.review.case.queries import last_who_could_review, open_proposal
from compliance.review.conclusion.actions import conclude, propose, send_back
from compliance.review.conclusion.checks.preconditions import (
    before_conclusion,
    before_proposal,
    in_short,
)
from compliance.review.conclusion.consistency import comparable, prior_shown
from compliance.review.conclusion.forms.conclusion import ConcludeForm, SendBackForm
from compliance.review.conclusion.forms.proposal import ProposeForm
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
    }


def what_was_said(incident: Incident, user: User, at: datetime) -> dict:
    return {
        "answers": incident.answers.select_related("by").prefetch_related("files").order_by("-at"),
        "opinions": incident.opinions.select_related("by").order_by("at"),
        "notices": incident.notices.prefetch_related("deliveries__scan").order_by("-number"),
    }


def both_sides_said(incident: Incident) -> bool:
    """On a row of `handled`, which carries what each side said."""
    return all(getattr(incident, f"said_{side}") for side in Opinion.Side.values)


def proposals(user: User, day: date) -> Iterable[tuple[str, QuerySet]]:
    """Proposed conclusions waiting for the lead; for the chairs those about a head, and those no
    lead may conclude.
    """
    waiting = (
        Incident.objects.visible_to(user)
        .filter(conclusions__state=Conclusion.State.PROPOSED, suspended_at=None)
        .exclude(taken_by(user, STEPS["conclude"].never))
    )
    others = waiting.filter(concerns_head=False)
    if may(user, Do.CONCLUDE):
        yield "Kết luận", others
    if may(user, Do.CONCLUDE_LEADERS):
        yield "Kết luận hồ sơ liên quan thủ trưởng đơn vị", waiting.filter(concerns_head=True)
        if not may(user, Do.CONCLUDE):
            yield "Kết luận", waiting.filter(pk__in=beyond_the_leads(others, "conclude"))


CONCLUDE = Act(
    verb="conclude",
    path="ket-luan",
    title="Kết luận",
    intro=(
        "Kết luận đúng như dự thảo. Người được phản ánh được báo ngay, kèm quyền đề "
        "nghị xem xét lại."
    ),
    button="Kết luận như dự thảo",
    done="Đã kết luận. Người được phản ánh đã được báo.",
    form=ConcludeForm,
    run=fields(conclude, "comment"),
    checks=before_conclusion,
    in_short=in_short,
    context=proposed,
    template="review/conclude.html",
    offered=lambda standing: bool(standing.proposal),
    precedence=100,
    waiting=proposals,
)
SEND_BACK = Act(
    verb="send_back",
    path="tra-du-thao",
    title="Trả lại dự thảo",
    intro="Người trình sửa và trình lại.",
    button="Trả lại",
    done="Đã trả lại dự thảo.",
    form=SendBackForm,
    run=fields(send_back, "comment"),
    context=proposed,
    offered=lambda standing: bool(standing.proposal),
)
PROPOSE = Act(
    verb="propose",
    path="trinh-ket-luan",
    title="Trình kết luận",
    intro=(
        "Nhận định từng nội dung, nêu đã xem xét giải trình thế nào, rồi đề nghị một "
        "kết quả. Người khác quyết định."
    ),
    button="Trình kết luận",
    done="Đã trình. Người có thẩm quyền kết luận được báo.",
    form=ProposeForm,
    run=run_propose,
    checks=before_proposal,
    context=what_was_said,
    template="review/propose.html",
    offered=lambda standing: not standing.proposal,
    precedence=110,
    handler_row="Trình kết luận",
    awaits_handler=lambda incident, day: not incident.proposed and both_sides_said(incident),
)
ACTS = (
    CONCLUDE,
    SEND_BACK,
    PROPOSE,
)
