"""Fill the database in bulk: invented people and cases spread over ten years, written table by
table.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from compliance.core import committee
from compliance.core.access import grant_each
from compliance.core.figures import whole
from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.roles import HEADS, Kind
from compliance.incidents.in_own_name import HANDLE
from compliance.incidents.models import Allegation, Incident, Reporter
from compliance.incidents.workflow import CONCLUDED, OPEN, Status
from compliance.registry.models import Function, Office, Posting, StaffMember, User
from compliance.review.models import Notice, Triage
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Category, Provision, RuleSet
from compliance.rulebook.queries import citable
from halang_portal.tryout.sample.people import random_name

BATCH = 5000
HEARD = (Status.AWAITING_ANSWER, Status.CONSULTING)
YEARS = 10
STATUSES = (
    (Status.CLOSED,) * 80
    + (Status.SCREENED_OUT,) * 9
    + (Status.NOTED,) * 6
    + (
        Status.SUBMITTED,
        Status.IN_REVIEW,
        Status.AWAITING_ANSWER,
        Status.CONSULTING,
        Status.ENFORCING,
    )
)
TITLES = (
    "Chia sẻ thông tin chưa kiểm chứng về lịch nghỉ học",
    "Bình luận thiếu văn minh trong nhóm thôn",
    "Đăng ảnh tài liệu nội bộ lên nhóm",
    "Dùng giờ làm việc xem phim",
    "Phát ngôn thay cơ quan khi chưa được giao",
)


def seed_staff(count: int, rng: random.Random) -> int:
    """People with a posting, spread over the offices; returns how many there are in all."""
    offices = list(Office.objects.exclude(kind=Office.Kind.AUTHORITY))
    start = datetime(2017, 1, 1).date()
    made = []
    for number in range(count):
        person = StaffMember(
            code=f"S{number:07d}",
            full_name=random_name(rng),
            office=rng.choice(offices),
            position="Chuyên viên",
            staff_kind="cong_chuc",
        )
        person.fill_search()
        made.append(person)
    StaffMember.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)
    people = StaffMember.objects.filter(code__startswith="S", postings=None).select_related(
        "office"
    )
    Posting.objects.bulk_create(
        [
            Posting(
                staff=person,
                office=person.office,
                position=person.position,
                staff_kind=person.staff_kind,
                valid_from=start,
            )
            for person in people.iterator()
        ],
        batch_size=BATCH,
    )
    return StaffMember.objects.count()


def seed_incidents(
    count: int, now: datetime, rng: random.Random, say: Callable[[str], None]
) -> None:
    """`count` cases, each with its reporter, one allegation, the decision that took it up and the
    grant of its handler; one transaction a batch.
    """
    world = _World(now, rng)
    done = 0
    while done < count:
        size = min(BATCH * 2, count - done)
        with transaction.atomic():
            rows = Incident.objects.bulk_create(list(world.incidents(size)), batch_size=BATCH)
            Reporter.objects.bulk_create(
                [Reporter.of(row, world.reporter_of(row), row.created_at) for row in rows],
                batch_size=BATCH,
            )
            Allegation.objects.bulk_create(
                [
                    Allegation(incident=row, number=1, provision=world.provision_of(row))
                    for row in rows
                ],
                batch_size=BATCH,
            )
            Notice.objects.bulk_create(
                [world.notice_of(row) for row in rows if row.status in HEARD], batch_size=BATCH
            )
            Triage.objects.bulk_create(
                [world.triage_of(row) for row in rows if row.accepted_at], batch_size=BATCH
            )
            grant_each(HANDLE, [(row, row.handler) for row in rows if row.handler])
        done += size
        say(_("  {done} vụ việc").format(done=whole(done)))


class _World:
    """What the rows point to, read once."""

    def __init__(self, now: datetime, rng: random.Random):
        self.now, self.rng = now, rng
        self.people = list(
            StaffMember.objects.filter(office__isnull=False, is_leader=False).select_related(
                "office"
            )
        )
        self.provisions: dict[date, dict[str, Provision]] = {}
        self.heads = {
            function.office_id: function.user
            for function in Function.objects.filter(kind__in=HEADS, valid_to=None).select_related(
                "user"
            )
        }
        self.members = list(User.objects.filter(functions__kind=Kind.MEMBER))
        self.lead, self.deputy = (
            User.objects.filter(functions__kind=kind).first()
            for kind in (Kind.LEAD, Kind.DEPUTY_LEAD)
        )
        self.rules = RuleSet.objects.filter(staff_kind="cong_chuc").order_by("-valid_from").first()

    def incidents(self, count: int) -> Iterator[Incident]:
        for __ in range(count):
            yield self._one()

    def _one(self) -> Incident:
        rng, person, status = self.rng, self.rng.choice(self.people), self.rng.choice(STATUSES)
        ago = rng.randint(0, 90) if status in OPEN else rng.randint(31, YEARS * 365)
        at = self.now - timedelta(days=ago, minutes=rng.randint(1, 1400))
        prefix = committee.today().code_prefix
        ended = at + timedelta(days=rng.randint(5, 30))
        accepted = status not in (Status.SUBMITTED, Status.SCREENED_OUT, Status.NOTED)
        concluded = status in CONCLUDED
        row = Incident(
            code=f"{prefix}-{at.year}-{uuid.uuid4().hex[:12].upper()}",
            status=status,
            person=person,
            office=person.office,
            handling_office=person.office,
            position=person.position,
            staff_kind=person.staff_kind,
            title=rng.choice(TITLES),
            act_kind="share",
            category=rng.choice(Category.values),
            platform="facebook",
            account_kind="personal",
            seen_how="public",
            happened_at=at - timedelta(days=2),
            known_on=local_day(at),
            narrative="Diễn biến hư cấu để đo tốc độ.",
            out_of_scope_declared=True,
            created_at=at,
            edited_at=at,
            submitted_at=at,
            rule_set=self.rules,
            handler=rng.choice(self.members) if accepted else None,
            triaged_by=self.lead if status != Status.SUBMITTED else None,
            accepted_at=at if accepted else None,
            told_at=at + timedelta(days=1) if accepted and status != Status.IN_REVIEW else None,
            concluded_at=min(ended, self.now) if concluded else None,
            concluded_by=self.deputy if concluded else None,
            closed_at=(
                ended if status in (Status.CLOSED, Status.SCREENED_OUT, Status.NOTED) else None
            ),
            outcome="guidance" if concluded else "",
            due_on=local_day(at) + timedelta(days=20) if status in OPEN else None,
            processing_ends=local_day(at) + timedelta(days=90),
        )
        row.first_concluded_at, row.first_ended_at = row.concluded_at, row.closed_at
        if row.concluded_at:
            row.first_outcome, row.first_term_ends = row.outcome, row.processing_ends
        if row.closed_at:
            row.first_ended_as = status
        row.fill_search()
        return row

    def reporter_of(self, row: Incident) -> User:
        return self.heads.get(row.office_id) or self.members[0]

    def triage_of(self, row: Incident) -> Triage:
        """The decision that took the case up: without it every lead would be asked for one."""
        return Triage(
            incident=row,
            decision=Triage.Decision.ACCEPTED,
            scope={},
            reason="Thụ lý để đo tốc độ.",
            by=self.lead,
            at=present(row.accepted_at),
        )

    def notice_of(self, row: Incident) -> Notice:
        """What the person was sent: no case waits for an answer or for opinions without it."""
        sent = present(row.told_at)
        return Notice(
            incident=row,
            number=1,
            served_at=sent,
            due_on=local_day(sent) + timedelta(days=7),
            by=present(row.handler),
        )

    def provision_of(self, row: Incident) -> Provision:
        """One that may be cited for the day of the act, of the category of the case where there is
        one.
        """
        day = local_day(row.happened_at)
        if day not in self.provisions:
            self.provisions[day] = {
                provision.category: provision for provision in citable(day, "cong_chuc")
            }
        known = self.provisions[day]
        return known.get(row.category) or next(iter(known.values()))
