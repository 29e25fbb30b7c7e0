"""A summary as a document: one structure that the screen, the .docx and the PDF all lay out (NĐ
30/2020/NĐ-CP, Phụ lục I).

What leaves the committee is an extract of that one paper (trích sao, NĐ 30/2020/NĐ-CP, Điều 25 and
Phụ lục I): it names the original and bears a number, day and signature of its own. It is computed
anew from the frozen figures: no names, nothing people typed, no count under five.
"""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from compliance.core import committee
from compliance.core.committee import Committee, Effect
from compliance.core.figures import fixed
from compliance.core.language import _, in_sense, joined, lower_first, upper_first
from compliance.incidents.models import ActKind, Outcome
from compliance.papers.paper import (
    Annex,
    Chart,
    Paper,
    Section,
    Signature,
    Table,
    number_line,
    official,
    ordinal,
    place_and_day,
    with_end_mark,
)
from compliance.rulebook.models import Category, StaffKind
from reports.actions.summaries import period_of_summary
from reports.charts import compared_bars
from reports.disclosure_control import SMALL
from reports.models import Summary
from reports.narrative import (
    TITLES,
    days,
    instrument_read,
    next_period,
    percent,
    returns_line,
    two,
)
from reports.periods import Period
from reports.queries import WHEN, behind
from reports.reading import paragraphs

WITHHELD = _("không nêu")


@official()
def paper_of(summary: Summary, recipients, outside: bool = False) -> Paper:
    """The paper of a drawn summary; `outside` for the copy that leaves the committee."""
    period = period_of_summary(summary)
    extract = getattr(summary, "extract", None) if outside else None
    number, day, signer = (
        (str(extract), extract.issued_on, extract.signer)
        if extract
        else ("", None, "")
        if outside
        else (summary.document_number, summary.document_date, summary.signer)
    )
    symbol = "TrS" if outside else "BC"
    of = committee.on(day or timezone.localdate())
    sections = _outside(summary, of) if outside else _inside(summary, period)
    return Paper(
        above=of.short_name.upper(),
        body=of.team_name.upper(),
        number=number_line(number, f"{symbol}-{of.team_code}"),
        place_and_day=place_and_day(of.place, day, period.end.year),
        kind=_("TRÍCH SAO BÁO CÁO") if outside else _("BÁO CÁO"),
        subject=(
            _(
                "Kết quả theo dõi việc chấp hành kỷ luật phát ngôn và kỷ cương hành chính "
                "{in_title} ({covers})"
            ).format(in_title=period.in_title, covers=period.covers)
        ),
        bases=[_original(summary)] if outside else [],
        to=[] if outside else [_("Chủ tịch {name}").format(name=of.name)],
        sections=with_end_mark(sections),
        annexes=[] if outside else [_annex(summary, period)],
        recipients=[_line(row) for row in recipients if row.inside != outside]
        + [_("Lưu: VT, {team_code}").format(team_code=of.team_code)],
        signatures=[Signature(of.team_title.upper(), name=signer)],
        label=_("Báo cáo {label}").format(label=period.label),
        draft=not number,
        charts=[] if outside else [_chart(summary.figures, period)],
        code=summary.code,
        check_at=(
            f"{settings.PORTAL_URL}{reverse('reports:verify', args=[summary.code])}"
            if summary.code
            else ""
        ),
    )


@official()
def head_of_summaries(before: Committee, after: Committee, day: date) -> list[Effect]:
    """What stands at the head and under the text of a summary."""
    said = [
        joined(
            " · ",
            (
                of.short_name.upper(),
                of.team_name.upper(),
                _("Số: …/BC-{team_code}").format(team_code=of.team_code),
                _("{place}, ngày …").format(place=of.place),
                of.team_title.upper(),
            ),
        )
        if of.name
        else "–"
        for of in (before, after)
    ]
    return [Effect(_("Báo cáo tổng hợp"), *said)]


def _original(summary: Summary) -> str:
    """What an extract is taken from."""
    number = summary.document_number or "…"
    of = committee.on(summary.document_date or timezone.localdate())
    day = f"{summary.document_date:%d/%m/%Y}" if summary.document_date else "…"
    return _("Trích từ Báo cáo số {number} ngày {day} của {team_name}.").format(
        number=number, day=day, team_name=of.team_name
    )


