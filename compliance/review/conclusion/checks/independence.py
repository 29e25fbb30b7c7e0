"""Rows of the fairness record on who took part: nobody takes two parts, and nobody tied to the
person concerned takes one, whenever the tie became known. What such a person did is done anew by
somebody else; each row says which act, and by whom.

Asked of whoever acted, not of the present holder alone (Luật Phòng, chống tham nhũng 2018, Điều 23,
kept by analogy).
"""

from compliance.core.language import _, lower_first
from compliance.core.presence import present
from compliance.incidents.models import Incident
from compliance.incidents.queries import is_apart
from compliance.registry.models import User
from compliance.review.case.queries import (
    notices_of_round,
    opinion_of,
    opinions_of_round,
    read_with,
    standing_conclusion,
    this_round,
)
from compliance.review.conclusion.checks.precondition import (
    APART,
    Precondition,
    name_of,
    row_of,
)
from compliance.review.models import Conclusion, Notice, Opinion, Triage
from compliance.review.triage.queries import accepted_by, triage_is_tied
from compliance.rulebook.clocks import local_day


def people(
    incident: Incident, conclusion: Conclusion | None, decider: User | None
) -> list[Precondition]:
    triage = accepted_by(incident)
    return [
        _triager_apart(incident, triage),
        _handler_apart(incident),
        _notice_apart(incident),
        _proposer_apart(incident, conclusion),
        _decider_apart(incident, triage, conclusion, decider),
    ]


def _triager_apart(incident: Incident, triage: Triage | None) -> Precondition:
    """One row for who reported and who took it up: a row of its own for the reporter would say to
    whoever reads it who that is.
    """
    apart = triage and triage.by_id != incident.reporter.user_id
    anew = bool(apart and triage_is_tied(incident))
    note = (
        _("người thụ lý chính là người ghi nhận")
        if triage
        else _("chưa có quyết định thụ lý: Tổ trưởng, Tổ phó thực hiện “Xác nhận lại việc thụ lý”")
    )
    return row_of(
        "people",
        "triager_apart",
        apart and not anew,
        _(
            "Người thụ lý không phải người ghi nhận; việc thụ lý không do người có quan hệ liên "
            "quan"
        ),
        (
            _(
                "việc thụ lý phải xác nhận lại vì có quan hệ liên quan: Tổ trưởng, Tổ phó khác "
                "(hoặc Chủ tịch; không còn ai thì cấp trên) thực hiện “Xác nhận lại việc thụ lý”"
            )
            if anew
            else note
        ),
        "viec-tiep" if anew or not triage else "dien-bien",
        day=local_day(triage.at) if triage else None,
        who=name_of(triage.by) if triage else "",
        part=_("Người nhập quyết định của cấp trên")
        if triage and triage.paper_id
        else _("Người thụ lý"),
        rule=APART,
        always=not anew,
    )


def _handler_apart(incident: Incident) -> Precondition:
    handler = incident.handler
    free = handler and handler.pk != incident.reporter.user_id and is_apart(incident, handler.pk)
    return row_of(
        "people",
        "handler_apart",
        free,
        _("Người phụ trách không ghi nhận, không có quan hệ liên quan"),
        _("người phụ trách là người ghi nhận hoặc có quan hệ liên quan; giao người khác"),
        "viec-tiep",
        day=local_day(incident.accepted_at) if incident.accepted_at else None,
        who=name_of(handler),
        part=_("Thành viên phụ trách"),
        rule=APART,
    )


def notices_to_confirm(incident: Incident) -> list[Notice]:
    """Notices of this round whose sender turned out to be tied to the person concerned, and that
    nobody free has stood by since.
    """
    return [
        row
        for row in notices_of_round(incident)
        if not is_apart(incident, row.by_id) and not is_apart(incident, row.confirmed_by_id)
    ]


