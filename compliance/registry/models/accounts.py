"""Accounts and how often a password was tried."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.utils import timezone
from guardian.mixins import GuardianUserMixin

from compliance.core import columns
from compliance.core.language import _, joined
from compliance.core.roles import ROLES
from compliance.rulebook.clocks import local_day


class UserManager(BaseUserManager):
    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields) -> "User":
        return self.create_user(
            username,
            password,
            is_superuser=True,
            display_name=fields.pop("display_name", username),
            **fields,
        )


class User(GuardianUserMixin, AbstractBaseUser, PermissionsMixin):
    """An account. What its owner may do follows from functions; `is_superuser` opens no case."""

    username = columns.CharField(
        _("tên đăng nhập"), max_length=60, unique=True, validators=[ASCIIUsernameValidator()]
    )
    display_name = columns.CharField(_("họ và tên"), max_length=120)
    email = columns.EmailField(_("thư điện tử"), blank=True)
    is_active = models.BooleanField(_("đang dùng"), default=True)
    own_door_since = models.DateTimeField(
        _("chỉ mở trang của mình từ"),
        null=True,
        blank=True,
        help_text="left while a case about them runs: nothing else opens, until it has ended",
    )
    date_joined = models.DateTimeField(_("lập lúc"), default=timezone.now)
    language = columns.CharField(
        _("ngôn ngữ"),
        max_length=5,
        blank=True,
        default="",
        db_default="",
        help_text="of pages and letters; empty: pages follow the browser, letters are Vietnamese",
    )

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.display_name

    @property
    def addressed(self) -> str:
        """How letters begin: “bà Đàm Thu Hường”; the name alone where the registry knows nobody."""
        staff = getattr(self, "staff", None)
        if staff is None:
            return self.display_name
        return joined(" ", (staff.get_salutation_display(), self.display_name))

    def functions_now(self) -> list:
        """The functions held today, asked once per loaded user: a request, a task or a test loads
        its user anew.
        """
        if not hasattr(self, "_functions_now"):
            held = self.functions.on(local_day(timezone.now())).select_related("office")
            self.know_functions(held)
        return self._functions_now

    def know_functions(self, held: Iterable) -> None:
        """Spare functions_now() its question: `held` are the functions of today."""
        self._functions_now = sorted(
            held, key=lambda function: (list(ROLES).index(function.kind), function.pk)
        )

    def function_kinds(self) -> set[str]:
        return {function.kind for function in self.functions_now()} if self.is_active else set()


class SignInCounter(models.Model):
    """How often a password was tried within one quarter of an hour, by account or by account and
    known device (signin.py).
    """

    key = columns.CharField(max_length=120)
    begins = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "begins"], name="one_signin_counter_a_window")
        ]

    def __str__(self) -> str:
        return f"{self.used}"
