"""The fairness record: everything that must be true before anything adverse is concluded, computed
from the rows of the case.

Each precondition carries the day, the person and the rule. Nothing here judges; it says whether a
row is there.
"""

from dataclasses import replace
from datetime import date, datetime

from compliance.core.language import _, joined
from compliance.incidents.custody import labels_kept_back, sealed_numbers
from compliance.incidents.models import Incident
from compliance.registry.models import User
from compliance.review.case.queries import read_of_round, read_with, this_round
from compliance.review.conclusion.checks.basis import basis
from compliance.review.conclusion.checks.citations import (
    cited_but_kept_back,
    cited_but_sealed,
    words_of,
)
from compliance.review.conclusion.checks.heard import hearing, opinions
from compliance.review.conclusion.checks.independence import people
from compliance.review.conclusion.checks.outcomes import FOUND, outcome_checks, results_of
from compliance.review.conclusion.checks.precondition import Precondition, name_of, row_of
from compliance.review.models import Conclusion, Finding
from compliance.rulebook.clocks import local_day

GROUPS = (
    ("basis", _("Căn cứ")),
    ("people", _("Người tham gia")),
    ("hearing", _("Thông báo và giải trình")),
    ("opinions", _("Ý kiến phối hợp")),
    ("conclusion", _("Kết luận")),
)


def fairness(
    incident: Incident, conclusion: Conclusion | None, decider: User | None, at: datetime
) -> list[Precondition]:
    """The record as it stands at `at`; `decider` None: nobody has concluded yet."""
    rows = [
        *basis(incident, conclusion, local_day(_first_concluded(incident) or at)),
        *people(incident, conclusion, decider),
        *hearing(incident, at),
        *opinions(incident),
        *_conclusion(incident, conclusion),
    ]
    return [_of_the_past(row, local_day(at)) for row in rows]


def _of_the_past(row: Precondition, today: date) -> Precondition:
    """What is ticked has happened: a fact found by looking carries the day of the look, and a day
    that has not come ticks nothing.
    """
    if not row.ok:
        return row
    if row.day is None:
        return replace(row, day=today)
    if row.day <= today:
        return row
    return replace(row, ok=False, note=_("ngày {day:%d/%m/%Y} chưa tới").format(day=row.day))


def _first_concluded(incident: Incident) -> datetime | None:
    """Limitation stops running at the first conclusion of this round; a review of it does not start
    it again.
    """
    ending = (Conclusion.State.CONCLUDED, Conclusion.State.REPLACED)
    read = read_of_round(incident, "conclusions", "proposed_at")
    if read is not None:
        return min((row.decided_at for row in read if _ended(row, ending)), default=None)
    ended = this_round(incident, Conclusion).filter(state__in=ending, decided_at__isnull=False)
    return ended.order_by("decided_at").values_list("decided_at", flat=True).first()


def _ended(row: Conclusion, states: tuple[str, ...]) -> bool:
    return row.state in states and row.decided_at is not None


def _conclusion(incident: Incident, conclusion: Conclusion | None) -> list[Precondition]:
    if conclusion is None:
        says, note = _("Có dự thảo kết luận"), _("chưa trình dự thảo kết luận")
        return [row_of("conclusion", "proposed", False, says, note, "viec-tiep")]
    findings = read_with(conclusion, "findings")
    if findings is None:
        findings = list(conclusion.findings.select_related("allegation__provision__instrument"))
    signed = {
        "day": local_day(conclusion.proposed_at),
        "who": name_of(conclusion.proposed_by),
        "part": _("Người quyết định xem xét lại") if conclusion.amends_id else _("Người trình"),
    }
    return [
        *_reasoned(incident, findings, signed),
        *_cited(incident, conclusion, findings, signed),
        _outcome_follows(incident, conclusion, findings, signed),
        _compared(conclusion, signed),
        _contestable(incident),
    ]


