"""The second table of files goes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("guidance", "0006_files_moved")]

    operations = [migrations.DeleteModel(name="GuidanceFile")]
