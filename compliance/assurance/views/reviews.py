"""Pages of the monthly review of logs and the yearly review of rights."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from compliance.assurance import actions
from compliance.assurance.forms import SignForm
from compliance.assurance.models import Review
from compliance.assurance.queries import figures_of
from compliance.core.access import may
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.rulebook.clocks import local_day

STATES = (("", _("Tất cả")), ("cho", _("Chờ ký")), ("da", _("Đã ký")))


def reviews(request):
    """All reviews, what waits for a signature first."""
    if not (may(request.user, Do.READ_AUDIT) or may(request.user, Do.DIRECT)):
        raise NotAllowed(_("Rà soát nhật ký và quyền dành cho thanh tra và lãnh đạo."))
    rows = Review.objects.visible_to(request.user).select_related("signed_by")
    which = Asked(request.GET).choice("loc", ("cho", "da"))
    if which:
        rows = rows.filter(signed_at__isnull=which == "cho")
    if value := Asked(request.GET).choice("loai", Review.Kind.values):
        rows = rows.filter(kind=value)
    page = Asked(request.GET).page(rows.order_by("-start", "kind"), 25)
    context = {"page": page, "states": STATES, "which": which, "kinds": Review.Kind.choices}
    return render(request, "assurance/reviews.html", context)


def review(request, pk: int):
    """The figures of one review and, while nobody has signed, the form that signs it."""
    row = Review.objects.visible_to(request.user).select_related("signed_by").filter(pk=pk).first()
    if row is None:
        raise Invisible
    ended = local_day(timezone.now()) > row.end
    form = SignForm(request.POST if request.method == "POST" else None)
    to_end = set(request.POST.getlist("to_end"))
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign_review(
                review=row, by=request.user, at=timezone.now(), to_end=to_end, **form.cleaned_data
            )
        except NotNow as refusal:
            if row.signed_at or not ended:
                raise  # its page has no form any more
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Đã ký {row}.").format(row=str(row).lower()))
            return redirect("assurance:review", pk)
    figures = row.figures if row.signed_at else figures_of(row, request.user, to_end)
    shown = form if row.signed_at is None and ended else None
    context = {"review": row, "figures": figures, "form": shown, "ended": ended}
    return render(request, "assurance/review.html", context, status=422 if form.errors else 200)
