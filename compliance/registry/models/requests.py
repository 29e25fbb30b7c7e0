"""What people ask about their own data: to mend it, to have a copy, to restrict or delete it (Luật
91/2025/QH15, Điều 4; NĐ 356/2025/NĐ-CP).
"""

from django.db import models
from django.db.models import F, Q

from compliance.core import columns
from compliance.registry.models.accounts import User
from compliance.registry.models.staff import StaffMember
from compliance.registry.querysets import DataRequestQuerySet
from compliance.rulebook.clocks import local_day


class DataRequest(models.Model):
    """One request of one person, its two clocks (acknowledge, answer) and what came of it. Who
    asked never answers.
    """

    class Kind(models.TextChoices):
        CORRECT = "correct", "Sửa thông tin"
        PROVIDE = "provide", "Cung cấp, cho biết dữ liệu"
        RESTRICT = "restrict", "Hạn chế xử lý"
        OBJECT = "object", "Phản đối xử lý"
        DELETE = "delete", "Xóa dữ liệu"

    class Part(models.TextChoices):
        NAME = "name", "Họ và tên, xưng hô"
        POST = "post", "Vị trí công tác"
        CONTACT = "contact", "Thư điện tử, điện thoại"
        KIN = "kin", "Quan hệ đã khai"
        READ = "read", "Văn bản đã xác nhận, buổi quán triệt"
        OTHER = "other", "Nội dung khác"

    class State(models.TextChoices):
        SENT = "sent", "Đã gửi"
        RECEIVED = "received", "Đã tiếp nhận"
        DONE = "done", "Đã thực hiện"
        REFUSED = "refused", "Không thực hiện được"
        WITHDRAWN = "withdrawn", "Người đề nghị đã rút"

    class Ground(models.TextChoices):
        LAW = (
            "law",
            "Dữ liệu cơ quan nhà nước xử lý theo luật (Luật Bảo vệ dữ liệu cá nhân, Điều 19)",
        )
        TERM = "term", "Còn trong thời hạn lưu giữ theo quy định"
        CASE = "case", "Thuộc hồ sơ đang được giải quyết"
        RIGHT = "right", "Dữ liệu hiện có là đúng"
        OTHERS = "others", "Ảnh hưởng quyền, lợi ích của người khác"

    staff = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="data_requests", verbose_name="người đề nghị"
    )
    kind = columns.CharField("đề nghị", max_length=10, choices=Kind)
    part = columns.CharField("phần dữ liệu", max_length=10, choices=Part)
    text = columns.TextField("nội dung đề nghị")
    on_paper = models.BooleanField("nhận bằng giấy", default=False)
    state = columns.CharField("tình trạng", max_length=10, choices=State, default=State.SENT)
    asked_at = models.DateTimeField("gửi lúc")
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="người nhập"
    )
    receive_by = models.DateField("hạn tiếp nhận")
    due_on = models.DateField("hạn trả lời")
    received_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người tiếp nhận"
    )
    received_at = models.DateTimeField("tiếp nhận lúc", null=True)
    extended_because = columns.CharField("lý do gia hạn", max_length=300, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người trả lời"
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True)
    answer = columns.TextField("trả lời", blank=True)
    ground = columns.CharField("căn cứ không thực hiện", max_length=10, choices=Ground, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(ground=""),
                name="data_request_refused_on_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="data_request_answer_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("receive_by")), name="data_request_dates_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["staff", "-asked_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.kind} {local_day(self.asked_at):%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.SENT, self.State.RECEIVED)
