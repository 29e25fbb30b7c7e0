"""Two doors without a sign-in: is this paper genuine; and the copy for outside behind a link that
lapses. Neither tells anything else.
"""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone

from compliance.audit.exports import as_file
from compliance.core import committee
from compliance.papers.writers import TYPES, WRITERS
from reports import actions
from reports.actions.distribution import by_token
from reports.actions.summaries import period_of_summary
from reports.models import Recipient, Summary
from reports.paper import paper_of


@login_not_required
def verify_form(request):
    """Type the code that stands on the paper."""
    code = "".join(letter for letter in request.GET.get("ma", "").upper() if letter.isalnum())[:16]
    return (
        redirect("reports:verify", code)
        if code
        else render(request, "reports/verify.html", {"asked": ""})
    )


@login_not_required
def verify(request, code: str):
    """Genuine, issued on, by; or replaced. Nothing of the content, and for a code nobody gave the
    same page says so.
    """
    code = "".join(letter for letter in code.upper() if letter.isalnum())
    summary = Summary.objects.filter(code=code).exclude(code="").exclude(document_number="").first()
    issued = summary.document_date if summary else None
    of = committee.on(issued or timezone.localdate())
    context = {"asked": code, "found": summary, "team": of.team_name, "authority": of.name}
    return render(request, "reports/verify.html", context, status=200 if summary else 404)


@login_not_required
def copy(request, token: str, kind: str = ""):
    """The copy a recipient outside was sent: the page that offers it, and the file when asked for
    by its button.

    Only the button is the receipt: programs that look at the links of a mail press none.
    """
    now = timezone.now()
    delivery = by_token(token, now)
    if delivery is None or kind and kind not in TYPES or delivery.recipient.inside:
        return render(request, "reports/copy.html", {"found": None}, status=404)
    period = period_of_summary(delivery.summary)
    if not kind or request.method != "POST":
        return render(
            request,
            "reports/copy.html",
            {
                "found": delivery,
                "period": period,
                "token": token,
                "authority": committee.today().name,
            },
        )
    actions.open_copy(delivery=delivery, at=now)
    paper = paper_of(
        delivery.summary,
        Recipient.objects.filter(ended_at=None).order_by("order", "pk"),
        outside=True,
    )
    return as_file(WRITERS[kind](paper), f"bao-cao-{period.slug}.{kind}", TYPES[kind])
