"""Preconditions as sentences: each with a tick or a cross, and where to mend it."""

from dataclasses import dataclass
from datetime import date

from compliance.incidents.models import Incident, Outcome
from compliance.refusals import NotNow
from compliance.review.models import Answer, Conclusion, Finding, Notice, Opinion
from compliance.review.queries import answered, last_notice, live_measures, open_contest, open_proposal, opinion_of, this_round
from compliance.review.tracks import awaiting_decision
from compliance.rulebook.models import StaffKind

ADVERSE = (Outcome.GUIDANCE, Outcome.ORAL_REMINDER, Outcome.WRITTEN_REMINDER, Outcome.DISCIPLINE, Outcome.REFERRED)
ABOVE_GUIDANCE = (Outcome.ORAL_REMINDER, Outcome.WRITTEN_REMINDER, Outcome.DISCIPLINE)
FOUND = (Finding.Result.ESTABLISHED, Finding.Result.PARTLY)


@dataclass(frozen=True)
class Check:
    """`says` reads as a fact when `ok`; `note` says what is missing and until when; `fix` is an anchor on the case page."""

    ok: bool
    says: str
    note: str = ""
    fix: str = ""


def require_all(checks: list[Check]) -> None:
    """Raise NotNow naming every cross."""
    missing = [check.note or check.says for check in checks if not check.ok]
    if missing:
        raise NotNow("Chưa thực hiện được: " + "; ".join(missing) + ".")


def heard(incident: Incident) -> list[Check]:
    """The person was told, was shown the evidence, and was heard."""
    told = this_round(incident, Notice).exists()
    kinds = set(this_round(incident, Answer).values_list("kind", flat=True))
    words = {"answer": "Đã có giải trình", "waiver": "Người được phản ánh không giải trình (có ghi nhận)", "silence": "Đã thông báo hai lần, không có trả lời"}
    answer = next((words[kind] for kind in ("answer", "waiver", "silence") if kind in kinds), "Đã có giải trình")
    return [
        Check(told, "Đã thông báo và cho xem chứng cứ", "" if told else "chưa gửi thông báo cho người được phản ánh", "viec-tiep"),
        Check(bool(kinds), answer, "" if kinds else "chưa có giải trình", "giai-trinh"),
    ]


def consulted(incident: Incident) -> list[Check]:
    """Both opinions are in, or overdue and recorded so."""
    found = []
    for side, who in ((Opinion.Side.UNIT, "Thủ trưởng đơn vị"), (Opinion.Side.AFFAIRS, "Đầu mối nội vụ")):
        opinion = opinion_of(incident, side)
        says = f"{who} đã cho ý kiến" if not (opinion and opinion.overdue) else f"{who} không cho ý kiến đúng hạn (có ghi nhận)"
        found.append(Check(opinion is not None, says, "" if opinion else f"{who.lower()} chưa cho ý kiến", "y-kien"))
    return found


def before_consult(incident: Incident) -> list[Check]:
    return heard(incident)


def before_proposal(incident: Incident) -> list[Check]:
    return [*heard(incident), *consulted(incident)]


def before_conclusion(incident: Incident) -> list[Check]:
    """Everything a conclusion needs; the case page shows the list, the action requires it."""
    proposal = open_proposal(incident)
    return [
        *before_proposal(incident),
        *(_proposal_checks(incident, proposal) if proposal else [Check(False, "Có dự thảo kết luận", "chưa trình dự thảo kết luận", "viec-tiep")]),
    ]


def _proposal_checks(incident: Incident, proposal: Conclusion) -> list[Check]:
    findings = list(proposal.findings.select_related("allegation__provision__instrument"))
    whole = len(findings) == incident.allegations.count() and all(f.reasons.strip() and f.answer_considered.strip() for f in findings)
    return [
        Check(whole, "Mỗi nội dung có nhận định, lý do và việc xem xét giải trình", "" if whole else "còn nội dung chưa có nhận định", "viec-tiep"),
        *outcome_checks(incident.staff_kind, proposal.outcome, [(f.result, f.allegation.provision.instrument.is_legal_basis) for f in findings]),
    ]


def outcome_checks(staff_kind: str, outcome: str, findings: list[tuple[str, bool]]) -> list[Check]:
    """Does the outcome follow from the findings? `findings` = [(result, cites a legal basis)]. Pure."""
    found = [basis for result, basis in findings if result in FOUND]
    follows = bool(found) if outcome in ADVERSE else not found
    checks = [Check(follows, "Kết quả phù hợp với nhận định", "" if follows else "kết quả không phù hợp với nhận định từng nội dung", "viec-tiep")]
    if outcome in ABOVE_GUIDANCE:
        checks.append(
            Check(
                any(found),
                "Có quy định pháp luật hoặc quy chế làm căn cứ",
                "" if any(found) else "trên mức hướng dẫn phải có căn cứ là luật, nghị định hoặc quy chế; công văn không đủ",
                "viec-tiep",
            )
        )
    if outcome == Outcome.DISCIPLINE:
        inside = staff_kind != StaffKind.KHAC
        checks.append(Check(inside, "Thuộc diện xem xét kỷ luật", "" if inside else "người này không thuộc diện xem xét kỷ luật", "viec-tiep"))
    return checks


def before_silence(incident: Incident, today: date) -> list[Check]:
    """A silence is recorded only after two notices whose windows have both run out."""
    notices = this_round(incident, Notice).count()
    last = last_notice(incident)
    over = bool(last and today > last.due_on)
    return [
        Check(notices >= 2, "Đã thông báo hai lần", "" if notices >= 2 else "phải thông báo lần hai"),
        Check(over, "Đã hết hạn giải trình", "" if over else f"hạn giải trình đến hết ngày {last.due_on:%d/%m/%Y}" if last else "chưa thông báo"),
        Check(not answered(incident), "Chưa có giải trình", "" if not answered(incident) else "đã có giải trình"),
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
        Check(done, "Đã giao biện pháp thực hiện" if needs else "Không cần biện pháp", "" if done else "chưa giao biện pháp theo kết luận", "bien-phap"),
        Check(verified, "Các biện pháp đã được xác nhận", "" if verified else "còn biện pháp chưa được xác nhận", "bien-phap"),
        *([Check(False, "Đã ghi kết quả của cấp có thẩm quyền", "chưa ghi kết quả của cấp có thẩm quyền", "bien-phap")] if waiting else []),
        Check(contest is None, "Không có đề nghị xem xét lại đang mở", "" if contest is None else "đang có đề nghị xem xét lại", "xem-xet-lai"),
    ]
