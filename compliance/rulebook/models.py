"""By which rule: instruments and their provisions, rule sets with their terms, the working
calendar. All dated, each with its source.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from compliance.core import columns
from compliance.core.citations import place_cited
from compliance.core.language import _, joined
from compliance.rulebook.changes import RuleChange
from compliance.rulebook.clocks import COUNTED, UNITS, WorkCalendar, end_of_term
from compliance.rulebook.querysets import (
    InForceQuerySet,
    InstrumentQuerySet,
    ProvisionQuerySet,
    RuleSetQuerySet,
    RuleTermQuerySet,
)
from compliance.rulebook.shipped import as_shipped


class StaffKind(models.TextChoices):
    CAN_BO = "can_bo", _("Cán bộ")
    CONG_CHUC = "cong_chuc", _("Công chức")
    VIEN_CHUC = "vien_chuc", _("Viên chức")
    NGUOI_LAO_DONG = "nguoi_lao_dong", _("Người lao động")
    KHAC = "khac", _("Khác, không thuộc diện")


class Confidence(models.TextChoices):
    """How sure the text is, as marked by whoever entered it."""

    READ = "A", _("Đã đối chiếu văn bản")
    SECONDARY = "B", _("Theo nguồn thứ cấp")
    WEAK = "C", _("Một nguồn, cần xác minh")
    KNOWN = "K", _("Chưa xác minh")


class Instrument(models.Model):
    """A law, decree, directive or letter, with the days it was in force. Published ones are not
    edited; a change is a new version.
    """

    class Kind(models.TextChoices):
        LAW = "law", _("Luật")
        DECREE = "decree", _("Nghị định")
        DECISION = "decision", _("Quyết định")
        DIRECTIVE = "directive", _("Chỉ thị")
        PLAN = "plan", _("Kế hoạch")
        LETTER = "letter", _("Công văn")
        REGULATION = "regulation", _("Quy chế, nội quy")

    number = columns.CharField(_("số, ký hiệu"), max_length=60)
    title = columns.CharField(_("trích yếu"), max_length=400)
    kind = columns.CharField(_("loại văn bản"), max_length=20, choices=Kind)
    issuer = columns.CharField(_("cơ quan ban hành"), max_length=200)
    issued_on = models.DateField(_("ngày ban hành"))
    valid_from = models.DateField(_("có hiệu lực từ"))
    valid_to = models.DateField(_("hết hiệu lực sau ngày"), null=True, blank=True)
    is_legal_basis = models.BooleanField(
        _("là căn cứ pháp lý"),
        help_text=_("công văn hành chính không phải là căn cứ cho kết luận trên mức hướng dẫn"),
    )
    text = columns.TextField(_("nội dung tóm tắt"), blank=True)
    source = columns.CharField(_("nguồn"), max_length=200, blank=True)
    confidence = columns.CharField(
        _("mức tin cậy"), max_length=1, choices=Confidence, default=Confidence.KNOWN
    )
    version = models.PositiveIntegerField(_("phiên bản"), default=1)
    published_at = models.DateTimeField(_("công bố trên cổng lúc"), null=True, blank=True)
    to_acknowledge = models.BooleanField(_("yêu cầu cán bộ xác nhận đã đọc"), default=False)
    folded = columns.TextField(editable=False, default="")

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number", "issued_on", "version"], name="instrument_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="instrument_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def short(self) -> str:
        return joined(" ", (self.get_kind_display(), self.number))

    @property
    def heading(self) -> str:
        """The title: that of national law by its usual name in English, any other as entered."""
        return as_shipped(self.number, self.title)

    @property
    def issued_by(self) -> str:
        return as_shipped(self.number, self.issuer)

    @property
    def read_in(self) -> str:
        """Where the text was read."""
        return as_shipped(self.number, self.source)


class Category(models.TextChoices):
    """Conduct categories the portal knows. There is none for opinions."""

    UNVERIFIED = "unverified", _("Thông tin chưa kiểm chứng")
    DISCOURTESY = "discourtesy", _("Ứng xử thiếu văn minh")
    INTERNAL_DOCUMENT = "internal_document", _("Lộ tài liệu nội bộ")
    OUT_OF_COMPETENCE = "out_of_competence", _("Phát ngôn không đúng thẩm quyền")
    WORKING_TIME = "working_time", _("Sử dụng thời giờ làm việc")


class Provision(models.Model):
    """One provision that can be cited for an act: article, short wording in our own words, conduct
    category.
    """

    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="provisions", verbose_name=_("văn bản")
    )
    article = columns.CharField(_("điều khoản"), max_length=120)
    summary = columns.CharField(_("nội dung"), max_length=400)
    category = columns.CharField(_("loại hành vi vi phạm"), max_length=30, choices=Category)
    staff_kinds = columns.JSONField(
        _("áp dụng cho"), default=list, blank=True, help_text="empty: every staff kind"
    )
    order = models.PositiveIntegerField(_("thứ tự"), default=0)

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "article", "category"], name="provision_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.cited)

    @property
    def cited(self) -> str:
        """Nghị định 112/2020/NĐ-CP, Điều 5 (Decree 112/2020/NĐ-CP, Article 5)."""
        return joined(", ", (self.instrument.short, self.named))

    @property
    def named(self) -> str:
        return place_cited(as_shipped(self.instrument.number, self.article))

    @property
    def says(self) -> str:
        return as_shipped(self.instrument.number, self.summary)

    @property
    def demand(self) -> str:
        """The provision and what it asks."""
        return joined(": ", (self.cited, self.says))


class RuleSet(models.Model):
    """The terms in force for one staff kind. A case freezes the one it opened under
    (docs/architecture.md#what-is-promised-and-where-it-is-kept).
    """

    code = columns.CharField(_("mã"), max_length=60, unique=True)
    staff_kind = columns.CharField(_("loại cán bộ"), max_length=20, choices=StaffKind)
    valid_from = models.DateField(_("có hiệu lực từ"))
    valid_to = models.DateField(_("hết hiệu lực sau ngày"), null=True, blank=True)
    limitation_months = models.PositiveIntegerField(
        _("thời hiệu, mức khiển trách (tháng)"), null=True
    )
    limitation_months_heavy = models.PositiveIntegerField(
        _("thời hiệu, mức khác (tháng)"), null=True
    )
    limitation_basis = columns.ShippedField(_("căn cứ thời hiệu"), max_length=200, blank=True)
    processing_days = models.PositiveIntegerField(_("thời hạn xử lý (ngày)"), null=True)
    processing_days_extended = models.PositiveIntegerField(
        _("thời hạn xử lý, phức tạp (ngày)"), null=True
    )
    processing_months = models.PositiveIntegerField(
        _("thời hạn xử lý (tháng)"),
        null=True,
        blank=True,
        help_text="before 2020 the laws counted months",
    )
    processing_months_extended = models.PositiveIntegerField(
        _("thời hạn xử lý, phức tạp (tháng)"), null=True, blank=True
    )
    processing_basis = columns.ShippedField(_("căn cứ thời hạn"), max_length=200, blank=True)
    triage_workdays = models.PositiveIntegerField(_("thụ lý (ngày làm việc)"), default=3)
    notice_workdays = models.PositiveIntegerField(_("gửi thông báo (ngày làm việc)"), default=3)
    answer_workdays = models.PositiveIntegerField(_("giải trình (ngày làm việc)"), default=5)
    opinion_workdays = models.PositiveIntegerField(_("cho ý kiến (ngày làm việc)"), default=3)
    conclude_workdays = models.PositiveIntegerField(_("kết luận (ngày làm việc)"), default=5)
    contest_workdays = models.PositiveIntegerField(
        _("đề nghị xem xét lại (ngày làm việc)"), default=10
    )
    contest_decide_workdays = models.PositiveIntegerField(
        _("quyết định xem xét lại (ngày làm việc)"), default=10
    )
    complaint_days = models.PositiveIntegerField(
        _("khiếu nại lần đầu (ngày)"), null=True, blank=True
    )
    complaint_basis = columns.ShippedField(_("căn cứ khiếu nại"), max_length=200, blank=True)
    lapse_months = models.PositiveIntegerField(
        _("hết hiệu lực, khiển trách (tháng)"), null=True, blank=True
    )
    lapse_months_heavy = models.PositiveIntegerField(
        _("hết hiệu lực, mức khác (tháng)"), null=True, blank=True
    )
    lapse_basis = columns.ShippedField(_("căn cứ hết hiệu lực"), max_length=200, blank=True)
    reminder_months = models.PositiveIntegerField(
        _("hiệu lực nhắc nhở bằng văn bản (tháng)"), default=12
    )
    step_basis = columns.ShippedField(
        _("căn cứ các bước"), max_length=200, default=_("Quy trình nội bộ")
    )
    confidence = columns.CharField(
        _("mức tin cậy"), max_length=1, choices=Confidence, default=Confidence.KNOWN
    )
    published_at = models.DateTimeField(
        _("công bố trên cổng lúc"),
        null=True,
        blank=True,
        help_text="from then on the database refuses any change",
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("thay cho bộ quy tắc"),
    )
    change = models.ForeignKey(
        RuleChange,
        models.PROTECT,
        null=True,
        related_name="versions",
        verbose_name=_("do cơ quan nhập"),
    )

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="ruleset_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def span(self) -> str:
        return _("{staff_kind}, từ {valid_from:%d/%m/%Y}").format(
            staff_kind=self.get_staff_kind_display(), valid_from=self.valid_from
        ) + (_(" đến {valid_to:%d/%m/%Y}").format(valid_to=self.valid_to) if self.valid_to else "")


class RuleTerm(models.Model):
    """One term of a rule set (docs/law.md#terms): so many days, from which article, how sure.
    Without a rule set it holds for everybody.
    """

    rule_set = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, related_name="terms", verbose_name=_("bộ quy tắc")
    )
    key = columns.CharField(_("mã"), max_length=20)
    label = columns.ShippedField(_("thời hạn"), max_length=160)
    value = models.PositiveIntegerField(_("trị số"))
    unit = columns.CharField(_("đơn vị"), max_length=10, choices=UNITS)
    valid_from = models.DateField(_("có hiệu lực từ"))
    valid_to = models.DateField(_("hết hiệu lực sau ngày"), null=True, blank=True)
    basis = columns.ShippedField(_("căn cứ"), max_length=200)
    confidence = columns.CharField(_("mức tin cậy"), max_length=1, choices=Confidence)
    order = models.PositiveIntegerField(_("thứ tự"), default=0)
    change = models.ForeignKey(
        RuleChange,
        models.PROTECT,
        null=True,
        related_name="general_terms",
        verbose_name=_("do cơ quan nhập"),
    )

    objects = RuleTermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "key", "valid_from"], name="term_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.words}"

    @property
    def words(self) -> str:
        return COUNTED[self.unit].format(number=self.value)

    def ends(self, start: date, calendar: WorkCalendar) -> date:
        """The last day of the term when the event that starts it is on `start`."""
        return end_of_term(start, self.value, self.unit, calendar)


class RuleChoice(models.Model):
    """What may be chosen under a rule set: a form of discipline (decided outside), a level of
    severity, a legal reason to pause.
    """

    class List(models.TextChoices):
        FORM = "form", _("Hình thức kỷ luật")
        SEVERITY = "severity", _("Mức độ vi phạm")
        PAUSE = "pause", _("Lý do tạm dừng theo luật")

    class Post(models.TextChoices):
        ANY = "any", _("mọi người")
        LEADER = "leader", _("người giữ chức vụ")
        PLAIN = "plain", _("người không giữ chức vụ")
        LEFT = "left", _("người đã nghỉ việc, nghỉ hưu")

    rule_set = models.ForeignKey(
        RuleSet, models.PROTECT, related_name="choices", verbose_name=_("bộ quy tắc")
    )
    list = columns.CharField(_("danh mục"), max_length=10, choices=List)
    code = columns.CharField(_("mã"), max_length=30)
    label = columns.ShippedField(_("tên"), max_length=160)
    post = columns.CharField(_("áp dụng cho"), max_length=10, choices=Post, default=Post.ANY)
    months = models.PositiveIntegerField(_("hết hiệu lực sau (tháng)"), null=True, blank=True)
    note = columns.ShippedField(_("ghi chú"), max_length=200, blank=True)
    valid_from = models.DateField(_("có hiệu lực từ"))
    valid_to = models.DateField(_("hết hiệu lực sau ngày"), null=True, blank=True)
    basis = columns.ShippedField(_("căn cứ"), max_length=200)
    confidence = columns.CharField(_("mức tin cậy"), max_length=1, choices=Confidence)
    order = models.PositiveIntegerField(_("thứ tự"), default=0)

    objects = InForceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule_set", "list", "code", "valid_from"], name="choice_once"
            )
        ]

    def __str__(self) -> str:
        return self.label


class CalendarDay(models.Model):
    """A day that differs from the plain week: a holiday, a day in lieu, or a swapped day
    (docs/law.md#calendar).
    """

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Nghỉ lễ, Tết")
        IN_LIEU = "in_lieu", _("Nghỉ bù")
        SWAP_OFF = "swap_off", _("Nghỉ hoán đổi")
        SWAP_WORK = "swap_work", _("Làm bù")

    day = models.DateField(_("ngày"), unique=True)
    kind = columns.CharField(_("loại"), max_length=10, choices=Kind)
    name = columns.ShippedField(_("tên"), max_length=120)
    source = columns.ShippedField(_("nguồn"), max_length=200)
    official = models.BooleanField(_("đã có văn bản"), default=True)

    class Meta:
        indexes = [models.Index(fields=["day", "kind"])]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"
