"""The fairness record: everything that must be true before anything adverse is concluded, computed
from the rows of the case.

Each precondition carries the day, the person and the rule. Nothing here judges; it says whether a
row is there.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.core.presence import present
from compliance.incidents.models import Incident
from compliance.incidents.queries import without_excluded
from compliance.registry.models import User
from compliance.review.case.checks import Check
from compliance.review.case.queries import active_account, opinion_of, this_round
from compliance.review.conclusion.checks.outcomes import FOUND, outcome_checks
from compliance.review.models import Answer, Conclusion, Notice, Opinion, Protected, Triage
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar

GROUPS = (
    ("basis", "Căn cứ"),
    ("people", "Người tham gia"),
    ("hearing", "Thông báo và giải trình"),
    ("opinions", "Ý kiến phối hợp"),
    ("conclusion", "Kết luận"),
)
INSIDE = "Quy trình nội bộ"
APART = "NĐ 234/2026/NĐ-CP, Điều 2 khoản 11 (áp dụng tương tự)"


@dataclass(frozen=True)
class Precondition(Check):
    """A check with its evidence: which row, when, by whom (name and part), by which rule."""

    key: str = ""
    group: str = ""
    day: date | None = None
    who: str = ""
    part: str = ""
    rule: str = INSIDE
    always: bool = True  # False: asked for only before an adverse outcome


def fairness(
    incident: Incident, conclusion: Conclusion | None, decider: User | None, at: datetime
) -> list[Precondition]:
    """The record as it stands at `at`; `decider` None: nobody has concluded yet."""
    return [
        *_basis(incident, local_day(_first_concluded(incident) or at)),
        *_people(incident, conclusion, decider),
        *_hearing(incident, local_day(at)),
        *_opinions(incident),
        *_conclusion(incident, conclusion),
    ]


def _first_concluded(incident: Incident) -> datetime | None:
    """Limitation stops running at the first conclusion of this round; a review of it does not start
    it again.
    """
    ended = this_round(incident, Conclusion).filter(
        state__in=(Conclusion.State.CONCLUDED, Conclusion.State.REPLACED), decided_at__isnull=False
    )
    return ended.order_by("decided_at").values_list("decided_at", flat=True).first()


def _name(user: User | None) -> str:
    return user.display_name if user else ""


def _row(
    group: str, key: str, ok: object, says: str, note: str, fix: str, **more: Any
) -> Precondition:
    return Precondition(
        ok=bool(ok), says=says, note="" if ok else note, fix=fix, key=key, group=group, **more
    )


def _basis(incident: Incident, day: date) -> list[Precondition]:
    happened = local_day(present(incident.happened_at))
    cited = [
        allegation.provision
        for allegation in incident.allegations.select_related("provision__instrument")
    ]
    out_of_force = [p for p in cited if not _in_force(p.instrument, happened)]
    evidence = incident.evidence.filter(removed_at=None).count()
    triage = (
        incident.triages.filter(decision=Triage.Decision.ACCEPTED)
        .select_related("by")
        .order_by("-at")
        .first()
    )
    asked = bool(triage) and set(present(triage).scope) >= set(Protected.values)
    protected = [label for value, label in Protected.choices if triage and triage.scope.get(value)]
    in_time = incident.limitation_ends is None or day <= incident.limitation_ends
    rules = incident.rule_set
    return [
        _row(
            "basis",
            "provision",
            cited and not out_of_force,
            "Mỗi nội dung viện dẫn quy định có hiệu lực vào ngày xảy ra",
            (
                f"có quy định không có hiệu lực vào ngày {happened:%d/%m/%Y}"
                if cited
                else "chưa viện dẫn quy định nào"
            ),
            "noi-dung-phan-anh",
            day=happened,
        ),
        _row(
            "basis",
            "evidence",
            evidence,
            f"Có chứng cứ ({evidence} mục)",
            "không có chứng cứ",
            "chung-cu",
            day=local_day(present(incident.submitted_at)),
        ),
        _row(
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
            who=_name(triage.by) if triage else "",
            part="Người thụ lý",
        ),
        _row(
            "basis",
            "limitation",
            in_time,
            (
                f"Còn thời hiệu (đến {incident.limitation_ends:%d/%m/%Y})"
                if incident.limitation_ends
                else "Bộ quy tắc không quy định thời hiệu"
            ),
            (
                f"đã hết thời hiệu ngày {incident.limitation_ends:%d/%m/%Y}"
                if incident.limitation_ends
                else ""
            ),
            "viec-tiep",
            day=day,
            rule=rules.limitation_basis or INSIDE if rules else INSIDE,
            always=False,
        ),
    ]


def _in_force(instrument: Any, day: date) -> bool:
    return instrument.valid_from <= day and (
        instrument.valid_to is None or day <= instrument.valid_to
    )


def _people(
    incident: Incident, conclusion: Conclusion | None, decider: User | None
) -> list[Precondition]:
    reporter = incident.reporter.user_id
    triage = (
        incident.triages.filter(decision=Triage.Decision.ACCEPTED)
        .select_related("by")
        .order_by("-at")
        .first()
    )
    handler = incident.handler
    free = (
        handler
        and handler.pk != reporter
        and without_excluded(incident, User.objects.filter(pk=handler.pk)).exists()
    )
    proposer = conclusion.proposed_by if conclusion else None
    taken = {reporter, triage.by_id if triage else None, proposer.pk if proposer else None}
    outside = decider is None or (
        decider.pk not in taken
        and without_excluded(incident, User.objects.filter(pk=decider.pk)).exists()
    )
    return [
        _row(
            "people",
            "triager_apart",
            triage and triage.by_id != reporter,
            "Người thụ lý không phải người ghi nhận",
            "người thụ lý chính là người ghi nhận" if triage else "chưa có quyết định thụ lý",
            "dien-bien",
            day=local_day(triage.at) if triage else None,
            who=_name(triage.by) if triage else "",
            part="Người thụ lý",
            rule=APART,
        ),
        _row(
            "people",
            "handler_apart",
            free,
            "Người phụ trách không ghi nhận, không có quan hệ liên quan",
            "người phụ trách là người ghi nhận hoặc có quan hệ liên quan; giao người khác",
            "viec-tiep",
            day=local_day(incident.accepted_at) if incident.accepted_at else None,
            who=_name(handler),
            part="Thành viên phụ trách",
            rule=APART,
        ),
        _row(
            "people",
            "decider_apart",
            outside,
            "Người kết luận không ghi nhận, không thụ lý, không trình dự thảo",
            "người kết luận đã ghi nhận, thụ lý, trình dự thảo hoặc có quan hệ liên quan",
            "viec-tiep",
            who=_name(decider),
            part="Người kết luận",
            rule=APART,
        ),
    ]


def _hearing(incident: Incident, day: date) -> list[Precondition]:
    notices = list(
        this_round(incident, Notice)
        .select_related("by")
        .prefetch_related("bundle", "deliveries")
        .order_by("number")
    )
    answers = list(this_round(incident, Answer).select_related("by").order_by("at"))
    answer = next(
        (row for kind in ("answer", "waiver", "silence") for row in answers if row.kind == kind),
        None,
    )
    return [
        _told(notices),
        _delivered(incident, notices, answer),
        _disclosed(incident, notices),
        _window(incident, notices, answers, day),
        _extension(incident),
        _answered(answer),
    ]


def _told(notices: list[Notice]) -> Precondition:
    first = notices[0] if notices else None
    how = "giao giấy" if first and first.paper else "qua tài khoản"
    return _row(
        "hearing",
        "told",
        first,
        f"Đã thông báo nội dung cho người được phản ánh ({how})",
        "chưa gửi thông báo cho người được phản ánh",
        "viec-tiep",
        day=local_day(first.served_at) if first else None,
        who=_name(first.by) if first else "",
        part="Thành viên phụ trách",
    )


def _delivered(incident: Incident, notices: list[Notice], answer: Answer | None) -> Precondition:
    """Opened, or handed over; or sent twice to an account in use without being opened, and the
    silence recorded.
    """
    opened = next((local_day(row.opened_at) for row in notices if row.opened_at), None)
    handed = next(
        (
            delivery
            for row in notices
            for delivery in sorted(row.deliveries.all(), key=lambda one: one.at)
            if delivery.reached
        ),
        None,
    )
    unopened = bool(
        answer
        and answer.kind == Answer.Kind.SILENCE
        and len(notices) >= 2
        and active_account(incident)
    )
    says = (
        f"Người được phản ánh đã mở thông báo và chứng cứ trên cổng ngày {opened:%d/%m/%Y}"
        if opened
        else (
            f"Thông báo giấy: {handed.get_how_display().lower()},"
            f" {handed.received_by or handed.witness}"
            if handed
            else (
                "Đã gửi hai lần qua tài khoản, không được mở xem (có ghi nhận)"
                if unopened
                else "Thông báo đến tay người được phản ánh"
            )
        )
    )
    return _row(
        "hearing",
        "delivered",
        opened or handed or unopened,
        says,
        "thông báo chưa được mở xem và chưa ghi nhận việc giao",
        "giai-trinh",
        day=opened or (handed.day if handed else None),
        who=handed.handed_by if handed and not opened else "",
        part="Người giao" if handed and not opened else "",
    )


def _disclosed(incident: Incident, notices: list[Notice]) -> Precondition:
    """Nothing is relied on that the person was not shown; a redacted copy stands under the number
    of its original.
    """
    shown = {item.number for row in notices for item in row.bundle.all()}
    relied = set(
        incident.evidence.filter(removed_at=None, relied_on=True).values_list("number", flat=True)
    )
    hidden = ", ".join(f"CC-{number:02d}" for number in sorted(relied - shown))
    return _row(
        "hearing",
        "disclosed",
        shown and not hidden,
        f"Đã cho xem mọi chứng cứ dùng làm căn cứ ({len(shown)} mục)",
        (
            f"chứng cứ dùng làm căn cứ chưa cho xem: {hidden}"
            if hidden
            else "chưa cho xem bộ chứng cứ"
        ),
        "chung-cu",
    )


def _window(
    incident: Incident, notices: list[Notice], answers: list[Answer], day: date
) -> Precondition:
    """Long enough; and when more was disclosed, over again or answered again."""
    rules = incident.rule_set
    wanted = rules.answer_workdays if rules else 5
    short = [
        row
        for row in notices
        if row.due_on < add_working_days(local_day(row.served_at), wanted, calendar())
    ]
    last = notices[-1] if notices else None
    more = (
        incident.steps.filter(verb="disclose_more")
        .order_by("-version")
        .values_list("at", flat=True)
        .first()
    )
    running = bool(
        last
        and more
        and more >= last.served_at
        and day <= last.due_on
        and not any(row.at > more for row in answers)
    )
    note = (
        f"thời gian giải trình về chứng cứ bổ sung còn đến hết {last.due_on:%d/%m/%Y}"
        if running
        else (
            f"thời gian giải trình ngắn hơn {wanted} ngày làm việc"
            if notices
            else "chưa mở thời gian giải trình"
        )
    )
    return _row(
        "hearing",
        "window",
        notices and not short and not running,
        f"Đủ {wanted} ngày làm việc để giải trình"
        + (f", đến hết {last.due_on:%d/%m/%Y}" if last else ""),
        note,
        "giai-trinh",
        day=last.due_on if last else None,
        rule=rules.step_basis if rules else INSIDE,
    )


def _extension(incident: Incident) -> Precondition:
    wishes = list(incident.extensions.select_related("decided_by").order_by("asked_at"))
    waiting = [row for row in wishes if row.granted is None]
    last = wishes[-1] if wishes else None
    says = (
        "Đề nghị gia hạn đã được trả lời"
        f" ({'chấp nhận' if last.granted else 'không chấp nhận, có lý do'})"
        if last and not waiting
        else "Không có đề nghị gia hạn chưa trả lời"
    )
    return _row(
        "hearing",
        "extension",
        not waiting,
        says,
        "còn đề nghị gia hạn chưa trả lời",
        "viec-tiep",
        day=local_day(last.decided_at) if last and last.decided_at else None,
        who=_name(last.decided_by) if last else "",
        part="Thành viên phụ trách" if last else "",
    )


def _answered(answer: Answer | None) -> Precondition:
    words = {
        "answer": "Người được phản ánh đã giải trình",
        "waiver": "Người được phản ánh không giải trình (có ghi nhận)",
        "silence": "Đã thông báo hai lần, không có trả lời (có ghi nhận)",
    }
    says = (
        words[answer.kind] if answer else "Có giải trình, hoặc việc không giải trình được ghi nhận"
    )
    entered = bool(answer and (answer.received_on or answer.kind == Answer.Kind.SILENCE))
    day = (answer.received_on or local_day(answer.at)) if answer else None
    return _row(
        "hearing",
        "answered",
        answer,
        says,
        "chưa có giải trình",
        "giai-trinh",
        day=day,
        who=_name(answer.by) if answer else "",
        part=(
            "Người nhập bản giấy, ghi nhận" if entered else "Người được phản ánh" if answer else ""
        ),
    )


def _opinions(incident: Incident) -> list[Precondition]:
    return [
        _opinion(incident, side, who)
        for side, who in (
            (Opinion.Side.UNIT, "Thủ trưởng đơn vị (hoặc cấp trên)"),
            (Opinion.Side.AFFAIRS, "Đầu mối nội vụ"),
        )
    ]


def _opinion(incident: Incident, side: str, who: str) -> Precondition:
    row = opinion_of(incident, side)
    says = (
        f"{who} không cho ý kiến đúng hạn (có ghi nhận)"
        if row and row.overdue
        else f"{who} đã cho ý kiến"
    )
    return _row(
        "opinions",
        f"opinion_{side}",
        row,
        says,
        f"{who[:1].lower()}{who[1:]} chưa cho ý kiến",
        "y-kien",
        day=local_day(row.at) if row else None,
        who=_name(row.by) if row else "",
        part=who,
    )


def _conclusion(incident: Incident, conclusion: Conclusion | None) -> list[Precondition]:
    if conclusion is None:
        return [
            _row(
                "conclusion",
                "proposed",
                False,
                "Có dự thảo kết luận",
                "chưa trình dự thảo kết luận",
                "viec-tiep",
            )
        ]
    findings = list(conclusion.findings.select_related("allegation__provision__instrument"))
    signed = {
        "day": local_day(conclusion.proposed_at),
        "who": _name(conclusion.proposed_by),
        "part": "Người trình",
    }
    every = len(findings) == incident.allegations.count()
    whole = every and all(f.reasons.strip() and f.answer_considered.strip() for f in findings)
    measured = every and all(
        f.standard.strip() and (f.severity or f.result not in FOUND) for f in findings
    )
    follows = outcome_checks(
        incident.staff_kind,
        conclusion.outcome,
        [(f.result, f.allegation.provision.instrument.is_legal_basis) for f in findings],
    )
    return [
        _row(
            "conclusion",
            "findings",
            whole,
            "Mỗi nội dung có nhận định, lý do và việc xem xét giải trình",
            "còn nội dung chưa có nhận định, lý do hoặc việc xem xét giải trình",
            "viec-tiep",
            **signed,
        ),
        _row(
            "conclusion",
            "standard",
            measured,
            "Mỗi nhận định nêu tiêu chuẩn và mức độ",
            "còn nhận định chưa nêu tiêu chuẩn hoặc mức độ",
            "viec-tiep",
            always=False,
            **signed,
        ),
        _row(
            "conclusion",
            "outcome",
            all(check.ok for check in follows),
            "Kết quả phù hợp với nhận định và căn cứ",
            "; ".join(check.note for check in follows if not check.ok),
            "viec-tiep",
            **signed,
        ),
        _compared(conclusion, signed),
        _contestable(incident),
    ]


def _compared(conclusion: Conclusion, signed: dict) -> Precondition:
    seen = conclusion.compared
    departs = bool(seen and seen.get("departs"))
    ok = seen is not None and (not departs or conclusion.departure.strip())
    total = seen.get("total", 0) if seen else 0
    says = (
        f"Đã xem {total} hồ sơ tương tự" + (", nêu lý do vì sao khác" if departs else "")
        if total
        else "Đã tìm hồ sơ tương tự, không có hồ sơ nào"
    )
    note = (
        "kết quả khác mọi hồ sơ tương tự mà chưa nêu lý do"
        if departs
        else "chưa xem các hồ sơ tương tự"
    )
    return _row("conclusion", "compared", ok, says, note, "viec-tiep", always=False, **signed)


def _contestable(incident: Incident) -> Precondition:
    days = incident.rule_set.contest_workdays if incident.rule_set else 0
    return _row(
        "conclusion",
        "contest_told",
        days,
        f"Người được phản ánh được báo quyền đề nghị xem xét lại trong {days} ngày làm việc",
        "bộ quy tắc không có thời hạn đề nghị xem xét lại",
        "viec-tiep",
        always=False,
    )
