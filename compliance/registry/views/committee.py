"""How the committee is called, signs and reports: today, what is to come, what was before; and the
form that changes it from a day on, after a preview.
"""

from datetime import date, timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.core import committee
from compliance.core.access import may, require
from compliance.core.committee import KINDS, WINDOWS, effects_of
from compliance.core.language import _, joined
from compliance.core.refusals import Invisible, NotNow
from compliance.core.roles import Do
from compliance.desk import sent_again
from compliance.registry import actions
from compliance.registry.actions.committee import columns_of, first_day
from compliance.registry.committee import DAYS, LISTS, committee_of, standing
from compliance.registry.forms import CommitteeForm
from compliance.registry.models import CommitteeVersion
from compliance.rulebook.clocks import local_day

KEEPER = _("Quản trị hệ thống và Tổ trưởng ghi thông tin cơ quan.")
SHOWN = (
    *("name", "short_name", "place", "superior", "help_contact", "code_prefix"),
    *("founding_instrument", "founding_day", "team_name", "team_code", "team_title", "by_order"),
    *("summary_kinds", "return_kinds", "period_windows", "reports_since", "day_mb"),
)


def lines_of(columns: dict) -> list[tuple[str, str]]:
    """(what, how it is written) of every column a person reads."""
    return [(_label(name), _words(name, columns[name])) for name in SHOWN]


def _label(name: str) -> str:
    words = str(getattr(CommitteeVersion._meta.get_field(name), "verbose_name", name))
    return f"{words[:1].upper()}{words[1:]}"


def _words(name: str, value) -> str:
    if name in LISTS:
        asked = value.split(",")
        return joined(", ", (label for kind, label in KINDS if kind in asked)) or _("không lập")
    if name in DAYS:
        return f"{value:%d/%m/%Y}" if value else "–"
    if name == "period_windows":
        return dict(WINDOWS)[value]
    return str(value) or "–"


def profile(request):
    """Open to everybody who is signed in: it is what papers say."""
    today = local_day(timezone.now())
    known = CommitteeVersion.objects.select_related("by", "taken_back_by")
    rows = list(known.order_by("-valid_from", "-pk"))
    stands = [row for row in rows if row.taken_back_at is None]
    context = {
        "now": next((row for row in stands if row.valid_from <= today), None),
        "lines": lines_of(columns_of(committee.on(today))),
        "lacking": committee.on(today).lacking,
        "rows": [(row, _changes(row, stands)) for row in rows],
        "today": today,
        "last": next(iter(stands), None),
        "keeps": may(request.user, Do.KEEP_COMMITTEE),
    }
    return render(request, "registry/committee.html", context)


def _changes(row: CommitteeVersion, stands: list[CommitteeVersion]) -> list[tuple[str, str, str]]:
    """What was otherwise in the version before; `stands`: what was not taken back, latest first."""
    older = [
        version for version in stands if (version.valid_from, version.pk) < (row.valid_from, row.pk)
    ]
    return _differ(older[0], row) if older else []


def _differ(before: CommitteeVersion, after: CommitteeVersion) -> list[tuple[str, str, str]]:
    return [
        (_label(name), _words(name, getattr(before, name)), _words(name, getattr(after, name)))
        for name in SHOWN
        if getattr(before, name) != getattr(after, name)
    ]


def change(request):
    """GET: the form. POST: the preview; with `apply` the change."""
    require(request.user, Do.KEEP_COMMITTEE, KEEPER)
    now, last = timezone.now(), standing().last()
    of = committee_of(last) if last else committee.given()
    form = CommitteeForm(
        request.POST or None,
        of=of,
        earliest=_earliest(last, now),
        row=last,
        held=[
            _("Từ {valid_from:%d/%m/%Y}: {name}").format(valid_from=row.valid_from, name=row.name)
            for row in standing()
        ],
    )
    if request.method == "POST" and form.is_valid() and not request.POST.get("again"):
        if request.POST.get("apply"):
            return _apply(request, form, now)
        return _preview(request, form)
    return render(
        request,
        "registry/change_committee.html",
        {"form": form, "first": last is None},
        status=422 if form.errors else 200,
    )


def _earliest(last: CommitteeVersion | None, now) -> date:
    """The first day the form offers: after what waits already."""
    day = first_day(now)
    if last is not None and last.valid_from > local_day(now):
        return max(day, last.valid_from + timedelta(days=1))
    return day


def _preview(request, form: CommitteeForm):
    """What reads otherwise, where; nothing is written."""
    version = form.save(commit=False)
    after = committee_of(version)
    before = columns_of(form.of)
    rows = [
        (label, old, new)
        for (label, old), (__, new) in zip(
            lines_of(before), lines_of(columns_of(after)), strict=True
        )
        if old != new
    ]
    context = {
        "form": form,
        "day": version.valid_from,
        "after": after,
        "rows": rows,
        "effects": effects_of(form.of, after, version.valid_from),
        "hidden": sent_again.hidden(request, {*sent_again.OWN, "apply", "again"}),
    }
    return render(request, "registry/committee_preview.html", context)


def _apply(request, form: CommitteeForm, now):
    try:
        made = actions.change_committee(
            valid_from=form.cleaned_data["valid_from"],
            basis=form.cleaned_data["basis"],
            by=request.user,
            at=now,
            **form.said(),
        )
    except NotNow as refused:
        form.add_error(None, refused.reason)
        return render(
            request, "registry/change_committee.html", {"form": form, "first": False}, status=422
        )
    messages.success(
        request,
        _("Đã ghi thông tin cơ quan, có hiệu lực từ {valid_from:%d/%m/%Y}.").format(
            valid_from=made.valid_from
        ),
    )
    return redirect("registry:committee")


@require_POST
def take_back(request, pk: int):
    require(request.user, Do.KEEP_COMMITTEE, KEEPER)
    version = CommitteeVersion.objects.filter(pk=pk).first()
    if version is None:
        raise Invisible
    actions.take_back_committee(version=version, by=request.user, at=timezone.now())
    messages.success(request, _("Đã hủy thay đổi sắp tới; thông tin cơ quan giữ như hiện nay."))
    return redirect("registry:committee")