def _last_notice(incident: Incident) -> Notice | None:
    """Of this round, with who sent it and who stood by it."""
    if read_with(incident, "notices") is not None:
        return next(reversed(notices_of_round(incident)), None)
    rows = this_round(incident, Notice).select_related("by", "confirmed_by")
    return rows.order_by("-number").first()


def _notice_apart(incident: Incident) -> Precondition:
    notice = _last_notice(incident)
    by = (notice.confirmed_by or notice.by) if notice else None
    return row_of(
        "people",
        "notice_apart",
        not notices_to_confirm(incident),
        _("Thông báo do người không có quan hệ liên quan gửi hoặc xác nhận lại"),
        _(
            "thông báo do người có quan hệ liên quan gửi: người phụ trách mới thực hiện “Xác nhận "
            "lại thông báo”"
        ),
        "viec-tiep",
        day=local_day(notice.confirmed_at or notice.served_at) if notice else None,
        who=name_of(by),
        part=_("Người gửi thông báo") if notice else "",
        rule=APART,
        always=False,
    )


def drafted(conclusion: Conclusion) -> Conclusion:
    """The version that was proposed: what a review puts in its place is written by who decides."""
    while conclusion.amends_id:
        conclusion = present(conclusion.amends)
    return conclusion


def _proposer_apart(incident: Incident, conclusion: Conclusion | None) -> Precondition:
    first = drafted(conclusion) if conclusion else None
    return row_of(
        "people",
        "proposer_apart",
        first is None or is_apart(incident, first.proposed_by_id),
        _("Dự thảo do người không có quan hệ liên quan trình"),
        _(
            "dự thảo do người có quan hệ liên quan trình: trả lại dự thảo để người phụ trách mới "
            "trình lại"
        ),
        "viec-tiep",
        day=local_day(first.proposed_at) if first else None,
        who=name_of(first.proposed_by) if first else "",
        part=_("Người trình") if first else "",
        rule=APART,
    )


def _decider_apart(
    incident: Incident,
    triage: Triage | None,
    conclusion: Conclusion | None,
    decider: User | None,
) -> Precondition:
    proposer = drafted(conclusion).proposed_by if conclusion else None
    taken = {
        incident.reporter.user_id,
        triage.by_id if triage else None,
        proposer.pk if proposer else None,
    }
    outside = decider is None or (decider.pk not in taken and is_apart(incident, decider.pk))
    return row_of(
        "people",
        "decider_apart",
        outside,
        _("Người kết luận không ghi nhận, không thụ lý, không trình dự thảo"),
        _("người kết luận đã ghi nhận, thụ lý, trình dự thảo hoặc có quan hệ liên quan"),
        "viec-tiep",
        who=name_of(decider),
        part=_("Người kết luận"),
        rule=APART,
    )


def tied_acts(incident: Incident, conclusion: Conclusion | None) -> list[str]:
    """What people tied to the person concerned did in this round, in words without names; who
    reported and who took the case up are one.
    """
    acted = [
        (_("thụ lý"), triage_is_tied(incident)),
        (_("gửi thông báo"), bool(notices_to_confirm(incident))),
        *(
            (
                _("cho ý kiến ({label})").format(label=lower_first(Opinion.Side(side).label)),
                opinion_is_tied(incident, side),
            )
            for side in Opinion.Side.values
        ),
    ]
    if conclusion:
        proposer, decider = drafted(conclusion).proposed_by_id, conclusion.decided_by_id
        acted.append((_("trình dự thảo"), not is_apart(incident, proposer)))
        acted.append((_("kết luận"), bool(decider) and not is_apart(incident, decider)))
    return [words for words, tied in acted if tied]


def ties_after_conclusion(incident: Incident) -> list[str]:
    """tied_acts() of the conclusion that stands."""
    return tied_acts(incident, standing_conclusion(incident))


def opinion_is_tied(incident: Incident, side: str) -> bool:
    """Whether a side spoke in this round through somebody who does not count any more, and nobody
    else has since.
    """
    return bool(opinions_of_round(incident, side)) and opinion_of(incident, side) is None
