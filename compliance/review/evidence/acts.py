"""Acts on the evidence of a case under review."""

from compliance.core.language import _
from compliance.incidents import actions as incident_actions
from compliance.incidents.forms import ABOUT
from compliance.incidents.models import Incident
from compliance.review.case.acts import Act, fields
from compliance.review.evidence.forms import EvidenceForm, UpdateEvidenceForm


def run_add_evidence(incident: Incident, data: dict, common: dict) -> Incident:
    stored = incident_actions.store_files(uploads=data["upload"], incident=incident, **common)
    linked: list[None] = [None]
    for file in stored or linked:
        item = incident_actions.add_evidence(
            incident=incident,
            file=file,
            url=data["url"],
            caption=data["caption"],
            **{name: data[name] for name in ABOUT},
            **common,
        )
        incident = Incident.objects.get(pk=item.incident_id)
    return incident


ADD_EVIDENCE = Act(
    verb="add_evidence",
    path="them-chung-cu",
    title=_("Thêm chứng cứ"),
    intro=(_("Chứng cứ đã thêm không gỡ được. Muốn người được phản ánh xem, phải thông báo.")),
    button=_("Thêm chứng cứ"),
    done=_("Đã thêm chứng cứ."),
    form=EvidenceForm,
    run=run_add_evidence,
    template="review/add_evidence.html",
    while_suspended=True,
)
UPDATE_EVIDENCE = Act(
    verb="update_evidence",
    path="cap-nhat-chung-cu",
    title=_("Cập nhật chứng cứ"),
    intro=(
        _(
            "Ghi tình trạng của nguồn (đã sửa, đã gỡ…) và chứng cứ này còn dùng làm căn cứ không. "
            "Lần cập nhật thành một bước trong diễn biến."
        )
    ),
    button=_("Ghi cập nhật"),
    done=_("Đã cập nhật chứng cứ."),
    form=UpdateEvidenceForm,
    run=fields(
        incident_actions.update_evidence,
        "later_status",
        "later_status_on",
        "relied_on",
        "note",
        evidence="item",
    ),
)
ACTS = (
    ADD_EVIDENCE,
    UPDATE_EVIDENCE,
)
