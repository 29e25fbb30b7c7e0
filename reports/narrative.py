"""The computed text of a summary: what the figures say, in the administrative register. People edit
it; the figures stay.
"""

from datetime import date, datetime

from compliance.core import committee
from compliance.core.committee import Committee
from compliance.incidents.filters import REVIEWED
from compliance.incidents.models import ActKind, Outcome
from compliance.incidents.workflow import Status
from compliance.papers.paper import official
from compliance.registry.models import Office
from compliance.review.models import ScreenedBecause
from compliance.rulebook.models import Category, StaffKind
from reports.periods import Period

TITLES = {
    "I": "I. Công tác chỉ đạo, triển khai",
    "II": "II. Kết quả thực hiện",
    "III": "III. Tồn tại, hạn chế",
    "IV": "IV. Nhiệm vụ kỳ sau",
    "V": "V. Đề xuất, kiến nghị",
}

LABELS = {
    "received": "Tiếp nhận",
    "concluded": "Đã kết luận",
    "closed": "Đã kết thúc",
    "screened_out": "Không thụ lý",
    "noted": "Ghi nhận xử lý tại đơn vị",
    "stopped": "Dừng xem xét",
    "late_news": "Biết từ kỳ trước, nay mới gửi",
    "open": "Đang xử lý cuối kỳ",
    "overdue": "Quá hạn cuối kỳ",
    "in_time": "Kết luận trong thời hạn",
}
CHOICES = {
    "status": Status,
    "staff_kind": StaffKind,
    "category": Category,
    "act_kind": ActKind,
    "outcome": Outcome,
    "first_outcome": Outcome,
    "first_ended_as": Status,
}


def two(number: int) -> str:
    """03; 14: small numbers are written with two digits."""
    return f"{number:02d}" if number < 100 else f"{number:,}".replace(",", ".")


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%".replace(".", ",") if whole else "–"


def compared(now: int, then: int, what: str) -> str:
    if now == then:
        return f"bằng {what}"
    return f"{'tăng' if now > then else 'giảm'} {two(abs(now - then))} so với {what}"


def days(value: float | None) -> str:
    return f"{value:g} ngày".replace(".", ",") if value is not None else "chưa có số liệu"


def labelled(name: str, value) -> str:
    """The value of a column in words."""
    if value in (None, ""):
        return "trống"
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if name == "office_id":
        return Office.objects.get(pk=value).short_name
    return str(CHOICES[name](value).label) if name in CHOICES else str(value)


def flat(figures: dict) -> dict[str, str]:
    """{words: value} of every figure, so that two sets can be laid beside each other."""
    values = {
        LABELS[name]: str(figures[name]) for name in LABELS if name != "in_time" and name in figures
    }
    values["Trung vị thời gian xử lý"] = days(figures.get("median_days"))
    for name, counted in (
        ("in_time", figures.get("in_time")),
        ("coverage", figures.get("coverage")),
    ):
        if counted:
            values["Kết luận trong thời hạn" if name == "in_time" else "Xác nhận đã đọc"] = (
                f"{counted['done']}/{counted['total']}"
            )
    for when, words in (("previous", "kỳ trước"), ("year_before", "cùng kỳ năm trước")):
        values |= {
            f"{LABELS[name]}, {words}": str(number)
            for name, number in figures.get(when, {}).items()
        }
    for name, choices in (
        ("by_category", Category),
        ("by_act", ActKind),
        ("by_staff_kind", StaffKind),
        ("by_outcome", Outcome),
    ):
        counted = figures.get(name, {})
        values |= {
            choices(value).label: str(number[0] if isinstance(number, list) else number)
            for value, number in counted.items()
        }
    for row in figures.get("by_office", []):
        values |= {
            f"{row['name']}, {LABELS[name].lower()}": str(row[name])
            for name in ("received", "concluded", "open")
        }
    briefings, directions = figures.get("briefings", {}), figures.get("directions", {})
    values |= {
        f"Buổi quán triệt, {words}": str(briefings[name])
        for name, words in (("count", "số buổi"), ("attended", "lượt người"))
        if name in briefings
    }
    values |= {
        f"Ý kiến chỉ đạo, {words}": str(directions[name])
        for name, words in (("open", "đang theo dõi"), ("closed", "đã xong"))
        if name in directions
    }
    return values | {
        f"Số người của {code}": str(number) for code, number in figures.get("staff", {}).items()
    }


