"""'Việc của tôi': what waits for a lead, a member or internal affairs, the nearest
deadline first.
"""

from django.shortcuts import render
from django.utils import timezone

from compliance.core.parameters import Asked
from compliance.core.roles import ROLES
from compliance.core.work_list import for_user
from compliance.incidents.models import Incident
from compliance.incidents.views.queue import Tiles
from compliance.rulebook.clocks import local_day

PER_PAGE = 50


def work(request):
    user, today = request.user, local_day(timezone.now())
    visible = Incident.objects.visible_to(user)
    sees = any(ROLES[kind].sees_cases for kind in user.function_kinds()) or visible.exists()
    shown = Tiles(visible, today, user).rows() if sees else []
    asked = Asked(request.GET)
    words = asked.text("q")
    tasks = for_user(user, today).matching(words)
    page = asked.page(tasks, PER_PAGE)
    context = {"tasks": tasks, "page": page, "words": words, "tiles": shown, "today": today}
    return render(request, "review/work.html", context)
