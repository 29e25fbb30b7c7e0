"""The person asks for a review of the conclusion; someone who took no part decides: keep, amend,
annul.
"""

from datetime import date, datetime

from django.db import transaction

from compliance.audit.actions import keyed_hash
from compliance.core.language import _, on_record
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.incidents.models import Incident, Outcome
from compliance.incidents.queries import who_can
from compliance.incidents.transitions import transition
from compliance.incidents.workflow import Status
from compliance.registry.models import User
from compliance.review.case.checks import require_all
from compliance.review.case.notices import tell_contest_deciders, tell_handler, tell_person
from compliance.review.case.queries import day_of, live_measures, open_contest, standing_conclusion
from compliance.review.case.receipt import contest_until, may_contest
from compliance.review.conclusion.actions import replace_conclusion
from compliance.review.conclusion.checks.citations import not_cited, words_of
from compliance.review.conclusion.checks.fairness import fairness
from compliance.review.conclusion.checks.outcomes import (
    FOUND,
    OF_A_BREACH,
    SCALE,
    gravest,
    outcome_checks,
    results_of,
)
from compliance.review.conclusion.checks.preconditions import needed
from compliance.review.conclusion.checks.record import freeze
from compliance.review.conclusion.checks.weight import why_heavier
from compliance.review.conclusion.consistency import as_recorded, comparable
from compliance.review.measures.actions.measures import refresh_spent
from compliance.review.models import Conclusion, Contest, Decision, Finding, Measure, PaperAct
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar

__all__ = [
    "decide_contest",
    "file_contest",
]


@transaction.atomic
def file_contest(
    *, incident: Incident, text: str, by: User, at: datetime, paper: PaperAct | None = None
) -> Incident:
    """Once per conclusion, within the rule's days from its receipt. `paper`: it came in on paper,
    whose day counts; `by` confirms it.
    """
    day = day_of(at, paper)
    if not may_contest(incident, day):
        until = contest_until(incident)
        raise NotNow(
            _("Đã hết hạn đề nghị xem xét lại ({until:%d/%m/%Y}) hoặc đã có đề nghị.").format(
                until=until
            )
            if until
            else _("Hồ sơ chưa có kết luận, hoặc đã có đề nghị.")
        )
    decide_by = add_working_days(
        day, present(incident.rule_set).contest_decide_workdays, calendar()
    )
    fresh = transition(
        incident=incident,
        verb="contest",
        by=by,
        at=at,
        after={"text": keyed_hash(text)},
        paper=paper,
        contested_at=at,
        due_on=decide_by,
    )
    Contest.objects.create(incident=fresh, text=text, filed_at=at, decide_by=decide_by, paper=paper)
    tell_contest_deciders(fresh, at)
    return fresh


@transaction.atomic
def decide_contest(
    *,
    incident: Incident,
    decision: str,
    reasons: str,
    by: User,
    at: datetime,
    new_outcome: str = "",
    findings: list[dict] | None = None,
    paper: PaperAct | None = None,
) -> Incident:
    """Keep the conclusion, put a lighter one in its place, or annul it. Never the one who concluded
    (workflow table), never heavier than what is reviewed.

    `findings` = [{allegation, result, reasons, answer_considered}] as they read after an amendment;
    without them the old ones stand. `paper`: the level above decided, because nobody here can
    (contest_goes_above), and `by` confirms what was recorded of it. Raises NotNow for an amendment
    that bears more heavily on the person, or that changes nothing.
    """
    contest = open_contest(incident)
    if contest is None:
        raise NotNow(_("Không có đề nghị xem xét lại đang mở."))
    _require_decidable(incident, decision, paper, local_day(at))
    change = {
        Contest.Decision.KEEP: _keep,
        Contest.Decision.AMEND: _amend,
        Contest.Decision.ANNUL: _annul,
    }[Contest.Decision(decision)]
    fresh = change(incident, reasons, by, at, new_outcome, findings or [], paper)
    refresh_spent(fresh)
    Contest.objects.filter(pk=contest.pk).update(
        decision=decision,
        new_outcome=new_outcome,
        reasons=reasons,
        decided_by=by,
        decided_at=at,
        decision_paper=paper,
    )
    text = _("Đã có quyết định về đề nghị xem xét lại {code}").format(code=fresh.code)
    tell_person(fresh, "contest_decided", text, at)
    text = _("Đã có quyết định xem xét lại hồ sơ {code}").format(code=fresh.code)
    tell_handler(fresh, "contest_decided_handler", text, at)
    return fresh