def _inside(summary: Summary, period: Period) -> list[Section]:
    """The text as it was drawn and edited, what of the returns is missing, and the first table."""
    sections = [
        Section(title, paragraphs(summary, period, name) or [_("Không.")])
        for name, title in TITLES.items()
    ]
    if line := returns_line(summary.returns):
        sections[1].paragraphs.append(line)
    sections[1].tables.append(
        _by(
            summary,
            period,
            "by_category",
            Category,
            _("Biểu 01. Vụ việc theo nhóm nội dung"),
            _("Nhóm nội dung"),
            "category",
        )
    )
    return sections


def _chart(figures: dict, period: Period) -> Chart:
    """The first table of the report as a drawing."""
    rows = [(label, figures["by_category"][code]) for code, label in Category.choices]
    words = joined(
        "; ",
        (
            _("{label}: {numbers}, kỳ trước {numbers_2}, cùng kỳ năm trước {numbers_3}").format(
                label=label, numbers=numbers[0], numbers_2=numbers[1], numbers_3=numbers[2]
            )
            for label, numbers in rows
        ),
    )
    caption = _("Biểu đồ 01. Vụ việc theo nhóm nội dung, so với kỳ trước và cùng kỳ năm trước")
    return Chart(
        caption,
        words,
        compared_bars(
            rows, [_("Kỳ này"), _("Kỳ trước"), _("Cùng kỳ năm {year}").format(year=period.year - 1)]
        ),
    )


def _line(recipient) -> str:
    return f"{recipient.name}{f' ({recipient.purpose})' if recipient.purpose else ''}"


def _by(
    summary: Summary, period: Period, key: str, choices, caption: str, heading: str, parameter: str
) -> Table:
    figures = summary.figures[key]
    rows = [
        [ordinal(number), label, *(str(value) for value in figures[code])]
        for number, (code, label) in enumerate(choices.choices, 1)
    ]
    sums = [sum(figures[code][column] for code in choices.values) for column in range(3)]
    links = [
        ["", "", *(behind(summary, "received", when, **{parameter: code}) for when in WHEN)]
        for code in choices.values
    ]
    head = [
        _("STT"),
        heading,
        _("Kỳ này"),
        _("Kỳ trước"),
        _("Cùng kỳ {year}").format(year=period.year - 1),
    ]
    return Table(
        caption,
        head,
        rows,
        ["", _("Cộng"), *(str(value) for value in sums)],
        links,
        ["", "", *(behind(summary, "received", when) for when in WHEN)],
    )


def _by_unit(summary: Summary) -> Table:
    figures, counted = summary.figures, ("received", "concluded", "open")
    units = figures["by_office"]
    staff = figures.get("staff") or {
        row["code"]: row.get("staff") for row in units
    }  # summaries of before kept it by unit
    return Table(
        _("Biểu 02. Vụ việc theo đơn vị"),
        [
            *(_("STT"), _("Đơn vị"), _("Tiếp nhận"), in_sense("column", "Kết luận")),
            _("Còn lại"),
            _("Tiếp nhận trên 100 người"),
        ],
        [
            [
                ordinal(n),
                row["name"],
                *(str(row[key]) for key in counted),
                _rate(row, staff.get(row["code"])),
            ]
            for n, row in enumerate(units, 1)
        ],
        ["", _("Cộng"), *(str(sum(row[key] for row in units)) for key in counted), ""],
        [
            ["", "", *(behind(summary, key, office=row["code"]) for key in counted), ""]
            for row in units
        ],
        ["", "", *(behind(summary, key) for key in counted), ""],
    )


def _annex(summary: Summary, period: Period) -> Annex:
    says = _("Số liệu kèm theo báo cáo {in_title} ({covers})").format(
        in_title=period.in_title, covers=period.covers
    )
    return Annex(_("PHỤ LỤC"), says, _tables(summary, period))


def _tables(summary: Summary, period: Period) -> list[Table]:
    return [
        _by_unit(summary),
        _single(
            summary,
            "by_outcome",
            Outcome,
            _("Biểu 03. Kết quả của hồ sơ đã kết luận"),
            (_("Kết quả"), _("Số hồ sơ")),
            "concluded",
            "outcome",
        ),
        _single(
            summary,
            "by_staff_kind",
            StaffKind,
            _("Biểu 04. Vụ việc theo loại cán bộ"),
            (_("Loại cán bộ"), _("Số vụ việc")),
            "received",
            "staff_kind",
        ),
        _by(
            summary,
            period,
            "by_act",
            ActKind,
            _("Biểu 05. Vụ việc theo loại hành vi"),
            _("Loại hành vi"),
            "act_kind",
        ),
    ]


