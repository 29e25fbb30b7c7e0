"""Who: accounts, offices as a dated tree, staff with dated postings, functions, declared kinship. No citizen id is kept."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from guardian.mixins import GuardianUserMixin
from guardian.models import UserObjectPermissionBase
from tree_queries.models import TreeNode

from compliance.fold import clean, fold, name_key
from compliance.registry.querysets import FunctionQuerySet, OfficeQuerySet, PostingQuerySet, StaffQuerySet
from compliance.roles import ROLES, Kind
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import StaffKind


class UserManager(BaseUserManager):
    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields) -> "User":
        return self.create_user(username, password, is_superuser=True, display_name=fields.pop("display_name", username), **fields)


class User(GuardianUserMixin, AbstractBaseUser, PermissionsMixin):
    """An account. What its owner may do follows from functions; `is_superuser` opens no case."""

    username = models.CharField("tên đăng nhập", max_length=60, unique=True, validators=[ASCIIUsernameValidator()])
    display_name = models.CharField("họ và tên", max_length=120)
    email = models.EmailField("thư điện tử", blank=True)
    is_active = models.BooleanField("đang dùng", default=True)
    date_joined = models.DateTimeField("lập lúc", default=timezone.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.display_name

    def functions_now(self) -> list["Function"]:
        """The functions held today, asked once per loaded user: a request, a task or a test loads its user anew."""
        if not hasattr(self, "_functions_now"):
            held = self.functions.on(local_day(timezone.now())).select_related("office")
            self._functions_now = sorted(held, key=lambda function: (list(ROLES).index(function.kind), function.pk))
        return self._functions_now

    def function_kinds(self) -> set[str]:
        return {function.kind for function in self.functions_now()} if self.is_active else set()


class Office(TreeNode):
    """A body, office or school, with the days it existed. Codes of the statistics office are re-used and so are only a remark."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", "Ủy ban nhân dân"
        DEPARTMENT = "department", "Cơ quan chuyên môn"
        COMMUNE = "commune", "Xã, thị trấn"
        SCHOOL = "school", "Trường học"
        SERVICE = "service", "Đơn vị sự nghiệp"
        TEAM = "team", "Tổ công tác"

    code = models.CharField("mã đơn vị", max_length=30, unique=True)
    name = models.CharField("tên đơn vị", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=80)
    kind = models.CharField("loại", max_length=20, choices=Kind)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    statistics_code = models.CharField("mã thống kê", max_length=10, blank=True)
    morning_from = models.TimeField("sáng từ", default="07:30")
    morning_to = models.TimeField("sáng đến", default="11:30")
    afternoon_from = models.TimeField("chiều từ", default="13:30")
    afternoon_to = models.TimeField("chiều đến", default="17:00")
    sends_return = models.BooleanField("gửi báo cáo kỳ", default=True)
    order = models.PositiveIntegerField("thứ tự", default=0)
    folded = models.TextField(editable=False, default="")

    objects = OfficeQuerySet.as_manager(with_tree_fields=False)

    class Meta:
        permissions = [("oversee_office", "Phụ trách đơn vị")]
        constraints = [models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="office_dates_in_order")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.name, self.short_name = clean(self.name), clean(self.short_name)
        self.folded = fold(f"{self.name} {self.short_name} {self.code}")
        super().save(*args, **kwargs)


class OfficeGrant(UserObjectPermissionBase):
    """Computed grants on an office (direct foreign key, so they go with it)."""

    content_object = models.ForeignKey(Office, models.CASCADE)


class OfficeSuccession(models.Model):
    """`to_office` took over from `from_office` on `day`."""

    from_office = models.ForeignKey(Office, models.PROTECT, related_name="successions", verbose_name="đơn vị cũ")
    to_office = models.ForeignKey(Office, models.PROTECT, related_name="predecessors", verbose_name="đơn vị mới")
    day = models.DateField("ngày")
    basis = models.CharField("căn cứ", max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["from_office", "to_office"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.from_office_id} -> {self.to_office_id}"


class StaffMember(models.Model):
    """A member of staff. Code is the key; no citizen id, ethnicity, religion or Party column exists."""

    class Salutation(models.TextChoices):
        ONG = "ong", "ông"
        BA = "ba", "bà"

    code = models.CharField("mã cán bộ", max_length=20, unique=True)
    full_name = models.CharField("họ và tên", max_length=120)
    salutation = models.CharField("xưng hô", max_length=3, choices=Salutation, default=Salutation.ONG)
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name="tài khoản")
    # Where the person works today, kept by registry.actions from the postings: lists and search need no join over dates.
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="staff_now", verbose_name="đơn vị hiện nay")
    position = models.CharField("chức vụ hiện nay", max_length=160, blank=True)
    staff_kind = models.CharField("loại cán bộ hiện nay", max_length=20, choices=StaffKind, blank=True)
    is_leader = models.BooleanField("là lãnh đạo", default=False)
    folded = models.TextField(editable=False, default="")
    sort_key = models.CharField(max_length=400, editable=False, default="")

    objects = StaffQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["sort_key", "code"]), models.Index(fields=["office", "sort_key"])]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.code})"

    def fill_search(self) -> None:
        """Recompute the search and sort columns; every writer calls this before saving (bulk writers too)."""
        self.full_name = clean(self.full_name)
        self.folded = fold(f"{self.full_name} {self.code} {self.position} {self.office.name if self.office_id else ''}")
        self.sort_key = name_key(self.full_name)

    @property
    def addressed(self) -> str:
        """'bà Đàm Thu Hường'"""
        return f"{self.get_salutation_display()} {self.full_name}"

    @property
    def post(self) -> str:
        """'Công chức Văn hóa - Xã hội, UBND xã Quang Long'; stands beside every name, homonyms are common."""
        return ", ".join(part for part in (self.position, self.office.name if self.office_id else "") if part)


