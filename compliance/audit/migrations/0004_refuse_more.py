"""TRUNCATE is refused too (PostgreSQL; a row trigger alone does not stop it), and anchors are append-only like events."""

from django.db import migrations

ROWS = {"audit_anchor": "audit_anchor is append-only"}
TRUNCATES = ("audit_event", "audit_anchor")


def forward(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for table, refusal in ROWS.items():
        if postgres:
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{refusal}'; END $$;"
                f" CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse();"
            )
        else:
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{refusal}'); END;")
    if postgres:
        for table in TRUNCATES:
            schema_editor.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse();")


def backward(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        for table in TRUNCATES:
            schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table};")
    for table in ROWS:
        if postgres:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}; DROP FUNCTION {table}_refuse();")
        else:
            for verb in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{verb};")


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_anchor")]
    operations = [migrations.RunPython(forward, backward)]
