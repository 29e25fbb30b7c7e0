"""Terms put right in the browser: what changes and which dates of open cases move, the proposal,
and the page of the second person.
"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from compliance.core.access import may, require
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible
from compliance.core.roles import Do
from compliance.desk.actions import KEY
from compliance.review.deadlines.actions.terms import ask_terms, confirm_terms, refuse_terms
from compliance.review.deadlines.forms.terms import AnswerForm, TermsForm
from compliance.review.deadlines.ledger import NAMES
from compliance.review.deadlines.recalculation import moves_by_version, shown_to
from compliance.rulebook import actions as rulebook
from compliance.rulebook.changes import RuleChange
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import RuleSet
from compliance.rulebook.versions import lines_of

# no number: beside that of the preview it would tell of a case behind the reader's wall
CONFIRMED = _(
    "Đã xác nhận. Hồ sơ đang xem xét được tính lại theo bản mới; người phụ trách được báo."
)
EVERYBODY = "moi-loai"  # in the place of a code: the terms for everybody
KEEPERS = _("Tổ trưởng, đầu mối nội vụ, quản trị hệ thống giữ danh mục quy định.")
State = RuleChange.State
A_PAGE = 50
ACTS_WITH_REASON = ("refuse", "take_back")
ACTS = ("confirm", "withdraw", *ACTS_WITH_REASON)


def change_terms(request, code: str):
    """GET: the form. POST: the preview; with `apply` the proposal."""
    require(request.user, Do.KEEP_RULEBOOK, KEEPERS)
    today, base = local_day(timezone.now()), _base(code)
    form = TermsForm(request.POST or None, base=base, today=today)
    if form.is_bound and form.is_valid() and not request.POST.get("again"):
        change = form.read()
        if request.POST.get("apply"):
            asked = ask_terms(change=change, by=request.user, at=timezone.now())
            messages.success(
                request, _("Đã đề nghị. Chưa có gì thay đổi cho đến khi người thứ hai xác nhận.")
            )
            return redirect("review:terms_change", asked.pk)
        hidden = {
            name: value
            for name, value in request.POST.items()
            if name not in ("csrfmiddlewaretoken", KEY, "apply", "again")
        }
        context = {"base": base, "code": code, "hidden": hidden, **_preview(request, change)}
        return render(request, "review/terms_preview.html", context)
    context = {"form": form, "base": base, "code": code}
    return render(request, "review/change_terms.html", context, status=422 if form.errors else 200)


def _base(code: str) -> RuleSet | None:
    """What is to be put right; only what counts now can be."""
    if code == EVERYBODY:
        return None
    row = RuleSet.objects.current().filter(code=code).first()
    if row is None:
        raise Invisible
    return row


def _preview(request, change: RuleChange) -> dict:
    """What changes, and the cases it moves as far as the viewer may see them."""
    today = local_day(timezone.now())
    following = moves_by_version(change, today) if change.base else []
    shown = shown_to(request.user, [moved for moved in following if moved.dates])
    rows = [
        (incident, [(NAMES[name], *pair) for name, pair in dates.items()])
        for incident, dates in shown["rows"]
    ]
    return {
        "change": change,
        "lines": lines_of(change, today),
        "cases": rows,
        "others": shown["others"],
        "count": shown["count"],
        "following": shown_to(request.user, following, 0)["count"],
    }


def terms_change(request, pk: int):
    """One proposal, for who keeps the rules; the inspectorate reads it."""
    reads = may(request.user, Do.READ_AUDIT)
    require(request.user, Do.READ_AUDIT if reads else Do.KEEP_RULEBOOK, KEEPERS)
    change = (
        RuleChange.objects.select_related("base", "asked_by", "decided_by", "taken_back_by")
        .filter(pk=pk)
        .first()
    )
    if change is None:
        raise Invisible
    form = AnswerForm(request.POST if request.POST.get("act") in ACTS_WITH_REASON else None)
    act = request.POST.get("act")
    if act in ACTS and (not form.is_bound or form.is_valid()):
        return _act(request, change, form)
    keeper, today = may(request.user, Do.KEEP_RULEBOOK), local_day(timezone.now())
    is_open = change.state == State.OPEN
    coming = change.state == State.CONFIRMED and change.valid_from > today
    context = {
        "form": form,
        "is_open": is_open,
        "second": is_open and rulebook.may_confirm(change, request.user),
        "own": is_open and change.asked_by_id == request.user.pk,
        "taking_back": coming and keeper,
        "version": change.versions.first(),
        **(_preview(request, change) if is_open else {"change": change, "lines": _lines(change)}),
    }
    return render(request, "review/terms_change.html", context, status=422 if form.errors else 200)


def _lines(change: RuleChange) -> list:
    return lines_of(change, local_day(change.asked_at))


def _act(request, change: RuleChange, form: AnswerForm):
    by, at, act = request.user, timezone.now(), request.POST.get("act")
    if act == "confirm":
        confirm_terms(change=change, by=by, at=at)
        messages.success(request, CONFIRMED)
    elif act == "refuse":
        refuse_terms(change=change, reason=form.cleaned_data["reason"], by=by, at=at)
        messages.success(request, _("Đã ghi không xác nhận; người đề nghị được báo."))
    elif act == "withdraw":
        rulebook.withdraw_rule_change(change=change, by=by, at=at)
        messages.success(request, _("Đã rút đề nghị."))
    elif act == "take_back":
        reason = form.cleaned_data["reason"]
        rulebook.take_back_rule_change(change=change, reason=reason, by=by, at=at)
        messages.success(request, _("Đã thu hồi; bản đang dùng giữ nguyên."))
    return redirect("review:terms_change", change.pk)


def terms_changes(request):
    """Every proposal, those that wait first."""
    reads = may(request.user, Do.READ_AUDIT)
    require(request.user, Do.READ_AUDIT if reads else Do.KEEP_RULEBOOK, KEEPERS)
    rows = RuleChange.objects.select_related("base", "asked_by", "decided_by")
    context = {
        "page": Asked(request.GET).page(rows.order_by("-asked_at", "-pk"), A_PAGE),
        "keeper": may(request.user, Do.KEEP_RULEBOOK),
    }
    return render(request, "review/terms_changes.html", context)
