"""One login per function of the try-out, for the start-up message, the sign-in page and `manage.py
sample_logins`.
"""

from django.conf import settings
from django.urls import reverse

from compliance.core import committee
from compliance.core.language import _
from compliance.core.roles import Kind
from compliance.registry.models import Function, User

PASSWORD = "dung-thu-cong-308"  # noqa: S105
ORDER = (
    Kind.UNIT_HEAD,
    Kind.LEAD,
    Kind.DEPUTY_LEAD,
    Kind.MEMBER,
    Kind.INTERNAL_AFFAIRS,
    Kind.CHAIRMAN,
    Kind.VICE_CHAIRMAN,
    Kind.AUDITOR,
    Kind.ADMINISTRATOR,
)


def sample_logins() -> list[dict[str, str]]:
    """[{kind, function, username, password, name, office}]; empty outside the try-out."""
    if not settings.TRY_OUT:
        return []
    logins = []
    for kind in ORDER:
        held = Function.objects.filter(
            kind=kind, valid_to=None, basis__startswith="Dùng thử", user__is_active=True
        ).select_related("user", "office")
        function = (
            held.filter(basis="Dùng thử, tài khoản mẫu").order_by("pk").first()
            or held.order_by("pk").first()
        )
        if function:
            logins.append(
                _line(
                    kind,
                    function.get_kind_display(),
                    function.user,
                    function.office.name if function.office else committee.today().short_name,
                )
            )
    person = (
        User.objects.filter(
            staff__incidents__status="awaiting_answer",
            staff__incidents__answers=None,
            functions=None,
            is_active=True,
        )
        .select_related("staff__office")
        .order_by("pk")
        .first()
    )
    if person:
        logins.append(
            _line(
                "staff",
                _("Cán bộ, công chức (người được phản ánh)"),
                person,
                person.staff.office.name,
            )
        )
    return logins


def on_sign_in_page(request) -> dict:
    """Context processor: {'sample_logins': …} where nobody is signed in yet."""
    if request.path != reverse("account_login") or request.user.is_authenticated:
        return {}
    return {"sample_logins": sample_logins()}


def _line(kind: str, function: str, user: User, office: str) -> dict[str, str]:
    return {
        "kind": str(kind),
        "function": str(function),
        "username": user.username,
        "password": PASSWORD,
        "name": user.display_name,
        "office": office,
    }
