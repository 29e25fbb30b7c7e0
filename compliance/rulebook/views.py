"""Instruments, terms, the working calendar: open to everybody who is signed in."""

import calendar as months
from datetime import date

from django.contrib import messages
from django.db.models import Exists
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.actions import saw
from compliance.core import parameters
from compliance.core.access import may, require
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible
from compliance.core.roles import Do
from compliance.core.text import fold, words_of
from compliance.rulebook import actions
from compliance.rulebook.changes import RuleChange
from compliance.rulebook.clocks import local_day
from compliance.rulebook.forms import InstrumentForm
from compliance.rulebook.models import CalendarDay, Instrument, RuleChoice, RuleSet
from compliance.rulebook.queries import opened_by, recheck_of
from compliance.rulebook.querysets import later_versions
from compliance.rulebook.versions import STEPS, general_terms

A_PAGE = 50  # provisions of an instrument


def instruments(request):
    today = local_day(timezone.now())
    keeper = may(request.user, Do.KEEP_RULEBOOK)
    rows = (
        _known(keeper)
        .filter(~Exists(later_versions()))
        .order_by("-is_legal_basis", "kind", "-issued_on", "pk")
    )
    if words := request.GET.get("q", "")[:100].strip():
        rows = rows.matching(words)
    if value := Asked(request.GET).choice("loai", Instrument.Kind.values):
        rows = rows.filter(kind=value)
    if Asked(request.GET).flag("hieu-luc"):
        rows = rows.in_force(today)
    return render(
        request,
        "rulebook/instruments.html",
        {
            "page": Asked(request.GET).page(rows, 25),
            "kinds": Instrument.Kind.choices,
            "today": today,
            "keeper": keeper,
        },
    )


def _known(keeper: bool):
    """Published ones for everybody; drafts for who keeps the rules."""
    return (
        Instrument.objects.all()
        if keeper
        else Instrument.objects.filter(published_at__isnull=False)
    )


def new_instrument(request):
    require(
        request.user,
        Do.KEEP_RULEBOOK,
        _("Tổ trưởng, đầu mối nội vụ, quản trị hệ thống giữ danh mục văn bản."),
    )
    replaces = _replaced(request.GET.get("thay", ""))
    form = InstrumentForm(request.POST or None, replaces=replaces)
    if request.method == "POST" and form.is_valid():
        fields, provisions = form.read()
        made = actions.add_instrument(
            fields=fields,
            provisions=provisions,
            by=request.user,
            at=timezone.now(),
            replaces=replaces,
        )
        messages.success(
            request, _("Đã ghi bản nháp. Kiểm tra lại rồi công bố; sau khi công bố không sửa được.")
        )
        return redirect("rulebook:instrument", made.pk)
    return render(
        request,
        "rulebook/new_instrument.html",
        {"form": form, "replaces": replaces},
        status=422 if form.errors else 200,
    )


def _replaced(pk: str) -> Instrument | None:
    """The published version a new one is to correct."""
    if not pk:
        return None
    row = Instrument.objects.filter(pk=parameters.number(pk), published_at__isnull=False).first()
    if row is None:
        raise Invisible
    return row


@require_POST
def publish(request, pk: int):
    require(request.user, Do.KEEP_RULEBOOK)
    row = Instrument.objects.filter(pk=pk).first()
    if row is None:
        raise Invisible
    actions.publish_instrument(instrument=row, by=request.user, at=timezone.now())
    messages.success(request, _("Đã công bố {short}.").format(short=row.short))
    return redirect("rulebook:instrument", pk)


def instrument(request, pk: int):
    keeper = may(request.user, Do.KEEP_RULEBOOK)
    row = _known(keeper).filter(pk=pk).first()
    if row is None:
        raise Invisible
    staff = getattr(request.user, "staff", None)
    mine = row.acknowledgements.filter(staff=staff).first() if staff else None
    if row.to_acknowledge and row.published_at and staff and not opened_by(row, request.user):
        saw(by=request.user, obj=row, at=timezone.now(), what="opened_instrument", label=row.number)
    return render(
        request,
        "rulebook/instrument.html",
        {
            "instrument": row,
            "keeper": keeper,
            "versions": _versions(row, keeper),
            **_provisions(request, row),
            "staff": staff,
            "mine": mine,
            "today": local_day(timezone.now()),
        },
    )


