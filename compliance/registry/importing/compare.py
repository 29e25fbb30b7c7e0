"""Compare the rows of a list with the registry, a thousand at a time: new, changed, moved, left,
unchanged; who may be in it twice. Nothing is written here.
"""

from collections.abc import Callable, Iterator
from datetime import date

from compliance.core.codes import NOT_A_CODE, hide_citizen_id, is_citizen_id, is_code
from compliance.core.language import _, lower_first
from compliance.core.text import fold, name_key
from compliance.registry.importing.columns import LABELS
from compliance.registry.importing.naming import OfficeBook
from compliance.registry.importing.plan import (
    BATCH,
    CHANGED,
    LEFT,
    MOVED,
    NEW,
    UNCHANGED,
    WRONG,
    Row,
)
from compliance.registry.importing.second import compare_second
from compliance.registry.importing.sheets import SheetReading
from compliance.registry.models import Function, Office, Posting, StaffMember
from compliance.rulebook.models import StaffKind

COMPARED = ("full_name", "salutation", "email", "phone")
PLACED = {
    "office": _("đơn vị"),
    "position": _("chức vụ"),
    "staff_kind": _("loại cán bộ"),
    "is_leader": _("lãnh đạo"),
}
CITIZEN_ID = _(
    "giống số định danh, căn cước ({} chữ số); cổng không giữ số ấy, ghi mã cán bộ của đơn vị"
)
_SAID = dict(StaffKind.choices) | {True: _("có"), False: _("không"), "ong": _("ông"), "ba": _("bà")}


