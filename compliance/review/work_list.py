"""What the review asks of each person now."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from compliance.core.access import may
from compliance.core.roles import Do, Kind
from compliance.incidents.models import Incident
from compliance.incidents.queries import spoken_for_by
from compliance.incidents.querysets import beyond_the_leads, moved_up_to, shut_to_handler, taken_by
from compliance.incidents.work_list import Todo, provides
from compliance.incidents.workflow import OPEN, STEPS, Status
from compliance.registry.queries import holders
from compliance.review.case.queries import in_round, with_round
from compliance.review.case.slugs import SLUGS
from compliance.review.deadlines.reminders import year_to_announce
from compliance.review.measures.progress import track, undecided
from compliance.review.models import Answer, Conclusion, Extension, Measure, Notice, Opinion
from compliance.rulebook.queries import calendar

MOST = 60


def _row(title: str, incident: Incident, verb: str = "") -> Todo:
    url = (
        reverse("review:act", args=[incident.code, SLUGS[verb]])
        if verb
        else reverse("review:case", args=[incident.code])
    )
    return Todo(
        title,
        f"{incident.code} · {incident.person.full_name}, {incident.office.short_name}",
        url,
        incident.due_on,
    )


@provides
def triage(user, today: date) -> list[Todo]:
    """What waits to be taken up: for the leads; for the chairs what no lead may take up."""
    waiting = (
        Incident.objects.visible_to(user)
        .filter(status=Status.SUBMITTED)
        .exclude(taken_by(user, STEPS["accept"].never))
    )
    if not may(user, Do.TRIAGE):
        if not may(user, Do.CONCLUDE_LEADERS):
            return []
        waiting = waiting.filter(pk__in=moved_up_to(user))
    waiting = waiting.as_rows().order_by("due_on", "pk")[:MOST]
    return [_row(f"Xem xét thụ lý: {incident.title}", incident, "accept") for incident in waiting]


@provides
def proposals(user, today: date) -> list[Todo]:
    """Proposed conclusions waiting for the lead; for the chairs those about a head, and those no
    lead may conclude.
    """
    proposed = Incident.objects.visible_to(user).filter(
        conclusions__state=Conclusion.State.PROPOSED, suspended_at=None
    )
    proposed = proposed.exclude(taken_by(user, STEPS["conclude"].never))
    found = []
    if may(user, Do.CONCLUDE):
        found += _to_conclude("Kết luận", proposed.filter(concerns_head=False))
    if may(user, Do.CONCLUDE_LEADERS):
        found += _to_conclude(
            "Kết luận hồ sơ liên quan thủ trưởng đơn vị", proposed.filter(concerns_head=True)
        )
        if not may(user, Do.CONCLUDE):
            left = beyond_the_leads(proposed.filter(concerns_head=False), "conclude")
            found += _to_conclude("Kết luận", proposed.filter(pk__in=left))
    return found


def _to_conclude(words: str, cases) -> list[Todo]:
    return [
        _row(f"{words}: {incident.title}", incident, "conclude")
        for incident in cases.as_rows().order_by("due_on", "pk")[:MOST]
    ]


@provides
def without_handler(user, today: date) -> list[Todo]:
    """For the leads: cases whose handler may no longer see them, or is no member any more."""
    if not may(user, Do.TRIAGE):
        return []
    running = (
        Incident.objects.visible_to(user)
        .open()
        .filter(handler__isnull=False)
        .exclude(taken_by(user, STEPS["reassign"].never))
    )
    lost = (
        ~Q(handler__in=holders(Kind.MEMBER, day=today).order_by().values("pk")) | shut_to_handler()
    )
    rows = running.filter(lost).as_rows().order_by("due_on", "pk")[:MOST]
    return [
        _row(f"Giao người khác xử lý: {incident.title}", incident, "reassign") for incident in rows
    ]


_HANDLER = {
    Status.IN_REVIEW: ("Gửi thông báo", "notify"),
    Status.CONCLUDED: ("Giao biện pháp hoặc kết thúc", ""),
    Status.ENFORCING: ("Theo dõi biện pháp", ""),
}


@provides
def handled(user, today: date) -> list[Todo]:
    """A member's own cases whose next act is theirs."""
    if not may(user, Do.HANDLE):
        return []
    cases = (
        with_round(Incident.objects.visible_to(user))
        .filter(handler=user, status__in=OPEN, suspended_at=None, contested_at=None)
        .exclude(
            pk__in=undecided().filter(verified_at__isnull=False).order_by().values("incident_id")
        )  # outside() says what is awaited
        .annotate(
            asks_for_time=Exists(Extension.objects.filter(incident=OuterRef("pk"), granted=None)),
            proposed=Exists(
                Conclusion.objects.filter(incident=OuterRef("pk"), state=Conclusion.State.PROPOSED)
            ),
            heard=in_round(Answer),
            **{f"said_{side}": in_round(Opinion, side=side) for side in Opinion.Side.values},
        )
        .as_rows()
        .order_by("due_on", "pk")[:MOST]
    )
    return [row for row in (_handled(incident, today) for incident in cases) if row]