def _require_decidable(
    incident: Incident, decision: str, paper: PaperAct | None, day: date
) -> None:
    """Raise NotNow for a decision from above while somebody here may decide, and for changing what
    a competent body has decided on already.
    """
    if paper and not contest_goes_above(incident, day):
        raise NotNow(_("Còn người ở đây quyết định được việc xem xét lại; không chuyển cấp trên."))
    if (
        decision != Contest.Decision.KEEP
        and Decision.objects.filter(
            measure__incident=incident, measure__cancelled_at=None, ended_on=None
        ).exists()
    ):
        raise NotNow(
            _(
                "Đã có quyết định của cấp có thẩm quyền: việc sửa, hủy theo trình tự khiếu nại "
                "quyết định đó."
            )
        )


def contest_goes_above(incident: Incident, day: date) -> bool:
    """Whether nobody here may decide a review of this case: every chair took a part in it or stands
    behind its wall. The level above decides; its decision is recorded on paper, by two people.
    """
    return not who_can(incident, "contest_keep", day).exists()


def _keep(
    incident: Incident,
    reasons: str,
    by: User,
    at: datetime,
    _new: str,
    _findings: list,
    paper: PaperAct | None,
) -> Incident:
    due_on = (
        live_measures(incident).filter(verified_at=None).values_list("due_on", flat=True).first()
        if incident.status == Status.ENFORCING
        else None
    )
    if incident.status == Status.CONCLUDED:
        rules = present(incident.rule_set)
        due_on = add_working_days(local_day(at), rules.notice_workdays, calendar())
    return transition(
        incident=incident,
        verb="contest_keep",
        by=by,
        at=at,
        paper=paper,
        note=reasons,
        contested_at=None,
        due_on=due_on,
    )


def _amend(
    incident: Incident,
    reasons: str,
    by: User,
    at: datetime,
    new: str,
    amended: list[dict],
    paper: PaperAct | None,
) -> Incident:
    old = present(standing_conclusion(incident))
    if not new:
        raise NotNow(_("Chọn kết quả mới."))
    findings = amended_findings(old, amended)
    if reason := why_not_amended(incident, old, new, findings):
        raise NotNow(reason)
    if amended or new != Outcome.NO_VIOLATION:
        require_all(
            outcome_checks(
                incident.staff_kind,
                new,
                results_of(incident, findings),
            )
        )
    if paper is None:  # what the level above wrote is entered as it stands
        not_cited(incident, words_of(reasons, [vars(finding) for finding in findings]))
    standing = _replace(incident, old, new, reasons, by, at, findings)
    record = fairness(incident, standing, None if paper else by, at)
    snapshot, digest = freeze(incident, standing, record, at)
    fresh = transition(
        incident=incident,
        verb="contest_amend",
        by=by,
        at=at,
        paper=paper,
        note=reasons,
        after={"outcome": new, "fairness": digest},
        outcome=new,
        concluded_by=incident.concluded_by if paper else by,
        concluded_at=at,
        closed_at=None,
        contested_at=None,
        due_on=add_working_days(
            local_day(at), present(incident.rule_set).notice_workdays, calendar()
        ),
    )
    if new in OF_A_BREACH:
        require_all(needed(record, standing), incident)
    Conclusion.objects.filter(pk=standing.pk).update(fairness=snapshot, fairness_sha256=digest)
    return fresh


