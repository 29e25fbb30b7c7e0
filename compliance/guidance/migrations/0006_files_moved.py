"""Rows of guidance files become stored files, and back. The bytes stay where they lie."""

from django.db import migrations

COLUMNS = ("path", "sha256", "size", "kind", "name", "facts", "scan", "at")


def to_stored_files(apps, schema_editor):
    """Whoever recorded the briefing or the list handed in its files."""
    database = schema_editor.connection.alias
    stored_files = apps.get_model("files", "StoredFile").objects.using(database)
    guidance_files = apps.get_model("guidance", "GuidanceFile").objects.using(database)
    for row in guidance_files.select_related("briefing", "signing").order_by("pk").iterator(500):
        owner = row.briefing or row.signing
        stored = stored_files.create(
            by_id=owner.by_id, **{name: getattr(row, name) for name in COLUMNS}
        )
        owner.files.add(stored)


def to_guidance_files(apps, schema_editor):
    database = schema_editor.connection.alias
    guidance_files = apps.get_model("guidance", "GuidanceFile").objects.using(database)
    for key, model in (("briefing", "Briefing"), ("signing", "Signing")):
        owners = apps.get_model("guidance", model).objects.using(database)
        for owner in owners.exclude(files=None).distinct().order_by("pk").iterator(500):
            for stored in owner.files.order_by("at", "path"):
                guidance_files.create(
                    **{key: owner}, **{name: getattr(stored, name) for name in COLUMNS}
                )
                owner.files.remove(stored)
                stored.delete()


class Migration(migrations.Migration):
    dependencies = [("guidance", "0005_stored_files")]

    operations = [migrations.RunPython(to_stored_files, to_guidance_files)]