def _reasoned(incident: Incident, findings: list[Finding], signed: dict) -> list[Precondition]:
    every = len(findings) == incident.allegations.count()
    whole = every and all(row.reasons.strip() and row.answer_considered.strip() for row in findings)
    measured = every and all(
        row.standard.strip() and (row.severity or row.result not in FOUND) for row in findings
    )
    return [
        row_of(
            "conclusion",
            "findings",
            whole,
            _("Mỗi nội dung có nhận định, lý do và việc xem xét giải trình"),
            _("còn nội dung chưa có nhận định, lý do hoặc việc xem xét giải trình"),
            "viec-tiep",
            **signed,
        ),
        row_of(
            "conclusion",
            "standard",
            measured,
            _("Mỗi nhận định nêu tiêu chuẩn và mức độ"),
            _("còn nhận định chưa nêu tiêu chuẩn hoặc mức độ"),
            "viec-tiep",
            always=False,
            **signed,
        ),
    ]


def _cited(
    incident: Incident, conclusion: Conclusion, findings: list[Finding], signed: dict
) -> list[Precondition]:
    """A row where items are sealed or kept back: the words of the conclusion name none of them."""
    said = [vars(finding) for finding in findings]
    words = [conclusion.departure, *words_of(conclusion.reasons, said)]
    rows = []
    if sealed_numbers(incident):
        gone = joined(", ", cited_but_sealed(incident, words))
        says, note = (
            _("Kết luận không viện dẫn tệp đã niêm phong"),
            _("kết luận viện dẫn {gone}").format(gone=gone),
        )
        rows = [row_of("conclusion", "sealed", not gone, says, note, "viec-tiep", **signed)]
    if not labels_kept_back(incident):
        return rows
    names = joined(", ", cited_but_kept_back(incident, words))
    says = _("Kết luận không viện dẫn chứng cứ chưa cho người được phản ánh xem")
    note = _("kết luận viện dẫn chứng cứ chưa cho người được phản ánh xem: {names}").format(
        names=names
    )
    return [*rows, row_of("conclusion", "cited", not names, says, note, "viec-tiep", **signed)]


def _outcome_follows(
    incident: Incident, conclusion: Conclusion, findings: list[Finding], signed: dict
) -> Precondition:
    follows = outcome_checks(
        incident.staff_kind,
        conclusion.outcome,
        results_of(incident, findings),
    )
    return row_of(
        "conclusion",
        "outcome",
        all(check.ok for check in follows),
        _("Kết quả phù hợp với nhận định và căn cứ"),
        joined("; ", (check.note for check in follows if not check.ok)),
        "viec-tiep",
        **signed,
    )


def _compared(conclusion: Conclusion, signed: dict) -> Precondition:
    seen = conclusion.compared
    departs = bool(seen and seen.get("departs"))
    ok = seen is not None and (not departs or conclusion.departure.strip())
    total = seen.get("total", 0) if seen else 0
    says = (
        _("Đã xem {total} hồ sơ tương tự").format(total=total)
        + (_(", nêu lý do vì sao khác") if departs else "")
        if total
        else _("Đã tìm hồ sơ tương tự, không có hồ sơ nào")
    )
    note = (
        _("kết quả khác mọi hồ sơ tương tự mà chưa nêu lý do")
        if departs
        else _("chưa xem các hồ sơ tương tự")
    )
    return row_of("conclusion", "compared", ok, says, note, "viec-tiep", always=False, **signed)


def _contestable(incident: Incident) -> Precondition:
    days = incident.rule_set.contest_workdays if incident.rule_set else 0
    return row_of(
        "conclusion",
        "contest_told",
        days,
        _("Bộ quy tắc cho người được phản ánh {days} ngày làm việc để đề nghị xem xét lại").format(
            days=days
        ),
        _("bộ quy tắc không có thời hạn đề nghị xem xét lại"),
        "viec-tiep",
        always=False,
    )
