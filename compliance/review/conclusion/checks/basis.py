"""Rows of the fairness record on the ground of a case and on who took part in it."""

from datetime import date

from compliance.core.presence import present
from compliance.incidents.checks import misapplied
from compliance.incidents.models import Incident, Outcome
from compliance.incidents.queries import without_excluded
from compliance.registry.models import User
from compliance.review.case.queries import disclosed
from compliance.review.conclusion.checks.outcomes import UNLIMITED, in_time
from compliance.review.conclusion.checks.precondition import (
    APART,
    INSIDE,
    Precondition,
    name_of,
    row_of,
)
from compliance.review.deadlines.queries import limits_of
from compliance.review.models import Conclusion, Protected, Triage
from compliance.rulebook.clocks import local_day


def basis(incident: Incident, conclusion: Conclusion | None, day: date) -> list[Precondition]:
    """What the case stands on, with the limitation as of `day`."""
    return [
        _cited(incident),
        _evidence(incident),
        _asked(incident),
        _in_time(incident, conclusion, day),
    ]


def _accepted(incident: Incident) -> Triage | None:
    """The triage that took the case up last."""
    rows = incident.triages.filter(decision=Triage.Decision.ACCEPTED).select_related("by")
    return rows.order_by("-at").first()


def _cited(incident: Incident) -> Precondition:
    """Asked before anything rests on a breach: that no provision applies is itself a way to find no
    violation.
    """
    cited, wrong = incident.allegations.exists(), misapplied(incident)
    return row_of(
        "basis",
        "provision",
        cited and not wrong,
        "Mỗi nội dung viện dẫn quy định có hiệu lực, áp dụng cho người này vào ngày xảy ra",
        f"quy định không áp dụng được: {'; '.join(wrong)}"
        if cited
        else "chưa viện dẫn quy định nào",
        "noi-dung-phan-anh",
        day=local_day(present(incident.happened_at)),
        always=False,
    )


def _evidence(incident: Incident) -> Precondition:
    """With what was neither relied on nor shown to the person, by number: whoever concludes may
    have read it, so the record says that it carries nothing.
    """
    evidence = incident.evidence.filter(removed_at=None)
    shown = [item.number for item in disclosed(incident)]
    apart = evidence.filter(relied_on=False).exclude(number__in=shown)
    names = ", ".join(f"CC-{number:02d}" for number in sorted({row.number for row in apart}))
    aside = f"; không cho xem và không dùng làm căn cứ: {names}" if names else ""
    count = evidence.count()
    return row_of(
        "basis",
        "evidence",
        count,
        f"Có chứng cứ ({count} mục){aside}",
        "không có chứng cứ",
        "chung-cu",
        day=local_day(incident.submitted_at),
    )


def _asked(incident: Incident) -> Precondition:
    """Every kind of protected speech was asked for (docs/law.md#protected-speech)."""
    triage = _accepted(incident)
    asked = bool(triage) and set(triage.scope) >= set(Protected.values)
    protected = [label for value, label in Protected.choices if triage and triage.scope.get(value)]
    return row_of(
        "basis",
        "protected",
        asked and not protected,
        "Đã hỏi từng nội dung được bảo vệ; không thuộc nội dung nào",
        (
            f"thuộc nội dung được bảo vệ: {', '.join(protected).lower()}"
            if protected
            else "chưa hỏi đủ các nội dung được bảo vệ khi thụ lý"
        ),
        "noi-dung-phan-anh",
        day=local_day(triage.at) if triage else None,
        who=name_of(triage.by) if triage else "",
        part="Người thụ lý",
    )


def _in_time(incident: Incident, conclusion: Conclusion | None, day: date) -> Precondition:
    """Whether the limitation leaves open what is proposed; before a proposal, discipline at all."""
    rules, limits = incident.rule_set, limits_of(incident, day)
    outcome = conclusion.outcome if conclusion else Outcome.DISCIPLINE
    told = limits.told(day)
    if outcome in UNLIMITED:
        told = f"Thời hiệu không áp dụng cho kết quả này. {told}"
    return row_of(
        "basis",
        "limitation",
        in_time(outcome, limits, day),
        told,
        told[:1].lower() + told[1:],
        "viec-tiep",
        day=day,
        rule=rules.limitation_basis or INSIDE if rules else INSIDE,
        always=False,
    )


def people(
    incident: Incident, conclusion: Conclusion | None, decider: User | None
) -> list[Precondition]:
    """Nobody takes two parts, and nobody related takes one."""
    triage = _accepted(incident)
    return [
        _triager_apart(incident, triage),
        _handler_apart(incident),
        _decider_apart(incident, triage, conclusion, decider),
    ]


def _triager_apart(incident: Incident, triage: Triage | None) -> Precondition:
    return row_of(
        "people",
        "triager_apart",
        triage and triage.by_id != incident.reporter.user_id,
        "Người thụ lý không phải người ghi nhận",
        "người thụ lý chính là người ghi nhận" if triage else "chưa có quyết định thụ lý",
        "dien-bien",
        day=local_day(triage.at) if triage else None,
        who=name_of(triage.by) if triage else "",
        part="Người thụ lý",
        rule=APART,
    )


def _handler_apart(incident: Incident) -> Precondition:
    handler = incident.handler
    free = (
        handler
        and handler.pk != incident.reporter.user_id
        and without_excluded(incident, User.objects.filter(pk=handler.pk)).exists()
    )
    return row_of(
        "people",
        "handler_apart",
        free,
        "Người phụ trách không ghi nhận, không có quan hệ liên quan",
        "người phụ trách là người ghi nhận hoặc có quan hệ liên quan; giao người khác",
        "viec-tiep",
        day=local_day(incident.accepted_at) if incident.accepted_at else None,
        who=name_of(handler),
        part="Thành viên phụ trách",
        rule=APART,
    )


def _drafted(conclusion: Conclusion) -> Conclusion:
    """The version that was proposed: what a review puts in its place is written by who decides."""
    while conclusion.amends_id:
        conclusion = present(conclusion.amends)
    return conclusion


def _decider_apart(
    incident: Incident,
    triage: Triage | None,
    conclusion: Conclusion | None,
    decider: User | None,
) -> Precondition:
    proposer = _drafted(conclusion).proposed_by if conclusion else None
    taken = {
        incident.reporter.user_id,
        triage.by_id if triage else None,
        proposer.pk if proposer else None,
    }
    outside = decider is None or (
        decider.pk not in taken
        and without_excluded(incident, User.objects.filter(pk=decider.pk)).exists()
    )
    return row_of(
        "people",
        "decider_apart",
        outside,
        "Người kết luận không ghi nhận, không thụ lý, không trình dự thảo",
        "người kết luận đã ghi nhận, thụ lý, trình dự thảo hoặc có quan hệ liên quan",
        "viec-tiep",
        who=name_of(decider),
        part="Người kết luận",
        rule=APART,
    )
