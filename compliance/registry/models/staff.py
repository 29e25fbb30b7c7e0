"""People, where they work from when to when, and whom they are related to."""

from django.db import models
from django.db.models import F, Q

from compliance.core import columns
from compliance.core.language import _, in_sense, joined
from compliance.core.text import clean, name_key, one_spelling, search_text, words_of
from compliance.registry.models.accounts import User
from compliance.registry.models.ends import EndedByHand
from compliance.registry.models.offices import Office
from compliance.registry.querysets import KinshipQuerySet, PostingQuerySet, StaffQuerySet
from compliance.rulebook.models import StaffKind

_SPOKEN_TO = {"ong": in_sense("spoken to", "ông"), "ba": in_sense("spoken to", "bà")}


class StaffMember(models.Model):
    """A member of staff. Code is the key; no citizen id, ethnicity, religion or Party column
    exists.
    """

    class State(models.TextChoices):
        WORKING = "working", _("Đang làm việc")
        SECONDED = "seconded", _("Đang biệt phái")
        ON_LEAVE = "on_leave", _("Nghỉ dài ngày")
        LEFT = "left", _("Không còn công tác")

    class Salutation(models.TextChoices):
        ONG = "ong", _("ông")
        BA = "ba", _("bà")

    code = columns.CharField(_("mã cán bộ"), max_length=20, unique=True)
    full_name = columns.CharField(_("họ và tên"), max_length=120)
    salutation = columns.CharField(
        _("xưng hô"), max_length=3, choices=Salutation, default=Salutation.ONG
    )
    email = columns.EmailField(_("thư điện tử"), blank=True)
    phone = columns.CharField(_("điện thoại"), max_length=20, blank=True)
    user = models.OneToOneField(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name=_("tài khoản"),
    )
    # Where the person works today, kept by registry.actions from the postings: lists and search
    # need no join over dates.
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="staff_now",
        verbose_name=_("đơn vị hiện nay"),
    )
    position = columns.CharField(_("chức vụ hiện nay"), max_length=160, blank=True)
    staff_kind = columns.CharField(
        _("loại cán bộ hiện nay"), max_length=20, choices=StaffKind, blank=True
    )
    is_leader = models.BooleanField(_("là lãnh đạo"), default=False)
    second_posts = columns.TextField(
        _("kiêm nhiệm hiện nay"),
        blank=True,
        default="",
        db_default="",
        help_text="in words, of the second posts held today; kept as the office is",
    )
    state = columns.CharField(_("tình trạng"), max_length=10, choices=State, default=State.WORKING)
    folded = columns.TextField(editable=False, default="")
    given = columns.CharField(
        _("tên gọi"),
        max_length=60,
        editable=False,
        default="",
        help_text="the last word of the name, folded, in one spelling",
    )
    sort_key = columns.CharField(max_length=400, editable=False, default="")

    objects = StaffQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["sort_key", "code"]),
            models.Index(fields=["office", "sort_key"]),
            models.Index(fields=["given", "sort_key", "code"]),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.code})"

    def fill_search(self) -> None:
        """Recompute the search and sort columns; every writer calls this before saving (bulk
        writers too).
        """
        self.full_name = clean(self.full_name)
        office = (self.office.name, self.office.short_name) if self.office_id else ()
        self.folded = search_text(
            self.full_name, self.code, self.position, *office, self.second_posts
        )
        self.given = one_spelling((words_of(self.full_name) or [""])[-1])[:60]
        self.sort_key = name_key(self.full_name)

    @property
    def addressed(self) -> str:
        """'bà Đàm Thu Hường'"""
        return self.get_salutation_display() + " " + self.full_name

    @property
    def spoken_to(self) -> str:
        """'bà': the person is spoken to, where other languages say you."""
        return _SPOKEN_TO[self.salutation]

    @property
    def post(self) -> str:
        """'Công chức Văn hóa - Xã hội, UBND xã Quang Long'; stands beside every name, homonyms are
        common.
        """
        return joined(
            ", ",
            (part for part in (self.position, self.office.name if self.office_id else "") if part),
        )


class SearchWord(models.Model):
    """How many people a folded word finds: kept for large registries alone, refreshed at night,
    asked to choose the way of a search, never its result.
    """

    word = columns.CharField(max_length=60, primary_key=True)
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.word} {self.people}"


