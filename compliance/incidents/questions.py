"""What is asked before drafts, or a piece of evidence, are given up."""

from django.http import HttpRequest

from compliance.core.questions import Question, asks
from compliance.incidents.models import Evidence


@asks("incidents:drafts")
def dropping_drafts(request: HttpRequest) -> Question | None:
    count = len(set(request.POST.getlist("codes")))
    return (
        Question(
            title=f"Bỏ {count} bản nháp?",
            button="Bỏ bản nháp",
            keep="Giữ lại",
            what=("Các bản nháp đã chọn không còn trong danh sách của ông/bà.",),
            back="Không lấy lại được.",
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
            title=f"Bỏ {item.label}?",
            button="Bỏ chứng cứ",
            keep="Giữ lại",
            what=("Chứng cứ này không đi cùng vụ việc khi gửi.",),
            back="Không lấy lại được; tải lên lại được khi còn tệp.",
            final=True,
            danger=True,
        )
    )
