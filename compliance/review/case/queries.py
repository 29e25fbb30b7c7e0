"""What stands in a case now: the last notice, the answer, the opinions of this round, the
conclusion in force, the windows.
"""

from datetime import UTC, date, datetime
from typing import Any

from django.db.models import (
    Exists,
    Model,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from compliance.core.presence import present
from compliance.core.together import Read
from compliance.incidents.models import Evidence, Incident, StepTaken
from compliance.incidents.queries import is_apart
from compliance.incidents.querysets import shut_to
from compliance.incidents.transitions import REPORTER_ALIAS
from compliance.incidents.workflow import STEPS, CaseRole, label_of
from compliance.review.models import (
    Answer,
    Conclusion,
    Contest,
    Decision,
    Extension,
    Measure,
    Notice,
    Opinion,
    PaperAct,
)
from compliance.rulebook.clocks import local_day

_MOMENTS = {
    "Notice": "served_at",
    "Conclusion": "proposed_at",
    "Measure": "set_at",
    "Contest": "filed_at",
}
_BEFORE_ALL = datetime(1900, 1, 1, tzinfo=UTC)


def last_notice(incident: Incident) -> Notice | None:
    rows = read_with(incident, "notices")
    if rows is not None:
        return max(rows, key=lambda row: row.number, default=None)
    return incident.notices.order_by("-number").first()


def disclosed(incident: Incident) -> list[Evidence]:
    """The bundle of the notices served: what the person concerned may open, and nothing else."""
    notices = notices_of_round(incident)
    prefetch_related_objects(notices, Prefetch("bundle", Evidence.objects.select_related("file")))
    items = {
        item.pk: item
        for notice in notices
        for item in notice.bundle.all()
        if item.removed_at is None
    }
    return sorted(items.values(), key=lambda item: (item.number, item.copy))


def account_in_use(incident: Incident) -> bool:
    """Whether the person concerned reads at their own door: an active account that has signed in,
    or opened a notice. One that merely exists delivers nothing.
    """
    user = present(incident.person).user
    if user is None or not user.is_active:
        return False
    if user.last_login or any(row.opened_at for row in incident.notices.all()):
        return True
    read = read_beside(incident, "opened_by_the_person")
    return opened_by_the_person(incident.pk).exists() if read is None else bool(read)


def opened_by_the_person(incident: int) -> QuerySet:
    """Notices of any case that the person concerned by this one (its key) opened."""
    person = Incident.objects.filter(pk=incident).order_by().values("person")
    return Notice.objects.filter(incident__person__in=person, opened_at__isnull=False).order_by()


def opened_any(incident: Incident) -> bool:
    """Whether the person opened a notice of this round on screen."""
    return this_round(incident, Notice).filter(opened_at__isnull=False).exists()


def unreached(incident: Incident) -> list[Notice]:
    """Notices of this round that nobody can say have arrived: none was opened, and no paper was
    handed over or refused before a witness. One sent on screen and left unopened is made good by
    the delivery of the last.
    """
    rows = notices_of_round(incident)
    prefetch_related_objects(rows, "deliveries")
    if any(row.opened_at for row in rows) or said_on_screen(incident):
        return []
    missing = [
        row for row in rows if not any(delivery.reached for delivery in row.deliveries.all())
    ]
    return [row for row in missing if row.paper or row == rows[-1]]


def still_to_hand_over(incident: Incident) -> bool:
    """Whether a notice on paper has not arrived: its time to answer has not begun, and only the
    last notice can be handed over, so that no other is sent before.
    """
    return any(row.paper for row in unreached(incident))


def said_on_screen(incident: Incident) -> bool:
    """Whether the person answered or waived at their own door in this round."""
    rows = _answers_read(incident)
    if rows is not None:
        return any(row.kind != Answer.Kind.SILENCE and row.received_on is None for row in rows)
    said = this_round(incident, Answer).exclude(kind=Answer.Kind.SILENCE)
    return said.filter(received_on=None).exists()


def _answers_read(incident: Incident) -> list[Answer] | None:
    """this_round() of the answers that a page has read with the case."""
    return read_of_round(incident, "answers", "at")


def hold_up(incident: Incident) -> list[PaperAct]:
    """Papers of the person that wait for their confirmation: nothing goes on over them."""
    rows = read_with(incident, "paper_acts")
    if rows is None:
        return list(_of_the_person().filter(incident=incident).order_by("pk"))
    waiting = (row for row in rows if not row.decision and row.verb in _verbs_of_the_person())
    return sorted(waiting, key=lambda row: row.pk)


def papers_waiting(incident: Incident) -> list[PaperAct]:
    """Entered, and not confirmed yet, in their order."""
    rows = read_with(incident, "paper_acts")
    if rows is None:
        return list(incident.paper_acts.waiting().order_by("pk"))
    return sorted((row for row in rows if not row.decision), key=lambda row: row.pk)


def held_up() -> Exists:
    """hold_up() as a condition on cases."""
    return Exists(_of_the_person().filter(incident=OuterRef("pk")))


def _of_the_person() -> QuerySet[PaperAct]:
    """Papers that wait, of steps the person takes."""
    return PaperAct.objects.waiting().filter(verb__in=_verbs_of_the_person())


def _verbs_of_the_person() -> list[str]:
    return [verb for verb, step in STEPS.items() if CaseRole.PERSON in step.by]


def day_of(at: datetime, paper: PaperAct | None) -> date:
    """The day that counts for the person: that on which the paper came in, else today."""
    return paper.received_on if paper else local_day(at)


def answered(incident: Incident) -> bool:
    """Heard, or recorded as not wishing or not willing to be heard; only rows after the last
    reopening count.
    """
    rows = _answers_read(incident)
    return this_round(incident, Answer).exists() if rows is None else bool(rows)


def this_round(incident: Incident, model: Any, of: str = "incident") -> QuerySet:
    """Rows of `model` on this incident since it was last reopened (all of them when it
    never was). `of` leads from a row to its incident.
    """
    reopened = round_began_at(incident)
    rows: QuerySet = model.objects.filter(**{of: incident})
    if reopened is None:
        return rows
    since: QuerySet = rows.filter(**{f"{_MOMENTS.get(model.__name__, 'at')}__gte": reopened})
    return since


def read_of_round(incident: Incident, rows: str, moment: str) -> list | None:
    """this_round() of the rows that a page has read with the case; None where it has not. `moment`:
    the column that says when a row was made.
    """
    read, began = read_with(incident, rows), round_began_at(incident)
    if read is None or began is None:
        return read
    return [row for row in read if getattr(row, moment) >= began]


def notices_of_round(incident: Incident) -> list[Notice]:
    """this_round() of the notices, first to last. Those that a page has read with the case
    (prefetched) are not asked again.
    """
    began = round_began_at(incident)
    rows = [row for row in incident.notices.all() if began is None or row.served_at >= began]
    return sorted(rows, key=lambda row: row.number)


def opinions_of_round(incident: Incident, side: str) -> list[Opinion]:
    """this_round() of the opinions of one side, first to last; prefetched ones as they are."""
    began = round_began_at(incident)
    rows = [
        row
        for row in incident.opinions.all()
        if row.side == side and (began is None or row.at >= began)
    ]
    return sorted(rows, key=lambda row: (row.round, row.at))


def with_round(incidents: QuerySet) -> QuerySet:
    """`round_began`: what in_round() counts from."""
    reopened = (
        StepTaken.objects.filter(incident=OuterRef("pk"), verb="reopen")
        .order_by("-version")
        .values("at")[:1]
    )
    began = Coalesce(Subquery(reopened), Value(_BEFORE_ALL))
    rows: QuerySet = incidents.annotate(round_began=began)
    return rows


def in_round(model: Any, **which: Any) -> Exists:
    """this_round() of `model` as a condition on the cases of with_round(): asked of a whole list at
    once.
    """
    return Exists(
        model.objects.filter(
            incident=OuterRef("pk"),
            **{f"{_MOMENTS.get(model.__name__, 'at')}__gte": OuterRef("round_began")},
            **which,
        )
    )


def round_began_at(incident: Incident) -> datetime | None:
    """When it was last reopened; asked once per loaded row: a step gives a fresh one."""
    if getattr(incident, "_reopened", (None, None))[0] != incident.version:
        incident._reopened = (
            incident.version,
            incident.steps.filter(verb="reopen")
            .order_by("-version")
            .values_list("at", flat=True)
            .first(),
        )
    return incident._reopened[1]


def remember_round(incident: Incident, steps: list[StepTaken]) -> None:
    """Spare round_began_at() and story_read() their question: `steps` are all steps of the loaded
    row, last first.
    """
    began = next((step.at for step in steps if step.verb == "reopen"), None)
    incident._reopened = (incident.version, began)
    vars(incident)["_story"] = (incident.version, steps)


def story_read(incident: Incident) -> list[StepTaken] | None:
    """All steps of the loaded row, last first, where a page has read them."""
    version, steps = getattr(incident, "_story", (None, None))
    return steps if version == incident.version else None


def opinion_of(incident: Incident, side: str) -> Opinion | None:
    """The opinion of a side that counts: the last of this round, unless who gave it turned out to
    be tied to the person concerned. Then the side is asked anew.
    """
    last = next(reversed(opinions_of_round(incident, side)), None)
    return last if last and is_apart(incident, last.by_id) else None


def opinion_in_round(side: str) -> Exists:
    """opinion_of() as a condition on the cases of with_round()."""
    return Exists(
        Opinion.objects.filter(
            incident=OuterRef("pk"), at__gte=OuterRef("round_began"), side=side
        ).exclude(shut_to("by", person="incident__person", incident="incident"))
    )


def round_number(incident: Incident) -> int:
    return incident.steps.filter(verb="reopen").count() + 1


def read_with(incident: Model, rows: str) -> list | None:
    """Rows of the case that a page has read together with it (prefetched), by the name that leads
    to them; None where it has not, and they are to be asked for.
    """
    read = getattr(incident, "_prefetched_objects_cache", {}).get(rows)
    return None if read is None else list(read)


def remember_beside(incident: Incident, read: Read) -> None:
    """Rows that a page has read with the case and that no name of the case leads to."""
    vars(incident)["_beside"] = read


def read_beside(incident: Incident, name: str) -> list | None:
    """read_with() of those; None where no page has read them."""
    read: list | None = vars(incident).get("_beside", {}).get(name)
    return read


def open_proposal(incident: Incident) -> Conclusion | None:
    return _conclusion(incident, Conclusion.State.PROPOSED)


def standing_conclusion(incident: Incident) -> Conclusion | None:
    return _conclusion(incident, Conclusion.State.CONCLUDED)


def _conclusion(incident: Incident, state: str) -> Conclusion | None:
    """The one in this state; of each there is one at most."""
    rows = read_with(incident, "conclusions")
    if rows is not None:
        return next((row for row in rows if row.state == state), None)
    people = incident.conclusions.select_related("decided_by", "proposed_by")
    return people.filter(state=state).first()


def open_contest(incident: Incident) -> Contest | None:
    rows = read_with(incident, "contests")
    if rows is not None:
        return next((row for row in rows if not row.decision), None)
    return incident.contests.filter(decision="").first()


def open_extension(incident: Incident) -> Extension | None:
    rows = read_with(incident, "extensions")
    if rows is not None:
        waiting = (row for row in rows if row.granted is None)
        return max(waiting, key=lambda row: row.asked_at, default=None)
    return incident.extensions.filter(granted=None).order_by("-asked_at").first()


def issued_reminder(incident: Incident) -> Any:
    """The written reminder that was signed and numbered last, unless it was withdrawn."""
    return (
        incident.documents.standing()
        .issued()
        .in_force()
        .filter(kind="reminder")
        .order_by("-issued_on", "-pk")
        .first()
    )


def live_measures(incident: Incident) -> QuerySet:
    rows: QuerySet = incident.measures.filter(cancelled_at=None).order_by("due_on", "pk")
    return rows


def measures_at_work(incident: Incident) -> list[Measure]:
    """live_measures() as rows; those that a page has read with the case are not asked again."""
    rows = read_with(incident, "measures")
    if rows is None:
        return list(live_measures(incident))
    live = [row for row in rows if row.cancelled_at is None]
    return sorted(live, key=lambda row: (row.due_on, row.pk))


def decisions_at_work(incident: Incident) -> list[Decision]:
    """What was decided outside about live measures; as read with the case, where it was."""
    if read_with(incident, "measures") is None:
        at_work = {"measure__incident": incident, "measure__cancelled_at": None}
        return list(Decision.objects.filter(**at_work))
    return [row for measure in measures_at_work(incident) for row in measure.decisions.all()]


def step_row(step: Any) -> dict:
    return {
        "at": step.at,
        "says": label_of(step.verb),
        "by": step.by.display_name if step.by else REPORTER_ALIAS,
        "note": step.note,
        "verb": step.verb,
    }
