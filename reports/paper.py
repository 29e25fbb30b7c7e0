"""A summary as a document: one structure that the screen, the .docx and the PDF all lay out (NĐ 30/2020/NĐ-CP, Phụ lục I).

The copy that leaves the committee is computed anew from the frozen figures: no names, nothing people typed, no count under five.
"""

from django.conf import settings

from compliance.incidents.models import ActKind, Outcome
from compliance.papers.paper import Annex, Paper, Section, Signature, Table, number_line, place_and_day, plain_name, with_end_mark
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Category, StaffKind
from reports.actions.summaries import period_of_summary
from reports.models import Summary
from reports.narrative import TITLES, days, two
from reports.queries import SMALL, list_url, window

FEW = "dưới 5"


def paper_of(summary: Summary, recipients, outside: bool = False) -> Paper:
    """The paper of a drawn summary; `outside` for the copy that leaves the committee."""
    one, figures = period_of_summary(summary), summary.figures
    day = summary.document_date or (local_day(summary.approved_at) if summary.approved_at else None)
    sections = (
        _outside(figures)
        if outside
        else [Section(title, [line for line in summary.sections.get(name, "").split("\n") if line.strip()] or ["Không."]) for name, title in TITLES.items()]
    )
    by_category = (
        _few(figures, summary) if outside else _by(figures, one, "by_category", Category, "Biểu 01. Vụ việc theo nhóm nội dung", "Nhóm nội dung", "category")
    )
    sections[1].tables.append(by_category)
    signer = Signature("TỔ TRƯỞNG", name=plain_name(summary.approved_by.display_name) if summary.approved_by else "")
    return Paper(
        above=settings.AUTHORITY_SHORT.upper(),
        body=settings.TEAM_NAME.upper(),
        number=number_line(summary.document_number, f"BC-{settings.TEAM_CODE}"),
        place_and_day=place_and_day(settings.AUTHORITY_PLACE, day, one.end.year),
        kind="BÁO CÁO",
        subject=f"Kết quả theo dõi việc chấp hành kỷ luật phát ngôn và kỷ cương hành chính {one.in_title}",
        to=[] if outside else [f"Chủ tịch {settings.AUTHORITY_NAME}"],
        sections=with_end_mark(sections),
        annexes=[] if outside else [Annex("PHỤ LỤC", f"Số liệu kèm theo báo cáo {one.in_title}", _annex(figures, one))],
        recipients=[_line(row) for row in recipients if row.inside != outside] + [f"Lưu: VT, {settings.TEAM_CODE}"],
        signatures=[signer],
        label=f"Báo cáo {one.label}",
        draft=not summary.approved_by,
    )


def _line(recipient) -> str:
    return f"{recipient.name}{f' ({recipient.purpose})' if recipient.purpose else ''}"


def _by(figures: dict, one, key: str, choices, caption: str, heading: str, parameter: str) -> Table:
    rows = [[str(number), label, *(str(value) for value in figures[key][code])] for number, (code, label) in enumerate(choices.choices, 1)]
    sums = [sum(figures[key][code][column] for code in choices.values) for column in range(3)]
    urls = [list_url(**{parameter: code}, **window(one, "submitted")) for code in choices.values]
    return Table(caption, ["STT", heading, "Kỳ này", "Kỳ trước", f"Cùng kỳ {one.year - 1}"], rows, ["", "Cộng", *(str(value) for value in sums)], urls)


def _annex(figures: dict, one) -> list[Table]:
    units = figures["by_office"]
    rows = [[str(n), row["name"], str(row["received"]), str(row["concluded"]), str(row["open"]), _rate(row)] for n, row in enumerate(units, 1)]
    total = ["", "Cộng", *(str(sum(row[key] for row in units)) for key in ("received", "concluded", "open")), ""]
    by_unit = Table(
        "Biểu 02. Vụ việc theo đơn vị",
        ["STT", "Đơn vị", "Tiếp nhận", "Kết luận", "Còn lại", "Tiếp nhận trên 100 người"],
        rows,
        total,
        [list_url(office=row["code"], **window(one, "submitted")) for row in units],
    )
    return [
        by_unit,
        _outcomes(figures, one),
        _kinds(figures, one),
        _by(figures, one, "by_act", ActKind, "Biểu 05. Vụ việc theo loại hành vi", "Loại hành vi", "act_kind"),
    ]


