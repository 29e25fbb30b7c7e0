"""What the page of the trail can be narrowed by has an index each: names and objects by any part of
them (PostgreSQL), days. Without it a rare name was looked for among all events ever written.
"""

from django.db import migrations, models


def forward(apps, schema_editor):
    """As Django writes icontains: upper case on both sides."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(
            "CREATE INDEX audit_event_trgm ON audit_event USING gin"
            " (upper(actor_name::text) gin_trgm_ops, upper(subject_label::text) gin_trgm_ops)"
        )


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX audit_event_trgm")


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0008_chain_check"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["at"], name="audit_event_at"),
        ),
        migrations.RunPython(forward, backward),
    ]
