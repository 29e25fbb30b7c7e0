"""Where a recommendation, a referral or a complaint stands outside: the recorded rows laid along
the ladder of the law.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.together import fill, give
from compliance.files.models import StoredFile
from compliance.incidents.models import Incident, Outcome
from compliance.registry.models import Office, Posting
from compliance.registry.queries import posting_on
from compliance.review.case.queries import live_measures, measures_at_work, read_with
from compliance.review.measures.statutory_steps import (
    OPTIONAL,
    Ask,
    StatutoryStep,
    complaint_steps,
    statutory_steps,
)
from compliance.review.models import Complaint, Decision, Measure, Milestone
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import RuleChoice, RuleSet, RuleTerm, StaffKind
from compliance.rulebook.queries import calendar, choices

K = Measure.Kind
# Which measures follow from an outcome, the fitting one first. Guidance and correcting a text may
# go with any; nothing heavier than concluded.
FITTING = {
    Outcome.GUIDANCE: (K.GUIDANCE, K.CORRECTION),
    Outcome.ORAL_REMINDER: (K.ORAL_REMINDER, K.GUIDANCE, K.CORRECTION),
    Outcome.WRITTEN_REMINDER: (K.WRITTEN_REMINDER, K.GUIDANCE, K.CORRECTION),
    Outcome.DISCIPLINE: (K.DISCIPLINE, K.GUIDANCE, K.CORRECTION),
    Outcome.REFERRED: (K.REFERRAL, K.GUIDANCE, K.CORRECTION),
}
REMIND_REFERRAL_DAYS = 30


def fitting(outcome: str) -> tuple[str, ...]:
    return FITTING.get(outcome, ())


@dataclass(frozen=True)
class Progress:
    """One recommendation: its steps with days and papers, the decision that stands, earlier ones,
    the complaint's steps.
    """

    measure: Measure
    steps: list[tuple[StatutoryStep, Milestone | None]]
    party: Milestone | None
    decision: Decision | None
    ended: list[Decision]
    complaint: list[StatutoryStep]
    complaints: list[Complaint]

    @property
    def next(self) -> StatutoryStep | None:
        """The step the outside procedure has come to."""
        return next((due_step for due_step, __ in self.steps if not due_step.settled), None)

    def overdue(self, today: date) -> list[StatutoryStep]:
        late = [self.next] if self.next and self.next.late(today) else []
        return late + [
            due_step
            for due_step in self.complaint
            if due_step.late(today) and not due_step.key.startswith("file")
        ]


def know_progress(measures: list[Measure]) -> None:
    """Spare progress_of() its questions for each of many measures, loaded with their case: one for
    all of them.
    """
    keys = [row.pk for row in measures]
    sets = [row.incident.rule_set_id for row in measures if row.incident.rule_set_id]
    papers, of_measure = ("file", "entered_by"), {"measure__in": keys}
    milestones = Milestone.objects.filter(**of_measure).select_related(*papers).order_by("pk")
    decisions = Decision.objects.filter(**of_measure).select_related(*papers).order_by("pk")
    complaints = Complaint.objects.filter(decision__measure__in=keys).select_related("file")
    rule_sets = RuleSet.objects.filter(pk__in=sets)
    terms = RuleTerm.objects.filter(Q(rule_set__in=sets) | Q(rule_set=None)).standing()
    if measures:
        fill(milestones, decisions, complaints, rule_sets, terms)
    give(measures, "milestones", list(milestones), "measure")
    give(measures, "decisions", list(decisions), "measure")
    give(list(decisions), "complaints", list(complaints), "decision")
    known = {rules.pk: rules for rules in rule_sets}
    for rules in known.values():
        vars(rules)["_step_terms"] = [row for row in terms if row.rule_set_id in (None, rules.pk)]
    for row in measures:
        row.incident.rule_set = known.get(row.incident.rule_set_id or 0)


def terms_of(rules: RuleSet) -> Ask:
    """The terms of a frozen rule set, asked once per loaded row: a ladder needs half a dozen."""
    if not hasattr(rules, "_step_terms"):
        rules._step_terms = list(
            RuleTerm.objects.filter(Q(rule_set=rules) | Q(rule_set=None)).standing()
        )

    def ask(key: str, day: date) -> RuleTerm | None:
        fitting = [
            row
            for row in rules._step_terms
            if row.key == key
            and row.valid_from <= day
            and (row.valid_to is None or day <= row.valid_to)
        ]
        return fitting[-1] if fitting else None

    return ask


def forms_of(incident: Incident, day: date) -> list[RuleChoice]:
    """The forms of discipline the frozen rule set knew on `day` for a person in this post: a list
    to record from.
    """
    return choices(
        incident.rule_set, "form", day, leader=incident.concerns_head or incident.person.is_leader
    )


def months_of(rules: RuleSet, form: RuleChoice) -> int | None:
    """After how many months a decision of this form lapses."""
    return form.months or (
        rules.lapse_months if form.code == "khien_trach" else rules.lapse_months_heavy
    )


def _recorded(measure: Measure) -> tuple[list[Milestone], list[Decision]]:
    """As know_progress() read them, or asked anew: a loaded measure must not hide what was
    recorded since.
    """
    if "milestones" in getattr(measure, "_prefetched_objects_cache", {}):
        return list(measure.milestones.all()), list(measure.decisions.all())
    decisions = measure.decisions.select_related("file", "entered_by").prefetch_related(
        "complaints__file"
    )
    return list(measure.milestones.select_related("file", "entered_by")), list(decisions)


def progress_of(measure: Measure, rules) -> Progress:
    """Match the recorded milestones of one recommendation to its statutory steps. A decision
    settles all of them. For many measures know_progress() asks once.
    """
    milestones, decisions = _recorded(measure)
    rows = {row.key: row for row in milestones if row.replaced_at is None}
    decisions = sorted(decisions, key=lambda row: (row.entered_at, row.pk), reverse=True)
    decision = next((row for row in decisions if row.ended_on is None), None)
    done = {key: row.done_on for key, row in rows.items()}
    last = decision or next(iter(decisions), None)
    if last:
        done["decision"] = last.issued_on
    steps = [
        (due_step, rows.get(due_step.key))
        for due_step in statutory_steps(rules.staff_kind, done, terms_of(rules), calendar())
    ]
    complaints = sorted(last.complaints.all(), key=lambda row: row.level) if last else []
    stands = last and last.result == Decision.Result.DISCIPLINE
    return Progress(
        measure=measure,
        steps=steps,
        party=rows.get(OPTIONAL),
        decision=decision,
        ended=[row for row in decisions if row.ended_on],
        complaint=complaint_steps(last, complaints, terms_of(rules), calendar()) if stands else [],
        complaints=complaints,
    )


def progress_of_all(incident: Incident) -> list[Progress]:
    """Every recommendation of the case that was sent."""
    sent = live_measures(incident).filter(kind=K.DISCIPLINE, carried_out_at__isnull=False)
    return [progress_of(measure, incident.rule_set) for measure in sent]


def undecided():
    """Recommendations that were sent and have no decision yet, or whose decision was amended and is
    to be recorded anew.
    """
    standing = Decision.objects.filter(measure=OuterRef("pk")).filter(
        Q(ended_on=None) | Q(ended_because=Decision.Ended.COMPLAINT)
    )
    return Measure.objects.live().filter(
        ~Exists(standing), kind=K.DISCIPLINE, carried_out_at__isnull=False
    )


def awaiting_decision(incident: Incident):
    return undecided().filter(incident=incident).order_by("due_on", "pk")


def first_awaiting(incident: Incident) -> Measure | None:
    """The first of awaiting_decision(); decisions that a page has read with the case are not asked
    for again.
    """
    rows = _recommended(incident)
    if any(read_with(row, "decisions") is None for row in rows):
        first: Measure | None = awaiting_decision(incident).first()
        return first
    amended = Decision.Ended.COMPLAINT
    return next(
        (
            row
            for row in rows
            if row.carried_out_at
            and all(of.ended_on and of.ended_because != amended for of in row.decisions.all())
        ),
        None,
    )


def _recommended(incident: Incident) -> list[Measure]:
    return [row for row in measures_at_work(incident) if row.kind == K.DISCIPLINE]


def with_decision(incident: Incident):
    """Recommendations that ended in a form of discipline: what can be complained about."""
    return (
        live_measures(incident)
        .filter(kind=K.DISCIPLINE, decisions__result=Decision.Result.DISCIPLINE)
        .distinct()
    )


def first_decided(incident: Incident) -> Measure | None:
    """The first of with_decision(), as first_awaiting()."""
    rows = _recommended(incident)
    if any(read_with(row, "decisions") is None for row in rows):
        return with_decision(incident).first()
    return next((row for row in rows if last_decision(row)), None)


def unanswered(incident: Incident):
    """Referrals that were sent and have no answer."""
    return live_measures(incident).filter(
        kind=K.REFERRAL, carried_out_at__isnull=False, answered_on=None
    )


def last_decision(measure: Measure) -> Decision | None:
    """The decision a complaint is about: the latest form of discipline recorded."""
    read = read_with(measure, "decisions")
    if read is not None:
        formed = (row for row in read if row.result == Decision.Result.DISCIPLINE)
        return max(formed, key=lambda row: (row.entered_at, row.pk), default=None)
    return (
        measure.decisions.filter(result=Decision.Result.DISCIPLINE)
        .order_by("-entered_at", "-pk")
        .first()
    )


def complaint_stages(decision: Decision) -> list[str]:
    """What can be recorded next about a complaint: 'file1', 'accept1', 'dialogue1', 'decide1',
    'correct1', then the same with 2.
    """
    rows = {row.level: row for row in decision.complaints.all()}
    first, second = rows.get(1), rows.get(2)
    if first is None:
        return ["file1"]
    if second is None and first.decided_on and first.effect == Complaint.Effect.KEEP:
        return ["file2"]
    row, level = (second, 2) if second else (first, 1)
    if row.accepted_on is None:
        return [f"accept{level}"]
    if row.decided_on is None:
        return [f"decide{level}"] if row.dialogue_on else [f"dialogue{level}", f"decide{level}"]
    return (
        [f"correct{level}"]
        if row.effect == Complaint.Effect.CANCEL and row.corrected_on is None
        else []
    )


def complained_about(incident: Incident) -> bool:
    """Whether a decision on any measure of the case was ever complained about."""
    measures = read_with(incident, "measures")
    if measures is None or any(read_with(row, "decisions") is None for row in measures):
        return Complaint.objects.filter(decision__measure__incident=incident).exists()
    return any(row.complaints.all() for of in measures for row in of.decisions.all())


def complaint_open(incident: Incident) -> bool:
    """Whether a complaint waits for its next step, or a wrong decision for its public
    correction.
    """
    rows = Complaint.objects.filter(
        decision__measure__incident=incident, decision__measure__cancelled_at=None
    )
    return rows.filter(
        Q(decided_on=None) | Q(effect=Complaint.Effect.CANCEL, corrected_on=None)
    ).exists()


def papers_of(incident: Incident):
    """The stored papers of everything that was done outside on this case, and of reports of a
    measure that were sent back.
    """
    milestone, decided = (
        Q(milestones__measure__incident=incident),
        Q(decisions__measure__incident=incident),
    )
    replied, complained = (
        Q(referral_answers__incident=incident),
        Q(complaints__decision__measure__incident=incident),
    )
    returned = Q(returned_measures__measure__incident=incident)
    papers = milestone | decided | replied | complained | returned
    return StoredFile.objects.filter(papers).distinct()


def _main_office(incident: Incident) -> Office:
    """Where the person worked: who may discipline follows from that post, not from one held beside
    it in which they were reported.
    """
    if incident.post_kind != Posting.Kind.SECOND:
        return present(incident.office)
    person = present(incident.person)
    main = posting_on(person, local_day(present(incident.happened_at)))
    return main.office if main else present(person.office or incident.office)


def suggested_authority(incident: Incident) -> tuple[str, str]:
    """(who seems competent to discipline, by which rule): a hint that a person confirms or corrects
    (docs/law.md#steps-outside).
    """
    office, leads = _main_office(incident), incident.concerns_head or incident.person.is_leader
    above = office.parent or office
    authority = above
    while authority.kind != Office.Kind.AUTHORITY and authority.parent:
        authority = authority.parent
    if incident.staff_kind == StaffKind.CAN_BO:
        return (
            _("Cơ quan đã phê chuẩn, bổ nhiệm hoặc chỉ định chức vụ"),
            _("Cán bộ: cơ quan phê chuẩn; bãi nhiệm do cơ quan bầu"),
        )
    if incident.staff_kind == StaffKind.NGUOI_LAO_DONG:
        return (
            _("Thủ trưởng {name}").format(name=office.name),
            _("Người lao động: người ký hợp đồng lao động (BLLĐ, NĐ 145/2020/NĐ-CP)"),
        )
    if incident.staff_kind == StaffKind.VIEN_CHUC and not leads:
        return (
            _("Thủ trưởng {name}").format(name=office.name),
            _("Viên chức không giữ chức vụ: người đứng đầu đơn vị sử dụng"),
        )
    chair = _("Chủ tịch {name}").format(name=authority.name)
    if leads:
        return (
            chair
            if above.kind == Office.Kind.AUTHORITY
            else _("Thủ trưởng {name}").format(name=above.name),
            _("Người giữ chức vụ: người đứng đầu cơ quan có thẩm quyền bổ nhiệm"),
        )
    return chair, _("Công chức: người đứng đầu cơ quan quản lý hoặc được phân cấp quản lý")
