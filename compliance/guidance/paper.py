"""The list that people without an account sign, laid out like every paper of the committee."""

from datetime import date

from compliance.core.language import _
from compliance.guidance.models import Dispatch
from compliance.papers.paper import (
    END,
    Paper,
    Section,
    Signature,
    Table,
    official,
    ordinal,
    place_and_day,
)
from compliance.registry.letterhead import letterhead
from compliance.registry.models import Office

WIDTHS = [14.0, 46.0, 50.0, 24.0, 29.0]
ROOM_TO_SIGN = 10.0  # mm


@official()
def sign_list_of(dispatch: Dispatch, office: Office, people, day: date) -> Paper:
    """`people` in the order of the list; the days and the signatures stay empty."""
    of = letterhead(office, day)
    rows = [
        [ordinal(number), person.full_name, person.position, "", ""]
        for number, person in enumerate(people, 1)
    ]
    table = Table(
        "",
        [_("STT"), _("Họ và tên"), _("Chức vụ"), _("Ngày ký"), _("Ký tên")],
        rows,
        widths=WIDTHS,
        left=[1, 2],
        row_height=ROOM_TO_SIGN,
    )
    said = _(
        "Những người ký tên dưới đây xác nhận đã đọc, đã hiểu nội dung {short}: {title}."
    ).format(short=dispatch.instrument.short, title=dispatch.instrument.title)
    return Paper(
        above=of.above,
        body=of.body,
        number="",
        place_and_day=place_and_day(of.place, None, day.year),
        kind=_("DANH SÁCH"),
        subject=_("Ký xác nhận đã đọc {short}").format(short=dispatch.instrument.short),
        sections=[
            Section("", [said], [table]),
            Section(
                "", [_("Danh sách này có {count:02d} người{end}").format(count=len(rows), end=END)]
            ),
        ],
        recipients=[],
        signatures=[Signature(_("NGƯỜI LẬP DANH SÁCH")), Signature(of.title)],
        label=_("Danh sách ký, {short_name}").format(short_name=office.short_name),
    )
