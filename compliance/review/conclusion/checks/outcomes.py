"""Which outcomes a case may have at all, by staff kind, day and what is cited; how grave a breach
is; what follows from the findings.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from compliance.core.language import _, composed
from compliance.core.presence import present
from compliance.core.recalling import recalled
from compliance.incidents.models import Incident, Outcome
from compliance.review.case.checks import Check
from compliance.review.deadlines.queries import Limits, limits_of
from compliance.review.models import Finding
from compliance.rulebook.clocks import local_day
from compliance.rulebook.explain import OTHER, REPRIMAND
from compliance.rulebook.models import Provision, RuleChoice, RuleSet, StaffKind
from compliance.rulebook.queries import choices, why_inapplicable

ADVERSE = (
    Outcome.GUIDANCE,
    Outcome.ORAL_REMINDER,
    Outcome.WRITTEN_REMINDER,
    Outcome.DISCIPLINE,
    Outcome.REFERRED,
)
OF_A_BREACH = (Outcome.OUT_OF_TIME, *ADVERSE)  # rests on a breach found; nothing need follow
UNLIMITED = (
    Outcome.NO_VIOLATION,
    Outcome.GUIDANCE,
    Outcome.ORAL_REMINDER,
    Outcome.REFERRED,
)
ABOVE_GUIDANCE = (
    Outcome.ORAL_REMINDER,
    Outcome.WRITTEN_REMINDER,
    Outcome.DISCIPLINE,
    Outcome.REFERRED,
)
FOUND = (Finding.Result.ESTABLISHED, Finding.Result.PARTLY)
SCALE = (
    ("it_nghiem_trong", _("Ít nghiêm trọng")),
    ("nghiem_trong", _("Nghiêm trọng")),
    ("rat_nghiem_trong", _("Rất nghiêm trọng")),
    ("dac_biet_nghiem_trong", _("Đặc biệt nghiêm trọng")),
)
PLAIN = SCALE[:3]  # where the rule set of a time or a staff kind lists no levels


@dataclass(frozen=True)
class Offer:
    """An outcome, and why it is not offered in this case (empty: it is)."""

    value: str
    label: str
    why_not: str = ""
    note: str = ""  # what of it is out of time already


def severities(rules: RuleSet | None, day: date) -> list[tuple[str, str]]:
    """[(value, label)], the lightest first: the levels of the rule set on `day`, or the plain
    three.
    """
    own = choices(rules, RuleChoice.List.SEVERITY, day) if rules else []
    return [(row.code, recalled(row.label)) for row in own] or list(PLAIN)


def severity_label(value: str) -> str:
    return dict(SCALE).get(value, value)


def gravest(severities: list[str]) -> str:
    """The highest level among `severities`; empty when none is known."""
    order = [value for value, __ in SCALE]
    return max(
        (severity for severity in severities if severity in order), key=order.index, default=""
    )


def offers(incident: Incident, day: date) -> list[Offer]:
    """Every outcome with the reason why it cannot be chosen for this person, on this day, for what
    is cited.
    """
    cited = incident.allegations.select_related("provision__instrument")
    has_basis = any(is_basis(incident, row.provision) for row in cited)
    return offered(incident.staff_kind, incident.rule_set, has_basis, limits_of(incident, day), day)


def is_basis(incident: Incident, provision: Provision) -> bool:
    """Whether a finding on `provision` can carry an outcome above guidance: it is law or an issued
    regulation, and speaks of this person on the day of the act.
    """
    day = local_day(present(incident.happened_at))
    applies = not why_inapplicable(provision, day, incident.staff_kind)
    return applies and bool(provision.instrument.is_legal_basis)


def results_of(incident: Incident, findings: Iterable[Finding]) -> list[tuple[str, bool]]:
    """[(result, cites a basis)] of findings, for outcome_checks()."""
    return [(row.result, is_basis(incident, row.allegation.provision)) for row in findings]


def offered(
    staff_kind: str, rules: RuleSet | None, has_basis: bool, limits: Limits, day: date
) -> list[Offer]:
    """Pure."""
    return [
        Offer(
            value,
            label,
            _why_not(value, staff_kind, rules, has_basis)
            or _out_of_time(value, limits, day, rules.limitation_basis if rules else ""),
            _partly_out_of_time(limits, day) if value == Outcome.DISCIPLINE else "",
        )
        for value, label in Outcome.choices
    ]


def in_time(outcome: str, limits: Limits, day: date) -> bool:
    """Whether the limitation leaves `outcome` open on `day`. Guidance, an oral reminder and a
    referral are no discipline and enable none: it bars none of them. A written reminder enables a
    reprimand (NĐ 234/2026, Điều 8), so it shares the reprimand's term.
    """
    if outcome in UNLIMITED:
        return True
    if outcome == Outcome.OUT_OF_TIME:
        return limits.passed(REPRIMAND, day)
    if outcome == Outcome.WRITTEN_REMINDER:
        return not limits.passed(REPRIMAND, day)
    return not (limits.passed(REPRIMAND, day) and limits.passed(OTHER, day))


def _out_of_time(outcome: str, limits: Limits, day: date, basis: str) -> str:
    if in_time(outcome, limits, day):
        return ""
    if limits.reprimand is None:
        return _("Bộ quy tắc của hồ sơ không quy định thời hiệu.")
    if outcome == Outcome.OUT_OF_TIME:
        return _("Còn thời hiệu đến ngày {reprimand:%d/%m/%Y} ({basis}).").format(
            reprimand=limits.reprimand, basis=basis
        )
    if outcome == Outcome.WRITTEN_REMINDER:
        return _(
            "Đã hết thời hiệu mức khiển trách ngày {reprimand:%d/%m/%Y} ({basis}); nhắc nhở bằng "
            "văn bản là điều kiện để khiển trách về sau nên không ban hành nữa."
        ).format(reprimand=limits.reprimand, basis=basis)
    return composed("{in_words} ({basis}).", in_words=limits.in_words(day), basis=basis)


def _partly_out_of_time(limits: Limits, day: date) -> str:
    """Of a recommendation for discipline: the forms that can still be considered."""
    if not limits.passed(REPRIMAND, day) or limits.passed(OTHER, day):
        return ""
    return _("{in_words}; không đề nghị khiển trách.").format(in_words=limits.in_words(day))


def _why_not(outcome: str, staff_kind: str, rules: RuleSet | None, has_basis: bool) -> str:
    if outcome == Outcome.DISCIPLINE:
        if staff_kind == StaffKind.KHAC:
            return _(
                "Người này không thuộc diện xem xét kỷ luật (không phải cán bộ, công chức, viên "
                "chức, người lao động); chỉ hướng dẫn, nhắc nhở."
            )
        if rules is None or not rules.limitation_months:
            return _("Bộ quy tắc {code} không có quy định kỷ luật cho loại cán bộ này.").format(
                code=rules.code if rules else _("của hồ sơ")
            )
    if outcome in ABOVE_GUIDANCE and not has_basis:
        return _(
            "Không nội dung nào viện dẫn luật, nghị định hoặc quy chế; công văn không đủ làm căn "
            "cứ trên mức hướng dẫn."
        )
    return ""


def outcome_checks(staff_kind: str, outcome: str, findings: list[tuple[str, bool]]) -> list[Check]:
    """Does the outcome follow from the findings? `findings` = [(result, cites a legal basis)].
    Pure.
    """
    established = [basis for result, basis in findings if result in FOUND]
    follows = bool(established) if outcome in OF_A_BREACH else not established
    checks = [
        Check(
            follows,
            _("Kết quả phù hợp với nhận định"),
            "" if follows else _("kết quả không phù hợp với nhận định từng nội dung"),
            "viec-tiep",
        )
    ]
    if outcome in ABOVE_GUIDANCE:
        checks.append(
            Check(
                any(established),
                _("Có quy định pháp luật hoặc quy chế làm căn cứ"),
                (
                    ""
                    if any(established)
                    else (
                        _(
                            "trên mức hướng dẫn phải có căn cứ là luật, nghị định hoặc quy chế; "
                            "công văn không đủ"
                        )
                    )
                ),
                "viec-tiep",
            )
        )
    if outcome == Outcome.DISCIPLINE:
        inside = staff_kind != StaffKind.KHAC
        checks.append(
            Check(
                inside,
                _("Thuộc diện xem xét kỷ luật"),
                "" if inside else _("người này không thuộc diện xem xét kỷ luật"),
                "viec-tiep",
            )
        )
    return checks
