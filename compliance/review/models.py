"""What we did about it: triage, notice, answer, opinions, findings, conclusion, measures, contest, clocks. Rows, never overwritten."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from compliance.incidents.models import Allegation, Evidence, Incident, Outcome, StoredFile, Urgency
from compliance.registry.models import Office

USER = settings.AUTH_USER_MODEL


class Protected(models.TextChoices):
    """The kinds of speech that are no incident (PRODUCT §1). Triage asks for each by name."""

    COMPLAINT = "complaint", "Khiếu nại đúng pháp luật"
    DENUNCIATION = "denunciation", "Tố cáo"
    PRESS = "press", "Trả lời báo chí đúng quy định"
    GOOD_FAITH = "good_faith", "Góp ý, phê bình thiện chí qua kênh phù hợp"
    PRIVATE_LIFE = "private_life", "Đời sống riêng không liên quan công vụ"
    OPINION = "opinion", "Chỉ là ý kiến, không có hành vi và hậu quả cụ thể"


class ScreenedBecause(models.TextChoices):
    COMPLAINT = Protected.COMPLAINT.value, Protected.COMPLAINT.label
    DENUNCIATION = Protected.DENUNCIATION.value, Protected.DENUNCIATION.label
    PRESS = Protected.PRESS.value, Protected.PRESS.label
    GOOD_FAITH = Protected.GOOD_FAITH.value, Protected.GOOD_FAITH.label
    PRIVATE_LIFE = Protected.PRIVATE_LIFE.value, Protected.PRIVATE_LIFE.label
    OPINION = Protected.OPINION.value, Protected.OPINION.label
    NO_PROVISION = "no_provision", "Không có quy định nào bị vi phạm vào ngày xảy ra"
    NO_EVIDENCE = "no_evidence", "Không có chứng cứ"
    DUPLICATE = "duplicate", "Trùng vụ việc đã có"
    OUT_OF_TIME = "out_of_time", "Đã hết thời hiệu"
    SUPERIOR = "superior", "Về người đứng đầu UBND: thuộc thẩm quyền cấp trên"


class Triage(models.Model):
    """The lead's decision on what was submitted, with the scope checklist answered one by one."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "Thụ lý"
        RETURNED = "returned", "Trả lại bổ sung"
        SCREENED_OUT = "screened_out", "Không thụ lý"
        NOTED = "noted", "Ghi nhận xử lý tại đơn vị"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="triages", verbose_name="vụ việc")
    decision = models.CharField("quyết định", max_length=20, choices=Decision)
    scope = models.JSONField("phạm vi", default=dict, help_text="{kind of protected speech: true when the report falls under it}")
    because = models.CharField("lý do không thụ lý", max_length=20, choices=ScreenedBecause, blank=True)
    reason = models.TextField("lý do", help_text="the reporter sees it")
    urgency = models.CharField("mức độ khẩn", max_length=10, choices=Urgency, default=Urgency.NORMAL)
    duplicate_of = models.ForeignKey(Incident, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="trùng với")
    referred_to = models.CharField("đã chuyển đến", max_length=200, blank=True)
    reference = models.CharField("số chuyển", max_length=60, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người quyết định")
    at = models.DateTimeField("lúc")

    def __str__(self) -> str:
        return f"{self.incident_id} {self.decision}"


class Notice(models.Model):
    """One notice to the person concerned: the allegations, a numbered bundle, and a window to answer. Who reported is never in it."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="notices", verbose_name="vụ việc")
    number = models.PositiveIntegerField("lần thông báo")
    bundle = models.ManyToManyField(Evidence, related_name="disclosed_in", verbose_name="bộ chứng cứ")
    served_at = models.DateTimeField("gửi lúc")
    opened_at = models.DateTimeField("mở xem lúc", null=True)
    due_on = models.DateField("hạn giải trình")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người gửi")
    paper = models.CharField("giao giấy", max_length=200, blank=True, help_text="how it was handed over to someone without an account")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "number"], name="notice_numbered_once")]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.number}"


class Extension(models.Model):
    """A wish for more time to answer, and what became of it."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="extensions", verbose_name="vụ việc")
    workdays = models.PositiveIntegerField("số ngày làm việc")
    reason = models.TextField("lý do")
    asked_at = models.DateTimeField("đề nghị lúc")
    granted = models.BooleanField("chấp nhận", null=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người quyết định")
    decided_at = models.DateTimeField("quyết định lúc", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(granted=None, decided_by=None, decided_at=None) | Q(granted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="extension_decision_is_signed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} +{self.workdays}"


class AnswerDraft(models.Model):
    """What the person concerned has typed so far. Seen by nobody else."""

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="answer_draft", verbose_name="vụ việc")
    fields = models.JSONField("nội dung", default=dict)
    saved_at = models.DateTimeField("lưu lúc")

    def __str__(self) -> str:
        return f"draft {self.incident_id}"


class Answer(models.Model):
    """What the person concerned said; a supplement is a further row. Or a recorded waiver, or a recorded silence after two notices."""

    class Kind(models.TextChoices):
        ANSWER = "answer", "Giải trình"
        WAIVER = "waiver", "Không giải trình"
        SILENCE = "silence", "Không trả lời sau hai lần thông báo"

    class Stance(models.TextChoices):
        RIGHT = "right", "Đúng"
        PARTLY = "partly", "Đúng một phần"
        WRONG = "wrong", "Không đúng"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="answers", verbose_name="vụ việc")
    kind = models.CharField("loại", max_length=10, choices=Kind)
    text = models.TextField("nội dung chung", blank=True)
    per_allegation = models.JSONField("theo từng nội dung", default=list, help_text="[{allegation: id, stance, text}]")
    files = models.ManyToManyField(StoredFile, blank=True, related_name="answers", verbose_name="tài liệu")
    companion = models.CharField("người cùng tham gia", max_length=120, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("lúc")

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"


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


class Measure(models.Model):
    """What is to be done, by whom, by when; proof; verified by somebody else."""

    class Kind(models.TextChoices):
        GUIDANCE = "guidance", "Hướng dẫn sử dụng nguồn thông tin chính thống"
        ORAL_REMINDER = "oral_reminder", "Nhắc nhở miệng"
        WRITTEN_REMINDER = "written_reminder", "Nhắc nhở bằng văn bản"
        CORRECTION = "correction", "Đính chính, gỡ bỏ nội dung"
        DISCIPLINE = "discipline", "Đề nghị cấp có thẩm quyền xem xét kỷ luật"
        REFERRAL = "referral", "Chuyển cơ quan khác"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="measures", verbose_name="vụ việc")
    kind = models.CharField("biện pháp", max_length=20, choices=Kind)
    what = models.TextField("nội dung")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="đơn vị thực hiện")
    due_on = models.DateField("hạn")
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người giao")
    set_at = models.DateTimeField("giao lúc")
    proof = models.TextField("kết quả thực hiện", blank=True)
    proof_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name="tài liệu")
    carried_out_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người thực hiện")
    carried_out_at = models.DateTimeField("thực hiện lúc", null=True)
    verified_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người xác nhận")
    verified_at = models.DateTimeField("xác nhận lúc", null=True)
    acknowledged_at = models.DateTimeField("người được phản ánh đã nhận lúc", null=True)
    lapses_on = models.DateField("hết hiệu lực", null=True, blank=True)
    document_number = models.CharField("số văn bản", max_length=60, blank=True)
    document_date = models.DateField("ngày văn bản", null=True, blank=True)
    signer = models.CharField("người ký", max_length=120, blank=True)
    cancelled_at = models.DateTimeField("thôi thực hiện lúc", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verified_by=None) | ~Q(verified_by=F("carried_out_by")), name="verified_by_another"),
            models.CheckConstraint(condition=Q(verified_at=None) | Q(carried_out_at__isnull=False), name="verified_after_done"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"


class Contest(models.Model):
    """The person concerned asks for a review of the conclusion; somebody else decides."""

    class Decision(models.TextChoices):
        KEEP = "keep", "Giữ nguyên"
        AMEND = "amend", "Sửa kết luận"
        ANNUL = "annul", "Hủy kết luận"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="contests", verbose_name="vụ việc")
    text = models.TextField("nội dung đề nghị")
    filed_at = models.DateTimeField("gửi lúc")
    decide_by = models.DateField("hạn quyết định")
    decision = models.CharField("quyết định", max_length=10, choices=Decision, blank=True)
    new_outcome = models.CharField("kết quả mới", max_length=20, choices=Outcome, blank=True)
    reasons = models.TextField("lý do", blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="người quyết định")
    decided_at = models.DateTimeField("quyết định lúc", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=Q(decision=""), name="one_open_contest"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None) | Q(~Q(decision=""), decided_by__isnull=False, decided_at__isnull=False),
                name="contest_decision_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.decision or 'open'}"


