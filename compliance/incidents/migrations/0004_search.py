"""On PostgreSQL the folded column is searched through a trigram index: a word anywhere in it is found without reading the table."""

from django.db import migrations


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute("CREATE INDEX incident_folded_trgm ON incidents_incident USING gin (folded gin_trgm_ops)")


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX incident_folded_trgm")


class Migration(migrations.Migration):
    dependencies = [("incidents", "0003_append_only")]
    operations = [migrations.RunPython(forward, backward)]
