"""The computed text of a summary: what the figures say, in the administrative register. People edit it; the figures stay."""

from compliance.incidents.models import Outcome
from compliance.rulebook.models import Category
from reports.periods import Period

TITLES = {
    "I": "I. Công tác chỉ đạo, triển khai",
    "II": "II. Kết quả thực hiện",
    "III": "III. Tồn tại, hạn chế",
    "IV": "IV. Nhiệm vụ kỳ sau",
    "V": "V. Đề xuất, kiến nghị",
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


def sections_of(figures: dict, one: Period) -> dict[str, str]:
    """{'I': text, …, 'V': text}; paragraphs are separated by a line break."""
    return {"I": _one(figures, one), "II": _two(figures, one), "III": _three(figures), "IV": _four(figures), "V": ""}


def _one(figures: dict, one: Period) -> str:
    given, briefings, read = figures["directions"]["given"], figures["briefings"], figures["coverage"]
    first = (
        f"Trong kỳ, lãnh đạo Ủy ban nhân dân có {two(len(given))} ý kiến chỉ đạo (số {', '.join(given)})" if given else "Trong kỳ không có ý kiến chỉ đạo mới"
    )
    held = (
        f"{two(briefings['offices'])} đơn vị tổ chức {two(briefings['count'])} buổi quán triệt với {two(briefings['attended'])} lượt người dự"
        if briefings["count"]
        else "không có buổi quán triệt nào"
    )
    return f"{first}; {held}.\nĐến hết ngày {one.end:%d/%m/%Y} có {two(read['done'])}/{two(read['total'])} người xác nhận đã đọc Công văn số 308/UBND-TH, đạt {percent(read['done'], read['total'])}."


def _two(figures: dict, one: Period) -> str:
    received, concluded = figures["received"], figures["concluded"]
    outcomes = [f"{two(figures['by_outcome'][value])} {label[:1].lower()}{label[1:]}" for value, label in Outcome.choices if figures["by_outcome"][value]]
    lines = [
        f"Tiếp nhận {two(received)} vụ việc, {compared(received, figures['previous']['received'], 'kỳ trước')} và {compared(received, figures['year_before']['received'], f'cùng kỳ năm {one.year - 1}')}"
        + (f"; trong đó {two(figures['late_news'])} vụ việc biết từ kỳ trước, nay mới gửi (phát sinh bổ sung)." if figures["late_news"] else "."),
        f"Đã kết luận {two(concluded)} hồ sơ"
        + (f", gồm {'; '.join(outcomes)}" if outcomes else "")
        + f". Trung vị thời gian xử lý là {days(figures['median_days'])}.",
        f"Không thụ lý {two(figures['screened_out'])} vụ việc do thuộc nội dung được bảo vệ hoặc không đủ căn cứ; {two(figures['noted'])} vụ việc ghi nhận xử lý tại đơn vị.",
        f"Cuối kỳ còn {two(figures['open'])} hồ sơ đang xử lý, {two(figures['overdue'])} hồ sơ quá hạn.",
    ]
    returns = figures["returns"]
    if returns["total"]:
        missing = f" Chưa gửi: {', '.join(returns['missing'])}." if returns["missing"] else ""
        lines.append(
            f"Báo cáo của đơn vị: {two(returns['sent'])}/{two(returns['total'])} đơn vị đã gửi, trong đó {two(returns['nil'])} đơn vị không phát sinh.{missing}"
        )
    return "\n".join(lines)


def _three(figures: dict) -> str:
    """Where to look, in plain words: the largest category, what is late. Never a person, never a ranking of units."""
    lines = []
    by_category = figures["by_category"]
    top = max(by_category, key=lambda value: by_category[value][0])
    if by_category[top][0]:
        lines.append(f"Vụ việc tiếp nhận tập trung ở nhóm “{Category(top).label.lower()}” ({two(by_category[top][0])} vụ việc).")
    if figures["overdue"]:
        lines.append(f"Còn {two(figures['overdue'])} hồ sơ xử lý quá hạn.")
    if figures["directions"]["overdue"]:
        lines.append(f"Chậm trả lời ý kiến chỉ đạo số {', '.join(figures['directions']['overdue'])}.")
    if figures["returns"]["missing"]:
        lines.append(f"{two(len(figures['returns']['missing']))} đơn vị chưa gửi báo cáo kỳ.")
    return "\n".join(lines) or "Trong kỳ chưa thấy tồn tại cần nêu."


def _four(figures: dict) -> str:
    lines = ["Tiếp tục quán triệt, thực hiện Công văn số 308/UBND-TH; xử lý vụ việc phát sinh đúng quy trình, đúng thời hạn."]
    if figures["overdue"]:
        lines.append(f"Hoàn thành {two(figures['overdue'])} hồ sơ quá hạn.")
    if figures["coverage"]["total"] > figures["coverage"]["done"]:
        lines.append(f"Đôn đốc {two(figures['coverage']['total'] - figures['coverage']['done'])} người chưa xác nhận đã đọc văn bản.")
    return "\n".join(lines)
