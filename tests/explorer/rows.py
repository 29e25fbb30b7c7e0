"""The rows of one case, read plainly: what the invariants reckon from. Nothing here asks the
product's own queries, so that a fault in one of them is not believed twice.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q

from compliance.incidents.models import CustodyEvent, Evidence, Incident, StepTaken
from compliance.registry.models import Kinship, User
from compliance.review.models import (
    Answer,
    CaseDocument,
    Completion,
    Conclusion,
    Contest,
    Delivery,
    Extension,
    Measure,
    Notice,
    Opinion,
    Triage,
)
from compliance.rulebook.models import CalendarDay

BY_THE_PERSON = "Người được phản ánh"  # how a look of theirs is signed in the chain of custody
HANOI = timedelta(hours=7)
ADVERSE = ("guidance", "oral_reminder", "written_reminder", "discipline", "referred")
HEAVIER = {  # what is worse for the person, from none to the heaviest
    "no_violation": 0,
    "out_of_time": 1,
    "guidance": 1,
    "oral_reminder": 2,
    "written_reminder": 3,
    "referred": 4,
    "discipline": 4,
}
FITS = {  # the measures that may stand on an outcome
    "guidance": {"guidance", "correction"},
    "oral_reminder": {"oral_reminder", "guidance", "correction"},
    "written_reminder": {"written_reminder", "guidance", "correction"},
    "discipline": {"discipline", "guidance", "correction"},
    "referred": {"referral", "guidance", "correction"},
}


def day_of(moment: datetime) -> date:
    return (moment.astimezone(UTC) + HANOI).date()


def working_days_after(day: date, count: int) -> date:
    """The `count`-th working day after `day`, by the rows of the calendar."""
    special = dict(CalendarDay.objects.values_list("day", "kind"))
    while count:
        day += timedelta(days=1)
        kind = special.get(day)
        count -= kind == "work" or (kind is None and day.weekday() < 5)
    return day


@dataclass
class Round:
    """What has happened in a case since it was last opened again."""

    incident: Incident
    began: datetime

    @classmethod
    def of(cls, incident: Incident) -> "Round":
        again = StepTaken.objects.filter(incident=incident, verb="reopen").order_by("-version")
        first = again.values_list("at", flat=True).first()
        return cls(incident, first or datetime(1900, 1, 1, tzinfo=UTC))

    def notices(self, until: datetime) -> list[Notice]:
        rows = Notice.objects.filter(incident=self.incident, served_at__range=(self.began, until))
        return list(rows.order_by("number"))

    def answers(self, until: datetime) -> list[Answer]:
        rows = Answer.objects.filter(incident=self.incident, at__range=(self.began, until))
        return list(rows.order_by("at"))

    def opinions(self, until: datetime) -> list[Opinion]:
        rows = Opinion.objects.filter(incident=self.incident, at__range=(self.began, until))
        return list(rows.order_by("at"))

    def triage(self, until: datetime) -> Triage | None:
        rows = Triage.objects.filter(incident=self.incident, decision="accepted", at__lte=until)
        return rows.order_by("-at").first()

    def contests(self) -> list[Contest]:
        return list(Contest.objects.filter(incident=self.incident).order_by("filed_at"))

    def reached(self, notice: Notice, until: datetime) -> bool:
        """Opened by the person, or put into their hands on paper."""
        if notice.opened_at and notice.opened_at <= until:
            return True
        rows = Delivery.objects.filter(notice=notice, at__lte=until)
        return rows.filter(how__in=("handed", "refused")).exists()

    def relied_on(self, until: datetime) -> set[int]:
        """Numbers of the items the conclusion stands on."""
        rows = Evidence.objects.filter(incident=self.incident, removed_at=None, relied_on=True)
        return set(rows.filter(at__lte=until).values_list("number", flat=True))

    def shown(self, until: datetime) -> set[int]:
        """Numbers of the items in the bundles of the notices."""
        bundles = Notice.bundle.through.objects.filter(notice__in=self.notices(until))
        return set(bundles.values_list("evidence__number", flat=True))

    def seen(self, until: datetime) -> set[int]:
        """Numbers of the items that the person opened or was handed, in this round."""
        looks = CustodyEvent.objects.filter(evidence__incident=self.incident, who=BY_THE_PERSON)
        looks = looks.filter(verb__in=("viewed", "downloaded"), at__range=(self.began, until))
        found = set(looks.values_list("evidence__number", flat=True))
        for notice in self.notices(until):
            rows = Delivery.objects.filter(notice=notice, at__lte=until)
            if rows.filter(how__in=("handed", "refused")).exists():
                found |= set(notice.bundle.values_list("number", flat=True))
        return found

    def declared_complete(self, until: datetime) -> bool:
        """Whether the person's word that nothing more comes stood then."""
        rows = Completion.objects.filter(incident=self.incident, at__range=(self.began, until))
        return rows.filter(Q(reopened_at=None) | Q(reopened_at__gt=until)).exists()

    def time_is_over(self, until: datetime) -> bool:
        """The last day of every notice has passed, or they said that nothing more comes."""
        days = [row.due_on for row in self.notices(until)]
        return bool(days) and (day_of(until) > max(days) or self.declared_complete(until))

    def waiting_wishes(self, until: datetime) -> bool:
        rows = Extension.objects.filter(incident=self.incident, asked_at__lte=until)
        return rows.filter(Q(decided_at=None) | Q(decided_at__gt=until)).exists()

    def waits_for_replacement(self, until: datetime) -> bool:
        """Whether the person asked that somebody is replaced, and nobody replied since."""
        verbs = ("ask_replacement", "answer_replacement")
        steps = StepTaken.objects.filter(incident=self.incident, verb__in=verbs, at__lte=until)
        last = steps.order_by("version").last()
        return bool(last and last.verb == "ask_replacement")


def drafted(row: Conclusion) -> Conclusion:
    """The version that was proposed; what a review puts in its place is written by who decides."""
    while row.amends:
        row = row.amends
    return row


def standing(incident: Incident) -> Conclusion | None:
    return Conclusion.objects.filter(incident=incident, state="concluded").first()


def live_measures(incident: Incident) -> list[Measure]:
    return list(Measure.objects.filter(incident=incident, cancelled_at=None).order_by("pk"))


def reminders(incident: Incident) -> list[CaseDocument]:
    """Written reminders that were numbered."""
    rows = CaseDocument.objects.filter(incident=incident, kind="reminder")
    return list(rows.filter(typed_back_at__isnull=False).order_by("pk"))


def related(user: User, incident: Incident, at: datetime) -> bool:
    """Whether `user` was bound by a relation to the person concerned at that moment, or is they."""
    if incident.person.user_id == user.pk:
        return True
    staff = getattr(user, "staff", None)
    if staff is None:
        return False
    of = Kinship.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at))
    mine = of.filter(person=staff, relative=incident.person, person_from__lte=at)
    theirs = of.filter(person=incident.person, relative=staff, relative_from__lte=at)
    return mine.exists() or theirs.exists()
