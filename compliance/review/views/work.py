"""'Việc của tôi': what waits for a lead, a member or internal affairs, the nearest deadline first."""

from django.shortcuts import render
from django.utils import timezone

from compliance.incidents.models import Incident
from compliance.incidents.todo import for_user
from compliance.incidents.workflow import UNDER_REVIEW, Status
from compliance.rulebook.clocks import local_day


def work(request):
    today = local_day(timezone.now())
    visible = Incident.objects.visible_to(request.user)
    tiles = [
        {"label": "Chờ thụ lý", "value": visible.filter(status=Status.SUBMITTED).count(), "query": "status=submitted"},
        {"label": "Đang xem xét", "value": visible.filter(status__in=UNDER_REVIEW).count(), "query": "status=under_review"},
        {"label": "Đang thực hiện", "value": visible.filter(status__in=(Status.CONCLUDED, Status.ENFORCING)).count(), "query": "status=to_carry_out"},
        {"label": "Quá hạn", "value": visible.open().filter(due_on__lt=today, suspended_at=None).count(), "query": "overdue=1", "late": True},
    ]
    return render(request, "review/work.html", {"todos": for_user(request.user, today), "tiles": tiles, "today": today})
