"""The table bears the name of its app. Foreign keys follow on both engines."""

from django.db import migrations


def rename_content_type(old: str, new: str):
    """One row where the portal has run before; an empty database gets its own after migrating."""

    def rename(apps, schema_editor):
        types = apps.get_model("contenttypes", "ContentType").objects.using(
            schema_editor.connection.alias
        )
        if not types.filter(app_label=new, model="storedfile").exists():
            types.filter(app_label=old, model="storedfile").update(app_label=new)

    return rename


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("files", "0001_stored_files"),
        ("incidents", "0022_files_app"),
    ]

    operations = [
        migrations.AlterModelTable(name="storedfile", table=None),
        migrations.RunPython(
            rename_content_type("incidents", "files"), rename_content_type("files", "incidents")
        ),
    ]