class RevealRequest(models.Model):
    """A handler asks who made a confidential report. Two other people must agree; every request stays on record, refused ones too."""

    class State(models.TextChoices):
        OPEN = "open", "Chờ ý kiến"
        APPROVED = "approved", "Đã đồng ý"
        REFUSED = "refused", "Không đồng ý"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reveal_requests", verbose_name="vụ việc")
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người đề nghị")
    reason = models.TextField("lý do")
    asked_at = models.DateTimeField("đề nghị lúc")
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.OPEN)
    open_until = models.DateTimeField("xem được đến", null=True, help_text="the window of the one who asked, after two approvals")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "asked_by"], condition=Q(state="open"), name="one_open_reveal_request"),
            models.CheckConstraint(condition=Q(state="approved", open_until__isnull=False) | ~Q(state="approved"), name="reveal_has_a_window"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.state}"


class RevealVote(models.Model):
    """One person's yes or no to a reveal, with the reason."""

    request = models.ForeignKey(RevealRequest, models.PROTECT, related_name="votes", verbose_name="đề nghị")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người cho ý kiến")
    agrees = models.BooleanField("đồng ý")
    reason = models.TextField("lý do")
    at = models.DateTimeField("lúc")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "by"], name="one_reveal_vote_each")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.agrees}"


class ClockEntry(models.Model):
    """A pause, extension or restart of a clock: who, why, by which rule. Dates are recomputed from these rows."""

    class Kind(models.TextChoices):
        PAUSE = "pause", "Tạm dừng"
        EXTEND_PROCESSING = "extend_processing", "Gia hạn xử lý"
        EXTEND_ANSWER = "extend_answer", "Gia hạn giải trình"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="clock_entries", verbose_name="vụ việc")
    kind = models.CharField("loại", max_length=20, choices=Kind)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày", null=True, blank=True)
    reason = models.TextField("lý do")
    rule = models.CharField("căn cứ", max_length=200)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("lúc")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident"], condition=Q(kind="pause", ends_on=None), name="one_open_pause")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"
