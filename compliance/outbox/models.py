"""What must still be sent or done: rows written in the same transaction as the change that asks for
them.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q

from compliance.core import columns, identity
from compliance.core.language import _
from compliance.outbox.querysets import MessageQuerySet, NotificationQuerySet


class Message(models.Model):
    """One effect owed. `dedup_key` makes it owed once; `done_at` is set in the transaction of the
    effect.
    """

    topic = columns.CharField(_("việc"), max_length=60)
    dedup_key = columns.CharField(_("khóa"), max_length=160, unique=True)
    payload = columns.JSONField(
        _("dữ liệu"), default=dict, help_text="keys of rows only, never names or text"
    )
    created_at = models.DateTimeField(_("lập lúc"), auto_now_add=True)
    available_at = models.DateTimeField(_("từ lúc"))
    lease_until = models.DateTimeField(_("giữ đến"), null=True)
    attempts = models.PositiveIntegerField(_("số lần thử"), default=0)
    last_error = columns.CharField(_("lỗi gần nhất"), max_length=200, blank=True)
    done_at = models.DateTimeField(_("xong lúc"), null=True)
    dead_at = models.DateTimeField(_("dừng lúc"), null=True)
    given_up_at = models.DateTimeField(_("bỏ hẳn lúc"), null=True)
    given_up_because = columns.CharField(_("lý do bỏ hẳn"), max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["available_at", "id"],
                condition=Q(done_at=None, dead_at=None),
                name="outbox_pending",
            ),
            models.Index(
                fields=["topic", "-done_at"],
                condition=Q(topic__in=("canary", "canary_long", "canary_mail")),
                name="outbox_heartbeat",
            ),
            models.Index(
                fields=["dead_at"],
                condition=Q(done_at=None, dead_at__isnull=False),
                name="outbox_stopped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.dedup_key}"


class Outage(models.Model):
    """Something outside that failed the last time it was asked. `trial_at`: it counts as away, and
    is left alone until then. The row goes when it answers.
    """

    part = columns.CharField(_("phần"), max_length=20, unique=True)
    since = models.DateTimeField(_("từ lúc"))
    failures = models.PositiveIntegerField(_("số lần không được"), default=0)
    trial_at = models.DateTimeField(_("thử lại lúc"), null=True)
    last_error = columns.CharField(_("lỗi gần nhất"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.part} {self.failures}"


class Gap(models.Model):
    """What the last hourly look found missing. The row goes when it is there."""

    words = columns.CharField(_("chỗ thiếu"), max_length=400)
    since = models.DateTimeField(_("thấy từ lúc"))

    def __str__(self) -> str:
        return self.words


class Notification(models.Model):
    """One line in a person's bell. Holds keys, not content: what it may show is asked again when it
    is shown.

    What somebody is told as the reporter of a case names them no more than the case does: it is
    found by the tag of the vault, and says not when it was read.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="notifications",
        verbose_name=_("người nhận"),
        help_text="empty: see tag, sealed",
    )
    tag = columns.CharField(
        max_length=64,
        blank=True,
        db_index=True,
        editable=False,
        help_text="of whoever is told as the reporter: as in the vault",
    )
    sealed = columns.TextField(
        blank=True,
        editable=False,
        help_text="who that is, for the mail: opened with the keys of the vault",
    )
    kind = columns.CharField(_("loại"), max_length=60)
    text = columns.CharField(
        _("nội dung"),
        max_length=200,
        help_text="says what to do; no name of a person concerned, no case content",
    )
    url = columns.CharField(_("đường dẫn"), max_length=200)
    subject_type = columns.CharField(max_length=40, blank=True)
    subject_id = columns.CharField(max_length=64, blank=True)
    dedup_key = columns.CharField(max_length=160, unique=True)
    at = models.DateTimeField(_("lúc"))
    read_at = models.DateTimeField(_("đã đọc lúc"), null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, tag="", sealed="")
                | Q(user=None) & ~Q(tag="") & ~Q(sealed=""),
                name="told_by_name_or_sealed",
            )
        ]
        indexes = [
            models.Index(fields=["user", "-at"]),
            models.Index(fields=["tag", "-at"], condition=~Q(tag=""), name="notification_sealed"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notification_unread"),
            # what work lists look for among all lines ever written: of these kinds there are few
            models.Index(
                fields=["kind", "subject_id"],
                condition=Q(kind__in=("tied", "goes_above")),
                name="notification_of_a_wall",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id or _('kín')} {self.kind}"

    @classmethod
    def to(cls, user, *, sealed: bool, key: str, **columns) -> "Notification":
        """An unsaved line to `user`; `key` tells the occasion."""
        if not sealed:
            return cls(user=user, dedup_key=f"{key}:{user.pk}", **columns)
        tag = identity.tags(user.pk)[0]
        return cls(tag=tag, sealed=identity.seal(user.pk), dedup_key=f"{key}:{tag[:24]}", **columns)

    @property
    def addressee(self):
        """Who is told, whichever way the line is addressed."""
        return (
            self.user
            if self.user_id
            else get_user_model().objects.get(pk=identity.unseal(self.sealed))
        )
