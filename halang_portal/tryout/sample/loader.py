"""Load the try-out into an empty database: rules, offices, staff through the import, functions, two
years of cases, summaries, directions.
"""

import random
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from compliance.core.language import _
from compliance.core.roles import Kind
from compliance.core.text import fold
from compliance.outbox.models import Message, Notification
from compliance.registry.actions import (
    add_second_post,
    apply_import,
    confirm_kinship,
    declare_kinship,
    grant_function,
    upload_list,
)
from compliance.registry.models import Office, Posting, StaffMember, User
from compliance.rulebook.actions import load_data, load_instruments
from compliance.rulebook.clocks import ZONE, local_day
from compliance.rulebook.queries import calendar
from halang_portal.tryout.sample.access import load_access, load_requests
from halang_portal.tryout.sample.assurance import load_assurance
from halang_portal.tryout.sample.cases import Cast
from halang_portal.tryout.sample.documents import load_documents
from halang_portal.tryout.sample.guidance import load_guidance, load_sources
from halang_portal.tryout.sample.history import play_history
from halang_portal.tryout.sample.logins import PASSWORD
from halang_portal.tryout.sample.offices import load_offices
from halang_portal.tryout.sample.people import write_workbook
from halang_portal.tryout.sample.places import place
from halang_portal.tryout.sample.reporting import load_reporting
from halang_portal.tryout.sample.retention import load_retention

LOCAL = Path(__file__).parent / "data"  # instruments of the sample's own authorities
LOADER = "quantri"  # the account that loads the sample
_BASIS = "Dùng thử"
_MODEL = "Dùng thử, tài khoản mẫu"
_HEADS = (
    "Chủ tịch UBND xã",
    "Chủ tịch UBND thị trấn",
    "Trưởng phòng",
    "Chánh Văn phòng",
    "Chánh Thanh tra",
    "Hiệu trưởng",
    "Giám đốc",
)
_DEPUTIES = (
    "Phó Chủ tịch UBND xã",
    "Phó Chủ tịch UBND thị trấn",
    "Phó Trưởng phòng",
    "Phó Chánh Văn phòng",
    "Phó Chánh Thanh tra",
    "Phó Hiệu trưởng",
    "Phó Giám đốc",
)


BEFORE, AFTER = 0.08, 0.93  # which share of the work is done before the history, and with it


def is_empty() -> bool:
    return not User.objects.exists()


def loaded_set() -> str:
    """Which set lies in the database; '' when none does."""
    if is_empty():
        return ""
    return "2025" if Office.objects.filter(code="TINH").exists() else "2017"


def began_empty() -> bool:
    """Whether there is a portal that nobody loaded the sample into."""
    return not is_empty() and not User.objects.filter(username=LOADER).exists()


@transaction.atomic
def load_sample(
    *,
    now: datetime,
    say: Callable[[str], None],
    reached: Callable[[float], None] | None = None,
) -> None:
    """One transaction: a broken load leaves nothing behind. `reached` hears which share of it, 0 to
    1, is done.
    """
    admin, cast = load_cast(say)
    say(_("Hai năm vụ việc, theo đúng trình tự xử lý…"))
    acts = play_history(
        cast=cast,
        calendar=calendar(),
        now=now,
        rng=random.Random(308),
        progress=lambda count: say(_("  {count} bước…").format(count=count)),
        reached=(lambda share: reached(BEFORE + share * (AFTER - BEFORE))) if reached else None,
    )
    say(_("  {acts} bước. Quán triệt, xác nhận đã đọc…").format(acts=acts))
    load_guidance(now=now, cast=cast)
    say(_("Báo cáo, ý kiến chỉ đạo…"))
    load_reporting(now=now, cast=cast)
    load_access(now=now, cast=cast)
    load_requests(now=now, cast=cast)
    load_documents(now=now, cast=cast)
    load_retention(now=now, cast=cast)
    load_assurance(now=now, cast=cast)
    _settle(now)
    end_first_admin(admin, now)


def load_cast(say: Callable[[str], None]) -> tuple[User, Cast]:
    """Rules, offices, people and their functions, before the first case: the account that loads
    them, and who plays.
    """
    start = datetime(2017, 1, 3, 8, tzinfo=ZONE)
    say(_("Văn bản, quy định, lịch làm việc…"))
    load_data(at=start)
    load_instruments(folder=LOCAL, at=start)
    load_sources(start)
    say(_("Đơn vị và cán bộ (nhập từ tệp xlsx)…"))
    offices = load_offices(start, settings.SAMPLE_SET)
    begun = datetime.combine(place().since + timedelta(days=2), time(8), ZONE)
    admin = User.objects.create(
        username=LOADER, display_name="Quản trị ban đầu", password=make_password(None)
    )
    grant_function(
        user=admin,
        kind=Kind.INTERNAL_AFFAIRS,
        office=None,
        valid_from=place().since,
        by=None,
        at=begun,
        basis="Lập cổng",
    )
    _import_people(offices, admin, begun)
    cast = _functions(begun)
    _kinships(cast, begun)
    cast.second_post = _second_post(cast, admin, begun)
    return admin, cast


def _import_people(offices: dict[str, Office], by: User, at: datetime) -> None:
    folder = Path(settings.DATA_DIR) / "sample"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "can-bo.xlsx"
    write_workbook(path, list(offices.values()))
    with path.open("rb") as source:
        run = upload_list(upload=source, name=path.name, by=by, at=at, wait=True)
    apply_import(run=run, by=by, at=at, wait=True)
    _accounts()


_NO_ACCOUNT = ("Nhân viên bảo vệ", "Nhân viên cấp dưỡng")  # they are told and heard on paper