def _handled(incident: Incident, today: date) -> Todo | None:
    if incident.status in _HANDLER:
        words, verb = _HANDLER[incident.status]
        return _row(f"{words}: {incident.title}", incident, verb)
    if incident.status == Status.AWAITING_ANSWER:
        if incident.asks_for_time:
            return _row(f"Trả lời đề nghị gia hạn: {incident.title}", incident, "extend_answer")
        if incident.heard:
            return _row(f"Chuyển lấy ý kiến: {incident.title}", incident, "consult")
        return (
            _row(f"Quá hạn giải trình: {incident.title}", incident)
            if incident.due_on and incident.due_on < today
            else None
        )
    if incident.status == Status.CONSULTING and not incident.proposed:
        both = all(getattr(incident, f"said_{side}") for side in Opinion.Side.values)
        late = incident.due_on and incident.due_on < today
        return (
            _row(
                f"{'Trình kết luận' if both else 'Quá hạn cho ý kiến'}: {incident.title}",
                incident,
                "propose" if both else "",
            )
            if both or late
            else None
        )
    return None


@provides
def opinions(user, today: date) -> list[Todo]:
    """The unit's or internal affairs' opinion, where none is in yet."""
    unit, affairs = spoken_for_by(user), may(user, Do.GIVE_AFFAIRS_OPINION)
    if unit is None and not affairs:
        return []
    asked = unit & ~Q(in_round(Opinion, side=Opinion.Side.UNIT)) if unit is not None else Q()
    if affairs:
        asked |= ~Q(in_round(Opinion, side=Opinion.Side.AFFAIRS))
    waiting = with_round(Incident.objects.visible_to(user)).filter(
        asked, status=Status.CONSULTING, suspended_at=None
    )
    return [
        _row(f"Cho ý kiến: {incident.title}", incident, "give_opinion")
        for incident in waiting.as_rows().order_by("due_on", "pk")[:MOST]
    ]


@provides
def measures(user, today: date) -> list[Todo]:
    """Measures the unit has to carry out."""
    if not may(user, Do.CARRY_OUT_MEASURE):
        return []
    waiting = (
        Incident.objects.visible_to(user)
        .filter(
            status=Status.ENFORCING,
            suspended_at=None,
            measures__carried_out_at=None,
            measures__cancelled_at=None,
        )
        .exclude(handler=user)
    )
    return [
        _row(f"Thực hiện biện pháp: {incident.title}", incident, "carry_out")
        for incident in waiting.as_rows().distinct().order_by("due_on", "pk")[:MOST]
    ]


