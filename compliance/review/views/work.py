"""'Việc của tôi': what waits for a lead, a member or internal affairs, the nearest
deadline first.
"""

from django.shortcuts import render
from django.utils import timezone

from compliance.core.work_list import for_user
from compliance.incidents.models import Incident
from compliance.incidents.views.queue import tiles
from compliance.rulebook.clocks import local_day


def work(request):
    today = local_day(timezone.now())
    shown = tiles(Incident.objects.visible_to(request.user), today)
    return render(
        request,
        "review/work.html",
        {"tasks": for_user(request.user, today), "tiles": shown, "today": today},
    )
