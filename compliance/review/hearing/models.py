"""The person concerned is told and heard: notices, extensions, answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.core import columns
from compliance.core.language import _
from compliance.files.models import StoredFile
from compliance.incidents.models import Evidence, Incident
from compliance.rulebook.clocks import local_day

USER = settings.AUTH_USER_MODEL


def _paper() -> models.ForeignKey:
    """The confirmed paper that a row was entered from; empty when it was done on screen."""
    return models.ForeignKey(
        "review.PaperAct",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bản giấy"),
    )


class Notice(models.Model):
    """One notice to the person concerned: the allegations, a numbered bundle, and a window to
    answer. Who reported is never in it.
    """

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="notices", verbose_name=_("vụ việc")
    )
    number = models.PositiveIntegerField(_("lần thông báo"))
    bundle = models.ManyToManyField(
        Evidence, related_name="disclosed_in", verbose_name=_("bộ chứng cứ")
    )
    served_at = models.DateTimeField(_("gửi lúc"))
    opened_at = models.DateTimeField(_("mở xem lúc"), null=True)
    due_on = models.DateField(_("hạn giải trình"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người gửi"))
    paper = columns.CharField(
        _("giao giấy"),
        max_length=200,
        blank=True,
        help_text="how it was handed over to someone without an account",
    )

    confirmed_by = models.ForeignKey(
        USER,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người xác nhận lại"),
        help_text="who stands by it after its sender turned out to be tied to the person",
    )
    confirmed_at = models.DateTimeField(_("xác nhận lại lúc"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="notice_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.number}"


class Delivery(models.Model):
    """One attempt to hand something over on paper: handed, refused before a witness, or not
    delivered. Attempts are never overwritten; one that reached the person was confirmed by a second
    one (`paper`).
    """

    class What(models.TextChoices):
        NOTICE = "notice", _("Thông báo")
        CONCLUSION = "conclusion", _("Kết luận")
        REMINDER = "reminder", _("Văn bản nhắc nhở")
        REPLY = "reply", _("Trả lời đề nghị thay người xử lý")

    class How(models.TextChoices):
        HANDED = "handed", _("Đã giao, có ký nhận")
        REFUSED = "refused", _("Từ chối ký nhận, có người chứng kiến")
        MISSED = "missed", _("Chưa giao được")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="deliveries", verbose_name=_("vụ việc")
    )
    what = columns.CharField(
        "giao", max_length=10, choices=What, default=What.NOTICE, db_default=What.NOTICE
    )
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, related_name="deliveries", verbose_name=_("thông báo")
    )
    conclusion = models.ForeignKey(
        "review.Conclusion",
        models.PROTECT,
        null=True,
        related_name="deliveries",
        verbose_name=_("kết luận"),
        help_text="empty too when what was told is a note at the unit",
    )
    measure = models.ForeignKey(
        "review.Measure",
        models.PROTECT,
        null=True,
        related_name="deliveries",
        verbose_name=_("biện pháp"),
    )
    paper = _paper()
    how = columns.CharField(_("kết quả"), max_length=10, choices=How)
    day = models.DateField(_("ngày giao"))
    handed_by = columns.CharField(_("người giao"), max_length=120)
    received_by = columns.CharField(_("người nhận"), max_length=120, blank=True)
    witness = columns.CharField(_("người chứng kiến"), max_length=120, blank=True)
    remark = columns.CharField(_("ghi chú, lý do"), max_length=300, blank=True)
    scan = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name=_("bản chụp giấy nhận"),
    )
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người ghi"))
    at = models.DateTimeField(_("lúc"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(("what", "notice"), notice__isnull=False, conclusion=None, measure=None)
                | Q(("what", "conclusion"), notice=None, measure=None)
                | Q(("what", "reply"), notice=None, conclusion=None, measure=None)
                | Q(("what", "reminder"), notice=None, conclusion=None, measure__isnull=False),
                name="delivers_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(how="handed") | ~Q(received_by=""), name="handed_to_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(how="refused") | ~Q(witness=""), name="refused_before_a_witness"
            ),
            models.CheckConstraint(
                condition=~Q(how="missed") | ~Q(remark=""), name="missed_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.what} {self.how}"

    @property
    def reached(self) -> bool:
        """Handed over, or refused before a witness: either way the person had it in reach."""
        return self.how != self.How.MISSED


class Extension(models.Model):
    """A wish for more time to answer, and what became of it."""

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="extensions", verbose_name=_("vụ việc")
    )
    workdays = models.PositiveIntegerField(_("số ngày làm việc"))
    reason = columns.TextField(_("lý do"))
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    granted = models.BooleanField(_("chấp nhận"), null=True)
    answer = columns.TextField(_("lý do chấp nhận hoặc không"), blank=True)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người quyết định")
    )
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True)
    paper = _paper()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(granted=None, decided_by=None, decided_at=None)
                | Q(granted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="extension_decision_is_signed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} +{self.workdays}"


class Completion(models.Model):
    """The person's word that the answer is complete: the case need not wait for the end of the
    window. It ends when they take it back, send a supplement, or are shown more evidence.
    """

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="completions", verbose_name=_("vụ việc")
    )
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người ghi"))
    at = models.DateTimeField(_("lúc"))
    reopened_by = models.ForeignKey(
        USER,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người làm cho hết hiệu lực"),
    )
    reopened_at = models.DateTimeField(_("hết hiệu lực lúc"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(reopened_at=None),
                name="one_standing_completion",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_by=None)
                | Q(reopened_at__isnull=False, reopened_by__isnull=False),
                name="completion_reopening_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} complete {local_day(self.at):%Y-%m-%d}"


class AnswerDraft(models.Model):
    """What the person concerned has typed so far. Seen by nobody else."""

    incident = models.OneToOneField(
        Incident, models.PROTECT, related_name="answer_draft", verbose_name=_("vụ việc")
    )
    fields = columns.JSONField(_("nội dung"), default=dict)
    files = models.ManyToManyField(
        StoredFile, blank=True, related_name="answer_drafts", verbose_name=_("tài liệu")
    )
    saved_at = models.DateTimeField(_("lưu lúc"))

    def __str__(self) -> str:
        return f"draft {self.incident_id}"


class Answer(models.Model):
    """What the person concerned said; a supplement is a further row. Or a recorded waiver, or a
    recorded silence after two notices.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", _("Giải trình")
        WAIVER = "waiver", _("Không giải trình")
        SILENCE = "silence", _("Không trả lời sau hai lần thông báo")

    class Stance(models.TextChoices):
        RIGHT = "right", _("Đúng")
        PARTLY = "partly", _("Đúng một phần")
        WRONG = "wrong", _("Không đúng")

    class Companion(models.TextChoices):
        UNION = "union", _("Đại diện công đoàn")
        LAWYER = "lawyer", _("Luật sư, người bảo vệ quyền lợi")
        OTHER = "other", _("Người khác")

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="answers", verbose_name=_("vụ việc")
    )
    kind = columns.CharField(_("loại"), max_length=10, choices=Kind)
    text = columns.TextField(_("nội dung chung"), blank=True)
    per_allegation = columns.JSONField(
        _("theo từng nội dung"), default=list, help_text="[{allegation: id, stance, text}]"
    )
    files = models.ManyToManyField(
        StoredFile, blank=True, related_name="answers", verbose_name=_("tài liệu")
    )
    companion = columns.CharField(_("người cùng tham gia"), max_length=120, blank=True)
    companion_as = columns.CharField(_("tư cách"), max_length=10, choices=Companion, blank=True)
    received_on = models.DateField(
        _("ngày nhận bản giấy"),
        null=True,
        blank=True,
        help_text="set: entered by `by` from paper, on behalf of the person",
    )
    paper = _paper()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người ghi"))
    at = models.DateTimeField(_("lúc"))

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"
