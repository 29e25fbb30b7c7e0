"""The database remembers what each case was: a row for every change of a column that figures read, whoever changed it and however. Cases there already get one row."""

from django.db import migrations

FACTS = (
    "status", "office_id", "staff_kind", "category", "act_kind", "outcome", "submitted_at", "concluded_at", "closed_at", "suspended_at", "due_on", "processing_ends", "known_on",
)  # fmt: skip
COLUMNS = ", ".join(FACTS)
NEW = ", ".join(f"NEW.{name}" for name in FACTS)
REMEMBER = f"INSERT INTO incidents_incidentstate (incident_id, at, {COLUMNS}) VALUES (NEW.id, NEW.edited_at, {NEW});"


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        old = ", ".join(f"OLD.{name}" for name in FACTS)
        schema_editor.execute(
            f"CREATE FUNCTION incidents_incident_remember() RETURNS trigger AS $$ BEGIN {REMEMBER} RETURN NULL; END $$ LANGUAGE plpgsql;"
            " CREATE TRIGGER incidents_incident_remember_new AFTER INSERT ON incidents_incident FOR EACH ROW"
            " WHEN (NEW.submitted_at IS NOT NULL) EXECUTE FUNCTION incidents_incident_remember();"
            f" CREATE TRIGGER incidents_incident_remember AFTER UPDATE OF {COLUMNS} ON incidents_incident FOR EACH ROW"
            f" WHEN (NEW.submitted_at IS NOT NULL AND (({NEW}) IS DISTINCT FROM ({old}))) EXECUTE FUNCTION incidents_incident_remember();"
        )
    else:
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FACTS)
        schema_editor.execute(
            "CREATE TRIGGER incidents_incident_remember_new AFTER INSERT ON incidents_incident"
            f" WHEN NEW.submitted_at IS NOT NULL BEGIN {REMEMBER} END;"
        )
        schema_editor.execute(
            f"CREATE TRIGGER incidents_incident_remember AFTER UPDATE OF {COLUMNS} ON incidents_incident"
            f" WHEN NEW.submitted_at IS NOT NULL AND ({changed}) BEGIN {REMEMBER} END;"
        )
    schema_editor.execute(
        f"INSERT INTO incidents_incidentstate (incident_id, at, {COLUMNS}) SELECT id, edited_at, {COLUMNS} FROM incidents_incident WHERE submitted_at IS NOT NULL"
    )


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "DROP TRIGGER incidents_incident_remember_new ON incidents_incident; DROP TRIGGER incidents_incident_remember ON incidents_incident;"
            " DROP FUNCTION incidents_incident_remember();"
        )
    else:
        schema_editor.execute("DROP TRIGGER incidents_incident_remember_new;")
        schema_editor.execute("DROP TRIGGER incidents_incident_remember;")


class Migration(migrations.Migration):
    dependencies = [("incidents", "0016_states")]
    operations = [migrations.RunPython(forward, backward)]