class Comparison:
    def __init__(self, book: OfficeBook, today: date):
        self.book, self.today = book, today
        self.named: dict[tuple, tuple[str, str]] = {}  # (name, office or telephone): code, where
        self.later_dates = self.doubles = self.shouted = 0

    def compare(self, rows: list[Row], reading: SheetReading) -> None:
        codes = {row.values["code"] for row in rows if row.values["code"]}
        people = self._people(codes | {code.upper() for code in codes})
        known = {row.number: self._person(row, people, reading) for row in rows}
        posts = self._posts([person["pk"] for person in known.values() if person])
        for row in rows:
            self._compare(row, known[row.number], posts, reading)
        self._doubles([row for row in rows if row.fate == NEW])

    def _people(self, codes: set[str]) -> dict[str, dict]:
        fields = ("pk", "code", *COMPARED, "office_id", "position", "staff_kind", "is_leader")
        people = StaffMember.objects.filter(code__in=codes).order_by().values(*fields)
        return {person["code"]: person for person in people}

    def _person(self, row: Row, people: dict[str, dict], reading: SheetReading) -> dict | None:
        """Who has this code; also where the list writes it in small letters."""
        code = row.values["code"]
        if code in people or code.upper() not in people:
            return people.get(code)
        person = people[code.upper()]
        if fold(person["full_name"]) != fold(row.values.get("full_name", "")):
            _error(
                row,
                reading,
                "code",
                _("mã chỉ khác chữ hoa với {code} của người khác").format(code=person["code"]),
            )
            return None
        row.note(_("mã trong tệp: {code}").format(code=code))
        row.values["code"] = person["code"]
        return person

    def _posts(self, staff: list[int]) -> dict[int, Posting]:
        """The last main post of each."""
        posts = Posting.objects.filter(
            staff__in=staff, kind=Posting.Kind.MAIN, valid_from__lte=self.today
        )
        return {post.staff_id: post for post in posts.order_by("valid_from", "pk")}

    def _compare(
        self, row: Row, person: dict | None, posts: dict[int, Posting], reading: SheetReading
    ) -> None:
        self._in_capitals(row, person)
        second = None if row.errors else row.values.get("second")
        if second and (
            says := compare_second(row.values, person["pk"] if person else None, self.today)
        ):
            _error(row, reading, "second_office", says)
        if person is None:
            self._newcomer(row, reading)
        if row.errors:
            row.fate = WRONG
        elif person is None:
            row.fate = NEW
        else:
            self._known(row, person, posts.get(person["pk"]), reading)
        if row.fate == WRONG:
            row.values.pop("moves_on", None)

    def _newcomer(self, row: Row, reading: SheetReading) -> None:
        """A code that is new must be one; those already listed keep the code they have."""
        code = row.values["code"]
        if is_citizen_id(code):
            _error(row, reading, "code", CITIZEN_ID.format(sum(char.isdigit() for char in code)))
            row.values["code"] = hide_citizen_id(code)
        elif not row.errors and not is_code(code):
            _error(
                row,
                reading,
                "code",
                _("mã {code} của người mới: {not_a_code}").format(
                    code=code, not_a_code=lower_first(NOT_A_CODE)
                ),
            )

    def _in_capitals(self, row: Row, person: dict | None) -> None:
        """What is typed in capitals is the name we have, or said in small letters; the file's own
        spelling stands beside it.
        """
        for name in ("full_name", "position"):
            written = row.values.pop(f"{name}_typed", None)
            known = person[name] if person else ""
            if written:
                same = known.casefold() == written.casefold()
                row.values[name] = known if same else row.values[name]
                row.note(
                    _("{labels} trong tệp viết hoa: “{written}”").format(
                        labels=lower_first(LABELS[name]), written=written
                    )
                )
                self.shouted += 1
            elif name == "position" and known.casefold() == row.values.get(name, "").casefold():
                row.values[name] = known  # a capital letter is no other post

    def _known(self, row: Row, person: dict, post: Posting | None, reading: SheetReading) -> None:
        known = {**person, "office": person["office_id"]}
        fields = reading.header.known
        for name in ("is_leader", "salutation"):  # a list without the column says nothing of it
            row.values[name] = row.values[name] if name in fields else known[name]
        moved = [
            self._change(label, known[name], row.values[name], name)
            for name, label in PLACED.items()
            if known[name] != row.values[name]
        ]
        compared = [name for name in COMPARED if name in fields or name == "full_name"]
        changed = [
            self._change(lower_first(LABELS[name]), known[name], row.values[name], name)
            for name in compared
            if known[name] != row.values[name]
            and (row.values[name] or name not in ("email", "phone"))  # an empty cell says nothing
        ]
        row.fate = MOVED if moved else CHANGED if changed else UNCHANGED
        row.changes = moved + changed
        if moved:
            self._moves_on(row, post, reading)
        elif post and row.values["valid_from"] not in (None, post.valid_from.isoformat()):
            self.later_dates += 1
        second = row.values.get("second")
        if second and not second.get("known"):
            row.changes.append(self._change(_("kiêm nhiệm"), "", second["position"], "position"))
            row.fate = MOVED if moved else CHANGED

    def _moves_on(self, row: Row, post: Posting | None, reading: SheetReading) -> None:
        """The day the list gives for the move, when it lies after the post held before began."""
        written = row.values["valid_from"]
        if written is None:
            row.note(_("chuyển từ hôm nay, {today:%d/%m/%Y}").format(today=self.today))
            return
        day = date.fromisoformat(written)
        office = self.book.offices[row.values["office"]]
        if office.valid_from > day:
            _error(
                row,
                reading,
                "valid_from",
                _("{short_name} chưa hoạt động vào ngày đó").format(short_name=office.short_name),
            )
            row.fate = WRONG
        elif post and (post.valid_from >= day or (post.valid_to and post.valid_to >= day)):
            began = post.valid_to if post.valid_to and post.valid_to >= day else post.valid_from
            row.note(
                _(
                    "“Từ ngày” {day:%d/%m/%Y} không sau {began:%d/%m/%Y} của vị trí đã ghi: chuyển "
                    "từ hôm nay, {today:%d/%m/%Y}"
                ).format(day=day, began=began, today=self.today)
            )
        else:
            row.values["moves_on"] = written
            row.note(_("chuyển từ {day:%d/%m/%Y}").format(day=day))

    def _change(self, what: str, before, after, name: str) -> dict:
        said = [before, after]
        if name == "office":
            said = [
                self.book.offices[pk].short_name if pk in self.book.offices else "" for pk in said
            ]
        elif name in ("staff_kind", "is_leader", "salutation"):
            said = [_SAID.get(value, "") for value in said]
        return {"what": what, "before": said[0] or _("chưa có"), "after": said[1] or _("trống")}

    # --- the same person twice

    def _doubles(self, rows: list[Row]) -> None:
        """Rows of who is new and has the name, and the office or the telephone, of somebody under
        another code: shown, decided by nobody but the reader.
        """
        if not rows:
            return
        keys = {name_key(row.values["full_name"]) for row in rows}
        held: dict[str, list[StaffMember]] = {}
        people = StaffMember.objects.filter(sort_key__in=keys).select_related("office")
        for person in people.order_by("code"):
            held.setdefault(person.sort_key, []).append(person)
        for row in rows:
            name = name_key(row.values["full_name"])
            places = [("office", row.values["office"]), ("phone", row.values["phone"])]
            likely = next(
                (
                    f"{person.code}, {person.post or _('đã rời danh sách')}"
                    for person in held.get(name, ())
                    if person.office_id == row.values["office"]
                    or (row.values["phone"] and _digits(person.phone) == row.values["phone"])
                ),
                "",
            )
            for kind, value in places:
                if not value:
                    continue
                code, where = self.named.setdefault(
                    (name, kind, value), (row.values["code"], _where(row))
                )
                if code != row.values["code"]:
                    likely = likely or _("{code}, {where} của tệp này").format(
                        code=code, where=where
                    )
            if likely:
                row.values["double"] = likely
                row.note(_("có thể là người đã có, mã {likely}").format(likely=likely))
                self.doubles += 1


