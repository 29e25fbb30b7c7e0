"""What is asked before drafts, or a piece of evidence, are given up."""

from django.http import HttpRequest

from compliance.core.language import _
from compliance.core.questions import Question, asks
from compliance.incidents.models import Evidence


@asks("incidents:drafts")
def dropping_drafts(request: HttpRequest) -> Question | None:
    count = len(set(request.POST.getlist("codes")))
    return (
        Question(
            title=_("Bỏ {count} bản nháp?").format(count=count),
            button=_("Bỏ bản nháp"),
            keep=_("Giữ lại"),
            what=(_("Các bản nháp đã chọn không còn trong danh sách của ông/bà."),),
            back=_("Không lấy lại được."),
            final=True,
            danger=True,
        )
        if count
        else None
    )


@asks("incidents:drop_evidence")
def dropping_evidence(request: HttpRequest, code: str, pk) -> Question | None:
    item = Evidence.objects.filter(pk=pk, incident__code=code, removed_at=None).first()
    return (
        None
        if item is None
        else Question(
            title=_("Bỏ {label}?").format(label=item.label),
            button=_("Bỏ chứng cứ"),
            keep=_("Giữ lại"),
            what=(_("Chứng cứ này không đi cùng vụ việc khi gửi."),),
            back=_("Không lấy lại được; tải lên lại được khi còn tệp."),
            final=True,
            danger=True,
        )
    )
