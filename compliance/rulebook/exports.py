"""The template of a year's calendar list."""

import xlsxwriter

from compliance.core.characters import legal
from compliance.core.language import _
from compliance.core.spreadsheets import read_back
from compliance.rulebook.models import CalendarDay
from compliance.rulebook.years import HEADINGS, Day

_WIDTHS = (14, 18, 34, 44, 16)


@read_back()
def write_days(target, days: list[Day], year: int) -> None:
    """An xlsx with drop-downs, filled with what is known of the year; dates stay text, so that no
    spreadsheet turns them round.
    """
    book = xlsxwriter.Workbook(
        target,
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    head, text = (
        book.add_format({"bold": True, "border": 1, "text_wrap": True, "bg_color": "#E6ECF7"}),
        book.add_format({"num_format": "@"}),
    )
    sheet = book.add_worksheet(_("Lịch {year}").format(year=year))
    for column, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, heading, head)
    sheet.freeze_panes(1, 1)
    for number, day in enumerate(days, 1):
        for column, value in enumerate(
            (f"{day.day:%d/%m/%Y}", day.word, day.name, day.source, "x" if day.official else "")
        ):
            sheet.write_string(number, column, legal(value), text)
    sheet.data_validation(
        1, 1, 400, 1, {"validate": "list", "source": list(CalendarDay.Kind.labels)}
    )
    book.close()
