"""Triggers that add up what the dashboard counts, on both engines, in the transaction of the change. They only insert: nobody waits for anybody. What is there already is added up once."""

from django.db import migrations

SEEN = "CASE WHEN {r}.sealed THEN 's' WHEN {r}.accepted_at IS NOT NULL OR {r}.status = 'noted' THEN 'a' ELSE 'l' END"
SPENT = "CASE WHEN {r}.status = 'closed' THEN {r}.spent_on END"
TOGETHER = "0, 0"
WATCHED = ("status", "office_id", "handling_office_id", "category", "outcome", "sealed", "submitted_at", "accepted_at", "concluded_at", "closed_at", "processing_ends", "spent_on")


def parts(row: str, sign: str, day, days) -> list[str]:
    """Six SELECTs: what one row of incidents adds (or takes away), under its offices and under all together. `day(column)` is its day in Viet Nam, `days(a, b)` the days between two."""

    def half(column: str) -> str:
        return f"CASE WHEN {day_of(day(column))} < 15 THEN {first_of(day(column))} ELSE {fifteenth_of(day(column))} END"

    day_of, first_of, fifteenth_of = DIALECT[day.__name__]
    seen, spent = SEEN.format(r=row), SPENT.format(r=row)
    submitted, concluded, closed = (f"{row}.{name}" for name in ("submitted_at", "concluded_at", "closed_at"))
    in_time = f"CASE WHEN {row}.processing_ends IS NULL THEN '-' WHEN {day(concluded)} <= {row}.processing_ends THEN '1' ELSE '0' END"
    found = (
        ("r", submitted, f"{row}.category"),
        ("c", concluded, f"{row}.outcome || '|' || {days(submitted, concluded)} || '|' || {in_time}"),
        ("e", closed, f"{row}.status"),
    )
    return [
        f"SELECT '{what}', {half(moment)}, {seen}, {offices}, {label}, {spent}, {sign}1{{source}} WHERE {submitted} IS NOT NULL AND {row}.office_id IS NOT NULL AND {row}.handling_office_id IS NOT NULL AND {moment} IS NOT NULL"
        for what, moment, label in found
        for offices in (f"{row}.office_id, {row}.handling_office_id", TOGETHER)
    ]


def postgres(column: str) -> str:
    return f"({column} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"


def sqlite(column: str) -> str:
    return f"date({column}, '+7 hours')"  # Viet Nam has kept UTC+7 since 1975


DIALECT = {
    "postgres": (
        lambda day: f"EXTRACT(day FROM {day})",
        lambda day: f"date_trunc('month', {day})::date",
        lambda day: f"(date_trunc('month', {day}) + interval '14 days')::date",
    ),
    "sqlite": (
        lambda day: f"CAST(strftime('%d', {day}) AS INTEGER)",
        lambda day: f"date({day}, 'start of month')",
        lambda day: f"date({day}, 'start of month', '+14 days')",
    ),
}
DAYS = {
    "postgres": lambda a, b: f"({postgres(b)} - {postgres(a)})::text",
    "sqlite": lambda a, b: f"CAST(julianday({sqlite(b)}) - julianday({sqlite(a)}) AS INTEGER)",
}
INTO = "INSERT INTO reports_tally (what, half, seen, office_id, handled_by_id, label, spent_on, n) "


def forward(apps, schema_editor):
    pg = schema_editor.connection.vendor == "postgresql"
    day = postgres if pg else sqlite
    days = DAYS[day.__name__]

    def adds(row: str, sign: str) -> str:
        return "".join(f"{INTO}{part.format(source='')}; " for part in parts(row, sign, day, days))

    added, taken = adds("NEW", "+"), adds("OLD", "-")
    watched = ", ".join(WATCHED)
    if pg:
        changed = "({}) IS DISTINCT FROM ({})".format(", ".join(f"NEW.{name}" for name in WATCHED), ", ".join(f"OLD.{name}" for name in WATCHED))
        schema_editor.execute(f"CREATE FUNCTION reports_tally_added() RETURNS trigger AS $$ BEGIN {added} RETURN NULL; END $$ LANGUAGE plpgsql")
        schema_editor.execute(f"CREATE FUNCTION reports_tally_changed() RETURNS trigger AS $$ BEGIN {taken} {added} RETURN NULL; END $$ LANGUAGE plpgsql")
        schema_editor.execute(f"CREATE FUNCTION reports_tally_taken() RETURNS trigger AS $$ BEGIN {taken} RETURN NULL; END $$ LANGUAGE plpgsql")
        schema_editor.execute("CREATE TRIGGER reports_tally_insert AFTER INSERT ON incidents_incident FOR EACH ROW EXECUTE FUNCTION reports_tally_added()")
        schema_editor.execute(
            f"CREATE TRIGGER reports_tally_update AFTER UPDATE OF {watched} ON incidents_incident FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION reports_tally_changed()"
        )
        schema_editor.execute("CREATE TRIGGER reports_tally_delete AFTER DELETE ON incidents_incident FOR EACH ROW EXECUTE FUNCTION reports_tally_taken()")
    else:
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in WATCHED)
        schema_editor.execute(f"CREATE TRIGGER reports_tally_insert AFTER INSERT ON incidents_incident BEGIN {added} END;")
        schema_editor.execute(f"CREATE TRIGGER reports_tally_update AFTER UPDATE OF {watched} ON incidents_incident WHEN {changed} BEGIN {taken} {added} END;")
        schema_editor.execute(f"CREATE TRIGGER reports_tally_delete AFTER DELETE ON incidents_incident BEGIN {taken} END;")
    for part in parts("i", "+", day, days):
        schema_editor.execute(INTO + part.format(source=" FROM incidents_incident i"))


def backward(apps, schema_editor):
    pg = schema_editor.connection.vendor == "postgresql"
    for name in ("insert", "update", "delete"):
        schema_editor.execute(f"DROP TRIGGER reports_tally_{name}{' ON incidents_incident' if pg else ''};")
    if pg:
        for name in ("added", "changed", "taken"):
            schema_editor.execute(f"DROP FUNCTION reports_tally_{name}();")


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_tallies"), ("incidents", "0017_remember_states")]
    operations = [migrations.RunPython(forward, backward)]
