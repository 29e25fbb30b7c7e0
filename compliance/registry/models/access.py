"""Ways in that are used once: links to set a password, codes at the person's own door; and requests
that a second person confirms.
"""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from compliance.core import columns
from compliance.core.language import _, in_sense
from compliance.registry.models.accounts import User
from compliance.rulebook.clocks import local_day

WAITS = timedelta(days=7)  # how long a request waits for the second person
TRIES = 5  # wrong numbers before a link or a code is dead


class AccessRequest(models.Model):
    """An administrator asks to let somebody in again; a second person, free of interest, confirms.
    Nobody signs both lines.
    """

    class Kind(models.TextChoices):
        FIRST = "first", _("Mở tài khoản mới")
        PASSWORD = "password", _("Đặt lại mật khẩu")
        FACTOR = "factor", _("Bỏ bước xác thực thứ hai")

    class Way(models.TextChoices):
        MAIL = "mail", _("Gửi đường dẫn đến địa chỉ thư đã đăng ký")
        SLIP = "slip", _("In phiếu giao tận tay")

    class State(models.TextChoices):
        OPEN = "open", _("Chờ xác nhận")
        DONE = "done", _("Đã xác nhận")
        REFUSED = "refused", in_sense("state", "Không xác nhận")
        WITHDRAWN = "withdrawn", _("Đã hủy")

    user = models.ForeignKey(
        User, models.PROTECT, related_name="access_requests", verbose_name=_("tài khoản")
    )
    kind = columns.CharField(_("việc"), max_length=10, choices=Kind)
    way = columns.CharField(_("cách giao"), max_length=10, choices=Way, blank=True)
    reason = columns.CharField(_("lý do"), max_length=300)
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("người đề nghị")
    )
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    state = columns.CharField(_("tình trạng"), max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người xác nhận")
    )
    decided_at = models.DateTimeField(_("xác nhận lúc"), null=True)
    said = columns.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(decided_by=F("asked_by")),
                name="access_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("user")), name="access_not_asked_for_oneself"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="access_decision_is_dated",
            ),
            models.UniqueConstraint(
                fields=["user", "kind"], condition=Q(state="open"), name="one_open_access_request"
            ),
        ]
        indexes = [models.Index(fields=["state", "-asked_at"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"

    @property
    def until(self) -> datetime:
        return self.asked_at + WAITS


class SignInLink(models.Model):
    """A link to set one's password: single use, until `ends_at`. Neither the link nor its number is
    kept: both follow from `salt` and a key
    outside the database. `mark` binds it to the password as it was: a new password kills it."""

    class Way(models.TextChoices):
        MAIL = "mail", _("Thư")
        SLIP = "slip", _("Phiếu in")
        SERVER = "server", _("In tại máy chủ")

    user = models.ForeignKey(
        User, models.PROTECT, related_name="sign_in_links", verbose_name=_("tài khoản")
    )
    request = models.OneToOneField(
        AccessRequest, models.PROTECT, null=True, related_name="link", verbose_name=_("đề nghị")
    )
    way = columns.CharField(_("cách giao"), max_length=10, choices=Way)
    address = columns.EmailField(_("gửi đến"), blank=True)
    made_at = models.DateTimeField(_("lập lúc"))
    ends_at = models.DateTimeField(_("hết hạn lúc"))
    salt = columns.CharField(max_length=32)
    mark = columns.CharField(max_length=32)
    tries = models.PositiveIntegerField(_("số lần nhập sai"), default=0)
    used_at = models.DateTimeField(_("dùng lúc"), null=True)
    cancelled_at = models.DateTimeField(_("hủy lúc"), null=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.way}"

    def is_live(self, now: datetime) -> bool:
        return (
            self.used_at is None
            and self.cancelled_at is None
            and self.tries < TRIES
            and now < self.ends_at
        )


class DoorCode(models.Model):
    """A number the person concerned types at their own door: sent by mail (once, a quarter of an
    hour) or printed on the paper notice
    `about` (until it ends). The number is not kept: it follows from `salt` and a key outside the
    database.
    """

    class Way(models.TextChoices):
        MAIL = "mail", _("Thư")
        PAPER = "paper", _("Thông báo giấy")

    user = models.ForeignKey(
        User, models.PROTECT, related_name="door_codes", verbose_name=_("tài khoản")
    )
    way = columns.CharField(_("cách giao"), max_length=10, choices=Way)
    about = columns.CharField(max_length=40, blank=True)
    address = columns.EmailField(_("gửi đến"), blank=True)
    made_at = models.DateTimeField(_("lập lúc"))
    ends_at = models.DateTimeField(_("hết hạn lúc"))
    salt = columns.CharField(max_length=32)
    tries = models.PositiveIntegerField(_("số lần nhập sai"), default=0)
    used_at = models.DateTimeField(_("dùng lúc"), null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "way", "-made_at"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.way}"


class AddressChange(models.Model):
    """The staff list gave an account another address. Until its owner has confirmed it, or three
    days have passed, what opens the account
    still goes to the old one: whoever keeps the list does not move the key alone."""

    user = models.ForeignKey(
        User, models.PROTECT, related_name="address_changes", verbose_name=_("tài khoản")
    )
    old = columns.EmailField(_("địa chỉ cũ"), blank=True)
    new = columns.EmailField(_("địa chỉ mới"), blank=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người sửa danh sách")
    )
    at = models.DateTimeField(_("lúc"))
    confirmed_at = models.DateTimeField(_("chủ tài khoản xác nhận lúc"), null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-at"])]

    def __str__(self) -> str:
        return f"{self.user_id} {local_day(self.at):%Y-%m-%d}"
