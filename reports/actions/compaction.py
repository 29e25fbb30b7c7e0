"""Rows of the tallies that say the same are made one; no sum changes, and nobody who reads
meanwhile sees half of it.
"""

from django.db import connection, transaction

KEPT = "what, half, seen, office_id, handled_by_id, label"
SUMMED = f"SELECT {KEPT}, sum(n) FROM {{}} GROUP BY {KEPT} HAVING sum(n) <> 0"  # noqa: S608 - no input of anybody
INTO = f"INSERT INTO reports_tally ({KEPT}, n)"


@transaction.atomic
def fold_tallies() -> None:
    """Only rows that were there when it began are touched: what is added meanwhile
    stays as it is.
    """
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
                f" WHERE id <= %s RETURNING {KEPT}, n)"
            )
            cursor.execute(f"{gone} {INTO} {SUMMED.format('gone')}", [last])
            return
        cursor.execute(f"{INTO} {SUMMED.format('reports_tally WHERE id <= %s')}", [last])
        cursor.execute("DELETE FROM reports_tally WHERE id <= %s", [last])