def why_not_amended(
    incident: Incident, old: Conclusion, outcome: str, findings: list[Finding]
) -> str:
    """Why `old` cannot be amended to `outcome` with `findings`; empty when it can.

    With the outcome as it was only the findings change, and only where no measure hangs on them: a
    measure set anew would run its whole term again.
    """
    if reason := why_heavier(old, outcome, findings):
        return reason
    if outcome != old.outcome:
        return ""
    if live_measures(incident).exists():
        return _(
            "Biện pháp theo kết luận này đã được giao: giữ nguyên kết luận, hoặc chọn kết quả nhẹ "
            "hơn."
        )
    before = {row.allegation_id: row for row in old.findings.all()}
    same = all(_reads(row) == _reads(before[row.allegation_id]) for row in findings)
    return _("Kết quả và nhận định đều như cũ: chọn giữ nguyên kết luận.") if same else ""


def _reads(finding: Finding) -> tuple[str, str, str]:
    return finding.result, finding.reasons, finding.answer_considered


def amended_findings(old: Conclusion, amended: list[dict]) -> list[Finding]:
    """The findings of the old conclusion, unsaved, each as amended; a breach of before levels were
    kept counts at the lightest.
    """
    by_allegation = {row["allegation"].pk: row for row in amended}
    old_findings = list(
        old.findings.select_related("allegation__provision__instrument").order_by(
            "allegation__number"
        )
    )
    for finding in old_findings:
        for name in ("result", "reasons", "answer_considered"):
            setattr(
                finding,
                name,
                (by_allegation.get(finding.allegation_id) or {}).get(name)
                or getattr(finding, name),
            )
        provision = finding.allegation.provision
        finding.standard = finding.standard or on_record(provision.demand)
        finding.severity = (finding.severity or SCALE[0][0]) if finding.result in FOUND else ""
    return old_findings


def _annul(
    incident: Incident,
    reasons: str,
    by: User,
    at: datetime,
    _new: str,
    _findings: list,
    paper: PaperAct | None,
) -> Incident:
    old = standing_conclusion(incident)
    signer = incident.concluded_by if paper else by
    changes = {"concluded_by": signer, "concluded_at": at} if old else {}
    fresh = transition(
        incident=incident,
        verb="contest_annul",
        by=by,
        at=at,
        paper=paper,
        note=reasons,
        after={"outcome": Outcome.NO_VIOLATION.value},
        outcome=Outcome.NO_VIOLATION,
        closed_at=at,
        contested_at=None,
        due_on=None,
        **changes,
    )
    if old:
        _replace(fresh, old, Outcome.NO_VIOLATION, reasons, by, at, [])
    return fresh


def _replace(
    incident: Incident,
    old: Conclusion,
    outcome: str,
    reasons: str,
    by: User,
    at: datetime,
    findings: list[Finding],
) -> Conclusion:
    """The old conclusion stays on record as replaced, with who wrote it; the new words are by who
    decides the review. Measures that followed from the old ones end.
    """
    annuls = outcome == Outcome.NO_VIOLATION and not findings
    because = Conclusion.Replaced.ANNULLED if annuls else Conclusion.Replaced.AMENDED
    replace_conclusion(incident=incident, because=because, by=by, at=at)
    gravity = gravest([f.severity for f in findings if f.result in FOUND])
    comparison = comparable(incident, by, local_day(at), gravity)
    new = Conclusion.objects.create(
        incident=incident,
        state=Conclusion.State.CONCLUDED,
        outcome=outcome,
        reasons=reasons,
        departure=reasons if comparison.departs(outcome) else "",
        compared=as_recorded(comparison, outcome, gravity),
        amends=old,
        proposed_by=by,
        proposed_at=at,
        decided_by=by,
        decided_at=at,
    )
    for finding in findings:
        finding.pk, finding.conclusion = None, new
    Finding.objects.bulk_create(findings)
    Measure.objects.filter(incident=incident, cancelled_at=None).update(cancelled_at=at)
    return new
