"""The words a report and its conclusion are chosen from."""

from django.db import models

from compliance.core.language import _
from compliance.incidents.statuses import Status


class ActKind(models.TextChoices):
    POST = "post", _("Đăng bài")
    COMMENT = "comment", _("Bình luận")
    SHARE = "share", _("Chia sẻ")
    STATEMENT = "statement", _("Phát ngôn trực tiếp")
    WORKING_TIME = "working_time", _("Sử dụng thời giờ làm việc")


class Platform(models.TextChoices):
    FACEBOOK = "facebook", "Facebook"
    ZALO = "zalo", "Zalo"
    YOUTUBE = "youtube", "YouTube"
    TIKTOK = "tiktok", "TikTok"
    OTHER = "other", _("Khác")
    NONE = "none", _("Không trên mạng")


class AccountKind(models.TextChoices):
    PERSONAL = "personal", _("Cá nhân")
    OFFICIAL = "official", _("Của cơ quan")
    UNKNOWN = "unknown", _("Chưa rõ")


class SeenHow(models.TextChoices):
    """How the content was lawfully seen. There is no value for watching an account."""

    PUBLIC = "public", _("Bài viết công khai")
    GROUP_MEMBER = "group_member", _("Người trong nhóm cung cấp")
    WITNESSED = "witnessed", _("Nghe, chứng kiến trực tiếp")
    CITIZEN = "citizen", _("Người dân, đồng nghiệp phản ánh với đơn vị")
    DOCUMENT = "document", _("Qua hồ sơ, văn bản của cơ quan")


class Urgency(models.TextChoices):
    NORMAL = "normal", _("Bình thường")
    URGENT = "urgent", _("Khẩn")


class UnitMeasure(models.TextChoices):
    """What the unit did about it before it was reported."""

    GUIDANCE = "guidance", _("Đã hướng dẫn, trao đổi để rút kinh nghiệm")
    ORAL_REMINDER = "oral_reminder", _("Đã nhắc nhở miệng")
    OTHER = "other", _("Việc khác (gỡ bài, thay người, báo cấp trên…)")


class Outcome(models.TextChoices):
    """The lightest first. A reminder is not discipline and is never counted as discipline; nothing
    follows from a breach that is out of time.
    """

    NO_VIOLATION = "no_violation", _("Không vi phạm")
    OUT_OF_TIME = "out_of_time", _("Có vi phạm, hết thời hiệu")
    GUIDANCE = "guidance", _("Hướng dẫn, rút kinh nghiệm")
    ORAL_REMINDER = "oral_reminder", _("Nhắc nhở miệng")
    WRITTEN_REMINDER = "written_reminder", _("Nhắc nhở bằng văn bản")
    DISCIPLINE = "discipline", _("Đề nghị xem xét kỷ luật")
    REFERRED = "referred", _("Chuyển cơ quan khác")


# of all that ended the few that wait for the archive before they are ever due
DISCIPLINED = models.Index(
    fields=["closed_at", "id"],
    name="incident_disciplined",
    condition=models.Q(status=Status.CLOSED, outcome=Outcome.DISCIPLINE, disposed_at__isnull=True),
)

# of one office, handler or person: newest first, and by status, so that the few open ones are found
# without going through all there ever were. They take the place of an index of the column alone.
OF_ONE = (
    models.Index(fields=["handling_office", "-submitted_at", "-id"], name="incident_by_office"),
    models.Index(fields=["handling_office", "status"], name="incident_at_office"),
    models.Index(fields=["handler", "status", "due_on"], name="incident_by_handler"),
    models.Index(fields=["handler", "-submitted_at", "-id"], name="incident_handled"),
    models.Index(fields=["person", "-submitted_at"], name="incident_by_person"),
    models.Index(fields=["person", "status"], name="incident_of_person"),
)
