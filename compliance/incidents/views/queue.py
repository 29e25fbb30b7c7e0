"""The list of cases, its export, and the unit head's first page."""

from datetime import date

from django.db.models import Count, Q, QuerySet, Value
from django.shortcuts import render
from django.utils import timezone

from compliance.audit.exports import filters_said, hand_out
from compliance.core.access import may
from compliance.core.kept import ask, fill_for
from compliance.core.language import _
from compliance.core.links import LONGEST
from compliance.core.parameters import Asked
from compliance.core.roles import Do
from compliance.core.spreadsheets import Table
from compliance.core.work_list import for_user
from compliance.incidents.filters import (
    CHOICES,
    COUNTED,
    GROUPS,
    Filtered,
    narrow_list,
    unshown,
)
from compliance.incidents.in_own_name import handles_many
from compliance.incidents.models import Incident
from compliance.incidents.paging import page_asked, page_of
from compliance.incidents.querysets import IncidentQuerySet, know_seen
from compliance.incidents.workflow import UNDER_REVIEW, Status
from compliance.registry.models import Office, User
from compliance.registry.queries import staffed_offices
from compliance.registry.querysets import overseen_offices
from compliance.rulebook.clocks import local_day

COLUMNS = (
    (_("Mã"), 18),
    (_("Trạng thái"), 22),
    (_("Tóm tắt"), 44),
    (_("Người được phản ánh"), 26),
    (_("Chức vụ"), 30),
    (_("Đơn vị"), 30),
    (_("Nhóm nội dung"), 28),
    (_("Gửi ngày"), 12),
    (_("Hạn"), 12),
    (_("Kết quả"), 26),
)
MOST = 20_000


def queue(request):
    """Everything this person may see, filtered by the address."""
    user, today, asked = request.user, local_day(timezone.now()), Asked(request.GET)
    filtered = narrow_list(Incident.objects.visible_to(user).as_rows(), asked, user, today)
    rows, total, offices = _listed(filtered, request, today)
    page = page_of(filtered, request.GET, rows, total)
    context = {
        "page": page,
        "total": page.total,
        "unshown": unshown(asked, user, today),
        "chips": filtered.chips,
        "sort": filtered.sort,
        "sorts": (("due", _("Hạn gần nhất")),),
        "offices": offices,
        "statuses": [*((value, label) for value, (label, __) in GROUPS.items()), *Status.choices],
        "choices": {name: values.choices for name, values in CHOICES.items()},
        "drafts": request.GET.get("status") == Status.DRAFT,
    }
    return render(request, "incidents/queue.html", context)


def _listed(filtered: Filtered, request, today: date) -> tuple[list, int | None, list[Office]]:
    """(the rows of the page, how many there are, the offices to choose from), in one question; of
    words that were typed, and of who handles many, each by itself: what is typed is not kept, and
    how many there are is known from the first number that is large.
    """
    user = request.user
    shown = page_asked(filtered, request.GET)
    offices = staffed_offices(user, today).order_by("order", "name")
    typed = Asked(request.GET).text("q", LONGEST)
    if typed or handles_many(user, overseen_offices(user)):
        return list(shown), _total(filtered.rows, user, typed), list(offices)
    number = filtered.rows.number_to(COUNTED, user)
    said = tuple(sorted((name, *values) for name, values in request.GET.lists()))
    fill_for(user, ("list", today, said, filtered.office), shown, number, offices)
    return list(shown), number[0], list(offices)


def _total(rows: IncidentQuerySet, user: User, typed: str) -> int | None:
    """How many there are, as far as COUNTED. None of what words find where more may be seen than
    that: a common name would be counted by going through all that have it.
    """
    if typed:
        seen = Incident.objects.visible_to(user).filter(submitted_at__isnull=False)
        if seen.count_to(COUNTED, user) > COUNTED:
            return None
    return rows.count_to(COUNTED, user)


