"""What is asked before cases are disposed of, before the term begins that ends in it, and before a
hold is let go.
"""

from django.http import HttpRequest
from django.utils import timezone

from compliance.core.language import _
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
        title=_("Xác nhận tiêu hủy {count} hồ sơ của đợt {batch}?").format(
            count=len(items), batch=batch
        ),
        lead=_("{display_name} đề nghị.").format(display_name=batch.proposed_by.display_name),
        button=_("Xác nhận tiêu hủy"),
        keep=_("Chưa xác nhận"),
        what=(
            _("{texts} đoạn lời văn và {files} tệp bị xóa khỏi cổng trong vài phút.").format(
                texts=sums["texts"], files=sums["files"]
            ),
            _("Số liệu thống kê và một dòng trong sổ tiêu hủy được giữ, không có họ tên."),
        ),
        back=_("Không lấy lại được."),
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
        title=_("Ghi việc nộp lưu trữ hồ sơ {code}?").format(code=code),
        button=_("Ghi"),
        keep=_("Xem lại"),
        what=(
            _("Bản trên cổng bắt đầu tính thời hạn lưu giữ {months} tháng từ ngày nộp.").format(
                months=rule.months
            ),
            _("Hết thời hạn ấy, hai người đồng ý thì bản trên cổng bị tiêu hủy."),
        ),
        back=_("Ngày và số biên bản ghi một lần, không sửa được; hồ sơ vẫn đề nghị giữ lại được."),
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
        title=_("Thôi giữ hồ sơ {code}?").format(code=hold.incident.code)
        if agrees
        else _("Không xác nhận việc giữ hồ sơ {code}?").format(code=hold.incident.code),
        button=_("Thôi giữ") if agrees else _("Không xác nhận"),
        keep=_("Giữ tiếp"),
        what=(_("Hồ sơ hết được giữ: đến hạn thì có thể bị đề nghị tiêu hủy."),),
        back=_("Tổ trưởng, Tổ phó đề nghị giữ lại được khi hồ sơ còn."),
        danger=True,
    )
