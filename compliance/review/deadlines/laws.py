"""The rule sets a case could be measured by, side by side: each date as it would come out under
each.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from compliance.core.language import _, joined
from compliance.core.presence import present
from compliance.core.together import DAY
from compliance.incidents.models import Incident
from compliance.incidents.workflow import CONCLUDED, UNDER_REVIEW
from compliance.review.case.queries import read_beside
from compliance.review.case.together import Beside
from compliance.review.deadlines.clocks import read
from compliance.review.deadlines.queries import laws_for, limitation_under, opened_under
from compliance.rulebook.clocks import local_day
from compliance.rulebook.explain import FORMS, OTHER, REPRIMAND
from compliance.rulebook.models import RuleChoice, RuleSet
from compliance.rulebook.queries import calendar, choices

DATES = (
    (
        _("Hết thời hiệu, mức khiển trách"),
        lambda periods, rules, known: limitation_under(rules, periods, REPRIMAND),
    ),
    (
        _("Hết thời hiệu, mức khác"),
        lambda periods, rules, known: limitation_under(rules, periods, OTHER),
    ),
    (
        _("Hết thời hạn xử lý"),
        lambda periods, rules, known: periods.processing(rules, known, calendar(), False),
    ),
    (
        _("Hết thời hạn xử lý, vụ việc phức tạp"),
        lambda periods, rules, known: periods.processing(rules, known, calendar(), True),
    ),
)


def compared(incident: Incident, today: date) -> dict:
    """{'sets': the columns, 'rows': [(label, [cell per column])]}; a cell that differs from the law
    in use is marked.
    """
    sets = laws_for(incident, today)
    periods = read(incident.clock_entries.all(), local_day(incident.happened_at), today)
    rows = [
        (label, [_cell(ask(periods, rules, incident.known_on)) for rules in sets])
        for label, ask in DATES
    ]
    rows += [
        (_("Quyết định tự hết hiệu lực sau"), [_lapse(rules) for rules in sets]),
        (_("Hình thức kỷ luật"), [_listed(rules, "form", today) for rules in sets]),
    ]
    rows += [(_("Lý do tạm dừng theo luật"), [_listed(rules, "pause", today) for rules in sets])]
    used = sets.index(incident.rule_set)
    marked = [
        (
            label,
            [
                {**cell, "set": rules.code, "differs": cell["text"] != cells[used]["text"]}
                for rules, cell in zip(sets, cells, strict=True)
            ],
        )
        for label, cells in rows
    ]
    return {
        "sets": [
            {
                "row": rules,
                "used": rules == incident.rule_set,
                "opened": rules == opened_under(incident),
            }
            for rules in sets
        ],
        "rows": marked,
    }


@dataclass(frozen=True)
class EndedThen:
    """A form of discipline whose limitation ended on `then` under the law of the day of the act and
    runs until `now` under the law in use (None: without end).
    """

    form: str
    then: date
    now: date | None


@dataclass(frozen=True)
class LawOfTheAct:
    """The rule set of the day of the act where it is the more favourable one: pointed out, never
    chosen (docs/law.md#the-more-favourable-law).
    """

    rule_set: RuleSet
    ended: list[EndedThen]


def law_beside(incident: Incident) -> Beside:
    """The rule set of the day of the act, where it is another one and somebody may have to be told;
    nothing where nobody has to be.
    """
    rules, kind = incident.rule_set_id, incident.staff_kind
    if rules is None or incident.status not in (*UNDER_REVIEW, *CONCLUDED):
        return Beside("no law", dict)
    acted = local_day(present(incident.happened_at))
    return Beside(
        ("law", kind, rules),
        lambda: {"law_of_the_act": _other_law(DAY, kind, rules)},
        {DAY: acted},
    )


def _other_law(day: date, staff_kind: str, rules: int) -> QuerySet[RuleSet]:
    governing = RuleSet.objects.governing(day).filter(staff_kind=staff_kind)
    return governing.exclude(pk=rules)[:1]


def more_favourable(incident: Incident, today: date) -> LawOfTheAct | None:
    """Where the limitation of a form ended under the law of the day of the act and runs on under
    the law in use; as of the conclusion once there is one. None while nobody has to be told.
    """
    rules, read_with_it = incident.rule_set, read_beside(incident, "law_of_the_act")
    if rules is None or incident.status not in (*UNDER_REVIEW, *CONCLUDED):
        return None
    acted = local_day(present(incident.happened_at))
    other: Iterable[RuleSet] = (
        _other_law(acted, incident.staff_kind, rules.pk) if read_with_it is None else read_with_it
    )
    law = next(iter(other), None)
    if law is None:
        return None
    day = local_day(incident.concluded_at) if incident.concluded_at else today
    periods = read(incident.clock_entries.all(), acted, day)
    ended = []
    for form, words in FORMS.items():
        then, now = limitation_under(law, periods, form), limitation_under(rules, periods, form)
        if then and then.date < day and not (now and now.date < day):
            ended.append(EndedThen(words, then.date, now.date if now else None))
    return LawOfTheAct(law, ended) if ended else None


def _cell(term) -> dict:
    return (
        {"text": f"{term.date:%d/%m/%Y}", "small": term.rule, "basis": term.basis}
        if term
        else {"text": _("không có"), "small": "", "basis": ""}
    )


def _lapse(rules: RuleSet) -> dict:
    text = (
        _("{lapse_months} tháng").format(lapse_months=rules.lapse_months)
        if rules.lapse_months
        else _("không có")
    )
    return {"text": text, "small": "", "basis": rules.lapse_basis}


def _listed(rules: RuleSet, what: str, today: date) -> dict:
    day = min(today, rules.valid_to) if rules.valid_to else today
    rows = choices(rules, RuleChoice.List(what), day)
    return {
        "text": (
            joined("; ", (row.label for row in rows if row.post != RuleChoice.Post.LEFT))
            or _("không có")
        ),
        "small": "",
        "basis": "",
    }
