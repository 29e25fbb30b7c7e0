"""When a document of a case may be drawn up, worded, taken out, numbered and shown.

Permission is asked at each of these steps: what may be drawn up today may have lost its ground by
the day it is signed. A document that tells of a conclusion stands and falls with that conclusion.
"""

from datetime import date

from compliance.core.language import _
from compliance.core.presence import present
from compliance.incidents.models import Incident, Outcome
from compliance.incidents.workflow import CONCLUDED, UNDER_REVIEW, Status
from compliance.review.case.queries import round_began_at, standing_conclusion
from compliance.review.models import CaseDocument
from compliance.rulebook.clocks import local_day

Kind = CaseDocument.Kind
_FROM = {
    Kind.RECORD: (Status.SUBMITTED, *UNDER_REVIEW, *CONCLUDED),
    Kind.REQUEST: (Status.IN_REVIEW, Status.AWAITING_ANSWER),
    Kind.INVITATION: UNDER_REVIEW,
    Kind.MINUTES: UNDER_REVIEW,
    Kind.REMINDER: CONCLUDED,
    Kind.RESULT: CONCLUDED,
}
MARKED_ONLY = _(
    "Văn bản này đã thu hồi: chỉ còn bản PDF mang dấu thu hồi, không còn bản Word và bản đã ký."
)


def why_not(incident: Incident, kind: str) -> str:
    """Why a document of this kind cannot be drawn up now; empty when it can."""
    if incident.status not in _FROM[Kind(kind)]:
        return _("Chưa lập được khi hồ sơ ở trạng thái “{status}”.").format(
            status=incident.get_status_display()
        )
    if kind in CaseDocument.TELLS_CONCLUSION and standing_conclusion(incident) is None:
        return _("Chưa có kết luận có hiệu lực.")
    if kind == Kind.REMINDER and incident.outcome != Outcome.WRITTEN_REMINDER:
        return _("Chỉ lập khi kết luận là nhắc nhở bằng văn bản.")
    return ""


def why_dead(document: CaseDocument) -> str:
    """Why the draft has lost its ground for good; empty while it has not."""
    again = _("Bỏ dự thảo này; cần thì lập văn bản mới theo hồ sơ hiện nay.")
    if document.conclusion_id and (reason := present(document.conclusion).was_replaced):
        return _("Dự thảo hết giá trị: {reason}. {again}").format(reason=reason, again=again)
    if document.measure_id and (ended := present(document.measure).cancelled_at):
        return _("Dự thảo hết giá trị: biện pháp đã bỏ ngày {ended:%d/%m/%Y}. {again}").format(
            ended=local_day(ended), again=again
        )
    began = round_began_at(document.incident)
    if began and document.drafted_at < began and document.kind != Kind.RECORD:
        return _("Dự thảo hết giá trị: hồ sơ đã được mở lại ngày {began:%d/%m/%Y}. {again}").format(
            began=local_day(began), again=again
        )
    return ""


def why_not_worded(document: CaseDocument) -> str:
    """Why the draft may not be worded or taken out to be signed now; empty when it may."""
    return why_dead(document) or why_not(document.incident, document.kind)


def why_not_numbered(document: CaseDocument, issued_on: date) -> str:
    """Why the number of a paper signed on `issued_on` may not be typed back; empty when it may.

    A paper of the review that was issued while its step lasted keeps its number when it is typed
    back after the case went on; one that tells of a conclusion needs that conclusion to stand.
    """
    reason = why_dead(document) or why_not(document.incident, document.kind)
    late = not why_dead(document) and document.kind not in CaseDocument.TELLS_CONCLUSION
    return "" if late and _lasted_on(document, issued_on) else reason


def _lasted_on(document: CaseDocument, day: date) -> bool:
    """Whether the case was in a status that allows the document at any time on `day`."""
    held: set[str] = set()
    before = ""
    steps = document.incident.steps.order_by("version")
    for at, source, target in steps.values_list("at", "from_status", "to_status"):
        if local_day(at) < day:
            before = target
        elif local_day(at) == day:
            held |= {source, target}
    return bool((held | {before}) & {str(status) for status in _FROM[Kind(document.kind)]})


def why_not_taken(document: CaseDocument, form: str, own: bool) -> str:
    """Why a copy in `form` (`pdf`, `docx`, `ban-ky`) may not be taken away now; empty when it may.

    A withdrawn document leaves as a PDF with its mark; the signed paper, which carries none, stays
    with those who work on the case. `own`: the person concerned asks.
    """
    if not document.is_issued:
        return why_not_worded(document)
    if document.withdrawn and (form == "docx" or (own and form != "pdf")):
        return MARKED_ONLY
    return ""
