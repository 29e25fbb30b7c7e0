"""The dates the law sets for a case, and the rule sets it could be measured by."""

from datetime import date

from django.db.models import Q

from compliance.core.presence import present
from compliance.incidents.models import Incident
from compliance.review.deadlines.clocks import Read, case_dates
from compliance.rulebook.clocks import local_day
from compliance.rulebook.explain import REPRIMAND, Explained
from compliance.rulebook.models import RuleSet
from compliance.rulebook.queries import calendar, limitation_extension


def law_dates(incident: Incident, day: date, rule_set: RuleSet | None = None) -> dict:
    """Limitation and processing of the case, recomputed from its rows."""
    rules, entries = rule_set or incident.rule_set, incident.clock_entries.all()
    dates = case_dates(
        rules,
        local_day(present(incident.happened_at)),
        incident.known_on,
        entries,
        calendar(),
        day,
        extension=limitation_extension(rules),
    )
    return {"limitation_ends": dates.limitation_ends, "processing_ends": dates.processing_ends}


def limitation_under(rules: RuleSet | None, found: Read, form: str = REPRIMAND) -> Explained | None:
    """The limitation of one form of discipline under `rules`, by the rows that `found` has read."""
    if rules is None:
        return None
    return found.limitation(rules, calendar(), form, extension=limitation_extension(rules))


def moved(incident: Incident, dates: dict) -> dict:
    """{date: [before, after]} of those that change."""
    pairs = {name: (getattr(incident, name), value) for name, value in dates.items()}
    return {
        name: [one and one.isoformat() for one in pair]
        for name, pair in pairs.items()
        if pair[0] != pair[1]
    }


def opened_under(incident: Incident) -> RuleSet | None:
    """The rule set the case was accepted under, whatever was chosen since."""
    first = (
        incident.clock_entries.filter(kind="law")
        .select_related("former_rule_set")
        .order_by("at", "pk")
        .first()
    )
    return first.former_rule_set if first else incident.rule_set


def laws_for(incident: Incident, day: date) -> list[RuleSet]:
    """The rule sets of this staff kind in force between the act and `day`, the one in use among
    them, oldest first.
    """
    kind = Q(staff_kind=incident.staff_kind)
    between = Q(valid_from__lte=day) & (
        Q(valid_to=None) | Q(valid_to__gte=local_day(present(incident.happened_at)))
    )
    found = RuleSet.objects.filter(kind & between, replaced_by=None) | RuleSet.objects.filter(
        pk=incident.rule_set_id
    )
    return list(found.order_by("valid_from", "pk").distinct())