def _digits(phone: str) -> str:
    return "".join(char for char in phone if char.isdigit() or char == "+")


def _where(row: Row) -> str:
    return (
        _("trang “{sheet}”, dòng {number}").format(sheet=row.sheet, number=row.number)
        if row.sheet
        else _("dòng {number}").format(number=row.number)
    )


def _error(row: Row, reading: SheetReading, name: str, says: str) -> None:
    error = {"row": row.number, "column": reading.header.heading(name), "message": says}
    row.errors.append({"sheet": row.sheet, **error} if row.sheet else error)


def who_left(
    scope: Office, codes_in_list, today: date, held: Callable[[str], str]
) -> Iterator[list[Row]]:
    """People who work in `scope` or below today and stand in no row of the list, in batches.
    Whoever holds a function hands over first, and whoever stands in a part of the file that was
    not read (`held` says which) stays until somebody has said what that part is: such a row is
    wrong.
    """
    inside = Office.objects.descendants(scope, include_self=True)
    gone = (
        StaffMember.objects.filter(office__in=inside)
        .exclude(code__in=codes_in_list)
        .select_related("office")
        .order_by("code")
    )
    holding = set(Function.objects.on(today).order_by().values_list("user__staff__pk", flat=True))
    batch = []
    for person in gone.iterator(chunk_size=BATCH):
        says = held(person.code) or (
            _("không có trong danh sách nhưng đang giữ chức năng; bàn giao trước")
            if person.pk in holding
            else ""
        )
        batch.append(_leaving(person, says))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _leaving(person: StaffMember, says: str) -> Row:
    row = Row(
        0,
        WRONG if says else LEFT,
        {
            "code": person.code,
            "full_name": person.full_name,
            "position": person.position,
            "office": person.office_id,
        },
    )
    row.changes = [{"what": _("vị trí"), "before": person.post, "after": _("không có trong tệp")}]
    if says:
        message = f"{person.full_name} ({person.code}) {says}"
        row.errors = [{"row": 0, "column": LABELS["code"], "message": message}]
    return row