def _rate(row: dict) -> str:
    return f"{100 * row['received'] / row['staff']:.1f}".replace(".", ",") if row["staff"] else "–"


def _outcomes(figures: dict, one) -> Table:
    rows = [[str(n), label, str(figures["by_outcome"][code])] for n, (code, label) in enumerate(Outcome.choices, 1)]
    return Table(
        "Biểu 03. Kết quả của hồ sơ đã kết luận",
        ["STT", "Kết quả", "Số hồ sơ"],
        rows,
        ["", "Cộng", str(sum(figures["by_outcome"].values()))],
        [list_url(outcome=code, **window(one, "concluded")) for code in Outcome.values],
    )


def _kinds(figures: dict, one) -> Table:
    rows = [[str(n), label, str(figures["by_staff_kind"][code])] for n, (code, label) in enumerate(StaffKind.choices, 1)]
    return Table(
        "Biểu 04. Vụ việc theo loại cán bộ",
        ["STT", "Loại cán bộ", "Số vụ việc"],
        rows,
        ["", "Cộng", str(sum(figures["by_staff_kind"].values()))],
        [list_url(staff_kind=code, **window(one, "submitted")) for code in StaffKind.values],
    )


# --- the copy for outside


def masked(counts: list[int]) -> list[str]:
    """Counts of one to four are hidden, and so is the next smallest when only one would be: it could be found by subtraction."""
    hidden = {index for index, count in enumerate(counts) if 0 < count < SMALL}
    if len(hidden) == 1:
        rest = [index for index, count in enumerate(counts) if count and index not in hidden]
        hidden.update(sorted(rest, key=lambda index: counts[index])[:1])
    return ["…" if index in hidden and counts[index] >= SMALL else FEW if index in hidden else str(count) for index, count in enumerate(counts)]


def shown(count: int) -> str:
    return FEW if 0 < count < SMALL else two(count)


def _few(figures: dict, summary: Summary) -> Table:
    counts = [figures["by_category"][code][0] for code in Category.values]
    rows = [[str(n), label, cell] for n, (label, cell) in enumerate(zip(Category.labels, masked(counts), strict=True), 1)]
    total = sum(counts)
    return Table(
        "Biểu 01. Vụ việc theo nhóm nội dung (số dưới 5 không nêu)", ["STT", "Nhóm nội dung", "Kỳ này"], rows, ["", "Cộng", shown(total).lstrip("0") or "0"]
    )


def _outside(figures: dict) -> list[Section]:
    read, briefings, returns = figures["coverage"], figures["briefings"], figures["returns"]
    share = f"{100 * read['done'] / read['total']:.1f}%".replace(".", ",") if read["total"] else "–"
    outcomes = [
        f"{label[:1].lower()}{label[1:]}: {cell}"
        for label, cell in zip(Outcome.labels, masked([figures["by_outcome"][code] for code in Outcome.values]), strict=True)
        if cell != "0"
    ]
    texts = {
        "I": [
            f"Trong kỳ tổ chức {two(briefings['count'])} buổi quán triệt; {share} cán bộ, công chức, viên chức, người lao động xác nhận đã đọc Công văn số 308/UBND-TH."
        ],
        "II": [
            f"Tiếp nhận {shown(figures['received'])} vụ việc; đã kết luận {shown(figures['concluded'])} hồ sơ"
            + (f" ({'; '.join(outcomes)})" if outcomes else "")
            + f". Trung vị thời gian xử lý là {days(figures['median_days']) if figures['concluded'] >= SMALL else 'không nêu do số hồ sơ dưới 5'}.",
            f"{two(returns['sent'])}/{two(returns['total'])} đơn vị đã gửi báo cáo kỳ.",
        ],
        "III": ["Nội dung chi tiết được theo dõi trong nội bộ cơ quan."],
        "IV": ["Tiếp tục quán triệt, thực hiện Công văn số 308/UBND-TH; xử lý vụ việc phát sinh đúng quy trình, đúng thời hạn."],
        "V": ["Không."],
    }
    return [Section(TITLES[name], lines) for name, lines in texts.items()]
