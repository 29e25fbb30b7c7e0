"""What competent bodies do outside after a recommendation: the steps, the decision they sign, a
complaint against it. The portal only records.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.core import columns
from compliance.core.language import _
from compliance.files.models import StoredFile
from compliance.review.measures.models.measures import Measure
from compliance.review.measures.statutory_steps import KEYS

USER = settings.AUTH_USER_MODEL


class Milestone(models.Model):
    """One step of the outside procedure, as told by its paper. A wrong entry is replaced by a new
    row and stays.
    """

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="milestones", verbose_name=_("đề nghị")
    )
    key = columns.CharField(_("bước"), max_length=20, choices=KEYS)
    done_on = models.DateField(_("ngày"), null=True, blank=True)
    skipped = models.BooleanField(_("không phải qua bước này"), default=False)
    number = columns.CharField(_("số văn bản"), max_length=60, blank=True)
    note = columns.TextField(_("ghi chú"), blank=True)
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("văn bản"),
    )
    entered_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("người ghi")
    )
    entered_at = models.DateTimeField(_("ghi lúc"))
    replaced_at = models.DateTimeField(_("ghi lại lúc"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "key"],
                condition=Q(replaced_at=None),
                name="one_milestone_a_step",
            ),
            models.CheckConstraint(
                condition=Q(skipped=True, done_on=None) & ~Q(note="")
                | Q(skipped=False, done_on__isnull=False),
                name="milestone_has_a_day_or_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.key}"


class Decision(models.Model):
    """What the competent person signed outside: a form of discipline, or that there is none.
    Recorded word for word, never computed here.
    """

    class Result(models.TextChoices):
        DISCIPLINE = "discipline", _("Quyết định kỷ luật")
        NO_DISCIPLINE = "no_discipline", _("Không xem xét kỷ luật")
        NO_VIOLATION = "no_violation", _("Kết luận không vi phạm")

    class Ended(models.TextChoices):
        COMPLAINT = "complaint", _("Bị hủy khi giải quyết khiếu nại")
        AMENDED = "amended", _("Được sửa khi giải quyết khiếu nại")
        REPLACED = "replaced", _("Được ghi lại")

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="decisions", verbose_name=_("đề nghị")
    )
    result = columns.CharField(_("kết quả"), max_length=20, choices=Result)
    form = columns.CharField(
        _("hình thức"), max_length=30, blank=True, help_text="the code of the rule set's list"
    )
    form_label = columns.CharField(_("hình thức ghi trong quyết định"), max_length=160, blank=True)
    number = columns.CharField(_("số"), max_length=60)
    issued_on = models.DateField(_("ngày ký"))
    signer = columns.CharField(_("người ký"), max_length=160)
    effective_from = models.DateField(_("có hiệu lực từ"))
    party_decided_on = models.DateField(_("ngày quyết định của Đảng"), null=True, blank=True)
    lapses_on = models.DateField(_("hết hiệu lực"), null=True, blank=True)
    received_on = models.DateField(_("ngày người bị xử lý nhận"), null=True, blank=True)
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        related_name="decisions",
        null=True,
        blank=True,
        verbose_name=_("văn bản"),
    )
    entered_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("người ghi")
    )
    entered_at = models.DateTimeField(_("ghi lúc"))
    ended_on = models.DateField(_("chấm dứt hiệu lực"), null=True, blank=True)
    ended_because = columns.CharField(_("vì"), max_length=20, choices=Ended, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure"], condition=Q(ended_on=None), name="one_standing_decision"
            ),
            models.CheckConstraint(
                condition=Q(result="discipline") & ~Q(form="")
                | ~Q(result="discipline") & Q(form=""),
                name="decision_form_fits_result",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Complaint(models.Model):
    """A complaint against a disciplinary decision, first or second, and its days. Settled outside
    by a decision of its own.
    """

    class Result(models.TextChoices):
        RIGHT = "right", _("Khiếu nại đúng")
        PARTLY = "partly", _("Khiếu nại đúng một phần")
        WRONG = "wrong", _("Khiếu nại sai toàn bộ")

    class Effect(models.TextChoices):
        KEEP = "keep", _("Giữ nguyên quyết định")
        AMEND = "amend", _("Sửa quyết định")
        CANCEL = "cancel", _("Hủy quyết định")

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="complaints", verbose_name=_("quyết định")
    )
    level = models.PositiveIntegerField(_("lần"), choices=((1, _("lần đầu")), (2, _("lần hai"))))
    filed_on = models.DateField(_("ngày khiếu nại"))
    told_by_person = models.BooleanField(_("do người khiếu nại báo"), default=False)
    accepted_on = models.DateField(_("ngày thụ lý"), null=True, blank=True)
    is_complex = models.BooleanField(_("vụ việc phức tạp"), default=False)
    dialogue_on = models.DateField(_("ngày đối thoại"), null=True, blank=True)
    decided_on = models.DateField(_("ngày quyết định giải quyết"), null=True, blank=True)
    number = columns.CharField(_("số quyết định giải quyết"), max_length=60, blank=True)
    result = columns.CharField(_("kết luận"), max_length=10, choices=Result, blank=True)
    effect = columns.CharField(_("xử lý quyết định"), max_length=10, choices=Effect, blank=True)
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("văn bản"),
    )
    corrected_on = models.DateField(_("ngày công khai cải chính"), null=True, blank=True)
    corrected_how = columns.CharField(_("công khai ở đâu"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("người ghi")
    )
    entered_at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "level"], name="one_complaint_a_level"),
            models.CheckConstraint(
                condition=Q(decided_on=None, result="", effect="")
                | Q(decided_on__isnull=False) & ~Q(result="") & ~Q(effect=""),
                name="complaint_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.level}"
