"""Questions about people and offices that several rooms ask."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from compliance.core.kept import ask
from compliance.core.presence import present
from compliance.core.roles import CHAIRS, HEADS, LEADS, Kind
from compliance.core.text import fold
from compliance.core.together import DAY, OF
from compliance.registry.models import (
    AccessRequest,
    Function,
    Kinship,
    Office,
    OfficeHours,
    Posting,
    StaffMember,
    User,
)
from compliance.registry.querysets import overseen_offices, sees_everybody
from compliance.registry.tree import line_down, line_up, tree_on
from compliance.rulebook.clocks import local_day


def functions_of(user: User, day: date) -> list[Function]:
    """The functions `user` holds on `day`."""
    return list(user.functions.on(day).select_related("office").order_by("pk"))


def holders(*kinds: str, day: date, office: Office | int | None = None) -> QuerySet:
    """Active users who hold one of `kinds` on `day`, on `office` when given."""
    held = Function.objects.on(day).of_kinds(*kinds)
    if office is not None:
        held = held.filter(office=office)
    return User.objects.filter(is_active=True, pk__in=held.values("user_id")).order_by("pk")


def known_accounts(accounts: QuerySet) -> list[User]:
    """Those of the accounts that hold a function today, with what staff_of() and functions_now()
    ask of each, in one query for all.
    """
    rows = Function.objects.on(local_day(timezone.now())).filter(
        user__in=accounts.order_by().values("pk")
    )
    rows = rows.select_related("office", "user__staff__office__parent__parent")
    users: dict[int, User] = {}
    held: dict[int, list[Function]] = {}
    for function in rows.order_by("user", "pk"):
        users.setdefault(function.user_id, function.user)
        held.setdefault(function.user_id, []).append(function)
    for pk, user in users.items():
        user.know_functions(held[pk])
    return list(users.values())


def heads_of(office: Office, day: date) -> QuerySet:
    """The head and deputies of `office`, or of the nearest office above it that has any."""
    while office is not None:
        heads = holders(*HEADS, day=day, office=office)
        if heads:
            return heads
        office = office.parent
    return User.objects.none()


def accounts_matching(words: str) -> QuerySet:
    """Accounts by login name, staff code or the words of a name; the people of the registry's own
    search.
    """
    by_words = StaffMember.objects.matching(words).order_by().values("user_id")
    return (
        User.objects.filter(Q(username=words) | Q(pk__in=by_words))
        .select_related("staff__office")
        .order_by("pk")
    )


def known_names(but: StaffMember | None = None) -> set[str]:
    """Every name by which the portal knows a person, folded: of accounts and of staff, with login
    names and addresses; without those of one person.
    """
    own = but.pk if but else 0
    accounts = User.objects.exclude(staff__pk=own).values_list("display_name", "username", "email")
    staff = StaffMember.objects.exclude(pk=own).values_list("full_name", "code", "email")
    names = {fold(name) for row in (*accounts, *staff) for name in row if len(name) >= 6}
    if but:
        names -= {
            fold(but.full_name),
            fold(but.email),
            *(
                {
                    fold(present(but.user).display_name),
                    fold(present(but.user).username),
                    fold(present(but.user).email),
                }
                if but.user_id
                else ()
            ),
        }
    return names


def posting_on(staff: StaffMember, day: date) -> Posting | None:
    """Where `staff` worked on `day`: the secondment, else the main post, else a second one."""
    known = vars(staff).get("_postings_on", {})
    if day not in known:
        [rows] = ask(None, "posting", _posting, {OF: staff.pk, DAY: day})
        for row in rows:
            row.staff = staff
        known[day] = next(iter(rows), None)
    posting: Posting | None = known[day]
    return posting


def _posting() -> list[QuerySet]:
    held = Posting.objects.filter(staff=OF).on(DAY).best_first()
    return [held.select_related("office")[:1]]


def remember_postings(staff: StaffMember) -> None:
    """posting_on() asks once for each day of this loaded row: for what looks at it again and again
    and changes no posting.
    """
    vars(staff).setdefault("_postings_on", {})


def staff_kind_on(staff: StaffMember, day: date, today: date) -> str:
    """What `staff` was on `day`: of the posting held then, else of the one held today."""
    posting = posting_on(staff, day) or posting_on(staff, today)
    return posting.staff_kind if posting else staff.staff_kind


def subtree(office: Office) -> QuerySet:
    """`office` and everything below it, as a queryset."""
    offices: QuerySet = Office.objects.descendants(office, include_self=True)
    return offices


def hours_of(office: Office, day: date) -> OfficeHours:
    """Working hours of `office` on `day`: its own, or those of the nearest office above that has
    any; the usual ones when nobody wrote any.
    """
    tree = tree_on(day)
    line = tree.above(office.pk) or [office.pk]
    hours = {row.office_id: row for row in OfficeHours.objects.on(day).filter(office__in=line)}
    return next(
        (hours[pk] for pk in line if pk in hours),
        OfficeHours(office=office, valid_from=office.valid_from),
    )


def staff_of(user: User) -> StaffMember | None:
    """The member of staff behind an account, with the offices above; asked once per loaded user and
    kept where `user.staff` looks.
    """
    field: Any = User._meta.get_field("staff")
    if not field.is_cached(user):
        people = StaffMember.objects.select_related("office__parent__parent")
        field.set_cached_value(user, people.filter(user=user).first())
    staff: StaffMember | None = field.get_cached_value(user)
    return staff


def staffed_offices(user: User, day: date) -> QuerySet:
    """The offices in which somebody works whom `user` may list, or holds a second post in an office
    whose people they may.
    """
    works = StaffMember.objects.visible_to(user).order_by().values("office")
    second = Posting.objects.second(day).order_by()
    if not sees_everybody(user):
        second = second.filter(office__in=overseen_offices(user))
    offices: QuerySet = Office.objects.filter(Q(pk__in=works) | Q(pk__in=second.values("office")))
    return offices


def offices_above(staff: StaffMember | None, day: date) -> list[int]:
    """The offices `staff` has a post in, the second ones too, and those above them, short of the
    authority itself.
    """
    if staff is None:
        return []
    keys = line_up(staff.office)
    if staff.second_posts:
        for posting in staff.postings.second(day).select_related("office__parent__parent"):
            keys += [key for key in line_up(posting.office) if key not in keys]
    return keys


def line_above(user: User, day: date) -> QuerySet:
    """Functions of those who head an office `user` has a post in, or one above it: a subordinate
    does not work on their file.
    """
    kinds = [Kind.UNIT_HEAD] if user.function_kinds() & set(HEADS) else list(HEADS)
    held = (
        Function.objects.on(day)
        .of_kinds(*kinds)
        .filter(office__in=offices_above(staff_of(user), day))
        .exclude(user=user)
    )
    return held.filter(user__staff__isnull=False).order_by()


def accounts_excluded_from(person: StaffMember, below: Q | None = None) -> Q:
    """excluded_staff() from the other side: the accounts to whom the file of `person` is shut, as a
    condition on User; one small query, then the rest is in it. `below`: what subordinates_of() gave
    a moment ago.
    """
    people = StaffMember.objects.filter(user__isnull=False).order_by().values("user_id")
    others, declarers = Kinship.objects.shut_out_of(person)
    excluded = Q(pk__in=people.filter(pk__in=others.values("relative_id")))
    excluded |= Q(pk__in=people.filter(pk__in=declarers.values("person_id")))
    if person.user_id:
        excluded |= Q(pk=person.user_id)
        if below := subordinates_of(person) if below is None else below:
            excluded |= Q(pk__in=people.filter(below))
    return excluded


def accounts_under(person: StaffMember) -> QuerySet:
    """The accounts of those who work under `person` today, in a second post too."""
    below = subordinates_of(person)
    people = (
        StaffMember.objects.filter(below, user__isnull=False).exclude(pk=person.pk)
        if below
        else StaffMember.objects.none()
    )
    return User.objects.filter(pk__in=people.order_by().values("user_id"))


def know_lines(people: Iterable[StaffMember], leading: set[int]) -> None:
    """Spare accounts_excluded_from() its question for those of these loaded people who lead no
    office today; `leading`: the accounts among theirs that do.
    """
    day = local_day(timezone.now())
    for person in people:
        vars(person)["_leads_nobody"] = None if person.user_id in leading else day


def subordinates_of(person: StaffMember) -> Q:
    """The other way round of line_above(): staff who work under `person` today, as a condition on
    StaffMember; an empty one where nobody does.
    """
    day = local_day(timezone.now())
    if vars(person).get("_leads_nobody") == day:
        return Q()
    held = Function.objects.on(day)
    led: dict[str, list[int]] = {}
    mine = (
        held.of_kinds(*HEADS)
        .filter(user=person.user_id)
        .exclude(office__kind=Office.Kind.AUTHORITY)
    )
    for kind, office in mine.order_by().values_list("kind", "office_id"):
        led.setdefault(kind, []).append(office)
    below = Q()
    if offices := led.get(Kind.UNIT_HEAD):
        below |= _under(offices, day)
    if offices := led.get(Kind.DEPUTY_HEAD):
        below |= _under(offices, day) & ~Q(
            user__in=held.of_kinds(*HEADS).order_by().values("user_id")
        )
    return below


def _under(offices: list[int], day: date) -> Q:
    down = line_down(offices)
    second = Posting.objects.second(day).filter(office__in=down).order_by()
    # as offices_above() reads it: a post counts once the turn of its day has written it down
    return Q(office__in=down) | (Q(pk__in=second.values("staff")) & ~Q(second_posts=""))


def excluded_staff(user: User, day: date) -> list:
    """Whose files are shut to `user` besides their own, each query with the staff id as `found`:
    relatives in either direction, the line above.
    """
    staff = staff_of(user)
    if staff is None:
        return []
    declared, named = Kinship.objects.shutting_out(staff)
    there, back = declared.annotate(found=F("relative_id")), named.annotate(found=F("person_id"))
    above = (
        [line_above(user, day).annotate(found=F("user__staff__pk"))]
        if staff.second_posts or line_up(staff.office)
        else []
    )
    return [there, back, *above]


def kin_ids(user: User) -> set[int]:
    """Ids of staff members whose files are shut to `user`: the user as a person, declared relatives
    in either direction, the line above.
    """
    staff = staff_of(user)
    if staff is None:
        return set()
    first, *others = (
        rows.order_by().values_list("found", flat=True)
        for rows in excluded_staff(user, local_day(timezone.now()))
    )
    return {staff.pk, *first.union(*others)}


ADDRESS_RESTS = timedelta(days=3)


def recovery_address(user: User, now: datetime) -> str:
    """Where links and numbers that open the account go: its address, or for three days the one
    before, unless its owner has confirmed the
    new one. Empty when there is none."""
    last = user.address_changes.order_by("-at", "-pk").first()
    if last and last.confirmed_at is None and now < last.at + ADDRESS_RESTS:
        return last.old
    return user.email


def requests_about(user: User, now: datetime) -> list[AccessRequest]:
    """What others ask for the account of `user` and can still be stopped."""
    open_ones = Q(state=AccessRequest.State.OPEN)
    live = Q(
        link__used_at=None,
        link__cancelled_at=None,
        link__ends_at__gt=now,
        state=AccessRequest.State.DONE,
    )
    return list(
        user.access_requests.filter(open_ones | live)
        .select_related("asked_by")
        .order_by("-asked_at")
    )


JUDGES = (LEADS, CHAIRS, (Kind.AUDITOR,))  # level by level, until there is one who is free


def judges(kinship: Kinship, day: date) -> QuerySet:
    """Who may say whether a relation is so, and whether it ends: a lead who is no party, wrote none
    of it and may see both files.

    One level up where no such lead is left: the chairs, then the inspectorate.
    """
    wrote = {
        kinship.person.user_id,
        kinship.relative.user_id,
        kinship.declared_by_id,
        kinship.denied_by_id,
        kinship.removal_by_id,
    } - {None}
    shut = accounts_excluded_from(kinship.person) | accounts_excluded_from(kinship.relative)
    people = User.objects.none()
    for kinds in JUDGES:
        people = holders(*kinds, day=day).exclude(pk__in=wrote).exclude(shut)
        if people.exists():
            break
    return people


def judged_by(user: User, rows: QuerySet, day: date) -> QuerySet:
    """Those of `rows` that fall to `user`: judges() from the other side, for a whole list. Most of
    the time nothing waits, and nobody's relatives are looked up.
    """
    if not rows.exists():
        return rows.none()
    for kinds in JUDGES:
        level = list(holders(*kinds, day=day))
        if any(judge.pk == user.pk for judge in level):
            return _free_for(user, rows)
        for judge in level:
            rows = rows.exclude(pk__in=_free_for(judge, rows).order_by().values("pk"))
    return rows.none()


def _free_for(user: User, rows: QuerySet) -> QuerySet:
    shut = kin_ids(user)
    party = (
        Q(person__user=user) | Q(relative__user=user) | Q(person__in=shut) | Q(relative__in=shut)
    )
    return (
        rows.exclude(party)
        .exclude(declared_by=user)
        .exclude(denied_by=user)
        .exclude(removal_by=user)
    )
