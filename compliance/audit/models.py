"""Who did what, when: one append-only, hash-chained table for the whole house."""

from django.db import models
from django.db.models import Q

from compliance.audit.querysets import EventQuerySet, ExportQuerySet
from compliance.core import columns
from compliance.core.language import _


class ChainHead(models.Model):
    """The one row every writer locks: the last link of the chain."""

    seq = models.BigIntegerField(default=0)
    hash = columns.CharField(max_length=64, default="0" * 64)


class Anchor(models.Model):
    """The head of the chain at one moment, signed; copies lie with the chairman and the
    inspectorate. Never updated, never deleted.
    """

    seq = models.BigIntegerField(_("đến sự kiện số"), unique=True)
    hash = columns.CharField(_("mã đầu chuỗi"), max_length=64)
    at = models.DateTimeField(_("lúc"))
    key = columns.CharField(_("khóa công khai"), max_length=64)
    signature = columns.CharField(_("chữ ký"), max_length=128)

    def __str__(self) -> str:
        return f"{self.seq}"


class ChainCheck(models.Model):
    """A walk along the whole chain that somebody asked for: how far it has come, what it found. One
    at a time.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Đang kiểm tra")
        WHOLE = "whole", _("Nguyên vẹn")
        BROKEN = "broken", _("Có thay đổi trái phép")

    state = columns.CharField(_("kết quả"), max_length=10, choices=State, default=State.RUNNING)
    asked_at = models.DateTimeField(_("yêu cầu lúc"))
    by_id = models.BigIntegerField(_("mã người yêu cầu"))
    by_name = columns.CharField(_("người yêu cầu"), max_length=200)
    letters = columns.JSONField(_("mốc đã dán"), default=list)
    until_seq = models.BigIntegerField(_("đến sự kiện số"))
    until_hash = columns.CharField(_("mã đầu chuỗi"), max_length=64)
    seq = models.BigIntegerField(_("đã qua sự kiện số"), default=0)
    hash = columns.CharField(_("mã tại đó"), max_length=64, default="0" * 64)
    marks = models.PositiveIntegerField(_("số mốc đã gặp"), default=0)
    broken = columns.CharField(_("chỗ không khớp"), max_length=300, blank=True)
    ended_at = models.DateTimeField(_("xong lúc"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="chain_checked_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"KT-{self.pk}"

    @property
    def percent(self) -> int:
        """How far; a share alone, since not every reader may know how many events there are."""
        return self.seq * 100 // self.until_seq if self.until_seq else 100


class KnownKey(models.Model):
    """A key that this database has been served with, by its fingerprint: while it is not retired
    nothing starts without it, or what it sealed could not be read.
    """

    variable = columns.CharField(_("biến"), max_length=30)
    fingerprint = columns.CharField(_("dấu của khóa"), max_length=16)
    at = models.DateTimeField(_("dùng từ"))
    retired_at = models.DateTimeField(_("thôi dùng lúc"), null=True)
    reason = columns.TextField(_("vì sao thôi dùng"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variable", "fingerprint"], name="known_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.variable} {self.fingerprint}"


class Event(models.Model):
    """One act or one look. Never updated, never deleted (triggers on both engines). Personal text
    is not in here, only its keyed hash.
    """

    seq = models.BigIntegerField(unique=True)
    at = models.DateTimeField(_("lúc"), help_text="when it happened, by the clock at the edge")
    recorded_at = models.DateTimeField(_("ghi lúc"), auto_now_add=True)
    actor_id = models.BigIntegerField(_("mã người thực hiện"), null=True)
    actor_name = columns.CharField(_("người thực hiện"), max_length=200)
    acting_as = columns.CharField(_("với chức năng"), max_length=40, blank=True)
    verb = columns.CharField(_("việc"), max_length=60)
    subject_type = columns.CharField(_("loại đối tượng"), max_length=40)
    subject_id = columns.CharField(_("mã đối tượng"), max_length=64)
    subject_label = columns.CharField(
        _("đối tượng"),
        max_length=200,
        help_text="a code or a name of a thing; never a person's narrative",
    )
    before = columns.JSONField(_("trước"), default=dict)
    after = columns.JSONField("sau", default=dict)
    prev_hash = columns.CharField(max_length=64)
    hash = columns.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "seq"]),
            models.Index(fields=["actor_id", "seq"]),
            models.Index(fields=["verb", "seq"]),
            models.Index(fields=["at"], name="audit_event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.subject_label}"


class ExportRecord(models.Model):
    """One file that left the portal: who took what, when, and the fingerprint of its bytes. Never
    updated, never deleted (triggers on both engines).
    """

    by_id = models.BigIntegerField(
        _("mã người lấy"), null=True, help_text="empty: a part stands in by_name"
    )
    by_name = columns.CharField(
        _("người lấy"),
        max_length=200,
        help_text=(
            "the name as it was; of a paper of a case, the part of the reporter or person concerned"
        ),
    )
    mark = columns.CharField(
        _("dấu"),
        max_length=64,
        blank=True,
        db_index=True,
        help_text="keyed fingerprint of whoever stands here by their part",
    )
    acting_as = columns.CharField(_("với chức năng"), max_length=40, blank=True)
    at = models.DateTimeField(_("lúc"))
    what = columns.CharField(_("loại"), max_length=40)
    subject_type = columns.CharField(
        _("loại đối tượng"),
        max_length=40,
        blank=True,
        help_text="what the file is about, as in Event; empty: a list",
    )
    subject_id = columns.CharField(_("mã đối tượng"), max_length=64, blank=True)
    title = columns.CharField(_("danh sách, văn bản"), max_length=200)
    filters = columns.CharField(
        _("điều kiện lọc"),
        max_length=300,
        blank=True,
        help_text="names of the conditions; words searched for are not kept",
    )
    name = columns.CharField(_("tên tệp"), max_length=200)
    fmt = columns.CharField(_("định dạng"), max_length=10)
    rows = models.PositiveIntegerField(_("số dòng"), null=True)
    size = models.PositiveIntegerField(_("số byte"))
    sha256 = columns.CharField(_("mã kiểm tra"), max_length=64, db_index=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"]), models.Index(fields=["by_id", "-at"])]

    def __str__(self) -> str:
        return f"{self.what} {self.name}"
