"""What a report must hold before it can be submitted: sentences, each for one field."""

from datetime import date

from compliance.core.presence import present
from compliance.incidents.models import ActKind, Incident
from compliance.registry.models import User
from compliance.registry.queries import kin_ids
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Provision


def submittable(incident: Incident, by: User, today: date) -> dict[str, str]:
    """{field: what is missing}; empty when the incident may be submitted."""
    wrong: dict[str, str] = {}
    _person(incident, by, wrong)
    if not incident.act_kind:
        wrong["act_kind"] = "Chọn loại hành vi."
    if not incident.title.strip():
        wrong["title"] = "Ghi tóm tắt một dòng."
    _times(incident, today, wrong)
    if not incident.seen_how:
        wrong["seen_how"] = "Chọn cách tiếp cận nội dung."
    if len(incident.narrative.strip()) < 30:
        wrong["narrative"] = "Mô tả sự việc: ai, làm gì, ở đâu, lúc nào (ít nhất 30 ký tự)."
    _provisions(incident, wrong)
    if not incident.evidence.filter(removed_at=None).exists():
        wrong["evidence"] = "Đính kèm ít nhất một chứng cứ (tệp hoặc liên kết)."
    if not incident.out_of_scope_declared:
        wrong["out_of_scope_declared"] = "Xác nhận vụ việc không thuộc nội dung được bảo vệ."
    return wrong


def _person(incident: Incident, by: User, wrong: dict) -> None:
    if incident.person_id is None:
        wrong["person"] = "Chọn người được phản ánh trong danh sách."
        return
    people = {incident.person_id, *incident.also.values_list("person_id", flat=True)}
    if people & kin_ids(by):
        wrong["person"] = (
            "Ông/bà không ghi nhận vụ việc về chính mình, người có quan hệ đã khai hoặc cấp trên"
            " trực tiếp; đề nghị Tổ kiểm tra ghi nhận."
        )
    elif present(incident.person).office_id is None:
        wrong["person"] = "Người này chưa có đơn vị trong danh sách; báo đầu mối nội vụ."


def _times(incident: Incident, today: date, wrong: dict) -> None:
    if incident.happened_at is None:
        wrong["happened_at"] = "Ghi ngày giờ xảy ra, dạng ngày/tháng/năm giờ:phút."
    elif local_day(incident.happened_at) > today:
        wrong["happened_at"] = "Ngày xảy ra không được ở tương lai."
    if incident.known_on is None:
        wrong["known_on"] = "Ghi ngày biết sự việc, dạng ngày/tháng/năm."
    elif incident.known_on > today:
        wrong["known_on"] = "Ngày biết sự việc không được ở tương lai."
    elif incident.happened_at and incident.known_on < local_day(incident.happened_at):
        wrong["known_on"] = (
            "Ngày biết sự việc không được trước ngày xảy ra"
            f" ({local_day(incident.happened_at):%d/%m/%Y})."
        )
    if (
        incident.act_kind
        and incident.act_kind != ActKind.WORKING_TIME
        and incident.act_kind != ActKind.STATEMENT
        and incident.platform in ("", "none")
    ):
        wrong["platform"] = "Chọn nền tảng."


def _provisions(incident: Incident, wrong: dict) -> None:
    cited = list(incident.allegations.values_list("provision_id", flat=True))
    if not cited:
        wrong["provisions"] = "Chọn ít nhất một quy định có hiệu lực vào ngày xảy ra."
    elif incident.happened_at:
        day = local_day(incident.happened_at)
        if Provision.objects.in_force(day).filter(pk__in=cited).count() != len(set(cited)):
            wrong["provisions"] = (
                f"Có quy định không có hiệu lực vào ngày {day:%d/%m/%Y}; chọn lại."
            )