def export(request):
    """The filtered list as a file; taking it away is an event and a line of the ledger."""
    now = timezone.now()
    filtered = narrow_list(
        Incident.objects.visible_to(request.user).with_people(),
        Asked(request.GET),
        request.user,
        local_day(now),
    )
    rows = filtered.rows.newest_first()[:MOST]
    table = Table(
        _("DANH SÁCH HỒ SƠ"),
        COLUMNS,
        (_line(incident) for incident in rows if incident.submitted_at),
        name=_("Hồ sơ"),
    )
    said = {**dict(filtered.chips), "handler": _("theo người phụ trách")}
    chosen = [said[name] for name, __ in filtered.chips if name != "q"]
    name = f"ho-so-{local_day(now):%Y%m%d}"
    return hand_out(
        by=request.user,
        at=now,
        what="export_incidents",
        name=name,
        table=table,
        kind=request.GET.get("dang") or "xlsx",
        filters=filters_said(request.GET, chosen),
    )


def _line(incident: Incident) -> tuple:
    if incident.sealed:
        return (
            incident.code,
            incident.get_status_display(),
            _("(đã niêm phong)"),
            *[""] * (len(COLUMNS) - 3),
        )
    return (
        incident.code,
        incident.get_status_display(),
        incident.title,
        incident.person.full_name,
        incident.position_words,
        incident.office.name,
        incident.get_category_display(),
        local_day(incident.submitted_at),
        incident.due_on,
        incident.get_outcome_display(),
    )


def _tiles(user: User, today: date) -> tuple[tuple[str, Q, str], ...]:
    """(label, what it counts of the open cases, the list that shows the same). What has not been
    taken up is told to who may see it: to others nought would be untrue.
    """
    waiting = (_("Chờ thụ lý"), Q(status=Status.SUBMITTED), "status=submitted")
    sees_waiting = may(user, Do.SEE_ALL_SUBMITTED) or may(user, Do.LOG_INCIDENT)
    return (
        *((waiting,) if sees_waiting else ()),
        (_("Đang xem xét"), Q(status__in=UNDER_REVIEW), "status=under_review"),
        (
            _("Đang thực hiện"),
            Q(status__in=(Status.CONCLUDED, Status.ENFORCING)),
            "status=to_carry_out",
        ),
        (
            _("Quá hạn"),
            Q(submitted_at__isnull=False, due_on__lt=today, suspended_at=None),
            "overdue=1",
        ),
    )


def tiles_asked(visible: IncidentQuerySet, user: User, today: date) -> QuerySet:
    """How many of the open cases stand where: one row, none where there is none."""
    every = visible.open().order_by().annotate(all=Value(1)).values("all")
    counts = {
        f"n{number}": Count("pk", filter=asked)
        for number, (__, asked, __) in enumerate(_tiles(user, today))
    }
    return every.annotate(**counts)


def tiles_of(rows: list[dict], user: User, today: date) -> list[dict]:
    """`rows`: what tiles_asked() gave."""
    counts: dict[str, int] = next(iter(rows), {})
    return [
        {
            "label": label,
            "value": counts.get(f"n{number}", 0),
            "query": query,
            "late": query == "overdue=1",
        }
        for number, (label, __, query) in enumerate(_tiles(user, today))
    ]


def unit_home(request):
    """A unit head's first page: log, what waits, drafts, the state of the unit."""
    user, today = request.user, local_day(timezone.now())

    def written() -> list[QuerySet]:
        visible = Incident.objects.visible_to(user)
        sent = visible.filter(submitted_at__isnull=False, sealed=False)
        recent = sent.as_rows().newest_first()[:6]
        return [own_drafts(user)[:5], recent, tiles_asked(visible, user, today)]

    know_seen(user)
    drafts, recent, counts = ask(user, ("unit home", today), written)
    context = {
        "tiles": tiles_of(counts, user, today),
        "tasks": for_user(user, today),
        "drafts": drafts,
        "recent": recent,
        "today": today,
        "may_log": may(user, Do.LOG_INCIDENT),
        "offices": [function.office for function in user.functions_now() if function.office],
    }
    return render(request, "incidents/unit_home.html", context)


def own_drafts(user):
    return (
        Incident.objects.own_reports(user)
        .filter(status__in=(Status.DRAFT, Status.RETURNED))
        .select_related("person")
        .order_by("-edited_at", "-pk")
    )
