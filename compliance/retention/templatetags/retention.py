"""What keeping says on pages of the rooms below: the tabs, and the box on a case."""

from django import template
from django.utils import timezone

from compliance.core.access import may
from compliance.core.roles import Do
from compliance.retention.models import Kind
from compliance.retention.queries import hold_on, know_archived
from compliance.retention.terms import class_of, due_on, lapsed, rules
from compliance.review.case.queries import read_beside
from compliance.rulebook.clocks import local_day

register = template.Library()


def access(user) -> dict[str, bool]:
    return {"retains": may(user, Do.RETAIN), "confirms": may(user, Do.CONFIRM_DISPOSAL)}


@register.simple_tag(takes_context=True)
def retention_access(context) -> dict[str, bool]:
    return access(context["request"].user)


@register.inclusion_tag("retention/_case.html", takes_context=True)
def retention_of(context, incident) -> dict:
    """Held or not for whoever sees the case; once it has ended also its class, and the three terms
    side by side.
    """
    user, today = context["request"].user, local_day(timezone.now())
    know_archived(incident)
    shown = {
        "incident": incident,
        "hold": hold_on(incident, today),
        "may": access(user),
    }
    kind = class_of(incident)
    if not kind or kind == Kind.DRAFT:
        return shown
    terms = rules(today, read_beside(incident, "retention_terms"))
    rule, archived = terms[kind], getattr(incident, "archived", None)
    archivable = kind == Kind.DISCIPLINE and archived is None and may(user, Do.HAND_TO_ARCHIVE)
    return {
        **shown,
        "rule": rule,
        "due_on": due_on(incident, rule),
        "lapsed": lapsed(incident, today),
        "archived": archived,
        "archivable": archivable,
    }
