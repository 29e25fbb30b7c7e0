"""Apply a plan: one transaction, in bulk, one event. All or nothing."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from compliance.audit.actions import record
from compliance.refusals import NotNow
from compliance.registry.importing.plan import CHANGED, MOVED, NEW, Plan, Row
from compliance.registry.models import ImportRun, Posting, StaffMember, User


@transaction.atomic
def apply_plan(*, run: ImportRun, plan: Plan, by: User, at: datetime, today: date) -> dict[str, int]:
    """Returns the counts. Raises NotNow when a row is wrong or the run was applied before."""
    if plan.wrong:
        raise NotNow("Còn dòng sai: sửa trong tệp rồi tải lên lại. Chưa có gì được nhập.")
    if ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.PREVIEWED).update(state=ImportRun.State.APPLIED, applied_at=at) != 1:
        raise NotNow("Danh sách này đã được nhập hoặc đã bỏ.")
    new = [row for row in plan.rows if row.fate == NEW]
    StaffMember.objects.bulk_create([_filled(StaffMember(code=row.values["code"]), row) for row in new], batch_size=500)
    _update(plan)
    _post([*new, *(row for row in plan.rows if row.fate == MOVED)], today)
    counts = plan.counts()
    record(by=by, verb="import_staff", obj=run, at=at, label=run.name, after={**counts, "sha256": run.sha256})
    return counts


def _filled(person: StaffMember, row: Row) -> StaffMember:
    for name in ("full_name", "salutation", "office", "position", "staff_kind", "is_leader"):
        setattr(person, name, row.values[name])
    for name in ("email", "phone"):
        setattr(person, name, row.values[name] or getattr(person, name))
    person.fill_search()
    return person


def _update(plan: Plan) -> None:
    rows = {row.values["code"]: row for row in plan.rows if row.fate in (CHANGED, MOVED)}
    people = [_filled(person, rows[person.code]) for person in StaffMember.objects.filter(code__in=list(rows))]
    fields = ["full_name", "salutation", "office", "position", "staff_kind", "is_leader", "email", "phone", "folded", "sort_key"]
    StaffMember.objects.bulk_update(people, fields, batch_size=300)


def _post(rows: list[Row], today: date) -> None:
    """Close the open main posting of who moved, and open the new ones."""
    codes = [row.values["code"] for row in rows]
    people = {person.code: person for start in range(0, len(codes), 500) for person in StaffMember.objects.filter(code__in=codes[start : start + 500])}
    ids = [person.pk for person in people.values()]
    for start in range(0, len(ids), 500):
        open_now = Posting.objects.filter(staff__in=ids[start : start + 500], kind="main", valid_to=None)
        open_now.filter(Q(valid_from__gte=today)).delete()
        open_now.update(valid_to=today - timedelta(days=1))
    Posting.objects.bulk_create(
        [
            Posting(
                staff=people[row.values["code"]],
                office=row.values["office"],
                position=row.values["position"],
                staff_kind=row.values["staff_kind"],
                is_leader=row.values["is_leader"],
                valid_from=(row.values["valid_from"] or today) if row.fate == NEW else max(today, row.values["valid_from"] or today),
            )
            for row in rows
        ],
        batch_size=500,
    )
