"""Telling the outcome: the written reminder (not a form of discipline) and the notice of result
with the way to contest it.
"""

from compliance.core.language import _, lower_first
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
    who = incident.person.spoken_to
    conclusion = standing_conclusion(incident)
    facts = [
        _(
            "{incident}, {addressed} có hành vi thuộc nội dung sau, đã được kết luận {decided_at}:"
        ).format(
            incident=_on(incident),
            addressed=incident.person.addressed,
            decided_at=day_in_words(local_day(conclusion.decided_at)),
        ),
        *(
            _("- Nội dung {number}. {category} ({provision}): {result}. {reasons}").format(
                number=row.allegation.number,
                category=row.allegation.provision.get_category_display(),
                provision=cited(row.allegation.provision),
                result=lower_first(row.get_result_display()),
                reasons=row.reasons,
            )
            for row in _found(conclusion)
        ),
    ]
    return {
        "kind": _("THÔNG BÁO"),
        "subject": _("Nhắc nhở bằng văn bản đối với {addressed}").format(
            addressed=incident.person.addressed
        ),
        "bases": bases(incident),
        "sections": [
            Section(
                "",
                [
                    _("{called} thông báo nhắc nhở bằng văn bản đối với: {incident}.").format(
                        called=head.called, incident=person(incident)
                    )
                ],
            ),
            Section(_("1. Nội dung nhắc nhở"), facts),
            Section(_("2. Yêu cầu"), lines(given["ask"])),
            _effect(incident, who),
        ],
        "recipients": [person(incident), f"{incident.handling_office.name}"],
        "signatures": [head.signature()],
    }


def result(incident: Incident, given: dict, head: Head) -> dict:
    who = incident.person.spoken_to
    conclusion = standing_conclusion(incident)
    findings = _found(conclusion, every=True)
    return {
        "kind": _("THÔNG BÁO"),
        "subject": _("Kết quả xem xét nội dung được phản ánh, mã số {code}").format(
            code=incident.code
        ),
        "bases": bases(incident),
        "sections": [
            Section(
                "",
                [
                    _(
                        "{called} thông báo kết quả xem xét nội dung được phản ánh đối với: "
                        "{incident}, như sau:"
                    ).format(called=head.called, incident=person(incident))
                ],
            ),
            Section(
                _("1. Kết quả"),
                [
                    _("Kết luận {decided_at}: {outcome}.").format(
                        decided_at=day_in_words(local_day(conclusion.decided_at)),
                        outcome=lower_first(conclusion.get_outcome_display()),
                    )
                ],
                [_findings_table(findings)],
            ),
            Section(_("2. Lý do"), [*_reasons(findings), *lines(conclusion.reasons)]),
            Section(
                _("3. Quyền đề nghị xem xét lại"),
                [_contest(incident, who), *lines(given.get("more", ""))],
            ),
        ],
        "recipients": [
            person(incident),
            _("{name} (để biết, thực hiện)").format(name=incident.handling_office.name),
        ],
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
        _("Nhận định về từng nội dung:"),
        [_("STT"), _("Nội dung"), _("Quy định"), _("Nhận định")],
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
    return _(
        "Nếu không đồng ý, {who} có quyền đề nghị xem xét lại trong {days:02d} ngày làm việc kể từ "
        "ngày nhận được Thông báo này, trên Cổng 308 hoặc bằng đơn gửi Chủ tịch Ủy ban nhân dân. "
        "Người chưa tham gia vụ việc sẽ quyết định giữ nguyên, sửa hoặc hủy kết luận."
    ).format(who=who, days=days)


def _effect(incident: Incident, who: str) -> Section:
    return Section(
        _("3. Hiệu lực và quyền đề nghị xem xét lại"),
        [
            _(
                "Nhắc nhở này có hiệu lực {months:02d} tháng kể từ ngày ban hành, hết thời hạn đó "
                "thì đương nhiên hết hiệu lực. Nhắc nhở không phải là hình thức kỷ luật."
            ).format(months=incident.rule_set.reminder_months),
            _contest(incident, who),
        ],
    )


def _reasons(findings) -> list[str]:
    reasons = []
    for row in findings:
        finding = _("Nội dung {number}: {result}. {reasons}")
        reasons += [
            finding.format(
                number=row.allegation.number,
                result=lower_first(row.get_result_display()),
                reasons=row.reasons,
            ),
            _("Việc xem xét giải trình: {answer_considered}").format(
                answer_considered=row.answer_considered
            ),
        ]
    return reasons