def main_figures(figures: dict) -> dict:
    """Without what compares and what goes by unit: what one period is laid beside another with."""
    return {
        name: value
        for name, value in figures.items()
        if name not in ("previous", "year_before", "by_office", "staff")
    }


def told_apart(old: dict, new: dict, then: str, now: str) -> list[str]:
    """Where two sets of figures differ, a sentence each: 'Tiếp nhận: bản 1 là 14, bản 2 là 15.'"""
    before, after = flat(old), flat(new)
    missing = {**dict.fromkeys(after, "0"), **before}
    return [
        f"{words}: {then} {missing[words]}, {now} {after.get(words, '0')}."
        for words in missing
        if missing[words] != after.get(words, "0")
    ]


@official()
def sections_of(figures: dict, period: Period) -> dict[str, str]:
    """{'I': text, …, 'V': text}; paragraphs are separated by a line break."""
    return {
        "I": _one(figures, period),
        "II": _two(figures, period),
        "III": _three(figures),
        "IV": _four(figures),
        "V": "",
    }


def instrument_read(of: Committee) -> str:
    """What everybody is asked to read, as a summary names it."""
    return of.founding_instrument or "văn bản được quán triệt"


def next_period(of: Committee) -> str:
    """The first sentence of the work ahead."""
    return (
        f"Tiếp tục quán triệt, thực hiện {of.founding_instrument or 'các quy định'}; xử lý vụ"
        " việc phát sinh đúng quy trình, đúng thời hạn."
    )


def _one(figures: dict, period: Period) -> str:
    given, briefings, read = (
        figures["directions"]["given"],
        figures["briefings"],
        figures["coverage"],
    )
    tasks = figures["directions"]["tasks"]
    first = (
        f"Trong kỳ, lãnh đạo Ủy ban nhân dân có {two(len(given))} ý kiến chỉ đạo (số"
        f" {', '.join(given)})"
        if given
        else "Trong kỳ không có ý kiến chỉ đạo mới"
    )
    meetings = (
        f"{two(briefings['offices'])} đơn vị tổ chức {two(briefings['count'])} buổi quán triệt với"
        f" {two(briefings['attended'])} lượt người dự"
        + (
            f" (gồm {two(briefings['late'])} buổi của kỳ trước nay mới ghi)"
            if briefings["late"]
            else ""
        )
        if briefings["count"]
        else "không có buổi quán triệt nào"
    )
    done = (
        f" Trong kỳ có {two(tasks['done'])} việc được chấp nhận hoàn thành, {two(tasks['waiting'])}"
        " việc đang thực hiện."
        if tasks["done"] or tasks["waiting"]
        else ""
    )
    named = instrument_read(committee.today())
    confirmed = (
        f"\nĐến hết ngày {period.end:%d/%m/%Y} có {two(read['done'])}/{two(read['total'])} người"
        f" xác nhận đã đọc {named}, đạt {percent(read['done'], read['total'])}."
        if read["total"]
        else ""
    )
    return f"{first}; {meetings}.{done}{confirmed}"


def _two(figures: dict, period: Period) -> str:
    received, concluded = figures["received"], figures["concluded"]
    outcomes = [
        f"{two(figures['by_outcome'].get(value, 0))} {label[:1].lower()}{label[1:]}"
        for value, label in Outcome.choices
        if figures["by_outcome"].get(value)
    ]
    last_year = f"cùng kỳ năm {period.year - 1}"
    arrived = f"Tiếp nhận {two(received)} vụ việc" if received else "Không tiếp nhận vụ việc nào"
    lines = [
        f"{arrived},"
        f" {compared(received, figures['previous']['received'], 'kỳ trước')} và"
        f" {compared(received, figures['year_before']['received'], last_year)}"
        + (
            f"; trong đó {two(figures['late_news'])} vụ việc biết từ kỳ trước, nay mới gửi (phát"
            " sinh bổ sung)."
            if figures["late_news"]
            else "."
        ),
        (
            f"Đã kết luận {two(concluded)} hồ sơ"
            + (f", gồm {'; '.join(outcomes)}" if outcomes else "")
            + f". Trung vị thời gian xử lý là {days(figures['median_days'])}."
            if concluded
            else "Chưa kết luận hồ sơ nào."
        ),
        _reviewed(figures),
        _not_taken_up(figures),
        _left_open(figures),
    ]
    return "\n".join(line for line in lines if line)