def _accounts() -> None:
    """An account for nearly everybody; one shared password, hashed once."""
    password, taken = make_password(PASSWORD), set(User.objects.values_list("username", flat=True))
    people = list(StaffMember.objects.exclude(position__in=_NO_ACCOUNT).order_by("code"))
    users = []
    for person in people:
        base = fold(person.full_name).replace(" ", "")
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}{number}"
        taken.add(name)
        users.append(
            User(
                username=name, display_name=person.full_name, email=person.email, password=password
            )
        )
    User.objects.bulk_create(users)
    by_name = {
        user.username: user
        for user in User.objects.filter(username__in=[user.username for user in users])
    }
    for person, user in zip(people, users, strict=True):
        person.user = by_name[user.username]
    StaffMember.objects.bulk_update(people, ["user"], batch_size=300)


def _people(*posts: str) -> list[StaffMember]:
    return list(
        StaffMember.objects.filter(position__in=posts, is_leader__isnull=False)
        .select_related("user", "office")
        .order_by("code")
    )


def _experts() -> list[StaffMember]:
    """Who does the work of internal affairs: one expert of each office the set names."""
    experts, chosen = _people("Chuyên viên"), []
    for code in place().affairs:
        chosen.append(
            next(
                expert for expert in experts if expert.office.code == code and expert not in chosen
            )
        )
    return chosen


def _others(busy: set[int]) -> list[StaffMember]:
    """Everybody outside the authority who plays no part; `busy`: accounts that do."""
    rows = StaffMember.objects.exclude(office__kind=Office.Kind.AUTHORITY)
    people = rows.select_related("office", "user").order_by("code")
    return [person for person in people if person.user_id not in busy]


def _functions(at: datetime) -> Cast:
    """Functions by post; every head oversees the own office, the supervision team sits with the
    authority.
    """

    def give(
        person: StaffMember, kind: Kind, office: Office | None = None, model: bool = False
    ) -> User:
        grant_function(
            user=person.user,
            kind=kind,
            office=office,
            valid_from=place().since,
            by=None,
            at=at,
            basis=_MODEL if model else _BASIS,
        )
        return person.user

    here = place().here
    chairman = give(_people(here("Chủ tịch UBND huyện"))[0], Kind.CHAIRMAN)
    vices = [
        give(person, Kind.VICE_CHAIRMAN) for person in _people(here("Phó Chủ tịch UBND huyện"))
    ]
    lead = give(_people("Tổ trưởng Tổ kiểm tra giám sát")[0], Kind.LEAD)
    deputy = give(_people("Tổ phó Tổ kiểm tra giám sát")[0], Kind.DEPUTY_LEAD)
    members = [give(person, Kind.MEMBER) for person in _people("Thành viên Tổ kiểm tra giám sát")]
    give(_people("Quản trị mạng")[0], Kind.ADMINISTRATOR)
    give(_people("Chuyên viên kiểm soát nội bộ")[0], Kind.AUDITOR)
    affairs = [give(person, Kind.INTERNAL_AFFAIRS) for person in _experts()]
    for person in _people(*_HEADS):
        give(person, Kind.UNIT_HEAD, person.office, model=person.office.short_name == "Quang Long")
    for person in _people(*_DEPUTIES):
        if person.office.kind == Office.Kind.COMMUNE:
            give(person, Kind.DEPUTY_HEAD, person.office)
    busy = {chairman.pk, lead.pk, deputy.pk, *(user.pk for user in (*vices, *members, *affairs))}
    staff = _others(busy)
    return Cast(
        lead=lead,
        deputy_lead=deputy,
        members=members,
        affairs=affairs,
        chairman=chairman,
        vice=vices[0],
        staff=[person for person in staff if not person.is_leader],
        leaders=[person for person in staff if person.is_leader and person.position in _HEADS],
    )


def _second_post(cast: Cast, by: User, at: datetime) -> Posting:
    """Somebody of a department holds a post in a commune besides."""
    here = Office.objects.on(local_day(at)).get(short_name="Quang Long", kind=Office.Kind.COMMUNE)
    person = next(
        staff
        for staff in cast.staff
        if staff.user_id
        and not staff.is_leader
        and (office := staff.office)
        and office.kind == Office.Kind.DEPARTMENT
        and office.parent_id != here.pk
    )
    return add_second_post(
        staff=person,
        office=here,
        position="Phó Trưởng ban Quản lý chợ",
        is_leader=False,
        valid_from=local_day(at),
        basis="Dùng thử",
        by=by,
        at=at,
    )


def _kinships(cast: Cast, at: datetime) -> None:
    """Kinship is dense in a small district: some members and heads have declared relatives."""
    rng = random.Random(54)
    for user in (*cast.members, cast.lead, *cast.affairs):
        for relative in rng.sample(cast.staff, 2):
            relation = rng.choice(("sibling", "spouse_sibling", "uncle_aunt", "sibling_spouse"))
            made = declare_kinship(
                person=user.staff, relative=relative, relation=relation, by=user, at=at
            )
            if relative.user_id:
                confirm_kinship(kinship=made, by=relative.user, at=at)


def _settle(now: datetime) -> None:
    """What is older than four days has been read; mails of the invented past are not sent."""
    Notification.objects.filter(at__lt=now - timedelta(days=4), read_at=None).update(read_at=now)
    Message.objects.filter(topic="mail", done_at=None).update(done_at=now)


def end_first_admin(admin: User, now: datetime) -> None:
    """The account that loaded the sample ends with it."""
    admin.functions.update(valid_to=place().since + timedelta(days=364))
    User.objects.filter(pk=admin.pk).update(is_active=False)
