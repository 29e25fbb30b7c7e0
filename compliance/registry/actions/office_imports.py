"""The offices of a list: added as one by one would be, those above first; taken away again while
nothing hangs on them.
"""

from collections.abc import Callable
from datetime import date, datetime

from compliance.core.language import _
from compliance.core.presence import present
from compliance.registry.actions.offices import add_office
from compliance.registry.importing.plan import NEW
from compliance.registry.models import (
    Function,
    ImportRow,
    ImportRun,
    Office,
    OfficeGrant,
    OfficeVersion,
    Posting,
    StaffMember,
)

MOST_SAID = 20
HANGING = {
    Office: _("đơn vị trực thuộc"),
    Posting: _("vị trí công tác"),
    StaffMember: _("cán bộ"),
    Function: _("chức năng"),
}


def add_listed(run: ImportRun, at: datetime, progress: Callable[[int], None]) -> None:
    """Write the offices that are new; every row remembers which one it made."""
    rows = sorted(run.rows.filter(fate=NEW), key=lambda row: (row.values["depth"], row.pk))
    known, order = Office.objects.in_bulk(), Office.objects.count()
    made: dict[str, Office] = {office.code.lower(): office for office in known.values()}
    for count, row in enumerate(rows, 1):
        said = row.values
        above = known[said["parent"]] if said["parent"] else made.get(said["under"].lower())
        office = add_office(
            by=present(run.by),
            at=at,
            basis=said["basis"],
            code=row.code,
            name=said["full_name"],
            short_name=said["short_name"],
            kind=said["kind"],
            parent=above,
            valid_from=date.fromisoformat(said["valid_from"]),
            sends_return=said["sends_return"],
            order=order + row.number,
        )
        made[row.code.lower()] = office
        row.before = {"office": office.pk}
        progress(count)
    ImportRow.objects.bulk_update(rows, ["before"], batch_size=500)


def _made(run: ImportRun) -> dict[int, ImportRow]:
    """{office: the row that made it}, those below first."""
    rows = sorted(run.rows.filter(fate=NEW), key=lambda row: (-row.values["depth"], -row.pk))
    return {row.before["office"]: row for row in rows}


def what_holds_listed(run: ImportRun) -> list[str]:
    """Why the offices of the run cannot be taken away, in sentences."""
    rows, said = _made(run), []
    offices = Office.objects.in_bulk(rows)
    for pk, row in rows.items():
        office = offices.get(pk)
        if office is None or office.name != row.values["full_name"]:
            said.append(_("{code}: thông tin đã được sửa sau đó").format(code=row.code))
        elif hold := _holds(office, set(rows)):
            said.append(f"{row.code}: {hold}")
        if len(said) >= MOST_SAID:
            break
    return said


def _holds(office: Office, together: set[int]) -> str:
    """What of any room hangs on an office beside its first version and the offices of its list."""
    if office.versions.count() != 1:
        return _("đã ghi thay đổi khác")
    for relation in Office._meta.related_objects:
        model = relation.related_model
        rows = model._base_manager.filter(**{relation.field.name: office})
        if model is Office:
            rows = rows.exclude(pk__in=together)
        elif model is OfficeVersion:
            rows = rows.exclude(office__in=together)
        elif model is OfficeGrant:
            continue
        if rows.exists():
            return _("đã có {hanging} gắn với đơn vị này").format(
                hanging=HANGING.get(model, _("dữ liệu khác"))
            )
    return ""


def take_away_listed(run: ImportRun, progress: Callable[[int], None]) -> None:
    """Those below first. Raises ProtectedError when a room keeps one after all."""
    for count, pk in enumerate(_made(run), 1):
        Office.objects.filter(pk=pk).delete()
        progress(count)
