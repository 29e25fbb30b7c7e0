"""Apply the staged rows of a run, and undo them: in bulk, a thousand at a time, each row
remembering what stood before. One transaction around it all.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.db.models import Q

from compliance.core.language import _
from compliance.registry.importing.plan import BATCH, CHANGED, LEFT, MOVED, NEW
from compliance.registry.importing.second import new_second, write_seconds
from compliance.registry.models import ImportRow, ImportRun, Office, Posting, StaffMember
from compliance.registry.renaming import renamed

FIELDS = (
    "full_name",
    "salutation",
    "office_id",
    "position",
    "staff_kind",
    "is_leader",
    "email",
    "phone",
    "state",
    "second_posts",
)
WRITTEN = [
    "full_name",
    "salutation",
    "office",
    "position",
    "staff_kind",
    "is_leader",
    "email",
    "phone",
    "state",
    "second_posts",
    "folded",
    "given",
    "sort_key",
]
DAY = timedelta(days=1)


def batches(run: ImportRun, *fates: str) -> Iterator[list[ImportRow]]:
    """The rows of these fates, in order, by key: memory does not grow with the list."""
    last = 0
    while rows := list(run.rows.filter(fate__in=fates, pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        yield rows


def apply_rows(run: ImportRun, today: date, progress: Callable[[int], None]) -> None:
    """Write what the rows say. `progress` hears how many are done."""
    offices, done = {office.pk: office for office in Office.objects.all()}, 0
    for fate, work in ((NEW, _add), (CHANGED, _change), (MOVED, _change), (LEFT, _let_go)):
        for rows in batches(run, fate):
            work(rows, offices, today, run)
            if fate != NEW:  # whoever is new had nothing before: the code tells who to take away
                ImportRow.objects.bulk_update(rows, ["before"], batch_size=500)
            done += len(rows)
            progress(done)


def _filled(person: StaffMember, values: dict, offices: dict) -> StaffMember:
    person.office = offices[values["office"]]
    for name in ("full_name", "salutation", "position", "staff_kind", "is_leader"):
        setattr(person, name, values[name])
    for name in ("email", "phone"):
        setattr(person, name, values[name] or getattr(person, name))
    person.state = (
        StaffMember.State.WORKING if person.state == StaffMember.State.LEFT else person.state
    )
    person.fill_search()
    return person


def _add(rows: list[ImportRow], offices: dict, today: date, run: ImportRun) -> None:
    made = StaffMember.objects.bulk_create(
        [_filled(StaffMember(code=row.code), row.values, offices) for row in rows], batch_size=500
    )
    _posted(rows, made, lambda row: _day(row) or today)
    write_seconds(rows, made, today)


def _day(row: ImportRow) -> date | None:
    day = row.values.get("valid_from")
    return date.fromisoformat(day) if day else None


def _moves_on(row: ImportRow, today: date) -> date:
    day = row.values.get("moves_on")
    return date.fromisoformat(day) if day else today


def _posted(rows: list[ImportRow], people: list[StaffMember], since: Callable) -> list[Posting]:
    made = [
        Posting(
            staff=person,
            office_id=row.values["office"],
            position=row.values["position"],
            staff_kind=row.values["staff_kind"],
            is_leader=row.values["is_leader"],
            valid_from=since(row),
        )
        for row, person in zip(rows, people, strict=True)
    ]
    return Posting.objects.bulk_create(made, batch_size=500)


def _change(rows: list[ImportRow], offices: dict, today: date, run: ImportRun) -> None:
    """New words at once; for who moved, another main post begins on the list's day (today when it
    gives none that will do), and the one before ends the day before.
    """
    known = {
        person.code: person
        for person in StaffMember.objects.filter(code__in=[row.code for row in rows])
    }
    people = [known[row.code] for row in rows]
    for row, person in zip(rows, people, strict=True):
        row.before = {"staff": person.pk, "was": {name: getattr(person, name) for name in FIELDS}}
        _filled(person, row.values, offices)
    StaffMember.objects.bulk_update(people, WRITTEN, batch_size=300)
    renamed(people=[person.pk for person in people])
    write_seconds(rows, people, today)
    moved = [(row, person) for row, person in zip(rows, people, strict=True) if row.fate == MOVED]
    if not moved:
        return
    ended: dict[int, dict] = {}
    for day in sorted({_moves_on(row, today) for row, __ in moved}):
        leaving = [person.pk for row, person in moved if _moves_on(row, today) == day]
        ended |= _end(leaving, day)
    postings = _posted(
        [row for row, __ in moved], [person for __, person in moved], lambda r: _moves_on(r, today)
    )
    for (row, person), posting in zip(moved, postings, strict=True):
        row.before |= {"posting": posting.pk, **ended.get(person.pk, {})}


def _end(
    staff: list[int], first_day: date, kinds: tuple[str, ...] = (Posting.Kind.MAIN,)
) -> dict[int, dict]:
    """End the posts that go on past the day before `first_day`. Returns {staff: {'ended':
    [[posting, its last day before]], 'removed': [rows that had not begun]}}.
    """
    ended: dict[int, dict] = {}
    going = Posting.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=first_day), staff__in=staff, kind__in=kinds
    )
    for row in going.values():
        before = ended.setdefault(row["staff_id"], {"ended": [], "removed": []})
        plain = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in row.items()
        }
        if row["valid_from"] >= first_day:
            before["removed"].append(plain)
        else:
            before["ended"].append([row["id"], plain["valid_to"]])
    going.filter(valid_from__gte=first_day).delete()
    going.update(valid_to=first_day - DAY)
    return ended


def _let_go(rows: list[ImportRow], offices: dict, today: date, run: ImportRun) -> None:
    """Who left: every post ends with the day told; the turn of the day makes one to
    come effective.
    """
    last = run.left_day or today - DAY
    people = {
        person.code: person
        for person in StaffMember.objects.filter(code__in=[row.code for row in rows])
    }
    ended = _end([person.pk for person in people.values()], last + DAY, tuple(Posting.Kind.values))
    gone = []
    for row in rows:
        person = people[row.code]
        row.before = {
            "staff": person.pk,
            "was": {name: getattr(person, name) for name in FIELDS},
            **ended.get(person.pk, {}),
        }
        if last < today:
            person.office, person.position, person.is_leader = None, "", False
            person.second_posts, person.state = "", StaffMember.State.LEFT
            person.fill_search()
            gone.append(person)
    StaffMember.objects.bulk_update(gone, WRITTEN, batch_size=300)


def what_blocks(run: ImportRun) -> list[str]:
    """Why the run cannot be undone: sentences, at most twenty; empty when nothing depends on it."""
    blockers: list[str] = []
    for rows in batches(run, NEW, CHANGED, MOVED, LEFT):
        people = _people_of(rows)
        later = _later_posts(rows, people)
        tied = _tied_to(
            [people[row.code].pk for row in rows if row.fate == NEW and row.code in people]
        )
        for row in rows:
            person = people.get(row.code)
            if person is None or not _as_written(person, row):
                blockers.append(_("{code}: thông tin đã được sửa sau đó").format(code=row.code))
            elif person.pk in later:
                blockers.append(_("{code}: đã ghi vị trí khác sau đó").format(code=row.code))
            elif tie := tied.get(person.pk):
                blockers.append(f"{row.code}: {tie}")
            if len(blockers) >= 20:
                return blockers
    return blockers


def _people_of(rows: list[ImportRow]) -> dict[str, StaffMember]:
    return {
        person.code: person
        for person in StaffMember.objects.filter(code__in=[row.code for row in rows])
    }


def _as_written(person: StaffMember, row: ImportRow) -> bool:
    if row.fate == LEFT:
        return True
    written = {
        name: row.values[name]
        for name in ("full_name", "salutation", "position", "staff_kind", "is_leader")
    }
    return person.office_id == row.values["office"] and all(
        getattr(person, name) == value for name, value in written.items()
    )


def _later_posts(rows: list[ImportRow], people: dict[str, StaffMember]) -> set[int]:
    """People whose posts are no longer as the run left them: of who is new one open post; of who
    moved the one the run made, still open; of who left none that goes on.
    """
    posts: dict[int, list[tuple]] = {}
    for pk, staff, kind, last in Posting.objects.filter(
        staff__in=[person.pk for person in people.values()]
    ).values_list("pk", "staff", "kind", "valid_to"):
        posts.setdefault(staff, []).append((pk, kind, last))
    later = set()
    for row in rows:
        person = people.get(row.code)
        held = posts.get(person.pk, []) if person else []
        going = [pk for pk, kind, last in held if last is None and kind == Posting.Kind.MAIN]
        if (
            (row.fate == NEW and (len(held) != 1 + bool(new_second(row)) or len(going) != 1))
            or not _second_as_written(row, held)
            or (row.fate == MOVED and going != [row.before["posting"]])
            or (row.fate == LEFT and going)
        ):
            later.add(person.pk)
    return later


def _second_as_written(row: ImportRow, held: list[tuple]) -> bool:
    """Whether the second post the row made, if any, still goes on; whoever is new has no other."""
    if not new_second(row):
        return True
    made = row.before.get("second")
    going = [pk for pk, kind, last in held if kind == Posting.Kind.SECOND and last is None]
    return made in going if made else bool(going)


def _tied_to(staff: list[int]) -> dict[int, str]:
    """{staff: what hangs on them} besides the posting of the run: an account, and whatever any room
    keeps about a person.
    """
    ties = dict.fromkeys(
        StaffMember.objects.filter(pk__in=staff, user__isnull=False).values_list("pk", flat=True),
        _("đã có tài khoản"),
    )
    for relation in StaffMember._meta.related_objects:
        if relation.related_model is Posting:
            continue
        name = relation.field.name
        for pk in (
            relation.related_model._base_manager.filter(**{f"{name}__in": staff})
            .order_by()
            .values_list(name, flat=True)
            .distinct()
        ):
            ties.setdefault(
                pk,
                _("đã có {verbose_name} liên quan").format(
                    verbose_name=relation.related_model._meta.verbose_name.lower()
                ),
            )
    return ties


def undo_rows(run: ImportRun, progress: Callable[[int], None]) -> None:
    """Put back what stood before, exactly."""
    done = 0
    for rows in batches(run, NEW):
        new = StaffMember.objects.filter(code__in=[row.code for row in rows])
        Posting.objects.filter(staff__in=new).delete()
        new.delete()
        done += len(rows)
        progress(done)
    for rows in batches(run, CHANGED, MOVED, LEFT):
        made = [row.before.get(name) for row in rows for name in ("posting", "second")]
        Posting.objects.filter(pk__in=[pk for pk in made if pk]).delete()
        _put_back_posts(rows)
        people = {
            person.pk: person
            for person in StaffMember.objects.filter(pk__in=[row.before["staff"] for row in rows])
        }
        for row in rows:
            person = people[row.before["staff"]]
            for name, value in row.before["was"].items():
                setattr(person, name, value)
            person.fill_search()
        StaffMember.objects.bulk_update(people.values(), WRITTEN, batch_size=300)
        renamed(people=list(people))
        done += len(rows)
        progress(done)


def _put_back_posts(rows: list[ImportRow]) -> None:
    days = {pk: last for row in rows for pk, last in row.before.get("ended", ())}
    posts = list(Posting.objects.filter(pk__in=days))
    for post in posts:
        post.valid_to = date.fromisoformat(days[post.pk]) if days[post.pk] else None
    Posting.objects.bulk_update(posts, ["valid_to"], batch_size=500)
    removed = [post for row in rows for post in row.before.get("removed", ())]
    Posting.objects.bulk_create([Posting(**post) for post in removed], batch_size=500)
