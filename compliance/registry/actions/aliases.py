"""How people write an office in their lists: said once, remembered, forgotten again. Reading a list
proposes by it; nothing else uses it.
"""

from datetime import date, datetime

from django.db import transaction

from compliance.audit.actions import record
from compliance.core.access import require
from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.core.roles import Do
from compliance.core.text import clean
from compliance.registry.actions.imports import read_list, require_open, said_when_away
from compliance.registry.importing.naming import OfficeBook, spelling_key
from compliance.registry.models import ImportRun, Office, OfficeAlias, User
from compliance.rulebook.clocks import local_day

MOST = 200


@transaction.atomic
def remember_office(*, office: Office, spelling: str, by: User, at: datetime) -> OfficeAlias:
    """This spelling is that office. Raises NotNow when it is remembered for another, or is the name
    or the code of one.
    """
    require(by, Do.KEEP_REGISTRY)
    spelling, day = clean(spelling)[:MOST], local_day(at)
    folded = spelling_key(spelling)
    if not folded:
        raise NotNow(_("Ghi cách viết tên đơn vị."))
    known = OfficeAlias.objects.select_related("office").filter(folded=folded).first()
    if known and known.office_id == office.pk:
        return known
    if known:
        raise NotNow(
            _("“{spelling}” đang được nhớ là {name}; bỏ cách ghi ấy trước.").format(
                spelling=spelling, name=known.office.name
            )
        )
    _refuse_names(spelling, office, day)
    alias = OfficeAlias.objects.create(
        office=office, spelling=spelling, folded=folded, by=by, at=at
    )
    record(
        by=by,
        verb="remember_office",
        obj=office,
        at=at,
        label=office.name,
        after={"spelling": spelling},
    )
    return alias


def _refuse_names(spelling: str, office: Office, day: date) -> None:
    named = OfficeBook(day).named(spelling)
    if len(named) == 1 and office not in named:
        raise NotNow(
            _("“{spelling}” là tên hoặc mã của {name}.").format(
                spelling=spelling, name=next(iter(named)).name
            )
        )
    if office.valid_to and office.valid_to < day:
        raise NotNow(_("{name} đã kết thúc hoạt động.").format(name=office.name))


@transaction.atomic
def name_offices(
    *, run: ImportRun, said: list[tuple[str, int]], by: User, at: datetime
) -> ImportRun:
    """Remember (spelling, key of the office) as read in a list, and read the list again by it.
    Raises Unreadable with the reason: then nothing was remembered.
    """
    require(by, Do.KEEP_REGISTRY)
    require_open(run)
    offices = Office.objects.in_bulk([pk for __, pk in said])
    for spelling, pk in said:
        remember_office(office=offices[pk], spelling=spelling, by=by, at=at)
    with said_when_away():
        return read_list(run=run, at=at)


@transaction.atomic
def forget_office(*, alias: OfficeAlias, by: User, at: datetime) -> None:
    """The spelling is asked about again in the next list."""
    require(by, Do.KEEP_REGISTRY)
    office, spelling = alias.office, alias.spelling
    alias.delete()
    record(
        by=by,
        verb="forget_office",
        obj=office,
        at=at,
        label=office.name,
        before={"spelling": spelling},
    )
