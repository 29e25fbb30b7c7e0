"""What the sample holds, as JSON, from its own database: run by `manage.py shell` of the served
portal (test_sample.py).
"""

import json

from django.utils import timezone

from compliance.incidents.models import Incident
from compliance.review.case.own import own_state, stated
from compliance.review.deadlines.laws import more_favourable
from compliance.rulebook.clocks import local_day


def show() -> None:
    """`states`: of each state of a person's own page one case, [code, username, title]; `outcomes`:
    codes by outcome; `older_law`: [code, username of the handler, of the person] where the law of
    the day of the act is pointed out.
    """
    today = local_day(timezone.now())
    rows = Incident.objects.filter(told_at__isnull=False, person__user__isnull=False)
    states, older = {}, []
    for row in stated(rows).select_related("person__user", "handler", "rule_set").order_by("pk"):
        state = own_state(row, today)
        states.setdefault(state.key, [row.code, row.person.user.username, state.title])
        if row.handler_id and more_favourable(row, today):
            older.append([row.code, row.handler.username, row.person.user.username])
    outcomes: dict[str, list[str]] = {}
    for outcome, code in Incident.objects.exclude(outcome="").values_list("outcome", "code"):
        outcomes.setdefault(outcome, []).append(code)
    print(json.dumps({"states": states, "outcomes": outcomes, "older_law": older}))