def _provisions(request, row: Instrument) -> dict:
    """A page of its provisions; those that say every word typed."""
    rows = row.provisions.order_by("order", "pk")
    whole = rows.count()
    if words := words_of(request.GET.get("q", "")[:100]):
        keys = [
            provision.pk
            for provision in rows
            if all(word in fold(f"{provision.article} {provision.summary}") for word in words)
        ]
        rows = rows.filter(pk__in=keys)
    return {"provisions": Asked(request.GET).page(rows, A_PAGE), "whole": whole, "many": A_PAGE}


def _versions(row: Instrument, keeper: bool) -> list[Instrument]:
    """The other versions of the same instrument, newest first."""
    return list(
        _known(keeper)
        .filter(number=row.number, issued_on=row.issued_on)
        .exclude(pk=row.pk)
        .order_by("-version")
    )


def rule_sets(request):
    """Every rule set with how it stands today; the terms for everybody below."""
    today = local_day(timezone.now())
    governing = set(RuleSet.objects.governing(today).values_list("pk", flat=True))
    rows = RuleSet.objects.select_related("replaced_by", "change")
    return render(
        request,
        "rulebook/rule_sets.html",
        {
            "rule_sets": [
                (row, _stands(row, governing, today))
                for row in rows.order_by("staff_kind", "-valid_from", "-pk")
            ],
            "general": general_terms(today),
            "keeper": may(request.user, Do.KEEP_RULEBOOK),
            "today": today,
        },
    )


def _stands(row: RuleSet, governing: set[int], today: date) -> str:
    """How a rule set stands today, in a word of the badge; the one place that says so."""
    if row.change and row.change.state == RuleChange.State.TAKEN_BACK:
        return "taken_back"
    if hasattr(row, "replaced_by"):
        return "replaced"
    if row.pk in governing:
        return "governs"
    if row.valid_from > today:
        return "coming"
    return "ended" if row.valid_to and row.valid_to < today else "aside"


def rule_set(request, code: str):
    """Every term of one rule set with its article and how sure the text is."""
    known = RuleSet.objects.select_related("replaces", "replaced_by", "change")
    row = known.filter(code=code).first()
    if row is None:
        raise Invisible
    today = local_day(timezone.now())
    choices = row.choices.order_by("order", "valid_from")
    terms = [*row.terms.order_by("order", "valid_from"), *general_terms(today)]
    stands = _stands(row, set(RuleSet.objects.governing(today).values_list("pk", flat=True)), today)
    keeper = may(request.user, Do.KEEP_RULEBOOK)
    context = {
        "rules": row,
        "stands": stands,
        "keeper": keeper,
        "changeable": keeper and stands not in ("taken_back", "replaced"),
        "changes": row.changes.order_by("-asked_at", "-pk") if keeper else [],
        "terms": [(row_of, recheck_of(row_of, row)) for row_of in terms],
        "lists": [
            (label, [row_of for row_of in choices if row_of.list == value])
            for value, label in RuleChoice.List.choices
        ],
        "steps": [(label, getattr(row, column)) for label, column in STEPS],
        "others": (
            RuleSet.objects.filter(staff_kind=row.staff_kind)
            .exclude(pk=row.pk)
            .order_by("-valid_from", "-pk")
        ),
        "today": today,
    }
    return render(request, "rulebook/rule_set.html", context)


def calendar(request):
    """One year, month by month, with what differs from the plain week."""
    today = local_day(timezone.now())
    year = Asked(request.GET).year("nam", 2000, 2100) or today.year
    days = CalendarDay.objects.filter(day__year=year).order_by("day")
    marked = {row.day: row for row in days}
    grids = [
        (
            month,
            [
                [_cell(day, month, marked, today) for day in week]
                for week in months.Calendar().monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]
    return render(
        request,
        "rulebook/calendar.html",
        {
            "year": year,
            "grids": grids,
            "days": days,
            "keeper": may(request.user, Do.KEEP_RULEBOOK),
            "previous": year - 1,
            "next": year + 1,
        },
    )


def _cell(day: date, month: int, marked: dict, today: date) -> dict:
    row = marked.get(day)
    off = row.kind != CalendarDay.Kind.SWAP_WORK if row else day.weekday() > 4
    return {"day": day, "inside": day.month == month, "off": off, "row": row, "today": day == today}
