"""How a page comes by its case: fetched through what its reader may see, refused in the gate's
words, or stale.
"""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from compliance.core.addresses import case_url
from compliance.core.kept import ask
from compliance.core.language import _, lower_first
from compliance.core.refusals import AskFirst, Invisible, NotAllowed, NotNow, Stale
from compliance.core.together import OF_CODE
from compliance.incidents.models import Incident
from compliance.incidents.queries import case_roles, fits, require_declared
from compliance.incidents.querysets import know_seen
from compliance.incidents.transitions import STALE
from compliance.incidents.workflow import STEPS, Status, steps_from
from compliance.registry.models import User
from compliance.registry.views.door import require_open
from compliance.review.case.queries import step_row


def fetch(request, code: str, *, declared: bool = True) -> Incident:
    """The case, as far as this person may know of it. Where its reporter cannot be read, whoever
    has a part says first that it was not them; `declared` False: not asked here.
    """
    know_seen(request.user)
    [rows] = ask(request.user, "case", lambda: [_asked(request.user)], {OF_CODE: code})
    if not rows:
        raise Invisible
    incident: Incident = rows[0]
    if declared:
        require_declared(incident, request.user)
    return incident


def _asked(user: User) -> QuerySet:
    cases = Incident.objects.visible_to(user).filter(code=OF_CODE, submitted_at__isnull=False)
    return cases.with_people().select_related(
        "handling_office__parent__parent", "rule_set", "reporter", "person__user"
    )


def open_or_refuse(incident: Incident, verb: str, user) -> None:
    """403 or 409 before the form is shown, in the same words the gate would use."""
    step, roles = STEPS[verb], case_roles(incident, user)
    open_now = steps_from(incident.status, bool(incident.suspended_at))
    if verb in open_now and fits(step, roles):
        return
    if not fits(step, roles):
        raise NotAllowed(_("Chức năng của ông/bà không thực hiện bước này với hồ sơ này."))
    state = (
        _("đang tạm dừng")
        if incident.suspended_at
        else _("ở trạng thái “{status}”").format(status=incident.get_status_display())
    )
    raise NotNow(
        _("Không thể “{label}”: hồ sơ {state}.").format(label=lower_first(step.label), state=state),
        back=case_url(incident.code),
    )


def stale(incident: Incident, form, *, to: User | None = None, **more) -> Stale:
    """What happened to the case meanwhile, and what was typed here, ready to be sent again. `to`:
    whoever is told who was faster.
    """
    now = Incident.objects.get(pk=incident.pk)
    return Stale(
        STALE,
        form=form,
        version=now.version,
        facts=last_step(now, to),
        **{"back": case_url(incident.code), **more},
    )


def last_step(incident: Incident, to: User | None) -> list[tuple[str, str]]:
    """Where the case stands and by which step, by the hour. By whom, and the words, as its story
    has them, to who sees that story (`to`) and to nobody else.
    """
    last = incident.steps.select_related("by").order_by("-version").first()
    facts = [(_("Trạng thái hiện nay"), incident.get_status_display())]
    if last is None:
        return facts
    said = step_row(last)
    facts.append(
        (_("Cập nhật gần nhất"), f"{said['says']}, {timezone.localtime(last.at):%H:%M %d/%m/%Y}")
    )
    if to:
        own = _("chính ông/bà, ở cửa sổ khác")
        facts.append((_("Người thực hiện"), own if last.by == to else said["by"]))
        facts += [(_("Nội dung đã ghi"), said["note"])] if said["note"] else []
    return facts


def fetch_own(request, code: str, *, stopped: bool = False) -> Incident:
    """The case behind the person's own door: beyond the password, with a factor or a number, and
    after its notices were taken. Of a stopped one there is nothing to open but what says so
    (`stopped`): it may have been about somebody else.
    """
    incident = concerning(request, code)
    require_open(request)
    if incident.status == Status.STOPPED:
        if stopped:
            return incident
        raise Invisible
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