@provides
def outside(user, today: date) -> list[Todo]:
    """What competent bodies do outside: the step that is due or late, a referral nobody answered, a
    complaint's next day. For internal affairs and the handler.
    """
    if not may(user, Do.GIVE_AFFAIRS_OPINION) and not may(user, Do.HANDLE):
        return []
    sent = Measure.objects.live().filter(
        carried_out_at__isnull=False, incident__status__in=(Status.ENFORCING, Status.CLOSED)
    )
    running = sent.filter(
        Q(kind=Measure.Kind.DISCIPLINE) & (Q(lapses_on=None) | Q(lapses_on__gt=today))
        | Q(kind=Measure.Kind.REFERRAL, answered_on=None, answer_by__lte=today)
    )
    cases = Incident.objects.visible_to(user)
    if not may(user, Do.GIVE_AFFAIRS_OPINION):
        cases = cases.filter(handler=user)
    rows = (
        running.filter(incident__in=cases.order_by().values("pk"))
        .select_related("incident__person", "incident__office")
        .with_tracks()
    )
    return [
        todo
        for measure in rows.order_by("due_on", "pk")[:MOST]
        if (todo := _outside(measure, today))
    ]


def _outside(measure: Measure, today: date) -> Todo | None:
    incident = measure.incident
    if measure.kind == Measure.Kind.REFERRAL:
        return _due(
            f"Hỏi kết quả: {measure.body} chưa trả lời", incident, "record_reply", measure.answer_by
        )
    found = track(measure, incident.rule_set)
    waiting = [
        rung
        for rung in found.complaint
        if not rung.settled and not rung.key.startswith("file") and rung.due_on
    ]
    if found.decision or found.ended:
        return (
            _due(
                f"Khiếu nại: {waiting[0].label.lower()}",
                incident,
                "record_complaint",
                waiting[0].due_on,
            )
            if waiting
            else None
        )
    if found.next and found.next.due_on:
        verb = "record_decision" if found.next.key == "decision" else "record_milestone"
        late = "Quá hạn: " if found.next.late(today) else ""
        return _due(f"{late}{found.next.label}", incident, verb, found.next.due_on)
    return None


def _due(title: str, incident: Incident, verb: str, due_on: date) -> Todo:
    row = _row(title, incident, verb)
    return Todo(row.title, row.meta, row.url, due_on)


@provides
def contests(user, today: date) -> list[Todo]:
    if not may(user, Do.DECIDE_CONTEST):
        return []
    waiting = (
        Incident.objects.visible_to(user)
        .filter(contested_at__isnull=False)
        .exclude(taken_by(user, STEPS["contest_keep"].never))
    )
    waiting = waiting.as_rows().order_by("due_on", "pk")
    return [
        _row(f"Quyết định xem xét lại: {incident.title}", incident, "contest_keep")
        for incident in waiting[:MOST]
    ]


@provides
def working_calendar(user, today: date) -> list[Todo]:
    """The calendar of a year that is not announced yet, for who keeps it: from October on for the
    next year.
    """
    year = year_to_announce(today, calendar())
    if year is None or not may(user, Do.KEEP_RULEBOOK):
        return []
    url = f"{reverse('review:change_calendar')}?nam={year}"
    return [
        Todo(
            f"Nhập lịch làm việc năm {year}",
            "Thời hạn rơi vào năm chưa có lịch chính thức có thể đổi",
            url,
            max(today, date(year - 1, 12, 31)),
        )
    ]


@provides
def own(user, today: date) -> list[Todo]:
    """One's own notices to answer."""
    last = Notice.objects.filter(incident=OuterRef("pk")).order_by("-number").values("due_on")[:1]
    asked = with_round(Incident.objects.concerning(user)).annotate(until=Subquery(last))
    asked = asked.filter(
        ~Q(in_round(Answer)),
        status__in=(Status.AWAITING_ANSWER, Status.CONSULTING),
        until__gte=today,
    )
    return [
        Todo(
            "Xem thông báo và giải trình",
            incident.code,
            reverse("review:my_case", args=[incident.code]),
            incident.due_on,
        )
        for incident in asked.order_by("pk")
    ]
