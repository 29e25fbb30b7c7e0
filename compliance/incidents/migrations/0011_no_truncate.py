"""TRUNCATE of the steps taken is refused too (PostgreSQL)."""

from django.db import migrations


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE TRIGGER incidents_steptaken_no_truncate BEFORE TRUNCATE ON incidents_steptaken FOR EACH STATEMENT EXECUTE FUNCTION incidents_steptaken_refuse();")


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER incidents_steptaken_no_truncate ON incidents_steptaken;")


class Migration(migrations.Migration):
    dependencies = [("incidents", "0010_invitations")]
    operations = [migrations.RunPython(forward, backward)]
