"""API of reporting: the figures of the dashboard, counted by the same functions over
the same rows.
"""

from django.utils import timezone
from rest_framework.decorators import api_view
from rest_framework.response import Response

from compliance.audit.actions import saw
from compliance.core.access import require
from compliance.core.parameters import Asked
from compliance.core.roles import Do
from compliance.rulebook.clocks import local_day
from reports.counting import figures, office_asked, period_asked


@api_view(["GET"])
def figures_of_period(request):
    """?ky=thang-2018-11&don-vi=XA -> the figures of one period; without `ky` the last
    closed month; 400 for a period or an office there is not.
    """
    require(request.user, Do.SEE_DASHBOARD)
    now = timezone.now()
    today = local_day(now)
    asked = Asked(request.query_params, known=("ky", "don-vi"))
    period = period_asked(asked, today)
    shown = figures(
        request.user,
        period,
        today,
        office_asked(request.user, asked),
    )
    saw(by=request.user, obj=request.user, at=now, what="read_figures", label=period.label)
    return Response(
        {
            "period": {
                "slug": period.slug,
                "label": period.label,
                "from": period.start.isoformat(),
                "to": period.end.isoformat(),
            },
            "office": shown["office"].code if shown["office"] else None,
            **{
                name: shown[name]
                for name in ("counts", "median", "median_previous", "in_time", "open", "overdue")
            },
            "previous": {name: shown["previous"][name] for name in ("received", "concluded")},
            "year_before": {name: shown["year_before"][name] for name in ("received", "concluded")},
            **_tables(shown),
        }
    )


def _tables(shown: dict) -> dict[str, list[dict]]:
    """The figures that are a list each: by month, by age, by office."""
    return {
        "trend": [
            {
                "period": point["period"].slug,
                "received": point["received"],
                "concluded": point["concluded"],
            }
            for point in shown["points"]
        ],
        "ages": [
            {
                "label": row["label"],
                **{key: count for key, count, _ in row["cells"]},
                "total": row["total"],
            }
            for row in shown["ages"]
        ],
        "units": [
            {
                "office": row["office"].code,
                "received": row["sum"],
                "rate": row["rate"],
                "categories": [cell["count"] for cell in row["cells"]],
            }
            for row in shown["heat"]["rows"]
        ],
    }


ROUTES = [("figures/", figures_of_period, "figures")]