class Posting(EndedByHand):
    """Where a person works, from when to when, as what. Main posts of one person never overlap
    (actions.postings holds that under the row's lock).

    A secondment leaves the main post as it is and says where the person works meanwhile: who heads
    that office directs and assesses them
    (NĐ 138/2020/NĐ-CP, Điều 27). A long leave keeps no reason: none is needed here.
    """

    class Kind(models.TextChoices):
        MAIN = "main", _("Vị trí chính")
        SECOND = "second", _("Kiêm nhiệm")
        SECONDMENT = "secondment", _("Biệt phái")
        LEAVE = "leave", _("Nghỉ dài ngày")

    staff = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="postings", verbose_name=_("cán bộ")
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="postings", verbose_name=_("đơn vị")
    )
    position = columns.CharField(_("chức vụ"), max_length=160)
    staff_kind = columns.CharField(_("loại cán bộ"), max_length=20, choices=StaffKind)
    is_leader = models.BooleanField(_("là lãnh đạo"), default=False)
    kind = columns.CharField(_("hình thức"), max_length=10, choices=Kind, default=Kind.MAIN)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    basis = columns.CharField(_("căn cứ"), max_length=200, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="posting_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(kind="main", valid_to=None),
                name="one_open_main_posting",
            ),
        ]
        indexes = [
            models.Index(fields=["staff", "valid_from"]),
            models.Index(fields=["valid_from"]),
            models.Index(fields=["valid_to"]),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.position}"

    @property
    def words(self) -> str:
        """'Phó Trưởng ban, Ban Quản lý chợ'"""
        return f"{self.position}, {self.office.name}"


class Departure(models.Model):
    """Somebody leaves: every function, case and draft finds a new hand before the
    account is shut.
    """

    class Reason(models.TextChoices):
        TRANSFER = "transfer", _("Chuyển công tác")
        RETIRED = "retired", _("Nghỉ hưu")
        RESIGNED = "resigned", _("Thôi việc")
        LONG_LEAVE = "long_leave", _("Nghỉ dài ngày")

    staff = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="departures", verbose_name=_("người bàn giao")
    )
    reason = columns.CharField(_("lý do"), max_length=12, choices=Reason)
    last_day = models.DateField(_("ngày làm việc cuối"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("người lập"))
    at = models.DateTimeField(_("lập lúc"))
    finished_at = models.DateTimeField(_("xong lúc"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff"], condition=Q(finished_at=None), name="one_open_departure"
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.last_day}"


class Kinship(models.Model):
    """A declared relation that puts two people on either side of the conflict wall
    (docs/law.md#conflict-of-interest: NĐ 234/2026, Điều 2 khoản 11).
    """

    class Relation(models.TextChoices):
        SPOUSE = "spouse", _("Vợ, chồng")
        PARENT = "parent", _("Cha, mẹ (đẻ, vợ hoặc chồng, nuôi)")
        CHILD = "child", _("Con đẻ, con nuôi")
        SIBLING = "sibling", _("Anh, chị, em ruột")
        UNCLE_AUNT = "uncle_aunt", _("Cô, dì, chú, bác, cậu ruột")
        SPOUSE_SIBLING = "spouse_sibling", _("Anh, chị, em ruột của vợ hoặc chồng")
        SIBLING_SPOUSE = "sibling_spouse", _("Vợ, chồng của anh, chị, em ruột")
        INTEREST = "interest", _("Có quyền, nghĩa vụ liên quan")

    person = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="kin", verbose_name=_("người khai")
    )
    relative = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="kin_of", verbose_name=_("người có liên quan")
    )
    relation = columns.CharField(_("quan hệ"), max_length=20, choices=Relation)
    declared_at = models.DateTimeField(_("khai lúc"))
    declared_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người ghi")
    )
    # Since when each side is shut out of the other's file: a side binds itself, a free lead binds
    # both.
    person_from = models.DateTimeField(_("người khai không xem hồ sơ của bên kia từ"), null=True)
    relative_from = models.DateTimeField(_("bên kia không xem hồ sơ của người khai từ"), null=True)
    confirmed_at = models.DateTimeField(_("xác nhận lúc"), null=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người xác nhận")
    )
    denied_at = models.DateTimeField(_("nêu không đúng lúc"), null=True)
    denied_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người nêu không đúng")
    )
    denied_because = columns.CharField(
        _("lý do không đúng"), max_length=300, blank=True, default="", db_default=""
    )
    removal_at = models.DateTimeField(_("đề nghị bỏ lúc"), null=True)
    removal_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người đề nghị bỏ")
    )
    removal_because = columns.CharField(
        _("lý do bỏ"), max_length=300, blank=True, default="", db_default=""
    )
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người kết thúc")
    )
    ended_because = columns.CharField(
        _("lý do kết thúc"), max_length=300, blank=True, default="", db_default=""
    )

    objects = KinshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "relative"], condition=Q(ended_at=None), name="kinship_once"
            ),
            models.CheckConstraint(condition=~Q(person=F("relative")), name="kinship_of_two"),
            models.CheckConstraint(
                condition=Q(removal_by=None) | Q(ended_by=None) | ~Q(removal_by=F("ended_by")),
                name="kinship_ended_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.relation} {self.relative_id}"

    @property
    def waits(self) -> bool:
        """Whether somebody has still to say whether it is so."""
        return self.ended_at is None and not (self.person_from and self.relative_from)

    def is_party(self, user) -> bool:
        return user.pk in (self.person.user_id, self.relative.user_id)
