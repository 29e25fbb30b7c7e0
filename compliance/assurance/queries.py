"""What a review looks at: the acts of a month that touch access, and who holds which function."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from django.db.models import Count, QuerySet

from compliance.assurance.models import Review
from compliance.audit.models import Event
from compliance.audit.words import word
from compliance.core.language import _
from compliance.core.roles import Do, Kind, kinds_that_may
from compliance.registry.models import Function, User
from compliance.registry.queries import holders
from compliance.rulebook.clocks import ZONE, local_day

# what a monthly review of logs must show (QCVN 12:2026/BCA, 4.5), by how a verb of the trail begins
# or reads
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_("Đăng nhập, phiên làm việc"), ("signed_", "sign_in", "sign_out", "end_session", "locked")),
    (
        _("Mật khẩu, xác thực hai bước"),
        ("password", "reset", "factor", "totp", "recovery", "code_"),
    ),
    (_("Tài khoản"), ("create_account", "open_account", "shut_account", "account", "break_glass")),
    (_("Chức năng, quyền"), ("grant_function", "end_function", "hand_", "invite", "function")),
    (_("Bị từ chối"), ("refus",)),
    (_("Xuất, tải dữ liệu"), ("export", "download")),
    (_("Tiêu hủy, giữ lại"), ("dispos", "hold", "remove_draft", "repurge")),
    (_("Quy định, lịch, tham số"), ("publish", "calendar", "set_term", "load_rule")),
)


def keepers(day: date) -> QuerySet:
    """Who keeps the register of breaches on `day`."""
    return holders(*kinds_that_may(Do.KEEP_BREACHES), day=day)


def reviewers(day: date) -> QuerySet:
    """Who is asked to sign the reviews on `day`: the inspectorate."""
    return holders(Kind.AUDITOR, day=day)


def group_of(verb: str) -> str:
    """The heading under which a verb is counted; '' when a review does not count it."""
    for title, beginnings in GROUPS:
        if any(beginning in verb for beginning in beginnings):
            return title
    return ""


def moments_of(first: date, last: date) -> tuple[datetime, datetime]:
    """From midnight of the first day to the midnight after the last, in Viet Nam."""
    after = last + timedelta(days=1)
    return datetime.combine(first, time(), ZONE), datetime.combine(after, time(), ZONE)


def logs_between(user: User, first: date, last: date) -> list[dict]:
    """[{title, total, acts: [{verb, word, count}]}] of what `user` may read of the trail of these
    days.
    """
    begin, end = moments_of(first, last)
    events = Event.objects.visible_to(user).filter(at__gte=begin, at__lt=end)
    counts = events.order_by().values_list("verb").annotate(number=Count("pk"))
    acts: dict[str, list[dict]] = {title: [] for title, __ in GROUPS}
    for verb, number in sorted(counts, key=lambda row: (-row[1], row[0])):
        if title := group_of(verb):
            acts[title].append({"verb": verb, "word": word(verb), "count": number})
    return [
        {"title": title, "total": sum(act["count"] for act in rows), "acts": rows}
        for title, rows in acts.items()
    ]


def rights_on(day: date, reader: User, to_end: set[str]) -> list[dict]:
    """Every function held on `day`: holder, office, since when, last sign-in; `own` marks the
    reader's.
    """
    held = (
        Function.objects.on(day).select_related("user", "office").order_by("kind", "user__username")
    )
    return [
        {
            "key": str(function.pk),
            "holder": function.user.display_name,
            "function": function.get_kind_display(),
            "office": function.office.short_name if function.office else "",
            "since": f"{function.valid_from:%d/%m/%Y}",
            "until": f"{function.valid_to:%d/%m/%Y}" if function.valid_to else "",
            "last_login": (
                f"{local_day(function.user.last_login):%d/%m/%Y}"
                if function.user.last_login
                else ""
            ),
            "own": function.user_id == reader.pk,
            "end": str(function.pk) in to_end and function.user_id != reader.pk,
        }
        for function in held
    ]


def figures_of(review: Review, reader: User, to_end: set[str] | None = None) -> dict:
    """What the reviewer looks at now, in the shape that is frozen when they sign."""
    if review.kind == Review.Kind.LOGS:
        return {"groups": logs_between(reader, review.start, review.end)}
    rows = rights_on(review.end, reader, to_end or set())
    kinds = Counter(row["function"] for row in rows)
    return {"rows": rows, "kinds": sorted(kinds.items())}
