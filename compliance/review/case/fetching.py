"""How a page comes by its case: fetched through what its reader may see, refused in the gate's
words, or stale.
"""

from django.urls import reverse
from django.utils import timezone

from compliance.core.refusals import AskFirst, Invisible, NotAllowed, NotNow, Stale
from compliance.incidents.models import Incident
from compliance.incidents.queries import case_roles, fits, open_verbs
from compliance.incidents.transitions import STALE
from compliance.incidents.workflow import STEPS, label_of
from compliance.registry.views.door import require_open


def fetch(request, code: str) -> Incident:
    """The case, as far as this person may know of it."""
    incident = (
        Incident.objects.visible_to(request.user)
        .with_people()
        .select_related("handling_office", "rule_set", "reporter")
        .filter(code=code, submitted_at__isnull=False)
        .first()
    )
    if incident is None:
        raise Invisible
    return incident


def open_or_refuse(incident: Incident, verb: str, user) -> None:
    """403 or 409 before the form is shown, in the same words the gate would use."""
    if verb in open_verbs(incident, user):
        return
    step = STEPS[verb]
    if not fits(step, case_roles(incident, user)):
        raise NotAllowed("Chức năng của ông/bà không thực hiện bước này với hồ sơ này.")
    state = (
        "đang tạm dừng"
        if incident.suspended_at
        else f"ở trạng thái “{incident.get_status_display()}”"
    )
    raise NotNow(
        f"Không thể “{step.label.lower()}”: hồ sơ {state}.", back=f"/ho-so/{incident.code}/"
    )


def stale(incident: Incident, form, **more) -> Stale:
    """What happened to the case meanwhile, by step and hour and never by name, and what was typed
    here, ready to be sent again.
    """
    now = Incident.objects.get(pk=incident.pk)
    last = incident.steps.order_by("-version").first()
    facts = [("Trạng thái hiện nay", now.get_status_display())]
    if last:
        facts.append(
            (
                "Cập nhật gần nhất",
                f"{label_of(last.verb)}, {timezone.localtime(last.at):%H:%M %d/%m/%Y}",
            )
        )
    return Stale(
        STALE,
        form=form,
        version=now.version,
        facts=facts,
        **{"back": f"/ho-so/{incident.code}/", **more},
    )


def fetch_own(request, code: str) -> Incident:
    """The case behind the person's own door: beyond the password, with a factor or a number, and
    after its notices were taken.
    """
    incident = concerning(request, code)
    require_open(request)
    if incident.notices.filter(opened_at=None).exists():
        raise AskFirst(url=reverse("review:my_receipt", args=[incident.code]))
    return incident


def concerning(request, code: str) -> Incident:
    incident = (
        Incident.objects.concerning(request.user)
        .select_related("person__user", "office", "rule_set")
        .filter(code=code)
        .first()
    )
    if incident is None:
        raise Invisible
    return incident
