"""Telling the outcome: the written reminder (not a form of discipline) and the notice of result
with the way to contest it.
"""

from compliance.core.presence import present
from compliance.incidents.models import Incident
from compliance.papers.paper import Section, Table, day_in_words, ordinal
from compliance.review.case.queries import standing_conclusion
from compliance.review.documents.composing.heads import Head
from compliance.review.documents.composing.wording import bases, cited, happened, lines, person
from compliance.rulebook.clocks import local_day


def _on(incident: Incident) -> str:
    """The day or days of the act, without an hour."""
    words = happened(incident)
    if present(incident.happened).hour:
        words = day_in_words(present(incident.happened).first)
    return words[:1].upper() + words[1:]


def reminder(incident: Incident, given: dict, head: Head) -> dict:
    who = incident.person.get_salutation_display()
    conclusion = standing_conclusion(incident)
    months = incident.rule_set.reminder_months
    facts = [
        (
            f"{_on(incident)}, {who}"
            f" {incident.person.full_name} có hành vi thuộc nội dung sau, đã được kết luận"
            f" {day_in_words(local_day(conclusion.decided_at))}:"
        ),
        *(
            f"- Nội dung {row.allegation.number}. {row.allegation.provision.get_category_display()}"
            f" ({cited(row.allegation.provision)}): {row.get_result_display().lower()}."
            f" {row.reasons}"
            for row in _found(conclusion)
        ),
    ]
    return {
        "kind": "THÔNG BÁO",
        "subject": f"Nhắc nhở bằng văn bản đối với {who} {incident.person.full_name}",
        "bases": bases(incident),
        "sections": [
            Section(
                "", [f"{head.called} thông báo nhắc nhở bằng văn bản đối với: {person(incident)}."]
            ),
            Section("1. Nội dung nhắc nhở", facts),
            Section("2. Yêu cầu", lines(given["ask"])),
            Section(
                "3. Hiệu lực và quyền đề nghị xem xét lại",
                [
                    (
                        f"Nhắc nhở này có hiệu lực {months:02d} tháng kể từ ngày ban hành, hết thời"
                        " hạn đó thì đương nhiên hết hiệu lực. Nhắc nhở không phải là hình thức kỷ"
                        " luật."
                    ),
                    _contest(incident, who),
                ],
            ),
        ],
        "recipients": [person(incident), f"{incident.handling_office.name}"],
        "signatures": [head.signature()],
    }


def result(incident: Incident, given: dict, head: Head) -> dict:
    who = incident.person.get_salutation_display()
    conclusion = standing_conclusion(incident)
    findings = _found(conclusion, every=True)
    reasons = []
    for row in findings:
        reasons.append(
            f"Nội dung {row.allegation.number}: {row.get_result_display().lower()}. {row.reasons}"
        )
        reasons.append(f"Việc xem xét giải trình: {row.answer_considered}")
    return {
        "kind": "THÔNG BÁO",
        "subject": f"Kết quả xem xét nội dung được phản ánh, mã số {incident.code}",
        "bases": bases(incident),
        "sections": [
            Section(
                "",
                [
                    f"{head.called} thông báo kết quả xem xét nội dung được phản ánh đối với:"
                    f" {person(incident)}, như sau:"
                ],
            ),
            Section(
                "1. Kết quả",
                [
                    f"Kết luận {day_in_words(local_day(conclusion.decided_at))}:"
                    f" {conclusion.get_outcome_display().lower()}."
                ],
                [_findings_table(findings)],
            ),
            Section("2. Lý do", [*reasons, *lines(conclusion.reasons)]),
            Section(
                "3. Quyền đề nghị xem xét lại",
                [_contest(incident, who), *lines(given.get("more", ""))],
            ),
        ],
        "recipients": [person(incident), f"{incident.handling_office.name} (để biết, thực hiện)"],
        "signatures": [head.signature()],
    }


def _findings_table(findings) -> Table:
    rows = [
        [
            ordinal(number),
            row.allegation.provision.get_category_display(),
            cited(row.allegation.provision),
            row.get_result_display(),
        ]
        for number, row in enumerate(findings, 1)
    ]
    return Table(
        "Nhận định về từng nội dung:",
        ["STT", "Nội dung", "Quy định", "Nhận định"],
        rows,
        widths=[14, 46, 69, 34],
        left=[1, 2],
    )


def _found(conclusion, every: bool = False):
    """The findings of the conclusion; for a reminder only those that were established."""
    rows = conclusion.findings.select_related("allegation__provision__instrument").order_by(
        "allegation__number"
    )
    return list(rows if every else rows.filter(result__in=("established", "partly")))


def _contest(incident: Incident, who: str) -> str:
    days = incident.rule_set.contest_workdays
    return (
        f"Nếu không đồng ý, {who} có quyền đề nghị xem xét lại trong {days:02d} ngày làm việc kể từ"
        " ngày nhận được Thông báo này, trên Cổng 308 hoặc bằng đơn gửi Chủ tịch Ủy ban nhân dân."
        " Người chưa tham gia vụ việc sẽ quyết định giữ nguyên, sửa hoặc hủy kết luận."
    )
