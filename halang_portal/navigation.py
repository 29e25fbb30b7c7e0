"""What the shell shows: in which function one acts, where one may go, how much waits. At most five
queries a page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import DatabaseError
from django.urls import reverse

from compliance.core import committee
from compliance.core.citations import document_cited
from compliance.core.committee import Committee
from compliance.core.kept import ask
from compliance.core.language import _, in_sense
from compliance.core.recalling import recalled
from compliance.core.roles import CHAIRS, HEADS, LEADS, ROLES, Kind
from compliance.incidents.facts import exclusion_known, know_wall
from compliance.outbox.models import Notification
from compliance.outbox.querysets import NotificationQuerySet
from compliance.registry.queries import staff_of

STAFF = "staff"


@dataclass(frozen=True)
class Capacity:
    """One way in which a person can act: a function held today, or simply being a
    member of staff.
    """

    key: str
    kind: str
    label: str
    where: str


@dataclass
class Item:
    name: str
    label: str
    icon: str
    short: str = ""
    count: int = 0
    url: str = ""
    current: bool = False


def capacities(user) -> list[Capacity]:
    held = [
        Capacity(
            str(f.pk),
            f.kind,
            f.get_kind_display(),
            f.office.short_name if f.office else committee.today().short_name,
        )
        for f in user.functions_now()
    ]
    if staff_of(user) or not held:
        held.append(Capacity(STAFF, STAFF, _("Trang của tôi"), _("Cán bộ, công chức, viên chức")))
    return held


def acting(request) -> Capacity:
    """The capacity chosen in the switcher, or the first one held."""
    held = capacities(request.user)
    wanted = request.session.get("acting_as")
    return next((capacity for capacity in held if capacity.key == wanted), held[0])


_HOME = Item("home", _("Trang chủ"), "home", _("Trang chủ"))
_CASES = Item("incidents:queue", _("Hồ sơ"), "case", _("Hồ sơ"))
_LOG = Item("incidents:log", _("Ghi nhận vụ việc"), "plus", in_sense("menu", "Ghi nhận"))
_DASH = Item("reports:dashboard", _("Số liệu"), "chart", _("Số liệu"))
_OVERVIEW = Item("reports:dashboard", _("Tổng quan"), "home", _("Tổng quan"))
_SUMMARIES = Item("reports:summaries", _("Báo cáo tổng hợp"), "report", _("Báo cáo"))
_RETURNS = Item("reports:returns", _("Báo cáo của đơn vị"), "report", _("Báo cáo"))
_DIRECTIONS = Item("reports:directions", _("Ý kiến chỉ đạo"), "flag", _("Chỉ đạo"))
_BRIEFINGS = Item("guidance:dispatches", _("Quán triệt văn bản"), "book", _("Quán triệt"))
_RULES = Item("rulebook:instruments", _("Văn bản, quy định"), "scale", _("Văn bản"))
_STAFF = Item("registry:staff", in_sense("people", "Cán bộ"), "users", in_sense("people", "Cán bộ"))
_OFFICES = Item("registry:offices", in_sense("list", "Đơn vị"), "tree", in_sense("list", "Đơn vị"))
_CALENDAR = Item("rulebook:calendar", _("Lịch làm việc"), "cal", _("Lịch"))
_FUNCTIONS = Item("registry:functions", _("Chức năng, phân quyền"), "key", _("Phân quyền"))
_ACCESS = Item("registry:access", _("Cấp lại đường vào"), "key", _("Cấp lại"))
_DEAD = Item("outbox:dead", _("Việc chưa gửi được"), "late", _("Chưa gửi"))
_CONDITION = Item("condition", _("Sức khỏe cổng"), "info", _("Sức khỏe"))
_MINE = Item("review:mine", _("Trang của tôi"), "user", _("Của tôi"))
_TRAIL = Item("audit:trail", _("Nhật ký"), "list", _("Nhật ký"))
_REVEALS = Item("review:reveals", _("Đề nghị biết danh tính"), "shield", _("Danh tính"))
_LEAVERS = Item("review:departures", _("Bàn giao"), "users", _("Bàn giao"))
_WHY = Item("review:why", _("Ai xem được, vì sao"), "eye", _("Quyền xem"))
_KEEP = Item("retention:due", _("Lưu giữ, tiêu hủy"), "trash", _("Lưu giữ"))
_KEPT = Item("retention:batches", _("Lưu giữ, tiêu hủy"), "trash", _("Lưu giữ"))
_PAPERS = Item("review:document_register", _("Sổ văn bản"), "report", _("Sổ"))
_EXPORTS = Item("audit:exports", _("Sổ xuất dữ liệu"), "download", _("Đã xuất"))
_DATA = Item("registry:data_requests", _("Đề nghị về dữ liệu"), "shield", _("Dữ liệu"))
_MY_DATA = Item("registry:my_data", _("Dữ liệu của tôi"), "shield", _("Dữ liệu"))
_BREACHES = Item("assurance:breaches", _("Sự cố dữ liệu"), "shield", _("Sự cố"))
_REVIEWS = Item("assurance:reviews", _("Rà soát nhật ký, quyền"), "check", _("Rà soát"))
_COMMITTEE = Item("registry:committee", _("Thông tin cơ quan"), "home", _("Cơ quan"))
_SETUP = Item("first_steps", _("Bắt đầu"), "list", _("Bắt đầu"))
_HELP = Item("help", _("Hướng dẫn"), "help", _("Hướng dẫn"))

_LOOKUP = [_RULES, _STAFF, _OFFICES, _CALENDAR, _HELP]
_MENUS: dict[str, tuple[list[Item], list[Item]]] = {
    **{
        kind: ([_HOME, _LOG, _CASES, _RETURNS, _DIRECTIONS, _BRIEFINGS, _DASH], _LOOKUP)
        for kind in HEADS
    },
    **{
        kind: (
            [_HOME, _CASES, _LOG, _SUMMARIES, _RETURNS, _DIRECTIONS, _DASH],
            [_PAPERS, _LEAVERS, _WHY, _REVEALS, _KEEP, _EXPORTS, _BREACHES, _BRIEFINGS, *_LOOKUP],
        )
        for kind in LEADS
    },
    Kind.MEMBER: ([_HOME, _CASES, _LOG, _SUMMARIES], [_PAPERS, *_LOOKUP]),
    Kind.INTERNAL_AFFAIRS: (
        [_HOME, _CASES, _STAFF, _OFFICES, _BRIEFINGS, _LEAVERS, _DATA],
        [_PAPERS, _BREACHES, _RULES, _CALENDAR, _SETUP, _HELP],
    ),
    **{
        kind: (
            [_OVERVIEW, _SUMMARIES, _DIRECTIONS, _CASES, _RETURNS],
            [_BRIEFINGS, _REVIEWS, _BREACHES, _RULES, _STAFF, _HELP],
        )
        for kind in CHAIRS
    },
    Kind.AUDITOR: (
        [_TRAIL, _REVIEWS, _WHY, _REVEALS, _KEPT, _EXPORTS],
        [_ACCESS, _BREACHES, _RULES, _HELP],
    ),
    Kind.ADMINISTRATOR: (
        [_FUNCTIONS, _STAFF, _OFFICES, _CONDITION, _LEAVERS, _DEAD],
        [_SETUP, _COMMITTEE, _ACCESS, _BREACHES, _RULES, _CALENDAR, _HELP],
    ),
    STAFF: ([_MINE, _MY_DATA], [_RULES, _HELP]),
}
_HOMES = {
    **dict.fromkeys(HEADS, "incidents:unit_home"),
    **dict.fromkeys((*LEADS, Kind.MEMBER, Kind.INTERNAL_AFFAIRS), "review:work"),
    **dict.fromkeys(CHAIRS, "reports:dashboard"),
    Kind.AUDITOR: "audit:trail",
    Kind.ADMINISTRATOR: "registry:functions",
    STAFF: "review:mine",
}


def home_of(capacity: Capacity) -> str:
    return _HOMES[capacity.kind]


@cache
def _address(name: str) -> str:
    """Every page asks for twenty of them."""
    return reverse(name)


def _placed(items: list[Item], path: str, home: str) -> list[Item]:
    placed = []
    for item in items:
        url = _address(home if item.name == "home" else item.name)
        placed.append(
            Item(
                item.name,
                item.label,
                item.icon,
                item.short,
                item.count,
                url,
                path == url or (len(url) > 1 and path.startswith(url)),
            )
        )
    return placed


def unread_count(user) -> int:
    """Asked on every page: on one that shows no case, whoever has nothing new need not have the
    wall looked up for it.
    """
    if not exclusion_known(user):
        if not _unread(user, "addressed", Notification.objects.addressed_to, 1):
            return 0
        know_wall(user)
    return _unread(user, "unread", Notification.objects.visible_to, 100)


def _unread(user, of: str, lines: Callable[..., NotificationQuerySet], most: int) -> int:
    """How many of these lines are unread, `most` at most."""
    [keys] = ask(user, of, lambda: [lines(user).unread().order_by().values("pk")[:most]])
    return len(keys)


def _committee() -> Committee:
    """Pages without a sign-in come while the database is away, too."""
    try:
        return committee.today()
    except DatabaseError:
        return committee.given()


def shell(request) -> dict:
    """Context of base.html. For anonymous visitors only names."""
    of = _committee()
    base = {
        "portal": recalled(settings.PORTAL_NAME),
        "authority": of.short_name,
        "try_out": settings.TRY_OUT,
        "help_contact": of.help_contact or _("quản trị hệ thống"),
        "founding_instrument": document_cited(of.founding_instrument),
        "founding_day": of.founding_day,
        "signed_in": False,
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        base["sso"] = [
            (app["name"], reverse("openid_connect_login", args=[app["provider_id"]]))
            for app in settings.OIDC_PROVIDER.get("APPS", [])
        ]
        return {"shell": base}
    now = acting(request)
    main, lookup = _MENUS[now.kind]
    home = home_of(now)
    nav = _placed(main, request.path, home)
    return {
        "shell": {
            **base,
            "signed_in": True,
            "user": user,
            "acting": now,
            "capacities": capacities(user),
            "nav": [
                {"title": "", "items": nav},
                {"title": _("Tra cứu"), "items": _placed(lookup, request.path, home)},
            ],
            "bottom": nav[:4],
            "unread": unread_count(user),
            "can_search": any(ROLES[kind].sees_cases for kind in user.function_kinds()),
        }
    }
