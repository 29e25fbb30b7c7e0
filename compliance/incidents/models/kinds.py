"""The words a report and its conclusion are chosen from."""

from django.db import models


class ActKind(models.TextChoices):
    POST = "post", "Đăng bài"
    COMMENT = "comment", "Bình luận"
    SHARE = "share", "Chia sẻ"
    STATEMENT = "statement", "Phát ngôn trực tiếp"
    WORKING_TIME = "working_time", "Sử dụng thời giờ làm việc"


class Platform(models.TextChoices):
    FACEBOOK = "facebook", "Facebook"
    ZALO = "zalo", "Zalo"
    YOUTUBE = "youtube", "YouTube"
    TIKTOK = "tiktok", "TikTok"
    OTHER = "other", "Khác"
    NONE = "none", "Không trên mạng"


class AccountKind(models.TextChoices):
    PERSONAL = "personal", "Cá nhân"
    OFFICIAL = "official", "Của cơ quan"
    UNKNOWN = "unknown", "Chưa rõ"


class SeenHow(models.TextChoices):
    """How the content was lawfully seen. There is no value for watching an account."""

    PUBLIC = "public", "Bài viết công khai"
    GROUP_MEMBER = "group_member", "Người trong nhóm cung cấp"
    WITNESSED = "witnessed", "Nghe, chứng kiến trực tiếp"
    CITIZEN = "citizen", "Người dân, đồng nghiệp phản ánh với đơn vị"
    DOCUMENT = "document", "Qua hồ sơ, văn bản của cơ quan"


class Urgency(models.TextChoices):
    NORMAL = "normal", "Bình thường"
    URGENT = "urgent", "Khẩn"


class UnitMeasure(models.TextChoices):
    """What the unit did about it before it was reported."""

    GUIDANCE = "guidance", "Đã hướng dẫn, trao đổi để rút kinh nghiệm"
    ORAL_REMINDER = "oral_reminder", "Đã nhắc nhở miệng"
    OTHER = "other", "Việc khác (gỡ bài, thay người, báo cấp trên…)"


class Outcome(models.TextChoices):
    """The lightest first. A reminder is not discipline and is never counted as discipline; nothing
    follows from a breach that is out of time.
    """

    NO_VIOLATION = "no_violation", "Không vi phạm"
    OUT_OF_TIME = "out_of_time", "Có vi phạm, hết thời hiệu"
    GUIDANCE = "guidance", "Hướng dẫn, rút kinh nghiệm"
    ORAL_REMINDER = "oral_reminder", "Nhắc nhở miệng"
    WRITTEN_REMINDER = "written_reminder", "Nhắc nhở bằng văn bản"
    DISCIPLINE = "discipline", "Đề nghị xem xét kỷ luật"
    REFERRED = "referred", "Chuyển cơ quan khác"
