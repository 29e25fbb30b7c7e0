"""Who reported, sealed; who stands aside; who was invited; and every step taken."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from compliance.core import columns, identity
from compliance.core.language import _
from compliance.incidents.models.incident import Incident
from compliance.incidents.querysets import InvitationQuerySet, ReporterQuerySet
from compliance.outbox.models import Notification
from compliance.registry.models import Office


class Reporter(models.Model):
    """Who logged an incident, sealed (vault.py). Known to those who work on the review, in their
    function; a secret toward everybody else.

    Law on Denunciations 2018, Điều 8 and 56, kept by analogy. `confidential`: the handlers meet a
    pseudonym too, until two people open it.
    """

    incident = models.OneToOneField(
        Incident, models.PROTECT, related_name="reporter", verbose_name=_("vụ việc")
    )
    tag = columns.CharField(
        max_length=64,
        db_index=True,
        editable=False,
        help_text="keyed hash: finds one's own reports, names nobody",
    )
    sealed = columns.TextField(_("danh tính đã mã hóa"), editable=False)
    confidential = models.BooleanField(_("giữ kín cả với người xử lý"), default=False)
    at = models.DateTimeField(_("lúc"))
    lost_at = models.DateTimeField(
        _("khai báo không đọc được lúc"),
        null=True,
        help_text="empty: the seal can be read; else it stands in KeptSeal and nobody here",
    )

    shown_to = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=_("hiện với đơn vị"),
        help_text="kept by the database: the handling office once sent, unless sealed; empty: none",
    )

    objects = ReporterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["tag", "shown_to", "incident"], name="reporter_shown_to")]

    def __str__(self) -> str:
        return f"reporter of {self.incident_id}"

    @classmethod
    def of(cls, incident: Incident, user, at, confidential: bool = False) -> "Reporter":
        """An unsaved row that seals `user`."""
        return cls(
            incident=incident,
            tag=identity.tags(user.pk)[0],
            sealed=identity.seal(user.pk),
            confidential=confidential,
            at=at,
        )

    @cached_property
    def user_id(self) -> int:
        return identity.unseal(self.sealed)

    @cached_property
    def user(self):
        return get_user_model().objects.select_related("staff__office").get(pk=self.user_id)

    def is_by(self, user) -> bool:
        return self.user_id == user.pk

    @property
    def pseudonym(self) -> str:
        """'Người ghi nhận G-4F9A': the same on every page of one case, different in every other."""
        return (
            _("Người ghi nhận G-")
            + identity.fingerprint(self.incident.code, self.user_id)[:4].upper()
        )


class KeptSeal(models.Model):
    """A seal that no key opens any more, as it was: a key found again opens it, and the row it
    belongs to says again who it was (docs/decisions/0090).
    """

    reporter = models.OneToOneField(
        Reporter, models.CASCADE, null=True, related_name="kept_seal", verbose_name=_("của vụ việc")
    )
    line = models.OneToOneField(
        Notification, models.CASCADE, null=True, related_name="+", verbose_name=_("của dòng báo")
    )
    sealed = columns.TextField(_("danh tính đã mã hóa"), editable=False)
    at = models.DateTimeField(_("lúc"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reporter__isnull=False, line=None)
                | Q(reporter=None, line__isnull=False),
                name="kept_seal_of_one_row",
            )
        ]

    def __str__(self) -> str:
        return f"seal of {self.reporter_id or self.line_id}"


class NotReporter(models.Model):
    """Somebody with a part in a case whose reporter cannot be read says, on record, that it was not
    them. Asked before the case opens to them; a word of their own, which nobody gives for them.
    """

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="not_reporters", verbose_name=_("vụ việc")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người xác nhận")
    )
    at = models.DateTimeField(_("lúc"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "user"], name="not_reporter_said_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} did not report {self.incident_id}"


class Recusal(models.Model):
    """A person who stands aside from one incident. They no longer see it, whatever they hold."""

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="recusals", verbose_name=_("vụ việc")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="recusals",
        verbose_name=_("người thôi tham gia"),
    )
    reason = columns.CharField(_("lý do"), max_length=200)
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người thay"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người ghi")
    )
    at = models.DateTimeField(_("lúc"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "user"], name="recused_once")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.user_id}"


class KeptWall(models.Model):
    """A wall that stood while the case was open and stays, whatever is written later: a relation
    taken away, a subordinate posted elsewhere.
    """

    class Reason(models.TextChoices):
        RELATION = "relation", _("Có quan hệ đã khai khi hồ sơ đang mở")
        LINE = "line", _("Làm việc dưới quyền người được phản ánh khi hồ sơ đang mở")
        NAMED = (
            "named",
            _("Đề nghị đính chính đang chờ ghi đây là người đúng, hoặc người liên quan"),
        )
        CORRECTED = "corrected", _("Từng bị ghi nhầm là người được phản ánh")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="kept_walls", verbose_name=_("vụ việc")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="kept_walls",
        verbose_name=_("người không được xem"),
    )
    reason = columns.CharField(_("vì"), max_length=10, choices=Reason)
    at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "user"], name="kept_wall_once")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.user_id}"


class Invitation(models.Model):
    """A person asked into one case until a day: to read it, to stand in for a side that cannot
    speak, or to conclude it where nobody here may. It ends by itself.
    """

    class Part(models.TextChoices):
        READ = "", _("Chỉ đọc")
        UNIT = "unit", _("Thay thủ trưởng đơn vị cho ý kiến")
        AFFAIRS = "affairs", _("Thay đầu mối nội vụ cho ý kiến")
        # by a decision of the level above alone: no lead asks anybody to decide
        DECIDER = "decider", _("Kết luận theo quyết định của cấp trên")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="invitations", verbose_name=_("vụ việc")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="invitations",
        verbose_name=_("người được mời"),
    )
    part = columns.CharField(_("tham gia"), max_length=10, choices=Part, blank=True)
    until = models.DateField(_("đến hết ngày"))
    reason = columns.CharField(_("lý do"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người mời")
    )
    at = models.DateTimeField(_("lúc"))
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "user"], condition=Q(ended_at=None), name="one_open_invitation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.user_id}"


class StepTaken(models.Model):
    """One row per step through the gate: the story of a case. Append-only; at disposal `by` and
    `note` are emptied, once, and the row says so.
    """

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="steps", verbose_name=_("vụ việc")
    )
    verb = columns.CharField(_("việc"), max_length=30)
    from_status = columns.CharField(_("từ"), max_length=20)
    to_status = columns.CharField(_("đến"), max_length=20)
    version = models.PositiveIntegerField(_("phiên bản sau bước"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người thực hiện"),
        help_text="empty: the reporter",
    )
    at = models.DateTimeField(_("lúc"))
    note = columns.TextField(
        _("ghi chú"), blank=True, help_text="a reason shown to those who work on the case"
    )
    erased_at = models.DateTimeField(_("xóa ghi chú lúc"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "version"], name="one_step_per_version")
        ]
        indexes = [
            models.Index(fields=["incident", "-version"]),
            models.Index(
                fields=["at"],
                name="step_of_review",
                condition=models.Q(
                    verb__in=("contest_keep", "contest_amend", "contest_annul", "reopen")
                ),
            ),
            # what work lists look for among all steps ever taken: of these there are few
            models.Index(
                fields=["verb", "incident"],
                name="step_awaited",
                condition=models.Q(verb__in=("reopen", "ask_replacement", "answer_replacement")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.verb}"