class Posting(models.Model):
    """Where a person works, from when to when, as what."""

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="postings", verbose_name="cán bộ")
    office = models.ForeignKey(Office, models.PROTECT, related_name="postings", verbose_name="đơn vị")
    position = models.CharField("chức vụ", max_length=160)
    staff_kind = models.CharField("loại cán bộ", max_length=20, choices=StaffKind)
    is_leader = models.BooleanField("là lãnh đạo", default=False)
    is_main = models.BooleanField("vị trí chính", default=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="posting_dates_in_order"),
            models.UniqueConstraint(fields=["staff"], condition=Q(is_main=True, valid_to=None), name="one_open_main_posting"),
        ]
        indexes = [models.Index(fields=["staff", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.position}"


class Function(models.Model):
    """A function held by a user, with its days. It takes effect on the next request."""

    user = models.ForeignKey(User, models.PROTECT, related_name="functions", verbose_name="người giữ")
    kind = models.CharField("chức năng", max_length=20, choices=Kind)
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="functions", verbose_name="đơn vị")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    basis = models.CharField("căn cứ", max_length=200, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="người giao")

    objects = FunctionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="function_dates_in_order"),
            models.CheckConstraint(condition=~Q(kind__in=["unit_head", "deputy_head"]) | Q(office__isnull=False), name="head_has_office"),
            models.UniqueConstraint(fields=["user", "kind", "office"], condition=Q(valid_to=None), name="one_open_function"),
        ]
        indexes = [models.Index(fields=["user", "valid_from"]), models.Index(fields=["kind", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.user_id}"


class Departure(models.Model):
    """Somebody leaves: every function, case and draft finds a new hand before the account is shut."""

    class Reason(models.TextChoices):
        TRANSFER = "transfer", "Chuyển công tác"
        RETIRED = "retired", "Nghỉ hưu"
        RESIGNED = "resigned", "Thôi việc"
        LONG_LEAVE = "long_leave", "Nghỉ dài ngày"

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="departures", verbose_name="người bàn giao")
    reason = models.CharField("lý do", max_length=12, choices=Reason)
    last_day = models.DateField("ngày làm việc cuối")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người lập")
    at = models.DateTimeField("lập lúc")
    finished_at = models.DateTimeField("xong lúc", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff"], condition=Q(finished_at=None), name="one_open_departure")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.last_day}"


class SignInCounter(models.Model):
    """How often a password was tried within one quarter of an hour, by account or by account and known device (signin.py)."""

    key = models.CharField(max_length=120)
    begins = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "begins"], name="one_signin_counter_a_window")]

    def __str__(self) -> str:
        return f"{self.used}"


class Kinship(models.Model):
    """A declared relation that puts two people on either side of the conflict wall (DOMAIN §4.2: NĐ 234/2026, Điều 2 khoản 11)."""

    class Relation(models.TextChoices):
        SPOUSE = "spouse", "Vợ, chồng"
        PARENT = "parent", "Cha, mẹ (đẻ, vợ hoặc chồng, nuôi)"
        CHILD = "child", "Con đẻ, con nuôi"
        SIBLING = "sibling", "Anh, chị, em ruột"
        UNCLE_AUNT = "uncle_aunt", "Cô, dì, chú, bác, cậu ruột"
        SPOUSE_SIBLING = "spouse_sibling", "Anh, chị, em ruột của vợ hoặc chồng"
        SIBLING_SPOUSE = "sibling_spouse", "Vợ, chồng của anh, chị, em ruột"
        INTEREST = "interest", "Có quyền, nghĩa vụ liên quan"

    person = models.ForeignKey(StaffMember, models.PROTECT, related_name="kin", verbose_name="người khai")
    relative = models.ForeignKey(StaffMember, models.PROTECT, related_name="kin_of", verbose_name="người có liên quan")
    relation = models.CharField("quan hệ", max_length=20, choices=Relation)
    declared_at = models.DateTimeField("khai lúc")
    declared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="người ghi")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "relative"], name="kinship_once"),
            models.CheckConstraint(condition=~Q(person=F("relative")), name="kinship_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.relation} {self.relative_id}"


class ImportRun(models.Model):
    """One uploaded list on its way in: previewed, then applied or left. The file itself lies under MEDIA_ROOT/imports."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", "Đã xem trước"
        APPLIED = "applied", "Đã nhập"
        CANCELLED = "cancelled", "Đã bỏ"

    name = models.CharField("tên tệp", max_length=200)
    path = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField("mã kiểm tra", max_length=64)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.PREVIEWED)
    counts = models.JSONField("số dòng", default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người nhập")
    at = models.DateTimeField("lúc")
    applied_at = models.DateTimeField("nhập lúc", null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
