"""The computed text of a summary: what the figures say, in the administrative register. People edit
it; the figures stay.
"""

from datetime import date, datetime

from compliance.core import committee, figures
from compliance.core.committee import Committee
from compliance.core.language import _, joined, lower_first
from compliance.incidents.filters import REVIEWED
from compliance.incidents.models import ActKind, Outcome
from compliance.incidents.workflow import Status
from compliance.papers.paper import official
from compliance.registry.models import Office
from compliance.review.models import ScreenedBecause
from compliance.rulebook.models import Category, StaffKind
from reports.periods import Period

TITLES = {
    "I": _("I. Công tác chỉ đạo, triển khai"),
    "II": _("II. Kết quả thực hiện"),
    "III": _("III. Tồn tại, hạn chế"),
    "IV": _("IV. Nhiệm vụ kỳ sau"),
    "V": _("V. Đề xuất, kiến nghị"),
}

LABELS = {
    "received": _("Tiếp nhận"),
    "concluded": _("Đã kết luận"),
    "closed": _("Đã kết thúc"),
    "screened_out": _("Không thụ lý"),
    "noted": _("Ghi nhận xử lý tại đơn vị"),
    "stopped": _("Dừng xem xét"),
    "late_news": _("Biết từ kỳ trước, nay mới gửi"),
    "open": _("Đang xử lý cuối kỳ"),
    "overdue": _("Quá hạn cuối kỳ"),
    "in_time": _("Kết luận trong thời hạn"),
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
    return f"{number:02d}" if number < 100 else figures.whole(number)


def percent(part: int, whole: int) -> str:
    return f"{figures.fixed(100 * part / whole)}%" if whole else "–"


def compared(now: int, then: int, what: str) -> str:
    if now == then:
        return _("bằng {what}").format(what=what)
    return _("{now} {two} so với {what}").format(
        now=_("tăng") if now > then else _("giảm"), two=two(abs(now - then)), what=what
    )


def days(value: float | None) -> str:
    return (
        _("{value} ngày").format(value=figures.short(value))
        if value is not None
        else _("chưa có số liệu")
    )


def labelled(name: str, value) -> str:
    """The value of a column in words."""
    if value in (None, ""):
        return _("trống")
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
    values[_("Trung vị thời gian xử lý")] = days(figures.get("median_days"))
    for name, counted in (
        ("in_time", figures.get("in_time")),
        ("coverage", figures.get("coverage")),
    ):
        if counted:
            values[_("Kết luận trong thời hạn") if name == "in_time" else _("Xác nhận đã đọc")] = (
                f"{counted['done']}/{counted['total']}"
            )
    for when, words in (("previous", _("kỳ trước")), ("year_before", _("cùng kỳ năm trước"))):
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
            f"{row['name']}, {lower_first(LABELS[name])}": str(row[name])
            for name in ("received", "concluded", "open")
        }
    briefings, directions = figures.get("briefings", {}), figures.get("directions", {})
    values |= {
        _("Buổi quán triệt, {words}").format(words=words): str(briefings[name])
        for name, words in (("count", _("số buổi")), ("attended", _("lượt người")))
        if name in briefings
    }
    values |= {
        _("Ý kiến chỉ đạo, {words}").format(words=words): str(directions[name])
        for name, words in (("open", _("đang theo dõi")), ("closed", _("đã xong")))
        if name in directions
    }
    return values | {
        _("Số người của {code}").format(code=code): str(number)
        for code, number in figures.get("staff", {}).items()
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
    return drawn_sections(figures, period)


def drawn_sections(figures: dict, period: Period) -> dict[str, str]:
    """The same in the language that is spoken."""
    return {
        "I": _one(figures, period),
        "II": _two(figures, period),
        "III": _three(figures),
        "IV": _four(figures),
        "V": "",
    }


def instrument_read(of: Committee) -> str:
    """What everybody is asked to read, as a summary names it."""
    return of.founding_instrument or _("văn bản được quán triệt")


def next_period(of: Committee) -> str:
    """The first sentence of the work ahead."""
    return _(
        "Tiếp tục quán triệt, thực hiện {founding_instrument}; xử lý vụ việc phát sinh đúng quy "
        "trình, đúng thời hạn."
    ).format(founding_instrument=of.founding_instrument or _("các quy định"))


def _one(figures: dict, period: Period) -> str:
    briefings, read = figures["briefings"], figures["coverage"]
    given, tasks = figures["directions"]["given"], figures["directions"]["tasks"]
    first = (
        _("Trong kỳ, lãnh đạo Ủy ban nhân dân có {given} ý kiến chỉ đạo (số {given_list})").format(
            given=two(len(given)), given_list=joined(", ", given)
        )
        if given
        else _("Trong kỳ không có ý kiến chỉ đạo mới")
    )
    meetings = (
        _("{offices} đơn vị tổ chức {count} buổi quán triệt với {attended} lượt người dự").format(
            offices=two(briefings["offices"]),
            count=two(briefings["count"]),
            attended=two(briefings["attended"]),
        )
        + (
            _(" (gồm {late} buổi của kỳ trước nay mới ghi)").format(late=two(briefings["late"]))
            if briefings["late"]
            else ""
        )
        if briefings["count"]
        else _("không có buổi quán triệt nào")
    )
    done = (
        _(
            " Trong kỳ có {done} việc được chấp nhận hoàn thành, {waiting} việc đang thực hiện."
        ).format(done=two(tasks["done"]), waiting=two(tasks["waiting"]))
        if tasks["done"] or tasks["waiting"]
        else ""
    )
    named = instrument_read(committee.today())
    confirmed = (
        _(
            "\nĐến hết ngày {end:%d/%m/%Y} có {done}/{total} người xác nhận đã đọc {named}, đạt "
            "{percent}."
        ).format(
            end=period.end,
            done=two(read["done"]),
            total=two(read["total"]),
            named=named,
            percent=percent(read["done"], read["total"]),
        )
        if read["total"]
        else ""
    )
    return f"{first}; {meetings}.{done}{confirmed}"


def _two(figures: dict, period: Period) -> str:
    received, concluded = figures["received"], figures["concluded"]
    outcomes = [
        f"{two(figures['by_outcome'].get(value, 0))} {lower_first(label)}"
        for value, label in Outcome.choices
        if figures["by_outcome"].get(value)
    ]
    last_year = _("cùng kỳ năm {year}").format(year=period.year - 1)
    arrived = (
        _("Tiếp nhận {received} vụ việc").format(received=two(received))
        if received
        else _("Không tiếp nhận vụ việc nào")
    )
    lines = [
        _("{arrived}, {received} và {compared}").format(
            arrived=arrived,
            received=compared(received, figures["previous"]["received"], _("kỳ trước")),
            compared=compared(received, figures["year_before"]["received"], last_year),
        )
        + (
            _(
                "; trong đó {late_news} vụ việc biết từ kỳ trước, nay mới gửi (phát sinh bổ sung)."
            ).format(late_news=two(figures["late_news"]))
            if figures["late_news"]
            else "."
        ),
        (
            _("Đã kết luận {concluded} hồ sơ").format(concluded=two(concluded))
            + (_(", gồm {outcomes}").format(outcomes=joined("; ", outcomes)) if outcomes else "")
            + _(". Trung vị thời gian xử lý là {median_days}.").format(
                median_days=days(figures["median_days"])
            )
            if concluded
            else _("Chưa kết luận hồ sơ nào.")
        ),
        _reviewed(figures),
        _not_taken_up(figures),
        _left_open(figures),
    ]
    return joined("\n", (line for line in lines if line))


def _listed(counts: dict, labels: dict[str, str]) -> str:
    return joined(
        "; ",
        (
            f"{two(counts[code])} {lower_first(label)}"
            for code, label in labels.items()
            if counts.get(code)
        ),
    )


def _reviewed(figures: dict) -> str:
    """What became of conclusions of this or an earlier period, which stay counted where they
    were.
    """
    if parts := _listed(figures.get("reviewed", {}), REVIEWED):
        return _(
            "Xem xét lại, mở lại trong kỳ: {parts} (kết luận đã tính ở kỳ có kết luận lần đầu)."
        ).format(parts=parts)
    return ""


def _not_taken_up(figures: dict) -> str:
    """Why by the reasons that were given, when each is known."""
    screened, noted = figures["screened_out"], figures["noted"]
    because, sentences = figures.get("screened_because", {}), []
    if screened:
        whole = sum(because.values()) == screened
        why = f": {_listed(because, dict(ScreenedBecause.choices))}" if whole else ""
        sentences.append(
            _("Không thụ lý {screened} vụ việc{why}.").format(screened=two(screened), why=why)
        )
    if noted:
        sentences.append(_("Ghi nhận xử lý tại đơn vị {noted} vụ việc.").format(noted=two(noted)))
    if stopped := figures.get("stopped", 0):
        sentences.append(
            _("Dừng xem xét, không có kết luận {stopped} vụ việc.").format(stopped=two(stopped))
        )
    return joined(" ", sentences)


def _left_open(figures: dict) -> str:
    if not figures["open"]:
        return _("Cuối kỳ không còn hồ sơ đang xử lý.")
    late = figures["overdue"]
    overdue = (
        _("trong đó {late} hồ sơ quá hạn").format(late=two(late))
        if late
        else _("không có hồ sơ quá hạn")
    )
    return _("Cuối kỳ còn {open} hồ sơ đang xử lý, {overdue}.").format(
        open=two(figures["open"]), overdue=overdue
    )


def _three(figures: dict) -> str:
    """Where to look, in plain words: the largest category, what is late. Never a person, never a
    ranking of units.
    """
    lines = []
    by_category = figures["by_category"]
    top = max(by_category, key=lambda value: by_category[value][0])
    if by_category[top][0]:
        lines.append(
            _("Vụ việc tiếp nhận tập trung ở nhóm “{label}” ({by_category} vụ việc).").format(
                label=lower_first(Category(top).label), by_category=two(by_category[top][0])
            )
        )
    if figures["overdue"]:
        lines.append(
            _("Còn {overdue} hồ sơ xử lý quá hạn.").format(overdue=two(figures["overdue"]))
        )
    if figures["directions"]["overdue"]:
        late = figures["directions"]["tasks"]["late"]
        lines.append(
            _("Còn {late} việc chậm thực hiện theo ý kiến chỉ đạo số {overdue}.").format(
                late=two(late), overdue=joined(", ", figures["directions"]["overdue"])
            )
        )
    return joined("\n", lines) or _("Trong kỳ chưa thấy tồn tại cần nêu.")


def _four(figures: dict) -> str:
    lines = [next_period(committee.today())]
    if figures["overdue"]:
        lines.append(
            _("Hoàn thành {overdue} hồ sơ quá hạn.").format(overdue=two(figures["overdue"]))
        )
    if figures["coverage"]["total"] > figures["coverage"]["done"]:
        lines.append(
            _("Đôn đốc {total} người chưa xác nhận đã đọc văn bản.").format(
                total=two(figures["coverage"]["total"] - figures["coverage"]["done"])
            )
        )
    return joined("\n", lines)


def returns_line(returns: dict) -> str:
    """The sentence about unit returns, as of when the summary goes up; empty when none are owed."""
    if not returns.get("total"):
        return ""
    missing = (
        _(" Chưa gửi: {missing}.").format(missing=joined(", ", returns["missing"]))
        if returns["missing"]
        else ""
    )
    return _(
        "Báo cáo của đơn vị: {sent}/{total} đơn vị đã gửi, trong đó {nil} đơn vị không phát "
        "sinh.{missing}"
    ).format(
        sent=two(returns["sent"]),
        total=two(returns["total"]),
        nil=two(returns["nil"]),
        missing=missing,
    )
