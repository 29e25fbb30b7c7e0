"""The second post a row of a list may name: read, compared with those held, written, taken back. A
row without one leaves the second posts of its person as they are.
"""

from collections.abc import Callable
from datetime import date

from compliance.core.language import _
from compliance.registry.importing.cells import as_day, as_text
from compliance.registry.models import ImportRow, Office, Posting, StaffMember

FIELDS = ("second_office", "second_position", "second_from")
MOST = 160
NO_MAIN = _("vào ngày bắt đầu kiêm nhiệm, người này chưa có vị trí chính")


def read_second(
    cells: dict, offices: Callable[[str], Office | None], today: date
) -> tuple[dict | None, list[tuple[str, str]]]:
    """({office, position, from}, [(field, what is wrong)]); None where the row names no second
    post. `offices` finds one by name or code.
    """
    office, position = (as_text(cells.get(name)) for name in FIELDS[:2])
    if not any(as_text(cells.get(name)) for name in FIELDS):
        return None, []
    wrong = []
    unit = offices(office) if office else None
    if unit is None:
        wrong.append(
            (
                FIELDS[0],
                _("không có đơn vị “{office}”").format(office=office[:60])
                if office
                else _("còn trống"),
            )
        )
    if not position or len(position) > MOST:
        wrong.append(
            (FIELDS[1], _("dài hơn {most} ký tự").format(most=MOST) if position else _("còn trống"))
        )
    try:
        day = as_day(cells.get(FIELDS[2]))
    except ValueError:
        day = None
        wrong.append((FIELDS[2], _("không phải ngày hợp lệ; ghi dạng ngày/tháng/năm")))
    if day and day > today:
        wrong.append((FIELDS[2], _("ngày sắp tới; ghi ở trang của người đó sau khi nhập")))
    if unit and day and day < unit.valid_from:
        wrong.append(
            (
                FIELDS[2],
                _("{short_name} chưa hoạt động vào ngày đó").format(short_name=unit.short_name),
            )
        )
    return {
        "office": unit.pk if unit else None,
        "position": position[:MOST],
        "from": day.isoformat() if day else None,
    }, wrong


def compare_second(values: dict, person: int | None, today: date) -> str:
    """What keeps the second post of a row from being written, as a sentence; empty when it can be,
    or is there already: its "known" says which. `person` is None for who is new.
    """
    second = values["second"]
    first = _day(second) or today
    if person is None:
        began = values["valid_from"]
        early = first < (date.fromisoformat(began) if began else today)
        return NO_MAIN if early else ""
    posts = Posting.objects.filter(staff=person)
    there = posts.filter(office=second["office"], kind=Posting.Kind.SECOND)
    going = there.on(today).first()
    if going:
        second["known"] = going.position == second["position"]
        return (
            ""
            if second["known"]
            else _("đang kiêm nhiệm ở đơn vị này là “{position}”").format(position=going.position)
        )
    if there.apart_from_ended(first).exists():
        return _("đã ghi kiêm nhiệm ở đơn vị này trong thời gian đó")
    return "" if posts.on(first).filter(kind=Posting.Kind.MAIN).exists() else NO_MAIN


def write_seconds(rows: list[ImportRow], people: list[StaffMember], today: date) -> None:
    """The second posts that are new; each row remembers the one it made."""
    made = [
        (
            row,
            Posting(
                staff=person,
                office_id=second["office"],
                position=second["position"],
                staff_kind=row.values["staff_kind"],
                kind=Posting.Kind.SECOND,
                valid_from=_day(second) or today,
            ),
        )
        for row, person in zip(rows, people, strict=True)
        if (second := new_second(row))
    ]
    Posting.objects.bulk_create([posting for __, posting in made], batch_size=500)
    for row, posting in made:
        row.before = {**(row.before or {}), "second": posting.pk}


def new_second(row: ImportRow) -> dict | None:
    """The second post the row adds."""
    second: dict | None = row.values.get("second")
    return second if second and not second.get("known") else None


def _day(second: dict) -> date | None:
    return date.fromisoformat(second["from"]) if second["from"] else None
