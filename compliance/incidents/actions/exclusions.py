"""What a wall between two people does to cases under way: it stays when the relation ends, and it
never takes the last hand.

Registered with the registry (registry.holds), which knows people and no cases.
"""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from compliance.core.access import may
from compliance.core.addresses import case_url, why_url
from compliance.core.language import _, joined
from compliance.core.presence import present
from compliance.core.roles import CHAIRS, Do, Kind
from compliance.incidents.models import Incident, KeptWall
from compliance.incidents.queries import (
    ON_PAPER,
    goes_above,
    leads_of,
    stuck,
    who_can,
    without_excluded,
)
from compliance.outbox.actions import notify
from compliance.registry.closing_blockers import (
    asks_who_is_left,
    hears_wall_fall,
    hears_wall_rise,
)
from compliance.registry.models import StaffMember, User
from compliance.registry.queries import accounts_excluded_from, accounts_under, holders
from compliance.rulebook.clocks import local_day

WATCH = (*CHAIRS, Kind.AUDITOR)
REFUSED = "report"  # how the key of a line begins that asks for somebody to take up a report


@hears_wall_fall
def keep_exclusion(viewer: User, subject: StaffMember, since: datetime, at: datetime) -> None:
    """Whatever was open at any time since the wall rose stays shut to `viewer`."""
    meanwhile = Q(closed_at=None) | Q(closed_at__gte=since)
    cases = Incident.objects.filter(meanwhile, person=subject, submitted_at__isnull=False)
    KeptWall.objects.bulk_create(
        [
            KeptWall(incident=incident, user=viewer, reason=KeptWall.Reason.RELATION, at=at)
            for incident in cases.only("pk")
        ],
        ignore_conflicts=True,
    )


def keep_line(incident: Incident, at: datetime) -> int:
    """Who works under the person concerned now stays behind the wall while the case is open,
    whatever post is written later. Returns how many are new.
    """
    if not incident.person_id or not present(incident.person).user_id:
        return 0
    known = set(incident.kept_walls.values_list("user_id", flat=True))
    below = (
        accounts_under(present(incident.person)).exclude(pk__in=known).values_list("pk", flat=True)
    )
    line = KeptWall.Reason.LINE
    rows = [KeptWall(incident=incident, user_id=pk, reason=line, at=at) for pk in below]
    KeptWall.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def keep_out(incident: Incident, people: QuerySet, reason: KeptWall.Reason, at: datetime) -> None:
    """Shut the case to these accounts, for this reason; those shut out already stay as they are."""
    rows = [
        KeptWall(incident=incident, user_id=pk, reason=reason, at=at)
        for pk in people.order_by().values_list("pk", flat=True)
    ]
    KeptWall.objects.bulk_create(rows, ignore_conflicts=True)


def let_in_again(incident: Incident, *reasons: KeptWall.Reason) -> None:
    """Take these walls down: what they stood for is over. Those for other reasons stay."""
    incident.kept_walls.filter(reason__in=reasons).delete()


@asks_who_is_left
def stranded(subject: StaffMember, at: datetime) -> set[int]:
    """The open cases about `subject` that have nobody here left for their step, with the walls as
    they are written now.
    """
    day = local_day(at)
    cases = (
        Incident.objects.open().filter(person=subject).select_related("person", "handling_office")
    )
    return {incident.pk for incident in cases if stuck(incident, day) or goes_above(incident, day)}


@hears_wall_rise
def after_exclusion(viewer: User, subject: StaffMember, at: datetime) -> None:
    """A case that lost its handler is for the leads to give on; one that lost everybody is told to
    who can name people.
    """
    day = local_day(at)
    for incident in (
        Incident.objects.open()
        .filter(person=subject)
        .with_people()
        .select_related("handling_office")
    ):
        if stuck(incident, day):
            notify_stuck(incident, at)
            continue
        if goes_above(incident, day):
            notify_goes_above(incident, at)
        if incident.handler_id == viewer.pk:
            text = _(
                "Người phụ trách hồ sơ {code} không xem được hồ sơ nữa: giao người khác"
            ).format(code=incident.code)
            url = case_url(incident.code)
            key = f"handler_lost:{incident.pk}:{viewer.pk}:{day:%Y%m%d}"
            notify(
                users=leads_of(incident, day),
                kind="handler_lost",
                text=text,
                url=url,
                at=at,
                subject=incident,
                key=key,
            )


def notify_stuck(incident: Incident, at: datetime) -> None:
    """Once a day: the chairs and the inspectorate outside the wall, with the code; when none of
    them is, the others learn that there is one and no more.
    """
    day = local_day(at)
    key = f"stuck:{incident.pk}:{day:%Y%m%d}"
    people = list(without_excluded(incident, holders(*WATCH, day=day)))
    if not people:
        notify_nobody_left(
            present(incident.person),
            key,
            _("Một hồ sơ đang mở không còn ai xử lý được: cử thêm người"),
            at,
        )
        return
    text = _("Hồ sơ {code} không còn ai {incident}: cử thêm người").format(
        code=incident.code, incident=joined(", ", stuck(incident, day))
    )
    for user in people:
        notify(
            users=[user],
            kind="stuck",
            text=text,
            url=_where(incident, user),
            at=at,
            subject=incident,
            key=key,
        )


def notify_goes_above(incident: Incident, at: datetime) -> None:
    """Once for each version of the case: who may enter the decision of the level above."""
    day = local_day(at)
    what = joined(", ", goes_above(incident, day))
    text = _("Hồ sơ {code} không còn ai ở đây {what}: trình cấp trên, nhập quyết định").format(
        code=incident.code, what=what
    )
    notify(
        users=who_can(incident, ON_PAPER, day),
        kind="goes_above",
        text=text,
        url=case_url(incident.code),
        at=at,
        subject=incident,
        key=f"above:{incident.pk}:{incident.version}",
    )


def notify_sendable(incident: Incident, refused_on: str, at: datetime) -> None:
    """Once after each day on which nobody was there to take it up: whoever wrote the report learns
    that it can be sent now.
    """
    text = _("Vụ việc {code} nay gửi được: đã có người đủ điều kiện xem xét").format(
        code=incident.code
    )
    notify(
        users=User.objects.filter(pk=incident.reporter.user_id, is_active=True),
        kind="sendable",
        text=text,
        url=reverse("incidents:edit", args=[incident.code]),
        at=at,
        subject=incident,
        key=f"sendable:{incident.pk}:{refused_on}",
        sealed=True,
    )


def _where(incident: Incident, user: User) -> str:
    """The case, for who may open it; who may see it, for the inspectorate; else the list of
    notices.
    """
    if Incident.objects.visible_to(user).filter(pk=incident.pk).exists():
        return case_url(incident.code)
    if may(user, Do.READ_AUDIT):
        return why_url(incident.code)
    return reverse("outbox:notifications")


def notify_nobody_left(person: StaffMember, key: str, text: str, at: datetime) -> None:
    """Those who can name people, outside the wall of `person` where there are any; never the
    person. Neither who nor what is named.
    """
    day = local_day(at)
    everybody = holders(*WATCH, day=day).exclude(pk=person.user_id or 0)
    free = everybody.exclude(accounts_excluded_from(person))
    people = free if free.exists() else everybody
    notify(
        users=people,
        kind="stuck",
        text=text,
        url=reverse("outbox:notifications"),
        at=at,
        key=f"{key}:{day:%Y%m%d}",
    )
