"""'Việc của tôi': what waits for a lead, a member or internal affairs, the nearest
deadline first.
"""

from datetime import date

from django.db.models import QuerySet
from django.shortcuts import render
from django.utils import timezone

from compliance.core.kept import ask
from compliance.core.parameters import Asked
from compliance.core.roles import ROLES
from compliance.core.work_list import for_user
from compliance.incidents.models import Incident
from compliance.incidents.querysets import know_seen
from compliance.incidents.views.queue import tiles_asked, tiles_of
from compliance.registry.models import User
from compliance.rulebook.clocks import local_day

PER_PAGE = 50


def work(request):
    user, today = request.user, local_day(timezone.now())
    know_seen(user)
    asked = Asked(request.GET)
    words = asked.text("q")
    tasks = for_user(user, today).matching(words)
    page = asked.page(tasks, PER_PAGE)
    context = {
        "tasks": tasks,
        "page": page,
        "words": words,
        "tiles": _tiles(user, today),
        "today": today,
    }
    return render(request, "review/work.html", context)


def _tiles(user: User, today: date) -> list[dict]:
    """None for whoever sees no case at all."""
    sees = any(ROLES[kind].sees_cases for kind in user.function_kinds())
    if not sees and not Incident.objects.visible_to(user).exists():
        return []

    def written() -> list[QuerySet]:
        return [tiles_asked(Incident.objects.visible_to(user), user, today)]

    [counts] = ask(user, ("tiles", today), written)
    return tiles_of(counts, user, today)
