"""A bare view: session sign-in, one indexed query for twenty rows, a plain template."""

from django.http import HttpResponse
from django.template import Context, Template

from compliance.incidents.models import Incident

_PAGE = Template(
    "<ul>{% for row in rows %}<li>{{ row.code }} {{ row.title }}</li>{% endfor %}</ul>"
)


def floor(request):
    rows = (
        Incident.objects.filter(submitted_at__isnull=False)
        .order_by("-submitted_at", "-pk")
        .values("code", "title")[:20]
    )
    return HttpResponse(_PAGE.render(Context({"rows": rows})))
