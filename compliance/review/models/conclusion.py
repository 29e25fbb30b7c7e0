"""Opinions, proposed and standing conclusions, and a finding for each allegation."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from compliance.incidents.models import Allegation, Incident, Outcome

USER = settings.AUTH_USER_MODEL


class Opinion(models.Model):
    """The opinion of the unit head or of internal affairs, or the record that none came in time."""

    class Side(models.TextChoices):
        UNIT = "unit", "Thủ trưởng đơn vị"
        AFFAIRS = "affairs", "Đầu mối nội vụ"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="opinions", verbose_name="vụ việc")
    side = models.CharField("bên", max_length=10, choices=Side)
    round = models.PositiveIntegerField("lượt", default=1)
    text = models.TextField("ý kiến", blank=True)
    suggests = models.CharField("đề nghị", max_length=20, choices=Outcome, blank=True)
    overdue = models.BooleanField("quá hạn, không có ý kiến", default=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="opinions", verbose_name="người cho ý kiến")
    at = models.DateTimeField("lúc")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "side", "round"], name="one_opinion_a_side")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.side}"


class Conclusion(models.Model):
    """A proposed conclusion and its fate. The last one that was concluded stands, unless a contest changed it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Đang trình"
        SENT_BACK = "sent_back", "Trả lại"
        CONCLUDED = "concluded", "Đã kết luận"
        REPLACED = "replaced", "Đã được thay"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="conclusions", verbose_name="vụ việc")
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.PROPOSED)
    outcome = models.CharField("kết quả", max_length=20, choices=Outcome)
    reasons = models.TextField("lý do")
    departure = models.TextField("vì sao khác các hồ sơ tương tự", blank=True)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người trình")
    proposed_at = models.DateTimeField("trình lúc")
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người quyết định")
    decided_at = models.DateTimeField("quyết định lúc", null=True)
    comment = models.TextField("ý kiến của người quyết định", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=Q(state="proposed"), name="one_open_proposal"),
            models.UniqueConstraint(fields=["incident"], condition=Q(state="concluded"), name="one_standing_conclusion"),
            models.CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="proposer_is_not_decider"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.outcome}"


class Finding(models.Model):
    """What a conclusion says of one allegation: the result, the reasons, and how the answer was considered."""

    class Result(models.TextChoices):
        ESTABLISHED = "established", "Có vi phạm"
        PARTLY = "partly", "Có vi phạm một phần"
        NOT_ESTABLISHED = "not_established", "Chưa đủ căn cứ"
        NO_VIOLATION = "no_violation", "Không vi phạm"

    conclusion = models.ForeignKey(Conclusion, models.PROTECT, related_name="findings", verbose_name="kết luận")
    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="findings", verbose_name="nội dung")
    result = models.CharField("nhận định", max_length=20, choices=Result)
    reasons = models.TextField("lý do")
    answer_considered = models.TextField("giải trình đã được xem xét thế nào")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conclusion", "allegation"], name="one_finding_an_allegation")]

    def __str__(self) -> str:
        return f"{self.allegation_id} {self.result}"
