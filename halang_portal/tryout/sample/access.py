"""A little of everything that access asks for: an identity asked about, a guest in a case, somebody
about to leave.
"""

from datetime import date, datetime, timedelta

from compliance.core.roles import Kind
from compliance.incidents.actions import invite
from compliance.incidents.models import Incident
from compliance.incidents.queries import without_excluded
from compliance.incidents.workflow import UNDER_REVIEW
from compliance.registry.actions import answer_request, answerers, ask_about_data, receive_request
from compliance.registry.models import StaffMember, User
from compliance.registry.queries import holders
from compliance.review.actions import ask_reveal
from compliance.review.handover.actions import plan_departure
from compliance.rulebook.clocks import local_day


def load_access(*, now: datetime, cast) -> None:
    """Written as of a few hours ago."""
    at, day = now - timedelta(hours=5), local_day(now)
    live = (
        Incident.objects.with_people()
        .select_related("reporter")
        .filter(status__in=UNDER_REVIEW, suspended_at=None, handler__isnull=False)
        .order_by("-pk")
    )
    asked = next(
        (incident for incident in live if incident.reporter.confidential), None
    ) or _made_confidential(live)
    if asked:
        ask_reveal(
            incident=asked,
            reason="Cần hỏi thêm về thời điểm chụp màn hình để đối chiếu với giải trình.",
            by=asked.handler,
            at=at,
        )
    _invite_guest(live.exclude(pk=asked.pk if asked else 0)[:20], cast, at)
    _plan_departure(day, at)


def _invite_guest(cases, cast, at: datetime) -> None:
    """A head of a school joins the first case in which a lead may ask for one."""
    guest = cast.affairs[-1]
    for incident in cases:
        expert = _teacher(incident)
        lead = next(
            (
                user
                for user in (cast.lead, cast.deputy_lead)
                if without_excluded(incident, User.objects.filter(pk=user.pk)).exists()
                and not incident.reporter.is_by(user)
            ),
            None,
        )
        if expert and lead and expert != guest:
            invite(
                incident=incident,
                user=expert,
                part="",
                until=local_day(at) + timedelta(days=14),
                reason="Hỏi ý kiến chuyên môn về quy chế nhà trường.",
                by=lead,
                at=at,
            )
            break


def _plan_departure(day: date, at: datetime) -> None:
    going = (
        StaffMember.objects.filter(position="Phó Chủ tịch UBND xã", user__isnull=False)
        .order_by("-pk")
        .first()
    )
    admin = holders(Kind.ADMINISTRATOR, day=day).first()
    if going and admin:
        plan_departure(
            staff=going, reason="retired", last_day=day + timedelta(days=20), by=admin, at=at
        )


def _made_confidential(live):
    from compliance.incidents.models import Reporter

    incident = live.first()
    if incident:
        Reporter.objects.filter(incident=incident).update(confidential=True)
        incident.reporter.confidential = True
    return incident


def _teacher(incident: Incident) -> User | None:
    people = without_excluded(
        incident, User.objects.filter(is_active=True, staff__position__startswith="Hiệu trưởng")
    )
    return people.exclude(pk=incident.reporter.user_id).order_by("-pk").first()


# days ago, kind, part, what is asked, what came of it
_ASKED = (
    (
        2,
        "correct",
        "contact",
        "Số điện thoại ghi trên trang không còn dùng, xin bổ sung số mới.",
        "",
    ),
    (1, "correct", "post", "Tôi được điều động từ đầu tháng, trang vẫn ghi vị trí cũ.", ""),
    (
        6,
        "provide",
        "other",
        "Xin biết những ai đã nhận thông tin về tôi trong năm nay.",
        "received",
    ),
    (30, "correct", "name", "Tên đệm của tôi ghi sai dấu.", "done"),
    (45, "delete", "other", "Đề nghị xóa hồ sơ đã kết thúc về tôi.", "refused"),
)


def load_requests(*, now: datetime, cast) -> None:
    """What people ask about their own data: new, received, done, refused."""
    people = [person for person in cast.staff if person.user_id][40 : 40 + len(_ASKED)]
    for person, (ago, kind, part, text, state) in zip(people, _ASKED, strict=True):
        at = now - timedelta(days=ago)
        asked = ask_about_data(staff=person, kind=kind, part=part, text=text, by=person.user, at=at)
        by = answerers(asked, local_day(at)).first()
        if state:
            receive_request(request=asked, by=by, at=at + timedelta(days=1))
        if state == "done":
            answer_request(
                request=asked,
                accepted=True,
                answer="Đã đối chiếu giấy khai sinh và sửa trên danh sách.",
                by=by,
                at=at + timedelta(days=5),
            )
        if state == "refused":
            answer_request(
                request=asked,
                accepted=False,
                ground="term",
                answer=(
                    "Hồ sơ còn trong thời hạn lưu giữ; hết thời hạn sẽ được tiêu hủy theo quy định."
                ),
                by=by,
                at=at + timedelta(days=12),
            )
