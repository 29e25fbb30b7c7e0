"""The dates the law sets for a case, and the rule sets it could be measured by."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from compliance.core.language import _, composed, joined, upper_first
from compliance.core.presence import present
from compliance.incidents.models import Incident
from compliance.review.deadlines.clocks import Read, case_dates, read
from compliance.rulebook.clocks import local_day
from compliance.rulebook.explain import OTHER, REPRIMAND, Explained
from compliance.rulebook.models import Category, RuleSet, StaffKind
from compliance.rulebook.queries import calendar, limitation_extension, rule_sets_between


def law_dates(incident: Incident, day: date, rule_set: RuleSet | None = None) -> dict:
    """Limitation and processing of the case, recomputed from its rows."""
    rules, entries = rule_set or incident.rule_set, incident.clock_entries.all()
    dates = case_dates(
        rules,
        local_day(present(incident.happened_at)),
        present(incident.known_on),
        entries,
        calendar(),
        day,
        extension=limitation_extension(rules),
    )
    return {"limitation_ends": dates.limitation_ends, "processing_ends": dates.processing_ends}


def limitation_under(
    rules: RuleSet | None, periods: Read, form: str = REPRIMAND
) -> Explained | None:
    """The limitation of one form of discipline under `rules`, by the rows read into `periods`."""
    if rules is None:
        return None
    return periods.limitation(rules, calendar(), form, extension=limitation_extension(rules))


@dataclass(frozen=True)
class Limits:
    """The last days on which discipline may be considered: a reprimand, and any heavier form; None
    where the law sets no such limit. `only`: why the heavier forms have no longer term here.
    """

    reprimand: date | None
    other: date | None
    only: str = ""

    def passed(self, form: str, day: date) -> bool:
        ends = self.reprimand if form == REPRIMAND else self.other
        return ends is not None and day > ends

    def in_words(self, day: date) -> str:
        """Both, in words, as of `day`."""
        if self.reprimand is None or self.other is None:
            return _("Bộ quy tắc không quy định thời hiệu")
        if self.reprimand == self.other:
            opening = (
                _("Đã hết thời hiệu ngày") if day > self.other else _("Còn thời hiệu đến ngày")
            )
            return composed(
                "{opening} {day:%d/%m/%Y}{only}", opening=opening, day=self.other, only=self.only
            )
        parts = _part(_("khiển trách"), self.reprimand, day), _part(_("khác"), self.other, day)
        text = joined("; ", parts)
        return upper_first(text)


def _part(words: str, ends: date, day: date) -> str:
    if day > ends:
        return _("đã hết thời hiệu mức {words} ngày {ends:%d/%m/%Y}").format(words=words, ends=ends)
    return _("còn thời hiệu mức {words} đến ngày {ends:%d/%m/%Y}").format(words=words, ends=ends)


# Bộ luật Lao động 2019, Điều 123 khoản 1: the term of twelve months is for these alone
SECRETS = (Category.INTERNAL_DOCUMENT,)
NO_SECRETS = _(
    " (thời hiệu dài hơn chỉ áp dụng khi liên quan trực tiếp đến tài chính, tài sản, tiết lộ bí "
    "mật)"
)


def limits_of(incident: Incident, day: date) -> Limits:
    """The limitation of each form of discipline, from the frozen rule set and the rows of the
    ledger.
    """
    rules, reprimand = incident.rule_set, incident.limitation_ends
    if rules is None or reprimand is None:
        return Limits(None, None)
    if rules.staff_kind == StaffKind.NGUOI_LAO_DONG and not _of_secrets(incident):
        return Limits(reprimand, reprimand, NO_SECRETS)
    periods = read(incident.clock_entries.all(), local_day(present(incident.happened_at)), day)
    other = limitation_under(rules, periods, OTHER)
    return Limits(reprimand, max(reprimand, other.date) if other else reprimand)


def _of_secrets(incident: Incident) -> bool:
    return incident.allegations.filter(provision__category__in=SECRETS).exists()


def moved(incident: Incident, dates: dict) -> dict:
    """{date: [before, after]} of those that change."""
    pairs = {name: (getattr(incident, name), value) for name, value in dates.items()}
    return {
        name: [day_of and day_of.isoformat() for day_of in pair]
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
    acted = local_day(present(incident.happened_at))
    keys = rule_sets_between(incident.staff_kind, acted, day)
    laws = RuleSet.objects.filter(Q(pk__in=keys) | Q(pk=incident.rule_set_id))
    return list(laws.order_by("valid_from", "pk"))
