"""Rows of the tallies that say the same are made one; no sum changes, and nobody who reads
meanwhile sees half of it.
"""

from django.db import connection, transaction
from django.utils import timezone

from compliance.rulebook.clocks import local_day
from reports.models import Tally

KEPT = "what, half, seen, office_id, handled_by_id, label"
# a day that has come once has come for good: all such days are one
SUMMED = (
    f"SELECT {KEPT}, CASE WHEN spent_on <= %s THEN %s ELSE spent_on END AS spent, sum(n)"  # noqa: S608 - no input of anybody
    f" FROM {{}} GROUP BY {KEPT}, spent HAVING sum(n) <> 0"
)
INTO = f"INSERT INTO reports_tally ({KEPT}, spent_on, n)"


@transaction.atomic
def fold_tallies() -> None:
    """Only rows that were there when it began are touched: what is added meanwhile
    stays as it is.
    """
    days = [local_day(timezone.now()), Tally.LONG_SPENT]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_try_advisory_xact_lock(308001)")
            if not cursor.fetchone()[0]:
                return
        cursor.execute("SELECT max(id) FROM reports_tally")
        last = cursor.fetchone()[0]
        if last is None:
            return
        if connection.vendor == "postgresql":
            gone = (
                "WITH gone AS (DELETE FROM reports_tally"  # noqa: S608 - no input of anybody
                f" WHERE id <= %s RETURNING {KEPT}, spent_on, n)"
            )
            cursor.execute(f"{gone} {INTO} {SUMMED.format('gone')}", [last, *days])
            return
        cursor.execute(f"{INTO} {SUMMED.format('reports_tally WHERE id <= %s')}", [*days, last])
        cursor.execute("DELETE FROM reports_tally WHERE id <= %s", [last])
