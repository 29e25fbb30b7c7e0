"""What each step of the review needs before it may be taken."""

from datetime import date, datetime

from compliance.incidents.models import Incident
from compliance.registry.models import User
from compliance.review.case.checks import Check
from compliance.review.case.queries import (
    answered,
    last_notice,
    live_measures,
    open_contest,
    open_extension,
    open_proposal,
    opinion_of,
    this_round,
    unreached,
)
from compliance.review.conclusion.checks.fairness import GROUPS, Precondition, fairness
from compliance.review.conclusion.checks.outcomes import ADVERSE
from compliance.review.measures.progress import awaiting_decision
from compliance.review.models import Answer, Conclusion, Notice, Opinion


def heard(incident: Incident) -> list[Check]:
    """The person was told, was shown the evidence, and was heard."""
    told = this_round(incident, Notice).exists()
    kinds = set(this_round(incident, Answer).values_list("kind", flat=True))
    words = {
        "answer": "Đã có giải trình",
        "waiver": "Người được phản ánh không giải trình (có ghi nhận)",
        "silence": "Đã thông báo hai lần, không có trả lời",
    }
    answer = next(
        (words[kind] for kind in ("answer", "waiver", "silence") if kind in kinds),
        "Đã có giải trình",
    )
    return [
        Check(
            told,
            "Đã thông báo và cho xem chứng cứ",
            "" if told else "chưa gửi thông báo cho người được phản ánh",
            "viec-tiep",
        ),
        Check(bool(kinds), answer, "" if kinds else "chưa có giải trình", "giai-trinh"),
    ]


def consulted(incident: Incident) -> list[Check]:
    """Both opinions are in, or overdue and recorded so."""
    found = []
    for side, who in (
        (Opinion.Side.UNIT, "Thủ trưởng đơn vị"),
        (Opinion.Side.AFFAIRS, "Đầu mối nội vụ"),
    ):
        opinion = opinion_of(incident, side)
        says = (
            f"{who} đã cho ý kiến"
            if not (opinion and opinion.overdue)
            else f"{who} không cho ý kiến đúng hạn (có ghi nhận)"
        )
        found.append(
            Check(
                opinion is not None,
                says,
                "" if opinion else f"{who.lower()} chưa cho ý kiến",
                "y-kien",
            )
        )
    return found


def before_consult(incident: Incident) -> list[Check]:
    """Heard, the notice in reach, and no wish for more time left unanswered."""
    late = unreached(incident)
    wish = open_extension(incident)
    return [
        *heard(incident),
        Check(
            not late,
            "Thông báo đã đến tay người được phản ánh",
            "" if not late else f"chưa ghi nhận việc giao thông báo lần {late[0].number}",
            "giai-trinh",
        ),
        Check(
            wish is None,
            "Không có đề nghị gia hạn chưa trả lời",
            "" if wish is None else "còn đề nghị gia hạn chưa trả lời",
            "viec-tiep",
        ),
    ]


def before_proposal(incident: Incident) -> list[Check]:
    return [*heard(incident), *consulted(incident)]


def before_conclusion(
    incident: Incident, at: datetime, decider: User | None = None
) -> list[Precondition]:
    """The fairness record of the open proposal: the whole of it for an adverse outcome, its core
    for any other.
    """
    return needed(fairness(incident, open_proposal(incident), decider, at), open_proposal(incident))


def needed(rows: list[Precondition], conclusion: Conclusion | None) -> list[Precondition]:
    """What `conclusion` must meet."""
    adverse = conclusion is None or conclusion.outcome in ADVERSE
    return [row for row in rows if adverse or row.always]


def in_groups(rows: list[Precondition]) -> list[tuple[str, list[Precondition]]]:
    """[(heading, rows)] in the order of the record."""
    return [
        (label, found)
        for key, label in GROUPS
        if (found := [row for row in rows if row.group == key])
    ]


def in_short(rows: list[Precondition]) -> list[Check]:
    """One line a group, for the rail of the case page."""
    return [
        Check(
            all(row.ok for row in found),
            f"{label}: {sum(row.ok for row in found)}/{len(found)}",
            "; ".join(row.missing for row in found if not row.ok),
        )
        for label, found in in_groups(rows)
    ]


def before_silence(incident: Incident, today: date) -> list[Check]:
    """A silence is recorded only after two notices whose windows have both run out."""
    notices = this_round(incident, Notice).count()
    last = last_notice(incident)
    over, late = bool(last and today > last.due_on), unreached(incident)
    return [
        Check(
            notices >= 2, "Đã thông báo hai lần", "" if notices >= 2 else "phải thông báo lần hai"
        ),
        Check(
            not late,
            "Cả hai thông báo đã đến tay",
            "" if not late else f"chưa ghi nhận việc giao thông báo lần {late[0].number}",
        ),
        Check(
            over,
            "Đã hết hạn giải trình",
            (
                ""
                if over
                else (
                    f"hạn giải trình đến hết ngày {last.due_on:%d/%m/%Y}"
                    if last
                    else "chưa thông báo"
                )
            ),
        ),
        Check(
            not answered(incident),
            "Chưa có giải trình",
            "" if not answered(incident) else "đã có giải trình",
        ),
    ]


def before_close(incident: Incident) -> list[Check]:
    """Nothing is left to do: measures verified, no contest open."""
    measures = list(live_measures(incident))
    needs = incident.outcome in ADVERSE
    done = bool(measures) if needs else True
    verified = all(measure.verified_at for measure in measures)
    contest = open_contest(incident)
    waiting = awaiting_decision(incident).exists()
    return [
        Check(
            done,
            "Đã giao biện pháp thực hiện" if needs else "Không cần biện pháp",
            "" if done else "chưa giao biện pháp theo kết luận",
            "bien-phap",
        ),
        Check(
            verified,
            "Các biện pháp đã được xác nhận",
            "" if verified else "còn biện pháp chưa được xác nhận",
            "bien-phap",
        ),
        *(
            [
                Check(
                    False,
                    "Đã ghi kết quả của cấp có thẩm quyền",
                    "chưa ghi kết quả của cấp có thẩm quyền",
                    "bien-phap",
                )
            ]
            if waiting
            else []
        ),
        Check(
            contest is None,
            "Không có đề nghị xem xét lại đang mở",
            "" if contest is None else "đang có đề nghị xem xét lại",
            "xem-xet-lai",
        ),
    ]
