"""What was read of a file, in sentences: sheet by sheet, what was passed over and why."""

from compliance.core.figures import whole
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
        return [f"Không đọc được: {sheet['why']}. Có {number(sheet['people'])} dòng ghi gì đó."]
    if not sheet["taken"]:
        return [f"Có {number(sheet['people'])} dòng người không được đọc."]
    passed = [f"{number(count)} {SKIPPED[kind]}" for kind, count in sheet["counts"].items()]
    read = f"Đọc {number(sheet['read'])} dòng người, dưới tiêu đề ở dòng {sheet['heading']}."
    return [read + (f" Bỏ qua {', '.join(passed)}." if passed else "")]


def _hidden(sheet: dict) -> list[str]:
    hidden, said = sheet["hidden"], []
    if hidden["count"]:
        how = "bị lọc hoặc ẩn" if hidden["filtered"] else "ẩn"
        read = "được đọc" if hidden["taken"] else "không được đọc"
        names = ", ".join(hidden["names"]) + ("…" if hidden["count"] > NAMED else "")
        names = f": {names}" if hidden["names"] else ""
        said.append(f"{number(hidden['count'])} dòng {how} ({hidden['rows']}) {read}{names}.")
    for taken, how in ((True, "được đọc"), (False, "không được đọc")):
        headings = [heading for heading, was_read in sheet["columns"] if was_read == taken]
        if headings:
            said.append(f"Cột ẩn {how}: {', '.join(headings)}.")
    if sheet["blank"]:
        said.append(f"{number(sheet['blank'])} dòng để trống đơn vị, dưới một dòng có ghi.")
    return said


def of_file(report: dict, left_out: list[str]) -> list[str]:
    """Sentences about the whole file."""
    said = [f"Không nhập các cột: {', '.join(left_out)}."] if left_out else []
    said += [
        f"“{alias['text']}” đọc là {alias['office']} ({number(alias['rows'])} dòng), như đã nhớ."
        for alias in report.get("aliases", ())
    ]
    said += report.get("passed", ())
    if report.get("shouted"):
        said.append(
            f"{number(report['shouted'])} ô viết hoa được ghi như viết thường; cách viết trong tệp"
            " nêu ở từng dòng."
        )
    if report.get("dates"):
        said.append(
            f"{number(report['dates'])} dòng có “Từ ngày” khác ngày đang ghi mà vị trí không đổi:"
            " ngày đang ghi được giữ."
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
        return error["message"]
    sheet = f"Trang “{error['sheet']}”, dòng" if error.get("sheet") else "Dòng"
    return f"{sheet} {error['row']}, cột “{error['column']}”: {error['message']}"
