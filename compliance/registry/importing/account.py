"""What was read of a file, in sentences: sheet by sheet, what was passed over and why."""

from compliance.core.figures import whole
from compliance.core.language import _, joined
from compliance.core.recalling import recalled
from compliance.registry.importing.body import SKIPPED
from compliance.registry.importing.sheets import NAMED


def number(count: int) -> str:
    return whole(count)


def of_sheet(sheet: dict) -> list[str]:
    """Sentences about one sheet of a report (SheetReading.account)."""
    return [
        *_rows(sheet),
        *_hidden(sheet),
        *(f"{note[:1].upper()}{note[1:]}." for note in sheet["notes"]),
    ]


def _rows(sheet: dict) -> list[str]:
    if sheet["why"]:
        return [
            _("Không đọc được: {why}. Có {people} dòng ghi gì đó.").format(
                why=sheet["why"], people=number(sheet["people"])
            )
        ]
    if not sheet["taken"]:
        return [_("Có {people} dòng người không được đọc.").format(people=number(sheet["people"]))]
    passed = [f"{number(count)} {SKIPPED[kind]}" for kind, count in sheet["counts"].items()]
    read = _("Đọc {read} dòng người, dưới tiêu đề ở dòng {heading}.").format(
        read=number(sheet["read"]), heading=sheet["heading"]
    )
    return [read + (_(" Bỏ qua {passed}.").format(passed=joined(", ", passed)) if passed else "")]


def _hidden(sheet: dict) -> list[str]:
    hidden, said = sheet["hidden"], []
    if hidden["count"]:
        how = _("bị lọc hoặc ẩn") if hidden["filtered"] else _("ẩn")
        read = _("được đọc") if hidden["taken"] else _("không được đọc")
        names = joined(", ", hidden["names"]) + ("…" if hidden["count"] > NAMED else "")
        names = f": {names}" if hidden["names"] else ""
        said.append(
            _("{count} dòng {how} ({rows}) {read}{names}.").format(
                count=number(hidden["count"]), how=how, rows=hidden["rows"], read=read, names=names
            )
        )
    for taken, how in ((True, _("được đọc")), (False, _("không được đọc"))):
        headings = [heading for heading, was_read in sheet["columns"] if was_read == taken]
        if headings:
            said.append(
                _("Cột ẩn {how}: {headings}.").format(how=how, headings=joined(", ", headings))
            )
    if sheet["blank"]:
        said.append(
            _("{blank} dòng để trống đơn vị, dưới một dòng có ghi.").format(
                blank=number(sheet["blank"])
            )
        )
    return said


def of_file(report: dict, left_out: list[str]) -> list[str]:
    """Sentences about the whole file."""
    said = (
        [_("Không nhập các cột: {left_out}.").format(left_out=joined(", ", left_out))]
        if left_out
        else []
    )
    said += [
        _("“{text}” đọc là {office} ({rows} dòng), như đã nhớ.").format(
            text=alias["text"], office=alias["office"], rows=number(alias["rows"])
        )
        for alias in report.get("aliases", ())
    ]
    said += report.get("passed", ())
    if report.get("shouted"):
        said.append(
            _(
                "{shouted} ô viết hoa được ghi như viết thường; cách viết trong tệp nêu ở từng "
                "dòng."
            ).format(shouted=number(report["shouted"]))
        )
    if report.get("dates"):
        said.append(
            _(
                "{dates} dòng có “Từ ngày” khác ngày đang ghi mà vị trí không đổi: ngày đang ghi "
                "được giữ."
            ).format(dates=number(report["dates"]))
        )
    return said


def without_names(report: dict) -> dict:
    """The report of a list that is applied or left: numbers, and nobody of what was passed over."""
    sheets = [
        {**sheet, "skipped": [], "hidden": {**sheet["hidden"], "names": []}}
        for sheet in report.get("sheets", ())
    ]
    return {**report, "sheets": sheets, "offices": []} if report else report


def of_error(error: dict) -> str:
    """'Trang “Quang Long”, dòng 5, cột “Đơn vị”: …'; the message alone for who stands in no row."""
    if not error["row"]:
        return recalled(error["message"])
    sheet = (
        _("Trang “{sheet}”, dòng").format(sheet=error["sheet"]) if error.get("sheet") else _("Dòng")
    )
    return _("{sheet} {row}, cột “{column}”: {message}").format(
        sheet=sheet, row=error["row"], column=error["column"], message=recalled(error["message"])
    )