def _rate(row: dict, people: int | None) -> str:
    return fixed(100 * row["received"] / people) if people else "–"


def _single(
    summary: Summary,
    key: str,
    choices,
    caption: str,
    headings: tuple[str, str],
    figure: str,
    parameter: str,
) -> Table:
    figures = summary.figures[key]
    rows = [
        [ordinal(n), label, str(figures[code])]
        for n, (code, label) in enumerate(choices.choices, 1)
    ]
    links = [["", "", behind(summary, figure, **{parameter: code})] for code in choices.values]
    return Table(
        caption,
        [_("STT"), *headings],
        rows,
        ["", _("Cộng"), str(sum(figures.values()))],
        links,
        ["", "", behind(summary, figure)],
    )


# --- the copy for outside


def _few(said: dict) -> Table:
    numbers = said["category"]
    rows = [
        [ordinal(n), label, str(numbers[code])]
        for n, (code, label) in enumerate(Category.choices, 1)
    ]
    return Table(
        _("Biểu 01. Vụ việc theo nhóm nội dung"),
        [_("STT"), _("Nhóm nội dung"), _("Kỳ này")],
        rows,
        ["", _("Cộng"), str(sum(numbers.values()))],
    )


def _cases_outside(figures: dict, said: dict) -> str:
    """What the groups that may be said tell of cases, and which groups are left out."""
    outcomes = [
        f"{two(number)} {lower_first(Outcome(code).label)}"
        for code, number in said.get("outcome", {}).items()
        if number
    ]
    median = (
        days(figures["median_days"]) if said.get("concluded", {}).get("", 0) >= SMALL else WITHHELD
    )
    parts = _(", gồm {outcomes}").format(outcomes=joined("; ", outcomes)) if outcomes else ""
    lines = []
    if "received" in said:
        number = said["received"][""]
        lines.append(
            _("Tiếp nhận {number} vụ việc.").format(number=two(number))
            if number
            else _("Không tiếp nhận vụ việc nào.")
        )
    if "concluded" in said:
        number = said["concluded"][""]
        lines.append(
            _("Đã kết luận {number} hồ sơ{parts}. Trung vị thời gian xử lý: {median}.").format(
                number=two(number), parts=parts, median=median
            )
            if number
            else _("Chưa kết luận hồ sơ nào.")
        )
    hidden = [
        words
        for group, words in (
            ("received", _("số vụ việc tiếp nhận")),
            ("concluded", _("số hồ sơ đã kết luận")),
            ("category", _("số liệu theo nhóm nội dung")),
            ("outcome", _("số liệu theo kết quả")),
        )
        if group not in said
    ]
    if hidden:
        words = joined(", ", hidden)
        lines.append(
            _("{words} không nêu để không nhận ra cá nhân.").format(words=upper_first(words))
        )
    return joined(" ", lines)


def _outside(summary: Summary, of: Committee) -> list[Section]:
    """Computed anew from what may be said: no name, no word that people typed, no number that
    another copy turns into a small one.
    """
    figures, said = summary.figures, summary.outside
    read, briefings = figures["coverage"], figures["briefings"]
    share = percent(read["done"], read["total"])
    held = (
        _("tổ chức {count} buổi quán triệt").format(count=two(briefings["count"]))
        if briefings["count"]
        else _("không có buổi quán triệt nào")
    )
    texts = {
        "I": [
            _(
                "Trong kỳ {held}; {share} cán bộ, công chức, viên chức, người lao động xác nhận đã "
                "đọc {of}."
            ).format(held=held, share=share, of=instrument_read(of))
        ],
        "II": [_cases_outside(figures, said)],
        "III": [_("Nội dung chi tiết được theo dõi trong nội bộ cơ quan.")],
        "IV": [next_period(of)],
        "V": [_("Không.")],
    }
    sections = [Section(TITLES[name], lines) for name, lines in texts.items()]
    if "category" in said:
        sections[1].tables.append(_few(said))
    return sections
