"""What people ask about their own data: to mend it, to have a copy, to restrict or delete it (Luật
91/2025/QH15, Điều 4; NĐ 356/2025/NĐ-CP).
"""

from django.db import models
from django.db.models import F, Q

from compliance.core import columns
from compliance.core.language import _, in_sense
from compliance.registry.models.accounts import User
from compliance.registry.models.staff import StaffMember
from compliance.registry.querysets import DataRequestQuerySet
from compliance.rulebook.clocks import local_day


class DataRequest(models.Model):
    """One request of one person, its two clocks (acknowledge, answer) and what came of it. Who
    asked never answers.
    """

    class Kind(models.TextChoices):
        CORRECT = "correct", _("Sửa thông tin")
        PROVIDE = "provide", _("Cung cấp, cho biết dữ liệu")
        RESTRICT = "restrict", _("Hạn chế xử lý")
        OBJECT = "object", _("Phản đối xử lý")
        DELETE = "delete", _("Xóa dữ liệu")

    class Part(models.TextChoices):
        NAME = "name", _("Họ và tên, xưng hô")
        POST = "post", _("Vị trí công tác")
        CONTACT = "contact", _("Thư điện tử, điện thoại")
        KIN = "kin", _("Quan hệ đã khai")
        READ = "read", _("Văn bản đã xác nhận, buổi quán triệt")
        OTHER = "other", _("Nội dung khác")

    class State(models.TextChoices):
        SENT = "sent", in_sense("sent", "Đã gửi")
        RECEIVED = "received", _("Đã tiếp nhận")
        DONE = "done", _("Đã thực hiện")
        REFUSED = "refused", _("Không thực hiện được")
        WITHDRAWN = "withdrawn", _("Người đề nghị đã rút")

    class Ground(models.TextChoices):
        LAW = (
            "law",
            _("Dữ liệu cơ quan nhà nước xử lý theo luật (Luật Bảo vệ dữ liệu cá nhân, Điều 19)"),
        )
        TERM = "term", _("Còn trong thời hạn lưu giữ theo quy định")
        CASE = "case", _("Thuộc hồ sơ đang được giải quyết")
        RIGHT = "right", _("Dữ liệu hiện có là đúng")
        OTHERS = "others", _("Ảnh hưởng quyền, lợi ích của người khác")

    staff = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="data_requests", verbose_name=_("người đề nghị")
    )
    kind = columns.CharField(_("đề nghị"), max_length=10, choices=Kind)
    part = columns.CharField(_("phần dữ liệu"), max_length=10, choices=Part)
    text = columns.TextField(_("nội dung đề nghị"))
    on_paper = models.BooleanField(_("nhận bằng giấy"), default=False)
    state = columns.CharField(_("tình trạng"), max_length=10, choices=State, default=State.SENT)
    asked_at = models.DateTimeField(_("gửi lúc"))
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("người nhập")
    )
    receive_by = models.DateField(_("hạn tiếp nhận"))
    due_on = models.DateField(_("hạn trả lời"))
    received_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người tiếp nhận")
    )
    received_at = models.DateTimeField(_("tiếp nhận lúc"), null=True)
    extended_because = columns.CharField(_("lý do gia hạn"), max_length=300, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người trả lời")
    )
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True)
    answer = columns.TextField(_("trả lời"), blank=True)
    ground = columns.CharField(
        _("căn cứ không thực hiện"), max_length=10, choices=Ground, blank=True
    )

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