def _listed(counts: dict, labels: dict[str, str]) -> str:
    return "; ".join(
        f"{two(counts[code])} {label[:1].lower()}{label[1:]}"
        for code, label in labels.items()
        if counts.get(code)
    )


def _reviewed(figures: dict) -> str:
    """What became of conclusions of this or an earlier period, which stay counted where they
    were.
    """
    if parts := _listed(figures.get("reviewed", {}), REVIEWED):
        return f"Xem xét lại, mở lại trong kỳ: {parts} (kết luận đã tính ở kỳ có kết luận lần đầu)."
    return ""


def _not_taken_up(figures: dict) -> str:
    """Why by the reasons that were given, when each is known."""
    screened, noted = figures["screened_out"], figures["noted"]
    because, sentences = figures.get("screened_because", {}), []
    if screened:
        whole = sum(because.values()) == screened
        why = f": {_listed(because, dict(ScreenedBecause.choices))}" if whole else ""
        sentences.append(f"Không thụ lý {two(screened)} vụ việc{why}.")
    if noted:
        sentences.append(f"Ghi nhận xử lý tại đơn vị {two(noted)} vụ việc.")
    if stopped := figures.get("stopped", 0):
        sentences.append(f"Dừng xem xét, không có kết luận {two(stopped)} vụ việc.")
    return " ".join(sentences)


def _left_open(figures: dict) -> str:
    if not figures["open"]:
        return "Cuối kỳ không còn hồ sơ đang xử lý."
    late = figures["overdue"]
    overdue = f"trong đó {two(late)} hồ sơ quá hạn" if late else "không có hồ sơ quá hạn"
    return f"Cuối kỳ còn {two(figures['open'])} hồ sơ đang xử lý, {overdue}."


def _three(figures: dict) -> str:
    """Where to look, in plain words: the largest category, what is late. Never a person, never a
    ranking of units.
    """
    lines = []
    by_category = figures["by_category"]
    top = max(by_category, key=lambda value: by_category[value][0])
    if by_category[top][0]:
        lines.append(
            f"Vụ việc tiếp nhận tập trung ở nhóm “{Category(top).label.lower()}”"
            f" ({two(by_category[top][0])} vụ việc)."
        )
    if figures["overdue"]:
        lines.append(f"Còn {two(figures['overdue'])} hồ sơ xử lý quá hạn.")
    if figures["directions"]["overdue"]:
        late = figures["directions"]["tasks"]["late"]
        lines.append(
            f"Còn {two(late)} việc chậm thực hiện theo ý kiến chỉ đạo số"
            f" {', '.join(figures['directions']['overdue'])}."
        )
    return "\n".join(lines) or "Trong kỳ chưa thấy tồn tại cần nêu."


def _four(figures: dict) -> str:
    lines = [next_period(committee.today())]
    if figures["overdue"]:
        lines.append(f"Hoàn thành {two(figures['overdue'])} hồ sơ quá hạn.")
    if figures["coverage"]["total"] > figures["coverage"]["done"]:
        lines.append(
            f"Đôn đốc {two(figures['coverage']['total'] - figures['coverage']['done'])} người chưa"
            " xác nhận đã đọc văn bản."
        )
    return "\n".join(lines)


def returns_line(returns: dict) -> str:
    """The sentence about unit returns, as of when the summary goes up; empty when none are owed."""
    if not returns.get("total"):
        return ""
    missing = f" Chưa gửi: {', '.join(returns['missing'])}." if returns["missing"] else ""
    return (
        f"Báo cáo của đơn vị: {two(returns['sent'])}/{two(returns['total'])} đơn vị đã gửi, trong"
        f" đó {two(returns['nil'])} đơn vị không phát sinh.{missing}"
    )
