"""What is asked before cases are disposed of, before the term begins that ends in it, and before a
hold is let go.
"""

from django.http import HttpRequest
from django.utils import timezone

from compliance.core.questions import Question, asks
from compliance.incidents.models import Incident
from compliance.retention.models import DisposalBatch, DisposalItem, LegalHold
from compliance.retention.terms import class_of, rules
from compliance.rulebook.clocks import local_day


@asks("retention:decide")
def disposing(request: HttpRequest, pk: int) -> Question | None:
    """Only what this reader sees is decided, and counted."""
    batch = DisposalBatch.objects.select_related("proposed_by").filter(pk=pk).first()
    if batch is None or request.POST.get("agrees") != "1":
        return None
    waiting = DisposalItem.State.PROPOSED
    items = list(batch.items.visible_to(request.user).filter(state=waiting).order_by("pk"))
    sums = {name: sum(item.counts.get(name, 0) for item in items) for name in ("texts", "files")}
    return Question(
        title=f"Xác nhận tiêu hủy {len(items)} hồ sơ của đợt {batch}?",
        lead=f"{batch.proposed_by.display_name} đề nghị.",
        button="Xác nhận tiêu hủy",
        keep="Chưa xác nhận",
        what=(
            f"{sums['texts']} đoạn lời văn và {sums['files']} tệp bị xóa khỏi cổng trong vài phút.",
            "Số liệu thống kê và một dòng trong sổ tiêu hủy được giữ, không có họ tên.",
        ),
        back="Không lấy lại được.",
        final=True,
        danger=True,
    )


@asks("retention:archive")
def handed_on(request: HttpRequest, code: str) -> Question | None:
    """The first day of a term that ends in disposal."""
    incident = Incident.objects.filter(code=code).first()
    rule = rules(local_day(timezone.now())).get(class_of(incident)) if incident else None
    if incident is None or rule is None:
        return None
    return Question(
        title=f"Ghi việc nộp lưu trữ hồ sơ {code}?",
        button="Ghi",
        keep="Xem lại",
        what=(
            f"Bản trên cổng bắt đầu tính thời hạn lưu giữ {rule.months} tháng từ ngày nộp.",
            "Hết thời hạn ấy, hai người đồng ý thì bản trên cổng bị tiêu hủy.",
        ),
        back="Ngày và số biên bản ghi một lần, không sửa được; hồ sơ vẫn đề nghị giữ lại được.",
        final=True,
    )


@asks("retention:decide_hold")
def letting_go(request: HttpRequest, pk: int) -> Question | None:
    """The word after which the case is no longer held."""
    hold = LegalHold.objects.select_related("incident").filter(pk=pk).first()
    agrees = request.POST.get("agrees") == "1"
    if hold is None or agrees != (hold.state == LegalHold.State.RELEASE):
        return None
    return Question(
        title=f"Thôi giữ hồ sơ {hold.incident.code}?"
        if agrees
        else f"Không xác nhận việc giữ hồ sơ {hold.incident.code}?",
        button="Thôi giữ" if agrees else "Không xác nhận",
        keep="Giữ tiếp",
        what=("Hồ sơ hết được giữ: đến hạn thì có thể bị đề nghị tiêu hủy.",),
        back="Tổ trưởng, Tổ phó đề nghị giữ lại được khi hồ sơ còn.",
        danger=True,
    )
