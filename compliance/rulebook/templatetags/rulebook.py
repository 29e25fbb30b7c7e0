"""Terms in the words of pages: read from the rules that the clocks count by, never written out."""

from django import template
from django.utils import timezone

from compliance.core.language import _
from compliance.core.presence import present
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import RuleSet
from compliance.rulebook.queries import term

register = template.Library()


@register.simple_tag
def term_in_words(key: str) -> str:
    """The term for everybody as it stands today, “2 ngày làm việc”; the last one known where none
    is in force.
    """
    today = local_day(timezone.now())
    return present(term(None, key, today) or term(None, key)).words


@register.simple_tag
def answer_term() -> str:
    """How long an answer may take under the rules of today: one number where all staff kinds have
    the same.
    """
    rules = RuleSet.objects.governing(local_day(timezone.now()))
    days = sorted(set(rules.order_by().values_list("answer_workdays", flat=True)))
    return _("{str} ngày làm việc").format(str=_(" hoặc ").join(map(str, days)))
