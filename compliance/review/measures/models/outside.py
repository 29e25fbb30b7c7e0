"""What competent bodies do outside after a recommendation: the steps, the decision they sign, a
complaint against it. The portal only records.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.core import columns
from compliance.files.models import StoredFile
from compliance.review.measures.models.measures import Measure
from compliance.review.measures.statutory_steps import KEYS

USER = settings.AUTH_USER_MODEL


class Milestone(models.Model):
    """One step of the outside procedure, as told by its paper. A wrong entry is replaced by a new
    row and stays.
    """

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="milestones", verbose_name="đề nghị"
    )
    key = columns.CharField("bước", max_length=20, choices=KEYS)
    done_on = models.DateField("ngày", null=True, blank=True)
    skipped = models.BooleanField("không phải qua bước này", default=False)
    number = columns.CharField("số văn bản", max_length=60, blank=True)
    note = columns.TextField("ghi chú", blank=True)
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name="văn bản",
    )
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người ghi")
    entered_at = models.DateTimeField("ghi lúc")
    replaced_at = models.DateTimeField("ghi lại lúc", null=True)

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
        DISCIPLINE = "discipline", "Quyết định kỷ luật"
        NO_DISCIPLINE = "no_discipline", "Không xem xét kỷ luật"
        NO_VIOLATION = "no_violation", "Kết luận không vi phạm"

    class Ended(models.TextChoices):
        COMPLAINT = "complaint", "Bị hủy khi giải quyết khiếu nại"
        AMENDED = "amended", "Được sửa khi giải quyết khiếu nại"
        REPLACED = "replaced", "Được ghi lại"

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="decisions", verbose_name="đề nghị"
    )
    result = columns.CharField("kết quả", max_length=20, choices=Result)
    form = columns.CharField(
        "hình thức", max_length=30, blank=True, help_text="the code of the rule set's list"
    )
    form_label = columns.CharField("hình thức ghi trong quyết định", max_length=160, blank=True)
    number = columns.CharField("số", max_length=60)
    issued_on = models.DateField("ngày ký")
    signer = columns.CharField("người ký", max_length=160)
    effective_from = models.DateField("có hiệu lực từ")
    party_decided_on = models.DateField("ngày quyết định của Đảng", null=True, blank=True)
    lapses_on = models.DateField("hết hiệu lực", null=True, blank=True)
    received_on = models.DateField("ngày người bị xử lý nhận", null=True, blank=True)
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        related_name="decisions",
        null=True,
        blank=True,
        verbose_name="văn bản",
    )
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người ghi")
    entered_at = models.DateTimeField("ghi lúc")
    ended_on = models.DateField("chấm dứt hiệu lực", null=True, blank=True)
    ended_because = columns.CharField("vì", max_length=20, choices=Ended, blank=True)

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
        RIGHT = "right", "Khiếu nại đúng"
        PARTLY = "partly", "Khiếu nại đúng một phần"
        WRONG = "wrong", "Khiếu nại sai toàn bộ"

    class Effect(models.TextChoices):
        KEEP = "keep", "Giữ nguyên quyết định"
        AMEND = "amend", "Sửa quyết định"
        CANCEL = "cancel", "Hủy quyết định"

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="complaints", verbose_name="quyết định"
    )
    level = models.PositiveIntegerField("lần", choices=((1, "lần đầu"), (2, "lần hai")))
    filed_on = models.DateField("ngày khiếu nại")
    told_by_person = models.BooleanField("do người khiếu nại báo", default=False)
    accepted_on = models.DateField("ngày thụ lý", null=True, blank=True)
    is_complex = models.BooleanField("vụ việc phức tạp", default=False)
    dialogue_on = models.DateField("ngày đối thoại", null=True, blank=True)
    decided_on = models.DateField("ngày quyết định giải quyết", null=True, blank=True)
    number = columns.CharField("số quyết định giải quyết", max_length=60, blank=True)
    result = columns.CharField("kết luận", max_length=10, choices=Result, blank=True)
    effect = columns.CharField("xử lý quyết định", max_length=10, choices=Effect, blank=True)
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name="văn bản",
    )
    corrected_on = models.DateField("ngày công khai cải chính", null=True, blank=True)
    corrected_how = columns.CharField("công khai ở đâu", max_length=200, blank=True)
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người ghi")
    entered_at = models.DateTimeField("ghi lúc")

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
